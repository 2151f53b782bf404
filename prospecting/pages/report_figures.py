"""What the parts of the report share: the choice, charts, and the asks behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import altair as alt
import pandas as pd
import streamlit as st

from prospecting.pages import parts, places, theme
from prospecting.pipeline.estimates import Share
from prospecting.services import asks, behind, client_states, sellers
from prospecting.services.reporting import Figures, Period
from prospecting.services.session import Session

_ROW_HEIGHT = 28


@dataclass(frozen=True)
class FigurePage:
    """One drawing of the report: who looks, at which period and owner, and the figures."""

    now: Session
    when: Period
    owner: str | None
    found: Figures

    @cached_property
    def writing(self) -> parts.Writing:
        """How the seller's country writes."""
        who = sellers.get_seller(self.now)
        return parts.writing_for(who["country"], who["language"], who["currency"])


def behind_section(view: FigurePage) -> bool:
    """The asks behind the figure that the address names; False where it names none."""
    figure = st.query_params.get("figure")
    if not figure:
        return False
    words, ids = behind.behind(view.now, figure, view.when, view.owner)
    shown = asks.list_asks(view.now, ids=ids)
    count = f"{len(shown):,} {parts.plural(len(shown), 'ask')}"
    st.subheader(f"{parts.escape_md(words)} · {count}", anchor=False)
    if st.button("Back to the report", key="behind-back", icon=":material/arrow_back:"):
        del st.query_params["figure"]
        st.rerun()

    def load(offset: int, limit: int) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {
                    "id": one.ask_id,
                    "Prospect": one.prospect_name,
                    "Company": one.prospect_company or "unknown",
                    "Through": one.client_name,
                    "Stage": one.label,
                    "Asked": one.asked_on,
                    "Worth": view.writing.money(one.amount, one.currency)
                    if one.amount is not None
                    else "",
                }
                for one in shown[offset : offset + limit]
            ]
        )

    if not shown:
        parts.quiet("There is none.")
        return True
    text = st.column_config.TextColumn
    columns = {
        "Prospect": text(width=155),
        "Company": text(width=155),
        "Through": text(width=140),
        "Stage": text(width=125),
        "Asked": st.column_config.DateColumn(width=95, format="D MMM YYYY"),
        "Worth": text(width=100),
    }
    first = {"Prospect": text(width=130), "Stage": text(width=105), "Worth": text(width=85)}
    table = parts.paged_table(
        f"behind-{figure}",
        len(shown),
        load,
        id_column="id",
        columns=parts.first_columns(columns, first) if parts.on_a_phone() else columns,
        label=f"Asks behind: {words}",
    )
    if table.one is not None:
        places.link("ask", "Open the ask", ask=int(table.one))
    return True


def open_figure(view: FigurePage, label: str, figure: str) -> None:
    """A button that opens the asks behind a figure and puts it into the address, to share."""
    if st.button(label, key=f"figure-{figure}", type="tertiary", icon=":material/search:"):
        st.query_params["figure"] = figure
        st.rerun()


def opens(
    view: FigurePage, figures: Sequence[tuple[str, str]], title: str = "See the asks"
) -> None:
    """A folded list of links, one for each figure: ``(words, figure)``; data in words escaped."""
    if not figures:
        return
    with st.expander(title):
        for words, figure in figures:
            open_figure(view, words, figure)


def bars(
    frame: pd.DataFrame, value: str, name: str, *, words: str, colour: str | None = None
) -> None:
    """Horizontal bars in the frame's order, with their numbers written at the end."""
    order = list(frame[name])
    # Words behind a bar need room beside it on a phone too.
    room = float(frame[value].max() or 1) * (1.45 if "label" in frame else 1.1)
    base = alt.Chart(frame).encode(
        x=alt.X(f"{value}:Q", title=None, axis=None, scale=alt.Scale(domain=[0, room])),
        y=alt.Y(f"{name}:N", title=None, sort=order, axis=alt.Axis(labelLimit=200, labelOverlap=False, ticks=False,
                domain=False)),
    )  # fmt: skip
    bar = base.mark_bar(color=colour or theme.BAR, cornerRadius=3, height=16)
    text = base.mark_text(align="left", dx=4, color=theme.chart_words(), fontSize=13).encode(
        text=alt.Text("label:N") if "label" in frame else alt.Text(f"{value}:Q", format=",")
    )
    st.altair_chart(
        (bar + text).properties(height=24 + _ROW_HEIGHT * max(1, len(frame))), alt=words
    )


def share_words(share: Share, write: parts.Writing) -> str:
    """ "34 % (likely 25 to 44 %)", or "3 of 8" where there is too little to say."""
    if share.rate is None or share.low is None or share.high is None:
        return f"{share.hits:,} of {share.cases:,}"
    low, high = round(100 * share.low), round(100 * share.high)
    return f"{write.percent(share.rate)} (likely {low} to {high} %)"


def client_names(view: FigurePage) -> dict[str, str]:
    """Clients' names by their id as text."""
    return {str(row["client_id"]): row["name"] for row in client_states.client_rows(view.now)}


def money_words(view: FigurePage, amount: float, currency: str) -> str:
    """An amount in whole units, as the seller's country writes it."""
    return view.writing.money(round(float(amount)), currency or None)
