"""The plan, the prospects and the ways in, with their reasons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from prospecting.errors import Refused
from prospecting.services import plan_words, reasons
from prospecting.services.clients import find_client, parse_id, person_name
from prospecting.services.columns import Ints, place_name
from prospecting.services.judging import AREAS, Judged, judge, plan_problem
from prospecting.services.kept import kept
from prospecting.services.session import Session
from prospecting.services.views import (
    Alternative,
    Introducer,
    PlannedAsk,
    PlanView,
    ProspectView,
    Waiting,
)
from scoring.fit import PARTS
from scoring.planning import Plan, PlanProblem, plan
from scoring.planning.problem import CONFLICTS
from scoring.ties import LEVELS

__all__ = [
    "Judged",
    "judge",
    "latest_plan",
    "list_prospects",
    "make_plan",
    "newer_plan",
    "reach_by_client",
    "status_of",
    "todays_plan",
    "ways_in",
    "wish",
]

STATUS_WORDS = {
    "already yours": "already yours",
    "already a client": "client",
    "open deal": "in talks",
    "suppressed": "asked to be left alone",
    "refused": "refused by you",
    "asked already": "asked about",
    "asked by a colleague": "asked about by a colleague",
    "cool-down": "resting after an ask",
    "perhaps the same person": "perhaps listed twice",
}


def status_of(judged: Judged, row: int) -> str:
    """``prospect``, ``does not fit``, or what stands against approaching this person."""
    code = CONFLICTS[int(judged.person_against[row])]
    if code:
        return STATUS_WORDS.get(code, code)
    return "prospect" if judged.is_prospect[row] else "does not fit"


def make_plan(
    session: Session,
    *,
    limit: int = 50,
    per_client: int | None = None,
    per_days: int | None = None,
    keep: bool = True,
) -> PlanView:
    """The best asks to make today under every budget; kept as a snapshot with a version."""
    from prospecting.services.learning import learn_when_due

    # A look at what would be new changes nothing; making a plan takes up what outcomes teach.
    taught = learn_when_due(session) if keep else []
    judged = judge(session, per_client=per_client, per_days=per_days)
    before = latest_plan(session)
    previous = {(a.prospect_id, a.client_id) for a in before.asks} if before else set()
    # What the app gets ready while the browser opens need not be solved again by the page.
    solved = kept(
        session,
        "solved plan",
        lambda: _solved(judged, previous, limit),
        same=(judged,),
        equal=(limit, frozenset(previous)),
    )
    view = _view(session, judged, solved, taught)
    if not keep:
        return view
    version = session.ws.save_plan(
        view.to_dict() | {"limit": limit},
        profile_id=judged.profile_id,
        as_of=session.as_of,
        user=session.user,
    )
    return _numbered(view, int(version))


@dataclass(frozen=True, slots=True)
class _Solved:
    """The best set of asks for a problem, and what one more could bring, in words."""

    problem: PlanProblem
    made: Plan
    what_if: list[str]


def _solved(judged: Judged, previous: set[tuple[int, int]], limit: int) -> _Solved:
    problem = plan_problem(judged, previous)
    least = judged.config.fit.prospect_from
    made = plan(problem, judged.config.plan, limit=limit, least_fit=least)
    return _Solved(problem, made, plan_words.what_if_sentences(judged, problem, made, limit))


def _numbered(view: PlanView, version: int) -> PlanView:
    return PlanView(
        version=version,
        made_at=view.made_at,
        as_of=view.as_of,
        profile=view.profile,
        asks=view.asks,
        waiting=view.waiting,
        notices=view.notices,
        what_if=view.what_if,
        currency=view.currency,
    )


def _view(
    session: Session,
    judged: Judged,
    solved: _Solved,
    taught: list[str],
) -> PlanView:
    from prospecting.services.sellers import get_seller

    problem, made = solved.problem, solved.made
    edges = made.rows
    people = judged.frame.edge_person[edges]
    columns = {
        name: judged.frame.column(name, people) for name in ("name", "url", "title", "company")
    }
    asks = [
        _ask(
            judged,
            problem,
            int(edge),
            rank,
            made.next_best[rank - 1],
            {name: values[rank - 1] for name, values in columns.items()},
            float(value),
        )
        for rank, (edge, value) in enumerate(zip(edges, made.value, strict=True), 1)
    ]
    return PlanView(
        version=0,
        made_at=session.as_of.isoformat(),
        as_of=session.as_of,
        profile=judged.profile.name,
        asks=asks,
        waiting=_waiting(judged),
        notices=[*plan_words.notices(judged, made), *taught],
        what_if=list(solved.what_if),
        currency=str(get_seller(session)["currency"]) if judged.profile.deal_value else None,
    )


def _client(judged: Judged, edge: int) -> tuple[int, dict[str, Any]]:
    place = int(judged.frame.edge_client[edge])
    return place, judged.rows[place] or {}


def _ask(
    judged: Judged,
    problem: PlanProblem,
    edge: int,
    rank: int,
    others: Ints,
    person: dict[str, Any],
    value: float,
) -> PlannedAsk:
    frame = judged.frame
    row = int(frame.edge_person[edge])
    place, client = _client(judged, edge)
    today = judged.today[place]
    fit_reasons = [*reasons.fit_reasons(judged, row), *reasons.listed_twice(judged, row)]
    tie_reasons = reasons.tie_reasons(judged, edge)
    return PlannedAsk(
        rank=rank,
        prospect_id=int(frame.person[row]),
        prospect_name=person["name"] or "name unknown",
        prospect_url=person["url"],
        prospect_title=person["title"],
        prospect_company=person["company"],
        client_id=int(frame.client[place]),
        client_name=client.get("name", ""),
        client_email=client.get("email"),
        fit=round(float(judged.fit.fit[row]), 4),
        tie=round(float(frame.ties.tie[edge]), 4),
        tie_evidence=LEVELS[int(frame.ties.level[edge])],
        willingness=round(float(judged.willingness[place]), 4),
        p_intro=round(float(judged.p_intro[edge]), 4),
        value=round(value, 4),
        reasons=[*fit_reasons, *tie_reasons, *reasons.client_reasons(judged, place)],
        next_best=[_alternative(judged, edge, int(other)) for other in others],
        fit_parts=fit_parts(judged, row),
        coverage=round(float(judged.fit.coverage[row]), 4),
        fit_reasons=fit_reasons,
        tie_reasons=tie_reasons,
        client_state=today.state if today else "ready",
        pinned=bool(problem.pinned[edge] or problem.pinned_prospect[row]),
    )


def _alternative(judged: Judged, chosen: int, other: int) -> Alternative:
    place, client = _client(judged, other)
    return Alternative(
        client_id=int(judged.frame.client[place]),
        client_name=client.get("name", ""),
        p_intro=round(float(judged.p_intro[other]), 4),
        difference=reasons.difference(judged, chosen, other),
    )


def fit_parts(judged: Judged, row: int) -> dict[str, float | None]:
    """Each part of the fit that the profile asks for; None where it is not known."""
    fit = judged.fit
    parts: dict[str, float | None] = {
        "role": round(float(fit.role[row]), 4),
        "company": round(float(fit.company[row]), 4),
    }
    for name in PARTS:
        if name in fit.asked:
            known = bool(fit.is_known(name, [row])[0])
            parts[name] = round(float(fit.part(name)[row]), 4) if known else None
    return parts


def _waiting(judged: Judged) -> list[Waiting]:
    entries = []
    for row, today in zip(judged.rows, judged.today, strict=True):
        if row is None or today is None or today.state == "ready":
            continue
        entries.append(
            Waiting(
                client_id=row["client_id"],
                client_name=row["name"],
                client_email=row["email"],
                state=today.state,
                until=today.until,
                reasons=list(today.reasons),
            )
        )
    far = dt.date.max
    return sorted(entries, key=lambda e: (e.until or far, e.client_name.casefold(), e.client_id))


def latest_plan(session: Session) -> PlanView | None:
    """The last plan made for the profile in use, as it was."""
    from prospecting.services.profiles import current_profile

    snapshot = session.ws.latest_plan(profile_id=current_profile(session)[1])
    return None if snapshot is None else _read(snapshot.body, int(snapshot.plan_id))


def todays_plan(session: Session, *, limit: int = 50) -> PlanView | None:
    """The last plan, if it was made today and at least as long as ``limit``."""
    from prospecting.services.profiles import current_profile

    snapshot = session.ws.latest_plan(profile_id=current_profile(session)[1])
    if snapshot is None or snapshot.as_of != session.as_of or snapshot.body["limit"] < limit:
        return None
    return _read(snapshot.body, int(snapshot.plan_id))


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _read(body: dict[str, Any], version: int) -> PlanView:
    asks = [
        PlannedAsk(**one | {"next_best": [Alternative(**alt) for alt in one["next_best"]]})
        for one in body["asks"]
    ]
    waiting = [Waiting(**one | {"until": _date(one["until"])}) for one in body["waiting"]]
    return PlanView(
        version=version,
        made_at=body["made_at"],
        as_of=dt.date.fromisoformat(body["as_of"]),
        profile=body["profile"],
        asks=asks,
        waiting=waiting,
        notices=body["notices"],
        what_if=body["what_if"],
        currency=body["currency"],
    )


def newer_plan(session: Session, shown: PlanView, *, limit: int = 50) -> int:
    """How many asks a plan made now would have that ``shown`` has not; 0 offers nothing."""

    def build() -> int:
        now = make_plan(session, limit=limit, keep=False)
        had = {(a.prospect_id, a.client_id) for a in shown.asks}
        return sum((a.prospect_id, a.client_id) not in had for a in now.asks)

    return session.cached(f"newer than {shown.version}", AREAS, build)


def prospect_rows(judged: Judged) -> Ints:
    """The prospects who can be reached, best first."""
    reach = np.zeros(len(judged.frame.person), dtype=np.bool_)
    reach[judged.frame.edge_person[judged.against == 0]] = True
    rows = np.flatnonzero(judged.is_prospect & reach)
    best = np.zeros(len(judged.frame.person))
    np.maximum.at(best, judged.frame.edge_person, np.where(judged.against == 0, judged.p_intro, 0))
    order = np.lexsort((judged.frame.person[rows], -best[rows], -judged.fit.fit[rows]))
    return np.asarray(rows[order])


def list_prospects(
    session: Session, *, limit: int = 50, offset: int = 0, judged: Judged | None = None
) -> list[ProspectView]:
    """Prospects with their ways in, best fit first."""
    found = judged or judge(session)
    rows = prospect_rows(found)[offset : offset + limit]
    return [prospect_view(session, found, int(row)) for row in rows]


def prospect_view(session: Session, judged: Judged, row: int) -> ProspectView:
    """One person with fit, its parts and every way in."""
    frame = judged.frame
    person = {
        name: frame.column(name, [row])[0]
        for name in ("name", "url", "title", "company", "location")
    }
    company = int(frame.people_table.company[row])
    from scoring.industries import industries

    code = int(frame.companies.industry[company]) if company >= 0 else -1
    return ProspectView(
        prospect_id=int(frame.person[row]),
        name=person["name"] or "name unknown",
        url=person["url"],
        title=person["title"],
        company=person["company"],
        fit=round(float(judged.fit.fit[row]), 4),
        fit_parts=fit_parts(judged, row),
        coverage=round(float(judged.fit.coverage[row]), 4),
        introducers=ways_in(session, judged, row),
        reasons=[*reasons.fit_reasons(judged, row), *reasons.listed_twice(judged, row)],
        status=status_of(judged, row),
        location=place_name(person["location"]),
        industry=industries()[code].name if code >= 0 else None,
        would_help_most=reasons.would_help_most(judged, row),
    )


def ways_in(session: Session, judged: Judged, row: int) -> list[Introducer]:
    """Everyone who may know this person, the likeliest introducer first."""
    frame = judged.frame
    found = []
    for edge in sorted(
        (int(e) for e in frame.edges_of(row)),
        key=lambda e: (-judged.p_intro[e], int(frame.edge_client[e])),
    ):
        place, client = _client(judged, edge)
        today = judged.today[place]
        if not client or today is None:
            continue
        code = int(judged.against[edge])
        own = CONFLICTS[code] if code and judged.person_against[row] == 0 else ""
        found.append(
            Introducer(
                client_id=int(frame.client[place]),
                client_name=client["name"],
                client_email=client["email"],
                tie=round(float(frame.ties.tie[edge]), 4),
                tie_evidence=LEVELS[int(frame.ties.level[edge])],
                willingness=round(float(judged.willingness[place]), 4),
                p_intro=round(float(judged.p_intro[edge]), 4),
                reasons=[
                    *reasons.tie_reasons(judged, edge),
                    *reasons.client_reasons(judged, place),
                ],
                state=today.state,
                until=today.until,
                note=reasons.CONFLICT_WORDS.get(own, own),
            )
        )
    return found


def reach_by_client(session: Session) -> dict[int, int]:
    """How many prospects each client could introduce, by client id."""
    judged = judge(session)
    open_ = (judged.against == 0) & judged.is_prospect[judged.frame.edge_person]
    counts = np.bincount(judged.frame.edge_client[open_], minlength=len(judged.frame.client))
    return {int(c): int(n) for c, n in zip(judged.frame.client, counts, strict=True)}


def wish(
    session: Session, kind: str, prospect: str | int, client: str | int | None = None
) -> dict[str, Any]:
    """Pin or refuse a prospect, for one client or whoever asks; ``none`` takes it back."""
    if kind not in ("pin", "refuse", "none"):
        raise Refused(f"a wish is pin, refuse or none, not {kind!r}")
    person_id = session.ws.current_person(parse_id(prospect))
    name = person_name(session, person_id)
    row = find_client(session, client) if client is not None else None
    wish_id = session.ws.wish(
        kind,
        person_id,
        row["client_id"] if row else None,
        on_date=session.as_of,
        user=session.user,
    )
    words = {
        "pin": "stays in every plan",
        "refuse": "is left out of every plan",
        "none": "is planned like everybody else again",
    }
    with_whom = f" with {row['name']}" if row else ""
    return {
        "wish_id": wish_id,
        "kind": kind,
        "prospect_id": person_id,
        "client_id": row["client_id"] if row else None,
        "message": f"{name}{with_whom} {words[kind]}.",
    }
