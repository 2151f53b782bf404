"""What came of introductions, as files that HubSpot, Salesforce and Pipedrive import."""

from __future__ import annotations

from typing import Any, Final

from prospecting.pipeline.crm_out import SYSTEMS, Introduction, crm_table
from prospecting.pipeline.followups import introduced_on
from prospecting.services.access import require
from prospecting.services.board import people_of
from prospecting.services.client_states import client_rows
from prospecting.services.session import Session
from prospecting.services.team import visible_asks

Rows = list[dict[str, Any]]
#: The name of each table that can be exported, with the program and what it holds. The plain name
#: is the deals, which bring their people along.
TABLES: Final[dict[str, tuple[str, str]]] = {
    **{system: (system, "deals") for system in SYSTEMS},
    **{f"{system}-contacts": (system, "contacts") for system in SYSTEMS},
}


def introductions(session: Session) -> list[Introduction]:
    """Every ask that led to an introduction, of those the session may see, by id.

    People who were erased or objected, and those not introduced yet, are left out.
    """
    chosen = [ask for ask in visible_asks(session) if introduced_on(ask.state) is not None]
    people = people_of(session, (ask.person_id for ask in chosen))
    names = {row["client_id"]: row["name"] for row in client_rows(session)}
    made = []
    for ask in chosen:
        person = people.get(ask.person_id) or {}
        if not person.get("name") or person.get("is_suppressed"):
            continue
        state = ask.state
        first, last = _names(person)
        made.append(
            Introduction(
                ask_id=str(ask.ask_id),
                first_name=first,
                last_name=last,
                title=person.get("title") or "",
                company=person.get("company") or "",
                url=person.get("url") or "",
                introducer=names.get(ask.client_id, "a former client"),
                stage=state.stage,
                introduced_on=introduced_on(state),
                closed_on=state.since if not state.open else None,
                amount=state.amount,
                currency=(state.currency or ask.currency or "") if state.amount is not None else "",
                owner=ask.owner_user or "",
                note=state.reason,
            )
        )
    return made


def _names(person: dict[str, Any]) -> tuple[str, str]:
    first, last = person.get("first_name") or "", person.get("last_name") or ""
    if first or last:
        return first, last
    whole, _, rest = str(person["name"]).rpartition(" ")
    return whole, rest


def crm_rows(session: Session, name: str) -> Rows:
    """The rows of one of ``TABLES``, in the columns that the program maps by itself.

    Raises:
        Refused: the role may not export.
        KeyError: another name.
    """
    require(session, "export")
    system, what = TABLES[name]
    table = crm_table(system, what, introductions(session))
    if not table.rows:
        return []
    return [dict(zip(table.header, row, strict=True)) for row in table.rows]


def mail_merge(session: Session) -> Rows:
    """The asks of the last plan, one a row, for letters that the user writes and sends by himself;
    the introducers only, never the prospects' addresses.

    Raises:
        Refused: the role may not export.
    """
    from prospecting.services.exporting import asked_now
    from prospecting.services.planning import latest_plan

    require(session, "export")
    plan = latest_plan(session)
    clients = {row["client_id"]: row for row in client_rows(session)}
    rows: Rows = []
    for one in asked_now(session, plan) if plan is not None else ():
        client = clients[one.client_id]
        rows.append(
            {
                "first_name": client["first_name"] or "",
                "last_name": client["last_name"] or "",
                "email": client["email"] or "",
                "company": client["company"] or "",
                "language": client["language"] or "",
                "prospect": one.prospect_name,
                "prospect_title": one.prospect_title or "",
                "prospect_company": one.prospect_company or "",
                "how_they_know_each_other": " ".join(one.tie_reasons),
                "why_it_fits": " ".join(one.fit_reasons),
            }
        )
    return rows
