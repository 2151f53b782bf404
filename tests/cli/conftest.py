"""A workspace filled through the command line, once for all tests of it."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from prospecting.cli import main

AS_OF = "2026-11-20"


@dataclass(frozen=True)
class Answer:
    """Exit status and both streams of one call."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON; fails where anything else stands there."""
        return json.loads(self.out)


def call(*words: str | Path) -> Answer:
    """The command line in this process, with its streams."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(word) for word in words])
    return Answer(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of synthetic exports."""
    folder = tmp_path_factory.mktemp("exports") / "sample"
    answer = call("sample", folder, "--clients", "6", "--per-client", "80", "--as-of", AS_OF)
    assert answer.code == 0, answer.err
    return folder


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, exports: Path) -> Path:
    """A workspace with these exports, a seller and a profile; tests work on copies."""
    file = tmp_path_factory.mktemp("filled") / "w.duckdb"
    where: Sequence[str | Path] = ("--workspace", file, "--as-of", AS_OF)
    answer = call("import", exports, "--owners", exports / "owners.csv", *where)
    assert answer.code == 0, answer.err
    assert call("seller", "set", exports / "seller.toml", *where).code == 0
    assert call("profile", "set", exports / "profile.toml", *where).code == 0
    return file


Run = Callable[..., Answer]


@pytest.fixture
def run(filled: Path, tmp_path: Path) -> Run:
    """The command line on a copy of the filled workspace."""
    copy = tmp_path / "w.duckdb"
    shutil.copyfile(filled, copy)

    def answer(*words: str | Path) -> Answer:
        return call(*words, "--workspace", copy, "--as-of", AS_OF)

    return answer
