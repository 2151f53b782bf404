"""Any sequence through the service gives a legal state; undo restores; order does not matter."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prospecting.errors import Refused
from prospecting.pipeline.stages import (
    CLOSED,
    STAGES,
    validate_move,
)
from prospecting.services import asks, reporting
from prospecting.services.asked import one_ask
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from tests.pipeline_services.conftest import DAY, fresh_pairs

STEPS = st.lists(
    st.tuples(st.sampled_from([*STAGES, "undo", "remark"]), st.integers(0, 20), st.integers(1, 9)),
    min_size=1,
    max_size=7,
)


@pytest.fixture(scope="module")
def world(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    copy = tmp_path_factory.mktemp("states") / "w.duckdb"
    shutil.copyfile(filled, copy)
    ws = Workspace.open(copy)
    return Session(ws=ws, as_of=DAY)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_sequence_is_legal_and_undone_exactly(
    world: Session, steps: list[tuple[str, int, int]]
) -> None:
    person, client = fresh_pairs(world)[0]
    ask_id: int | None = None
    for what, days, which in steps:
        before = one_ask(world, ask_id) if ask_id is not None else None
        on = DAY - dt.timedelta(days=days)
        try:
            if what == "undo":
                if ask_id is None or before is None:
                    continue
                number = asks.undo_event(world, ask_id, which)
            elif what == "remark":
                if ask_id is None:
                    continue
                number = asks.add_remark(world, ask_id, "follow-up")
            else:
                done = asks.record(world, prospect=person, client=client, stage=what, on=on)
                ask_id, number = done["ask_id"], done["number"]
                assert ask_id is not None
        except Refused:
            if before is not None and what in STAGES:
                assert validate_move(before.state, what, on) is not None
            after = one_ask(world, ask_id) if ask_id is not None else None
            assert (after.version if after else 0) == (before.version if before else 0)
            continue
        now = one_ask(world, ask_id)
        assert now is not None
        numbers = [event.number for event in now.events]
        assert numbers == list(range(1, len(numbers) + 1))
        assert now.state.stage in STAGES
        assert now.state.open == (now.state.stage not in CLOSED)
        if before is not None:
            # Taking the last step back gives what was; doing so twice gives what is.
            back = asks.undo_event(world, ask_id, number)
            assert one_ask(world, ask_id).state == before.state  # type: ignore[union-attr]
            asks.undo_event(world, ask_id, back)
            assert one_ask(world, ask_id).state == now.state  # type: ignore[union-attr]
    if ask_id is None:  # so that the next example meets another pair
        asks.record(world, prospect=person, client=client, stage="suggested")


def test_the_order_of_typing_does_not_matter(filled: Path, tmp_path: Path) -> None:
    stages = [("asked", 30), ("agreed", 25), ("introduced", 20), ("meeting", 9), ("won", 2)]
    made = []
    for name, order in (("a", [0, 1, 2, 3, 4]), ("b", [4, 2, 0, 3, 1])):
        copy = tmp_path / f"{name}.duckdb"
        shutil.copyfile(filled, copy)
        with Workspace.open(copy) as ws:
            session = Session(ws=ws, as_of=DAY)
            pairs = fresh_pairs(session)[:3]
            # Typed in any order, and mixed among three asks.
            for place in order:
                stage, days = stages[place]
                for person, client in pairs if name == "a" else reversed(pairs):
                    asks.record(
                        session,
                        prospect=person,
                        client=client,
                        stage=stage,
                        on=DAY - dt.timedelta(days=days),
                        amount=5000.0 if stage == "won" else None,
                    )
            found = reporting.figures(session, reporting.period(DAY, "all"))
            report = asks.report(session)
            made.append(
                (
                    [asdict(row) for row in found.funnel],
                    [asdict(row) for row in found.rates],
                    [asdict(row) for row in found.times],
                    report["revenue_by_client"],
                    report["clients"],
                )
            )
    assert made[0] == made[1]
