"""The workspace as columns: people, titles, companies and ties, loaded once for all plans.

What depends only on the files (readings of titles, tables, evidence of ties) is kept until the
people or the clients change; what a profile or a wish changes is computed on top of it.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from prospecting.identity.keys import company_key
from prospecting.services.session import Session
from scoring.config import FitConfig, TieConfig
from scoring.countries import find_country
from scoring.fit import FitResult, score_fit
from scoring.fit_tables import CompanyTable, PeopleTable, TitleTable
from scoring.profile import Profile
from scoring.ties import (
    ANSWERS,
    NO_ANSWER,
    TieEvidence,
    TieResult,
    decayed_counts,
    score_ties,
)
from scoring.titles import TitleReading, read_titles

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: Names the grammar of titles; readings stored by another one are made anew.
TITLE_READER = "grammar-1"
READ_AT_ONCE = 50_000
_DAY = 86_400


def numbers(column: pa.ChunkedArray, blank: float = np.nan) -> Floats:
    """A numeric column as float64, nulls as ``blank``."""
    filled = column.cast(pa.float64()).fill_null(blank)
    return np.asarray(filled.to_numpy(), dtype=np.float64)


def flags(column: pa.ChunkedArray) -> Bools:
    """A column of truth values, nulls as false."""
    return np.asarray(column.fill_null(False).to_numpy(), dtype=np.bool_)


def ids(column: pa.ChunkedArray) -> Ints:
    """A column of ids as int64, nulls as -1."""
    return np.asarray(column.cast(pa.int64()).fill_null(-1).to_numpy(), dtype=np.int64)


def country_codes(names: Sequence[str | None]) -> list[str | None]:
    """Countries as the files write them, as ISO codes; None where not known."""
    known = {name: find_country(name) for name in set(names) if name}
    return [known.get(name) if name else None for name in names]


def positions(wanted: Ints, among: Ints) -> npt.NDArray[np.int64]:
    """Where each of ``wanted`` stands in the sorted ``among``; -1 where it does not."""
    if not among.size:
        return np.full(wanted.shape, -1, dtype=np.int64)
    at = np.searchsorted(among, wanted)
    at = np.minimum(at, among.size - 1)
    return np.where(among[at] == wanted, at, -1)


@dataclass(frozen=True)
class Frame:
    """Columns of one workspace; P people, T titles, C companies, E edges, K clients.

    ``people`` is the store's table ordered by id, ``person`` its ids ``(P,)``. ``title`` and
    ``company`` are the positions of each person's title and company, -1 for none. ``edge_client``
    and ``edge_person`` are positions in ``client`` (ids, ordered) and ``person``, ``(E,)``.
    """

    people: pa.Table
    person: Ints
    titles: TitleTable
    companies: CompanyTable
    company_id: Ints
    people_table: PeopleTable
    is_client: Bools
    is_mine: Bools
    is_suppressed: Bools
    in_talks: Bools
    client: Ints
    edges: pa.Table
    edge_client: Ints
    edge_person: Ints
    evidence: TieEvidence
    ties: TieResult

    def column(self, name: str, rows: npt.ArrayLike) -> list[Any]:
        """Values of a column of people for some rows only."""
        return list(self.people.column(name).take(pa.array(np.asarray(rows))).to_pylist())

    def row_of(self, person_id: int) -> int:
        """The row of a person, -1 if there is none."""
        return int(positions(np.array([person_id]), self.person)[0])

    @cached_property
    def edges_by_person(self) -> tuple[Ints, Ints]:
        """Edges in the order of their person, and where each person's begin, ``(P + 1,)``."""
        order = np.argsort(self.edge_person, kind="stable")
        starts = np.searchsorted(self.edge_person[order], np.arange(len(self.person) + 1))
        return order, starts

    def edges_of(self, row: int) -> Ints:
        """The edges that lead to the person in ``row``."""
        order, starts = self.edges_by_person
        return order[starts[row] : starts[row + 1]]

    @cached_property
    def people_text(self) -> PeopleTable:
        """The same people with names and URLs, for profiles that name somebody."""
        return PeopleTable(
            self.people_table.title,
            self.people_table.company,
            tuple(name or "" for name in self.people.column("name").to_pylist()),
            tuple(url or "" for url in self.people.column("url").to_pylist()),
        )

    def fit(
        self,
        profile: Profile,
        config: FitConfig,
        similarity: Floats | None = None,
        exclude_similarity: Floats | None = None,
    ) -> FitResult:
        """Everybody's fit; names are loaded only where the profile asks for people."""
        return score_fit(
            profile,
            self.titles,
            self.companies,
            self.people_text if profile.include_people else self.people_table,
            config,
            company_key=lambda name: company_key(name) or "",
            similarity=similarity,
            exclude_similarity=exclude_similarity,
        )


