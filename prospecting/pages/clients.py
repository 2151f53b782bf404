"""Clients: who can help, who should be left alone?"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import streamlit as st

from prospecting.errors import Refused
from prospecting.pages import parts, places, theme
from prospecting.pages.context import session
from prospecting.services import clients, people
from prospecting.services.session import Session
from prospecting.services.views import ClientView

STATES = ("ready", "warm first", "do not ask", "budget spent")
ORDERS = {
    "use": "who can help most",
    "name": "name",
    "network": "size of network",
    "nps": "satisfaction",
}
KINDS = ("client", "partner", "supplier", "colleague", "friend")
PAGE = 10
ROW = 80
"""Height of a row in pixels: room for a reason on four lines (below 65 none is broken)."""


def page() -> None:
    """Every client with readiness, reach and load; one opens a client's page."""
    now = session()
    parts.page_head("Clients", "Who can help, and who should be left alone?")
    found = clients.list_clients(now)
    if not found:
        if parts.empty_state(
            "Here will be your clients, and what each of them can do for you.",
            "Import your client list: a CSV or Excel file with names and e-mail addresses is "
            "enough.",
            "Import files",
            key="clients",
        ):
            places.go("import")
        _add(now, expanded=False)
        return
    shown = _chosen(found)
    if not shown:
        parts.quiet("No client is in that state, or has that name.")
    else:
        _table(now, shown)
    _add(now, expanded=False)


def _chosen(found: list[ClientView]) -> list[ClientView]:
    """Those in the states asked for, in the order asked for."""
    counts = Counter(one.state for one in found)
    states = [state for state in STATES if counts[state]]
    states += sorted(set(counts) - set(states))
    chosen = st.pills(
        "Show",
        states,
        selection_mode="multi",
        format_func=lambda state: f"{theme.readiness(state).plain} {counts[state]:,}",
        key="clients-states",
        label_visibility="collapsed",
        bind="query-params",
    )
    left, right = st.columns([3, 2])
    with left:
        wanted = st.text_input(
            "Client or company",
            key="clients-find",
            type="search",
            live=True,
            placeholder="Any",
            bind="query-params",
        )
    with right:
        order = st.selectbox(
            "In the order of",
            list(ORDERS),
            format_func=lambda key: ORDERS[key],
            key="clients-order",
        )
    low = wanted.strip().casefold()
    shown = [
        one
        for one in found
        if (not chosen or one.state in chosen)
        and low in f"{one.name} {one.company or ''} {one.email or ''}".casefold()
    ]
    if order == "use":
        rank = {state: place for place, state in enumerate(STATES)}
        shown.sort(key=lambda one: (rank.get(one.state, 9), -one.prospects * one.willingness))
    elif order == "network":
        shown.sort(key=lambda one: -one.contacts)
    elif order == "nps":
        shown.sort(key=lambda one: -1 if one.nps is None else one.nps, reverse=True)
    return shown


def _table(now: Session, shown: list[ClientView]) -> None:
    def load(offset: int, limit: int) -> pd.DataFrame:
        return pd.DataFrame([_line(now, one) for one in shown[offset : offset + limit]])

    table = parts.paged_table(
        "clients",
        len(shown),
        load,
        id_column="id",
        columns=table_columns(small=parts.on_a_phone()),
        label="Clients with their readiness",
        page_size=PAGE,
        row_height=ROW,
    )
    if table.one is None:
        parts.quiet("Choose a client to see why, and to open the client's page.")
        return
    one = next(c for c in shown if str(c.client_id) == table.one)
    _card(one)


def table_columns(*, small: bool) -> dict[str, Any]:
    """The columns in their order; a ``small`` screen shows who can help without moving."""
    text = st.column_config.TextColumn
    number = st.column_config.NumberColumn
    columns = {
        "Client": text(width=118),
        "Company": text(width=112),
        "Today": text(width=108),
        "Why": text(width=192),
        "From": text(width=62, help="May be asked from this day on"),
        "Reach": number(
            width=57, format="localized", help="Prospects this client may introduce you to"
        ),
        "Network": number(width=68, format="localized", help="Contacts in the client's file"),
        "Asked": text(width=52, help="Asks used, of the budget"),
        "Gave": number(width=44, help="Favours you did for this client"),
    }
    first = {"Client": text(width=150), "Today": text(width=112), "Reach": columns["Reach"]}
    return parts.first_columns(columns, first) if small else columns


def _line(now: Session, one: ClientView) -> dict[str, object]:
    return {
        "id": one.client_id,
        "Client": one.name,
        "Company": one.company or "unknown",
        "Today": theme.readiness(one.state).plain,
        "Why": _why(one),
        "From": parts.near_day(one.until, now.as_of) if one.until else "",
        "Reach": one.prospects,
        "Network": one.contacts,
        "Asked": f"{one.asks_used} of {one.budget}",
        "Gave": one.favours,
    }


def _why(one: ClientView) -> str:
    """The first reason, without the word that stands in the column beside it."""
    reason = parts.main_reason(one.reasons, one.until)
    short = reason.removeprefix("Ready: ")
    return short[:1].upper() + short[1:]


def _card(one: ClientView) -> None:
    """Why the client stands where he stands, and what to do next."""
    with st.container(border=True, key=f"client-{one.client_id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(parts.escape_md(one.name, 120), anchor=False)
            if one.kind != "client":
                st.badge(parts.escape_md(one.kind), color="gray")
        st.text(parts.work_line(one.title, one.company) or "Role and company unknown")
        parts.readiness_mark(one.state, "; ".join(one.reasons))
        parts.quiet(parts.escape_md(_give_and_take(one), 400))
        with st.container(horizontal=True):
            if st.button(f"Open {parts.escape_md(one.name)}", key="client-open", type="primary"):
                st.session_state["client"] = one.client_id
                places.go("client")
            if not one.contacts and st.button(
                f"Ask {parts.escape_md(one.name.split(' ')[0])} for connections",
                key="client-kit",
                help="Words ready to send, on the page Import",
            ):
                st.session_state["kit-for"] = one.client_id
                places.go("import")


def _give_and_take(one: ClientView) -> str:
    words = [
        f"asked {one.asks_used} of {one.budget} {parts.plural(one.budget, 'time')} this period",
        f"{one.favours} {parts.plural(one.favours, 'favour')} given"
        if one.favours
        else "no favour noted yet",
    ]
    if not one.contacts:
        words.append("no connections imported, so nobody to introduce is known")
    elif not one.has_archive:
        words.append("only connections imported: how well they know each other is not known")
    if one.nps is None:
        words.append("satisfaction unknown")
    text = "; ".join(words)
    return f"{text[:1].upper()}{text[1:]}."


def _add(now: Session, *, expanded: bool) -> None:
    """A client entered by hand."""
    with (
        st.expander("Add a client by hand", expanded=expanded, key="client-add"),
        st.form("client-new", clear_on_submit=True, border=False),
    ):
        left, right = st.columns(2)
        with left:
            name = st.text_input("Name", key="new-name")
            company = st.text_input("Company", key="new-company")
        with right:
            email = st.text_input("E-mail", key="new-email")
            title = st.text_input("Role", key="new-title")
        kind = st.selectbox("Is a", KINDS, key="new-kind")
        if st.form_submit_button("Add the client", type="primary"):
            if not name.strip():
                raise Refused("say the client's name")
            sentence = people.add_client(
                now, name=name, email=email, company=company, title=title, kind=kind
            )
            st.toast(parts.escape_md(sentence))
            st.rerun()
