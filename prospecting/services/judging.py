"""Everybody judged: fit, ties, willingness, chances, and what stands against an ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from prospecting.services.client_states import (
    all_readiness,
    client_rows,
    client_states,
    config_for,
)
from prospecting.services.columns import Bools, Floats
from prospecting.services.conflicts import Codes, edge_against, person_against, wishes
from prospecting.services.doubles import hold_back, likely_doubles
from prospecting.services.frame import (
    Frame,
    load_frame,
    title_similarity,
)
from prospecting.services.kept import kept
from prospecting.services.profiles import current_profile
from prospecting.services.session import Session
from scoring.config import ScoringConfig, default_config
from scoring.fit import FitResult
from scoring.planning.chance import IntroModel, industry_likeness, likeness
from scoring.planning.problem import PlanProblem
from scoring.profile import Profile
from scoring.willingness import ClientState, Readiness

AREAS = ("people", "clients", "asks", "wishes", "settings", "rights")
INTRO_MODEL = "intro_model"


@dataclass(frozen=True)
class Judged:
    """One profile applied to one frame; arrays per edge ``(E,)``, per client ``(K,)``.

    ``rows`` and ``states`` are None for clients who asked not to be approached. ``against`` is the
    code into ``CONFLICTS`` per edge; ``person_against`` likewise per person, whoever asks. ``twin``:
    for each row held back because it may be somebody listed twice, the row that stays.
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
    against: Codes
    person_against: Codes
    pinned: Bools
    pinned_person: Bools
    twin: dict[int, int]

    @property
    def deal_value(self) -> float:
        """Worth of one deal in the seller's currency; 1 where it is not known."""
        return self.profile.deal_value or self.config.plan.default_deal_value

    @cached_property
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
    # What a colleague asked depends on who looks.
    name = f"judged for {session.user} {per_client} {per_days}"
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
    pinned, pinned_person, refused, refused_person = wishes(session, frame)
    people = person_against(session, frame, refused_person)
    fit = _fit(session, frame, profile, config, people, trial is not None)
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
    alike = _likeness(session, frame, states, config)
    p_intro, p_sd = kept(
        session,
        "chances",
        lambda: _chances(frame, model, willing, spread, alike),
        same=(frame.ties, frame.edge_client, alike),
        equal=(model, willing.tobytes(), spread.tobytes()),
    )
    likely = (fit.fit >= config.fit.prospect_from) | pinned_person
    groups = kept(
        session,
        "listed twice",
        lambda: likely_doubles(session, frame, likely),
        same=(frame.people, frame.titles, fit),
        equal=(session.ws.version("people"), pinned_person.tobytes()),
    )
    people, twin = hold_back(groups, people, fit.fit, pinned_person)
    wanted = pinned | (pinned_person | fit.named | fit.target)[frame.edge_person]
    against = edge_against(session, frame, rows, people, refused, pinned, wanted)
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
        person_against=people,
        pinned=pinned,
        pinned_person=pinned_person,
        twin=twin,
    )


def _fit(
    session: Session,
    frame: Frame,
    profile: Profile,
    config: ScoringConfig,
    people: Codes,
    trial: bool,
) -> FitResult:
    """Everybody's fit, made anew only for another profile or other files."""
    texts = (*profile.titles, *profile.keywords)
    near = title_similarity(session, frame, texts)
    far = title_similarity(session, frame, profile.exclude_titles)
    reachable: Bools | None = None
    if profile.include_companies:
        reachable = np.zeros(len(frame.person), dtype=np.bool_)
        reachable[frame.edge_person] = True
        reachable &= people == 0
    return kept(
        session,
        "fit of a trial" if trial else "fit",
        lambda: frame.fit(profile, config.fit, near, far, reachable),
        same=(frame.titles, frame.companies, frame.people_table, near, far),
        equal=(profile, config.fit, None if reachable is None else reachable.tobytes()),
    )


def _chances(
    frame: Frame, model: IntroModel, willing: Floats, spread: Floats, alike: Floats
) -> tuple[Floats, Floats]:
    """Chance of an introduction and how unsure it is, of each edge."""
    at = frame.edge_client
    if not len(at):
        return np.zeros(0), np.zeros(0)
    p_intro = model.p_intro(willing[at], frame.ties.rank_tie, alike)
    return p_intro, model.p_intro_sd(p_intro, willing[at], spread[at])


def _likeness(
    session: Session,
    frame: Frame,
    states: tuple[ClientState | None, ...],
    config: ScoringConfig,
) -> Floats:
    traits = tuple((s.industry, s.country) if s else (None, None) for s in states)
    return kept(
        session,
        "likeness",
        lambda: _all_likeness(frame, states, config),
        same=(frame.edge_client, frame.edge_person, frame.companies, frame.people_table),
        equal=(traits, config.fit.near_industry),
    )


def _all_likeness(
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
        pairs = np.array(sorted(previous), dtype=np.int64)
        edges = frame.edges_between(pairs[:, 1], pairs[:, 0])
        was[edges[edges >= 0]] = True
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
