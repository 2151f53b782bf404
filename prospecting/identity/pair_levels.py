"""Levels of agreement for many pairs at once: each distinct pair of values is looked at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel, JaroWinkler
from rapidfuzz.process import cpdist

from prospecting.identity.people_fields import Codes, Column, People

Levels = NDArray[np.int8]
Rows = NDArray[np.int64]
Scale = Callable[[Codes, Codes], Levels]
"""Levels of pairs of codes."""

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


def scale(people: People, prepare: Callable[[People], Scale]) -> Scale:
    """What ``prepare`` gives, prepared once a table."""
    known = people.memo.get(prepare.__name__)
    if known is None:
        known = people.memo[prepare.__name__] = prepare(people)
    return known


def per_distinct(
    column: Column, left: Codes, right: Codes, level: Callable[[Codes, Codes], Levels]
) -> Levels:
    """Levels of pairs of codes: ``level`` sees each distinct unequal pair once."""
    top = np.int8(100)
    out = np.zeros(len(left), dtype=np.int8)
    both = (left >= 0) & (right >= 0)
    equal = left == right
    out[both & equal] = top
    rest = np.flatnonzero(both & ~equal)
    if not len(rest):
        return out
    one, two = left[rest], right[rest]
    size = len(column.values)
    key = np.minimum(one, two).astype(np.int64) * size + np.maximum(one, two)
    if size * size <= max(1 << 20, 32 * len(rest)):
        # Few values: a table of all pairs of them costs less than finding the distinct ones.
        table = np.zeros(size * size, dtype=np.int8)
        table[key] = 1
        distinct = np.flatnonzero(table)
        table[distinct] = level(*_parted(distinct, size))
        out[rest] = table[key]
    else:
        inverse, distinct = pd.factorize(key)
        out[rest] = level(*_parted(distinct, size))[inverse]
    return out


def _parted(key: NDArray[np.int64], size: int) -> tuple[Codes, Codes]:
    one = key // size
    return one.astype(np.int32), (key - one * size).astype(np.int32)


def texts(values: list[str]) -> NDArray[np.object_]:
    """The values as an array to be taken from by code; -1 takes an empty text."""
    return np.array([*values, ""], dtype=object)


def score(
    scorer: Any, values: list[str], one: Codes, two: Codes, cutoff: float | None = None
) -> NDArray[np.float64]:
    """``scorer`` of each pair of values; beyond ``cutoff`` only that it is beyond."""
    held = texts(values)
    return np.asarray(
        cpdist(
            held[one].tolist(),
            held[two].tolist(),
            scorer=scorer,
            score_cutoff=cutoff,
            dtype=np.float64,
            workers=-1 if len(one) > 8_000 else 1,
        )
    )


def lengths(values: list[str]) -> NDArray[np.int64]:
    """The length of each value, and 0 for the code -1."""
    return np.array([len(value) for value in values] + [0], dtype=np.int64)


def grader(values: list[str], near: float, far: float) -> Callable[[Codes, Codes], Rows]:
    """Tells of pairs of names: 2 for a slip of the pen, 1 for a resemblance, else 0.

    ``near`` and ``far`` are likenesses of Jaro and Winkler.
    """
    size, letter = lengths(values), letters(values)
    bags = ["".join(sorted(value)) for value in values]
    both = numbered([*values, *(value[1:] for value in values)])
    whole, head = both[: len(values)], both[len(values) : -1]

    def grade(one: Codes, two: Codes) -> Rows:
        jaro = score(JaroWinkler.similarity, values, one, two, min(near, far))
        shorter = np.minimum(size[one], size[two])
        out = np.where((jaro >= far) & (shorter >= 3), 1, 0)
        # The first letter is the last to be mistyped: Norelli and Yorelli are two names. But it is
        # lost, and something else is hit before it: lrich and Ulrich, bTorsten and Torsten.
        bare = ((head[one] == whole[two]) | (whole[one] == head[two])) & (shorter >= 5)
        likely = np.flatnonzero(((letter[one] == letter[two]) | bare) & (shorter >= 4))
        edits = score(OSA.distance, values, one[likely], two[likely], 2)
        long = shorter[likely]
        slip = edits <= 1
        slip |= (edits <= 2) & ((jaro[likely] >= near) & (long >= 5) | (long >= 8))
        out[likely[slip]] = 2
        # Letters in disorder (Hogu for Hugo) leave the same letters.
        rest = np.flatnonzero((out == 0) & (shorter >= 4) & (np.abs(size[one] - size[two]) <= 1))
        out[rest[score(OSA.distance, bags, one[rest], two[rest], 1) <= 1]] = 1
        return out

    return grade


def letters(values: list[str]) -> NDArray[np.int64]:
    """The first letter of each value."""
    return np.array([ord(value[0]) for value in values] + [0])


def numbered(values: list[str]) -> NDArray[np.int64]:
    """A number for each value, the same for equal ones."""
    return np.asarray(pd.factorize(texts(values))[0], dtype=np.int64)


def text_levels(
    column: Column, left: Codes, right: Codes, cuts: tuple[float, ...], top: int
) -> Levels:
    """Levels of free text by the share of common characters in common order of its words.

    From 1; each of ``cuts`` (0..1, rising) that is reached adds one, and equal values have ``top``.
    """
    ordered = [" ".join(sorted(value.split())) for value in column.values]

    def level(one: Codes, two: Codes) -> Levels:
        likeness = np.maximum(
            score(Indel.normalized_similarity, ordered, one, two, cuts[0]),
            score(Indel.normalized_similarity, column.values, one, two, cuts[0]),
        )
        reached = np.sum([likeness >= cut for cut in cuts], axis=0, dtype=np.int8)
        return np.asarray(reached + 1, dtype=np.int8)

    out = per_distinct(column, left, right, level)
    out[out == 100] = top
    return out
