"""Small signs: evidence, readiness, fit. Each has a shape, a word and a name for screen readers."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Final

import streamlit as st

from prospecting.pages import theme
from prospecting.pages.parts.text import escape_md

_BAR: Final = (
    "display:inline-block;box-sizing:border-box;width:{width}rem;height:.5rem;border-radius:.25rem;"
    "border:1px {style} currentColor;overflow:hidden;vertical-align:middle"
)


def evidence_words(level: str, tie: float | None = None) -> str:
    """ "(shape) confirmed · knows well": Markdown for a tie and what is known of it."""
    mark = theme.evidence(level)
    if tie is None or mark.word == "unknown":
        return mark.shown
    return f"{mark.shown} · {theme.tie_word(tie, level)}"


def evidence_mark(level: str, tie: float | None = None) -> None:
    """Shows the evidence level of a tie; its meaning opens on the question mark."""
    st.markdown(evidence_words(level, tie), help=_sentence(theme.evidence(level).meaning))


def readiness_words(state: str) -> str:
    """ "(shape) warm first": Markdown for a client's readiness."""
    mark = theme.readiness(state)
    return f":material/{mark.icon}: {escape_md(mark.word)}"


def readiness_mark(state: str, reason: str = "") -> None:
    """Shows a client's readiness, and the reason (plain text of ours or of the data) beside it."""
    words = readiness_words(state)
    st.markdown(f"{words} — {escape_md(reason)}" if reason else words)


def fit_bar(fit: float | None, coverage: float | None = None) -> None:
    """Shows a fit as its word and a bar; hollow where it is unknown.

    Args:
        fit: 0..1, or ``None`` where nothing is known.
        coverage: 0..1, how much of the fit rests on what is known; under one it is said.
    """
    st.html(fit_html(fit, coverage))


def fit_html(fit: float | None, coverage: float | None = None) -> str:
    """The markup of :func:`fit_bar`: constants and numbers only."""
    word = theme.fit_word(fit)
    known = "" if coverage is None or fit is None else _known(coverage)
    label = word if fit is None else f"{word}, {round(100 * fit)} of 100"
    return (
        f'<div><span style="display:inline-block;min-width:6rem">{word}</span> '
        f"{_bar(fit, label + (', ' + known if known else ''), 6.0)}"
        f'<span style="opacity:.85;margin-left:.6rem">{known}</span></div>'
    )


def fit_parts(parts: Mapping[str, float | None]) -> None:
    """Shows the parts a fit is made of, one small bar each, hollow where a part is unknown.

    Args:
        parts: name of the part in the user's words to its value 0..1, ``None`` where unknown.
    """
    rows = []
    for name, value in parts.items():
        said = "unknown" if value is None else f"{round(100 * value)} of 100"
        label = html.escape(name, quote=True)
        rows.append(
            f'<div style="display:flex;gap:.6rem;align-items:center">'
            f'<span style="flex:0 1 9rem">{label}</span>'
            f'{_bar(value, f"{label}: {said}", 4.0)}<span style="opacity:.85">{said}</span></div>'
        )
    if rows:
        st.html("".join(rows))


def _bar(value: float | None, label: str, width: float) -> str:
    """``label`` must be escaped already."""
    style = _BAR.format(width=width, style="dashed" if value is None else "solid")
    share = 0 if value is None else round(100 * min(max(value, 0.0), 1.0))
    fill = f"display:block;height:100%;width:{share}%;background:{theme.BAR}"
    return (
        f'<span role="img" aria-label="{label}" style="{style}"><span style="{fill}"></span></span>'
    )


def _known(coverage: float) -> str:
    if coverage >= 0.995:
        return ""
    return f"{round(100 * coverage)} % of it known"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "." if words else ""
