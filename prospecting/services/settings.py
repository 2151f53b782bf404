"""Settings beside the seller and the profile: first steps, budgets, backup, health, meaning."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prospecting.errors import Refused
from prospecting.services import models, rights, sellers, team, trials
from prospecting.services.access import require
from prospecting.services.client_states import BUDGETS, client_rows
from prospecting.services.profiles import IN_USE, current_profile
from prospecting.services.sellers import missing_for_drafts
from prospecting.services.session import Session
from prospecting.workspace.ingest import Progress, no_progress

EMBEDDING = "embedding"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a first plan with drafts needs; ``place`` is the page where it is done."""

    what: str
    button: str
    place: str
    done: bool


def first_steps(session: Session) -> list[Step]:
    """What a first plan with drafts needs, in the order in which one does it."""
    clients = client_rows(session)
    return [
        Step("Your clients are in", "Import a client list", "import", bool(clients)),
        Step(
            "At least one client's connections are in",
            "Import connections",
            "import-connections",
            any(row["connections"] for row in clients),
        ),
        Step(
            "Drafts know who you are and what you do",
            "Say who I am",
            "settings",
            not missing_for_drafts(session),
        ),
        Step(
            "The plan knows whom you want",
            "Describe my ideal client",
            "ideal-client",
            bool(session.ws.list_profiles()),
        ),
    ]


def set_budgets(
    session: Session, *, per_client: int, per_days: int, per_year: int, rest_days: int
) -> None:
    """How often one client may be asked, for everybody.

    Raises:
        Refused: numbers that contradict each other.
    """
    if per_client < 1 or per_days < 1 or rest_days < 0:
        raise Refused("asks and days must be at least 1, and a rest cannot be negative")
    if per_year < per_client:
        raise Refused(
            f"{per_client} asks within {per_days} days cannot be more than the {per_year} a year"
        )
    session.ws.set_setting(
        BUDGETS,
        {
            "per_client": per_client,
            "per_days": per_days,
            "per_year": per_year,
            "rest_days": rest_days,
        },
        user=session.user,
    )


#: Settings that can be put back, and the right that it takes.
_RIGHTS = {
    BUDGETS: "settings",
    sellers.SETTING: "settings",
    team.APPROVAL: "settings",
    models.SETTING: "settings",
    rights.RETENTION: "retention",
    trials.STARS: "plan",
    IN_USE: "plan",
}


def put_back(session: Session, name: str, before: int, *, expected: int) -> None:
    """Give a setting the value that it had in its version ``before`` (0: none was set).

    Raises:
        Refused: the role may not, or it is no setting that can be put back.
        Conflict: it was written since ``expected``.
    """
    if name not in _RIGHTS:
        raise Refused(f"there is no setting {name!r} to put back")
    require(session, _RIGHTS[name])
    session.ws.put_back_setting(name, before, user=session.user, expected=expected)
    session.ws.audit("setting put back", user=session.user, setting=name)


def put_back_profile(session: Session, before: int, used: int, *, expected: int) -> None:
    """Give the profile saved last the value of its version ``before`` (0: it is new, and goes
    again), and put in use what was in the version ``used`` of that setting.

    Raises:
        Conflict: it was saved or removed since ``expected``, its version.
    """
    session.ws.put_back_profile(before, user=session.user, expected=expected)
    now = session.ws.setting_version(IN_USE)
    put_back(session, IN_USE, used, expected=now)


def backup_bytes(session: Session) -> bytes:
    """A checked copy of the workspace while it is in use.

    Raises:
        Refused: the role may not.
    """
    from prospecting.services import upkeep

    require(session, "backup")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "backup.duckdb"
        upkeep.backup(session, file)
        return file.read_bytes()


