"""The b-matching as a linear programme for HiGHS, by column generation.

Clients lie within accounts within the whole plan, prospects within companies: two laminar
families, so the matrix is a network matrix and every vertex is integral. The optimiser is given a
small pool of edges first; its dual prices then show which of the others could improve the plan,
and those are added until none is left or the pool is full. So the result is the optimum of the
full problem, or comes with a bound on what it may lack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_TOLERANCE: Final = 1e-9
_ROUNDS_MOST: Final = 40
_GROWTH_LEAST: Final = 4_000
_POOL_PER_ASK: Final = 5
_SIFT: Final = 8
_PROSPECTS: Final = 2  # which of the groups are the prospects


@dataclass(frozen=True, slots=True)
class Matching:
    """Edges with the groups they use up; groups are -1 where there is no limit.

    ``weight``: what is maximised, ``(E,)``, above 0. ``order``: different numbers that break ties,
    so that the order of the edges does not matter. ``client``, ``account``, ``prospect``,
    ``company``: groups of each edge ``(E,)``; their limits per group in the arrays named
    ``*_limit``. A prospect's limit is 1. ``total``: most asks in all.
    """

    weight: Floats
    order: Ints
    client: Ints
    account: Ints
    prospect: Ints
    company: Ints
    client_limit: Ints
    account_limit: Ints
    prospects: int
    companies: int
    company_limit: int
    total: int


@dataclass(frozen=True, slots=True)
class Solution:
    """``chosen``: edges, int64; ``pool``: edges the optimiser saw; ``client_price``: dual ``(C,)``.

    ``loss_at_most``: bound on the weight lacking to the optimum over all edges.
    """

    chosen: Ints
    pool: Ints
    client_price: Floats
    loss_at_most: float
    rounds: int


def solve(matching: Matching, *, first_pool: int, most: int, pool: Ints | None = None) -> Solution:
    """Maximise the weight.

    Args:
        matching: the problem.
        first_pool: least size of the first pool.
        most: size the pool may grow to.
        pool: edges to begin with, such as an earlier solution's pool.
    """
    edges = matching.weight.shape[0]
    if edges == 0 or matching.total <= 0:
        nothing = np.zeros(0, dtype=np.int64)
        return Solution(nothing, nothing, np.zeros(matching.client_limit.shape[0]), 0.0, 0)
    inside = np.zeros(edges, dtype=np.bool_)
    asks = min(matching.total, int(matching.client_limit.sum()))
    inside[_best_edges(matching, min(max(first_pool, _POOL_PER_ASK * asks), most))] = True
    if pool is not None:
        inside[pool] = True
    for rounds in range(1, _ROUNDS_MOST + 1):
        rows = np.flatnonzero(inside)
        rows = rows[np.argsort(matching.order[rows])]
        used, prices = _linear_programme(matching, rows)
        gain = matching.weight - _price_of(matching, prices)
        gain[rows] = 0.0
        better = np.flatnonzero(gain > _TOLERANCE)
        space = most - rows.shape[0]
        if not better.size or space <= 0 or rounds == _ROUNDS_MOST:
            break
        add = min(space, max(_GROWTH_LEAST, rows.shape[0] // 2))
        if better.size > add:
            order = np.lexsort((matching.order[better], -gain[better]))
            better = better[order[:add]]
        inside[better] = True
    lacking = np.zeros(matching.prospects)
    np.maximum.at(lacking, matching.prospect, gain)
    return Solution(
        chosen=rows[used],
        pool=rows,
        client_price=prices.client,
        loss_at_most=float(lacking.sum()) if better.size else 0.0,
        rounds=rounds,
    )


@dataclass(frozen=True, slots=True)
class _Prices:
    client: Floats
    account: Floats
    prospect: Floats
    company: Floats
    total: float


def _best_edges(matching: Matching, size: int) -> Ints:
    """Each client's best edges, so many of each that about ``size`` come together."""
    edges = matching.weight.shape[0]
    if edges <= size:
        return np.arange(edges)
    # Sorting all would cost more than solving; what is left out here the prices bring back.
    wide = min(edges, _SIFT * size)
    least = np.partition(matching.weight, edges - wide)[edges - wide]
    rows = np.flatnonzero(matching.weight >= least)
    weight, tie = matching.weight[rows], matching.order[rows]
    order = np.lexsort((tie, -weight, matching.client[rows]))
    who = matching.client[rows][order]
    start = np.flatnonzero(np.r_[True, who[1:] != who[:-1]])
    rank = np.arange(who.size) - np.repeat(start, np.diff(np.r_[start, who.size]))
    # Rank first: every client's best, then every client's second; by weight within a rank.
    by_rank = np.lexsort((tie[order], -weight[order], rank))
    return np.asarray(rows[order[by_rank[:size]]])


