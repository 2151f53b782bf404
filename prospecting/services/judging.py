"""Everybody judged: fit, ties, willingness, chances, and what stands against an ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from prospecting.identity.keys import company_key
from prospecting.services.asked import all_asks
from prospecting.services.client_states import (
    all_readiness,
    client_rows,
    client_states,
    config_for,
)
from prospecting.services.frame import Bools, Floats, Frame, Ints, load_frame, title_similarity
from prospecting.services.profiles import current_profile
from prospecting.services.session import Session
from scoring.config import ScoringConfig, default_config
from scoring.fit import FitResult
from scoring.planning.chance import IntroModel, industry_likeness, likeness
from scoring.planning.problem import CONFLICTS, PlanProblem
from scoring.profile import Profile
from scoring.willingness import ClientState, Readiness

AREAS = ("people", "clients", "asks", "wishes", "settings", "rights")
INTRO_MODEL = "intro_model"
COOL_DOWN_DAYS = 30
_CODE = {name: code for code, name in enumerate(CONFLICTS)}
#: Stages before anybody was spoken to: the pair may still be planned.
_NOT_ASKED = frozenset({"suggested", "drafted"})


@dataclass(frozen=True)
class Judged:
    """One profile applied to one frame; arrays per edge ``(E,)``, per client ``(K,)``.

    ``rows`` and ``states`` are None for clients who asked not to be approached. ``against`` is the
    code into ``CONFLICTS`` per edge; ``person_against`` likewise per person, whoever asks.
    """

    as_of: dt.date
    frame: Frame
    profile: Profile
    profile_id: int | None
    config: ScoringConfig
    model: IntroModel
    fit: FitResult
    rows: tuple[dict[str, Any] | None, ...]
    states: tuple[ClientState | None, ...]
    today: tuple[Readiness | None, ...]
    willingness: Floats
    p_intro: Floats
    p_sd: Floats
    likeness: Floats
    against: np.ndarray[Any, np.dtype[np.int8]]
    person_against: np.ndarray[Any, np.dtype[np.int8]]
    pinned: Bools
    pinned_person: Bools

    @property
    def deal_value(self) -> float:
        """Worth of one deal in the seller's currency; 1 where it is not known."""
        return self.profile.deal_value or self.config.plan.default_deal_value

    @property
    def is_prospect(self) -> Bools:
        """Who counts as a prospect: fits, and nothing stands against it, ``(P,)``."""
        fits = self.fit.fit >= self.config.fit.prospect_from
        return np.asarray((fits | self.pinned_person) & (self.person_against == 0))


def intro_model(session: Session) -> IntroModel:
    """The chance of an introduction as learned, else as it starts."""
    saved = session.ws.get_setting(INTRO_MODEL, None)
    start = IntroModel.starting(default_config().intro)
    if not isinstance(saved, Mapping):
        return start
    return IntroModel(
        **{
            key: saved.get(key, getattr(start, key))
            for key in (
                "offset",
                "willingness",
                "tie",
                "likeness",
                "prospect_agrees",
                "tie_centre",
                "slope",
                "shift",
                "outcomes",
            )
        }
    )


@lru_cache(maxsize=2)
def _likeness_table(near: float) -> Floats:
    return industry_likeness(near)


def judge(
    session: Session, *, per_client: int | None = None, per_days: int | None = None
) -> Judged:
    """Everything the plan and the screens read, for the profile in use, today."""
    name = f"judged {per_client} {per_days}" if per_client or per_days else "judged"
    return session.cached(
        name,
        AREAS,
        lambda: _judge(session, config_for(session, per_client=per_client, per_days=per_days)),
    )


def judge_profile(session: Session, profile: Profile) -> Judged:
    """The same for a profile that is not stored, as while the user edits it."""
    return _judge(session, config_for(session), profile)


