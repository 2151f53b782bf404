"""How far two rows agree in their names: spellings, nicknames, initials, parts, exchanged names."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from prospecting.identity.names import full_names, short_forms
from prospecting.identity.pair_levels import (
    SAME,
    Levels,
    Rows,
    Scale,
    grader,
    lengths,
    letters,
    numbered,
    per_distinct,
    scale,
    texts,
)
from prospecting.identity.people_fields import Codes, People
from prospecting.identity.text import plain, romanised

_PARTICLES = frozenset(
    {"van", "von", "der", "den", "de", "la", "del", "di", "da", "al", "el", "dos"}
)


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
    roman = numbered([romanised(value) for value in values])
    known = np.array([value in short_forms() for value in values] + [False])
    grade = grader(simple, 0.91, 0.76)
    links = _nick_pairs(values)

    def level(one: Codes, two: Codes) -> Levels:
        out = np.array([1, 2, 4], dtype=np.int8)[grade(one, two)]
        # Mary and Mark are two names, and no slip of the pen; Oskar and Rosa do not even look alike.
        two_names = known[one] & known[two]
        out[two_names & (out == 2)] = 1
        out[two_names & (out == 4)] = 2
        out[(roman[one] == roman[two]) & (np.minimum(size[one], size[two]) >= 4)] = 4
        initial = ((size[one] == 1) | (size[two] == 1)) & (letter[one] == letter[two])
        out[(size[one] == 1) | (size[two] == 1)] = 1
        out[initial] = 3
        cut = np.flatnonzero((out < 4) & (letter[one] == letter[two]) & (size[one] != size[two]))
        shortened = [
            _shortened(values[a], values[b])
            for a, b in zip(one[cut].tolist(), two[cut].tolist(), strict=True)
        ]
        out[cut[np.array(shortened, dtype=bool)]] = 4
        if len(links):
            out[np.isin(one.astype(np.int64) * len(values) + two, links)] = 5
        out[same[one] == same[two]] = 4
        return out

    return level


# Ewal and Ewalina are a man and a woman.
_FEMININE = ("a", "e", "ia", "ina", "ine", "ella", "elle", "etta", "ette", "otta", "otte", "ilde")


def _shortened(one: str, two: str) -> bool:
    """Whether one given name is the other cut short, as Krish of Krishnamurthy.

    Not one that is a name of its own: Anna and Annabelle, Emil and Emilia.
    """
    short, long = sorted((one, two), key=len)
    if len(short) < 3 or len(long) - len(short) < 2 or not long.startswith(short):
        return False
    return long[len(short) :] not in _FEMININE and short not in full_names()


def given_levels(people: People, left: Rows, right: Rows) -> Levels:
    column = people.first
    out = per_distinct(column, column.codes[left], column.codes[right], scale(people, _given_scale))
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
        initials = ["".join(word[0] for word in words) for words in (words_one, words_two)]
        if long_one & long_two and _begin_alike(words_one, words_two):
            answers[place] = 4
        elif "".join(words_one) == initials[1] or "".join(words_two) == initials[0]:
            answers[place] = 3
        elif any(form in long_two for word in long_one for form in forms.get(word, ())):
            answers[place] = 5
    out[doubtful] = np.maximum(out[doubtful], answers[inverse])


def _begin_alike(one: list[str], two: list[str]) -> bool:
    """Whether two rows of given names can be one person's, a name in them being common to both.

    Edgar and J. Edgar can; M. Ruiz and Rosa Ruiz, in which the common name is half a surname, not.
    """
    head, other = one[0], two[0]
    if head in two or other in one:
        return True
    return head[0] == other[0] or other in short_forms().get(head, ())


@lru_cache(maxsize=16384)
def _long_words(family: str) -> frozenset[str]:
    return frozenset(w for w in family.split() if len(w) > 2 and w not in _PARTICLES)


def _family_scale(people: People) -> Scale:
    column = people.family
    values = column.values
    simple = [plain(value) for value in values]
    bare = numbered([value.replace(" ", "") for value in simple])
    roman = numbered([romanised(value) for value in values])
    words = [_long_words(value) for value in values]
    several = np.array([" " in value for value in values] + [False])
    size, letter = lengths(values), letters(values)
    grade = grader(simple, 0.93, 0.79)

    def level(one: Codes, two: Codes) -> Levels:
        out = np.array([1, 2, 5], dtype=np.int8)[grade(one, two)]
        short = (size[one] == 1) | (size[two] == 1)
        out[short] = np.where(letter[one[short]] == letter[two[short]], 3, 1)
        out[(roman[one] == roman[two]) & (np.minimum(size[one], size[two]) >= 5)] = 5
        wordy = np.flatnonzero(several[one] | several[two])
        pairs = zip(one[wordy].tolist(), two[wordy].tolist(), strict=True)
        common = [not words[a].isdisjoint(words[b]) for a, b in pairs]
        out[wordy[np.array(common, dtype=bool)]] = 4
        out[bare[one] == bare[two]] = 6
        return out

    return level


def family_levels(people: People, left: Rows, right: Rows) -> Levels:
    column = people.family
    out = per_distinct(
        column, column.codes[left], column.codes[right], scale(people, _family_scale)
    )
    out[out == 100] = SAME["family"]
    doubtful = np.flatnonzero((out == 1) | (out == 2))
    several = np.array([" " in value for value in people.given.values] + [False])
    rich = several[people.given.codes] | (people.other.codes >= 0)
    doubtful = doubtful[rich[left[doubtful]] | rich[right[doubtful]]]
    pairs = zip(left[doubtful].tolist(), right[doubtful].tolist(), strict=True)
    known: dict[int, _FamilyWords] = {}
    for place, (row, other) in zip(doubtful.tolist(), pairs, strict=True):
        one = known.get(row) or known.setdefault(row, _family_words(people, row))
        two = known.get(other) or known.setdefault(other, _family_words(people, other))
        if (
            not one[0].isdisjoint(two[0])
            or not one[0].isdisjoint(two[1])
            or not two[0].isdisjoint(one[1])
        ):
            out[place] = 4
        elif one[2] == two[2] and one[2]:
            out[place] = 6
    return out


_FamilyWords = tuple[frozenset[str], frozenset[str], str]


def _family_words(people: People, row: int) -> _FamilyWords:
    """What stands for a row's family name.

    The words of the present and former family names; those behind the given name; and the whole
    name run together behind its first word, for Wenbo Ou Yang and Wenbo Ouyang.
    """
    code, former = int(people.family.codes[row]), int(people.other.codes[row])
    family = people.family.values[code] if code >= 0 else ""
    other = people.other.values[former] if former >= 0 else ""
    given = int(people.given.codes[row])
    head, _, more = (people.given.values[given] if given >= 0 else "").partition(" ")
    joined = f"{head} {more}{family}".replace(" ", "") if head and family else ""
    words = _long_words(f"{family} {other}" if other else family)
    return words, _long_words(more) if more else frozenset(), joined


def swapped_names(
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
    turned = ((high >= 0.9) & (low >= 0.7)) | ((high >= 0.95) & (low < 0))
    # Tamm, Kees and Cornelis Tamm: the other pair of names may be one by nickname.
    forms, family_of = short_forms(), family.codes
    for place in np.flatnonzero(~turned & (high >= 0.9) & (low >= 0)).tolist():
        rows = left[doubtful[place]], right[doubtful[place]]
        given, other = rows if one[place] < two[place] else rows[::-1]
        short = first.values[first.codes[given]]
        turned[place] = families[family_of[other]] in forms.get(short, ())
    out[doubtful] = turned
    return out
