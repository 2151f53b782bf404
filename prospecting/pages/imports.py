"""Import: what have I got, and what is wrong with it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from prospecting.pages import fields, guides, import_results, moves, parts, places, undoing
from prospecting.pages.context import session
from prospecting.services import (
    access,
    as_clients,
    import_words,
    importing,
    intake,
    people,
    results,
    taking_out,
)
from prospecting.services.import_words import PastImport
from prospecting.services.session import Session

LEAVE_OUT = "leave out"
"""Said of a file that waits for its owner: it is not wanted after all."""


def page() -> None:
    """A drop zone, what was found in it, whose it is where that is not certain, what came of it."""
    now = session()
    parts.page_head("Import", "What have I got, and what is wrong with it?")
    undoing.undo(now)
    moves.said()
    _drop(now)
    _questions(now)
    _unknown(now)
    import_results.show(now, lambda imports: _as_job(now, imports, intake.undo))
    _doubtful(now)
    _history(now)
    guides.show(now)


def _drop(now: Session) -> None:
    turn = st.session_state.get("import-turn", 0)
    uploads = st.file_uploader(
        "Drop files here: client lists, Connections.csv, LinkedIn archives, company lists, "
        "surveys, CRM exports",
        accept_multiple_files=True,
        key=f"uploads-{turn}",
        help="CSV, Excel, ZIP, vCard, in any order, as many as you like. They stay on this "
        "machine.",
    )
    running = None
    if not (uploads and _stopped(now)):  # whoever chose new files has read of the last ones
        running = parts.job_progress("import", lambda: _job(now), cancel=lambda: intake.cancel(now))
    if running and running.ended and st.button("Close", key="import-stopped", type="tertiary"):
        taking_out.forget_job(now)
        st.rerun()
    if uploads and not (running and not running.ended):
        right = _right(now)
        label = f"Import {len(uploads)} {parts.plural(len(uploads), 'file')}"
        if st.button(label, type="primary", key="import-go"):
            files = [(one.name, one.getvalue()) for one in uploads]
            results.begin(now)
            as_clients.keep(now, files)
            intake.start(now, files, right=right)
            st.session_state["import-turn"] = turn + 1
            st.rerun()
    elif not uploads and not running and not importing.has_data(now.ws):
        parts.quiet("Nothing to hand? Fill the workspace with invented people to look around.")
        if st.button("Try with sample data", key="import-sample"):
            intake.start_sample(now)
            st.rerun()


def _right(now: Session) -> intake.Right:
    """By what right these files are used: folded away, with what holds for most."""
    with st.expander("Permission, purpose, contact data", key="import-right"):
        parts.quiet("Kept with every file, and shown on the page of each person that came with it.")
        left, right = st.columns(2)
        with left:
            day = st.date_input(
                "The client allowed it on",
                value=None,
                max_value=now.as_of,
                key="right-day",
                format=fields.day_format(),
                help="For files of clients. The permission can be withdrawn later.",
            )
        with right:
            giver = st.text_input(
                "Given by", key="right-giver", placeholder="the client himself, where left empty"
            )
        purpose = st.text_input("For what purpose", intake.PURPOSE, key="right-purpose")
        keep = st.checkbox(
            "Keep e-mail addresses and phone numbers of clients' contacts",
            key="right-keep",
            help="Left out unless you say so: you ask your client, and write to nobody else. "
            "A keyed trace stays in any case, so that the same person is recognised.",
        )
    return intake.Right(
        permission_on=day if isinstance(day, dt.date) else None,
        given_by=giver.strip() or None,
        purpose=purpose.strip() or intake.PURPOSE,
        keep_contact_data=keep,
    )


def _stopped(now: Session) -> bool:
    """Whether the last import was stopped or failed, and that is still said."""
    state = intake.job_view(now)
    return state is not None and state.ended


def _job(now: Session) -> parts.JobView | None:
    state = intake.job_view(now)
    return None if state is None else parts.JobView(state.phase, state.sentence, state.share)


def _questions(now: Session) -> None:
    """Files whose owner is not certain: one choice a file."""
    waiting = intake.waiting(now)
    if not waiting or intake.is_running(now):
        return
    st.subheader("Whose connections are these?", anchor=False)
    clients = intake.client_choices(now)
    if not clients:
        parts.quiet(
            "There is no client to choose yet: import your client list, or add the client on the "
            "page Clients. The files wait here meanwhile."
        )
    mine = len(waiting) > 1 and _all_mine(len(waiting))
    with st.form("owners", border=True):
        chosen: dict[str, str] = {}
        for one in waiting:
            near = [c for c in one.candidates if c in clients or c == intake.ME]
            rest = [c for c in clients if c not in near]
            options = [*near, *([] if intake.ME in near else [intake.ME]), *rest, LEAVE_OUT]
            picked = st.selectbox(
                parts.escape_md(one.file),
                options,
                index=options.index(intake.ME) if mine else None,
                placeholder="Choose the client",
                format_func=_owner_words(clients, near),
                key=f"owner-{one.key}{'-mine' if mine else ''}",
            )
            if picked:
                chosen[one.key] = picked
        if st.form_submit_button("Import these", type="primary"):
            _answered(now, waiting, chosen)


def _all_mine(count: int) -> bool:
    """Whether all files that wait are the user's own, as a drawer full of address books is."""
    return st.checkbox(
        f"All {count} are my own address books or connections",
        key="owners-mine",
        help="Those of a client can still be chosen below",
    )


