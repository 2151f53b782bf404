"""Meeting sheet: whom shall I ask about when we next sit together?"""

from __future__ import annotations

import streamlit as st

from prospecting.pages import moves, parts, places, theme, undoing
from prospecting.pages.context import session
from prospecting.pages.draft_words import LANGUAGE_WORDS
from prospecting.services import planning, sheets
from prospecting.services.session import Session
from prospecting.services.sheets import SheetClient, SheetPerson

ANSWER_WORDS = {"well": "knows them well", "little": "a little", "not": "does not know them"}


def page() -> None:
    """One client, three to five names: to print before, to type back after."""
    now = session()
    parts.page_head("Meeting sheet", "Whom shall I ask about when we next sit together?")
    undoing.undo(now, replan=True)
    moves.said()
    known = sheets.sheet_clients(now)
    if not known:
        if parts.empty_state(
            "Here will be a page for your next review meeting: three to five names, and how well "
            "your client knows each.",
            "It needs a client whose connections are imported, and prospects among them.",
            "Import files",
            key="sheet",
        ):
            places.go("import")
        return
    client = _client(known)
    people = sheets.candidates(now, client.client_id)
    chosen = _names(client, people)
    if not chosen:
        parts.quiet("Choose at least one name.")
        return
    left, right = st.columns(2, gap="large")
    with left:
        _print(now, client, chosen)
    with right:
        _answers(now, client, chosen)


def _client(known: list[SheetClient]) -> SheetClient:
    wanted = st.query_params.get("client")
    start = next((p for p, one in enumerate(known) if str(one.client_id) == wanted), 0)
    client = st.selectbox(
        "Client",
        known,
        index=start,
        format_func=lambda one: " · ".join(
            part for part in (parts.one_line(one.name), parts.one_line(one.company)) if part
        ),
        key="sheet-client",
        width=460,
    )
    return client or known[start]


def _names(client: SheetClient, people: list[SheetPerson]) -> list[SheetPerson]:
    by_id = {one.prospect_id: one for one in people}
    usual = [one.prospect_id for one in people if one.answer is None][: sheets.MOST]
    first = parts.escape_md(parts.one_line(client.name).split(" ")[0], 20)
    picked = st.multiselect(
        f"Whom {first} may know ({sheets.LEAST} to {sheets.MOST} names)",
        list(by_id),
        default=usual,
        max_selections=sheets.MOST,
        format_func=lambda one: _line(by_id[one]),
        key=f"sheet-names-{client.client_id}",
    )
    return [by_id[one] for one in picked]


def _line(one: SheetPerson) -> str:
    work = parts.work_line(one.title, one.company)
    said = f" · said: {ANSWER_WORDS[one.answer]}" if one.answer in ANSWER_WORDS else ""
    return parts.clip(f"{parts.one_line(one.name)}{', ' + work if work else ''}{said}", 110)


def _print(now: Session, client: SheetClient, chosen: list[SheetPerson]) -> None:
    st.subheader("Before: print it", anchor=False)
    facts = sheets.sheet_facts(now, client.client_id, [one.prospect_id for one in chosen])
    codes = list(LANGUAGE_WORDS)
    language = st.selectbox(
        "Language",
        codes,
        index=codes.index(facts.introducer.language) if facts.introducer.language in codes else 0,
        format_func=LANGUAGE_WORDS.__getitem__,
        key=f"sheet-language-{client.client_id}",
        width=220,
    )
    stem = f"sheet-{now.as_of}"
    with st.container(horizontal=True):
        st.download_button(
            "PDF",
            lambda: sheets.sheet_pdf(facts, language=language),
            file_name=f"{stem}.pdf",
            mime="application/pdf",
            key="sheet-pdf",
            type="primary",
            icon=":material/print:",
            on_click="ignore",
        )
        st.download_button(
            "Page to print",
            lambda: sheets.sheet_html(facts, language=language),
            file_name=f"{stem}.html",
            mime="text/html",
            key="sheet-html",
            on_click="ignore",
        )
        st.download_button(
            "Table for the answers",
            lambda: sheets.answers_csv(now, client.client_id, chosen),
            file_name=f"{stem}-answers.csv",
            mime="text/csv",
            key="sheet-csv",
            on_click="ignore",
            type="tertiary",
            help="Write well, little or not into it and import it",
        )

    for number, one in enumerate(chosen, 1):
        work = parts.work_line(one.title, one.company) or "role and company unknown"
        st.markdown(
            f"{number}. **{parts.escape_md(one.name)}**, {parts.escape_md(work, 120)}  \n"
            f":small[:gray[{theme.fit_word(one.fit)} · {theme.evidence(one.evidence).word}]]"
        )


def _answers(now: Session, client: SheetClient, chosen: list[SheetPerson]) -> None:
    first = parts.escape_md(parts.one_line(client.name).split(" ")[0], 20)
    st.subheader(f"After: what did {first} say?", anchor=False)
    with st.form(f"answers-{client.client_id}", border=False):
        said: dict[int, str] = {}
        for one in chosen:
            options = list(ANSWER_WORDS)
            answer = st.radio(
                parts.escape_md(one.name),
                options,
                index=options.index(one.answer) if one.answer in options else None,
                format_func=ANSWER_WORDS.__getitem__,
                horizontal=True,
                key=f"answer-{client.client_id}-{one.prospect_id}{undoing.turn('answers')}",
            )
            if answer is not None and answer != one.answer:
                said[one.prospect_id] = answer
        if st.form_submit_button(
            f"Record the answers of {parts.escape_md(client.name, 60)}", type="primary"
        ):
            done = sheets.take_answers(now, client.client_id, said)
            planning.make_plan(now)
            undoing.offer_answers(done["message"], done["answers"])
            st.rerun()
