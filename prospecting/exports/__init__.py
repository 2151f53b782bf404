"""Readers: the only part that opens a user's file.

``read_path`` and ``read_bytes`` turn files into ``StagedFile`` objects: staged tables with fixed
columns (``staging.py``), the rows refused with reasons, and hints whose network it is. Nothing
here knows the database, and a file that cannot be read is an answer, not an exception.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from prospecting.exports.company_stream import CompanyStream, read_company_batches
from prospecting.exports.folders import SUFFIXES, walk
from prospecting.exports.intake import guarded, read_content
from prospecting.exports.large import (
    looks_large,
    read_folder_archive,
    read_large_archive,
    read_streamed,
)
from prospecting.exports.limits import (
    MAX_BYTES,
    FileRefused,
    ImportCancelled,
    megabytes,
    unreadable,
)
from prospecting.exports.mapping import (
    ColumnProposal,
    Mapping,
    MappingProposal,
    fields_of,
    load_mapping,
    shape_key,
)
from prospecting.exports.opening import suggest_mapping
from prospecting.exports.options import Options, Progress, file_hash
from prospecting.exports.registry import KINDS, SYNONYMS
from prospecting.exports.staging import SCHEMAS, OwnerHint, Reject, StagedFile

__all__ = [
    "KINDS",
    "SCHEMAS",
    "SYNONYMS",
    "ColumnProposal",
    "CompanyStream",
    "FileRefused",
    "ImportCancelled",
    "Mapping",
    "MappingProposal",
    "OwnerHint",
    "Progress",
    "Reject",
    "StagedFile",
    "fields_of",
    "file_hash",
    "load_mapping",
    "read_bytes",
    "read_company_batches",
    "read_path",
    "shape_key",
    "suggest_mapping",
]


def read_bytes(
    name: str,
    data: bytes,
    *,
    as_kind: str | None = None,
    mapping: Mapping | Path | str | None = None,
    keep_contact_data: bool = False,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> StagedFile:
    """One uploaded file (a table, a workbook, a ZIP archive, vCards).

    Args:
        name: the file's name, with folders where they may tell whose it is.
        as_kind: read it as this kind (a key of ``KINDS`` or ``SYNONYMS``) whatever it looks like.
        mapping: a ``Mapping`` or the path of its TOML file: read it by this, whatever it looks like.
        keep_contact_data: leave e-mails and phone numbers in the cells of refused rows.
        progress: called when the file is read.
        cancelled: asked before the file is read, and between the steps of it.

    Raises:
        ImportCancelled: ``cancelled`` said so.
    """
    _stop(cancelled)
    staged = read_content(name, data, _options(as_kind, mapping, keep_contact_data, cancelled))
    if progress:
        progress(Progress(staged.file, 1, 1, staged.rows))
    return staged


def read_path(
    path: Path | str,
    *,
    as_kind: str | None = None,
    mapping: Mapping | Path | str | None = None,
    keep_contact_data: bool = False,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[StagedFile]:
    """Every file of a path, one at a time and in sorted order: a file, a folder, an archive.

    A ZIP archive is one ``StagedFile``, and so is a folder that is an unpacked LinkedIn archive.
    ``StagedFile.file`` is the path below the folder given, or the name of the file given.

    Raises:
        ImportCancelled: ``cancelled`` said so.
        FileNotFoundError: there is nothing at the path.
    """
    path = Path(path)
    options = _options(as_kind, mapping, keep_contact_data, cancelled)
    if not path.exists():
        raise FileNotFoundError(f"There is no file or folder {path}.")
    if path.is_dir():
        try:
            found = list(walk(path))
        except OSError:
            yield _no_table(path.name, path, options)
            return
        base = path.resolve().name
    else:
        found = [(path.name, path, None)]
        base = path.resolve().parent.name
    rows = 0
    for done, (name, file, members) in enumerate(found, start=1):
        _stop(cancelled)
        hint_path = f"{base}/{name}"
        if members is None and _is_large(file, options):
            for staged in read_streamed(name, hint_path, file, options, cancelled):
                rows += staged.rows
                if progress:
                    progress(Progress(name, done - 1, len(found), rows))
                yield staged
            continue
        if path.is_dir() and members is None and file.suffix.lower() not in SUFFIXES:
            staged = _no_table(name, file, options)
        elif members is not None:
            staged = read_folder_archive(name if name != base else base, members, options)
        else:
            staged = _read_file(name, hint_path, file, options)
        rows += staged.rows
        if progress:
            progress(Progress(name, done, len(found), rows))
        yield staged


def _no_table(name: str, file: Path, options: Options) -> StagedFile:
    """A file of a folder whose ending says that it is no table; it is not opened."""
    kind = file.suffix.lower().removeprefix(".")
    staged = StagedFile(name, "", options.as_kind or "unknown")
    if file.is_dir():
        staged.error = f"{name}: The folder cannot be opened. Look at its permissions."
        return staged
    staged.error = (
        f"{name}: {f'A file ending in .{kind}' if kind else 'A file without an ending'} is no "
        "table, so it was left out. Read are CSV, TSV, TXT, XLSX, XLS, ODS, ZIP, vCard and Parquet; "
        "if it is one of these all the same, name the file by itself."
    )
    return staged


def _read_file(name: str, hint_path: str, file: Path, options: Options) -> StagedFile:
    """One file from the disk; one that cannot be opened is refused with the reason."""
    staged: StagedFile

    def refuse(reason: str, mend: str) -> StagedFile:
        empty = StagedFile(name, "", options.as_kind or "unknown")

        def fail() -> None:
            raise FileRefused(reason, mend)

        return guarded(empty, fail, hint_path, options)

    try:
        kind = file.stat()
        if not stat.S_ISREG(kind.st_mode):
            return refuse(
                "This is no file but a device or a pipe.", "Save what it gives to a file."
            )
        size = kind.st_size
        if size > MAX_BYTES and file.suffix.lower() == ".zip":
            # Pictures make archives large; the members that are read have limits of their own.
            return read_large_archive(name, hint_path, file, options)
        if size > MAX_BYTES:
            return refuse(
                f"The file has {megabytes(size)}, more than {megabytes(MAX_BYTES)}.", "Split it."
            )
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)  # no more, though it may be growing
    except OSError as error:
        refusal = unreadable(error)
        return refuse(refusal.reason, refusal.mend)
    staged = read_content(hint_path, data, options)
    staged.error = staged.error and staged.error.replace(staged.file, name, 1)
    staged.file = name
    return staged


def _options(
    as_kind: str | None,
    mapping: Mapping | Path | str | None,
    keep_contact_data: bool,
    cancelled: Callable[[], bool] | None,
) -> Options:
    """What the caller asked for; a mapping that cannot be read is said of each file."""
    if mapping is None or isinstance(mapping, Mapping):
        return Options(as_kind, mapping, keep_contact_data, None, cancelled)
    try:
        return Options(as_kind, load_mapping(mapping), keep_contact_data, None, cancelled)
    except FileRefused as refusal:
        return Options(as_kind, None, keep_contact_data, refusal, cancelled)


def _is_large(file: Path, options: Options) -> bool:
    try:
        if not file.is_file():
            return False
        return looks_large(file, file.stat().st_size, options)
    except OSError:  # said when it is opened
        return False


def _stop(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise ImportCancelled
