"""Who knows this person, who gets me into this company: fit or not."""

from __future__ import annotations

import numpy as np

from prospecting.errors import Refused
from prospecting.services.session import Session
from prospecting.services.views import WhoView

PEOPLE_MOST = 400


def who(session: Session, query: str, *, limit: int = 20) -> list[WhoView]:
    """People of that name, or at that company: decision-makers and best ways in first.

    Raises:
        Refused: nothing to look for.
    """
    from prospecting.services.planning import judge, status_of, ways_in

    text = query.strip()
    if len(text) < 2:
        raise Refused("say at least two letters of a name or a company")
    judged = judge(session)
    frame = judged.frame
    found = [int(one) for one in session.ws.search_people(text, limit=PEOPLE_MOST)]
    company_ids = np.array([int(c) for c in session.ws.search_companies(text)], dtype=np.int64)
    rows = [row for row in (frame.row_of(one) for one in found) if row >= 0]
    if company_ids.size:
        at = np.flatnonzero(np.isin(frame.company_id, company_ids))
        rows += np.flatnonzero(np.isin(frame.people_table.company, at)).tolist()
    unique = np.unique(np.array(rows, dtype=np.int64))
    if not unique.size:
        return []
    title = frame.people_table.title[unique]
    decides = (title >= 0) & frame.titles.decision_maker[title]
    level = np.where(title >= 0, frame.titles.seniority[title], -1)
    best = np.zeros(unique.size)
    for place, row in enumerate(unique):
        edges = frame.edges_of(int(row))
        best[place] = judged.p_intro[edges].max() if edges.size else -1.0
    by_name = np.isin(frame.person[unique], np.array(found, dtype=np.int64))
    order = np.lexsort((unique, -best, -level, ~decides, ~by_name))[:limit]
    chosen = unique[order]
    names = frame.column("name", chosen)
    urls, titles = frame.column("url", chosen), frame.column("title", chosen)
    companies = frame.column("company", chosen)
    return [
        WhoView(
            prospect_id=int(frame.person[row]),
            name=names[i] or "name unknown",
            url=urls[i],
            title=titles[i],
            company=companies[i],
            fit=float(judged.fit.fit[row]),
            status=status_of(judged, int(row)),
            decision_maker=bool(decides[order[i]]),
            introducers=ways_in(session, judged, int(row)),
        )
        for i, row in enumerate(chosen)
    ]
