"""The workspaces that this process has open, each once, for whoever in it needs them."""

from __future__ import annotations

import threading
from pathlib import Path

from prospecting.workspace import Workspace

_GUARD = threading.Lock()
_OPEN: dict[Path, Workspace] = {}


def opened(path: Path) -> Workspace:
    """The workspace at ``path``, opened at the first call.

    Raises:
        WorkspaceError: it cannot be opened; the next call tries again.
    """
    with _GUARD:
        known = _OPEN.get(path)
        if known is None or not known.is_open:
            known = _OPEN[path] = Workspace.open(path)
        return known


def let_go(path: Path | None = None) -> None:
    """Close the workspace at ``path``, or all, so that another process may open it."""
    with _GUARD:
        gone = [path] if path is not None else list(_OPEN)
        for one in gone:
            known = _OPEN.pop(one, None)
            if known is not None:
                known.close()
