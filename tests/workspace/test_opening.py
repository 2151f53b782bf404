"""Opening: what is ours opens locked down, what is not gives one sentence and is left as it was."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest

from prospecting.exports.staging import SCHEMAS
from prospecting.workspace import HeldByAnotherProcess, Workspace, WorkspaceError, default_path
from prospecting.workspace import connection as connection_module
from prospecting.workspace.dialect import DIALECTS, render, statement
from prospecting.workspace.migrate import known
from tests.workspace.build import CLIENTS, sql, take_in


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "ATTACH '/tmp/other.duckdb' AS other",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET threads = 1",
        "RESET lock_configuration",
        "PRAGMA database_list; SET memory_limit = '10GB'",
    ],
)
def test_the_engine_is_locked_down(ws: Workspace, text: str) -> None:
    with pytest.raises(duckdb.Error):
        sql(ws, text)


def _refused(path: Path, pattern: str) -> None:
    before = path.read_bytes()
    with pytest.raises(WorkspaceError, match=pattern) as error:
        Workspace.open(path)
    assert path.read_bytes() == before
    assert "\n" not in str(error.value)


def test_a_foreign_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"Dear Sir, " * 1000)
    _refused(path, "not a workspace")


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as other:
        other.execute("CREATE TABLE t (a INTEGER)")
    _refused(path, "another program")


def test_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    Workspace.open(path).close()
    with duckdb.connect(str(path)) as raw:
        raw.execute("INSERT INTO migration VALUES (9999, current_localtimestamp())")
    _refused(path, "newer version")


def test_a_missing_one_is_only_made_on_request(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no workspace"):
        Workspace.open(tmp_path / "none.duckdb", create=False)
    with pytest.raises(WorkspaceError, match="folder"):
        Workspace.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.duckdb"
    Workspace.open(path).close()
    # The one who runs the tests may be allowed everything, so the system's answer is given.
    monkeypatch.setattr(os, "access", lambda *_: False)
    _refused(path, "may not be written")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("IO Error: Could not write file: No space left on device", "disk is full"),
        ("IO Error: Cannot open file: Permission denied", "may not be written"),
        ("Out of Memory Error: failed", "more memory"),
        ("IO Error: Trying to read a database file with version number 99", "newer version"),
        ("IO Error: Corrupt database file: computed checksum 1 does not match", "is damaged"),
    ],
)
def test_errors_of_the_engine_are_sentences(tmp_path: Path, text: str, sentence: str) -> None:
    assert sentence in str(connection_module.translate(duckdb.Error(text), tmp_path / "w"))


def test_a_file_held_by_another_process_names_it(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    program = (
        "import sys; from prospecting.workspace import Workspace\n"
        "ws = Workspace.open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"open\n"
            with pytest.raises(HeldByAnotherProcess, match=f"process {holder.pid}") as error:
                Workspace.open(path)
            assert error.value.pid == holder.pid
        finally:
            holder.kill()
    Workspace.open(path).close()


def test_the_place_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSPECTOR_WORKSPACE", str(tmp_path / "chosen.duckdb"))
    assert default_path() == tmp_path / "chosen.duckdb"
    with Workspace.open() as ws:
        assert ws.path == tmp_path / "chosen.duckdb"
    monkeypatch.delenv("PROSPECTOR_WORKSPACE")
    assert default_path().name == "workspace.duckdb"


def test_closing_twice_and_reading_closed(ws: Workspace) -> None:
    ws.close()
    ws.close()
    with pytest.raises(WorkspaceError, match="closed"):
        ws.load_people()
    assert not ws.path.with_name(ws.path.name + ".holder").exists()


def test_many_threads_read_while_one_writes(ws: Workspace) -> None:
    take_in(ws, CLIENTS)
    wrong: list[object] = []

    def read() -> None:
        for _ in range(30):
            try:
                names = ws.load_clients()["name"].to_pylist()
            except WorkspaceError as error:
                wrong.append(error)
            else:
                if names != ["Carla Keller", "Dan Ode"]:
                    wrong.append(names)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for number in range(20):
        ws.set_setting("n", number, user="me")
        if number % 7 == 0:
            ws.rewrite()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert ws.get_setting("n") == 19


def test_every_staged_column_has_its_place(ws: Workspace) -> None:
    kinds = {"string": "VARCHAR", "date32[day]": "DATE", "timestamp[s]": "TIMESTAMP",
             "int32": "INTEGER", "int8": "TINYINT", "double": "DOUBLE", "bool": "BOOLEAN"}  # fmt: skip
    for name, schema in SCHEMAS.items():
        columns = dict(
            sql(ws, "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?",
                [f"row_{name}"])
        )  # fmt: skip
        for column in schema:
            assert columns.get(column.name) == kinds[str(column.type)], (name, column.name)
        assert statement(f"ingest.enter_{name}")
        assert statement(f"ingest.drop_{name}")


def test_dialects_know_the_same_words() -> None:
    assert {frozenset(table) for table in DIALECTS.values()} == {frozenset(DIALECTS["duckdb"])}
    nested = render("@days(greatest(a, max(b)))", "spark")
    assert nested == "unix_date(greatest(a, max(b)))"
    with pytest.raises(KeyError):
        render("@nothing(a)")


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [number for number, _ in known()] == list(range(1, len(known()) + 1))


def test_a_failed_migration_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prospecting.workspace import migrate

    path = tmp_path / "w.duckdb"
    Workspace.open(path).close()
    have = known()[-1][0]
    broken = [*known(), (have + 1, "CREATE TABLE two (a INTEGER); SELECT nonsense FROM nowhere")]
    monkeypatch.setattr(migrate, "known", lambda: broken)
    with pytest.raises(WorkspaceError):
        Workspace.open(path)
    copy = migrate.copy_before(path, have)
    assert copy.exists()
    better = [*broken[:-1], (have + 1, "CREATE TABLE two (a INTEGER)")]
    monkeypatch.setattr(migrate, "known", lambda: better)
    with Workspace.open(path) as ws:
        assert sql(ws, "SELECT count(*) FROM two") == [(0,)]
        assert ws.value("store.schema_number") == have + 1
    assert os.path.getsize(copy) > 0  # noqa: PTH202


def test_settings_are_read_anew_only_after_something_was_written(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read: list[str] = []
    real = Workspace.read

    def counted(self: Workspace, name: str, params: Any = None) -> Any:
        read.append(name)
        return real(self, name, params)

    monkeypatch.setattr(Workspace, "read", counted)
    ws.set_setting("goals", {"won": [1]}, user="me")
    ws.set_setting("other", 2, user="me")
    ws.backup(tmp_path / "copy.duckdb")
    ws.save_profile("One", {"a": 1}, user="me")
    read.clear()
    for _ in range(3):
        assert ws.get_setting("other") == 2 and ws.get_setting("none", 5) == 5
        found = ws.get_setting("goals")
        assert found == {"won": [1]}
        found["won"].append(2)  # what one reader does to it no other sees
        assert [profile.name for profile in ws.list_profiles()] == ["One"]
    assert sorted(read) == ["store.get_setting"] * 3 + ["store.profiles"]
    ws.set_setting("goals", {"won": [3]}, user="me")
    ws.remove_profile("One", user="me")
    assert ws.get_setting("goals") == {"won": [3]} and not ws.list_profiles()
    with pytest.raises(ZeroDivisionError), ws.write("me") as t:
        params = {"name": "goals", "value": "9", "user": "me", "at": t.at}
        t.run("store.set_setting", params)
        assert ws.get_setting("goals") == {"won": [3]}, "not yet"
        1 / 0  # noqa: B018
    assert ws.get_setting("goals") == {"won": [3]}
    ws.restore(tmp_path / "copy.duckdb", user="me")
    assert ws.get_setting("goals") == {"won": [1]}
