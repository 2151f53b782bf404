"""Where a client stands in the seven steps: know, like, trust, try, buy, repeat, refer.

The steps are John Jantsch's. Each is shown by touch points that were had or are missing; a step
is reached when one of its touch points was had, or when a later one proves it: nobody buys
without having come to know us. Referring is a step of its own: who refers need not have come
back yet, and who came back need not have referred.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

STEPS: Final = ("know", "like", "trust", "try", "buy", "repeat", "refer")
LABELS: Final[Mapping[str, str]] = {
    "know": "Know", "like": "Like", "trust": "Trust", "try": "Try", "buy": "Buy",
    "repeat": "Repeat", "refer": "Refer",
}  # fmt: skip

#: Touch points by step: name, what it is called, and what would make it happen.
TOUCH_POINTS: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "know": (
        ("connected", "First contact", "connect and say hello"),
        ("met", "Met in person or by call", "have a first talk"),
    ),
    "like": (
        ("talks", "Talks both ways", "ask how things are, without a purpose"),
        ("liked", "Something nice happened", "note the next good moment"),
    ),
    "trust": (
        ("satisfied", "Said to be content (score 7 or more)", "ask for a score or a word"),
        ("recommended", "Wrote a recommendation or review", "ask for a short review"),
        ("need_told", "Told us a need", "ask what is on their mind this year"),
    ),
    "try": (
        ("pilot", "Pilot, trial or workshop", "offer a small first step"),
        ("favour_done", "Got help or an introduction from us", "do them a favour first"),
    ),
    "buy": (("first_deal", "First deal", "make an offer"),),
    "repeat": (
        ("second_deal", "Bought again", "propose the next step"),
        ("renewed", "Renewed", "talk about the renewal early"),
    ),
    "refer": (
        ("introduced", "Made an introduction", "ask for one introduction, by name"),
        ("referred", "Referred somebody unasked", "thank, and tell what came of it"),
    ),
}
#: What proves what: a step reached proves these too.
_PROVES: Final[Mapping[str, tuple[str, ...]]] = {
    "know": (),
    "like": ("know",),
    "trust": ("know",),
    "try": ("know",),
    "buy": ("know", "like", "trust", "try"),
    "repeat": ("know", "like", "trust", "try", "buy"),
    "refer": ("know", "like", "trust"),
}
_KNOWN: Final = frozenset(name for points in TOUCH_POINTS.values() for name, _, _ in points)


@dataclass(frozen=True, slots=True)
class TouchPoint:
    """A touch point of a step: had on a day, or missing with what would make it happen."""

    name: str
    label: str
    had_on: date | None
    suggestion: str

    @property
    def had(self) -> bool:
        """Did it happen?"""
        return self.had_on is not None


@dataclass(frozen=True, slots=True)
class Step:
    """One step: reached, since when, and by which touch points. ``proved`` says that no touch
    point of its own is known, only a later step."""

    name: str
    label: str
    reached: bool
    proved: bool
    since: date | None
    touch_points: tuple[TouchPoint, ...]


@dataclass(frozen=True, slots=True)
class Journey:
    """The seven steps of a client, where he stands, and the one thing to do next."""

    steps: tuple[Step, ...]
    at: str | None
    sentence: str
    next_step: str
    suggestion: str


def journey(touches: Mapping[str, date | Sequence[date]], as_of: date) -> Journey:
    """The journey of a client from his ``touches``: touch point -> day or days it happened.

    Days after ``as_of`` do not count. ``at`` is the furthest of the first six steps reached, or
    None; ``refer`` is shown apart in the sentence.

    Raises:
        ValueError: a touch point that does not exist.
    """
    unknown = sorted(set(touches) - _KNOWN)
    if unknown:
        raise ValueError(f"unknown touch points: {', '.join(unknown)}")
    first: dict[str, date] = {}
    for name, value in touches.items():
        days = [value] if isinstance(value, date) else list(value)
        past = [day for day in days if day <= as_of]
        if past:
            first[name] = min(past)
    own: dict[str, date] = {}
    for step, points in TOUCH_POINTS.items():
        had = [first[name] for name, _, _ in points if name in first]
        if had:
            own[step] = min(had)
    proved = {earlier for step in own for earlier in _PROVES[step]}
    steps = tuple(
        Step(
            name=step,
            label=LABELS[step],
            reached=step in own or step in proved,
            proved=step not in own and step in proved,
            since=own.get(step),
            touch_points=tuple(
                TouchPoint(name, words, first.get(name), suggestion)
                for name, words, suggestion in TOUCH_POINTS[step]
            ),
        )
        for step in STEPS
    )
    reached = [step.name for step in steps if step.reached and step.name != "refer"]
    at = reached[-1] if reached else None
    missing = [step for step in steps if not step.reached]
    # What a later step only proves is worth making good before the next one is taken.
    thin = [step for step in steps if step.proved]
    target = missing[0] if missing else thin[0] if thin else steps[-1]
    point = next((p for p in target.touch_points if not p.had), target.touch_points[-1])
    refers = steps[-1].reached
    words = "has not got to know us yet" if at is None else f"stands at '{LABELS[at]}'"
    sentence = f"{words}{' and refers us' if refers else ''}".capitalize() + "."
    return Journey(steps, at, sentence, target.name, point.suggestion)


@dataclass(frozen=True, slots=True)
class Give:
    """Something one side did for the other. ``kind``: introduction, referral, favour, reward."""

    kind: str
    on: date
    by_us: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """Give and take with one client. ``owed`` is what we still owe, in favours; below zero the
    client has had more than he gave."""

    given: int
    taken: int
    owed: int
    last_given: date | None
    last_taken: date | None
    sentence: str
    by_kind: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def give_and_take_of(name: str, gives: Sequence[Give], as_of: date) -> Balance:
    """The balance with the client ``name``; each introduction, referral and favour counts one."""
    past = [give for give in gives if give.on <= as_of]
    ours, theirs = [g for g in past if g.by_us], [g for g in past if not g.by_us]
    owed = len(theirs) - len(ours)
    if not past:
        sentence = f"Nothing has gone back and forth with {name} yet: do something for them first."
    elif owed > 0:
        things = "favour" if owed == 1 else "favours"
        sentence = f"{name} has done {owed} {things} more for us than we for them."
    elif owed < 0:
        sentence = f"We have done {-owed} more for {name} than they for us: a good time to ask."
    else:
        sentence = f"Give and take with {name} are even."
    kinds = sorted({give.kind for give in past})
    return Balance(
        given=len(ours),
        taken=len(theirs),
        owed=owed,
        last_given=max((g.on for g in ours), default=None),
        last_taken=max((g.on for g in theirs), default=None),
        sentence=sentence,
        by_kind={
            kind: (sum(g.kind == kind for g in ours), sum(g.kind == kind for g in theirs))
            for kind in kinds
        },
    )
