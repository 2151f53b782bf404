"""What a page may not do again and again: ask the store how far it is, build what it knows."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from prospecting import cli
from prospecting.services import clients, judging, opened, planning, upkeep, warm
from prospecting.services.session import Session
from prospecting.workspace import Workspace, WorkspaceError
from tests.screens.conftest import DOUBTFUL, ROOT, Fill, OpenAt, clients_and_two_networks

DAY = dt.date(2026, 11, 20)


def count_reads(monkeypatch: pytest.MonkeyPatch, ws: Workspace) -> list[str]:
    """The names of the statements that are read from now on."""
    asked: list[str] = []
    before = Workspace.read

    def read(self: Workspace, name: str, params: object = None) -> object:
        if self is ws:
            asked.append(name)
        return before(self, name, params)  # type: ignore[arg-type]

    monkeypatch.setattr(Workspace, "read", read)
    return asked


def test_versions_are_asked_for_once_and_again_after_a_write(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = session.ws
    first = ws.version("settings")
    asked = count_reads(monkeypatch, ws)
    for area in ("people", "clients", "asks", None):
        ws.version(area)
    assert asked == []
    ws.set_setting("greeting", "Hello", user="me")
    assert ws.version("settings") > first
    assert ws.version() == ws.version("settings")
    assert asked.count("store.versions") == 1


def test_what_was_taken_back_changes_no_version(session: Session) -> None:
    before = session.ws.version("settings")
    with pytest.raises(RuntimeError), session.ws.write("me") as transaction:
        transaction.changed("settings")
        raise RuntimeError
    assert session.ws.version("settings") == before


def test_the_list_of_clients_loads_the_ties_once(
    app_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[dt.date] = []
    with Workspace.open(app_file) as ws:
        before = ws.load_tie_evidence
        monkeypatch.setattr(ws, "load_tie_evidence", lambda day: loaded.append(day) or before(day))
        listed = clients.list_clients(Session(ws=ws, as_of=DAY))
    assert any(one.has_archive for one in listed)
    assert len(loaded) == 1


def test_getting_ready_does_the_work_of_the_first_page(
    app_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm.get_ready(app_file, DAY)
    try:
        ws = opened.opened(app_file)
        asked = count_reads(monkeypatch, ws)
        judging.judge(Session(ws=ws, as_of=DAY))
        assert asked == [], "everybody is judged before the first page asks"
        assert planning.todays_plan(Session(ws=ws, as_of=DAY)) is None, "and nothing was written"
    finally:
        opened.let_go()
    assert not ws.is_open


def test_a_workspace_that_cannot_be_opened_stops_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "w.duckdb"
    broken.write_bytes(b"not a workspace")
    warm.get_ready(broken, DAY)
    with pytest.raises(WorkspaceError):
        opened.opened(broken)


def test_the_first_page_waits_for_no_chart(tmp_path: Path) -> None:
    code = (
        "import sys; from streamlit.testing.v1 import AppTest; "
        "app = AppTest.from_file('app.py', default_timeout=120).run(); "
        "assert not app.exception and app.main.children; "
        "print(' '.join(name for name in sys.modules if 'altair' in name or '.reports' in name))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PROSPECTOR_WORKSPACE": str(tmp_path / "w.duckdb")},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.split()
    assert "altair" not in loaded
    assert "prospecting.pages.reports" not in loaded


def test_each_reader_has_his_own_pages(app_file: Path, open_at: OpenAt) -> None:
    one = open_at(app_file, "pipeline")
    two = open_at(app_file, "pipeline")
    mine, others = (app.session_state["places-pages"] for app in (one, two))
    assert set(mine) == set(others)
    assert all(mine[place] is not others[place] for place in mine)


@pytest.mark.parametrize(("named", "day"), [(["--as-of", "2026-03-31"], "2026-03-31"), ([], None)])
def test_the_app_stays_on_the_day_it_was_told(
    named: list[str], day: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []

    class Server:
        def __init__(self, command: list[str], *, cwd: Path, env: dict[str, str]) -> None:
            started.append((command, env))

        def wait(self) -> int:
            return 0

        def poll(self) -> int:
            return 0

    monkeypatch.delenv("PROSPECTOR_AS_OF", raising=False)
    monkeypatch.setattr(upkeep.subprocess, "Popen", Server)
    monkeypatch.setattr(upkeep.signal, "signal", lambda *_: None)
    file = str(tmp_path / "w.duckdb")
    assert cli.main(["app", "--no-browser", "--workspace", file, *named]) == 0
    [(command, env)] = started
    assert env.get("PROSPECTOR_AS_OF") == day
    assert str(upkeep.APP) in command


def test_a_plan_got_ready_before_the_page_is_not_solved_again(
    fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = fill(clients_and_two_networks(*DOUBTFUL))
    solved: list[int] = []
    before = planning.plan

    def counted(*args: object, **more: object) -> object:
        solved.append(1)
        return before(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "plan", counted)
    ready = planning.make_plan(session, keep=False)
    shown = planning.make_plan(session)
    assert len(solved) == 1
    assert shown.version
    assert (shown.asks, shown.what_if) == (ready.asks, ready.what_if)
    planning.make_plan(session, limit=1)
    assert len(solved) == 2, "another length is another plan"


def test_the_plan_of_today_is_not_made_before_the_page_that_shows_it(
    fill: Fill, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = fill(clients_and_two_networks(*DOUBTFUL))
    planning.make_plan(session)
    session.ws.close()

    def never(*args: object, **more: object) -> None:
        raise AssertionError("it stands already")

    monkeypatch.setattr(planning, "make_plan", never)
    warm.get_ready(file, session.as_of)
    opened.let_go(file)
