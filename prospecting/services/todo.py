"""What is due: asks, follow-ups, thanks, outcomes, rewards, each with its draft."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

from prospecting.pipeline.followups import Ask, ClientInfo, PlannedAsk, RewardDue, Todo, next_step
from prospecting.pipeline.followups import todo as all_todo
from prospecting.services.access import require, sees
from prospecting.services.asked import AskRow, all_asks
from prospecting.services.client_states import client_rows, client_states
from prospecting.services.session import Session

AHEAD_DAYS = 14
#: What ended longer ago than this owes nobody anything any more (see ``Cadence``).
_ASLEEP_DAYS = 400
#: A thing to do in one or two words, for the small cards.
WORDS: Final = {
    "thanks": "Thank",
    "outcome": "Tell the outcome",
    "answer-no": "Thank for the answer",
    "reward": "Reward",
    "follow-up": "Remind",
    "stop": "Close kindly",
    "resume": "Ask again",
    "check": "See how it goes",
    "send": "Send the ask",
    "favour": "Small favour",
    "ask": "Ask",
}
_AREAS = ("asks", "people", "clients", "rights")


def _clients(session: Session) -> dict[str, ClientInfo]:
    def build() -> dict[str, ClientInfo]:
        found = {}
        for row, state in zip(client_rows(session), client_states(session), strict=True):
            key = str(row["client_id"])
            found[key] = ClientInfo(
                client_id=key,
                name=row["name"],
                country=state.country,
                language=row["language"],
                leave_alone=state.opted_out or state.former,
            )
        return found

    return session.cached("todo clients", _AREAS, build)


def _ask(ask: AskRow) -> Ask:
    return Ask(
        ask_id=str(ask.ask_id),
        client_id=str(ask.client_id),
        prospect_name=ask.person_name or "a person since erased",
        owner=ask.owner_user or "",
    )


_Memo = dict[int, tuple[AskRow, ClientInfo, Todo | None]]


def next_steps(session: Session) -> dict[int, Todo]:
    """The next step of each open ask, by ask."""

    def build() -> dict[int, Todo]:
        clients = _clients(session)
        # Asks that nobody touched keep their step: working days take time to count.
        known: _Memo = session.cached("step memo", (), dict)
        steps = {}
        for ask in all_asks(session):
            client = clients.get(str(ask.client_id))
            if client is None or not ask.state.open:
                continue
            kept = known.get(ask.ask_id)
            if kept is not None and kept[0] is ask and kept[1] == client:
                step = kept[2]
            else:
                step = next_step(_ask(ask), ask.state, client, session.as_of)
                known[ask.ask_id] = (ask, client, step)
            if step is not None:
                steps[ask.ask_id] = step
        return steps

    return session.cached("next steps", _AREAS, build)


def due(session: Session, *, ahead_days: int = AHEAD_DAYS, planned: bool = False) -> list[Todo]:
    """Everything due up to ``ahead_days`` from today that the session may see, the most overdue
    first; with ``planned`` also the asks of today's plan.

    Raises:
        Refused: the role sees no asks.
    """
    require(session, "see own asks")

    def build() -> list[Todo]:
        clients = _clients(session)
        since = session.as_of - dt.timedelta(days=_ASLEEP_DAYS)
        kept = [
            ask
            for ask in all_asks(session)
            if str(ask.client_id) in clients
            and (ask.state.open or (ask.state.since or dt.date.min) >= since)
        ]
        known = {str(ask.ask_id) for ask in kept}
        return all_todo(
            [_ask(ask) for ask in kept],
            {str(ask.ask_id): list(ask.events) for ask in kept},
            clients,
            session.as_of,
            planned=_planned(session, clients) if planned else (),
            rewards=[one for one in _rewards(session) if one.ask_id in known],
            ahead_days=ahead_days,
        )

    name, areas = f"due {ahead_days}", (*_AREAS, "settings")
    every = build() if planned else session.cached(name, areas, build)
    return [one for one in every if one.kind == "ask" or sees(session, one.owner)]


def _planned(session: Session, clients: dict[str, ClientInfo]) -> list[PlannedAsk]:
    """The asks of the last plan of today; none where none was made."""
    from prospecting.services.planning import todays_plan

    plan = todays_plan(session, limit=0)  # however short
    if plan is None:
        return []
    return [
        PlannedAsk(
            ask_id=f"{one.prospect_id}:{one.client_id}",
            client_id=str(one.client_id),
            prospect_name=one.prospect_name,
        )
        for one in plan.asks
        if str(one.client_id) in clients
    ]


def _rewards(session: Session) -> list[RewardDue]:
    from prospecting.services.rewards import due_rewards

    return due_rewards(session)


def due_items(
    session: Session, *, ahead_days: int = AHEAD_DAYS, planned: bool = False
) -> list[dict[str, Any]]:
    """The same as dictionaries, with the prospect's id.

    ``kind, ask_id, client_id, client_name, prospect_id, prospect_name, due, text, short, word,
    draft_kind, stage, action, overdue_days, owner``. ``word`` is the kind in a word or two
    ("Remind"), ``short`` with the names ("Remind Carla Keller · Ben Weber"), ``text`` the whole
    sentence. ``ask_id`` is None for an ask of the plan, which has not been made yet.
    """
    people = {ask.ask_id: ask.person_id for ask in all_asks(session)}
    items = []
    for one in due(session, ahead_days=ahead_days, planned=planned):
        made = one.kind != "ask"
        ask_id = int(one.ask_id) if made else None
        prospect = people[ask_id] if ask_id is not None else int(one.ask_id.partition(":")[0])
        items.append(
            {
                "kind": one.kind,
                "ask_id": ask_id,
                "client_id": int(one.client_id),
                "client_name": one.client_name,
                "prospect_id": prospect,
                "prospect_name": one.prospect_name,
                "due": one.due,
                "text": one.sentence,
                "word": WORDS[one.kind],
                "short": f"{WORDS[one.kind]} {one.client_name} · {one.prospect_name}",
                "draft_kind": one.draft_kind,
                "stage": one.stage,
                "action": one.action,
                "overdue_days": one.overdue_days,
                "owner": one.owner,
            }
        )
    return items


def calendar_bytes(session: Session) -> bytes:
    """What is due, as an iCalendar file."""
    from prospecting.pipeline.calendar import calendar_file

    return calendar_file(due(session), session.as_of)


def write_calendar(session: Session, path: Path) -> None:
    """Write what is due as a calendar file."""
    from prospecting.services.exporting import write_whole

    write_whole(path, calendar_bytes(session))
