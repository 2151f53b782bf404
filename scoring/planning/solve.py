"""The plan: the optimum under budgets, caps and wishes, ranked, with the next-best ways in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.config import PlanConfig
from scoring.planning.optimise import Matching, Solution, solve
from scoring.planning.problem import Bools, Floats, Ints, Plan, PlanProblem
from scoring.words import count_of

_PIN: Final = 10.0
"""A pin's bonus in units of the best edge: to make room for one, at most five others must go
(one of each limit), so no plan without the pin is better."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What more asks of one client would change: value gained, edges added, edges dropped."""

    client: int
    extra: int
    gain: float
    added: Ints
    dropped: Ints


def plan(
    problem: PlanProblem,
    config: PlanConfig,
    *,
    limit: int | None = None,
    company_cap: int | None = None,
    least_fit: float = 0.0,
    pool: Ints | None = None,
) -> Plan:
    """The best asks to make now.

    Maximises the sum of fit · deal value · P(introduction) with at most ``limit`` asks, each
    client's and account's budget, one introducer a prospect and ``company_cap`` asks about one
    company. While choosing, asks of the last plan get a small bonus (so that small changes do not
    turn the list over) and unsure chances another (exploration); the values shown have neither.

    Args:
        problem: edges, prospects, clients, accounts.
        config: limits and bonuses.
        limit: most asks; the configuration's when not given.
        company_cap: most asks about one company; the configuration's when not given.
        least_fit: fit from which an edge counts unless it is pinned.
        pool: edges to begin the search with, such as an earlier plan's ``pool``.
    """
    most = config.limit if limit is None else limit
    cap = config.company_cap if company_cap is None else company_cap
    value = problem.value()
    usable = _usable(problem, value, least_fit)
    rows = np.flatnonzero(usable)
    matching = _matching(problem, value, rows, config, most, cap)
    begin = None if pool is None else np.flatnonzero(np.isin(rows, pool))
    solution = solve(matching, first_pool=config.first_pool, most=config.pool, pool=begin)
    chosen = rows[solution.chosen]
    ranked = chosen[
        np.lexsort(
            (
                problem.client_order[problem.client[chosen]],
                problem.prospect_order[problem.prospect[chosen]],
                -value[chosen],
            )
        )
    ]
    pins = np.flatnonzero(problem.pinned)
    people = np.flatnonzero(problem.pinned_prospect)
    return Plan(
        rows=ranked,
        value=value[ranked],
        next_best=ways_in(
            problem, problem.prospect[ranked], config.next_best, without=ranked, ready=True
        ),
        shadow=_shadow(problem, solution),
        total=float(value[ranked].sum()),
        candidates=int(rows.shape[0]),
        pool=rows[solution.pool],
        loss_at_most=solution.loss_at_most,
        pins_unmet=pins[~np.isin(pins, ranked)],
        pinned_people_unmet=people[~np.isin(people, problem.prospect[ranked])],
        notice=_notice(problem, value, usable, least_fit, len(ranked)),
    )


def what_if(
    problem: PlanProblem,
    config: PlanConfig,
    current: Plan,
    client: int,
    extra: int = 1,
    *,
    limit: int | None = None,
    company_cap: int | None = None,
    least_fit: float = 0.0,
) -> WhatIf:
    """What ``extra`` more asks of ``client`` would add: the plan is made again, exactly.

    With a limit on the whole plan the new ask takes the place of the weakest one; pass a greater
    ``limit`` to see the gain beside it.
    """
    return what_ifs(
        problem,
        config,
        current,
        [client],
        extra,
        limit=limit,
        company_cap=company_cap,
        least_fit=least_fit,
    )[0]


def what_ifs(
    problem: PlanProblem,
    config: PlanConfig,
    current: Plan,
    clients: Sequence[int],
    extra: int = 1,
    *,
    limit: int | None = None,
    company_cap: int | None = None,
    least_fit: float = 0.0,
) -> list[WhatIf]:
    """``what_if`` for several clients, each by itself; what they share is worked out once."""
    most = config.limit if limit is None else limit
    cap = config.company_cap if company_cap is None else company_cap
    value = problem.value()
    raised = problem
    for client in clients:
        raised = raised.with_budget(client, int(problem.budget[client]) + extra)
    rows = np.flatnonzero(_usable(raised, value, least_fit))
    shared = _matching(problem, value, rows, config, most, cap)
    begin = np.flatnonzero(np.isin(rows, current.pool))
    found = []
    for client in clients:
        other = problem.with_budget(client, int(problem.budget[client]) + extra)
        matching = replace(
            shared,
            client_limit=np.maximum(other.budget, 0),
            account_limit=np.maximum(other.account_budget, 0),
        )
        solution = solve(matching, first_pool=0, most=config.pool, pool=begin)
        chosen = rows[solution.chosen]
        found.append(
            WhatIf(
                client=client,
                extra=extra,
                gain=max(0.0, float(value[chosen].sum()) - current.total),
                added=chosen[~np.isin(chosen, current.rows)],
                dropped=current.rows[~np.isin(current.rows, chosen)],
            )
        )
    return found


