"""What a call of import is asked, and what it says while it runs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from prospecting.exports.limits import FileRefused
from prospecting.exports.mapping import Mapping


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
