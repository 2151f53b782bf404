"""Progress of long work that runs outside the browser's session, with a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from prospecting.pages.parts.cards import quiet, result_sentence
from prospecting.pages.parts.text import escape_md

JobPhase = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True)
class JobView:
    """A job as its reader sees it; ``share`` is 0..1, ``None`` where the end is not known."""

    phase: JobPhase
    sentence: str
    share: float | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.phase not in ("waiting", "running")


def job_progress(
    key: str,
    read: Callable[[], JobView | None],
    cancel: Callable[[], None] | None = None,
    *,
    every: float = 1.0,
) -> JobView | None:
    """Shows a job until it ends, asking ``read`` every ``every`` seconds; then its result.

    Only this part of the page is drawn again meanwhile; once, when the job ends, the whole page
    is, so that what it brought appears. ``cancel`` asks the job to stop.

    Returns:
        The job's state at this drawing of the page, ``None`` where ``read`` knows no job.
    """
    view = read()
    if view is None:
        return None
    if view.ended:
        outcomes = {"done": "done", "failed": "refused", "cancelled": "note"}
        result_sentence(outcomes[view.phase], view.sentence)  # type: ignore[arg-type]
        return view

    @st.fragment(run_every=every)
    def follow() -> None:
        now = read()
        if now is None or now.ended:
            st.rerun()
        else:
            _draw(key, now, cancel)

    follow()
    return view


def _draw(key: str, view: JobView, cancel: Callable[[], None] | None) -> None:
    sentence = escape_md(view.sentence) or "Working"
    if view.share is None:
        st.markdown(f"{sentence} …")
    else:
        share = min(max(view.share, 0.0), 1.0)
        # The last steps have no measure of their own: "100 %" would say that nothing is left.
        # Nor does "0 %" say anything of one long file that is being read.
        percent = f" · {round(100 * share)} %" if 0.005 <= share < 0.995 else " …"
        st.progress(share, text=sentence + percent)
    if cancel is not None and st.button("Stop", key=f"stop-{key}", icon=":material/stop_circle:"):
        cancel()
        quiet("Stopping as soon as it can.")
