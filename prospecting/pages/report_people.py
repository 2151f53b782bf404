"""The report's parts on people: who brings what, and what is asked of whom."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from prospecting.pages import parts, theme
from prospecting.pages.report_figures import (
    FigurePage,
    bars,
    client_names,
    money_words,
    open_figure,
    opens,
    share_words,
)
from prospecting.services import reporting, team
from prospecting.services.reporting import SEGMENTS

_TOP: Final = 12


def people(view: FigurePage) -> None:
    """Who and which segments bring meetings and revenue."""
    words_of = {words: key for key, words in SEGMENTS.items()}
    chosen = st.selectbox("Grouped by", list(words_of), key="group", bind="query-params", width=240)
    by = words_of[chosen]
    rows = reporting.group_rows(view.now, by, view.when, view.owner)
    revenue = reporting.revenue_rows(view.now, by, view.when, view.owner)
    names = _name_of(view, by)
    earned = revenue[revenue["amount"] > 0]
    if len(earned):
        first = earned.iloc[0]
        total = float(earned.loc[earned["currency"] == first["currency"], "amount"].sum())
        who = parts.escape_md(names(str(first[by])))
        words = (
            f"{who} brought most: {money_words(view, first['amount'], first['currency'])} of "
            f"{money_words(view, total, first['currency'])}"
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
                        "label": money_words(view, row["amount"], row["currency"]),
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
                f"{money_words(view, row['pipeline'], row['currency'])}",
                f"open:{by}:{row[by]}",
            )


def _name_of(view: FigurePage, by: str) -> Any:
    if by == "client_id":
        names = client_names(view)
        return lambda key: names.get(key, "former client")
    if by == "owner":
        return lambda key: team.owner_name(key, view.now.user)
    if by == "origin":
        return lambda key: key or "asked for"
    return lambda key: key or "unknown"


def load(view: FigurePage) -> None:
    """What is asked of each client, why they say no, give and take, satisfaction."""
    rows = sorted(view.found.load, key=lambda r: (-r.asked_365, r.client_id))
    names = client_names(view)
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
            colour=theme.WAITS,
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
    chart = (
        alt.Chart(known)
        .mark_line(point=True, color=theme.BAR)
        .encode(
            x=alt.X("quarter:T", title=None, axis=alt.Axis(format="%b %Y", grid=False)),
            y=alt.Y("nps:Q", title=None, scale=alt.Scale(domain=[-100, 100])),
        )
        .properties(height=180)
    )
    st.altair_chart(chart, alt=words)
