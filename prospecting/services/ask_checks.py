"""What a request about an ask may hold: stage, day, amount, note; and whether the move may be."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, Final

from prospecting.errors import Misused, Refused
from prospecting.pipeline.stages import NEW_ASK, STAGES, validate_move
from prospecting.services import team
from prospecting.services.asked import AskRow
from prospecting.services.session import Session

NOTE_MOST: Final = 4_000
_AMOUNT_MOST: Final = 1e12


def checked(
    session: Session,
    stage: str,
    on: dt.date | None,
    note: str | None,
    amount: float | None,
    reason: str | None,
    until: dt.date | None,
) -> tuple[str, dt.date, dict[str, Any]]:
    """Stage, day and details of a request.

    Raises:
        Misused: no such stage.
        Refused: a day to come, an amount, a note or a day to wait for that cannot be.
    """
    word = stage.strip().lower()
    if word not in STAGES:
        raise Misused(f"there is no stage {stage!r}; the stages are {', '.join(STAGES)}")
    day = on or session.as_of
    if day > session.as_of:
        raise Refused(f"{day} has not come yet; record what has happened")
    if amount is not None and not (math.isfinite(amount) and 0 <= amount <= _AMOUNT_MOST):
        raise Refused(f"an amount of {amount:g} cannot be; give it in full units, such as 25000")
    if note is not None and len(note) > NOTE_MOST:
        raise Refused(f"a note has at most {NOTE_MOST:,} characters; this one has {len(note):,}")
    detail: dict[str, Any] = {}
    if reason:
        detail["reason"] = reason.strip()[:NOTE_MOST]
    if until is not None:
        if word != "postponed":
            raise Refused("only a postponed ask has a day until which it waits")
        if until <= session.as_of:
            raise Refused(f"{until} is not in the future: say until when to wait")
        detail["until"] = until.isoformat()
    return word, day, detail


def check_move(session: Session, found: AskRow | None, word: str, on: dt.date | None) -> None:
    """Whether the ask may take this step, and go out without the manager's word.

    Raises:
        Refused: it may not, and why.
    """
    problem = validate_move(found.state if found else NEW_ASK, word, on)
    if problem is not None:
        raise Refused(problem)
    waits = team.needs_approval(session, found, word)
    if waits is not None:
        raise Refused(waits)


def versions_looked_at(session: Session) -> dict[str, int]:
    """Of what is looked at before an ask goes out, by area."""
    return {area: session.ws.version(area) for area in ("asks", "clients")}


def warnings_of(
    session: Session,
    found: AskRow | None,
    person_id: int,
    client_id: int,
    word: str,
    day: dt.date,
) -> list[str]:
    """What speaks against asking, where this step is the one by which the ask goes out."""
    goes_out = word == "asked" and (found is None or found.state.asked_on is None)
    if not goes_out:
        return []
    # What holds today says nothing of a day that is over.
    stopped = _stopped(session, client_id) if day >= session.as_of else []
    return [*stopped, *team.clashes(session, person_id, client_id)]


def _stopped(session: Session, client_id: int) -> list[str]:
    """Why the client should not be asked today, where the plan would not ask them at all."""
    from prospecting.services.client_states import all_readiness

    today = next((one for one in all_readiness(session) if int(one.key) == client_id), None)
    if today is None or today.state != "do not ask":
        return []
    return [f"The plan would not ask {today.name} today. {' '.join(today.reasons)}"]
