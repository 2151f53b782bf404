"""A draft as its receiver sees it, with the places that a check complains about marked.

It writes markup with the user's words in it: every word goes through ``html.escape``, and nothing
else is put in but constants.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from prospecting.drafting.draft import Check

_PAPER: Final = (
    "border:1px solid var(--st-border-color,#b9c1bd);border-radius:.5rem;padding:1rem 1.2rem;"
    "white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.5;font-size:.95rem"
)
_HEAD: Final = "opacity:.85;font-size:.9rem;margin-bottom:.2rem"
# Underlined as well as coloured, so that colour is not the only sign: wavy where it must be mended.
_MUST: Final = (
    "background:rgba(200,60,70,.16);color:inherit;border-radius:.2rem;"
    "text-decoration:underline wavy #c4434c 1px;text-underline-offset:3px"
)
_COULD: Final = (
    "background:rgba(190,120,0,.16);color:inherit;border-radius:.2rem;"
    "text-decoration:underline dotted #a86400 2px;text-underline-offset:3px"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text and what is said of it; ``hard`` is None where nothing is."""

    text: str
    hard: bool | None = None
    said: str = ""


def spans(text: str, checks: Iterable[Check]) -> list[Span]:
    """``text`` cut at the marks of the checks; where two overlap, the hard one shows."""
    owner: list[Check | None] = [None] * len(text)
    for check in sorted(checks, key=lambda one: one.hard):
        for start, end in check.marks:
            for place in range(max(start, 0), min(end, len(text))):
                owner[place] = check
    found: list[Span] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or owner[place] is not owner[start]:
            mine = owner[start]
            piece = text[start:place]
            if mine is None:
                found.append(Span(piece))
            else:
                found.append(Span(piece, mine.hard, mine.detail))
            start = place
    return found


def marked_html(pieces: Sequence[Span]) -> str:
    """The pieces as escaped markup, the marked ones in ``mark`` with what is said of them."""
    out = []
    for piece in pieces:
        text = html.escape(piece.text)
        if piece.hard is None:
            out.append(text)
            continue
        word = "must be mended" if piece.hard else "could be mended"
        said = html.escape(f"{word}: {piece.said}", quote=True)
        style = _MUST if piece.hard else _COULD
        out.append(f'<mark style="{style}" title="{said}">{text}</mark>')
    return "".join(out)


def around(text: str, check: Check, room: int = 28, most: int = 3) -> list[list[Span]]:
    """The places a check marks with a little of the text on both sides; near ones together."""
    groups: list[tuple[int, int]] = []
    for start, end in sorted(check.marks):
        if groups and start - groups[-1][1] <= room:
            groups[-1] = (groups[-1][0], max(end, groups[-1][1]))
        else:
            groups.append((start, end))
    found = []
    pieces = spans(text, [check])
    for start, end in groups[:most]:
        first, last = max(start - room, 0), min(end + room, len(text))
        # Not in the middle of a word.
        first = text.rfind(" ", 0, first) + 1 if first else 0
        last = text.find(" ", last) if text.find(" ", last) >= 0 else len(text)
        line, place = [Span("… " if first else "")], 0
        for piece in pieces:
            left, right = max(place, first), min(place + len(piece.text), last)
            if left < right:
                words = text[left:right].replace("\n", " ")
                line.append(Span(words, piece.hard, piece.said))
            place += len(piece.text)
        found.append([*line, Span(" …" if last < len(text) else "")])
    return found


def show_places(text: str, check: Check) -> None:
    """The places a check marks, each in its line."""
    lines = [f"<div>{marked_html(one)}</div>" for one in around(text, check)]
    if lines:
        st.html(f'<div style="overflow-wrap:anywhere">{"".join(lines)}</div>')


def show(
    body: str,
    checks: Sequence[Check],
    *,
    to: str = "",
    subject: str = "",
    note_subject: str = "",
    note: str = "",
    label: str,
) -> None:
    """The whole message: head, text with marks, the note to pass on below a line."""
    rows = []
    for name, value in (("To", to), ("Subject", subject)):
        if value:
            strong = f"<strong>{html.escape(value)}</strong>" if name == "Subject" else ""
            rows.append(f'<div style="{_HEAD}">{name}: {strong or html.escape(value)}</div>')
    if rows:
        rows.append('<hr style="margin:.4rem 0 .7rem;opacity:.5">')
    rows.append(f"<div>{marked_html(spans(body, checks))}</div>")
    if note:
        rows.append('<hr style="margin:1rem 0 .7rem;opacity:.5">')
        rows.append(f'<div style="{_HEAD}">To pass on · {html.escape(note_subject)}</div>')
        rows.append(f"<div>{html.escape(note)}</div>")
    inner = "".join(rows)
    st.html(
        f'<section aria-label="{html.escape(label, quote=True)}" style="{_PAPER}">{inner}</section>'
    )
