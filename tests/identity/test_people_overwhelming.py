"""Where so much agrees that a rule, made for what chance brings about, gives way."""

from __future__ import annotations

import pandas as pd

from prospecting.identity import match_people

GIVEN = ["Anna", "Bert", "Carla", "Dirk", "Elena", "Felix", "Gina", "Hugo", "Ines", "Jonas"]
FAMILY = ["Abelard", "Brandis", "Czerny", "Dorn", "Eckert", "Funke", "Grosse", "Haarlem"]
TOWNS = ["Aldberg", "Brenford", "Corley", "Dunwick"]
TRADES = ["painter", "botanist", "engineer", "priest", "actor", "surveyor", "banker"]
Record = dict[str, str]


def registry() -> list[Record]:
    """Persons of a registry, each once; no employers."""
    return [
        {
            "first_name": given,
            "last_name": family,
            "birth_date": f"18{10 + n}-{1 + n % 12:02}-{1 + m * 3:02}",
            "location": TOWNS[(n + m) % 4],
            "title": TRADES[(n + m) % 7],
        }
        for n, given in enumerate(GIVEN)
        for m, family in enumerate(FAMILY)
    ]


def merged(one: Record, two: Record, others: list[Record]) -> bool:
    found = match_people(pd.DataFrame([one, two, *others]).fillna(""))
    return bool(found[0] == found[1])


def test_another_given_name_of_one_birthday_family_town_and_trade_is_one_person() -> None:
    one = {
        "first_name": "Harold",
        "last_name": "Thomasson",
        "birth_date": "1838-02-15",
        "title": "clockmaker",
        "location": "Ulmham",
    }
    assert merged(one, {**one, "first_name": "Yates", "birth_date": "1838-12-15"}, registry())
    # A brother, born on another day.
    assert not merged(one, {**one, "first_name": "Yates", "birth_date": "1841-07-30"}, registry())


def test_a_rare_name_in_one_rare_place_moved_to_another_employer() -> None:
    staff = [
        {**row, "birth_date": "", "company": f"{row['last_name']} {TRADES[n % 7]} {n}"}
        for n, row in enumerate(registry() * 14)
    ]
    one = {
        "first_name": "Ottokar",
        "last_name": "Wexelbaum",
        "company": "Vela Systems",
        "title": "clockmaker",
        "location": "Ulmham",
    }
    moved = {**one, "company": "Kron Foods"}
    assert merged(one, moved, staff)
    # Whom the town has many of may be two.
    common = [{**row, "first_name": "Ottokar"} for row in staff[:560]]
    common += [{**row, "last_name": "Wexelbaum"} for row in staff[560:]]
    assert not merged(one, moved, common)


def register(household: bool) -> list[Record]:
    """People twice, clerks erring in either name; or families of one telephone, nobody twice."""
    rows: list[Record] = []
    for n in range(160):
        given, family = GIVEN[n % 10] + "lor"[n % 3], FAMILY[n % 8] + "stvw"[n // 40]
        row = {
            "first_name": given,
            "last_name": family,
            "phone": f"{5_550_000 + 37 * n}",
            "location": f"{n + 3} {FAMILY[n // 20]} Road {TOWNS[n % 4]} {2000 + n}",
        }
        again = dict(row)
        if household or n % 8 == 0:
            again["first_name"] = GIVEN[(n + 5) % 10] + "xy"
        elif n % 8 == 4:
            again["last_name"] = FAMILY[(n + 3) % 8] + "quor"
        rows += [row, again]
    return rows


def test_names_tell_whether_a_number_is_a_person_s_or_a_family_s() -> None:
    one = {
        "first_name": "Benjamin",
        "last_name": "Webbly",
        "phone": "1396032",
        "location": "10 Giliruk Crescent Balwyn 3622",
    }
    two = {**one, "first_name": "Alessandra", "location": "10 Giliruk Crescnt Balwyn 3622"}
    assert merged(one, two, register(household=False))
    assert not merged(one, two, register(household=True))
