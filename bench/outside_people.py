"""More kinds of people tables with the truth, unlike the set in ``synthetic_identity``.

``registry``: persons with birth date, home and number, several times each, as FEBRL's data sets 1
to 3; ``landlines`` the same where the number is the household's. ``crm``: contacts typed by hand.
``networks``: the connection exports of many owners beside their address books. ``nations``: names
of sixteen countries, written in their own script and in ours. ``directory``: whole names with a
company, a title and a place, and nothing else. ``strangers``: hardly a duplicate, but families,
namesakes and colleagues of one name.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

import pandas as pd
from people_names import CULTURES, Culture, Name

Row = dict[str, str]


def _list(text: str, mark: str = " ") -> list[str]:
    return text.split(mark)


_WORDS = _list(
    "Amber Anchor Apex Arbor Atlas Beacon Bridge Cascade Cedar Cobalt Crest Delta Ember Falcon "
    "Garnet Harbor Helix Indigo Juniper Keystone Lark Maple Meridian Nimbus Onyx Orchard Pinnacle "
    "Quartz Raven Sable Summit Tundra Umber Vertex Willow Zenith"
)
_TRADES = _list(
    "Logistics Systems Foods Partners Consulting Energy Software Medical Capital Packaging Steel "
    "Media Optics Insurance Robotics Textiles Marine Travel Labs Networks"
)
_FORMS = ("", "", " Inc.", " Ltd", " GmbH", " LLC", " AG", " S.A.", " B.V.", " plc", " Group")
_JOBS = _list(
    "CEO;Chief Executive Officer;CFO;Chief Financial Officer;VP Sales;Vice President of Sales;"
    "Head of Procurement;Purchasing Manager;IT Director;Director of IT;HR Manager;Key Account Manager;"
    "Marketing Director;Product Manager;Software Developer;Data Analyst;Operations Manager;Partner;"
    "Managing Director;General Manager;Plant Manager;Legal Counsel;Controller;Business Analyst",
    ";",
)
_STREETS = _list(
    "Oak Elm Station Mill Church Park High Queen King Victoria Garden Lake River Forest Hill "
    "Bridge Castle Market Meadow Spring"
)
_KINDS = ("Street", "Road", "Avenue", "Lane", "Close", "Way", "Drive")
_ONSETS = _list("B Br C D Dr F Fl G Gr H K Kr L M N P R S St T Tr V W")
_MIDDLES = _list("a e i o u an en in on ar er or al el il am em")
_CODAS = _list("bert ding ford gan hall ker lin man nell pole ric sham son tall vey well wick zer")
_FREE = ("gmail.com", "hotmail.com", "yahoo.com", "outlook.com", "web.de", "icloud.com")
_ROLES = ("info", "sales", "office", "contact", "kontakt", "hello", "admin", "einkauf")
_MORE = (", PhD", ", MBA", " MBA", ", CPA", " PMP", " 🚀", " ✅", ", Ph.D.", " (he/him)", ", CFA")


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.translate(str.maketrans("øłđßıæ", "oldsia")))
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum()).lower()


class Drawer:
    """Draws names, firms, homes and slips; the same seed gives the same ones."""

    def __init__(self, seed: int, firms: int, cultures: tuple[str, ...] = tuple(CULTURES)) -> None:
        self.draw = random.Random(seed)
        self.chosen = [CULTURES[name] for name in cultures]
        self.rare = [self._made() for _ in range(1500)]
        self.firms: list[tuple[str, str]] = []
        self.addresses: dict[str, int] = {}
        taken: set[str] = set()
        while len(self.firms) < firms:
            name = f"{self.draw.choice(_WORDS)} {self.draw.choice(_TRADES)}"
            if self.draw.random() < 0.6:
                name = f"{self.draw.choice(self.rare).forms[0]} {self.draw.choice(_TRADES)}"
            if name not in taken:
                taken.add(name)
                self.firms.append((name, _ascii(name) + self.draw.choice([".com", ".de", ".io"])))

    def _made(self) -> Name:
        draw = self.draw
        middle = draw.choice(_MIDDLES) if draw.random() < 0.3 else ""
        stem = draw.choice(_ONSETS) + draw.choice(_MIDDLES) + middle
        return Name((stem + draw.choice(_CODAS),), ())

    def firm(self) -> tuple[str, str]:
        return self.firms[int(len(self.firms) * self.draw.random() ** 2)]

    def culture(self) -> Culture:
        return self.draw.choices(self.chosen, [one.weight for one in self.chosen])[0]

    def given(self, culture: Culture) -> Name:
        return culture.given[int(len(culture.given) * self.draw.random() ** 1.3)]

    def family(self, culture: Culture) -> Name:
        western = culture.order == "gf" and culture.family[0].forms[0].isascii()
        if western and self.draw.random() < 0.6:
            return self.draw.choice(self.rare)
        return self.draw.choice(culture.family)

    def home(self) -> str:
        draw = self.draw
        street = (
            f"{draw.choice([*_STREETS, draw.choice(self.rare).forms[0]])} {draw.choice(_KINDS)}"
        )
        town = draw.choice(self.rare).forms[0] + draw.choice(["ton", " Bay", "ville", " Park", ""])
        return f"{draw.randrange(1, 200)} {street} {town} {draw.randrange(1000, 9999)}"

    def phone(self) -> str:
        return f"+{self.draw.choice(['1', '44', '49', '31'])} {self.draw.randrange(2 * 10**8, 9 * 10**8)}"

    def slip(self, text: str) -> str:
        """One slip of the hand."""
        draw = self.draw
        if len(text) < 3:
            return text
        at, sign = draw.randrange(len(text) - 1), draw.choice("abcdefghiklmnoprstuvwy")
        if text[at].isdigit():
            sign = draw.choice("0123456789")
        return draw.choice(
            (
                text[:at] + text[at + 1 :],
                text[:at] + sign + text[at:],
                text[:at] + sign + text[at + 1 :],
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
                text[: at + 1] + text[at:],
            )
        )

    def own(self, address: str, number: int) -> str:
        """The address where nobody else has it yet, else one with a figure."""
        while self.addresses.setdefault(address, number) != number:
            local, _, host = address.partition("@")
            address = f"{local}{self.draw.randrange(2, 99)}@{host}"
        return address

    def birthday(self, low: int = 1935, high: int = 2003) -> str:
        draw = self.draw
        return f"{draw.randrange(low, high)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"

    def whole(self, first: str, last: str) -> str:
        """A name in one cell, as somebody may write it."""
        draw = self.draw
        kind = draw.random()
        if kind < 0.15:
            return f"{last}, {first}"
        if kind < 0.22:
            return f"{first} {last}".upper()
        if kind < 0.28:
            return (
                f"{draw.choice(['Dr.', 'Mr', 'Ms.', 'Prof. Dr.', 'Herr', 'Frau'])} {first} {last}"
            )
        return f"{first} {last}" + (draw.choice(_MORE) if draw.random() < 0.08 else "")


def _finish(draw: Drawer, rows: list[Row], columns: tuple[str, ...]) -> pd.DataFrame:
    draw.draw.shuffle(rows)
    frame = pd.DataFrame(rows).reindex(columns=[*columns, "cluster"]).fillna("")
    frame["cluster"] = frame["cluster"].astype(int)
    return frame


def _spoilt(draw: Drawer, fact: Row, faults: int) -> Row:
    """A registry's record with some faults: slips, gaps, other names, a move, a turned date."""
    row, die = dict(fact), draw.draw
    for _ in range(faults):
        kind = die.random()
        if kind < 0.42:
            field = die.choice(["first_name", "last_name", "location", "location", "phone"])
            row[field] = draw.slip(row[field])
        elif kind < 0.60:
            row[die.choice(["first_name", "last_name", "birth_date", "location", "phone"])] = ""
        elif kind < 0.67:
            row["first_name"], row["last_name"] = row["last_name"], row["first_name"]
        elif kind < 0.72:
            row["first_name"] = draw.given(CULTURES["english"]).forms[0]
        elif kind < 0.77:
            row["last_name"] = draw.family(CULTURES["english"]).forms[0]
        elif kind < 0.82:
            row["location"] = draw.home()
        elif kind < 0.94 and row["birth_date"].count("-") == 2:
            year, month, day = row["birth_date"].split("-")
            turned = f"{year}-{day}-{month}" if int(day) < 13 else f"{year}-{month}-{day[::-1]}"
            row["birth_date"] = die.choice([turned, draw.slip(row["birth_date"])])
        elif row["location"]:
            words = row["location"].split()
            del words[die.randrange(len(words))]
            row["location"] = " ".join(words)
    return row


