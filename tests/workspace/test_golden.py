"""Workspaces of every schema that was ever released open, and say what they said."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from prospecting.workspace import Workspace, WorkspaceError, migrate
from prospecting.workspace.keep import summary_of
from prospecting.workspace.migrate import known
from tests.workspace.build import TODAY, contents, people
from tests.workspace.make_golden import FOLDER, C

GOLDENS = sorted(FOLDER.glob("schema-*.duckdb.gz"))


def test_there_is_one_for_each_schema() -> None:
    found = [int(path.name.split("-")[1].split(".")[0]) for path in GOLDENS]
    assert found == [number for number, _ in known()]


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda path: path.name)
def test_a_golden_workspace_opens(golden: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(gzip.decompress(golden.read_bytes()))
    with Workspace.open(path) as ws:
        assert sorted(people(ws)) == ["Ann Lee", "Ben Ford", "Carla Keller", "Dan Ode", "Eva Lind"]
        ben, carla = people(ws)["Ben Ford"][0], ws.find_client(C)
        [person] = ws.load_people([ben]).to_pylist()
        assert (person["title"], person["company"]) == ("CFO", "Nova")
        assert ws.load_job_changes()["new_company"].to_pylist() == ["Nova"]
        assert ws.load_asks()["stage"].to_pylist() == ["meeting"]
        assert ws.load_events()["number"].to_pylist() == [1, 2]
        assert ws.load_messages()["person_id"].to_pylist() == [ben]
        assert ws.load_answers()["answer"].to_pylist() == ["well"]
        assert {n["kind"] for n in ws.load_client_notes(carla).to_pylist()} == {"nps", "moment"}
        assert ws.is_suppressed(url="linkedin.com/in/ann")
        if golden.name != "schema-1.duckdb.gz":
            [revenue] = [
                c["revenue"] for c in ws.load_clients().to_pylist() if c["client_id"] == carla
            ]
            assert revenue == 5.0
        assert ws.get_setting("seller") == {"name": "Robin"}
        assert all(finding.ok for finding in ws.doctor() if finding.name != "room")
        # The same request again is known, and everything derived anew is the same.
        assert ws.record(ben, carla, "meeting", on_date=TODAY, user="me", key="k").number == 2
        before = contents(ws)
        ws.derive_everything(user="me")
        assert contents(ws) == before


def test_after_an_upgrade_the_file_is_locked_and_its_copy_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    old = gzip.decompress((FOLDER / "schema-1.duckdb.gz").read_bytes())
    path.write_bytes(old)
    program = "import sys; from prospecting.workspace import Workspace; Workspace.open(sys.argv[1])"
    with Workspace.open(path):
        again = subprocess.run(
            [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
        )
        assert again.returncode and "is in use by process" in again.stderr
    copy = tmp_path / "w.before-schema-2.duckdb"
    assert summary_of(copy)["people"] == 5
    assert not [name for name in tmp_path.iterdir() if name.suffix == ".part"]


def test_a_restored_backup_of_an_older_schema_leaves_no_copy_of_itself(tmp_path: Path) -> None:
    backup = tmp_path / "old.duckdb"
    backup.write_bytes(gzip.decompress((FOLDER / "schema-1.duckdb.gz").read_bytes()))
    here = tmp_path / "here"
    with Workspace.open(here / "w.duckdb") as ws:
        ws.restore(backup, user="me")
        assert "Ben Ford" in people(ws)
    assert sorted(p.name for p in here.iterdir()) == ["w.before-restore.duckdb", "w.duckdb"]


def test_no_room_for_the_copy_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(gzip.decompress((FOLDER / "schema-1.duckdb.gz").read_bytes()))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(migrate.shutil, "copyfile", full)
    with pytest.raises(WorkspaceError, match="nothing was changed"):
        Workspace.open(path)
    monkeypatch.undo()
    assert not list(tmp_path.glob("*before*"))
    with duckdb.connect(str(path), read_only=True) as raw:
        assert raw.execute("SELECT max(number) FROM migration").fetchall() == [(1,)]
