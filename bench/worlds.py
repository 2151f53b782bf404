"""Planted worlds for judging the plan: a hidden truth, and what the files would show of it.

The truth is drawn first: how well each pair knows each other, how willing each client is, how well
each contact would suit. What the files show is then drawn from the truth, with the effects that
research knows (docs/ names it) and with strengths that differ from world to world, so that no
formula can be tuned to one of them. Everything is synthetic and seeded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from bench.world_kinds import (
    AS_OF,
    COUNTRIES,
    COUNTRY_SHARES,
    INDUSTRIES,
    KINDS,
    PROFILES,
    Bools,
    Floats,
    Ints,
    Kind,
    sigmoid,
)
from bench.world_signs import by_the_book, draw_clients, draw_evidence
from bench.world_texts import FUNCTIONS, LEVELS, company_names, spelling, title
from scoring.config import ScoringConfig
from scoring.fit_tables import CompanyTable
from scoring.industries import closeness_of
from scoring.profile import Profile, parse_profile
from scoring.ties import TieEvidence
from scoring.titles.vocabulary import RELATED_FUNCTIONS
from scoring.willingness import ClientState

__all__ = ["AS_OF", "KINDS", "Kind", "World", "make_world"]

_LEVEL_SHARES: Final = (0.16, 0.34, 0.24, 0.13, 0.06, 0.05, 0.02)
_LEVEL_CODE: Final = {
    n: i
    for i, n in enumerate(
        (
            "Unpaid",
            "Training",
            "Entry",
            "Senior",
            "Manager",
            "Director",
            "VP",
            "CXO",
            "Partner",
            "Owner",
        )
    )
}


# For each function: an English noun, chief's titles, a plain worker's title, German, French.
@dataclass(frozen=True)
class World:
    """What the files show, and below it what is true. E edges, P people, C clients, K companies."""

    kind: Kind
    profile: Profile
    titles: tuple[str, ...]  # of each person, "" where none
    person_company_name: tuple[str, ...]  # as the export spells it, "" where none
    companies: CompanyTable  # the company list, with what it knows
    clients: tuple[ClientState, ...]
    edge_client: Ints
    edge_person: Ints
    evidence: TieEvidence
    client_industry: tuple[str, ...]
    client_country: tuple[str, ...]
    true_fit: Floats  # (P,)
    true_yes: Floats  # (E,) chance that the introducer says yes
    true_industry: tuple[str, ...] = field(repr=False)  # of each person's company
    true_country: tuple[str, ...] = field(repr=False)
    true_tie: Floats = field(repr=False)
    true_willingness: Floats = field(repr=False)
    shown_fit: Floats = field(repr=False)  # (P,) from the traits that the files show, read rightly

    def true_value(self) -> Floats:
        """fit · P(yes) · .6 of each edge."""
        return self.true_fit[self.edge_person] * self.true_yes * 0.6


def make_world(kind: Kind, seed: int, config: ScoringConfig, *, plain: bool = False) -> World:
    """One world; ``plain`` leaves out titles (for what needs ties and willingness only)."""
    rng = np.random.default_rng([seed, len(kind.name), kind.clients])
    profile = parse_profile({"name": "wanted", **PROFILES[int(rng.integers(len(PROFILES)))]})

    # Companies.
    firms = max(60, kind.people // 12)
    industry = rng.integers(0, len(INDUSTRIES), firms)
    country = rng.choice(len(COUNTRIES), firms, p=COUNTRY_SHARES)
    size = np.exp(rng.normal(np.log(350), 1.7, firms)).clip(1, 200_000)
    names = company_names(firms, rng)
    known = rng.random(firms) < kind.companies_known
    companies = _company_list(names, known, industry, country, size, rng)

    # People.
    company = rng.choice(firms, kind.people, p=size**0.35 / (size**0.35).sum())
    function = rng.integers(0, len(FUNCTIONS), kind.people)
    level = rng.choice(len(LEVELS), kind.people, p=_LEVEL_SHARES)
    former = rng.random(kind.people) < 0.02
    titles = [""] * kind.people
    told = np.ones(kind.people, dtype=np.bool_)
    spelled = [""] * kind.people
    if not plain:
        for j in range(kind.people):
            titles[j], told[j] = title(
                int(function[j]), int(level[j]), bool(former[j]), kind.dirty_titles, rng
            )
            spelled[j] = spelling(names[int(company[j])], rng)
    plainly, fit = _true_fit(
        profile,
        config,
        function,
        level,
        former,
        industry[company],
        country[company],
        size[company],
        known[company],
        told,
        rng,
    )

    # Clients and whom they know: the likelier the nearer in industry and country.
    at = rng.choice(firms, kind.clients)
    edge_client, edge_person = _edges(kind, industry, country, company, at, rng)
    edges = edge_client.size
    will, clients = draw_clients(kind, at, industry, country, rng)

    # Ties: shared history and something nobody records.
    strength = rng.uniform(0.5, 1.5, 4)
    same_firm = company[edge_person] == at[edge_client]
    together = np.where(rng.random(edges) < 0.08, rng.exponential(24, edges), 0.0)
    together = np.where(same_firm, rng.exponential(40, edges), together)
    school = np.where(rng.random(edges) < 0.05, rng.integers(1, 3, edges), 0)
    years = rng.gamma(2, 3, edges).clip(0.05, 20)
    degree = np.bincount(edge_person, minlength=kind.people)
    others = degree[edge_person] - 1
    latent = rng.normal(0, rng.uniform(0.7, 1.5), edges)
    z = (
        rng.uniform(-1.9, -1.2)
        + strength[0] * np.minimum(1, together / 24)
        + strength[1] * 0.8 * same_firm
        + strength[2] * 0.4 * (school == 2)
        + strength[3] * 0.25 * np.log1p(others)
        + 0.1 * np.log1p(years)
        + latent
    )
    tie = sigmoid(z)
    evidence = draw_evidence(
        kind, rng, config, edge_client, tie, together, same_firm, school, years, others
    )

    if kind.book:
        tie, evidence = by_the_book(
            kind, rng, config, edge_client, tie, together, same_firm, school, years, others
        )
    alike = 0.5 * (industry[at][edge_client] == industry[company][edge_person]) + 0.5 * (
        country[at][edge_client] == country[company][edge_person]
    )
    cap = rng.choice([0.6, 0.7, 0.85, 1.0])
    counts = np.minimum(tie, cap) / cap
    if kind.twist:
        # An inverted U: best is a good acquaintance; and a match has to be a close one.
        counts = 1 - ((tie - 0.6) / 0.6) ** 2
        fit = fit**2
    logit = (
        np.log(will / (1 - will))[edge_client]
        + rng.uniform(1.6, 3.4) * (counts - 0.5)
        + rng.uniform(0.0, 0.6) * alike
    )
    return World(
        kind=kind,
        profile=profile,
        titles=tuple(titles),
        person_company_name=tuple(spelled),
        companies=companies,
        clients=clients,
        edge_client=edge_client,
        edge_person=edge_person,
        evidence=evidence,
        client_industry=tuple(INDUSTRIES[i] for i in industry[at]),
        client_country=tuple(COUNTRIES[c] for c in country[at]),
        true_fit=fit,
        true_yes=sigmoid(logit),
        true_industry=tuple(INDUSTRIES[i] for i in industry[company]),
        true_country=tuple(COUNTRIES[c] for c in country[company]),
        true_tie=tie,
        true_willingness=will,
        shown_fit=plainly,
    )


def _true_fit(
    profile: Profile,
    config: ScoringConfig,
    function: Ints,
    level: Ints,
    former: Bools,
    industry: Ints,
    country: Ints,
    size: Floats,
    known: Bools,
    told: Bools,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Fit as a perfect reader would know it from the files, and the true one.

    The reader knows the mean where the company is on no list or the title says nothing; nobody
    knows the personal share. The owner of a small company has some say in every function.
    """
    near = {r for f in profile.functions for r in RELATED_FUNCTIONS[f]}
    by_function = np.array(
        [
            1.0 if f in profile.functions else rng.uniform(0.3, 0.6) if f in near else 0.0
            for f in FUNCTIONS
        ]
    )
    steps = [min(abs(_LEVEL_CODE[n] - _LEVEL_CODE[w]) for w in profile.seniorities) for n in LEVELS]
    by_level = np.array([(1.0, 0.6, 0.2)[s] if s < 3 else 0.0 for s in steps])
    close = closeness_of(profile.industries, config.fit.near_industry)
    by_industry = np.array([close[n] for n in INDUSTRIES])
    inside = np.array([not profile.countries or c in profile.countries for c in COUNTRIES])
    low = np.log10(profile.size_min or 1)
    high = np.log10(profile.size_max or 1e9)
    at = np.log10(size)
    by_size = np.maximum(0, 1 - np.maximum(np.maximum(low - at, at - high), 0) / 0.5)
    parts = [by_industry[industry]]
    if profile.wants_size:
        parts.append(by_size)
    if profile.countries:
        parts.append(inside[country].astype(np.float64))
    shared = by_function[function]
    own = (level == LEVELS.index("Owner")) & (size <= 50)
    shared = np.where(own, np.maximum(shared, rng.uniform(0.2, 0.7)), shared)
    role = shared * by_level[level] * ~former
    personal = np.exp(rng.normal(0, 0.15, role.size))
    plain = np.sqrt(role * np.mean(parts, axis=0))
    usual = float(np.sqrt(np.mean(parts, axis=0)).mean())
    shown = np.where(told, np.sqrt(role), np.sqrt(role).mean())
    shown = shown * np.where(known, np.sqrt(np.mean(parts, axis=0)), usual)
    return shown, np.clip(plain * personal, 0, 1)


