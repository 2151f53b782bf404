"""Workspaces of every schema that was ever released open, and say what they said."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from prospecting.workspace import Workspace
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
