"""The DuckDB store: schema, migrations, queries, backup. Nothing else speaks SQL."""

from prospecting.workspace.connection import default_path
from prospecting.workspace.errors import (
    Cancelled,
    Conflict,
    HeldByAnotherProcess,
    Moved,
    NotFound,
    WorkspaceError,
)
from prospecting.workspace.jobs import Job, JobHandle
from prospecting.workspace.keep import Backup, Finding
from prospecting.workspace.owners import ME, Candidate
from prospecting.workspace.preferences import SavedProfile
from prospecting.workspace.record import Event, PlanSnapshot
from prospecting.workspace.restore import Restored
from prospecting.workspace.results import AddedContact, ImportResult, IngestOptions
from prospecting.workspace.rights import Erasure
from prospecting.workspace.store import Workspace

__all__ = [
    "ME",
    "AddedContact",
    "Backup",
    "Cancelled",
    "Candidate",
    "Conflict",
    "Erasure",
    "Event",
    "Finding",
    "HeldByAnotherProcess",
    "ImportResult",
    "IngestOptions",
    "Job",
    "JobHandle",
    "Moved",
    "NotFound",
    "PlanSnapshot",
    "Restored",
    "SavedProfile",
    "Workspace",
    "WorkspaceError",
    "default_path",
]
