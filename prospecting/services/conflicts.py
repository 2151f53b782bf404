"""What stands against an ask: wishes of the user, earlier asks, rivals, people left alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt

from prospecting.identity.keys import company_key
from prospecting.services.asked import all_asks
from prospecting.services.client_states import client_rows
from prospecting.services.columns import Bools, Ints, positions
from prospecting.services.frame import Frame
from prospecting.services.session import Session
from scoring.planning.problem import CONFLICTS
from scoring.ties import ANSWER_NOT

Codes = npt.NDArray[np.int8]

COOL_DOWN_DAYS = 30
_CODE = {name: code for code, name in enumerate(CONFLICTS)}
#: Stages before anybody was spoken to: the pair may still be planned.
_NOT_ASKED = frozenset({"suggested", "drafted"})


def wishes(session: Session, frame: Frame) -> tuple[Bools, Bools, Bools, Bools]:
    """What the user pinned and refused: edges pinned ``(E,)``, people pinned ``(P,)``, likewise
    refused."""
    edges, people = len(frame.edge_client), len(frame.person)
    pinned, refused = np.zeros(edges, np.bool_), np.zeros(edges, np.bool_)
    pinned_person, refused_person = np.zeros(people, np.bool_), np.zeros(people, np.bool_)
    for wish in session.ws.load_wishes().to_pylist():
        row = frame.row_of(wish["person_id"])
        if row < 0 or wish["kind"] not in ("pin", "refuse"):
            continue
        whole, single = (
            (pinned_person, pinned) if wish["kind"] == "pin" else (refused_person, refused)
        )
        if wish["client_id"] is None:
            whole[row] = True
            continue
        for edge in frame.edges_of(row):
            if int(frame.client[frame.edge_client[edge]]) == wish["client_id"]:
                single[edge] = True
    return pinned, pinned_person, refused, refused_person


def person_against(session: Session, frame: Frame, refused: Bools) -> Codes:
    """What stands against asking anybody about a person, codes into ``CONFLICTS``, ``(P,)``."""
    against = np.zeros(len(frame.person), dtype=np.int8)
    asks = [ask for ask in all_asks(session) if ask.state.stage not in _NOT_ASKED]
    rows = positions(np.array([ask.person_id for ask in asks], dtype=np.int64), frame.person)
    for row, ask in zip(rows.tolist(), asks, strict=True):
        if row < 0:
            continue
        state = ask.state
        if state.open or state.stage in ("won", "not-a-fit", "lost"):
            other = bool(ask.owner_user) and ask.owner_user != session.user
            against[row] = _CODE["asked by a colleague" if other else "asked already"]
        elif state.since and session.as_of - state.since < dt.timedelta(days=COOL_DOWN_DAYS):
            # What another ask about the same person says weighs more than a rest.
            against[row] = against[row] or _CODE["cool-down"]
    against[frame.in_talks] = _CODE["open deal"]
    against[refused] = _CODE["refused"]
    against[frame.is_mine | _own_firm(session, frame)] = _CODE["already yours"]
    against[frame.is_client] = _CODE["already a client"]
    against[frame.is_suppressed] = _CODE["suppressed"]
    return against


def _own_firm(session: Session, frame: Frame) -> Bools:
    """Who works at the seller's own company, bool ``(P,)``."""
    from prospecting.services.sellers import get_seller

    key = company_key(get_seller(session)["company"])
    if not key:
        return np.zeros(len(frame.person), dtype=np.bool_)
    own = np.array([one == key for one in frame.companies.key], dtype=np.bool_)
    company = frame.people_table.company
    return np.asarray((company >= 0) & own[company]) if own.any() else company < -1


