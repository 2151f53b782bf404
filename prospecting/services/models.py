"""Language models: the choice, the preview of what would be sent, the letting write.

Off until somebody with the right for it switches one on by name. The key is never kept here: the
environment holds it. What the model writes goes through the same checks as any draft, and the log
keeps names of fields and a hash, never the content.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any, Final

from prospecting.drafting.facts import AskFacts
from prospecting.drafting.models import (
    CallRecord,
    LocalServer,
    ModelError,
    ModelSettings,
    ReplyCache,
    check_base_url,
    compose_with_model,
    find_local,
    from_environment,
    preview,
)
from prospecting.errors import Refused
from prospecting.services.access import require
from prospecting.services.desk import Desk, keep
from prospecting.services.session import Session

SETTING: Final = "model"
JOB: Final = "model's words"
KEPT: Final = (
    "enabled",
    "provider",
    "base_url",
    "model",
    "key_variable",
    "key_host",
    "send_names",
    "price_in",
    "price_out",
)
_TEXT_MOST = 300
_WATCH_SECONDS = 0.2
_CACHE = ReplyCache()


def model_settings(session: Session) -> ModelSettings:
    """The model that is chosen: in the settings, else by the environment; off where none is."""
    saved = session.ws.get_setting(SETTING, None)
    if not isinstance(saved, dict):
        return from_environment()
    return replace(ModelSettings(), **{key: saved[key] for key in KEPT if key in saved})


def set_model(session: Session, **values: Any) -> ModelSettings:
    """Choose a model, or switch it off with ``enabled=False``.

    Raises:
        Refused: the role may not, or the address, name or prices cannot be.
    """
    require(session, "settings")
    unknown = set(values) - set(KEPT)
    if unknown:
        raise Refused(f"a model has no {sorted(unknown)[0]!r}; there is {', '.join(KEPT)}")
    for key in ("provider", "base_url", "model", "key_variable", "key_host"):
        text = str(values.get(key, "")).strip()
        if len(text) > _TEXT_MOST:
            raise Refused(f"{key.replace('_', ' ')}: at most {_TEXT_MOST} characters")
        if key in values:
            values[key] = text
    chosen = replace(model_settings(session), **values)
    if chosen.enabled:
        if not (chosen.provider and chosen.model and chosen.base_url):
            raise Refused("name the provider, the address and the model before switching it on")
        try:
            check_base_url(chosen.base_url)
        except ModelError as error:
            raise Refused(str(error)) from None
    if chosen.price_in < 0 or chosen.price_out < 0:
        raise Refused("a price cannot be below zero")
    session.ws.set_setting(SETTING, {key: getattr(chosen, key) for key in KEPT}, user=session.user)
    session.ws.audit(
        "model switched on" if chosen.enabled else "model switched off",
        user=session.user,
        provider=chosen.provider,
    )
    _CACHE.clear()
    return chosen


def stays_here(chosen: ModelSettings) -> bool:
    """Whether the model runs on this machine, so that nothing leaves it."""
    try:
        return check_base_url(chosen.base_url)[1]
    except ModelError:
        return False


def on_this_machine() -> list[LocalServer]:
    """Servers with models that answer on this machine; looked for when the user asks only."""
    return find_local()


def what_is_sent(
    session: Session,
    facts: AskFacts,
    *,
    kind: str = "first",
    channel: str = "email",
    language: str | None = None,
) -> str:
    """Exactly what would be sent for this ask, as text."""
    chosen = model_settings(session)
    return preview(
        facts, kind=kind, channel=channel, language=language, send_names=chosen.send_names
    )


def start_writing(session: Session, desk: Desk, prospect_id: int, client_id: int) -> int:
    """Let the model write this draft, in a job that can be stopped; the job's id.

    Its words replace the draft that is kept for this ask, marked as unread. Where it fails, or its
    words do not stand the checks, the template's words stay, with a sentence that says so.

    Raises:
        Refused: no model is switched on.
        WorkspaceError: it is writing already.
    """
    chosen = model_settings(session)
    if not chosen.enabled:
        raise Refused("no model is switched on: choose one under Privacy")
    facts = desk.draft.facts

    def log(record: CallRecord) -> None:
        session.ws.audit(
            "draft by a model",
            user=session.user,
            provider=record.provider,
            host=record.host,
            model=record.model,
            fields=" ".join(record.fields),
            digest=record.digest,
            outcome=record.outcome,
            tokens_in=record.tokens_in,
            tokens_out=record.tokens_out,
            cost=record.cost,
        )

    def work(handle: Any) -> dict[str, Any]:
        stop, over = threading.Event(), threading.Event()

        def watch() -> None:
            while not over.wait(_WATCH_SECONDS):
                if handle.cancelled():
                    stop.set()
                    return

        threading.Thread(target=watch, daemon=True).start()
        handle.progress(f"{chosen.provider} is writing", 0, None)
        try:
            made = compose_with_model(
                facts,
                chosen,
                kind=desk.kind,
                channel=desk.channel,
                language=desk.language,
                cancel=stop,
                cache=_CACHE,
                log=log,
            )
        finally:
            over.set()
        pair = {"prospect_id": prospect_id, "client_id": client_id}
        if handle.cancelled():
            return pair | {"source": "", "notices": ["Stopped. The words are as they were."]}
        if made.source == "model":
            by_model = replace(desk, draft=made, edited=True, read=False)
            keep(session, by_model, prospect_id, client_id)
        return pair | {"source": made.source, "notices": list(made.notices)}

    return int(session.ws.jobs.start(JOB, work, user=session.user))


def writing_job(session: Session, prospect_id: int, client_id: int) -> Any:
    """The last job of a model for this ask; None where there was none."""
    own = [job for job in session.ws.jobs.list() if job.kind == JOB]
    job = max(own, key=lambda one: one.job_id, default=None)
    if job is None:
        return None
    if job.state == "running":
        return job
    result = job.result or {}
    same = (result.get("prospect_id"), result.get("client_id")) == (prospect_id, client_id)
    return job if same else None


def stop_writing(session: Session) -> None:
    """Ask the model's job to stop."""
    for job in session.ws.jobs.list():
        if job.kind == JOB and job.state == "running":
            session.ws.jobs.cancel(job.job_id)


def usage(session: Session) -> dict[str, Any]:
    """What models were asked so far: ``calls, accepted, tokens, cost``."""
    import json

    calls = accepted = tokens = 0
    cost = 0.0
    for row in session.ws.load_audit().to_pylist():
        if row["action"] != "draft by a model":
            continue
        detail = row["detail"]
        said = json.loads(detail) if isinstance(detail, str) else dict(detail or {})
        calls += 1
        accepted += said.get("outcome") == "accepted"
        tokens += int(said.get("tokens_in", 0)) + int(said.get("tokens_out", 0))
        cost += float(said.get("cost", 0.0))
    return {"calls": calls, "accepted": accepted, "tokens": tokens, "cost": cost}
