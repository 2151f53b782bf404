"""Prospects: who is out there, and who gets me to them?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from prospecting.pages import parts, places, theme
from prospecting.pages.context import session
from prospecting.services import importing, planning, search
from prospecting.services.session import Session
from prospecting.services.views import Introducer, ProspectView, WhoView

PAGE = 50


def page() -> None:
    """A search, the ranked list, and the person chosen with every way in."""
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
    query = st.text_input(
        "Person or company",
        key="who-query",
        placeholder="Who knows …? Who gets me into …?",
        icon=":material/search:",
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        chosen = _found(now, query) if query.strip() else _ranked(now)
    with right:
        if chosen is None:
            parts.quiet("Choose a person to see the ways in.")
        else:
            _person(now, chosen)


def _ranked(now: Session) -> int | None:
    judged = planning.judge(now)
    rows = planning.prospect_rows(judged)
    if not len(rows):
        parts.empty_state(
            "Nobody fits yet.",
            "Widen the ideal client profile, or import more connections.",
            key="nobody",
        )
        return None

    def load(offset: int, limit: int) -> pd.DataFrame:
        views = planning.list_prospects(now, limit=limit, offset=offset, judged=judged)
        return pd.DataFrame([_line(view) for view in views])

    table = parts.paged_table(
        "prospects",
        len(rows),
        load,
        id_column="id",
        columns={
            "Name": st.column_config.TextColumn(width="medium"),
            "Role": st.column_config.TextColumn(width="medium"),
            "Company": st.column_config.TextColumn(width="medium"),
            "Fit": st.column_config.ProgressColumn(min_value=0, max_value=1, format="percent"),
            "Known": st.column_config.NumberColumn(
                format="percent", help="How much of what the profile asks for is known"
            ),
            "Best way in": st.column_config.TextColumn(width="medium"),
        },
        label="Prospects, best fit first",
    )
    return int(table.chosen[0]) if table.chosen else None


def _line(view: ProspectView) -> dict[str, object]:
    best = view.introducers[0] if view.introducers else None
    way = f"{best.client_name} · {theme.evidence(best.tie_evidence).plain}" if best else "nobody"
    return {
        "id": view.prospect_id,
        "Name": view.name,
        "Role": view.title or "unknown",
        "Company": view.company or "unknown",
        "Fit": view.fit,
        "Known": view.coverage,
        "Best way in": way,
    }


def _found(now: Session, query: str) -> int | None:
    found = search.who(now, query, limit=PAGE)
    if not found:
        parts.empty_state(
            "Nobody of that name, and no such company, is in your files.",
            "Try a shorter part of the name, or enter a contact by hand on the client's page.",
            key="who-none",
        )
        return None
    table = parts.paged_table(
        "who",
        len(found),
        lambda offset, limit: pd.DataFrame(
            [_found_line(one) for one in found[offset : offset + limit]]
        ),
        id_column="id",
        label=f"People found for {query}",
    )
    return int(table.chosen[0]) if table.chosen else None


def _found_line(one: WhoView) -> dict[str, object]:
    best = one.introducers[0] if one.introducers else None
    way = f"{best.client_name} · {theme.evidence(best.tie_evidence).plain}" if best else "nobody"
    return {
        "id": one.prospect_id,
        "Name": one.name,
        "Role": one.title or "unknown",
        "Company": one.company or "unknown",
        "Status": one.status,
        "Best way in": way,
    }


def _person(now: Session, person_id: int) -> None:
    judged = planning.judge(now)
    row = judged.frame.row_of(person_id)
    if row < 0:
        parts.quiet("This person is not in the workspace any more.")
        return
    view = planning.prospect_view(now, judged, row)
    parts.person_header(view.name, view.title, view.company, view.url, view.status)
    parts.fit_bar(view.fit, view.coverage)
    parts.fit_parts(dict(view.fit_parts))
    for sentence in view.reasons:
        st.text(sentence)
    if view.would_help_most:
        parts.quiet(parts.escape_md(view.would_help_most))
    if not view.introducers:
        parts.quiet("No way in is known.")
        return
    parts.ways_in_picture(
        view.name,
        [parts.WayIn(w.client_name, w.tie, w.tie_evidence, w.note) for w in view.introducers[:6]],
    )
    for way in view.introducers[:6]:
        _way(view, way)


def _way(view: ProspectView, way: Introducer) -> None:
    with st.container(border=True, key=f"way-{view.prospect_id}-{way.client_id}"):
        st.markdown(
            f"**{parts.escape_md(way.client_name)}** · "
            f"{parts.evidence_words(way.tie_evidence, way.tie)}"
        )
        for sentence in way.reasons[:2]:
            st.text(sentence)
        parts.readiness_mark(way.state, way.note)
        if not way.note and st.button(
            "Draft", key=f"way-draft-{view.prospect_id}-{way.client_id}", type="tertiary"
        ):
            st.session_state["draft-prospect"] = view.prospect_id
            st.session_state["draft-client"] = way.client_id
            places.go("draft")