def registry(count: int, seed: int, *, landline: bool = False) -> pd.DataFrame:
    """``count`` people with birth date, home and number; ``landline``: one number a household."""
    draw = Drawer(seed, 1, ("english", "nordic", "french"))
    die, rows = draw.draw, list[Row]()
    last: Row = {}
    for number in range(count):
        culture = draw.culture()
        fact = {
            "first_name": draw.given(culture).forms[0], "last_name": draw.family(culture).forms[0],
            "birth_date": draw.birthday(), "location": draw.home(), "phone": draw.phone(),
        }  # fmt: skip
        if last and die.random() < 0.25:
            shared = ["last_name", "location"] + (["phone"] if landline else [])
            shared += ["first_name"] if die.random() < 0.04 else []
            shared += ["birth_date"] if die.random() < 0.03 and "first_name" not in shared else []
            fact.update({field: last[field] for field in shared})
        last = fact
        rows.append({**fact, "cluster": str(number)})
        for _ in range(die.choice([0, 0, 0, 1, 1, 2, 3, 5])):
            rows.append({**_spoilt(draw, fact, die.randrange(1, 5)), "cluster": str(number)})
    return _finish(draw, rows, ("first_name", "last_name", "birth_date", "phone", "location"))


def landlines(count: int, seed: int) -> pd.DataFrame:
    """A registry whose number is the household's."""
    return registry(count, seed, landline=True)


