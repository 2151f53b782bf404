"""One person of a whole sample world erased: no file of the workspace holds a byte of him, and no
file brought again and no older backup brings him back."""

from __future__ import annotations

import shutil
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospecting.samples import write_sample
from prospecting.services import asks, drafts, exporting, importing, planning, sellers
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from tests.workspace.build import TODAY


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Session, Path]]:
    files = tmp_path / "files"
    write_sample(files, clients=4, per_client=60, seed=3, as_of=TODAY)
    here = tmp_path / "here"
    with Workspace.open(here / "w.duckdb") as ws:
        importing.import_paths(ws, [files], user="me", as_of=TODAY)
        session = Session(ws=ws, as_of=TODAY)
        sellers.set_seller(session, tomllib.loads((files / "seller.toml").read_text("utf-8")))
        yield session, files


def traces(folder: Path, words: set[str]) -> list[str]:
    """Where one of ``words`` stands, in any case, as UTF-8 or UTF-16."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes().lower()
            found += [
                f"{word} in {path.name}"
                for word in words
                for encoding in ("utf-8", "utf-16-le", "utf-16-be")
                if word.lower().encode(encoding) in data
            ]
    return found


def _touched(files: Path, to: Path) -> Path:
    """The same files with another hash each: a blank line more."""
    shutil.copytree(files, to)
    for path in to.rglob("*.csv"):
        path.write_bytes(path.read_bytes() + b"\n\n")
    for path in to.rglob("*.zip"):
        with zipfile.ZipFile(path) as old:
            members = {name: old.read(name) + b"\n\n" for name in old.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name, data in members.items():
                new.writestr(name, data)
    return to


def test_nothing_of_an_erased_person_is_left_or_comes_back(
    world: tuple[Session, Path], tmp_path: Path
) -> None:
    session, files = world
    ws, here = session.ws, tmp_path / "here"
    best = planning.make_plan(session).asks[0]
    person, client = best.prospect_id, best.client_id
    asks.record(session, prospect=person, client=client, stage="asked", note=best.prospect_name)
    drafts.draft(session, prospect=person, client=client)
    known = ws.backup(here / "known.duckdb").path
    elsewhere = tmp_path / "elsewhere.duckdb"
    shutil.copyfile(known, elsewhere)
    url = str(best.prospect_url)
    words = {best.prospect_name, url.rpartition("/")[2]}
    assert traces(here, words)

    ws.erase(person_id=person, user="me")
    exporting.export(session, "people", here / "people.csv")
    exporting.export(session, "asks", here / "asks.csv")
    assert traces(here, words) == []

    again = importing.import_paths(
        ws, [_touched(files, tmp_path / "again")], user="me", as_of=TODAY
    )
    assert {one.status for one in again} == {"stored"}
    assert all(one.rows == one.stored + one.rejected for one in again)
    assert traces(here, words) == []

    done = ws.restore(elsewhere, user="me")
    assert done.erased_again == 1
    ws.close()
    assert traces(here, words) == []
    shutil.rmtree(tmp_path / "again")


def test_an_erased_client_and_his_archive_stay_away(
    world: tuple[Session, Path], tmp_path: Path
) -> None:
    session, files = world
    ws, here = session.ws, tmp_path / "here"
    elsewhere = tmp_path / "elsewhere.duckdb"
    shutil.copyfile(ws.backup(tmp_path / "b.duckdb").path, elsewhere)
    row = next(r for r in ws.load_clients().to_pylist() if r["name"] == "Lena Schreiber")
    words = {str(row["name"]), str(row["email"])}
    ws.erase(client_id=row["client_id"], user="me")
    assert traces(here, words) == []
    again = importing.import_paths(
        ws, [_touched(files, tmp_path / "again")], user="me", as_of=TODAY
    )
    statuses = {one.file: one.status for one in again}
    assert {f for f, status in statuses.items() if status != "stored"} == {
        next(f for f in statuses if "07-17" in f or "archives" in f)
    }
    assert traces(here, words) == []
    ws.restore(elsewhere, user="me")
    assert not any(r["name"] == row["name"] for r in ws.load_clients().to_pylist())
    ws.close()
    assert traces(here, words) == []
