"""Deals that more than one introducer brought: their shares, kept as an event of the ask."""

from __future__ import annotations

from collections.abc import Mapping

from prospecting.errors import Refused
from prospecting.pipeline.stages import effective_events
from prospecting.services.access import require
from prospecting.services.asked import read_events
from prospecting.services.session import Session
from prospecting.services.team import own_ask


def shares(session: Session, ask_id: int) -> dict[int, float]:
    """Each introducer's share of the deal; the ask's own client alone where nothing was said."""
    ask = own_ask(session, ask_id)
    read = read_events(session.ws.load_events(ask_id=ask_id).to_pylist())
    found: dict[int, float] = {ask.client_id: 1.0}
    for event in effective_events(read.events):
        said = read.details.get(event.number, {}).get("credit")
        if said:
            found = {int(client): float(part) for client, part in said.items()}
    return found


def share(
    session: Session, ask_id: int, parts: Mapping[int, float], *, expected: int | None = None
) -> int:
    """Say who brought a deal and to which part; the event's number.

    Raises:
        Refused: shares that do not add up to one, or no such client.
        Conflict: the ask changed since ``expected``.
    """
    require(session, "ask")
    ask = own_ask(session, ask_id)
    kept = {client: part for client, part in parts.items() if part > 0}
    if not kept or any(part > 1 for part in kept.values()) or abs(sum(kept.values()) - 1) > 1e-6:
        raise Refused("the shares of a deal add up to the whole of it")
    credit = {
        str(session.ws.current_client(client)): round(part, 6) for client, part in kept.items()
    }
    event = session.ws.add_event(
        ask_id,
        ask.state.stage,
        on_date=session.as_of,
        user=session.user,
        detail={"action": "note", "no_stage": True, "credit": credit},
        expected=ask.version if expected is None else expected,
    )
    return int(event.number)
