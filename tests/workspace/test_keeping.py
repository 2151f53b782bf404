"""Backup, restore, the doctor."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from prospecting.workspace import Workspace, WorkspaceError
from tests.workspace.build import CLIENTS, TODAY, contact, contents, network, people, sql, take_in

C = "carla@keller.example"
BEN, EVA = contact("Ben Ford", url="ben", company="Acme"), contact("Eva Lind", url="eva")


def test_a_backup_is_the_workspace_and_leaves_it_locked(ws: Workspace, tmp_path: Path) -> None:
    take_in(ws, CLIENTS, network("c.csv", C, BEN))
    made = ws.backup(tmp_path / "b.duckdb")
    assert (made.people, made.bytes) == (3, made.path.stat().st_size)
    before = contents(ws)
    with Workspace.open(made.path) as copy:
        assert contents(copy) == before
    assert ws.copies() == [made.path]
    with pytest.raises(WorkspaceError, match="another place"):
        ws.backup(ws.path)
    foreign = tmp_path / "precious.txt"
    foreign.write_text("do not overwrite")
    with pytest.raises(WorkspaceError, match="it was left"):
        ws.backup(foreign)
    assert foreign.read_text() == "do not overwrite"


def test_restore_brings_back_data_and_keeps_objections(ws: Workspace, tmp_path: Path) -> None:
    take_in(ws, CLIENTS, network("c.csv", C, BEN, EVA))
    copy = tmp_path / "elsewhere.duckdb"
    ws.backup(copy)
    moved = tmp_path / "moved.duckdb"
    copy.rename(moved)
    ws.suppress(url="linkedin.com/in/ben", user="me")
    ws.erase(person_id=people(ws)["Eva Lind"][0], user="me")
    later = take_in(ws, network("d.csv", C, contact("Q R", url="q-r")))[0]
    highest = max(p["person_id"] for p in ws.load_people().to_pylist())
    preview = ws.preview_restore(moved)
    assert (preview["imports"], preview["imports_now"]) == (2, 3)
    done = ws.restore(moved, user="me")
    assert done.erased_again == 1
    assert done.kept.exists()
    flags = {p["name"]: p["is_suppressed"] for p in ws.load_people().to_pylist()}
    assert flags == {"Ben Ford": True, "Carla Keller": False, "Dan Ode": False}
    assert ws.load_proofs().num_rows >= 1
    assert "erase" in [row["action"] for row in ws.load_audit().to_pylist()]
    # No number is given out twice, not even after going back.
    again = take_in(ws, network("e.csv", C, contact("S T", url="s-t")))[0]
    assert again.import_id > later.import_id
    assert people(ws)["S T"][0] > highest
    with pytest.raises(WorkspaceError):
        ws.restore(tmp_path / "none.duckdb", user="me")


def test_the_doctor_finds_a_whole_workspace_whole(ws: Workspace) -> None:
    take_in(ws, CLIENTS, network("c.csv", C, BEN))
    ws.record(people(ws)["Ben Ford"][0], ws.find_client(C), "asked", on_date=TODAY, user="me",
              key="k")  # fmt: skip
    assert [f.name for f in ws.doctor() if not f.ok] == []
    assert ws.facts()["people"] == 3


@pytest.mark.parametrize(
    ("harm", "name"),
    [
        ("DELETE FROM row_person WHERE row_id IN (SELECT min(row_id) FROM row_person)", "people"),
        ("DELETE FROM person WHERE person_id = 3", "people"),
        ("DELETE FROM import_file WHERE import_id = 2", "orphans"),
        ("INSERT INTO ask_event (ask_id, number, event_id, stage, on_date, written_at, user_id)"
         " VALUES (99, 1, 1, 'asked', DATE '2026-01-01', TIMESTAMP '2026-01-01', 'me')", "orphans"),
        ("DELETE FROM hash_key", "keys"),
    ],
)  # fmt: skip
def test_the_doctor_finds_and_mends(ws: Workspace, harm: str, name: str) -> None:
    take_in(ws, CLIENTS, network("c.csv", C, BEN))
    sql(ws, harm)
    assert name in [f.name for f in ws.doctor() if not f.ok]
    mended = ws.doctor(mend=True)
    assert name in [f.name for f in mended if f.mended]
    assert [f.name for f in ws.doctor() if not f.ok] == []


def test_the_doctor_tells_of_a_lost_key(ws: Workspace) -> None:
    ws.suppress(url="linkedin.com/in/ben", user="me")
    sql(ws, "DELETE FROM hash_key")
    ws.doctor(mend=True)
    assert "keys" in [f.name for f in ws.doctor() if not f.ok]


def test_unfinished_files_are_cleared_away(ws: Workspace) -> None:
    left = ws.path.with_name(ws.path.name + ".new")
    left.write_bytes(b"half")
    ws.close()
    with Workspace.open(ws.path):
        assert not left.exists()


def test_rewriting_keeps_everything(ws: Workspace) -> None:
    take_in(ws, CLIENTS, network("c.csv", C, BEN, EVA))
    event = ws.record(people(ws)["Ben Ford"][0], ws.find_client(C), "asked", on_date=TODAY,
                      user="me")  # fmt: skip
    before = contents(ws)
    ws.rewrite()
    assert contents(ws) == before
    assert ws.add_event(event.ask_id, "agreed", on_date=TODAY, user="me").number == 2
    with pytest.raises(duckdb.Error):
        sql(ws, "SELECT * FROM read_csv('/etc/passwd')")
    with pytest.raises(duckdb.ConstraintException):
        sql(ws, "INSERT INTO ask_event SELECT * FROM ask_event")
