"""Reports: the manager's figures over the events of the store, for a period and an owner.

Everything works on whole columns, so that a hundred thousand asks answer while somebody waits.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from prospecting.errors import Refused
from prospecting.pipeline import groups, money, reports, trends
from prospecting.pipeline.estimates import Calibration
from prospecting.pipeline.facts import Facts, Flags, derive_facts
from prospecting.pipeline.reports import pick
from prospecting.pipeline.summary import report_object
from prospecting.services.access import require
from prospecting.services.client_states import budgets, client_rows
from prospecting.services.columns import country_names
from prospecting.services.profiles import current_profile
from prospecting.services.sellers import get_seller
from prospecting.services.session import Session
from prospecting.workspace import NotFound

AREAS: Final = ("asks", "people", "clients", "rights")
#: Columns by which results are grouped, in the words of the screen.
SEGMENTS: Final[dict[str, str]] = {
    "client_id": "introducer",
    "owner": "salesperson",
    "industry": "prospect's industry",
    "client_industry": "introducer's industry",
    "country": "prospect's country",
    "client_kind": "kind of introducer",
    "origin": "how it came",
}


@dataclass(frozen=True)
class ReportData:
    """The asks of a report as a frame, the facts derived from their events, and what else the
    events say: our ``estimates`` per ask (NaN where none was kept) and ``shared`` deals."""

    asks: pd.DataFrame
    facts: Facts
    estimates: np.ndarray[Any, np.dtype[np.float64]]
    shared: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Period:
    """Asks first asked from ``start`` to ``end``, both included; None for no bound."""

    name: str
    label: str
    start: dt.date | None
    end: dt.date | None


def periods(as_of: dt.date) -> list[Period]:
    """The periods that the reports offer, from all time to this month."""
    quarter = dt.date(as_of.year, 3 * ((as_of.month - 1) // 3) + 1, 1)
    last_end = quarter - dt.timedelta(days=1)
    last = dt.date(last_end.year, 3 * ((last_end.month - 1) // 3) + 1, 1)
    return [
        Period("all", "All time", None, None),
        Period("12-months", "Last 12 months", as_of - dt.timedelta(days=364), as_of),
        Period("year", "This year", dt.date(as_of.year, 1, 1), as_of),
        Period("quarter", "This quarter", quarter, as_of),
        Period("last-quarter", "Last quarter", last, last_end),
        Period("month", "This month", as_of.replace(day=1), as_of),
    ]


def period(as_of: dt.date, name: str | None) -> Period:
    """The period of that name, or "2026-01-01..2026-06-30"; all time for anything else."""
    known = {one.name: one for one in periods(as_of)}
    if name in known:
        return known[name]
    first, dots, last = (name or "").partition("..")
    if dots:
        try:
            start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        except ValueError:
            return known["all"]
        if start <= end:
            return Period(f"{start}..{end}", f"{start} to {end}", start, end)
    return known["all"]


def event_table(session: Session) -> tuple[pd.DataFrame, dict[int, dict[str, Any]]]:
    """Every event up to the session's day in the columns of the pipeline, and the details beside
    the stages (estimate, origin, credit) by ask, those taken back left out."""

    def build() -> tuple[pd.DataFrame, dict[int, dict[str, Any]]]:
        table = session.ws.load_events()
        frame = table.drop_columns(["written_at", "user_id"]).to_pandas()
        count = len(frame)
        numbers = pd.Series(frame["number"].to_numpy(), index=frame["event_id"].to_numpy())
        corrects = frame["corrects_event"].map(numbers).to_numpy(np.float64, na_value=np.nan)
        action = np.where(np.isnan(corrects), "stage", "correction").astype(object)
        stage = frame["stage"].to_numpy(object)
        reason = np.full(count, "", dtype=object)
        extra: dict[int, dict[str, Any]] = {}
        ask_ids, number = frame["ask_id"].to_numpy(), frame["number"].to_numpy()
        gone = _taken_back(ask_ids, number, corrects)
        on = pd.to_datetime(frame["on_date"])
        past = (on <= pd.Timestamp(session.as_of)).to_numpy()
        texts = frame["detail"]
        read: dict[str, dict[str, Any]] = {}
        for place in np.flatnonzero(texts.notna().to_numpy()):
            text = str(texts.iloc[place])
            detail = read.get(text)
            if detail is None:
                detail = read[text] = json.loads(text)
            action[place] = detail.get("action", action[place])
            reason[place] = detail.get("reason") or ""
            if detail.get("no_stage"):
                stage[place] = None
            known = {k: detail[k] for k in ("p_intro", "origin", "credit") if k in detail}
            ask = int(ask_ids[place])
            if known and past[place] and (ask, float(number[place])) not in gone:
                extra.setdefault(ask, {}).update(known)
        made = pd.DataFrame(
            {
                "ask_id": ask_ids,
                "number": number,
                "stage": stage,
                "on": on,
                "action": action,
                "amount": frame["amount"].to_numpy(np.float64, na_value=np.nan),
                "currency": frame["currency"].to_numpy(object),
                "reason": reason,
                "note": frame["note"].to_numpy(object),
                "corrects": corrects,
            }
        )
        return made[past], extra

    return session.cached("event table", ("asks", "rights"), build)


def _taken_back(
    ask_ids: np.ndarray[Any, Any],
    number: np.ndarray[Any, Any],
    corrects: np.ndarray[Any, np.dtype[np.float64]],
) -> set[tuple[int, float]]:
    """(ask, number) of the events that do not count: a correction counts unless corrected itself,
    so what an undone undo took back counts again."""
    gone: set[tuple[int, float]] = set()
    places = np.flatnonzero(~np.isnan(corrects))
    for place in places[np.argsort(-number[places], kind="stable")]:
        ask = int(ask_ids[place])
        if (ask, float(number[place])) not in gone:
            gone.add((ask, float(corrects[place])))
    return gone


def report_data(session: Session) -> ReportData:
    """What all figures are made from."""

    def build() -> ReportData:
        events, extra = event_table(session)
        asks = session.ws.load_asks().to_pandas()
        ids = asks["ask_id"].to_numpy(object)
        clients = {row["client_id"]: row for row in client_rows(session)}
        client_id = asks["client_id"]
        frame = pd.DataFrame(
            {
                "ask_id": ids,
                "client_id": client_id.to_numpy(object),
                "person_id": asks["person_id"].to_numpy(object),
                "profile_id": asks["profile_id"].to_numpy(object),
                "owner": asks["owner_user"].fillna("").to_numpy(object),
                "origin": [extra.get(ask, {}).get("origin", "") for ask in ids],
                "prospect": asks["person_name"].fillna("").to_numpy(object),
                "client": asks["client_name"].fillna("former client").to_numpy(object),
                "client_industry": _of(client_id, clients, "industry"),
                "client_kind": _of(client_id, clients, "kind", "client"),
                **_segments(session, asks["person_id"]),
            }
        )
        estimates = np.array(
            [extra.get(ask, {}).get("p_intro", np.nan) for ask in ids], dtype=np.float64
        )
        return ReportData(
            frame,
            derive_facts(events, session.as_of, ids),
            estimates,
            _shared(session, extra, clients),
        )

    return session.cached("report data", AREAS, build)


def _of(
    keys: pd.Series[Any], rows: Mapping[Any, Mapping[str, Any]], name: str, default: str = "unknown"
) -> list[str]:
    known = {key: row[name] or default for key, row in rows.items()}
    return [known.get(key, default) for key in keys]


def _segments(session: Session, person_ids: pd.Series[Any]) -> dict[str, list[str]]:
    """Industry and country of each prospect; "unknown" where they are not known."""
    people = session.ws.load_people(ids=sorted(set(person_ids.tolist())))
    rows = people.select(["person_id", "company_id", "country"]).to_pylist()
    companies = session.ws.load_companies().select(["company_id", "industry", "country"])
    firm = {row["company_id"]: row for row in companies.to_pylist()}
    industry, country = {}, {}
    for row in rows:
        own = firm.get(row["company_id"], {})
        industry[row["person_id"]] = own.get("industry") or "unknown"
        country[row["person_id"]] = row["country"] or own.get("country") or "unknown"
    countries = country_names([country.get(one, "unknown") for one in person_ids])
    return {
        "industry": [industry.get(one, "unknown") for one in person_ids],
        "country": [name or "unknown" for name in countries],
    }


def _shared(
    session: Session,
    extra: Mapping[int, Mapping[str, Any]],
    clients: Mapping[int, Mapping[str, Any]],
) -> pd.DataFrame:
    """Who brought a deal to which part; a client merged into another since is that other one."""
    rows = []
    for ask, one in extra.items():
        for written, part in (one.get("credit") or {}).items():
            client = int(written)
            if client not in clients:
                with contextlib.suppress(NotFound):
                    client = session.ws.current_client(client)
            name = clients.get(client, {}).get("name", "former client")
            rows.append((ask, client, name, float(part)))
    return pd.DataFrame(rows, columns=["ask_id", "client_id", "client", "share"])


# ---- the choice ----------------------------------------------------------------------------------


def choose(session: Session, when: Period, owner: str | None = None) -> ReportData:
    """The same for the asks of a period and an owner.

    Raises:
        Refused: the role sees no reports.
    """
    require(session, "report")
    data = report_data(session)
    if when.start is None and when.end is None and not owner:
        return data

    def build() -> ReportData:
        which: Flags = np.ones(len(data.facts), dtype=np.bool_)
        if when.start is not None and when.end is not None:
            which &= trends.in_period(data.facts, when.start, when.end)
        if owner:
            which &= (data.asks["owner"] == owner).to_numpy(np.bool_)
        return ReportData(
            data.asks[which].reset_index(drop=True),
            pick(data.facts, which),
            data.estimates[which],
            data.shared,
        )

    return session.cached(f"report of {when.name} {owner or ''}", AREAS, build)


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of the managers' page."""

    asks: int
    funnel: list[reports.FunnelRow]
    rates: list[reports.Rate]
    times: list[reports.StageTime]
    stuck: list[reports.Stuck]
    load: list[reports.ClientLoad]
    declined: list[tuple[str, int]]
    lost: list[tuple[str, int]]
    arrivals: list[tuple[str, int]]
    thanks: reports.Thanks
    revenue: pd.DataFrame
    totals: dict[str, float]
    velocity: pd.DataFrame
    monthly: pd.DataFrame
    forecast: money.Forecast
    give_take: pd.DataFrame
    nps: pd.DataFrame
    calibration: Calibration


