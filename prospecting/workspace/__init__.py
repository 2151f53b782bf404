"""The DuckDB store: schema, migrations, queries, backup. Nothing else speaks SQL."""

from prospecting.workspace.connection import default_path
from prospecting.workspace.errors import (
    Cancelled,
    Conflict,
    HeldByAnotherProcess,
    NotFound,
    WorkspaceError,
)
from prospecting.workspace.ingest import AddedContact, ImportResult, IngestOptions
from prospecting.workspace.owners import ME, Candidate
from prospecting.workspace.record import Event, PlanSnapshot, SavedProfile
from prospecting.workspace.store import Workspace

__all__ = [
    "ME",
    "AddedContact",
    "Cancelled",
    "Candidate",
    "Conflict",
    "Event",
    "HeldByAnotherProcess",
    "ImportResult",
    "IngestOptions",
    "NotFound",
    "PlanSnapshot",
    "SavedProfile",
    "Workspace",
    "WorkspaceError",
    "default_path",
]
