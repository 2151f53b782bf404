"""No table that leaves the program names somebody who objected; figures keep the count."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from prospecting.services.exporting import SOURCES
from tests.cli.conftest import Run


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def asked(run: Run, tmp_path: Path) -> dict[str, Any]:
    """A workspace with a plan and two introductions; the one of each that will object."""
    plan = run("plan", "--format", "json").json["asks"]
    one = plan[0]
    other = next(ask for ask in plan if ask["client_id"] != one["client_id"])
    note = f"{one['prospect_name']} was glad"
    for ask, text in ((one, note), (other, "went well")):
        pair = ("--prospect", str(ask["prospect_id"]), "--client", str(ask["client_id"]))
        for stage in ("asked", "introduced"):
            assert run("ask", *pair, "--stage", stage, "--note", text).code == 0
    return {"prospect": one, "client": other}


@pytest.mark.parametrize("what", sorted(SOURCES))
def test_no_export_names_who_objected(
    what: str, run: Run, asked: dict[str, Any], tmp_path: Path
) -> None:
    before = tmp_path / "before.csv"
    assert run("export", what, "--out", before).code == 0
    client = asked["client"]
    assert run("suppress", "--prospect", str(asked["prospect"]["prospect_id"])).code == 0
    assert run("suppress", "--client", str(client["client_id"])).code == 0
    for suffix in (".csv", ".xlsx"):
        out = tmp_path / f"after{suffix}"
        assert run("export", what, "--out", out).code == 0
        if suffix == ".csv":
            text = out.read_text("utf-8")
        else:
            with zipfile.ZipFile(out) as book:
                text = "\n".join(book.read(name).decode() for name in book.namelist())
        for word in (
            asked["prospect"]["prospect_name"],
            asked["prospect"]["prospect_url"],
            client["client_name"],
            client["client_email"],
        ):
            assert word not in text, (what, word)
    if what in ("asks", "events", "report"):
        assert len(_rows(tmp_path / "after.csv")) == len(_rows(before))


def test_the_report_with_all_its_tables_names_nobody_who_objected(
    run: Run, asked: dict[str, Any], tmp_path: Path
) -> None:
    client = asked["client"]
    assert run("suppress", "--client", str(client["client_id"])).code == 0
    said = json.dumps(run("report", "--format", "json").json, ensure_ascii=False)
    assert client["client_email"] not in said
