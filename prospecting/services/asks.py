"""Asks through the pipeline: record what happened, take it back, many at once.

Each write reads the one ask it is about, checks the role and the move, and appends one event;
nothing is rewritten. What changed elsewhere in between comes back as a sentence.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from prospecting.errors import Refused
from prospecting.pipeline.stages import LABELS
from prospecting.services import team
from prospecting.services.access import may, require, require_own
from prospecting.services.ask_checks import (
    NOTE_MOST,
    check_move,
    checked,
    versions_looked_at,
    warnings_of,
)
from prospecting.services.asked import AskRow, one_ask
from prospecting.services.board import AskView, list_asks
from prospecting.services.clients import add_contact, find_client, parse_id, person_name
from prospecting.services.session import Session
from prospecting.workspace import Conflict, Moved

__all__ = [
    "MONEY_STAGES",
    "ORIGINS",
    "AskView",
    "Bulk",
    "add_remark",
    "bulk_record",
    "correct_event",
    "counts_by_stage",
    "list_asks",
    "postpone",
    "record",
    "record_unasked",
    "report",
    "todo",
    "undo_event",
    "undo_many",
    "write_calendar",
]

MONEY_STAGES = ("opportunity", "won")
REMARKS = ("follow-up", "told", "note")
#: How an introduction comes about that nobody asked for.
ORIGINS = ("unasked", "at an event", "they called us", "through a colleague", "through a review")
_TRIES = 5
POSTPONE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Bulk:
    """What came of a change to many: ``done`` are (ask, event number), ``refused`` (ask, why),
    ``warnings`` what a colleague or a budget says against what was done all the same."""

    done: list[tuple[int, int]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    message: str = ""
    warnings: list[str] = field(default_factory=list)


def record(
    session: Session,
    *,
    prospect: str | int,
    client: str | int,
    stage: str,
    on: dt.date | None = None,
    note: str | None = None,
    amount: float | None = None,
    reason: str | None = None,
    until: dt.date | None = None,
    origin: str | None = None,
    expected: int | None = None,
    key: str | None = None,
) -> dict[str, Any]:
    """Append what happened; the ask is made if there is none.

    ``ask_id, stage, event_id, number, message, warnings``; a warning says what a colleague
    already did with this client or prospect.

    Raises:
        Refused: no such stage, a move that cannot be, a day to come, an amount out of place, an
            ask of a colleague, or one that waits for the manager's word.
        NotFound: no such client or prospect.
        Conflict: the ask changed since the version ``expected``.
    """
    require(session, "ask")
    row = find_client(session, client)
    person_id = session.ws.current_person(parse_id(prospect))
    word, day, detail = checked(session, stage, on, note, amount, reason, until)
    if origin:
        detail["origin"] = origin
    if key is not None:
        detail["key"] = key
    client_id = int(row["client_id"])
    for last in range(_TRIES, 0, -1):
        ask_id = session.ws.find_ask(person_id, client_id)
        found = one_ask(session, ask_id) if ask_id is not None else None
        before = _done_before(session, found, key)
        if before is not None:
            event_id, number, done_stage = before
            return _answer(session, found, row, person_id, done_stage, day, event_id, number, [])
        if found is not None:
            require_own(session, found.owner_user)
        check_move(session, found, word, on)
        judged_by = versions_looked_at(session)
        warnings = warnings_of(session, found, person_id, client_id, word, day)
        if word == "asked":
            estimate = _estimate(session, person_id, client_id)
            if estimate is not None:
                detail["p_intro"] = estimate
        seen = found.version if found is not None else 0
        try:
            event = session.ws.record(
                person_id,
                client_id,
                word,
                on_date=day,
                user=session.user,
                note=note or None,
                amount=amount,
                currency=_currency(session),
                profile_id=_profile_id(session) if found is None else None,
                detail=detail or None,
                # Checked against what was read: a write in between is looked at again.
                expected=expected if expected is not None else seen,
                # Two who ask at the same moment: the second is told of the first.
                judged_by=judged_by if word == "asked" and last > 1 else None,
                key=key,
            )
        except Moved:
            continue
        except Conflict:
            if expected is not None or last == 1:
                raise
            continue
        made = one_ask(session, event.ask_id) if found is None else found
        return _answer(
            session, made, row, person_id, event.stage, day, event.event_id, event.number, warnings
        )
    raise Conflict("This ask changes just now: look again first.")


def _done_before(
    session: Session, found: AskRow | None, key: str | None
) -> tuple[int, int, str] | None:
    """Event id, number and stage of the same request, where it was done already."""
    if key is None or found is None:
        return None
    for row in session.ws.load_events(ask_id=found.ask_id).to_pylist():
        if row["detail"] and json.loads(row["detail"]).get("key") == key:
            return int(row["event_id"]), int(row["number"]), str(row["stage"])
    return None


def _answer(
    session: Session,
    ask: AskRow | None,
    row: dict[str, Any],
    person_id: int,
    stage: str,
    day: dt.date,
    event_id: int,
    number: int,
    warnings: list[str],
) -> dict[str, Any]:
    name = (ask.person_name if ask else "") or person_name(session, person_id)
    return {
        "ask_id": ask.ask_id if ask else None,
        "stage": stage,
        "event_id": event_id,
        "number": number,
        "message": f"{row['name']} about {name}: {LABELS[stage].lower()} on {day}.",
        "warnings": warnings,
    }


def _currency(session: Session) -> str:
    from prospecting.services.sellers import get_seller

    return session.cached("currency", ("settings",), lambda: str(get_seller(session)["currency"]))


def _profile_id(session: Session) -> int | None:
    from prospecting.services.profiles import current_profile

    return session.cached("profile id", ("settings",), lambda: current_profile(session)[1])


def _estimate(session: Session, person_id: int, client_id: int) -> float | None:
    """Our chance of an introduction as the last plan said it, to be held against the outcome."""
    from prospecting.services.planning import latest_plan

    plan = latest_plan(session)
    if plan is None:
        return None
    for one in plan.asks:
        if one.prospect_id == person_id and one.client_id == client_id:
            return round(one.p_intro, 4)
    return None


def undo_event(session: Session, ask_id: int, number: int, *, expected: int | None = None) -> int:
    """Take the event ``number`` of an ask back by a correction; the correction's number.

    Undoing a correction gives back what it took.

    Raises:
        Refused: there is no such event, or it is a colleague's ask.
        Conflict: the ask changed since the version ``expected``.
    """
    require(session, "ask")
    ask = team.own_ask(session, ask_id)
    row = _event_row(session, ask, number)
    event = session.ws.add_event(
        ask_id,
        row["stage"],
        on_date=session.as_of,
        user=session.user,
        corrects_event=row["event_id"],
        detail={"action": "correction", "no_stage": True},
        expected=expected,
    )
    return int(event.number)


def _event_row(session: Session, ask: AskRow, number: int) -> dict[str, Any]:
    for row in session.ws.load_events(ask_id=ask.ask_id).to_pylist():
        if row["number"] == number:
            return dict(row)
    raise Refused("this step is not there any more; look at the ask again")


def correct_event(
    session: Session,
    ask_id: int,
    number: int,
    *,
    stage: str | None = None,
    on: dt.date | None = None,
    amount: float | None = None,
    note: str | None = None,
    expected: int | None = None,
) -> int:
    """Say what an event should have been: another day, stage, amount or note; its number.

    What is not given stays as it was.

    Raises:
        Refused: there is no such event, it set no stage, or a value cannot be.
        Conflict: the ask changed since the version ``expected``.
    """
    require(session, "ask")
    ask = team.own_ask(session, ask_id)
    row = _event_row(session, ask, number)
    detail = json.loads(row["detail"]) if row["detail"] else {}
    if detail.get("no_stage"):
        raise Refused("this entry sets no stage: take it back, and write it anew")
    word, day, _ = checked(
        session, stage or row["stage"], on or row["on_date"], note, amount, None, None
    )
    kept = {
        name: detail[name] for name in ("until", "reason", "p_intro", "origin") if name in detail
    }
    event = session.ws.add_event(
        ask_id,
        word,
        on_date=day,
        user=session.user,
        note=row["note"] if note is None else note or None,
        amount=row["amount"] if amount is None else amount,
        currency=row["currency"] or _currency(session),
        corrects_event=row["event_id"],
        detail={**kept, "action": "correction"},
        expected=ask.version if expected is None else expected,
    )
    return int(event.number)


def add_remark(
    session: Session, ask_id: int, action: str, text: str = "", *, expected: int | None = None
) -> int:
    """Record something beside the stages: ``follow-up``, ``told`` or ``note``; its number.

    Raises:
        Refused: another kind of remark, a note without words, or a colleague's ask.
        Conflict: the ask changed since the version ``expected``.
    """
    require(session, "ask")
    if action not in REMARKS:
        raise Refused(f"a remark is one of {', '.join(REMARKS)}, not {action!r}")
    if action == "note" and not text.strip():
        raise Refused("say what the note is")
    if len(text) > NOTE_MOST:
        raise Refused(f"a note has at most {NOTE_MOST:,} characters; this one has {len(text):,}")
    for last in range(_TRIES, 0, -1):
        found = team.own_ask(session, ask_id)
        try:
            event = session.ws.add_event(
                ask_id,
                found.state.stage,
                on_date=session.as_of,
                user=session.user,
                note=text.strip() or None,
                detail={"action": action, "no_stage": True},
                expected=found.version if expected is None else expected,
            )
        except Conflict:
            if expected is not None or last == 1:
                raise
            continue
        return int(event.number)
    raise Conflict("This ask changes just now: look again first.")


def bulk_record(
    session: Session,
    chosen: Sequence[tuple[int, int]],
    stage: str,
    *,
    note: str | None = None,
    reason: str | None = None,
    until: dt.date | None = None,
) -> Bulk:
    """The same step for many asks, given as (ask, version seen); each stands for itself.

    Those that cannot take the step, or changed meanwhile, are left as they are and named.
    """
    require(session, "ask")
    word, day, detail = checked(session, stage, None, note, None, reason, until)
    result = Bulk()
    for ask_id, version in chosen:
        try:
            ask = team.own_ask(session, ask_id)
            check_move(session, ask, word, None)
            for last in range(_TRIES, 0, -1):
                judged_by = versions_looked_at(session)
                warnings = warnings_of(session, ask, ask.person_id, ask.client_id, word, day)
                with contextlib.suppress(Moved):
                    event = session.ws.add_event(
                        ask_id,
                        word,
                        on_date=day,
                        user=session.user,
                        note=note or None,
                        currency=_currency(session),
                        detail=detail or None,
                        expected=version,
                        judged_by=judged_by if word == "asked" and last > 1 else None,
                    )
                    break
            result.done.append((ask_id, event.number))
            result.warnings.extend(w for w in warnings if w not in result.warnings)
        except (Refused, Conflict) as error:
            result.refused.append((ask_id, str(error)))
    many = "1 ask" if len(result.done) == 1 else f"{len(result.done)} asks"
    sentence = f"{many}: {LABELS[word].lower()} on {day}."
    if result.refused:
        sentence += f" {len(result.refused)} could not: {result.refused[0][1]}"
    if result.warnings:
        more = len(result.warnings) - 1
        sentence += f" {result.warnings[0]}" + (f" And {more} more to mind." if more else "")
    return Bulk(result.done, result.refused, sentence, result.warnings)


def undo_many(session: Session, done: Sequence[tuple[int, int]]) -> Bulk:
    """Take back what ``bulk_record`` did, where nothing was added since."""
    result = Bulk()
    for ask_id, number in done:
        try:
            result.done.append((ask_id, undo_event(session, ask_id, number, expected=number)))
        except (Refused, Conflict) as error:
            result.refused.append((ask_id, str(error)))
    sentence = f"{len(result.done)} of {len(done)} taken back."
    if result.refused:
        sentence += f" {result.refused[0][1]}"
    return Bulk(result.done, result.refused, sentence)


def record_unasked(
    session: Session,
    *,
    client: str | int,
    name: str,
    company: str | None = None,
    title: str | None = None,
    stage: str = "introduced",
    origin: str = "unasked",
    on: dt.date | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """A referral that nobody asked for: who sent whom, in one go; as ``record`` answers.

    Raises:
        Refused: no name, or an origin that is not one of ``ORIGINS``.
    """
    require(session, "ask")
    if not name.strip():
        raise Refused("say who was referred to you")
    if origin not in ORIGINS:
        raise Refused(f"it came in one of these ways: {', '.join(ORIGINS)}")
    checked(session, stage, on, note, None, None, None)
    added = add_contact(session, client, name=name, title=title, company=company)
    done = record(
        session,
        prospect=added["prospect_id"],
        client=client,
        stage=stage,
        on=on,
        note=note,
        origin=origin,
    )
    return {**done, "prospect_id": added["prospect_id"], "client_id": added["client_id"]}


def todo(session: Session, *, planned: bool = False) -> list[dict[str, Any]]:
    """What is due by today and what comes next, soonest first; with ``planned`` also the asks of
    the plan that are worth making now."""
    from prospecting.services.todo import due_items

    return due_items(session, planned=planned)


def write_calendar(session: Session, path: Any) -> None:
    """Write what is due as a calendar file."""
    from prospecting.services.todo import write_calendar as write

    write(session, path)


def report(session: Session) -> dict[str, Any]:
    """The manager's figures: ``funnel, rates, clients, revenue_total, revenue_by_client``."""
    from prospecting.services.reporting import full_report

    return full_report(session)


def counts_by_stage(session: Session) -> Counter[str]:
    """How many asks stand at each stage, of those the session may see."""
    return Counter(ask.state.stage for ask in team.visible_asks(session))


def postpone(session: Session, prospect_id: int, client_id: int) -> dict[str, Any]:
    """Leave a planned ask out for now: it comes back after the usual rest."""
    until = session.as_of + dt.timedelta(days=POSTPONE_DAYS)
    return record(session, prospect=prospect_id, client=client_id, stage="postponed", until=until)


def currency_of(session: Session) -> str:
    """The seller's currency, in which amounts are recorded."""
    return _currency(session)


def may_assign(session: Session) -> bool:
    """Whether the role may hand asks to colleagues."""
    return may(session, "assign")


def may_approve(session: Session) -> bool:
    """Whether the role may approve asks before they go out."""
    return may(session, "approve")
