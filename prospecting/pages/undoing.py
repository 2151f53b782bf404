"""Taking back the last thing done, whatever it was and on whichever page the reader is now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from prospecting.pages import moves, parts
from prospecting.services import (
    asks,
    client_page,
    clients,
    intake,
    people,
    planning,
    profiles,
    rights,
    settings,
    team,
)
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


def offer_list(done: rights.Listed) -> None:
    """Offer to take off the list of who is never suggested what was entered on it just now."""
    if done.entries:
        target = ",".join(map(str, done.entries))
        parts.offer_undo(done.message, "listed", target, done.version)
    else:
        moves.say("done", done.message)


def offer_answers(sentence: str, answers: Sequence[int]) -> None:
    """Offer to take back what was noted as a client's answers."""
    parts.offer_undo(sentence, "answers", ",".join(map(str, answers)))


def set_with_undo(now: Session, name: str, sentence: str, work: Callable[[], object]) -> None:
    """Write a setting by ``work``, and offer the value it had before."""
    before = now.ws.setting_version(name)
    work()
    after = now.ws.setting_version(name)
    if after != before:
        parts.offer_undo(sentence, "setting", f"{name}|{before}", after)


def save_profile(now: Session, value: dict[str, Any]) -> str:
    """Save a profile and put it in use, and offer both as they were; its name."""
    used = now.ws.setting_version(profiles.IN_USE)
    versions = {one["name"]: one["version"] for one in profiles.list_profiles(now)}
    name = str(profiles.set_profile(now, value)["name"])
    after = next(one["version"] for one in profiles.list_profiles(now) if one["name"] == name)
    sentence = f"Profile “{parts.one_line(name)}” is saved and in use."
    parts.offer_undo(sentence, "saved", f"{versions.get(name, 0)}|{used}", after)
    return name


def turn(of: str) -> str:
    """The end of the keys of the fields of a form, another one after its values were put back, so
    that they start from what is stored."""
    count = st.session_state.get(f"{of}-turn", 0)
    return f"-{count}" if count else ""


def _turn_over(of: str) -> None:
    st.session_state[f"{of}-turn"] = int(st.session_state.get(f"{of}-turn", 0)) + 1


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
    elif offer.action == "answers":
        clients.unsay(now, [int(one) for one in offer.target.split(",")])
        _turn_over("answers")
    elif offer.action == "listed":
        entries = [int(one) for one in offer.target.split(",")]
        rights.take_off(now, entries, expected=offer.expected_version)
    elif offer.action == "setting":
        name, _, before = offer.target.rpartition("|")
        settings.put_back(now, name, int(before), expected=offer.expected_version or 0)
        _turn_over("settings")
    elif offer.action == "saved":
        before, _, used = offer.target.partition("|")
        settings.put_back_profile(now, int(before), int(used), expected=offer.expected_version or 0)
        _turn_over("profile")
    elif offer.action == "given":
        to, _, given = offer.target.partition(";")
        owners = dict(one.split("|", 1) for one in given.split(";"))
        owned = {int(ask_id): owner for ask_id, owner in owners.items()}
        moves.say("done", team.give_back(now, owned, to))
    elif offer.action == "import":
        with st.spinner("Taking it back …"):
            for import_id in offer.target.split(","):
                intake.undo(now, int(import_id))
        intake.forget_results(now)
    elif offer.action == "profile":
        in_use = next((one["name"] for one in profiles.list_profiles(now) if one["in_use"]), None)
        profiles.set_profile(now, st.session_state.pop(_REMOVED))
        if in_use is not None:
            profiles.use_profile(now, in_use)
    else:
        raise ValueError(f"nobody knows how to undo {offer.action!r}")
