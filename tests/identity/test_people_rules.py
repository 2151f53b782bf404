"""What a table tells of its numbers and addresses, and what the rules make of it."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from prospecting.identity import match_people, resolve_people
from prospecting.identity.people_fields import read_people
from prospecting.identity.people_mail import former_name, spelt_out

GIVEN = [
    "Anna",
    "Bert",
    "Carla",
    "Dirk",
    "Elena",
    "Felix",
    "Gina",
    "Hugo",
    "Ines",
    "Jonas",
    "Karin",
    "Lars",
]
FAMILY = [
    "Abelard",
    "Brandis",
    "Czerny",
    "Dorn",
    "Eckert",
    "Funke",
    "Grosse",
    "Haarlem",
    "Iversen",
    "Junker",
]


def crowd(**more: str) -> list[dict[str, str]]:
    """Unrelated people of unrelated firms."""
    return [
        {
            "first_name": GIVEN[n % 12],
            "last_name": FAMILY[n // 12],
            "company": f"{FAMILY[n // 12]}{GIVEN[n % 12]} AG",
            **more,
        }
        for n in range(120)
    ]


def merged(*rows: dict[str, str], others: list[dict[str, str]] | None = None) -> bool:
    """Whether the first two rows are one person."""
    frame = pd.DataFrame([*rows, *(crowd() if others is None else others)]).fillna("")
    found = match_people(frame)
    return bool(found[0] == found[1])


def registry(*, family: bool) -> list[dict[str, str]]:
    """People with birth dates, in pairs: one whose name was replaced, or two of one family."""
    draw = random.Random(4)
    rows = []
    for n in range(60):
        born = [f"19{draw.randrange(30, 99)}-0{1 + n % 9}-{10 + n % 19}" for _ in range(2)]
        row = {"last_name": FAMILY[n % 10] + "er" * (n // 10), "phone": f"{4400000 + 7919 * n}"}
        for one in range(2):
            name = GIVEN[(n + 5 * one) % 12] if n % 4 == 0 else GIVEN[n % 12]
            date = born[one] if family and n % 4 == 0 else born[0]
            rows.append({**row, "first_name": name, "birth_date": date})
    return rows


WRONG_NAME = (
    {"first_name": "Joel", "last_name": "Quandt", "phone": "8251151", "birth_date": "1911-10-09"},
    {"first_name": "Elton", "last_name": "Quandt", "phone": "8251151", "birth_date": ""},
)


def test_a_number_is_one_persons_where_the_birth_dates_of_its_rows_say_so() -> None:
    assert merged(*WRONG_NAME, others=registry(family=False))


def test_a_number_is_a_familys_where_the_birth_dates_of_its_rows_differ() -> None:
    assert not merged(*WRONG_NAME, others=registry(family=True))
    half = ({**WRONG_NAME[0]}, {**WRONG_NAME[1], "first_name": ""})
    assert not merged(*half, others=registry(family=True))


@pytest.mark.parametrize(
    ("one", "two", "others"),
    [
        # A switchboard: people of quite other names answer it.
        (
            {"first_name": "K", "last_name": "Bjornstad", "phone": "030 5544667", "company": "Penam"},
            {"first_name": "Karl", "last_name": "Oberer", "phone": "030 5544667", "company": "Penam"},
            [{"first_name": "Zoe", "last_name": "Yule", "phone": "030 5544667", "company": "Penam"}],
        ),
        # A family's mailbox: an initial does not tell which of them writes.
        (
            {"first_name": "Anna", "last_name": "Quandt", "email": "quandt.home@gmx.de"},
            {"first_name": "A.", "last_name": "Quandt", "email": "quandt.home@gmx.de"},
            [{"first_name": "Bernd", "last_name": "Quandt", "email": "quandt.home@gmx.de"}],
        ),
        # A firm gives its second namesake a figure.
        (
            {"first_name": "Jane", "last_name": "Quandt", "email": "j.quandt@penam.de", "company": "Penam"},
            {"first_name": "Jane", "last_name": "Quandt", "email": "j.quandt2@penam.de", "company": "Penam"},
            [],
        ),
        # Addresses that differ as the names do.
        (
            {"first_name": "Lihua", "last_name": "Liu", "email": "l.liu@penam.de"},
            {"first_name": "Lihua", "last_name": "Lin", "email": "l.lin@penam.de", "company": "Penam"},
            [],
        ),
        # Two surnames, of which one is common: the given names differ all the same.
        (
            {"full_name": "M. Quiroga Paz", "company": "Penam", "title": "CFO"},
            {"full_name": "Dolores Quiroga Paz", "company": "Penam", "title": "CFO"},
            [],
        ),
        # A name with the town where it is at home.
        (
            {"first_name": "Seoyeon", "last_name": "Quandt", "company": "Penam", "location": "Ulm"},
            {"first_name": "Seoyeon", "last_name": "Quandt", "title": "CFO", "location": "Ulm"},
            [],
        ),
        # One provider, one name, two points: two people's as well as one's.
        (
            {"first_name": "Johann", "last_name": "Quandt", "email": "johannquandt@yahoo.com"},
            {"first_name": "Johann", "last_name": "Quandt", "email": "johann_quandt@yahoo.com"},
            [],
        ),
        # A man and a woman.
        (
            {"first_name": "Emil", "last_name": "Quandt", "company": "Penam", "title": "CFO"},
            {"first_name": "Emilia", "last_name": "Quandt", "company": "Penam", "title": "CFO"},
            [],
        ),
        # Two names that begin alike, and one telephone.
        (
            {"first_name": "Mark", "last_name": "Quandt", "phone": "030 5544667", "company": "Penam"},
            {"first_name": "Marsha", "last_name": "Quandt", "phone": "030 5544667", "company": "Penam"},
            [],
        ),
        # Jürgen and Jörg both come from Georg, and are two names.
        (
            {"first_name": "Jürgen", "last_name": "Quandt", "company": "Penam"},
            {"first_name": "Jörg", "last_name": "Quandt", "company": "Penam"},
            [],
        ),
    ],
)  # fmt: skip
def test_two_people(one: dict[str, str], two: dict[str, str], others: list[dict[str, str]]) -> None:
    assert not merged(one, two, others=[*others, *crowd()])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        # The first letter is lost, or something else is hit before it.
        (
            {"full_name": "lrich Quandt", "company": "Penam", "title": "CFO"},
            {"full_name": "Ulrich Quandt", "company": "Penam", "title": "CFO"},
        ),
        (
            {"full_name": "Torsten Quandt", "company": "Penam"},
            {"full_name": "bTorsten Quandt", "company": "Penam GmbH"},
        ),
        # One surname in two words.
        (
            {"full_name": "Wenbo Ou Yang", "company": "Penam", "title": "CFO"},
            {"full_name": "Wenbo Ouyang", "company": "Penam", "title": "CFO"},
        ),
        # A given name cut short.
        (
            {"full_name": "Krishnamurthy Quandt", "company": "Penam"},
            {"full_name": "Krish Quandt", "company": "Penam Ltd"},
        ),
        # The address writes the initial out.
        (
            {"full_name": "I. Venby", "email": "ingrid.venby@gmail.com", "title": "Head of Silica"},
            {"full_name": "Ingrid Venby", "company": "Penam", "title": "Head of Silica"},
        ),
        # The address has the name borne before.
        (
            {"full_name": "Hugo Rosford", "email": "hugo.bergsten@penam.de", "title": "CFO"},
            {"full_name": "Hugo Bergsten", "company": "Penam", "title": "CFO"},
        ),
    ],
)
def test_one_person(one: dict[str, str], two: dict[str, str]) -> None:
    assert merged(one, two)


def test_an_initial_is_compared_in_a_firm_and_its_group() -> None:
    # So many of the family that the name alone makes no pairs.
    clan = [
        {"full_name": f"{name} Quandt", "company": f"{name}werk"}
        for name in (*GIVEN, *(given + "o" for given in FAMILY))
    ]
    rows = [
        {"full_name": "S. Quandt", "company": "Penam Group", "title": "Head of Silica"},
        {"full_name": "Sergey Quandt", "company": "Penam", "title": "Head of Silica"},
    ]
    found = resolve_people(pd.DataFrame([*rows, *clan, *crowd()]).fillna(""))
    assert (0, 1) in set(zip(found.left.tolist(), found.right.tolist(), strict=True))


def test_a_table_without_doublets_does_not_learn_that_one_person_differs_in_everything() -> None:
    draw = random.Random(8)
    towns = ["Ulm", "Kiel", "Bonn", "Trier", "Jena", "Gera"]
    rows = [
        {
            "first_name": draw.choice(GIVEN),
            "last_name": draw.choice(FAMILY) + draw.choice(["", "s", "mann", "er", "ova", "ski"]),
            "email": "".join(draw.choices("abcdefghiklmnoprstuvw", k=12)) + "@gmx.de",
            "phone": f"0171 {3000000 + 7919 * n}",
            "location": draw.choice(towns),
        }
        for n in range(3000)
    ]
    assert len(set(match_people(pd.DataFrame(rows)).tolist())) == 3000


@pytest.mark.parametrize(
    ("given", "family", "local", "found"),
    [
        ("j", "garwell", "juergen.garwell", "juergen"),
        ("", "garwell", "garwell_juergen", "juergen"),
        ("k", "garwell", "juergen.garwell", None),
        ("juergen", "garwell", "juergen.garwell", None),
        ("j", "garwell", "jgarwell", None),
        ("j", "garwell", "j.garwell", None),
        ("j", "schaefer", "jan.schafer", "jan"),
    ],
)
def test_an_address_spells_an_initial_out(
    given: str, family: str, local: str, found: str | None
) -> None:
    assert spelt_out(given, family, local) == found


@pytest.mark.parametrize(
    ("given", "family", "local", "found"),
    [
        ("hugo", "rosford", "hugo.bergstroem", "bergstroem"),
        ("hugo", "rosford", "bergstroem.hugo", "bergstroem"),
        ("hugo", "rosford", "hugo.rosford", None),
        ("hugo", "rosford", "hugo.rosfort", None),
        ("hugo", "rosford", "sales.team", None),
        ("hugo", "rosford bergstroem", "hugo.bergstroem", None),
        ("hugo", "rosford", "hugo.b", None),
    ],
)
def test_an_address_has_a_former_name(
    given: str, family: str, local: str, found: str | None
) -> None:
    assert former_name(given, family, local) == found


@pytest.mark.parametrize(
    ("text", "key"),
    [("948-04-13", "9480413"), ("19480-04-13", "194800413"), ("1948-04-13", "19480413")],
)
def test_a_year_with_a_figure_too_many_or_too_few_is_a_year(text: str, key: str) -> None:
    assert read_people(pd.DataFrame({"birth_date": [text]})).birth.values == [key]
