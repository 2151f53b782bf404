"""Results by introducer or segment, and goals."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from prospecting.pipeline.facts import derive_facts
from prospecting.pipeline.groups import Goal, by_group, month_goal, progress

AS_OF = date(2026, 6, 15)


def made():
    rows = [
        ("a", "c1", "asked", 1, None), ("a", "c1", "won", 9, 5000.0), ("b", "c1", "declined", 2, None),
        ("d", "c2", "introduced", 3, None), ("e", "c2", "asked", 4, None),
        ("f", "c3", "suggested", 5, None),
    ]  # fmt: skip
    events = pd.DataFrame(
        [(a, n, s, date(2026, 6, d), m) for n, (a, _, s, d, m) in enumerate(rows, 1)],
        columns=["ask_id", "number", "stage", "on", "amount"],
    )
    asks = pd.DataFrame({(a, c) for a, c, *_ in rows}, columns=["ask_id", "client_id"])
    return derive_facts(events, AS_OF), asks


def test_groups_are_counted_as_the_funnel_counts() -> None:
    rows = by_group(*made())
    assert [(r.name, r.asked, r.introduced, r.meetings, r.won) for r in rows] == [
        ("c1", 2, 1, 1, 1), ("c2", 2, 1, 0, 0), ("c3", 0, 0, 0, 0),
    ]  # fmt: skip
    rate = rows[1].introduction_rate
    assert (rate.hits, rate.cases, rate.rate) == (1, 1, None), "an open ask is not decided"


def test_a_goal_knows_its_pace() -> None:
    facts, _ = made()
    asked = progress(facts, month_goal("asked", 10, AS_OF), AS_OF)
    assert (asked.done, asked.expected) == (4, 5) and asked.sentence.startswith("Behind by 1")
    assert asked.per_week == pytest.approx(6 / 15 * 7)
    assert progress(facts, month_goal("meeting", 1, AS_OF), AS_OF).sentence == (
        "The goal is reached."
    )
    money = progress(facts, month_goal("revenue", 6000, AS_OF), AS_OF)
    assert money.done == 5000 and money.sentence == "On course; 1,000 EUR to go."
    past = Goal("won", 3, date(2026, 6, 1), date(2026, 6, 10))
    assert progress(facts, past, AS_OF).sentence == "The time is over and 2 are missing."
    early = Goal("won", 3, date(2026, 6, 1), date(2026, 6, 8))
    assert progress(facts, early, AS_OF).done == 0
    ahead = Goal("won", 3, date(2026, 7, 1), date(2026, 7, 31))
    assert progress(facts, ahead, AS_OF).expected == 0


def test_goals_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="counts one of"):
        Goal("calls", 3, AS_OF, AS_OF)
    with pytest.raises(ValueError, match="above zero"):
        Goal("won", 0, AS_OF, AS_OF)
    with pytest.raises(ValueError, match="before it begins"):
        Goal("won", 1, AS_OF, date(2026, 1, 1))
