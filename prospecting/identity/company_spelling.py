"""Two words of company names compared: slips of the pen, compounds, other languages and scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from prospecting.identity.company_forms import compound_tail, word_classes
from prospecting.identity.text import phonetic, plain, romanised
from scoring.reference import load_rows, load_text


@lru_cache(maxsize=400_000)
def alike(one: str, two: str) -> float:
    """How alike two unequal words are, 0 where they are two words, else .5 to .97."""
    bare_one, bare_two = plain(one), plain(two)
    if bare_one == bare_two:
        return 0.97
    short, long = sorted((one, two), key=len)
    if _meanings().get(one, frozenset()) & _meanings().get(two, frozenset()):
        return 0.98  # one thing in two languages: Universität, University
    known = known_words()
    if long == short + "s" and (short in known or long in known):
        return 0.97  # Volvo Car, Volvo Cars
    if (one in known and two in known) or (one in surnames() and two in surnames()):
        return 0.0  # two words of the language, or two family names: no slip of the pen
    if len(short) >= 4 and len(long) >= 6 and long.startswith(short) and long in known:
        return 0.8  # an abbreviation: "intern", "techn"
    if len(short) >= 5 and long.startswith(short) and compound_tail(long) == len(long) - len(short):
        return 0.8  # the last part of a compound left out: Druckmaschinen
    if len(short) < 4:
        return 0.0
    # "ue" is no umlaut where two letters changed places: Accentrue.
    edits = min(OSA.distance(bare_one, bare_two), OSA.distance(one, two))
    if short in known or long in known:
        return 0.85 if edits == 1 and len(short) >= 6 else 0.0
    if edits == 1 and len(short) >= 5 and bare_one[0] == bare_two[0]:
        if _single(bare_one) == _single(bare_two) or (sorted(one) == sorted(two) and len(one) > 5):
            return 0.95  # a letter doubled or two exchanged: Philips, Phillips
        if len(short) >= 6 and phonetic(one) == phonetic(two) and _vowels(one) == _vowels(two):
            return 0.92  # one sound: Vodafone, Vodaphone
    if edits == 2 and len(short) >= 6 and _single(bare_one) == _single(bare_two):
        return 0.93  # another letter doubled: Grumman, Grumann
    if edits == 1 and well_known_misspelt(bare_one, bare_two):
        return 0.9
    if edits == 1 and len(short) == 4 and bare_one[0] == bare_two[0]:
        return 0.8  # too short to be a slip by itself: Rols, Rolls beside Royce
    if edits == 1 and len(short) >= 5:
        return 1.0 - (0.8 if bare_one[0] == bare_two[0] else 2.0) / len(long)
    if edits == 2 and len(short) >= 8 and JaroWinkler.similarity(bare_one, bare_two) >= 0.92:
        return 0.8
    return 0.0


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    rows = load_rows("names/common_names.csv")
    common = (name for row in rows if row["kind"] == "family" for name in row["names"].split(";"))
    lines = (line.partition("#")[0] for line in load_text("names/surnames.txt").splitlines())
    return frozenset({*common, *(name for line in lines for name in line.split())})


@lru_cache(maxsize=1)
def families() -> frozenset[str]:
    """Names that several well-known companies bear, so that what stands beside them matters."""
    lines = load_text("companies_families.txt").splitlines()
    return frozenset(word for line in lines for word in line.partition("#")[0].split())


@lru_cache(maxsize=1)
def _well_known() -> frozenset[str]:
    """Single words that name a well-known company: other firms keep away from their spelling."""
    aliases = (
        name for row in load_rows("companies_aliases.csv") for name in row["names"].split(";")
    )
    return frozenset(
        word for word in (*families(), *aliases) if len(word) >= 6 and word not in known_words()
    )


def well_known_misspelt(one: str, two: str) -> bool:
    """Whether a word is a well-known name without a letter inside, or with two exchanged: Simens.

    Another letter, or one more, makes another firm's name as often: Thales and Thalys.
    """
    for name, other in ((one, two), (two, one)):
        if name in _well_known() and other not in _well_known():
            dropped = len(name) - len(other) == 1 and not name.startswith(other)
            return (dropped or sorted(name) == sorted(other)) and other not in surnames()
    return False


def _vowels(word: str) -> str:
    return re.sub(r"[^aeiou]", "", plain(word))


def _single(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


@lru_cache(maxsize=1)
def _meanings() -> Mapping[str, frozenset[int]]:
    """Which rows of words that mean the same a word stands in."""
    out: dict[str, set[int]] = {}
    for number, row in enumerate(load_rows("companies_synonyms.csv")):
        for word in row["words"].split(";"):
            out.setdefault(word, set()).add(number)
    return {word: frozenset(rows) for word, rows in out.items()}


@lru_cache(maxsize=1)
def homonyms() -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    """Names of two unrelated companies, and words by which the one and the other are told."""
    return {
        row["name"]: (frozenset(row["one"].split(";")), frozenset(row["other"].split(";")))
        for row in load_rows("companies_homonyms.csv")
    }


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    rows = load_rows("names/common_names.csv")
    common = (row["names"] for row in rows if row["kind"] == "given")
    formal = (row["name"] for row in load_rows("names/nicknames.csv"))
    return frozenset({*(name for text in common for name in text.split(";")), *formal})


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """The consonants that survive another script and back: ``merukari`` and ``mercari``.

    r and l, v and b and p, soft c and s are one; vowels count only at the start.
    """
    text = re.sub(r"^y(?=[aeou])", "", plain(word).replace("tsu", "tu"))
    text = re.sub(r"c(?=[eiy])|ch|j", "s", text)
    first = "a" if text[:1] in _VOWELS else ""
    heard = phonetic(text).translate(_HEARD)
    return first + re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyw]", "", heard))


_VOWELS = frozenset("aeiou")
_SPELT = str.maketrans("cqlvy", "kkrbi")
_HEARD = str.maketrans({"l": "r", "v": "p", "f": "p"})


def heard_alike(one: str, two: str) -> float:
    """How alike two words are of which one was transliterated; 0 where they are two."""
    if len(one) >= 4 and romanised(one) == romanised(two):
        return 0.95
    key = sound(one)
    if key != sound(two) or len(key) < 2 or min(len(one), len(two)) < 4:
        return 0.0
    spelt = [plain(word).translate(_SPELT) for word in (one, two)]
    apart = OSA.distance(*spelt) / max(map(len, spelt))
    return 0.93 if apart <= {2: 0.34, 3: 0.45}.get(len(key), 0.7) else 0.0


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    return frozenset().union(*word_classes().values())
