"""Pipeline: where does each ask stand?"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any, Final

import pandas as pd
import streamlit as st

from prospecting.pages import moves, parts, places, undoing
from prospecting.pages.context import session
from prospecting.pipeline.stages import LABELS, MAIN_LINE, SIDE_EXITS
from prospecting.services import asks, board, team, todo
from prospecting.services.asks import AskView
from prospecting.services.session import Session

VIEWS: Final = ("Board", "Table", "To do")
COLUMNS: Final = 4
CARDS_AT_FIRST: Final = 4
CARDS_MORE: Final = 8
TODO_AT_ONCE: Final = 20
ROW_ON_A_PHONE: Final = 65
"""Pixels from which on the words of a cell are written on several lines."""


def page() -> None:
    """Board, table and list of what is due; the filters stand in the address."""
    now = session()
    parts.page_head("Pipeline", "Where does each ask stand?")
    undoing.undo(now)
    moves.said()
    some = bool(team.visible_asks(now))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = st.segmented_control(
            "View",
            VIEWS,
            default="Board",
            required=True,
            key="view",
            bind="query-params",
            label_visibility="collapsed",
        )
        with st.popover("Somebody referred us", icon=":material/add:", key="unasked-open"):
            moves.referral_form(now)
    if not some and view != "To do":
        if parts.empty_state(
            "Here will be every ask, from the first word to the thanks.",
            "Nobody has been asked yet.",
            "Today's plan",
            key="pipeline",
        ):
            places.go("today")
        return
    if view == "To do":
        _todo(now)
        return
    shown = _filtered(now)
    if not shown:
        parts.quiet("No ask is like that.")
    elif view == "Table":
        _table(now, shown)
    else:
        _board(now, shown)


def _filtered(now: Session) -> list[AskView]:
    """The asks as the filters choose them; ended ones are read only where they are wanted."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="pipeline-filters"):
        text = st.text_input(
            "Person, company or client", key="who", placeholder="type a name", bind="query-params"
        )
        age = st.selectbox(
            "Standing for",
            list(board.AGES),
            None,
            key="age",
            placeholder="any time",
            bind="query-params",
        )
        people = team.owners(now)
        owner = None
        if len(people) > 1:
            owner = st.selectbox(
                "Owner",
                people,
                None,
                key="owner",
                placeholder="everybody",
                bind="query-params",
            )
        closed = st.toggle("Ended ones too", key="ended", bind="query-params")
        stuck = st.toggle("Stuck ones only", key="stuck", bind="query-params")
    shown = [
        one
        for one in asks.list_asks(now, open_only=not closed)
        if board.matches(
            one, text=text or "", owner=owner, age=age, open_only=not closed, stuck_only=stuck
        )
    ]
    _summary(now, shown)
    return shown


def _summary(now: Session, shown: list[AskView]) -> None:
    stuck = sum(one.stuck for one in shown)
    late = sum(one.due is not None and one.due < now.as_of for one in shown)
    said = [f"{len(shown):,} {parts.plural(len(shown), 'ask')}"]
    if stuck:
        said.append(f"{stuck:,} stuck: longer there than four of five others")
    if late:
        said.append(f"{late:,} with a step overdue")
    wanted = sum(one.approval == "wanted" and one.open for one in shown)
    if wanted:
        said.append(f"{wanted:,} waiting for approval")
    parts.quiet(" · ".join(said))


def _board(now: Session, shown: list[AskView]) -> None:
    by_stage: dict[str, list[AskView]] = defaultdict(list)
    for one in shown:
        by_stage[one.stage].append(one)
    filled = [s for s in (*MAIN_LINE, *SIDE_EXITS) if by_stage.get(s)]
    wide = min(COLUMNS, max(2, len(filled)))
    for start in range(0, len(filled), wide):
        row = filled[start : start + wide]
        for column, stage in zip(st.columns(wide, gap="small"), row, strict=False):
            with column:
                _stage(now, stage, by_stage[stage])


