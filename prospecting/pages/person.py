"""One person: what speaks for them, who can introduce, and where each datum comes from."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from prospecting.pages import moves, parts, places, undoing
from prospecting.pages.context import session
from prospecting.services import company_facts, people, planning, rights
from prospecting.services.clients import person_name
from prospecting.services.people import Origin
from prospecting.services.session import Session
from prospecting.services.views import Introducer, ProspectView

WAYS = 4
_PARTED = "parted-from"
ANSWERS = {"well": "knows well", "little": "knows a little", "not": "does not know"}
PART_WORDS = {
    "role": "Role, in all",
    "company": "Company, in all",
    "function": "Function",
    "level": "Level",
    "industry": "Industry",
    "size": "Company size",
    "country": "Country",
}


def open_page(person_id: int) -> None:
    """Leave for the page of a person."""
    st.session_state["person"] = person_id
    places.go("person")


def page() -> None:
    """Everything about one person."""
    now = session()
    wanted = st.session_state.pop("person", None)
    if wanted is not None:
        st.query_params["person"] = str(wanted)
    said = str(st.query_params.get("person", ""))
    person_id = _current(now, int(said)) if said.isdigit() else None
    view = _view(now, person_id) if person_id is not None else None
    if person_id is None or view is None:
        parts.page_head("Person", "Choose somebody first.")
        if st.button("All prospects", key="person-none", type="primary"):
            places.go("prospects")
        return
    parts.page_head("Person", "What is known of them, and from where?")
    undoing.undo(now)
    moves.said()
    panel(now, person_id)
    _company(now, person_id)
    _origins(now, person_id)
    _rights(now, person_id, view.name)


def _current(now: Session, person_id: int) -> int | None:
    """The id the person goes by now, after merges; None where there is nobody."""
    from prospecting.workspace import NotFound

    try:
        return int(now.ws.current_person(person_id))
    except NotFound:
        return None


def _view(now: Session, person_id: int) -> ProspectView | None:
    judged = planning.judge(now)
    row = judged.frame.row_of(person_id)
    return None if row < 0 else planning.prospect_view(now, judged, row)


def panel(now: Session, person_id: int) -> None:
    """The person with fit and its parts, what may be done, and every way in."""
    view = _view(now, person_id)
    if view is None:
        parts.quiet("This person is not in the workspace any more.")
        return
    with st.container(border=True, key=f"person-{person_id}"):
        parts.person_header(view.name, view.title, view.company, view.url, _aside(view))
        _actions(now, view)
        left, right = st.columns(2, gap="large")
        with left:
            _fit(view)
        with right:
            _reasons(now, view)
        _ways(now, view)


def _aside(view: ProspectView) -> str:
    return "" if view.status == "prospect" else view.status


def _actions(now: Session, view: ProspectView) -> None:
    wish = people.wish_of(now, view.prospect_id)
    name = parts.escape_md(view.name)
    key = view.prospect_id
    with st.container(horizontal=True):
        if wish:
            label = "Unpin" if wish == "pin" else "Suggest again"
            if st.button(label, key=f"unwish-{key}", help=f"Plan {name} like everybody else"):
                planning.wish(now, "none", key)
                st.rerun()
        else:
            if st.button(
                "Pin",
                key=f"pin-{key}",
                icon=":material/keep:",
                help=f"Keep {name} in every plan",
            ):
                done = planning.wish(now, "pin", key)
                parts.offer_undo(str(done["message"]), "wish", str(key))
                st.rerun()
            if st.button("Not a fit", key=f"refuse-{key}", help=f"Never suggest {name}"):
                done = planning.wish(now, "refuse", key)
                parts.offer_undo(str(done["message"]), "wish", str(key))
                st.rerun()
        if "person" not in st.query_params and st.button(
            "All that is known", key=f"all-{key}", type="tertiary", help="And from which files"
        ):
            open_page(key)


def _fit(view: ProspectView) -> None:
    parts.fit_bar(view.fit, view.coverage)
    parts.fit_parts({PART_WORDS.get(name, name): v for name, v in view.fit_parts.items()})
    if view.coverage < 0.995 and view.would_help_most:
        parts.quiet(f":material/help: {parts.escape_md(view.would_help_most)}")


def _reasons(now: Session, view: ProspectView) -> None:
    for sentence in view.reasons:
        st.text(sentence)
    industry = None if "industry" in view.fit_parts else view.industry  # else the reasons say it
    facts = [fact for fact in (industry, view.location) if fact]
    if facts:
        parts.quiet(parts.escape_md(" · ".join(facts)))
    lost = people.gone(now, view.prospect_id)
    if lost:
        verb = "has" if len(lost) == 1 else "have"
        parts.quiet(
            parts.escape_md(
                f"{parts.join_words(lost)} {verb} them no longer: a newer export does not show "
                "them any more."
            )
        )


def _ways(now: Session, view: ProspectView) -> None:
    if not view.introducers:
        parts.quiet("No way in is known. Enter one by hand on a client's page.")
        return
    parts.ways_in_picture(
        view.name,
        [parts.WayIn(w.client_name, w.tie, w.tie_evidence, w.note) for w in view.introducers[:6]],
    )
    answers = people.answers_of(now, view.prospect_id)
    for place, way in enumerate(view.introducers[:WAYS]):
        _way(now, view, way, answers.get(way.client_id), first_way=place == 0)
    rest = view.introducers[WAYS:]
    if rest:
        with st.expander(f"{len(rest)} more {parts.plural(len(rest), 'way')} in"):
            for way in rest:
                _way(now, view, way, answers.get(way.client_id))


def _way(
    now: Session,
    view: ProspectView,
    way: Introducer,
    said: str | None,
    *,
    first_way: bool = False,
) -> None:
    key = f"{view.prospect_id}-{way.client_id}"
    with st.container(border=True, key=f"way-{key}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{parts.escape_md(way.client_name)}** · "
                f"{parts.evidence_words(way.tie_evidence, way.tie)}",
                width="stretch",
            )
            parts.readiness_mark(way.state)
            if not way.note and st.button(
                "Draft",
                key=f"way-draft-{key}",
                type="primary" if first_way and way.state == "ready" else "secondary",
                help=f"Write the ask to {parts.escape_md(way.client_name)}",
            ):
                st.session_state["draft-prospect"] = view.prospect_id
                st.session_state["draft-client"] = way.client_id
                places.go("draft")
        if way.note:
            parts.quiet(parts.escape_md(way.note))
        if way.state != "ready" and way.until:
            parts.quiet(f"May be asked {parts.near_day(way.until, now.as_of)}.")
        for sentence in way.reasons[:2]:
            st.text(sentence)
        first = parts.one_line(way.client_name).split(" ")[0]
        them = parts.one_line(view.name).split(" ")[0]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            parts.quiet(f"What {parts.escape_md(first)} says:")
            picked = st.pills(
                f"How well {first} knows {them}",
                list(ANSWERS),
                format_func=lambda answer: ANSWERS[answer],
                default=said,
                key=f"know-{key}-{said}",
                label_visibility="collapsed",
            )
        if picked and picked != said:
            said_so, number = people.answer(now, way.client_id, view.prospect_id, picked)
            undoing.offer_answers(said_so, [number])
            st.rerun()


def _company(now: Session, person_id: int) -> None:
    """What the files say of the company, and where they disagree."""
    name, facts = company_facts.of_person(now, person_id)
    if not facts:
        return
    st.subheader(parts.escape_md(name, 80), anchor=False)
    for one in facts:
        sign = ":material/difference: " if one.others else ""
        parts.quiet(sign + parts.escape_md(one.sentence, 600))


def _origins(now: Session, person_id: int) -> None:
    """Every row of every file, where they disagree, and the way to split a wrong merge."""
    rows = people.origins(now, person_id)
    st.subheader("From these files", anchor=False)
    _parted(now, person_id)
    if not rows:
        parts.quiet("No file mentions this person any more.")
        return
    for sentence in people.conflicts(rows):
        parts.quiet(f":material/difference: {parts.escape_md(sentence)}")

    def load(offset: int, limit: int) -> pd.DataFrame:
        return pd.DataFrame([_origin_line(one) for one in rows[offset : offset + limit]])

    text = st.column_config.TextColumn
    small = parts.on_a_phone()
    columns = {
        "Name": text(width=150),
        "Role": text(width=150),
        "Company": text(width=150),
        "From": text(width=215),
        "As of": st.column_config.DateColumn(width=95, format="D MMM YYYY"),
    }
    first = {"From": text(width=170), "Role": text(width=150)}
    table = parts.paged_table(
        f"origins-{person_id}",
        len(rows),
        load,
        id_column="id",
        columns=parts.first_columns(columns, first) if small else columns,
        row_height=65 if small else None,
        label="Every row this person is made of",
        page_size=10,
        choose="many" if len(rows) > 1 else "none",
    )
    if len(rows) < 2:
        return
    if not table.chosen:
        parts.quiet("Two people under one name? Tick the rows of the other one to part them.")
        return
    names = {one.name for one in rows if str(one.row_id) in table.chosen and one.name}
    other = parts.join_words(sorted(names)[:2], "or") or "somebody else"
    count = len(table.chosen)
    what = f"{count} {parts.plural(count, 'row')} as another person ({other})"
    if parts.confirm_button("Part", what, key=f"split-{person_id}"):
        done = people.split(now, person_id, [int(one) for one in table.chosen])
        parts.offer_undo(done.sentence, "decision", str(done.event_id))
        st.session_state[_PARTED] = (person_id, done.other_id)
        st.rerun()


def _parted(now: Session, person_id: int) -> None:
    """The way to the one who was parted from this person just now."""
    here, other = st.session_state.get(_PARTED, (None, None))
    if here != person_id or other is None:
        return
    there = _current(now, other)
    if there is not None and there != person_id:
        name = parts.escape_md(person_name(now, there), 80)
        places.link("person", f"Open the other one, {name}", person=there)


def _origin_line(one: Origin) -> dict[str, object]:
    return {
        "id": one.row_id,
        "Name": one.name,
        "Role": one.title or "",
        "Company": one.company or "",
        "From": one.source if one.whose else f"{one.what}: {one.file}",
        "As of": one.data_on,
    }


def _rights(now: Session, person_id: int, name: str) -> None:
    """What the person may ask for: to be left alone, and to be told everything."""
    st.subheader("If they ask", anchor=False)
    st.markdown(
        "Whoever is in these files may ask what you know of them, or to be left alone. "
        "Erasing somebody altogether is on the page Privacy."
    )
    with st.container(horizontal=True):
        st.download_button(
            "Save all that is known",
            lambda: _about(now, person_id),
            file_name=f"person-{person_id}.json",
            mime="application/json",
            key=f"about-{person_id}",
            icon=":material/download:",
            on_click="ignore",
        )
        if parts.confirm_button("Never suggest", name, key=f"suppress-{person_id}", primary=False):
            moves.carry_out(lambda: undoing.offer_list(people.leave_alone(now, person_id)))


def _about(now: Session, person_id: int) -> bytes:
    from prospecting.services.views import plain

    data = rights.about(now, rights.find(now, prospect=person_id))
    return json.dumps(plain(data), ensure_ascii=False, indent=2, default=str).encode()
