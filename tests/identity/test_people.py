"""The same person is one cluster, two people are two: the cases that real exports hold."""

from __future__ import annotations

import pandas as pd
import pytest

from prospecting.identity import match_people, resolve_people, review_people, score_people_pairs

COLUMNS = [
    "first_name",
    "last_name",
    "full_name",
    "url",
    "email",
    "phone",
    "company",
    "title",
    "location",
]


def table(*rows: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [{column: row.get(column, "") for column in COLUMNS} for row in rows], columns=COLUMNS
    )


def crowd(count: int = 120, company: str = "") -> list[dict[str, str]]:
    """Unrelated people, so that the table is no table of two rows."""
    given = [
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
    family = [
        "Abel",
        "Brandt",
        "Czerny",
        "Dorn",
        "Eckert",
        "Funk",
        "Gross",
        "Haas",
        "Iversen",
        "Junker",
    ]
    return [
        {
            "first_name": given[n % 12],
            "last_name": family[n // 12 % 10],
            "url": f"https://www.linkedin.com/in/somebody-{n}",
            "company": company or f"Firma {n % 37}",
            "title": ["Buyer", "CFO", "Engineer"][n % 3],
        }
        for n in range(count)
    ]


def same(
    one: dict[str, str], two: dict[str, str], others: list[dict[str, str]] | None = None
) -> bool:
    found = match_people(table(one, two, *(crowd() if others is None else others)))
    return bool(found[0] == found[1])


@pytest.mark.parametrize("others", [[], None])
@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            {
                "first_name": "Zoë",
                "last_name": "Quandt",
                "url": "https://www.linkedin.com/in/zo%C3%AB-quandt/",
            },
            {
                "full_name": "Quandt, Zoe",
                "url": "de.linkedin.com/in/zoë-quandt?trk=x",
                "company": "Elsewhere",
            },
        ),
        (
            {"first_name": "Bob", "last_name": "Tillerman", "email": "Bob.Tillerman+crm@gmail.com"},
            {
                "first_name": "Robert",
                "last_name": "Tillerman, MBA",
                "email": "bobtillerman@googlemail.com",
            },
        ),
        (
            {"first_name": "Anna", "last_name": "Schmidt", "email": "a.schmidt@acme.de"},
            {"first_name": "Anna", "last_name": "Keller", "email": "a.schmidt@acme.de"},
        ),
        (
            {"first_name": "Jürgen", "last_name": "Weißenfels", "company": "Nordglas GmbH"},
            {"first_name": "Juergen", "last_name": "Weissenfels", "company": "NORDGLAS"},
        ),
        (
            {"full_name": "Dr. Małgorzata Zając 🚀", "company": "Polglas Sp. z o.o."},
            {"first_name": "Gosia", "last_name": "Zajac", "company": "Polglas", "title": "CFO"},
        ),
        (
            {"first_name": "Wei", "last_name": "Zhangsun", "company": "Hanpu Tech", "title": "CTO"},
            {
                "first_name": "Zhangsun",
                "last_name": "Wei",
                "company": "Hanpu Tech Ltd",
                "title": "CTO",
            },
        ),
        (
            {
                "first_name": "Ines",
                "last_name": "Abelard",
                "phone": "+49 (0)171 555 4433",
                "company": "Xy",
            },
            {
                "first_name": "Ines",
                "last_name": "Abelard",
                "phone": "0171/5554433",
                "company": "Zw",
            },
        ),
        # a Russian name written in its own letters, and in two ways in ours
        (
            {"first_name": "Юлия", "last_name": "Щербакова", "company": "Nordglas"},
            {"first_name": "Julia", "last_name": "Scherbakova", "company": "Nordglas AG"},
        ),
        # names in each other's place, and a nickname
        (
            {"first_name": "Markamp", "last_name": "Kees", "company": "Nordglas", "title": "CFO"},
            {
                "first_name": "Cornelis",
                "last_name": "Markamp",
                "company": "Nordglas",
                "title": "CFO",
            },
        ),
        # one written in Chinese, without a blank
        (
            {"full_name": "王小杰", "company": "Hanpu Tech", "title": "CTO"},
            {"first_name": "Xiaojie", "last_name": "Wang", "company": "Hanpu", "title": "CTO"},
        ),
        # a second family name, and a number without its area code
        (
            {"full_name": "Xoana Quiroga Vilar", "phone": "+34 981 222 4433"},
            {"first_name": "Xoana", "last_name": "Quiroga", "phone": "981 222 4433"},
        ),
    ],
)
def test_one_person(
    one: dict[str, str], two: dict[str, str], others: list[dict[str, str]] | None
) -> None:
    assert same(one, two, others)


