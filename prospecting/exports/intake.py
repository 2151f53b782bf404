"""From a file, a folder or an upload to staged tables: decode, parse, choose a reader, join."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

import pyarrow as pa

from prospecting.exports import archive
from prospecting.exports.base import Context, Outcome, Reader
from prospecting.exports.company_stream import CompanyStream
from prospecting.exports.dates import Order
from prospecting.exports.decode import decode
from prospecting.exports.formats.linkedin_archive import invitation_owner
from prospecting.exports.formats.linkedin_messages import owner_link
from prospecting.exports.formats.vcards import KIND as VCARD_KIND
from prospecting.exports.formats.vcards import looks_like_vcard, read_vcards
from prospecting.exports.limits import MAX_BYTES, FileRefused, ImportCancelled, megabytes
from prospecting.exports.mapping import Mapping, MappingProposal, header_place, propose, read_mapped
from prospecting.exports.owner import hints_of
from prospecting.exports.parse import Records, parse
from prospecting.exports.registry import (
    ARCHIVE_KIND,
    LINKEDIN,
    READERS,
    SYNONYMS,
    choose,
    reader_of,
)
from prospecting.exports.sheet import Sheet, build_sheet
from prospecting.exports.staging import Reject, StagedFile
from prospecting.exports.workbook import read_workbook

_log = logging.getLogger(__name__)

#: From this size on a company list is read in batches.
STREAM_FROM: Final = 32 * 1024**2
WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
TABLES: Final = frozenset({".csv", ".tsv", ".tab", ".txt"})
_LONG_CELL: Final = 300
_CONTACT: Final = re.compile(r"[^\s,;<>]+@[^\s,;<>]+|\+?\d[\d\s()/.-]{6,}\d(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a call has come: the file in hand, files done of all, rows read so far."""

    file: str
    done: int
    files: int
    rows: int


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller asked for, the same for every file of a call."""

    as_kind: str | None = None
    mapping: Mapping | None = None
    keep_contact_data: bool = False
    #: Why the mapping that was asked for cannot be used.
    refusal: FileRefused | None = None


def file_hash(source: Path | bytes) -> str:
    """SHA-256 of a file's content, in hexadecimal.

    Raises:
        OSError: the file cannot be read.
    """
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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
        work()
    except ImportCancelled:
        raise
    except FileRefused as refusal:
        _refuse(staged, str(refusal))
    except Exception as error:  # the last net: an upload must never end in a traceback
        _log.error("a reader failed: %s", type(error).__name__)
        _refuse(
            staged,
            f"The file could not be read ({type(error).__name__}). "
            "Save it again as CSV UTF-8 and try once more.",
        )
    else:
        _settle(staged)
    staged.owner_hints += [
        hint for hint in hints_of(path) if staged.needs_owner and hint not in staged.owner_hints
    ]
    if staged.needs_owner and not options.keep_contact_data:
        staged.rejects = [_without_contact(reject) for reject in staged.rejects]
    return staged


def _refuse(staged: StagedFile, sentence: str) -> None:
    staged.error = f"{staged.file}: {sentence}"
    staged.tables = {}
    staged.stored = 0
    if staged.rows != len(staged.rejects):
        staged.rows, staged.rejects = 0, []


def _settle(staged: StagedFile) -> None:
    """Count, and refuse a file that brought nothing."""
    staged.stored = staged.rows - len(staged.rejects)
    if staged.rows == 0:
        _refuse(
            staged,
            "No row was found under the headers. Export the file again, and look that it is not empty.",
        )
    elif staged.stored == 0:
        first = staged.rejects[0]
        _refuse(
            staged,
            f"None of the {staged.rows:,} rows could be stored. Line {first.line}: "
            f"{first.reason}. {first.mend}",
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
    if _is_archive(staged.file, data):
        _fill_archive(staged, path, archive.unpack(staged.file, data), options)
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
    decoded = decode(data)
    staged.encoding = staged.encoding or decoded.encoding
    if decoded.controls:
        marks = (
            "1 control character was"
            if decoded.controls == 1
            else (f"{decoded.controls:,} control characters were")
        )
        staged.warnings.append(f"{marks} left out{f' of {member}' if member else ''}.")
    if not decoded.text or decoded.text.isspace():
        raise FileRefused("The file is empty.", "Export it again and choose the new file.")
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
    return build_sheet(
        path,
        records.rows,
        records.lines,
        member=member,
        rejects=records.rejects,
        delimiter=delimiter,
        header_at=header_place(records.rows, mapping) if mapping else None,
    )


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
        return reader.kind, reader.read(sheet, forced)
    chosen = choose(sheet, among)
    if chosen is None:
        return sheet
    return chosen.kind, chosen.read(sheet, replace(base, order_hint=hint))


def merge(staged: StagedFile, parts: Sequence[tuple[str, Outcome] | Sheet]) -> None:
    """Join what the sheets of one file brought.

    Raises:
        FileRefused: no reader knew any of the sheets.
    """
    tables: dict[str, list[pa.Table]] = {}
    kinds: list[str] = []
    unknown: list[Sheet] = []
    for part in parts:
        if isinstance(part, Sheet):
            unknown.append(part)
            continue
        kind, outcome = part
        kinds.append(kind)
        staged.rows += outcome.rows
        staged.rejects += outcome.rejects
        staged.warnings += outcome.warnings
        staged.needs_owner = staged.needs_owner or outcome.needs_owner
        staged.owner_hints += [h for h in outcome.hints if h not in staged.owner_hints]
        for name, table in outcome.tables.items():
            tables.setdefault(name, []).append(table)
    if not kinds:
        headers = ", ".join(unknown[0].header[:12]) if unknown else "none"
        raise FileRefused(
            f"The columns are of no known format (found: {headers[:400]}).",
            "Say what they hold with a mapping, or name the kind of the file.",
        )
    staged.warnings += [
        f"{sheet.member} is of no known format and was left out." for sheet in unknown
    ]
    staged.tables = {name: pa.concat_tables(found) for name, found in tables.items()}
    if staged.format in {"unknown", *SYNONYMS} or staged.format not in kinds:
        staged.format = max(dict.fromkeys(kinds), key=kinds.count)


def _fill_archive(
    staged: StagedFile, path: str, unpacked: archive.Unpacked, options: Options
) -> None:
    staged.warnings += unpacked.warnings
    members = _distinct(unpacked.members)
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


def _distinct(members: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Members without exact copies: archives of one request repeat each other's files."""
    seen: set[tuple[str, str]] = set()
    out = []
    for name, data in sorted(members):
        mark = (archive.member_key(name), file_hash(data))
        if mark not in seen:
            seen.add(mark)
            out.append((name, data))
    return out


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