def edge_against(
    session: Session,
    frame: Frame,
    rows: tuple[dict[str, Any] | None, ...],
    people: Codes,
    refused: Bools,
    pinned: Bools,
    wanted: Bools,
) -> Codes:
    """What stands against each edge, codes into ``CONFLICTS``, ``(E,)``.

    ``people`` is what stands against the person; ``wanted`` are the edges there is a wish for.
    """
    against = people[frame.edge_person].copy()
    if not len(against):
        return against
    company = frame.people_table.company[frame.edge_person]
    own = np.array(
        [-2 if row is None or row["company_id"] is None else row["company_id"] for row in rows],
        dtype=np.int64,
    )
    free = against == 0
    if len(frame.company_id):
        at_own = (company >= 0) & (frame.company_id[company] == own[frame.edge_client])
        against[free & at_own & ~wanted] = _CODE["own company"]
    rivals = _competitors(session)
    for client, keys in rivals.items():
        edges = _edges_to(frame, client, keys, company)
        against[edges[free[edges]]] = _CODE["competitor of the client"]
    for client, keys in _rivals_of_asked(session, frame, rivals).items():
        edges = _edges_to(frame, client, keys, company)
        against[edges[against[edges] == 0]] = _CODE["introducer asked about a rival"]
    unknown: Ints = np.flatnonzero(frame.evidence.answer == ANSWER_NOT)
    unknown = unknown[(against[unknown] == 0) & ~pinned[unknown]]
    against[unknown] = _CODE["hardly known to the introducer"]
    against[refused & free] = _CODE["refused"]
    closed = [a for a in all_asks(session) if not a.state.open and a.state.stage not in _NOT_ASKED]
    asked = frame.edges_between(
        np.array([ask.client_id for ask in closed], dtype=np.int64),
        np.array([ask.person_id for ask in closed], dtype=np.int64),
    )
    asked = asked[asked >= 0]
    against[asked[against[asked] == 0]] = _CODE["asked already"]
    suppressed = np.array([row is None for row in rows], dtype=np.bool_)
    against[suppressed[frame.edge_client]] = _CODE["suppressed"]
    return against


def _edges_to(frame: Frame, client_id: int, keys: set[str], company: npt.NDArray[np.int32]) -> Ints:
    """Edges of a client to people at companies of these keys."""
    places = positions(np.array([client_id]), frame.client)
    firms = [row for key in keys for row in frame.rows_by_company_key.get(key, [])]
    if places[0] < 0 or not firms:
        return np.zeros(0, dtype=np.int64)
    own = np.flatnonzero(frame.edge_client == places[0])
    return np.asarray(own[np.isin(company[own], firms)], dtype=np.int64)


def _competitors(session: Session) -> dict[int, set[str]]:
    """Companies that a client must not be asked about, as the user noted them."""
    found: dict[int, set[str]] = {}
    for note in session.ws.load_client_notes().to_pylist():
        if note["kind"] == "competitor" and note["text"]:
            key = company_key(note["text"])
            if key:
                found.setdefault(note["client_id"], set()).add(key)
    return found


def _rivals_of_asked(
    session: Session, frame: Frame, competitors: dict[int, set[str]]
) -> dict[int, set[str]]:
    """For each client with an open ask, the noted rivals of the company that it is about.

    Two companies are rivals where one is a client's and was noted as a competitor of the other.
    """
    if not competitors:
        return {}
    rivals: dict[str, set[str]] = {}
    for row in client_rows(session):
        own = company_key(row["company"] or "")
        for other in competitors.get(row["client_id"], set()) if own else ():
            rivals.setdefault(own or "", set()).add(other)
            rivals.setdefault(other, set()).add(own or "")
    found: dict[int, set[str]] = {}
    for ask in all_asks(session):
        if not ask.state.open or ask.state.stage in _NOT_ASKED:
            continue
        person = frame.row_of(ask.person_id)
        at = int(frame.people_table.company[person]) if person >= 0 else -1
        others = rivals.get(frame.companies.key[at], set()) if at >= 0 else set()
        if others:
            found.setdefault(ask.client_id, set()).update(others)
    return found
