"""Which names of one list are which companies of another."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA

from prospecting.identity.company_compare import (
    FEATURES,
    compare_companies,
    without_group_and_place,
    word_weight,
)
from prospecting.identity.company_forms import CompanyForm, company_forms
from prospecting.identity.company_spelling import sound
from prospecting.identity.text import plain
from scoring.reference import load_json, load_text

LEAST = 0.5
"""The probability below which a name has no match."""
_ONE_COMPANY = 0.95
"""From this probability on two names of one list count as one company."""
_CANDIDATES = 12
_COMMON = 400
"""A word in more names than this finds no candidates by itself, if the name has a rarer one."""


_WORTH = 0.2
"""A name that shares less than this part of what the best one shares is not compared."""


_CODE = 4
"""Grows when the code may say something else of two names."""
_DATA = (
    "aliases.csv",
    "forms.csv",
    "homonyms.csv",
    "families.txt",
    "model.json",
    "scripts.csv",
    "synonyms.csv",
    "words.csv",
)


@lru_cache(maxsize=1)
def matcher_version() -> str:
    """Another text whenever the matcher may say something else: of its code and its data."""
    data = "".join(load_text(f"companies_{name}") for name in _DATA)
    return f"{_CODE}-{zlib.crc32(data.encode()):08x}"


@dataclass(frozen=True)
class CompanyMatch:
    """Position in either list, and the probability that both name one company."""

    left: int
    right: int
    probability: float


@lru_cache(maxsize=1)
def _model() -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], float]:
    fitted = load_json("companies_model.json")
    return np.array([fitted["weights"][name] for name in FEATURES]), float(fitted["intercept"])


def pair_probability(
    one: Iterable[CompanyForm], two: Iterable[CompanyForm], weight: Mapping[str, float]
) -> float:
    """The probability that two names, each given by its forms, are one company."""
    weights, intercept = _model()
    best = -math.inf
    for a in one:
        for b in two:
            if a.alias and b.alias:
                continue  # (Cayman) and (Cayman): second names that are one say nothing alone
            best = max(best, float(compare_companies(a, b, weight) @ weights) + intercept)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, best))))


def word_weights(names: Iterable[tuple[CompanyForm, ...]]) -> dict[str, float]:
    """Weight of each word, 0..1: what it is by itself, less where many of the names have it.

    Only with a hundred names or more does a count say anything: a word in one of a thousand names
    keeps its weight, one in a tenth of them keeps a third.
    """
    counted: Counter[str] = Counter()
    total = 0
    for forms in names:
        total += 1
        counted.update({word for form in forms for word in form.words})
    out = {}
    for word, count in counted.items():
        own = word_weight(word)
        if total >= 100 and count >= 5:
            rarity = math.log(total / count) / math.log(total)
            own *= max(0.25, min(1.0, 1.5 * rarity))
        out[word] = own
    return out


class _Index:
    """Finds the names of one list that share something rare with a given name."""

    def __init__(
        self,
        names: list[tuple[CompanyForm, ...]],
        weight: Mapping[str, float],
        asked: Iterable[tuple[CompanyForm, ...]],
    ) -> None:
        """Of ``names``, to be found by the names ``asked``: slips none of these makes are left out."""
        self._weight = weight
        self._by_word: dict[str, list[int]] = {}
        self._by_whole: dict[str, list[int]] = {}
        self._by_letters: dict[str, list[int]] = {}
        for number, forms in enumerate(names):
            for word in sorted({word for form in forms for word in form.words}):
                self._by_word.setdefault(word, []).append(number)
            for key in sorted(_whole_keys(forms)):
                self._by_whole.setdefault(key, []).append(number)
            for letters in sorted({letters for form in forms for letters in form.initials}):
                self._by_letters.setdefault(letters, []).append(number)
        words: set[str] = set()
        wholes: set[str] = set()
        for forms in asked:
            words.update(word for form in forms for word in form.words)
            wholes.update(key for key in _whole_keys(forms) if len(key) >= 8)
        self._spelt = _by_variant(self._by_word, words)
        self._whole_spelt = _by_variant((key for key in self._by_whole if len(key) >= 8), wholes)
        self._near: dict[str, tuple[str, ...]] = {}
        self._foreign = {
            word for forms in names for form in forms if form.foreign for word in form.words
        }
        self._heard: dict[bool, dict[str, list[str]]] = {}

    def _sounding(self, word: str, foreign: bool) -> Sequence[str]:
        """Words of the list that may be ``word`` in another script; none, if neither is."""
        if foreign not in self._heard:
            by_sound: dict[str, list[str]] = {}
            for other in sorted(self._by_word if foreign else self._foreign):
                by_sound.setdefault(sound(other), []).append(other)
            self._heard[foreign] = by_sound
        by_sound = self._heard[foreign]
        return by_sound.get(sound(word), ())[:_CANDIDATES] if by_sound else ()

    def _like(self, word: str) -> tuple[str, ...]:
        """The words of the list that are ``word`` or a slip of the pen away from it."""
        known = self._near.get(word)
        if known is None:
            found = {word} if word in self._by_word else set()
            bare = plain(word)
            for variant in _deletions(word):
                for other in self._spelt.get(variant, ()):
                    if OSA.distance(bare, plain(other), score_cutoff=2) <= 2 or (
                        bare != word and OSA.distance(word, other, score_cutoff=1) <= 1
                    ):
                        found.add(other)
            known = self._near[word] = tuple(sorted(found))
        return known

    def candidates(self, forms: tuple[CompanyForm, ...]) -> list[int]:
        """At most ``_CANDIDATES`` names by the weight of what they share, and all that are equal."""
        score: dict[int, float] = {}
        words = sorted({word for form in forms for word in form.words})
        rare = [w for w in words if len(self._by_word.get(w, ())) <= _COMMON]
        foreign = any(form.foreign for form in forms)
        for word in rare or words:
            for other in dict.fromkeys((*self._like(word), *self._sounding(word, foreign))):
                holders = self._by_word[other]
                self._add(
                    score, holders, self._weight.get(other, 1.0) * (1.0 if other == word else 0.8)
                )
        for key in sorted(_whole_keys(forms)):
            keys = {key}
            if len(key) >= 8:
                for variant in _deletions(key):
                    keys.update(self._whole_spelt.get(variant, ()))
            for other in sorted(keys):
                self._add(score, self._by_whole.get(other, ()), 3.0 if other == key else 1.0)
            # Letters against words: IBM. That two names begin alike (D… S… GmbH) says nothing.
            self._add(score, self._by_letters.get(key, ()), 2.0)
        for letters in sorted({letters for form in forms for letters in form.initials}):
            self._add(score, self._by_whole.get(letters, ()), 2.0)
        ranked = sorted(score.items(), key=lambda item: (-item[1], item[0]))[:_CANDIDATES]
        return [number for number, gain in ranked if gain >= _WORTH * ranked[0][1]]

    @staticmethod
    def _add(score: dict[int, float], holders: Sequence[int], gain: float) -> None:
        for number in holders[:_COMMON]:
            score[number] = score.get(number, 0.0) + gain / (1.0 + math.log(len(holders)))


def _by_variant(spellings: Iterable[str], asked: Iterable[str]) -> dict[str, list[str]]:
    """The ``spellings`` by what they become without a letter, where something ``asked`` does too.

    A long list has ten times as many such variants as names, and most of them nobody asks for.
    """
    found: dict[str, list[str]] = {variant: [] for word in asked for variant in _deletions(word)}
    for spelling in spellings:
        for variant in _deletions(spelling):
            if variant in found:
                found[variant].append(spelling)
    return found


def _whole_keys(forms: tuple[CompanyForm, ...]) -> set[str]:
    keys: set[str] = set()
    for form in forms:
        keys |= {form.joined, plain(form.joined)}
        if len(form.words) > 2:
            keys.add("".join(form.words[:2]))
        if form.domain:
            keys.add("@" + form.domain)
    return keys


@lru_cache(maxsize=400_000)
def _deletions(word: str) -> tuple[str, ...]:
    """The word and what it becomes without one letter: two such sets meet within two edits."""
    bare = plain(word)
    if len(bare) < 5:
        return (bare,)
    # "ue" may be two letters that changed places, and no umlaut.
    spelt = {bare, word}
    return tuple({w[:cut] + w[cut + 1 :] for w in spelt for cut in range(len(w))} | spelt)


def match_companies(left: Sequence[str], right: Sequence[str]) -> list[CompanyMatch]:
    """The best match in ``right`` of each name in ``left`` that has one, in the order of ``left``.

    Legal forms, spelling, transliteration, acronyms, "Group" and a country's name do not part a
    company from itself; a line of business ("Bank", "Energy") does, since a parent and its
    subsidiary are two. A domain or address stands for the company it is named after. Of equally
    likely names the one with the same spelling wins, then the first. Matches below .5 are left out.
    """
    return [match for match, _ in _matches(left, right)]


def sole_matches(left: Sequence[str], right: Sequence[str]) -> list[CompanyMatch]:
    """As :func:`match_companies`, without names that may be several companies of ``right``.

    Where a list holds "Beta Systems" and "Beta Services", the second word is what parts firms
    there: "Beta" may be either, and "Beta Technik" is likely a third.
    """
    return [match for match, alone in _matches(left, right) if alone]


def _matches(left: Sequence[str], right: Sequence[str]) -> list[tuple[CompanyMatch, bool]]:
    """The best match of each name in ``left``, and whether no other company may be meant."""
    forms_left = [company_forms(name) if isinstance(name, str) else () for name in left]
    forms_right = [company_forms(name) if isinstance(name, str) else () for name in right]
    weight = word_weights([*forms_left, *forms_right])
    index = _Index(forms_right, weight, forms_left)
    known: dict[str, tuple[CompanyMatch, bool] | None] = {}
    out: list[tuple[CompanyMatch, bool]] = []
    for number, name in enumerate(left):
        if not isinstance(name, str) or not name.strip():
            continue
        if name not in known:
            known[name] = _best(name, forms_left[number], right, forms_right, index, weight)
        best = known[name]
        if best is not None:
            match, alone = best
            out.append((CompanyMatch(number, match.right, match.probability), alone))
    return out


def _best(
    name: str,
    forms: tuple[CompanyForm, ...],
    right: Sequence[str],
    forms_right: list[tuple[CompanyForm, ...]],
    index: _Index,
    weight: Mapping[str, float],
) -> tuple[CompanyMatch, bool] | None:
    found: tuple[float, int, int] | None = None
    candidates = index.candidates(forms)
    for other in candidates:
        p = pair_probability(forms, forms_right[other], weight)
        # Rounded, so that equal evidence in another order of words stays a tie.
        option = (-round(p, 9), int(right[other] != name), other)
        if found is None or option < found:
            found = option
    if found is None or -found[0] < LEAST:
        return None
    best = forms_right[found[2]]
    alone = bool(_bare(forms) & _bare(best)) or _one_company(
        [forms, best, *(forms_right[other] for other in candidates if other != found[2])], weight
    )
    return CompanyMatch(-1, found[2], -found[0]), alone


def _bare(forms: tuple[CompanyForm, ...]) -> set[str]:
    """The names without group and country."""
    return {without_group_and_place(" ".join(form.words)) for form in forms}


def _one_company(names: Sequence[tuple[CompanyForm, ...]], weight: Mapping[str, float]) -> bool:
    """Whether a name, its best match and whatever else that may be are all one company."""
    best = names[1]
    family = [other for other in names[2:] if pair_probability(best, other, weight) >= _ONE_COMPANY]
    members = [names[0], *family]
    return all(
        pair_probability(one, other, weight) >= _ONE_COMPANY
        for place, one in enumerate(members)
        for other in members[place + 1 :]
    ) and not any(
        pair_probability(names[0], other, weight) >= LEAST
        and pair_probability(best, other, weight) < _ONE_COMPANY
        for other in names[2:]
    )
