"""Uploads from the browser: a job that reads and stores, and what it leaves to be answered.

Files whose owner is not certain, and tables that no reader knows, are kept in memory, for this run
of the app only, until the user has said whose they are and what their columns hold.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal

from prospecting import exports
from prospecting.errors import Refused
from prospecting.exports import ImportCancelled, StagedFile, read_bytes
from prospecting.exports.limits import heard_by
from prospecting.services import importing, mappings
from prospecting.services.access import require
from prospecting.services.client_states import client_rows
from prospecting.services.import_words import FileResult, file_results
from prospecting.services.session import Session
from prospecting.workspace import Cancelled, IngestOptions, Workspace, WorkspaceError
from prospecting.workspace.ingest import STOPPED, Progress, never, no_progress
from prospecting.workspace.jobs import JobHandle

KIND = "import"
ME = "me"
NOBODY = "nobody"
"""Said of a table of contacts that are no client's and not one's own: a bought list."""
PURPOSE = "to find introductions"
#: How much of an import's time the reading takes, about; the bar has so many parts.
_READING: Final = 0.5
_PARTS: Final = 100


@dataclass(frozen=True, slots=True)
class Right:
    """By what right the files of one call are used."""

    permission_on: dt.date | None = None
    given_by: str | None = None
    purpose: str = PURPOSE
    keep_contact_data: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits for its owner; ``candidates`` are client ids as text, likeliest first."""

    file: str
    key: str
    candidates: tuple[str, ...]
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A table that no reader knows, with what its columns may be."""

    file: str
    key: str
    proposal: exports.MappingProposal
    data: bytes = field(repr=False)


@dataclass(slots=True)
class _Desk:
    """What one user has on the desk in this run of the app."""

    waiting: list[Waiting] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    results: list[FileResult] = field(default_factory=list)
    mapped: dict[str, exports.Mapping] = field(default_factory=dict)
    right: Right = field(default_factory=Right)
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


def desk_of(session: Session) -> _Desk:
    """What this user has on the desk."""
    with _guard:
        return _desks.setdefault(session.ws, {}).setdefault(session.user, _Desk())


def _key(file: str) -> str:
    return hashlib.blake2b(file.encode(), digest_size=6).hexdigest()


def distinct_names(uploads: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The uploads, each under a name of its own: two files may both be ``Connections.csv``."""
    taken: set[str] = set()
    named = []
    for name, data in uploads:
        path, number, chosen = PurePosixPath(name), 1, name
        while chosen in taken:
            number += 1
            chosen = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        taken.add(chosen)
        named.append((chosen, data))
    return named


def start(
    session: Session,
    uploads: Sequence[tuple[str, bytes]],
    owners: Mapping[str, str] | None = None,
    *,
    right: Right | None = None,
    mapped: Mapping[str, exports.Mapping] | None = None,
) -> None:
    """Read and store the uploads as a job of their own.

    Args:
        uploads: names and contents.
        owners: file to client id, e-mail or ``me``, where the user has said it.
        right: by what right; as for the files before where left out.
        mapped: file to mapping, for tables whose columns the user has named.

    Raises:
        Refused: the role may not.
        WorkspaceError: an import is running already.
    """
    require(session, "import")
    desk = desk_of(session)
    files = distinct_names(uploads)
    chosen = right or desk.right
    known = {**desk.mapped, **(mapped or {})}

    def work(handle: JobHandle) -> None:
        _take_in(session, desk, files, owners or {}, chosen, known, handle)

    if is_running(session):
        raise WorkspaceError("An import is running already: wait for it, or stop it.")
    # Before the job begins: it may be over before the next line.
    desk.results, desk.right, desk.mapped = [], chosen, known
    desk.job_id = session.ws.jobs.start(KIND, work, user=session.user)