@pytest.mark.parametrize("others", [[], None])
@pytest.mark.parametrize(
    ("one", "two"),
    [
        # a name alone, however rare
        ({"first_name": "Xanthippe", "last_name": "Quastenflosser"}, {"full_name": "Xanthippe Quastenflosser"}),
        # a family with one address, and one roof
        (
            {"first_name": "Anna", "last_name": "Keller", "email": "keller@gmx.de", "location": "Ulm"},
            {"first_name": "Bernd", "last_name": "Keller", "email": "keller@gmx.de", "location": "Ulm"},
        ),
        # two names of one length, one letter apart
        (
            {"first_name": "Mary", "last_name": "Quast", "company": "Nordglas", "location": "Ulm"},
            {"first_name": "Mark", "last_name": "Quast", "company": "Nordglas", "location": "Ulm"},
        ),
        # a family with one telephone
        (
            {"first_name": "Anna", "last_name": "Keller", "phone": "0731 445566"},
            {"first_name": "Bernd", "last_name": "Keller", "phone": "0731 445566"},
        ),
        # one mailbox of a firm
        (
            {"first_name": "Anna", "last_name": "Keller", "email": "info@nordglas.de", "company": "Nordglas"},
            {"first_name": "Anton", "last_name": "Vogt", "email": "info@nordglas.de", "company": "Nordglas"},
        ),
        # strangers of one name
        (
            {"first_name": "Jonas", "last_name": "Becker", "company": "Nordglas", "title": "CFO"},
            {"first_name": "Jonas", "last_name": "Becker", "company": "Suedstahl", "title": "Buyer"},
        ),
        # two profiles, also in one firm
        (
            {
                "first_name": "Jonas", "last_name": "Becker", "company": "Nordglas",
                "url": "linkedin.com/in/jonas-becker-1",
            },
            {
                "first_name": "Jonas", "last_name": "Becker", "company": "Nordglas",
                "url": "linkedin.com/in/jonas-becker-2",
            },
        ),
        # father and son
        (
            {"first_name": "Martin", "last_name": "King Jr.", "company": "King Foods"},
            {"first_name": "Martin", "last_name": "King Sr.", "company": "King Foods"},
        ),
        # a father named in full, a son not
        (
            {"first_name": "Martin", "last_name": "King Jr.", "company": "King Foods"},
            {"first_name": "Martin", "last_name": "King", "company": "King Foods"},
        ),
        # an address made of the name at two firms
        (
            {"first_name": "Jonas", "last_name": "Quast Vilar", "email": "j_quast@nordglas.de"},
            {"first_name": "Jonas", "last_name": "Quast Vilar", "email": "j_quast@suedstahl.de"},
        ),
        # given names of two words, of which one is common to many
        (
            {"first_name": "Xiao Ming", "last_name": "Deng", "company": "Nordglas"},
            {"first_name": "Xiao Ming", "last_name": "Feng", "company": "Nordglas"},
        ),
        # colleagues of one family name
        (
            {"first_name": "Olga", "last_name": "Petrova", "company": "Nordglas"},
            {"first_name": "Irina", "last_name": "Petrova", "company": "Nordglas"},
        ),
        # addresses that differ in a figure
        (
            {"first_name": "Jonas", "last_name": "Becker", "email": "jonas.becker62@gmail.com"},
            {"first_name": "Jonas", "last_name": "Becker", "email": "jonas.becker89@gmail.com"},
        ),
        # nothing at all
        ({"first_name": "LinkedIn", "last_name": "Member"}, {"first_name": "LinkedIn", "last_name": "Member"}),
        ({}, {}),
    ],
)  # fmt: skip
def test_two_people(
    one: dict[str, str], two: dict[str, str], others: list[dict[str, str]] | None
) -> None:
    assert not same(one, two, others)


