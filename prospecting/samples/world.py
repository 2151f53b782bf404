"""The people and companies of a sample world: invented, and computed from their numbers.

A world is divided into communities, each a country with a group of industries. Companies belong
to a community and people to a company; who changed jobs did so on a day of his own, so exports
made before and after show different companies, as real ones do.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from prospecting.samples.chance import ascii_slug, mix, unit
from scoring.reference import load_toml

#: Countries and industries of the communities, the first ones first: a small world is mostly
#: German and Dutch industry, a large one is everywhere.
_COMMUNITIES: Final = [
    ("DE", "industrial"), ("NL", "industrial"), ("DE", "consumer"), ("AT", "industrial"),
    ("GB", "services"), ("FR", "consumer"), ("ES", "logistics"), ("US", "technology"),
    ("NL", "logistics"), ("DE", "technology"), ("FR", "industrial"), ("GB", "technology"),
    ("DE", "health"), ("CH", "services"), ("US", "industrial"), ("BE", "consumer"),
    ("IT", "industrial"), ("DE", "logistics"), ("GB", "health"), ("ES", "consumer"),
    ("US", "services"), ("NL", "services"), ("FR", "technology"), ("DE", "services"),
]  # fmt: skip

_LOCALE: Final = {
    "DE": "de", "AT": "de", "CH": "de", "NL": "nl", "BE": "nl", "FR": "fr", "GB": "en",
    "US": "en", "ES": "es", "IT": "it",
}  # fmt: skip
_ELSEWHERE: Final = ("de", "nl", "fr", "en", "es", "it", "pl", "tr", "in", "pl", "tr", "in")

#: Titles that a man would not use of himself.
_FEMININE: Final = re.compile(
    r"(?<!Marketing)(erin|gerin|deurin|eurin|beauftragte|ntin|ssorin|trice|ectrice|euse|ante|iée"
    r"|Gérante|ctora|dora|Jefa|nsultora|Chargée|secretaresse|istante|Responsable financière)\b"
)

#: LinkedIn's size bands, with how many of a hundred companies have them.
SIZE_BANDS: Final = (
    ("1-10", 1, 10, 8), ("11-50", 11, 50, 18), ("51-200", 51, 200, 24),
    ("201-500", 201, 500, 18), ("501-1,000", 501, 1000, 13), ("1,001-5,000", 1001, 5000, 13),
    ("5,001-10,000", 5001, 10000, 4), ("10,001+", 10001, 60000, 2),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Company:
    """An invented company. ``name`` has the legal form, ``short_name`` has not."""

    number: int
    name: str
    short_name: str
    domain: str
    industry: str
    size_band: str
    size: int
    country: str
    country_name: str
    language: str
    city: str


@dataclass(frozen=True, slots=True)
class Role:
    """A line of the table of titles."""

    function: str
    level: str
    current: bool
    titles: dict[str, tuple[str, ...]]
    neutral: dict[str, tuple[str, ...]]  # without the feminine forms


@dataclass(slots=True)  # not frozen: a large world makes a million of them
class Person:
    """An invented person, as he is today and as he was before ``changed_on`` (0: never changed)."""

    number: int
    first_name: str
    last_name: str
    shown_last_name: str  # as LinkedIn shows it, perhaps with credentials or an emoji
    slug: str  # as in the profile's address, percent-encoded where not ASCII
    raw_slug: str  # the same with the characters themselves
    company: Company
    title: str
    role: Role
    earlier_company: Company
    earlier_title: str
    changed_on: int  # proleptic day number
    hidden: bool
    shows_email: bool
    school: int

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def url(self) -> str:
        """The address of the profile."""
        return f"https://www.linkedin.com/in/{self.slug}"

    @property
    def private_email(self) -> str:
        """An address that does not change with the job."""
        return f"{ascii_slug(self.name, '.')}{self.number % 97}@post.example"

    def work_email(self) -> str:
        """The address at the present company."""
        return f"{ascii_slug(self.name, '.')}@{self.company.domain}"

    def at(self, day: int) -> tuple[Company, str]:
        """Company and title on a day."""
        if day < self.changed_on:
            return self.earlier_company, self.earlier_title
        return self.company, self.title


class World:
    """People and companies, numbered; the same seed and size give the same ones.

    ``people`` is chosen so that connections drawn as in ``network`` meet about half as many
    distinct people as there are connections.
    """

    def __init__(self, seed: int, clients: int, per_client: int, as_of: date) -> None:
        self.seed = mix(seed)
        self.as_of = as_of
        self.today = as_of.toordinal()
        wanted = min(len(_COMMUNITIES), max(5, clients // 3))
        self.communities = _COMMUNITIES[:wanted]
        names = load_toml("samples_words/names.toml")
        self._names: dict[str, dict[str, list[str]]] = names
        self._words: dict[str, Any] = load_toml("samples_words/companies.toml")
        titles = load_toml("samples_words/titles.toml")
        self._dirt: dict[str, list[str]] = titles["dirt"]
        self.roles = [_role(entry) for entry in titles["role"]]
        self._role_ends = list(itertools.accumulate(int(e["share"]) for e in titles["role"]))
        per_community = max(60, clients * per_client * 70 // (100 * wanted), per_client)
        self._heads = _headcounts(per_community, min(28, 8 + per_client // 40))
        self._head_ends = list(itertools.accumulate(self._heads))
        self.ranks = self._head_ends[-1]
        self.companies_per_community = len(self._heads)
        self.people = self.ranks * wanted
        self._stride = _coprime(self.ranks)
        self._back = pow(self._stride, -1, self.ranks)
        self.company = lru_cache(maxsize=60_000)(self._company)
        self.person = lru_cache(maxsize=20_000)(self._person)

    def community_of(self, person: int) -> int:
        """The community a person lives in."""
        return person % len(self.communities)

    def person_at(self, rank: int, community: int) -> int:
        """The person with a rank (0 is the best connected) in a community."""
        return rank * len(self.communities) + community

    def company_number(self, person: int) -> int:
        """The company a person works for today."""
        count = len(self.communities)
        rank, community = divmod(person, count)
        place = rank * self._stride % self.ranks
        return bisect_right(self._head_ends, place) * count + community

    def staff(self, company: int) -> list[int]:
        """The people who work at a company today."""
        index, community = divmod(company, len(self.communities))
        end = self._head_ends[index]
        places = range(end - self._heads[index], end)
        return [self.person_at(p * self._back % self.ranks, community) for p in places]

    def all_companies(self) -> range:
        """The numbers of all companies."""
        return range(self.companies_per_community * len(self.communities))

    def earlier_company_number(self, person: int) -> int:
        """The company a person worked for before the present one."""
        count = len(self.communities)
        bits = mix(self.seed ^ mix(person * 5 + 3))
        index = int(self.companies_per_community * unit(bits) ** 1.6)
        return index * count + person % count

    def _company(self, number: int) -> Company:
        words = self._words
        bits = mix(self.seed ^ mix(number * 3 + 1))
        home, cluster = self.communities[number % len(self.communities)]
        if bits % 100 < 10:  # the network reaches into another country
            home = ("DE", "NL", "FR", "GB", "US", "ES", "AT", "IT")[(bits >> 8) % 8]
        groups = words["clusters"]
        if (bits >> 16) % 100 < 20:
            cluster = sorted(groups)[(bits >> 24) % len(groups)]
        industry = groups[cluster][(bits >> 32) % len(groups[cluster])]
        land = words["countries"][home]
        root = self._root(number)
        nouns = words["nouns"][cluster]
        own = nouns.get(land["language"], nouns["en"])
        noun = own[(bits >> 40) % len(own)] if (bits >> 44) % 3 else ""
        short = f"{root} {noun}".strip()
        legal = words["legal"][home]
        more = mix(bits)
        # Nobody meets twenty people of a company that has five.
        least = 5 * self._heads[number // len(self.communities)]
        bands = [entry for entry in SIZE_BANDS if entry[2] >= least]
        point = more % sum(share for *_, share in bands)
        place = bisect_right(list(itertools.accumulate(share for *_, share in bands)), point)
        band, low, high, _ = bands[place]
        size = low + int((high - low) * unit(mix(more)) ** 1.5)
        return Company(
            number=number,
            name=f"{short} {legal[(more >> 8) % len(legal)]}",
            short_name=short,
            domain=f"{ascii_slug(root, '')}.example",
            industry=industry,
            size_band=band,
            size=size,
            country=home,
            country_name=land["name"],
            language=land["language"],
            city=land["cities"][(more >> 20) % len(land["cities"])],
        )

    def _root(self, number: int) -> str:
        """An invented word of its own for each company."""
        words = self._words
        starts, middles, ends = words["starts"], words["middles"], words["ends"]
        two, three = len(starts) * len(ends), len(starts) * len(middles) * len(ends)
        offset = self.seed % three
        if number < two:
            place = (number * 1237 + offset) % two
            return str(starts[place % len(starts)] + ends[place // len(starts)])
        place = (number * 26_141 + offset) % three
        again = number // three  # beyond all the words there are, a number tells them apart
        start, rest = place % len(starts), place // len(starts)
        word = starts[start] + middles[rest % len(middles)] + ends[rest // len(middles)]
        return f"{word}{again + 1}" if again else str(word)

    def _title(self, role: Role, woman: bool, bits: int, company: Company) -> str:
        forms = role.titles if woman else role.neutral
        titles = forms["en"]
        if bits % 100 < 55:
            titles = forms.get(company.language) or titles
        title = titles[(bits >> 8) % len(titles)]
        dirt = (bits >> 16) % 100
        if dirt < 4:
            title += self._dirt["slogans"][(bits >> 24) % len(self._dirt["slogans"])]
        elif dirt < 8:
            title += f" @ {company.short_name}"
        elif dirt < 10:
            title = title.lower()
        elif dirt < 11:
            title = title.upper()
        return title

    def _person(self, number: int) -> Person:
        bits = mix(self.seed ^ mix(number * 7 + 5))
        more = mix(bits)
        third = mix(more)
        company = self.company(self.company_number(number))
        locale = _LOCALE[company.country]
        if bits % 100 < 11:
            locale = _ELSEWHERE[(bits >> 7) % len(_ELSEWHERE)]
        lists = self._names[locale]
        woman = bool((bits >> 11) & 1)
        firsts = lists["female" if woman else "male"]
        first = firsts[int(len(firsts) * unit(more) ** 1.2)]
        lasts = lists["last"]
        last = lasts[int(len(lasts) * unit(third) ** 1.15)]
        if (bits >> 12) % 100 < (55 if locale == "es" else 6):
            second = lasts[(bits >> 20) % len(lasts)]
            last = f"{last} {second}" if locale == "es" else f"{last}-{second}"
        shown = last
        if (bits >> 28) % 100 < 4:
            credentials = self._dirt["credentials"]
            shown = last + credentials[(bits >> 36) % len(credentials)]
        point = (more >> 8) % self._role_ends[-1]
        role = self.roles[bisect_right(self._role_ends, point)]
        slug = f"{ascii_slug(first)}-{ascii_slug(last)}-{bits >> 34 & 0xFFFFFF:06x}"
        raw = slug
        if not first.isascii() and (bits >> 44) % 4 == 0:
            raw = f"{first.lower()}-{slug.split('-', 1)[1]}"
            slug = "".join(c if c.isascii() else _percent(c) for c in raw)
        title = self._title(role, woman, more >> 24, company)
        changed, earlier, earlier_title = 0, company, title
        if third % 100 < 30:
            changed = self.today - 20 - (third >> 9) % 1500
            if (third >> 40) % 3:  # else only the desk changed, not the company
                earlier = self.company(self.earlier_company_number(number))
            earlier_title = self._title(role, woman, third >> 20, earlier)
        return Person(
            number=number,
            first_name=first,
            last_name=last,
            shown_last_name=shown,
            slug=slug,
            raw_slug=raw,
            company=company,
            title=title,
            role=role,
            earlier_company=earlier,
            earlier_title=earlier_title,
            changed_on=changed,
            hidden=(third >> 48) % 1000 < 14,
            shows_email=(third >> 30) % 100 < 7,
            school=int(third >> 52) % 40,
        )

    def school_name(self, number: int) -> str:
        """An invented school."""
        kinds = ("University of {}", "Hochschule {}", "{} Business School", "Universiteit {}")
        return kinds[number % len(kinds)].format(self._root(number + 1300))


def _role(entry: dict[str, Any]) -> Role:
    languages = ("en", "de", "fr", "nl", "es", "it")
    titles = {lang: tuple(entry[lang]) for lang in languages if lang in entry}
    neutral = {
        lang: tuple(title for title in forms if not _FEMININE.search(title))
        for lang, forms in titles.items()
    }
    return Role(
        entry["function"], entry["level"], bool(entry.get("current", True)), titles, neutral
    )


def _headcounts(people: int, largest: int) -> list[int]:
    """How many of a community work at each company: a few large ones, many small."""
    heads: list[int] = []
    total = 0
    while total < people:
        count = max(min(7, largest // 2), int(largest * (len(heads) + 1) ** -0.3))
        heads.append(count)
        total += count
    return heads


def _coprime(number: int) -> int:
    """A stride that visits every place below ``number`` once."""
    stride = int(number * 0.618034) | 1
    while _gcd(stride, number) != 1:
        stride += 2
    return stride % number or 1


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())
