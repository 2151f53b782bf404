"""Rows in the file are rows stored plus rows refused, for any table and any dialect."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospecting.exports import read_bytes

HEADERS = {
    "linkedin-connections": [
        "First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On",
    ],
    "client-list": ["Name", "Email", "Company", "Client since", "NPS", "Revenue", "Status"],
    "company-list": ["Company", "Industry", "Employees", "Country"],
    "hubspot-contacts": ["Record ID", "First Name", "Last Name", "Email", "Lifecycle Stage"],
    "nps-survey": ["Email", "Score", "Date", "Comment"],
}  # fmt: skip
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]

cell = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        ["", " ", "Carla", "Keller", "a@b.example", "9", "01.02.2020", "3/4/2021", "1-10", "=1+1",
         "'=x", '"', "a\nb", "a\r\nb", "a\rb", "Total", "Customer", "Lead", "\ufeff", "\x00", "10+"]
    ),
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[list[str]], dict[str, Any], str]:
    kind = draw(st.sampled_from(sorted(HEADERS)))
    width = len(HEADERS[kind])
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), max_size=12))
    dialect = {
        "delimiter": draw(st.sampled_from([",", ";", "\t", "|"])),
        "lineterminator": draw(st.sampled_from(["\n", "\r\n"])),
        "quoting": draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
    }
    return kind, rows, dialect, draw(st.sampled_from(ENCODINGS))


@given(tables())
@settings(max_examples=300)
def test_any_table_in_any_dialect_is_conserved(
    table: tuple[str, list[list[str]], dict[str, Any], str],
) -> None:
    kind, rows, dialect, encoding = table
    out = io.StringIO(newline="")
    writer = csv.writer(out, **dialect)
    writer.writerow(HEADERS[kind])
    writer.writerows(rows)
    staged = read_bytes("table.csv", out.getvalue().encode(encoding))
    assert staged.rows == staged.stored + staged.rejected
    assert staged.rows == len(rows)
    if staged.error is None:
        assert staged.format == kind
        assert staged.stored == sum(t.num_rows for t in staged.tables.values())
        assert staged.delimiter == dialect["delimiter"]
    else:
        assert staged.stored == 0
        assert "could not be read" not in staged.error


@given(
    st.sampled_from(sorted(HEADERS)),
    st.lists(
        st.lists(st.sampled_from(["Carla", "x@y.example", "", "5", "2020-01-01"]), max_size=9),
        max_size=12,
    ),
)
def test_ragged_rows_are_refused_with_their_line(kind: str, rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADERS[kind])
    writer.writerows(rows)
    staged = read_bytes("table.csv", out.getvalue().encode())
    filled = [number for number, row in enumerate(rows, start=2) if row]
    assert staged.rows == len(filled)
    width = len(HEADERS[kind])
    ragged = {
        number
        for number, row in enumerate(rows, start=2)
        if row and any(row) and (len(row) < width or any(row[width:]))
    }
    assert ragged <= {reject.line for reject in staged.rejects}
    for reject in staged.rejects:
        assert reject.reason
        assert reject.mend


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_any_text_is_an_answer(text: str) -> None:
    staged = read_bytes("text.csv", text.encode())
    assert staged.rows == staged.stored + staged.rejected
    assert staged.error is None or "could not be read (" not in staged.error


@pytest.mark.parametrize("bad", ['a,"b\nc,d\ne,f\n', '"\n"\n"\n"\n', '"x', 'a,b\n"1,2\n3,4\n5,6'])
def test_an_unclosed_quotation_mark_costs_its_own_line_only(bad: str) -> None:
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    good = "Ben,Weber,,,Arends,CFO,08 Feb 2026\n"
    text = head + good + 'Eva,"Evans,,,Evans,Owner,08 Feb 2025\n' + good * 3
    staged = read_bytes("Connections.csv", text.encode())
    assert (staged.rows, staged.stored) == (5, 4)
    assert staged.rejects[0].line == 3
    assert "never closed" in staged.rejects[0].reason
    other = read_bytes("Connections.csv", (head + good + bad).encode())
    assert other.rows == other.stored + other.rejected
    assert other.stored >= 1
