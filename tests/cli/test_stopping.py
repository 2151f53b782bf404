"""Ctrl-C, and the system's request to end, while a command writes: an answer, and no trace."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest

from prospecting.workspace import Workspace
from prospecting.workspace.connection import Transaction
from tests.cli.conftest import Run, call
from tests.workspace.test_stopping import dump

HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ROWS = "".join(
    f"Ann{n},Person{n},https://www.linkedin.com/in/ann{n},,Firm {n},CFO,03 May 2021\n"
    for n in range(50)
)


def _hears(monkeypatch: pytest.MonkeyPatch, number: int, at: int) -> None:
    """Send this process a signal at the ``at``-th statement of a transaction."""
    seen = 0
    check = Transaction.check

    def counting(self: Transaction) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            signal.raise_signal(number)
        check(self)

    monkeypatch.setattr(Transaction, "check", counting)


def _dump(file: Path) -> dict[str, list[str]]:
    with Workspace.open(file) as ws:
        return dump(ws)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("at", [20, 60])
def test_an_import_is_stopped(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, at: int
) -> None:
    file = tmp_path / "Connections.csv"
    file.write_text(HEAD + ROWS, "utf-8")
    before = _dump(tmp_path / "w.duckdb")
    with monkeypatch.context() as patch:
        _hears(patch, number, at)
        answer = run("import", file, "--owner", "me", "--format", "json")
    assert answer.code == 1
    assert answer.out == ""
    assert "The import was stopped; nothing of it was kept." in answer.err
    assert "Traceback" not in answer.err
    assert _dump(tmp_path / "w.duckdb") == before
    assert run("import", file, "--owner", "me").code == 0


@pytest.mark.parametrize("command", ["undo-import", "withdraw"])
def test_taking_out_is_stopped(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    imports = run("imports", "--format", "json").json
    number = next(one["import_id"] for one in imports if one["owner"])
    before = _dump(tmp_path / "w.duckdb")
    with monkeypatch.context() as patch:
        _hears(patch, signal.SIGINT, 40)
        answer = run(command, str(number))
    assert (answer.code, answer.out) == (1, "")
    assert "It was stopped; nothing was changed." in answer.err
    assert _dump(tmp_path / "w.duckdb") == before
    assert run(command, str(number)).code == 0


def test_a_second_signal_ends_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "Connections.csv"
    file.write_text(HEAD + ROWS, "utf-8")

    def twice(self: Transaction) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Transaction, "check", twice)
    answer = call("import", file, "--owner", "me", "--workspace", tmp_path / "n.duckdb")
    assert answer.code == 1
    assert "Traceback" not in answer.err
    monkeypatch.undo()
    with Workspace.open(tmp_path / "n.duckdb") as ws:
        assert ws.load_imports().num_rows == 0


def test_a_stop_that_comes_too_late_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "Connections.csv"
    file.write_text(HEAD + ROWS, "utf-8")
    warn = Workspace._warn_of_unmatched

    def late(self: Workspace, results: list[Any]) -> None:
        signal.raise_signal(signal.SIGTERM)
        warn(self, results)

    monkeypatch.setattr(Workspace, "_warn_of_unmatched", late)
    answer = call("import", file, "--owner", "me", "--workspace", tmp_path / "n.duckdb")
    assert answer.code == 0
    assert "It was too late to stop" in answer.err
    assert "50 rows stored" in answer.out
