"""What can be done to an ask from any page: a step with its details, taking it back, a referral."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Final, NoReturn

import streamlit as st

from prospecting.errors import Refused
from prospecting.pages import fields, parts
from prospecting.pages.context import session
from prospecting.pipeline.stages import LABELS, STAGES, validate_move
from prospecting.services import asks, intake, team
from prospecting.services.asks import AskView
from prospecting.services.session import Session
from prospecting.workspace import WorkspaceError

_SAID: Final = "moves-said"
#: The step that comes next most often, and what its button says.
QUICK: Final[dict[str, tuple[str, str]]] = {
    "suggested": ("asked", "Asked"),
    "drafted": ("asked", "Asked"),
    "asked": ("agreed", "Said yes"),
    "agreed": ("introduced", "Introduced"),
    "opted-in": ("introduced", "Introduced"),
    "introduced": ("replied", "Replied"),
    "replied": ("meeting", "Meeting held"),
    "meeting": ("opportunity", "Opportunity"),
    "won": ("thanked", "Thanked"),
    "postponed": ("asked", "Asked again"),
}
_NEEDS_REASON: Final = ("declined", "lost", "not-a-fit", "no-answer")
REASONS: Final = (
    "does not know them well enough",
    "too busy at the moment",
    "not comfortable mixing business and friendship",
    "they have a supplier already",
    "conflict of interest",
    "price",
    "project stopped",
    "went with another",
)


def say(outcome: parts.cards.Outcome, sentence: str) -> None:
    """Keep a sentence for the next drawing of the page."""
    st.session_state[_SAID] = (outcome, sentence)


def said() -> None:
    """Show what came of the last click, once."""
    kept = st.session_state.pop(_SAID, None)
    with st.container():  # there in any case: see the bar of what can be undone
        if kept is not None:
            parts.result_sentence(*kept)


def carry_out(work: Callable[[], Any]) -> NoReturn:
    """Do something and draw anew; a refusal or a change made elsewhere is shown, nothing lost."""
    try:
        work()
    except (Refused, WorkspaceError) as error:
        say("refused", str(error))
    st.rerun()


def move(now: Session, one: AskView, stage: str, **details: Any) -> None:
    """Take one step with one ask, and offer to take it back."""
    done = asks.record(
        now,
        prospect=one.prospect_id,
        client=one.client_id,
        stage=stage,
        expected=one.version,
        **details,
    )
    if done["warnings"]:
        say("note", " ".join(done["warnings"]))
    parts.offer_undo(done["message"], "event", f"{done['ask_id']}|{done['number']}", done["number"])


def legal_steps(one: AskView, state: Any) -> list[str]:
    """Stages that this ask may go to now."""
    return [
        stage
        for stage in STAGES
        if stage not in ("suggested", "rewarded") and validate_move(state, stage) is None
    ]


@st.dialog("What happened?", width="medium")
def step_dialog(ask_id: int, stage: str | None = None) -> None:
    """Any step with its day, note, amount, reason or the day until which it waits."""
    now = session()
    try:
        row = team.own_ask(now, ask_id)
        one = asks.list_asks(now, ids=[ask_id])[0]
    except (Refused, WorkspaceError, IndexError) as error:
        parts.result_sentence("refused", str(error))
        return
    st.markdown(f"**{parts.escape_md(one.prospect_name)}**, {_through(one)}")
    steps = legal_steps(one, row.state)
    first = steps.index(stage) if stage in steps else 0
    chosen = st.selectbox(
        "It is now at", steps, first, format_func=LABELS.__getitem__, key=f"step-stage-{ask_id}"
    )
    day = st.date_input(
        "On",
        now.as_of,
        max_value=now.as_of,
        format=fields.day_format(),
        key=f"step-day-{ask_id}",
    )
    details: dict[str, Any] = {}
    if chosen in asks.MONEY_STAGES:
        details["amount"] = st.number_input(
            f"Worth, in {one.currency or asks.currency_of(now)}",
            0.0,
            None,
            one.amount,
            step=1000.0,
            format="%.0f",
            key=f"step-amount-{ask_id}",
        )
    if chosen == "postponed":
        wait = st.date_input(
            "Until",
            now.as_of + dt.timedelta(days=asks.POSTPONE_DAYS),
            min_value=now.as_of + dt.timedelta(days=1),
            format=fields.day_format(),
            key=f"step-until-{ask_id}",
        )
        details["until"] = wait if isinstance(wait, dt.date) else None
    if chosen in _NEEDS_REASON:
        details["reason"] = st.selectbox(
            "Why",
            REASONS,
            None,
            accept_new_options=True,
            placeholder="choose, or write your own",
            key=f"step-reason-{ask_id}",
        )
    note = st.text_input("Note", key=f"step-note-{ask_id}", placeholder="optional")
    if parts.confirm_button(
        "Record", f"{one.client_name} about {one.prospect_name}", key=f"step-go-{ask_id}"
    ):
        try:
            when = day if isinstance(day, dt.date) and day != now.as_of else None
            move(now, one, chosen, on=when, note=note or None, **details)
        except (Refused, WorkspaceError) as error:
            parts.result_sentence("refused", str(error))
            return
        st.rerun()


def hand_over(now: Session, chosen: Sequence[AskView], to: str) -> None:
    """Give asks to a colleague, and offer to take them back."""
    before = [f"{one.ask_id}|{one.owner}" for one in chosen if one.owner and one.owner != to]
    sentence = team.give(now, [one.ask_id for one in chosen], to)
    if before:
        parts.offer_undo(sentence, "given", ";".join([to, *before]))
    else:
        say("done", sentence)


def _through(one: AskView) -> str:
    return f"through {parts.escape_md(one.client_name)}"


def referral_form(now: Session, client_id: int | None = None) -> None:
    """Who sent whom to us, although nobody asked: four fields, one button."""
    choices = intake.client_choices(now)
    names = list(choices)
    if not names:
        parts.quiet("Import your client list first: a referral comes from one of your clients.")
        return
    with st.form("unasked", clear_on_submit=True, border=False):
        who = st.selectbox(
            "Who referred",
            names,
            names.index(str(client_id)) if str(client_id) in names else None,
            format_func=choices.__getitem__,
            placeholder="type a name",
            key="unasked-client",
        )
        left, right = st.columns(2)
        name = left.text_input("Whom", key="unasked-name", placeholder="Ben Weber")
        company = right.text_input("Company", key="unasked-company")
        how = st.selectbox("How it came", asks.ORIGINS, key="unasked-origin")
        if st.form_submit_button("Record the referral", type="primary"):

            def work() -> None:
                if who is None:
                    raise Refused("choose who referred somebody to you")
                done = asks.record_unasked(
                    now, client=who, name=name, company=company or None, origin=how
                )
                parts.offer_undo(
                    done["message"], "event", f"{done['ask_id']}|{done['number']}", done["number"]
                )

            carry_out(work)


def bulk_bar(now: Session, chosen: Sequence[AskView]) -> None:
    """The same step for all that are chosen, or a new owner."""
    many = f"{len(chosen)} {parts.plural(len(chosen), 'ask')}"
    steps = [s for s in STAGES if s not in ("suggested", "rewarded")]
    with st.container(border=True, horizontal=True, vertical_alignment="bottom", key="bulk"):
        stage = st.selectbox(
            "All chosen are now at",
            steps,
            steps.index("no-answer"),
            format_func=LABELS.__getitem__,
            key="bulk-stage",
        )
        note = st.text_input("Note", key="bulk-note", placeholder="optional")
        if st.button(f"Mark {many}: {LABELS[stage]}", key="bulk-go", type="primary"):

            def work() -> None:
                result = asks.bulk_record(
                    now, [(one.ask_id, one.version) for one in chosen], stage, note=note or None
                )
                if result.done:
                    target = ";".join(f"{ask}|{number}" for ask, number in result.done)
                    parts.offer_undo(result.message, "events", target)
                if result.refused:
                    say("partly" if result.done else "refused", result.message)

            carry_out(work)
        if asks.may_assign(now):
            people = team.owners(now)
            to = st.selectbox(
                "Hand over to",
                people,
                None,
                format_func=lambda user: team.owner_name(user, now.user),
                key="bulk-owner",
                placeholder="choose a colleague",
            )
            if to and st.button(f"Hand over {many}", key="bulk-give"):
                carry_out(lambda: hand_over(now, chosen, to))
