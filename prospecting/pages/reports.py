"""Reports: is it working, and through whom?"""

from __future__ import annotations

import datetime as dt

import streamlit as st

from prospecting.pages import parts, report_charts
from prospecting.pages.context import session
from prospecting.pages.report_figures import FigurePage, behind_section
from prospecting.services import report_files, reporting, team
from prospecting.services.reporting import Period
from prospecting.services.session import Session

SECTIONS = {
    "overview": ("Overview", report_charts.overview),
    "speed": ("Speed", report_charts.speed),
    "people": ("Who brings it", report_charts.people),
    "load": ("Load and reasons", report_charts.load),
    "money": ("Money and goals", report_charts.money),
    "trust": ("How true we were", report_charts.trust),
}


def page() -> None:
    """The managers' figures; each chart's title is its finding, each figure opens its asks."""
    now = session()
    parts.page_head("Reports", "Is it working, and through whom?")
    when, owner, section = _filters(now)
    found = reporting.figures(now, when, owner)
    if not found.asks:
        if when.name == "all" and owner is None:
            parts.empty_state(
                "Here will be what your asks brought.",
                "Nothing has been asked yet: mark an ask of today's plan as asked.",
                key="reports",
            )
        else:
            parts.quiet("Nothing was asked in that time by that owner.")
        return
    view = FigurePage(now, when, owner, section, found)
    if behind_section(view):
        return
    SECTIONS[section][1](view)
    _files(now, when, owner)


def _filters(now: Session) -> tuple[Period, str | None, str]:
    section = st.segmented_control(
        "Part of the report",
        list(SECTIONS),
        default="overview",
        format_func=lambda key: SECTIONS[key][0],
        required=True,
        key="part",
        bind="query-params",
        label_visibility="collapsed",
    )
    offered = {one.name: one.label for one in reporting.periods(now.as_of)} | {"own": "From … to"}
    with st.container(horizontal=True, vertical_alignment="bottom", key="report-filters"):
        name = st.selectbox(
            "First asked in",
            list(offered),
            format_func=offered.__getitem__,
            key="period",
            bind="query-params",
        )
        if name == "own":
            chosen = st.date_input(
                "From and to",
                (now.as_of - dt.timedelta(days=180), now.as_of),
                key="from-to",
                bind="query-params",
            )
            days = chosen if isinstance(chosen, tuple) else (chosen,)
            name = f"{days[0]}..{days[-1]}" if len(days) == 2 else "all"
        people = team.owners(now)
        owner = None
        if len(people) > 1:
            owner = st.selectbox(
                "Owner",
                people,
                None,
                format_func=lambda user: team.owner_name(user, now.user),
                key="by",
                placeholder="everybody",
                bind="query-params",
            )
    return reporting.period(now.as_of, name), owner, section or "overview"


def _files(now: Session, when: Period, owner: str | None) -> None:
    st.divider()
    with st.container(horizontal=True):
        st.download_button(
            "Workbook (XLSX)",
            lambda: report_files.report_xlsx(now, when, owner),
            f"report-{now.as_of}.xlsx",
            key="report-xlsx",
            on_click="ignore",
            icon=":material/table:",
        )
        st.download_button(
            "CSV",
            lambda: report_files.report_csv(now, when, owner),
            f"report-{now.as_of}.csv",
            "text/csv",
            key="report-csv",
            on_click="ignore",
        )
        st.download_button(
            "To print",
            lambda: report_files.report_html(now, when, owner),
            f"report-{now.as_of}.html",
            "text/html",
            key="report-print",
            on_click="ignore",
            icon=":material/print:",
        )