def fill_linkedin(
    staged: StagedFile, members: Sequence[tuple[str, bytes]], options: Options
) -> None:
    """The members of one LinkedIn archive; whose it is comes first, since directions hang on it.

    Raises:
        FileRefused: nothing readable, or the networks of several people in one archive.
    """
    staged.format = ARCHIVE_KIND
    sheets: list[Sheet] = []
    for member, data in members:
        if not data.strip():
            continue
        try:
            found = open_sheets(member, data, staged, member)
        except FileRefused as refusal:
            staged.warnings.append(f"{member} was left out: {refusal}")
            continue
        if isinstance(found, str):
            staged.warnings.append(f"{member} holds vCards; import it on its own.")
        else:
            sheets += found
    known = [(sheet, choose(sheet, LINKEDIN)) for sheet in sheets]
    owners = [
        str(PurePosixPath(sheet.member or "").parent)
        for sheet, reader in known
        if reader is not None and reader.kind == "linkedin-connections"
    ]
    if len(set(owners)) > 1:
        raise FileRefused(
            "The archive holds the connections of several people (in "
            + ", ".join(sorted(set(owners))[:5])
            + ").",
            "Unpack it and import the folders: each then keeps its owner.",
        )
    context = _archive_owner(known)
    parts: list[tuple[str, Outcome] | Sheet] = []
    # The profile and the addresses first: their hints count more than what messages tell.
    known.sort(key=lambda pair: _RANK.get(pair[1].kind if pair[1] else "", 9))
    for sheet, reader in known:
        if reader is None:
            if sheet.rows:
                parts.append(sheet)
            continue
        outcome = reader.read(sheet, context)
        if outcome.rows:
            parts.append((reader.kind, outcome))
    staged.needs_owner = True
    merge(staged, parts)
    staged.format = ARCHIVE_KIND


_RANK: Final = {"linkedin-profile": 0, "linkedin-emails": 1, "linkedin-connections": 2}


def _archive_owner(known: Sequence[tuple[Sheet, Reader | None]]) -> Context:
    """The owner's name and profile link, from the surest file that has them."""
    by_kind = {reader.kind: sheet for sheet, reader in reversed(known) if reader is not None}
    name = url = None
    if profile := by_kind.get("linkedin-profile"):
        for row in profile.rows[:1]:
            first, last = (row[profile.index[part]].strip() for part in ("firstname", "lastname"))
            name = f"{first} {last}".strip() or None
    if invitations := by_kind.get("linkedin-invitations"):
        url = invitation_owner(invitations)
    if url is None and (messages := by_kind.get("linkedin-messages")):
        url = owner_link(messages, name)
    return Context(owner_url=url, owner_name=name)


def walk(root: Path) -> Iterator[tuple[str, Path, list[Path] | None]]:
    """Files under a folder in sorted order: path below it, and for an unpacked archive its files.

    Links are not followed, hidden files and what nobody exports are passed over.
    """
    entries = sorted(root.iterdir(), key=lambda entry: (entry.name.casefold(), entry.name))
    yield from _walk(root, root, entries)


