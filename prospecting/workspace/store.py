"""The workspace: everything of one user or team in one file."""

from __future__ import annotations

from prospecting.workspace.restore import Restoring


class Workspace(Restoring):
    """One open workspace. Every read is a query of its own; every write a transaction."""
