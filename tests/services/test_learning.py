"""Learning from recorded asks, through a real workspace."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from prospecting.services import planning
from prospecting.services.judging import intro_model, judge
from prospecting.services.learning import (
    answered,
    last_learned,
    learn_weights,
    learn_when_due,
    outcomes,
)
from prospecting.services.session import Session
from scoring.config import default_config
from scoring.planning.chance import IntroModel
from tests.services.small import GOOD, TODAY, client, contact, filled

CLIENTS, EACH = 40, 12


def world(folder: Path) -> Session:
    who = [
        client(
            f"Client C{n}", f"c{n}@x{n}.example", company=f"X{n} Ltd", **GOOD | {"nps": 7 + n % 4}
        )
        for n in range(CLIENTS)
    ]
    knows = {
        one["email"]: [
            contact(f"P{n} N{i}", url=f"p{n}-{i}", title="CFO", company=f"F{n}-{i} GmbH")
            for i in range(EACH)
        ]
        for n, one in enumerate(who)
    }
    return filled(folder, who, knows)


def plant(session: Session, count: int, seed: int = 1) -> None:
    """Record asks of the past year whose yes depends on the introducer's own answer alone."""
    rng = np.random.default_rng(seed)
    frame = judge(session).frame
    edges = rng.permutation(len(frame.edge_client))[:count]
    ws = session.ws
    for number, edge in enumerate(edges.tolist()):
        who = int(frame.client[frame.edge_client[edge]])
        person = int(frame.person[frame.edge_person[edge]])
        on = TODAY - dt.timedelta(days=360 - number % 200)
        well = bool(rng.random() < 0.5)
        ws.answer_knows(who, person, "well" if well else "little", on_date=on, user="me")
        yes = rng.random() < (0.85 if well else 0.08)
        ws.record(person, who, "asked", on_date=on, user="me")
        later = on + dt.timedelta(days=3)
        ws.record(person, who, "agreed" if yes else "declined", on_date=later, user="me")


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Session:
    session = world(tmp_path_factory.mktemp("taught"))
    plant(session, 200)
    return session


def test_two_hundred_outcomes_teach_what_was_planted(taught: Session) -> None:
    assert answered(taught) == 200
    seen = outcomes(taught)
    assert len(seen) == 200
    assert 0.3 < seen.said_yes.mean() < 0.6
    before = judge(taught).p_intro.copy()
    report = learn_weights(taught)
    start = IntroModel.starting(default_config().intro)
    model = intro_model(taught)
    assert report["adopted"]
    assert report["brier_new"] < report["brier_old"]
    assert report["lift"] > report["lift_best_client"]
    assert model.tie * model.slope > start.tie + 0.5  # knowing them decided everything
    assert any("counts more than before" in one for one in report["sentences"])
    assert not np.allclose(before, judge(taught).p_intro)
    assert last_learned(taught) == report
    assert sum(one["count"] for one in report["curve"]) == 200


def test_making_a_plan_takes_up_what_was_learned_once(tmp_path: Path) -> None:
    session = world(tmp_path)
    plant(session, 60)
    looked = planning.make_plan(session, keep=False)
    assert last_learned(session) is None, "a look changes nothing"
    plan = planning.make_plan(session)
    report = last_learned(session)
    assert report is not None
    assert report["answered"] == 60
    assert report["adopted"] == any("taught new weights" in one for one in plan.notices)
    assert not any("taught new weights" in one for one in looked.notices)
    assert learn_when_due(session) == []
    assert not any("taught" in one for one in planning.make_plan(session).notices)


def test_few_outcomes_leave_the_weights_alone(tmp_path: Path) -> None:
    session = world(tmp_path)
    plant(session, 12)
    assert learn_when_due(session) == []
    report = learn_weights(session)
    assert not report["adopted"]
    assert "18 more outcomes" in report["sentences"][0]
    model, start = intro_model(session), IntroModel.starting(default_config().intro)
    assert replace(model, prospect_agrees=start.prospect_agrees) == start


def test_an_ask_is_learned_from_as_things_stood_before_it(tmp_path: Path) -> None:
    session = world(tmp_path)
    frame = judge(session).frame
    fresh = float(judge(session).willingness[0])
    edges = np.flatnonzero(frame.edge_client == 0)[:2]
    for days, edge, answer in zip((300, 200), edges.tolist(), ("agreed", "declined"), strict=True):
        on = TODAY - dt.timedelta(days=days)
        person = int(frame.person[frame.edge_person[edge]])
        for stage in ("asked", answer):
            session.ws.record(person, int(frame.client[0]), stage, on_date=on, user="me")
    seen = outcomes(session)
    first, second = seen.willingness[np.argsort(seen.asked_on)]
    # The first knew of no answer; the second of the yes, and not of the no it got itself.
    assert first == pytest.approx(fresh)
    assert second > first
    assert float(judge(session).willingness[0]) < second
