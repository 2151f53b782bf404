"""Who may do what: every cell of the matrix, by direct calls, past every hidden button."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from prospecting.errors import Refused
from prospecting.services import (
    access,
    account_page,
    asks,
    behind,
    board,
    client_page,
    credit,
    crm,
    exporting,
    goals,
    intake,
    objections,
    report_files,
    reporting,
    rewards,
    rights,
    settings,
    team,
    todo,
    upkeep,
)
from prospecting.services.session import ROLES, Session
from prospecting.workspace import NotFound, Workspace, WorkspaceError
from tests.pipeline_services.conftest import DAY, colleague, fresh_pairs

EVERYBODY = set(ROLES)
MANAGERS = {"manager", "admin"}
ADMINS = {"admin"}
ALL = reporting.period(DAY, "all")


def _company(s: Session) -> int:
    from prospecting.services.client_states import client_rows

    return int(next(r["company_id"] for r in client_rows(s) if r["company_id"] is not None))


def _gone(call: Callable[[], Any]) -> None:
    """The role may; there is no such import."""
    with pytest.raises(NotFound):
        call()


def _refused(call: Callable[[], Any]) -> None:
    """The role may; the file is no workspace."""
    with pytest.raises(WorkspaceError):
        call()


def _import(s: Session) -> None:
    intake.start(s, [("x.csv", b"nothing")])
    while intake.is_running(s):
        time.sleep(0.02)


#: Call with (session, own ask, a client) -> who may.
CELLS: dict[str, tuple[Callable[[Session, int, int], Any], set[str]]] = {
    "list asks": (lambda s, a, c: asks.list_asks(s), EVERYBODY),
    "count asks": (lambda s, a, c: asks.counts_by_stage(s), EVERYBODY),
    "see an ask": (lambda s, a, c: board.ask_detail(s, a), EVERYBODY),
    "remark": (lambda s, a, c: asks.add_remark(s, a, "note", "x"), EVERYBODY),
    "undo": (lambda s, a, c: asks.undo_event(s, a, 1), EVERYBODY),
    "correct": (lambda s, a, c: asks.correct_event(s, a, 1, note="y"), EVERYBODY),
    "bulk": (lambda s, a, c: asks.bulk_record(s, [(a, 1)], "agreed"), EVERYBODY),
    "referral": (lambda s, a, c: asks.record_unasked(s, client=c, name="N N"), EVERYBODY),
    "credit": (lambda s, a, c: credit.share(s, a, {c: 1.0}), EVERYBODY),
    "ask for approval": (lambda s, a, c: team.want_approval(s, a), EVERYBODY),
    "what is due": (lambda s, a, c: todo.due_items(s), EVERYBODY),
    "calendar": (lambda s, a, c: todo.calendar_bytes(s), EVERYBODY),
    "client's page": (lambda s, a, c: client_page.client_page(s, c), EVERYBODY),
    "company's page": (lambda s, a, c: account_page.account_page(s, _company(s)), EVERYBODY),
    "note": (lambda s, a, c: client_page.note_happened(s, c, "touch"), EVERYBODY),
    "star": (lambda s, a, c: client_page.star(s, c, True), EVERYBODY),
    "manner": (lambda s, a, c: client_page.set_single(s, c, "channel", "phone"), EVERYBODY),
    "account rule": (lambda s, a, c: account_page.set_account_rule(s, _company(s)), EVERYBODY),
    "own rewards": (lambda s, a, c: rewards.ledger(s), EVERYBODY),
    "own goals": (lambda s, a, c: goals.goals(s), EVERYBODY),
    "approve": (lambda s, a, c: team.approve(s, a), MANAGERS),
    "hand over": (lambda s, a, c: team.give(s, [a], s.user), MANAGERS),
    "load by owner": (lambda s, a, c: team.load_by_owner(s), MANAGERS),
    "report": (lambda s, a, c: asks.report(s), MANAGERS),
    "figures": (lambda s, a, c: reporting.figures(s, ALL), MANAGERS),
    "groups": (lambda s, a, c: reporting.group_rows(s, "owner", ALL), MANAGERS),
    "revenue": (lambda s, a, c: reporting.revenue_rows(s, "owner", ALL), MANAGERS),
    "behind a figure": (lambda s, a, c: behind.behind(s, "stuck", ALL), MANAGERS),
    "report as CSV": (lambda s, a, c: report_files.report_csv(s, ALL), MANAGERS),
    "report as XLSX": (lambda s, a, c: report_files.report_xlsx(s, ALL), MANAGERS),
    "report to print": (lambda s, a, c: report_files.report_html(s, ALL), MANAGERS),
    "goal": (lambda s, a, c: goals.add_goal(s, "won", 1, DAY, DAY), MANAGERS),
    "reward rule": (
        lambda s, a, c: rewards.add_rule(s, stage="won", kind="amount", amount=5.0),
        MANAGERS,
    ),
    "agreement": (lambda s, a, c: rewards.agreement(s, c), MANAGERS),
    "signature": (lambda s, a, c: rewards.sign_agreement(s, c, on=DAY), MANAGERS),
    "to other programs": (lambda s, a, c: crm.crm_rows(s, "hubspot"), MANAGERS),
    "export": (
        lambda s, a, c: exporting.export(s, "people", Path(tempfile.mkdtemp()) / "x.csv"),
        MANAGERS,
    ),
    "mail merge": (lambda s, a, c: crm.mail_merge(s), MANAGERS),
    "approval switch": (lambda s, a, c: team.set_approval(s, False), ADMINS),
    "about": (lambda s, a, c: rights.about(s, rights.find(s, client=c)), EVERYBODY),
    "import": (lambda s, a, c: _import(s), MANAGERS),
    "undo import": (lambda s, a, c: _gone(lambda: intake.undo(s, 10**6)), ADMINS),
    "withdraw": (lambda s, a, c: _gone(lambda: intake.withdraw(s, 10**6)), ADMINS),
    "suppress": (lambda s, a, c: rights.suppress(s, email="no@body.example"), ADMINS),
    "suppress by name": (lambda s, a, c: rights.suppress_named(s, "No Body", "None AG"), ADMINS),
    "suppress a company": (lambda s, a, c: rights.suppress_company(s, "Nowhere AG"), ADMINS),
    "objections": (
        lambda s, a, c: objections.take_file(s, "o.csv", b"email\nn@b.example\n"),
        ADMINS,
    ),
    "erase": (
        lambda s, a, c: rights.erase(s, rights.find(s, prospect=fresh_pairs(s)[-1][0])),
        ADMINS,
    ),
    "retention": (lambda s, a, c: rights.retention_preview(s), ADMINS),
    "period": (lambda s, a, c: rights.set_retention(s, 365), ADMINS),
    "purge": (lambda s, a, c: rights.retention_purge(s), ADMINS),
    "backup": (lambda s, a, c: settings.backup_bytes(s), ADMINS),
    "backup to a file": (
        lambda s, a, c: upkeep.backup(s, Path(tempfile.mkdtemp()) / "b.duckdb"),
        ADMINS,
    ),
    "restore": (lambda s, a, c: _refused(lambda: settings.restore_bytes(s, b"x")), ADMINS),
    "look at a backup": (
        lambda s, a, c: _refused(lambda: settings.restore_preview(s, b"x")),
        ADMINS,
    ),
    "health": (lambda s, a, c: upkeep.check(s), ADMINS),
    "health report": (lambda s, a, c: settings.health_report(s), ADMINS),
    "mend": (lambda s, a, c: settings.mend(s), ADMINS),
    "audit": (lambda s, a, c: rights.audit(s), ADMINS),
}


@pytest.fixture(scope="module")
def shared(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One workspace for the whole matrix; every cell takes people nobody asked about yet."""
    copy = tmp_path_factory.mktemp("roles") / "w.duckdb"
    shutil.copyfile(filled, copy)
    with Workspace.open(copy) as ws:
        yield Session(ws=ws, as_of=DAY)