def test_common_name_in_one_big_company_is_not_merged() -> None:
    big = crowd(120, company="Grossbank AG")
    one = {
        "first_name": "Michael",
        "last_name": "Müller",
        "company": "Grossbank",
        "title": "Trader",
        "location": "Ulm",
    }
    two = {
        "first_name": "Michael",
        "last_name": "Müller",
        "company": "Grossbank AG",
        "title": "Jurist",
        "location": "Kiel",
    }
    assert not same(one, two, big)


def test_an_initial_does_not_join_two_people() -> None:
    rows = [
        {
            "first_name": "J.",
            "last_name": "Smithers",
            "company": "Nordglas",
            "email": "js@nordglas.de",
        },
        {
            "first_name": "John",
            "last_name": "Smithers",
            "company": "Nordglas",
            "url": "linkedin.com/in/john-s",
        },
        {
            "first_name": "Jane",
            "last_name": "Smithers",
            "company": "Nordglas",
            "url": "linkedin.com/in/jane-s",
        },
    ]
    found = match_people(table(*rows, *crowd()))
    assert found[1] != found[2]


def test_a_nameless_row_does_not_chain_a_family() -> None:
    rows = [
        {"first_name": "Anna", "last_name": "Keller", "email": "keller@gmx.de"},
        {"email": "keller@gmx.de"},
        {"first_name": "Bernd", "last_name": "Keller", "email": "keller@gmx.de"},
    ]
    found = match_people(table(*rows, *crowd()))
    assert found[0] != found[2]


def test_a_moved_job_is_followed_through_the_profile() -> None:
    rows = [
        {
            "first_name": "Carla",
            "last_name": "Keller",
            "url": "linkedin.com/in/carla-k",
            "company": "Old",
        },
        {
            "first_name": "Carla",
            "last_name": "Keller",
            "url": "linkedin.com/in/carla-k",
            "company": "New",
        },
    ]
    assert same(rows[0], rows[1])


def test_a_namesake_elsewhere_with_the_same_title_and_town_is_asked_about() -> None:
    rows = [
        {
            "first_name": "Thelonius",
            "last_name": "Quandt",
            "company": "Nordglas",
            "title": "Head of Silica",
            "location": "Ulm",
        },
        {
            "first_name": "Thelonius",
            "last_name": "Quandt",
            "company": "Suedstahl",
            "title": "Head of Silica",
            "location": "Ulm",
        },
    ]
    found = resolve_people(table(*rows, *crowd()))
    assert found.clusters[0] != found.clusters[1]
    asked = [pair for pair in found.review if (pair.left, pair.right) == (0, 1)]
    assert asked
    assert 0.7 <= asked[0].probability < 0.95
    assert any("company differs" in phrase for phrase in asked[0].evidence)
    assert any("title same" in phrase for phrase in asked[0].evidence)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("1970-03-01", "Mar 1 1970"),
        ("1970-03-01", "1. März 1970"),
        ("3/1/70", "1970-03-01"),
        ("24-May-11", "2011-05-24"),
        ("12/25/1980", "25.12.1980"),
        ("1980-12-25T00:00:00", "1980-12-25 00:00:00"),
    ],
)
def test_dates_of_birth_are_read_however_they_are_written(one: str, two: str) -> None:
    rows = pd.DataFrame(
        {
            "first_name": ["Carla", "Carla"],
            "last_name": ["Quandt", "Quandt"],
            "birth_date": [one, two],
        }
    )
    assert match_people(rows).tolist() == [0, 0]