def _price_of(matching: Matching, prices: _Prices) -> Floats:
    """What the resources of each edge cost at these prices, ``(E,)``."""
    price = prices.total + prices.client[matching.client] + prices.prospect[matching.prospect]
    # The blank group -1 finds the zero that stands last.
    price += np.append(prices.account, 0.0)[matching.account]
    price += np.append(prices.company, 0.0)[matching.company]
    return np.asarray(price)


def _linear_programme(matching: Matching, rows: Ints) -> tuple[Bools, _Prices]:
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    blocks: list[tuple[Ints, Ints]] = [  # groups of the edges, limits of the groups
        (matching.client[rows], matching.client_limit),
        (matching.account[rows], matching.account_limit),
        (matching.prospect[rows], np.ones(matching.prospects, dtype=np.int64)),
        (
            matching.company[rows],
            np.full(matching.companies, matching.company_limit, dtype=np.int64),
        ),
        (np.zeros(rows.shape[0], dtype=np.int64), np.array([matching.total])),
    ]
    # A group with no more edges than it may use limits nothing, and has no line and no price; the
    # one edge of a prospect is held by its own bound.
    most = np.full(rows.shape[0], np.inf)
    columns, lines, bounds, kept = [], [], [], []
    offset = 0
    for number, (groups, limits) in enumerate(blocks):
        inside = np.flatnonzero(groups >= 0)
        size = np.bincount(groups[inside], minlength=limits.shape[0])
        if number == _PROSPECTS:
            most[size[groups] == 1] = 1.0
        edge = inside[(size > limits)[groups[inside]]]
        present, line = np.unique(groups[edge], return_inverse=True)
        columns.append(edge)
        lines.append(line + offset)
        bounds.append(limits[present].astype(np.float64))
        kept.append(present)
        offset += present.shape[0]
    column, line = np.concatenate(columns), np.concatenate(lines)
    # The stubs of linprog know no sparse matrix; SciPy documents that it takes one.
    matrix: Any = csr_matrix(
        (np.ones(column.shape[0]), (line, column)), shape=(offset, rows.shape[0])
    )
    scale = float(matching.weight[rows].max())
    limits_at = np.concatenate(bounds)
    # The stubs know no array of bounds; SciPy documents one.
    reach: Any = np.column_stack([np.zeros(rows.shape[0]), most])
    result = linprog(
        -matching.weight[rows] / scale,
        A_ub=matrix if offset else None,
        b_ub=limits_at if offset else None,
        bounds=reach,
        method="highs-ds",
    )
    if result.x is None:
        raise RuntimeError(f"the optimiser gave up: {result.message}")
    duals = np.maximum(0.0, -np.asarray(result.ineqlin.marginals)) * scale if offset else limits_at
    sizes = (
        matching.client_limit.shape[0],
        matching.account_limit.shape[0],
        matching.prospects,
        matching.companies,
        1,
    )
    prices, offset = [], 0
    for present, size in zip(kept, sizes, strict=True):
        price = np.zeros(size)
        price[present] = duals[offset : offset + present.shape[0]]
        prices.append(price)
        offset += present.shape[0]
    alone = most == 1.0
    prices[_PROSPECTS][matching.prospect[rows][alone]] = (
        np.maximum(0.0, -np.asarray(result.upper.marginals))[alone] * scale
    )
    used = np.asarray(result.x) > 0.5
    return used, _Prices(prices[0], prices[1], prices[2], prices[3], float(prices[4][0]))
