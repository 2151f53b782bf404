"""Import: what have I got, and what is wrong with it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from prospecting.pages import guides, parts, places
from prospecting.pages.context import session
from prospecting.services import importing, intake
from prospecting.services.session import Session

ME = "Mine"


def page() -> None:
    """A drop zone, what was found in it, whose it is where that is not certain, what came of it."""
    now = session()
    parts.page_head("Import", "What have I got, and what is wrong with it?")
    offer = parts.undo_bar()
    if offer is not None and offer.action == "import":
        for import_id in offer.target.split(","):
            importing.undo_import(now.ws, int(import_id), user=now.user, as_of=now.as_of)
        st.rerun()
    _drop(now)
    _questions(now)
    _results(now)
    _history(now)
    guides.show()


def _drop(now: Session) -> None:
    turn = st.session_state.get("import-turn", 0)
    uploads = st.file_uploader(
        "Client lists, Connections.csv, LinkedIn archives, company lists, surveys, CRM exports",
        accept_multiple_files=True,
        key=f"uploads-{turn}",
        help="CSV, Excel, ZIP, vCard, in any order. They stay on this machine.",
    )
    running = parts.job_progress("import", lambda: _job(now), cancel=lambda: intake.cancel(now))
    if uploads and not (running and not running.ended):
        label = f"Import {len(uploads)} {parts.plural(len(uploads), 'file')}"
        if st.button(label, type="primary", key="import-go"):
            intake.start(now, [(one.name, one.getvalue()) for one in uploads])
            st.session_state["import-turn"] = turn + 1
            st.rerun()
    elif not uploads and not importing.has_data(now.ws):
        parts.quiet("Nothing to hand? Fill the workspace with invented people to look around.")
        if st.button("Try with sample data", key="import-sample"):
            intake.start_sample(now)
            st.rerun()


def _job(now: Session) -> parts.JobView | None:
    state = intake.job_view(now)
    return None if state is None else parts.JobView(state.phase, state.sentence, state.share)


def _questions(now: Session) -> None:
    """Files whose owner is not certain: one choice a file."""
    waiting = intake.waiting(now)
    if not waiting:
        return
    st.subheader("Whose connections are these?", anchor=False)
    clients = intake.client_choices(now)
    with st.form("owners", border=True):
        chosen: dict[str, str] = {}
        for one in waiting:
            near = [c for c in one.candidates if c in clients]
            options = ["", "me", *near, *[c for c in clients if c not in near]]
            picked = st.selectbox(
                parts.escape_md(one.file),
                options,
                format_func=lambda key: (
                    "Choose …" if not key else ME if key == "me" else clients[key]
                ),
                key=f"owner-{one.key}",
            )
            if picked:
                chosen[one.file] = picked
        if st.form_submit_button("Import these", type="primary"):
            intake.answer(now, chosen)
            st.rerun()


def _results(now: Session) -> None:
    last = intake.last_results(now)
    if not last:
        return
    for one in last:
        status = one["status"]
        if status == "needs_owner":
            continue
        outcome = "refused"
        if status == "stored":
            outcome = "partly" if one["rejected"] else "done"
        elif status == "duplicate":
            outcome = "note"
        parts.result_sentence(outcome, importing.sentence(one))  # type: ignore[arg-type]
        for warning in one["warnings"][:3]:
            if status != "duplicate":
                parts.quiet(parts.escape_md(warning))
        _rejects(now, one)
    stored = [str(one["import_id"]) for one in last if one["status"] == "stored"]
    with st.container(horizontal=True):
        if stored and st.button("See today's plan", key="import-plan", type="primary"):
            intake.forget_results(now)
            places.go("today")
        if stored and st.button("Undo this import", key="import-undo"):
            for import_id in stored:
                importing.undo_import(now.ws, int(import_id), user=now.user, as_of=now.as_of)
            intake.forget_results(now)
            st.rerun()
        if st.button("Close", key="import-close", type="tertiary"):
            intake.forget_results(now)
            st.rerun()


def _rejects(now: Session, one: dict[str, Any]) -> None:
    if one["status"] != "stored" or not one["rejected"]:
        return
    st.download_button(
        f"{one['rejected']} rows left out: save them with the reasons",
        importing.rejects_csv(now.ws, one["import_id"]).encode("utf-8-sig"),
        file_name=f"left-out-{one['import_id']}.csv",
        mime="text/csv",
        key=f"rejects-{one['import_id']}",
        type="tertiary",
    )


def _history(now: Session) -> None:
    rows: Sequence[dict[str, Any]] = importing.list_imports(now.ws)
    if not rows:
        return
    with st.expander(f"All imports ({len(rows)})", expanded=not intake.last_results(now)):
        for row in rows[:40]:
            _one(now, row)
        if len(rows) > 40:
            parts.quiet(f"and {len(rows) - 40} older ones: prospector imports lists them all")


def _one(now: Session, row: dict[str, Any]) -> None:
    key = row["import_id"]
    with st.container(horizontal=True, vertical_alignment="center", key=f"import-row-{key}"):
        whose = {None: "", "me": "mine"}.get(row["owner"], row["owner"] or "")
        left = f" · {row['rejected']} left out" if row["rejected"] else ""
        st.text(
            f"{row['file']}\n{row['stored']:,} of {row['rows']:,} rows{left}"
            + (f" · {whose}" if whose else ""),
            width="stretch",
        )
        parts.quiet(f"{row['format']}, {row['at']:%Y-%m-%d}")
        if row["status"] != "stored":
            parts.quiet(row["status"])
            return
        if st.button(
            "Undo",
            key=f"import-undo-{key}",
            type="tertiary",
            help="Take back exactly what this file brought",
        ):
            importing.undo_import(now.ws, key, user=now.user, as_of=now.as_of)
            st.rerun()
        if (
            row["owner"]
            and row["owner"] != "me"
            and st.button(
                "Withdraw",
                key=f"import-withdraw-{key}",
                type="tertiary",
                help="The client no longer allows the use of this file",
            )
        ):
            importing.withdraw_permission(now.ws, key, user=now.user, as_of=now.as_of)
            st.rerun()