def read_new_titles(session: Session) -> int:
    """Read the titles that no reading is stored for; how many there were."""
    unread = session.ws.load_titles(unread_by=TITLE_READER)
    texts = unread.column("text").to_pylist()
    title_ids = unread.column("title_id")
    for start in range(0, len(texts), READ_AT_ONCE):
        part = texts[start : start + READ_AT_ONCE]
        readings = read_titles(part)
        session.ws.save_title_readings(
            pa.table(
                {
                    "title_id": title_ids.slice(start, len(part)),
                    "seniority": pa.array([r.seniority for r in readings], pa.string()),
                    "functions": pa.array(["|".join(r.functions) for r in readings], pa.string()),
                    "decision_maker": pa.array([r.decision_maker for r in readings], pa.bool_()),
                    "current": pa.array([r.current for r in readings], pa.bool_()),
                    "confidence": pa.array([r.confidence for r in readings], pa.float64()),
                }
            ),
            reader=TITLE_READER,
        )
    return len(texts)


def load_frame(session: Session, config: TieConfig) -> Frame:
    """The frame of today, built anew only where the files or the answers changed."""
    return session.cached("frame", ("people", "clients", "rights"), lambda: _build(session, config))


def _readings(table: pa.Table) -> list[TitleReading]:
    return [
        TitleReading(
            seniority=row["seniority"],
            functions=tuple(row["functions"].split("|")) if row["functions"] else (),
            decision_maker=bool(row["decision_maker"]),
            current=row["current"] is not False,
            confidence=row["confidence"] or 0.0,
        )
        for row in table.select(
            ["seniority", "functions", "decision_maker", "current", "confidence"]
        ).to_pylist()
    ]


def _build(session: Session, config: TieConfig) -> Frame:
    ws = session.ws
    read_new_titles(session)
    people, titles, companies = ws.load_people(), ws.load_titles(), ws.load_companies()
    person = ids(people.column("person_id"))
    title_id, company_id = ids(titles.column("title_id")), ids(companies.column("company_id"))
    client = np.sort(ids(ws.load_clients().column("client_id")))
    title_table = TitleTable.of(titles.column("text").to_pylist(), _readings(titles))
    company_table = CompanyTable.of(
        [name or "" for name in companies.column("name").to_pylist()],
        keys=[key or "" for key in companies.column("key").to_pylist()],
        industry=companies.column("industry").to_pylist(),
        size_min=numbers(companies.column("size_min")),
        size_max=numbers(companies.column("size_max")),
        country=country_codes(companies.column("country").to_pylist()),
        domain=companies.column("domain").to_pylist(),
    )
    company_row = positions(ids(people.column("company_id")), company_id)
    is_suppressed = flags(people.column("is_suppressed"))
    edges = ws.load_tie_evidence(session.as_of)
    edge_client = positions(ids(edges.column("client_id")), client)
    edge_person = positions(ids(edges.column("person_id")), person)
    evidence = _evidence(session, edges, edge_client, len(client), config)
    return Frame(
        people=people,
        person=person,
        titles=title_table,
        companies=company_table,
        company_id=company_id,
        people_table=PeopleTable.of(
            positions(ids(people.column("title_id")), title_id), company_row
        ),
        is_client=flags(people.column("is_client")),
        is_mine=flags(people.column("is_mine")),
        is_suppressed=is_suppressed,
        in_talks=flags(people.column("in_talks")),
        client=client,
        edges=edges,
        edge_client=edge_client,
        edge_person=edge_person,
        evidence=evidence,
        ties=score_ties(evidence, config),
    )


