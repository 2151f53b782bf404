"""Beside a draft: the message as it is read, the facts with their sources, what one can add."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from prospecting.drafting.draft import Check
from prospecting.drafting.facts import CHANNELS, facts_table
from prospecting.drafting.greeting import GREETING_MOST
from prospecting.pages import parts, places
from prospecting.pages.draft_words import (
    CHANNEL_WORDS,
    CHECK_WORDS,
    EVIDENCE_WORDS,
    FORMALITY_WORDS,
    LANGUAGE_WORDS,
    fact_words,
)
from prospecting.pages.parts import letter
from prospecting.services import clients, facts, models, sellers
from prospecting.services import desk as desk_service
from prospecting.services.desk import Desk
from prospecting.services.session import Session

_NOTES = {
    "need": "A need I heard of",
    "company_news": "News of the company",
    "achieved": "A result with this client",
    "worked_together": "Where the two worked together",
    "same_school": "The school both went to",
    "well": "The client said: knows them well",
    "little": "The client said: knows them a little",
}

# What the client never reads: it lies before the user.
_SEEN = {"phone": "The card at hand", "meeting": "The sheet"}


def show(now: Session, pair: tuple[int, int], desk: Desk) -> None:
    """The pane at the right of the editor."""
    made = desk.draft
    first = parts.one_line(made.facts.introducer.first_name or made.facts.introducer.name)
    held = [one for one in made.checks if one.passed]
    table = facts_table(made.facts)
    read, known, more, checked = st.tabs(
        [
            _SEEN.get(made.channel) or f"As {parts.escape_md(first, 20)} reads it",
            f"Facts ({len(table)})",
            "Add what I know",
            f"Checks ({len(held)})",
        ]
    )
    with read:
        to = made.facts.introducer.email if made.channel == "email" else ""
        letter.show(
            made.body,
            desk.open_checks,
            to=to,
            subject=made.subject,
            note_subject=made.forwardable_subject,
            note=made.forwardable,
            label=_SEEN.get(made.channel) or f"The message as {first} reads it",
        )
    with known:
        _facts(table)
    with more:
        _add(now, pair, desk)
    with checked:
        _checks(now, pair, desk)


def _facts(table: list[dict[str, object]]) -> None:
    parts.quiet("The text may say nothing else. Private facts never go into the note to pass on.")
    group_before = ""
    for fact in table:
        group, name = fact_words(str(fact["key"]))
        if group != group_before:
            st.markdown(f"**{group}**")
            group_before = group
        sure = EVIDENCE_WORDS.get(str(fact["evidence"]), str(fact["evidence"]))
        private = " · private" if fact["private"] else ""
        value = parts.escape_md(fact["value"], 200)
        st.markdown(
            f"{parts.escape_md(name)}: {value}  \n"
            f":small[:gray[{parts.escape_md(fact['source'])} · {sure}{private}]]"
        )


def _checks(now: Session, pair: tuple[int, int], desk: Desk) -> None:
    overruled = [one for one in desk.draft.failed() if not one.hard and one.name in desk.overruled]
    for check in overruled:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f":material/do_not_disturb_on: left as it is · **{_name(check)}**", width="content"
            )
            if st.button("Look again", key=f"again-{check.name}", type="tertiary"):
                desk_service.keep(
                    now, replace(desk, overruled=desk.overruled - {check.name}), *pair
                )
                st.rerun()
    for check in desk.draft.checks:
        if check.passed:
            st.markdown(
                f":material/check: {_name(check)}  \n:small[:gray[{parts.escape_md(check.detail)}]]"
            )
    for check in desk.draft.checks:
        if check.passed is None:
            parts.quiet(f"– {_name(check)}: does not apply. {parts.escape_md(check.detail)}")


def _name(check: Check) -> str:
    return parts.escape_md(CHECK_WORDS.get(check.name, check.name))


def _add(now: Session, pair: tuple[int, int], desk: Desk) -> None:
    who = desk.draft.facts.introducer
    first = parts.escape_md(parts.one_line(who.first_name or who.name), 20)
    with st.form("draft-add", clear_on_submit=True, border=False):
        kind = st.selectbox(
            "What I know", list(_NOTES), format_func=_NOTES.__getitem__, key="add-kind"
        )
        text = st.text_input(
            "In a few words",
            key="add-text",
            help="It becomes a fact, so a draft may say it. For an answer no words are needed.",
        )
        if st.form_submit_button("Add the fact", type="primary"):
            if kind in ("well", "little"):
                clients.know(now, pair[1], pair[0], kind)
            elif kind == "achieved":
                facts.note_client_fact(now, pair[1], "achieved", text)
            else:
                facts.note_for_draft(now, *pair, kind, text)
            st.session_state["draft-turn"] = st.session_state.get("draft-turn", 0) + 1
            st.rerun()
    language = desk.language
    seller = desk.draft.facts.seller
    if language != seller.language and language not in seller.offer_in:
        _offer(now, language)
    with st.expander(f"How {first} likes it", key="draft-habits"), st.form("habits", border=False):
        channels = ["", *CHANNELS]
        channel = st.selectbox(
            "Channel",
            channels,
            index=channels.index(facts.proposed_channel(now, pair[1])),
            format_func=lambda code: CHANNEL_WORDS.get(code, "as it comes"),
            key=f"habit-channel-{pair[1]}",
        )
        codes = list(LANGUAGE_WORDS)
        tongue = st.selectbox(
            "Language",
            codes,
            index=codes.index(who.language) if who.language in codes else 0,
            format_func=LANGUAGE_WORDS.__getitem__,
            key=f"habit-language-{pair[1]}",
        )
        forms = list(FORMALITY_WORDS)
        formality = st.selectbox(
            "Form of address",
            forms,
            index=forms.index(who.formality) if who.formality in forms else 0,
            format_func=FORMALITY_WORDS.__getitem__,
            key=f"habit-form-{pair[1]}",
        )
        greeting = st.text_input(
            "Greeting",
            who.greeting,
            max_chars=GREETING_MOST,
            key=f"habit-greeting-{pair[1]}",
            placeholder=f"Hello {first}",
            help="Word for word, such as “Dear Ms Novak”; in their language only.",
        )
        if st.form_submit_button(f"Remember for {first}"):
            for kind, value, before in (
                ("channel", channel, facts.proposed_channel(now, pair[1])),
                ("language", tongue, who.language),
                ("formality", formality, who.formality),
                ("greeting", greeting.strip(), who.greeting),
            ):
                if value != before:
                    facts.note_client_fact(now, pair[1], kind, value)
            for name in ("channel", "language"):
                st.session_state.pop(f"draft-{name}-{pair[0]}-{pair[1]}", None)
            st.rerun()


def _offer(now: Session, language: str) -> None:
    name = LANGUAGE_WORDS[language]
    with st.form(f"offer-{language}", border=True):
        st.markdown(f"Your offer is not there in **{name}** yet.")
        text = st.text_area(
            f"What we do, for whom, in {name}", key=f"offer-in-{language}", height=90
        )
        if st.form_submit_button("Keep it") and text and text.strip():
            saved = dict(sellers.get_seller(now)["offer_in"])
            sellers.set_seller(now, {"offer_in": saved | {language: text.strip()}})
            st.rerun()


def last_written(now: Session, pair: tuple[int, int]) -> int:
    """The number of the last job in which a model gave words for this ask; 0 where none did."""
    job = models.writing_job(now, *pair)
    done = job is not None and job.state == "done" and (job.result or {}).get("source") == "model"
    return int(job.job_id) if done else 0


def model(now: Session, pair: tuple[int, int], desk: Desk) -> None:
    """Where a model is switched on: what it would be sent, and the button that sends it."""
    chosen = models.model_settings(now)
    if not chosen.enabled or desk.channel in ("phone", "meeting"):
        return
    running = parts.job_progress(
        "model", lambda: _job(now, pair), cancel=lambda: models.stop_writing(now)
    )
    if running is not None and not running.ended:
        return
    where = "on this machine" if models.stays_here(chosen) else "to another machine"
    name = parts.escape_md(chosen.provider, 40)
    with st.expander("Let the model write it", key="draft-model"):
        parts.quiet(f"This, and nothing else, goes to {name} {where}:")
        st.code(
            models.what_is_sent(
                now, desk.draft.facts, kind=desk.kind, channel=desk.channel, language=desk.language
            ),
            language=None,
            wrap_lines=True,
            height=260,
        )
        if st.button(f"Send this to {name}", key="draft-model-go"):
            models.start_writing(now, desk, *pair)
            st.rerun()
        if st.button("Model settings", key="draft-model-settings", type="tertiary"):
            places.go("privacy")


def _job(now: Session, pair: tuple[int, int]) -> parts.JobView | None:
    job = models.writing_job(now, *pair)
    if job is None:
        return None
    if job.state == "running":
        return parts.JobView("running", job.message or "The model is writing")
    result = job.result or {}
    notices = " ".join(result.get("notices", ()))
    if job.state == "done" and result.get("source") == "model":
        return parts.JobView("done", notices or "The model has written.")
    if job.state == "cancelled":
        return parts.JobView("cancelled", notices or "Stopped. The words are as they were.")
    return parts.JobView("failed", notices or job.message or "The model gave nothing usable.")
