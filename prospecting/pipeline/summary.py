"""The report as one JSON object, as the command line gives it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from prospecting.pipeline.facts import Facts, Frame
from prospecting.pipeline.money import forecast, revenue, totals
from prospecting.pipeline.reports import (
    arrivals,
    client_load,
    decline_reasons,
    funnel,
    rates,
    stage_times,
    stuck,
    thanks,
)


def report_object(
    facts: Facts,
    asks: Frame,
    currency: str,
    *,
    budget: int = 2,
    budget_days: int = 90,
    budget_year: int = 6,
    deal_value: float | None = None,
    shared: Frame | None = None,
) -> dict[str, Any]:
    """``funnel, rates, clients, revenue_total, revenue_by_client, currency`` and the rest.

    ``revenue_total`` and ``revenue_by_client`` are in ``currency`` (a deal without one counts as
    in it); what was won in others stands under ``revenue_other``, unconverted. ``shared`` splits deals that
    several clients brought (see ``money.revenue``). All values are plain JSON types.
    """
    by_client = revenue(facts, asks, "client_id", shared)
    own = by_client[by_client["currency"].isin([currency, ""])]
    sums = totals(facts)
    earned = own.groupby("client_id", sort=True)[["deals", "amount"]].sum()
    earned = earned[earned["deals"] > 0].sort_values("amount", ascending=False, kind="stable")
    found: dict[str, Any] = _plain(
        {
            "funnel": [asdict(row) for row in funnel(facts)],
            "rates": [{"name": r.name, "label": r.label, **asdict(r.share)} for r in rates(facts)],
            "clients": [
                asdict(row)
                for row in client_load(
                    facts, asks, budget=budget, budget_days=budget_days, budget_year=budget_year
                )
            ],
            "revenue_total": sum(v for name, v in sums.items() if name in (currency, "")),
            "revenue_by_client": [
                {"client_id": str(client), "deals": float(deals), "amount": float(amount)}
                for client, deals, amount in earned.itertuples()
            ],
            "revenue_other": {n: v for n, v in sums.items() if n not in (currency, "")},
            "currency": currency,
            "stage_days": [asdict(row) for row in stage_times(facts)],
            "stuck": [asdict(row) for row in stuck(facts, asks, limit=50)],
            "decline_reasons": [
                {"reason": reason, "count": count} for reason, count in decline_reasons(facts)
            ],
            "arrivals": [{"how": how, "count": count} for how, count in arrivals(facts, asks)],
            "thanks": asdict(thanks(facts)),
            "forecast": asdict(forecast(facts, currency, deal_value=deal_value)),
        }
    )
    return found


def _plain(value: Any) -> Any:
    """The same with dates as text and tuples as lists."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