def _stage(now: Session, stage: str, own: list[AskView]) -> None:
    st.markdown(f"##### {LABELS[stage]} · {len(own):,}")
    more = f"board-more-{stage}"
    count = st.session_state.get(more, CARDS_AT_FIRST)
    for one in own[:count]:
        _card(now, one)
    rest = len(own) - count
    if rest > 0:
        label = f"Show {min(rest, CARDS_MORE)} more of {rest:,}"
        if st.button(label, key=f"more-of-{stage}", type="tertiary"):
            st.session_state[more] = count + CARDS_MORE
            st.rerun()


def card_lines(one: AskView, now: Session) -> str:
    """A card below its name, as Markdown: work, through whom, since when, what next."""
    work = parts.clip(parts.work_line(one.prospect_title, one.prospect_company), 60)
    lines = []
    if work:
        lines.append(f":small[{parts.escape_md(work)}]")
    age = "" if one.days is None else f" · {one.days:,} {parts.plural(one.days, 'day')}"
    stuck = " · :orange[:material/hourglass_bottom: stuck]" if one.stuck else ""
    lines.append(
        f":small[:gray[through {parts.escape_md(parts.clip(one.client_name, 30))}{age}]{stuck}]"
    )
    if one.approval == "wanted" and one.open:
        lines.append(":small[:orange[:material/approval: waits for approval]]")
    if one.next_short:
        when = parts.near_day(one.due, now.as_of) if one.due else ""
        late = one.due is not None and one.due < now.as_of
        words = f"Next: {one.next_short} · {'due ' + when if late else when}".rstrip(" ·")
        lines.append(f":small[:orange[{words}]]" if late else f":small[{words}]")
    elif one.reason and not one.open:
        lines.append(f":small[:gray[{parts.escape_md(parts.clip(one.reason, 60))}]]")
    return "  \n".join(lines)


def _card(now: Session, one: AskView) -> None:
    with st.container(border=True, key=f"ask-{one.ask_id}", gap="xsmall"):
        places.link("ask", f"**{parts.escape_md(one.prospect_name, 60)}**", ask=one.ask_id)
        st.markdown(card_lines(one, now))
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            quick = moves.QUICK.get(one.stage)
            if quick is not None:
                stage, label = quick
                hint = f"{one.client_name} about {one.prospect_name}: {LABELS[stage].lower()}"
                if st.button(label, key=f"move-{stage}-{one.ask_id}", help=parts.escape_md(hint)):
                    moves.carry_out(lambda: moves.move(now, one, stage))
            if st.button(
                "More" if quick else "What happened?",
                key=f"more-{one.ask_id}",
                type="tertiary",
                help="Another step, with day, note, amount or reason",
            ):
                moves.step_dialog(one.ask_id, "won" if one.stage == "opportunity" else None)


def _table(now: Session, shown: list[AskView]) -> None:
    ordered = sorted(
        shown,
        key=lambda one: (not one.stuck, one.due is None, one.due or now.as_of, -(one.days or 0)),
    )
    several = len(team.owners(now)) > 1

    def load(offset: int, limit: int) -> pd.DataFrame:
        rows = [
            {
                "id": one.ask_id,
                "Prospect": one.prospect_name,
                "Company": one.prospect_company or "unknown",
                "Through": one.client_name,
                "Stage": f"{one.label} · stuck" if one.stuck else one.label,
                "Days": one.days,
                "Next": one.next_short,
                "Due": one.due,
                "Owner": team.owner_name(one.owner, now.user),
            }
            for one in ordered[offset : offset + limit]
        ]
        return pd.DataFrame(rows)

    small = parts.on_a_phone()
    table = parts.paged_table(
        "asks",
        len(ordered),
        load,
        id_column="id",
        columns=table_columns(several=several, small=small),
        row_height=ROW_ON_A_PHONE if small else None,
        label="Asks with stage and next step",
        choose="many",
    )
    chosen = [one for one in ordered if str(one.ask_id) in set(table.chosen)]
    if not chosen:
        parts.quiet("Choose rows to open one, or to change many at once.")
        return
    if len(chosen) == 1:
        places.link("ask", f"Open {parts.escape_md(chosen[0].prospect_name)}", ask=chosen[0].ask_id)
    moves.bulk_bar(now, chosen)


