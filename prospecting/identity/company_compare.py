"""Two company names compared: what they share, and what only one of them has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler

from prospecting.identity.company_forms import (
    CompanyForm,
    compound_tail,
    domain_label,
    word_classes,
)
from prospecting.identity.text import phonetic, plain, romanised
from scoring.reference import load_rows, load_text

FEATURES = (
    "covered", "left_over_one", "left_over_both", "branch", "group_only", "place_only",
    "two_places", "typo", "typo_alone", "heads_differ", "run_together", "acronym", "short_acronym",
    "domain", "figures", "same_words", "weak_only", "alias", "descriptor_only",
    "given_name", "word_before", "word_behind", "two_lines", "registered", "partners",
)  # fmt: skip
"""What a comparison yields, in order; see :func:`compare_companies`."""


def without_group_and_place(key: str) -> str:
    """A company's key without "Group", "Holding" or a country, where anything else is left."""
    loose = _joint("group", "place")
    return " ".join(word for word in key.split() if word not in loose) or key


def word_weight(word: str) -> float:
    """How much of a name's identity a word carries before any counting, 0..1."""
    classes = word_classes()
    if word in classes["filler"]:
        return 0.05
    if word in classes["group"] or word in classes["place"]:
        return 0.15
    if word in classes["weak"]:
        return 0.5
    if word in classes["descriptor"] or word in classes["product"]:
        return 0.3
    if word in classes["branch"]:
        return 0.4
    return 0.15 if len(word) == 1 else 1.0


@lru_cache(maxsize=400_000)
def _alike(one: str, two: str) -> float:
    """How alike two unequal words are, 0 where they are two words, else .5 to .97."""
    bare_one, bare_two = plain(one), plain(two)
    if bare_one == bare_two:
        return 0.97
    short, long = sorted((one, two), key=len)
    if _meanings().get(one, frozenset()) & _meanings().get(two, frozenset()):
        return 0.98  # one thing in two languages: Universität, University
    known = _known()
    if (one in known and two in known) or (one in _surnames() and two in _surnames()):
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
    if edits == 1 and len(short) >= 5:
        return 1.0 - (0.8 if bare_one[0] == bare_two[0] else 2.0) / len(long)
    if edits == 2 and len(short) >= 8 and JaroWinkler.similarity(bare_one, bare_two) >= 0.92:
        return 0.8
    return 0.0


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    rows = load_rows("names/common_names.csv")
    common = (name for row in rows if row["kind"] == "family" for name in row["names"].split(";"))
    lines = (line.partition("#")[0] for line in load_text("names/surnames.txt").splitlines())
    return frozenset({*common, *(name for line in lines for name in line.split())})


@lru_cache(maxsize=1)
def _families() -> frozenset[str]:
    """Names that several well-known companies bear, so that what stands beside them matters."""
    lines = load_text("companies_families.txt").splitlines()
    return frozenset(word for line in lines for word in line.partition("#")[0].split())


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
def _given_names() -> frozenset[str]:
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


def _heard_alike(one: str, two: str) -> float:
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
def _known() -> frozenset[str]:
    return frozenset().union(*word_classes().values())


def _aligned(
    one: tuple[str, ...], two: tuple[str, ...], foreign: bool = False
) -> tuple[list[tuple[str, str, float]], list[str], list[str]]:
    """Matched words with their likeness, and what is left over on either side."""
    rest_one, rest_two, matched = list(one), list(two), []
    for word in one:
        if word in rest_two:
            rest_one.remove(word)
            rest_two.remove(word)
            matched.append((word, word, 1.0))
    for whole, parts in ((rest_one, rest_two), (rest_two, rest_one)):
        _match_runs(whole, parts, matched)
    options = sorted((-_alike(a, b), a, b) for a in set(rest_one) for b in set(rest_two))
    if foreign:
        heard = ((-_heard_alike(a, b), a, b) for a in set(rest_one) for b in set(rest_two))
        options = sorted([*options, *heard])
    for likeness, a, b in options:
        while likeness < 0 and a in rest_one and b in rest_two:
            rest_one.remove(a)
            rest_two.remove(b)
            matched.append((a, b, -likeness))
    for whole, parts in ((rest_one, rest_two), (rest_two, rest_one)):
        _match_letters(whole, parts, matched)
    return matched, rest_one, rest_two


def _match_runs(whole: list[str], parts: list[str], matched: list[tuple[str, str, float]]) -> None:
    """One word on one side that is two or three words in a row on the other."""
    for word in list(whole):
        for size in (2, 3):
            for start in range(len(parts) - size + 1):
                run = parts[start : start + size]
                if "".join(run) == word and word in whole:
                    whole.remove(word)
                    del parts[start : start + size]
                    matched.append((word, word, 0.97))
                    break
                if word in whole and len(word) >= 8 and _slip("".join(run), word):
                    whole.remove(word)
                    del parts[start : start + size]
                    matched.append((word, word, 0.91))
                    break


def _slip(one: str, two: str) -> bool:
    """Whether a word and words run together are a slip of the pen apart: Cap Gemini, Capgemni."""
    return one[0] == two[0] and OSA.distance(one, two, score_cutoff=1) == 1


