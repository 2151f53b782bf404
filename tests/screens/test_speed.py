"""What a page may not do again and again: ask the store how far it is, build what it knows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from prospecting.services import clients
from prospecting.services.session import Session
from prospecting.workspace import Workspace

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
