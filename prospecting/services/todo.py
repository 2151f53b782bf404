"""What is due: asks, follow-ups, thanks, outcomes, rewards, each with its draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prospecting.pipeline.followups import Ask, ClientInfo, Todo, next_step
from prospecting.pipeline.followups import todo as all_todo
from prospecting.services.asked import AskRow, all_asks
from prospecting.services.client_states import client_rows, client_states
from prospecting.services.session import Session

AHEAD_DAYS = 14


def _clients(session: Session) -> dict[str, ClientInfo]:
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


def _ask(ask: AskRow) -> Ask:
    return Ask(
        ask_id=str(ask.ask_id),
        client_id=str(ask.client_id),
        prospect_name=ask.person_name or "a person since erased",
        owner=ask.owner_user or "",
    )


def next_steps(session: Session) -> dict[int, Todo]:
    """The next step of each open ask, by ask."""

    def build() -> dict[int, Todo]:
        clients = _clients(session)
        steps = {}
        for ask in all_asks(session):
            client = clients.get(str(ask.client_id))
            if client is None or not ask.state.open:
                continue
            step = next_step(_ask(ask), ask.state, client, session.as_of)
            if step is not None:
                steps[ask.ask_id] = step
        return steps

    return session.cached("next steps", ("asks", "people", "clients", "rights"), build)


def due(session: Session, *, ahead_days: int = AHEAD_DAYS) -> list[Todo]:
    """Everything due up to ``ahead_days`` from today, the most overdue first."""

    def build() -> list[Todo]:
        clients = _clients(session)
        kept = [ask for ask in all_asks(session) if str(ask.client_id) in clients]
        return all_todo(
            [_ask(ask) for ask in kept],
            {str(ask.ask_id): list(ask.events) for ask in kept},
            clients,
            session.as_of,
            ahead_days=ahead_days,
        )

    return session.cached(f"due {ahead_days}", ("asks", "people", "clients", "rights"), build)


def due_items(session: Session, *, ahead_days: int = AHEAD_DAYS) -> list[dict[str, Any]]:
    """The same as dictionaries, with the prospect's id.

    ``kind, ask_id, client_id, client_name, prospect_id, prospect_name, due, text, draft_kind,
    stage, action, overdue_days``.
    """
    people = {ask.ask_id: ask.person_id for ask in all_asks(session)}
    return [
        {
            "kind": one.kind,
            "ask_id": int(one.ask_id),
            "client_id": int(one.client_id),
            "client_name": one.client_name,
            "prospect_id": people[int(one.ask_id)],
            "prospect_name": one.prospect_name,
            "due": one.due,
            "text": one.sentence,
            "draft_kind": one.draft_kind,
            "stage": one.stage,
            "action": one.action,
            "overdue_days": one.overdue_days,
        }
        for one in due(session, ahead_days=ahead_days)
    ]


def calendar_bytes(session: Session) -> bytes:
    """What is due, as an iCalendar file."""
    from prospecting.pipeline.calendar import calendar_file

    return calendar_file(due(session), session.as_of)


def write_calendar(session: Session, path: Path) -> None:
    """Write what is due as a calendar file."""
    from prospecting.services.exporting import write_whole

    write_whole(path, calendar_bytes(session))
