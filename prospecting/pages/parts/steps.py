"""Steps as pictures: the seven steps of a client, and the road of an ask. Shape, word and colour."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from prospecting.pages import theme
from prospecting.pipeline.journey import Journey


def road_picture(stages: Sequence[tuple[str, bool, bool]]) -> None:
    """Shows stages in a row: ``(label, reached, here)``; reached ones are filled, others hollow."""
    st.html(road_html(stages))


def road_html(stages: Sequence[tuple[str, bool, bool]]) -> str:
    """The markup of :func:`road_picture`."""
    cells = []
    for label, reached, here in stages:
        style = (
            f"background:{theme.both('green')};color:{theme.both('paper')}"
            if reached
            else f"border:1px dashed {theme.RULE}"
        )
        ring = ";outline:2px solid currentColor" if here else ""
        word = html.escape(label, quote=True)
        state = "reached" if reached else "not reached"
        cells.append(
            f'<li style="padding:.15rem .6rem;border-radius:.6rem;{style}{ring}" '
            f'aria-label="{word}: {state}">{word}</li>'
        )
    return (
        '<ul style="display:flex;flex-wrap:wrap;gap:.3rem;list-style:none;margin:0;padding:0;'
        f'font-size:.85rem">{"".join(cells)}</ul>'
    )


def steps_picture(journey: Journey, undated: frozenset[str] = frozenset()) -> None:
    """Shows the seven steps with the touch points had and missing under each.

    ``undated`` names touch points that happened on a day that is not known.
    """
    st.html(steps_html(journey, undated))


def steps_html(journey: Journey, undated: frozenset[str] = frozenset()) -> str:
    """The markup of :func:`steps_picture`: words and dates of ours only."""
    green = theme.both("green")
    cells = []
    for number, step in enumerate(journey.steps, start=1):
        if step.reached and not step.proved:
            ring, state = (
                f"background:{green};color:{theme.both('paper')};border:2px solid {green}",
                "reached",
            )
        elif step.reached:
            ring, state = f"border:2px solid {green}", "shown by a later step only"
        else:
            ring, state = f"border:2px dashed {theme.RULE}", "not yet"
        points = []
        for point in step.touch_points:
            when = ""
            if point.had_on is not None:
                when = "day unknown" if point.name in undated else point.had_on.strftime("%b %Y")
            sign = "●" if point.had else "○"
            said = html.escape(f"{point.label}{': ' + when if when else ''}")
            fade = "" if point.had else "opacity:.75;"
            points.append(
                f'<li style="{fade}margin:.15rem 0"><span aria-hidden="true">{sign}</span> {said}'
                f'<span style="position:absolute;left:-9999px">'
                f"{', had' if point.had else ', missing'}</span></li>"
            )
        cells.append(
            f'<li style="flex:1 1 6.3rem;min-width:6.3rem">'
            f'<div style="display:flex;align-items:center;gap:.4rem">'
            f'<span style="display:inline-flex;width:1.9rem;height:1.9rem;border-radius:50%;'
            f'align-items:center;justify-content:center;font-weight:600;{ring}">{number}</span>'
            f"<strong>{html.escape(step.label)}</strong></div>"
            f'<div style="font-size:.8rem;opacity:.85">{state}</div>'
            f'<ul style="list-style:none;padding:0;margin:.3rem 0 0;font-size:.82rem">'
            f"{''.join(points)}</ul></li>"
        )
    return (
        '<ol style="display:flex;flex-wrap:wrap;gap:.8rem;list-style:none;margin:0;padding:0">'
        f"{''.join(cells)}</ol>"
    )