def test_a_shared_address_does_not_join_two_born_on_other_days() -> None:
    rows = pd.DataFrame(
        {
            "first_name": ["Mary", "Mark", "Marsha"],
            "last_name": ["Kusha"] * 3,
            "email": ["kusha123@mail.example"] * 3,
            "location": ["1304 Poppy Hills Dr Blacklick"] * 3,
            "birth_date": ["1976-10-27", "1997-09-14", "1955-01-02"],
        }
    )
    assert len(set(match_people(rows)[:2].tolist())) == 2


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            {"company": "Beta Retail", "url": "linkedin.com/in/j-smit"},
            {"company": "Beta Retail Group"},
        ),
        (
            {"company": "Beta Retail", "title": "CFO", "url": "linkedin.com/in/j-smit"},
            {"company": "Beta Retail Deutschland GmbH", "title": "Chief Financial Officer"},
        ),
    ],
)
def test_one_name_in_a_firm_and_its_group_is_merged_or_asked_about(
    one: dict[str, str], two: dict[str, str]
) -> None:
    name = {"first_name": "Jan", "last_name": "Smit"}
    others = [{**row, "company": f"{row['last_name']} {row['first_name']} AG"} for row in crowd()]
    found = resolve_people(table({**name, **one}, {**name, **two}, *others))
    asked = {(pair.left, pair.right) for pair in found.review}
    assert found.clusters[0] == found.clusters[1] or (0, 1) in asked


def test_degenerate_tables() -> None:
    assert match_people(pd.DataFrame()).shape == (0,)
    assert match_people(table({"first_name": "Anna"})).tolist() == [0]
    assert match_people(pd.DataFrame({"other": [1, 2, 3]})).tolist() == [0, 1, 2]
    odd = pd.DataFrame(
        {"full_name": [None, float("nan"), 7, "Ann Lee"], "phone": [1.0, None, 4.9e11, 1715554433]}
    )
    assert match_people(odd).tolist() == [0, 1, 2, 3]
    assert review_people(table({}, {})) == ()
    with pytest.raises(ValueError, match="between 0 and 1"):
        resolve_people(table({}, {}), merge_at=1.0)


def test_other_index_and_extra_columns_change_nothing() -> None:
    rows = table({"email": "a.b@acme.de"}, {"email": "a.b@acme.de"}, {"email": "c.d@acme.de"})
    assert match_people(rows).tolist() == [0, 0, 1]
    moved = rows.set_index(pd.Index(["x", "x", "y"])).assign(noise=[1, 2, 3])
    assert match_people(moved).tolist() == [0, 0, 1]


def test_somebody_in_hundreds_of_files_is_one_person() -> None:
    carla = {"first_name": "Carla", "last_name": "Quandt", "url": "linkedin.com/in/carla-q"}
    alike = table(*[carla] * 500, *crowd())
    assert set(match_people(alike)[:500].tolist()) == {0}
    titled = table(*[{**carla, "title": f"Title {n}"} for n in range(500)], *crowd())
    assert set(match_people(titled)[:500].tolist()) == {0}
    # Rows alike that hold no more than a name and an employer may be namesakes.
    assert len(set(match_people(table(*[{"full_name": "Xanthippe Quast"}] * 9)).tolist())) == 9


def test_columns_are_known_however_their_names_are_written() -> None:
    rows = pd.DataFrame(
        {
            "First Name": ["Carla", "Carla"],
            "Last name": ["Quandt", "Quandt"],
            "E-mail": ["c@q.de"] * 2,
        }
    )
    assert match_people(rows).tolist() == [0, 0]


def test_pairs_come_best_first() -> None:
    rows = table(
        {"first_name": "Carla", "last_name": "Keller", "email": "ck@acme.de"},
        {"first_name": "Carla", "last_name": "Keller", "email": "ck@acme.de"},
        *crowd(),
    )
    pairs = score_people_pairs(rows)
    assert list(pairs.columns) == ["left", "right", "probability"]
    assert pairs.iloc[0].tolist()[:2] == [0, 1]
    assert pairs["probability"].is_monotonic_decreasing
    assert (pairs["left"] < pairs["right"]).all()