def _evidence(
    session: Session, edges: pa.Table, edge_client: Ints, clients: int, config: TieConfig
) -> TieEvidence:
    as_of_epoch = float(calendar.timegm(session.as_of.timetuple())) + _DAY
    messages = _messages(session, edges, edge_client, clients, as_of_epoch, config)
    one_way = flags(edges.column("recommended_by")) ^ flags(edges.column("recommended"))
    both = flags(edges.column("recommended_by")) & flags(edges.column("recommended"))
    endorsed = flags(edges.column("endorsed_by")).astype(np.int8) + flags(
        edges.column("endorsed")
    ).astype(np.int8)
    same_school = flags(edges.column("same_school"))
    school_overlap = flags(edges.column("school_overlap"))
    answers = edges.column("answer").to_pylist() if edges.num_rows else []
    return TieEvidence.of(
        edges.num_rows,
        has_messages_file=flags(edges.column("has_messages")),
        recommended=np.where(both, 2, one_way.astype(np.int8)),
        endorsed=endorsed,
        months_together=numbers(edges.column("overlap_months"), 0.0),
        same_company_now=flags(edges.column("same_company_now")),
        school=np.where(school_overlap, 2, np.where(same_school, 1, 0)),
        other_clients=numbers(edges.column("other_clients"), 0.0),
        years_connected=numbers(edges.column("years_connected")),
        network_size=numbers(edges.column("n_connections")),
        shared_email=flags(edges.column("email_shared")),
        answer=np.fromiter((ANSWERS.get(a, NO_ANSWER) for a in answers), np.int8, len(answers)),
        **messages,
    )


def _messages(
    session: Session,
    edges: pa.Table,
    edge_client: Ints,
    clients: int,
    as_of_epoch: float,
    config: TieConfig,
) -> dict[str, npt.ArrayLike]:
    messages = session.ws.load_messages()
    if not messages.num_rows:
        return {}
    client_id, person_id = ids(edges.column("client_id")), ids(edges.column("person_id"))
    spread = int(max(person_id.max(initial=0), ids(messages.column("person_id")).max())) + 1
    edge_key = client_id * spread + person_id
    order = np.argsort(edge_key, kind="stable")
    owner, other = ids(messages.column("owner_id")), ids(messages.column("person_id"))
    known = messages.column("outgoing").is_valid().to_numpy()
    place = positions(owner * spread + other, edge_key[order])
    kept = (place >= 0) & np.asarray(known, dtype=np.bool_) & (owner > 0)
    counts = decayed_counts(
        order[place[kept]],
        ~flags(messages.column("outgoing"))[kept],
        numbers(messages.column("at_epoch"))[kept],
        edge_introducer=edge_client,
        introducers=clients,
        as_of_epoch=as_of_epoch,
        config=config,
    )
    return {
        "n_in": counts.n_in,
        "n_out": counts.n_out,
        "w_in": counts.w_in,
        "w_out": counts.w_out,
        "active_days": counts.active_days,
        "last_contact_days": counts.last_contact_days,
    }


def title_similarity(session: Session, frame: Frame, texts: Sequence[str]) -> Floats | None:
    """Greatest likeness of each title to the wished ``texts`` by stored vectors, ``(T,)``.

    None where no vectors are stored, NaN for titles that have none yet.
    """
    from scoring import semantic

    if not texts:
        return None
    wanted = session.ws.load_vectors(semantic.MODEL_NAME, list(texts))
    if not wanted:
        return None
    stored = session.ws.load_vectors(semantic.MODEL_NAME, list(frame.titles.text))
    result = np.full(len(frame.titles), np.nan)
    rows = [row for row, text in enumerate(frame.titles.text) if text in stored]
    if not rows:
        return None
    matrix = np.stack([stored[frame.titles.text[row]] for row in rows])
    wishes = np.stack([wanted[text] for text in texts if text in wanted])
    result[rows] = (matrix @ wishes.T).max(axis=1)
    return result
