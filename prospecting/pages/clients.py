"""Clients: who can help, who should be left alone?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from prospecting.pages import parts, places, theme
from prospecting.pages.context import session
from prospecting.services import clients


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
        return
    states = ["ready", "warm first", "do not ask", "budget spent"]
    chosen = st.pills("Show", states, selection_mode="multi", key="clients-states")
    shown = [one for one in found if not chosen or one.state in chosen]

    def load(offset: int, limit: int) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {
                    "id": one.client_id,
                    "Client": one.name,
                    "Company": one.company or "unknown",
                    "Today": theme.readiness(one.state).plain,
                    "From": one.until,
                    "Why": one.reasons[0] if one.reasons else "",
                    "Contacts": one.contacts,
                    "Prospects": one.prospects,
                    "Asked": f"{one.asks_used} of {one.budget}",
                    "NPS": one.nps,
                }
                for one in shown[offset : offset + limit]
            ]
        )

    if not shown:
        parts.quiet("No client is in that state.")
        return
    table = parts.paged_table(
        "clients",
        len(shown),
        load,
        id_column="id",
        columns={
            "Client": st.column_config.TextColumn(width="medium"),
            "Company": st.column_config.TextColumn(width="medium"),
            "Today": st.column_config.TextColumn(width="small"),
            "From": st.column_config.DateColumn(help="May be asked from this day on"),
            "Why": st.column_config.TextColumn(width="large"),
            "Contacts": st.column_config.NumberColumn(format="localized"),
            "Prospects": st.column_config.NumberColumn(format="localized"),
            "Asked": st.column_config.TextColumn(help="Asks used of the budget"),
            "NPS": st.column_config.NumberColumn(),
        },
        label="Clients with their readiness",
    )
    if table.chosen:
        one = next(c for c in shown if str(c.client_id) == table.chosen[0])
        if st.button(f"Open {parts.escape_md(one.name)}", key="client-open", type="primary"):
            st.session_state["client"] = one.client_id
            places.go("client")
