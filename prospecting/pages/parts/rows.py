"""Rows that stand close together: a fit beside a name, buttons that read like a list."""

from __future__ import annotations

from typing import Final

import streamlit as st

from prospecting.pages.parts.marks import fit_html

# A label too long for one line goes on at the left, as in any list.
_LIST_STYLE: Final = """<style>
[class*="st-key-row-open-"] button, [class*="st-key-due-open-"] button {
  text-align: left; min-height: 0; padding-block: .1rem; }
[class*="st-key-row-open-"] button p, [class*="st-key-due-open-"] button p { text-align: left; }
[class*="st-key-row-open-"] button > div, [class*="st-key-due-open-"] button > div {
  justify-content: flex-start; }
</style>"""


def fit_beside(fit: float | None, coverage: float | None = None) -> None:
    """A fit as word and bar, no wider than it must be, to stand in a row."""
    st.html(fit_html(fit, coverage), width="content")


def list_buttons() -> None:
    """Lets buttons whose key begins with ``row-open-`` or ``due-open-`` read like a list."""
    st.html(_LIST_STYLE)
