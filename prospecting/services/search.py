"""Who knows this person, who gets me into this company, who is out there: fit or not.

The list of prospects works on columns: one index of everybody is kept until something changes, a
filter is a few array operations on it, and only the rows of the page shown become words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from prospecting.errors import Refused
from prospecting.services.judging import AREAS, Judged, judge
from prospecting.services.session import Session
from prospecting.services.views import WhoView
from scoring.countries import country_name
from scoring.industries import industries
from scoring.planning.problem import CONFLICTS
from scoring.ties import LEVELS
from scoring.titles.vocabulary import SENIORITIES

PEOPLE_MOST = 400
COMPANIES_MOST = 50
#: What a person is to the seller, in the order of the tabs.
STANDINGS: Final = (
    "prospects",
    "asked about",
    "in talks",
    "clients",
    "already yours",
    "set aside",
    "others",
)
_PROSPECT, _ASKED, _TALKS, _CLIENT, _MINE, _ASIDE, _OTHER = range(len(STANDINGS))
_OF_CONFLICT: Final = {
    "already yours": _MINE,
    "already a client": _CLIENT,
    "open deal": _TALKS,
    "asked already": _ASKED,
    "asked by a colleague": _ASKED,
}
EVIDENCE: Final = ("any", "likely or confirmed", "confirmed")
_LEAST_LEVEL: Final = {"any": 0, "likely or confirmed": 2, "confirmed": 3}

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def who(session: Session, query: str, *, limit: int = 20) -> list[WhoView]:
    """People of that name, or at that company: decision-makers and best ways in first.

    Raises:
        Refused: nothing to look for.
    """
    from prospecting.services.planning import status_of, ways_in

    judged = judge(session)
    frame = judged.frame
    unique, by_name = _matches(session, judged, query)
    if not unique.size:
        return []
    chosen, decides = _by_use(judged, unique, by_name)
    chosen, decides = chosen[:limit], decides[:limit]
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
            decision_maker=bool(decides[i]),
            account=_account_words(judged, int(row)),
            introducers=ways_in(session, judged, int(row)),
        )
        for i, row in enumerate(chosen)
    ]


def _account_words(judged: Judged, row: int) -> str:
    if not judged.fit.target[row]:
        return ""
    if judged.fit.substitute[row]:
        return "target account: nobody wanted is reachable here, this is the nearest"
    return "target account"


def _matches(session: Session, judged: Judged, query: str) -> tuple[Ints, Bools]:
    """Rows of people of that name or at that company, and which of them by name."""
    text = query.strip()
    if len(text) < 2:
        raise Refused("say at least two letters of a name or a company")
    frame = judged.frame
    found = [int(one) for one in session.ws.search_people(text, limit=PEOPLE_MOST)]
    firms = session.ws.search_companies(text, limit=COMPANIES_MOST)
    company_ids = np.array([int(c) for c in firms], dtype=np.int64)
    rows = [row for row in (frame.row_of(one) for one in found) if row >= 0]
    if company_ids.size:
        at = np.flatnonzero(np.isin(frame.company_id, company_ids))
        rows += np.flatnonzero(np.isin(frame.people_table.company, at)).tolist()
    unique = np.unique(np.array(rows, dtype=np.int64))
    return unique, np.isin(frame.person[unique], np.array(found, dtype=np.int64))


def _by_use(judged: Judged, rows: Ints, by_name: Bools) -> tuple[Ints, Bools]:
    """The rows in the order of use for "who knows …?", and who of them decides."""
    frame = judged.frame
    title = frame.people_table.title[rows]
    decides = (title >= 0) & frame.titles.decision_maker[title]
    level = np.where(title >= 0, frame.titles.seniority[title], -1)
    best = np.zeros(rows.size)
    for place, row in enumerate(rows):
        edges = frame.edges_of(int(row))
        best[place] = judged.p_intro[edges].max() if edges.size else -1.0
    order = np.lexsort((rows, -best, -level, ~decides, ~by_name))
    return rows[order], np.asarray(decides[order])


# The list of prospects ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Index:
    """Everybody as columns, ``(P,)``: what the filters ask, and the best way in.

    ``standing`` is a code into ``STANDINGS``; ``level`` the best evidence of an open way in (into
    ``LEVELS``, -1 none); ``best`` the edge of the likeliest introducer (-1 none); ``ready`` whether
    one who is open can be asked today; ``order`` all rows, best first.
    """

    judged: Judged
    standing: npt.NDArray[np.int8]
    level: npt.NDArray[np.int8]
    best: Ints
    ready: Bools
    industry: npt.NDArray[np.int64]
    country: npt.NDArray[np.int64]
    seniority: npt.NDArray[np.int64]
    order: Ints

    @property
    def countries(self) -> tuple[str, ...]:
        """ISO codes that ``country`` counts."""
        return self.judged.frame.companies.country_code[1]


@dataclass(frozen=True)
class Filters:
    """What the reader looks for; empty fields ask for nothing."""

    text: str = ""
    industries: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    evidence: str = "any"
    reachable_now: bool = False
    through: int | None = None

    @property
    def any(self) -> bool:
        """Whether something is asked beside the text."""
        return bool(
            self.industries
            or self.countries
            or self.levels
            or self.evidence != "any"
            or self.reachable_now
            or self.through is not None
        )


@dataclass(frozen=True)
class Found:
    """Rows that pass, best first, for each standing."""

    index: Index
    rows: dict[str, Ints] = field(default_factory=dict)

    def count(self, standing: str) -> int:
        """How many of that standing pass."""
        return int(self.rows[standing].size)


@dataclass(frozen=True, slots=True)
class Line:
    """One person as the table shows one."""

    person_id: int
    name: str
    title: str | None
    company: str | None
    fit: float
    coverage: float
    status: str
    introducer: str
    evidence: str
    ways: int


def build_index(session: Session) -> Index:
    """The index of today, made anew where anything judged has changed."""
    judged = judge(session)
    return session.cached("people index", AREAS, lambda: _build_index(judged))


def _build_index(judged: Judged) -> Index:
    frame = judged.frame
    people = len(frame.person)
    standing = np.full(people, _OTHER, dtype=np.int8)
    for code, name in enumerate(CONFLICTS):
        if name:
            hit = judged.person_against == code
            standing[hit] = _OF_CONFLICT.get(name, _ASIDE)
    open_edge = judged.against == 0
    reach = np.zeros(people, dtype=np.bool_)
    reach[frame.edge_person[open_edge]] = True
    standing[judged.is_prospect & reach] = _PROSPECT
    standing[judged.is_prospect & ~reach] = _ASIDE
    level = np.full(people, -1, dtype=np.int8)
    np.maximum.at(level, frame.edge_person[open_edge], frame.ties.level[open_edge].astype(np.int8))
    askable = np.array(
        [one is not None and one.state == "ready" and one.budget_left > 0 for one in judged.today],
        dtype=np.bool_,
    )
    ready = np.zeros(people, dtype=np.bool_)
    if len(frame.edge_client):
        ready[frame.edge_person[open_edge & askable[frame.edge_client]]] = True
    best, chance = _best_edges(judged, open_edge)
    company, title = frame.people_table.company, frame.people_table.title
    numbers, _ = frame.companies.country_code
    known = company >= 0
    industry = _taken(frame.companies.industry, company, known)
    country = _taken(numbers, company, known)
    seniority = _taken(frame.titles.seniority, title, title >= 0)
    order = np.lexsort((frame.person, -chance, -judged.fit.fit))
    return Index(
        judged=judged,
        standing=standing,
        level=level,
        best=best,
        ready=ready,
        industry=industry,
        country=country,
        seniority=seniority,
        order=np.asarray(order, dtype=np.int64),
    )


def _taken(values: npt.NDArray[Any], at: npt.NDArray[Any], known: Bools) -> Ints:
    if not len(values):
        return np.full(len(at), -1, dtype=np.int64)
    return np.where(known, values[np.where(known, at, 0)], -1).astype(np.int64)


def _best_edges(judged: Judged, open_edge: Bools) -> tuple[Ints, npt.NDArray[np.float64]]:
    """The likeliest introducer's edge of each person, open ways before closed ones."""
    frame = judged.frame
    people = len(frame.person)
    best = np.full(people, -1, dtype=np.int64)
    chance = np.zeros(people)
    if not len(frame.edge_person):
        return best, chance
    order = np.lexsort((-frame.edge_client, judged.p_intro, open_edge, frame.edge_person))
    last = np.append(np.diff(frame.edge_person[order]) != 0, True)
    chosen = order[last]
    best[frame.edge_person[chosen]] = chosen
    chance[frame.edge_person[chosen]] = np.where(open_edge[chosen], judged.p_intro[chosen], 0.0)
    return best, chance


