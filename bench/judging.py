"""What the evaluations of the gate share: where the texts lie, how lines are filled in and counted."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bench.draft_worlds import LANGUAGES
from prospecting.drafting.draft import Check, DraftText
from prospecting.drafting.facts import AskFacts
from prospecting.drafting.gate import check_draft

FOLDER = Path(__file__).resolve().parent / "judged"
AS_OF = date(2026, 11, 24)


@dataclass
class Figures:
    """What became of some drafts; `by_kind` counts (found, seeded), `lines` tells what went wrong."""

    faults: int = 0
    found: int = 0
    clean: int = 0
    alarms: int = 0
    by_kind: dict[str, list[int]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def seeded(self, kind: str, found: bool) -> None:
        """Counts one fault."""
        self.faults += 1
        self.found += found
        row = self.by_kind.setdefault(kind, [0, 0])
        row[0] += found
        row[1] += 1

    def harmless(self, alarm: bool) -> None:
        """Counts one clean draft."""
        self.clean += 1
        self.alarms += alarm

    @property
    def good(self) -> bool:
        """Whether .95 of the faults are found, with at most .05 false alarms."""
        return self.found >= 0.95 * self.faults and self.alarms <= 0.05 * self.clean

    def __str__(self) -> str:
        by = ", ".join(f"{name} {got}/{of}" for name, (got, of) in sorted(self.by_kind.items()))
        return f"found {self.found}/{self.faults}, false alarms {self.alarms}/{self.clean} ({by})"


def checks_of(text: DraftText, facts: AskFacts) -> dict[str, Check]:
    """The gate's checks by name."""
    return {c.name: c for c in check_draft(text, facts)}


def failed(checks: dict[str, Check]) -> list[Check]:
    """The hard checks that failed."""
    return [c for c in checks.values() if c.hard and c.passed is False]


def said(checks: list[Check]) -> str:
    """What the checks say, in one line."""
    return "; ".join(f"{c.name}: {c.detail}" for c in checks)


def filled(line: str, facts: AskFacts) -> str:
    """The line with the names of an ask put in; other braces stay, they are faults to be found."""
    someone = facts.prospect
    assert someone is not None
    for key, value in (
        ("to", facts.introducer.name.split()[0]),
        ("p", someone.name.split()[0]),
        ("P", someone.name),
        ("role", someone.title),
        ("co", someone.company),
        ("me", facts.seller.name),
        ("myco", facts.seller.company),
    ):
        line = line.replace(f"{{{key}}}", value)
    return line


def arguments(doc: str | None) -> argparse.ArgumentParser:
    """The options that every evaluation has."""
    parser = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--show", action="store_true", help="what was missed, line by line")
    return parser


def tell(name: str, figures: Figures, show: bool) -> None:
    """Prints the figures of one language, and what went wrong when asked."""
    sys.stdout.write(f"{name}: {figures}\n")
    if show:
        sys.stdout.writelines(f"    {line}\n" for line in figures.lines)
