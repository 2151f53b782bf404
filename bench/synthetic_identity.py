"""Synthetic people as LinkedIn and CRM exports hold them, with the truth: who is whom.

Every person is drawn; records of one person come from a connection export (profile address, an
employer and title of its day) and from a CRM or address book (e-mail, phone, its own spelling).
Among them: nicknames, initials, credentials, married names, dropped marks, slips of the pen,
moved jobs, shared mailboxes, families with one address, and strangers with one name.
"""

from __future__ import annotations

import random
import unicodedata

import pandas as pd


def _list(text: str, mark: str = " ") -> list[str]:
    return [part.strip() for part in text.split(mark)]


GIVEN = _list(
    "James Robert Michael William David Thomas Elizabeth Katherine Christopher Daniel Matthew "
    "Margaret Jennifer Susan Patricia Alexander Benjamin Andrew Joseph Samuel Victoria Rebecca "
    "Hans Jürgen Jörg Klaus Wolfgang Stefan Matthias Andreas Ulrike Sabine Friedrich Johannes "
    "Katharina Annette Günther François Jean-Pierre Hélène Chloé Étienne José María Guillermo "
    "Francisco Ignacio Lucía Søren Bjørn Åsa Göran Ingrid Piotr Małgorzata Krzysztof Agnieszka "
    "Willem Cornelis Johanna Hendrik Marieke Pieter Giuseppe Alessandro Francesca Giovanni Chiara "
    "Aleksandr Dmitri Ekaterina Sergei Mohammed Fatima Yusuf Priya Rajesh Sanjay Wei Xin Yuki Kenji "
    "Olga Tamara Zoe Harriet Nadia Oscar Felix Hugo Emil Nora Ida Liam Noah Mia Ella"
)
FAMILY_HEADS = _list(
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Hoffmann Schäfer Koch Bauer Richter "
    "Köhler Krüger Jansen Bakker Visser Smit Mulder Hansen Nielsen Johansson Lindqvist Bergström "
    "Smith Jones Taylor Brown Wilson Evans Walker Wright Thompson Hughes Edwards Turner Parker Cook "
    "Martin Bernard Dubois Lefèvre Moreau Girard García Fernández López Sánchez Núñez Rossi Ferrari "
    "Bianchi Conti Kowalski Nowak Wiśniewski Novák Horváth Ivanov Petrov Silva Santos Oliveira Khan "
    "Singh Patel Sharma Nguyen Chen Wang Tanaka Kim O'Brien McCarthy Sullivan Keller Brandt Vogel"
)
_STEMS = _list(
    "Ald Bren Cor Dun Ell Fal Gar Hol Ing Jar Kel Lan Mor Nor Ost Pel Quin Ros Stan Thor Ulm Ven Wal Yor Zim"
)
_ENDS = _list(
    "berg mann stein ford ley ton son well sen ström wick by ham ski vic escu ardi etti elli oux ier nen"
)
_COMPANY = _list(
    "Nord Alpha Vela Kron Astra Tern Bel Cal Dyna Eco Ferro Gran Heli Inter Jova Kali Luma Magna Neo Opti Poly Quanta Reno Sola Tria Uni Vita Wega Xeno Zeta"
)
_COMPANY_END = _list(
    "tec systems logistik foods pharma bau plast metall data soft trade med energie consult print werk auto chem textil glas"
)
FORMS = (
    "GmbH",
    "AG",
    "Ltd",
    "Inc.",
    "B.V.",
    "S.A.",
    "GmbH & Co. KG",
    "AB",
    "ApS",
    "S.r.l.",
    "LLC",
    "",
)
TITLES = _list(
    "CFO;Chief Financial Officer;Head of Finance;Finance Director;Head of Procurement;Buyer;"
    "VP Sales;Sales Manager;Account Executive;Managing Director;CEO;COO;Head of IT;IT Manager;"
    "Software Engineer;Senior Software Engineer;HR Business Partner;Marketing Manager;Consultant;"
    "Project Manager;Plant Manager;Operations Director;Controller;Accountant;Legal Counsel",
    ";",
)
CITIES = _list(
    "Berlin;Hamburg;Munich;Cologne;Frankfurt;Amsterdam;Rotterdam;Utrecht;London;Manchester;Leeds;"
    "Paris;Lyon;Madrid;Barcelona;Milan;Rome;Vienna;Zurich;Copenhagen;Stockholm;Oslo;Warsaw;Prague;"
    "New York;Boston;Chicago;Austin;Toronto;Singapore;Dubai;Sydney;Dublin;Brussels;Antwerp;Lisbon",
    ";",
)
COUNTRY = _list(
    "Germany;Germany;Germany;Germany;Germany;Netherlands;Netherlands;Netherlands;United Kingdom;"
    "United Kingdom;United Kingdom;France;France;Spain;Spain;Italy;Italy;Austria;Switzerland;"
    "Denmark;Sweden;Norway;Poland;Czechia;United States;United States;United States;United States;"
    "Canada;Singapore;United Arab Emirates;Australia;Ireland;Belgium;Belgium;Portugal",
    ";",
)
SHORT = {
    "James": "Jim", "Robert": "Bob", "Michael": "Mike", "William": "Bill", "David": "Dave",
    "Thomas": "Tom", "Elizabeth": "Liz", "Katherine": "Kate", "Christopher": "Chris",
    "Daniel": "Dan", "Matthew": "Matt", "Margaret": "Peggy", "Jennifer": "Jen", "Susan": "Sue",
    "Patricia": "Pat", "Alexander": "Alex", "Benjamin": "Ben", "Andrew": "Andy", "Joseph": "Joe",
    "Samuel": "Sam", "Victoria": "Vicky", "Rebecca": "Becky", "Hans": "Johannes", "Klaus": "Niko",
    "Stefan": "Steffen", "Matthias": "Matze", "Friedrich": "Fritz", "Johannes": "Hannes",
    "Katharina": "Kathi", "Guillermo": "Memo", "Francisco": "Paco", "Ignacio": "Nacho",
    "José": "Pepe", "Małgorzata": "Gosia", "Willem": "Wim", "Cornelis": "Kees", "Hendrik": "Henk",
    "Giuseppe": "Beppe", "Alessandro": "Sandro", "Francesca": "Franca", "Giovanni": "Gianni",
    "Aleksandr": "Sasha", "Dmitri": "Dima", "Ekaterina": "Katya", "Mohammed": "Mo",
}  # fmt: skip
COLUMNS = (
    "first_name", "last_name", "full_name", "url", "email", "phone", "company", "title", "location",
)  # fmt: skip