def _take_in(
    session: Session,
    desk: _Desk,
    files: Sequence[tuple[str, bytes]],
    owners: Mapping[str, str],
    right: Right,
    mapped: Mapping[str, exports.Mapping],
    handle: JobHandle,
) -> None:
    unknown: list[Unknown] = []
    rows = 0
    at = 0
    inside = 0.0  # how much is read of the file at hand

    def tell(message: str, done: int, total: int | None) -> None:
        words = message[:1].upper() + message[1:]
        if total is not None:  # all files are read: what follows from their rows
            words += f" · step {done} of {total}"
            share = _READING + (1 - _READING) * (done - 1) / total
        else:
            share = _READING * min(max(done, at - 1) + inside, len(files)) / len(files)
            if len(files) > 1 and at:
                words += f" · file {min(at, len(files))} of {len(files)}"
        if rows:
            words += f" · {rows:,} {'row' if rows == 1 else 'rows'}"
        handle.progress(words, round(_PARTS * share), _PARTS)

    def hear(file: str, read: int, of: int) -> None:
        nonlocal inside
        inside = read / max(read, of)
        tell(f"reading {file} · row {read:,} of {of:,}", at - 1, None)

    def staged() -> Iterator[StagedFile]:
        nonlocal rows, at, inside
        for name, data in files:
            at += 1
            tell(f"reading {name}", at - 1, None)
            one = _read(session, name, data, right, mapped.get(name), unknown, handle)
            inside = 0.0
            rows += one.rows
            yield one

    try:
        with heard_by(hear):
            results = session.ws.ingest(
                staged(),
                user=session.user,
                as_of=session.as_of,
                owners=dict(owners),
                options=IngestOptions(
                    keep_contact_data=right.keep_contact_data,
                    purpose=right.purpose or PURPOSE,
                    given_by=right.given_by,
                    given_on=right.permission_on,
                    permission_on=right.permission_on,
                ),
                progress=tell,
                cancelled=handle.cancelled,
            )
    except ImportCancelled as stopped:
        raise Cancelled(STOPPED) from stopped
    handle.kept()
    for result in results:
        importing.write_rejects(session.ws, result)
    _lay_out(session, desk, dict(files), [one.to_dict() for one in results], unknown)


def _read(
    session: Session,
    name: str,
    data: bytes,
    right: Right,
    mapping: exports.Mapping | None,
    unknown: list[Unknown],
    handle: JobHandle,
) -> StagedFile:
    """One file staged; a table of no known format by the mapping remembered for its shape."""
    keep = right.keep_contact_data
    staged = read_bytes(
        name, data, mapping=mapping, keep_contact_data=keep, cancelled=handle.cancelled
    )
    if mapping is not None or not staged.error or staged.format != "unknown" or not data:
        return staged
    proposal = mappings.look(name, data)
    if proposal is None or not proposal.rows:
        return staged
    known = mappings.remembered(session, proposal.shape)
    if known is not None:
        again = read_bytes(
            name, data, mapping=known, keep_contact_data=keep, cancelled=handle.cancelled
        )
        if not again.error:
            again.warnings.append("Read as you said for the last file with these columns.")
            return again
    unknown.append(Unknown(name, _key(name), proposal, data))
    return staged


def _lay_out(
    session: Session,
    desk: _Desk,
    content: Mapping[str, bytes],
    plain: Sequence[dict[str, Any]],
    unknown: Sequence[Unknown],
) -> None:
    """Put what came of a call on the desk; files that were asked about before are replaced."""
    asked = {one.file for one in unknown}
    desk.results = file_results(session, [one for one in plain if one["file"] not in asked])
    desk.waiting = [one for one in desk.waiting if one.file not in content]
    desk.unknown = [one for one in desk.unknown if one.file not in content] + list(unknown)
    desk.waiting += [
        Waiting(
            one["file"],
            _key(one["file"]),
            tuple(str(c["client_id"] or ME) for c in one.get("candidates") or ()),
            content[one["file"]],
        )
        for one in plain
        if one["status"] == "needs_owner" and one["file"] in content
    ]


def start_sample(session: Session) -> None:
    """Fill the workspace with invented people, as a job."""
    desk = desk_of(session)

    def work(handle: JobHandle) -> None:
        from prospecting.services.samples import fill_with_sample

        handle.progress("Making invented people", 0, None)
        with tempfile.TemporaryDirectory() as folder:
            fill_with_sample(
                session, Path(folder), progress=job_steps(handle), cancelled=handle.cancelled
            )
        handle.kept()

    desk.results = []
    desk.job_id = session.ws.jobs.start(KIND, work, user=session.user)


def answer(session: Session, owners: Mapping[str, str]) -> None:
    """Import the waiting files whose owner is now said (file → client id or ``me``)."""
    desk = desk_of(session)
    files = [(one.file, one.data) for one in desk.waiting if one.file in owners]
    if files:
        start(session, files, owners)


