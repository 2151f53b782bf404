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