def _plain(text: str, *, german: bool = False) -> str:
    if german:
        for mark, two in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
            text = text.replace(mark, two).replace(mark.upper(), two.capitalize())
    text = text.replace("ø", "o").replace("ł", "l").replace("Ø", "O").replace("Å", "A")
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _slip(text: str, draw: random.Random) -> str:
    if len(text) < 5:
        return text
    place = draw.randrange(1, len(text) - 1)
    kind = draw.randrange(3)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + draw.choice("aeionrst") + text[place + 1 :]


class World:
    """Draws people; the same seed gives the same people."""

    def __init__(self, seed: int, companies: int) -> None:
        self.draw = random.Random(seed)
        self.companies: list[tuple[str, str, str]] = []
        used: set[str] = set()
        while len(self.companies) < companies:
            name = self.draw.choice(_COMPANY) + self.draw.choice(_COMPANY_END)
            if self.draw.random() < 0.6:
                name = f"{self.family()} {name}"
            if name not in used:
                used.add(name)
                host = _plain(name, german=True).lower().replace(" ", "-").replace("'", "")
                form = self.draw.choice(FORMS)
                self.companies.append((name, form, f"{host}.com"))

    def family(self) -> str:
        if self.draw.random() < 0.45:
            # Common names are far more common than rare ones.
            return FAMILY_HEADS[int(len(FAMILY_HEADS) * self.draw.random() ** 2)]
        return self.draw.choice(_STEMS) + self.draw.choice(_ENDS)

    def given(self) -> str:
        return GIVEN[int(len(GIVEN) * self.draw.random() ** 1.6)]

    def company(self) -> tuple[str, str, str]:
        # A few large employers, many small ones.
        return self.companies[int(len(self.companies) * self.draw.random() ** 2.5)]

    def person(self, number: int) -> dict[str, str]:
        """The facts about one person; every value a text."""
        draw = self.draw
        given, family = self.given(), self.family()
        company, form, host = self.company()
        place = draw.randrange(len(CITIES))
        plain_given = _plain(given, german=True).lower()
        plain_family = _plain(family, german=True).lower().replace("'", "")
        tail = "" if draw.random() < 0.3 else f"-{draw.getrandbits(32):08x}"
        slug = (
            f"{plain_given}-{plain_family}{tail}"
            if tail
            else f"{plain_given}{plain_family}{number}"
        )
        private = draw.choice(
            [
                f"{plain_given}.{plain_family}{draw.randrange(10, 99)}",
                f"{plain_given[0]}{plain_family}{number}",
            ]
        )
        return {
            "given": given, "family": family, "company": company, "form": form, "host": host,
            "city": CITIES[place], "country": COUNTRY[place], "title": draw.choice(TITLES),
            "slug": slug,
            "private": f"{private}@{draw.choice(['gmail.com', 'gmx.de', 'outlook.com', 'yahoo.com'])}",
            "work": f"{plain_given.replace('-', '')}.{plain_family}@{host}",
            "phone": f"+{draw.choice(['49', '44', '31', '1', '33'])} {draw.randrange(10**8, 10**9)}",
        }  # fmt: skip


