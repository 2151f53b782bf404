"""The report's overview and speed; every heading is the finding of what stands below it."""

from __future__ import annotations

from typing import Final

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from prospecting.pages import parts, theme
from prospecting.pages.report_figures import (
    FigurePage,
    bars,
    client_names,
    open_figure,
    opens,
    share_words,
)
from prospecting.services import asks, team

FUNNEL: Final = (
    "asked", "agreed", "opted-in", "introduced", "replied", "meeting", "opportunity", "won",
)  # fmt: skip


def overview(view: FigurePage) -> None:
    """Funnel, rates, months, how introductions came, thanks."""
    found, write = view.found, view.writing
    counts = {row.stage: row for row in found.funnel}
    asked, made, won = (counts[s].count for s in ("asked", "introduced", "won"))
    words = (
        f"{made:,} of {asked:,} asks became introductions, {won:,} "
        f"{'is a customer' if won == 1 else 'are customers'} now"
    )
    st.subheader(words, anchor=False)
    rows = [counts[stage] for stage in FUNNEL]
    frame = pd.DataFrame(
        [
            {
                "Stage": row.label,
                "Asks": row.count,
                "label": f"{row.count:,}"
                + (f" · {share_words(row.of_asked, write)}" if row.of_asked.rate is not None
                   and row.stage != "asked" else ""),
            }
            for row in rows
        ]
    )  # fmt: skip
    bars(frame, "Asks", "Stage", words=words)
    exits = [counts[s] for s in ("declined", "no-answer", "not-a-fit", "postponed", "lost")]
    said = ", ".join(f"{row.label.lower()} {row.count:,}" for row in exits if row.count)
    if said:
        parts.quiet(f"Left the road: {said}")
    opens(
        view,
        [
            (f"{row.label}: {row.count:,}", f"funnel:{row.stage}")
            for row in [*rows, *exits]
            if row.count
        ],
    )
    _rates(view)
    left, right = st.columns(2, gap="large")
    with left:
        _months(view)
    with right:
        _arrivals(view)


def _rates(view: FigurePage) -> None:
    rates = view.found.rates
    known = [rate for rate in rates if rate.share.rate is not None]
    weakest = min(
        (r for r in known if not r.name.startswith("ask-to")),
        key=lambda r: r.share.rate or 0.0,
        default=None,
    )
    if weakest is None or weakest.share.rate is None:
        words = "Too few asks are decided for rates: they are shown from 20 on"
    elif weakest.share.rate == 1:
        words = "No ask was lost on the way so far"
    else:
        rate = view.writing.percent(weakest.share.rate)
        words = f"The narrowest step: {weakest.label.lower()} ({rate})"
    st.subheader(words, anchor=False)
    frame = pd.DataFrame(
        [
            {
                "Step": rate.label,
                "Rate": rate.share.rate if rate.share.rate is not None else np.nan,
                "low": rate.share.low if rate.share.low is not None else np.nan,
                "high": rate.share.high if rate.share.high is not None else np.nan,
                "label": share_words(rate.share, view.writing),
            }
            for rate in rates
        ]
    )
    order = list(frame["Step"])
    y = alt.Y("Step:N", title=None, sort=order, axis=alt.Axis(labelLimit=260, labelOverlap=False, ticks=False,
              domain=False))  # fmt: skip
    x = alt.X("low:Q", title=None, scale=alt.Scale(domain=[0, 1]),
              axis=alt.Axis(format="%", grid=False, tickCount=5))  # fmt: skip
    base = alt.Chart(frame[frame["Rate"].notna()])
    line = base.mark_rule(strokeWidth=3, color=theme.RULE).encode(x=x, x2="high:Q", y=y)
    dot = base.mark_circle(size=110, color=theme.BAR, opacity=1).encode(x="Rate:Q", y=y)
    if known:
        st.altair_chart((line + dot).properties(height=50 + 30 * max(2, len(known))), alt=words)
    parts.quiet(
        "Among asks decided at that step; the line is where the true rate likely lies (95 %). "
        "Below 20 cases there is no rate."
    )
    opens(
        view,
        [
            (f"{r.label}: {share_words(r.share, view.writing)}", f"rate:{r.name}:cases")
            for r in rates
            if r.share.cases
        ],
        "See the asks behind each rate",
    )


