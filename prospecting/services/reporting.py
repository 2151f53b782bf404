"""Reports: the manager's figures over the events of the store."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from prospecting.pipeline import reports
from prospecting.pipeline.facts import Facts, derive_facts
from prospecting.services.asked import all_events
from prospecting.services.client_states import budgets, client_rows
from prospecting.services.sellers import get_seller
from prospecting.services.session import Session

EVENT_COLUMNS = (
    "ask_id",
    "number",
    "stage",
    "on",
    "action",
    "amount",
    "currency",
    "reason",
    "note",
    "corrects",
    "until",
)


@dataclass(frozen=True)
class ReportData:
    """The asks and events of a report as frames, and the facts derived from them."""

    asks: pd.DataFrame
    facts: Facts


def event_frame(session: Session) -> pd.DataFrame:
    """Every event up to the session's day, one a row, in the columns of the pipeline."""

    def build() -> pd.DataFrame:
        rows = [
            {name: getattr(event, name) for name in EVENT_COLUMNS}
            for own in all_events(session).values()
            for event in own
            if event.on <= session.as_of
        ]
        return pd.DataFrame(rows, columns=list(EVENT_COLUMNS))

    return session.cached("event frame", ("asks",), build)


def report_data(session: Session) -> ReportData:
    """What all figures are made from."""

    def build() -> ReportData:
        table = session.ws.load_asks()
        asks = table.to_pandas()
        frame = pd.DataFrame(
            {
                "ask_id": asks["ask_id"].astype(str),
                "client_id": asks["client_id"].astype(str),
                "owner": asks["owner_user"].fillna(""),
                "origin": "",
                "prospect": asks["person_name"].fillna(""),
                "client": asks["client_name"].fillna(""),
            }
        )
        ids = frame["ask_id"].to_numpy(dtype=object)
        return ReportData(frame, derive_facts(event_frame(session), session.as_of, ids))

    return session.cached("report data", ("asks", "people", "clients"), build)


def full_report(session: Session) -> dict[str, Any]:
    """``funnel, rates, clients, revenue_total, revenue_by_client, currency`` and more."""
    data = report_data(session)
    currency = str(get_seller(session)["currency"])
    names = {str(row["client_id"]): row["name"] for row in client_rows(session)}
    general = budgets(session)
    revenue = revenue_by_client(data, currency)
    load = reports.client_load(
        data.facts,
        data.asks,
        budget=general["per_client"],
        budget_days=general["per_days"],
        budget_year=general["per_year"],
    )
    return {
        "funnel": [asdict(row) for row in reports.funnel(data.facts)],
        "rates": {
            rate.name: {"label": rate.label, **asdict(rate.share)}
            for rate in reports.rates(data.facts)
        },
        "stage_times": [asdict(row) for row in reports.stage_times(data.facts)],
        "clients": [
            asdict(row)
            | {
                "client_id": int(row.client_id),
                "client_name": names.get(row.client_id, "former client"),
            }
            for row in load
        ],
        "stuck": [asdict(row) for row in reports.stuck(data.facts, data.asks, 50)],
        "decline_reasons": [
            {"reason": reason, "count": count}
            for reason, count in reports.decline_reasons(data.facts)
        ],
        "revenue_total": round(sum(row["revenue"] for row in revenue), 2),
        "revenue_by_client": revenue,
        "currency": currency,
        "thanks": asdict(reports.thanks(data.facts)),
    }


def revenue_by_client(data: ReportData, currency: str) -> list[dict[str, Any]]:
    """Amounts won through each client in the seller's currency, the most first.

    Amounts in other currencies are not converted; they are counted under their own.
    """
    facts = data.facts
    won = facts.now_at("won")
    own = np.array([(c or currency) == currency for c in facts.currency], dtype=np.bool_)
    clients, names = reports.ask_columns(data.asks, facts, "client_id", "client")
    amounts = np.nan_to_num(facts.amount)
    found: dict[str, dict[str, Any]] = {}
    for place in np.flatnonzero(won & own):
        row = found.setdefault(
            str(clients[place]),
            {
                "client_id": int(clients[place]),
                "client_name": str(names[place]),
                "revenue": 0.0,
                "deals": 0,
            },
        )
        row["revenue"] = round(row["revenue"] + float(amounts[place]), 2)
        row["deals"] += 1
    return sorted(found.values(), key=lambda row: (-row["revenue"], row["client_id"]))
