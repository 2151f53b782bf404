"""Two company names compared: what they share, and what only one of them has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from prospecting.identity.company_forms import (
    CompanyForm,
    compound_tail,
    domain_label,
    word_classes,
)
from prospecting.identity.company_spelling import (
    alike,
    families,
    given_names,
    heard_alike,
    homonyms,
    known_words,
    surnames,
    well_known_misspelt,
)
from prospecting.identity.text import plain

FEATURES = (
    "covered", "left_over_one", "left_over_both", "branch", "group_only", "place_only",
    "two_places", "typo", "typo_alone", "heads_differ", "run_together", "acronym", "short_acronym",
    "domain", "figures", "same_words", "weak_only", "alias", "descriptor_only",
    "given_name", "word_before", "word_behind", "two_lines", "registered", "partners",
    "two_institutions",
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
    if word in classes["branch"] or word in classes["tail"]:
        return 0.4
    return 0.15 if len(word) == 1 else 1.0


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
    options = sorted((-alike(a, b), a, b) for a in set(rest_one) for b in set(rest_two))
    if foreign:
        heard = ((-heard_alike(a, b), a, b) for a in set(rest_one) for b in set(rest_two))
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
        (a, b) for a, b, likeness in matched if likeness <= 0.9 and max(heavy(a), heavy(b)) >= 0.55
    ]
    places_one, places_two = (set(r) & classes["place"] for r in (rest_one, rest_two))
    run_together = one.joined == two.joined or plain(one.joined) == plain(two.joined)
    parted = _homonyms(one, two)
    run_together = run_together and not parted
    near = 0.0
    if not run_together and min(len(one.joined), len(two.joined)) >= 9:
        edits = OSA.distance(one.joined, two.joined, score_cutoff=1)
        near = 0.5 if edits <= 1 and one.joined[0] == two.joined[0] else 0.0
    # What is matched is one, though it may be written otherwise: 7-Eleven, Seven Eleven.
    figures_one, figures_two = _figures(tuple(rest_one)), _figures(tuple(rest_two))
    if figures_one != figures_two or _other_family(unsure):
        near = 0.0
    heads = [_head(form.words, heavy) for form in (one, two)]
    lines = rest & classes["branch"]
    # What kind of firm it is stands before the name as often as not: (Banco) Santander.
    lines -= {words[0] for words in (one.words, two.words) if words[0] in _BANKS}
    of_family = not families().isdisjoint(sure)
    if of_family and len(sure) == 1:
        # Beside such a name what is made tells one of the family: Sumitomo (Chemical).
        lines |= rest & classes["product"] - _SOLD_BY_ITSELF
    slight = _joint("filler", "group", "place")
    one_sided = not (set(rest_one) - slight and set(rest_two) - slight)
    # A town behind the name says where it sits, if it is no family's: B. Braun Melsungen.
    towns = rest & classes["city"] - {one.words[0], two.words[0]}
    initial = any(len(a) == 1 for a, _, _ in matched)  # B. Braun is no longer any Braun
    if not one_sided or not sure or (surnames().issuperset(sure) and not initial):
        towns = set()
    left_out = rest
    if len(sure) >= 2 and one_sided and not of_family:
        # Behind two words that tell they are left out as often as not: ABN Amro (Bank).
        left_out, lines = rest - _OFTEN_LEFT_OUT, lines - _OFTEN_LEFT_OUT
    if lines and one_sided and any(a in classes["branch"] for a, _, _ in matched):
        lines -= _INSURANCE  # New York Life (Insurance Company)
    trade = _joint("branch", "descriptor", "product")
    two_lines = parted or (not one_sided and bool(rest & trade))
    if all(any(len(word) == 1 for word in side) for side in (rest_one, rest_two)):
        two_lines = True  # H. Müller and K. Müller
    given = before = behind = registered = partners = 0.0
    if one_sided and sure and not acronym and not run_together:
        longer, over = (one, rest_one) if left_one > left_two else (two, rest_two)
        shorter = two if longer is one else one
        given, before, behind = _beside(longer.words, [w for w in over if w not in towns], heavy)
        if of_family:
            behind *= 1.3
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
            _typo_alone(unsure) if unsure and not sure else 0.0,
            float(heads[0] in rest_one and heads[1] in rest_two and not run_together),
            1.0 if run_together else near,
            float(acronym == 1.0),
            float(acronym == 0.5),
            _domain(one, two),
            float(figures_one != figures_two),
            float(_content(one) == _content(two) and not parted),
            float(not sure and not unsure and not run_together and not acronym),
            float(one.alias or two.alias),
            float(bool(rest) and left_out <= classes["descriptor"] and one_sided),
            given,
            before,
            behind,
            float(two_lines),
            registered,
            partners,
            float(
                not (acronym or run_together)
                and _two_institutions(matched, [*rest_one, *rest_two], bool(sure or unsure))
            ),
        ]
    )


def _homonyms(one: CompanyForm, two: CompanyForm) -> bool:
    """Whether the names are of two unrelated companies that bear one: Merck KGaA, Merck & Co."""
    told = homonyms().get(one.words[0]) if one.words[0] == two.words[0] else None
    if told is None:
        return False
    a, b = told
    sides = [(bool(form.marks & a), bool(form.marks & b)) for form in (one, two)]
    return sides in ([(True, False), (False, True)], [(False, True), (True, False)])


def _other_family(unsure: list[tuple[str, str]]) -> bool:
    """Whether what looks like a slip makes another family's name: Keller, Kellner."""
    return any(word in surnames() for pair in unsure for word in pair)


