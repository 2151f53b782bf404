"""One human who is listed twice is asked about once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from prospecting.services import planning
from prospecting.services.session import Session
from tests.services.small import GOOD, client, contact, filled


def session_of(
    folder: Path, title: str = "CFO", company: str = "Beta Retail Group", name: str = "Ben Weber"
) -> Session:
    who = [
        client("Carla Keller", "carla@keller.example", company="Keller AG", **GOOD),
        client("Dan Ode", "dan@ode.example", company="Ode Ltd", **GOOD),
    ]
    one: dict[str, Any] = contact("Ben Weber", url="ben-1", title="CFO", company="Beta Retail")
    two: dict[str, Any] = contact(name, url="ben-2", title=title, company=company)
    return filled(folder, who, {"carla@keller.example": [one], "dan@ode.example": [two]})


def test_the_second_record_is_held_back_and_both_say_why(tmp_path: Path) -> None:
    session = session_of(tmp_path)
    (ask,) = planning.make_plan(session).asks
    assert any(r.startswith("May be listed twice") for r in ask.reasons)
    judged = planning.judge(session)
    ((held, stays),) = judged.twin.items()
    assert int(judged.frame.person[stays]) == ask.prospect_id
    view = planning.prospect_view(session, judged, held)
    assert view.status == "perhaps listed twice"
    assert any(r.startswith("Held back: may be the same person as Ben Weber") for r in view.reasons)


@pytest.mark.parametrize(
    "other",
    [{"title": "Head of Finance"}, {"company": "Gamma Steel"}, {"name": "Bea Weber"}],
)
def test_another_title_firm_or_name_is_another_person(
    tmp_path: Path, other: dict[str, str]
) -> None:
    assert len(planning.make_plan(session_of(tmp_path, **other)).asks) == 2


def test_who_pins_both_or_keeps_them_apart_gets_both(tmp_path: Path) -> None:
    session = session_of(tmp_path)
    judged = planning.judge(session)
    ((held, stays),) = judged.twin.items()
    people = [int(judged.frame.person[row]) for row in (held, stays)]
    for one in people:
        planning.wish(session, "pin", one)
    assert len(planning.make_plan(session).asks) == 2
    for one in people:
        planning.wish(session, "none", one)
    assert len(planning.make_plan(session).asks) == 1
    session.ws.keep_apart(*people, user="me")
    assert len(planning.make_plan(session).asks) == 2


def test_asked_about_the_one_the_other_is_left_alone(tmp_path: Path) -> None:
    session = session_of(tmp_path)
    (ask,) = planning.make_plan(session).asks
    session.ws.record(
        ask.prospect_id, ask.client_id, "asked", on_date=session.as_of, user=session.user
    )
    assert planning.make_plan(session).asks == []
