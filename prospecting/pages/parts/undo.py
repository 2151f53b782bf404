"""Undo instead of "are you sure": the last thing done stays on the page with a button.

The session holds ids and words only; what undoing means is the page's business.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from prospecting.pages.parts.text import escape_md

_KEY = "undo-offer"


@dataclass(frozen=True)
class UndoOffer:
    """Something done that can be taken back: ``action`` and ``target`` say what, by id."""

    sentence: str
    action: str
    target: str
    expected_version: int | None = None
    key: str | None = None


def offer_undo(
    sentence: str,
    action: str,
    target: str,
    expected_version: int | None = None,
    *,
    key: str | None = None,
) -> None:
    """Remembers what was just done, for :func:`undo_bar` on this or the next drawing.

    ``key`` presses Undo, for a page that is worked through by keys alone.
    """
    st.session_state[_KEY] = (sentence, action, target, expected_version, key)


def undo_bar() -> UndoOffer | None:
    """Shows the last thing done with "Undo"; answers with it when the button is pressed."""
    kept = st.session_state.get(_KEY)
    # The place is there with and without a bar, so that what stands below is not drawn anew when
    # one comes, and the field that was being filled in keeps the focus.
    place = st.container()
    if kept is None:
        return None
    offer = UndoOffer(*kept)
    with place.container(border=True, horizontal=True, vertical_alignment="center", key="undo-bar"):
        st.markdown(f"✓ {escape_md(offer.sentence)}")
        undo = st.button(
            "Undo", key="undo-go", type="tertiary", icon=":material/undo:", shortcut=offer.key
        )
        close = st.button("Close", key="undo-close", type="tertiary", help="Hide this line")
    if undo or close:
        del st.session_state[_KEY]
    if close:
        st.rerun()
    return offer if undo else None
