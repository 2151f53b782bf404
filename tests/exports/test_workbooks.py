"""Workbooks: dates and numbers as cells, several worksheets, rows conserved."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from prospecting.exports import read_bytes

HEADER = ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"]


def workbook(sheets: dict[str, list[list[Any]]], *, hidden: str | None = None) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(place, column, dt.datetime.combine(cell, dt.time()), day)
                elif isinstance(cell, str):
                    sheet.write_string(place, column, cell)
                elif cell is not None:
                    sheet.write(place, column, cell)
        if name == hidden:
            sheet.hide()
    book.close()
    return out.getvalue()


cell = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)),
    st.integers(-1000, 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.none(),
)


@given(st.lists(st.lists(cell, min_size=7, max_size=7), max_size=8))
@settings(max_examples=60)
def test_rows_of_any_workbook_are_conserved(rows: list[list[Any]]) -> None:
    staged = read_bytes("Connections.xlsx", workbook({"S": [HEADER, *rows]}))
    assert staged.rows == staged.stored + staged.rejected
    filled = sum(any(value not in (None, "") for value in row) for row in rows)
    assert staged.rows == filled
    assert staged.error is None or "could not be read (" not in staged.error


def test_a_real_date_needs_no_guess() -> None:
    data = workbook({"S": [HEADER, ["Ben", "Weber", "", "", "Arends", "CFO", dt.date(2021, 4, 3)]]})
    staged = read_bytes("Connections.xlsx", data)
    assert staged.tables["contacts"]["connected_on"].to_pylist() == [dt.date(2021, 4, 3)]
    assert staged.warnings == []


def test_worksheets_of_several_kinds_are_joined_and_hidden_ones_left() -> None:
    clients: list[list[Any]] = [
        ["Name", "Email", "Company", "Client since", "Revenue"],
        ["Carla", "c@k.example", "Keller", 2019, 1200.5],
    ]
    firms: list[list[Any]] = [["Company", "Industry", "Employees"], ["Keller", "Machinery", 320]]
    data = workbook({"Clients": clients, "Firms": firms, "Secret": clients}, hidden="Secret")
    staged = read_bytes("book.xlsx", data)
    assert {name: table.num_rows for name, table in staged.tables.items()} == {
        "clients": 1,
        "companies": 1,
    }
    assert staged.tables["companies"]["member"].to_pylist() == ["Firms"]
    assert staged.tables["clients"]["revenue"].to_pylist() == [1200.5]
    assert staged.tables["companies"]["size_min"].to_pylist() == [320.0]


def test_a_range_that_the_workbook_holds_as_a_date() -> None:
    firms: list[list[Any]] = [
        ["Company", "Industry", "Employees"],
        ["Keller", "Machinery", dt.date(2026, 1, 10)],
        ["Big", "Retail", "51-200"],
    ]
    staged = read_bytes("firms.xlsx", workbook({"S": firms}))
    table = staged.tables["companies"]
    assert (table["size_min"].to_pylist(), table["size_max"].to_pylist()) == ([1, 51], [10, 200])
    assert any("turned back" in text for text in staged.warnings)


def test_an_upload_of_parquet_says_where_it_goes(tmp_path: Path) -> None:
    staged = read_bytes("list.parquet", b"PAR1" + bytes(100))
    assert staged.error is not None
    assert "by their path" in staged.error


def test_the_list_of_owners_is_no_data(tmp_path: Path) -> None:
    from prospecting.exports import read_path

    (tmp_path / "owners.csv").write_text("file,client_email\na.csv,a@b.example\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text(
        ",".join(HEADER) + "\nBen,Weber,,,,,1 Jan 2020\n", encoding="utf-8"
    )
    assert [staged.file for staged in read_path(tmp_path)] == ["a.csv"]
    assert [staged.file for staged in read_path(tmp_path / "owners.csv")] == ["owners.csv"]
