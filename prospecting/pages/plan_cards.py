"""One ask of the plan as a card: whom to ask about whom, why, and what to do with it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import streamlit as st

from prospecting.pages import fields, parts, theme
from prospecting.pages.parts.rows import fit_beside
from prospecting.services.views import PlannedAsk

Pressed = Literal["draft", "not-a-fit", "other-introducer", "later"]
#: The parts of a fit in the order and the words of the screen.
PART_WORDS = {
    "role": "Role",
    "function": "· function",
    "level": "· seniority",
    "company": "Company",
    "industry": "· industry",
    "size": "· size",
    "country": "· country",
}
_USUAL_REST = 30


def chance_words(p_intro: float) -> str:
    """A chance 0..1 as a salesperson says it."""
    tenths = round(10 * p_intro)
    if tenths < 1:
        return "fewer than 1 in 10 such asks lead to an introduction"
    if tenths > 9:
        return "nearly every such ask leads to an introduction"
    return f"about {tenths} in 10 such asks {'leads' if tenths == 1 else 'lead'} to an introduction"


def card(
    ask: PlannedAsk, as_of: dt.date, writing: parts.Writing, currency: str | None
) -> tuple[Pressed | None, dt.date | None]:
    """Draws an ask; answers with what was pressed, and for "later" the day to come back on."""
    key = f"{ask.prospect_id}-{ask.client_id}"
    with st.container(border=True, key=f"card-{key}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.subheader(parts.escape_md(ask.prospect_name, 120), anchor=False, width="content")
            fit_beside(ask.fit, ask.coverage)
            if ask.pinned:
                st.badge("pinned", icon=":material/keep:", color="gray")
        st.text(parts.clip(_work(ask), 200) or "Role and company unknown")
        st.markdown(
            f"Ask **{parts.escape_md(ask.client_name)}** · "
            f"{parts.evidence_words(ask.tie_evidence, ask.tie)}"
        )
        if ask.tie_reasons:
            parts.quiet(parts.escape_md(" ".join(ask.tie_reasons[:2])))
        pressed, until = _buttons(ask, key, as_of)
        with st.expander("Why?", key=f"why-{key}", type="compact"):
            _why(ask, writing, currency)
    return pressed, until


def _work(ask: PlannedAsk) -> str:
    """Role and company; the company once, also where the title names it."""
    title, company = parts.one_line(ask.prospect_title), parts.one_line(ask.prospect_company)
    if company and company.casefold() in title.casefold():
        return title
    return parts.work_line(title, company)


def _buttons(ask: PlannedAsk, key: str, as_of: dt.date) -> tuple[Pressed | None, dt.date | None]:
    client = parts.escape_md(ask.client_name)
    first = parts.escape_md(parts.one_line(ask.client_name).split(" ")[0], 20)
    prospect = parts.escape_md(ask.prospect_name)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Draft", key=f"draft-{key}", type="primary", help=f"Write the ask to {client}"
        ):
            return "draft", None
        if st.button(
            "Not a fit", key=f"not-a-fit-{key}", type="tertiary", help=f"Never suggest {prospect}"
        ):
            return "not-a-fit", None
        if st.button(
            f"Not through {first}",
            key=f"other-introducer-{key}",
            type="tertiary",
            help=f"Find another introducer than {client}",
        ):
            return "other-introducer", None
        with st.popover("Later", type="tertiary", key=f"wait-{key}"):
            until = st.date_input(
                f"Come back to {prospect} on",
                as_of + dt.timedelta(days=_USUAL_REST),
                min_value=as_of + dt.timedelta(days=1),
                max_value=as_of + dt.timedelta(days=730),
                key=f"until-{key}",
                format=fields.day_format(),
            )
            if st.button("Leave it until then", key=f"later-{key}", type="primary"):
                return "later", until if isinstance(until, dt.date) else None
    return None, None


def _why(ask: PlannedAsk, writing: parts.Writing, currency: str | None) -> None:
    first = parts.escape_md(parts.one_line(ask.client_name).split(" ")[0], 30)
    st.markdown(f"**The fit** · {round(100 * ask.fit)} of 100")
    known = [name for name in PART_WORDS if name in ask.fit_parts]
    parts.fit_parts({PART_WORDS[name]: ask.fit_parts[name] for name in known})
    _sentences(ask.fit_reasons)
    tie = theme.tie_word(ask.tie, ask.tie_evidence)
    st.markdown(f"**How they know each other** · {theme.evidence(ask.tie_evidence).word}, {tie}")
    _sentences(ask.tie_reasons or ["They are connected; no more is known."])
    st.markdown(f"**Why {first} may say yes** · {_willing_words(ask.willingness)}")
    told = {*ask.fit_reasons, *ask.tie_reasons}
    _sentences([one for one in ask.reasons if one not in told] or ["Nothing more is known."])
    st.markdown("**The chance**")
    chance = chance_words(ask.p_intro)
    sentence = f"{chance[:1].upper()}{chance[1:]}."
    if currency and ask.value > 0:
        worth = writing.money(float(round(ask.value, -2)), currency)
        sentence += f" Worth about {worth} today: chance and fit of your usual deal."
    _sentences([sentence])
    st.markdown("**Who else?**")
    _sentences(
        [other.difference or f"{other.client_name} too." for other in ask.next_best]
        or [f"Nobody else who can be asked now knows {parts.one_line(ask.prospect_name)}."]
    )


def _willing_words(willingness: float) -> str:
    for least, words in ((0.7, "gladly"), (0.45, "probably"), (0.25, "perhaps")):
        if willingness >= least:
            return words
    return "hesitantly"


def _sentences(sentences: list[str]) -> None:
    for one in sentences:
        parts.quiet(parts.escape_md(one, 400))