def find(session: Session, filters: Filters) -> Found:
    """Everybody who passes the filters, by standing, best first.

    With a text the search looks among all people, fit or not: those of that name first.
    """
    index = build_index(session)
    keep = _passes(index, filters)
    if filters.text.strip():
        rows, by_name = _matches(session, index.judged, filters.text)
        ordered, _ = _by_use(index.judged, rows, by_name)
        ordered = ordered[keep[ordered]]
    else:
        ordered = index.order[keep[index.order]]
    codes = index.standing[ordered]
    rows_of = {name: ordered[codes == code] for code, name in enumerate(STANDINGS)}
    return Found(index, rows_of)


def _passes(index: Index, filters: Filters) -> Bools:
    frame = index.judged.frame
    keep = ~frame.is_suppressed
    if filters.industries:
        position = {one.name: code for code, one in enumerate(industries())}
        wanted = [position[name] for name in filters.industries if name in position]
        keep &= np.isin(index.industry, wanted)
    if filters.countries:
        names = {country_name(code): place for place, code in enumerate(index.countries)}
        keep &= np.isin(index.country, [names[name] for name in filters.countries if name in names])
    if filters.levels:
        wanted = [SENIORITIES.index(name) for name in filters.levels if name in SENIORITIES]
        keep &= np.isin(index.seniority, wanted)
    if least := _LEAST_LEVEL.get(filters.evidence, 0):
        keep &= index.level >= least
    if filters.reachable_now:
        keep &= index.ready
    if filters.through is not None:
        place = np.flatnonzero(frame.client == filters.through)
        theirs = np.zeros(len(frame.person), dtype=np.bool_)
        if place.size:
            open_edge = (frame.edge_client == place[0]) & (index.judged.against == 0)
            theirs[frame.edge_person[open_edge]] = True
        keep &= theirs
    return np.asarray(keep, dtype=np.bool_)


