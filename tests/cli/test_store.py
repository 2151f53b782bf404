"""Files that cannot be worked on: one plain sentence each, and the file is left as it was."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from prospecting.workspace import Workspace
from tests.cli.conftest import AS_OF, Answer, call


def _text(path: Path, filled: Path) -> None:
    path.write_text("Dear Sir or Madam, " * 2000)


def _short(path: Path, filled: Path) -> None:
    path.write_bytes(filled.read_bytes()[:6000])


def _other_program(path: Path, filled: Path) -> None:
    with duckdb.connect(str(path)) as raw:
        raw.execute("CREATE TABLE migration (number INTEGER)")


def _sqlite(path: Path, filled: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE t (a INTEGER)")


def _newer_schema(path: Path, filled: Path) -> None:
    shutil.copyfile(filled, path)
    with duckdb.connect(str(path)) as raw:
        raw.execute("INSERT INTO migration VALUES (9999, current_localtimestamp())")


def _changed(path: Path, filled: Path) -> None:
    data = bytearray(filled.read_bytes())
    data[12:20] = (9999).to_bytes(8, "little")  # within the part that has a checksum
    path.write_bytes(bytes(data))


def _folder(path: Path, filled: Path) -> None:
    path.mkdir()


FILES: dict[str, tuple[Callable[[Path, Path], None], str]] = {
    "a letter": (_text, "is not a workspace"),
    "a workspace cut short": (_short, "is damaged"),
    "a database of another program": (_other_program, "another program"),
    "a database of another engine": (_sqlite, "not a workspace"),
    "a newer schema": (_newer_schema, "update the program"),
    "a workspace with changed bytes": (_changed, "is damaged"),
    "a folder": (_folder, "is a folder"),
}
COMMANDS = (("plan",), ("doctor",), ("client", "list"), ("import", "nothing.csv"))


def _one_sentence(answer: Answer, words: str) -> None:
    assert answer.code == 1
    assert answer.out == ""
    lines = answer.err.strip().splitlines()
    assert len(lines) == 1, answer.err
    assert words in lines[0] and "Error" not in lines[0] and "Traceback" not in lines[0]


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_none_is_left_alone(filled: Path, tmp_path: Path, what: str) -> None:
    make, words = FILES[what]
    path = tmp_path / "w.duckdb"
    make(path, filled)
    before = path.read_bytes() if path.is_file() else b""
    for command in COMMANDS:
        _one_sentence(call(*command, "--workspace", path, "--as-of", AS_OF), words)
        assert (path.read_bytes() if path.is_file() else b"") == before
        assert [one.name for one in tmp_path.iterdir()] == ["w.duckdb"]


def test_a_file_that_may_not_be_written(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.duckdb"
    shutil.copyfile(filled, path)
    path.chmod(0o444)
    if os.access(path, os.W_OK):  # whoever runs the tests may do everything
        monkeypatch.setattr(os, "access", lambda *_: False)
    before = path.read_bytes()
    _one_sentence(call("plan", "--workspace", path), "change its permissions")
    assert path.read_bytes() == before


def test_a_file_in_use_names_the_process(filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    shutil.copyfile(filled, path)
    program = (
        "import sys; from prospecting.workspace import Workspace\n"
        "ws = Workspace.open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"open\n"
        try:
            for words in COMMANDS:
                answer = call(*words, "--workspace", path, "--as-of", AS_OF)
                _one_sentence(answer, f"in use by process {holder.pid}")
        finally:
            holder.kill()
    assert call("client", "list", "--workspace", path).code == 0


def _limited(limit: int, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A command in a process that cannot write a file past ``limit`` bytes, as on a full disk."""
    program = (
        "import resource, signal, sys; from prospecting.cli import main\n"
        f"signal.signal({int(signal.SIGXFSZ)}, signal.SIG_IGN)\n"
        "limit = int(sys.argv[1]); resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
        "sys.exit(main(sys.argv[2:]))"
    )
    command = [sys.executable, "-c", program, str(limit), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.skipif(os.name != "posix", reason="limits of processes are POSIX")
def test_a_full_disk_keeps_what_was(filled: Path, exports: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    shutil.copyfile(filled, path)
    more = tmp_path / "more"
    assert call("sample", more, "--clients", "4", "--per-client", "3000", "--seed", "99").code == 0
    with Workspace.open(path) as ws:
        before = ws.facts()
    words = ("import", more, "--workspace", path, "--as-of", AS_OF)
    done = _limited(path.stat().st_size + 100_000, *words)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert "disk is full" in last and "nothing was changed" in last, done.stderr
    with Workspace.open(path) as ws:
        after = ws.facts()
        assert all(finding.ok for finding in ws.doctor() if finding.name != "room")
    same = ("people", "clients", "connections", "imports", "asks", "events")
    assert {key: after[key] for key in same} == {key: before[key] for key in same}
    assert call(*words).code in (0, 1)
    with Workspace.open(path) as ws:
        assert ws.facts()["people"] > before["people"], "with room it goes in"


@pytest.mark.skipif(os.name != "posix", reason="limits of processes are POSIX")
def test_a_backup_that_finds_no_room_leaves_nothing(filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    shutil.copyfile(filled, path)
    to = tmp_path / "to" / "backup.duckdb"
    done = _limited(200_000, "backup", to, "--workspace", path)
    assert done.returncode == 1
    said = done.stderr.strip()
    assert said.startswith("prospector backup: The copy could not be written: ")
    assert "\n" not in said and "Errno" not in said and "Error" not in said
    assert list(to.parent.iterdir()) == []


def test_a_damaged_workspace_is_replaced_as_the_sentence_says(filled: Path, tmp_path: Path) -> None:
    path, backup = tmp_path / "w.duckdb", tmp_path / "backup.duckdb"
    shutil.copyfile(filled, path)
    assert call("backup", backup, "--workspace", path).code == 0
    with Workspace.open(path) as ws:
        before = ws.facts()["people"]
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert "move it away" in call("plan", "--workspace", path).err
    path.rename(tmp_path / "damaged.duckdb")
    assert call("restore", backup, "--yes", "--workspace", path).code == 0
    with Workspace.open(path) as ws:
        assert ws.facts()["people"] == before


def test_an_older_workspace_says_that_it_is_brought_up_to_date(tmp_path: Path) -> None:
    golden = Path(__file__).parents[1] / "golden" / "workspace" / "schema-5.duckdb.gz"
    path = tmp_path / "w.duckdb"
    path.write_bytes(gzip.decompress(golden.read_bytes()))
    first = call("imports", "--workspace", path, "--format", "json")
    assert first.code == 0
    assert first.json
    assert "bringing it up to date" in first.err
    assert "computing keys anew" in first.err
    again = call("imports", "--workspace", path, "--format", "json")
    assert (again.json, again.err) == (first.json, "")
