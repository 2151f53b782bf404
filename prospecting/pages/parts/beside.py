"""Two things side by side, line by line, on a phone as well."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Final

import streamlit as st

from prospecting.pages.parts.cards import is_profile_link
from prospecting.pages.parts.text import clip, one_line

_CELL: Final = "padding:.3rem .8rem .3rem 0;vertical-align:top;text-align:left;font-weight:400"
_LONGEST: Final = 160


def beside(names: tuple[str, str], lines: Sequence[tuple[str, str | None, str | None]]) -> None:
    """Shows two under their names, a line a row, so that like stands beside like.

    A value that both have alike has a tick; "unknown" stands for one that is missing; a row that
    neither fills is left out. A profile on LinkedIn can be opened.

    Args:
        names: whom the columns are about, as the data have it, unescaped.
        lines: label of ours, left and right value as the data have it; an empty label for
            remarks, which have no tick and may be missing.
    """
    st.html(beside_html(names, lines))


def beside_html(names: tuple[str, str], lines: Sequence[tuple[str, str | None, str | None]]) -> str:
    """The markup of :func:`beside`; everything of the data is escaped."""
    head = "".join(
        f'<th scope="col" style="{_CELL};width:50%;font-size:1.2rem;font-weight:600">'
        f"{_text(name) or 'No name'}</th>"
        for name in names
    )
    rows = []
    for label, left, right in lines:
        if not left and not right:
            continue
        same = bool(label) and _plain(left).casefold() == _plain(right).casefold()
        cells = "".join(_cell(label, value, same) for value in (left, right))
        rows.append(f"<tr>{cells}</tr>")
    return (
        '<table style="width:100%;table-layout:fixed;border-collapse:collapse;border:0;'
        f'overflow-wrap:anywhere"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody>'
        "</table>"
    )


def _cell(label: str, value: str | None, same: bool) -> str:
    if not label:
        return (
            f'<td style="{_CELL};border:0"><span style="opacity:.85;font-size:.875rem">'
            f"{_text(value)}</span></td>"
        )
    shown = _text(value) or "unknown"
    if value and is_profile_link(value):
        address = html.escape(value.strip(), quote=True)
        shown = (
            f'<a href="{address}" target="_blank" rel="noopener noreferrer nofollow">'
            f"{_text(value.strip().partition('://')[2].removeprefix('www.'))}</a>"
        )
    tick = ' <span role="img" aria-label="the same">✓</span>' if same else ""
    return (
        f'<td style="{_CELL};border:0"><span style="opacity:.85;font-size:.875rem;display:block">'
        f"{html.escape(label)}{tick}</span>{shown}</td>"
    )


def _plain(value: str | None) -> str:
    return one_line(value).strip()


def _text(value: str | None) -> str:
    return html.escape(clip(_plain(value), _LONGEST), quote=True)
