"""Draft: would I send this?"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from prospecting.drafting.draft import Check
from prospecting.drafting.facts import CHANNELS, AskFacts
from prospecting.pages import draft_beside, parts, places
from prospecting.pages.context import session
from prospecting.pages.draft_words import (
    CHANNEL_WORDS,
    CHECK_WORDS,
    KIND_WORDS,
    LANGUAGE_WORDS,
    READY_WORDS,
)
from prospecting.pages.parts import letter
from prospecting.services import asks, draft_files, drafts, facts, planning, sellers
from prospecting.services import desk as desk_service
from prospecting.services.desk import Desk
from prospecting.services.session import Session


def page() -> None:
    """The text as the receiver will see it, facts and checks beside it."""
    now = session()
    pair = _chosen()
    if pair is None:
        parts.page_head("Draft", "Would I send this?")
        if parts.empty_state(
            "Here will be the words for an ask.",
            "Choose an ask of today's plan, or a way in on the prospects' page.",
            "Today's plan",
            key="draft",
        ):
            places.go("today")
        return
    missing = sellers.missing_for_drafts(now)
    if missing:
        parts.page_head("Draft", "Would I send this?")
        if parts.empty_state(
            "Here will be the words for this ask.",
            f"They need {parts.join_words(missing)}, which you have not said yet.",
            "Say who I am",
            key="draft-seller",
        ):
            places.go("settings")
        return
    known = facts.ask_facts(now, *pair)
    client = parts.escape_md(known.introducer.name)
    prospect = parts.escape_md(known.prospect.name if known.prospect else "")
    parts.page_head(f"Ask {client} about {prospect}", "Would I send this?")
    kind, channel, language = _choices(now, pair, known)
    desk = desk_service.open_desk(
        now, *pair, kind=kind, channel=channel, language=language, facts=known
    )
    status = st.container()
    left, right = st.columns(2, gap="large")
    with left:
        desk = _editor(now, pair, desk)
        _buttons(now, pair, desk)
        draft_beside.model(now, pair, desk)
    with status:
        _status(desk)
        for one in drafts.cautions(now, pair, desk.draft.facts, desk.kind):
            st.warning(parts.escape_md(one), icon=":material/front_hand:")
    with right:
        _open_checks(now, pair, desk)
        draft_beside.show(now, pair, desk)


def _chosen() -> tuple[int, int] | None:
    """The ask that the address names, else the one chosen last."""
    found = []
    for name in ("prospect", "client"):
        text = st.query_params.get(name) or str(st.session_state.get(f"draft-{name}", ""))
        if not text.isdigit():
            return None
        found.append(int(text))
        st.session_state[f"draft-{name}"] = int(text)
    # The address stays with the page, so that a reload finds the same draft.
    st.query_params.update({"prospect": str(found[0]), "client": str(found[1])})
    return found[0], found[1]


def _proposed_kind(now: Session, pair: tuple[int, int]) -> str:
    """The kind wanted by who led here, else what is due for this ask, else the first ask."""
    wanted = st.session_state.pop("draft-kind", None) or st.query_params.get("kind")
    if wanted in KIND_WORDS:
        return str(wanted)
    for one in asks.todo(now):
        if (one["prospect_id"], one["client_id"]) == pair and one["draft_kind"]:
            return str(one["draft_kind"])
    return "first"


def _choices(now: Session, pair: tuple[int, int], known: AskFacts) -> tuple[str, str, str]:
    stem = f"{pair[0]}-{pair[1]}"
    kinds, languages = list(KIND_WORDS), list(LANGUAGE_WORDS)
    channels: list[str] = list(CHANNELS)
    key = f"draft-kind-{stem}"
    wanted = st.session_state.get("draft-kind")
    if wanted in kinds:
        st.session_state[key] = wanted
    if key not in st.session_state:
        st.session_state[key] = _proposed_kind(now, pair)
    st.session_state.pop("draft-kind", None)
    first, second, third, fourth = st.columns([3, 3, 2, 2], vertical_alignment="bottom")
    with first:
        kind = st.selectbox("Kind", kinds, format_func=KIND_WORDS.__getitem__, key=key)
    with second:
        channel = st.selectbox(
            "Channel",
            channels,
            index=channels.index(facts.proposed_channel(now, pair[1])),
            format_func=CHANNEL_WORDS.__getitem__,
            key=f"draft-channel-{stem}",
        )
    proposed = known.introducer.language
    with third:
        language = st.selectbox(
            "Language",
            languages,
            index=languages.index(proposed) if proposed in languages else 0,
            format_func=LANGUAGE_WORDS.__getitem__,
            key=f"draft-language-{stem}",
        )
    with fourth:
        if st.button(
            "Other words",
            key="draft-variant-next",
            icon=":material/refresh:",
            help="The same facts in another order and other sentences",
        ):
            old = desk_service.open_desk(
                now, *pair, kind=kind, channel=channel, language=language, facts=known
            )
            fresh = desk_service.open_desk(
                now,
                *pair,
                kind=kind,
                channel=channel,
                language=language,
                variant=old.variant + 1,
                facts=known,
            )
            desk_service.keep(now, replace(fresh, overruled=old.overruled), *pair)
            _new_text()
    return kind, channel, language


def _new_text() -> None:
    """Give the editor fresh fields, since the words were changed from elsewhere."""
    st.session_state["draft-turn"] = st.session_state.get("draft-turn", 0) + 1


def _editor(now: Session, pair: tuple[int, int], desk: Desk) -> Desk:
    """The words in fields; checked again, and kept, whenever a field is left."""
    made = desk.draft
    turn = st.session_state.get("draft-turn", 0)
    written = draft_beside.last_written(now, pair)
    stem = f"{pair[0]}-{pair[1]}-{desk.kind}-{desk.channel}-{desk.language}-{turn}-{written}"
    subject = made.subject
    if made.channel == "email":
        subject = st.text_input("Subject", made.subject, key=f"d-subject-{stem}") or ""
    height = 380 if made.channel in ("email", "phone", "meeting") else 260
    body = st.text_area("Text", made.body, height=height, key=f"d-body-{stem}") or ""
    note, note_subject = made.forwardable, made.forwardable_subject
    if made.forwardable:
        note_subject = (
            st.text_input(
                "Subject of the note to pass on",
                made.forwardable_subject,
                key=f"d-note-subject-{stem}",
            )
            or ""
        )
        note = (
            st.text_area("Note to pass on", made.forwardable, height=220, key=f"d-note-{stem}")
            or ""
        )
    typed = desk_service.retyped(
        desk, subject=subject, body=body, forwardable=note, forwardable_subject=note_subject
    )
    return desk if typed is desk else desk_service.keep(now, typed, *pair)


def _status(desk: Desk) -> None:
    """One line: may it be used?"""
    hard = [one for one in desk.open_checks if one.hard]
    soft = [one for one in desk.open_checks if not one.hard]
    ready = READY_WORDS[desk.channel]
    could = f" {len(soft)} {parts.plural(len(soft), 'thing')} could be better." if soft else ""
    if hard:
        must = f"{len(hard)} {parts.plural(len(hard), 'thing')} must be mended first."
        st.error(f"This is not {ready}: {must}{could}", icon=":material/cancel:")
    elif not desk.read:
        st.warning(
            "A model wrote this, and you have not said that you have read it.",
            icon=":material/error:",
        )
    else:
        held = sum(1 for one in desk.draft.checks if one.passed)
        st.success(f"This is {ready}: {held} checks hold.{could}", icon=":material/check_circle:")


def _open_checks(now: Session, pair: tuple[int, int], desk: Desk) -> None:
    for check in desk.open_checks:
        _check(now, pair, desk, check)
    if not desk.read and st.checkbox("I have read it, and stand by it", key="draft-read"):
        desk_service.keep(now, replace(desk, read=True), *pair)
        st.rerun()
    for notice in desk.draft.notices:
        parts.quiet(parts.escape_md(notice))


def _check(now: Session, pair: tuple[int, int], desk: Desk, check: Check) -> None:
    with st.container(border=True, key=f"check-{check.name}", gap="xsmall"):
        word = parts.escape_md(CHECK_WORDS.get(check.name, check.name))
        if check.hard:
            st.markdown(f":red[:material/block: must be mended] · **{word}**")
        else:
            st.markdown(f":orange[:material/info: could be better] · **{word}**")
        st.text(check.detail)
        letter.show_places(desk.draft.body, check)
        if not check.hard and st.button(
            "Leave it as it is", key=f"overrule-{check.name}", type="tertiary"
        ):
            desk_service.keep(now, replace(desk, overruled=desk.overruled | {check.name}), *pair)
            st.rerun()


def _buttons(now: Session, pair: tuple[int, int], desk: Desk) -> None:
    made = desk.draft
    held = desk_service.may_be_marked(now, desk.kind, *pair)
    with st.container(horizontal=True):
        done = parts.confirm_button(
            "Mark",
            desk_service.done_words(made),
            key="draft-asked",
            disabled=not desk.ready or held is not None,
        )
        with st.popover(
            "Copy", icon=":material/content_copy:", key="draft-copy", disabled=not desk.ready
        ):
            parts.quiet("The button at the right of each text copies it.")
            if made.subject:
                st.code(made.subject, language=None, wrap_lines=True)
            st.code(made.body, language=None, wrap_lines=True)
            if made.forwardable:
                st.code(made.forwardable, language=None, wrap_lines=True)
        if made.channel == "email":
            _as_mail(now, pair, desk)
        else:
            st.download_button(
                "Save as text",
                draft_files.as_text(made) if desk.ready else b"",
                file_name=draft_files.file_name(made, ".txt"),
                mime="text/plain",
                key="draft-txt",
                disabled=not desk.ready,
                on_click=partial(_used, now, desk, pair),
            )
    if held is not None:
        parts.quiet(held)
    if made.channel == "meeting" and st.button("Choose the names of the sheet", key="draft-sheet"):
        places.go("sheet", client=pair[1])
    if desk.edited and st.button(
        "Back to the proposed words", key="draft-back", type="tertiary", icon=":material/undo:"
    ):
        desk_service.keep(now, desk, *pair, given_back=True)
        _new_text()
        st.rerun()
    if done:
        event = desk_service.mark_done(now, desk, *pair)
        planning.make_plan(now)
        if event["ask_id"] is not None:
            parts.offer_undo(
                event["message"], "event", f"{event['ask_id']}|{event['number']}", event["number"]
            )
        st.session_state.pop("draft-prospect", None)
        places.go("today")


def _as_mail(now: Session, pair: tuple[int, int], desk: Desk) -> None:
    st.download_button(
        "Save .eml",
        draft_files.eml(desk.draft) if desk.ready else b"",
        file_name=draft_files.file_name(desk.draft),
        mime="message/rfc822",
        key="draft-eml",
        disabled=not desk.ready,
        on_click=partial(_used, now, desk, pair),
        help="Opens in your mail program, unsent",
    )
    link = draft_files.mail_link(desk.draft) if desk.ready else None
    if link:
        st.link_button("Open in mail", link)


def _used(now: Session, desk: Desk, pair: tuple[int, int]) -> None:
    """The words went out this way: the next draft for this client is proposed the same way."""
    desk_service.keep(now, desk, *pair, used=True)
