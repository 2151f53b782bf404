"""Draft: would I send this?"""

from __future__ import annotations

import streamlit as st

from prospecting.drafting.draft import Check, Draft
from prospecting.drafting.facts import CHANNELS, facts_table
from prospecting.pages import parts, places
from prospecting.pages.context import session
from prospecting.services import asks, drafts, planning
from prospecting.services.session import Session

CHANNEL_WORDS = {
    "email": "E-mail",
    "linkedin": "LinkedIn message",
    "linkedin-note": "LinkedIn note",
    "phone": "Phone card",
    "meeting": "Meeting sheet",
}
LANGUAGE_WORDS = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "nl": "Nederlands",
}
KIND_WORDS = {
    "first": "First ask",
    "opt-in": "Note for the prospect",
    "follow-up-1": "First follow-up",
    "follow-up-2": "Second follow-up",
    "stop": "Kind stop",
    "thanks-intro": "Thanks for the introduction",
    "thanks-outcome": "Thanks with the outcome",
    "mention": "May I mention your name?",
    "who-else": "Who else?",
    "review": "Ask for a review",
    "case-study": "Ask for a case study",
    "reply-to-no": "Reply to a no",
}


def page() -> None:
    """The text as the receiver will see it, facts and checks beside it."""
    now = session()
    prospect = st.session_state.get("draft-prospect")
    client = st.session_state.get("draft-client")
    if prospect is None or client is None:
        parts.page_head("Draft", "Would I send this?")
        if parts.empty_state(
            "Here will be the words for an ask.",
            "Choose an ask of today's plan, or a way in on the prospects' page.",
            "Today's plan",
            key="draft",
        ):
            places.go("today")
        return
    facts = drafts.ask_facts(now, prospect, client)
    who = facts.prospect.name if facts.prospect else ""
    parts.page_head(
        f"Ask {parts.escape_md(facts.introducer.name)} about {parts.escape_md(who)}",
        "Would I send this?",
    )
    kind, channel, language, variant = _choices(facts.introducer.language or "en")
    made = drafts.write(now, facts, kind=kind, channel=channel, language=language, variant=variant)
    stem = f"{prospect}-{client}-{kind}-{channel}-{language}-{variant}"
    left, right = st.columns([3, 2], gap="large")
    with left:
        edited = _editor(made, stem)
    with right:
        _checks(edited)
        _facts(edited)
    with left:
        _buttons(now, edited, prospect, client)


def _choices(proposed: str) -> tuple[str, str, str, int]:
    first, second, third, fourth = st.columns(4, vertical_alignment="bottom")
    kinds = list(KIND_WORDS)
    start = st.session_state.pop("draft-kind", None)
    if start in kinds:
        st.session_state["draft-kind-chosen"] = start
    with first:
        kind = st.selectbox(
            "Kind", kinds, format_func=KIND_WORDS.__getitem__, key="draft-kind-chosen"
        )
    with second:
        channel = st.selectbox(
            "Channel", list(CHANNELS), format_func=CHANNEL_WORDS.__getitem__, key="draft-channel"
        )
    with third:
        codes = list(LANGUAGE_WORDS)
        index = codes.index(proposed) if proposed in codes else 0
        language = st.selectbox(
            "Language",
            codes,
            index=index,
            format_func=LANGUAGE_WORDS.__getitem__,
            key="draft-language",
        )
    with fourth:
        if st.button("Other words", key="draft-variant-next", icon=":material/refresh:"):
            st.session_state["draft-variant"] = st.session_state.get("draft-variant", 0) + 1
    return kind, channel, language, st.session_state.get("draft-variant", 0)


def _editor(made: Draft, stem: str) -> Draft:
    """The draft as edited, checked again whenever a field is left."""
    subject = made.subject
    if made.channel == "email":
        subject = st.text_input("Subject", made.subject, key=f"d-subject-{stem}")
    body = st.text_area("Text", made.body, height=360, key=f"d-body-{stem}")
    note, note_subject = made.forwardable, made.forwardable_subject
    if made.forwardable:
        note_subject = st.text_input(
            "Subject of the note to pass on", made.forwardable_subject, key=f"d-note-subject-{stem}"
        )
        note = st.text_area("Note to pass on", made.forwardable, height=180, key=f"d-note-{stem}")
    return drafts.edited(
        made, subject=subject, body=body, forwardable=note, forwardable_subject=note_subject
    )


def _checks(made: Draft) -> None:
    failed = made.failed()
    if made.ready:
        parts.result_sentence("done", "ready to send: every check that must hold, holds.")
    else:
        parts.result_sentence("refused", "not ready to send: see below.")
    for check in failed:
        _check(made, check)
    for notice in made.notices:
        parts.quiet(parts.escape_md(notice))
    passed = [check.name for check in made.checks if check.passed]
    with st.expander(f"{len(passed)} checks passed"):
        for name in passed:
            st.text(f"✓ {name}")
        for check in made.checks:
            if check.passed is None:
                st.text(f"– {check.name}: does not apply")


def _check(made: Draft, check: Check) -> None:
    with st.container(border=True, key=f"check-{check.name}"):
        st.markdown(
            f"{':material/block: must' if check.hard else ':material/info: could'} be mended: "
            f"**{parts.escape_md(check.name)}**"
        )
        st.text(check.detail)
        for start, end in check.marks[:4]:
            around = made.body[max(0, start - 20) : end + 20].replace("\n", " ")
            parts.quiet(f"… {parts.escape_md(around)} …")


def _facts(made: Draft) -> None:
    with st.expander("What this rests on"):
        for fact in facts_table(made.facts):
            st.text(f"{str(fact['key']).replace('_', ' ')}: {fact['value']}")
            parts.quiet(f"from {parts.escape_md(str(fact['source']))}")


def _buttons(now: Session, made: Draft, prospect: int, client: int) -> None:
    who = made.facts.prospect.name if made.facts.prospect else ""
    first = made.facts.introducer.name
    with st.container(horizontal=True):
        done = parts.confirm_button(
            "Mark", f"{first} asked about {who}", key="draft-asked", disabled=not made.ready
        )
        if made.channel == "email":
            st.download_button(
                "Save .eml",
                drafts.eml(made),
                file_name=drafts.file_name(made),
                mime="message/rfc822",
                key="draft-eml",
                disabled=not made.ready,
            )
            link = drafts.mail_link(made)
            if link and made.ready:
                st.link_button("Open in mail", link)
    with st.expander("Copy"):
        st.code(made.body, language=None, wrap_lines=True)
        if made.forwardable:
            st.code(made.forwardable, language=None, wrap_lines=True)
    if done:
        drafts.save(now, made, prospect, client)
        event = asks.record(now, prospect=prospect, client=client, stage="asked")
        planning.make_plan(now)
        parts.offer_undo(
            event["message"], "event", f"{event['ask_id']}|{event['number']}", event["number"]
        )
        places.go("today")
