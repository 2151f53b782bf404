from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospecting.safe_output import restore_cell, safe_cell, safe_dict, safe_row

STARTS = "=+-@\t\r\n\x00＝＋－＠"


@pytest.mark.parametrize("start", list(STARTS))
@pytest.mark.parametrize("before", ["", " ", "\ufeff", "  \ufeff", "\u00a0"])
def test_what_a_spreadsheet_would_run_gets_a_quote(start: str, before: str) -> None:
    cell = f'{before}{start}HYPERLINK("x")'
    assert safe_cell(cell) == "'" + cell
    assert restore_cell(safe_cell(cell)) == cell


@pytest.mark.parametrize("text", ["", "Ben Weber", "a=b", "x-y", "'quoted'", "O'Neil", "3-4"])
def test_other_texts_stay(text: str) -> None:
    assert safe_cell(text) == text
    assert restore_cell(text) == text


@given(st.one_of(st.text(), st.text(alphabet=STARTS + "' \ufeffa")))
def test_round_trip_loses_nothing(text: str) -> None:
    assert restore_cell(safe_cell(text)) == text


def test_numbers_and_nothing() -> None:
    assert safe_row([-3, -2.5, None, True]) == ["-3", "-2.5", "", "true"]
    assert safe_dict({"=a": "=b"}) == {"'=a": "'=b"}


def test_through_a_real_csv() -> None:
    cells = ["=1+1", "'=1", "plain", "@x,y", "-5\nz"]
    out = io.StringIO(newline="")
    csv.writer(out).writerow(safe_row(cells))
    back = next(csv.reader(io.StringIO(out.getvalue(), newline="")))
    assert [restore_cell(cell) for cell in back] == cells
    assert all(not cell.startswith(("=", "@", "-", "+")) for cell in back)