def _answered(now: Session, waiting: Sequence[intake.Waiting], chosen: dict[str, str]) -> None:
    if not chosen:
        parts.quiet("Choose whose they are first.")
        return
    for key, whose in chosen.items():
        if whose == LEAVE_OUT:
            intake.leave_out(now, key)
    known = {
        one.file: chosen[one.key] for one in waiting if chosen.get(one.key, LEAVE_OUT) != LEAVE_OUT
    }
    if known:
        results.go_on(now)
        intake.answer(now, known)
    st.rerun()


def _owner_words(clients: dict[str, str], near: Sequence[str]) -> Callable[[str], str]:
    def words(key: str) -> str:
        if key == LEAVE_OUT:
            return "Leave this file out"
        name = "Me: these are my own connections" if key == intake.ME else clients[key]
        return f"{name} (likely)" if key in near else name

    return words


def _unknown(now: Session) -> None:
    """Tables that no reader knows: the way to the mapping."""
    unknown = intake.unknown_files(now)
    if not unknown or intake.is_running(now):
        return
    for one in unknown:
        with st.container(border=True, key=f"unknown-{one.key}"):
            columns = len(one.proposal.columns)
            guessed = sum(1 for column in one.proposal.columns if column.field)
            st.markdown(
                f"**{parts.escape_md(one.file)}** is of no kind we know. It has "
                f"{one.proposal.rows:,} {parts.plural(one.proposal.rows, 'row')} and "
                f"{columns} {parts.plural(columns, 'column')}, {guessed or 'none'} of which can be guessed."
            )
            with st.container(horizontal=True):
                if st.button("Say what the columns hold", key=f"map-{one.key}", type="primary"):
                    st.session_state["mapping-file"] = one.key
                    places.go("mapping")
                if st.button("Leave it out", key=f"map-drop-{one.key}", type="tertiary"):
                    intake.leave_out(now, one.key)
                    st.rerun()


def _doubtful(now: Session) -> None:
    """The way to the pairs that may be one person."""
    count = people.review_count(now)
    if not count or intake.is_running(now):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="doubtful"):
        st.markdown(f"{count:,} {parts.plural(count, 'pair')} may be the same person twice.")
        if st.button("Same person?", key="import-review"):
            places.go("review")


def _history(now: Session) -> None:
    rows = import_words.history(now)
    if not rows or intake.is_running(now):
        return
    st.subheader("Everything imported", anchor=False)
    parts.quiet(parts.escape_md(import_words.inventory(now), 400))
    live = [one for one in rows if one.live]
    gone = len(rows) - len(live)
    count = f"{gone:,}" if gone > 1 else "one"
    if gone and st.checkbox(f"Show the {count} taken back too", key="imports-gone"):
        live = list(rows)
    wanted = ""
    if len(live) > 10:
        wanted = st.text_input(
            "Find a file or a client", key="imports-find", type="search", live=True
        ).strip()
    low = wanted.casefold()
    shown = [one for one in live if low in f"{one.file} {one.what} {one.whose}".casefold()]
    if not shown:
        parts.quiet("No import of that name.")
        return

    def load(offset: int, limit: int) -> pd.DataFrame:
        return pd.DataFrame([_line(one) for one in shown[offset : offset + limit]])

    small = parts.on_a_phone()
    table = parts.paged_table(
        "imports",
        len(shown),
        load,
        id_column="id",
        columns=table_columns(small=small),
        label="Files imported, the newest first",
        page_size=10,
        row_height=65 if small else None,
    )
    if table.one is None:
        parts.quiet("Choose a file for its report, to undo it, or to withdraw the permission.")
        return
    chosen = next(one for one in shown if str(one.import_id) == table.one)
    _report(now, chosen)


