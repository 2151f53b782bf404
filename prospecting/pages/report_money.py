"""The report's parts on money, goals, and how true our estimates were."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Final

import altair as alt
import pandas as pd
import streamlit as st

from prospecting.pages import fields, moves, parts, theme
from prospecting.pages.report_figures import (
    FigurePage,
    bars,
    money_words,
    open_figure,
    opens,
)
from prospecting.pipeline.groups import MEASURES
from prospecting.services import goals, learning, team
from prospecting.services.access import may

MEASURE_WORDS: Final = {
    "asked": "asks", "introduced": "introductions", "meeting": "meetings", "won": "customers",
    "revenue": "revenue",
}  # fmt: skip


def money(view: FigurePage) -> None:
    """Revenue, forecast with its interval, goals."""
    totals, cast = view.found.totals, view.found.forecast
    if totals:
        said = ", ".join(money_words(view, value, name) for name, value in totals.items())
        st.subheader(f"{said} won so far", anchor=False)
        open_figure(view, "See the deals", "funnel:won")
    expected = money_words(view, cast.expected, cast.currency)
    words = (
        f"About {expected} to come from what is open: likely "
        f"{money_words(view, cast.low, cast.currency)} to {money_words(view, cast.high, cast.currency)}"
    )
    st.subheader(words, anchor=False)
    parts.quiet(
        "The middle 80 % of what may come. An ask without an amount counts as much as a deal "
        "usually brings."
        + (f" {cast.left_out:,} in other currencies are left out." if cast.left_out else "")
    )
    rows = [row for row in cast.rows if row.open]
    if rows:
        bars(
            pd.DataFrame(
                [
                    {
                        "Stage": row.label,
                        "Expected": row.expected,
                        "label": f"{money_words(view, row.expected, cast.currency)} · {row.open:,} open"
                        f" × {view.writing.percent(row.chance)}",
                    }
                    for row in rows
                ]
            ),
            "Expected",
            "Stage",
            words=words,
        )
        opens(view, [(f"{r.label}: {r.open:,} open", f"forecast:{r.stage}") for r in rows])
    _goals(view)


def _goals(view: FigurePage) -> None:
    have = goals.goals(view.now)
    reached = sum(one.progress.share_done >= 1 for one in have)
    st.subheader(
        f"{reached:,} of {len(have):,} goals reached" if have else "No goal is set", anchor=False
    )
    for one in have:
        progress = one.progress
        goal = progress.goal
        unit = MEASURE_WORDS[goal.measure]
        amount = (
            money_words(view, goal.target, goal.currency)
            if goal.measure == "revenue"
            else f"{goal.target:,.0f}"
        )
        who = f" · {team.owner_name(one.owner, view.now.user)}" if one.owner else ""
        with st.container(border=True, key=f"goal-{one.number}", gap="xsmall"):
            st.markdown(
                f"**{amount} {unit}** by {goal.end}{parts.escape_md(who)}: "
                f"{parts.escape_md(progress.sentence)}"
            )
            st.progress(min(1.0, progress.share_done), f"{progress.done:,.0f} so far")
            if may(view.now, "goals") and st.button(
                "Remove", key=f"goal-remove-{one.number}", type="tertiary"
            ):
                moves.carry_out(partial(goals.remove_goal, view.now, one.number))
    if may(view.now, "goals"):
        with st.popover("Set a goal", icon=":material/flag:", key="goal-add"):
            _goal_form(view)


def _goal_form(view: FigurePage) -> None:
    today = view.now.as_of
    with st.form("goal", border=False, clear_on_submit=True):
        measure = st.selectbox(
            "What", MEASURES, format_func=MEASURE_WORDS.__getitem__, key="goal-measure"
        )
        target = st.number_input("How much", 1.0, 1e12, 10.0, 1.0, format="%.0f", key="goal-target")
        start = st.date_input(
            "From", today.replace(day=1), key="goal-start", format=fields.day_format()
        )
        end = st.date_input(
            "To", today.replace(month=12, day=31), key="goal-end", format=fields.day_format()
        )
        owner = st.selectbox(
            "Whose",
            team.owners(view.now),
            None,
            format_func=lambda user: team.owner_name(user, view.now.user),
            key="goal-owner",
            placeholder="everybody's",
        )
        if st.form_submit_button("Set the goal", type="primary"):

            def work() -> None:
                first = start if isinstance(start, dt.date) else today
                last = end if isinstance(end, dt.date) else today
                goals.add_goal(view.now, measure, float(target), first, last, owner or "")

            moves.carry_out(work)


def trust(view: FigurePage) -> None:
    """How true our own estimates were, and what the outcomes taught."""
    _estimates(view)
    _learned(view)


def _learned(view: FigurePage) -> None:
    """What was learned last, and from how many answers."""
    last = learning.last_learned(view.now)
    if last is None:
        if view.found.calibration.cases:
            st.subheader("Nothing is learned from outcomes yet", anchor=False)
            parts.quiet("The estimates start from published figures until enough asks are decided.")
        return
    kept = "were changed by" if last["adopted"] else "stay as they were after"
    st.subheader(f"Our estimates {kept} {last['outcomes']:,} outcomes", anchor=False)
    for sentence in last["sentences"]:
        st.markdown(f"- {parts.escape_md(sentence, 400)}")
    parts.quiet(
        f"Learned on {view.writing.day(dt.date.fromisoformat(last['on']))}; again when more is known."
    )


def _estimates(view: FigurePage) -> None:
    found = view.found.calibration
    if not found.cases:
        parts.empty_state(
            "Here will be how true our estimates were.",
            "Our estimate is kept with each ask made from today's plan, and held against what "
            "came of it once it is decided.",
            key="trust",
        )
        return
    said = found.observed or 0.0
    thought = found.mean_estimate or 0.0
    direction = "about right" if abs(said - thought) < 0.05 else (
        "too careful" if said > thought else "too hopeful"
    )  # fmt: skip
    words = (
        f"Our estimates were {direction}: {view.writing.percent(thought)} expected, "
        f"{view.writing.percent(said)} came true"
    )
    st.subheader(words, anchor=False)
    if found.cases < 20:
        parts.quiet(f"From {found.cases:,} decided asks only: this may be chance.")
    frame = pd.DataFrame(
        [
            {"estimate": b.mean_estimate, "observed": b.observed, "low": b.observed_low,
             "high": b.observed_high, "asks": b.cases}
            for b in found.bins
        ]
    )  # fmt: skip
    axis = alt.Axis(format="%", grid=False)
    scale = alt.Scale(domain=[0, 1])
    base = alt.Chart(frame)
    line = alt.Chart(pd.DataFrame({"x": [0, 1], "y": [0, 1]})).mark_line(
        strokeDash=[4, 4], color=theme.RULE
    ).encode(x=alt.X("x:Q", title="we said", axis=axis, scale=scale), y=alt.Y("y:Q",
             title="came true", axis=axis, scale=scale))  # fmt: skip
    spread = base.mark_rule(color=theme.RULE, strokeWidth=2).encode(
        x="estimate:Q", y="low:Q", y2="high:Q"
    )
    dots = base.mark_circle(color=theme.BAR, opacity=1).encode(
        x="estimate:Q", y="observed:Q", size=alt.Size("asks:Q", legend=None)
    )
    st.altair_chart((line + spread + dots).properties(height=320), alt=words)
    parts.quiet("On the dashed line an estimate is exactly true; the bars show what chance allows.")
    opens(
        view,
        [
            (f"Estimated {b.low:.0%} to {b.high:.0%}: {b.cases:,} asks", f"estimate:{b.low:.1f}")
            for b in found.bins
        ],
    )
