"""Hand-labelled titles, by meaning."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from scoring.titles import read_titles
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

ROWS = list(csv.DictReader((Path(__file__).parent / "gold.csv").open(encoding="utf-8", newline="")))


def test_the_set_is_large_legal_and_without_doubles() -> None:
    assert len(ROWS) >= 500
    assert len({row["title"] for row in ROWS}) == len(ROWS)
    assert {row["seniority"] for row in ROWS} == {*SENIORITIES, ""}
    assert {row["function"] for row in ROWS} == {*FUNCTIONS, ""}
    assert {row["language"] for row in ROWS} == {"en", "de", "fr", "es", "pt", "it", "nl"}
    assert min(sum(row["split"] == half for row in ROWS) for half in ("dev", "test")) >= 250


@pytest.mark.parametrize("half", ["dev", "test"])
def test_accuracy(half: str) -> None:
    rows = [row for row in ROWS if row["split"] == half]
    right = {"seniority": 0, "function": 0, "decision_maker": 0, "current": 0}
    for row, got in zip(rows, read_titles([row["title"] for row in rows]), strict=True):
        right["seniority"] += (got.seniority or "") == row["seniority"]
        right["function"] += (got.functions[0] if got.functions else "") == row["function"]
        right["decision_maker"] += got.decision_maker == (row["decision_maker"] == "yes")
        right["current"] += got.current == (row["current"] == "yes")
    share = {name: count / len(rows) for name, count in right.items()}
    assert share["seniority"] >= 0.95, share
    assert share["function"] >= 0.93, share
    assert share["decision_maker"] >= 0.97, share
    assert share["current"] >= 0.97, share
