"""From text to records: Python's own ``csv``, with every way it can fail turned into a row.

A blank line comes out as a record without cells; every other record either as cells or as a reject.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from prospecting.exports.headers import LONGEST, hits
from prospecting.exports.limits import HEADER_SEARCH, MAX_BYTES, MAX_CELL, go_on
from prospecting.exports.staging import Reject

# The module's own limit (131,072) raises in the middle of a record and loses its place. Here the
# record is read whole and refused by our limit, with its line. Set once: it is process-wide.
csv.field_size_limit(MAX_BYTES)

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 16_384
#: Rows read between two questions whether to stop.
_ROWS: Final = 50_000
_UNCLOSED_TRIES: Final = 50
#: Known headers by which a line is one of a table.
_TABLE: Final = 3
_ESCAPED: Final = re.compile("^'(?=[\\s\ufeff]*[=+\\-@\t\r\n\0＝＋－＠])")


@dataclass(slots=True)
class Records:
    """Records of a text: cells, the line each begins on (from 1), and those that failed."""

    rows: list[list[str]]
    lines: Sequence[int]
    delimiter: str
    rejects: list[Reject] = field(default_factory=list)


def parse(text: str, delimiter: str | None = None) -> Records:
    """Records of ``text``; the delimiter is found where none is given."""
    shift = 0
    named = re.match(r'"?sep=(.)"?\r?\n', text)
    if named and named[1] in DELIMITERS:
        delimiter, text, shift = named[1], text[named.end() :], 1
    elif delimiter is None:
        delimiter = sniff(text)
    records = _fast(text, delimiter) or _careful(text, delimiter)
    _unwrap(records)
    if shift:
        records.lines = [line + shift for line in records.lines]
    if "'" in text and (
        text[0] == "'" or any(mark + "'" in text for mark in (delimiter, "\n", '"'))
    ):
        unescape(records.rows)
    return records


def _fast(text: str, delimiter: str) -> Records | None:
    """The usual case, where every line is a record; None where it is not."""
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        return None
    physical = text.split("\n")
    if not physical[-1]:
        physical.pop()
    if max(map(len, physical), default=0) > MAX_CELL:
        return None
    reader = csv.reader(physical, delimiter=delimiter)
    try:
        rows: list[list[str]] = []
        while some := list(islice(reader, _ROWS)):
            rows += some
            go_on(len(rows), len(physical))
    except csv.Error:
        return None
    # Fewer records than lines: a line break inside a cell, which the split above has lost.
    return Records(rows, range(1, len(rows) + 1), delimiter) if len(rows) == len(physical) else None


def _unwrap(records: Records) -> None:
    """Take apart the rows that stand in one cell.

    A spreadsheet that does not split by commas keeps each line in its first cell, and saves it in
    quotation marks wherever the line has some: all rows, or only those with a name in quotes.
    """
    if 1 not in map(len, records.rows):
        return
    whole = [place for place, row in enumerate(records.rows) if len(row) == 1 and row[0]]
    if not whole:
        return
    for mark in DELIMITERS:
        # A sentence above the table has a comma or two, and is no row.
        lines = {
            place: cells
            for place in whole
            if records.rows[place][0].count(mark) >= _TABLE - 1
            and len(cells := _split(records.rows[place][0], mark)) >= _TABLE
        }
        if not lines:
            continue
        first = [
            lines.get(place, row)
            for place, row in enumerate(records.rows[:HEADER_SEARCH])
            if place in lines or mark == records.delimiter
        ]
        head = max(first, key=hits, default=[])
        if hits(head) < _TABLE:
            continue
        for place, cells in lines.items():
            if len(cells) == len(head):
                records.rows[place] = cells
        records.delimiter = mark
        return


def _split(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return []


def _careful(text: str, delimiter: str) -> Records:
    physical = list(io.StringIO(text, newline=""))
    records = Records([], lines := [], delimiter)
    rows = records.rows
    lone_return = _lone_returns(physical)
    first = 0
    for attempt in range(_UNCLOSED_TRIES + 1):
        reader = csv.reader(physical[first:], delimiter=delimiter)
        begin = 0
        while True:
            begin = reader.line_num
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                records.rejects.append(
                    Reject(
                        first + begin + 1,
                        f"the row cannot be read ({error})",
                        "Repair the quotation marks of this row.",
                    )
                )
                continue
            rows.append(row)
            lines.append(first + begin + 1)
            if not len(rows) % _ROWS:
                go_on(len(rows), len(physical))
        last = (lines[-1] if lines else 1) - 1
        if not rows or last < first or attempt == _UNCLOSED_TRIES:
            break
        if not _is_unclosed(physical[last:], delimiter):
            break
        # The stray quotation mark has swallowed the rest of the file: refuse its line, go on.
        cells = next(csv.reader([physical[last].replace('"', "")], delimiter=delimiter), [])
        rows.pop()
        lines.pop()
        records.rejects.append(
            Reject(
                last + 1,
                "a quotation mark opened in this row is never closed",
                "Close or remove the quotation mark.",
                tuple(cells),
            )
        )
        first = last + 1
        if first >= len(physical):
            break
    refuse_long(records)
    if lone_return:
        _refuse_broken(records, lone_return)
    return records


def _is_unclosed(tail: list[str], delimiter: str) -> bool:
    if len(tail) < 2:
        return False
    try:
        for _ in csv.reader(tail, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _lone_returns(physical: list[str]) -> set[int]:
    """Lines that end in a carriage return alone, in a file whose lines do not."""
    returns = {n for n, line in enumerate(physical, start=1) if line.endswith("\r")}
    return returns if len(returns) * 2 < len(physical) else set()


def _refuse_broken(records: Records, returns: set[int]) -> None:
    width = max((len(row) for row in records.rows), default=0)
    kept_rows, kept_lines = [], []
    for row, line in zip(records.rows, records.lines, strict=True):
        if row and len(row) < width and (line in returns or line - 1 in returns):
            records.rejects.append(
                Reject(
                    line,
                    "a stray carriage return breaks the row in two",
                    "Remove the line break inside the cell, or put the cell in quotation marks.",
                    tuple(row),
                )
            )
        else:
            kept_rows.append(row)
            kept_lines.append(line)
    records.rows[:] = kept_rows
    records.lines = kept_lines


def refuse_long(records: Records) -> None:
    if not any(len(cell) > MAX_CELL for row in records.rows for cell in row):
        return
    kept_rows, kept_lines = [], []
    for row, line in zip(records.rows, records.lines, strict=True):
        longest = max(map(len, row), default=0)
        if longest > MAX_CELL:
            records.rejects.append(
                Reject(
                    line,
                    f"a cell holds {longest:,} characters, more than {MAX_CELL:,}",
                    "Shorten the cell.",
                    tuple(cell[:200] for cell in row),
                )
            )
        else:
            kept_rows.append(row)
            kept_lines.append(line)
    records.rows[:] = kept_rows
    records.lines = kept_lines


def unescape(rows: list[list[str]]) -> None:
    """Take back the quote that our own exports put before what a spreadsheet would compute."""
    for row in rows:
        for position, cell in enumerate(row):
            if cell[:1] == "'":
                row[position] = _ESCAPED.sub("", cell)


def sniff(text: str) -> str:
    """The delimiter under which the first rows look most like a table with known headers."""
    sample = text[:_SAMPLE]
    best, best_score = ",", (-1.0, -1.0)
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        rows = _sample_rows(sample, delimiter)
        known = max((hits(row) for row in rows[:HEADER_SEARCH]), default=0)
        if known >= 4:
            coverage = max(hits(row) / max(1, len(row)) for row in rows[:HEADER_SEARCH])
            if coverage >= 0.6:
                return delimiter
        widths = [len(row) for row in rows if len(row) > 1]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        steady = widths.count(usual) / len(rows) if rows and usual > 1 else 0.0
        score = (float(known), steady + min(usual, 20) / 100)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _sample_rows(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) >= 2 * HEADER_SEARCH or _is_plain_header(rows[-1:]):
                break
    except csv.Error:
        pass
    return rows


def _is_plain_header(last: list[list[str]]) -> bool:
    """A row of at least four known headers, and little else: no need to look further."""
    if not last or len(last[0]) < 4 or any(len(cell) > LONGEST for cell in last[0]):
        return False
    return hits(last[0]) >= max(4, 0.6 * len(last[0]))