def _match_letters(
    short: list[str], parts: list[str], matched: list[tuple[str, str, float]]
) -> None:
    """A word that is the initials of words in a row on the other side: PKN Orlen, RWTH Aachen."""
    content = [word for word in parts if word not in word_classes()["filler"]]
    told = len(matched)
    for word in list(short):
        for run in (parts, content):
            # Two letters say enough only where both names begin: TD Bank, Toronto-Dominion Bank.
            last = (
                len(run) - len(word) + 1 if len(word) >= 3 else int(len(word) == 2 and bool(told))
            )
            for start in range(last):
                meant = run[start : start + len(word)]
                if word in short and "".join(w[0] for w in meant) == word:
                    short.remove(word)
                    for other in meant:
                        parts.remove(other)
                    matched.append((word, word, 0.92))
                    return


def compare_companies(
    one: CompanyForm, two: CompanyForm, weight: Mapping[str, float]
) -> NDArray[np.float64]:
    """The values of ``FEATURES`` for two forms.

    ``weight`` gives each word's share of a name's identity, 0..1; unknown words are weighed by
    :func:`word_weight`.
    """
    classes = word_classes()

    # Letters written apart are a name, whatever else they may be: C & A is not California.
    spelt = {form.words[0] for form in (one, two) if form.letters}

    def heavy(word: str) -> float:
        found = 1.0 if word in spelt else weight.get(word)
        return word_weight(word) if found is None else found

    matched, rest_one, rest_two = _aligned(one.words, two.words, one.foreign or two.foreign)
    acronym = _acronym(one, two)
    if acronym:
        # The letters stand for the whole name; only what stands beside them is left over.
        place_or_group = _joint("place", "group")
        matched = [("", "", 1.0)]
        short = one if len(one.words) <= len(two.words) else two
        rest_one, rest_two = [w for w in short.words if w in place_or_group], []
    common = sum(max(heavy(a), heavy(b)) * likeness for a, b, likeness in matched)
    left_one, left_two = sum(map(heavy, rest_one)), sum(map(heavy, rest_two))
    rest = {*rest_one, *rest_two} - classes["filler"]
    sure = [a for a, b, likeness in matched if likeness > 0.9 and max(heavy(a), heavy(b)) >= 0.55]
    unsure = [
        a for a, b, likeness in matched if likeness <= 0.9 and max(heavy(a), heavy(b)) >= 0.55
    ]
    places_one, places_two = (set(r) & classes["place"] for r in (rest_one, rest_two))
    run_together = one.joined == two.joined or plain(one.joined) == plain(two.joined)
    near = 0.0
    if not run_together and min(len(one.joined), len(two.joined)) >= 9:
        edits = OSA.distance(one.joined, two.joined, score_cutoff=1)
        near = 0.5 if edits <= 1 and one.joined[0] == two.joined[0] else 0.0
    figures_one, figures_two = (_figures(f.words) for f in (one, two))
    if figures_one != figures_two:
        near = 0.0
    heads = [_head(form.words, heavy) for form in (one, two)]
    lines = rest & classes["branch"]
    # What kind of firm it is stands before the name as often as not: (Banco) Santander.
    lines -= {words[0] for words in (one.words, two.words) if words[0] in _BANKS}
    slight = _joint("filler", "group", "place")
    one_sided = not (set(rest_one) - slight and set(rest_two) - slight)
    trade = classes["branch"] | classes["descriptor"] | classes["product"]
    # A town behind the name says where it sits, if it is no family's: B. Braun Melsungen.
    towns = rest & classes["city"] - {one.words[0], two.words[0]}
    if not one_sided or not sure or _surnames().issuperset(sure):
        towns = set()
    left_out = rest
    if len(sure) >= 2 and one_sided:
        # Behind two words that tell they are left out as often as not: ABN Amro (Bank).
        left_out, lines = rest - _OFTEN_LEFT_OUT, lines - _OFTEN_LEFT_OUT
    trade = _joint("branch", "descriptor", "product")
    two_lines = not one_sided and bool(rest & trade)
    if all(any(len(word) == 1 for word in side) for side in (rest_one, rest_two)):
        two_lines = True  # H. Müller and K. Müller
    given = before = behind = registered = partners = 0.0
    if one_sided and sure and not acronym and not run_together:
        longer, over = (one, rest_one) if left_one > left_two else (two, rest_two)
        shorter = two if longer is one else one
        given, before, behind = _beside(longer.words, [w for w in over if w not in towns], heavy)
        spare = rest_two if longer is one else rest_one
        if (lines or behind) and classes["filler"].issuperset(spare):
            registered, partners = _registered(shorter, longer, sure, over)
    return np.array(
        [
            common / (common + left_one + left_two + 1e-9),
            min(2.0, max(left_one, left_two)),
            min(1.0, left_one, left_two),
            float(bool(lines)),
            float(bool(rest & classes["group"]) and rest <= _joint("group", "place")),
            (0.5 if towns else 1.0)
            * (bool(rest) and rest - towns <= classes["place"] and not (places_one and places_two)),
            float(bool(places_one) and bool(places_two)),
            sum(1.0 - likeness for _, _, likeness in matched) * 5,
            (0.5 if all(len(word) >= 7 for word in unsure) else 1.0) * (bool(unsure) and not sure),
            float(heads[0] in rest_one and heads[1] in rest_two and not run_together),
            1.0 if run_together else near,
            float(acronym == 1.0),
            float(acronym == 0.5),
            _domain(one, two),
            float(figures_one != figures_two),
            float(_content(one) == _content(two)),
            float(not sure and not unsure and not run_together and not acronym),
            float(one.alias or two.alias),
            float(bool(rest) and left_out <= classes["descriptor"] and one_sided),
            given,
            before,
            behind,
            float(two_lines),
            registered,
            partners,
        ]
    )


