"""From a file, a folder or an upload to staged tables: decode, parse, choose a reader, join."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from prospecting.exports import archive
from prospecting.exports.assisting import assist
from prospecting.exports.base import Context, Outcome, Reader
from prospecting.exports.dates import Order
from prospecting.exports.documents import refuse_document
from prospecting.exports.folders import walk
from prospecting.exports.formats.vcards import KIND as VCARD_KIND
from prospecting.exports.formats.vcards import read_vcards
from prospecting.exports.joining import merge
from prospecting.exports.limits import (
    MAX_BYTES,
    FileRefused,
    ImportCancelled,
    megabytes,
    stopped_by,
)
from prospecting.exports.linkedin_bundle import fill_linkedin
from prospecting.exports.mapping import read_mapped
from prospecting.exports.opening import WORKBOOKS, open_sheets
from prospecting.exports.options import Options, file_hash
from prospecting.exports.owner import hints_of
from prospecting.exports.registry import ARCHIVE_KIND, READERS, choose, reader_of
from prospecting.exports.sheet import Sheet
from prospecting.exports.staging import Reject, StagedFile
from prospecting.exports.unneeded import unneeded

__all__ = ["Options", "fill_archive", "guarded", "read_content", "refuse", "settle", "walk"]

_log = logging.getLogger(__name__)

_LONG_CELL: Final = 300
_CONTACT: Final = re.compile(r"[^\s,;<>]+@[^\s,;<>]+|\+?\d[\d\s()/.-]{6,}\d(?=\s|$)")


def read_content(path: str, data: bytes, options: Options) -> StagedFile:
    """One file from its content; ``path`` gives its name and the folders that hint at the owner.

    Never raises: what is wrong with the file stands in ``error``.
    """
    name = PurePosixPath(path.replace("\\", "/")).name
    staged = StagedFile(name, file_hash(data), options.as_kind or "unknown")
    return guarded(staged, lambda: _fill(staged, path, data, options), path, options)


def guarded(
    staged: StagedFile, work: Callable[[], None], path: str, options: Options
) -> StagedFile:
    """Run ``work`` on ``staged``, turning what goes wrong into its ``error``."""
    try:
        if options.refusal is not None:
            raise options.refusal
        with stopped_by(options.cancelled, staged.file):
            work()
    except ImportCancelled:
        raise
    except FileRefused as refusal:
        refuse(staged, str(refusal))
    except Exception as error:  # the last net: an upload must never end in a traceback
        _log.error("a reader failed: %s", type(error).__name__)
        refuse(
            staged,
            f"The file could not be read ({type(error).__name__}). "
            "Save it again as CSV UTF-8 and try once more.",
        )
    else:
        settle(staged)
    staged.owner_hints += [
        hint for hint in hints_of(path) if staged.needs_owner and hint not in staged.owner_hints
    ]
    if staged.needs_owner and not options.keep_contact_data:
        staged.rejects = [_without_contact(reject) for reject in staged.rejects]
    return staged


def refuse(staged: StagedFile, sentence: str) -> None:
    staged.error = f"{staged.file}: {sentence}"
    staged.tables = {}
    staged.stored = 0
    if staged.rows != len(staged.rejects):
        staged.rows, staged.rejects = 0, []


def settle(staged: StagedFile) -> None:
    """Count, and refuse a file that brought nothing."""
    staged.stored = staged.rows - len(staged.rejects)
    if staged.rows == 0:
        refuse(
            staged,
            "No row was found under the headers. Export the file again, and look that it is not empty.",
        )
    elif staged.stored == 0:
        first = staged.rejects[0]
        all_of_it = "The only row" if staged.rows == 1 else f"None of the {staged.rows:,} rows"
        refuse(
            staged,
            f"{all_of_it} could {'not ' if staged.rows == 1 else ''}be stored. "
            f"Line {first.line}: {first.reason}. {first.mend}",
        )


def _without_contact(reject: Reject) -> Reject:
    cells = tuple(
        _CONTACT.sub("(left out)", cell) if len(cell) <= _LONG_CELL else "(long text left out)"
        for cell in reject.cells
    )
    return replace(reject, cells=cells) if cells != reject.cells else reject


def _fill(staged: StagedFile, path: str, data: bytes, options: Options) -> None:
    if not data:
        raise FileRefused("The file is empty.", "Export it again and choose the new file.")
    if len(data) > MAX_BYTES:
        raise FileRefused(
            f"The file has {megabytes(len(data))}, more than {megabytes(MAX_BYTES)}.",
            "Split it, or give a company list by its path.",
        )
    if data[:4] == b"PAR1":
        raise FileRefused(
            "Parquet files are read by their path only.",
            "Import it on the command line: prospector import FILE.parquet",
        )
    refuse_document(data)
    if _is_archive(staged.file, data):
        fill_archive(staged, path, archive.unpack(staged.file, data), options)
        return
    merge(staged, _parts(path, data, staged, options))


def _parts(
    path: str,
    data: bytes,
    staged: StagedFile,
    options: Options,
    member: str | None = None,
    context: Context | None = None,
    among: tuple[Reader, ...] = READERS,
) -> list[tuple[str, Outcome] | Sheet]:
    """What one file, or one member of an archive, holds."""
    sheets = open_sheets(path, data, staged, member, options.mapping)
    if isinstance(sheets, str):
        return [(VCARD_KIND, read_vcards(sheets, member))]
    return [_read_sheet(sheet, options, context, among) for sheet in sheets]


def _is_archive(name: str, data: bytes) -> bool:
    ending = PurePosixPath(name).suffix.lower()
    if ending == ".zip":
        if data[:2] != b"PK":
            raise FileRefused("The file is called a ZIP archive but is none.", "Download it again.")
        return True
    if data[:4] != b"PK\x03\x04" or ending in WORKBOOKS:
        return False
    return b"xl/workbook" not in data


def _read_sheet(
    sheet: Sheet,
    options: Options,
    context: Context | None = None,
    among: tuple[Reader, ...] = READERS,
) -> tuple[str, Outcome] | Sheet:
    """What a sheet holds, with its kind; the sheet itself where no reader knows it."""
    base = context or Context()
    hint: Order = "dmy" if sheet.delimiter == ";" or base.order_hint == "dmy" else "mdy"
    if options.mapping is not None:
        return "mapped", read_mapped(sheet, options.mapping, replace(base, order_hint=hint))
    if options.as_kind:
        reader = reader_of(options.as_kind)
        if reader is None:
            raise FileRefused(
                f"There is no kind {options.as_kind!r}.",
                "Known are: " + ", ".join(sorted(entry.kind for entry in READERS)) + ".",
            )
        missing = reader.missing(sheet)
        if missing:
            raise FileRefused(
                f"It cannot be read as {reader.label}: the columns {', '.join(missing)} are not "
                f"there (found: {', '.join(sheet.header[:12])}).",
                "Choose another kind, or make a mapping.",
            )
        forced = replace(base, forced=True, order_hint=hint)
        return reader.kind, reader.read(assist(sheet, reader), forced)
    chosen = choose(sheet, among) if unneeded(sheet) is None else None
    if chosen is None:
        return sheet
    return chosen.kind, chosen.read(assist(sheet, chosen), replace(base, order_hint=hint))


def fill_archive(
    staged: StagedFile, path: str, unpacked: archive.Unpacked, options: Options
) -> None:
    staged.warnings += unpacked.warnings
    members = archive.distinct(unpacked.members)
    if not members and unpacked.closed:
        raise FileRefused(
            f"The archive holds nothing but another one ({unpacked.closed[0][:80]}).",
            "Unpack it and import that one.",
        )
    if not members:
        raise FileRefused(
            "The archive holds no file that can be read.",
            "Choose the archive with the CSV files.",
        )
    if unpacked.is_linkedin and options.as_kind in {None, ARCHIVE_KIND, "archive"}:
        fill_linkedin(staged, members, options)
        return
    parts: list[tuple[str, Outcome] | Sheet] = []
    for member, data in members:
        parts += _member_parts(staged, path, member, data, options, None, READERS)
    merge(staged, parts)
    if len({part[0] for part in parts if not isinstance(part, Sheet)}) > 1:
        staged.format = "archive"


def _member_parts(
    staged: StagedFile,
    path: str,
    member: str,
    data: bytes,
    options: Options,
    context: Context | None,
    among: tuple[Reader, ...],
) -> list[tuple[str, Outcome] | Sheet]:
    """The parts of one member; what is wrong with it is said, and the other members go on."""
    plain = (
        replace(options, as_kind=None) if options.as_kind in {ARCHIVE_KIND, "archive"} else options
    )
    try:
        if not data.strip():
            return []
        return _parts(member, data, staged, plain, member, context, among)
    except FileRefused as refusal:
        staged.warnings.append(f"{member} was left out: {refusal}")
        return []
