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
    between: list[dict[int, tuple[float, int]]] = [{} for _ in range(rows)]
    clipped = np.clip(log_odds, -8.0, 8.0)
    bar = min(1e-9, merge_at)
    strong = np.flatnonzero(log_odds >= merge_at)
    if not len(strong):
        return np.arange(rows, dtype=np.int64)
    # Only pairs inside a chain of strong links can matter.
    chain = list(range(rows))
    for one, two in zip(left[strong].tolist(), right[strong].tolist(), strict=True):
        a, b = _root(chain, one), _root(chain, two)
        chain[max(a, b)] = min(a, b)
    label = np.arange(rows, dtype=np.int64)
    for row in np.unique(np.concatenate([left[strong], right[strong]])).tolist():
        label[row] = _root(chain, row)
    relevant = np.flatnonzero(label[left] == label[right])
    for one, two, weight in zip(
        left[relevant].tolist(), right[relevant].tolist(), clipped[relevant].tolist(), strict=True
    ):
        between[one][two] = (weight, 1)
        between[two][one] = (weight, 1)
    owner = list(range(rows))

    held: list[dict[int, frozenset[int]]] = [
        {row: frozenset((code,)) for row, code in enumerate(codes.tolist()) if code >= 0}
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
        if any(_apart(known, a, b, (one, two)) for known in held):
            continue
        if len(between[a]) < len(between[b]):
            a, b = b, a
        _join(between, a, b)
        for known in held:
            if b in known:
                known[a] = known.get(a, frozenset()) | known.pop(b)
        owner[b] = a
    roots = np.array([_root(owner, row) for row in range(rows)], dtype=np.int64)
    _, first, inverse = np.unique(roots, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[inverse]


def _root(owner: list[int], row: int) -> int:
    while owner[row] != row:
        owner[row] = owner[owner[row]]
        row = owner[row]
    return row


def _apart(known: Mapping[int, frozenset[int]], a: int, b: int, link: tuple[int, int]) -> bool:
    one, two = known.get(a), known.get(b)
    if one is None or two is None or one & two:
        return False
    # Two lone rows that differ were weighed as a pair already.
    return not (a in link and b in link and len(one) == 1 and len(two) == 1)


def _join(between: list[dict[int, tuple[float, int]]], a: int, b: int) -> None:
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