def _ask_of_ann(session: Session) -> tuple[int, int]:
    """An ask of hers about somebody nobody asked about yet, and its client."""
    pair = fresh_pairs(session)[0]
    owner = colleague(session, "ann@x.example", "salesperson")
    done = asks.record(
        owner, prospect=pair[0], client=pair[1], stage="asked", on=DAY - dt.timedelta(days=2)
    )
    return int(done["ask_id"]), pair[1]


@pytest.fixture(scope="module")
def refused_one(shared: Session) -> tuple[int, int]:
    """The ask of all who may not: nothing is written to it, so it stays as it is, and there are
    people enough for those who may."""
    return _ask_of_ann(shared)


@pytest.mark.parametrize("role", [*ROLES, "visitor", ""])
@pytest.mark.parametrize("what", CELLS)
def test_each_cell(shared: Session, refused_one: tuple[int, int], role: str, what: str) -> None:
    call, allowed = CELLS[what]
    ask, client = _ask_of_ann(shared) if role in allowed else refused_one
    someone = colleague(shared, "ann@x.example", role)
    before = shared.ws.version()
    if role in allowed:
        call(someone, ask, client)
    else:
        with pytest.raises(Refused, match="another role"):
            call(someone, ask, client)
        assert shared.ws.version() == before, "nothing was written"


