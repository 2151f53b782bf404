"""Rows that a page asks for dozens of times, read once until something is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

#: Statements of a few rows each.
ASKED_OFTEN: Final = frozenset({"store.get_setting", "store.profiles"})

Rows = list[dict[str, Any]]


class Kept:
    """The rows of the statements of :data:`ASKED_OFTEN`, by their parameters."""

    def __init__(self) -> None:
        self._at: tuple[int, dict[tuple[Any, ...], Rows]] = (-1, {})

    def rows(self, writes: int, name: str, params: Any, read: Callable[[], Rows]) -> Rows:
        """What ``read`` gives, which is asked only where ``writes`` (how often the store was
        written to, counted before) is another than the last time."""
        at, kept = self._at
        if at != writes:
            # Whoever still reads for the time before fills its own, which nobody looks into.
            kept = {}
            self._at = (writes, kept)
        names = sorted(params.items() if isinstance(params, Mapping) else enumerate(params or ()))
        key = (name, *names)
        found = kept.get(key)
        if found is None:
            found = kept[key] = read()
        return [dict(row) for row in found]
