"""Stopping work on the store at once: between two statements, and in the midst of a long one."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Final

import duckdb

from prospecting.workspace.errors import Cancelled

Asked = Callable[[], bool]

#: How often is asked whether to stop, in seconds.
_EVERY: Final = 0.05
#: What the engine's client says where a key stopped a statement; the exception itself is lost.
_BY_KEY: Final = "Query interrupted"
STOPPED: Final = "It was stopped; nothing was changed."


class Watch:
    """Asks, from a thread of its own, whether work is to stop, and interrupts what runs then.

    ``asked`` may be called from any thread.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, asked: Asked) -> None:
        self._cursor = cursor
        self._asked = asked
        self._stopped = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watch", daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            if self._stopped or self._asked():
                self._stopped = True
                # An interrupt between two statements is forgotten, so it is sent until the end.
                self._cursor.interrupt()

    @property
    def stopped(self) -> bool:
        """Whether the work was to stop, and has been interrupted."""
        return self._stopped

    def check(self) -> None:
        """Go on, unless the work is to stop.

        Raises:
            Cancelled: it is.
        """
        if self._stopped or self._asked():
            self._stopped = True
            raise Cancelled(STOPPED)

    def end(self) -> None:
        """Interrupt nothing from now on."""
        self._over.set()
        self._thread.join()


@contextlib.contextmanager
def keys_heard() -> Iterator[None]:
    """Let a key that ends the program do so inside a statement too.

    Raises:
        KeyboardInterrupt: the engine's client was told of it and made an error of it.
    """
    try:
        yield
    except RuntimeError as error:
        if str(error) == _BY_KEY:
            raise KeyboardInterrupt from error
        raise
