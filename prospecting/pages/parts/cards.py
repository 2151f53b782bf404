"""Blocks of a page: its head, a person, an ask, what is empty, what came of something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st

from prospecting.pages.parts.marks import evidence_words, fit_bar
from prospecting.pages.parts.text import clip, escape_md, join_words, one_line, work_line

AskAction = Literal["draft", "not-a-fit", "other-introducer", "later"]
Outcome = Literal["done", "partly", "refused", "note"]


@dataclass(frozen=True)
class AskView:
    """What an ask's card shows; texts are the data's own, unescaped.

    ``key`` is a stable id of the ask (prospect and client), unique on the page. ``fit`` and
    ``coverage`` are 0..1, ``tie`` 0..1 with its evidence level; ``reason`` is one sentence.
    """

    key: str
    prospect_name: str
    client_name: str
    reason: str
    prospect_title: str | None = None
    prospect_company: str | None = None
    prospect_url: str | None = None
    fit: float | None = None
    coverage: float | None = None
    tie: float | None = None
    tie_evidence: str = "unknown"
    next_best: Sequence[str] = ()


def page_head(title: str, question: str) -> None:
    """A page's title with the question it answers; both are words of ours."""
    st.title(title, anchor=False)
    quiet(question)


def quiet(markdown: str) -> None:
    """A side remark, small and grey but still readable; data in it must be escaped."""
    st.markdown(f":small[:gray[{markdown}]]")


def person_header(
    name: str,
    title: str | None = None,
    company: str | None = None,
    url: str | None = None,
    aside: str = "",
) -> None:
    """A person's name, work and profile link; ``aside`` is a plain remark ("already yours").

    The link appears only for a profile on LinkedIn over HTTPS, and is never followed by us.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(escape_md(name, 120) or "No name", anchor=False)
        if aside:
            st.badge(escape_md(aside), color="gray")
        if url and is_profile_link(url):
            st.link_button("Open profile", url, type="tertiary", icon=":material/open_in_new:")
    work = work_line(title, company)
    st.text(clip(work, 200) if work else "Role and company unknown")


def ask_card(ask: AskView, *, actions: Sequence[AskAction] | None = None) -> AskAction | None:
    """One ask of the plan, with its buttons; answers with the button pressed, if any.

    One primary button; the page carries the action out and offers to undo it.
    """
    shown = (
        tuple(actions)
        if actions is not None
        else ("draft", "not-a-fit", "other-introducer", "later")
    )
    client = escape_md(ask.client_name)
    with st.container(border=True, key=f"card-{ask.key}", gap="xsmall"):
        st.subheader(escape_md(ask.prospect_name, 120) or "No name", anchor=False)
        work = work_line(ask.prospect_title, ask.prospect_company)
        st.text(clip(work, 200) if work else "Role and company unknown")
        fit_bar(ask.fit, ask.coverage)
        st.markdown(f"Ask **{client}** · {evidence_words(ask.tie_evidence, ask.tie)}")
        if one_line(ask.reason):
            st.text(clip(one_line(ask.reason), 300))
        others = [escape_md(name) for name in ask.next_best if one_line(name)]
        if others:
            quiet(f"Or ask {join_words(others[:2], 'or')}")
        return _ask_buttons(ask, shown)


def _ask_buttons(ask: AskView, shown: Sequence[AskAction]) -> AskAction | None:
    first_name = escape_md(one_line(ask.client_name).split(" ")[0], 20)
    labels: dict[AskAction, tuple[str, Literal["primary", "tertiary"], str]] = {
        "draft": ("Draft", "primary", f"Write the ask to {escape_md(ask.client_name)}"),
        "not-a-fit": ("Not a fit", "tertiary", f"Never suggest {escape_md(ask.prospect_name)}"),
        "other-introducer": (
            f"Not through {first_name}",
            "tertiary",
            f"Find another introducer than {escape_md(ask.client_name)}",
        ),
        "later": ("Later", "tertiary", "Leave this ask out of the plan for now"),
    }
    pressed: AskAction | None = None
    with st.container(horizontal=True):
        for action in shown:
            label, kind, hint = labels[action]
            if st.button(label, key=f"{action}-{ask.key}", type=kind, help=hint):
                pressed = action
    return pressed


def empty_state(what: str, why: str, button: str | None = None, *, key: str) -> bool:
    """What will be here, why it is not yet, and one button; true when it was pressed."""
    with st.container(border=True, horizontal_alignment="center", key=f"empty-{key}"):
        st.markdown(f"**{escape_md(what)}**", text_alignment="center")
        st.markdown(escape_md(why, 600), text_alignment="center")
        return bool(button and st.button(escape_md(button), key=f"empty-go-{key}", type="primary"))


def result_sentence(outcome: Outcome, sentence: str) -> None:
    """What came of something, in one sentence with a shape and a word before it."""
    text = escape_md(sentence, 1000)
    if outcome == "done":
        st.success(f"Done: {text}", icon=":material/check_circle:")
    elif outcome == "partly":
        st.warning(f"In part: {text}", icon=":material/error:")
    elif outcome == "refused":
        st.error(f"Not done: {text}", icon=":material/cancel:")
    else:
        st.info(text, icon=":material/info:")


def confirm_button(
    verb: str, what: str, *, key: str, primary: bool = True, disabled: bool = False
) -> bool:
    """A button that says whom it is about: ``confirm_button("Mark", "Carla asked about Ben")``."""
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    label = f"{verb} *{escape_md(what, 120)}*"
    return st.button(label, key=key, type=kind, disabled=disabled)


def is_profile_link(url: str) -> bool:
    """Whether ``url`` is a LinkedIn profile over HTTPS, the only link out that is offered."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    known = host == "linkedin.com" or host.endswith(".linkedin.com")
    plain = parts.username is None and parts.password is None and port is None
    return parts.scheme == "https" and known and plain and parts.path.startswith(("/in/", "/pub/"))
