"""Worksheets as records of text, read by calamine (Rust), within the limits of an archive."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time
from typing import Any, Final

from prospecting.exports.archive import check_workbook
from prospecting.exports.limits import MAX_COLUMNS, MAX_ROWS, FileRefused
from prospecting.exports.parse import Records, refuse_long, unescape

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: Excel and LibreOffice both carry formatted but empty rows to the end of the sheet.
_MAX_HEIGHT: Final = 1_048_576


def read_workbook(data: bytes) -> list[tuple[str, Records]]:
    """The visible worksheets that hold anything, by name.

    Dates come as ISO text, whole numbers without a decimal point, yes and no as TRUE and FALSE.

    Raises:
        FileRefused: not readable, protected, or past the limits.
    """
    if data[:2] == b"PK":
        check_workbook(data)
    from python_calamine import (
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
        load_workbook,
    )

    try:
        book = load_workbook(io.BytesIO(data))
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        sheets = [(name, _records(book.get_sheet_by_name(name))) for name in names]
    except FileRefused:
        raise
    except PasswordError:
        raise FileRefused(
            "The workbook is protected by a password.", "Save it without the password."
        ) from None
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # a panic of the Rust code is no Exception
        raise FileRefused(
            "The workbook is damaged or not complete.", "Open it and save it again as XLSX."
        ) from None
    return [(name, records) for name, records in sheets if records.rows or records.rejects]


def _records(sheet: Any) -> Records:
    if sheet.width > MAX_COLUMNS:
        raise FileRefused(
            f"The worksheet {sheet.name!r} has {sheet.width:,} columns, more than {MAX_COLUMNS}.",
            "Leave out the columns that are not needed.",
        )
    if sheet.total_height > max(MAX_ROWS + 100, _MAX_HEIGHT):
        raise FileRefused(
            f"The worksheet {sheet.name!r} has {sheet.total_height:,} rows, more than {MAX_ROWS:,}.",
            "Split it.",
        )
    rows: list[list[str]] = []
    lines: list[int] = []
    for line, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        row = [_text(cell) for cell in cells]
        if any(row):
            rows.append(row)
            lines.append(line)
    width = max((_filled(row) for row in rows), default=0)
    records = Records([row[:width] for row in rows], lines, "")
    unescape(records.rows)
    refuse_long(records)
    return records


def _filled(row: list[str]) -> int:
    return next((place for place in range(len(row), 0, -1) if row[place - 1]), 0)


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell if cell.isprintable() else _CONTROL.sub("", cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time(0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