class Contact:
    """One person of working life, who moves, and is written of by many hands."""

    def __init__(self, draw: Drawer, number: int) -> None:
        self.number, self.drawer = number, draw
        self.culture = draw.culture()
        self.given, self.family = draw.given(self.culture), draw.family(self.culture)
        self.city = draw.draw.choice(self.culture.cities).split("|")
        self.mobile = draw.phone()
        self.handle = draw.draw.choice(["", str(draw.draw.randrange(50, 99)), "_", "."])
        self.slug = f"{draw.draw.getrandbits(36):09x}"
        self.move()

    def latin(self, name: Name, *, official: bool = True) -> str:
        forms = [form for form in name.forms if ord(form[0]) < 0x250] or list(name.forms)
        return forms[0] if official else self.drawer.draw.choice(forms)

    @property
    def first(self) -> str:
        return self.latin(self.given)

    @property
    def last(self) -> str:
        return self.latin(self.family)

    def move(self) -> None:
        self.firm, self.host = self.drawer.firm()
        self.title = self.drawer.draw.choice(_JOBS)

    def work(self) -> str:
        one, two = _ascii(self.first), _ascii(self.last)
        kind = sum(map(ord, self.host)) % 4
        local = (f"{one}.{two}", f"{one[:1]}{two}", f"{one[:1]}.{two}", f"{one}_{two}")[kind]
        return self.drawer.own(f"{local}@{self.host}", self.number)

    def private(self) -> str:
        one, two = _ascii(self.first), _ascii(self.last)
        mark = self.handle if self.handle in {"_", "."} else ""
        address = f"{one}{mark}{two}{self.handle.strip('_.')}@{_FREE[self.number % len(_FREE)]}"
        return self.drawer.own(address, self.number)

    def company(self) -> str:
        return self.firm + self.drawer.draw.choice(_FORMS)

    def called(self, nick: float = 0.15) -> tuple[str, str]:
        """First and last name as somebody types them."""
        die = self.drawer.draw
        first = self.latin(self.given, official=die.random() < 0.75)
        last = self.latin(self.family, official=die.random() < 0.7)
        roll = die.random()
        if self.given.shorts and roll < nick:
            first = die.choice(self.given.shorts)
        elif roll < nick + 0.04:
            first = first[0] + die.choice(["", "."])
        elif roll < nick + 0.08:
            first = f"{first} {die.choice('ABCDEHJMPRST')}."
        if die.random() < 0.05:
            last = self.drawer.slip(last)
        if die.random() < 0.03:
            first = self.drawer.slip(first)
        if die.random() < 0.02:
            other = self.latin(self.drawer.family(self.culture))
            last = die.choice([f"{last}-{other}", other, f"{other} {last}"])
        return first, last


