"""Asks through the pipeline: record what happened, the board, what is due, the report."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from prospecting.errors import Refused
from prospecting.pipeline.stages import (
    LABELS,
    MAIN_LINE,
    NEW_ASK,
    SIDE_EXITS,
    STAGES,
    validate_move,
)
from prospecting.services.asked import AskRow, all_asks
from prospecting.services.client_states import client_rows
from prospecting.services.clients import find_client, parse_id, person_name
from prospecting.services.session import Session
from prospecting.services.views import Record

MONEY_STAGES = ("opportunity", "won")
_AMOUNT_MOST = 1e12
POSTPONE_DAYS = 30


@dataclass(frozen=True, slots=True)
class AskView(Record):
    """One ask as the board and the table show it."""

    ask_id: int
    prospect_id: int
    prospect_name: str
    prospect_title: str | None
    prospect_company: str | None
    client_id: int
    client_name: str
    stage: str
    label: str
    since: dt.date | None
    days: int | None
    open: bool
    introducer_state: str | None
    prospect_state: str | None
    next_step: str
    due: dt.date | None
    version: int
    owner: str | None
    amount: float | None
    currency: str | None
    note: str


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
    expected: int | None = None,
    key: str | None = None,
) -> dict[str, Any]:
    """Append what happened; the ask is made if there is none. ``ask_id, stage, event_id``.

    Raises:
        Refused: no such stage, a move that cannot be, a day to come, an amount out of place.
        NotFound: no such client or prospect.
        Conflict: the ask changed since the version ``expected``.
    """
    word = stage.strip().lower()
    if word not in STAGES:
        raise Refused(f"there is no stage {stage!r}; the stages are {', '.join(STAGES)}")
    day = on or session.as_of
    if day > session.as_of:
        raise Refused(f"{day} has not come yet; record what has happened")
    if amount is not None and not 0 <= amount <= _AMOUNT_MOST:
        raise Refused(f"an amount of {amount:g} cannot be; give it in full units, such as 25000")
    row = find_client(session, client)
    person_id = session.ws.current_person(parse_id(prospect))
    name = person_name(session, person_id)
    found = _find(session, person_id, row["client_id"])
    problem = validate_move(found.state if found else NEW_ASK, word, on)
    if problem is not None:
        raise Refused(problem)
    detail: dict[str, Any] = {}
    if reason:
        detail["reason"] = reason
    if until is not None:
        detail["until"] = until.isoformat()
    currency = _currency(session)
    event = session.ws.record(
        person_id,
        row["client_id"],
        word,
        on_date=day,
        user=session.user,
        note=note or None,
        amount=amount,
        currency=currency,
        detail=detail or None,
        expected=expected,
        key=key,
    )
    words = LABELS[word].lower()
    return {
        "ask_id": event.ask_id,
        "stage": event.stage,
        "event_id": event.event_id,
        "number": event.number,
        "message": f"{row['name']} about {name}: {words} on {day}.",
    }


def _find(session: Session, person_id: int, client_id: int) -> AskRow | None:
    own = [a for a in all_asks(session) if a.person_id == person_id and a.client_id == client_id]
    return max(own, key=lambda ask: ask.ask_id, default=None)


def _currency(session: Session) -> str:
    from prospecting.services.sellers import get_seller

    return str(get_seller(session)["currency"])


def undo_event(session: Session, ask_id: int, number: int, *, expected: int | None = None) -> int:
    """Take the event ``number`` of an ask back by a correction; the correction's number.

    Raises:
        Refused: there is no such event.
        Conflict: the ask changed since the version ``expected``.
    """
    for row in session.ws.load_events(ask_id=ask_id).to_pylist():
        if row["number"] == number:
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
    raise Refused("this step is not there any more; look at the ask again")


def add_remark(session: Session, ask_id: int, action: str, text: str = "") -> int:
    """Record something beside the stages: ``follow-up``, ``told`` or ``note``; its number."""
    found = [ask for ask in all_asks(session) if ask.ask_id == ask_id]
    if not found:
        raise Refused("this ask is not there any more")
    event = session.ws.add_event(
        ask_id,
        found[0].state.stage,
        on_date=session.as_of,
        user=session.user,
        note=text or None,
        detail={"action": action, "no_stage": True},
        expected=found[0].version,
    )
    return int(event.number)


def list_asks(
    session: Session,
    *,
    open_only: bool = False,
    stage: str | None = None,
    client_id: int | None = None,
) -> list[AskView]:
    """Asks with their next step, the longest waiting first within each stage."""
    from prospecting.services.todo import next_steps

    rows = [
        ask
        for ask in all_asks(session)
        if (not open_only or ask.state.open)
        and (stage is None or ask.state.stage == stage)
        and (client_id is None or ask.client_id == client_id)
    ]
    names = {row["client_id"]: row["name"] for row in client_rows(session)}
    people = _people(session, [ask.person_id for ask in rows])
    steps = next_steps(session)
    views = []
    for ask in rows:
        person = people.get(ask.person_id, {})
        step = steps.get(ask.ask_id)
        views.append(
            AskView(
                ask_id=ask.ask_id,
                prospect_id=ask.person_id,
                prospect_name=person.get("name") or ask.person_name or "erased person",
                prospect_title=person.get("title"),
                prospect_company=person.get("company"),
                client_id=ask.client_id,
                client_name=names.get(ask.client_id, "former client"),
                stage=ask.state.stage,
                label=LABELS[ask.state.stage],
                since=ask.state.since,
                days=(session.as_of - ask.state.since).days if ask.state.since else None,
                open=ask.state.open,
                introducer_state=ask.state.introducer_state,
                prospect_state=ask.state.prospect_state,
                next_step=step.sentence if step else "",
                due=step.due if step else None,
                version=ask.version,
                owner=ask.owner_user,
                amount=ask.state.amount,
                currency=ask.state.currency,
                note=next((e.note for e in reversed(ask.events) if e.note), ""),
            )
        )
    order = {name: place for place, name in enumerate((*MAIN_LINE, *SIDE_EXITS))}
    return sorted(
        views,
        key=lambda v: (order.get(v.stage, 99), -(v.days if v.days is not None else -1), v.ask_id),
    )


def _people(session: Session, ids: list[int]) -> dict[int, dict[str, Any]]:
    if not ids:
        return {}
    table = session.ws.load_people(ids=sorted(set(ids)))
    return {row["person_id"]: row for row in table.to_pylist()}


def todo(session: Session) -> list[dict[str, Any]]:
    """What is due by today and what comes next, soonest first."""
    from prospecting.services.todo import due_items

    return due_items(session)


def write_calendar(session: Session, path: Any) -> None:
    """Write what is due as a calendar file."""
    from prospecting.services.todo import write_calendar as write

    write(session, path)


def report(session: Session) -> dict[str, Any]:
    """The manager's figures: ``funnel, rates, clients, revenue_total, revenue_by_client``."""
    from prospecting.services.reporting import full_report

    return full_report(session)


def counts_by_stage(session: Session) -> Counter[str]:
    """How many asks stand at each stage."""
    return Counter(ask.state.stage for ask in all_asks(session))


def postpone(session: Session, prospect_id: int, client_id: int) -> dict[str, Any]:
    """Leave a planned ask out for now: it comes back after the usual rest."""
    until = session.as_of + dt.timedelta(days=POSTPONE_DAYS)
    return record(session, prospect=prospect_id, client=client_id, stage="postponed", until=until)
