"""ZIP archives: listed before anything is unpacked, read in memory, never extracted to disk.

Refused: encryption, links, paths that lead out, entries that overlap, too many members, members
that unpack to a hundred times their size or past the limit. Archives in archives stay closed.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Final

from prospecting.exports.headers import key
from prospecting.exports.limits import (
    MAX_BYTES,
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_UNPACKED,
    RATIO_FROM,
    FileRefused,
    megabytes,
)
from scoring.reference import load_toml

READABLE: Final = frozenset({".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".vcf"})
NESTED: Final = frozenset({".zip", ".7z", ".rar", ".gz", ".tar", ".tgz", ".bz2", ".xz"})
_CHUNK: Final = 1 << 20
_DAMAGED: Final = (
    "The archive is damaged or not complete.",
    "Download it again and choose the whole ZIP file.",
)

#: Bytes of a file by which it is told whether it is LinkedIn's.
HEAD: Final = 4096


@dataclass(slots=True)
class Unpacked:
    """The members read, by path inside the archive, and what is to be said about the others."""

    members: list[tuple[str, bytes]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    is_linkedin: bool = False
    #: Archives inside the archive, by path; they stay closed.
    closed: list[str] = field(default_factory=list)


def member_key(path: str) -> str:
    """A member's name without folder, ending, spaces, underscores and the member's number."""
    stem = PurePosixPath(path.replace("\\", "/")).name
    stem = re.sub(r"(\.[A-Za-z]{2,4})+$", "", stem)
    return key(re.sub(r"[_\s]\d+$", "", re.sub(r"\s*\(\d+\)$", "", stem)))


def _listed(group: str) -> frozenset[str]:
    return frozenset(load_toml("exports/linkedin_members.toml")[group])


def is_wanted(path: str) -> bool:
    """Whether LinkedIn calls a file so that says something about a tie or its owner."""
    return member_key(path) in _listed("read")


def is_private(path: str) -> bool:
    """Whether the file is personal or about security, or of no use: it is not even opened."""
    parts = [key(part) for part in path.replace("\\", "/").split("/")[:-1]]
    if any(part in _listed("folders") for part in parts):
        return True
    return member_key(path) in _listed("closed")


def looks_like_linkedin(name: str, paths: list[str]) -> bool:
    """Whether an archive or folder of this name with these files came from LinkedIn."""
    if "linkedindataexport" in key(name):
        return True
    found = {member_key(path) for path in paths if path.lower().endswith(".csv")}
    return bool(found & _listed("signs")) or {"profile", "positions"} <= found


def is_linkedins(path: str, head: bytes) -> bool:
    """Whether a file is what LinkedIn gives this name to, by its first bytes; connections, which
    are sent around by themselves as well, do not tell of an archive."""
    headers: dict[str, str] = load_toml("exports/linkedin_members.toml")["headers"]
    wanted = headers.get(member_key(path))
    # Without NUL a header in UTF-16 reads like one in UTF-8.
    text = head.replace(b"\0", b"").decode("latin-1").casefold()
    text = re.sub(r"[ _\"]", "", text).replace(";", ",").replace("\t", ",")
    return wanted is not None and wanted in text


def unpack(name: str, source: Path | bytes) -> Unpacked:
    """The members of the archive that a reader may want.

    Raises:
        FileRefused: the archive breaks one of the rules, or is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as zipped:
            return _read(name, zipped)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        ValueError,
        OSError,
        zlib.error,
        NotImplementedError,
        struct.error,
    ):
        raise FileRefused(*_DAMAGED) from None