def _typed(one: Contact) -> Row:
    """A row of a CRM as a salesperson types it."""
    draw, die = one.drawer, one.drawer.draw
    first, last = one.called()
    row: Row = {"first_name": first, "last_name": last}
    kind = die.random()
    if kind < 0.06:
        row = {"first_name": first.upper(), "last_name": last.upper()}
    elif kind < 0.10:
        row = {"first_name": last, "last_name": first}
    elif kind < 0.14:
        row = {"first_name": f"{first} {last}", "last_name": ""}
    mail = die.random()
    if mail < 0.6:
        row["email"] = one.work()
    elif mail < 0.72:
        row["email"] = one.private()
    elif mail < 0.80:
        row["email"] = f"{die.choice(_ROLES)}@{one.host}"
    if row.get("email") and die.random() < 0.05:
        row["email"] = draw.slip(row["email"].partition("@")[0]) + "@" + row["email"].split("@")[1]
    if die.random() < 0.4:
        row["phone"] = one.mobile
    elif die.random() < 0.3:
        # The switchboard of the firm.
        row["phone"] = f"+1 {sum(map(ord, one.firm)) * 7919 % 10**9:09}"
    if row.get("phone") and die.random() < 0.4:
        row["phone"] = "0" + row["phone"].split()[1]
    if die.random() < 0.85:
        row["company"] = draw.slip(one.company()) if die.random() < 0.05 else one.company()
    if die.random() < 0.6:
        row["title"] = one.title
    if die.random() < 0.4:
        row["location"] = die.choice(one.city)
    return row


