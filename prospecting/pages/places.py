"""How one page sends the reader to another, by the name in the address."""

from __future__ import annotations

from typing import Any

import streamlit as st

FIRST = "today"
#: Each reader has his own pages: what his role may see, and a page knows whose it is.
_KEY = "places-pages"


def register(pages: list[Any]) -> None:
    """Remember the pages of the menu, as navigation draws it for this reader."""
    # The page shown first answers at the bare address.
    st.session_state[_KEY] = {one.url_path or FIRST: one for one in pages}


def _target(place: str) -> Any:
    return st.session_state.get(_KEY, {}).get(place)


def go(place: str, **query: str | int) -> None:
    """Leave for the page with this address; does nothing where the role has no such page."""
    target = _target(place)
    if target is not None:
        st.switch_page(target, query_params={key: str(value) for key, value in query.items()})


def link(place: str, label: str, **query: str | int) -> None:
    """A link to the page with this address, where the role has it; ``label`` is Markdown."""
    target = _target(place)
    if target is not None:
        st.page_link(
            target, label=label, query_params={key: str(value) for key, value in query.items()}
        )