def table_columns(*, several: bool, small: bool) -> dict[str, Any]:
    """The columns in their order; on a ``small`` screen who, where and what next need no moving."""
    text = st.column_config.TextColumn
    columns = {
        "Prospect": text(width=145),
        "Company": text(width=145),
        "Through": text(width=130),
        "Stage": text(width=140),
        "Days": st.column_config.NumberColumn(width=55, help="Days at this stage"),
        "Next": text(width=125),
        "Due": st.column_config.DateColumn(width=95, format="D MMM YYYY"),
    }
    if several:
        columns["Owner"] = text(width=90)
    first = {"Prospect": text(width=116), "Stage": text(width=100), "Next": text(width=106)}
    return parts.first_columns(columns, first) if small else columns


def _todo(now: Session) -> None:
    items = todo.due_items(now, planned=True)
    by_day = {
        "Overdue": [i for i in items if i["due"] < now.as_of],
        "Today": [i for i in items if i["due"] == now.as_of],
        "Coming": [i for i in items if i["due"] > now.as_of],
    }
    if not items:
        parts.quiet("Nothing is due: no follow-up, no thanks, no outcome owed.")
        return
    st.download_button(
        "For my calendar",
        lambda: todo.calendar_bytes(now),
        "referrals.ics",
        "text/calendar",
        icon=":material/event:",
        on_click="ignore",
        key="todo-ics",
    )
    shown = st.session_state.get("todo-shown", TODO_AT_ONCE)
    left = shown
    for name, own in by_day.items():
        if not own or left <= 0:
            continue
        st.markdown(f"##### {name} · {len(own):,}")
        for item in own[:left]:
            _todo_line(now, item)
        left -= len(own)
    if len(items) > shown and st.button(
        f"Show {min(TODO_AT_ONCE, len(items) - shown)} more of {len(items) - shown:,}",
        key="todo-more",
        type="tertiary",
    ):
        st.session_state["todo-shown"] = shown + TODO_AT_ONCE
        st.rerun()


def _todo_line(now: Session, item: dict[str, object]) -> None:
    key = f"{item['kind']}-{item['ask_id']}-{item['prospect_id']}-{item['client_id']}"
    with st.container(
        border=True,
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key=f"todo-{key}",
    ):
        due = item["due"]
        near = parts.near_day(due, now.as_of) if isinstance(due, dt.date) else ""
        st.markdown(
            f"**{item['word']}** {parts.escape_md(item['client_name'])} · "
            f"{parts.escape_md(item['prospect_name'])}  \n:small[:gray[{near}]]",
            help=parts.escape_md(item["text"], 600),
            width="content",
        )
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            if item["draft_kind"] and st.button("Draft", key=f"todo-draft-{key}"):
                st.session_state["draft-prospect"] = item["prospect_id"]
                st.session_state["draft-client"] = item["client_id"]
                st.session_state["draft-kind"] = item["draft_kind"]
                places.go("draft")
            if item["ask_id"] is not None:
                if st.button("Done", key=f"todo-done-{key}"):
                    moves.carry_out(lambda: _done(now, item))
                places.link("ask", "Open", ask=int(str(item["ask_id"])))


def _done(now: Session, item: dict[str, object]) -> None:
    """Record that something on the list was done."""
    ask_id = int(str(item["ask_id"]))
    if item["kind"] == "reward":
        moves.say("note", "Approve or give rewards on the Rewards page, so that the books agree.")
        return
    if item["stage"]:
        one = asks.list_asks(now, ids=[ask_id])[0]
        moves.move(now, one, str(item["stage"]))
        return
    number = asks.add_remark(now, ask_id, str(item["action"] or "note"), "")
    words = f"{item['word']}: {item['client_name']} about {item['prospect_name']}, done today."
    parts.offer_undo(words, "event", f"{ask_id}|{number}", number)