def figures(session: Session, when: Period, owner: str | None = None) -> Figures:
    """Everything at once; kept until something changes.

    Raises:
        Refused: the role sees no reports.
    """
    data = choose(session, when, owner)

    def build() -> Figures:
        facts, asks = data.facts, data.asks
        general = budgets(session)
        notes = session.ws.load_client_notes().to_pandas()
        favours = notes[notes["kind"].isin(["favour", "introduction given", "referral given"])]
        surveys = notes[(notes["kind"] == "nps") & notes["number"].notna()]
        currency = str(get_seller(session)["currency"])
        return Figures(
            asks=len(facts),
            funnel=reports.funnel(facts),
            rates=reports.rates(facts),
            times=reports.stage_times(facts),
            stuck=reports.stuck(facts, asks),
            load=reports.client_load(
                facts,
                asks,
                budget=general["per_client"],
                budget_days=general["per_days"],
                budget_year=general["per_year"],
            ),
            declined=reports.decline_reasons(facts),
            lost=reports.decline_reasons(facts, "lost"),
            arrivals=reports.arrivals(facts, asks),
            thanks=reports.thanks(facts),
            revenue=money.revenue(facts, asks, "client_id", data.shared),
            totals=money.totals(facts),
            velocity=trends.velocity(facts),
            monthly=trends.monthly(facts),
            forecast=money.forecast(facts, currency, deal_value=_deal_value(session)),
            give_take=trends.give_and_take(facts, asks, favours[["client_id", "kind"]]),
            nps=trends.nps_over_time(
                pd.DataFrame({"on": surveys["on_date"], "score": surveys["number"]})
            ),
            calibration=trends.estimate_calibration(facts, data.estimates),
        )

    return session.cached(f"figures of {when.name} {owner or ''}", (*AREAS, "settings"), build)


