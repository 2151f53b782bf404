"""Large imports out of the workspace again, as a job that shows its steps and can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from prospecting.services import intake
from prospecting.services.access import require
from prospecting.services.import_words import FileResult
from prospecting.services.session import Session
from prospecting.workspace import Cancelled, WorkspaceError
from prospecting.workspace.jobs import JobHandle

#: More rows than this take longer to be taken out than a page may wait.
AT_ONCE: Final = 20_000

#: How one import is taken out: ``intake.undo`` or ``intake.withdraw``.
Way = Callable[..., dict[str, Any]]


def is_long(session: Session, import_ids: Sequence[int]) -> bool:
    """Whether taking these imports out takes so long that it should be a job."""
    wanted = set(import_ids)
    rows = session.ws.load_imports().select(["import_id", "stored"]).to_pylist()
    return sum(int(row["stored"]) for row in rows if row["import_id"] in wanted) > AT_ONCE


def start(session: Session, import_ids: Sequence[int], way: Way) -> None:
    """Take imports out by ``way`` (``intake.undo``, ``intake.withdraw``) as a job; each whole or not.

    Raises:
        Refused: the role may not.
        WorkspaceError: an import is running, or another one is being taken out.
    """
    require(session, "undo import")
    if intake.is_running(session):
        raise WorkspaceError("An import is running already: wait for it, or stop it.")
    desk = intake.desk_of(session)
    names = {row["import_id"]: row["file"] for row in session.ws.load_imports().to_pylist()}

    def work(handle: JobHandle) -> None:
        rows = 0
        for taken, import_id in enumerate(import_ids, start=1):
            try:
                done = way(
                    session,
                    import_id,
                    progress=intake.job_steps(handle),
                    cancelled=handle.cancelled,
                )
            except Cancelled:
                if desk.results:
                    # One is out already, and the sentence on it stands on the desk.
                    text = f"It was stopped: {names[import_id]} stays as it was."
                    raise Cancelled(text) from None
                raise
            rows += done["rows"]
            file, text = names[import_id], done["message"]
            if taken > 1:
                file, text = f"{taken} files", f"their {rows:,} rows are gone."
            desk.results = [FileResult(file, "note", text, None, 0, 0, 0)]
        handle.kept()

    desk.results = []
    desk.job_id = session.ws.jobs.start(intake.KIND, work, user=session.user)


def forget_job(session: Session) -> None:
    """Take the word on an import that was stopped or failed off the desk; one that runs stays."""
    desk = intake.desk_of(session)
    if not intake.is_running(session):
        desk.job_id = None