def _judge(session: Session, config: ScoringConfig, trial: Profile | None = None) -> Judged:
    frame = load_frame(session, config.tie)
    profile, profile_id = (trial, None) if trial is not None else current_profile(session)
    fit = frame.fit(
        profile,
        config.fit,
        title_similarity(session, frame, [*profile.titles, *profile.keywords]),
        title_similarity(session, frame, profile.exclude_titles),
    )
    by_id = {row["client_id"]: row for row in client_rows(session)}
    state_by_id = {int(state.key): state for state in client_states(session)}
    today_by_id = {int(one.key): one for one in all_readiness(session, config)}
    clients = [int(one) for one in frame.client]
    rows = tuple(by_id.get(one) for one in clients)
    states = tuple(state_by_id.get(one) for one in clients)
    today = tuple(today_by_id.get(one) for one in clients)
    willing = np.array([0.0 if one is None else one.willingness for one in today])
    spread = np.array([0.0 if one is None else one.willingness_sd for one in today])
    model = intro_model(session)
    alike = _likeness(frame, states, config)
    at = frame.edge_client
    p_intro = model.p_intro(willing[at], frame.ties.rank_tie, alike) if len(at) else np.zeros(0)
    p_sd = model.p_intro_sd(p_intro, willing[at], spread[at]) if len(at) else np.zeros(0)
    pinned, pinned_person, refused, refused_person = _wishes(session, frame)
    person_against = _person_against(session, frame, refused_person)
    against = _edge_against(session, frame, rows, person_against, refused, pinned)
    return Judged(
        as_of=session.as_of,
        frame=frame,
        profile=profile,
        profile_id=profile_id,
        config=config,
        model=model,
        fit=fit,
        rows=rows,
        states=states,
        today=today,
        willingness=willing,
        p_intro=p_intro,
        p_sd=p_sd,
        likeness=alike,
        against=against,
        person_against=person_against,
        pinned=pinned,
        pinned_person=pinned_person,
    )


def _likeness(
    frame: Frame, states: tuple[ClientState | None, ...], config: ScoringConfig
) -> Floats:
    if not len(frame.edge_client):
        return np.zeros(0)
    from scoring.industries import industries

    position = {industry.name: code for code, industry in enumerate(industries())}
    numbers, names = frame.companies.country_code
    country = {name: code for code, name in enumerate(names)}
    client_industry = np.array(
        [position.get(s.industry or "", -1) if s else -1 for s in states], dtype=np.int64
    )
    client_country = np.array(
        [country.get(s.country or "", -1) if s else -1 for s in states], dtype=np.int64
    )
    company = frame.people_table.company[frame.edge_person]
    known = company >= 0
    industry = np.where(known, frame.companies.industry[company], -1)
    there = np.where(known, numbers[company], -1)
    at = frame.edge_client
    return likeness(
        client_industry[at],
        client_country[at],
        industry,
        there,
        _likeness_table(config.fit.near_industry),
    )


def _wishes(session: Session, frame: Frame) -> tuple[Bools, Bools, Bools, Bools]:
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


def _person_against(
    session: Session, frame: Frame, refused: Bools
) -> np.ndarray[Any, np.dtype[np.int8]]:
    against = np.zeros(len(frame.person), dtype=np.int8)
    for ask in all_asks(session):
        row = frame.row_of(ask.person_id)
        if row < 0 or ask.state.stage in _NOT_ASKED:
            continue
        state = ask.state
        if state.open or state.stage in ("won", "not-a-fit", "lost"):
            other = bool(ask.owner_user) and ask.owner_user != session.user
            against[row] = _CODE["asked by a colleague" if other else "asked already"]
        elif state.since and session.as_of - state.since < dt.timedelta(days=COOL_DOWN_DAYS):
            against[row] = _CODE["cool-down"]
    against[frame.in_talks] = _CODE["open deal"]
    against[refused] = _CODE["refused"]
    against[frame.is_mine] = _CODE["already yours"]
    against[frame.is_client] = _CODE["already a client"]
    against[frame.is_suppressed] = _CODE["suppressed"]
    return against