def table_columns(*, small: bool) -> dict[str, Any]:
    """The columns in their order; on a ``small`` screen what came of a file is seen without moving."""
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    stored = number(width=75, format="localized")
    left_out = number(width=70, format="localized")
    day = st.column_config.DateColumn(width=95, format="D MMM YYYY")
    columns = {
        "File": text(width=235),
        "What": text(width=150),
        "Whose": text(width=130),
        "Stored": stored,
        "Left out": left_out,
        "On": day,
    }
    first = {"File": text(width=176), "Stored": stored, "Left out": left_out}
    return parts.first_columns(columns, first) if small else columns


def _line(one: PastImport) -> dict[str, object]:
    status = import_words.STATUS_WORDS.get(one.status, one.status)
    return {
        "id": one.import_id,
        "File": f"{one.short} ({status})" if status else one.short,
        "What": one.what,
        "Whose": one.whose,
        "Stored": one.stored,
        "Left out": one.rejected,
        "On": one.on,
    }


def _report(now: Session, one: PastImport) -> None:
    """One import: what it brought, what it left out and why, by what right, and the ways back."""
    with st.container(border=True, key=f"import-report-{one.import_id}"):
        st.markdown(f"**{parts.escape_md(one.file)}**")
        lost = import_words.load_left_out(now, one.import_id) if one.rejected and one.live else []
        sentence = one.sentence.removesuffix(".")
        st.text(sentence[:1].upper() + sentence[1:] + ".")
        for item in lost:
            mend = f" {item.mend}" if item.mend else ""
            # "1 empty row: the row is empty" would say it twice.
            said = item.reason if item.mend or "empty" not in item.words else ""
            why = f": {parts.escape_md(said)}." if said else ""
            st.markdown(f"- {parts.escape_md(item.words)}{why}{mend}")
        parts.quiet(parts.escape_md(_right_words(one), 600))
        for warning in one.warnings[:5]:
            parts.quiet(parts.escape_md(as_clients.plain_warning(warning), 600))
        if not one.live:
            return
        if one.rejected:
            import_results.rejects(now, one.import_id, one.rejected, "past")
        if one.owner_id and access.may(now, "import"):
            _permission(now, one)
        if not access.may(now, "undo import"):
            return
        with st.container(horizontal=True):
            if parts.confirm_button(
                "Undo", f"the import of {one.file}", key=f"undo-{one.import_id}", primary=False
            ):
                if not _as_job(now, [one.import_id], intake.undo):
                    with st.spinner("Taking it back …"):
                        done = intake.undo(now, one.import_id)
                    st.toast(parts.escape_md(f"{one.file}: {done['message']}"))
                st.rerun()
            if one.owner_id and parts.confirm_button(
                "Withdraw",
                f"the permission of {one.whose}",
                key=f"w-{one.import_id}",
                primary=False,
            ):
                if not _as_job(now, [one.import_id], intake.withdraw):
                    with st.spinner("Taking the contacts out …"):
                        done = intake.withdraw(now, one.import_id)
                    st.toast(parts.escape_md(f"{one.whose}: {done['message']}"))
                st.rerun()


def _permission(now: Session, one: PastImport) -> None:
    """The day of the permission, which may be said or corrected after the import."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input(
            f"{parts.escape_md(one.whose)} allowed it on",
            value=one.permission_on,
            max_value=now.as_of,
            format=fields.day_format(),
            key=f"allowed-{one.import_id}-{one.permission_on}",
            width=240,
        )
        if st.button(
            "Keep the day",
            key=f"allowed-go-{one.import_id}",
            disabled=day == one.permission_on,
            help="The day is kept with the file, also when the permission is withdrawn later.",
        ):
            on = day if isinstance(day, dt.date) else None
            st.toast(parts.escape_md(intake.note_permission(now, one.import_id, on)))
            st.rerun()


def _as_job(now: Session, imports: Sequence[int], way: taking_out.Way) -> bool:
    """Take large imports out as a job, which shows its steps and can be stopped; whether it did."""
    if not taking_out.is_long(now, imports):
        return False
    taking_out.start(now, imports, way)
    return True


def _right_words(one: PastImport) -> str:
    words = [f"Read as {one.reading}" if one.reading else "", f"used {one.purpose}"]
    if one.given_by:
        words.append(f"given by {one.given_by}")
    if one.permission_on:
        words.append(f"permission of {one.permission_on:%d %B %Y}".replace(" 0", " "))
    elif one.owner_id:
        words.append("no day of permission noted")
    if one.withdrawn_on:
        words.append(f"withdrawn on {one.withdrawn_on:%d %B %Y}".replace(" 0", " "))
    if one.data_on and one.data_on != one.on:
        words.append(f"its data is of {one.data_on:%d %B %Y}".replace(" 0", " "))
    return "; ".join(word for word in words if word) + "."
