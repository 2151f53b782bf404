"""What the to-do list is made of: the cadence, asks, clients, and a thing to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Cadence:
    """Days between steps; working days unless said otherwise. All numbers are chosen."""

    first_follow_up: int = 5
    second_follow_up: int = 10
    stop: int = 10
    thank_introduction: int = 1
    tell_outcome: int = 2
    answer_no: int = 1
    write_to_prospect: int = 1
    after_introduction: int = 5
    after_reply: int = 5
    after_meeting: int = 10
    in_opportunity: int = 20
    send_draft: int = 2
    rest_after_no_days: int = 60  # calendar days before a smaller favour
    favour_window_days: int = 365  # after that the thought is stale
    stale_days: int = 60  # a reminder so late would only remind of the lateness
    owed_window_days: int = 365  # thanks later than that are for the report, not for a mail
    answer_no_window_days: int = 30  # a late answer to a no would only remind of it
    postponed_default_days: int = 60  # where nobody said until when


USUAL: Final = Cadence()

#: What a to-do may be, most urgent first within a day.
KINDS: Final = (
    "thanks",
    "outcome",
    "answer-no",
    "reward",
    "follow-up",
    "stop",
    "resume",
    "check",
    "send",
    "favour",
    "ask",
)


@dataclass(frozen=True, slots=True)
class Ask:
    """What the pipeline must know of an ask beside its events."""

    ask_id: str
    client_id: str
    prospect_name: str
    prospect_company: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class ClientInfo:
    """What the pipeline must know of a client. ``leave_alone``: opted out or gone, so that no
    follow-up and no favour is proposed; thanks and outcomes are still owed."""

    client_id: str
    name: str
    country: str | None = None
    language: str | None = None
    leave_alone: bool = False


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do. ``draft_kind`` is the draft that goes with it (None: no words needed);
    ``stage`` is the stage to record when it is done, ``action`` the event to record otherwise.
    """

    kind: str
    ask_id: str
    client_id: str
    client_name: str
    prospect_name: str
    due: date
    sentence: str
    draft_kind: str | None = None
    stage: str | None = None
    action: str | None = None
    owner: str = ""
    overdue_days: int = 0


@dataclass(frozen=True, slots=True)
class PlannedAsk:
    """An ask of the plan that is worth making now."""

    ask_id: str
    client_id: str
    prospect_name: str
    sentence: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class RewardDue:
    """A reward that is approved or due and not yet given (see ``rewards``)."""

    ask_id: str
    due: date
    sentence: str
