"""The list of pages, by role."""

from __future__ import annotations

import streamlit as st

from prospecting.pages import (
    account,
    ask,
    client,
    clients,
    draft,
    ideal_client,
    imports,
    mapping,
    person,
    pipeline,
    places,
    privacy,
    prospects,
    reports,
    review,
    rewards,
    settings,
    sheet,
    today,
)
from prospecting.pages.context import leave_sample, session, told
from prospecting.services import samples


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
        st.Page(sheet.page, title="Meeting sheet", icon=":material/checklist:", url_path="sheet"),
        st.Page(ask.page, title="Ask", url_path="ask", visibility="hidden"),
    ]
    know = [
        st.Page(clients.page, title="Clients", icon=":material/groups:", url_path="clients"),
        st.Page(
            client.page,
            title="Client",
            url_path="client",
            visibility="hidden",
        ),
        st.Page(
            account.page,
            title="Client's company",
            url_path="account",
            visibility="hidden",
        ),
        st.Page(
            ideal_client.page,
            title="Ideal client",
            icon=":material/target:",
            url_path="ideal-client",
        ),
        st.Page(imports.page, title="Import", icon=":material/upload_file:", url_path="import"),
        st.Page(mapping.page, title="Columns", url_path="mapping", visibility="hidden"),
        st.Page(review.page, title="Same person?", url_path="review", visibility="hidden"),
        st.Page(person.page, title="Person", url_path="person", visibility="hidden"),
    ]
    manage = []
    if role in ("manager", "admin"):
        manage.append(
            st.Page(reports.page, title="Reports", icon=":material/monitoring:", url_path="reports")
        )
        manage.append(
            st.Page(rewards.page, title="Rewards", icon=":material/redeem:", url_path="rewards")
        )
    if role == "admin":
        manage.append(
            st.Page(
                settings.page, title="Settings", icon=":material/settings:", url_path="settings"
            )
        )
        manage.append(
            st.Page(
                privacy.page, title="Privacy", icon=":material/shield_person:", url_path="privacy"
            )
        )
    places.register([*work, *know, *manage])
    chosen = st.navigation(
        {"Ask": work, "Know": know, "Steer": manage} if manage else {"Ask": work, "Know": know}
    )
    _sample_note()
    with told():
        chosen.run()


def _sample_note() -> None:
    """Says that these are invented people, and leads to a workspace for the user's own files."""
    if not samples.is_sample(session()):
        return
    with st.sidebar, st.container(border=True, key="sample-note"):
        st.markdown("**Sample data:** everybody here is invented.")
        if st.button("Start with my own files", key="sample-leave", type="primary"):
            leave_sample()
            places.go("import")
