"""Two years of asks: who was asked for whom, and what came of it, told as one row a stage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final, Protocol

from prospecting.samples.chance import between, pick, roll
from prospecting.samples.network import Client, Tie
from prospecting.samples.office import currency_of
from prospecting.samples.world import Person, World

HEADER: Final = ("client_email", "client_name", "prospect_name", "prospect_url",
                 "prospect_company", "stage", "happened_on", "amount", "currency",
                 "note")  # fmt: skip

_WANTED_FUNCTIONS: Final = ("Finance", "Purchasing", "Operations")
_WANTED_LEVELS: Final = ("CXO", "VP", "Director")
_DECLINES: Final = (
    "does not know them well enough", "does not know them well enough", "too busy at the moment",
    "not comfortable mixing business and friendship", "they have a supplier already",
    "conflict of interest",
)  # fmt: skip
_LOSSES: Final = ("price", "chose to build it themselves", "project stopped", "went with another")


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of the history."""

    client: Client
    prospect: Person
    stage: str
    on: date
    amount: int | None = None
    note: str = ""

    def cells(self) -> Sequence[object]:
        """The row as written."""
        person = self.prospect
        company, _ = person.at(self.on.toordinal())
        return (self.client.email, self.client.name, person.name, person.url, company.short_name,
                self.stage, self.on.isoformat(), "" if self.amount is None else self.amount,
                "" if self.amount is None else currency_of(company.country),
                self.note)  # fmt: skip


class _Teller(Protocol):
    """Tells one stage of a story, or nothing where it lies in the future."""

    def __call__(
        self, when: int, stage: str, amount: int | None = None, note: str = ""
    ) -> list[Happening]: ...


def wanted(person: Person) -> bool:
    """Is this somebody the sample's seller would like to meet?"""
    role = person.role
    return role.current and role.function in _WANTED_FUNCTIONS and role.level in _WANTED_LEVELS


def asks_of(
    world: World, client: Client, ties: Sequence[Tie], taken: set[int], limit: int
) -> Iterable[Happening]:
    """What happened with ``client`` in two years: at most ``limit`` asks, about people not in
    ``taken`` (who are added to it)."""
    chance = roll(world.seed, 71, client.index)
    days = _occasions(world, client, chance)[-limit:] if limit else []
    candidates = [
        tie
        for tie in ties
        if wanted(tie.person) and not tie.person.hidden and not tie.coworker
        and tie.person.number not in taken
        and tie.person.school % 2  # the other half was not thought of yet: work for the plan
    ]  # fmt: skip
    # A sensible seller asked for those the client seemed to know.
    candidates.sort(key=lambda tie: (-tie.closeness - 0.35 * chance.random(), tie.person.number))
    for day, tie in zip(days, candidates, strict=False):
        taken.add(tie.person.number)
        yield from _story(world, client, tie, day, chance)


def _occasions(world: World, client: Client, chance: Random) -> list[int]:
    """Days on which the client was asked, oldest first; quiet times as a prudent seller keeps."""
    today = world.today
    first = max(today - 730, client.since.toordinal() + 190)
    days: list[int] = []
    day = first + between(chance, 0, 60)
    while day < today - 100:
        days.append(day)
        if chance.random() < 0.3:
            days.append(day)
        day += between(chance, 60, 130)
    late = client.index % 4
    if client.since.toordinal() + 200 < today and client.status != "Former":
        if late == 1:
            days += [today - between(chance, 3, 24)] * 2
        elif late == 2:
            days += [today - between(chance, 31, 62)] * 2
        elif late == 3:
            days.append(today - between(chance, 64, 95))
    return days


