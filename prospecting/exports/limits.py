"""What a file may hold, and the error that refuses a file as a whole.

The figures are choices: far above what real exports hold, far below what would fill a machine.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Final

MAX_COLUMNS: Final = 500
MAX_CELL: Final = 32_000
MAX_ROWS: Final = 1_000_000
MAX_BYTES: Final = 200 * 1024**2
MAX_STREAM_ROWS: Final = 10_000_000
MAX_STREAM_BYTES: Final = 4 * 1024**3

MAX_MEMBERS: Final = 200
MAX_UNPACKED: Final = 500 * 1024**2
MAX_RATIO: Final = 100
#: Below this a high ratio is harmless: an empty table of one repeated letter reaches it.
RATIO_FROM: Final = 1024**2

#: Rows looked at for the header.
HEADER_SEARCH: Final = 15


class FileRefused(Exception):  # noqa: N818  (a verdict on the file, not a fault)
    """A file that is refused as a whole: one sentence that says why and what mends it."""

    def __init__(self, reason: str, mend: str) -> None:
        self.reason = reason
        self.mend = mend
        super().__init__(f"{reason} {mend}".strip())


def unreadable(error: OSError) -> FileRefused:
    """The refusal of a file that the system does not let us read."""
    return FileRefused(
        f"The file cannot be opened ({error.strerror or type(error).__name__}).",
        "Look at its permissions, or close the program that holds it.",
    )


class ImportCancelled(Exception):  # noqa: N818  (what the user asked for)
    """The caller asked to stop; what was read so far is to be thrown away."""


#: Of a file with more lines than this it is said which row is being read.
LONG: Final = 50_000
#: A file, and the rows read of the lines it has.
Heard = Callable[[str, int, int], None]

_ASKED: ContextVar[tuple[str, Callable[[], bool] | None]] = ContextVar("asked", default=("", None))
_HEARD: ContextVar[Heard | None] = ContextVar("heard", default=None)


@contextlib.contextmanager
def stopped_by(cancelled: Callable[[], bool] | None, file: str = "") -> Iterator[None]:
    """Inside, :func:`go_on` asks ``cancelled``: a file of a million rows takes seconds."""
    token = _ASKED.set((file, cancelled))
    try:
        yield
    finally:
        _ASKED.reset(token)


@contextlib.contextmanager
def heard_by(hear: Heard) -> Iterator[None]:
    """Inside, ``hear`` is told of a long file that is being read how many of its rows are."""
    token = _HEARD.set(hear)
    try:
        yield
    finally:
        _HEARD.reset(token)


def go_on(rows: int = 0, of: int = 0) -> None:
    """Called between the steps of reading one file; with the rows read so far, and its lines.

    Raises:
        ImportCancelled: the caller asked to stop.
    """
    file, asked = _ASKED.get()
    if asked is not None and asked():
        raise ImportCancelled
    if of > LONG and (hear := _HEARD.get()) is not None:
        hear(file, rows, of)


def megabytes(size: int) -> str:
    """A size in bytes for people, in whole megabytes."""
    return f"{max(1, round(size / 1024**2)):,} MB"
