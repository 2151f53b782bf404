"""Ctrl-C and the system's request to end, heard where work can be stopped without a trace."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def stoppable(what: str) -> Iterator[Callable[[], bool]]:
    """Inside, the first signal makes the function given true; the second ends at once.

    ``what`` says in the sentence for the user what is being stopped.

    Raises:
        KeyboardInterrupt: a second signal came.
    """
    asked = threading.Event()

    def heard(_: int, __: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        # Not through the stream: the signal may have come in the midst of a write to it.
        with contextlib.suppress(OSError):
            os.write(2, f"\nStopping {what} …\n".encode())

    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set  # only the main thread hears signals
        return
    before = {number: signal.signal(number, heard) for number in _SIGNALS}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
