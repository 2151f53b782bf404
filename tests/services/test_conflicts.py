"""Who is never asked for, and who may not be asked: through a real workspace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from prospecting.services import planning
from prospecting.services.judging import judge
from prospecting.services.session import Session
from scoring.planning.problem import CONFLICTS
from tests.services.small import GOOD, client, contact, day, filled, person, plan_of
from tests.workspace.build import network, take_in

CARLA = client("Carla Keller", "carla@keller.example", company="Keller AG", **GOOD)
DAN = client("Dan Ode", "dan@ode.example", company="Ode Ltd", **GOOD)


def cfo(name: str, company: str, slug: str, title: str = "CFO") -> dict[str, object]:
    return contact(name, url=slug, title=title, company=company, since="2020-03-01")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    both = [cfo("Ben Weber", "Nord GmbH", "ben"), cfo("Eva Lind", "Ostsee AB", "eva")]
    return filled(
        tmp_path,
        [CARLA, DAN],
        {
            "carla@keller.example": [*both, cfo("Kim Own", "Keller AG", "kim")],
            "dan@ode.example": [*both, cfo("Uta Rot", "Rot SE", "uta")],
        },
    )


def why(session: Session, name: str, through: str | None = None) -> set[str]:
    """What stands against each way in to somebody."""
    judged = judge(session)
    row = judged.frame.row_of(person(session, name))
    return {
        CONFLICTS[int(judged.against[edge])]
        for edge in judged.frame.edges_of(row)
        if through in (None, (judged.rows[int(judged.frame.edge_client[edge])] or {}).get("name"))
    }


def ids(session: Session, name: str, client_email: str) -> tuple[int, int]:
    return person(session, name), session.ws.find_client(client_email)


def test_everybody_who_fits_is_planned_once(session: Session) -> None:
    assert set(plan_of(session)) == {"Ben Weber", "Eva Lind", "Uta Rot"}


def test_a_contact_at_the_clients_own_company_needs_a_wish(session: Session) -> None:
    assert why(session, "Kim Own") == {"own company"}
    planning.wish(session, "pin", person(session, "Kim Own"))
    assert plan_of(session)["Kim Own"] == "Carla Keller"


@pytest.mark.parametrize(
    "wanted", [{"companies": ["Keller AG"]}, {"people": ["Kim Own"]}], ids=["account", "person"]
)
def test_a_profile_that_names_them_is_a_wish_too(
    tmp_path: Path, wanted: dict[str, list[str]]
) -> None:
    session = filled(
        tmp_path,
        [CARLA],
        {"carla@keller.example": [cfo("Kim Own", "Keller AG", "kim")]},
        profile={"name": "x", "functions": ["Finance"], "include": wanted},
    )
    assert plan_of(session) == {"Kim Own": "Carla Keller"}


def test_a_competitor_of_the_client_is_asked_of_others_only(session: Session) -> None:
    carla = session.ws.find_client("carla@keller.example")
    session.ws.note_client(carla, "competitor", on_date=session.as_of, text="NORD Gmbh", user="me")
    assert why(session, "Ben Weber", "Carla Keller") == {"competitor of the client"}
    assert plan_of(session)["Ben Weber"] == "Dan Ode"


def test_an_introducer_who_was_asked_about_a_rival_is_left_out(session: Session) -> None:
    # Keller's noted competitor is Nord: an open ask about Keller's Kim speaks against Nord's Ben.
    carla = session.ws.find_client("carla@keller.example")
    session.ws.note_client(carla, "competitor", on_date=session.as_of, text="Nord", user="me")
    take_in(
        session.ws,
        network(
            "dan again.csv",
            "dan@ode.example",
            cfo("Kim Own", "Keller AG", "kim"),
            cfo("Ben Weber", "Nord GmbH", "ben"),
        ),
    )
    kim, dan = ids(session, "Kim Own", "dan@ode.example")
    assert why(session, "Ben Weber", "Dan Ode") == {""}
    session.ws.record(kim, dan, "asked", on_date=session.as_of, user="me")
    assert why(session, "Ben Weber", "Dan Ode") == {"introducer asked about a rival"}


def test_an_open_ask_closes_the_prospect_to_all(session: Session) -> None:
    ben, carla = ids(session, "Ben Weber", "carla@keller.example")
    session.ws.record(ben, carla, "asked", on_date=session.as_of, user="me")
    assert why(session, "Ben Weber") == {"asked already"}
    assert "Ben Weber" not in plan_of(session)


def test_a_colleagues_ask_is_told_apart(session: Session) -> None:
    ben, carla = ids(session, "Ben Weber", "carla@keller.example")
    session.ws.record(ben, carla, "asked", on_date=session.as_of, user="kai")
    ask = session.ws.find_ask(ben, carla)
    assert ask is not None
    session.ws.give_ask(ask, "kai", user="kai")
    assert why(session, "Ben Weber") == {"asked by a colleague"}
    # Each sees their own side, from the same workspace.
    assert why(replace(session, user="kai"), "Ben Weber") == {"asked already"}


def test_a_declined_prospect_rests_and_comes_back_through_somebody_else(session: Session) -> None:
    ben, carla = ids(session, "Ben Weber", "carla@keller.example")
    session.ws.record(ben, carla, "asked", on_date=session.as_of, user="me")
    session.ws.record(ben, carla, "declined", on_date=session.as_of, user="me")
    assert why(session, "Ben Weber") == {"cool-down"}
    later = replace(session, as_of=day("2026-07-20"))
    assert why(later, "Ben Weber", "Carla Keller") == {"asked already"}
    assert why(later, "Ben Weber", "Dan Ode") == {""}


def test_an_open_ask_outweighs_an_older_refusal(session: Session) -> None:
    ben, carla = ids(session, "Ben Weber", "carla@keller.example")
    dan = session.ws.find_client("dan@ode.example")
    session.ws.record(ben, dan, "asked", on_date=session.as_of, user="me")
    session.ws.record(ben, carla, "asked", on_date=session.as_of, user="me")
    session.ws.record(ben, carla, "declined", on_date=session.as_of, user="me")
    assert why(session, "Ben Weber") == {"asked already"}


def test_whom_the_introducer_hardly_knows_is_not_asked_of_them(session: Session) -> None:
    ben, carla = ids(session, "Ben Weber", "carla@keller.example")
    session.ws.answer_knows(carla, ben, "not", on_date=session.as_of, user="me")
    assert why(session, "Ben Weber", "Carla Keller") == {"hardly known to the introducer"}
    assert plan_of(session)["Ben Weber"] == "Dan Ode"
    session.ws.answer_knows(carla, ben, "well", on_date=session.as_of, user="me")
    view = next(a for a in planning.make_plan(session).asks if a.prospect_name == "Ben Weber")
    assert (view.client_name, view.tie_evidence, view.tie) == ("Carla Keller", "confirmed", 0.9)


def test_refused_for_one_client_and_for_all(session: Session) -> None:
    ben, carla = ids(session, "Ben Weber", "carla@keller.example")
    planning.wish(session, "refuse", ben, carla)
    assert plan_of(session)["Ben Weber"] == "Dan Ode"
    planning.wish(session, "refuse", ben)
    assert "Ben Weber" not in plan_of(session)
    planning.wish(session, "none", ben)
    assert plan_of(session)["Ben Weber"] == "Dan Ode"


def test_whoever_wants_to_be_left_alone_is(session: Session) -> None:
    plan_of(session)
    session.ws.suppress(person_id=person(session, "Ben Weber"), user="me")
    assert why(session, "Ben Weber") == {"suppressed"}
    assert "Ben Weber" not in plan_of(session)


def test_clients_and_own_contacts_are_no_prospects(tmp_path: Path) -> None:
    session = filled(
        tmp_path,
        [CARLA, DAN],
        {
            "carla@keller.example": [
                contact("Dan Ode", email="dan@ode.example", title="CFO", company="Ode Ltd"),
                cfo("Ben Weber", "Nord GmbH", "ben"),
            ]
        },
    )
    take_in(
        session.ws, network("mine.csv", "x@y.example", cfo("Ben Weber", "Nord", "ben")), owner="me"
    )
    assert why(session, "Dan Ode") == {"already a client"}
    assert why(session, "Ben Weber") == {"already yours"}
    plan = planning.make_plan(session)
    assert plan.asks == []
    assert "yours already" in plan.notices[0]


def test_the_budget_of_a_whole_company_holds_for_its_people(tmp_path: Path) -> None:
    two = [
        client(name, mail, company="Keller AG", **GOOD)
        for name, mail in (
            ("Carla Keller", "carla@keller.example"),
            ("Tom Alt", "t@keller.example"),
        )
    ]
    session = filled(
        tmp_path,
        two,
        {
            "carla@keller.example": [cfo(f"Ann A{n}", f"A{n} GmbH", f"a{n}") for n in range(3)],
            "t@keller.example": [cfo(f"Bob B{n}", f"B{n} GmbH", f"b{n}") for n in range(3)],
        },
    )
    assert len(plan_of(session)) == 4
    company = {row["company_id"] for row in session.ws.load_clients().to_pylist()}
    assert len(company) == 1
    session.ws.set_setting("account_rules", {str(company.pop()): {"budget": 1}}, user="me")
    assert len(plan_of(session)) == 1
