"""From the bytes of one file to its tables: text or workbook, encoding, delimiter, header."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from prospecting.exports.decode import decode
from prospecting.exports.documents import refuse_document, refuse_text
from prospecting.exports.formats.vcards import looks_like_vcard
from prospecting.exports.limits import FileRefused, go_on
from prospecting.exports.mapping import Mapping, MappingProposal, header_place
from prospecting.exports.parse import Records, parse
from prospecting.exports.proposing import propose
from prospecting.exports.sheet import Sheet, build_sheet
from prospecting.exports.staging import StagedFile
from prospecting.exports.tongues import english
from prospecting.exports.workbook import read_workbook

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
TABLES: Final = frozenset({".csv", ".tsv", ".tab", ".txt"})


def open_sheets(
    path: str,
    data: bytes,
    staged: StagedFile,
    member: str | None = None,
    mapping: Mapping | None = None,
) -> list[Sheet] | str:
    """The tables of a file: one of a text, one a worksheet of a workbook; the text of vCards.

    Raises:
        FileRefused: it cannot be opened, or holds nothing.
    """
    refuse_document(data)
    ending = PurePosixPath(path.replace("\\", "/")).suffix.lower()
    is_book = data[:4] == b"PK\x03\x04" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    if is_book or ending in WORKBOOKS:
        if not is_book and ending != ".ods":
            return _text_sheet(path, data, staged, member, mapping)
        books = read_workbook(data)
        if not books:
            raise FileRefused("The workbook is empty.", "Choose the one with the data.")
        staged.encoding = staged.encoding or "workbook"
        return [
            _sheet(path, records, name if member is None else f"{member}/{name}", None, mapping)
            for name, records in books
        ]
    return _text_sheet(path, data, staged, member, mapping)


def _text_sheet(
    path: str, data: bytes, staged: StagedFile, member: str | None, mapping: Mapping | None
) -> list[Sheet] | str:
    go_on()
    decoded = decode(data)
    go_on()
    staged.encoding = staged.encoding or decoded.encoding
    if decoded.controls:
        marks = (
            "1 control character was"
            if decoded.controls == 1
            else (f"{decoded.controls:,} control characters were")
        )
        staged.warnings.append(f"{marks} left out{f' of {member}' if member else ''}.")
    if decoded.mended:
        times = "once" if decoded.mended == 1 else f"{decoded.mended:,} times"
        staged.warnings.append(
            f"Letters that another program had garbled (such as {decoded.garbled[:20]!r}) were "
            f"turned back {times}{f' in {member}' if member else ''}."
        )
    if not decoded.text or decoded.text.isspace():
        raise FileRefused("The file is empty.", "Export it again and choose the new file.")
    refuse_text(decoded.text)
    if looks_like_vcard(decoded.text):
        return decoded.text
    records = parse(decoded.text)
    staged.delimiter = staged.delimiter or records.delimiter
    return [_sheet(path, records, member, records.delimiter, mapping)]


def _sheet(
    path: str,
    records: Records,
    member: str | None,
    delimiter: str | None,
    mapping: Mapping | None = None,
) -> Sheet:
    sheet = build_sheet(
        path,
        records.rows,
        records.lines,
        member=member,
        rejects=records.rejects,
        delimiter=delimiter,
        header_at=header_place(records.rows, mapping) if mapping else None,
        headless=mapping is not None and mapping.headless,
    )
    sheet.keys = english(sheet.header, sheet.keys)
    return sheet


def suggest_mapping(name: str, data: bytes, table: str | None = None) -> MappingProposal:
    """What the columns of a file may be, for the table given or the likeliest one.

    Of a workbook the worksheet with the most rows is looked at.

    Raises:
        FileRefused: the file holds no table.
    """
    staged = StagedFile(name, "", "unknown")
    sheets = open_sheets(name, data, staged)
    if isinstance(sheets, str):
        raise FileRefused("vCards need no mapping.", "Import the file as it is.")
    return propose(max(sheets, key=lambda sheet: len(sheet.rows)), table, encoding=staged.encoding)