@pytest.mark.parametrize("right", sorted({r for own in access.RIGHTS.values() for r in own}))
def test_a_higher_role_may_all_that_a_lower_one_may(right: str) -> None:
    having = [role for role in ROLES if right in access.rights_of(role)]
    assert having == list(ROLES[-len(having) :])
    assert right not in access.rights_of("visitor")


OTHERS: dict[str, Callable[[Session, int], Any]] = {
    "see": board.ask_detail,
    "remark": lambda s, a: asks.add_remark(s, a, "note", "x"),
    "undo": lambda s, a: asks.undo_event(s, a, 1),
    "correct": lambda s, a: asks.correct_event(s, a, 1, note="x"),
    "credit": credit.shares,
    "approval": team.want_approval,
}


@pytest.mark.parametrize("what", OTHERS)
def test_an_ask_of_a_colleague_stays_closed(shared: Session, what: str) -> None:
    pair = fresh_pairs(shared)[0]
    ann, ben = colleague(shared, "ann@x.example"), colleague(shared, "ben@x.example")
    done = asks.record(ann, prospect=pair[0], client=pair[1], stage="asked")
    with pytest.raises(Refused, match="belongs to a colleague"):
        OTHERS[what](ben, done["ask_id"])
    bulk = asks.bulk_record(ben, [(done["ask_id"], 1)], "agreed")
    assert not bulk.done
    OTHERS[what](colleague(shared, "boss@x.example", "manager"), done["ask_id"])


def test_a_salesperson_sees_what_is_his_and_the_number_of_the_rest(session: Session) -> None:
    pair = fresh_pairs(session)[0]
    ann = colleague(session, "ann@x.example")
    assert asks.list_asks(ann) == []
    assert todo.due_items(ann) == []
    done = asks.record(ann, prospect=pair[0], client=pair[1], stage="asked")
    assert [one.ask_id for one in asks.list_asks(ann)] == [done["ask_id"]]
    page = client_page.client_page(ann, pair[1])
    assert [one.ask_id for one in page.asks] == [done["ask_id"]]
    assert page.hidden_asks == len(client_page.client_page(session, pair[1]).asks) - 1
    assert team.owners(ann) == ["ann@x.example"]


def _as_salesperson() -> None:
    import streamlit as st

    from prospecting.pages import context, pipeline, reports, rewards

    st.session_state["user"], st.session_state["role"] = "ann@x.example", "salesperson"
    with context.told():
        {"reports": reports, "pipeline": pipeline, "rewards": rewards}[st.session_state["p"]].page()


@pytest.mark.parametrize(
    ("page", "said"), [("reports", "another role"), ("pipeline", ""), ("rewards", "")]
)
def test_a_page_called_past_the_menu_is_refused(
    app_file: Path, monkeypatch: pytest.MonkeyPatch, page: str, said: str
) -> None:
    from prospecting.pages import context

    monkeypatch.setenv("PROSPECTOR_WORKSPACE", str(app_file))
    monkeypatch.setenv("PROSPECTOR_AS_OF", DAY.isoformat())
    test = AppTest.from_function(_as_salesperson, default_timeout=60)
    test.session_state["p"] = page
    try:
        test.run()
    finally:
        context.close_workspaces()
    assert not test.exception
    assert any(said in one.value for one in test.error) if said else not test.error
    if said:
        assert not test.subheader and not test.dataframe, "nothing of the report is shown"
