"""The local log: what went wrong and where in the program, never with whose data.

It lies beside the workspace, so that whoever keeps the one keeps the other, and is cut at a size.
Messages of errors may hold names or rows of files; only their kinds and the places in the code are
written, for the whole chain of causes.
"""

from __future__ import annotations

import logging
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

#: The logger of which all loggers of the product are children.
NAME: Final = "prospecting"
_BYTES: Final = 500_000
_OLDER: Final = 3
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutData(logging.Formatter):
    """Formats a record with the kinds of its errors and the places in the code alone."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name is logging's
        """Kinds and places of an error and of what caused it, the cause first."""
        chain: list[BaseException] = []
        error = ei[1]
        while error is not None and error not in chain:
            chain.append(error)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        lines = []
        for one in reversed(chain):
            for frame, line in traceback.walk_tb(one.__traceback__):
                code = frame.f_code
                lines.append(f"  {Path(code.co_filename).name}:{line} in {code.co_name}")
            lines.append(type(one).__qualname__)
        return "\n".join(lines)


def log_beside(workspace: Path) -> Path:
    """Where the log of a workspace lies."""
    return workspace.with_name(f"{workspace.stem}.log")


def keep_log(workspace: Path) -> None:
    """Write warnings and errors of the product to the log beside the workspace from now on.

    Where that place cannot be written to they go to standard error as before.
    """
    logger = logging.getLogger(NAME)
    place = str(log_beside(workspace).resolve())
    if any(getattr(one, "baseFilename", None) == place for one in logger.handlers):
        return
    try:
        handler = RotatingFileHandler(place, maxBytes=_BYTES, backupCount=_OLDER, encoding="utf-8")
    except OSError:
        return
    handler.setLevel(logging.WARNING)
    handler.setFormatter(WithoutData("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)
