"""What was asked of whom: the events of the store as the pipeline's and the scoring's types.

An ask is read anew only when something was added to it, so that a team of twenty does not wait
for thousands of asks that nobody touched.
"""

from __future__ import annotations

import datetime as dt
import json
import weakref
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from prospecting.pipeline.rewards import Decision
from prospecting.pipeline.stages import AskEvent, AskState, derive_state, effective_events
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from scoring.willingness import Answer, Asked

#: More asks than this changed at once: then all events are read in one go.
_ONE_BY_ONE = 25


@dataclass(frozen=True, slots=True)
class AskRow:
    """One ask of the store with where it stands; ``version`` is the number of its last event.

    ``origin`` says how it came where nobody asked; ``approval`` is None, "wanted", "given" or
    "refused"; ``p_intro`` our estimate when it was asked; ``decisions`` are those on rewards.
    """

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
    origin: str = ""
    approval: str | None = None
    decisions: tuple[Decision, ...] = ()
    created_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ReadEvents:
    """The events of one ask, and what their details say beside the stages."""

    events: tuple[AskEvent, ...]
    details: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """The number of the last event; 0 before the first."""
        return max((event.number for event in self.events), default=0)


def read_event(
    row: dict[str, Any], numbers: dict[int, int], detail: dict[str, Any] | None = None
) -> AskEvent:
    """One row of ``load_events`` as an event; ``numbers`` maps event ids to numbers."""
    if detail is None:
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


def read_events(rows: Sequence[dict[str, Any]]) -> ReadEvents:
    """The rows of one ask, in the order of their numbers."""
    numbers = {row["event_id"]: row["number"] for row in rows}
    details = {row["number"]: json.loads(row["detail"]) for row in rows if row["detail"]}
    events = [read_event(row, numbers, details.get(row["number"], {})) for row in rows]
    return ReadEvents(tuple(sorted(events, key=lambda e: e.number)), details)


class _Known:
    """Events of each ask as last read, by workspace; dropped when people or rights change."""

    _all: ClassVar[weakref.WeakKeyDictionary[Workspace, _Known]] = weakref.WeakKeyDictionary()

    def __init__(self) -> None:
        self.stamp: tuple[int, ...] = ()
        self.read: dict[int, ReadEvents] = {}
        self.rows: dict[int, tuple[dt.date, dict[str, Any], ReadEvents, AskRow]] = {}

    @classmethod
    def of(cls, ws: Workspace) -> _Known:
        return cls._all.setdefault(ws, cls())


def _fresh_events(session: Session, rows: Sequence[dict[str, Any]]) -> dict[int, ReadEvents]:
    """Events by ask; those whose number of events is as before are not read again."""
    ws, known = session.ws, _Known.of(session.ws)
    stamp = tuple(ws.version(area) for area in ("people", "clients", "rights"))
    if known.stamp != stamp:
        known.stamp, known.read, known.rows = stamp, {}, {}
    kept = {
        row["ask_id"]: known.read[row["ask_id"]]
        for row in rows
        if row["ask_id"] in known.read and known.read[row["ask_id"]].version == row["events"]
    }
    missing = [row["ask_id"] for row in rows if row["ask_id"] not in kept]
    if len(missing) > _ONE_BY_ONE:
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in ws.load_events().to_pylist():
            found[row["ask_id"]].append(row)
        kept.update({ask: read_events(found.get(ask, [])) for ask in missing})
    else:
        for ask in missing:
            kept[ask] = read_events(ws.load_events(ask_id=ask).to_pylist())
    known.read = kept
    return kept


def all_events(session: Session) -> dict[int, tuple[AskEvent, ...]]:
    """Every event by ask, in the order of their numbers."""
    return {ask.ask_id: ask.events for ask in all_asks(session)}


def all_asks(session: Session) -> list[AskRow]:
    """Every ask with its state, by id; recorded facts after the session's day are left out."""

    def build() -> list[AskRow]:
        rows = session.ws.load_asks().to_pylist()
        events = _fresh_events(session, rows)
        known = _Known.of(session.ws).rows
        made = []
        for row in rows:
            ask_id = row["ask_id"]
            read = events[ask_id]
            kept = known.get(ask_id)
            # The same object means the same events: ``_fresh_events`` hands on what it kept.
            same = kept is not None and kept[2] is read and kept[0] == session.as_of
            if kept is not None and same and kept[1] == row:
                made.append(kept[3])
                continue
            one = _ask_row(row, read, session.as_of)
            known[ask_id] = (session.as_of, row, read, one)
            made.append(one)
        return made

    return session.cached("asks", ("asks", "people", "clients", "rights"), build)


def one_ask(session: Session, ask_id: int) -> AskRow | None:
    """One ask as the store has it now, without reading the others; None if there is none."""
    rows = session.ws.load_asks(ask_id).to_pylist()
    if not rows:
        return None
    return _ask_row(
        rows[0], read_events(session.ws.load_events(ask_id=ask_id).to_pylist()), session.as_of
    )


def _ask_row(row: dict[str, Any], read: ReadEvents, as_of: dt.date) -> AskRow:
    own = tuple(e for e in read.events if e.on <= as_of)
    p_intro, origin, approval = None, "", None
    decisions: list[Decision] = []
    if read.details:
        for event in effective_events(own):
            detail = read.details.get(event.number)
            if not detail:
                continue
            p_intro = detail.get("p_intro", p_intro)
            origin = detail.get("origin", origin)
            approval = detail.get("approval", approval)
            if "reward" in detail:
                decisions.append(
                    Decision(detail["reward"], detail["decision"], event.on, event.user_id)
                )
    return AskRow(
        ask_id=row["ask_id"],
        person_id=row["person_id"],
        client_id=row["client_id"],
        profile_id=row["profile_id"],
        owner_user=row["owner_user"],
        state=derive_state(own),
        version=read.version,
        person_name=row["person_name"] or "",
        currency=row["currency"],
        events=own,
        p_intro=p_intro,
        origin=origin,
        approval=approval,
        decisions=tuple(decisions),
        created_on=row["created_on"],
    )


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
    """The asks that reached each client, for budgets, rests and rates.

    A referral that nobody asked for costs the client no budget.
    """
    found: dict[int, list[Asked]] = defaultdict(list)
    for ask in all_asks(session):
        if ask.state.asked_on is None or (ask.origin and "asked" not in ask.state.reached):
            continue
        answer, when = answer_of(ask.state)
        found[ask.client_id].append(Asked(ask.state.asked_on, answer, when))
    return found
