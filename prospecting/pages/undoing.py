"""Taking back the last thing done, whatever it was and on whichever page the reader is now."""

from __future__ import annotations

from typing import Final

import streamlit as st

from prospecting.pages import moves, parts
from prospecting.services import asks, client_page, intake, people, planning, profiles, team
from prospecting.services.session import Session

_REMOVED: Final = "profile-removed"


def undo(now: Session, *, replan: bool = False) -> None:
    """The bar with the last thing done; carries out its Undo.

    ``replan`` makes today's plan anew afterwards, for the page that shows it.
    """
    offer = parts.undo_bar()
    if offer is None:
        return

    def back() -> None:
        _take_back(now, offer)
        if replan:
            planning.make_plan(now)

    moves.carry_out(back)


def remove_profile(now: Session, name: str) -> None:
    """Take a profile away, and offer it back."""
    st.session_state[_REMOVED] = profiles.show_profile(now, name)
    profiles.remove_profile(now, name)
    parts.offer_undo(f"Profile “{parts.one_line(name)}” is removed.", "profile", name)


def _take_back(now: Session, offer: parts.UndoOffer) -> None:
    if offer.action == "event":
        ask_id, _, number = offer.target.partition("|")
        asks.undo_event(now, int(ask_id), int(number), expected=offer.expected_version)
    elif offer.action == "events":
        pairs = [tuple(map(int, part.split("|"))) for part in offer.target.split(";") if part]
        result = asks.undo_many(now, [(ask, number) for ask, number in pairs])
        moves.say("done" if not result.refused else "partly", result.message)
    elif offer.action == "wish":
        person, _, client = offer.target.partition("|")
        planning.wish(now, "none", person, client or None)
    elif offer.action == "decision":
        people.undo_decision(now, int(offer.target))
    elif offer.action == "notes":
        client_page.take_back_notes(now, [int(one) for one in offer.target.split(",")])
    elif offer.action == "given":
        to, _, given = offer.target.partition(";")
        owners = dict(one.split("|", 1) for one in given.split(";"))
        before = {int(ask_id): owner for ask_id, owner in owners.items()}
        moves.say("done", team.give_back(now, before, to))
    elif offer.action == "import":
        with st.spinner("Taking it back …"):
            for import_id in offer.target.split(","):
                intake.undo(now, int(import_id))
        intake.forget_results(now)
    elif offer.action == "profile":
        used = next((one["name"] for one in profiles.list_profiles(now) if one["in_use"]), None)
        profiles.set_profile(now, st.session_state.pop(_REMOVED))
        if used is not None:
            profiles.use_profile(now, used)
    else:
        raise ValueError(f"nobody knows how to undo {offer.action!r}")
