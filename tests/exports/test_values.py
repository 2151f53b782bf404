"""Dates, numbers, sizes and words of cells; whose network a file's name says it is."""

from __future__ import annotations

import math
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospecting.exports.dates import read_days, read_moments
from prospecting.exports.headers import header_key, key
from prospecting.exports.owner import hints_of
from prospecting.exports.values import (
    country_of,
    currency_of,
    degrees,
    flags,
    number,
    numbers,
    role_start,
    size,
    translate,
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("08 Feb 2026", date(2026, 2, 8)),
        ("1 Jan 2026", date(2026, 1, 1)),
        ("2026-02-08", date(2026, 2, 8)),
        ("2026-02-08T10:11:12.000Z", date(2026, 2, 8)),
        ("2026/07/28 13:20:49 UTC", date(2026, 7, 28)),
        ("Wed Jun 24 12:43:42 UTC 2026", date(2026, 6, 24)),
        ("4-Apr-21", date(2021, 4, 4)),
        ("4-Apr-99", date(1999, 4, 4)),
        ("Apr 4, 2021", date(2021, 4, 4)),
        ("Sunday, April 4, 2021", date(2021, 4, 4)),
        ("Jan 2023", date(2023, 1, 1)),
        ("2004", date(2004, 1, 1)),
        ("03/2021", date(2021, 3, 1)),
        ("12 mars 2023", date(2023, 3, 12)),
        ("12 de marzo de 2023", date(2023, 3, 12)),
        ("12. März 2023", date(2023, 3, 12)),
        ("12 mrt. 2023", date(2023, 3, 12)),
        ("12 maart 2023", date(2023, 3, 12)),
        ("12 de fev. de 2023", date(2023, 2, 12)),
        ("1er août 2020", date(2020, 8, 1)),
        ("5 grudnia 2020", date(2020, 12, 5)),
        ("8 февр. 2026 г.", date(2026, 2, 8)),
        ("2023年3月12日", date(2023, 3, 12)),
        ("1760000000", date(2025, 10, 9)),
        ("1760000000000", date(2025, 10, 9)),
        ("0/0/00", None),
        ("nonsense", None),
        ("31 Feb 2020", None),
        ("32 Jan 2020", None),
        ("", None),
    ],
)
def test_a_date_that_needs_no_other(text: str, day: date | None) -> None:
    assert read_days([text], "Date")[0] == [day]


def test_the_column_decides_day_and_month() -> None:
    assert read_days(["3/4/2021", "13/4/2021"], "D")[0] == [date(2021, 4, 3), date(2021, 4, 13)]
    assert read_days(["3/4/2021", "4/13/2021"], "D")[0] == [date(2021, 3, 4), date(2021, 4, 13)]
    assert read_days(["3.4.2021"], "D") == ([date(2021, 4, 3)], [])
    assert read_days(["3/4/21 2:30 PM"], "D") == ([date(2021, 3, 4)], [])
    assert read_days(["3/4/2021"], "D", order="dmy") == ([date(2021, 4, 3)], [])


def test_an_open_order_is_said_and_the_same_cell_may_differ_by_column() -> None:
    days, warnings = read_days(["3/4/2021"], "Seen", hint="mdy")
    assert days == [date(2021, 3, 4)]
    assert len(warnings) == 1
    assert "'Seen'" in warnings[0]
    assert read_days(["3/4/2021", "28/4/2021"], "Seen")[0][0] == date(2021, 4, 3)


def test_the_order_of_rows_tells_day_from_month() -> None:
    falling = ["01/12/2020", "12/11/2020", "11/11/2020", "02/11/2020", "10/10/2020", "09/10/2020"]
    days, warnings = read_days(falling, "Connected On", hint="mdy")
    assert days[0] == date(2020, 12, 1)
    assert warnings == []


def test_a_mixed_column_goes_with_the_majority_and_leaves_the_rest_empty() -> None:
    days, warnings = read_days(["13/1/2020", "14/1/2020", "1/15/2020"], "D")
    assert days == [date(2020, 1, 13), date(2020, 1, 14), None]
    assert any("mixes" in text for text in warnings)


def test_moments_keep_the_time_and_are_utc() -> None:
    read = read_moments(["1/29/26, 2:37 PM", "12/9/25, 12:07 AM"], "Sent At", order="mdy")
    assert read.values == [datetime(2026, 1, 29, 14, 37), datetime(2025, 12, 9, 0, 7)]  # noqa: DTZ001
    shifted = read_moments(["2026-01-29T14:37:00+02:00"], "Sent At")
    assert shifted.values == [datetime(2026, 1, 29, 12, 37)]  # noqa: DTZ001


