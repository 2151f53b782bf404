"""Today: whom shall I ask, and what do I owe?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from prospecting.pages import moves, parts, places, plan_cards, theme, undoing
from prospecting.pages.context import session
from prospecting.pages.parts.rows import list_buttons
from prospecting.services import access, asks, draft_files, importing, planning, profiles, sellers
from prospecting.services import settings as settings_service
from prospecting.services.session import Session
from prospecting.services.views import PlannedAsk, PlanView, Waiting

SHOWN_AT_ONCE = 8
DUE_AT_ONCE = 7
STALE_DAYS = 60


def page() -> None:
    """The plan as cards, what is due beside it, who waits below."""
    now = session()
    parts.page_head("Today", "Whom shall I ask, and what do I owe?")
    undoing.undo(now, replan=True)
    moves.said()
    if not importing.has_data(now.ws):
        if parts.empty_state(
            "Here will be the introductions worth asking for.",
            "They come from your client list and your clients' connections, and nothing has been "
            "imported yet. Then say who you are and whom you want; the plan makes itself.",
            "Import files",
            key="today",
        ):
            places.go("import")
        return
    _checklist(now)
    plan = _plan(now)
    due = [one for one in asks.todo(now) if one["due"] <= now.as_of]
    writing = _writing(now)
    _lead(plan, due)
    _above(now, plan)
    left, right = st.columns([5, 3], gap="large")
    with left:
        _asks(now, plan, writing)
    with right:
        _owed(now, due)
    _waiting(now, plan, writing)


def _plan(now: Session) -> PlanView:
    """The plan on the screen: the last snapshot of today, so that nothing jumps."""
    last = planning.todays_plan(now)
    if last is None:
        with st.spinner("Making today's plan …"):
            last = planning.make_plan(now)
    return last


def _checklist(now: Session) -> None:
    """What a plan and its drafts still need, while something is missing."""
    steps = settings_service.first_steps(now)
    left = [one for one in steps if not one.done]
    if not left:
        return
    with st.container(border=True, key="first-steps"):
        st.markdown(f"**{len(left)} {parts.plural(len(left), 'step')} left**")
        for one in steps:
            with st.container(horizontal=True, vertical_alignment="center"):
                if one.done:
                    st.markdown(f":material/check_circle: :gray[{one.what}]")
                    continue
                st.markdown(f":material/radio_button_unchecked: {one.what}", width="content")
                kind = "primary" if one is left[0] else "tertiary"
                if st.button(one.button, key=f"step-{one.place}", type=kind):  # type: ignore[arg-type]
                    places.go("import" if one.place.startswith("import") else one.place)


def _lead(plan: PlanView, due: list[dict[str, Any]]) -> None:
    """What to do first, in one sentence."""
    said = []
    if plan.asks:
        first = plan.asks[0]
        said.append(
            f"Ask **{parts.escape_md(first.client_name)}** about "
            f"**{parts.escape_md(first.prospect_name)}** first."
        )
    elif plan.waiting:
        said.append("Nobody should be asked today; below stands who can be asked when.")
    else:
        said.append("No ask is worth making today.")
    fresh = [one for one in due if one["overdue_days"] <= STALE_DAYS]
    if fresh:
        words = f"{len(fresh):,} {parts.plural(len(fresh), 'thing')}"
        said.append(f"Then see to what you owe: {words} {'is' if len(fresh) == 1 else 'are'} due.")
    st.markdown(" ".join(said))


def _above(now: Session, plan: PlanView) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        _profile(now, plan)
        fresh = planning.newer_plan(now, plan)
        if fresh:
            label = f"{fresh} better {parts.plural(fresh, 'ask')}: refresh"
            if st.button(label, key="plan-refresh", icon=":material/refresh:"):
                planning.make_plan(now)
                st.rerun()
        if plan.asks:
            _take_along(now)


def _profile(now: Session, plan: PlanView) -> None:
    known = profiles.list_profiles(now)
    if not known:
        if st.button("Describe your ideal client", key="today-profile"):
            places.go("ideal-client")
        return
    names = [one["name"] for one in known]
    used = next((place for place, one in enumerate(known) if one["in_use"]), 0)
    if len(names) == 1:
        st.markdown(f":small[:gray[Ideal client: {parts.escape_md(names[0])}]]", width="content")
        return
    chosen = st.selectbox(
        "Ideal client",
        names,
        index=used,
        format_func=parts.one_line,
        key=f"today-profile-{plan.profile}",
        width=340,
    )
    if chosen is not None and chosen != names[used]:
        profiles.use_profile(now, chosen)
        st.rerun()


def _take_along(now: Session) -> None:
    with st.popover("Take along", icon=":material/download:", key="take-along"):
        parts.quiet("The drafts that are ready, and the plan as a table. Nothing is sent.")
        if not sellers.missing_for_drafts(now):
            _file(
                "Drafts as .eml files (ZIP)", "drafts.zip", partial(draft_files.plan_zip, now), now
            )
            merge = partial(draft_files.plan_merge, now)
            _file("Table for a mail merge", "mail-merge.csv", merge, now)
        if access.may(now, "export"):
            _file("Plan as CSV", "plan.csv", partial(draft_files.plan_table, now, ".csv"), now)
            _file("Plan as Excel", "plan.xlsx", partial(draft_files.plan_table, now, ".xlsx"), now)


def _file(label: str, name: str, make: Callable[[], bytes], now: Session) -> None:
    """A download that is made only when it is wanted."""
    st.download_button(
        label,
        data=make,
        file_name=f"{now.as_of}-{name}",
        mime=_TYPES[name.rpartition(".")[2]],
        key=f"take-{name}",
        on_click="ignore",
        type="tertiary",
    )


_TYPES = {
    "zip": "application/zip",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _asks(now: Session, plan: PlanView, writing: parts.Writing) -> None:
    many = writing.count(len(plan.asks), "ask") if plan.asks else "No ask"
    st.subheader(f"{many} worth making", anchor=False)
    _notices(plan)
    if not plan.asks:
        parts.quiet(
            "A plan needs prospects that fit, and clients who can be asked: a wider profile, one "
            "more client's connections, or a few days may bring some."
        )
    shown = st.session_state.get("today-shown", SHOWN_AT_ONCE)
    for ask in plan.asks[:shown]:
        pressed, until = plan_cards.card(ask, now.as_of, writing, plan.currency)
        if pressed is not None:
            _carry_out(now, ask, pressed, until)
    rest = len(plan.asks) - shown
    if rest > 0 and st.button(f"Show {min(rest, SHOWN_AT_ONCE)} more", key="today-more"):
        st.session_state["today-shown"] = shown + SHOWN_AT_ONCE
        st.rerun()
    if plan.what_if:
        with st.expander("What if one more could be asked?", key="what-if"):
            for sentence in plan.what_if:
                parts.quiet(parts.escape_md(sentence))
            parts.quiet("A client's page, under “Note something”, sets how often one may be asked.")


def _notices(plan: PlanView) -> None:
    """What is to be said of the plan: the first remark as it is, the others folded away."""
    if not plan.notices:
        return
    first, *more = plan.notices
    parts.quiet(parts.escape_md(first, 400))
    if more:
        label = f"{len(more)} more {parts.plural(len(more), 'remark')} on this plan"
        with st.expander(label, key="plan-notices", type="compact"):
            for notice in more:
                parts.quiet(parts.escape_md(notice, 400))


def _carry_out(
    now: Session, ask: PlannedAsk, pressed: plan_cards.Pressed, until: dt.date | None
) -> None:
    if pressed == "draft":
        open_draft(ask.prospect_id, ask.client_id)
        return
    if pressed == "not-a-fit":
        planning.wish(now, "refuse", ask.prospect_id)
        parts.offer_undo(f"{ask.prospect_name} is left out.", "wish", str(ask.prospect_id))
    elif pressed == "other-introducer":
        planning.wish(now, "refuse", ask.prospect_id, ask.client_id)
        parts.offer_undo(
            f"{ask.client_name} is not asked about {ask.prospect_name}.",
            "wish",
            f"{ask.prospect_id}|{ask.client_id}",
        )
    else:
        done = asks.record(
            now, prospect=ask.prospect_id, client=ask.client_id, stage="postponed", until=until
        )
        when = f" until {_writing(now).day(until)}" if until else ""
        parts.offer_undo(
            f"{ask.prospect_name} waits{when}.",
            "event",
            f"{done['ask_id']}|{done['number']}",
            done["number"],
        )
    planning.make_plan(now)
    st.rerun()


def open_draft(prospect_id: int, client_id: int, kind: str | None = None) -> None:
    """To the draft of this ask; the address names it, so that a reload finds it again."""
    st.session_state["draft-prospect"] = prospect_id
    st.session_state["draft-client"] = client_id
    if kind:
        st.session_state["draft-kind"] = kind
    places.go("draft", prospect=prospect_id, client=client_id, kind=kind or "first")


def _owed(now: Session, due: list[dict[str, Any]]) -> None:
    st.subheader("Due", anchor=False)
    list_buttons()
    fresh = [one for one in due if one["overdue_days"] <= STALE_DAYS]
    older = [one for one in due if one["overdue_days"] > STALE_DAYS]
    if not due:
        parts.quiet("Nothing is due: no follow-up, no thanks, no outcome owed.")
    for one in fresh[:DUE_AT_ONCE]:
        _due_row(now, one)
    if len(fresh) > DUE_AT_ONCE:
        with st.expander(f"{len(fresh) - DUE_AT_ONCE:,} more", key="due-more", type="compact"):
            for one in fresh[DUE_AT_ONCE : DUE_AT_ONCE + 20]:
                _due_row(now, one)
    if older:
        with st.expander(f"Older ({len(older):,})", key="due-older", type="compact"):
            parts.quiet(f"Due for more than {STALE_DAYS} days.")
            for one in older[:20]:
                _due_row(now, one)
    if len(older) > 20 or len(fresh) > DUE_AT_ONCE + 20:
        places.link("pipeline", "All of them, on the pipeline page", view="To do")


def late_words(days: int) -> str:
    """How late something is: "due today", "2 days late", "3 weeks late"."""
    if days <= 0:
        return "due today"
    if days < 14:
        return f"{days} {parts.plural(days, 'day')} late"
    if days < 60:
        weeks = round(days / 7)
        return f"{weeks} {parts.plural(weeks, 'week')} late"
    months = round(days / 30)
    return f"{months} {parts.plural(months, 'month')} late"


def _due_row(now: Session, one: dict[str, Any]) -> None:
    key = f"{one['ask_id']}-{one['kind']}"
    with st.container(key=f"due-{key}", gap=None):
        label = (
            f"**{one['word']}** {parts.escape_md(one['client_name'], 40)} · "
            f"{parts.escape_md(one['prospect_name'], 40)}"
        )
        if st.button(
            label,
            key=f"due-open-{key}",
            type="tertiary",
            help=parts.escape_md(one["text"]),
        ):
            if one["draft_kind"]:
                open_draft(one["prospect_id"], one["client_id"], one["draft_kind"])
            else:
                places.go("ask", ask=one["ask_id"])
        parts.quiet(late_words(one["overdue_days"]))


def _waiting(now: Session, plan: PlanView, writing: parts.Writing) -> None:
    if not plan.waiting:
        return
    st.subheader("Waiting", anchor=False)
    many = writing.count(len(plan.waiting), "client")
    parts.quiet(
        f"{many} {'is' if len(plan.waiting) == 1 else 'are'} not asked now; the soonest first."
    )

    def load(offset: int, limit: int) -> pd.DataFrame:
        rows = plan.waiting[offset : offset + limit]
        return pd.DataFrame(
            {
                "id": [one.client_id for one in rows],
                "Who": [one.client_name for one in rows],
                "State": [theme.readiness(one.state).plain for one in rows],
                "From when": [_from_when(one, now, writing) for one in rows],
                "Why": [_why_words(one) for one in rows],
            }
        )

    width = st.column_config.TextColumn
    table = parts.paged_table(
        "waiting",
        len(plan.waiting),
        load,
        id_column="id",
        columns={
            "Who": width(width=150),
            "State": width(width=120),
            "From when": width(width=170),
            "Why": width(width="large"),
        },
        label="Clients who are not asked now, from when they can be asked, and why",
        page_size=10,
        writing=writing,
        row_height=66,  # two lines: a reason is read whole
    )
    chosen = next((w for w in plan.waiting if str(w.client_id) == table.one), None)
    if chosen is not None:
        with st.container(border=True, key="waiting-one"):
            st.markdown(f"**{parts.escape_md(chosen.client_name)}**")
            for reason in chosen.reasons:
                parts.quiet(parts.escape_md(reason))
            if st.button(f"Open {parts.escape_md(chosen.client_name)}", key="waiting-open"):
                st.session_state["client"] = chosen.client_id
                places.go("client")


def _from_when(one: Waiting, now: Session, writing: parts.Writing) -> str:
    if one.until is None:
        return "when you note it"
    return writing.day_near(one.until, now.as_of)


def _why_words(one: Waiting) -> str:
    first = parts.main_reason(one.reasons, one.until)
    more = len(one.reasons) - 1
    return f"{first} (and {more} more)" if more > 0 else first


def _writing(now: Session) -> parts.Writing:
    who = sellers.get_seller(now)
    return parts.writing_for(who["country"], who["language"], who["currency"])
