"""How much of the reachable value the plan captures on planted worlds, beside three rivals.

    python bench/judgement.py [--seeds 4] [--calibration 50]

For each kind of world: the share of the oracle's value (who knows the truth) in 50 asks, two per
client, of our plan, of the best client first and then the cap, of a diligent salesperson with a
spreadsheet, and of chance. Then the calibration of P(yes) after 200 outcomes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.worlds import AS_OF, KINDS, Kind, World, make_world
from scoring.config import ScoringConfig, default_config, with_changes
from scoring.fit import (
    CompanyTable,
    FitResult,
    PeopleTable,
    TitleTable,
    score_fit,
    simple_company_key,
)
from scoring.industries import industries
from scoring.learning import Outcomes, calibration_slope, learn
from scoring.planning import (
    IntroModel,
    PlanProblem,
    industry_likeness,
    likeness,
    plan,
)
from scoring.ties import score_ties
from scoring.willingness import Asked, ClientState, readiness, willingness

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ASKS, PER_CLIENT = 50, 2


@dataclass(frozen=True)
class Judged:
    """Our view of a world."""

    fit: FitResult
    problem: PlanProblem
    rank_tie: Floats
    likeness: Floats
    willingness: Floats  # (C,)


def judge(world: World, config: ScoringConfig, table: Floats) -> Judged:
    """Everything our formulas say about the world, from what its files show."""
    from scoring.titles import read_titles

    distinct = sorted(set(world.titles))
    position = {text: n for n, text in enumerate(distinct)}
    titles = TitleTable.of(distinct, read_titles(distinct))
    firms = world.companies
    by_key = {simple_company_key(name): n for n, name in enumerate(firms.name)}
    people = PeopleTable.of(
        [position[t] if t else -1 for t in world.titles],
        [by_key.get(simple_company_key(n), -1) if n else -1 for n in world.person_company_name],
    )
    fit = score_fit(world.profile, titles, firms, people, config.fit)
    ties = score_ties(world.evidence, config.tie)
    clients = readiness(world.clients, AS_OF, config.willingness)
    willing = np.array([c.willingness for c in clients])
    unsure = np.array([c.willingness_sd for c in clients])
    who, person = world.edge_client, world.edge_person
    alike = _likeness(world, firms, people, table)
    model = IntroModel.starting(config.intro)
    chance = model.p_intro(willing[who], ties.rank_tie, alike)
    problem = PlanProblem.of(
        client=who,
        prospect=person,
        p_intro=chance,
        p_sd=model.p_intro_sd(chance, willing[who], unsure[who]),
        fit=fit.fit,
        company=people.company,
        budget=[min(PER_CLIENT, c.budget_left) for c in clients],
    )
    return Judged(fit, problem, ties.rank_tie, alike, willing)


def _likeness(world: World, firms: CompanyTable, people: PeopleTable, table: Floats) -> Floats:
    code = {i.name: n for n, i in enumerate(industries())}
    number, names = firms.country_code
    country = {name: n for n, name in enumerate(names)}
    who, person = world.edge_client, world.edge_person
    return likeness(
        np.array([code[n] for n in world.client_industry])[who],
        np.array([country.get(c, -2) for c in world.client_country])[who],
        np.append(firms.industry, -1)[people.company][person],
        np.append(number, -1)[people.company][person],
        table,
    )


def ready_budget(world: World, config: ScoringConfig) -> Ints:
    """Asks that the rules allow of each client: nobody, the oracle included, may break them."""
    clients = readiness(world.clients, AS_OF, config.willingness)
    return np.array([min(PER_CLIENT, c.budget_left) for c in clients])


def optimum(world: World, value: Floats, config: ScoringConfig) -> Ints:
    """Edges of the best 50 asks by these values, two per ready client."""
    top = float(value.max()) or 1.0
    problem = PlanProblem.of(
        client=world.edge_client,
        prospect=world.edge_person,
        p_intro=value / top,
        fit=np.ones(len(world.titles)),
        budget=ready_budget(world, config),
    )
    pure = with_changes(config, plan={"stability": 0.0, "exploration": 0.0}).plan
    return plan(problem, pure, limit=ASKS, company_cap=10**6).rows


def best_client_first(judged: Judged) -> Ints:
    """Each prospect with their best client, best prospects first, until the client is full."""
    problem = judged.problem
    value = problem.value() * (problem.budget[problem.client] > 0)
    taken: set[int] = set()
    left = problem.budget.copy()
    chosen: list[int] = []
    for row in np.argsort(-value, kind="stable"):
        if len(chosen) == ASKS or value[row] <= 0:
            break
        person, client = int(problem.prospect[row]), int(problem.client[row])
        if person in taken:
            continue
        taken.add(person)  # the best way only: if that client is full, the prospect is lost
        if left[client] > 0:
            left[client] -= 1
            chosen.append(int(row))
    return np.array(chosen, dtype=np.int64)


def spreadsheet(world: World, budget: Ints, rng: np.random.Generator) -> Ints:
    """Title keywords, exact company look-up, and the client with the best score who knows them."""
    profile = world.profile
    words = {
        "Finance": ("finance", "cfo", "financial"),
        "Purchasing": ("purchasing", "procurement", "buyer"),
        "Sales": ("sales",),
        "Business Development": ("business development",),
        "Quality Assurance": ("quality",),
        "Operations": ("operations", "coo"),
        "Information Technology": ("it ", "cio", "information technology"),
    }
    ranks = {
        "CXO": ("chief", "cfo", "cio", "coo", "cmo", "cto"),
        "VP": ("vp", "vice president"),
        "Director": ("director", "head of"),
        "Manager": ("manager",),
    }
    wanted = [w for f in profile.functions for w in words[f]]
    levels = [w for s in profile.seniorities for w in ranks[s]]
    known = {name.lower(): n for n, name in enumerate(world.companies.name)}
    names = [i.name for i in industries()]
    score = np.zeros(len(world.titles))
    for row, (title, company) in enumerate(
        zip(world.titles, world.person_company_name, strict=True)
    ):
        text = title.lower()
        points = 2.0 * any(w in text for w in wanted) * any(w in text for w in levels)
        at = known.get(company.lower(), -1)
        if points and at >= 0:
            firm = world.companies
            code = int(firm.industry[at])
            points += code >= 0 and names[code] in profile.industries
            points += not profile.countries or firm.country[at] in profile.countries
            points += bool(
                (profile.size_min or 0) <= firm.size_min[at] <= (profile.size_max or 1e9)
            )
        score[row] = points
    nps = np.array([-1.0 if c.nps is None else c.nps for c in world.clients])
    order = np.lexsort((rng.random(score.size), -score))
    left = budget.copy()
    by_person: dict[int, list[int]] = {}
    for edge, person in enumerate(world.edge_person.tolist()):
        by_person.setdefault(person, []).append(edge)
    chosen: list[int] = []
    for person in order.tolist():
        if len(chosen) == ASKS or score[person] <= 0:
            break
        ways = [e for e in by_person.get(person, []) if left[world.edge_client[e]] > 0]
        if ways:
            best = max(ways, key=lambda e: (nps[world.edge_client[e]], -e))
            left[world.edge_client[best]] -= 1
            chosen.append(best)
    return np.array(chosen, dtype=np.int64)


def by_chance(world: World, budget: Ints, rng: np.random.Generator) -> Ints:
    """Any 50 asks that keep the rules."""
    left = budget.copy()
    taken: set[int] = set()
    chosen: list[int] = []
    for row in rng.permutation(world.edge_client.size).tolist():
        client, person = int(world.edge_client[row]), int(world.edge_person[row])
        if left[client] and person not in taken:
            left[client] -= 1
            taken.add(person)
            chosen.append(row)
        if len(chosen) == ASKS:
            break
    return np.array(chosen, dtype=np.int64)


def signs(world: World, config: ScoringConfig) -> Floats:
    """All that the files show of each edge's chance, as columns for a learner, ``(E, F)``."""
    evidence = world.evidence
    ties = score_ties(evidence, config.tie)
    rows = []
    for state in world.clients:
        yes = sum(a.answer == "yes" for a in state.asks)
        rows.append(
            [
                np.nan if state.nps is None else state.nps,
                float((AS_OF - state.since).days) if state.since else np.nan,
                float((AS_OF - state.last_touch).days) if state.last_touch else np.nan,
                float(bool(state.moments)),
                float(bool(state.favours)),
                float(state.referrals),
                float(yes),
                float(len(state.asks) - yes),
            ]
        )
    columns = [
        getattr(evidence, name) for name in evidence.__dataclass_fields__ if name != "answer"
    ]
    mine = np.array(world.client_industry)[world.edge_client]
    theirs = np.array(world.true_industry)[world.edge_person]
    left = np.array(world.client_country)[world.edge_client]
    right = np.array(world.true_country)[world.edge_person]
    return np.column_stack(
        [np.asarray(c, dtype=np.float64) for c in columns]
        + [ties.tie, (mine == theirs) * 1.0, (left == right) * 1.0]
        + [np.array(rows)[world.edge_client]]
    )


