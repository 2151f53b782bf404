"""Pairs of rows compared field by field: a small level of agreement for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel, JaroWinkler
from rapidfuzz.process import cpdist

from prospecting.identity.blocking import Pairs
from prospecting.identity.names import short_forms
from prospecting.identity.pair_levels import (
    Levels,
    Rows,
    grader,
    lengths,
    letters,
    numbered,
    per_distinct,
    score,
    text_levels,
    texts,
)
from prospecting.identity.people_fields import Codes, People
from prospecting.identity.text import plain
from prospecting.identity.web_keys import free_mail_domains

Scale = Callable[[Codes, Codes], Levels]
"""Levels of pairs of codes."""

MISSING, DIFFERS = 0, 1
FIELDS: dict[str, tuple[str, ...]] = {
    "given": ("missing", "differs", "resembles", "initial", "close", "nickname", "same"),
    "family": ("missing", "differs", "resembles", "initial", "shared part", "close", "same"),
    "suffix": ("missing", "differs", "same"),
    "url": ("missing", "differs", "same"),
    "email": ("missing", "differs", "same name part", "resembles", "close", "same"),
    "phone": ("missing", "differs", "close", "same"),
    "birth": ("missing", "differs", "resembles", "partly same", "close", "same"),
    "company": ("missing", "differs", "shares words", "close", "same"),
    "title": ("missing", "differs", "resembles", "same"),
    "location": ("missing", "differs", "resembles", "close", "same"),
}
"""The fields of a comparison and their levels, from 0 (nothing to compare) up to the same."""

SAME = {field: len(levels) - 1 for field, levels in FIELDS.items()}
_PARTICLES = frozenset(
    {"van", "von", "der", "den", "de", "la", "del", "di", "da", "al", "el", "dos"}
)


@dataclass(frozen=True)
class Comparison:
    """Levels per field, each of shape (pairs,), and what the weights need besides."""

    left: Rows
    right: Rows
    levels: dict[str, Levels]
    swapped: NDArray[np.bool_]
    """Given and family name stand in each other's place."""
    shared_mailbox: NDArray[np.bool_]
    """The common address is one that several people read."""
    same_domain: NDArray[np.bool_]
    """Both addresses belong to one employer's domain."""
    named_address: NDArray[np.bool_]
    """The common first part of both addresses is made of the family name."""


def _scale(people: People, prepare: Callable[[People], Scale]) -> Scale:
    """What ``prepare`` gives, prepared once a table."""
    known = people.memo.get(prepare.__name__)
    if known is None:
        known = people.memo[prepare.__name__] = prepare(people)
    return known


def _nick_pairs(values: list[str]) -> Rows:
    number = {value: code for code, value in enumerate(values)}
    forms = short_forms()
    links = [
        number[value] * len(values) + number[form]
        for value in values
        for form in forms.get(value, ())
        if form in number and number[value] < number[form]
    ]
    return np.array(sorted(links), dtype=np.int64)


def _given_scale(people: People) -> Scale:
    column = people.first
    values = column.values
    simple = [plain(value) for value in values]
    same, size, letter = numbered(simple), lengths(values), letters(values)
    grade = grader(simple, 0.91, 0.76)
    links = _nick_pairs(values)

    def level(one: Codes, two: Codes) -> Levels:
        out = np.array([1, 2, 4], dtype=np.int8)[grade(one, two)]
        initial = ((size[one] == 1) | (size[two] == 1)) & (letter[one] == letter[two])
        out[(size[one] == 1) | (size[two] == 1)] = 1
        out[initial] = 3
        if len(links):
            out[np.isin(one.astype(np.int64) * len(values) + two, links)] = 5
        out[same[one] == same[two]] = 4
        return out

    return level


def _given_levels(people: People, left: Rows, right: Rows) -> Levels:
    column = people.first
    out = per_distinct(
        column, column.codes[left], column.codes[right], _scale(people, _given_scale)
    )
    # Two initials that agree are no agreement of names.
    codes = column.codes[left]
    single = np.array([len(v) == 1 for v in column.values] + [False])
    out[out == 100] = np.where(single[codes[out == 100]], 3, SAME["given"])
    doubtful = np.flatnonzero((out == 1) | (out == 2) | (out == 3))
    _second_look(people, left, right, doubtful, out)
    return out


