"""What can go wrong with the store, each as one plain sentence."""

from __future__ import annotations


class WorkspaceError(Exception):
    """The workspace cannot do what was asked; the text is one sentence for the user."""


class HeldByAnotherProcess(WorkspaceError):  # noqa: N818 - reads as what happened
    """Another process has the file open; ``pid`` is its number where known."""

    def __init__(self, message: str, pid: int | None = None) -> None:
        super().__init__(message)
        self.pid = pid


class NotFound(WorkspaceError):  # noqa: N818
    """Something that was named is not in the workspace."""


class Conflict(WorkspaceError):  # noqa: N818
    """What the caller saw has changed meanwhile; the text says what it is now."""


class Moved(Conflict):
    """What a decision was taken by changed before it was written: nothing was, look again."""


class Cancelled(WorkspaceError):  # noqa: N818
    """The user stopped the work; nothing of it was kept."""
