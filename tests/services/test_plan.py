"""The plan from day to day, wishes that bind, target accounts, and what is said of it."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from prospecting.services import planning, profiles, search
from prospecting.services.judging import judge
from prospecting.services.session import Session
from tests.services.small import (
    GOOD,
    PROFILE,
    client,
    contact,
    day,
    filled,
    person,
    plan_of,
)
from tests.workspace.build import network, take_in

TITLES = ("CFO", "Head of Finance", "VP Finance", "Finance Director", "Finance Manager", "Engineer")


def crowd(owner: int, count: int, seed: int) -> list[dict[str, Any]]:
    rng = random.Random(seed * 100 + owner)
    chosen = rng.sample(range(120), count)
    return [
        contact(
            f"Ann A{n}",
            url=f"ann-{n}",
            title=TITLES[n % len(TITLES)],
            company=f"Firm {n % 40} GmbH",
            since=f"20{10 + (n + owner) % 15}-03-01",
        )
        for n in chosen
    ]


def world(folder: Path, clients: int = 10) -> Session:
    who = [
        client(
            f"Client C{n}", f"c{n}@x{n}.example", company=f"X{n} Ltd", **GOOD | {"nps": 7 + n % 4}
        )
        for n in range(clients)
    ]
    return filled(folder, who, {one["email"]: crowd(n, 40, 1) for n, one in enumerate(who)})


def pairs(session: Session) -> set[tuple[int, int]]:
    return {(a.prospect_id, a.client_id) for a in planning.make_plan(session).asks}


def test_a_small_change_changes_few_asks(tmp_path: Path) -> None:
    session = world(tmp_path)
    before = pairs(session)
    assert len(before) == 20
    # Next day: one export is renewed with three more contacts, one client writes a good word.
    more = [*crowd(3, 40, 1), *(contact(f"New N{n}", url=f"n{n}", title="CFO") for n in range(3))]
    take_in(session.ws, network("renewed.csv", "c3@x3.example", *more))
    session.ws.note_client(
        session.ws.find_client("c5@x5.example"), "moment", on_date=session.as_of, user="me"
    )
    after = pairs(replace(session, as_of=day("2026-06-02")))
    assert len(before & after) >= len(before) - 4


def test_the_next_day_alone_changes_nothing(tmp_path: Path) -> None:
    session = world(tmp_path)
    before = pairs(session)
    assert pairs(replace(session, as_of=day("2026-06-02"))) == before


def test_pins_bind_and_say_why_where_they_cannot(tmp_path: Path) -> None:
    session = world(tmp_path)
    judged = judge(session)
    planned = pairs(session)
    other = next(
        (int(judged.frame.person[p]), int(judged.frame.client[c]))
        for c, p in zip(judged.frame.edge_client, judged.frame.edge_person, strict=True)
        if (int(judged.frame.person[p]), int(judged.frame.client[c])) not in planned
        and judged.fit.fit[p] > 0.9
    )
    planning.wish(session, "pin", *other)
    plan = planning.make_plan(session)
    assert other in {(a.prospect_id, a.client_id) for a in plan.asks}
    assert next(a for a in plan.asks if a.prospect_id == other[0]).pinned
    session.ws.note_client(other[1], "do not ask", on_date=session.as_of, user="me")
    plan = planning.make_plan(session)
    assert other not in {(a.prospect_id, a.client_id) for a in plan.asks}
    assert any("pinned" in one and "do not ask" in one for one in plan.notices)
    session.ws.suppress(person_id=other[0], user="me")
    said = planning.make_plan(session).notices
    assert any("pinned" in one and "does not want to be suggested" in one for one in said)


def test_what_is_judged_again_is_judged_the_same(tmp_path: Path) -> None:
    """What is kept between edits gives exactly what a fresh start gives."""
    session = world(tmp_path, 6)
    planning.make_plan(session)
    ask = planning.make_plan(session).asks[0]
    writes = session.ws
    writes.note_client(ask.client_id, "favour", on_date=session.as_of, text="intro", user="me")
    writes.answer_knows(ask.client_id, ask.prospect_id, "little", on_date=session.as_of, user="me")
    planning.wish(session, "refuse", planning.make_plan(session).asks[1].prospect_id)
    profiles.set_profile(session, PROFILE | {"seniorities": ["Director", "Manager"]})
    writes.suppress(person_id=planning.make_plan(session).asks[2].prospect_id, user="me")
    warm = planning.make_plan(session).to_dict()
    path = writes.path
    writes.close()
    from prospecting.workspace import Workspace

    with Workspace.open(path) as fresh:
        cold = planning.make_plan(replace(session, ws=fresh)).to_dict()
    for one in (warm, cold):
        del one["version"]
    assert warm == cold


def test_the_alternatives_say_the_difference_and_the_words_agree(tmp_path: Path) -> None:
    plan = planning.make_plan(world(tmp_path))
    alternatives = [(ask, other) for ask in plan.asks for other in ask.next_best]
    assert alternatives
    for ask, other in alternatives:
        assert other.client_id != ask.client_id
        assert other.client_name in other.difference
        if other.p_intro < ask.p_intro - 0.01:
            assert "less likely" in other.difference or "half as likely" in other.difference
            assert f"{other.p_intro:.2f} instead of {ask.p_intro:.2f}" in other.difference
    for sentence in plan.what_if:
        assert sentence.startswith("One more ask of Client C")


def accounts(folder: Path, right: str, **wanted: Any) -> Session:
    people = [
        contact("Ben Weber", url="ben", title=right, company="Nord GmbH"),
        contact("Eva Lind", url="eva", title="Managing Director", company="Nord GmbH"),
        contact("Kim Low", url="kim", title="Software Engineer", company="Nord GmbH"),
    ]
    carla = client("Carla Keller", "carla@keller.example", company="Keller AG", **GOOD)
    profile = PROFILE | {"include": {"companies": ["Nord"]}} | wanted
    return filled(folder, [carla], {"carla@keller.example": people}, profile=profile)


def test_a_target_account_is_reached_through_the_right_person(tmp_path: Path) -> None:
    session = accounts(tmp_path, "CFO")
    asks = planning.make_plan(session).asks
    assert asks[0].prospect_name == "Ben Weber"
    assert "Kim Low" not in {a.prospect_name for a in asks}


def test_or_through_the_nearest_decision_maker(tmp_path: Path) -> None:
    session = accounts(tmp_path, "Payroll Clerk")
    asks = planning.make_plan(session).asks
    assert asks[0].prospect_name == "Eva Lind"
    assert "Kim Low" not in {a.prospect_name for a in asks}
    said = {one.name: one.account for one in search.who(session, "Nord GmbH")}
    assert said["Eva Lind"].startswith("target account: nobody wanted is reachable here")
    assert said["Ben Weber"] == said["Kim Low"] == "target account"


def test_or_where_the_right_person_cannot_be_reached(tmp_path: Path) -> None:
    session = accounts(tmp_path, "CFO")
    assert "Eva Lind" not in plan_of(session, per_client=3)
    planning.wish(session, "refuse", person(session, "Ben Weber"))
    assert set(plan_of(session, per_client=3)) == {"Eva Lind"}


@pytest.mark.parametrize("spelling", ["Germany", "Deutschland", "DE", "germany"])
def test_countries_are_understood_as_the_files_write_them(tmp_path: Path, spelling: str) -> None:
    session = filled(
        tmp_path,
        [client("Carla Keller", "carla@keller.example", **GOOD)],
        {
            "carla@keller.example": [
                contact("Ben Weber", url="ben", title="CFO", company="Nord GmbH"),
                contact("Eva Lind", url="eva", title="CFO", company="Ouest SA"),
            ]
        },
        companies=[
            {"name": "Nord GmbH", "country": spelling},
            {"name": "Ouest SA", "country": "France"},
        ],
        profile=PROFILE | {"countries": ["Germany"]},
    )
    assert set(plan_of(session)) == {"Ben Weber"}
