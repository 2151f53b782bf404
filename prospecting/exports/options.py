"""What a call of import is asked, and what it says while it runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from prospecting.exports.limits import FileRefused, go_on
from prospecting.exports.mapping import Mapping

#: Bytes hashed between two questions whether to stop.
_PIECE: Final = 1 << 23


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
    #: Asked between the steps of reading a file.
    cancelled: Callable[[], bool] | None = None


def file_hash(source: Path | bytes) -> str:
    """SHA-256 of a file's content, in hexadecimal.

    Raises:
        OSError: the file cannot be read.
        ImportCancelled: the caller asked to stop.
    """
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    mark = hashlib.sha256()
    with source.open("rb") as stream:
        while piece := stream.read(_PIECE):
            go_on()
            mark.update(piece)
    return mark.hexdigest()