def taught_chance(kind: Kind, config: ScoringConfig, worlds: int) -> object:
    """A learner that has seen the truth of many other worlds of the kind: about the best there is.

    Gradient boosting from everything the files show to the true chance of a yes.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor

    rng = np.random.default_rng(9)
    inputs, answers = [], []
    for seed in range(worlds):
        world = make_world(kind, 50_000 + seed, config, plain=True)
        some = rng.permutation(world.edge_client.size)[:8_000]
        inputs.append(signs(world, config)[some])
        answers.append(world.true_yes[some])
    learner = HistGradientBoostingRegressor(max_iter=250, learning_rate=0.08, random_state=0)
    return learner.fit(np.concatenate(inputs), np.concatenate(answers))


def shares(
    world: World, config: ScoringConfig, table: Floats, seed: int, learner: Any
) -> dict[str, float]:
    """Share of the oracle's value by each way of choosing."""
    rng = np.random.default_rng(seed)
    value = world.true_value()
    best = value[optimum(world, value, config)].sum()
    judged = judge(world, config, table)
    problem = judged.problem
    ours = plan(
        problem, config.plan, limit=ASKS, company_cap=10**6, least_fit=config.fit.prospect_from
    ).rows
    person = world.edge_person
    told = learner.predict(signs(world, config)).clip(0, 1)
    chosen = {
        "ours": ours,
        "best client first": best_client_first(judged),
        "spreadsheet": spreadsheet(world, problem.budget, rng),
        "chance": by_chance(world, problem.budget, rng),
        # What the files show, all of it, by one who has seen the truth of a hundred such worlds.
        "files": optimum(world, world.shown_fit[person] * told, config),
        # Where ours loses: had one of its parts been as good as the files allow.
        "fit": optimum(world, world.shown_fit[person] * problem.p_intro, config),
        "yes": optimum(world, judged.fit.fit[person] * told, config),
    }
    return {name: float(value[rows].sum() / best) for name, rows in chosen.items()}


