"""What can be read from one job title."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TitleReading:
    """One title, read.

    ``seniority`` is one of ``SENIORITIES`` or None; ``functions`` are names from ``FUNCTIONS``,
    best first. ``decision_maker``: in the management line at Director level or above, or an owner
    or partner of the firm, now. ``current`` is False for "former", "ex-", "retired", "seeking".
    ``confidence`` is 0..1, and 0 where nothing at all could be read.
    """

    seniority: str | None
    functions: tuple[str, ...]
    decision_maker: bool
    current: bool
    confidence: float
