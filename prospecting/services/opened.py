"""The workspaces that this process has open, each once, for whoever in it needs them."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from pathlib import Path

from prospecting.workspace import Workspace

_GUARD = threading.Lock()
_OPEN: dict[Path, Workspace] = {}
_UNDERWAY: dict[Path, Opening] = {}


@dataclass(frozen=True, slots=True)
class Step:
    """What is at hand while an older workspace is brought up to this program: ``done`` of
    ``total`` steps are reached."""

    text: str
    done: int
    total: int | None


class Opening:
    """One opening of a workspace, which may take a while where an older program wrote it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.step: Step | None = None
        self.error: BaseException | None = None
        self._ended = threading.Event()
        self._told = threading.Event()

    def carry_out(self) -> None:
        """Open the workspace in this thread; an error is kept for whoever asks."""
        found: Workspace | None = None
        try:
            found = Workspace.open(self.path, progress=self._tell)
        except BaseException as error:
            self.error = error
            raise
        finally:
            with _GUARD:
                if found is not None:
                    _OPEN[self.path] = found
                _UNDERWAY.pop(self.path, None)
            self._ended.set()
            self._told.set()

    def _tell(self, text: str, done: int, total: int | None) -> None:
        self.step = Step(text, done, total)
        self._told.set()

    @property
    def ended(self) -> bool:
        """Whether the workspace is open, or will not be."""
        return self._ended.is_set()

    def wait(self) -> None:
        """Wait until it has ended.

        Raises:
            WorkspaceError: the workspace could not be opened.
        """
        self._ended.wait()
        if self.error is not None:
            raise self.error

    def wait_for_a_word(self) -> None:
        """Wait until it has ended, or there is a step to tell of."""
        self._told.wait()


def _known(path: Path) -> Workspace | None:
    known = _OPEN.get(path)
    return known if known is not None and known.is_open else None


def _begin(path: Path) -> tuple[Opening, bool]:
    """The opening of ``path`` under way, and whether it is a new one; under the guard."""
    underway = _UNDERWAY.get(path)
    if underway is not None:
        return underway, False
    _UNDERWAY[path] = made = Opening(path)
    return made, True


def opened(path: Path) -> Workspace:
    """The workspace at ``path``, opened at the first call; waits for an opening under way.

    Raises:
        WorkspaceError: it cannot be opened; the next call tries again.
    """
    while True:
        with _GUARD:
            if (known := _known(path)) is not None:
                return known
            opening, new = _begin(path)
        if new:
            opening.carry_out()
        else:
            opening.wait()


def opening_of(path: Path) -> Opening | None:
    """The opening of ``path``, begun in a thread of its own unless it is under way; None where
    the workspace is open."""
    with _GUARD:
        if _known(path) is not None:
            return None
        opening, new = _begin(path)
    if new:
        threading.Thread(target=_quietly, args=(opening,), daemon=True).start()
    return opening


def _quietly(opening: Opening) -> None:
    """Open; what fails is told by who waits for it."""
    with contextlib.suppress(Exception):  # it is kept in the opening
        opening.carry_out()


def let_go(path: Path | None = None) -> None:
    """Close the workspace at ``path``, or all, so that another process may open it."""
    with _GUARD:
        underway = [one for one in _UNDERWAY.values() if path in (None, one.path)]
    for one in underway:
        one._ended.wait()
    with _GUARD:
        gone = [path] if path is not None else list(_OPEN)
        for key in gone:
            known = _OPEN.pop(key, None)
            if known is not None:
                known.close()