def _about(number: float) -> float | int:
    """A rate as one says it: a decimal below ten, whole above and where there is none."""
    rounded = round(float(number), 1)
    return round(rounded) if rounded >= 10 or rounded.is_integer() else rounded


def _months(view: FigurePage) -> None:
    frame, velocity = view.found.monthly, view.found.velocity
    made = velocity[velocity["stage"] == "introduced"].to_dict("records")[0]
    now, before = _about(made["now"]), _about(made["before"])
    step = "as many as" if now == before else "more than" if now > before else "fewer than"
    st.subheader(
        f"{now:,} introductions per 30 days, {step} in the 90 days before ({before:,})",
        anchor=False,
    )
    if frame.empty:
        return
    labels = {"asked": "Asks", "introduced": "Introductions", "meeting": "Meetings",
              "won": "Customers"}  # fmt: skip
    months = pd.date_range(frame["month"].min(), frame["month"].max(), freq="MS")
    full = (
        frame.pivot_table(index="month", columns="stage", values="count", aggfunc="sum")
        .reindex(months, fill_value=0)
        .reindex(columns=[s for s in labels if s in set(frame["stage"])])
        .fillna(0)
        .rename_axis("month")
        .reset_index()
        .melt("month", var_name="stage", value_name="count")
    )
    full["What"] = full["stage"].map(labels)
    # Ticks of whole months: over a short time the same month would be written twice.
    ticks = [alt.DateTime(year=m.year, month=m.month) for m in months[:: -(-len(months) // 6)]]
    chart = (
        alt.Chart(full)
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("month:T", title=None, axis=alt.Axis(format="%b %y", grid=False, values=ticks)),
            y=alt.Y("count:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=4)),
            color=alt.Color(
                "What:N",
                title=None,
                scale=alt.Scale(
                    domain=list(labels.values()),
                    range=[theme.RULE, theme.BAR, theme.WAITS, theme.SLATE],
                ),
                legend=alt.Legend(orient="bottom", columns=2),
            ),
            strokeDash=alt.StrokeDash("What:N", legend=None, sort=list(labels.values())),
        )
        .properties(height=220)
    )
    st.altair_chart(chart, alt="Asks, introductions, meetings and customers by month")
    recent = sorted(frame["month"].unique(), reverse=True)[:6]
    own = frame[frame["month"].isin(recent)].sort_values(
        ["month", "stage"], ascending=[False, True]
    )
    opens(
        view,
        [
            (
                f"{labels[row['stage']]} in {row['month']:%B %Y}: {row['count']:,}",
                f"month:{row['stage']}:{row['month']:%Y-%m}",
            )
            for row in own.to_dict("records")
        ],
        "See the asks of a month",
    )


def _arrivals(view: FigurePage) -> None:
    arrived, thanks = view.found.arrivals, view.found.thanks
    total = sum(count for _, count in arrived)
    unasked = sum(count for how, count in arrived if how != "asked for")
    if total:
        words = f"{unasked:,} of {total:,} introductions came without being asked for"
        st.subheader(words, anchor=False)
        frame = pd.DataFrame([{"How": how, "Introductions": count} for how, count in arrived])
        bars(frame, "Introductions", "How", words=words)
        opens(
            view,
            [(f"{parts.escape_md(how)}: {count:,}", f"arrived:{how}") for how, count in arrived],
        )
    if thanks.introductions:
        st.subheader(
            "Every introduction was thanked for"
            if not thanks.never
            else f"{thanks.never:,} of {thanks.introductions:,} introductions were never thanked "
            "for",
            anchor=False,
        )
        if thanks.days.median is not None:
            parts.quiet(
                f"Half were thanked within {thanks.days.median:.0f} days, four of five within "
                f"{thanks.days.p80:.0f}. Within two days: "
                f"{share_words(thanks.within_two_days, view.writing)}. Told how it ended: "
                f"{thanks.outcomes_told:,} of {thanks.outcomes:,}."
            )
        opens(
            view,
            [
                ("Never thanked for", "thanks:never"),
                ("Thanked after more than two days", "thanks:late"),
                ("Ended, and not told", "outcome:untold"),
            ],
        )


def speed(view: FigurePage) -> None:
    """Days per stage, and what is stuck."""
    times = [row for row in view.found.times if row.days.cases]
    known = [row for row in times if row.days.p80 is not None]
    # Who is postponed waits on purpose.
    waiting = [row for row in known if row.stage != "postponed"]
    slow = max(waiting, key=lambda row: row.days.p80 or 0.0, default=None)
    if slow is not None:
        words = (
            f"Slowest at “{slow.label.lower()}”: four of five moved on within "
            f"{slow.days.p80:.0f} days"
        )
        st.subheader(words, anchor=False)
        frame = pd.DataFrame(
            [
                {
                    "Stage": row.label,
                    "median": row.days.median,
                    "p80": row.days.p80,
                    "label": f"{row.days.median:.0f} · {row.days.p80:.0f} days "
                    f"({row.days.cases:,} moves)",
                }
                for row in known
            ]
        )
        y = alt.Y("Stage:N", title=None, sort=list(frame["Stage"]),
                  axis=alt.Axis(labelLimit=200, ticks=False, domain=False))  # fmt: skip
        base = alt.Chart(frame)
        line = base.mark_rule(strokeWidth=3, color=theme.RULE).encode(
            x=alt.X("median:Q", title="days", axis=alt.Axis(grid=False)), x2="p80:Q", y=y
        )
        dot = base.mark_circle(size=110, color=theme.BAR, opacity=1).encode(x="median:Q", y=y)
        end = base.mark_tick(thickness=3, size=16, color=theme.WAITS).encode(x="p80:Q", y=y)
        text = base.mark_text(align="left", dx=8, color=theme.chart_words(), fontSize=12).encode(
            x="p80:Q", y=y, text="label:N"
        )
        st.altair_chart(
            (line + dot + end + text).properties(height=50 + 34 * max(2, len(frame))), alt=words
        )
        parts.quiet("Dot: half had moved on by then. Tick: four of five had.")
    stuck = view.found.stuck
    st.subheader(
        f"{len(stuck):,} {parts.plural(len(stuck), 'ask')} stuck" if stuck else "Nothing is stuck",
        anchor=False,
    )
    if not stuck:
        return
    names = client_names(view)
    by_client = pd.Series([names.get(one.client_id, "former client") for one in stuck])
    top = by_client.value_counts()
    most = (
        f"Most with {parts.escape_md(top.index[0])}: {int(top.iloc[0]):,}."
        if len(top) and top.iloc[0] > 1
        else ""
    )
    parts.quiet(f"Open, and longer at their stage than usual. {most}")
    people = {
        one.ask_id: one for one in asks.list_asks(view.now, ids=[int(o.ask_id) for o in stuck[:50]])
    }
    rows = [
        {
            "Prospect": people[int(one.ask_id)].prospect_name,
            "Through": names.get(one.client_id, "former client"),
            "Stage": people[int(one.ask_id)].label,
            "Days": one.days,
            "Usual": round(one.usual),
            "Owner": team.owner_name(one.owner, view.now.user),
        }
        for one in stuck[:50]
        if int(one.ask_id) in people
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Stuck asks")
    open_figure(view, f"Open the {len(stuck):,} stuck asks", "stuck")