def _story(world: World, client: Client, tie: Tie, day: int, chance: Random) -> Iterable[Happening]:
    """One ask from its first day to today, as far as it got."""
    today = world.today

    def at(when: int, stage: str, amount: int | None = None, note: str = "") -> list[Happening]:
        if when > today:
            return []
        return [Happening(client, tie.person, stage, date.fromordinal(when), amount, note)]

    unasked = chance.random() < 0.08
    if unasked:
        note = "unasked: came up in a call and was introduced at once"
        yield from at(day, "introduced", note=note)
    else:
        yield from at(day, "asked", note=pick(chance, ("by e-mail", "by phone", "on LinkedIn", "")))
        yes = 0.22 + 0.42 * tie.closeness + 0.22 * client.warmth
        if client.status == "Former":
            yes *= 0.4
        if day > today - 34 and chance.random() < 0.6:
            return  # still waiting for an answer
        if chance.random() > yes:
            yield from _no(at, chance, day)
            return
        day += between(chance, 1, 9)
        yield from at(day, "agreed")
        if chance.random() < 0.05:
            until = date.fromordinal(day + between(chance, 60, 150))
            when = day + between(chance, 2, 6)
            yield from at(when, "postponed", note=f"until {until}: after their budget round")
            yield from at(until.toordinal() + 9, "no-answer", note="asked again, without luck")
            return
        day += between(chance, 1, 8)
        if chance.random() > 0.72:
            if chance.random() < 0.5:
                yield from at(day + 4, "not-a-fit", note="prospect has no need this year")
                yield from _told(at, chance, day + 4, today)
            else:
                yield from _asleep(at, chance, day, today)
            return
        if chance.random() < 0.5:
            yield from at(day, "opted-in")
        day += between(chance, 0, 6)
        yield from at(day, "introduced")
    thanked = day + between(chance, 0, 5)
    if chance.random() < 0.75:
        yield from at(thanked, "thanked", note="for the introduction")
    yield from _after(at, chance, day, today)


def _told(at: _Teller, chance: Random, ended: int, today: int) -> Iterable[Happening]:
    """The introducer heard how it ended; the latest ones are still to be told."""
    if chance.random() < (0.92 if today - ended > 75 else 0.4):
        yield from at(ended + between(chance, 1, 9), "thanked", note="told how it ended")


def _asleep(at: _Teller, chance: Random, day: int, today: int) -> Iterable[Happening]:
    """Nobody pressed on. After a while most are closed; a few stay on the board, stuck."""
    if today - day > 110 and chance.random() < 0.85:
        ended = day + between(chance, 30, 60)
        yield from at(ended, "no-answer", note="closed, nothing moved")
        yield from _told(at, chance, ended, today)


def _no(at: _Teller, chance: Random, day: int) -> Iterable[Happening]:
    point = chance.random()
    if point < 0.5:
        yield from at(day + between(chance, 1, 12), "declined", note=pick(chance, _DECLINES))
        if chance.random() < 0.3:
            yield from at(day + 14, "thanked", note="for the honest answer")
    elif point < 0.92:
        yield from at(day + between(chance, 21, 30), "no-answer")
    else:
        when = day + between(chance, 2, 9)
        until = date.fromordinal(when + between(chance, 60, 150))
        yield from at(when, "postponed", note=f"until {until}: very busy season")
        yield from at(until.toordinal() + 9, "no-answer", note="asked again, without luck")


def _after(at: _Teller, chance: Random, day: int, today: int) -> Iterable[Happening]:
    """From the introduction on."""
    if chance.random() > 0.86:
        if chance.random() < 0.7:
            ended = day + between(chance, 20, 35)
            yield from at(ended, "no-answer", note="prospect is silent")
            yield from _told(at, chance, ended, today)
        else:
            yield from _asleep(at, chance, day, today)
        return
    day += between(chance, 1, 7)
    if chance.random() < 0.6:
        yield from at(day, "replied")
    if chance.random() > 0.82:
        if chance.random() < 0.6:
            ended = day + between(chance, 2, 10)
            yield from at(ended, "not-a-fit", note="wrong size")
            yield from _told(at, chance, ended, today)
        else:
            yield from _asleep(at, chance, day, today)
        return
    day += between(chance, 4, 21)
    yield from at(day, "meeting")
    if chance.random() > 0.62:
        if chance.random() < 0.8:
            note = pick(chance, _LOSSES)
            ended = day + between(chance, 7, 40)
            yield from at(ended, "lost", note=note)
            yield from _told(at, chance, ended, today)
        else:
            yield from _asleep(at, chance, day, today)
        return
    day += between(chance, 7, 35)
    amount = between(chance, 8, 60) * 1000
    yield from at(day, "opportunity", amount)
    day += between(chance, 20, 110)
    if chance.random() < 0.48:
        amount = int(amount * (0.7 + 0.4 * chance.random()) / 500) * 500
        yield from at(day, "won", amount)
        yield from _told(at, chance, day, today)
        if chance.random() < 0.35:
            yield from at(day + between(chance, 10, 30), "rewarded", note="donation in their name")
    elif chance.random() < 0.8:
        yield from at(day, "lost", note=pick(chance, _LOSSES))
        yield from _told(at, chance, day, today)