def _second_look(
    people: People,
    left: Rows,
    right: Rows,
    doubtful: Rows,
    out: Levels,
) -> None:
    """Middle names, names run together and nicknames from quotes, where the first names differ."""
    several = np.array([" " in value for value in people.given.values] + [False])
    rich = several[people.given.codes] | (people.other.codes >= 0)
    doubtful = doubtful[rich[left[doubtful]] | rich[right[doubtful]]]
    if not len(doubtful):
        return
    forms = short_forms()
    columns = (people.given, people.other)
    keys = [c.codes[side[doubtful]] for side in (left, right) for c in columns]
    joined = np.zeros(len(doubtful), dtype=np.int64)
    for key in keys:
        joined = pd.factorize(joined * (int(key.max()) + 2) + key + 1)[0].astype(np.int64)
    _, where, inverse = np.unique(joined, return_index=True, return_inverse=True)
    answers = np.zeros(len(where), dtype=np.int8)
    distinct = zip(*(key[where].tolist() for key in keys), strict=True)
    for place, (one, extra_one, two, extra_two) in enumerate(distinct):
        words_one = people.given.values[one].split() if one >= 0 else []
        words_two = people.given.values[two].split() if two >= 0 else []
        if "".join(words_one) == "".join(words_two):
            answers[place] = 6
            continue
        if extra_one >= 0:
            words_one += people.other.values[extra_one].split()
        if extra_two >= 0:
            words_two += people.other.values[extra_two].split()
        long_one = {word for word in words_one if len(word) > 1}
        long_two = {word for word in words_two if len(word) > 1}
        if long_one & long_two:
            answers[place] = 4
        elif any(form in long_two for word in long_one for form in forms.get(word, ())):
            answers[place] = 5
    out[doubtful] = np.maximum(out[doubtful], answers[inverse])


@lru_cache(maxsize=16384)
def _long_words(family: str) -> frozenset[str]:
    return frozenset(w for w in family.split() if len(w) > 2 and w not in _PARTICLES)


def _family_scale(people: People) -> Scale:
    column = people.family
    values = column.values
    simple = [plain(value) for value in values]
    bare = numbered([value.replace(" ", "") for value in simple])
    words = [_long_words(value) for value in values]
    several = np.array([" " in value for value in values] + [False])
    size, letter = lengths(values), letters(values)
    grade = grader(simple, 0.93, 0.79)

    def level(one: Codes, two: Codes) -> Levels:
        out = np.array([1, 2, 5], dtype=np.int8)[grade(one, two)]
        short = (size[one] == 1) | (size[two] == 1)
        out[short] = np.where(letter[one[short]] == letter[two[short]], 3, 1)
        wordy = np.flatnonzero(several[one] | several[two])
        pairs = zip(one[wordy].tolist(), two[wordy].tolist(), strict=True)
        common = [not words[a].isdisjoint(words[b]) for a, b in pairs]
        out[wordy[np.array(common, dtype=bool)]] = 4
        out[bare[one] == bare[two]] = 6
        return out

    return level


def _family_levels(people: People, left: Rows, right: Rows) -> Levels:
    column = people.family
    out = per_distinct(
        column, column.codes[left], column.codes[right], _scale(people, _family_scale)
    )
    out[out == 100] = SAME["family"]
    if (people.other.codes >= 0).any():
        doubtful = np.flatnonzero((out == 1) | (out == 2))
        known = (people.other.codes[left[doubtful]] >= 0) | (
            people.other.codes[right[doubtful]] >= 0
        )
        for place in doubtful[known].tolist():
            sets = []
            for row in (left[place], right[place]):
                extra = people.other.codes[row]
                own = _long_words(column.values[column.codes[row]])
                sets.append(own | set(people.other.values[extra].split()) if extra >= 0 else own)
            if any(len(word) > 2 for word in sets[0] & sets[1]):
                out[place] = 4
    return out


def _swapped(
    people: People, left: Rows, right: Rows, given: Levels, surname: Levels
) -> NDArray[np.bool_]:
    """Where given and family name have changed places, one of them perhaps missing."""
    out = np.zeros(len(left), dtype=bool)
    doubtful = np.flatnonzero((given <= 2) & ((surname <= 2) | (surname == 4)))
    if not len(doubtful):
        return out
    first, family = people.first, people.family
    firsts, families = texts(first.values), texts(family.values)

    def cross(one: Rows, two: Rows) -> NDArray[np.float64]:
        codes_one, codes_two = first.codes[one], family.codes[two]
        likeness = np.full(len(one), -1.0)
        both = np.flatnonzero((codes_one >= 0) & (codes_two >= 0))
        likeness[both] = cpdist(
            firsts[codes_one[both]].tolist(),
            families[codes_two[both]].tolist(),
            scorer=JaroWinkler.similarity,
            score_cutoff=0.7,
        )
        return likeness

    one = cross(left[doubtful], right[doubtful])
    two = cross(right[doubtful], left[doubtful])
    low, high = np.minimum(one, two), np.maximum(one, two)
    out[doubtful] = ((high >= 0.9) & (low >= 0.7)) | ((high >= 0.95) & (low < 0))
    return out


