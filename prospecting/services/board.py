"""Where each ask stands: the cards of the board, its filters, and everything about one ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from prospecting.pipeline.estimates import RATES_FROM
from prospecting.pipeline.facts import CODE
from prospecting.pipeline.followups import Todo
from prospecting.pipeline.reports import STUCK_AFTER
from prospecting.pipeline.stages import LABELS, MAIN_LINE, SIDE_EXITS, AskEvent, effective_events
from prospecting.services.access import require
from prospecting.services.asked import AskRow
from prospecting.services.client_states import client_rows
from prospecting.services.facts import NOTED
from prospecting.services.session import Session
from prospecting.services.team import own_ask, visible_asks
from prospecting.services.views import Record

#: A next step in a word or two, for a card.
SHORT: Final = {
    "follow-up": "remind",
    "stop": "close kindly",
    "resume": "ask again",
    "check": "see how it goes",
    "send": "send the ask",
    "favour": "ask a small favour",
    "thanks": "say thank you",
    "outcome": "tell how it ended",
    "answer-no": "thank for the answer",
    "reward": "give the reward",
    "ask": "ask",
}
_CHECKS: Final = {
    "introduced": "see whether they answered",
    "replied": "agree a meeting",
    "meeting": "record the meeting",
    "opportunity": "see whether the deal lives",
}
AGES: Final[dict[str, tuple[int, int]]] = {
    "under a week": (0, 6),
    "1 to 4 weeks": (7, 28),
    "1 to 3 months": (29, 90),
    "over 3 months": (91, 100_000),
}
_ORDER: Final = {name: place for place, name in enumerate((*MAIN_LINE, *SIDE_EXITS))}


@dataclass(frozen=True, slots=True)
class AskView(Record):
    """One ask as the board and the table show it; ``next_short`` is the step in a few words."""

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
    next_short: str = ""
    stuck: bool = False
    until: dt.date | None = None
    reason: str = ""
    approval: str | None = None
    origin: str = ""
    asked_on: dt.date | None = None


def short_step(todo: Todo, stage: str) -> str:
    """A next step in a few words: "remind", "say thank you"."""
    if todo.kind == "check":
        return _CHECKS.get(stage, SHORT["check"])
    return SHORT[todo.kind]


def stuck_limits(session: Session) -> dict[str, float]:
    """Days after which an open ask at a stage is stuck: four of five earlier ones had moved on.

    As of the day, not of the last click: what is usual does not change while somebody works.
    """

    def build() -> dict[str, float]:
        from prospecting.services.reporting import report_data

        facts = report_data(session).facts
        limits: dict[str, float] = {}
        for stage, least in STUCK_AFTER.items():
            moves = facts.moves_days[facts.moves_stage == CODE[stage]]
            known = len(moves) >= RATES_FROM
            limits[stage] = max(7.0, float(np.quantile(moves, 0.8))) if known else float(least)
        return limits

    return session.cached("stuck limits", ("people",), build)


def people_of(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What the screens say of people, by id; read once as long as people do not change."""
    known: dict[int, dict[str, Any]] = session.cached("ask people", ("people", "rights"), dict)
    missing = sorted({one for one in ids if one not in known})
    if missing:
        wanted = ["person_id", "name", "first_name", "last_name", "title", "company", "company_id",
                  "url", "country", "is_suppressed"]  # fmt: skip
        for row in session.ws.load_people(ids=missing).select(wanted).to_pylist():
            known[row["person_id"]] = row
        for one in missing:
            known.setdefault(one, {})
    return known


def list_asks(
    session: Session,
    *,
    open_only: bool = False,
    stage: str | None = None,
    client_id: int | None = None,
    client_ids: Iterable[int] | None = None,
    ids: Iterable[int] | None = None,
) -> list[AskView]:
    """The asks that the session may see with their next step; in each stage the stuck ones first,
    then those that stand longest.

    Raises:
        Refused: the role sees none.
    """
    wanted = set(ids) if ids is not None else None
    clients = set(client_ids) if client_ids is not None else None
    return views_of(
        session,
        [
            ask
            for ask in visible_asks(session)
            if (not open_only or ask.state.open)
            and (stage is None or ask.state.stage == stage)
            and (client_id is None or ask.client_id == client_id)
            and (clients is None or ask.client_id in clients)
            and (wanted is None or ask.ask_id in wanted)
        ],
    )


def views_of(session: Session, rows: list[AskRow]) -> list[AskView]:
    """The cards of these asks, in the order of ``list_asks``."""
    from prospecting.services.todo import next_steps

    names = {row["client_id"]: row["name"] for row in client_rows(session)}
    people = people_of(session, (ask.person_id for ask in rows))
    steps = next_steps(session)
    limits = stuck_limits(session)
    made = [
        _view(session, ask, people.get(ask.person_id, {}), names, steps, limits) for ask in rows
    ]
    return sorted(
        made,
        key=lambda v: (
            _ORDER.get(v.stage, 99),
            not v.stuck,
            -(v.days if v.days is not None else -1),
            v.ask_id,
        ),
    )


