"""Two company names compared: what they share, and what only one of them has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler

from prospecting.identity.company_names import company_words, strip_legal_forms
from prospecting.identity.text import phonetic, plain
from prospecting.identity.web_keys import domain_key, free_mail_domains
from scoring.reference import load_rows, load_text

FEATURES = (
    "covered", "left_over_one", "left_over_both", "branch", "group_only", "place_only",
    "two_places", "typo", "typo_alone", "heads_differ", "run_together", "acronym", "short_acronym",
    "domain", "figures", "same_words", "weak_only", "alias", "descriptor_only",
)  # fmt: skip
"""What a comparison yields, in order; see :func:`compare_companies`."""

_FORMER = re.compile(
    r"\b(?:formerly(?: known as)?|fka|f/k/a|previously|vormals|ehemals|voorheen|anciennement|ex)\b[:.]?",
    re.I,
)
_TRADING = re.compile(r"\b(?:d/?b/?a|t/a|trading as|aka|a/k/a)\b[:.]?", re.I)
_BESIDE = re.compile(
    r"\b(?:inh\b\.?|inhaber(?:in)?\b|propri[eé]taire\b|owner:).*"
    r"|\W*\b(?:we['’]?\s?a?re|now|jetzt|wir stellen)\s+(?:hiring|ein)\b.*",
    re.I,
)
"""An owner named behind the firm, and what a profile adds to attract."""
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})


@dataclass(frozen=True)
class CompanyForm:
    """One way of writing a company's name, taken apart."""

    words: tuple[str, ...]
    """Folded words without legal forms."""
    joined: str
    """The words run together."""
    initials: frozenset[str]
    """Acronyms the words give."""
    domain: str
    """The domain, where the text is or holds one."""
    alias: bool
    """Whether it is a second name, from parentheses or after "formerly"."""


@lru_cache(maxsize=1)
def _classes() -> Mapping[str, frozenset[str]]:
    return {
        row["class"]: frozenset(row["words"].split(";")) for row in load_rows("companies_words.csv")
    }


def without_group_and_place(key: str) -> str:
    """A company's key without "Group", "Holding" or a country, where anything else is left."""
    classes = _classes()
    loose = classes["group"] | classes["place"]
    return " ".join(word for word in key.split() if word not in loose) or key


def word_weight(word: str) -> float:
    """How much of a name's identity a word carries before any counting, 0..1."""
    classes = _classes()
    if word in classes["filler"]:
        return 0.05
    if word in classes["group"] or word in classes["place"]:
        return 0.15
    if word in classes["weak"]:
        return 0.5
    if word in classes["descriptor"]:
        return 0.3
    if word in classes["branch"]:
        return 0.4
    return 0.15 if len(word) == 1 else 1.0


def _initials(words: tuple[str, ...], full: tuple[str, ...]) -> frozenset[str]:
    found = set()
    classes = _classes()
    for base in (words, full):
        if len(base) < 2:
            continue
        letters = "".join(word[0] for word in base)
        content = "".join(word[0] for word in base if word not in classes["filler"])
        found |= {letters, content}
        trimmed = [w for w in base if w not in classes["filler"] and w not in classes["group"]]
        found.add("".join(word[0] for word in trimmed))
        # The country may be left out: Société nationale des chemins de fer (français).
        spoken = [w for w in base if (len(w) > 3 or w not in classes["filler"])]
        for kept in (trimmed, spoken):
            found.add("".join(word[0] for word in kept if word not in classes["place"]))
    return frozenset(letters for letters in found if len(letters) >= 2)


def _domain_label(domain: str) -> str:
    labels = domain.split(".")
    if len(labels) > 2 and labels[-2] in _SECOND_LEVEL:
        return labels[-3]
    return labels[-2]


