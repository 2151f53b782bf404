"""What newer exports tell of people: who moved to another company, who has a new role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from prospecting.identity.keys import company_key
from prospecting.services.session import Session
from scoring.titles import read_titles

NEWS_DAYS: Final = 120
NEWS_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class JobNews:
    """Somebody who moved: the sentence says from where to where."""

    person_id: int
    name: str
    sentence: str
    seen_on: dt.date
    is_prospect: bool
    fit: float


def job_news(session: Session, *, days: int = NEWS_DAYS) -> list[JobNews]:
    """Who changed jobs in the last ``days``: prospects first, then by fit; at most ``NEWS_MOST``.

    A new role at the same company counts where its level or its function is another one. A company
    or a title that is only written differently is no news, and neither is a first title.
    """
    from prospecting.services.judging import AREAS as JUDGED
    from prospecting.services.judging import judge

    def build() -> list[JobNews]:
        judged = judge(session)
        frame = judged.frame
        since = session.as_of - dt.timedelta(days=days)
        changes = session.ws.load_job_changes(since=since).to_pylist()
        rows = [
            (frame.row_of(row["person_id"]), row)
            for row in [*_new_roles(changes), *(one for one in changes if _is_move(one))]
        ]
        kept = {place: row for place, row in rows if place >= 0 and not frame.is_suppressed[place]}
        places = np.array(sorted(kept), dtype=np.int64)
        if not places.size:
            return []
        fits, wanted = judged.fit.fit[places], judged.is_prospect[places]
        order = np.lexsort((places, -fits, ~wanted))[:NEWS_MOST]
        chosen = places[order]
        names = frame.column("name", chosen)
        return [
            JobNews(
                person_id=int(frame.person[place]),
                name=name or "name unknown",
                sentence=_move_words(kept[int(place)]),
                seen_on=kept[int(place)]["seen_on"],
                is_prospect=bool(judged.is_prospect[place]),
                fit=float(judged.fit.fit[place]),
            )
            for place, name in zip(chosen, names, strict=True)
        ]

    return session.cached(f"job news {days}", JUDGED, build)


def _is_move(row: dict[str, Any]) -> bool:
    old, new = row["old_company"], row["new_company"]
    if not new or not old:
        return False
    before, after = company_key(old) or "", company_key(new) or ""
    if not before or not after or before == after:
        return False
    # "Frodrup Industries Group" and "Frodrup Industries" are one firm written twice.
    return not (before.startswith(after) or after.startswith(before))


def _new_roles(changes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The changes that are another role at the same company: "CFO" after "Head of Sales"."""
    same = [
        row
        for row in changes
        if row["old_title"] and row["new_title"] and not row["company_changed"]
    ]
    titles = sorted({row[which] for row in same for which in ("old_title", "new_title")})
    read = dict(zip(titles, read_titles(titles), strict=True))
    found = []
    for row in same:
        before, after = read[row["old_title"]], read[row["new_title"]]
        level = before.seniority and after.seniority and before.seniority != after.seniority
        function = (
            before.functions
            and after.functions
            and not set(before.functions) & set(after.functions)
        )
        if level or function:
            found.append(row)
    return found


def _move_words(row: dict[str, Any]) -> str:
    if not _is_move(row):
        where = f" at {row['new_company']}" if row["new_company"] else ""
        return f"now {row['new_title']}{where}, was {row['old_title']} there"
    role = row["new_title"] or "in a new role"
    was = f"{row['old_title']} at {row['old_company']}" if row["old_title"] else row["old_company"]
    return f"now {role} at {row['new_company']}, was {was}"