def _connection(world: World, fact: dict[str, str]) -> dict[str, str]:
    """A row of a connection export or of a Sales Navigator tool."""
    draw = world.draw
    first, last = fact["given"], fact["family"]
    if first in SHORT and draw.random() < 0.12:
        first = draw.choice(
            [SHORT[first], f'{first} "{SHORT[first]}"', f"{first} ({SHORT[first]})"]
        )
    if draw.random() < 0.10:
        last += draw.choice([", PhD", ", MBA", " MBA, PMP", ", CFA®", " 🚀", ", CPA", " M.Sc."])
    row = {
        "first_name": first,
        "last_name": last,
        "company": fact["company"],
        "title": fact["title"],
    }
    if draw.random() < 0.15:
        row = {**row, "full_name": f"{first} {last}", "first_name": "", "last_name": ""}
    if draw.random() < 0.9:
        host = draw.choice(["https://www.", "http://", "https://de.", "www."])
        row["url"] = f"{host}linkedin.com/in/{fact['slug']}{draw.choice(['', '/', '?trk=contact'])}"
    if draw.random() < 0.6:
        row["company"] += f" {fact['form']}"
    if draw.random() < 0.08:
        row["email"] = fact["private"]
    if draw.random() < 0.5:
        row["location"] = f"{fact['city']}, {fact['country']}"
    return row


def _crm(world: World, fact: dict[str, str]) -> dict[str, str]:
    """A row of a CRM, an address book or a list."""
    draw = world.draw
    first, last = fact["given"], fact["family"]
    roll = draw.random()
    if first in SHORT and roll < 0.25:
        first = SHORT[first]
    elif roll < 0.32:
        first = f"{first[0]}."
    elif roll < 0.36:
        first = f"{first} {draw.choice('ABEJKLMR')}."
    if draw.random() < 0.5:
        first, last = (_plain(t, german=draw.random() < 0.6) for t in (first, last))
    if draw.random() < 0.06:
        last = _slip(last, draw)
    if draw.random() < 0.03:
        first = _slip(first, draw)
    if draw.random() < 0.03:
        last = draw.choice([f"{last}-{world.family()}", f"{world.family()}-{last}", world.family()])
    row = {"first_name": first, "last_name": last}
    if draw.random() < 0.15:
        row = {
            "full_name": draw.choice([f"{last}, {first}", f"{first} {last}", f"Dr. {first} {last}"])
        }
    elif draw.random() < 0.03:
        row = {"first_name": last, "last_name": first}
    if draw.random() < 0.75:
        row["email"] = fact["work"] if draw.random() < 0.7 else fact["private"]
        if draw.random() < 0.1:
            row["email"] = row["email"].upper()
    elif draw.random() < 0.3:
        row["email"] = f"info@{fact['host']}"
    if draw.random() < 0.45:
        digits = fact["phone"].split()[1]
        row["phone"] = draw.choice([fact["phone"], f"0{digits}", f"0{digits[:3]}/{digits[3:]}"])
    if draw.random() < 0.85:
        row["company"] = fact["company"]
        if draw.random() < 0.5:
            row["company"] += f" {fact['form']}"
        if draw.random() < 0.05:
            row["company"] = _slip(row["company"], draw)
    if draw.random() < 0.6:
        row["title"] = fact["title"]
    if draw.random() < 0.5:
        row["location"] = fact["city"]
    if draw.random() < 0.3:
        row["url"] = f"linkedin.com/in/{fact['slug']}"
    return row


def _moved(world: World, fact: dict[str, str]) -> dict[str, str]:
    company, form, host = world.company()
    local = fact["work"].partition("@")[0]
    return {
        **fact, "company": company, "form": form, "host": host, "work": f"{local}@{host}",
        "title": world.draw.choice(TITLES),
    }  # fmt: skip


def people(count: int, seed: int = 1, repeats: float = 1.0) -> pd.DataFrame:
    """Records of ``count`` people in ``COLUMNS``, and ``cluster``, the person's number.

    Args:
        count: number of distinct people.
        seed: the same seed gives the same table.
        repeats: mean number of further records a person has; 0 for one record each.
    """
    world = World(seed, companies=max(20, count // 8))
    draw = world.draw
    rows: list[dict[str, str]] = []
    last: dict[str, str] = {}
    for number in range(count):
        fact = world.person(number)
        if last and draw.random() < 0.02:
            # A relative: one roof, one address, one family name.
            fact.update({k: last[k] for k in ("family", "city", "country", "phone", "private")})
        elif last and draw.random() < 0.02:
            # A namesake, now and then in the same large firm.
            fact.update({k: last[k] for k in ("given", "family")})
            if draw.random() < 0.2:
                fact.update({k: last[k] for k in ("company", "form")})
        last = fact
        more = int(repeats) + (draw.random() < repeats % 1)
        many = min(4, draw.randrange(0, 2 * more + 1)) if more else 0
        rows.append({**_connection(world, fact), "cluster": str(number)})
        for _ in range(many):
            now = _moved(world, fact) if draw.random() < 0.2 else fact
            make = _crm if draw.random() < 0.7 else _connection
            rows.append({**make(world, now), "cluster": str(number)})
    draw.shuffle(rows)
    frame = pd.DataFrame(rows).reindex(columns=[*COLUMNS, "cluster"]).fillna("")
    frame["cluster"] = frame["cluster"].astype(int)
    return frame
