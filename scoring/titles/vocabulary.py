"""Levels and job functions: their names, their order, and how near they lie to each other.

The words themselves stand in ``data/titles/vocabulary.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from scoring.reference import load_toml


def _related(functions: tuple[str, ...], pairs: list[list[str]]) -> dict[str, frozenset[str]]:
    near: dict[str, set[str]] = {name: set() for name in functions}
    for left, right in pairs:
        near[left].add(right)
        near[right].add(left)
    return {name: frozenset(others) for name, others in near.items()}


_TABLE: dict[str, Any] = load_toml("titles/vocabulary.toml")

SENIORITIES: tuple[str, ...] = tuple(_TABLE["seniorities"])
"""The ten levels, low to high."""

FUNCTIONS: tuple[str, ...] = tuple(_TABLE["functions"])
"""The 26 job functions."""

RELATED_FUNCTIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    _related(FUNCTIONS, _TABLE["related"])
)
"""For each function the functions near it; symmetric, never the function itself."""

_LEVEL: dict[str, int] = {name: position for position, name in enumerate(SENIORITIES)}


def level_distance(a: str, b: str) -> int:
    """Steps between two levels, 0 for the same one, at most 9.

    Raises:
        KeyError: a name that is not in ``SENIORITIES``.
    """
    return abs(_LEVEL[a] - _LEVEL[b])
