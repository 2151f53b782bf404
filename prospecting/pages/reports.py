"""Reports: is it working, and through whom?"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from prospecting.pages import parts, theme
from prospecting.pages.context import session
from prospecting.services import asks, sellers
from prospecting.services.session import Session

FUNNEL = ("asked", "agreed", "opted-in", "introduced", "replied", "meeting", "opportunity", "won")


def page() -> None:
    """Funnel, revenue, load; each chart's title is its finding."""
    now = session()
    parts.page_head("Reports", "Is it working, and through whom?")
    data = asks.report(now)
    if not any(row["count"] for row in data["funnel"]):
        parts.empty_state(
            "Here will be what your asks brought.",
            "Nothing has been asked yet: mark an ask of today's plan as asked.",
            key="reports",
        )
        return
    who = sellers.get_seller(now)
    writing = parts.writing_for(who["country"], who["language"], who["currency"])
    _funnel(data)
    left, right = st.columns(2, gap="large")
    with left:
        _revenue(data, writing)
    with right:
        _load(now, data)


def _bars(frame: pd.DataFrame, value: str, name: str, order: list[str]) -> alt.Chart:
    colours = theme.palette()
    base = alt.Chart(frame).encode(
        x=alt.X(f"{value}:Q", title=None, axis=alt.Axis(grid=False, format="~s")),
        y=alt.Y(f"{name}:N", title=None, sort=order, axis=alt.Axis(labelLimit=220)),
    )
    chart: alt.Chart = base.mark_bar(color=colours.green, cornerRadius=3, height=18).properties(
        height=28 * max(2, len(frame))
    )
    return chart


def _funnel(data: dict[str, Any]) -> None:
    rows = [row for row in data["funnel"] if row["stage"] in FUNNEL]
    counts = {row["stage"]: row["count"] for row in rows}
    st.subheader(
        f"{counts['introduced']} of {counts['asked']} asks became introductions, "
        f"{counts['won']} became clients",
        anchor=False,
    )
    frame = pd.DataFrame([{"Stage": row["label"], "Asks": row["count"]} for row in rows])
    st.altair_chart(_bars(frame, "Asks", "Stage", [row["label"] for row in rows]))
    for rate in data["rates"].values():
        if rate["rate"] is None:
            parts.quiet(
                f"{rate['label']}: {rate['hits']} of {rate['cases']}; a rate is shown from 20 on."
            )
        else:
            parts.quiet(
                f"{rate['label']}: {rate['rate']:.0%} ({rate['hits']} of {rate['cases']}, likely "
                f"between {rate['low']:.0%} and {rate['high']:.0%})"
            )


def _revenue(data: dict[str, Any], writing: parts.Writing) -> None:
    rows = data["revenue_by_client"]
    if not rows:
        st.subheader("No deal is won yet", anchor=False)
        return
    st.subheader(
        f"{parts.escape_md(rows[0]['client_name'])} opened the door to most revenue: "
        f"{writing.money(rows[0]['revenue'])} of {writing.money(data['revenue_total'])}",
        anchor=False,
    )
    frame = pd.DataFrame(
        [{"Client": parts.one_line(r["client_name"]), "Revenue": r["revenue"]} for r in rows[:12]]
    )
    st.altair_chart(_bars(frame, "Revenue", "Client", list(frame["Client"])))


def _load(now: Session, data: dict[str, Any]) -> None:
    rows = sorted(data["clients"], key=lambda r: -r["asked_365"])
    spent = [row for row in rows if row["budget_left"] <= 0]
    st.subheader(
        f"{len(spent)} {parts.plural(len(spent), 'client')} asked as often as you allow",
        anchor=False,
    )
    frame = pd.DataFrame(
        [
            {
                "Client": parts.one_line(row["client_name"]),
                "30 days": row["asked_30"],
                "90 days": row["asked_90"],
                "A year": row["asked_365"],
                "Left": row["budget_left"],
                "Last no's": row["declines"],
            }
            for row in rows
        ]
    )
    st.dataframe(frame, hide_index=True, alt="Asks of each client")