def _company_list(
    names: list[str],
    known: Bools,
    industry: Ints,
    country: Ints,
    size: Floats,
    rng: np.random.Generator,
) -> CompanyTable:
    edges = np.array([1, 11, 51, 201, 501, 1001, 5001, 10_001, np.inf])
    rows = np.flatnonzero(known)
    band = np.searchsorted(edges, size[rows], side="right") - 1
    low, high = edges[band], edges[band + 1] - 1
    some = rng.random((3, rows.size)) < 0.9
    return CompanyTable.of(
        [names[i] for i in rows],
        industry=[
            INDUSTRIES[industry[i]] if s else None for i, s in zip(rows, some[0], strict=True)
        ],
        size_min=np.where(some[1], low, np.nan),
        size_max=np.where(some[1], high, np.nan),
        country=[COUNTRIES[country[i]] if s else None for i, s in zip(rows, some[2], strict=True)],
    )


def _edges(
    kind: Kind, industry: Ints, country: Ints, company: Ints, at: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    clients, people = [], []
    fame = rng.gamma(0.8, 1.0, kind.people)
    for client, firm in enumerate(at):
        pull = fame * np.where(industry[company] == industry[firm], 4.0, 1.0)
        pull = pull * np.where(country[company] == country[firm], 4.0, 1.0)
        pull = pull * np.where(company == firm, 6.0, 1.0)
        count = int(np.clip(kind.contacts * rng.lognormal(-0.2, 0.6), 30, kind.people // 3))
        chosen = rng.choice(kind.people, count, replace=False, p=pull / pull.sum())
        people.append(np.sort(chosen))
        clients.append(np.full(count, client))
    return np.concatenate(clients), np.concatenate(people).astype(np.int64)
