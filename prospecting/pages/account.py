"""A client's company: who there can help, and what was asked of them together?"""

from __future__ import annotations

import datetime as dt

import streamlit as st

from prospecting.errors import Refused
from prospecting.pages import fields, moves, parts, places
from prospecting.pages.client import ask_line
from prospecting.pages.context import session
from prospecting.services import account_page, company_facts, sellers
from prospecting.services.account_page import AccountPage
from prospecting.services.session import Session


def page() -> None:
    """The company that the address names."""
    now = session()
    text = st.query_params.get("company") or str(st.session_state.get("account", ""))
    if not text.isdigit():
        parts.page_head("Client's company", "Choose a client first.")
        if st.button("All clients", key="account-none", type="primary"):
            places.go("clients")
        return
    try:
        one = account_page.account_page(now, int(text))
    except Refused:
        parts.page_head("Client's company", "Who there can help?")
        raise
    parts.page_head(
        parts.escape_md(one.name), "Who there can help, and what was asked of them together?"
    )
    moves.said()
    facts = [one.industry, one.country, f"{one.known_there:,} people known there"]
    parts.quiet(parts.escape_md(" · ".join(fact for fact in facts if fact)))
    for fact in company_facts.of_company(now, one.company_id):
        if fact.others:
            parts.quiet(f":material/difference: {parts.escape_md(fact.sentence, 600)}")
    _figures(now, one)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(f"Asked so far · {len(one.asks):,}", anchor=False)
        for ask in one.asks[:30]:
            ask_line(now, ask, with_client=True)
        if not one.asks:
            parts.quiet("Nothing yet.")
        if one.hidden_asks:
            parts.quiet(f"and {one.hidden_asks:,} of colleagues")
    with right:
        _people(now, one)
        _rule(now, one)


def _figures(now: Session, one: AccountPage) -> None:
    who = sellers.get_seller(now)
    write = parts.writing_for(who["country"], who["language"], who["currency"])
    year = sum(person.asked_365 for person in one.people)
    made = sum(person.introductions for person in one.people)
    columns = st.columns(3)
    columns[0].metric("Asked in a year", f"{year:,}")
    columns[1].metric("Introductions", f"{made:,}")
    columns[2].metric("Revenue", "unknown" if one.revenue is None else write.money(one.revenue))
    st.text(one.balance.sentence)


def _people(now: Session, one: AccountPage) -> None:
    st.subheader(f"{len(one.people):,} who can introduce", anchor=False)
    for person in one.people:
        with st.container(border=True, key=f"account-person-{person.client_id}", gap="xsmall"):
            places.link("client", f"**{parts.escape_md(person.name)}**", client=person.client_id)
            st.text(person.title or "Role unknown")
            until = f"again {parts.near_day(person.until, now.as_of)}" if person.until else ""
            parts.readiness_mark(person.state, until)
            made = f"{person.introductions} {parts.plural(person.introductions, 'introduction')}"
            parts.quiet(f"asked {person.asked_365} times in a year · {made}")


def _rule(now: Session, one: AccountPage) -> None:
    st.subheader("For the whole company", anchor=False)
    with st.form("account-rule", border=True):
        budget = st.number_input(
            "Asks per period, all people together",
            0,
            1000,
            one.budget,
            placeholder="no limit of its own",
            key="account-budget",
        )
        quiet = st.date_input(
            "Leave alone until",
            one.quiet_until,
            key="account-quiet",
            format=fields.day_format(),
        )
        if st.form_submit_button(f"Keep for {parts.escape_md(one.name)}", type="primary"):
            moves.carry_out(
                lambda: account_page.set_account_rule(
                    now,
                    one.company_id,
                    budget=None if budget is None else int(budget),
                    quiet_until=quiet if isinstance(quiet, dt.date) else None,
                )
            )