def calibration(kind: Kind, seed: int, config: ScoringConfig) -> tuple[float, float]:
    """Slope of P(yes) on 20,000 held-out asks: before any outcome, and after 200."""
    world = make_world(kind, seed, config, plain=True)
    rng = np.random.default_rng([seed, 77])
    ties = score_ties(world.evidence, config.tie)
    clients = readiness(world.clients, AS_OF, config.willingness)
    willing = np.array([c.willingness for c in clients])
    who = world.edge_client
    code = {
        n: i for i, n in enumerate(sorted(set(world.client_industry) | set(world.true_industry)))
    }
    mine = np.array([code[n] for n in world.client_industry])[who]
    theirs = np.array([code[n] for n in world.true_industry])[world.edge_person]
    left = np.array(world.client_country)[who]
    right = np.array(world.true_country)[world.edge_person]
    alike = 0.5 * (mine == theirs) + 0.5 * (left == right)
    answer = rng.random(who.size) < world.true_yes
    asked = rng.choice(who.size, 200, replace=False)
    rest = np.setdiff1d(np.arange(who.size), asked)
    held = rng.choice(rest, 20_000, replace=rest.size < 20_000)
    start = IntroModel.starting(config.intro)
    before = calibration_slope(answer[held], start.p_yes(willing[who], ties.rank_tie, alike)[held])
    states, days = _with_answers(world.clients, who[asked], answer[asked])
    # As things stood before each ask: its own answer must not teach what came before it.
    then = [
        willingness(states[client], on - timedelta(days=1), config.willingness)[0]
        for client, on in zip(who[asked].tolist(), days, strict=True)
    ]
    outcomes = Outcomes.of(then, ties.rank_tie[asked], alike[asked], answer[asked], asked_on=days)
    model, _ = learn(outcomes, start, start, config.learning)
    now = np.array([c.willingness for c in readiness(states, AS_OF, config.willingness)])
    after = calibration_slope(answer[held], model.p_yes(now[who], ties.rank_tie, alike)[held])
    return before, after


