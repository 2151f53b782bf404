"""What the gate finds in a text, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something at (start, end) that the facts do not hold; `what` names its sort."""

    start: int
    end: int
    what: str
    text: str


def free(start: int, end: int, found: Iterable[Finding]) -> bool:
    """Whether nothing found so far lies in (start, end)."""
    return all(end <= f.start or start >= f.end for f in found)
