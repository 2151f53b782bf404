"""Revenue by who brought it, and a forecast that says how unsure it is.

Currencies are never added up: every sum stands beside its currency, and a total in one currency
needs rates that the user gave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from prospecting.pipeline.estimates import Share, share
from prospecting.pipeline.facts import CODE, Facts, Frame, column, numbers_of
from prospecting.pipeline.reports import ask_columns
from prospecting.pipeline.stages import LABELS, RANK

#: Chances that an open ask at a stage is won in the end, before there is a history (chosen, from
#: the base rates in the notes: a yes .35, the prospect agrees .6, a meeting .55, then a third).
PRIOR_WIN: Final[Mapping[str, float]] = {
    "suggested": 0.01, "drafted": 0.01, "asked": 0.03, "agreed": 0.07, "opted-in": 0.1,
    "introduced": 0.11, "replied": 0.15, "meeting": 0.2, "opportunity": 0.35, "postponed": 0.02,
}  # fmt: skip
#: The prior counts as much as this many finished asks.
_PRIOR_CASES: Final = 8.0
_DRAWS: Final = 4000


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """Open asks at one stage: how many, the chance that one is won, what that is worth."""

    stage: str
    label: str
    open: int
    chance: float
    history: Share
    expected: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """Revenue expected from what is open today, with the middle 80 percent of the draws."""

    currency: str
    expected: float
    low: float
    high: float
    rows: tuple[ForecastRow, ...]
    left_out: int


def revenue(
    facts: Facts, asks: Frame, by: str = "client_id", shared: Frame | None = None
) -> pd.DataFrame:
    """Won amounts by a column of the ask frame (client_id, owner, profile_id, industry …).

    ``shared`` (ask_id, ``by``, share) splits deals that more than one person brought: the shares
    of a deal are scaled to one; a deal without a line belongs wholly to its own row. Columns:
    ``by``, currency, deals (may be a fraction), amount, pipeline (open opportunities); by amount.
    A deal without an amount counts as a deal of 0.
    """
    (names,) = ask_columns(asks, facts, by)
    won = facts.now_at("won")
    opportunity = facts.open & (facts.furthest() >= RANK["opportunity"])
    money = np.nan_to_num(facts.amount)
    currency = np.where(pd.isna(facts.currency), "", facts.currency)
    frame = pd.DataFrame(
        {
            "ask_id": facts.ask_ids,
            by: names,
            "currency": currency,
            "deals": won.astype(np.float64),
            "amount": np.where(won, money, 0.0),
            "pipeline": np.where(opportunity, money, 0.0),
        }
    )[won | opportunity]
    if shared is not None and len(shared):
        split = pd.DataFrame(
            {
                "ask_id": column(shared, "ask_id"),
                "_who": column(shared, by),
                "_share": numbers_of(shared, "share"),
            }
        )
        split = split[split["_share"] > 0]
        split["_share"] /= split.groupby("ask_id")["_share"].transform("sum")
        frame = frame.merge(split, on="ask_id", how="left")
        part = frame["_share"].fillna(1.0)
        frame[by] = frame["_who"].where(frame["_who"].notna(), frame[by])
        for name in ("deals", "amount", "pipeline"):
            frame[name] = frame[name] * part
        frame = frame.drop(columns=["_who", "_share"])
    table = frame.groupby([by, "currency"], sort=True)[["deals", "amount", "pipeline"]].sum()
    return table.reset_index().sort_values(
        ["amount", by, "currency"], ascending=[False, True, True], ignore_index=True
    )


def totals(facts: Facts) -> dict[str, float]:
    """Won amounts by currency, the largest first; deals without a currency under ""."""
    won = facts.now_at("won") & ~np.isnan(facts.amount)
    currency = np.where(pd.isna(facts.currency), "", facts.currency)[won]
    sums = pd.Series(facts.amount[won]).groupby(currency).sum().sort_values(ascending=False)
    return {str(name): float(value) for name, value in sums.items()}


def total_in(currency: str, sums: Mapping[str, float], rates: Mapping[str, float]) -> float:
    """All sums in one currency; ``rates`` says what one unit of each other is worth in it.

    Raises:
        KeyError: a currency without a rate.
    """
    total = 0.0
    for name, value in sums.items():
        if name not in (currency, "") and name not in rates:
            raise KeyError(f"no rate from {name} to {currency}: enter one to add them up")
        total += value * (1.0 if name in (currency, "") else rates[name])
    return total


def forecast(
    facts: Facts, currency: str, *, deal_value: float | None = None, seed: int = 1
) -> Forecast:
    """What the open asks will bring: by draws over how sure each chance of winning is.

    The chance at a stage is the share won among finished asks that had come so far, drawn
    towards ``PRIOR_WIN`` (a Beta with the weight of eight cases). An open ask without an amount
    counts the median of won deals in ``currency``, else ``deal_value``; asks in another currency
    are left out and counted. The same seed gives the same figures.
    """
    furthest = facts.furthest()
    closed, won = ~facts.open, facts.now_at("won")
    own = np.array([c in (currency, None, "") for c in facts.currency], dtype=bool)
    known = won & own & ~np.isnan(facts.amount)
    usual = float(np.median(facts.amount[known])) if known.any() else float(deal_value or 0.0)
    chance = np.random.default_rng(seed)
    rows = []
    draws = np.zeros(_DRAWS)
    for stage, prior in PRIOR_WIN.items():
        here = facts.now_at(stage) & facts.open & own
        count = int(here.sum())
        rank = RANK.get(stage, RANK["asked"])
        so_far = closed & (furthest >= rank)
        hits, cases = int((so_far & won).sum()), int(so_far.sum())
        a = prior * _PRIOR_CASES + hits
        b = (1 - prior) * _PRIOR_CASES + cases - hits
        mean = a / (a + b)
        amounts = np.where(np.isnan(facts.amount[here]), usual, facts.amount[here])
        expected = mean * float(amounts.sum())
        rows.append(ForecastRow(stage, LABELS[stage], count, mean, share(hits, cases), expected))
        if not count:
            continue
        p = chance.beta(a, b, _DRAWS)
        if count <= 50:
            hit = chance.random((_DRAWS, count)) < p[:, None]
            draws += hit @ amounts
        else:
            # Many deals: their sum is near normal given p (central limit).
            spread = np.sqrt(p * (1 - p) * float((amounts**2).sum()))
            draws += np.maximum(0, p * amounts.sum() + spread * chance.standard_normal(_DRAWS))
    low, high = np.quantile(draws, [0.1, 0.9])
    foreign = int((facts.open & ~own).sum())
    total = sum(row.expected for row in rows)
    return Forecast(currency, total, float(low), float(high), tuple(rows), foreign)


def deal_sizes(facts: Facts, currency: str) -> pd.DataFrame:
    """Amounts of won deals in one currency: columns ask_id, amount, days from ask to won."""
    own = facts.now_at("won") & (facts.currency == currency) & ~np.isnan(facts.amount)
    day = facts.reached[own, CODE["won"]] - facts.asked_on[own]
    return pd.DataFrame({"ask_id": facts.ask_ids[own], "amount": facts.amount[own], "days": day})
