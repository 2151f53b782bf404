"""Who brings what: results by introducer, salesperson or segment; and goals, where we stand."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from prospecting.pipeline.estimates import Share, share
from prospecting.pipeline.facts import CODE, NEVER, Facts, Flags, Frame, Ints, day_number
from prospecting.pipeline.reports import ask_columns
from prospecting.pipeline.stages import RANK

#: What a goal can count, with the column that a goal in money sums instead.
MEASURES = ("asked", "introduced", "meeting", "won", "revenue")


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Results of one introducer, salesperson or segment, counted as the funnel counts."""

    name: str
    asked: int
    introduced: int
    meetings: int
    won: int
    introduction_rate: Share


@dataclass(frozen=True, slots=True)
class Goal:
    """So many of ``measure`` (or so much revenue in ``currency``) from ``start`` to ``end``."""

    measure: str
    target: float
    start: date
    end: date
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise ValueError(f"a goal counts one of {', '.join(MEASURES)}, not {self.measure!r}")
        if not 0 < self.target < float("inf"):
            raise ValueError("a goal is a number above zero")
        if self.end < self.start:
            raise ValueError("a goal cannot end before it begins")


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a goal stands: ``done`` so far, ``expected`` by now at an even pace, and what is
    missing per week until the end (None when it is over or reached)."""

    goal: Goal
    done: float
    expected: float
    share_done: float
    per_week: float | None
    sentence: str


def by_group(facts: Facts, asks: Frame, by: str = "client_id") -> list[GroupRow]:
    """Results by a column of the ask frame, those with most customers and meetings first.

    The rate is among decided asks: introduced, or ended without.
    """
    (names,) = ask_columns(asks, facts, by)
    furthest = facts.furthest()
    asked = furthest >= RANK["asked"]
    introduced = furthest >= RANK["introduced"]
    meetings = furthest >= RANK["meeting"]
    won = facts.now_at("won")
    decided = asked & (introduced | ~facts.open)
    codes, words = pd.factorize(names)

    def count(which: Flags) -> Ints:
        return np.bincount(codes[which], minlength=len(words)).astype(np.int64)

    columns = [count(which) for which in (asked, introduced, meetings, won, decided)]
    rows = [
        GroupRow(str(word), int(a), int(i), int(m), int(w), share(int(i), int(d)))
        for word, a, i, m, w, d in zip(words, *columns, strict=True)
    ]
    return sorted(rows, key=lambda r: (-r.won, -r.meetings, -r.introduced, -r.asked, r.name))


def month_goal(measure: str, target: float, day: date, currency: str = "EUR") -> Goal:
    """A goal for the calendar month of ``day``."""
    last = months.monthrange(day.year, day.month)[1]
    return Goal(measure, target, day.replace(day=1), day.replace(day=last), currency)


def progress(facts: Facts, goal: Goal, as_of: date) -> Progress:
    """Where a goal stands on ``as_of``; stages count on the first day they were reached."""
    if goal.measure == "asked":
        day = facts.asked_on
    elif goal.measure in ("won", "revenue"):
        day = np.where(facts.now_at("won"), facts.reached[:, CODE["won"]], NEVER)
    else:
        day = facts.first_day_from(goal.measure)
    until = min(goal.end, as_of)
    inside = (day >= day_number(goal.start)) & (day <= day_number(until)) & (day != NEVER)
    if goal.measure == "revenue":
        own = np.array([c in (goal.currency, None, "") for c in facts.currency], dtype=bool)
        done = float(np.nansum(facts.amount[inside & own]))
    else:
        done = float(inside.sum())
    length = (goal.end - goal.start).days + 1
    passed = min(length, max(0, (as_of - goal.start).days + 1))
    expected = goal.target * passed / length
    left = length - passed
    missing = max(0.0, goal.target - done)
    per_week = missing / left * 7 if missing and left else None
    unit = f" {goal.currency}" if goal.measure == "revenue" else ""
    if not missing:
        words = "The goal is reached"
    elif not left:
        words = f"The time is over and {missing:,.0f}{unit} are missing"
    elif done >= expected:
        words = f"On course; {missing:,.0f}{unit} to go"
    else:
        words = f"Behind by {expected - done:,.0f}{unit}; {missing:,.0f}{unit} to go"
    return Progress(goal, done, expected, done / goal.target, per_week, f"{words}.")
