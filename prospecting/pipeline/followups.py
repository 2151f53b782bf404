"""What is owed next on each ask, and by when: follow-ups, thanks, outcomes, rewards.

The cadence: a first follow-up five working days after the ask, a second ten working days after
that, then a kind stop; never more. A no is answered with thanks and left alone; after a rest a
smaller favour may be asked, once. "Postponed until" is kept. Whoever introduced hears how it
ended and is thanked, whatever came of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

from prospecting.pipeline.stages import (
    RANK,
    AskEvent,
    AskState,
    derive_state,
    label,
    until_in_note,
)
from prospecting.pipeline.todo_types import (
    KINDS,
    USUAL,
    Ask,
    Cadence,
    ClientInfo,
    PlannedAsk,
    RewardDue,
    Todo,
)
from prospecting.pipeline.workdays import add_working_days, next_working_day

__all__ = [
    "KINDS",
    "USUAL",
    "Ask",
    "Cadence",
    "ClientInfo",
    "PlannedAsk",
    "RewardDue",
    "Todo",
    "introduced_on",
    "next_step",
    "owed",
    "todo",
    "until_in_note",
]


def next_step(
    ask: Ask, state: AskState, client: ClientInfo, as_of: date, cadence: Cadence = USUAL
) -> Todo | None:
    """The next step of an open ask with the day it is due (past, today or to come), or None."""
    country = client.country
    since = state.since

    def step(
        kind: str,
        due: date,
        sentence: str,
        draft: str | None = None,
        stage: str | None = None,
        action: str | None = None,
    ) -> Todo:
        return Todo(kind, ask.ask_id, ask.client_id, client.name, ask.prospect_name, due, sentence,
                    draft, stage, action, ask.owner, max(0, (as_of - due).days))  # fmt: skip

    if since is None or not state.open:
        return None
    who = ask.prospect_name
    if state.stage == "suggested":
        return None  # the plan proposes it; nobody has promised anything
    if client.leave_alone and state.stage in ("drafted", "asked", "agreed", "opted-in",
                                              "postponed"):  # fmt: skip
        return None
    if state.stage == "drafted":
        due = add_working_days(since, cadence.send_draft, country)
        return step("send", due, f"Send the ask about {who} to {client.name}, or drop it.",
                    "first", "asked")  # fmt: skip
    if state.stage == "postponed":
        until = state.postponed_until or since + timedelta(days=cadence.postponed_default_days)
        due = next_working_day(until, country)
        return step("resume", due, f"{client.name} asked to wait until {until}; ask again about "
                    f"{who}.", "first", "asked")  # fmt: skip
    if state.stage in ("asked", "agreed", "opted-in"):
        return _follow_up(state, client, who, since, as_of, cadence, step)
    waits = {
        "introduced": (cadence.after_introduction, "has {who} answered? If not, ring or write."),
        "replied": (cadence.after_reply, "agree a meeting with {who}."),
        "meeting": (cadence.after_meeting, "record what came of the meeting with {who}."),
        "opportunity": (cadence.in_opportunity, "is the deal with {who} still alive?"),
    }
    days, words = waits[state.stage]
    # A follow-up or note on the way counts as movement.
    last = max([since, *(day for day in state.follow_ups if day >= since)])
    due = add_working_days(last, days, country)
    sentence = f"{label(state.stage)} on {since}: {words.format(who=who)}"
    return step("check", due, sentence, action="follow-up")


class _Step(Protocol):
    """Signature of the step maker in ``next_step``."""

    def __call__(
        self,
        kind: str,
        due: date,
        sentence: str,
        draft: str | None = None,
        stage: str | None = None,
        action: str | None = None,
    ) -> Todo: ...


def _follow_up(
    state: AskState,
    client: ClientInfo,
    who: str,
    since: date,
    as_of: date,
    cadence: Cadence,
    step: _Step,
) -> Todo:
    """The follow-up that is next, or the kind stop; never a third."""
    sent = [day for day in state.follow_ups if day >= since]
    country = client.country
    what = {
        "asked": f"{client.name} has not answered about {who}",
        "agreed": f"{client.name} said yes and has not yet introduced {who}",
        "opted-in": f"{who} is willing; {client.name} has not yet introduced",
    }[state.stage]
    last = sent[-1] if sent else since
    if (as_of - last).days > cadence.stale_days and len(sent) < 2:
        due = add_working_days(last, cadence.first_follow_up, country)
        return step("stop", due, f"{what} since {last}; a reminder would come too late now. Close "
                    "it, or start afresh when you next speak.", None, "no-answer")  # fmt: skip
    if not sent:
        due = add_working_days(since, cadence.first_follow_up, country)
        return step("follow-up", due, f"{what}: one short reminder with the note again.",
                    "follow-up-1", None, "follow-up")  # fmt: skip
    if len(sent) == 1:
        due = add_working_days(sent[0], cadence.second_follow_up, country)
        return step("follow-up", due, f"{what}: a second and last reminder.", "follow-up-2", None,
                    "follow-up")  # fmt: skip
    due = add_working_days(sent[-1], cadence.stop, country)
    return step("stop", due, f"{what} after two reminders: close it kindly and leave the door "
                "open.", "stop", "no-answer")  # fmt: skip


def owed(
    ask: Ask, state: AskState, client: ClientInfo, as_of: date, cadence: Cadence = USUAL
) -> list[Todo]:
    """Thanks, outcomes and smaller favours on an ask, open or closed, each with its day."""
    found: list[Todo] = []
    country, who = client.country, ask.prospect_name

    def add(
        kind: str,
        due: date,
        sentence: str,
        draft: str | None,
        stage: str | None = None,
        action: str | None = None,
    ) -> None:
        found.append(
            Todo(
                kind,
                ask.ask_id,
                ask.client_id,
                client.name,
                who,
                due,
                sentence,
                draft,
                stage,
                action,
                ask.owner,
                max(0, (as_of - due).days),
            )
        )

    introduced = introduced_on(state)
    heard = max((day for day in (state.thanked_on, state.told_on) if day), default=None)
    oldest = as_of - timedelta(days=cadence.owed_window_days)
    ended = state.since if not state.open and state.stage != "declined" else None
    untold = ended is not None and (heard is None or heard < ended)
    unthanked = introduced is not None and (
        state.thanked_on is None or state.thanked_on < introduced
    )
    if ended is not None and untold and ended >= oldest and (introduced or state.asked_on):
        if introduced is not None:
            # One mail does both: the outcome, and the thanks if they are still missing.
            due = add_working_days(ended, cadence.tell_outcome, country)
            add("outcome", due, f"Tell {client.name} how it ended with {who}: "
                f"{label(state.stage).lower()}.", "thanks-outcome",
                "thanked" if unthanked else None, None if unthanked else "told")  # fmt: skip
        elif state.stage == "not-a-fit":
            due = add_working_days(ended, cadence.tell_outcome, country)
            add("outcome", due, f"Tell {client.name} that {who} did not fit after all.",
                "thanks-outcome", None, "told")  # fmt: skip
    elif introduced is not None and unthanked and introduced >= oldest:
        due = add_working_days(introduced, cadence.thank_introduction, country)
        add("thanks", due, f"Thank {client.name} for the introduction to {who}.", "thanks-intro",
            "thanked")  # fmt: skip
    if state.stage == "declined" and state.since is not None:
        _after_no(state, client, who, as_of, cadence, heard, add)
    return found


class _Add(Protocol):
    """Signature of the collector in ``owed``."""

    def __call__(
        self,
        kind: str,
        due: date,
        sentence: str,
        draft: str | None,
        stage: str | None = None,
        action: str | None = None,
    ) -> None: ...


def _after_no(
    state: AskState,
    client: ClientInfo,
    who: str,
    as_of: date,
    cadence: Cadence,
    heard: date | None,
    add: _Add,
) -> None:
    since = state.since
    if since is None:
        return
    age = (as_of - since).days
    if (heard is None or heard < since) and age <= cadence.answer_no_window_days:
        due = add_working_days(since, cadence.answer_no, client.country)
        add("answer-no", due, f"{client.name} said no about {who}: thank for the plain answer and "
            "leave it there.", "reply-to-no", "thanked")  # fmt: skip
    asked_favour = any(day > since for day in state.follow_ups)
    if not asked_favour and not client.leave_alone and age <= cadence.favour_window_days:
        rested = since + timedelta(days=cadence.rest_after_no_days)
        due = next_working_day(rested, client.country)
        add("favour", due, f"{client.name} said no about {who} on {since}; a smaller favour may "
            "be asked now, such as a mention or a review.", "mention", None,
            "follow-up")  # fmt: skip


def introduced_on(state: AskState) -> date | None:
    """The first day from which an introduction must have been made, or None."""
    days = [day for stage, day in state.reached.items() if RANK.get(stage, 0) >= RANK["introduced"]]
    return min(days) if days else None


def todo(
    asks: Sequence[Ask],
    events: Iterable[AskEvent] | Mapping[str, Sequence[AskEvent]],
    clients: Iterable[ClientInfo] | Mapping[str, ClientInfo],
    as_of: date,
    *,
    planned: Sequence[PlannedAsk] = (),
    rewards: Sequence[RewardDue] = (),
    ahead_days: int = 0,
    cadence: Cadence = USUAL,
) -> list[Todo]:
    """Everything due up to ``ahead_days`` after ``as_of``, the oldest first; what has slept for
    more than ``stale_days`` stands at the end, so that it does not bury today's work.

    Within a day the order is that of ``KINDS``, then by client, prospect and ask. At most one
    smaller favour is proposed per client, and none while something of that client is open: a
    client is asked for one thing at a time.

    Raises:
        KeyError: an ask or a planned ask names a client that was not given.
    """
    if isinstance(events, Mapping):
        by_ask: Mapping[str, Sequence[AskEvent]] = events
    else:
        grouped: dict[str, list[AskEvent]] = {}
        for event in events:
            grouped.setdefault(event.ask_id, []).append(event)
        by_ask = grouped
    if isinstance(clients, Mapping):
        people: Mapping[str, ClientInfo] = clients
    else:
        people = {client.client_id: client for client in clients}
    limit = as_of + timedelta(days=ahead_days)
    found: list[Todo] = []
    busy: dict[str, date] = {}
    names = {ask.ask_id: ask for ask in asks}
    for ask in asks:
        state = derive_state(event for event in by_ask.get(ask.ask_id, ()) if event.on <= as_of)
        client = people[ask.client_id]
        if state.open and state.stage not in ("suggested", "drafted") and state.asked_on:
            busy[ask.client_id] = max(busy.get(ask.client_id, date.min), state.asked_on)
        own = next_step(ask, state, client, as_of, cadence)
        found += ([own] if own is not None else []) + owed(ask, state, client, as_of, cadence)
    for reward in rewards:
        ask = names[reward.ask_id]
        client = people[ask.client_id]
        found.append(
            Todo(
                "reward",
                ask.ask_id,
                ask.client_id,
                client.name,
                ask.prospect_name,
                reward.due,
                reward.sentence,
                None,
                "rewarded",
                None,
                ask.owner,
                max(0, (as_of - reward.due).days),
            )
        )
    for plan in planned:
        client = people[plan.client_id]
        sentence = plan.sentence or f"Ask {client.name} about {plan.prospect_name}."
        due = next_working_day(as_of, client.country)
        found.append(
            Todo(
                "ask",
                plan.ask_id,
                plan.client_id,
                client.name,
                plan.prospect_name,
                due,
                sentence,
                "first",
                "asked",
                None,
                plan.owner,
            )
        )
    place = {kind: number for number, kind in enumerate(KINDS)}
    found.sort(
        key=lambda t: (
            t.overdue_days > cadence.stale_days,
            t.due,
            place[t.kind],
            t.client_name,
            t.prospect_name,
            t.ask_id,
        )
    )
    kept: list[Todo] = []
    favoured: set[str] = set()
    for item in found:
        if item.due > limit:
            continue
        if item.kind == "favour":
            if item.client_id in favoured or item.client_id in busy:
                continue
            favoured.add(item.client_id)
        kept.append(item)
    return kept
