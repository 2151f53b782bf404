"""The columns of many asks say the same as the state of each."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospecting.pipeline.facts import NEVER, as_date, derive_facts
from prospecting.pipeline.stages import STAGES, AskEvent, derive_state

START = date(2026, 1, 5)
COLUMNS = ["ask_id", "number", "stage", "on", "action", "amount", "currency", "reason", "note",
           "corrects"]  # fmt: skip


def frame(events: list[AskEvent]) -> pd.DataFrame:
    rows = [[getattr(event, name) for name in COLUMNS] for event in events]
    return pd.DataFrame(rows, columns=COLUMNS)


@st.composite
def many_events(draw: st.DrawFn) -> list[AskEvent]:
    events = []
    for ask in range(draw(st.integers(1, 4))):
        count = draw(st.integers(0, 10))
        for number in range(1, count + 1):
            action = draw(st.sampled_from(["stage"] * 5 + ["correction", "told", "note"]))
            stage = draw(st.sampled_from(STAGES)) if action == "stage" else None
            if action == "correction":
                stage = draw(st.sampled_from([None, None, *STAGES]))
            events.append(
                AskEvent(
                    f"a{ask}",
                    number,
                    stage,
                    START + timedelta(days=draw(st.integers(0, 60))),
                    action=action,
                    amount=draw(st.sampled_from([None, 10.0, 20.0])),
                    currency=draw(st.sampled_from(["EUR", "USD"])),
                    note=draw(st.sampled_from(["", "busy", "price"])),
                    corrects=draw(st.integers(0, count)) if action == "correction" else None,
                )
            )
    return events


@settings(max_examples=300)
@given(many_events(), st.integers(0, 70), st.booleans(), st.randoms())
def test_columns_agree_with_the_state_of_each_ask(events, day, arrow, random) -> None:
    as_of = START + timedelta(days=day)
    ids = sorted({event.ask_id for event in events}) or ["a0"]
    random.shuffle(events)
    table = frame(events)
    if arrow and events:
        table = pa.Table.from_pandas(table)
    facts = derive_facts(table, as_of, np.array(ids, dtype=object))
    for row, ask in enumerate(ids):
        state = derive_state(e for e in events if e.ask_id == ask and e.on <= as_of)
        assert STAGES[facts.stage[row]] == state.stage
        assert as_date(facts.since[row]) == state.since
        assert bool(facts.open[row]) == state.open
        assert as_date(facts.asked_on[row]) == state.asked_on
        assert as_date(facts.last_thanked[row]) == state.thanked_on
        assert as_date(facts.last_told[row]) == state.told_on
        assert (None if np.isnan(facts.amount[row]) else facts.amount[row]) == state.amount
        assert facts.currency[row] == state.currency
        assert facts.reason[row] == state.reason
        reached = {
            stage: as_date(facts.reached[row, code])
            for code, stage in enumerate(STAGES)
            if facts.reached[row, code] != NEVER
        }
        assert reached == state.reached


def test_asks_without_events_stand_at_the_start() -> None:
    facts = derive_facts(frame([]), START, np.array(["x"], dtype=object))
    assert len(facts) == 1 and STAGES[facts.stage[0]] == "suggested" and facts.open[0]
    assert facts.asked_on[0] == NEVER and len(facts.moves_days) == 0


def test_an_unknown_stage_and_a_missing_column_are_refused() -> None:
    table = frame([AskEvent("a", 1, "asked", START)])
    with pytest.raises(ValueError, match="unknown stage"):
        derive_facts(table.assign(stage="dreamed"), START)
    with pytest.raises(KeyError, match="has no column"):
        derive_facts(table.drop(columns="ask_id"), START)


def test_a_reward_is_no_deal() -> None:
    events = [
        AskEvent("a", 1, "won", START, amount=900.0),
        AskEvent("a", 2, "rewarded", START + timedelta(days=2), amount=50.0),
    ]
    assert derive_state(events).amount == 900
    assert derive_facts(frame(events), date(2027, 1, 1)).amount[0] == 900
