"""What is known of clients' contentment, and what follows where nothing is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from prospecting.services import asks, planning
from prospecting.services.client_states import all_readiness, config_for, contentment_known
from prospecting.services.session import Session
from tests.services.small import client, contact, day, filled, plan_of
from tests.workspace.build import staged, take_in


def session_of(folder: Path, *clients: dict[str, Any]) -> Session:
    people = [
        contact(f"Ann A{n}", url=f"ann-{n}", title="CFO", company=f"Firm {n} GmbH")
        for n in range(8)
    ]
    return filled(folder, clients, {one["email"]: people for one in clients})


def states(session: Session) -> dict[str, str]:
    return {one.name: one.state for one in all_readiness(session)}


def test_without_any_score_nobody_waits_for_contentment(tmp_path: Path) -> None:
    session = session_of(
        tmp_path,
        client("Carla Keller", "carla@keller.example"),
        client("Dan Ode", "dan@ode.example"),
    )
    assert not contentment_known(session)
    assert states(session) == {"Carla Keller": "ready", "Dan Ode": "ready"}
    plan = planning.make_plan(session)
    assert len(plan.asks) == 4
    assert any("how content your clients are" in one for one in plan.notices)


def test_scores_of_some_keep_the_rule_for_all(tmp_path: Path) -> None:
    session = session_of(
        tmp_path,
        client("Carla Keller", "carla@keller.example", nps=9),
        client("Dan Ode", "dan@ode.example"),
    )
    assert states(session) == {"Carla Keller": "ready", "Dan Ode": "warm first"}
    assert set(plan_of(session).values()) == {"Carla Keller"}
    assert not any("how content" in one for one in planning.make_plan(session).notices)


def test_one_bad_score_noted_by_hand_does_not_empty_the_plan(tmp_path: Path) -> None:
    session = session_of(
        tmp_path,
        client("Carla Keller", "carla@keller.example"),
        client("Dan Ode", "dan@ode.example"),
        client("Eva Ruh", "eva@ruh.example"),
    )
    eva = session.ws.find_client("eva@ruh.example")
    session.ws.note_client(eva, "nps", on_date=session.as_of, number=4, user="me")
    assert states(session) == {
        "Carla Keller": "ready",
        "Dan Ode": "ready",
        "Eva Ruh": "do not ask",
    }
    assert set(plan_of(session).values()) == {"Carla Keller", "Dan Ode"}


def test_a_survey_of_the_discontented_keeps_the_rule(tmp_path: Path) -> None:
    session = session_of(
        tmp_path,
        client("Carla Keller", "carla@keller.example", nps=3),
        client("Dan Ode", "dan@ode.example", nps=5),
        client("Eva Ruh", "eva@ruh.example"),
    )
    assert states(session)["Eva Ruh"] == "warm first"


def test_a_new_client_is_warmed_first_though_no_score_is_known(tmp_path: Path) -> None:
    session = session_of(
        tmp_path,
        client("Carla Keller", "carla@keller.example", since=day("2026-03-01")),
        client("Dan Ode", "dan@ode.example"),
    )
    assert states(session) == {"Carla Keller": "warm first", "Dan Ode": "ready"}


def test_the_first_good_moment_does_not_make_all_others_wait(tmp_path: Path) -> None:
    session = session_of(
        tmp_path, *(client(f"Client C{n}", f"c{n}@x{n}.example") for n in range(10))
    )
    note = session.ws.note_client
    for number, waiting in ((0, 0), (1, 8)):
        client_id = session.ws.find_client(f"c{number}@x{number}.example")
        note(client_id, "moment", on_date=session.as_of, text="thanks", user="me")
        assert list(states(session).values()).count("warm first") == waiting


def test_suppliers_and_friends_need_no_score(tmp_path: Path) -> None:
    session = session_of(
        tmp_path,
        client("Carla Keller", "carla@keller.example", nps=9),
        client("Dan Ode", "dan@ode.example", kind="supplier"),
    )
    assert states(session)["Dan Ode"] == "ready"


@pytest.mark.parametrize(
    ("facts", "state", "until"),
    [
        ({"nps": 6}, "do not ask", None),
        ({"nps": 9, "complaint": "late"}, "do not ask", None),
        ({"nps": 9, "last_touch": day("2026-01-01")}, "warm first", None),
        ({"nps": 9, "since": day("2026-02-10")}, "warm first", day("2026-08-10")),
    ],
)
def test_the_waiting_list_says_until_when_and_why(
    tmp_path: Path, facts: dict[str, Any], state: str, until: Any
) -> None:
    session = session_of(tmp_path, client("Carla Keller", "carla@keller.example", **facts))
    (waiting,) = planning.make_plan(session).waiting
    assert (waiting.state, waiting.until) == (state, until)
    assert all(reason.endswith((".", "!")) for reason in waiting.reasons)


def test_budgets_of_the_call_and_of_the_settings(tmp_path: Path) -> None:
    session = session_of(tmp_path, client("Carla Keller", "carla@keller.example", nps=9))
    assert config_for(session).willingness.budget == 2
    session.ws.set_setting("budgets", {"per_client": 3}, user="me")
    assert len(plan_of(session)) == 3
    assert len(plan_of(session, per_client=1)) == 1
    asked = list(plan_of(session))
    ids = [one.prospect_id for one in planning.make_plan(session).asks]
    carla = session.ws.find_client("carla@keller.example")
    for one in ids:
        session.ws.record(one, carla, "asked", on_date=session.as_of, user="me")
    assert len(asked) == 3
    (waiting,) = planning.make_plan(session).waiting
    assert (waiting.state, waiting.until) == ("budget spent", day("2026-08-30"))


@pytest.mark.parametrize(("touched", "state"), [(day("2026-01-01"), "warm first"), (None, "ready")])
def test_answering_a_survey_is_no_contact_where_one_is_known(
    tmp_path: Path, touched: Any, state: str
) -> None:
    email = "carla@keller.example"
    session = session_of(tmp_path, client("Carla Keller", email, last_touch=touched))
    answer = {"email": email, "score": 9, "answered_on": day("2026-06-01")}
    take_in(session.ws, staged("nps.csv", {"surveys": [answer]}))
    assert states(session) == {"Carla Keller": state}


def test_an_ask_of_somebody_not_to_be_asked_is_kept_and_warned_of(tmp_path: Path) -> None:
    email = "carla@keller.example"
    session = session_of(tmp_path, client("Carla Keller", email, nps=3))
    person_id = int(session.ws.load_people().column("person_id")[0].as_py())
    done = asks.record(session, prospect=person_id, client=email, stage="asked")
    (warning,) = done["warnings"]
    assert warning.startswith("The plan would not ask Carla Keller today. Gave you 3 out of 10")
    assert done["stage"] == "asked"


def test_todays_state_says_nothing_of_an_ask_made_earlier(tmp_path: Path) -> None:
    email = "carla@keller.example"
    session = session_of(tmp_path, client("Carla Keller", email, nps=3))
    person_id = int(session.ws.load_people().column("person_id")[0].as_py())
    done = asks.record(
        session, prospect=person_id, client=email, stage="asked", on=day("2025-11-20")
    )
    assert done["warnings"] == []
