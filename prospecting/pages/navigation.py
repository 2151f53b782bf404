"""The list of pages, by role."""

from __future__ import annotations

import streamlit as st

from prospecting.pages import (
    client,
    clients,
    draft,
    ideal_client,
    imports,
    pipeline,
    places,
    prospects,
    reports,
    settings,
    today,
)
from prospecting.pages.context import told


def show() -> None:
    """Draw the menu and the page chosen."""
    role = st.session_state.get("role", "salesperson")
    work = [
        st.Page(today.page, title="Today", icon=":material/today:", url_path="today", default=True),
        st.Page(
            prospects.page, title="Prospects", icon=":material/person_search:", url_path="prospects"
        ),
        st.Page(draft.page, title="Draft", icon=":material/edit_note:", url_path="draft"),
        st.Page(
            pipeline.page, title="Pipeline", icon=":material/view_kanban:", url_path="pipeline"
        ),
    ]
    know = [
        st.Page(clients.page, title="Clients", icon=":material/groups:", url_path="clients"),
        st.Page(
            client.page,
            title="Client",
            icon=":material/person:",
            url_path="client",
            visibility="hidden",
        ),
        st.Page(
            ideal_client.page,
            title="Ideal client",
            icon=":material/target:",
            url_path="ideal-client",
        ),
        st.Page(imports.page, title="Import", icon=":material/upload_file:", url_path="import"),
    ]
    manage = []
    if role in ("manager", "admin"):
        manage.append(
            st.Page(reports.page, title="Reports", icon=":material/monitoring:", url_path="reports")
        )
    if role == "admin":
        manage.append(
            st.Page(
                settings.page, title="Settings", icon=":material/settings:", url_path="settings"
            )
        )
    places.register([*work, *know, *manage])
    chosen = st.navigation(
        {"Ask": work, "Know": know, "Steer": manage} if manage else {"Ask": work, "Know": know}
    )
    with told():
        chosen.run()
