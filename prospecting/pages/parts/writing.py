"""Numbers, money and dates as the seller's country writes them, and near dates in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, get_date_format
from babel.numbers import format_currency, format_decimal, format_percent

from prospecting.pages.parts.text import plural

NO_DATE = "no date"


@dataclass(frozen=True)
class Writing:
    """How one seller's country writes: ``locale`` as in ``en_DE``, ``currency`` as in ``EUR``."""

    locale: str = "en_GB"
    currency: str = "EUR"

    def number(self, value: float, digits: int = 0) -> str:
        """``1234.5`` as "1,234.5" or "1.234,5", with ``digits`` places."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return str(format_decimal(value, format=pattern, locale=self.locale))

    def money(self, amount: float, currency: str | None = None) -> str:
        """An amount with its currency, without cents where there are none."""
        whole = float(amount).is_integer()
        code = (currency or self.currency).upper()
        text = format_currency(
            amount, code, locale=self.locale, currency_digits=not whole, format=self._pattern(whole)
        )
        return str(text)

    def percent(self, share: float) -> str:
        """A share 0..1 as whole percent, as in "62%"."""
        return str(format_percent(round(share, 2), locale=self.locale))

    def day(self, day: dt.date | None) -> str:
        """A date in the country's order, as in "24 Nov 2026"."""
        return NO_DATE if day is None else str(format_date(day, "medium", locale=self.locale))

    @property
    def day_field(self) -> str:
        """The order and the sign of a field for a date, as in "DD.MM.YYYY".

        A field has figures only, so that the country's own language counts, whatever the words are.
        """
        pattern = str(get_date_format("short", _own_locale(self.locale)).pattern)
        order = sorted("dMy", key=pattern.find)
        sign = next((one for one in pattern if one in "./-"), "/")
        return sign.join({"d": "DD", "M": "MM", "y": "YYYY"}[one] for one in order)

    def day_near(self, day: dt.date | None, as_of: dt.date) -> str:
        """ "in 5 days · 29 Nov 2026"; a date of today, tomorrow or yesterday is the word alone."""
        if day is None:
            return NO_DATE
        near = near_day(day, as_of)
        return near if abs((day - as_of).days) < 2 else f"{near} · {self.day(day)}"

    def count(self, number: int, one: str, many: str | None = None) -> str:
        """ "1 ask", "1,204 asks"."""
        return f"{self.number(number)} {plural(number, one, many)}"

    def _pattern(self, whole: bool) -> str | None:
        if not whole:
            return None
        pattern = Locale.parse(self.locale).currency_formats["standard"].pattern
        return str(pattern).replace(".00", "")


def _own_locale(locale: str) -> str:
    """The country's first language instead of the writer's: ``de_DE`` for ``en_DE``."""
    country = Locale.parse(locale).territory or ""
    languages = list(get_global("territory_languages").get(country, {}))
    own = f"{languages[0].split('_')[0]}_{country}" if languages else locale
    try:
        Locale.parse(own)
    except (UnknownLocaleError, ValueError):
        return locale
    return own


def near_day(day: dt.date, as_of: dt.date) -> str:
    """``day`` seen from ``as_of``: "today", "in 5 days", "3 weeks ago", "in 2 years"."""
    gap = (day - as_of).days
    if gap in (-1, 0, 1):
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}[gap]
    size = abs(gap)
    for days, unit, least in (
        (365, "year", 700),
        (30, "month", 60),
        (7, "week", 14),
        (1, "day", 2),
    ):
        if size >= least:
            number = round(size / days)
            words = f"{number} {plural(number, unit)}"
            return f"in {words}" if gap > 0 else f"{words} ago"
    raise AssertionError("a gap of two days or more has a unit")


def writing_for(
    country: str | None = None, language: str | None = None, currency: str | None = None
) -> Writing:
    """The writing of a seller: ``country`` as a name in English or its own language, or as a code.

    The language decides the words of dates, the country the order and the signs: English in
    Germany is ``en_DE``. What is not known falls back to ``en_GB`` and to the country's currency.
    """
    code = country_code(country)
    spoken = (language or "en").replace("-", "_").split("_")[0].lower()
    languages = list(get_global("territory_languages").get(code or "GB", {}))
    first = languages[0].split("_")[0] if languages else "en"
    candidates = [f"{spoken}_{code}", f"{first}_{code}"] if code else []
    for locale in (*candidates, "en_GB"):
        try:
            Locale.parse(locale)
        except (UnknownLocaleError, ValueError):
            continue
        return Writing(locale, (currency or _currency_of(code)).upper())
    raise AssertionError("en_GB is always there")


@lru_cache(maxsize=512)
def country_code(country: str | None) -> str | None:
    """ISO 3166 code of a country's name or code, or ``None`` where it is not known."""
    wanted = (country or "").strip().casefold()
    if not wanted:
        return None
    # Names in the countries' own languages need many locales: only where English does not help.
    return _english_names().get(wanted) or _own_names().get(wanted)


def _countries() -> list[str]:
    return [code for code in get_global("territory_languages") if len(code) == 2 and code.isalpha()]


@lru_cache(maxsize=1)
def _english_names() -> dict[str, str]:
    names = {"uk": "GB", "usa": "US", "england": "GB"}
    english = Locale.parse("en").territories
    for code in _countries():
        names.setdefault(code.casefold(), code)
        names.setdefault(english.get(code, code).casefold(), code)
    return names


@lru_cache(maxsize=1)
def _own_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code in _countries():
        for language in list(get_global("territory_languages")[code])[:2]:
            try:
                own = Locale.parse(language.split("_")[0]).territories.get(code)
            except (UnknownLocaleError, ValueError):
                continue
            if own:
                names.setdefault(own.casefold(), code)
    return names


def _currency_of(code: str | None) -> str:
    """Currency in use in a country today; the euro where it is not known."""
    current = [
        str(entry[0])
        for entry in get_global("territory_currencies").get(code or "", [])
        if entry[2] is None and entry[3]
    ]
    return current[-1] if current else "EUR"