def _walk(
    root: Path, folder: Path, entries: Sequence[Path]
) -> Iterator[tuple[str, Path, list[Path] | None]]:
    files = [
        e for e in entries if e.is_file() and not e.is_symlink() and not e.name.startswith(".")
    ]
    folders = [
        e
        for e in entries
        if e.is_dir() and not e.is_symlink() and not e.name.startswith((".", "__MACOSX"))
    ]
    ours = _archive_files(folder, files)
    if ours:
        relative = folder.relative_to(root).as_posix()
        yield (folder.name if relative == "." else relative), folder, ours
        files = [
            file
            for file in files
            if file not in ours
            and not (archive.is_private(file.name) and file.suffix.lower() == ".csv")
        ]
    for file in files:
        if file.suffix.lower() in SUFFIXES and not _is_owners_list(file):
            yield file.relative_to(root).as_posix(), file, None
    for sub in folders:
        if ours and archive.is_private(f"{sub.name}/x.csv"):
            continue
        inner = sorted(sub.iterdir(), key=lambda entry: (entry.name.casefold(), entry.name))
        yield from _walk(root, sub, inner)


def _is_owners_list(file: Path) -> bool:
    """Whether a file says whose the others are (``--owners``): it is no data to import."""
    if not file.name.lower().startswith("owners"):
        return False
    try:
        with file.open("rb") as stream:
            first = stream.readline(200).decode("utf-8-sig", "replace")
    except OSError:
        return False
    return {"file", "client_email"} <= {
        cell.strip(' "').lower() for cell in re.split("[,;\t\r\n]", first)
    }


def _archive_files(folder: Path, files: Sequence[Path]) -> list[Path]:
    """The files of an unpacked LinkedIn archive; none where the folder is just a folder."""
    csvs = [file for file in files if file.suffix.lower() == ".csv"]
    wanted = [file for file in csvs if archive.is_wanted(file.name)]
    named = archive.looks_like_linkedin(folder.name, [])
    signs = archive.looks_like_linkedin("", [file.name for file in wanted])
    return wanted if wanted and (named or (signs and len(wanted) >= 2)) else []


SUFFIXES: Final = TABLES | WORKBOOKS | {".zip", ".vcf", ".vcard", ".parquet"}


def read_folder_archive(name: str, files: Sequence[Path], options: Options) -> StagedFile:
    """An unpacked LinkedIn archive as one file; its hash is made from those of its members."""
    members = [(file.name, file.read_bytes()) for file in files if file.stat().st_size <= MAX_BYTES]
    mark = "\n".join(f"{file_hash(data)} {member}" for member, data in sorted(members))
    staged = StagedFile(name, file_hash(mark.encode()), ARCHIVE_KIND)
    return guarded(
        staged,
        lambda: fill_linkedin(staged, _distinct(members), options),
        f"{name}/archive",
        options,
    )


def read_large_archive(name: str, path: str, file: Path, options: Options) -> StagedFile:
    """A ZIP archive that is not loaded as a whole: only the members that are read."""
    staged = StagedFile(name, file_hash(file), options.as_kind or "unknown")

    def fill() -> None:
        _fill_archive(staged, path, archive.unpack(name, file), options)

    return guarded(staged, fill, path, options)


def looks_large(file: Path, size: int) -> bool:
    """Whether a file is read in batches: Parquet, or a text too large to hold twice in memory."""
    if file.suffix.lower() == ".parquet":
        return True
    if size <= STREAM_FROM or file.suffix.lower() not in TABLES:
        return False
    try:
        CompanyStream(file)
    except FileRefused:
        return False
    return True


def read_streamed(
    name: str, path: str, file: Path, options: Options, cancelled: Callable[[], bool] | None
) -> Iterator[StagedFile]:
    """A company list in parts of one file, which have its name and hash; each fits into memory.

    What goes wrong on the way ends the file with a part that says so.

    Raises:
        ImportCancelled: ``cancelled`` said so.
    """
    mark = file_hash(file)
    try:
        if options.refusal is not None:
            raise options.refusal
        stream = CompanyStream(
            file, as_kind=options.as_kind, mapping=options.mapping, cancelled=cancelled
        )
        number = 0
        for outcome in stream.outcomes():
            staged = StagedFile(name, mark, stream.format, part=number)
            staged.encoding, staged.delimiter = stream.encoding, stream.delimiter
            staged.rows, staged.rejects = outcome.rows, outcome.rejects
            staged.stored = outcome.rows - len(outcome.rejects)
            staged.tables = outcome.tables
            staged.warnings = outcome.warnings if number == 0 else []
            if number == 0 and staged.stored == 0:
                _settle(staged)
            yield staged
            number += 1
        if number == 0:
            raise FileRefused("The file holds no row.", "Export it again.")
    except FileRefused as refusal:
        staged = StagedFile(name, mark, options.as_kind or "unknown")
        _refuse(staged, str(refusal))
        yield staged


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
