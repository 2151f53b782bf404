"""Long work outside the browser's session: a thread each, with progress, cancelling, a record."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from prospecting.workspace.connection import now
from prospecting.workspace.errors import Cancelled, NotFound, WorkspaceError

if TYPE_CHECKING:
    from prospecting.workspace.connection import Store

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """How a piece of long work stands; ``state`` is running, done, failed, cancelled or lost."""

    job_id: int
    kind: str
    state: str
    done: int
    total: int | None
    message: str | None
    user_id: str
    result: Any = None


@dataclass(slots=True)
class JobHandle:
    """What the work is given: a place to report to, and to ask whether to stop."""

    _running: _Running

    def progress(self, message: str, done: int, total: int | None = None) -> None:
        """Say what is at hand and how far it is."""
        job = self._running.job
        self._running.job = replace(job, message=message, done=done, total=total)

    def cancelled(self) -> bool:
        """Whether the user wants it stopped."""
        return self._running.stop.is_set()

    def kept(self) -> None:
        """Say that what was done is kept: who asks to stop from now on comes too late."""
        self._running.kept = True


@dataclass(slots=True)
class _Running:
    job: Job
    stop: threading.Event = field(default_factory=threading.Event)
    kept: bool = False
    thread: threading.Thread | None = None


class Jobs:
    """The jobs of one open workspace."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._running: dict[int, _Running] = {}
        if store.value("record.running_jobs"):
            # The program was ended in the middle of them.
            with store.write("program") as t:
                t.run("record.lost_jobs", {"at": t.at})

    def start(self, kind: str, work: Callable[[JobHandle], Any], *, user: str) -> int:
        """Begin ``work`` in a thread of its own; the job's id.

        Raises:
            WorkspaceError: work of this kind is running already.
        """
        if any(r.job.kind == kind and r.job.state == "running" for r in self._running.values()):
            raise WorkspaceError(f"“{kind}” is running already: wait for it, or cancel it.")
        with self._store.write(user) as t:
            number = int(t.value("record.start_job", {"kind": kind, "user": user, "at": t.at}))
        running = _Running(Job(number, kind, "running", 0, None, None, user))
        self._running[number] = running
        running.thread = threading.Thread(
            target=self._run, args=(running, work), name=f"job {number}", daemon=True
        )
        running.thread.start()
        return number

    def _run(self, running: _Running, work: Callable[[JobHandle], Any]) -> None:
        try:
            result = work(JobHandle(running))
            early = running.stop.is_set() and not running.kept
            state = "cancelled" if early else "done"
            ended = replace(running.job, state=state, result=result)
        except Cancelled as stopped:
            ended = replace(running.job, state="cancelled", message=str(stopped))
        except WorkspaceError as error:
            ended = replace(running.job, state="failed", message=str(error))
        except Exception:
            # The log has the trace under this number; the screen only the number.
            number = uuid.uuid4().hex[:8]
            _log.exception("job %s failed, error %s", running.job.kind, number)
            ended = replace(running.job, state="failed", message=f"It failed (error {number}).")
        try:
            with self._store.write(running.job.user_id) as t:
                params = {
                    "job": ended.job_id,
                    "state": ended.state,
                    "done": ended.done,
                    "total": ended.total,
                    "message": ended.message,
                }
                t.run("record.end_job", {**params, "at": now()})
        except WorkspaceError:
            _log.warning("the end of job %s could not be recorded", ended.job_id)
        running.job = ended

    def get(self, job_id: int) -> Job:
        """How a job stands.

        Raises:
            NotFound: there is no such job.
        """
        for job in self.list():
            if job.job_id == job_id:
                return job
        raise NotFound(f"There is no job {job_id}.")

    def list(self) -> list[Job]:
        """All jobs, oldest first."""
        out = []
        for row in self._store.rows("record.jobs"):
            running = self._running.get(row["job_id"])
            out.append(
                running.job
                if running
                else Job(
                    row["job_id"],
                    row["kind"],
                    row["state"],
                    row["done"],
                    row["total"],
                    row["message"],
                    row["user_id"],
                )
            )
        return out

    def cancel(self, job_id: int) -> None:
        """Ask a job to stop; it does so as soon as it can."""
        running = self._running.get(job_id)
        if running is not None:
            running.stop.set()

    def wait(self, job_id: int, timeout: float | None = None) -> Job:
        """Wait for a job's end (at most ``timeout`` seconds)."""
        running = self._running.get(job_id)
        if running is not None and running.thread is not None:
            running.thread.join(timeout)
        return self.get(job_id)

    def stop_all(self) -> None:
        """Ask every job to stop, and wait for them a moment."""
        for running in self._running.values():
            running.stop.set()
        for running in self._running.values():
            if running.thread is not None and running.thread is not threading.current_thread():
                running.thread.join(10)
