"""The list of pages, by role."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import streamlit as st

from prospecting.pages import lost, places
from prospecting.pages.context import leave_sample, session, told
from prospecting.services import samples

#: Pages that the role does not have are known all the same, to say why they are not shown.
_OF_MANAGERS = {"reports": "Reports", "rewards": "Rewards"}
_OF_ADMINS = {"settings": "Settings", "privacy": "Privacy"}


def _page(name: str) -> Callable[[], None]:
    """The page of that module, which is loaded when somebody goes there: the first page of a
    fresh process does not wait for charts that it does not show."""

    def page() -> None:
        import_module(f"prospecting.pages.{name}").page()

    page.__name__ = name
    return page


def show() -> None:
    """Draw the menu and the page chosen."""
    role = st.session_state.get("role", "salesperson")
    work = [
        # The first page answers at the bare address whatever its own is, so that "today" is left
        # for an address that leads there.
        st.Page(_page("today"), title="Today", icon=":material/today:", url_path="", default=True),
        st.Page(
            _page("prospects"),
            title="Prospects",
            icon=":material/person_search:",
            url_path="prospects",
        ),
        st.Page(_page("draft"), title="Draft", icon=":material/edit_note:", url_path="draft"),
        st.Page(
            _page("pipeline"), title="Pipeline", icon=":material/view_kanban:", url_path="pipeline"
        ),
        st.Page(
            _page("sheet"), title="Meeting sheet", icon=":material/checklist:", url_path="sheet"
        ),
        st.Page(_page("ask"), title="Ask", url_path="ask", visibility="hidden"),
    ]
    know = [
        st.Page(_page("clients"), title="Clients", icon=":material/groups:", url_path="clients"),
        st.Page(
            _page("client"),
            title="Client",
            url_path="client",
            visibility="hidden",
        ),
        st.Page(
            _page("account"),
            title="Client's company",
            url_path="account",
            visibility="hidden",
        ),
        st.Page(
            _page("ideal_client"),
            title="Ideal client",
            icon=":material/target:",
            url_path="ideal-client",
        ),
        st.Page(_page("imports"), title="Import", icon=":material/upload_file:", url_path="import"),
        st.Page(_page("mapping"), title="Columns", url_path="mapping", visibility="hidden"),
        st.Page(_page("review"), title="Same person?", url_path="review", visibility="hidden"),
        st.Page(_page("person"), title="Person", url_path="person", visibility="hidden"),
    ]
    manage = []
    if role in ("manager", "admin"):
        manage.append(
            st.Page(
                _page("reports"), title="Reports", icon=":material/monitoring:", url_path="reports"
            )
        )
        manage.append(
            st.Page(_page("rewards"), title="Rewards", icon=":material/redeem:", url_path="rewards")
        )
    if role == "admin":
        manage.append(
            st.Page(
                _page("settings"), title="Settings", icon=":material/settings:", url_path="settings"
            )
        )
        manage.append(
            st.Page(
                _page("privacy"),
                title="Privacy",
                icon=":material/shield_person:",
                url_path="privacy",
            )
        )
    places.register([*work, *know, *manage])
    know += _elsewhere([*work, *know, *manage], role)
    chosen = st.navigation(
        {"Ask": work, "Know": know, "Steer": manage} if manage else {"Ask": work, "Know": know}
    )
    _sample_note()
    with told():
        chosen.run()


def _elsewhere(pages: Sequence[Any], role: str) -> list[Any]:
    """Pages for addresses that are none of a page: one leads to Today, the others say so."""
    found = [st.Page(_to_first, title="Today", url_path=places.FIRST, visibility="hidden")]
    name = lost.address(st.context.url)
    if name and name not in {places.FIRST, *(one.url_path for one in pages)}:
        others = {one.url_path or places.FIRST: one.title for one in pages if not _hidden(one)}
        refused = {**_OF_MANAGERS, **_OF_ADMINS}.get(name)
        whom = "admins" if name in _OF_ADMINS else "managers and admins"

        def nowhere() -> None:
            lost.page(name, others, f"{refused} is a page for {whom}." if refused else "")

        found.append(st.Page(nowhere, title="No such page", url_path=name, visibility="hidden"))
    return found


def _hidden(page: Any) -> bool:
    return bool(page.visibility == "hidden")


def _to_first() -> None:
    places.go(places.FIRST)


def _sample_note() -> None:
    """Says that these are invented people, and leads to a workspace for the user's own files."""
    if not samples.is_sample(session()):
        return
    with st.sidebar, st.container(border=True, key="sample-note"):
        st.markdown("**Sample data:** everybody here is invented.")
        if st.button("Start with my own files", key="sample-leave", type="primary"):
            leave_sample()
            places.go("import")