def _typo_alone(unsure: list[tuple[str, str]]) -> float:
    """How much a slip weighs that nothing else makes up for: in a long name less."""
    if _other_family(unsure):
        return 1.0
    long = all(
        (max(map(len, pair)) >= 7 or well_known_misspelt(*pair))
        and not max(pair, key=len).startswith(min(pair, key=len))
        for pair in unsure
    )
    return 0.5 if long else 1.0


def _two_institutions(
    matched: list[tuple[str, str, float]], rest: list[str], telling: bool
) -> bool:
    """Whether a word that usually says little parts two names: (Royal) Bank of Canada.

    So it is where nothing rarer tells who is meant, and among banks, universities and offices,
    many of which are named after one place.
    """
    if not rest or _parting().isdisjoint(rest):
        return False
    return not telling or any(a in _INSTITUTIONS or b in _INSTITUTIONS for a, b, _ in matched)


@lru_cache(maxsize=1)
def _parting() -> frozenset[str]:
    """Words that part names which share nothing rarer."""
    return word_classes()["weak"] - _joint("group", "place", "descriptor") | _ROYAL


_BANKS = frozenset({"bank", "banka", "banken", "banco", "banca", "banque"})
_INSTITUTIONS = _BANKS | {
    "university", "universitaet", "universite", "universidad", "universidade", "universita",
    "universiteit", "universitet", "college", "school", "hochschule", "hospital", "klinikum",
    "ministry", "department", "government", "council", "police", "museum", "institute", "institut",
    "sparkasse", "volksbank", "railway", "railways",
}  # fmt: skip
_SOLD_BY_ITSELF = frozenset({"stores", "store", "retail", "shop"})
_ROYAL = frozenset({"royal", "koninklijke"})
_INSURANCE = frozenset({"insurance", "assurance", "assurances", "versicherung", "versicherungen"})
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
    if max(places) > min(kept) or shared <= surnames():
        return 0.0, 0.0, 1.0  # of Hans Müller and Müller nobody knows
    given = all(word in given_names() or len(word) <= 2 for word in telling)
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
    persons = surnames() | given_names()
    if not telling or not families().isdisjoint(sure) or persons.issuperset(sure):
        return 0.0, 0.0
    units = word_classes()["unit"]
    expected = known_words() | persons
    expected |= {b for a, b in pairwise(longer.words) if a in given_names()}
    registered = 0.0
    if longer.legal and not shorter.legal and units.isdisjoint(telling):
        strange = [
            word
            for word in telling
            if not (compound_tail(word) > 0 or len(word) <= 2 or word in expected)
        ]
        # Behind a rare name a second name is likelier a partner's than a subsidiary's, but not by
        # much: Reckitt, Reckitt Benckiser Group plc.
        rare = len(sure) == 1 and len(sure[0]) >= 5 and sure[0] not in expected
        registered = 1.0 if not strange else 0.5 * (rare and len(strange) == 1)
    partners = (
        longer.listed and longer.words[0] in sure and known_words().isdisjoint((*telling, *sure))
    )
    return registered, float(partners)


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