def ways_in(
    problem: PlanProblem,
    prospects: npt.ArrayLike,
    most: int | None = None,
    *,
    without: npt.ArrayLike = (),
    ready: bool = False,
) -> tuple[Ints, ...]:
    """Edges of each prospect's introducers, the likeliest first.

    Args:
        problem: the edges.
        prospects: whose ways in, ``(N,)``.
        most: how many of each.
        without: edges left out, such as the ones chosen.
        ready: only clients who may be asked today.
    """
    wanted = np.asarray(prospects, dtype=np.int64)
    asked_for = np.zeros(problem.fit.shape[0], dtype=np.bool_)
    asked_for[wanted] = True
    keep = asked_for[problem.prospect] & (problem.blocked == 0)
    if ready:
        keep &= problem.budget[problem.client] > 0
    keep[np.asarray(without, dtype=np.int64)] = False
    rows = np.flatnonzero(keep)
    who = problem.prospect[rows]
    order = np.lexsort((problem.client_order[problem.client[rows]], -problem.p_intro[rows], who))
    rows, who = rows[order], who[order]
    first = np.searchsorted(who, wanted, side="left")
    last = np.searchsorted(who, wanted, side="right")
    if most is not None:
        last = np.minimum(last, first + most)
    return tuple(rows[a:b] for a, b in zip(first, last, strict=True))


def _usable(problem: PlanProblem, value: Floats, least_fit: float) -> Bools:
    pinned = problem.pinned | problem.pinned_prospect[problem.prospect]
    worth = (value > 0) & (problem.fit[problem.prospect] >= least_fit)
    open_ = (problem.blocked == 0) & (problem.budget[problem.client] > 0)
    return np.asarray((worth | pinned) & open_)


def _matching(
    problem: PlanProblem, value: Floats, rows: Ints, config: PlanConfig, most: int, cap: int
) -> Matching:
    prospect, client = problem.prospect[rows], problem.client[rows]
    base = problem.fit[prospect] * problem.deal_value[prospect]
    weight = value[rows] + config.exploration * base * problem.p_sd[rows]
    weight = weight * np.where(problem.previous[rows], 1.0 + config.stability, 1.0)
    best = float(weight.max(initial=0.0)) or 1.0
    pinned = problem.pinned[rows] | problem.pinned_prospect[prospect]
    weight = weight + np.where(pinned, _PIN * best, 0.0)
    account = np.where(problem.account[client] >= 0, problem.account[client], -1)
    limited = problem.account_budget[account] >= 0 if problem.account_budget.size else account >= 0
    # One order whatever the order of the rows: ties are broken the same way every day.
    clients = int(problem.client_order.max(initial=0)) + 1
    order = problem.prospect_order[prospect] * clients + problem.client_order[client]
    company = problem.company[prospect]
    return Matching(
        weight=weight,
        order=order,
        client=client,
        account=np.where((account >= 0) & limited, account, -1),
        prospect=prospect,
        company=np.maximum(company, -1),
        client_limit=np.maximum(problem.budget, 0),
        account_limit=np.maximum(problem.account_budget, 0),
        prospects=problem.fit.shape[0],
        companies=int(company.max(initial=-1)) + 1,
        company_limit=cap,
        total=most,
    )


def _shadow(problem: PlanProblem, solution: Solution) -> Floats:
    price = np.zeros(problem.budget.shape[0])
    size = min(price.shape[0], solution.client_price.shape[0])
    price[:size] = solution.client_price[:size]
    return price


def _notice(
    problem: PlanProblem, value: Floats, usable: Bools, least_fit: float, asks: int
) -> str | None:
    if asks:
        return _one_source(problem, usable, asks)
    if problem.budget.shape[0] == 0:
        return "There are no clients yet: import a client list, so that there is whom to ask."
    if problem.edges == 0:
        return (
            "No client's connections are known yet: import a connection export, or enter a "
            "contact by hand."
        )
    fits = (value > 0) & (problem.fit[problem.prospect] >= least_fit)
    if not fits.any():
        return "None of your clients' contacts fits the profile: widen it, or import more."
    if not (fits & (problem.blocked == 0)).any():
        return (
            "Every contact who fits is yours already, asked about, refused or stopped: "
            "import more connections or widen the profile."
        )
    if not (problem.budget > 0).any():
        return (
            "All clients are waiting: the list of who waits says until when, and what would make "
            "each of them ready."
        )
    if not usable.any():
        return (
            "The contacts who fit are known only to clients who are waiting: the list of who "
            "waits says until when."
        )
    return "The budgets and limits leave no room for an ask: raise one of them."


def _one_source(problem: PlanProblem, usable: Bools, asks: int) -> str | None:
    """A sentence where one client is the only way to everybody, and the budget the limit."""
    clients = np.unique(problem.client[usable])
    waiting = int(usable.sum()) - asks
    if clients.size != 1 or waiting <= 0 or asks < int(problem.budget[clients[0]]):
        return None
    return (
        f"All {int(usable.sum()):,} contacts who fit are known to one client only, of whom "
        f"{count_of(asks, 'ask')} may be made now: the connections of more clients would give "
        "more ways in."
    )