def _deal_value(session: Session) -> float | None:
    value = current_profile(session)[0].deal_value
    return float(value) if value else None


def group_rows(
    session: Session, by: str, when: Period, owner: str | None = None
) -> list[groups.GroupRow]:
    """Results by one of ``SEGMENTS``.

    Raises:
        Refused: the role sees no reports, or no such segment.
    """
    if by not in SEGMENTS:
        raise Refused(f"results are grouped by {', '.join(SEGMENTS)}")
    data = choose(session, when, owner)
    return groups.by_group(data.facts, data.asks, by)


def revenue_rows(session: Session, by: str, when: Period, owner: str | None = None) -> pd.DataFrame:
    """Revenue and pipeline by one of ``SEGMENTS``; deals that several brought are split between
    introducers."""
    if by not in SEGMENTS:
        raise Refused(f"results are grouped by {', '.join(SEGMENTS)}")
    data = choose(session, when, owner)
    return money.revenue(data.facts, data.asks, by, data.shared if by == "client_id" else None)


# ---- the whole as one object ---------------------------------------------------------------------


def full_report(session: Session) -> dict[str, Any]:
    """``funnel, rates, clients, revenue_total, revenue_by_client, currency`` and more, as the
    command line prints it.

    Raises:
        Refused: the role sees no reports.
    """
    require(session, "report")
    data = report_data(session)
    currency = str(get_seller(session)["currency"])
    general = budgets(session)
    names = {str(row["client_id"]): row["name"] for row in client_rows(session)}
    made = report_object(
        data.facts,
        data.asks,
        currency,
        budget=general["per_client"],
        budget_days=general["per_days"],
        budget_year=general["per_year"],
        deal_value=_deal_value(session),
        shared=data.shared,
    )
    for row in made["clients"]:
        row["client_name"] = names.get(row["client_id"], "former client")
        row["client_id"] = int(row["client_id"])
    for row in made["revenue_by_client"]:
        row["client_name"] = names.get(row["client_id"], "former client")
        row["client_id"] = int(row["client_id"])
        row["revenue"] = row["amount"] = round(row["amount"], 2)
    for row in made["stuck"]:
        row["ask_id"], row["client_id"] = int(row["ask_id"]), int(row["client_id"])
    made["rates"] = {row.pop("name"): row for row in made["rates"]}
    made["revenue_total"] = round(made["revenue_total"], 2)
    return made
