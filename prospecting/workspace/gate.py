"""Many readers, or one who needs the file for himself."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator


class Gate:
    """Lets any number in at once, except while somebody has the place alone."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._inside = 0
        self._alone: int | None = None

    @contextlib.contextmanager
    def shared(self) -> Iterator[None]:
        """Come in with others; waits while somebody is alone inside."""
        me = threading.get_ident()
        with self._change:
            while self._alone not in (None, me):
                self._change.wait()
            self._inside += 1
        try:
            yield
        finally:
            with self._change:
                self._inside -= 1
                self._change.notify_all()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until everybody has left, and keep the others out.

        Never from inside :meth:`shared`: it would wait for itself.
        """
        with self._change:
            while self._alone is not None:
                self._change.wait()
            self._alone = threading.get_ident()
            while self._inside:
                self._change.wait()
        try:
            yield
        finally:
            with self._change:
                self._alone = None
                self._change.notify_all()
