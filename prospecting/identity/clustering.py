"""Pairs made into groups of rows, without chaining through a doubtful link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


def group_rows(
    rows: int,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    log_odds: NDArray[np.float64],
    merge_at: float,
    single_valued: Sequence[NDArray[np.int32]] = (),
) -> NDArray[np.int64]:
    """Group numbers, shape (rows,), from 0 in the order of each group's first row.

    Links of at least ``merge_at`` (log odds) are taken best first. Two groups are joined when the
    mean log odds of all scored pairs between them is above zero (or above ``merge_at``, where that
    is lower): average linkage, so that one
    accidental link does not pull two people together. Each of ``single_valued`` holds codes, -1
    unknown, of which one person has one: two groups that know different ones stay apart, unless
    the link itself joins two such rows.
    """
    clipped = np.clip(log_odds, -8.0, 8.0)
    bar = min(1e-9, merge_at)
    strong = np.flatnonzero(log_odds >= merge_at)
    if not len(strong):
        return np.arange(rows, dtype=np.int64)
    label = chains(rows, left[strong], right[strong])
    # Only pairs inside a chain of strong links can matter.
    relevant = np.flatnonzero(label[left] == label[right])
    # A chain without a doubtful pair, and with at most one of each single value, is one group.
    mixed = np.zeros(rows, dtype=bool)
    mixed[label[left[relevant[clipped[relevant] < bar]]]] = True
    alone = np.bincount(label, minlength=rows) <= 2
    for codes in single_valued:
        mixed[_several(label, codes)] = True
    mixed &= ~alone
    owner = np.where(mixed[label], np.arange(rows), label).tolist()
    strong = strong[mixed[label[left[strong]]]]
    relevant = relevant[mixed[label[left[relevant]]]]
    between: dict[int, dict[int, tuple[float, int]]] = {
        row: {} for row in np.flatnonzero(mixed[label]).tolist()
    }
    for one, two, weight in zip(
        left[relevant].tolist(), right[relevant].tolist(), clipped[relevant].tolist(), strict=True
    ):
        between[one][two] = (weight, 1)
        between[two][one] = (weight, 1)
    held: list[dict[int, frozenset[int]]] = [
        {row: frozenset((int(codes[row]),)) for row in between if codes[row] >= 0}
        for codes in single_valued
    ]
    order = strong[np.lexsort((right[strong], left[strong], -log_odds[strong]))]
    for one, two in zip(left[order].tolist(), right[order].tolist(), strict=True):
        a, b = _root(owner, one), _root(owner, two)
        if a == b:
            continue
        weight, count = between[a].get(b, (0.0, 0))
        if count and weight / count < bar:
            continue
        if any(
            _apart(known, a, b) and min(codes[one], codes[two]) < 0
            for known, codes in zip(held, single_valued, strict=True)
        ):
            continue
        if len(between[a]) < len(between[b]):
            a, b = b, a
        _join(between, a, b)
        for known in held:
            if b in known:
                known[a] = known.get(a, frozenset()) | known.pop(b)
        owner[b] = a
    for row in between:
        owner[row] = _root(owner, row)
    roots = np.array(owner, dtype=np.int64)
    _, first, inverse = np.unique(roots, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[inverse]


def chains(rows: int, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each row the lowest row that links lead to, shape (rows,)."""
    label = np.arange(rows, dtype=np.int64)
    while True:
        low = np.minimum(label[left], label[right])
        new = label.copy()
        np.minimum.at(new, label[left], low)
        np.minimum.at(new, label[right], low)
        new = new[new]
        if (new == label).all():
            return label
        label = new


def _several(label: NDArray[np.int64], codes: NDArray[np.int32]) -> NDArray[np.int64]:
    """The chains that hold more than one code."""
    known = np.flatnonzero(codes >= 0)
    low = np.full(len(label), np.iinfo(np.int32).max, dtype=np.int32)
    high = np.full(len(label), -1, dtype=np.int32)
    np.minimum.at(low, label[known], codes[known])
    np.maximum.at(high, label[known], codes[known])
    return np.flatnonzero(high > low)


def _root(owner: list[int], row: int) -> int:
    while owner[row] != row:
        owner[row] = owner[owner[row]]
        row = owner[row]
    return row


def _apart(known: Mapping[int, frozenset[int]], a: int, b: int) -> bool:
    one, two = known.get(a), known.get(b)
    return one is not None and two is not None and not one & two


def _join(between: dict[int, dict[int, tuple[float, int]]], a: int, b: int) -> None:
    """Moves the scored pairs of group ``b`` to group ``a``."""
    mine = between[a]
    mine.pop(b, None)
    for other, (weight, count) in between[b].items():
        if other == a:
            continue
        old_weight, old_count = mine.get(other, (0.0, 0))
        joined = (old_weight + weight, old_count + count)
        mine[other] = joined
        theirs = between[other]
        theirs.pop(b, None)
        theirs[a] = joined
    between[b] = {}
