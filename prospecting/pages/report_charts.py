"""The parts of the report; every heading is the finding of what stands below it."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from prospecting.pages import moves, parts, theme
from prospecting.pages.report_figures import (
    FigurePage,
    bars,
    open_figure,
    opens,
    share_words,
)
from prospecting.pipeline.groups import MEASURES
from prospecting.services import client_states, goals, reporting, team
from prospecting.services.access import may
from prospecting.services.reporting import SEGMENTS

FUNNEL: Final = (
    "asked", "agreed", "opted-in", "introduced", "replied", "meeting", "opportunity", "won",
)  # fmt: skip
MEASURE_WORDS: Final = {
    "asked": "asks", "introduced": "introductions", "meeting": "meetings", "won": "customers",
    "revenue": "revenue",
}  # fmt: skip
_TOP: Final = 12


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
    words = (
        f"Most is lost where “{weakest.label.lower()}”: {view.writing.percent(weakest.share.rate)}"
        if weakest is not None and weakest.share.rate is not None
        else "Too few asks are decided for rates: they are shown from 20 on"
    )
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
    colours = theme.palette()
    y = alt.Y("Step:N", title=None, sort=order, axis=alt.Axis(labelLimit=260, ticks=False,
              domain=False))  # fmt: skip
    x = alt.X("low:Q", title=None, scale=alt.Scale(domain=[0, 1]),
              axis=alt.Axis(format="%", grid=False, tickCount=5))  # fmt: skip
    base = alt.Chart(frame[frame["Rate"].notna()])
    line = base.mark_rule(strokeWidth=3, color=colours.line).encode(x=x, x2="high:Q", y=y)
    dot = base.mark_circle(size=110, color=colours.green, opacity=1).encode(x="Rate:Q", y=y)
    if known:
        st.altair_chart((line + dot).properties(height=30 * max(2, len(known))), alt=words)
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


def _months(view: FigurePage) -> None:
    frame, velocity = view.found.monthly, view.found.velocity
    made = velocity[velocity["stage"] == "introduced"].to_dict("records")[0]
    now, before = round(float(made["now"]), 1), round(float(made["before"]), 1)
    step = "as many as" if now == before else "more than" if now > before else "fewer than"
    st.subheader(
        f"{now:.1f} introductions per 30 days, {step} in the 90 days before ({before:.1f})",
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
    colours = theme.palette()
    chart = (
        alt.Chart(full)
        .mark_line(strokeWidth=2, interpolate="monotone")
        .encode(
            x=alt.X("month:T", title=None, axis=alt.Axis(format="%b %y", grid=False, tickCount=6)),
            y=alt.Y("count:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=4)),
            color=alt.Color(
                "What:N",
                title=None,
                scale=alt.Scale(
                    domain=list(labels.values()),
                    range=[colours.line, colours.green, colours.ochre, colours.ink],
                ),
                legend=alt.Legend(orient="bottom"),
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
                f"Thanks came after {thanks.days.median:.0f} days in the middle; four of five "
                f"within {thanks.days.p80:.0f}. Within two days: "
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
    slow = max(known, key=lambda row: row.days.p80 or 0.0, default=None)
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
        colours = theme.palette()
        y = alt.Y("Stage:N", title=None, sort=list(frame["Stage"]),
                  axis=alt.Axis(labelLimit=200, ticks=False, domain=False))  # fmt: skip
        base = alt.Chart(frame)
        line = base.mark_rule(strokeWidth=3, color=colours.line).encode(
            x=alt.X("median:Q", title="days", axis=alt.Axis(grid=False)), x2="p80:Q", y=y
        )
        dot = base.mark_circle(size=110, color=colours.green, opacity=1).encode(x="median:Q", y=y)
        end = base.mark_tick(thickness=3, size=16, color=colours.ochre).encode(x="p80:Q", y=y)
        text = base.mark_text(align="left", dx=8, color=colours.ink, fontSize=12).encode(
            x="p80:Q", y=y, text="label:N"
        )
        st.altair_chart(
            (line + dot + end + text).properties(height=34 * max(2, len(frame))), alt=words
        )
        parts.quiet("Dot: half had moved on by then. Tick: four of five had.")
    stuck = view.found.stuck
    st.subheader(
        f"{len(stuck):,} {parts.plural(len(stuck), 'ask')} stuck" if stuck else "Nothing is stuck",
        anchor=False,
    )
    if not stuck:
        return
    names = _client_names(view)
    by_client = pd.Series([names.get(one.client_id, "former client") for one in stuck])
    top = by_client.value_counts()
    most = f"Most with {parts.escape_md(top.index[0])}: {int(top.iloc[0]):,}." if len(top) else ""
    parts.quiet(f"Open, and longer at their stage than usual. {most}")
    people = {one.ask_id: one for one in _views(view, [int(o.ask_id) for o in stuck[:50]])}
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


def _views(view: FigurePage, ids: list[int]) -> list[Any]:
    from prospecting.services import asks

    return asks.list_asks(view.now, ids=ids)


def _client_names(view: FigurePage) -> dict[str, str]:
    return {str(r["client_id"]): r["name"] for r in client_states.client_rows(view.now)}


def people(view: FigurePage) -> None:
    """Who and which segments bring meetings and revenue."""
    by = st.selectbox(
        "Grouped by",
        list(SEGMENTS),
        format_func=lambda key: SEGMENTS[key],
        key="group",
        bind="query-params",
    )
    rows = reporting.group_rows(view.now, by, view.when, view.owner)
    revenue = reporting.revenue_rows(view.now, by, view.when, view.owner)
    names = _name_of(view, by)
    earned = revenue[revenue["amount"] > 0]
    if len(earned):
        first = earned.iloc[0]
        total = float(earned.loc[earned["currency"] == first["currency"], "amount"].sum())
        who = parts.escape_md(names(str(first[by])))
        words = (
            f"{who} brought most: {_money(view, first['amount'], first['currency'])} of "
            f"{_money(view, total, first['currency'])}"
        )
        st.subheader(words, anchor=False)
        shown = earned.head(_TOP)
        bars(
            pd.DataFrame(
                [
                    {
                        "Name": parts.one_line(names(str(row[by])))
                        + (f" ({row['currency']})" if earned["currency"].nunique() > 1 else ""),
                        "Revenue": row["amount"],
                        "label": _money(view, row["amount"], row["currency"]),
                    }
                    for row in shown.to_dict("records")
                ]
            ),
            "Revenue",
            "Name",
            words=words,
        )
        opens(
            view,
            [
                (f"{parts.escape_md(names(str(row[by])))}: won", f"won:{by}:{row[by]}")
                for row in shown.to_dict("records")
            ],
            "See the deals",
        )
    else:
        st.subheader("No deal is won yet in that time", anchor=False)
    top = rows[:200]
    best = max(rows, key=lambda r: r.meetings, default=None)
    if best is not None and best.meetings:
        st.subheader(
            f"{parts.escape_md(names(best.name))} brought most meetings: {best.meetings:,}",
            anchor=False,
        )
    frame = pd.DataFrame(
        [
            {
                SEGMENTS[by].capitalize(): parts.one_line(names(row.name)),
                "Asked": row.asked,
                "Introduced": row.introduced,
                "Meetings": row.meetings,
                "Won": row.won,
                "Introductions of decided": share_words(row.introduction_rate, view.writing),
            }
            for row in top
        ]
    )
    st.dataframe(frame, hide_index=True, alt=f"Results by {SEGMENTS[by]}")
    opens(
        view,
        [
            (f"{parts.escape_md(names(row.name))}: {row.asked:,} asked", f"by:{by}:{row.name}")
            for row in rows[:_TOP]
            if row.asked
        ],
    )
    pipeline = revenue[revenue["pipeline"] > 0].head(_TOP)
    if len(pipeline):
        st.subheader("Open opportunities", anchor=False)
        for row in pipeline.to_dict("records"):
            open_figure(
                view,
                f"{parts.escape_md(names(str(row[by])))}: "
                f"{_money(view, row['pipeline'], row['currency'])}",
                f"open:{by}:{row[by]}",
            )


def _name_of(view: FigurePage, by: str) -> Any:
    if by == "client_id":
        names = _client_names(view)
        return lambda key: names.get(key, "former client")
    if by == "owner":
        return lambda key: team.owner_name(key, view.now.user)
    if by == "origin":
        return lambda key: key or "asked for"
    return lambda key: key or "unknown"


def _money(view: FigurePage, amount: float, currency: str) -> str:
    return view.writing.money(round(float(amount)), currency or None)


def load(view: FigurePage) -> None:
    """What is asked of each client, why they say no, give and take, satisfaction."""
    rows = sorted(view.found.load, key=lambda r: (-r.asked_365, r.client_id))
    names = _client_names(view)
    spent = [row for row in rows if row.budget_left <= 0]
    st.subheader(
        f"{len(spent):,} of {len(rows):,} {parts.plural(len(rows), 'client')} asked as often as "
        "you allow",
        anchor=False,
    )
    frame = pd.DataFrame(
        [
            {
                "Client": parts.one_line(names.get(row.client_id, "former client")),
                "30 days": row.asked_30,
                "90 days": row.asked_90,
                "A year": row.asked_365,
                "Left": row.budget_left,
                "Left this year": row.year_left,
                "No's in a row": row.declines,
                "Last asked": row.last_asked,
            }
            for row in rows[:500]
        ]
    )
    st.dataframe(frame, hide_index=True, alt="Asks of each client")
    opens(
        view,
        [
            (f"{parts.escape_md(names.get(r.client_id, 'former client'))}: {r.asked_365:,} in a "
             "year", f"load:{r.client_id}")
            for r in rows[:_TOP]
        ],
    )  # fmt: skip
    left, right = st.columns(2, gap="large")
    with left:
        _reasons(view)
    with right:
        _give_take(view, names)
        _nps(view)


def _reasons(view: FigurePage) -> None:
    for stage, rows, verb in (
        ("declined", view.found.declined, "declined"),
        ("lost", view.found.lost, "lost"),
    ):
        if not rows:
            continue
        words = f"Most often {verb} because: {parts.one_line(rows[0][0])} ({rows[0][1]:,})"
        st.subheader(parts.escape_md(words), anchor=False)
        shown = rows[:_TOP]
        bars(
            pd.DataFrame(
                [{"Reason": parts.clip(parts.one_line(r), 60), "Asks": n} for r, n in shown]
            ),
            "Asks",
            "Reason",
            words=words,
            colour=theme.palette().ochre,
        )
        opens(
            view,
            [
                (f"{parts.escape_md(reason)}: {count:,}", f"reason:{stage}:{reason}")
                for reason, count in shown
            ],
        )


def _give_take(view: FigurePage, names: dict[str, str]) -> None:
    table = view.found.give_take
    owing = table[table["balance"] < 0]
    st.subheader(
        f"We owe {len(owing):,} {parts.plural(len(owing), 'client')} a favour"
        if len(owing)
        else "Give and take are even",
        anchor=False,
    )
    frame = pd.DataFrame(
        [
            {
                "Client": parts.one_line(names.get(str(row["client_id"]), "former client")),
                "We did": int(row["given"]),
                "They introduced": int(row["introductions"]),
                "Balance": int(row["balance"]),
            }
            for row in owing.head(200).to_dict("records")
        ]
    )
    if len(frame):
        st.dataframe(frame, hide_index=True, alt="Give and take with each client")


def _nps(view: FigurePage) -> None:
    table = view.found.nps
    known = table[table["nps"].notna()]
    if not len(known):
        return
    last = known.iloc[-1]
    words = f"Net promoter score {last['nps']:.0f} from {int(last['answers'])} answers last quarter"
    st.subheader(words, anchor=False)
    colours = theme.palette()
    chart = (
        alt.Chart(known)
        .mark_line(point=True, color=colours.green)
        .encode(
            x=alt.X("quarter:T", title=None, axis=alt.Axis(format="%b %Y", grid=False)),
            y=alt.Y("nps:Q", title=None, scale=alt.Scale(domain=[-100, 100])),
        )
        .properties(height=180)
    )
    st.altair_chart(chart, alt=words)


def money(view: FigurePage) -> None:
    """Revenue, forecast with its interval, goals."""
    totals, cast = view.found.totals, view.found.forecast
    if totals:
        said = ", ".join(_money(view, value, name) for name, value in totals.items())
        st.subheader(f"{said} won so far", anchor=False)
        open_figure(view, "See the deals", "funnel:won")
    expected = _money(view, cast.expected, cast.currency)
    words = (
        f"About {expected} to come from what is open: likely "
        f"{_money(view, cast.low, cast.currency)} to {_money(view, cast.high, cast.currency)}"
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
                        "label": f"{_money(view, row.expected, cast.currency)} · {row.open:,} open"
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
            _money(view, goal.target, goal.currency)
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
        start = st.date_input("From", today.replace(day=1), key="goal-start")
        end = st.date_input("To", today.replace(month=12, day=31), key="goal-end")
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
    """How true our own estimates were."""
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
    colours = theme.palette()
    axis = alt.Axis(format="%", grid=False)
    scale = alt.Scale(domain=[0, 1])
    base = alt.Chart(frame)
    line = alt.Chart(pd.DataFrame({"x": [0, 1], "y": [0, 1]})).mark_line(
        strokeDash=[4, 4], color=colours.line
    ).encode(x=alt.X("x:Q", title="we said", axis=axis, scale=scale), y=alt.Y("y:Q",
             title="came true", axis=axis, scale=scale))  # fmt: skip
    spread = base.mark_rule(color=colours.line, strokeWidth=2).encode(
        x="estimate:Q", y="low:Q", y2="high:Q"
    )
    dots = base.mark_circle(color=colours.green, opacity=1).encode(
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
