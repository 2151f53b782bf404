"""One table as found in a file: header found, rows of one width, what does not fit set aside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from prospecting.exports.headers import header_key, hits, visible_headers
from prospecting.exports.limits import (
    HEADER_SEARCH,
    MAX_COLUMNS,
    MAX_ROWS,
    FileRefused,
    go_on,
)
from prospecting.exports.signs import looks_like_data
from prospecting.exports.staging import Reject

_FOOTER: Final = re.compile(
    r"\s*(grand totals?|totals?\b|sub-?totals?|sum\b|summe\b|gesamt|total général|"
    r"confidential information|copyright\b|\(c\)\s|©|generated (on|by)|exported (on|by|from)|"
    r"filtered by|as of \d|report generated)",
    re.IGNORECASE,
)
_FOOTER_ROWS: Final = 12
#: Rows turned into columns at a time.
_ROWS: Final = 5_000
_END: Final = re.compile(
    r"\s*(grand totals?|confidential information|copyright\b|©)", re.IGNORECASE
)
FOOTER: Final = ("a footer or total of the report, not a record", "Nothing to do.")
EMPTY_ROW: Final = ("the row is empty", "Nothing to do.")


@dataclass
class Sheet:
    """A table of a file.

    ``rows`` all have the header's width; ``lines`` gives each one's line in the file (from 1).
    ``rejects`` holds the records that were set aside before any reader saw them, so the rows of
    the file are ``len(rows) + len(rejects)``.
    """

    file: str
    member: str | None
    header: list[str]
    keys: list[str]
    rows: list[list[str]]
    lines: Sequence[int]
    preamble: list[list[str]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    delimiter: str | None = None
    #: There is no row of headers; the columns are called "column 1", "column 2" and so on.
    headless: bool = False

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each header key; of equal ones the first."""
        places: dict[str, int] = {}
        for position, name in enumerate(self.keys):
            places.setdefault(name, position)
        return places

    @cached_property
    def columns(self) -> list[tuple[str, ...]]:
        """The cells by column."""
        if not self.rows:
            return [() for _ in self.header]
        if len(self.rows) <= _ROWS:
            return list(zip(*self.rows, strict=True))
        parts: list[list[str]] = [[] for _ in self.rows[0]]
        # A few thousand rows at a time: all at once the machine's memory is slower.
        for start in range(0, len(self.rows), _ROWS):
            go_on()
            some = zip(*self.rows[start : start + _ROWS], strict=True)
            for part, cells in zip(parts, some, strict=True):
                part.extend(cells)
        return [tuple(part) for part in parts]

    def has(self, *names: str) -> bool:
        """Whether all header keys stand in the sheet."""
        return all(name in self.index for name in names)

    def find(self, names: Sequence[str]) -> int | None:
        """Position of the first of the header keys that the sheet has."""
        for name in names:
            if name in self.index:
                return self.index[name]
        return None

    def column(self, *names: str) -> tuple[str, ...] | None:
        """Cells under the first of the header keys that the sheet has."""
        position = self.find(names)
        return None if position is None else self.columns[position]

    def keep(self, refused: dict[int, tuple[str, str]]) -> Sheet:
        """The sheet without the rows at these positions, which become rejects.

        Args:
            refused: position in ``rows`` to reason and mend.
        """
        if not refused:
            return self
        rejects = [
            Reject(self.lines[place], reason, mend, tuple(self.rows[place]), self.member)
            for place, (reason, mend) in sorted(refused.items())
        ]
        rows = [row for place, row in enumerate(self.rows) if place not in refused]
        lines = [line for place, line in enumerate(self.lines) if place not in refused]
        return Sheet(
            self.file,
            self.member,
            self.header,
            self.keys,
            rows,
            lines,
            self.preamble,
            self.rejects + rejects,
            self.warnings,
            self.delimiter,
            self.headless,
        )


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell and not cell.isspace())


