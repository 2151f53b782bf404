"""Pipeline: where does each ask stand?"""

from __future__ import annotations

from collections import defaultdict

import pandas as pd
import streamlit as st

from prospecting.pages import parts, places
from prospecting.pages.context import session
from prospecting.pipeline.stages import LABELS, MAIN_LINE, SIDE_EXITS
from prospecting.services import asks
from prospecting.services.asks import AskView
from prospecting.services.session import Session

BOARD = ("asked", "agreed", "opted-in", "introduced", "replied", "meeting", "opportunity", "won")
CARDS_A_STAGE = 8
NEXT_STAGES = {
    "asked": ("agreed", "declined", "no-answer", "postponed"),
    "agreed": ("opted-in", "introduced", "no-answer"),
    "opted-in": ("introduced", "not-a-fit"),
    "introduced": ("replied", "meeting", "not-a-fit"),
    "replied": ("meeting", "not-a-fit"),
    "meeting": ("opportunity", "not-a-fit", "lost"),
    "opportunity": ("won", "lost"),
    "won": ("thanked",),
}


def page() -> None:
    """Board and table of the asks, with the next step on each."""
    now = session()
    parts.page_head("Pipeline", "Where does each ask stand?")
    offer = parts.undo_bar()
    if offer is not None and offer.action == "event":
        ask_id, _, number = offer.target.partition("|")
        asks.undo_event(now, int(ask_id), int(number), expected=offer.expected_version)
        st.rerun()
    every = asks.list_asks(now)
    if not every:
        if parts.empty_state(
            "Here will be every ask, from the first word to the thanks.",
            "Nobody has been asked yet.",
            "Today's plan",
            key="pipeline",
        ):
            places.go("today")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = st.segmented_control(
            "View", ["Board", "Table"], default="Board", key="pipeline-view"
        )
        name = st.text_input("Only with", key="pipeline-filter", placeholder="a name or company")
        open_only = st.toggle("Open ones only", value=True, key="pipeline-open")
    shown = [one for one in every if _matches(one, name) and (one.open or not open_only)]
    if view == "Table":
        _table(now, shown)
    else:
        _board(now, shown)


def _matches(one: AskView, text: str) -> bool:
    words = text.casefold().split()
    where = " ".join((one.prospect_name, one.prospect_company or "", one.client_name)).casefold()
    return all(word in where for word in words)


def _board(now: Session, shown: list[AskView]) -> None:
    by_stage: dict[str, list[AskView]] = defaultdict(list)
    for one in shown:
        by_stage[one.stage].append(one)
    stages = [s for s in (*MAIN_LINE, *SIDE_EXITS) if s in BOARD or by_stage.get(s)]
    filled = [s for s in stages if by_stage.get(s)]
    if not filled:
        parts.quiet("No ask is like that.")
        return
    columns = st.columns(min(4, len(filled)))
    for place, stage in enumerate(filled):
        with columns[place % len(columns)]:
            own = by_stage[stage]
            st.subheader(f"{LABELS[stage]} · {len(own)}", anchor=False)
            for one in own[:CARDS_A_STAGE]:
                _card(now, one)
            if len(own) > CARDS_A_STAGE:
                parts.quiet(f"and {len(own) - CARDS_A_STAGE} more in the table")


def _card(now: Session, one: AskView) -> None:
    with st.container(border=True, key=f"ask-{one.ask_id}", gap="xsmall"):
        st.markdown(f"**{parts.escape_md(one.prospect_name)}**")
        st.text(parts.work_line(one.prospect_title, one.prospect_company) or "Role unknown")
        days = f"{parts.plural(one.days or 0, 'day')}" if one.days is not None else ""
        age = f" · {one.days} {days}" if one.days is not None else ""
        parts.quiet(f"through {parts.escape_md(one.client_name)}{age}")
        if one.next_step:
            due = f" · {parts.near_day(one.due, now.as_of)}" if one.due else ""
            st.text(f"Next: {one.next_step}{due}")
        moves = NEXT_STAGES.get(one.stage, ())
        if moves:
            _moves(now, one, moves)


def _moves(now: Session, one: AskView, moves: tuple[str, ...]) -> None:
    with st.popover("What happened?", key=f"moves-{one.ask_id}"):
        note = st.text_input("Note", key=f"move-note-{one.ask_id}")
        amount = None
        if "won" in moves or "opportunity" in moves:
            amount = st.number_input("Amount", 0.0, None, None, key=f"move-amount-{one.ask_id}")
        for stage in moves:
            if st.button(LABELS[stage], key=f"move-{stage}-{one.ask_id}"):
                done = asks.record(
                    now,
                    prospect=one.prospect_id,
                    client=one.client_id,
                    stage=stage,
                    note=note or None,
                    amount=amount,
                    expected=one.version,
                )
                parts.offer_undo(
                    done["message"], "event", f"{done['ask_id']}|{done['number']}", done["number"]
                )
                st.rerun()


def _table(now: Session, shown: list[AskView]) -> None:
    def load(offset: int, limit: int) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {
                    "id": one.ask_id,
                    "Prospect": one.prospect_name,
                    "Company": one.prospect_company or "unknown",
                    "Through": one.client_name,
                    "Stage": one.label,
                    "Since": one.since,
                    "Next": one.next_step,
                    "Due": one.due,
                }
                for one in shown[offset : offset + limit]
            ]
        )

    if not shown:
        parts.quiet("No ask is like that.")
        return
    table = parts.paged_table(
        "asks",
        len(shown),
        load,
        id_column="id",
        columns={
            "Prospect": st.column_config.TextColumn(width="medium"),
            "Company": st.column_config.TextColumn(width="medium"),
            "Through": st.column_config.TextColumn(width="medium"),
            "Stage": st.column_config.TextColumn(width="small"),
            "Since": st.column_config.DateColumn(),
            "Next": st.column_config.TextColumn(width="medium"),
            "Due": st.column_config.DateColumn(),
        },
        label="Asks",
    )
    if table.chosen:
        one = next(a for a in shown if str(a.ask_id) == table.chosen[0])
        _card(now, one)
