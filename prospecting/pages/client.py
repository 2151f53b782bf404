"""One client: where they stand, what was noted, what they were asked, whom they may know."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from prospecting.errors import Refused
from prospecting.pages import parts, places
from prospecting.pages.context import session
from prospecting.services import asks, clients
from prospecting.services.session import Session
from prospecting.services.views import ClientView


def page() -> None:
    """The client chosen on the list."""
    now = session()
    found = {one.client_id: one for one in clients.list_clients(now)}
    client_id = st.session_state.get("client")
    if client_id not in found:
        parts.page_head("Client", "Choose a client first.")
        if st.button("All clients", key="client-none", type="primary"):
            places.go("clients")
        return
    one = found[client_id]
    parts.page_head(parts.escape_md(one.name), "What may I ask, and what do I owe?")
    st.text(parts.work_line(one.title, one.company) or "Role and company unknown")
    parts.readiness_mark(one.state, "; ".join(one.reasons))
    _figures(one)
    left, right = st.columns(2, gap="large")
    with left:
        _notes(now, one)
        _mentioned(now, one)
    with right:
        _asked(now, one)


def _figures(one: ClientView) -> None:
    columns = st.columns(4)
    columns[0].metric("Contacts", f"{one.contacts:,}")
    columns[1].metric("Prospects", f"{one.prospects:,}")
    columns[2].metric("Asked", f"{one.asks_used} of {one.budget}")
    columns[3].metric("NPS", "unknown" if one.nps is None else str(one.nps))


def _notes(now: Session, one: ClientView) -> None:
    st.subheader("Note something", anchor=False)
    with st.form("client-note", clear_on_submit=True, border=True):
        touch = st.checkbox("We were in touch", key="note-touch")
        moment = st.text_input(
            "A good moment", key="note-moment", placeholder="Renewed for two years"
        )
        favour = st.text_input("A favour we did", key="note-favour")
        with st.expander("More"):
            nps = st.number_input("Satisfaction, 0 to 10", 0, 10, value=None, key="note-nps")
            complaint = st.text_input(
                "An open complaint", key="note-complaint", help="“none” closes it"
            )
            pause = st.date_input("Do not ask until", value=None, key="note-pause")
            budget = st.number_input("Asks per period", 0, 50, value=None, key="note-budget")
        if st.form_submit_button(f"Note for {parts.escape_md(one.name)}", type="primary"):
            done = clients.note(
                now,
                one.client_id,
                touch=touch,
                moment=moment or None,
                favour=favour or None,
                nps=None if nps is None else int(nps),
                complaint=complaint or None,
                do_not_ask=pause.isoformat() if isinstance(pause, dt.date) else None,
                budget=None if budget is None else int(budget),
            )
            st.toast(parts.escape_md(" ".join(done["sentences"])))
            st.rerun()


def _mentioned(now: Session, one: ClientView) -> None:
    first = one.name.split(" ")[0]
    st.subheader(f"{parts.escape_md(first)} mentioned somebody", anchor=False)
    with st.form("client-mention", clear_on_submit=True, border=True):
        name = st.text_input("Name", key="mention-name")
        title = st.text_input("Role", key="mention-title")
        company = st.text_input("Company", key="mention-company")
        url = st.text_input("Profile address", key="mention-url")
        if st.form_submit_button("Add the contact", type="primary"):
            if not name.strip():
                raise Refused("say the contact's name")
            done = clients.add_contact(
                now, one.client_id, name=name, title=title, company=company, url=url
            )
            st.toast(parts.escape_md(done["message"]))
            st.rerun()


def _asked(now: Session, one: ClientView) -> None:
    st.subheader("Asked so far", anchor=False)
    own = asks.list_asks(now, client_id=one.client_id)
    if not own:
        parts.quiet("Nothing yet.")
    for ask in own[:20]:
        with st.container(border=True, key=f"client-ask-{ask.ask_id}"):
            st.text(f"{ask.prospect_name} · {ask.prospect_company or 'company unknown'}")
            when = parts.near_day(ask.since, now.as_of) if ask.since else ""
            parts.quiet(f"{ask.label} {when}")
