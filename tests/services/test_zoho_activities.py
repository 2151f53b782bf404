"""Zoho's calls and meetings tell their contact by an id: the day reaches the client, whatever the order."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from prospecting.services import importing
from prospecting.workspace import Workspace

SAMPLES = Path(__file__).parents[1] / "exports" / "samples"
CONTACTS = SAMPLES / "zoho-contacts" / "Contacts_2026.csv"
CALLS = SAMPLES / "zoho-calls" / "Calls_2026_11_20.csv"


def touched(ws: Workspace) -> dict[str, dt.date | None]:
    return {one["name"]: one["last_touch"] for one in ws.load_clients().to_pylist()}


@pytest.mark.parametrize("order", [(CONTACTS, CALLS), (CALLS, CONTACTS)])
def test_the_day_of_a_call_reaches_the_client(tmp_path: Path, order: tuple[Path, Path]) -> None:
    with Workspace.open(tmp_path / "w.duckdb") as ws:
        for path in order:
            importing.import_paths(ws, [path], user="me", as_of=dt.date(2026, 11, 20))
        assert touched(ws)["Carla Keller"] == dt.date(2026, 10, 12)
        # Nobody new comes of a row that has an id and a name alone.
        names = [one["name"] for one in ws.load_people().to_pylist()]
        assert names.count("Carla Keller") == names.count("Ben Weber") == 1
        assert None not in names
        assert all(found.ok for found in ws.doctor() if found.name != "room")
        calls = next(row for row in ws.load_imports().to_pylist() if row["format"] == "zoho-calls")
        importing.undo_import(ws, calls["import_id"], user="me", as_of=dt.date(2026, 11, 20))
        assert touched(ws)["Carla Keller"] == dt.date(2026, 1, 20)


def test_a_meeting_to_come_is_no_contact(tmp_path: Path) -> None:
    report = SAMPLES / "zoho-meetings" / "Activities_report.csv"
    with Workspace.open(tmp_path / "w.duckdb") as ws:
        importing.import_paths(ws, [CONTACTS, report], user="me", as_of=dt.date(2026, 10, 13))
        assert touched(ws)["Carla Keller"] == dt.date(2026, 1, 20)  # 15 October is a plan yet