def _email_scale(people: People) -> Scale:
    column = people.email
    parts = [value.rpartition("@") for value in column.values]
    local, domain = [p[0] for p in parts], [p[2] for p in parts]
    size, local_code, domain_code = lengths(local), numbered(local), numbered(domain)
    stem = numbered([value.rstrip("0123456789") for value in local])
    free = np.array([host in free_mail_domains() for host in domain] + [False])

    def level(one: Codes, two: Codes) -> Levels:
        out = np.ones(len(one), dtype=np.int8)
        shorter = np.minimum(size[one], size[two])
        same_local = local_code[one] == local_code[two]
        edits_local = score(OSA.distance, local, one, two, 3)
        near = np.flatnonzero(edits_local <= 3)
        edits_domain = np.full(len(one), 9.0)
        edits_domain[near] = score(OSA.distance, domain, one[near], two[near], 9)
        out[same_local & (shorter >= 4)] = 2
        slip = (edits_local + edits_domain <= 2) & (shorter >= 5)
        near = near[edits_domain[near] > 0]
        likeness = score(OSA.normalized_similarity, column.values, one[near], two[near], 0.72)
        alike = near[(likeness >= 0.72) & (out[near] == 1)]
        out[alike] = 3
        out[slip] = 4
        # Addresses that differ in their figures only are two people's: jane.doe62 and jane.doe89,
        # jane.doe and jane.doe2.
        figures = (stem[one] == stem[two]) & ~same_local
        figures &= free[one] | (size[one] != size[two])
        out[figures] = 1
        # Two providers are two addresses, however alike they are spelt.
        providers = (domain_code[one] != domain_code[two]) & free[one] & free[two]
        out[providers] = np.where(same_local[providers], 2, 1)
        return out

    return level


def _email_levels(people: People, left: Rows, right: Rows) -> Levels:
    column = people.email
    out = per_distinct(
        column, column.codes[left], column.codes[right], _scale(people, _email_scale)
    )
    out[out == 100] = SAME["email"]
    return out


def _phone_levels(people: People, left: Rows, right: Rows) -> Levels:
    column = people.phone

    def level(one: Codes, two: Codes) -> Levels:
        edits = score(OSA.distance, column.values, one, two, 1)
        size = lengths(column.values)
        near = (edits <= 1) & (np.minimum(size[one], size[two]) >= 6)
        return np.where(near, 2, 1).astype(np.int8)

    out = per_distinct(column, column.codes[left], column.codes[right], level)
    out[out == 100] = SAME["phone"]
    return out


def _birth_levels(people: People, left: Rows, right: Rows) -> Levels:
    column = people.birth

    def level(one: Codes, two: Codes) -> Levels:
        edits = score(OSA.distance, column.values, one, two)
        texts = [
            (column.values[a], column.values[b])
            for a, b in zip(one.tolist(), two.tolist(), strict=True)
        ]
        year = np.array([int(value[:4]) for value in column.values] + [0])
        apart = np.abs(year[one] - year[two])
        out = np.where((edits <= 3) | (apart <= 1), 2, 1).astype(np.int8)
        out[(edits <= 2) | (apart == 0)] = 3
        # A digit mistyped, or day and month exchanged.
        turned = np.array(
            [a[:4] == b[:4] and a[4:] == b[6:] + b[4:6] for a, b in texts], dtype=bool
        )
        out[(edits <= 1) | turned] = 4
        return out

    out = per_distinct(column, column.codes[left], column.codes[right], level)
    out[out == 100] = SAME["birth"]
    return out


_AREA = frozenset({"greater", "area", "region", "metropolitan", "metro", "city", "and", "umgebung"})


def _location_levels(people: People, left: Rows, right: Rows) -> Levels:
    """As free text; a town with and without its country, district or "Area" is close."""
    column = people.location
    words = [[w for w in value.split() if w not in _AREA] for value in column.values]
    sets = [frozenset(w) for w in words]
    out = text_levels(column, column.codes[left], column.codes[right], (0.65, 0.84), 4)

    def level(one: Codes, two: Codes) -> Levels:
        contained = np.ones(len(one), dtype=np.int8)
        for place, (a, b) in enumerate(zip(one.tolist(), two.tolist(), strict=True)):
            if sets[a] and sets[b] and (sets[a] <= sets[b] or sets[b] <= sets[a]):
                contained[place] = 3 if words[a][0] == words[b][0] else 2
        return contained

    return np.maximum(
        out, per_distinct(column, column.codes[left], column.codes[right], level) % 100
    )


