"""Prospects: who is out there, and who gets me to them?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from prospecting.pages import moves, parts, person, places, theme, undoing
from prospecting.pages.context import session
from prospecting.services import importing, news, search
from prospecting.services.session import Session

PAGE = 10
NEWS = 5
EVERYONE = "everyone"
TAB_WORDS = {
    "prospects": "Prospects",
    "asked about": "Asked about",
    "in talks": "In talks",
    "clients": "Clients",
    "already yours": "Already yours",
    "set aside": "Set aside",
    "others": "Do not fit",
}
TAB_MEANING = {
    "prospects": "fit your ideal client, and somebody can introduce you",
    "asked about": "an introduction to them was asked for",
    "in talks": "you have an open deal with them",
    "clients": "are clients already",
    "already yours": "are your own connections: no introduction is needed",
    "set aside": "refused by you, resting after an ask, or without a way in now",
    "others": "do not fit your ideal client",
}


def page() -> None:
    """A search, filters, the ranked list, and the person chosen with every way in."""
    now = session()
    parts.page_head("Prospects", "Who is out there, and who gets me to them?")
    if not importing.has_data(now.ws):
        if parts.empty_state(
            "Here will be the people your clients can introduce you to.",
            "Import your client list and at least one client's connections first.",
            "Import files",
            key="prospects",
        ):
            places.go("import")
        return
    undoing.undo(now)
    moves.said()
    _news(now)
    filters = _filters(now)
    found = search.find(now, filters)
    standing = _standing(found, bool(filters.text))
    if standing is None:
        _nobody(filters)
        return
    chosen = _table(found, standing)
    if chosen is None:
        parts.quiet("Choose a person to see what speaks for them, and the ways in.")
    else:
        person.panel(now, chosen)


def _news(now: Session) -> None:
    """Who changed jobs: a champion who moved is the best prospect there is."""
    moved = [one for one in news.job_news(now) if one.is_prospect]
    if not moved:
        return
    with st.expander(_news_title(len(moved)), icon=":material/campaign:", key="news"):
        everybody = st.session_state.get("news-all", False)
        for one in moved if everybody or len(moved) == NEWS + 1 else moved[:NEWS]:
            with st.container(
                horizontal=True, vertical_alignment="center", key=f"news-{one.person_id}"
            ):
                st.markdown(
                    f"**{parts.escape_md(one.name)}** is {parts.escape_md(one.sentence)}",
                    width="stretch",
                )
                if st.button(
                    "Show",
                    key=f"news-show-{one.person_id}",
                    type="tertiary",
                    help=f"Everything about {parts.escape_md(one.name)}",
                ):
                    person.open_page(one.person_id)
        more = len(moved) > NEWS + 1 and not everybody
        if more and st.button(f"Show all {len(moved)}", key="news-all-go", type="tertiary"):
            st.session_state["news-all"] = True
            st.rerun()
        parts.quiet("The best fits first; the page of each person has their history.")


def _news_title(count: int) -> str:
    words = ("no", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    if count >= news.NEWS_MOST:
        return f"{count} or more of your prospects changed jobs"
    return f"{words[count] if count < len(words) else count} of your prospects changed jobs"


def _filters(now: Session) -> search.Filters:
    """What the reader asks for; it stands in the address, so that it can be kept and sent."""
    text = st.text_input(
        "Person or company",
        key="who-query",
        placeholder="Who knows …? Who gets me into …?",
        icon=":material/search:",
        type="search",
        bind="query-params",
    )
    offered = search.choices(now)
    on = sum(bool(st.session_state.get(key)) for key in ("industry", "country", "level", "now")) + (
        st.session_state.get("evidence", "any") != "any"
    )
    title = f"Filters ({on} on)" if on else "Filters"
    with st.expander(title, icon=":material/tune:", key="filters"):
        left, right = st.columns(2)
        with left:
            industry = st.multiselect(
                "Industry",
                offered["industries"],
                key="industry",
                placeholder="any",
                bind="query-params",
            )
            country = st.multiselect(
                "Country",
                offered["countries"],
                key="country",
                placeholder="any",
                bind="query-params",
            )
        with right:
            level = st.multiselect(
                "Level", offered["levels"], key="level", placeholder="any", bind="query-params"
            )
            evidence = st.selectbox(
                "How sure the tie is",
                list(search.EVIDENCE),
                key="evidence",
                bind="query-params",
            )
        ready = st.checkbox(
            "Somebody can be asked today",
            key="now",
            help="A client who may know them is ready, and has asks left",
            bind="query-params",
        )
    return search.Filters(
        text=text.strip() if len(text.strip()) > 1 else "",
        industries=tuple(industry),
        countries=tuple(country),
        levels=tuple(level),
        evidence=evidence or "any",
        reachable_now=ready,
    )


def _standing(found: search.Found, searched: bool) -> str | None:
    """Which of the lists is shown; None where all are empty."""
    filled = [name for name in search.STANDINGS if found.count(name)]
    if not filled:
        return None
    if not searched and "prospects" not in filled:
        filled = ["prospects", *filled]
    shown = st.pills(
        "Show",
        filled,
        format_func=lambda name: f"{TAB_WORDS[name]} {found.count(name):,}",
        default=filled[0],
        key=f"standing-{'-'.join(str(search.STANDINGS.index(n)) for n in filled)}",
        label_visibility="collapsed",
        required=True,
    )
    return shown or filled[0]


def _nobody(filters: search.Filters) -> None:
    if filters.text and not filters.any:
        parts.empty_state(
            "Nobody of that name, and no such company, is in your files.",
            "Try a shorter part of the name, or enter a contact by hand on the client's page.",
            key="who-none",
        )
    elif filters.any:
        parts.empty_state(
            "Nobody passes all of these filters.", "Take one of them away.", key="nobody"
        )
    else:
        parts.empty_state(
            "Nobody fits yet.",
            "Widen the ideal client profile, or import more connections.",
            key="nobody",
        )


def _table(found: search.Found, standing: str) -> int | None:
    total = found.count(standing)
    if not total:
        parts.empty_state(
            "Nobody fits and can be reached.",
            "Widen the ideal client profile, take a filter away, or import more connections.",
            key="nobody",
        )
        return None

    def load(offset: int, limit: int) -> pd.DataFrame:
        return pd.DataFrame([_line(one) for one in search.lines(found, standing, offset, limit)])

    table = parts.paged_table(
        f"prospects-{search.STANDINGS.index(standing)}",
        total,
        load,
        id_column="id",
        columns=table_columns(standing, small=parts.on_a_phone()),
        label=f"{TAB_WORDS[standing]}: they {TAB_MEANING[standing]}; best first",
        page_size=PAGE,
    )
    return int(table.chosen[0]) if table.chosen else None


def table_columns(standing: str, *, small: bool) -> dict[str, Any]:
    """The columns in their order; on a ``small`` screen name and way in are seen without moving."""
    text = st.column_config.TextColumn
    last = "Best way in" if standing in ("prospects", "others", "asked about") else "Stands as"
    fit = st.column_config.ProgressColumn(width=95, min_value=0, max_value=100, format="%d%%")
    if small:
        first = {"Name": text(width=150), last: text(width=172)}
        return {**first, "Fit": fit, "Role": text(width=180), "Company": text(width=160)}
    return {
        "Name": text(width=160),
        "Role": text(width=180),
        "Company": text(width=160),
        "Fit": fit,
        last: text(width=188),
    }


def _line(one: search.Line) -> dict[str, object]:
    way = f"{theme.evidence(one.evidence).symbol} {one.introducer}" if one.introducer else "nobody"
    if one.ways > 1 and one.introducer:
        way += f" +{one.ways - 1}"
    return {
        "id": one.person_id,
        "Name": one.name,
        "Role": one.title or "unknown",
        "Company": one.company or "unknown",
        "Fit": None if one.fit is None else round(100 * one.fit),
        "Best way in": way,
        "Stands as": one.status,
    }
