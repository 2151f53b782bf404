"""The workspace as columns: people, titles, companies and ties, loaded once for all plans.

What depends only on the files (readings of titles, tables, evidence of ties) is kept until the
people or the clients change; what a profile or a wish changes is computed on top of it.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from prospecting.identity.keys import company_key
from prospecting.services.columns import (
    Bools,
    Floats,
    Ints,
    country_codes,
    flags,
    ids,
    numbers,
    positions,
)
from prospecting.services.kept import kept
from prospecting.services.labels import with_labels
from prospecting.services.session import Session
from scoring.config import FitConfig, TieConfig
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
from scoring.titles import read_titles
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

#: Names the grammar of titles; readings stored by another one are made anew.
TITLE_READER = "grammar-4"
READ_AT_ONCE = 50_000
_DAY = 86_400


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
    def edge_keys(self) -> tuple[Ints, Ints]:
        """Client and person of every edge as one number, sorted, and where each stands."""
        key = self.edge_client * len(self.person) + self.edge_person
        order = np.argsort(key, kind="stable")
        return key[order], order

    def edges_between(self, client_ids: Ints, person_ids: Ints) -> Ints:
        """The edge from each client to the person beside it; -1 where there is none."""
        client, row = positions(client_ids, self.client), positions(person_ids, self.person)
        keys, order = self.edge_keys
        if not keys.size:
            return np.full(client.shape, -1, dtype=np.int64)
        found = positions(client * len(self.person) + row, keys)
        found = np.where((client >= 0) & (row >= 0), found, -1)
        return np.where(found >= 0, order[found], -1)

    @cached_property
    def rows_by_company_key(self) -> dict[str, list[int]]:
        """Rows of companies by their key."""
        found: dict[str, list[int]] = {}
        for row, key in enumerate(self.companies.key):
            found.setdefault(key, []).append(row)
        return found

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
        reachable: Bools | None = None,
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
            reachable=reachable,
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
    """The frame of today. Only new files build it anew; answers and wishes to be left alone are
    laid over what is there."""
    files, rights = session.cached(
        "files", ("people",), lambda: (_build(session, config), session.ws.version("rights"))
    )
    return session.cached(
        "frame", ("people", "clients", "rights"), lambda: _as_known(session, files, rights, config)
    )


def title_table(titles: pa.Table) -> TitleTable:
    """The stored readings as scoring reads them; each distinct reading is looked at once."""
    level = pc.index_in(titles.column("seniority"), value_set=pa.array(SENIORITIES))
    combined = pc.dictionary_encode(titles.column("functions").fill_null("")).combine_chunks()
    combined = combined.chunk(0) if isinstance(combined, pa.ChunkedArray) else combined
    position = {name: code for code, name in enumerate(FUNCTIONS)}
    lists = [
        [position[name] for name in text.split("|") if name in position]
        for text in combined.dictionary.to_pylist()
    ]
    masks = np.array([sum(1 << code for code in set(codes)) for codes in lists], dtype=np.uint32)
    first = np.array([codes[0] if codes else -1 for codes in lists], dtype=np.int8)
    which = np.asarray(combined.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
    current = titles.column("current").fill_null(True).to_numpy()
    return TitleTable(
        text=tuple(titles.column("text").to_pylist()),
        seniority=np.asarray(level.fill_null(-1).to_numpy(), dtype=np.int8),
        functions=masks[which] if masks.size else np.zeros(0, np.uint32),
        first_function=first[which] if first.size else np.zeros(0, np.int8),
        decision_maker=flags(titles.column("decision_maker")),
        current=np.asarray(current, dtype=np.bool_),
    )


def _build(session: Session, config: TieConfig) -> Frame:
    ws = session.ws
    read_new_titles(session)
    # In one piece a few rows of a column are found at once, in many all of it is put together.
    people = ws.load_people().combine_chunks()
    titles, companies = ws.load_titles(), ws.load_companies()
    person = ids(people.column("person_id"))
    title_id, company_id = ids(titles.column("title_id")), ids(companies.column("company_id"))
    client = np.sort(ids(ws.load_clients().column("client_id")))
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
    edges = ws.load_tie_evidence(session.as_of)
    edge_client = positions(ids(edges.column("client_id")), client)
    edge_person = positions(ids(edges.column("person_id")), person)
    evidence = _evidence(session, edges, edge_client, len(client), config)
    title_rows, title_row = with_labels(
        title_table(titles),
        numbers(titles.column("confidence"), 0.0),
        positions(ids(people.column("title_id")), title_id),
        people,
    )
    return Frame(
        people=people,
        person=person,
        titles=title_rows,
        companies=company_table,
        company_id=company_id,
        people_table=PeopleTable.of(title_row, company_row),
        is_client=flags(people.column("is_client")),
        is_mine=flags(people.column("is_mine")),
        is_suppressed=flags(people.column("is_suppressed")),
        in_talks=flags(people.column("in_talks")),
        client=client,
        edges=edges,
        edge_client=edge_client,
        edge_person=edge_person,
        evidence=evidence,
        ties=score_ties(evidence, config),
    )


def _as_known(session: Session, files: Frame, rights: int, config: TieConfig) -> Frame:
    """The frame with the answers of introducers and the wishes to be left alone as of now;
    ``rights`` is the version of these wishes that ``files`` was loaded with."""
    changed: dict[str, Any] = {}
    now = session.ws.version("rights")
    if now != rights:
        listed = kept(session, "suppressed", lambda: _suppressed(session), same=(files,), equal=now)
        if len(listed) == len(files.person) and not np.array_equal(listed, files.is_suppressed):
            changed["is_suppressed"] = listed
    answers = session.ws.load_answers()
    edge = files.edges_between(ids(answers.column("client_id")), ids(answers.column("person_id")))
    found = edge >= 0
    if found.any():
        given = [ANSWERS.get(one, NO_ANSWER) for one in answers.column("answer").to_pylist()]
        edge, code = edge[found], np.array(given, dtype=np.int8)[found]
        answer = np.full(len(files.edge_client), NO_ANSWER, dtype=np.int8)
        answer[edge] = code
        days = np.full(answer.shape, np.datetime64("NaT"), dtype="datetime64[D]")
        on = answers.column("on_date").to_numpy().astype("datetime64[D]")
        days[edge] = on[found]
        evidence = replace(files.evidence, answer=answer)
        again = score_ties(evidence.take(edge), config)
        tie, rank, level = (
            getattr(files.ties, name).copy() for name in ("tie", "rank_tie", "level")
        )
        tie[edge], rank[edge], level[edge] = again.tie, again.rank_tie, again.level
        changed |= {
            "evidence": evidence,
            "ties": TieResult(tie, rank, level),
            "edges": _with_answers(files.edges, answer, days),
        }
    if not changed:
        return files
    made = replace(files, **changed)
    # What follows from the edges alone need not be worked out again.
    for name in ("edges_by_person", "people_text", "edge_keys", "rows_by_company_key"):
        if name in files.__dict__:
            made.__dict__[name] = files.__dict__[name]
    return made


def _suppressed(session: Session) -> Bools:
    return flags(session.ws.load_people().column("is_suppressed"))


def _with_answers(edges: pa.Table, answer: Any, days: Any) -> pa.Table:
    """The table of edges with these answers and their days."""
    names = pa.array(sorted(ANSWERS, key=lambda name: ANSWERS[name]))
    codes = pa.array(answer.astype(np.int32), mask=answer < 0)
    columns = {"answer": pa.DictionaryArray.from_arrays(codes, names), "answer_on": pa.array(days)}
    for name, column in columns.items():
        edges = edges.set_column(edges.schema.get_field_index(name), name, column)
    return edges


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
    return TieEvidence.of(
        edges.num_rows,
        has_messages_file=flags(edges.column("has_messages")) & _may_write(edges),
        invited=flags(edges.column("personal_invitation")),
        recommended=np.where(both, 2, one_way.astype(np.int8)),
        recommended_by=np.where(flags(edges.column("recommended")), 1, 2),
        endorsed=endorsed,
        endorsed_by=np.where(flags(edges.column("endorsed")), 1, 2),
        months_together=numbers(edges.column("overlap_months"), 0.0),
        same_company_now=flags(edges.column("same_company_now")),
        former_company=flags(edges.column("connected_meanwhile")),
        school=np.where(school_overlap, 2, np.where(same_school, 1, 0)),
        other_clients=numbers(edges.column("other_clients"), 0.0),
        years_connected=numbers(edges.column("years_connected")),
        network_size=numbers(edges.column("n_connections")),
        shared_email=flags(edges.column("email_shared")),
        address_book=flags(edges.column("in_address_book")),
        follows=flags(edges.column("follows_company")),
        **messages,
    )


def _may_write(edges: pa.Table) -> Bools:
    """Whether the two can write on LinkedIn, or did: else its archive says nothing by silence."""
    linked = pc.is_in(edges.column("relation"), pa.array(["connection", "list"]))
    written = numbers(edges.column("messages_in"), 0.0) + numbers(edges.column("messages_out"), 0.0)
    return flags(linked) | (written > 0)


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
        people=numbers(messages.column("people"))[kept],
    )
    return {
        "n_in": counts.n_in,
        "n_out": counts.n_out,
        "w_in": counts.w_in,
        "w_out": counts.w_out,
        "n_group": counts.n_group,
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