@given(
    st.dates(date(1970, 1, 1), date(2068, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d %b %Y", "%d-%b-%y", "%d.%m.%Y", "%B %d, %Y"]),
)
def test_dates_come_back(day: date, form: str) -> None:
    assert read_days([day.strftime(form)], "D")[0] == [day]


@given(st.lists(st.text(max_size=20), max_size=20))
def test_any_cells_give_a_column_of_the_same_length(cells: list[str]) -> None:
    days, _ = read_days(cells, "D")
    assert len(days) == len(cells)
    assert len(numbers(cells)) == len(cells)
    for cell in cells:
        low, high, _ = size(cell)
        assert low is None or high is None or low <= high


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1.234,56 €"], [1234.56]),
        (["€1,234.56"], [1234.56]),
        (["12 500 €", "1 000,50"], [12500.0, 1000.5]),
        (["126,848"], [126848.0]),
        (["1.500", "2,75"], [1500.0, 2.75]),
        (["1,500", "2.75"], [1500.0, 2.75]),
        (["12'000.50"], [12000.5]),
        (["$12k", "1.5M", "2 Mio"], [12000.0, 1500000.0, 2000000.0]),
        (["(1,200)", "-5"], [-1200.0, -5.0]),
        (["", "n/a"], [None, None]),
        (["1234567.89"], [1234567.89]),
        (["1.234.567"], [1234567.0]),
    ],
)
def test_numbers_by_column(cells: list[str], expected: list[float | None]) -> None:
    assert numbers(cells) == expected


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("51-200", 51, 200),
        ("5001-10000", 5001, 10000),
        ("5,001-10,000 employees", 5001, 10000),
        ("201 - 500", 201, 500),
        ("1.000–5.000", 1000, 5000),
        ("1 to 10", 1, 10),
        ("10001+", 10001, math.inf),
        ("10,001+", 10001, math.inf),
        ("c_00051_00100", 51, 100),
        ("c_10001_max", 10001, math.inf),
        ("1K-5K", 1000, 5000),
        ("<10", 1, 10),
        ("mehr als 500", 500, math.inf),
        ("320", 320, 320),
        ("1,204", 1204, 1204),
        ("2.500", 2500, 2500),
        ("320.0", 320, 320),
        ("Self-employed", 1, 1),
        ("", None, None),
        ("unknown", None, None),
    ],
)
def test_sizes(text: str, low: float | None, high: float | None) -> None:
    assert size(text) == (low, high, False)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("10-Jan", 1, 10),
        ("Nov-50", 11, 50),
        ("1-Jan", 1, 1),
        ("1950-11-01", 11, 50),
        ("2026-01-10", 1, 10),
    ],
)
def test_a_size_that_a_spreadsheet_took_for_a_date_is_turned_back(
    text: str, low: float, high: float
) -> None:
    assert size(text) == (low, high, True)


def test_small_words() -> None:
    assert flags(["ja", "No", "x", "vielleicht", ""]) == [True, False, True, None, None]
    assert degrees(["1st", "2nd", "3rd+", "Out of Network", "2", ""]) == [1, 2, 3, 4, 2, None]
    assert translate(["Bestandskunde", "Lieferant", "Former client"], "kinds") == [
        "client",
        "supplier",
        "client",
    ]
    assert translate(["inaktiv", "At Risk", "?"], "statuses") == ["former", "at risk", None]
    assert currency_of("Umsatz in EUR") == currency_of("12 €") == "EUR"
    assert country_of("Utrecht, Utrecht, Netherlands") == "Netherlands"
    assert country_of("München, Deutschland") == "Deutschland"
    assert country_of("Greater Munich Area") is None
    assert role_start("2 years 3 months in role", date(2026, 2, 3)) == date(2023, 11, 1)
    assert role_start("", date(2026, 2, 3)) is None
    assert number("no figure") is None


def test_headers_in_one_spelling() -> None:
    assert (
        key("E-mail Address") == key("email_address") == key(' "EmailAddress" ') == "emailaddress"
    )
    assert key("Prénom") == "prenom"
    assert key("#") == "#"
    assert header_key("Revenue (EUR)") == "revenue"
    assert header_key("Umsatz 2025") == "umsatz"
    assert header_key("Umsatz in EUR") == "umsatz"


@pytest.mark.parametrize(
    ("path", "name", "email"),
    [
        ("Connections - Carla Keller.csv", "Carla Keller", None),
        ("Keller_Carla_Connections.csv", "Keller Carla", None),
        ("carla.keller@example.com.csv", None, "carla.keller@example.com"),
        ("connections_carla.keller@example.com.csv", None, "carla.keller@example.com"),
        ("CarlaKellerConnections.csv", "Carla Keller", None),
        ("Ronald McDonald.csv", "Ronald McDonald", None),
        ("Connections Noor de Vries.csv", "Noor de Vries", None),
        ("Contactos de Carla Keller (2).csv", "Carla Keller", None),
        ("Carla Keller/Complete_LinkedInDataExport_03-14-2026.zip", "Carla Keller", None),
        ("Carla Keller/Connections.csv", "Carla Keller", None),
        ("my connections.csv", "me", None),
    ],
)
def test_the_owner_in_a_name(path: str, name: str | None, email: str | None) -> None:
    first = hints_of(path)[0]
    assert (first.name, first.email) == (name, email)


@pytest.mark.parametrize(
    "path",
    [
        "Connections.csv",
        "exports/Connections (1).csv",
        "client_03/Basic_LinkedInDataExport_01-02-2026.zip",
        "LinkedIn Connections 2026.csv",
    ],
)
def test_a_name_that_names_nobody(path: str) -> None:
    assert hints_of(path) == []
