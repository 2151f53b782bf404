"""Time of a first plan and of a replan after a change of profile, beside named rivals.

    python bench/plan_speed.py [--connections 100000 1000000]

Rivals: the same optimiser given every edge that could matter (what the pool of candidates saves,
and what it costs in value), and the obvious way in pandas: merge, score, best client first.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scoring.config import ScoringConfig, default_config, with_changes
from scoring.countries import codes
from scoring.explanations import FitContext, explain_ask
from scoring.fit import CompanyTable, FitResult, PeopleTable, TitleTable, score_fit
from scoring.industries import industries
from scoring.planning import IntroModel, Plan, PlanProblem, industry_likeness, likeness, plan
from scoring.profile import Profile, parse_profile
from scoring.ties import TieEvidence, TieResult, score_ties
from scoring.titles import read_titles
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES
from scoring.willingness import ClientState, Readiness, readiness

_FULL_MOST = 150_000  # candidates up to which the rival is given all: beyond, it takes minutes
AS_OF = date(2026, 6, 30)
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Data:
    """Columns as the workspace would load them."""

    title_texts: tuple[str, ...]
    company_names: tuple[str, ...]
    industry: tuple[str | None, ...]
    size: npt.NDArray[np.float64]
    country: tuple[str | None, ...]
    person_title: Ints
    person_company: Ints
    edge_client: Ints
    edge_person: Ints
    evidence: TieEvidence
    clients: tuple[ClientState, ...]


def make(connections: int, seed: int) -> Data:
    """Connections of clients with 1,000 each, to about half as many distinct people."""
    rng = np.random.default_rng(seed)
    clients, people = max(1, connections // 1_000), connections // 2
    firms = max(10, people // 12)
    nouns = ("Finance", "Procurement", "Sales", "Marketing", "IT", "Operations", "HR", "Legal")
    heads = (
        "Head of {}",
        "VP {}",
        "{} Manager",
        "Director of {}",
        "Senior {} Specialist",
        "Chief {} Officer",
    )
    tails = [f" {place} {n}" for place in ("EMEA", "DACH", "Region", "Team") for n in range(900)]
    texts = tuple(h.format(n) + t for h in heads for n in nouns for t in ["", *tails])[
        : people // 6
    ]
    edge = np.unique(
        rng.integers(0, clients, connections) * people
        + (people * rng.random(connections) ** 1.5).astype(np.int64)
    )
    size = edge.size
    wrote = rng.poisson(0.2, size).astype(np.float64)
    names = [i.name for i in industries()]
    every = list(codes())
    return Data(
        title_texts=texts,
        company_names=tuple(f"Company {n} GmbH" for n in range(firms)),
        industry=tuple(names[i] if i < len(names) else None for i in rng.integers(0, 600, firms)),
        size=np.where(rng.random(firms) < 0.7, np.exp(rng.normal(6, 2, firms)), np.nan),
        country=tuple(every[i] for i in rng.integers(0, len(every), firms)),
        person_title=rng.integers(-1, len(texts), people),
        person_company=rng.integers(-1, firms, people),
        edge_client=edge // people,
        edge_person=edge % people,
        evidence=TieEvidence.of(
            size,
            has_messages_file=rng.random(size) < 0.3,
            n_in=wrote,
            n_out=wrote[::-1],
            w_in=wrote * 0.5,
            w_out=wrote[::-1] * 0.5,
            years_connected=rng.gamma(2, 3, size),
        ),
        clients=tuple(
            ClientState(f"c{n}", f"Client {n}", nps=8.0 + n % 3, industry=names[n % len(names)])
            for n in range(clients)
        ),
    )


PROFILE = {
    "industries": ["Manufacturing", "Retail"],
    "company_size": {"min": 200, "max": 5000},
    "countries": ["Europe"],
    "functions": ["Finance", "Purchasing"],
    "seniorities": ["CXO", "VP", "Director"],
    "keywords": ["emea"],
    "deal_value": 25000,
}


@dataclass
class Session:
    """What stays the same while the profile is edited."""

    data: Data
    config: ScoringConfig
    titles: TitleTable
    companies: CompanyTable
    people: PeopleTable
    ties: TieResult
    clients: list[Readiness]
    chance: npt.NDArray[np.float64]


def start(data: Data, config: ScoringConfig) -> Session:
    """Everything that does not depend on the profile."""
    titles = TitleTable.of(data.title_texts, read_titles(data.title_texts))
    companies = CompanyTable.of(
        data.company_names, industry=data.industry, size_min=data.size, country=data.country
    )
    people = PeopleTable.of(data.person_title, data.person_company)
    ties = score_ties(data.evidence, config.tie)
    clients = readiness(data.clients, AS_OF, config.willingness)
    number, _ = companies.country_code
    code = {i.name: n for n, i in enumerate(industries())}
    alike = likeness(
        np.array([code.get(c.industry or "", -1) for c in data.clients])[data.edge_client],
        np.full(data.edge_client.size, -2),
        np.append(companies.industry, -1)[people.company][data.edge_person],
        np.append(number, -1)[people.company][data.edge_person],
        industry_likeness(config.fit.near_industry),
    )
    willing = np.array([c.willingness for c in clients])
    chance = IntroModel.starting(config.intro).p_intro(
        willing[data.edge_client], ties.rank_tie, alike
    )
    return Session(data, config, titles, companies, people, ties, clients, chance)


def replan(session: Session, profile: Profile) -> tuple[FitResult, PlanProblem, Plan]:
    """Fit and plan for a profile."""
    config, data = session.config, session.data
    fit = score_fit(profile, session.titles, session.companies, session.people, config.fit)
    problem = PlanProblem.of(
        client=data.edge_client,
        prospect=data.edge_person,
        p_intro=session.chance,
        fit=fit.fit,
        budget=[c.budget_left for c in session.clients],
        company=session.people.company,
        deal_value=profile.deal_value or 1.0,
    )
    return fit, problem, plan(problem, config.plan, least_fit=config.fit.prospect_from)


def by_pandas(session: Session, profile: Profile) -> float:
    """The obvious way: frames merged and scored, best client first, cut at the cap."""
    import pandas as pd

    data, titles = session.data, session.titles
    wanted = sum(1 << FUNCTIONS.index(f) for f in profile.functions)
    levels = [SENIORITIES.index(s) for s in profile.seniorities]
    title_frame = pd.DataFrame({"seniority": titles.seniority, "functions": titles.functions})
    title_frame["role"] = (title_frame["functions"] & wanted > 0) * title_frame["seniority"].map(
        lambda s: max(
            (1.0, 0.6, 0.2)[abs(s - w)] if s >= 0 and abs(s - w) < 3 else 0.0 for w in levels
        )
    )
    near = set(profile.industries)
    company_frame = pd.DataFrame(
        {"industry": data.industry, "size": data.size, "country": data.country}
    )
    company_frame["company"] = (
        company_frame["industry"].isin(near) * 1.0
        + company_frame["size"].between(profile.size_min or 0.0, profile.size_max or 1e12)
        + company_frame["country"].isin(profile.countries)
    ) / 3
    people = pd.DataFrame({"title": data.person_title, "firm": data.person_company})
    people = people.merge(title_frame, left_on="title", right_index=True, how="left")
    people = people.merge(company_frame, left_on="firm", right_index=True, how="left")
    people["fit"] = (people["role"].fillna(0) * people["company"].fillna(0.3)) ** 0.5
    edges = pd.DataFrame(
        {"client": data.edge_client, "person": data.edge_person, "p": session.chance}
    )
    edges = edges.merge(people[["fit"]], left_on="person", right_index=True)
    edges["value"] = edges["fit"] * edges["p"] * (profile.deal_value or 1.0)
    best = edges.sort_values("value", ascending=False).drop_duplicates("person")
    best = best[best.groupby("client").cumcount() < 2]
    return float(best.head(50)["value"].sum())


def timed(work: Callable[[], object], times: int = 3) -> float:
    """Median seconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return sorted(taken)[times // 2]


def measure(connections: int) -> None:
    """Print the figures for one size."""
    config = default_config()
    data = make(connections, seed=1)
    profile = parse_profile(PROFILE)
    other = parse_profile(PROFILE | {"functions": ["Sales"], "company_size": {"min": 50}})
    begun = time.perf_counter()
    session = start(data, config)
    prepared = time.perf_counter() - begun
    replan(session, profile)
    first = time.perf_counter() - begun
    fit, problem, made = replan(session, other)
    again = timed(lambda: replan(session, other))
    print(
        f"{connections:,} connections ({data.edge_client.size:,} pairs, "
        f"{data.person_title.size:,} people, {len(data.title_texts):,} distinct titles)"
    )
    print(
        f"  first plan {first:.2f} s (of it reading titles and preparing {prepared:.2f} s), "
        f"replan {again:.2f} s"
    )
    everything = with_changes(config, plan={"pool": 10**9, "first_pool": 10**9}).plan
    least = config.fit.prospect_from
    full: list[Plan] = []
    small = made.candidates <= _FULL_MOST
    slow = float("nan")
    if small:
        slow = timed(lambda: full.append(plan(problem, everything, least_fit=least)), times=1)
    quick = timed(lambda: plan(problem, config.plan, least_fit=least))
    print(
        f"  optimiser {quick:.2f} s on {made.pool.size:,} of {made.candidates:,} candidates; "
        f"its own bound of the value lost: {made.loss_at_most / made.total:.6%}"
    )
    if small:
        print(
            f"  given all candidates {slow:.2f} s (ratio {slow / quick:.1f}); value lost by the "
            f"pool {1 - made.total / full[0].total:.6%}"
        )
    frames = timed(lambda: by_pandas(session, other), times=1)
    print(f"  pandas, best client first: {frames:.2f} s (ratio {frames / again:.1f})")
    context = FitContext(fit, other, session.titles, session.companies, session.people)

    def explain() -> None:
        for row in made.rows.tolist():
            explain_ask(
                context,
                int(data.edge_person[row]),
                data.evidence,
                session.ties,
                row,
                session.clients[int(data.edge_client[row])],
                float(session.chance[row]),
                AS_OF,
                config,
            )

    print(f"  words for {len(made)} asks {timed(explain):.3f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory of the process so far {peak:,.0f} MB", flush=True)


def unlimited() -> None:
    """200,000 edges, every client's budget to be used up."""
    rng = np.random.default_rng(3)
    pair = np.unique(rng.integers(0, 2_000, 200_000) * 60_000 + rng.integers(0, 60_000, 200_000))
    problem = PlanProblem.of(
        client=pair // 60_000,
        prospect=pair % 60_000,
        p_intro=rng.beta(2, 6, pair.size),
        fit=rng.random(60_000),
        budget=np.full(2_000, 2),
        company=rng.integers(0, 7_500, 60_000),
    )
    config = default_config().plan
    quick = timed(lambda: plan(problem, config, limit=10**6))
    made = plan(problem, config, limit=10**6)
    everything = replace(config, pool=10**9, first_pool=10**9)
    slow = timed(lambda: plan(problem, everything, limit=10**6), times=1)
    print(
        f"{pair.size:,} edges without a limit: {len(made):,} asks in {quick:.2f} s; the full problem "
        f"{slow:.2f} s (ratio {slow / quick:.1f}); bound of the loss "
        f"{made.loss_at_most / made.total:.6%}"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--connections", type=int, nargs="*", default=[100_000, 1_000_000])
    args = parser.parse_args(argv)
    for connections in args.connections:
        measure(connections)
    unlimited()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
