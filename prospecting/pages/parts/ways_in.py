"""The picture of who can reach whom: me, the introducers, the prospect.

Drawn as an SVG picture and shown as an image: a browser runs no script in it and loads nothing
for it, and every text is escaped besides. The same is said in words below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

import streamlit as st

from prospecting.pages import theme
from prospecting.pages.parts.marks import evidence_words
from prospecting.pages.parts.text import clip, escape_md, one_line, plural

MOST: Final = 6
"""Introducers drawn; the others are counted and listed in words."""

_WIDTH: Final = 800
_ROW: Final = 64
_XS: Final = (110, 330, 560)
_NODE: Final = 9
_FONT: Final = "system-ui, Segoe UI, Roboto, Helvetica, Arial, DejaVu Sans, sans-serif"


@dataclass(frozen=True)
class WayIn:
    """One introducer of a prospect: tie 0..1, its evidence level, and a remark such as its reason."""

    introducer_name: str
    tie: float | None
    evidence: str
    remark: str = ""


def ways_in_picture(prospect_name: str, ways: Sequence[WayIn], me: str = "You") -> None:
    """Shows who can introduce ``me`` to the prospect, best first, and the same in words.

    A line's thickness is the tie's strength; a dashed line with a hollow mark is one whose
    strength is unknown.
    """
    if not ways:
        st.text(f"Nobody we know of can reach {one_line(prospect_name)} yet.")
        return
    drawn = ways[:MOST]
    alt = f"Ways to {one_line(prospect_name)}: " + "; ".join(
        f"{one_line(way.introducer_name)}, {theme.evidence(way.evidence).word}" for way in drawn
    )
    st.image(ways_in_svg(prospect_name, ways, me), width="stretch", alt=clip(alt, 500))
    with st.expander("The same in words"):
        for way in ways:
            remark = f" — {escape_md(way.remark)}" if one_line(way.remark) else ""
            words = evidence_words(way.evidence, way.tie)
            st.markdown(f"**{escape_md(way.introducer_name)}** · {words}{remark}")


def ways_in_svg(
    prospect_name: str,
    ways: Sequence[WayIn],
    me: str = "You",
    colours: theme.Palette | None = None,
) -> str:
    """The picture as SVG text; every text of the data is escaped."""
    look = colours or theme.palette()
    drawn = ways[:MOST]
    rest = len(ways) - len(drawn)
    height = _ROW * len(drawn) + 24 + (24 if rest else 0)
    middle = _ROW * len(drawn) / 2 + 12
    shapes: list[str] = []
    for row, way in enumerate(drawn):
        shapes += _way(way, 12 + _ROW * (row + 0.5), middle, look)
    mine, theirs = clip(one_line(me), 12), clip(one_line(prospect_name) or "No name", 28)
    shapes += [_dot(_XS[0], middle, look), _dot(_XS[2], middle, look)]
    shapes.append(_text(_XS[0] - 16, middle + 5, mine, look.ink, 15, "end"))
    shapes.append(_text(_XS[2] + 18, middle + 5, theirs, look.ink, 15, "start"))
    if rest:
        text = f"and {rest} more {plural(rest, 'introducer')}"
        shapes.append(_text(_XS[1], height - 10, text, look.soft, 13))
    body = "".join(shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img" '
        f'font-family="{_FONT}">'
        f'<rect width="100%" height="100%" rx="8" fill="{look.paper}"/>{body}</svg>'
    )


def _way(way: WayIn, y: float, middle: float, look: theme.Palette) -> list[str]:
    mark = theme.evidence(way.evidence)
    unknown = mark.word == "unknown" or way.tie is None
    thick = 1.5 if unknown else 1.5 + 6.5 * min(max(way.tie or 0.0, 0.0), 1.0)
    dashes = ' stroke-dasharray="5 5"' if unknown else ""
    colour = look.line if unknown else look.green
    return [
        _curve(_XS[0], middle, _XS[1], y, f'stroke="{look.line}" stroke-width="1.5"'),
        _curve(_XS[1], y, _XS[2], middle, f'stroke="{colour}" stroke-width="{thick:.1f}"{dashes}'),
        _dot(_XS[1], y, look, filled=not unknown),
        _text(_XS[1], y - 15, clip(one_line(way.introducer_name) or "No name", 28), look.ink, 15),
        _text(_XS[1], y + 24, mark.word, look.soft, 12),
    ]


def _curve(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    half = (x1 + x2) / 2
    path = f"M{x1:.0f} {y1:.1f} C{half:.0f} {y1:.1f} {half:.0f} {y2:.1f} {x2:.0f} {y2:.1f}"
    return f'<path d="{path}" fill="none" {style}/>'


def _dot(x: float, y: float, look: theme.Palette, *, filled: bool = True) -> str:
    fill = look.green if filled else look.paper
    return (
        f'<circle cx="{x}" cy="{y:.1f}" r="{_NODE}" fill="{fill}" stroke="{look.green}" '
        f'stroke-width="2"/>'
    )


def _text(x: float, y: float, text: str, colour: str, size: int, anchor: str = "middle") -> str:
    return (
        f'<text x="{x}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">'
        f"{escape(text)}</text>"
    )
