"""A second set of titles, labelled by another reader who had seen neither the words nor the first.

Where two labels can be defended, both stand, the likelier first, parted by "|" ("none": no label).
When it was first measured, before anything was mended (share of titles answered rightly):

===================  =========  ========  ==============  =======
any of the labels    seniority  function  decision-maker  current
===================  =========  ========  ==============  =======
half "dev" (213)          .991      .962            .995    1.000
half "test" (209)         .981      .967            .990     .995
===================  =========  ========  ==============  =======

With the likelier label alone: .854, .869, .906 on "dev" and .871, .842, .919 on "test"; there much
is custom ("Board member" a director or none), not knowledge. Only "dev" was looked at for mending.
After mending: .995, .986, 1.000, 1.000 on "dev" and .981, .967, .995, 1.000 on "test".
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from scoring.titles import TitleReading, read_titles
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

PATH = Path(__file__).parent / "second.csv"
ROWS = list(csv.DictReader(PATH.open(encoding="utf-8", newline="")))
LEGAL = {
    "seniority": {*SENIORITIES, "none"},
    "function": {*FUNCTIONS, "none"},
    "decision_maker": {"yes", "no"},
    "current": {"yes", "no"},
}
ANSWERS: dict[str, Callable[[TitleReading], str]] = {
    "seniority": lambda got: got.seniority or "none",
    "function": lambda got: got.functions[0] if got.functions else "none",
    "decision_maker": lambda got: "yes" if got.decision_maker else "no",
    "current": lambda got: "yes" if got.current else "no",
}
# Two points under what was measured on the half "test" when they were written down.
FLOORS = {"seniority": 0.961, "function": 0.947, "decision_maker": 0.975, "current": 0.98}


def test_the_set_is_large_legal_and_without_doubles() -> None:
    assert len(ROWS) >= 420
    assert len({(row["title"], row["language"]) for row in ROWS}) == len(ROWS)
    for row in ROWS:
        for field, legal in LEGAL.items():
            assert legal.issuperset(row[field].split("|")), row
    for field in ("seniority", "function"):
        assert {row[field].split("|")[0] for row in ROWS} == LEGAL[field]
    halves = [sum(row["split"] == half for row in ROWS) for half in ("dev", "test")]
    assert min(halves) >= 200


@pytest.mark.parametrize("half", ["dev", "test"])
@pytest.mark.parametrize("field", FLOORS)
def test_accuracy(half: str, field: str) -> None:
    rows = [row for row in ROWS if row["split"] == half]
    readings = read_titles([row["title"] for row in rows])
    wrong = [
        f"{row['title']}: {ANSWERS[field](got)}, not {row[field]}"
        for row, got in zip(rows, readings, strict=True)
        if ANSWERS[field](got) not in row[field].split("|")
    ]
    assert 1 - len(wrong) / len(rows) >= FLOORS[field], wrong
