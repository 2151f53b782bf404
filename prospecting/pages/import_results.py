"""What came of the last files: a sentence each, what was left out of them, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from prospecting.pages import parts, places
from prospecting.services import access, as_clients, import_words, importing, intake, results
from prospecting.services.import_words import FileResult
from prospecting.services.session import Session

SHOWN: Final = 12
"""Results shown one by one before the rest is folded away."""
_URGENT: Final = {"refused": 0, "partly": 1, "done": 2, "note": 3}
_SIGNS: Final = {"done": "check_circle", "note": "info"}

TakeOut = Callable[[Sequence[int]], bool]


def show(now: Session, take_out: TakeOut) -> None:
    """The results, what needs a look first; ``take_out`` undoes large imports as a job, and says
    whether it did."""
    last = results.standing(now)
    if not last or intake.is_running(now):
        return
    waiting, unknown = len(intake.waiting(now)), len(intake.unknown_files(now))
    if len(last) > 1:
        st.subheader(import_words.summary(last, waiting, unknown), anchor=False)
    ordered = sorted(last, key=lambda one: _URGENT[one.outcome])
    for one in ordered[:SHOWN]:
        # What went well is a line; only what needs a look stands out, unless it is all there is.
        _result(now, one, loud=one.outcome in ("refused", "partly") or len(last) == 1)
    if len(ordered) > SHOWN:
        with st.expander(f"{len(ordered) - SHOWN} more files"):
            for one in ordered[SHOWN:]:
                _result(now, one, loud=False)
    _next(now, last, take_out)


def _result(now: Session, one: FileResult, *, loud: bool) -> None:
    with st.container(gap="xsmall"):
        sentence = f"{one.file}: {one.sentence}"
        if loud or one.outcome not in _SIGNS:
            parts.result_sentence(one.outcome, sentence)
        else:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(
                    f":material/{_SIGNS[one.outcome]}: **{parts.escape_md(one.file, 120)}**: "
                    f"{parts.escape_md(one.sentence, 1000)}"
                )
        turn = as_clients.may_be_clients(now, one) and access.may(now, "undo import")
        for warning in one.warnings[:3]:
            words = as_clients.plain_warning(warning, by_click=turn)
            parts.quiet(parts.escape_md(words, 600))
        left_out = one.import_id if one.rejected else None
        if left_out is None and not turn:
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            if left_out is not None:
                rejects(now, left_out, one.rejected, "last")
            if turn:
                _as_clients(now, one)


def _as_clients(now: Session, one: FileResult) -> None:
    """People that no column tells apart were taken as contacts: one click says otherwise."""
    if st.button(
        "These are my clients",
        key=f"as-clients-{one.import_id}",
        icon=":material/groups:",
        help=f"Take everybody in {parts.escape_md(one.file, 60)} as a client instead",
    ):
        results.go_on(now)
        as_clients.take_as_clients(now, one)
        st.rerun()


def rejects(now: Session, import_id: int, count: int, place: str) -> None:
    """The button that saves what an import left out; ``place`` tells two of them on a page apart."""
    st.download_button(
        f"Save the {count:,} {parts.plural(count, 'row')} left out, with the reasons",
        lambda: importing.rejects_csv(now.ws, import_id).encode("utf-8-sig"),
        file_name=f"left-out-{import_id}.csv",
        mime="text/csv",
        # The same file may stand among the last results and be chosen from the list below them.
        key=f"rejects-{place}-{import_id}",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
    )


def _next(now: Session, last: Sequence[FileResult], take_out: TakeOut) -> None:
    stored = [int(one.import_id or 0) for one in last if one.outcome in ("done", "partly")]
    with st.container(horizontal=True):
        if stored and st.button("See today's plan", key="import-plan", type="primary"):
            results.forget(now)
            places.go("today")
        may = access.may(now, "undo import")
        if stored and may and st.button("Undo this import", key="import-undo"):
            if not take_out(stored):
                with st.spinner("Taking it back …"):
                    for import_id in stored:
                        intake.undo(now, import_id)
                results.forget(now)
            st.rerun()
        if st.button("Close", key="import-close", type="tertiary"):
            results.forget(now)
            st.rerun()
