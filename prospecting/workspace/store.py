"""The workspace: everything of one user or team in one file."""

from __future__ import annotations

from prospecting.workspace.record import Recording


class Workspace(Recording):
    """One open workspace. Every read is a query of its own; every write a transaction."""
