"""One user's work on one workspace on one day; nothing below this reads the clock."""

from __future__ import annotations

import datetime as dt
import os
import threading
import weakref
from argparse import Namespace
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

from prospecting.workspace import Workspace, default_path
from prospecting.workspace.ingest import no_progress

T = TypeVar("T")

ROLES = ("salesperson", "manager", "admin")


@dataclass(frozen=True, slots=True)
class Session:
    """Who works (``user``, ``role``), on what (``ws``), on which day (``as_of``).

    The single user on his own machine is ``me`` and may do everything.
    """

    ws: Workspace
    as_of: dt.date
    user: str = "me"
    role: str = "admin"

    def cached(self, name: str, areas: tuple[str, ...], build: Callable[[], T]) -> T:
        """``build()``, kept until one of the workspace's ``areas`` (or the day) changes."""
        stamp = (self.as_of, *(self.ws.version(area) for area in areas))
        return _Cache.of(self.ws).get(name, stamp, build)


class _Cache:
    """What was derived from one open workspace; thread-safe, one value a name."""

    _all: ClassVar[weakref.WeakKeyDictionary[Workspace, _Cache]] = weakref.WeakKeyDictionary()
    _guard = threading.Lock()

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.kept: dict[str, tuple[Hashable, object]] = {}

    @classmethod
    def of(cls, ws: Workspace) -> _Cache:
        with cls._guard:
            found = cls._all.get(ws)
            if found is None:
                found = cls._all[ws] = cls()
            return found

    def get(self, name: str, stamp: Hashable, build: Callable[[], T]) -> T:
        with self.lock:
            kept = self.kept.get(name)
            if kept is not None and kept[0] == stamp:
                return kept[1]  # type: ignore[return-value]
            value = build()
            self.kept[name] = (stamp, value)
            return value


def workspace_path(args: Namespace) -> Path:
    """The workspace file a command is about: ``--workspace``, the environment, the default."""
    if args.workspace is not None:
        return Path(args.workspace)
    named = os.environ.get("PROSPECTOR_WORKSPACE")
    return Path(named) if named else default_path()


@contextmanager
def open_session(args: Namespace) -> Iterator[Session]:
    """The session of a command line, closed at the end.

    Raises:
        WorkspaceError: the file cannot be opened; one plain sentence says why.
    """
    # What is told of the steps where an older workspace is brought up to this program.
    opening = getattr(args, "opening", no_progress)
    with Workspace.open(workspace_path(args), progress=opening) as ws:
        yield Session(ws=ws, as_of=args.as_of, user=args.user or "me")
