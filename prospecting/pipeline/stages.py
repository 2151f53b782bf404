"""The stages of an ask: spellings, order, words, legal moves, and the state derived from events.

Every change of an ask is an appended event. Nothing is rewritten: who was wrong appends a
correction, which takes an earlier event back or says what it should have been. The state is a
pure function of the events, so two people who recorded the same things in another order see the
same ask, and an undo gives back exactly what was there before.

The introducer's side (was he asked, did he agree, was he thanked) and the prospect's side (was
she introduced, did she answer, did she buy) are derived apart, since they move apart: an
introducer may be thanked while the prospect is still thinking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

#: From the first idea to the outcome, in order. ``won`` and ``lost`` are two ends of one road.
MAIN_LINE: Final[tuple[str, ...]] = (
    "suggested",
    "drafted",
    "asked",
    "agreed",
    "opted-in",
    "introduced",
    "replied",
    "meeting",
    "opportunity",
    "won",
    "lost",
)
#: Where an ask can leave the road.
SIDE_EXITS: Final[tuple[str, ...]] = ("declined", "no-answer", "not-a-fit", "postponed")
#: What we owe afterwards, whatever came of it.
AFTERCARE: Final[tuple[str, ...]] = ("thanked", "rewarded")
STAGES: Final[tuple[str, ...]] = (*MAIN_LINE, *SIDE_EXITS, *AFTERCARE)

LABELS: Final[Mapping[str, str]] = {
    "suggested": "Suggested",
    "drafted": "Drafted",
    "asked": "Asked",
    "agreed": "Introducer agreed",
    "opted-in": "Prospect opted in",
    "introduced": "Introduced",
    "replied": "Prospect replied",
    "meeting": "Meeting",
    "opportunity": "Opportunity",
    "won": "Won",
    "lost": "Lost",
    "declined": "Declined",
    "no-answer": "No answer",
    "not-a-fit": "Not a fit",
    "postponed": "Postponed",
    "thanked": "Thanked",
    "rewarded": "Rewarded",
}

#: Steps of the introducer's side, and the exits that end or pause it. After an introduction the
#: same exits speak of the prospect's silence, and the introducer has done his part.
INTRODUCER_STEPS: Final[tuple[str, ...]] = ("suggested", "drafted", "asked", "agreed")
INTRODUCER_EXITS: Final[tuple[str, ...]] = ("declined", "no-answer", "postponed")
PROSPECT_STEPS: Final[tuple[str, ...]] = (
    "opted-in",
    "introduced",
    "replied",
    "meeting",
    "opportunity",
    "won",
    "lost",
)
#: An ask at one of these waits for nobody any more.
CLOSED: Final[frozenset[str]] = frozenset({"won", "lost", "declined", "no-answer", "not-a-fit"})
#: The stages up to which nobody outside has been spoken to.
BEFORE_ASKED: Final[frozenset[str]] = frozenset({"suggested", "drafted"})

#: What an event may do: set a stage, correct an earlier event, or record something beside the
#: stages (a follow-up sent, the outcome told to the introducer, a remark).
ACTIONS: Final[tuple[str, ...]] = ("stage", "correction", "follow-up", "told", "note")

#: Position on the road; won and lost share the last place.
RANK: Final[Mapping[str, int]] = {
    stage: min(place, MAIN_LINE.index("won")) for place, stage in enumerate(MAIN_LINE)
}


@dataclass(frozen=True, slots=True)
class AskEvent:
    """One thing that happened to one ask.

    ``number`` counts the ask's events from 1 in the order they were recorded; ``on`` is the day
    it happened, which may be earlier. ``corrects`` is the number of the event a correction takes
    back; a correction with a ``stage`` also says what it should have been.
    """

    ask_id: str
    number: int
    stage: str | None
    on: date
    action: str = "stage"
    amount: float | None = None
    currency: str | None = None
    note: str = ""
    reason: str = ""
    until: date | None = None
    user_id: str = ""
    recorded_at: datetime | None = None
    corrects: int | None = None

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise ValueError(f"unknown kind of event {self.action!r}: one of {', '.join(ACTIONS)}")
        if self.stage is not None and self.stage not in STAGES:
            raise ValueError(f"unknown stage {self.stage!r}: one of {', '.join(STAGES)}")
        if self.action == "stage" and self.stage is None:
            raise ValueError("an event that sets a stage must name it")
        if self.action == "correction" and self.corrects is None:
            raise ValueError("a correction must name the event that it corrects")


@dataclass(frozen=True, slots=True)
class AskState:
    """Where one ask stands, derived from its events.

    ``stage`` is what the board shows; ``introducer_state`` is None, asked, agreed, declined,
    no-answer, postponed or thanked; ``prospect_state`` is None or one of the prospect's steps or
    not-a-fit. ``reached`` holds the first day of every stage recorded (corrected ones left out).
    ``amount`` is the last amount given. ``last_number`` is the expected version of the next
    writer and takes no part in comparing two states.
    """

    stage: str
    introducer_state: str | None
    prospect_state: str | None
    since: date | None
    amount: float | None
    currency: str | None
    open: bool
    asked_on: date | None = None
    introducer_since: date | None = None
    prospect_since: date | None = None
    thanked_on: date | None = None
    rewarded_on: date | None = None
    told_on: date | None = None
    postponed_until: date | None = None
    reason: str = ""
    follow_ups: tuple[date, ...] = ()
    reached: Mapping[str, date] = field(default_factory=dict)
    last_number: int = field(default=0, compare=False)


#: An ask of which nothing has been recorded.
NEW_ASK: Final = AskState(
    stage="suggested",
    introducer_state=None,
    prospect_state=None,
    since=None,
    amount=None,
    currency=None,
    open=True,
)


def label(stage: str) -> str:
    """The stage in words.

    Raises:
        ValueError: no such stage.
    """
    try:
        return LABELS[stage]
    except KeyError:
        raise ValueError(f"unknown stage {stage!r}: one of {', '.join(STAGES)}") from None


_UNTIL: Final = re.compile(r"\buntil\s+(\d{4}-\d{2}-\d{2})\b", re.IGNORECASE)


def until_in_note(note: str) -> date | None:
    """The day of "until 2026-06-01" in a note, as lists of past asks say it; None without one."""
    found = _UNTIL.search(note)
    if found is None:
        return None
    try:
        return date.fromisoformat(found.group(1))
    except ValueError:
        return None


def effective_events(events: Iterable[AskEvent]) -> list[AskEvent]:
    """The events of one ask that still count, by day and then by number.

    A correction counts unless it was itself corrected later; what it corrects does not count.
    A correction that says what it should have been stands in place of the event on the day it
    names.
    """
    by_number = sorted(events, key=lambda event: event.number)
    taken_back: set[int] = set()
    kept: list[AskEvent] = []
    for event in reversed(by_number):
        if event.number in taken_back:
            continue
        if event.action == "correction":
            # Only what came before can be corrected; else two corrections could hold each other.
            if event.corrects is not None and event.corrects < event.number:
                taken_back.add(event.corrects)
            if event.stage is None:
                continue
        kept.append(event)
    return sorted(kept, key=lambda event: (event.on, event.number))


def derive_state(events: Iterable[AskEvent]) -> AskState:
    """Where an ask stands after ``events`` (of that one ask, in any order).

    Any events give a state; whether a move should have been made is ``validate_move``'s matter.
    On each side the latest event by day, then by number, decides. A side exit holds until
    something is recorded after it; a step of the introducer never hides where the prospect is.
    """
    recorded = list(events)
    if not recorded:
        return NEW_ASK
    counted = effective_events(recorded)
    last_number = max(event.number for event in recorded)
    reached: dict[str, date] = {}
    introducer: AskEvent | None = None
    prospect: AskEvent | None = None
    side_exit: AskEvent | None = None
    money: AskEvent | None = None
    days: dict[str, date] = {}
    follow_ups: list[date] = []
    for event in counted:
        if event.action == "follow-up":
            follow_ups.append(event.on)
        elif event.action == "told":
            days["told"] = event.on
        stage = event.stage
        if stage is None or event.action not in ("stage", "correction"):
            continue
        reached.setdefault(stage, event.on)
        if event.amount is not None and stage not in AFTERCARE:  # else it is a reward's cost
            money = event
        if stage in AFTERCARE:
            days[stage] = event.on
        elif stage in INTRODUCER_EXITS:
            side_exit = event
        elif stage in INTRODUCER_STEPS:
            introducer, side_exit = event, None
        else:
            prospect, side_exit = event, None
    shown = side_exit or prospect or introducer
    stage = shown.stage if shown is not None and shown.stage is not None else "suggested"
    thanked_on = days.get("thanked")
    introducer_state, introducer_since = _introducer(introducer, side_exit, prospect, thanked_on)
    asked = [day for name, day in reached.items() if name not in BEFORE_ASKED | set(AFTERCARE)]
    return AskState(
        stage=stage,
        introducer_state=introducer_state,
        prospect_state=prospect.stage if prospect is not None else None,
        since=shown.on if shown is not None else None,
        amount=money.amount if money is not None else None,
        currency=money.currency if money is not None else None,
        open=stage not in CLOSED,
        asked_on=reached.get("asked", min(asked) if asked else None),
        introducer_since=introducer_since,
        prospect_since=prospect.on if prospect is not None else None,
        thanked_on=thanked_on,
        rewarded_on=days.get("rewarded"),
        told_on=days.get("told"),
        postponed_until=(
            side_exit.until or until_in_note(side_exit.note)
            if side_exit and stage == "postponed"
            else None
        ),
        reason=(shown.reason or shown.note) if shown and stage in (*SIDE_EXITS, "lost") else "",
        follow_ups=tuple(follow_ups),
        reached=reached,
        last_number=last_number,
    )


def _introducer(
    step: AskEvent | None,
    side_exit: AskEvent | None,
    prospect: AskEvent | None,
    thanked_on: date | None,
) -> tuple[str | None, date | None]:
    """The introducer's state and the day it began."""
    if thanked_on is not None:
        return "thanked", thanked_on
    introduced = prospect is not None and RANK.get(prospect.stage or "", 0) >= RANK["introduced"]
    if side_exit is not None and not introduced:
        return side_exit.stage, side_exit.on
    if prospect is not None and prospect.stage != "not-a-fit":
        # Nobody introduces without having agreed, whether or not that was recorded.
        agreed_on = step.on if step is not None and step.stage == "agreed" else prospect.on
        return "agreed", agreed_on
    if step is not None and step.stage in ("asked", "agreed"):
        return step.stage, step.on
    return None, None