def _company_scale(people: People) -> Scale:
    column = people.company
    ordered = [" ".join(sorted(value.split())) for value in column.values]
    words = [frozenset(w for w in value.split() if len(w) > 2) for value in column.values]

    def level(one: Codes, two: Codes) -> Levels:
        out = np.ones(len(one), dtype=np.int8)
        # One name's words inside the other's make them alike to some extent at least.
        pairs = zip(one.tolist(), two.tolist(), strict=True)
        inside = [
            not words[a].isdisjoint(words[b]) and (words[a] <= words[b] or words[b] <= words[a])
            for a, b in pairs
        ]
        out[np.array(inside, dtype=bool)] = 2
        out[score(Indel.normalized_similarity, ordered, one, two, 0.88) >= 0.88] = 3
        return out

    return level


def _company_levels(people: People, left: Rows, right: Rows) -> Levels:
    column = people.company
    out = per_distinct(
        column, column.codes[left], column.codes[right], _scale(people, _company_scale)
    )
    out[out == 100] = SAME["company"]
    # What was read from an address speaks for an employer, never against one.
    one, two = people.stated[left], people.stated[right]
    out[(~one & ~two) | ((one ^ two) & (out < 3))] = 0
    return out


def levels_of(people: People, left: Rows, right: Rows) -> dict[str, Levels]:
    """The level of every field for each pair of rows."""

    def simple(codes: Codes) -> Levels:
        both = (codes[left] >= 0) & (codes[right] >= 0)
        return np.where(both, 1 + (codes[left] == codes[right]), 0).astype(np.int8)

    kind, title = people.url_kind, people.title
    urls = simple(people.url.codes)
    urls[(kind[left] != kind[right]) | ((kind[left] == 4) & (urls == 1))] = 0
    return {
        "given": _given_levels(people, left, right),
        "family": _family_levels(people, left, right),
        "suffix": simple(people.suffix.codes),
        "url": urls,
        "email": _email_levels(people, left, right),
        "phone": _phone_levels(people, left, right),
        "birth": _birth_levels(people, left, right),
        "company": _company_levels(people, left, right),
        "title": text_levels(title, title.codes[left], title.codes[right], (0.75,), 3),
        "location": _location_levels(people, left, right),
    }


def compare(people: People, pairs: Pairs) -> Comparison:
    """The levels of agreement of every pair of rows."""
    left, right = pairs
    levels = levels_of(people, left, right)
    domain = people.domain.codes
    return Comparison(
        left=left,
        right=right,
        levels=levels,
        swapped=_swapped(people, left, right, levels["given"], levels["family"]),
        shared_mailbox=(levels["email"] == SAME["email"]) & people.shared[left],
        same_domain=(domain[left] >= 0) & (domain[left] == domain[right]),
        named_address=_named_address(people, left, levels["email"]),
    )


def _named_address(people: People, left: Rows, email: Levels) -> NDArray[np.bool_]:
    out = np.zeros(len(left), dtype=bool)
    part = np.flatnonzero(email == 2)
    local = [value.replace(".", "") for value in people.local.values]
    family = [value.replace(" ", "") for value in people.family.values]
    codes = (people.local.codes[left[part]].tolist(), people.family.codes[left[part]].tolist())
    out[part] = [
        f >= 0 and len(family[f]) > 2 and family[f] in local[c] for c, f in zip(*codes, strict=True)
    ]
    return out


def weed(people: People, pairs: Pairs) -> tuple[Pairs, Pairs]:
    """The pairs worth comparing, and those that the given names alone tell to be two people.

    Most rows that share a key have names that differ, and nothing that only one person has: no
    profile, address, number or birth date in common. No other field makes them one person.
    """
    left, right = pairs
    given, family = _given_levels(people, left, right), _family_levels(people, left, right)
    kept = (given != 1) & (family != 1)
    rest = np.flatnonzero(~kept)
    kept[rest] = _swapped(people, left[rest], right[rest], given[rest], family[rest])
    for column in (people.url, people.company):
        rest = rest[~kept[rest]]
        codes = column.codes
        common = (codes[left[rest]] >= 0) & (codes[left[rest]] == codes[right[rest]])
        kept[rest] = common & (given[rest] != 1) if column is people.company else common
    for level, least in ((_phone_levels, 2), (_birth_levels, 2), (_email_levels, 3)):
        rest = rest[~kept[rest]]
        kept[rest] = level(people, left[rest], right[rest]) >= least
    apart = ~kept & (given == 1)
    return (left[kept], right[kept]), (left[apart], right[apart])
