"""One ask: what happened, what was written, what is next?"""

from __future__ import annotations

import datetime as dt

import streamlit as st

from prospecting.errors import Refused
from prospecting.pages import fields, moves, parts, places, undoing
from prospecting.pages.context import session
from prospecting.pages.parts.steps import road_picture
from prospecting.pipeline.stages import LABELS, MAIN_LINE
from prospecting.services import asks, board, credit, team
from prospecting.services.board import AskDetail, AskView, HistoryLine
from prospecting.services.session import Session

ROAD = tuple(stage for stage in MAIN_LINE if stage not in ("suggested", "drafted", "lost"))


def page() -> None:
    """The ask that the address names."""
    now = session()
    ask_id = _chosen()
    if ask_id is None:
        parts.page_head("Ask", "Choose an ask first.")
        if st.button("The pipeline", key="ask-none", type="primary"):
            places.go("pipeline")
        return
    one = board.ask_detail(now, ask_id)
    view = one.view
    parts.page_head(
        parts.escape_md(view.prospect_name), "What happened, what was written, what is next?"
    )
    undoing.undo(now)
    moves.said()
    st.text(
        parts.work_line(view.prospect_title, view.prospect_company) or "Role and company unknown"
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        places.link("client", f"through {parts.escape_md(view.client_name)}", client=view.client_id)
        st.badge(view.label, color="green" if view.open else "gray")
        if view.stuck:
            st.badge("stuck", icon=":material/hourglass_bottom:", color="orange")
        if view.origin:
            st.badge(parts.escape_md(view.origin), color="gray")
    _road(one)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _next(now, one)
        _history(now, one)
    with right:
        _facts(now, one)
        _drafts(one)
        _team(now, one)


def _chosen() -> int | None:
    text = st.query_params.get("ask") or str(st.session_state.get("ask", ""))
    return int(text) if text.isdigit() else None


def _road(one: AskDetail) -> None:
    """The stages of the main line as a row, those reached filled."""
    reached = {line.stage for line in one.history if line.standing and line.stage}
    road_picture([(LABELS[s], s in reached, s == one.view.stage) for s in ROAD])


def _next(now: Session, one: AskDetail) -> None:
    view = one.view
    st.subheader("Next", anchor=False)
    if one.owed:
        for item in one.owed:
            st.text(item["text"])
            parts.quiet(f"due {parts.near_day(item['due'], now.as_of)}")
    elif view.open:
        st.text("Nothing is due.")
    else:
        st.text(f"This ask has ended: {view.label.lower()}.")
    quick = moves.QUICK.get(view.stage)
    with st.container(horizontal=True):
        if quick is not None and st.button(
            f"Mark {parts.escape_md(_who(view, quick[0]))}: {quick[1].lower()}",
            key=f"move-{quick[0]}-{view.ask_id}",
            type="primary",
        ):
            moves.carry_out(lambda: moves.move(now, view, quick[0]))
        if st.button("Another step", key="ask-step"):
            moves.step_dialog(view.ask_id, "won" if view.stage == "opportunity" else None)
        draft = next((item["draft_kind"] for item in one.owed if item["draft_kind"]), None)
        if st.button("Draft", key="ask-draft"):
            st.session_state["draft-prospect"] = view.prospect_id
            st.session_state["draft-client"] = view.client_id
            st.session_state["draft-kind"] = draft or "first"
            places.go("draft")
    with (
        st.form("ask-note", clear_on_submit=True, border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        text = st.text_input("A note", key="ask-note-text")
        if st.form_submit_button("Add the note"):
            moves.carry_out(
                lambda: asks.add_remark(now, view.ask_id, "note", text, expected=view.version)
            )


def _who(view: AskView, stage: str) -> str:
    """Whose step it is: the introducer's up to the introduction, then the prospect's."""
    introducer = ("asked", "agreed", "introduced", "thanked")
    return view.client_name if stage in introducer else view.prospect_name


def _history(now: Session, one: AskDetail) -> None:
    st.subheader("History", anchor=False)
    write = _writing(now)
    if not one.history:
        parts.quiet("Nothing is recorded yet.")
    for line in one.history:
        with st.container(
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="top",
            key=f"event-{line.number}",
        ):
            words = parts.escape_md(line.words)
            amount = (
                f" · {write.money(line.amount, line.currency)}" if line.amount is not None else ""
            )
            head = f"**{words}**{amount}" if line.standing else f"~~{words}~~ taken back"
            note = f"  \n{parts.escape_md(line.note, 600)}" if line.note else ""
            who = parts.escape_md(team.owner_name(line.who, now.user))
            st.markdown(
                f"{head}  \n:small[:gray[{write.day(line.on)} · {who}]]{note}", width="content"
            )
            if line.standing:
                _change(now, one, line)


def _change(now: Session, one: AskDetail, line: HistoryLine) -> None:
    ask_id, version = one.view.ask_id, one.view.version
    with st.popover("Correct", type="tertiary", key=f"correct-{line.number}"):
        if st.button(f"Take back “{parts.escape_md(line.words)}”", key=f"back-{line.number}"):

            def back() -> None:
                number = asks.undo_event(now, ask_id, line.number, expected=version)
                parts.offer_undo(f"“{line.words}” is taken back.", "event", f"{ask_id}|{number}",
                                 number)  # fmt: skip

            moves.carry_out(back)
        if not line.sets_stage:
            return
        day = st.date_input(
            "It was on",
            line.on,
            max_value=now.as_of,
            format=fields.day_format(),
            key=f"correct-day-{line.number}",
        )
        amount = None
        if line.stage in asks.MONEY_STAGES:
            amount = st.number_input(
                "Worth", 0.0, None, line.amount, step=1000.0, format="%.0f",
                key=f"correct-amount-{line.number}",
            )  # fmt: skip
        note = st.text_input("Note", line.note, key=f"correct-note-{line.number}")
        if st.button("Keep the correction", key=f"correct-go-{line.number}", type="primary"):
            moves.carry_out(
                lambda: asks.correct_event(
                    now,
                    ask_id,
                    line.number,
                    on=day if isinstance(day, dt.date) else None,
                    amount=amount,
                    note=note,
                    expected=version,
                )
            )


def _facts(now: Session, one: AskDetail) -> None:
    view, write = one.view, _writing(now)
    st.subheader("Facts", anchor=False)
    rows = [
        ("Introducer", view.introducer_state or "not asked yet"),
        ("Prospect", view.prospect_state or "not introduced yet"),
        ("Since", write.day_near(view.since, now.as_of) if view.since else "unknown"),
        ("Reminders sent", str(one.follow_ups)),
        ("Thanked", write.day(one.thanked_on) if one.thanked_on else "not yet"),
        ("Told how it ended", write.day(one.told_on) if one.told_on else "not yet"),
    ]
    if view.until:
        rows.append(("Waits until", write.day_near(view.until, now.as_of)))
    if view.amount is not None:
        rows.append(("Worth", write.money(view.amount, view.currency)))
    if view.reason:
        rows.append(("Why it ended", view.reason))
    if one.p_intro is not None:
        rows.append(("Our estimate when asked", f"{write.percent(one.p_intro)} for a yes"))
    st.markdown("  \n".join(f":gray[{name}:] {parts.escape_md(value)}" for name, value in rows))
    for other in one.other_asks[:5]:
        places.link(
            "ask",
            f"Also asked: {parts.escape_md(other.client_name)}, {other.label.lower()}",
            ask=other.ask_id,
        )


def _drafts(one: AskDetail) -> None:
    st.subheader("Written", anchor=False)
    if not one.drafts:
        parts.quiet("No draft was kept for this ask.")
    for row in one.drafts[:10]:
        body = row["body"]
        label = f"{str(row['kind']).replace('-', ' ')} · {row['channel']} · {row['written_at']:%d %b %Y}"
        with st.expander(parts.escape_md(label)):
            if body.get("subject"):
                st.markdown(f"**{parts.escape_md(body['subject'])}**")
            parts.show_text(body.get("body", ""), longest=6000)


def _team(now: Session, one: AskDetail) -> None:
    view = one.view
    people = team.owners(now)
    if team.approval_on(now):
        st.subheader("Approval", anchor=False)
        words = {
            None: "not asked for yet",
            "wanted": "waits for the manager",
            "given": "given",
            "refused": "sent back",
        }
        st.text(words[view.approval])
        if asks.may_approve(now) and view.approval == "wanted":
            note = st.text_input("A word with it", key="approve-note")
            with st.container(horizontal=True):
                if st.button("Approve", key="approve-yes", type="primary"):
                    moves.carry_out(lambda: team.approve(now, view.ask_id, note=note))
                if st.button("Send back", key="approve-no"):
                    moves.carry_out(lambda: team.approve(now, view.ask_id, yes=False, note=note))
        elif view.approval in (None, "refused") and st.button(
            "Ask for approval", key="approve-ask"
        ):
            moves.carry_out(lambda: team.want_approval(now, view.ask_id))
    if len(people) > 1 or asks.may_assign(now):
        st.subheader("Owner", anchor=False)
        st.text(team.owner_name(view.owner, now.user))
    if asks.may_assign(now) and len(people) > 1:
        to = st.selectbox(
            "Hand over to",
            [user for user in people if user != view.owner],
            None,
            format_func=lambda user: team.owner_name(user, now.user),
            key="ask-owner",
            placeholder="choose a colleague",
        )
        if to and st.button(f"Hand over to {team.owner_name(to, now.user)}", key="ask-give"):
            moves.carry_out(lambda: moves.hand_over(now, [view], to))
    if view.stage in ("opportunity", "won"):
        _credit(now, one)


def _credit(now: Session, one: AskDetail) -> None:
    from prospecting.services import intake

    st.subheader("Who brought the deal", anchor=False)
    shares = credit.shares(now, one.view.ask_id)
    choices = intake.client_choices(now)
    for client, part in shares.items():
        st.text(f"{choices.get(str(client), 'former client')}: {part:.0%}")
    with st.popover("Somebody else helped too", key="credit-open"):
        who = st.selectbox(
            "Who", [c for c in choices if c != str(one.view.client_id)], None,
            format_func=choices.__getitem__, key="credit-who", placeholder="type a name",
        )  # fmt: skip
        part = st.slider("Share of the other", 0, 90, 50, 5, format="%d %%", key="credit-part")
        if st.button("Share the deal", key="credit-go", type="primary"):

            def work() -> None:
                if who is None:
                    raise Refused("choose who helped")
                credit.share(
                    now,
                    one.view.ask_id,
                    {one.view.client_id: 1 - part / 100, int(who): part / 100},
                    expected=one.view.version,
                )

            moves.carry_out(work)


def _writing(now: Session) -> parts.Writing:
    from prospecting.services import sellers

    who = sellers.get_seller(now)
    return parts.writing_for(who["country"], who["language"], who["currency"])
