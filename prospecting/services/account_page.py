"""A client's company: its people, their asks and answers together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from prospecting.errors import Refused
from prospecting.pipeline.followups import introduced_on
from prospecting.pipeline.journey import Balance, give_and_take_of
from prospecting.services.access import require, sees
from prospecting.services.asked import all_asks
from prospecting.services.board import AskView, list_asks
from prospecting.services.client_page import gives_of, notes_of
from prospecting.services.client_states import all_readiness, client_rows
from prospecting.services.columns import country_names
from prospecting.services.company_facts import industry_word
from prospecting.services.session import Session


@dataclass(frozen=True, slots=True)
class AccountPerson:
    """Somebody at a client's company who may introduce."""

    client_id: int
    name: str
    title: str | None
    state: str
    until: dt.date | None
    asked_365: int
    introductions: int


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A client's company: its people, their asks and answers together."""

    company_id: int
    name: str
    industry: str | None
    country: str | None
    people: list[AccountPerson]
    asks: list[AskView]
    hidden_asks: int
    known_there: int
    budget: int | None
    quiet_until: dt.date | None
    balance: Balance
    revenue: float | None


def account_page(session: Session, company_id: int) -> AccountPage:
    """The page of a client's company.

    Raises:
        Refused: no client works there, or the role sees no asks.
    """
    require(session, "see own asks")
    rows = [row for row in client_rows(session) if row["company_id"] == company_id]
    if not rows:
        raise Refused("none of your clients works at this company")
    ids = {row["client_id"] for row in rows}
    own = [ask for ask in all_asks(session) if ask.client_id in ids]
    ready = {
        row["client_id"]: today
        for row, today in zip(client_rows(session), all_readiness(session), strict=True)
        if row["client_id"] in ids
    }
    year = session.as_of - dt.timedelta(days=365)
    people = [
        AccountPerson(
            client_id=row["client_id"],
            name=row["name"],
            title=row["title"],
            state=ready[row["client_id"]].state,
            until=ready[row["client_id"]].until,
            asked_365=sum(
                ask.client_id == row["client_id"] and (ask.state.asked_on or dt.date.min) > year
                for ask in own
            ),
            introductions=sum(
                ask.client_id == row["client_id"] and introduced_on(ask.state) is not None
                for ask in own
            ),
        )
        for row in rows
    ]
    rule = (session.ws.get_setting("account_rules", {}) or {}).get(str(company_id), {})
    quiet = rule.get("quiet_until")
    gives = [
        give
        for row in rows
        for give in gives_of(
            notes_of(session, row["client_id"]),
            [ask for ask in own if ask.client_id == row["client_id"]],
        )
    ]
    name = rows[0]["company"] or "this company"
    known = [row["revenue"] for row in rows if row["revenue"] is not None]
    return AccountPage(
        company_id=company_id,
        name=name,
        industry=industry_word(rows[0]["industry"]),
        country=country_names([rows[0]["country"]])[0],
        people=sorted(people, key=lambda one: (one.name.casefold(), one.client_id)),
        asks=sorted(
            list_asks(session, client_ids=ids),
            key=lambda one: one.since or dt.date.min,
            reverse=True,
        ),
        hidden_asks=sum(not sees(session, ask.owner_user) for ask in own),
        known_there=len(session.ws.people_at([company_id])),
        budget=rule.get("budget"),
        quiet_until=dt.date.fromisoformat(quiet) if quiet else None,
        balance=give_and_take_of(name, gives, session.as_of),
        revenue=sum(known) if known else None,
    )


def set_account_rule(
    session: Session,
    company_id: int,
    *,
    budget: int | None = None,
    quiet_until: dt.date | None = None,
) -> None:
    """How often a whole company may be asked a period, and until when it is left alone.

    Raises:
        Refused: the role may not, or numbers that cannot be.
    """
    require(session, "note")
    if budget is not None and not 0 <= budget <= 1_000:
        raise Refused("a budget is a whole number from 0 to 1,000")
    version = session.ws.setting_version("account_rules")
    saved = dict(session.ws.get_setting("account_rules", {}) or {})
    rule = dict(saved.get(str(company_id), {}))
    rule |= {
        "budget": budget,
        "quiet_until": quiet_until.isoformat() if quiet_until else None,
    }
    saved[str(company_id)] = rule
    session.ws.set_setting("account_rules", saved, user=session.user, expected=version)