def map_columns(
    session: Session, key: str, mapping: exports.Mapping, *, owner: str | None = None
) -> None:
    """Import an unknown table by ``mapping``, and remember it for files of the same shape."""
    desk = desk_of(session)
    one = unknown_file(session, key)
    if one is None:
        return
    mappings.remember(session, one.proposal.shape, mapping)
    same = [u for u in desk.unknown if u.proposal.shape == one.proposal.shape]
    owners = {one.file: owner} if owner else {}
    start(
        session,
        [(u.file, u.data) for u in same],
        owners,
        mapped={u.file: mapping for u in same},
    )


def unknown_files(session: Session) -> list[Unknown]:
    """Tables whose columns the user is asked about."""
    return list(desk_of(session).unknown)


def unknown_file(session: Session, key: str) -> Unknown | None:
    """One of them, by its key."""
    return next((one for one in desk_of(session).unknown if one.key == key), None)


def undo(
    session: Session,
    import_id: int,
    *,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = never,
) -> dict[str, Any]:
    """Take back exactly what an import brought.

    Raises:
        Cancelled: ``cancelled`` said so; the import is as it was.
        Refused: the role may not.
        NotFound: there is no such import, or it was taken back before.
    """
    require(session, "undo import")
    return importing.undo_import(
        session.ws,
        import_id,
        user=session.user,
        as_of=session.as_of,
        progress=progress,
        cancelled=cancelled,
    )


def withdraw(
    session: Session,
    import_id: int,
    *,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = never,
) -> dict[str, Any]:
    """The giver takes back his permission: the file's contacts leave every plan at once.

    Raises:
        Cancelled: ``cancelled`` said so; the import is as it was.
        Refused: the role may not.
        NotFound: there is no such import, or it was taken back before.
    """
    require(session, "undo import")
    return importing.withdraw_permission(
        session.ws,
        import_id,
        user=session.user,
        as_of=session.as_of,
        progress=progress,
        cancelled=cancelled,
    )


def note_permission(session: Session, import_id: int, on: dt.date | None) -> str:
    """Keep the day on which the client allowed it, also long after the import; None: no day.

    Returns:
        The sentence that says so.

    Raises:
        Refused: the role may not, or the day is not come yet.
        NotFound: there is no such import, or it was taken back.
    """
    require(session, "import")
    if on is not None and on > session.as_of:
        raise Refused("A permission cannot be of a day that is not come yet.")
    session.ws.note_permission(import_id, on=on, user=session.user)
    if on is None:
        return "No day of permission is noted now."
    return f"Permission of {on:%d %B %Y} is noted.".replace(" 0", " ")


def job_steps(handle: JobHandle) -> Progress:
    """What tells a job how many of the steps are reached."""

    def tell(message: str, done: int, total: int | None) -> None:
        words = message[:1].upper() + message[1:]
        if total:
            words += f" · step {done} of {total}"
        handle.progress(words, done - 1 if total else 0, total)

    return tell


def leave_out(session: Session, key: str) -> None:
    """Put a file that waits for an answer off the desk."""
    desk = desk_of(session)
    desk.unknown = [one for one in desk.unknown if one.key != key]
    desk.waiting = [one for one in desk.waiting if one.key != key]


def job_view(session: Session) -> JobState | None:
    """How the import of this user stands, None where there is nothing to say."""
    desk = desk_of(session)
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


def is_running(session: Session) -> bool:
    """Whether an import of this user runs now."""
    state = job_view(session)
    return state is not None and not state.ended


def cancel(session: Session) -> None:
    """Stop the import; nothing of it is kept."""
    desk = desk_of(session)
    if desk.job_id is not None:
        session.ws.jobs.cancel(desk.job_id)


def waiting(session: Session) -> list[Waiting]:
    """Files that wait for their owner."""
    return list(desk_of(session).waiting)


def last_results(session: Session) -> list[FileResult]:
    """What became of the last uploads."""
    return list(desk_of(session).results)


def forget_results(session: Session) -> None:
    """Clear the sentences of the last import from the desk."""
    desk = desk_of(session)
    desk.results = []
    desk.job_id = None


def client_choices(session: Session) -> dict[str, str]:
    """Client id as text → name and company, by name."""
    rows = sorted(client_rows(session), key=lambda row: str(row["name"]).casefold())
    return {
        str(row["client_id"]): f"{row['name']}" + (f", {row['company']}" if row["company"] else "")
        for row in rows
    }
