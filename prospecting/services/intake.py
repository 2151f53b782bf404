"""Uploads from the browser: a job that reads and stores, and what it leaves to be answered.

Files whose owner is not certain are kept in memory, for this run of the app only, until the user
has said whose they are.
"""

from __future__ import annotations

import hashlib
import tempfile
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from prospecting.services import importing
from prospecting.services.client_states import client_rows
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from prospecting.workspace.jobs import JobHandle

KIND = "import"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits for its owner; ``candidates`` are client ids as text, likeliest first."""

    file: str
    key: str
    candidates: tuple[str, ...]
    data: bytes = field(repr=False)


@dataclass(slots=True)
class _Desk:
    """What one user has on the desk in this run of the app."""

    waiting: list[Waiting] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    job_id: int | None = None


@dataclass(frozen=True, slots=True)
class JobState:
    """How the import stands: ``phase`` as the pages know it, a sentence, a share 0..1."""

    phase: Literal["running", "failed", "cancelled"]
    sentence: str
    share: float | None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.phase != "running"


_desks: weakref.WeakKeyDictionary[Workspace, dict[str, _Desk]] = weakref.WeakKeyDictionary()
_guard = threading.Lock()


def _desk(session: Session) -> _Desk:
    with _guard:
        return _desks.setdefault(session.ws, {}).setdefault(session.user, _Desk())


def start(
    session: Session,
    uploads: Sequence[tuple[str, bytes]],
    owners: Mapping[str, str] | None = None,
) -> None:
    """Read and store the uploads as a job of their own.

    Raises:
        WorkspaceError: an import is running already.
    """
    desk = _desk(session)
    files = list(uploads)

    def work(handle: JobHandle) -> None:
        results = importing.import_uploads(
            session.ws,
            files,
            owners=owners,
            user=session.user,
            as_of=session.as_of,
            progress=handle.progress,
            cancelled=handle.cancelled,
        )
        content = dict(files)
        plain = [result.to_dict() for result in results]
        desk.results = plain
        desk.waiting = [w for w in desk.waiting if w.file not in content]
        desk.waiting += [
            Waiting(
                one["file"],
                hashlib.blake2b(one["file"].encode(), digest_size=6).hexdigest(),
                tuple(
                    str(c.get("client_id", c)) if isinstance(c, dict) else str(c)
                    for c in one.get("candidates") or ()
                ),
                content[one["file"]],
            )
            for one in plain
            if one["status"] == "needs_owner" and one["file"] in content
        ]

    desk.results = []
    desk.job_id = session.ws.jobs.start(KIND, work, user=session.user)


def start_sample(session: Session) -> None:
    """Fill the workspace with invented people, as a job."""
    desk = _desk(session)

    def work(handle: JobHandle) -> None:
        from prospecting.services.samples import fill_with_sample

        handle.progress("Making invented people", 0, None)
        with tempfile.TemporaryDirectory() as folder:
            fill_with_sample(session, Path(folder))

    desk.results = []
    desk.job_id = session.ws.jobs.start(KIND, work, user=session.user)


def answer(session: Session, owners: Mapping[str, str]) -> None:
    """Import the waiting files whose owner is now said (file → client id or ``me``)."""
    desk = _desk(session)
    files = [(one.file, one.data) for one in desk.waiting if one.file in owners]
    if files:
        start(session, files, owners)


def job_view(session: Session) -> JobState | None:
    """How the import of this user stands, None where there is nothing to say."""
    desk = _desk(session)
    if desk.job_id is None:
        return None
    job = session.ws.jobs.get(desk.job_id)
    if job.state == "running":
        share = job.done / job.total if job.total else None
        return JobState("running", job.message or "Reading", share)
    if job.state == "done":
        desk.job_id = None
        return None
    return JobState(
        "cancelled" if job.state == "cancelled" else "failed",
        job.message or "It was stopped; nothing was kept.",
        None,
    )


def cancel(session: Session) -> None:
    """Stop the import; nothing of it is kept."""
    desk = _desk(session)
    if desk.job_id is not None:
        session.ws.jobs.cancel(desk.job_id)


def waiting(session: Session) -> list[Waiting]:
    """Files that wait for their owner."""
    return list(_desk(session).waiting)


def last_results(session: Session) -> list[dict[str, Any]]:
    """What became of the last uploads."""
    return list(_desk(session).results)


def forget_results(session: Session) -> None:
    """Clear the sentences of the last import from the desk."""
    desk = _desk(session)
    desk.results = []
    desk.job_id = None


def client_choices(session: Session) -> dict[str, str]:
    """Client id as text → name and company, by name."""
    rows = sorted(client_rows(session), key=lambda row: str(row["name"]).casefold())
    return {
        str(row["client_id"]): f"{row['name']}" + (f", {row['company']}" if row["company"] else "")
        for row in rows
    }
