"""People of one name, or nearly one, in one firm: what keeps them apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from prospecting.identity import match_people
from prospecting.identity.pair_levels import FIELDS
from prospecting.identity.people import review_people
from prospecting.identity.people_compare import levels_of
from prospecting.identity.people_fields import read_people

GIVEN = ["Anna", "Bert", "Carla", "Dirk", "Elena", "Felix", "Gina", "Hugo", "Ines", "Jonas"]
FAMILY = ["Abelard", "Brandis", "Czerny", "Dorn", "Eckert", "Funke", "Grosse", "Haarlem"]
Record = dict[str, str]


def staff(host: str) -> list[Record]:
    """Colleagues at one employer."""
    return [
        {
            "first_name": given,
            "last_name": family,
            "company": "Vela Systems",
            "email": f"{given}.{family}@{host}".lower(),
        }
        for given in GIVEN
        for family in FAMILY
    ]


def worker(first: str, last: str, email: str, company: str = "Vela Systems") -> Record:
    return {"first_name": first, "last_name": last, "company": company, "email": email}


def merged(one: Record, two: Record, others: list[Record]) -> bool:
    found = match_people(pd.DataFrame([one, two, *others]).fillna(""))
    return bool(found[0] == found[1])


@pytest.mark.parametrize(("low", "high"), [("62", "89"), ("2", "3")])
def test_an_employer_tells_namesakes_apart_by_figures(low: str, high: str) -> None:
    one = worker("John", "Wexel", f"john.wexel{low}@vela.com")
    two = worker("John", "Wexel", f"john.wexel{high}@vela.com")
    assert not merged(one, two, staff("vela.com"))


def test_a_figure_mistyped_in_an_address_that_nobody_shares_is_no_other_person() -> None:
    one = worker("John", "Wexel", "john.wexel62@wexel.example")
    two = worker("John", "Wexel", "john.wexel63@wexel.example")
    assert merged(one, two, staff("vela.com"))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("Rubina", "Castells"), ("Rubina", "Castilla")),
        (("Yifan", "Zhang"), ("Yifan", "Zheng")),
        (("Dennis", "Morrow"), ("Denise", "Morrow")),
    ],
)
def test_addresses_that_differ_as_like_names_do_are_two_colleagues(
    one: tuple[str, str], two: tuple[str, str]
) -> None:
    rows = [worker(*name, ".".join(name).lower() + "@vela.com") for name in (one, two)]
    assert not merged(rows[0], rows[1], staff("vela.com"))


def test_a_whole_name_that_many_bear_says_less_than_its_parts() -> None:
    # Of these hundred each works elsewhere; the two at one small firm are namesakes.
    bearers = [worker("Mohammed", "Ali", "", f"{FAMILY[n % 8]} {n} Stores") for n in range(100)]
    others = [
        worker(f"{given}{mark}", f"{family}{mark}", "", f"{family} {given} {mark}")
        for mark in "bcdefghiklmnopqrstuvwxzbcdfghk"
        for given in GIVEN
        for family in FAMILY
    ]
    for first, last, one in (("Mohammed", "Ali", False), ("Ottokar", "Wexel", True)):
        row = worker(first, last, "", "Jacob Holm")
        assert merged(row, dict(row), bearers + others) is one


def test_an_address_at_a_provider_is_no_slip_of_one_at_the_firm() -> None:
    rows = [
        worker("Cathleen", "Ullrich", "cathleen.ullrich27@gmail.com"),
        worker("Cathleen", "Ullrich", "cathleen.ullrich@herrmann.com"),
    ]
    people = read_people(pd.DataFrame(rows))
    levels = levels_of(people, np.array([0]), np.array([1]))
    assert FIELDS["email"][int(levels["email"][0])] == "differs"


@pytest.mark.parametrize(("one", "two"), [("Oskar", "Rosa"), ("Karin", "Karl")])
def test_of_two_of_one_family_at_one_firm_nothing_is_asked(one: str, two: str) -> None:
    rows = [worker(given, "Winter", "", "Winterfeld GmbH") for given in (one, two)]
    found = review_people(pd.DataFrame(rows))
    assert not [pair for pair in found if {pair.left, pair.right} == {0, 1}]