def _view(
    session: Session,
    ask: AskRow,
    person: dict[str, Any],
    names: dict[int, str],
    steps: dict[int, Todo],
    limits: dict[str, float],
) -> AskView:
    state = ask.state
    step = steps.get(ask.ask_id)
    days = (session.as_of - state.since).days if state.since else None
    asleep = state.stage == "postponed" and (
        state.postponed_until is not None and state.postponed_until >= session.as_of
    )
    return AskView(
        ask_id=ask.ask_id,
        prospect_id=ask.person_id,
        prospect_name=person.get("name") or ask.person_name or "erased person",
        prospect_title=person.get("title"),
        prospect_company=person.get("company"),
        client_id=ask.client_id,
        client_name=names.get(ask.client_id, "former client"),
        stage=state.stage,
        label=LABELS[state.stage],
        since=state.since,
        days=days,
        open=state.open,
        introducer_state=state.introducer_state,
        prospect_state=state.prospect_state,
        next_step=step.sentence if step else "",
        due=step.due if step else None,
        version=ask.version,
        owner=ask.owner_user,
        amount=state.amount,
        currency=state.currency,
        note=next((e.note for e in reversed(ask.events) if e.note), ""),
        next_short=short_step(step, state.stage) if step else "",
        stuck=bool(state.open and not asleep and (days or 0) > limits.get(state.stage, 1e9)),
        until=state.postponed_until,
        reason=state.reason,
        approval=ask.approval,
        origin=ask.origin,
        asked_on=state.asked_on,
    )


def matches(
    one: AskView,
    *,
    text: str = "",
    owner: str | None = None,
    age: str | None = None,
    open_only: bool = False,
    stages: Iterable[str] = (),
    stuck_only: bool = False,
) -> bool:
    """Whether an ask passes the board's filters; every word of ``text`` must be found in the
    prospect's, company's or client's name, without regard to case."""
    if open_only and not one.open:
        return False
    if stuck_only and not one.stuck:
        return False
    if owner and (one.owner or "") != owner:
        return False
    chosen = tuple(stages)
    if chosen and one.stage not in chosen:
        return False
    if age in AGES:
        low, high = AGES[age]
        if one.days is None or not low <= one.days <= high:
            return False
    words = text.casefold().split()
    where = " ".join((one.prospect_name, one.prospect_company or "", one.client_name)).casefold()
    return all(word in where for word in words)


# ---- one ask -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event as the page of an ask tells it; ``standing`` is False for what was taken back."""

    number: int
    on: dt.date
    written_at: dt.datetime | None
    who: str
    words: str
    note: str
    standing: bool
    sets_stage: bool
    stage: str | None
    amount: float | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class AskDetail:
    """Everything about one ask: its card, its history (latest first), drafts, what is owed."""

    view: AskView
    history: list[HistoryLine]
    drafts: list[dict[str, Any]]
    owed: list[dict[str, Any]]
    other_asks: list[AskView]
    p_intro: float | None
    follow_ups: int
    thanked_on: dt.date | None
    told_on: dt.date | None


_REMARKS: Final[dict[str, str]] = {
    "follow-up": "Reminder sent",
    "told": "Introducer told how it ended",
    "note": "Note",
}
_APPROVALS: Final = {
    "wanted": "Laid before the manager",
    "given": "Approved to go out",
    "refused": "Sent back by the manager",
}


def ask_detail(session: Session, ask_id: int) -> AskDetail:
    """Everything about one ask.

    Raises:
        Refused: it is gone, or belongs to a colleague.
    """
    from prospecting.services.todo import due_items

    require(session, "see own asks")
    ask = own_ask(session, ask_id)
    view = views_of(session, [ask])[0]
    others = [
        one
        for one in list_asks(session)
        if one.ask_id != ask_id and one.prospect_id == view.prospect_id
    ]
    return AskDetail(
        view=view,
        history=_history(session, ask),
        drafts=[
            row
            for row in session.ws.load_drafts(person_id=ask.person_id, client_id=ask.client_id)
            if row["kind"] != NOTED
            and (row["user_id"] == session.user or row.get("ask_id") in (None, ask_id))
        ][::-1],
        owed=[one for one in due_items(session, ahead_days=60) if one["ask_id"] == ask_id],
        other_asks=others,
        p_intro=ask.p_intro,
        follow_ups=len(ask.state.follow_ups),
        thanked_on=ask.state.thanked_on,
        told_on=ask.state.told_on,
    )


def _history(session: Session, ask: AskRow) -> list[HistoryLine]:
    from prospecting.services.asked import read_events

    read = read_events(session.ws.load_events(ask_id=ask.ask_id).to_pylist())
    standing = {event.number for event in effective_events(read.events)}
    # A correction that only takes back is not among the effective events, yet it counts.
    taken = {e.corrects for e in read.events if e.action == "correction"}
    lines = []
    for event in sorted(read.events, key=lambda e: (e.on, e.number), reverse=True):
        detail = read.details.get(event.number, {})
        lines.append(
            HistoryLine(
                number=event.number,
                on=event.on,
                written_at=event.recorded_at,
                who=event.user_id,
                words=_words(event, detail),
                note=event.note or event.reason,
                standing=event.number in standing
                or (event.action == "correction" and event.number not in taken),
                sets_stage=event.stage is not None,
                stage=event.stage,
                amount=event.amount,
                currency=event.currency,
            )
        )
    return lines


def _words(event: AskEvent, detail: dict[str, Any]) -> str:
    if "reward" in detail:
        return f"Reward {detail['decision']}"
    if "credit" in detail:
        return "Deal shared between introducers"
    if "approval" in detail:
        return _APPROVALS.get(detail["approval"], "Approval")
    if event.action == "correction":
        what = f"to “{LABELS[event.stage]}”" if event.stage else "taken back"
        return f"Correction: step {event.corrects} {what}"
    if event.action != "stage":
        return _REMARKS[event.action]
    words = LABELS[event.stage or "suggested"]
    if event.until:
        words += f" until {event.until}"
    if detail.get("origin"):
        words += f" ({detail['origin']})"
    return words