def _edge_against(
    session: Session,
    frame: Frame,
    rows: tuple[dict[str, Any] | None, ...],
    person_against: np.ndarray[Any, np.dtype[np.int8]],
    refused: Bools,
    pinned: Bools,
) -> np.ndarray[Any, np.dtype[np.int8]]:
    against = person_against[frame.edge_person].copy()
    if not len(against):
        return against
    company = frame.people_table.company[frame.edge_person]
    own = np.array(
        [-2 if row is None or row["company_id"] is None else row["company_id"] for row in rows],
        dtype=np.int64,
    )
    at_own = (company >= 0) & (frame.company_id[company] == own[frame.edge_client])
    free = against == 0
    against[free & at_own & ~pinned] = _CODE["own company"]
    for client, keys in _competitors(session).items():
        place = np.flatnonzero(frame.client == client)
        rival = np.array([key in keys for key in frame.companies.key], dtype=np.bool_)
        if place.size and rival.any():
            edge = (frame.edge_client == place[0]) & (company >= 0) & rival[company]
            against[edge & free] = _CODE["competitor of the client"]
    answered: Ints = np.flatnonzero(frame.evidence.answer == 0)
    against[answered[(against[answered] == 0) & ~pinned[answered]]] = _CODE["refused"]
    against[refused & free] = _CODE["refused"]
    for ask in all_asks(session):
        if ask.state.open or ask.state.stage in _NOT_ASKED:
            continue
        row = frame.row_of(ask.person_id)
        for edge in frame.edges_of(row) if row >= 0 else ():
            same = int(frame.client[frame.edge_client[edge]]) == ask.client_id
            if same and against[edge] == 0:
                against[edge] = _CODE["asked already"]
    suppressed = np.array([row is None for row in rows], dtype=np.bool_)
    against[suppressed[frame.edge_client]] = _CODE["suppressed"]
    return against


def _competitors(session: Session) -> dict[int, set[str]]:
    """Companies that a client must not be asked about, as the user noted them."""
    found: dict[int, set[str]] = {}
    for note in session.ws.load_client_notes().to_pylist():
        if note["kind"] == "competitor" and note["text"]:
            key = company_key(note["text"])
            if key:
                found.setdefault(note["client_id"], set()).add(key)
    return found


def plan_problem(judged: Judged, previous: set[tuple[int, int]]) -> PlanProblem:
    """The optimiser's problem; ``previous`` holds (person, client) ids of the last plan."""
    frame = judged.frame
    accounts = sorted(
        {
            row["company_id"]
            for row in judged.rows
            if row is not None and row["company_id"] is not None
        }
    )
    account_at = {company: place for place, company in enumerate(accounts)}
    account = np.array(
        [account_at.get(row["company_id"], -1) if row is not None else -1 for row in judged.rows],
        dtype=np.int64,
    )
    account_budget = np.full(len(accounts), -1, dtype=np.int64)
    for place, one in zip(account, judged.today, strict=True):
        if place >= 0 and one is not None and one.account_left is not None:
            account_budget[place] = one.account_left
    budget = np.array([0 if one is None else one.budget_left for one in judged.today], np.int64)
    was = np.zeros(len(frame.edge_client), dtype=np.bool_)
    if previous:
        wanted = np.array([person for person, _ in previous], dtype=np.int64)
        near = np.flatnonzero(np.isin(frame.person[frame.edge_person], wanted))
        was[near] = [
            (int(frame.person[frame.edge_person[e]]), int(frame.client[frame.edge_client[e]]))
            in previous
            for e in near
        ]
    return PlanProblem.of(
        client=frame.edge_client,
        prospect=frame.edge_person,
        p_intro=judged.p_intro,
        p_sd=judged.p_sd,
        blocked=judged.against,
        pinned=judged.pinned & (judged.against == 0),
        previous=was,
        fit=judged.fit.fit,
        deal_value=judged.deal_value,
        company=frame.people_table.company.astype(np.int64),
        pinned_prospect=judged.pinned_person & (judged.person_against == 0),
        prospect_order=frame.person,
        budget=budget,
        account=account,
        client_order=frame.client,
        account_budget=account_budget,
    )
