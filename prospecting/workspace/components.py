"""Which keys hang together: connected components, with the user's decisions above all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Decision:
    """The user says that the keys of both sides are one person, or two; newer ones win."""

    together: bool
    left: Sequence[int]
    right: Sequence[int]


def components(a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """Nodes of the edges ``a[i]``-``b[i]`` and, for each, the smallest node it hangs together with.

    Labels travel along the edges and jump over themselves, so the rounds grow with the logarithm
    of the longest chain.
    """
    nodes, ends = np.unique(np.concatenate([a, b]), return_inverse=True)
    left, right = ends[: len(a)], ends[len(a) :]
    label = np.arange(len(nodes))
    while True:
        low = np.minimum(label[left], label[right])
        new = label.copy()
        np.minimum.at(new, left, low)
        np.minimum.at(new, right, low)
        # What a node's label has found out holds for the label's own node too.
        np.minimum.at(new, label[left], low)
        np.minimum.at(new, label[right], low)
        new = new[new]
        if np.array_equal(new, label):
            break
        label = new
    return nodes.astype(np.int64), nodes[label].astype(np.int64)


class _Union:
    def __init__(self) -> None:
        self.parent: dict[int, int] = {}
        self.apart: dict[int, set[int]] = {}

    def find(self, node: int) -> int:
        root = node
        while self.parent.get(root, root) != root:
            root = self.parent[root]
        while self.parent.get(node, node) != root:
            self.parent[node], node = root, self.parent[node]
        return root

    def join(self, one: int, two: int) -> None:
        one, two = sorted((self.find(one), self.find(two)))
        if one == two or two in self.apart.get(one, ()):
            return
        self.parent[two] = one
        for other in self.apart.pop(two, set()):
            self.apart[other].discard(two)
            self.apart[other].add(one)
            self.apart.setdefault(one, set()).add(other)

    def part(self, one: int, two: int) -> None:
        one, two = self.find(one), self.find(two)
        if one != two:
            self.apart.setdefault(one, set()).add(two)
            self.apart.setdefault(two, set()).add(one)


def decided(edges: Iterable[tuple[Ints, Ints]], decisions: Sequence[Decision]) -> tuple[Ints, Ints]:
    """Components of ``edges`` (the surest first) under ``decisions`` (the newest first).

    Returns nodes and the smallest node each hangs together with, as :func:`components` does.
    """
    pairs = list(edges)
    extra = [
        (decision.left[0], node)
        for decision in decisions
        if decision.together
        for node in (*decision.left[1:], *decision.right)
    ]
    a = np.concatenate([p[0] for p in pairs] + [np.array([e[0] for e in extra], np.int64)])
    b = np.concatenate([p[1] for p in pairs] + [np.array([e[1] for e in extra], np.int64)])
    nodes, label = components(a, b)
    apart = [decision for decision in decisions if not decision.together]
    if not apart:
        return nodes, label
    # Only the components that a parting touches are joined again, edge by edge.
    named = np.array(sorted({n for d in apart for n in (*d.left, *d.right)}), np.int64)
    touched = np.unique(label[np.isin(nodes, named)])
    redo = np.isin(label, touched)
    inside = nodes[redo]
    union = _Union()
    for decision in decisions:
        if decision.together:
            # Each with each: when one of them is parted from the rest, the rest stay together.
            for one, two in combinations((*decision.left, *decision.right), 2):
                union.join(one, two)
            continue
        for one in decision.left:
            for two in decision.right:
                union.part(one, two)
    for left, right in pairs:
        here = np.isin(left, inside)
        for one, two in zip(left[here].tolist(), right[here].tolist(), strict=True):
            union.join(one, two)
    label = label.copy()
    label[redo] = [union.find(int(node)) for node in inside]
    return nodes, label