def check_workbook(data: bytes) -> None:
    """The same limits for a workbook, which is an archive too.

    Raises:
        FileRefused: it would unpack past the limits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            infos = zipped.infolist()
            total = 0
            for info in infos:
                total += info.file_size
                _check_ratio(info, "Open the workbook, and save what is needed of it as CSV.")
                with zipped.open(info) as stream:
                    _count(stream, info.filename)
            if total > MAX_UNPACKED:
                raise FileRefused(
                    f"The workbook unpacks to {megabytes(total)}, more than {megabytes(MAX_UNPACKED)}.",
                    "Split it.",
                )
    except FileRefused:
        raise
    except Exception:
        raise FileRefused(
            "The workbook is damaged or not complete.", "Open it and save it again as XLSX."
        ) from None


def _read(name: str, zipped: zipfile.ZipFile) -> Unpacked:
    infos = [info for info in zipped.infolist() if not info.is_dir()]
    _check(infos)
    files = [info for info in infos if _is_ours(info.filename)]
    result = Unpacked()
    result.is_linkedin = looks_like_linkedin(name, [info.filename for info in files])
    unpacked = 0
    seen: set[str] = set()
    for info in files:
        ending = PurePosixPath(info.filename).suffix.lower()
        if ending in NESTED:
            result.closed.append(info.filename)
            result.warnings.append(
                f"{info.filename} is an archive inside the archive and was left closed; "
                "unpack it and import it on its own."
            )
        if ending not in READABLE or is_private(info.filename):
            continue
        if info.filename in seen:
            result.warnings.append(
                f"{info.filename} stands twice in the archive; the first was read."
            )
            continue
        seen.add(info.filename)
        _check_ratio(info)
        if unpacked + info.file_size > MAX_UNPACKED:
            raise FileRefused(
                f"The archive unpacks to more than {megabytes(MAX_UNPACKED)}.",
                "Unpack it and import the files that are needed.",
            )
        try:
            with zipped.open(info) as stream:
                data = _content(stream, min(MAX_BYTES, MAX_UNPACKED - unpacked), info.filename)
        except FileRefused:
            raise
        except Exception:
            result.warnings.append(
                f"{info.filename} is damaged and was left out; download the archive again."
            )
            continue
        unpacked += len(data)
        result.members.append((info.filename, data))
    if result.is_linkedin and not looks_like_linkedin(name, []):
        result.is_linkedin = all(
            member_key(path) == "connections" for path, _ in result.members
        ) or any(is_linkedins(path, data[:HEAD]) for path, data in result.members)
    return result


def _is_ours(path: str) -> bool:
    parts = path.split("/")
    return "__MACOSX" not in parts and not parts[-1].startswith(".")


def _check(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_MEMBERS:
        raise FileRefused(
            f"The archive holds {len(infos):,} files, more than {MAX_MEMBERS}.",
            "Unpack it and import the files that are needed.",
        )
    end = -1
    for info in sorted(infos, key=lambda info: info.header_offset):
        path = info.filename.replace("\\", "/")
        if info.flag_bits & 1:
            raise FileRefused(
                "The archive is protected by a password.", "Unpack it and import the files."
            )
        if stat.S_ISLNK(info.external_attr >> 16):
            raise FileRefused(
                f"The archive holds a link ({path[:80]}) in place of a file.",
                "Pack the files themselves.",
            )
        if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
            raise FileRefused(
                f"The archive holds a path that leads out of it ({path[:80]}).",
                "Pack the files again without folders.",
            )
        if info.header_offset < end:
            raise FileRefused(
                "Entries of the archive overlap, as in a file made to fill the memory.",
                "Download it again from where it came.",
            )
        end = info.header_offset + 30 + len(info.orig_filename.encode()) + info.compress_size


def _check_ratio(
    info: zipfile.ZipInfo,
    mend: str = "Unpack it yourself and import the file, if you trust it.",
) -> None:
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size):
        raise FileRefused(f"{info.filename} would unpack to over {MAX_RATIO} times its size.", mend)


def _content(stream: IO[bytes], limit: int, name: str) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise FileRefused(f"{name} unpacks to more than {megabytes(limit)}.", "Split the file.")
        chunks.append(chunk)
    return b"".join(chunks)


def _count(stream: IO[bytes], name: str) -> None:
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > MAX_UNPACKED:
            raise FileRefused(
                f"{name} unpacks to more than {megabytes(MAX_UNPACKED)}.", "Split the workbook."
            )


def distinct(members: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Members without exact copies: archives of one request repeat each other's files."""
    seen: set[tuple[str, str]] = set()
    out = []
    for name, data in sorted(members):
        mark = (member_key(name), hashlib.sha256(data).hexdigest())
        if mark not in seen:
            seen.add(mark)
            out.append((name, data))
    return out