@lru_cache(maxsize=400_000)
def company_forms(name: str) -> tuple[CompanyForm, ...]:
    """The ways in which ``name`` gives its company: the name, aliases in it, a domain."""
    text = name.strip()
    domain = domain_key(text) or ""
    if domain and domain not in free_mail_domains():
        label = _domain_label(domain)
        words = tuple(re.findall(r"[a-z0-9]+", label)) or (label,)
        return (CompanyForm(words, "".join(words), frozenset(), domain, False),)
    text = _BESIDE.sub("", text).strip() or text
    inside: list[str] = []

    def take(found: re.Match[str]) -> str:
        inside.append(found[1])
        return " "

    outside = re.sub(r"[(\[（]([^()\[\]（）]*)[)\]）]", take, text).strip() or text
    parts = _FORMER.split(outside)
    texts = [(part, place > 0) for place, part in enumerate(parts)]
    texts = [
        (bit, later or n > 0) for part, later in texts for n, bit in enumerate(_TRADING.split(part))
    ]
    place_or_group = _classes()["place"] | _classes()["group"] | _classes()["filler"]
    for part in inside:
        bare = _TRADING.sub("", _FORMER.sub("", part))
        words = strip_legal_forms(company_words(bare))
        if words and not all(word in place_or_group for word in words):
            texts.append((bare, True))
        elif words:
            texts[0] = (f"{texts[0][0]} {bare}", texts[0][1])
    forms: list[CompanyForm] = []
    for part, alias in texts:
        full = company_words(part)
        words = strip_legal_forms(full)
        if words and (not forms or words not in [form.words for form in forms]):
            hosted = re.fullmatch(r"\s*([A-Za-z0-9\-]+\.(?:com|net|org|io|ai|de|nl))\b.*", part)
            host = hosted[1].lower() if hosted else ""
            if host and len(words) > 1 and words[-1] == host.rpartition(".")[2]:
                words = words[:-1]
            forms.append(CompanyForm(words, "".join(words), _initials(words, full), host, alias))
    content = tuple(w for w in forms[0].words if w not in _classes()["filler"]) if forms else ()
    for other in _aliases().get("".join(content), ()):
        words = tuple(other.split())
        forms.append(CompanyForm(words, "".join(words), _initials(words, words), "", True))
    if not forms:
        bare = " ".join(text.lower().split())
        forms.append(CompanyForm((bare,), bare, frozenset(), "", False))
    return tuple(forms)


@lru_cache(maxsize=400_000)
def _alike(one: str, two: str) -> float:
    """How alike two unequal words are, 0 where they are two words, else .5 to .97."""
    bare_one, bare_two = plain(one), plain(two)
    if bare_one == bare_two:
        return 0.97
    short, long = sorted((one, two), key=len)
    known = _known()
    if (one in known and two in known) or (one in _surnames() and two in _surnames()):
        return 0.0  # two words of the language, or two family names: no slip of the pen
    if len(short) >= 4 and len(long) >= 6 and long.startswith(short) and long in known:
        return 0.8  # an abbreviation: "intern", "techn"
    if len(short) < 4:
        return 0.0
    edits = OSA.distance(bare_one, bare_two)
    if short in known or long in known:
        return 0.85 if edits == 1 and len(short) >= 6 else 0.0
    if edits == 1 and len(short) >= 5 and bare_one[0] == bare_two[0]:
        if _single(bare_one) == _single(bare_two) or sorted(bare_one) == sorted(bare_two):
            return 0.95  # a letter doubled or two exchanged: Philips, Phillips
        if len(short) >= 6 and phonetic(one) == phonetic(two) and _vowels(one) == _vowels(two):
            return 0.92  # one sound: Vodafone, Vodaphone
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


def _vowels(word: str) -> str:
    return re.sub(r"[^aeiou]", "", plain(word))


