"""Who is connected with whom in a sample world, and who really knows whom.

Popularity is heavy-tailed: of a million connections about 490,000 lead to distinct people, since
a few are in everybody's network. Connections lean towards the client's own company, his former
one, his country and trade. How well two people know each other is hidden from the exports and
only shows in what it causes: messages, recommendations, endorsements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from prospecting.samples.chance import between, mix, pick, roll, unit
from prospecting.samples.world import Company, Person, World

ERAS: Final = ("2023", "2021", "2018", "outlook", "archive")
#: Levels at which somebody is likely to have bought from the seller.
_BUYERS: Final = ("Manager", "Director", "VP", "CXO", "Owner", "Partner")
_SELLER_KEY: Final = 987_654_321


@dataclass(frozen=True, slots=True)
class Client:
    """A client (or partner) of the seller, with what a CRM would know."""

    index: int
    person: Person
    email: str
    private_email: str
    kind: str
    status: str
    since: date
    last_contact: date
    revenue: int
    nps: int | None
    complaint: str
    note: str
    era: str
    exported_on: date
    warmth: float  # hidden: how gladly this one introduces
    former: Company
    former_from: date
    former_until: date

    @property
    def name(self) -> str:
        """First and last name."""
        return self.person.name


@dataclass(slots=True)
class Tie:
    """A connection of a client. ``closeness`` 0..1 is the hidden truth."""

    person: Person
    connected_on: int
    closeness: float
    coworker: bool
    former_coworker: bool

    @property
    def knows(self) -> str:
        """well, little or not: the answer an honest introducer would give."""
        return "well" if self.closeness > 0.62 else "little" if self.closeness > 0.34 else "not"


def make_clients(world: World, count: int) -> list[Client]:
    """The clients of the seller; names are unique among them."""
    clients: list[Client] = []
    taken: set[str] = set()
    people: set[int] = set()
    communities = len(world.communities)
    for index in range(count):
        community = index % communities
        step = index // communities
        # Now and then a second client at a company that is one already.
        at = step - 1 if step and index % 7 == 6 else step
        company = (2 + at * 3) % world.companies_per_community * communities + community
        person = None
        staff = [world.person(number) for number in world.staff(company)]
        staff.sort(key=lambda p: (p.role.level not in _BUYERS, p.number))
        for candidate in staff:
            free = candidate.number not in people and candidate.name not in taken
            if free and candidate.role.current:
                person = candidate
                break
        if person is None:
            # A company of a few may be used up; anybody in the community will do.
            for rank in range(world.ranks):
                candidate = world.person(world.person_at(rank, community))
                if candidate.number not in people and candidate.name not in taken:
                    person = candidate
                    break
        if person is None:
            raise ValueError(f"a world of {world.people} people has no room for {count} clients")
        taken.add(person.name)
        people.add(person.number)
        clients.append(_client(world, index, person))
    return clients


def _client(world: World, index: int, person: Person) -> Client:
    chance = roll(world.seed, 11, index)
    today = world.today
    since = today - between(chance, 200, 2600)
    if index % 9 == 8:
        since = today - between(chance, 30, 160)  # a new one: too early to ask
    status, kind, complaint, note = "Active", "Client", "", ""
    nps: int | None = pick(chance, (7, 8, 8, 9, 9, 9, 10, 10))
    if index % 8 == 5:
        nps = pick(chance, (3, 5, 6))
    elif index % 5 == 3:
        nps = None
    if index % 12 == 7:
        kind = "Partner"
    elif index % 24 == 15:
        kind = "Supplier"
    elif index % 24 == 20:
        kind = "Friend"
    if index % 16 == 11:
        status = "Former"
    elif index % 16 == 13:
        status = "At risk"
    if index % 20 == 9:
        complaint = "Invoice disputed, waiting for our answer"
    if index % 3 == 0:
        note = pick(
            chance,
            (
                "Prefers a call to an e-mail",
                "Offered to be a reference",
                "Renewed for two years",
                "Met at the spring fair; golden retriever called Bo",
                "Asked about our new module",
            ),
        )
    quiet = between(chance, 95, 240) if index % 6 == 4 else between(chance, 2, 70)
    era = _era(index)
    windows = {"outlook": (2013, 2016), "2018": (2018, 2020), "2021": (2022, 2023)}
    if era in windows:
        first, last = (date(year, 2, 1).toordinal() for year in windows[era])
        exported = min(first + int(chance.random() * (last - first)), today - 400)
    else:
        exported = today - between(chance, 4, 220)
    exported = max(exported, date(2010, 1, 1).toordinal())
    until = today - between(chance, 1200, 2600)
    start = until - between(chance, 500, 1900)
    email = person.work_email()
    return Client(
        index=index,
        person=person,
        email=email,
        private_email=person.private_email,
        kind=kind,
        status=status,
        since=date.fromordinal(since),
        last_contact=date.fromordinal(max(today - quiet, since)),
        revenue=int(between(chance, 4, 90) * 1000 * (2.2 if chance.random() < 0.2 else 1)),
        nps=nps,
        complaint=complaint,
        note=note,
        era=era,
        exported_on=date.fromordinal(exported),
        warmth=chance.random(),
        former=world.company(world.earlier_company_number(person.number)),
        former_from=date.fromordinal(start),
        former_until=date.fromordinal(until),
    )


def _era(index: int) -> str:
    """Most send what LinkedIn gives today; a few still have an old file."""
    pattern = ("archive", "2023", "archive", "2021", "2023", "archive", "2018", "2023",
               "archive", "2023", "2023", "archive", "outlook", "2023", "archive", "2023")  # fmt: skip
    return pattern[index % len(pattern)]


def contacts(world: World, client: Client, count: int) -> Iterator[Tie]:
    """``count`` distinct connections of a client, newest first.

    Raises:
        ValueError: the world has not so many people.
    """
    person = client.person
    numbers = _draw(world, roll(world.seed, 23, client.index), person, count)
    own = world.company_number(person.number)
    former = world.earlier_company_number(person.number)
    exported = client.exported_on.toordinal()
    ties = []
    for number in numbers:
        other = world.person(number)
        bits = mix(world.seed ^ mix(person.number * 1_000_003 + number * 31 + 7))
        same = other.company.number == own
        before = other.company.number == former
        closeness = 0.95 * unit(bits) ** 4.5
        if same:
            closeness += 0.45 * unit(mix(bits + 1))
        elif before:
            closeness += 0.35 * unit(mix(bits + 2))
        if other.school == person.school:
            closeness += 0.12
        age = int(30 + 5200 * unit(mix(bits + 3)) ** 1.4 * (0.6 + 0.4 * min(1.0, closeness)))
        if (bits >> 5) % 40 == 0:
            age = int(bits % 29) + 1
        ties.append(Tie(other, exported - age, min(1.0, closeness), same, before))
    ties.sort(key=lambda tie: (-tie.connected_on, tie.person.number))
    yield from ties


def seller_contacts(world: World, clients: list[Client], count: int) -> list[Tie]:
    """The seller's own connections: most clients, and some of the people they know."""
    chance = roll(world.seed, 29)
    numbers = [c.person.number for c in clients if c.index % 10 != 3][: max(1, count // 2)]
    seen = set(numbers)
    for number in _strangers(world, chance):
        if len(numbers) >= count:
            break
        if number not in seen:
            seen.add(number)
            numbers.append(number)
    ties = [
        Tie(
            world.person(number),
            world.today - 10 - int(mix(world.seed ^ mix(number + _SELLER_KEY)) % 3600),
            0.5,
            False,
            False,
        )
        for number in numbers
    ]
    ties.sort(key=lambda tie: (-tie.connected_on, tie.person.number))
    return ties


def _anyone(world: World, chance: Random, community: int) -> int:
    """A person by popularity: the square of a uniform number makes a heavy tail."""
    rank = int(world.ranks * chance.random() ** 1.75)
    return world.person_at(rank, community)


def _strangers(world: World, chance: Random) -> Iterator[int]:
    """People by popularity, again and again; at last everybody, so that it ends."""
    for _ in range(4 * world.people):
        yield _anyone(world, chance, int(chance.random() * len(world.communities)))
    yield from range(world.people)


def _draw(world: World, chance: Random, person: Person, count: int) -> list[int]:
    if count > world.people - 1:
        raise ValueError(f"{count} contacts cannot be drawn from {world.people} people")
    communities = len(world.communities)
    home = world.community_of(person.number)
    colleagues = world.staff(world.company_number(person.number))
    former = world.staff(world.earlier_company_number(person.number))
    random = chance.random
    seen = {person.number}
    numbers: list[int] = []
    rest = iter(range(world.people))
    tries = 0
    while len(numbers) < count:
        tries += 1
        point = random()
        if tries > 30 * count:
            # Popular people are all taken; walk through the rest.
            number = next(n for n in rest if n not in seen)
        elif point < 0.07:
            number = colleagues[int(random() * len(colleagues))]
        elif point < 0.11:
            number = former[int(random() * len(former))]
        elif point < 0.72:
            number = _anyone(world, chance, home)
        else:
            number = _anyone(world, chance, int(random() * communities))
        if number not in seen:
            seen.add(number)
            numbers.append(number)
    return numbers
