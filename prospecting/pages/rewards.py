"""Rewards: what did we promise, what is due, and may we give it at all?"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Final, Literal

import streamlit as st

from prospecting.pages import fields, moves, parts, places, undoing
from prospecting.pages.context import session
from prospecting.pipeline.rewards import KINDS, STAGES, RewardRule, describe
from prospecting.services import asks, intake, rewards, sellers
from prospecting.services.rewards import LedgerLine
from prospecting.services.session import Session

STAGE_WORDS: Final = {
    "introduced": "an introduction",
    "meeting": "a first meeting",
    "won": "a deal won",
}
KIND_WORDS: Final = {
    "amount": "an amount of money",
    "gift": "a gift",
    "credit": "a credit",
    "donation": "a donation",
}
STATUS_ORDER: Final = ("due", "approved", "needs agreement", "blocked", "given", "waived")
COLOURS: Final[dict[str, Literal["orange", "green", "red"]]] = {
    "due": "orange",
    "approved": "green",
    "blocked": "red",
}
_AT_ONCE: Final = 12


def page() -> None:
    """Ledger, rules and agreements."""
    now = session()
    parts.page_head("Rewards", "What is due, and may we give it?")
    undoing.undo(now)
    moves.said()
    st.info(parts.escape_md(rewards.NOTICE, 400), icon=":material/gavel:")
    _ledger(now)
    left, right = st.columns(2, gap="large")
    with left:
        _rules(now)
    with right:
        _agreement(now)


def _ledger(now: Session) -> None:
    lines = rewards.ledger(now)
    if not lines:
        parts.quiet("Nothing is due: no rule has been met by an introduction since it is in force.")
        return
    write = _writing(now)
    counts = {s: sum(one.entry.status == s for one in lines) for s in STATUS_ORDER}
    chosen = st.pills(
        "Show",
        [s for s in STATUS_ORDER if counts[s]],
        format_func=lambda s: f"{s} · {counts[s]}",
        selection_mode="multi",
        key="reward-status",
    )
    order = {status: place for place, status in enumerate(STATUS_ORDER)}
    shown = sorted(
        (one for one in lines if not chosen or one.entry.status in chosen),
        key=lambda one: (order[one.entry.status], one.entry.due, one.entry.key),
    )
    count = st.session_state.get("rewards-shown", _AT_ONCE)
    for one in shown[:count]:
        _line(now, one, write)
    if len(shown) > count and st.button(
        f"Show {min(_AT_ONCE, len(shown) - count)} more of {len(shown) - count:,}",
        key="rewards-more", type="tertiary",
    ):  # fmt: skip
        st.session_state["rewards-shown"] = count + _AT_ONCE
        st.rerun()


def _line(now: Session, one: LedgerLine, write: parts.Writing) -> None:
    entry = one.entry
    key = entry.key.replace(":", "-")
    with st.container(border=True, key=f"reward-{key}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(entry.status, color=COLOURS.get(entry.status, "gray"))
            st.markdown(parts.escape_md(entry.sentence))
            parts.quiet(parts.near_day(entry.due, now.as_of))
            places.link("ask", "Open", ask=one.ask_id)
            _decide(now, one, key)
        if entry.status in ("blocked", "needs agreement"):
            for reason, source in zip(one.reasons, one.sources, strict=True):
                parts.quiet(f"{parts.escape_md(reason, 400)} ({parts.escape_md(source, 300)})")


def _decide(now: Session, one: LedgerLine, key: str) -> None:
    """The steps that this reward may take now."""
    status = one.entry.status
    steps = {
        "due": (("approved", "Approve"), ("waived", "Waive")),
        "approved": (("given", "Mark as given"), ("withdrawn", "Withdraw")),
        "needs agreement": (("waived", "Waive"),),
        "blocked": (("waived", "Waive"),),
    }.get(status, ())
    for decision, label in steps:
        main = decision in ("approved", "given")
        if st.button(
            label,
            key=f"{decision}-{key}",
            type="primary" if main else "tertiary",
            help=parts.escape_md(one.entry.sentence),
        ):

            def work(decision: str = decision) -> None:
                ask_id, number = rewards.decide(now, one.entry.key, decision, expected=one.version)
                parts.offer_undo(
                    f"{one.client_name}: reward {decision}.", "event", f"{ask_id}|{number}", number
                )

            moves.carry_out(work)


def rule_words(rule: RewardRule) -> str:
    """A rule as a sentence."""
    share = f"{rule.percent:g} % of the deal" if rule.percent else ""
    fixed = describe(rule) if rule.amount or rule.description else ""
    what = " and ".join(part for part in (fixed, share) if part)
    words = f"For {STAGE_WORDS[rule.stage]}: {what}"
    if rule.two_sided:
        words += ", for both sides"
    if rule.within_days:
        words += f", if it comes within {rule.within_days} days"
    if rule.repeats:
        words += f", again every {rule.every_months} months, {rule.repeats} times"
    if rule.valid_from:
        words += f"; for introductions from {rule.valid_from} on"
    return words + "."


def _rules(now: Session) -> None:
    st.subheader("Rules", anchor=False)
    have = rewards.rules(now)
    if not have:
        parts.quiet("No rule: introducers get thanks, and the news of what came of it.")
    for rule in have:
        with st.container(horizontal=True, vertical_alignment="center", key=f"rule-{rule.rule_id}"):
            st.markdown(parts.escape_md(rule_words(rule), 400))
            if st.button("Remove", key=f"rule-remove-{rule.rule_id}", type="tertiary"):
                moves.carry_out(partial(rewards.remove_rule, now, rule.rule_id))
    with st.popover("Add a rule", icon=":material/add:", key="rule-add"):
        _rule_form(now)


def _rule_form(now: Session) -> None:
    currency = asks.currency_of(now)
    with st.form("rule", border=False, clear_on_submit=True):
        stage = st.selectbox("For", STAGES, format_func=STAGE_WORDS.__getitem__, key="rule-stage")
        kind = st.selectbox(
            "What is given", KINDS, format_func=KIND_WORDS.__getitem__, key="rule-kind"
        )
        amount = st.number_input(f"Worth, in {currency}", 0.0, 1e6, 0.0, 50.0, key="rule-amount")
        words = st.text_input("What it is", key="rule-words", placeholder="a book, a dinner, …")
        percent = st.number_input(
            "And a share of the deal, in percent (deals won only)", 0.0, 100.0, 0.0, 1.0,
            key="rule-percent",
        )  # fmt: skip
        both = st.checkbox("The person introduced gets it too", key="rule-both")
        with st.expander("Time limits and recurring rewards"):
            within = st.number_input(
                "Days from the introduction (0: no limit)", 0, 3650, 365, key="rule-within"
            )
            months = st.number_input("Again every … months", 0, 60, 0, key="rule-months")
            repeats = st.number_input("How many times more", 0, 60, 0, key="rule-repeats")
        if st.form_submit_button("Add the rule", type="primary"):
            moves.carry_out(
                lambda: rewards.add_rule(
                    now,
                    stage=stage,
                    kind=kind,
                    amount=float(amount),
                    currency=currency,
                    description=words.strip(),
                    percent=float(percent),
                    two_sided=both,
                    within_days=int(within) or None,
                    every_months=int(months),
                    repeats=int(repeats),
                )
            )


def _agreement(now: Session) -> None:
    st.subheader("Referral agreement", anchor=False)
    choices = intake.client_choices(now)
    who = st.selectbox(
        "With",
        list(choices),
        None,
        format_func=choices.__getitem__,
        key="agreement-client",
        placeholder="choose an introducer",
    )
    if who is None:
        parts.quiet("A document to edit: parties, what is paid when, time limits, openness, end.")
        return
    left, right = st.columns(2)
    pay = left.number_input("Paid within … days", 1, 365, 30, key=f"agreement-pay-{who}")
    convert = right.number_input("Counts for … days", 1, 3650, 365, key=f"agreement-convert-{who}")
    text = st.text_area(
        "The text, to edit",
        rewards.agreement(now, who, payment_days=int(pay), conversion_days=int(convert)),
        height=360,
        key=f"agreement-text-{who}-{pay}-{convert}",
    )
    with st.container(horizontal=True):
        st.download_button(
            "As a page to print", rewards.agreement_html(text), "referral-agreement.html",
            "text/html", on_click="ignore", key="agreement-html",
        )  # fmt: skip
        st.download_button(
            "As text", text.encode(), "referral-agreement.txt", "text/plain",
            on_click="ignore", key="agreement-txt",
        )  # fmt: skip
    with st.popover("It was signed", key="agreement-signed"):
        on = st.date_input(
            "Signed on",
            now.as_of,
            max_value=now.as_of,
            key="agreement-on",
            format=fields.day_format(),
        )
        until = st.date_input(
            "Holds until (empty: no end)",
            None,
            key="agreement-until",
            format=fields.day_format(),
        )
        if st.button("Note the signature", key="agreement-go", type="primary"):

            def work() -> None:
                end = until if isinstance(until, dt.date) else None
                rewards.sign_agreement(now, who, on=on, until=end)
                moves.say("done", f"The agreement with {choices[who]} is noted.")

            moves.carry_out(work)


def _writing(now: Session) -> parts.Writing:
    who = sellers.get_seller(now)
    return parts.writing_for(who["country"], who["language"], who["currency"])
