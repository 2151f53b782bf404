"""Today: whom shall I ask, and what do I owe?"""

from __future__ import annotations

import streamlit as st

from prospecting.pages import parts, places
from prospecting.pages.context import session
from prospecting.services import asks, importing, planning, profiles, sellers
from prospecting.services.session import Session
from prospecting.services.views import PlannedAsk, PlanView

SHOWN_AT_ONCE = 10


def page() -> None:
    """The plan as cards, what is due beside it, who waits below."""
    now = session()
    parts.page_head("Today", "Whom shall I ask, and what do I owe?")
    _undo(now)
    if not importing.has_data(now.ws):
        if parts.empty_state(
            "Here will be the introductions worth asking for.",
            "They come from your client list and your clients' connections, and nothing has been "
            "imported yet.",
            "Import files",
            key="today",
        ):
            places.go("import")
        return
    plan = _plan(now)
    left, right = st.columns([2, 1], gap="large")
    with left:
        _asks(now, plan)
    with right:
        _owed(now)
    _waiting(now, plan)


def _plan(now: Session) -> PlanView:
    """The plan on the screen: the last snapshot of today, so that nothing jumps."""
    last = planning.todays_plan(now)
    if last is None:
        with st.spinner("Making today's plan …"):
            last = planning.make_plan(now)
    fresh = planning.newer_plan(now, last)
    if fresh:
        label = f"{fresh} better {parts.plural(fresh, 'ask')}: refresh"
        if st.button(label, key="plan-refresh", icon=":material/refresh:"):
            planning.make_plan(now)
            st.rerun()
    return last


def _undo(now: Session) -> None:
    offer = parts.undo_bar()
    if offer is None:
        return
    if offer.action == "wish":
        person, _, client = offer.target.partition("|")
        planning.wish(now, "none", person, client or None)
    elif offer.action == "event":
        ask_id, _, number = offer.target.partition("|")
        asks.undo_event(now, int(ask_id), int(number), expected=offer.expected_version)
    planning.make_plan(now)
    st.rerun()


def _asks(now: Session, plan: PlanView) -> None:
    writing = _writing(now)
    st.subheader(f"{writing.count(len(plan.asks), 'ask')} worth making", anchor=False)
    parts.quiet(
        f"For the profile “{parts.escape_md(plan.profile)}”, made "
        f"{parts.near_day(plan.as_of, now.as_of)}"
    )
    for notice in plan.notices:
        parts.result_sentence("note", notice)
    if not profiles.list_profiles(now) and st.button(
        "Describe your ideal client", key="today-profile", type="primary"
    ):
        places.go("ideal-client")
    shown = st.session_state.get("today-shown", SHOWN_AT_ONCE)
    for ask in plan.asks[:shown]:
        _card(now, ask)
    rest = len(plan.asks) - shown
    if rest > 0 and st.button(f"Show {min(rest, SHOWN_AT_ONCE)} more", key="today-more"):
        st.session_state["today-shown"] = shown + SHOWN_AT_ONCE
        st.rerun()
    for sentence in plan.what_if:
        parts.quiet(parts.escape_md(sentence))


def _card(now: Session, ask: PlannedAsk) -> None:
    pressed = parts.ask_card(
        parts.AskView(
            key=f"{ask.prospect_id}-{ask.client_id}",
            prospect_name=ask.prospect_name,
            client_name=ask.client_name,
            reason=" ".join(ask.tie_reasons[:1] + ask.fit_reasons[:1]),
            prospect_title=ask.prospect_title,
            prospect_company=ask.prospect_company,
            prospect_url=ask.prospect_url,
            fit=ask.fit,
            coverage=ask.coverage,
            tie=ask.tie,
            tie_evidence=ask.tie_evidence,
            next_best=[other.client_name for other in ask.next_best],
        )
    )
    if pressed == "draft":
        st.session_state["draft-prospect"] = ask.prospect_id
        st.session_state["draft-client"] = ask.client_id
        places.go("draft")
    elif pressed == "not-a-fit":
        planning.wish(now, "refuse", ask.prospect_id)
        parts.offer_undo(f"{ask.prospect_name} is left out.", "wish", str(ask.prospect_id))
    elif pressed == "other-introducer":
        planning.wish(now, "refuse", ask.prospect_id, ask.client_id)
        parts.offer_undo(
            f"{ask.client_name} is not asked about {ask.prospect_name}.",
            "wish",
            f"{ask.prospect_id}|{ask.client_id}",
        )
    elif pressed == "later":
        done = asks.postpone(now, ask.prospect_id, ask.client_id)
        parts.offer_undo(
            done["message"], "event", f"{done['ask_id']}|{done['number']}", done["number"]
        )
    if pressed in ("not-a-fit", "other-introducer", "later"):
        planning.make_plan(now)
        st.rerun()


def _owed(now: Session) -> None:
    st.subheader("Due", anchor=False)
    due = [one for one in asks.todo(now) if one["due"] <= now.as_of]
    if not due:
        parts.quiet("Nothing is due: no follow-up, no thanks, no outcome owed.")
    for one in due[:12]:
        with st.container(border=True, key=f"due-{one['ask_id']}-{one['kind']}"):
            st.text(one["text"])
            parts.quiet(parts.near_day(one["due"], now.as_of))
            if st.button("Open", key=f"due-open-{one['ask_id']}-{one['kind']}", type="tertiary"):
                st.session_state["draft-prospect"] = one["prospect_id"]
                st.session_state["draft-client"] = one["client_id"]
                st.session_state["draft-kind"] = one["draft_kind"]
                places.go("draft")
    if len(due) > 12:
        parts.quiet(f"and {len(due) - 12} more on the pipeline page")


def _waiting(now: Session, plan: PlanView) -> None:
    if not plan.waiting:
        return
    st.subheader("Waiting", anchor=False)
    parts.quiet("Nobody asks these clients until the day given.")
    for entry in plan.waiting:
        with st.container(horizontal=True, key=f"wait-{entry.client_id}"):
            st.text(entry.client_name)
            parts.readiness_mark(entry.state)
            until = (
                f"until {_writing(now).day(entry.until)}" if entry.until else "until you change it"
            )
            st.text(f"{until}: {'; '.join(entry.reasons)}")


def _writing(now: Session) -> parts.Writing:
    who = sellers.get_seller(now)
    return parts.writing_for(who["country"], who["language"], who["currency"])
