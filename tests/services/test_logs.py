"""The log beside the workspace: kinds and places of errors, no data, and no end of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospecting import logs

SECRET = "Bertha Geheim"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The log of a workspace in a folder of its own."""
    logger = logging.getLogger(logs.NAME)
    before = list(logger.handlers)
    logs.keep_log(tmp_path / "w.duckdb")
    logs.keep_log(tmp_path / "w.duckdb")
    assert len(logger.handlers) == len(before) + 1, "once"
    yield tmp_path / "w.log"
    for handler in logger.handlers[len(before) :]:
        handler.close()
        logger.removeHandler(handler)


def _fail(name: str) -> None:
    try:
        raise KeyError(name)
    except KeyError as error:
        raise ValueError(f"no such person: {name}") from error


def test_an_error_is_there_without_its_data(log: Path) -> None:
    try:
        _fail(SECRET)
    except ValueError:
        logging.getLogger("prospecting.app").exception("error %s", "1a2b3c4d")
    text = log.read_text("utf-8")
    assert "1a2b3c4d" in text
    assert "KeyError" in text and "ValueError" in text and "test_logs.py" in text
    assert "in _fail" in text
    assert SECRET not in text and "Geheim" not in text and str(log.parent) not in text


def test_it_is_cut_at_a_size(log: Path) -> None:
    for _ in range(3000):
        logging.getLogger("prospecting.app").warning("x" * 1000)
    files = sorted(log.parent.glob("w.log*"))
    assert len(files) == 4
    assert all(file.stat().st_size <= 510_000 for file in files)


def test_a_place_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    before = list(logging.getLogger(logs.NAME).handlers)
    logs.keep_log(tmp_path / "nowhere" / "w.duckdb")
    assert logging.getLogger(logs.NAME).handlers == before
