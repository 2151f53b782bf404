"""Truth of a planted world that is seen through files only: who fits, who knows whom, who says yes.

Nothing here looks at how the program scores. Effects and their order are those that docs/scoring.md
names as known, each with a weight of its own in every world; everything is synthetic and seeded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from bench.file_texts import (
    COUNTRIES,
    FUNCTIONS,
    INDUSTRIES,
    LEVELS,
    PROFILES,
    Wanted,
    company_names,
    person_names,
    written_title,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

TODAY: Final = date(2026, 6, 30)
_RELATED: Final = {
    "Finance": ("Accounting",),
    "Purchasing": ("Operations",),
    "Operations": ("Engineering", "Purchasing"),
    "Sales": ("Business Development", "Marketing"),
    "Marketing": ("Sales",),
    "Information Technology": ("Engineering",),
    "Human Resources": (),
    "Quality Assurance": ("Operations", "Engineering"),
}
_NEAR: Final = ((0, 1, 2, 3), (4, 5), (6, 7, 8), (9, 10), (11, 12))  # rows of INDUSTRIES


@dataclass(frozen=True)
class Sort:
    """What sets a sort of world apart; shares are 0..1."""

    name: str
    archives: float = 0.8
    nps_tells: float = 1.0
    companies_known: float = 0.7
    dirt: float = 0.4
    clients: int = 45
    contacts: int = 330
    people: int = 9_000
    wide: bool = False  # groups, archives of two days, earlier employers, address books


SORTS: Final = (
    Sort("some archives"),
    Sort("few archives", archives=0.5),
    Sort("many archives", archives=0.95),
    Sort("NPS misleads", nps_tells=-0.6),
    Sort("dirty titles", dirt=0.75),
    Sort("companies unknown", companies_known=0.4),
)
# What an archive holds beside talk between two. Talk in a group is about something else than the tie.
WIDE: Final = (
    Sort("groups, some archives", wide=True),
    Sort("groups, many archives", archives=0.95, wide=True),
)
# Weight on the logit of a yes, for a tie that rises from none to the best that counts; spreads of
# what no file shows: personal fit (log), tie (logit), mood of the client (logit). Chosen so that a
# spreadsheet gets about .27 and all that the files show about .83 of the oracle's value.
TIE_WEIGHT: Final = 5.0
UNSEEN: Final = (0.12, 0.25, 0.20)


@dataclass(frozen=True)
class Wide:
    """What else an archive shows; empty lists and all False in worlds that are not wide."""

    groups: list[tuple[int, Ints]]  # the client, and the edges of the others in the group
    grouped: Bools  # (E,), in some group
    jobs: list[list[tuple[int, float, float]]]  # a client's former firms, begun and ended years ago
    at_former: Bools  # (E,), connected while the client worked where the contact is
    in_book: Bools  # (E,), in the client's address book


@dataclass(frozen=True)
class Truth:
    """E edges, P people, C clients, K companies; E, P, C, K are the arrays' lengths."""

    sort: Sort
    seed: int
    wanted: Wanted
    # companies (K,)
    firm_name: list[str]
    firm_industry: Ints
    firm_country: Ints
    firm_size: Floats
    firm_known: Bools
    # people (P,)
    first: list[str]
    last: list[str]
    url: list[str]
    company: Ints
    function: Ints
    level: Ints
    title: list[str]
    readable: Bools
    # clients (C,)
    client_first: list[str]
    client_last: list[str]
    client_firm: Ints
    months: Floats
    touch: Ints
    nps: Ints
    has_nps: Bools
    complaint: Bools
    answers: list[list[bool]]
    archive: Bools
    # edges (E,)
    who: Ints
    person: Ints
    years: Floats
    received: Ints
    sent: Ints
    newest: Floats
    recommended: Ints
    endorsed: Ints
    school: Bools
    wide: Wide
    # truth
    fit: Floats
    yes: Floats
    shown_fit: Floats
    shown_yes: Floats
    parts: dict[str, Floats]

    @property
    def may_ask(self) -> Bools:
        """Clients whom the rules allow to ask today, ``(C,)``."""
        content = self.has_nps & (self.nps >= 7)
        return content & ~self.complaint & (self.touch < 90) & (self.months >= 6.5)


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + e^-x)."""
    return np.asarray(1.0 / (1.0 + np.exp(-x)))


def plant(sort: Sort, seed: int) -> Truth:
    """One world, the same for the same sort and seed."""
    rng = np.random.default_rng([7, seed, sum(map(ord, sort.name))])
    wanted = PROFILES[int(rng.integers(len(PROFILES)))]
    firms = 900
    industry = rng.integers(0, len(INDUSTRIES), firms)
    country = rng.choice(len(COUNTRIES), firms, p=[c[2] for c in COUNTRIES])
    size = np.exp(rng.normal(np.log(300), 1.6, firms)).clip(2, 150_000)
    names = company_names(firms, rng)
    known = rng.random(firms) < sort.companies_known

    people = sort.people
    first, last, url = person_names(people + sort.clients, rng)
    company = rng.choice(firms, people, p=size**0.4 / (size**0.4).sum())
    function = rng.integers(0, len(FUNCTIONS), people)
    level = rng.choice(len(LEVELS), people, p=(0.18, 0.34, 0.24, 0.12, 0.05, 0.07))
    titles, readable = [], np.zeros(people, dtype=np.bool_)
    for row in range(people):
        text, shows = written_title(
            FUNCTIONS[function[row]],
            LEVELS[level[row]],
            COUNTRIES[country[company[row]]][1],
            sort.dirt,
            rng,
        )
        titles.append(text)
        readable[row] = shows
    role, place = _match(wanted, function, level, industry, country, size)
    firm_part = place[company]
    fit = np.clip(np.sqrt(role * firm_part) * np.exp(rng.normal(0, UNSEEN[0], people)), 0, 1)
    shown_role = np.where(readable, np.sqrt(role), np.sqrt(role).mean())
    usual = float(np.sqrt(place[known]).mean()) if known.any() else 0.5
    shown_fit = shown_role * np.where(known[company], np.sqrt(firm_part), usual)

    clients = sort.clients
    at = rng.choice(firms, clients, replace=False)
    who, person = _contacts(sort, at, industry, country, company, rng)
    edges = who.size
    months = rng.gamma(2.2, 15, clients).clip(1, 140)
    touch = np.minimum(rng.exponential(35, clients), 300).astype(np.int64) + 1
    nps = np.round(rng.normal(8.2, 1.4, clients)).clip(0, 10).astype(np.int64)
    has_nps = rng.random(clients) < 0.9
    complaint = rng.random(clients) < 0.04
    own = rng.uniform(0.6, 1.4, 6)  # this world's strength of each effect
    tempered = rng.normal(0, 1, clients)
    tells = rng.normal(0, 1.0, clients)  # what earlier answers show
    willing = (
        np.log(0.3 / 0.7)
        + own[0] * 0.4 * sort.nps_tells * (nps >= 9)
        - own[1] * 0.7 * (months < 6)
        - own[2] * 0.4 * (touch >= 90)
        + tells
    )
    hidden_mood = UNSEEN[2] * tempered
    answers = []
    for one in range(clients):
        count = int(rng.poisson(3.0))
        chance = float(sigmoid(willing[one : one + 1] + hidden_mood[one])[0])
        answers.append([bool(x) for x in rng.random(count) < chance])
    archive = rng.random(clients) < sort.archives

    latent = rng.normal(0, 1, edges)  # what drives the traces of a tie
    writes = rng.random(edges) < sigmoid(1.6 * latent - 1.6)
    pace = np.where(writes, np.exp(0.9 + 0.8 * latent + rng.normal(0, 0.5, edges)), 0.0)
    pitch = rng.random(edges) < 0.06
    received = rng.poisson(pace) + pitch * rng.integers(1, 3, edges)
    sent = rng.poisson(pace * rng.uniform(0.5, 1.2))
    newest = rng.exponential(np.where(latent > 0.5, 40.0, 160.0))
    recommended = (rng.random(edges) < 0.03 * (1 + (latent > 1) * 2)) * rng.integers(1, 4, edges)
    endorsed = (rng.random(edges) < 0.12) * rng.integers(1, 4, edges)
    school = np.zeros(edges, dtype=np.bool_)
    years = rng.gamma(2, 3, edges).clip(0.1, 18)
    wide = _wide(sort, seed, who, company[person], years, latent)
    others = np.log1p(np.bincount(person, minlength=people)[person] - 1.0)
    both = np.minimum(received, sent)
    fresh = np.exp2(-newest / 150.0)
    talk = np.where(
        both > 0,
        1.1 * np.minimum(np.log1p((received + sent) * fresh), 2.8),
        np.where(received + sent > 0, 0.0, np.where(wide.grouped, -0.4, -0.7)),
    )
    traces = (
        own[3] * talk
        + own[4] * 1.8 * (recommended > 0)
        + 0.6 * (recommended == 3)
        + 0.3 * np.where(endorsed == 3, 2, endorsed > 0)
        + own[1] * 0.7 * wide.at_former
        + own[0] * 0.3 * wide.in_book
    )
    open_part = own[5] * 0.25 * np.minimum(others, 2.4) + 0.1 * np.log1p(years)
    unseen_tie = UNSEEN[1] * rng.normal(0, 1, edges)
    tie = sigmoid(-1.2 + open_part + traces + unseen_tie)
    shown = archive[who]
    tie_shown = sigmoid(-1.2 + open_part + np.where(shown, traces, 0.0))
    # Without an archive only the mean over what it might have held is known.
    blind = sigmoid(-1.2 + open_part[:, None] + rng.choice(traces, 64)[None, :])
    counts = np.minimum(tie, 0.7) / 0.7
    counts_blind = (np.minimum(blind, 0.7) / 0.7).mean(axis=1)
    counts_shown = np.where(shown, np.minimum(tie_shown, 0.7) / 0.7, counts_blind)
    alike = 0.5 * (industry[at][who] == industry[company][person]) + 0.5 * (
        country[at][who] == country[company][person]
    )
    like = rng.uniform(0.1, 0.5) * alike
    weight = TIE_WEIGHT * rng.uniform(0.85, 1.15)
    yes = sigmoid((willing + hidden_mood)[who] + weight * (counts - 0.5) + like)
    said = np.array([sum(a) for a in answers], dtype=np.float64)
    asked = np.array([len(a) for a in answers], dtype=np.float64)
    # The files show a client's leaning by what they answered: as a normal prior would have it.
    base = willing - tells
    lean = (said - asked * sigmoid(base)) / (asked * 0.21 + 1 / 1.0**2)
    shown_yes = sigmoid((base + lean)[who] + weight * (counts_shown - 0.5) + like)
    return Truth(
        sort=sort, seed=seed, wanted=wanted,
        firm_name=names, firm_industry=industry, firm_country=country, firm_size=size,
        firm_known=known,
        first=first[:people], last=last[:people], url=url[:people], company=company,
        function=function, level=level, title=titles, readable=readable,
        client_first=first[people:], client_last=last[people:], client_firm=at, months=months,
        touch=touch, nps=nps, has_nps=has_nps, complaint=complaint, answers=answers,
        archive=archive,
        who=who, person=person, years=years, received=received, sent=sent, newest=newest,
        recommended=recommended.astype(np.int64), endorsed=endorsed.astype(np.int64), school=school,
        wide=wide,
        fit=fit, yes=yes, shown_fit=shown_fit, shown_yes=shown_yes,
        parts={
            "willing": (willing + hidden_mood), "counts": counts, "like": like,
            "weight": np.array([weight]), "counts_shown": counts_shown, "leaning": base + lean,
        },
    )  # fmt: skip


def _wide(sort: Sort, seed: int, who: Ints, firm: Ints, years: Floats, latent: Floats) -> Wide:
    """Groups that tell nothing, former employers and address books, with numbers of their own."""
    edges = who.size
    nothing = np.zeros(edges, dtype=np.bool_)
    if not sort.wide:
        return Wide([], nothing, [[] for _ in range(sort.clients)], nothing, nothing)
    rng = np.random.default_rng([13, seed, sum(map(ord, sort.name))])
    groups: list[tuple[int, Ints]] = []
    grouped, at_former = nothing.copy(), nothing.copy()
    jobs: list[list[tuple[int, float, float]]] = []
    for client in range(sort.clients):
        own = np.flatnonzero(who == client)
        for _ in range(int(rng.integers(1, 6))):
            members = rng.choice(own, int(rng.integers(4, 18)), replace=False)
            groups.append((client, members))
            grouped[members] = True
        found, count = np.unique(firm[own], return_counts=True)
        ends = np.sort(rng.uniform(1.5, 16.0, 4))
        held = []
        for at, (end, begin) in zip(
            found[np.argsort(-count, kind="stable")][:3], pairwise(ends.tolist()), strict=True
        ):
            held.append((int(at), begin, end))
            there = own[(firm[own] == at) & (years[own] > end + 0.1) & (years[own] < begin - 0.1)]
            at_former[there] = True
        jobs.append(held)
    in_book = rng.random(edges) < sigmoid(latent - 2.2)
    return Wide(groups, grouped, jobs, at_former, in_book)


def _match(
    wanted: Wanted, function: Ints, level: Ints, industry: Ints, country: Ints, size: Floats
) -> tuple[Floats, Floats]:
    """Role of each person and company part of each firm, without what is personal."""
    near = {r for f in wanted.functions for r in _RELATED.get(f, ())}
    by_function = np.array(
        [1.0 if f in wanted.functions else 0.5 if f in near else 0.0 for f in FUNCTIONS]
    )
    steps = [min(abs(n - LEVELS.index(w)) for w in wanted.levels) for n in range(len(LEVELS))]
    by_level = np.array([(1.0, 0.6, 0.2)[s] if s < 3 else 0.0 for s in steps])
    rows = {INDUSTRIES.index(name) for name in wanted.industries}
    by_industry = np.zeros(len(INDUSTRIES))
    for group in _NEAR:
        if rows & set(group):
            by_industry[list(group)] = 0.5
    by_industry[sorted(rows)] = 1.0
    parts = [by_industry[industry]]
    at = np.log10(size)
    if wanted.size:
        low, high = (np.log10(x) for x in wanted.size)
        parts.append(np.maximum(0, 1 - np.maximum(np.maximum(low - at, at - high), 0) / 0.5))
    if wanted.countries:
        parts.append(np.array([c[0] in wanted.countries for c in COUNTRIES])[country] * 1.0)
    return by_function[function] * by_level[level], np.asarray(np.mean(parts, axis=0))


def _contacts(
    sort: Sort, at: Ints, industry: Ints, country: Ints, company: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Whom each client is connected with: the likelier the nearer, nobody of their own firm."""
    who, person = [], []
    fame = rng.gamma(0.7, 1.0, company.size)
    for client, firm in enumerate(at.tolist()):
        pull = fame * np.where(industry[company] == industry[firm], 3.0, 1.0)
        pull = pull * np.where(country[company] == country[firm], 3.0, 1.0) * (company != firm)
        count = int(np.clip(sort.contacts * rng.lognormal(-0.15, 0.5), 40, company.size // 3))
        chosen = rng.choice(company.size, count, replace=False, p=pull / pull.sum())
        person.append(np.sort(chosen))
        who.append(np.full(count, client))
    return np.concatenate(who), np.concatenate(person).astype(np.int64)
