"""Same person? Pairs that may be one, side by side, one key for yes and one for no."""

from __future__ import annotations

from itertools import zip_longest

import streamlit as st

from prospecting.pages import moves, parts, places, undoing
from prospecting.pages.context import session
from prospecting.services import people
from prospecting.services.people import Pair
from prospecting.services.session import Session

LATER = "review-later"


def page() -> None:
    """The likeliest pair, and what was decided before."""
    now = session()
    parts.page_head("Same person?", "Is this one person, or two?")
    undoing.undo(now)
    moves.said()
    later: list[str] = st.session_state.setdefault(LATER, [])
    total = people.review_count(now)
    pairs = people.review_pairs(now, limit=1, skip=later)
    if not pairs:
        _done(total, later)
        _past(now)
        return
    pair = pairs[0]
    left = total - sum(1 for _ in later)
    parts.quiet(
        f"{max(left, 1):,} {parts.plural(max(left, 1), 'pair')} to decide, the likeliest first."
    )
    _pair(pair)
    _buttons(now, pair, later)
    _past(now)


def _done(total: int, later: list[str]) -> None:
    if later and total:
        if parts.empty_state(
            "The rest you put off.",
            f"{total} {parts.plural(total, 'pair')} may still be the same person.",
            "Show them again",
            key="review-later",
        ):
            st.session_state[LATER] = []
            st.rerun()
        return
    if parts.empty_state(
        "Nobody seems to be here twice.",
        "Pairs that may be one person, but not surely, are asked about here after an import.",
        "See the prospects",
        key="review",
    ):
        places.go("prospects")


def _pair(pair: Pair) -> None:
    left, right = pair.left, pair.right
    with st.container(border=True, key=f"pair-{pair.key}"):
        parts.beside(
            (left.name, right.name),
            [
                ("Role", left.title, right.title),
                ("Company", left.company, right.company),
                ("Profile", left.url, right.url),
                *(("", *both) for both in zip_longest(left.sources, right.sources)),
            ],
        )
        chance = "very likely" if pair.probability >= 0.9 else "likely"
        chance = chance if pair.probability >= 0.8 else "perhaps"
        words = f"One person: {chance} ({pair.probability:.0%})."
        parts.quiet(parts.escape_md(f"{words} {pair.reason}".strip(), 400))


def _buttons(now: Session, pair: Pair, later: list[str]) -> None:
    with st.container(horizontal=True):
        yes = st.button(
            "Same person", key=f"same-{pair.key}", type="primary", shortcut="y", help="Key: Y"
        )
        no = st.button("Two people", key=f"apart-{pair.key}", shortcut="n", help="Key: N")
        wait = st.button(
            "Later", key=f"later-{pair.key}", type="tertiary", shortcut="l", help="Key: L"
        )
    if yes or no:
        done = people.decide(now, pair.left.person_id, pair.right.person_id, same=yes)
        parts.offer_undo(done.sentence, "decision", str(done.event_id), key="u")
        st.rerun()
    if wait:
        st.session_state[LATER] = [*later, pair.key]
        st.rerun()


def _past(now: Session) -> None:
    rows = people.past_decisions(now)
    if not rows:
        return
    with st.expander(f"Decided before ({len(rows)})", key="review-past"):
        for row in rows:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(parts.escape_md(row["sentence"]), width="stretch")
                if st.button("Take back", key=f"decision-{row['event_id']}", type="tertiary"):
                    people.undo_decision(now, row["event_id"])
                    st.rerun()
