"""Python's search for cyclic garbage, held back while very many rows go through."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Iterator
from typing import Final

#: New objects between two searches. Rows are lists of texts and hold no cycles; looking through
#: them at the usual 700 takes a tenth of an import's time, a twentieth of comparing people.
_SELDOM: Final = 50_000

_lock = threading.Lock()
_inside: list[tuple[int, int, int]] = []


@contextlib.contextmanager
def searching_seldom() -> Iterator[None]:
    """Search seldom inside; the last one to leave puts the usual threshold back."""
    with _lock:
        _inside.append(gc.get_threshold() if not _inside else _inside[0])
        gc.set_threshold(max(_SELDOM, _inside[0][0]), *_inside[0][1:])
    try:
        yield
    finally:
        with _lock:
            usual = _inside.pop()
            if not _inside:
                gc.set_threshold(*usual)