def _with_answers(
    clients: Sequence[ClientState], who: Ints, answers: npt.NDArray[np.bool_]
) -> tuple[list[ClientState], list[date]]:
    """The clients with the answers in their history, over two years, and the day of each ask."""
    states, days = list(clients), []
    for number, (client, yes) in enumerate(zip(who.tolist(), answers.tolist(), strict=True)):
        on = AS_OF - timedelta(days=95 + number * 3)
        old = states[client]
        states[client] = replace(old, asks=(*old.asks, Asked(on, "yes" if yes else "no")))
        days.append(on)
    return states, days


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seeds", type=int, default=4, help="worlds of each kind")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--calibration", type=int, default=50, help="worlds for the calibration")
    parser.add_argument("--teachers", type=int, default=20, help="worlds that teach the ceiling")
    args = parser.parse_args(argv)
    config = default_config()
    table = industry_likeness(config.fit.near_industry)
    every: dict[str, list[float]] = {}
    for kind in KINDS if args.seeds else ():
        rows = []
        learner = taught_chance(kind, config, args.teachers)
        for seed in range(args.first_seed, args.first_seed + args.seeds):
            rows.append(shares(make_world(kind, seed, config), config, table, seed, learner))
        means = {name: float(np.mean([r[name] for r in rows])) for name in rows[0]}
        for name in rows[0]:
            every.setdefault(name, []).extend(r[name] for r in rows)
        print(f"{kind.name:22}" + "".join(f"  {n} {v:.2f}" for n, v in means.items()), flush=True)
    if every:
        print(f"{'all':22}" + "".join(f"  {n} {np.mean(v):.2f}" for n, v in every.items()))
        print(f"{'worst world':22}" + "".join(f"  {n} {np.min(v):.2f}" for n, v in every.items()))
    if args.calibration:
        slopes = np.array(
            [
                calibration(KINDS[n % len(KINDS)], 1_000 + args.first_seed + n, config)
                for n in range(args.calibration)
            ]
        )
        for label, column in (("before any outcome", 0), ("after 200 outcomes", 1)):
            low, q1, middle, q3, high = np.quantile(slopes[:, column], [0, 0.25, 0.5, 0.75, 1])
            inside = np.mean((slopes[:, column] >= 0.8) & (slopes[:, column] <= 1.2))
            print(
                f"calibration slope {label}: median {middle:.2f}, middle half {q1:.2f} to "
                f"{q3:.2f}, range {low:.2f} to {high:.2f}, {inside:.0%} within .8 to 1.2"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