def _first_full(rows: Sequence[Sequence[str]]) -> int | None:
    """Position of the first row that is about as full as the table's rows are."""
    usual = max(map(_filled, rows[: 2 * HEADER_SEARCH]), default=0)
    wanted = max(2, 0.6 * usual)
    return next((at for at, row in enumerate(rows[:HEADER_SEARCH]) if _filled(row) >= wanted), None)


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Position of the header among the first rows: the earliest that is nearly the best match.

    A single known word makes a header only of the first full row: further down it is a cell that
    happens to be one ("Owner"), and in a row with one cell a title ("Clients").
    """
    scores: list[int] = []
    single = all(len(row) <= 1 for row in rows[:HEADER_SEARCH])
    for row in rows[:HEADER_SEARCH]:  # blank lines count: a header never stands far down
        # "Notes:" alone is a word of a preamble, though some table has it for a header.
        score = hits(row) if len(row) > 1 or single else 0
        if score >= max(4, 0.6 * len(row)):
            return len(scores)
        scores.append(score)
    best = max(scores, default=0)
    if best == 0:
        return None
    if best == 1 and not single and (full := _first_full(rows)) is not None:
        return full if scores[full : full + 1] == [1] and not looks_like_data(rows[full]) else None
    found = next(place for place, score in enumerate(scores) if score >= max(1, 0.6 * best))
    below = scores[found + 1 : found + 2]
    if below and below[0] >= scores[found] > 1 and _filled(rows[found + 1]) > _filled(rows[found]):
        return found + 1  # the upper one of two lines names groups of columns
    return found


def build_sheet(
    file: str,
    rows: list[list[str]],
    lines: Sequence[int],
    *,
    member: str | None = None,
    rejects: Sequence[Reject] = (),
    delimiter: str | None = None,
    header_at: int | None = None,
    headless: bool = False,
) -> Sheet:
    """A sheet from records, the header being looked for where its place is not given.

    ``headless`` says that there is none.

    Raises:
        FileRefused: no record at all, or more columns or rows than a file may have.
    """
    blank = next((place for place, row in enumerate(rows) if any(row)), None)
    if blank is None:
        raise FileRefused("The file is empty.", "Export it again and choose the new file.")
    if header_at is None and not headless:
        header_at = find_header(rows)
    if header_at is None:
        # Nothing is known: the first full row is taken for the header, so that a mapping can be
        # made for it; unless it holds what no header does.
        header_at = _first_full(rows)
        if header_at is None:
            header_at = next((place for place, row in enumerate(rows) if len(row) > 1), blank)
        headless = headless or looks_like_data(rows[header_at])
    if headless:
        width = max(map(len, rows[header_at : header_at + 2 * HEADER_SEARCH]))
        head = [f"column {number}" for number in range(1, width + 1)]
        header_at -= 1
    else:
        head = rows[header_at]
        if header_at:
            head = _with_groups(rows[header_at - 1], head)
    if len(head) > MAX_COLUMNS:
        raise FileRefused(
            f"The table has {len(head):,} columns, more than {MAX_COLUMNS}.",
            "Leave out the columns that are not needed.",
        )
    body, body_lines = rows[header_at + 1 :], lines[header_at + 1 :]
    while body and not body[0]:
        body, body_lines = body[1:], body_lines[1:]
    if len(body) > MAX_ROWS:
        raise FileRefused(
            f"The table has {len(body):,} rows, more than {MAX_ROWS:,}.",
            "Split the file.",
        )
    header, renamed = visible_headers(head)
    if renamed and renamed[-1] == f"column {len(head)} has no header":
        renamed.pop()  # a trailing comma, as several programs write it
    sheet = Sheet(
        file,
        member,
        header,
        [header_key(cell) for cell in head],
        body,
        body_lines,
        [list(row) for row in rows[: max(header_at, 0)]],
        [Reject(r.line, r.reason, r.mend, r.cells, member) for r in rejects],
        delimiter=delimiter,
        headless=headless,
    )
    if headless:
        sheet.warnings.append("No row of headers was found, so the columns were numbered.")
    if renamed:
        sheet.warnings.append(
            "Headers were renamed: " + "; ".join(renamed[:5]) + ("; …." if renamed[5:] else ".")
        )
    _set_aside(sheet)
    return sheet


def _with_groups(above: Sequence[str], head: list[str]) -> list[str]:
    """Headers that stand twice, told apart by the words above them.

    "Person | | Company |" over "Name | Role | Name | Seat" makes "Person Name" and "Company Name".
    """
    words = [" ".join(cell.split()) for cell in head]
    twice = {word.casefold() for word in words if word and words.count(word) > 1}
    if not twice or not 2 <= _filled(above) < len(head) or looks_like_data(above):
        return head
    out, group = [], ""
    for place, word in enumerate(words):
        group = " ".join(above[place].split()) or group if place < len(above) else group
        out.append(f"{group} {word}" if group and word.casefold() in twice else head[place])
    return out


def _set_aside(sheet: Sheet) -> None:
    """Move empty rows, footers and rows of another width to the rejects."""
    width = len(sheet.header)
    while sheet.rows and not sheet.rows[-1]:
        sheet.rows.pop()
    sheet.lines = sheet.lines[: len(sheet.rows)]
    tail = range(max(0, len(sheet.rows) - _FOOTER_ROWS), len(sheet.rows))
    if set(map(len, sheet.rows)) <= {width} and all(map(any, sheet.rows)):
        odd: set[int] = set()
    else:
        odd = {n for n, row in enumerate(sheet.rows) if len(row) != width or not any(row)}
    ended = False  # a report's names and notes after its "Grand Totals" belong to the footer
    feet: set[int] = set()
    for place in tail:
        row = sheet.rows[place]
        ended = ended or _is_end(row)
        if _is_footer(row) or (ended and width > 2 and sum(map(bool, map(str.strip, row))) == 1):
            feet.add(place)
    odd |= feet
    if not odd:
        return
    kept_rows: list[list[str]] = []
    kept_lines: list[int] = []
    for place, row in enumerate(sheet.rows):
        line = sheet.lines[place]
        if not row:
            continue
        if place in odd:
            verdict = FOOTER if place in feet else _verdict(row, width)
            if verdict:
                sheet.rejects.append(Reject(line, *verdict, tuple(row[: width + 20]), sheet.member))
                continue
        kept_rows.append(row[:width])
        kept_lines.append(line)
    sheet.rows, sheet.lines = kept_rows, kept_lines


def _verdict(row: list[str], width: int) -> tuple[str, str] | None:
    """Why a row is set aside; None where it is only followed by empty cells."""
    if not any(cell.strip() for cell in row):
        return EMPTY_ROW
    if _is_footer(row):
        return FOOTER
    if len(row) > width and any(cell.strip() for cell in row[width:]):
        return (
            f"the row has {len(row)} {'cell' if len(row) == 1 else 'cells'}, the header {width}",
            "Put cells that hold the delimiter in quotation marks.",
        )
    if len(row) < width:
        return (
            f"the row has {len(row)} {'cell' if len(row) == 1 else 'cells'}, the header {width}",
            "Complete the row, or export the file again.",
        )
    return None


def _is_end(row: list[str]) -> bool:
    """Whether nothing but the report's footer can follow."""
    return bool(_END.match(next((cell for cell in row if cell.strip()), ""))) and _is_footer(row)


def _is_footer(row: list[str]) -> bool:
    first = next((cell for cell in row if cell.strip()), "")
    if not _FOOTER.match(first):
        return False
    filled = [cell for cell in row if cell.strip()]
    return len(filled) <= 3 and "@" not in "".join(filled)