def lines(found: Found, standing: str, offset: int, limit: int) -> list[Line]:
    """The rows of one page in words."""
    from prospecting.services.planning import status_of

    index, judged = found.index, found.index.judged
    frame = judged.frame
    rows = found.rows[standing][offset : offset + limit]
    columns = {name: frame.column(name, rows) for name in ("name", "title", "company")}
    made = []
    for i, row in enumerate(rows):
        edge = int(index.best[row])
        client = (judged.rows[int(frame.edge_client[edge])] or {}) if edge >= 0 else {}
        made.append(
            Line(
                person_id=int(frame.person[row]),
                name=columns["name"][i] or "name unknown",
                title=columns["title"][i],
                company=columns["company"][i],
                fit=float(judged.fit.fit[row]),
                coverage=float(judged.fit.coverage[row]),
                status=status_of(judged, int(row)),
                introducer=str(client.get("name") or ""),
                evidence=LEVELS[int(frame.ties.level[edge])] if edge >= 0 else "unknown",
                ways=len(frame.edges_of(int(row))),
            )
        )
    return made


def choices(session: Session) -> dict[str, list[str]]:
    """What the filters can offer: ``industries, countries, levels`` that occur among prospects."""

    def build() -> dict[str, list[str]]:
        index = build_index(session)
        at = index.standing == _PROSPECT
        return {
            "industries": _names(index.industry[at], [one.name for one in industries()]),
            "countries": sorted(
                country_name(code) for code in _names(index.country[at], index.countries)
            ),
            "levels": [
                name
                for name in reversed(SENIORITIES)
                if name in _names(index.seniority[at], SENIORITIES)
            ],
        }

    return session.cached("filter choices", AREAS, build)


def _names(codes: Ints, names: Sequence[str]) -> list[str]:
    present = np.unique(codes)
    return sorted(names[int(code)] for code in present if code >= 0)