def crm(count: int, seed: int) -> pd.DataFrame:
    """A CRM after some years: duplicates typed by hand, role mailboxes, employers changed."""
    draw = Drawer(seed, count // 6)
    die, rows = draw.draw, list[Row]()
    for number in range(count):
        one = Contact(draw, number)
        for _ in range(die.choice([1, 1, 1, 1, 2, 2, 3, 4])):
            rows.append({**_typed(one), "cluster": str(number)})
            if die.random() < 0.15:
                one.move()
    columns = ("first_name", "last_name", "email", "phone", "company", "title", "location")
    return _finish(draw, rows, columns)


def networks(count: int, seed: int) -> pd.DataFrame:
    """Connection exports of several owners and years, and address books with private data."""
    draw = Drawer(seed, count // 6)
    die, rows = draw.draw, list[Row]()
    for number in range(count):
        one = Contact(draw, number)
        more = die.choice(_MORE) if die.random() < 0.12 else ""
        for _ in range(die.choice([1, 1, 1, 2, 2, 3, 4, 6])):
            row: Row = {"first_name": one.first, "last_name": one.last + more}
            if die.random() < 0.86:
                row["url"] = f"https://www.linkedin.com/in/{_ascii(one.first)}-{one.slug}"
            if die.random() < 0.04:
                row["email"] = one.private()
            row.update({"company": one.company(), "title": one.title})
            if die.random() < 0.25:
                row["location"] = die.choice(one.city)
            rows.append({**row, "cluster": str(number)})
            if die.random() < 0.15:
                one.move()
        if die.random() < 0.3:
            first, last = one.called(nick=0.3)
            row = {"first_name": first, "last_name": last}
            if die.random() < 0.3:
                row = {"full_name": draw.whole(first, last)}
            if die.random() < 0.7:
                row["phone"] = one.mobile
            if die.random() < 0.6:
                row["email"] = one.private() if die.random() < 0.7 else one.work()
            if die.random() < 0.2:
                row["company"] = one.firm
            rows.append({**row, "cluster": str(number)})
            if die.random() < 0.3:
                again = dict(row)
                again["phone"] = "0" + one.mobile.split()[1]
                rows.append({**again, "cluster": str(number)})
    columns = ("first_name", "last_name", "full_name", "url", "email", "phone", "company", "title")
    return _finish(draw, rows, (*columns, "location"))


def nations(count: int, seed: int) -> pd.DataFrame:
    """Names of sixteen countries, each person written by several hands in several scripts."""
    draw = Drawer(seed, count // 4)
    die, rows = draw.draw, list[Row]()
    for number in range(count):
        one = Contact(draw, number)
        for place in range(die.choice([1, 1, 2, 2, 3])):
            first, last = one.called(nick=0.2)
            if place == 0 and die.random() < 0.3:
                first, last = one.given.forms[0], one.family.forms[0]
            row: Row = {"first_name": first, "last_name": last}
            if die.random() < 0.35:
                own = ord(first[0]) > 0x2E7F
                text = f"{last}{first}" if own else draw.whole(first, last)
                if not own and one.culture.order == "fg" and die.random() < 0.4:
                    text = f"{last} {first}"
                row = {"full_name": text}
            row["company"] = one.company()
            if die.random() < 0.7:
                row["title"] = one.title
            if die.random() < 0.5:
                row["location"] = die.choice(one.city)
            if die.random() < 0.35:
                row["email"] = one.work()
            rows.append({**row, "cluster": str(number)})
            if die.random() < 0.05:
                one.move()
    columns = ("first_name", "last_name", "full_name", "email", "company", "title", "location")
    return _finish(draw, rows, columns)


def directory(count: int, seed: int) -> pd.DataFrame:
    """Lists of whole names with the company, a title and a place."""
    draw = Drawer(seed, count // 5)
    die, rows = draw.draw, list[Row]()
    for number in range(count):
        one = Contact(draw, number)
        for _ in range(die.choice([1, 1, 1, 2, 2, 3])):
            row: Row = {"full_name": draw.whole(*one.called()), "company": one.company()}
            if die.random() < 0.7:
                row["title"] = one.title
            if die.random() < 0.5:
                row["location"] = die.choice(one.city)
            rows.append({**row, "cluster": str(number)})
            if die.random() < 0.06:
                one.move()
    return _finish(draw, rows, ("full_name", "company", "title", "location"))


def strangers(count: int, seed: int) -> pd.DataFrame:
    """Few are here twice; many share a home, a number, a mailbox, a name or an employer."""
    draw = Drawer(seed, count // 10)
    die, rows = draw.draw, list[Row]()
    last: Contact | None = None
    for number in range(count):
        one = Contact(draw, number)
        home = die.random()
        extra: Row = {"birth_date": draw.birthday()} if die.random() < 0.3 else {}
        if last is not None and home < 0.10:
            # A family: one name, one number, one mailbox, one town.
            one.family, one.culture, one.city = last.family, last.culture, last.city
            one.mobile = last.mobile
            extra["email"] = f"{_ascii(last.last)}.family{last.number // 5}@{_FREE[0]}"
        elif last is not None and home < 0.14:
            # A namesake, now and then with the same title or town, or father and son in one firm.
            one.given, one.family, one.culture = last.given, last.family, last.culture
            if die.random() < 0.3:
                one.title = last.title
            if die.random() < 0.3:
                one.city = last.city
        elif last is not None and home < 0.17:
            one.family, one.culture = last.family, last.culture
            one.firm, one.host, one.city = last.firm, last.host, last.city
        for _ in range(2 if die.random() < 0.05 else 1):
            row = {"first_name": one.first, "last_name": one.last, "company": one.company()}
            if die.random() < 0.5:
                row["title"] = one.title
            if die.random() < 0.5:
                row["phone"] = one.mobile
            if die.random() < 0.4:
                row["email"] = one.work() if die.random() < 0.6 else one.private()
            if die.random() < 0.4:
                row["url"] = f"linkedin.com/in/{_ascii(one.first)}-{one.slug}"
            if die.random() < 0.5:
                row["location"] = one.city[0]
            rows.append({**row, **extra, "cluster": str(number)})
        last = one
    columns = ("first_name", "last_name", "url", "email", "phone", "company", "title", "location")
    return _finish(draw, rows, (*columns, "birth_date"))


KINDS: dict[str, Callable[[int, int], pd.DataFrame]] = {
    "registry": registry, "landlines": landlines, "crm": crm, "networks": networks,
    "nations": nations, "directory": directory, "strangers": strangers,
}  # fmt: skip
