"""Plans of odd workspaces: each gets a sentence that helps, in the service and on the screen."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prospecting.cli import main
from prospecting.services import planning, profiles
from prospecting.services.judging import judge
from prospecting.services.session import Session
from tests.services.small import GOOD, TODAY, client, contact, day, filled, plan_of

CARLA = client("Carla Keller", "carla@keller.example", company="Keller AG", **GOOD)


def people(count: int, title: str = "CFO") -> list[dict[str, Any]]:
    return [
        contact(f"Ann A{n}", url=f"ann-{n}", title=title, company=f"Firm {n} GmbH")
        for n in range(count)
    ]


def notice(session: Session) -> str:
    plan = planning.make_plan(session)
    assert plan.asks == []
    assert plan.notices, "an empty plan says why"
    return plan.notices[0]


def test_no_clients(tmp_path: Path) -> None:
    assert notice(filled(tmp_path, [], {})).startswith("There are no clients yet")


def test_no_connections(tmp_path: Path) -> None:
    assert "connections are known yet" in notice(filled(tmp_path, [CARLA], {}))


def test_all_clients_stopped(tmp_path: Path) -> None:
    stopped = [
        client("Carla Keller", "carla@keller.example", nps=2),
        client("Dan Ode", "dan@ode.example", nps=9, do_not_ask=True),
        client("Eva Alt", "eva@alt.example", nps=9, status="former"),
    ]
    session = filled(tmp_path, stopped, {one["email"]: people(3) for one in stopped})
    assert notice(session).startswith("All clients are waiting")
    waiting = planning.make_plan(session).waiting
    assert {one.state for one in waiting} == {"do not ask"}
    assert all(one.reasons for one in waiting)
    assert len(waiting) == 3


def test_everything_is_excluded(tmp_path: Path) -> None:
    contradictory = {"name": "x", "functions": ["Finance"], "exclude": {"titles": ["cfo"]}}
    session = filled(tmp_path, [CARLA], {"carla@keller.example": people(4)}, profile=contradictory)
    assert "excluded by the profile" in notice(session)


def test_nobody_meets_the_profile(tmp_path: Path) -> None:
    session = filled(
        tmp_path,
        [CARLA],
        {"carla@keller.example": people(4, "Head of Finance")},
        profile={"name": "x", "functions": ["Legal"], "seniorities": ["Director"]},
    )
    said = notice(session)
    assert "The strictest wish is the function: without it 4 would fit." in said
    profiles.set_profile(session, {"name": "y", "functions": ["Legal"], "seniorities": ["Entry"]})
    assert "even with one wish left out" in notice(session)


def test_one_client_who_knows_thirty_thousand(tmp_path: Path) -> None:
    session = filled(tmp_path, [CARLA], {"carla@keller.example": people(30_000)})
    plan = planning.make_plan(session)
    assert len(plan.asks) == 2
    assert "known to one client only" in plan.notices[0]


def test_the_command_line_prints_the_sentence(tmp_path: Path) -> None:
    session = filled(tmp_path, [CARLA], {})
    session.ws.close()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(
            ["plan", "--workspace", str(tmp_path / "w.duckdb"), "--as-of", TODAY.isoformat()]
        )
    assert code == 0
    assert "connections are known yet" in out.getvalue() + err.getvalue()


def test_without_a_profile_everybody_may_be_planned(tmp_path: Path) -> None:
    session = filled(tmp_path, [CARLA], {"carla@keller.example": people(3)})
    profiles.remove_profile(session, "Finance leaders")
    assert len(plan_of(session)) == 2


@pytest.mark.parametrize("limit", [1, 3])
def test_limits_of_the_call(tmp_path: Path, limit: int) -> None:
    session = filled(tmp_path, [CARLA], {"carla@keller.example": people(9)})
    assert len(plan_of(session, limit=limit, per_client=9)) == limit
    assert len(plan_of(session, per_client=4)) == 4


TITLES = st.sampled_from(["CFO", "Head of Finance", "Accountant", "", "🚀", "Former CFO", "VP"])
PERSON = st.builds(
    lambda n, title, firm: contact(
        f"P N{n}", url=f"p-{n}", title=title or None, company=f"F{firm} GmbH" if firm else None
    ),
    st.integers(0, 30),
    TITLES,
    st.integers(0, 5),
)
CLIENT = st.fixed_dictionaries(
    {},
    optional={
        "nps": st.integers(0, 10),
        "company": st.sampled_from(["F1 GmbH", "F2 GmbH", "Other"]),
        "do_not_ask": st.booleans(),
        "status": st.sampled_from(["active", "former", "at risk"]),
        "since": st.sampled_from([day("2019-01-01"), day("2026-05-01"), day("2030-01-01")]),
        "last_touch": st.sampled_from([day("2026-05-30"), day("2020-01-01")]),
        "kind": st.sampled_from(["client", "partner", "colleague"]),
    },
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    who=st.lists(CLIENT, max_size=4),
    contacts=st.lists(st.lists(PERSON, max_size=8, unique_by=lambda c: c["url"]), max_size=4),
    limit=st.integers(1, 60),
    per_client=st.integers(1, 4),
)
def test_any_plan_keeps_the_rules(
    tmp_path_factory: pytest.TempPathFactory,
    who: list[dict[str, Any]],
    contacts: list[list[dict[str, Any]]],
    limit: int,
    per_client: int,
) -> None:
    given_ = [client(f"Client C{n}", f"c{n}@x{n}.example", **one) for n, one in enumerate(who)]
    knows = {one["email"]: mine for one, mine in zip(given_, contacts, strict=False)}
    session = filled(tmp_path_factory.mktemp("any"), given_, knows)
    with session.ws:
        plan = planning.make_plan(session, limit=limit, per_client=per_client)
        judged = judge(session, per_client=per_client)
        assert len(plan.asks) <= limit
        assert plan.asks or plan.notices
        assert len({ask.prospect_id for ask in plan.asks}) == len(plan.asks)
        assert [ask.rank for ask in plan.asks] == list(range(1, len(plan.asks) + 1))
        values = [ask.value for ask in plan.asks]
        assert values == sorted(values, reverse=True)
        waiting = {one.client_id: one for one in plan.waiting}
        assert all(one.reasons for one in plan.waiting)
        for ask in plan.asks:
            assert ask.client_id not in waiting
            assert ask.reasons
            assert ask.fit >= judged.config.fit.prospect_from
            assert np.isclose(ask.value, ask.fit * ask.p_intro, atol=2e-4)
        counts = np.unique([ask.client_id for ask in plan.asks], return_counts=True)[1]
        assert counts.max(initial=0) <= per_client
        again = planning.make_plan(session, limit=limit, per_client=per_client)
        pairs = [[(a.prospect_id, a.client_id) for a in one.asks] for one in (plan, again)]
        assert pairs[0] == pairs[1]
