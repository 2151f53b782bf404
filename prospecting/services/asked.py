"""What was asked of whom: the events of the store as the pipeline's and the scoring's types."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from prospecting.pipeline.stages import AskEvent, AskState, derive_state
from prospecting.services.session import Session
from scoring.willingness import Answer, Asked


@dataclass(frozen=True, slots=True)
class AskRow:
    """One ask of the store with where it stands; ``version`` is the number of its last event."""

    ask_id: int
    person_id: int
    client_id: int
    profile_id: int | None
    owner_user: str | None
    state: AskState
    version: int
    person_name: str
    currency: str | None
    events: tuple[AskEvent, ...]
    p_intro: float | None = None


def read_event(row: dict[str, Any], numbers: dict[int, int]) -> AskEvent:
    """One row of ``load_events`` as an event; ``numbers`` maps event ids to numbers."""
    detail = json.loads(row["detail"]) if row["detail"] else {}
    corrects = row["corrects_event"]
    until = detail.get("until")
    stage = row["stage"] or None
    action = detail.get("action") or ("correction" if corrects is not None else "stage")
    return AskEvent(
        ask_id=str(row["ask_id"]),
        number=row["number"],
        stage=None if detail.get("no_stage") else stage,
        on=row["on_date"],
        action=action,
        amount=row["amount"],
        currency=row["currency"],
        note=row["note"] or "",
        reason=detail.get("reason") or "",
        until=dt.date.fromisoformat(until) if until else None,
        user_id=row["user_id"] or "",
        recorded_at=row["written_at"],
        corrects=numbers.get(corrects) if corrects is not None else None,
    )


def all_events(session: Session) -> dict[int, tuple[AskEvent, ...]]:
    """Every event by ask, in the order of their numbers."""

    def build() -> dict[int, tuple[AskEvent, ...]]:
        rows = session.ws.load_events().to_pylist()
        numbers = {row["event_id"]: row["number"] for row in rows}
        found: dict[int, list[AskEvent]] = defaultdict(list)
        for row in rows:
            found[row["ask_id"]].append(read_event(row, numbers))
        return {ask: tuple(sorted(own, key=lambda e: e.number)) for ask, own in found.items()}

    return session.cached("events", ("asks",), build)


def all_asks(session: Session) -> list[AskRow]:
    """Every ask with its state, by id; recorded facts after the session's day are left out."""

    def build() -> list[AskRow]:
        events = all_events(session)
        made = []
        for row in session.ws.load_asks().to_pylist():
            own = tuple(e for e in events.get(row["ask_id"], ()) if e.on <= session.as_of)
            made.append(
                AskRow(
                    ask_id=row["ask_id"],
                    person_id=row["person_id"],
                    client_id=row["client_id"],
                    profile_id=row["profile_id"],
                    owner_user=row["owner_user"],
                    state=derive_state(own),
                    version=max((e.number for e in events.get(row["ask_id"], ())), default=0),
                    person_name=row["person_name"] or "",
                    currency=row["currency"],
                    events=own,
                )
            )
        return made

    return session.cached("asks", ("asks", "people", "clients"), build)


def answer_of(state: AskState) -> tuple[Answer, dt.date | None]:
    """What the introducer answered, and when."""
    if state.introducer_state in ("agreed", "thanked"):
        return "yes", state.reached.get("agreed", state.prospect_since or state.introducer_since)
    if state.introducer_state == "declined" or state.stage == "declined":
        return "no", state.reached.get("declined", state.since)
    if state.stage == "no-answer":
        return "no answer", state.since
    if state.stage in ("not-a-fit", "postponed"):
        return "none", state.since
    return "open", None


def asked_by_client(session: Session) -> dict[int, list[Asked]]:
    """The asks that reached each client, for budgets, rests and rates."""
    found: dict[int, list[Asked]] = defaultdict(list)
    for ask in all_asks(session):
        if ask.state.asked_on is None:
            continue
        answer, when = answer_of(ask.state)
        found[ask.client_id].append(Asked(ask.state.asked_on, answer, when))
    return found
