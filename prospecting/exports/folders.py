"""Which files of a folder are read, and which of them are one unpacked archive."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from prospecting.exports import archive
from prospecting.exports.opening import TABLES, WORKBOOKS

#: What systems and programs leave in folders, and our own files; nobody means to import them.
_JUNK: Final = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
_JUNK_STARTS: Final = (".", "~$")
_JUNK_FOLDERS: Final = (".", "__MACOSX", "$RECYCLE", "System Volume")
_OURS: Final = frozenset({".toml", ".duckdb", ".wal", ".holder"})
SUFFIXES: Final = TABLES | WORKBOOKS | {".zip", ".vcf", ".vcard", ".parquet"}


def walk(root: Path) -> Iterator[tuple[str, Path, list[Path] | None]]:
    """Files under a folder in sorted order: path below it, and for an unpacked archive its files.

    Links are not followed, hidden files and what systems leave behind are passed over. Other files
    that are no tables come too, so that they are listed as refused; but not those of an unpacked
    archive, which has pictures and pages of its own.
    """
    entries = sorted(root.iterdir(), key=lambda entry: (entry.name.casefold(), entry.name))
    yield from _walk(root, root, entries)


def _walk(
    root: Path, folder: Path, entries: Sequence[Path], *, in_archive: bool = False
) -> Iterator[tuple[str, Path, list[Path] | None]]:
    files = [
        e
        for e in entries
        if e.is_file()
        and not e.is_symlink()
        and not e.name.startswith(_JUNK_STARTS)
        and e.name.lower() not in _JUNK
        and e.suffix.lower() not in _OURS
    ]
    folders = [
        e
        for e in entries
        if e.is_dir() and not e.is_symlink() and not e.name.startswith(_JUNK_FOLDERS)
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
        known = file.suffix.lower() in SUFFIXES
        if known or not (ours or in_archive):
            if known and _is_owners_list(file):
                continue
            yield file.relative_to(root).as_posix(), file, None
    for sub in folders:
        if ours and archive.is_private(f"{sub.name}/x.csv"):
            continue
        try:
            inner = sorted(sub.iterdir(), key=lambda entry: (entry.name.casefold(), entry.name))
        except OSError:
            yield sub.relative_to(root).as_posix(), sub, None  # said when it is opened
            continue
        yield from _walk(root, sub, inner, in_archive=bool(ours) or in_archive)


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
    if archive.looks_like_linkedin(folder.name, []):
        return wanted
    wanted = [
        file
        for file in wanted
        if archive.member_key(file.name) == "connections" or _is_linkedins(file)
    ]
    # Connections alone, however many, are files of several people.
    others = {archive.member_key(file.name) for file in wanted} - {"connections"}
    return wanted if len(wanted) >= 2 and others else []


def _is_linkedins(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return archive.is_linkedins(file.name, stream.read(archive.HEAD))
    except OSError:
        return False