def undo(event: AskEvent, number: int, on: date, user_id: str = "") -> AskEvent:
    """The correction with ``number`` that takes ``event`` back."""
    return AskEvent(
        ask_id=event.ask_id,
        number=number,
        stage=None,
        on=on,
        action="correction",
        corrects=event.number,
        user_id=user_id,
    )


def validate_move(state: AskState, stage: str, on: date | None = None) -> str | None:
    """None where an ask in ``state`` may go to ``stage``, else a sentence that says why not.

    Stages may be skipped. A step that lies further back may be filled in with a day (``on``)
    before the present one; otherwise going back is a correction, not a step.
    """
    if stage not in STAGES:
        return f"There is no stage {stage!r}; the stages are {', '.join(STAGES)}."
    now = state.stage
    nothing_yet = not state.reached
    spoken = any(name not in BEFORE_ASKED for name in state.reached)
    if stage == "thanked":
        return None if spoken else "Nobody has been asked yet, so there is nothing to thank for."
    if stage == "rewarded":
        earned = any(RANK.get(name, 0) >= RANK["introduced"] for name in state.reached)
        if earned:
            return None
        return "A reward is due from the introduction on; none has been recorded for this ask."
    if nothing_yet:
        return None
    if on is not None and state.since is not None and on < state.since and stage in RANK:
        return None  # history filled in later: it changes no present state
    if now == stage:
        if stage == "postponed":
            return None
        return f"The ask is already at '{label(stage)}'."
    if now in ("won", "lost", "not-a-fit"):
        return _from_end(now, stage)
    if now == "declined":
        if stage in BEFORE_ASKED or stage in ("asked", "postponed", "no-answer"):
            return (
                "The introducer said no. A no is not followed by another request: "
                "propose a smaller favour after a rest, or correct the answer if it was "
                "recorded by mistake."
            )
        return None
    if stage == "declined" and RANK.get(state.prospect_state or "", 0) >= RANK["introduced"]:
        return (
            "The introduction has been made, so the introducer can no longer decline; "
            "'lost' or 'not-a-fit' says how it ended."
        )
    if stage in SIDE_EXITS:
        return None
    if now in ("no-answer", "postponed"):
        if stage in BEFORE_ASKED:
            return f"The introducer has been asked; going back to '{label(stage)}' is a correction."
        return None
    if RANK[stage] < RANK[now]:
        if stage in INTRODUCER_STEPS and stage not in state.reached and stage not in BEFORE_ASKED:
            return None  # the introducer's answer, recorded after the prospect moved on
        return (
            f"The ask is already at '{label(now)}'; going back to '{label(stage)}' is a "
            "correction of what was recorded, not a step."
        )
    return None


def _from_end(now: str, stage: str) -> str | None:
    """Why an ask that ended at ``now`` may not go to ``stage``, or None."""
    if now == "lost" and stage in ("replied", "meeting", "opportunity"):
        return None  # they came back
    return (
        f"The ask ended as '{label(now)}'; '{label(stage)}' now would be a correction of that, "
        "so take it back first."
    )


def states(events: Sequence[AskEvent]) -> dict[str, AskState]:
    """The state of each ask named in ``events``, by ask id."""
    by_ask: dict[str, list[AskEvent]] = {}
    for event in events:
        by_ask.setdefault(event.ask_id, []).append(event)
    return {ask_id: derive_state(own) for ask_id, own in by_ask.items()}
