"""Reports: is it working, and through whom?"""

from __future__ import annotations

import datetime as dt

import streamlit as st

from prospecting.pages import fields, parts, places, report_charts, report_money, report_people
from prospecting.pages.context import session
from prospecting.pages.report_figures import FigurePage, behind_section
from prospecting.services import report_files, reporting, team
from prospecting.services.reporting import Period
from prospecting.services.session import Session

#: How the choice of two days stands in the list of periods, and so in the address.
OWN_PERIOD = "From … to"
#: The parts by their names, which stand in the address too.
SECTIONS = {
    "Overview": report_charts.overview,
    "Speed": report_charts.speed,
    "Who brings it": report_people.people,
    "Load and reasons": report_people.load,
    "Money and goals": report_money.money,
    "How true we were": report_money.trust,
}


def page() -> None:
    """The managers' figures; each chart's title is its finding, each figure opens its asks."""
    now = session()
    parts.page_head("Reports", "Is it working, and through whom?")
    when, owner, section = _filters(now)
    found = reporting.figures(now, when, owner)
    if not found.asks:
        if when.name == "all" and owner is None:
            if parts.empty_state(
                "Here will be what your asks brought.",
                "Nothing has been asked yet: mark an ask of today's plan as asked.",
                "Today's plan",
                key="reports",
            ):
                places.go("today")
        else:
            parts.quiet("Nothing was asked in that time by that owner.")
        return
    view = FigurePage(now, when, owner, found)
    if behind_section(view):
        return
    SECTIONS[section](view)
    _files(now, when, owner)


def _filters(now: Session) -> tuple[Period, str | None, str]:
    section = st.segmented_control(
        "Part of the report",
        list(SECTIONS),
        default="Overview",
        required=True,
        key="part",
        bind="query-params",
        label_visibility="collapsed",
    )
    offered = {one.label: one for one in reporting.periods(now.as_of)}
    with st.container(horizontal=True, vertical_alignment="bottom", key="report-filters"):
        label = st.selectbox(
            "First asked in",
            [*offered, OWN_PERIOD],
            key="period",
            bind="query-params",
            width=240,
        )
        when = offered.get(label)
        if when is None:
            first = st.date_input(
                "From", now.as_of - dt.timedelta(days=180), key="from", bind="query-params",
                width=160, format=fields.day_format(),
            )  # fmt: skip
            last = st.date_input(
                "To", now.as_of, key="to", bind="query-params", width=160,
                format=fields.day_format(),
            )  # fmt: skip
            when = reporting.period(now.as_of, f"{first}..{last}")
        people = team.owners(now)
        owner = None
        if len(people) > 1:
            owner = st.selectbox(
                "Owner",
                people,
                None,
                key="by",
                width=240,
                placeholder="everybody",
                bind="query-params",
            )
    return when, owner, section or "Overview"


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