@contextmanager
def _as_file(data: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "restore.duckdb"
        file.write_bytes(data)
        yield file


def restore_preview(session: Session, data: bytes) -> dict[str, Any]:
    """What a restore of this backup would change, ``lines`` in words.

    Raises:
        Refused: the role may not.
        WorkspaceError: the file is no workspace.
    """
    require(session, "restore")
    with _as_file(data) as file:
        found = dict(session.ws.preview_restore(file))
    lines = [
        f"{name.capitalize()}: {found[name]:,} in the backup, {found[name + '_now']:,} now"
        for name in ("people", "clients", "connections", "imports", "asks")
    ]
    lines.append(
        f"Objections: all {found['suppressions_kept']:,} of today stay, whatever the backup says"
    )
    return {**found, "lines": lines}


def restore_bytes(session: Session, data: bytes, progress: Progress = no_progress) -> None:
    """Put a backup in the workspace's place; newer objections and erasures still hold.
    ``progress`` is told the steps where an older program wrote it.

    Raises:
        Refused: the role may not.
        WorkspaceError: the file is no workspace, or cannot be copied; nothing was changed.
    """
    require(session, "restore")
    with _as_file(data) as file:
        session.ws.restore(file, user=session.user, progress=progress)


def mend(session: Session) -> dict[str, Any]:
    """The health checks, with what is safe to mend mended: ``ok, checks``.

    Raises:
        Refused: the role may not.
    """
    from prospecting.services import upkeep

    require(session, "restore")
    mended = {one.name: one for one in session.ws.doctor(mend=True)}
    found = upkeep.check(session)
    for one in found["checks"]:
        if one["name"] in mended:
            one["mended"] = mended[one["name"]].mended
    return found


def health_report(session: Session) -> dict[str, Any]:
    """Versions, counts and findings, without personal data: to send with a question."""
    from prospecting.services import upkeep

    found = upkeep.check(session)
    return {
        "as_of": session.as_of,
        "facts": session.ws.facts(),
        "checks": [{"name": one["name"], "ok": one["ok"]} for one in found["checks"]],
    }


def audit_rows(session: Session, *, limit: int = 200) -> list[dict[str, Any]]:
    """Who did what, the latest first: ``at, user, action, detail`` with the detail in words.

    Raises:
        Refused: the role may not see it.
    """
    require(session, "audit")
    rows = session.ws.load_audit().slice(0, limit).to_pylist()
    return [
        {
            "at": row["written_at"],
            "user": row["user_id"],
            "action": row["action"],
            "detail": _detail(row["detail"]),
        }
        for row in rows
    ]


def _detail(detail: Any) -> str:
    said = json.loads(detail) if isinstance(detail, str) and detail else detail or {}
    if not isinstance(said, dict):
        return str(said)
    return ", ".join(
        f"{key.replace('_', ' ')} {value}" for key, value in said.items() if value not in (None, "")
    )


def texts_to_embed(session: Session) -> list[str]:
    """Titles and wishes that have no vector yet, wishes first."""
    from scoring import semantic

    profile, _ = current_profile(session)
    wishes = [*profile.titles, *profile.keywords, *profile.exclude_titles]
    titles = session.ws.load_titles().column("text").to_pylist()
    texts = list(dict.fromkeys([*wishes, *(t for t in titles if t)]))
    known = session.ws.load_vectors(semantic.MODEL_NAME, texts)
    return [text for text in texts if text not in known]


def embedding_state(session: Session) -> dict[str, Any]:
    """``sentence, missing, can_start``: what is read by meaning so far."""
    from scoring import semantic

    there, _ = semantic.available()
    running = embedding_job(session) is not None
    missing = len(texts_to_embed(session)) if there else 0
    if not there:
        sentence = "Wishes in your own words are matched by their words."
    elif missing:
        sentence = f"{missing:,} titles are not read by meaning yet; plans do not wait for it."
    else:
        sentence = "Every title is read by meaning."
    return {
        "sentence": sentence,
        "missing": missing,
        "can_start": there and missing > 0 and not running,
    }


def start_embedding(session: Session) -> int:
    """Read the missing texts by meaning, in a child process at low priority; the job's id."""
    from prospecting.services.embedding import embed_in_child

    texts = texts_to_embed(session)
    return int(
        session.ws.jobs.start(
            EMBEDDING, lambda handle: embed_in_child(session.ws, texts, handle), user=session.user
        )
    )


def _latest(session: Session) -> Any:
    jobs = [job for job in session.ws.jobs.list() if job.kind == EMBEDDING]
    return max(jobs, key=lambda job: job.job_id, default=None)


def embedding_job(session: Session) -> Any:
    """The job that runs now, None if there is none."""
    job = _latest(session)
    return job if job is not None and job.state == "running" else None


def cancel_embedding(session: Session) -> None:
    """Stop the job; what was read so far stays."""
    job = embedding_job(session)
    if job is not None:
        session.ws.jobs.cancel(job.job_id)
