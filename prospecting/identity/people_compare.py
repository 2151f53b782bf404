"""Pairs of rows compared field by field: a small level of agreement for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from prospecting.identity.blocking import Pairs
from prospecting.identity.names import short_forms
from prospecting.identity.people_fields import Codes, Column, People
from prospecting.identity.text import plain
from prospecting.identity.web_keys import free_mail_domains

Levels = NDArray[np.int8]

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

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    levels: dict[str, Levels]
    swapped: NDArray[np.bool_]
    """Given and family name stand in each other's place."""
    shared_mailbox: NDArray[np.bool_]
    """The common address is one that several people read."""
    same_domain: NDArray[np.bool_]
    """Both addresses belong to one employer's domain."""


def _per_distinct(
    column: Column, left: Codes, right: Codes, level: Callable[[Codes, Codes], Levels]
) -> Levels:
    """Levels of pairs of codes: ``level`` sees each distinct unequal pair once."""
    top = np.int8(100)
    out = np.zeros(len(left), dtype=np.int8)
    both = (left >= 0) & (right >= 0)
    equal = both & (left == right)
    out[equal] = top
    rest = np.flatnonzero(both & ~equal)
    if len(rest):
        low = np.minimum(left[rest], right[rest]).astype(np.int64)
        high = np.maximum(left[rest], right[rest]).astype(np.int64)
        distinct, inverse = np.unique(low * len(column.values) + high, return_inverse=True)
        one = (distinct // len(column.values)).astype(np.int32)
        two = (distinct % len(column.values)).astype(np.int32)
        out[rest] = level(one, two)[inverse]
    return out


def _score(scorer: Any, values: list[str], one: Codes, two: Codes) -> NDArray[np.float64]:
    """``scorer`` of each pair of values."""
    texts_one = [values[code] for code in one.tolist()]
    texts_two = [values[code] for code in two.tolist()]
    return np.asarray(cpdist(texts_one, texts_two, scorer=scorer, dtype=np.float64))


def _lengths(values: list[str]) -> NDArray[np.int64]:
    return np.array([len(value) for value in values] + [0], dtype=np.int64)


def _graded(
    values: list[str], one: Codes, two: Codes, near: float, far: float
) -> NDArray[np.int64]:
    """2 for a slip of the pen, 1 for a resemblance, else 0."""
    jaro = _score(JaroWinkler.similarity, values, one, two)
    edits = _score(OSA.distance, values, one, two)
    size = _lengths(values)
    shorter = np.minimum(size[one], size[two])
    slip = (edits <= 1) & (shorter >= 4)
    slip |= (edits <= 2) & ((jaro >= near) & (shorter >= 5) | (shorter >= 8))
    # The first letter is the last to be mistyped: Norelli and Yorelli are two names.
    letter = np.array([ord(value[0]) for value in values] + [0])
    slip &= letter[one] == letter[two]
    # Letters in disorder (Hogu for Hugo) leave the same letters.
    bags = ["".join(sorted(value)) for value in values]
    mixed = (_score(OSA.distance, bags, one, two) <= 1) & (shorter >= 4)
    return np.where(slip, 2, np.where(((jaro >= far) | mixed) & (shorter >= 3), 1, 0))


def _nick_pairs(values: list[str]) -> NDArray[np.int64]:
    number = {value: code for code, value in enumerate(values)}
    forms = short_forms()
    links = [
        number[value] * len(values) + number[form]
        for value in values
        for form in forms.get(value, ())
        if form in number and number[value] < number[form]
    ]
    return np.array(sorted(links), dtype=np.int64)


def _given_levels(people: People, left: NDArray[np.int64], right: NDArray[np.int64]) -> Levels:
    column = people.first
    values = column.values
    simple = [plain(value) for value in values]
    links = _nick_pairs(values)

    def level(one: Codes, two: Codes) -> Levels:
        out = np.array([1, 2, 4], dtype=np.int8)[_graded(simple, one, two, 0.91, 0.76)]
        size = _lengths(values)
        letter = np.array([ord(v[0]) for v in values] + [0])
        initial = ((size[one] == 1) | (size[two] == 1)) & (letter[one] == letter[two])
        out[(size[one] == 1) | (size[two] == 1)] = 1
        out[initial] = 3
        if len(links):
            out[np.isin(one.astype(np.int64) * len(values) + two, links)] = 5
        same = [simple[a] == simple[b] for a, b in zip(one.tolist(), two.tolist(), strict=True)]
        out[np.array(same, dtype=bool)] = 4
        return out

    out = _per_distinct(column, column.codes[left], column.codes[right], level)
    # Two initials that agree are no agreement of names.
    codes = column.codes[left]
    single = np.array([len(v) == 1 for v in values] + [False])
    out[out == 100] = np.where(single[codes[out == 100]], 3, SAME["given"])
    doubtful = np.flatnonzero((out == 1) | (out == 2) | (out == 3))
    _second_look(people, left, right, doubtful, out)
    return out


def _second_look(
    people: People,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    doubtful: NDArray[np.int64],
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
    keys = np.stack([c.codes[side[doubtful]] for side in (left, right) for c in columns], axis=1)
    distinct, inverse = np.unique(keys, axis=0, return_inverse=True)
    answers = np.zeros(len(distinct), dtype=np.int8)
    for place, (one, extra_one, two, extra_two) in enumerate(distinct.tolist()):
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
    out[doubtful] = np.maximum(out[doubtful], answers[inverse.ravel()])


def _family_levels(people: People, left: NDArray[np.int64], right: NDArray[np.int64]) -> Levels:
    column = people.family
    values = column.values
    simple = [plain(value) for value in values]
    bare = [value.replace(" ", "") for value in simple]
    words = [
        frozenset(w for w in value.split() if len(w) > 2 and w not in _PARTICLES)
        for value in values
    ]

    def level(one: Codes, two: Codes) -> Levels:
        out = np.array([1, 2, 5], dtype=np.int8)[_graded(simple, one, two, 0.93, 0.79)]
        size = _lengths(values)
        letter = np.array([ord(v[0]) for v in values] + [0])
        short = (size[one] == 1) | (size[two] == 1)
        out[short] = np.where(letter[one[short]] == letter[two[short]], 3, 1)
        pairs = list(zip(one.tolist(), two.tolist(), strict=True))
        out[np.array([bool(words[a] & words[b]) for a, b in pairs], dtype=bool)] = 4
        out[np.array([bare[a] == bare[b] for a, b in pairs], dtype=bool)] = 6
        return out

    out = _per_distinct(column, column.codes[left], column.codes[right], level)
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
                own = words[column.codes[row]]
                sets.append(own | set(people.other.values[extra].split()) if extra >= 0 else own)
            if any(len(word) > 2 for word in sets[0] & sets[1]):
                out[place] = 4
    return out


def _swapped(
    people: People, left: NDArray[np.int64], right: NDArray[np.int64], levels: dict[str, Levels]
) -> NDArray[np.bool_]:
    """Where given and family name have changed places, one of them perhaps missing."""
    out = np.zeros(len(left), dtype=bool)
    doubtful = np.flatnonzero((levels["given"] <= 2) & np.isin(levels["family"], (0, 1, 2, 4)))
    if not len(doubtful):
        return out
    first, family = people.first, people.family

    def cross(one: NDArray[np.int64], two: NDArray[np.int64]) -> NDArray[np.float64]:
        codes_one, codes_two = first.codes[one], family.codes[two]
        likeness = np.full(len(one), -1.0)
        both = np.flatnonzero((codes_one >= 0) & (codes_two >= 0))
        texts_one = [first.values[code] for code in codes_one[both].tolist()]
        texts_two = [family.values[code] for code in codes_two[both].tolist()]
        likeness[both] = cpdist(texts_one, texts_two, scorer=JaroWinkler.similarity)
        return likeness

    one = cross(left[doubtful], right[doubtful])
    two = cross(right[doubtful], left[doubtful])
    low, high = np.minimum(one, two), np.maximum(one, two)
    out[doubtful] = ((high >= 0.9) & (low >= 0.7)) | ((high >= 0.95) & (low < 0))
    return out


def _email_levels(people: People, left: NDArray[np.int64], right: NDArray[np.int64]) -> Levels:
    column = people.email
    parts = [value.rpartition("@") for value in column.values]
    local, domain = [p[0] for p in parts], [p[2] for p in parts]
    size = _lengths(local)

    def level(one: Codes, two: Codes) -> Levels:
        edits_local = _score(OSA.distance, local, one, two)
        edits_domain = _score(OSA.distance, domain, one, two)
        shorter = np.minimum(size[one], size[two])
        out = np.ones(len(one), dtype=np.int8)
        out[(edits_local == 0) & (shorter >= 4)] = 2
        slip = (edits_local + edits_domain <= 2) & (shorter >= 5)
        # Addresses that differ in their figures only are two people's: jane.doe62 and jane.doe89,
        # jane.doe and jane.doe2.
        letters = [value.rstrip("0123456789") for value in local]
        free = free_mail_domains()
        figures = [
            letters[a] == letters[b]
            and local[a] != local[b]
            and (domain[a] in free or len(local[a]) != len(local[b]))
            for a, b in zip(one.tolist(), two.tolist(), strict=True)
        ]
        # Two providers are two addresses, however alike they are spelt.
        providers = [
            domain[a] != domain[b] and domain[a] in free and domain[b] in free
            for a, b in zip(one.tolist(), two.tolist(), strict=True)
        ]
        likeness = _score(OSA.normalized_similarity, column.values, one, two)
        alike = (likeness >= 0.72) & (edits_local <= 3) & (edits_domain > 0)
        out[(alike & (out == 1)) | slip] = 3
        out[slip] = 4
        out[np.array(figures, dtype=bool)] = 1
        out[np.array(providers, dtype=bool)] = np.where(edits_local == 0, 2, 1)[
            np.array(providers, dtype=bool)
        ]
        return out

    out = _per_distinct(column, column.codes[left], column.codes[right], level)
    out[out == 100] = SAME["email"]
    return out


def _number_levels(column: Column, left: Codes, right: Codes) -> Levels:
    def level(one: Codes, two: Codes) -> Levels:
        edits = _score(OSA.distance, column.values, one, two)
        size = _lengths(column.values)
        near = (edits <= 1) & (np.minimum(size[one], size[two]) >= 6)
        return np.where(near, 2, 1).astype(np.int8)

    out = _per_distinct(column, left, right, level)
    out[out == 100] = SAME["phone"]
    return out


def _birth_levels(column: Column, left: Codes, right: Codes) -> Levels:
    def level(one: Codes, two: Codes) -> Levels:
        edits = _score(OSA.distance, column.values, one, two)
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

    out = _per_distinct(column, left, right, level)
    out[out == 100] = SAME["birth"]
    return out


def _text_levels(
    column: Column, left: Codes, right: Codes, cuts: tuple[float, ...], top: int
) -> Levels:
    """Levels of free text by the share of common characters in common order of its words."""

    def level(one: Codes, two: Codes) -> Levels:
        likeness = np.maximum(
            _score(fuzz.token_sort_ratio, column.values, one, two),
            _score(fuzz.ratio, column.values, one, two),
        )
        reached = np.sum([likeness >= cut for cut in cuts], axis=0, dtype=np.int8)
        return np.asarray(reached + 1, dtype=np.int8)

    out = _per_distinct(column, left, right, level)
    out[out == 100] = top
    return out


_AREA = frozenset({"greater", "area", "region", "metropolitan", "metro", "city", "and", "umgebung"})


def _location_levels(people: People, left: NDArray[np.int64], right: NDArray[np.int64]) -> Levels:
    """As free text; a town with and without its country, district or "Area" is close."""
    column = people.location
    words = [[w for w in value.split() if w not in _AREA] for value in column.values]
    sets = [frozenset(w) for w in words]
    out = _text_levels(column, column.codes[left], column.codes[right], (65.0, 84.0), 4)

    def level(one: Codes, two: Codes) -> Levels:
        contained = np.ones(len(one), dtype=np.int8)
        for place, (a, b) in enumerate(zip(one.tolist(), two.tolist(), strict=True)):
            if sets[a] and sets[b] and (sets[a] <= sets[b] or sets[b] <= sets[a]):
                contained[place] = 3 if words[a][0] == words[b][0] else 2
        return contained

    return np.maximum(
        out, _per_distinct(column, column.codes[left], column.codes[right], level) % 100
    )


def _company_levels(people: People, left: NDArray[np.int64], right: NDArray[np.int64]) -> Levels:
    column = people.company
    words = [frozenset(w for w in value.split() if len(w) > 2) for value in column.values]

    def level(one: Codes, two: Codes) -> Levels:
        likeness = _score(fuzz.token_sort_ratio, column.values, one, two)
        out = np.where(likeness >= 88, 3, 1).astype(np.int8)
        # One name's words inside the other's make them alike to some extent at least.
        for place in np.flatnonzero((likeness >= 30) & (likeness < 88)).tolist():
            a, b = words[one[place]], words[two[place]]
            if a and b and (a <= b or b <= a):
                out[place] = 2
        return out

    out = _per_distinct(column, column.codes[left], column.codes[right], level)
    out[out == 100] = SAME["company"]
    # What was read from an address speaks for an employer, never against one.
    one, two = people.stated[left], people.stated[right]
    out[(~one & ~two) | ((one ^ two) & (out < 3))] = 0
    return out


def compare(people: People, pairs: Pairs) -> Comparison:
    """The levels of agreement of every pair of rows."""
    left, right = pairs
    suffix, url, kind = people.suffix.codes, people.url.codes, people.url_kind

    def simple(codes: Codes) -> Levels:
        both = (codes[left] >= 0) & (codes[right] >= 0)
        return np.where(both, 1 + (codes[left] == codes[right]), 0).astype(np.int8)

    urls = simple(url)
    urls[(kind[left] != kind[right]) | ((kind[left] == 4) & (urls == 1))] = 0
    title = people.title
    levels: dict[str, Levels] = {
        "given": _given_levels(people, left, right),
        "family": _family_levels(people, left, right),
        "suffix": simple(suffix),
        "url": urls,
        "email": _email_levels(people, left, right),
        "phone": _number_levels(people.phone, people.phone.codes[left], people.phone.codes[right]),
        "birth": _birth_levels(people.birth, people.birth.codes[left], people.birth.codes[right]),
        "company": _company_levels(people, left, right),
        "title": _text_levels(title, title.codes[left], title.codes[right], (75.0,), 3),
        "location": _location_levels(people, left, right),
    }
    domain = people.domain.codes
    return Comparison(
        left=left,
        right=right,
        levels=levels,
        swapped=_swapped(people, left, right, levels),
        shared_mailbox=(levels["email"] == SAME["email"]) & people.shared[left],
        same_domain=(domain[left] >= 0) & (domain[left] == domain[right]),
    )