_BANKS = frozenset({"bank", "banka", "banken", "banco", "banca", "banque"})
_OFTEN_LEFT_OUT = _BANKS | {"consulting", "consultants", "consultancy"}


@lru_cache(maxsize=16)
def _joint(*names: str) -> frozenset[str]:
    """The words of several classes."""
    classes = word_classes()
    return frozenset().union(*(classes[name] for name in names))


def _figures(words: tuple[str, ...]) -> set[str]:
    return {n for word in words if not word.isalpha() for n in re.findall(r"\d+", word)}


def _content(form: CompanyForm) -> list[str]:
    """The words in order of the alphabet, without "company", "royal" and the like."""
    filler = word_classes()["filler"]
    return sorted(word for word in form.words if word not in filler) or sorted(form.words)


def _beside(
    words: tuple[str, ...], over: list[str], heavy: Callable[[str], float]
) -> tuple[float, float, float]:
    """What one name has beside all of the other: a given name, a word before it, one behind it.

    Robert *Bosch* is Bosch; what stands behind a whole name is more often a part of that firm.
    """
    telling = [word for word in over if heavy(word) >= 0.55]
    if not telling:
        return 0.0, 0.0, 0.0
    places = [words.index(word) for word in telling if word in words]
    kept = [n for n, word in enumerate(words) if word not in over and heavy(word) >= 0.55]
    if not places or not kept:
        return 0.0, 0.0, 0.0
    shared = {words[place] for place in kept}
    if max(places) > min(kept) or shared <= _surnames():
        return 0.0, 0.0, 1.0  # of Hans Müller and Müller nobody knows
    given = all(word in _given_names() or len(word) <= 2 for word in telling)
    return float(given), float(not given), 0.0


def _registered(
    shorter: CompanyForm, longer: CompanyForm, sure: list[str], over: list[str]
) -> tuple[float, float]:
    """Whether the longer name is likely the registered one, or the partners', of the shorter.

    Registers add what a firm makes (Vestas *Wind Systems* A/S), people its legal form to neither.
    A unit's word (Digital, Leasing) or an unknown one is rather a subsidiary's. What is left over
    says the same of no name that several firms bear, or that is a person's.
    """
    telling = [word for word in over if word not in _joint("filler", "group", "place")]
    persons = _surnames() | _given_names()
    if not telling or not _families().isdisjoint(sure) or persons.issuperset(sure):
        return 0.0, 0.0
    units = word_classes()["unit"]
    expected = _known() | persons
    expected |= {b for a, b in pairwise(longer.words) if a in _given_names()}
    registered = (
        longer.legal
        and not shorter.legal
        and all(
            compound_tail(word) > 0 or len(word) <= 2 or (word in expected and word not in units)
            for word in telling
        )
    )
    partners = longer.listed and longer.words[0] in sure and _known().isdisjoint((*telling, *sure))
    return float(registered), float(partners)


def _head(words: tuple[str, ...], heavy: Callable[[str], float]) -> str:
    """The first word that carries the name."""
    return next((word for word in words if heavy(word) >= 0.55), words[0])


def _acronym(one: CompanyForm, two: CompanyForm) -> float:
    """1 for an acronym of at least three letters, .5 for two, 0 for none."""
    best = 0.0
    place = _joint("place", "group")
    for short, long in ((one, two), (two, one)):
        head = [word for word in short.words if word not in place] or list(short.words)
        # "P & G" is as good as three letters: nobody writes single letters by chance.
        lone = short.letters and len("".join(head)) > 1
        letters = "".join(head)
        if short.alias and len(letters) < 3:
            continue
        if (len(head) != 1 and not lone) or len(long.words) < 2 or not 2 <= len(letters) <= 6:
            continue
        if len(letters) == 2 and not long.listed:
            lone = False  # P & G is Procter & Gamble, not the Phoenix Group
        if letters in long.initials and short.words != long.words:
            best = max(best, 1.0 if len(letters) >= 3 or lone else 0.5)
    return best


def _domain(one: CompanyForm, two: CompanyForm) -> float:
    """1 for one domain, .5 for one label under two endings, 0 else."""
    if not one.domain or not two.domain:
        return 0.0
    if one.domain == two.domain or one.domain.endswith("." + two.domain):
        return 1.0
    if two.domain.endswith("." + one.domain):
        return 1.0
    return 0.5 if domain_label(one.domain) == domain_label(two.domain) else 0.0
