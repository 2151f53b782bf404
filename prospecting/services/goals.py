"""Goals of the team or of one colleague, and where they stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np

from prospecting.errors import Refused
from prospecting.pipeline import groups
from prospecting.pipeline.groups import Goal, Progress
from prospecting.pipeline.reports import pick
from prospecting.services.access import may, require
from prospecting.services.reporting import report_data
from prospecting.services.sellers import get_seller
from prospecting.services.session import Session

GOALS: Final = "goals"


@dataclass(frozen=True, slots=True)
class OwnGoal:
    """A goal of the team or of one owner, and where it stands."""

    number: int
    owner: str
    progress: Progress


def goals(session: Session) -> list[OwnGoal]:
    """The goals set, and where they stand; a salesperson sees his own only."""
    require(session, "see own asks")
    every = may(session, "see all asks")
    data = report_data(session)
    found = []
    for number, row in enumerate(session.ws.get_setting(GOALS, []) or []):
        owner = row.get("owner") or ""
        if not every and owner != session.user:
            continue
        goal = Goal(
            row["measure"],
            float(row["target"]),
            dt.date.fromisoformat(row["start"]),
            dt.date.fromisoformat(row["end"]),
            row.get("currency") or "EUR",
        )
        facts = data.facts
        if owner:
            facts = pick(facts, (data.asks["owner"] == owner).to_numpy(np.bool_))
        found.append(OwnGoal(number, owner, groups.progress(facts, goal, session.as_of)))
    return found


def add_goal(
    session: Session, measure: str, target: float, start: dt.date, end: dt.date, owner: str = ""
) -> None:
    """Set a goal for everybody or for one owner.

    Raises:
        Refused: the role may not, or a goal that cannot be.
    """
    require(session, "goals")
    currency = str(get_seller(session)["currency"])
    try:
        Goal(measure, target, start, end, currency)
    except ValueError as error:
        raise Refused(str(error)) from None
    version = session.ws.setting_version(GOALS)
    have = list(session.ws.get_setting(GOALS, []) or [])
    have.append(
        {
            "measure": measure,
            "target": target,
            "start": start.isoformat(),
            "end": end.isoformat(),
            "currency": currency,
            "owner": owner,
        }
    )
    session.ws.set_setting(GOALS, have, user=session.user, expected=version)


def remove_goal(session: Session, number: int) -> None:
    """Take a goal off the list."""
    require(session, "goals")
    version = session.ws.setting_version(GOALS)
    have = list(session.ws.get_setting(GOALS, []) or [])
    if not 0 <= number < len(have):
        raise Refused("this goal is not there any more")
    del have[number]
    session.ws.set_setting(GOALS, have, user=session.user, expected=version)
