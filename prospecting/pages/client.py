"""One client: where they stand, what was noted, what they were asked, what we owe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from prospecting.drafting.greeting import GREETING_MOST
from prospecting.errors import Refused
from prospecting.pages import fields, moves, parts, places, theme, undoing
from prospecting.pages.context import session
from prospecting.pages.parts.steps import steps_picture
from prospecting.services import access, client_page, clients
from prospecting.services.asks import AskView
from prospecting.services.client_page import ClientPage
from prospecting.services.session import Session
from prospecting.services.views import ClientView

CHANNEL_WORDS = {
    "email": "e-mail", "phone": "phone", "linkedin": "LinkedIn", "meeting": "when we meet",
}  # fmt: skip
LANGUAGE_WORDS = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "nl": "Dutch",
}  # fmt: skip
_ASKS_AT_ONCE = 12


def page() -> None:
    """The client that the address or the list names."""
    now = session()
    text = st.query_params.get("client") or str(st.session_state.get("client", ""))
    found = {one.client_id: one for one in clients.list_clients(now)}
    one = found.get(int(text)) if text.isdigit() else None
    if one is None:
        parts.page_head("Client", "Choose a client first.")
        if st.button("All clients", key="client-none", type="primary"):
            places.go("clients")
        return
    own = client_page.client_page(now, one.client_id)
    parts.page_head(parts.escape_md(one.name), "What may I ask, and what do I owe?")
    undoing.undo(now)
    moves.said()
    _head(now, one, own)
    _journey(own)
    left, right = st.columns(2, gap="large")
    with left:
        _owed(now, own)
        _give_and_take(own)
        _asked(now, own)
    with right:
        _notes(now, one)
        _manner(now, own)
        _scores(own)
        _referred(now, one)
        _noted(own)


def _head(now: Session, one: ClientView, own: ClientPage) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(parts.work_line(one.title, one.company) or "Role and company unknown")
        company_id = own.row["company_id"]
        if company_id is not None:
            places.link("account", f"All of {parts.escape_md(one.company)}", company=company_id)
        label = "One of the best" if own.starred else "Mark as one of the best"
        icon = ":material/star:" if own.starred else ":material/star_border:"
        if st.button(
            label,
            key="client-star",
            type="tertiary",
            icon=icon,
            help="The ideal client profile is learned from the best",
        ):
            moves.carry_out(lambda: client_page.star(now, one.client_id, not own.starred))
    until = own.readiness.until
    again = f"again {parts.near_day(until, now.as_of)}" if until else ""
    plain = [reason.removeprefix("Ready: ") for reason in one.reasons]  # the mark says it
    reasons = "; ".join(part[:1].lower() + part[1:] for part in (again, *plain) if part)
    parts.readiness_mark(one.state, reasons)
    touch = parts.near_day(one.last_touch, now.as_of) if one.last_touch else "unknown"
    reach = f"{one.contacts:,} {parts.plural(one.contacts, 'contact')}"
    # Beside each other where there is room for four, two by two on a phone.
    with st.container(horizontal=True, key="client-figures"):
        for label, value, hint in (
            ("Prospects in reach", f"{one.prospects:,}", reach),
            ("Asked this period", f"{one.asks_used} of {one.budget}", None),
            ("Last score", "unknown" if one.nps is None else f"{one.nps} of 10", None),
            ("Last in touch", touch, None),
        ):
            st.metric(label, value, help=hint, width=160 if len(value) < 9 else 230)


def _journey(own: ClientPage) -> None:
    """The seven steps as a picture, with the touch points had and missing under each."""
    st.subheader("Seven steps", anchor=False)
    steps_picture(own.journey, own.undated)
    parts.quiet(f"{own.journey.sentence} Next: {parts.escape_md(own.journey.suggestion)}.")


def _owed(now: Session, own: ClientPage) -> None:
    if not own.owed and not own.rewards:
        return
    st.subheader("Owed", anchor=False)
    for item in own.owed[:8]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{item['word']}** · {parts.escape_md(item['prospect_name'])}  \n"
                f":small[:gray[{parts.near_day(item['due'], now.as_of)}]]",
                help=parts.escape_md(item["text"], 600),
            )
            places.link("ask", "Open", ask=item["ask_id"])
    for line in own.rewards:
        if line.entry.status not in ("given", "waived"):
            parts.quiet(f"{line.entry.status}: {parts.escape_md(line.entry.sentence)}")


def _give_and_take(own: ClientPage) -> None:
    st.subheader("Give and take", anchor=False)
    balance = own.balance
    st.text(balance.sentence)
    rows = [(kind, given, taken) for kind, (given, taken) in sorted(balance.by_kind.items())]
    if not rows:
        return
    frame = pd.DataFrame(
        [
            {"What": kind, "Who": who, "Times": count}
            for kind, given, taken in rows
            for who, count in (("we for them", given), ("they for us", -taken))
        ]
    )
    chart = (
        alt.Chart(frame)
        .mark_bar(cornerRadius=3, height=16)
        .encode(
            x=alt.X("Times:Q", title=None, axis=alt.Axis(tickMinStep=1, grid=False,
                    labelExpr="abs(datum.value)")),
            y=alt.Y("What:N", title=None, axis=alt.Axis(labelOverlap=False)),
            color=alt.Color(
                "Who:N",
                title=None,
                scale=alt.Scale(
                    domain=["they for us", "we for them"], range=[theme.WAITS, theme.BAR]
                ),
                legend=alt.Legend(orient="bottom"),
            ),
        )
        .properties(height=110 + 26 * len(rows))
    )  # fmt: skip
    st.altair_chart(chart, alt=balance.sentence)
    with st.expander("Each of them"):
        for give in own.gives[:40]:
            side = "we for them" if give.by_us else "they for us"
            note = f": {parts.escape_md(parts.clip(give.note, 80))}" if give.note else ""
            st.markdown(f":small[{give.on} · {give.kind}, {side}{note}]")


def _scores(own: ClientPage) -> None:
    if not own.surveys:
        return
    last = own.surveys[-1]
    words = f"Gave {last.score:.0f} of 10 last"
    if len(own.surveys) > 1:
        step = last.score - own.surveys[-2].score
        words += ", as before" if not step else f", {'up' if step > 0 else 'down'} {abs(step):.0f}"
    st.subheader(words, anchor=False)
    if len(own.surveys) < 2:
        return
    frame = pd.DataFrame([{"Day": pd.Timestamp(one.on), "Score": one.score} for one in own.surveys])
    chart = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(size=60), color=theme.BAR)
        .encode(
            x=alt.X("Day:T", title=None, axis=alt.Axis(format="%b %Y", grid=False, tickCount=5)),
            y=alt.Y("Score:Q", title=None, scale=alt.Scale(domain=[0, 10])),
        )
        .properties(height=150)
    )
    st.altair_chart(chart, alt=words)


def _manner(now: Session, own: ClientPage) -> None:
    known = [
        CHANNEL_WORDS.get(own.channel or "", ""),
        LANGUAGE_WORDS.get(own.language or "", ""),
        own.formality or "",
    ]
    said = ", ".join(part for part in known if part)
    head = f"How to write: {said}" if said else "How to write: not noted yet"
    with st.expander(head), st.form("client-manner", border=False):
        channel = _choice("Reaches them best by", client_page.CHANNELS, own.channel,
                          CHANNEL_WORDS, "manner-channel")  # fmt: skip
        language = _choice("Language", client_page.LANGUAGES, own.language, LANGUAGE_WORDS,
                           "manner-language")  # fmt: skip
        formality = _choice("Tone", client_page.FORMALITIES, own.formality, {},
                            "manner-formality")  # fmt: skip
        greeting = st.text_input(
            "How I greet them",
            own.greeting or "",
            key="manner-greeting",
            max_chars=GREETING_MOST,
            placeholder="Dear Ms Novak",
            help="Stands word for word above every message to them in their language. Without it "
            "they are greeted by name, as no file says who is a Ms or a Mr.",
        )
        achieved = st.text_input(
            "What we achieved for them",
            own.achieved or "",
            key="manner-achieved",
            placeholder="found 4 % of spend in eight weeks",
        )
        if st.form_submit_button("Keep", type="primary"):

            def work() -> None:
                written = []
                for kind, value in (
                    ("channel", channel),
                    ("language", language),
                    ("formality", formality),
                    ("greeting", greeting.strip()),
                    ("achieved", achieved),
                ):
                    before = getattr(own, kind) or ""
                    if (value or "") != before:
                        written.append(
                            client_page.set_single(now, own.client_id, kind, value or "")
                        )
                _offer_back("How to write is noted.", written)

            moves.carry_out(work)


def _offer_back(sentence: str, written: Sequence[int | None]) -> None:
    """Say what was noted, with its Undo; nothing where nothing was new."""
    notes = [str(one) for one in written if one is not None]
    if notes:
        parts.offer_undo(sentence, "notes", ",".join(notes))


def _choice(
    label: str, offered: tuple[str, ...], value: str | None, words: dict[str, str], key: str
) -> str | None:
    options = list(offered)
    return st.selectbox(
        label,
        options,
        options.index(value) if value in options else None,
        format_func=lambda one: words.get(one, one),
        key=key,
        placeholder="not noted",
    )


def _notes(now: Session, one: ClientView) -> None:
    st.subheader("Note something", anchor=False)
    with st.form("client-note", clear_on_submit=True, border=True):
        touch = st.checkbox("We were in touch", key="note-touch")
        moment = st.text_input(
            "A good moment", key="note-moment", placeholder="Renewed for two years"
        )
        favour = st.text_input("A favour we did", key="note-favour")
        with st.expander("More"):
            kinds = [
                k
                for k in client_page.HAPPENED
                if k not in ("touch", "moment", "favour", "complaint", "complaint solved")
            ]
            kind = st.selectbox(
                "Something else", kinds, None, format_func=client_page.HAPPENED.__getitem__,
                key="note-kind", placeholder="what happened",
            )  # fmt: skip
            words = st.text_input("In words", key="note-words")
            nps = st.number_input("Satisfaction, 0 to 10", 0, 10, value=None, key="note-nps")
            complaint = st.text_input(
                "An open complaint", key="note-complaint", help="“none” closes it"
            )
            pause = st.date_input(
                "Do not ask until", value=None, key="note-pause", format=fields.day_format()
            )
            budget = st.number_input("Asks per period", 0, 50, value=None, key="note-budget")
        if st.form_submit_button(f"Note for {parts.escape_md(one.name)}", type="primary"):
            own: dict[str, Any] = {
                "touch": touch,
                "moment": moment or None,
                "favour": favour or None,
                "nps": None if nps is None else int(nps),
                "complaint": complaint or None,
                "do_not_ask": pause.isoformat() if isinstance(pause, dt.date) else None,
                "budget": None if budget is None else int(budget),
            }

            def work() -> None:
                said, written = [], []
                if kind is not None:
                    written.append(client_page.note_happened(now, one.client_id, kind, words))
                    said.append(f"{client_page.HAPPENED[kind]}: {words}.")
                if any(value not in (None, False) for value in own.values()) or kind is None:
                    done = clients.note(now, one.client_id, **own)
                    written += [note["note_id"] for note in done["notes"]]
                    said += done["sentences"]
                _offer_back(" ".join(said), written)

            moves.carry_out(work)


def _referred(now: Session, one: ClientView) -> None:
    first = one.name.split(" ")[0]
    with st.expander(f"{parts.escape_md(first)} referred somebody to us"):
        moves.referral_form(now, one.client_id)
    with (
        st.expander(f"{parts.escape_md(first)} mentioned somebody"),
        st.form("client-mention", clear_on_submit=True, border=False),
    ):
        name = st.text_input("Name", key="mention-name")
        title = st.text_input("Role", key="mention-title")
        company = st.text_input("Company", key="mention-company")
        url = st.text_input("Profile address", key="mention-url")
        if st.form_submit_button("Add the contact", type="primary"):

            def work() -> None:
                if not name.strip():
                    raise Refused("say the contact's name")
                done = clients.add_contact(
                    now, one.client_id, name=name, title=title, company=company, url=url
                )
                if access.may(now, "undo import"):
                    parts.offer_undo(done["message"], "import", str(done["import_id"]))
                else:
                    moves.say("done", done["message"])

            moves.carry_out(work)


def _noted(own: ClientPage) -> None:
    if own.competitors:
        parts.quiet(
            f"Not to be asked about: {parts.escape_md(', '.join(own.competitors))} (competitors)"
        )
    for on, until in own.agreements:
        parts.quiet(f"Referral agreement signed {on}{f', holds until {until}' if until else ''}")
    if not own.notes:
        return
    with st.expander(f"All notes · {len(own.notes):,}"):
        for note in own.notes[:100]:
            st.markdown(f":small[{note.on} · {parts.escape_md(note.words, 300)}]")


def _asked(now: Session, own: ClientPage) -> None:
    st.subheader(f"Asked so far · {len(own.asks):,}", anchor=False)
    if not own.asks:
        parts.quiet("Nothing yet.")
    count = st.session_state.get(f"client-asks-{own.client_id}", _ASKS_AT_ONCE)
    for one in own.asks[:count]:
        ask_line(now, one)
    if len(own.asks) > count and st.button("Show more", key="client-asks-more", type="tertiary"):
        st.session_state[f"client-asks-{own.client_id}"] = count + 2 * _ASKS_AT_ONCE
        st.rerun()
    if own.hidden_asks:
        parts.quiet(f"and {own.hidden_asks:,} of colleagues")


def ask_line(now: Session, one: AskView, *, with_client: bool = False) -> None:
    """One ask as a line: about whom, how it stands, and the way to its page."""
    with st.container(key=f"line-{one.ask_id}", gap=None):
        firm = parts.escape_md(parts.clip(one.prospect_company or "", 40))
        where = f", {firm}" if firm else ""
        through = f" · through {parts.escape_md(one.client_name)}" if with_client else ""
        when = f" {parts.near_day(one.since, now.as_of)}" if one.since else ""
        why = f": {parts.escape_md(parts.clip(one.reason, 60))}" if one.reason else ""
        places.link("ask", f"**{parts.escape_md(one.prospect_name, 60)}**{where}", ask=one.ask_id)
        parts.quiet(f"{one.label}{when}{why}{through}")