def _single(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


@lru_cache(maxsize=1)
def _aliases() -> Mapping[str, tuple[str, ...]]:
    """Names run together, and the other names of the same well-known company."""
    out: dict[str, tuple[str, ...]] = {}
    for row in load_rows("companies_aliases.csv"):
        names = row["names"].split(";")
        for name in names:
            out.setdefault(name.replace(" ", ""), tuple(n for n in names if n != name))
    return out


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset().union(*_classes().values())


def _aligned(
    one: tuple[str, ...], two: tuple[str, ...]
) -> tuple[list[tuple[str, str, float]], list[str], list[str]]:
    """Matched words with their likeness, and what is left over on either side."""
    rest_one, rest_two, matched = list(one), list(two), []
    for word in one:
        if word in rest_two:
            rest_one.remove(word)
            rest_two.remove(word)
            matched.append((word, word, 1.0))
    options = sorted(
        ((-_alike(a, b), a, b) for a in set(rest_one) for b in set(rest_two)), key=lambda t: t
    )
    for likeness, a, b in options:
        if likeness < 0 and a in rest_one and b in rest_two:
            rest_one.remove(a)
            rest_two.remove(b)
            matched.append((a, b, -likeness))
    for whole, parts in ((rest_one, rest_two), (rest_two, rest_one)):
        _match_runs(whole, parts, matched)
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


def _match_letters(
    short: list[str], parts: list[str], matched: list[tuple[str, str, float]]
) -> None:
    """A word that is the initials of all that is left on the other side: PKN Orlen."""
    if len(parts) < 2:
        return
    content = [word for word in parts if word not in _classes()["filler"]]
    for word in list(short):
        if len(word) >= 3 and word in {"".join(w[0] for w in kind) for kind in (parts, content)}:
            short.remove(word)
            parts.clear()
            matched.append((word, word, 0.92))
            return


def compare_companies(
    one: CompanyForm, two: CompanyForm, weight: Mapping[str, float]
) -> NDArray[np.float64]:
    """The values of ``FEATURES`` for two forms.

    ``weight`` gives each word's share of a name's identity, 0..1; unknown words are weighed by
    :func:`word_weight`.
    """
    classes = _classes()

    def heavy(word: str) -> float:
        found = weight.get(word)
        return word_weight(word) if found is None else found

    matched, rest_one, rest_two = _aligned(one.words, two.words)
    acronym = _acronym(one, two)
    if acronym:
        # The letters stand for the whole name; only what stands beside them is left over.
        place_or_group = classes["place"] | classes["group"]
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
    figures_one, figures_two = ({w for w in f.words if w.isdigit()} for f in (one, two))
    heads = [_head(form.words, heavy) for form in (one, two)]
    lines = rest & classes["branch"]
    one_sided = not (set(rest_one) - classes["filler"] and set(rest_two) - classes["filler"])
    return np.array(
        [
            common / (common + left_one + left_two + 1e-9),
            min(2.0, max(left_one, left_two)),
            min(1.0, left_one, left_two),
            float(bool(lines)),
            float(bool(rest & classes["group"]) and rest <= classes["group"] | classes["place"]),
            float(bool(rest) and rest <= classes["place"] and not (places_one and places_two)),
            float(bool(places_one) and bool(places_two)),
            sum(1.0 - likeness for _, _, likeness in matched) * 5,
            float(bool(unsure) and not sure),
            float(heads[0] in rest_one and heads[1] in rest_two and not run_together),
            1.0 if run_together else near,
            float(acronym == 1.0),
            float(acronym == 0.5),
            _domain(one, two),
            float(figures_one != figures_two),
            float(sorted(one.words) == sorted(two.words)),
            float(not sure and not unsure and not run_together and not acronym),
            float(one.alias or two.alias),
            float(bool(rest) and rest <= classes["descriptor"] and one_sided),
        ]
    )


def _head(words: tuple[str, ...], heavy: Callable[[str], float]) -> str:
    """The first word that carries the name."""
    return next((word for word in words if heavy(word) >= 0.55), words[0])


def _acronym(one: CompanyForm, two: CompanyForm) -> float:
    """1 for an acronym of at least three letters, .5 for two, 0 for none."""
    best = 0.0
    place = _classes()["place"] | _classes()["group"]
    for short, long in ((one, two), (two, one)):
        head = [word for word in short.words if word not in place] or list(short.words)
        # "P & G" is as good as three letters: nobody writes single letters by chance.
        lone = len(head) > 1 and all(len(word) == 1 for word in head)
        letters = "".join(head)
        if short.alias and len(letters) < 3:
            continue
        if (len(head) != 1 and not lone) or len(long.words) < 2 or not 2 <= len(letters) <= 6:
            continue
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
    return 0.5 if _domain_label(one.domain) == _domain_label(two.domain) else 0.0
