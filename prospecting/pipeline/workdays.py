"""Working days in a client's country: no weekends, no public holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from scoring.countries import find_country

#: Countries whose week does not end on Saturday and Sunday, by the days (Monday is 0) off.
_OTHER_WEEKENDS: Final = {
    "AE": (5, 6), "SA": (4, 5), "EG": (4, 5), "IL": (4, 5), "QA": (4, 5), "KW": (4, 5),
    "BH": (4, 5), "OM": (4, 5), "JO": (4, 5), "DZ": (4, 5), "IQ": (4, 5), "BD": (4, 5),
    "IR": (4,), "NP": (5,), "BN": (4, 6),
}  # fmt: skip
_USUAL_WEEKEND: Final = (5, 6)


@lru_cache(maxsize=512)
def holidays_of(country: str, year: int) -> frozenset[date]:
    """The national holidays of a country (two letters) in a year, from the package ``holidays``;
    none for a country it does not know."""
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=[year]))
    except NotImplementedError:
        return frozenset()


@lru_cache(maxsize=512)
def country_code(country: str | None) -> str | None:
    """The two letters of a country given by name (in any of the product's languages) or code."""
    if not country:
        return None
    return find_country(country)


def is_working_day(day: date, country: str | None = None) -> bool:
    """False on the weekend and on national holidays of ``country`` (name or two letters).

    Where the country is not known only Saturday and Sunday are free.
    """
    code = country_code(country)
    if day.weekday() in _OTHER_WEEKENDS.get(code or "", _USUAL_WEEKEND):
        return False
    return code is None or day not in holidays_of(code, day.year)


def next_working_day(day: date, country: str | None = None) -> date:
    """``day`` itself or the first working day after it."""
    while not is_working_day(day, country):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, country: str | None = None) -> date:
    """The day ``count`` working days after ``day``; with 0, ``next_working_day``.

    Raises:
        ValueError: ``count`` is negative.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    if count == 0:
        return next_working_day(day, country)
    while count:
        day += timedelta(days=1)
        if is_working_day(day, country):
            count -= 1
    return day


def working_days_between(start: date, end: date, country: str | None = None) -> int:
    """Working days after ``start`` up to and including ``end``; 0 where ``end`` is not later."""
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=n), country) for n in range(1, days + 1))
