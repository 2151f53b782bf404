"""Cells that are not plain text: numbers, sizes of firms, marks, degrees, durations."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from prospecting.exports.headers import key
from scoring.reference import load_toml

#: A longer cell is prose. The limit also keeps the patterns below from going back and forth over
#: thirty thousand digits.
_LONGEST: Final = 80
#: The degree of who is out of the owner's network: further than LinkedIn counts.
BEYOND: Final = 4
_CURRENCIES: Final = {
    "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₣": "CHF", "zł": "PLN", "₹": "INR",
    "kč": "CZK", "fr.": "CHF", "us$": "USD",
}  # fmt: skip
_CODE: Final = re.compile(
    r"\b(EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|CAD|AUD|NZD|INR|BRL|MXN|SGD|HKD|ZAR)\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"[-+(]?\d[\d.,'’\s\u00a0\u202f]*")
_SUFFIX: Final = {"k": 1e3, "m": 1e6, "mm": 1e6, "mio": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "mrd": 1e9}  # fmt: skip
_RANGE: Final = re.compile(
    r"(?P<low>\d[\d.,'’\s\u00a0\u202f]*)\s*(?P<k>k)?\s*(?:-|–|—|−|\bto\b|\bbis\b|\bà\b|\ba\b|_)\s*"
    r"(?P<high>\d[\d.,'’\s\u00a0\u202f]*)\s*(?P<k2>k)?",
    re.IGNORECASE,
)
_MANGLED_DAY: Final = re.compile(r"(?P<d>\d{1,2})[-.\s/](?P<m>[^\W\d_]{3,9})\.?$")
_MANGLED_YEAR: Final = re.compile(r"(?P<m>[^\W\d_]{3,9})\.?[-.\s/](?P<y>\d{2,4})$")


def words(group: str) -> dict[str, str]:
    """Words of ``words.toml`` in ``group``: each word's key to what it means."""
    return _words(group)


@lru_cache(maxsize=32)
def _words(group: str) -> dict[str, str]:
    table = load_toml("exports/words.toml")[group]
    return {key(word): meaning for meaning, listed in table.items() for word in listed}


def translate(values: Sequence[str], group: str) -> list[str | None]:
    """Each cell's meaning by ``words.toml``, whole cell first, then word by word; else None."""
    known = words(group)
    memo: dict[str, str | None] = {}
    for value in set(values):
        if len(value) > _LONGEST:
            memo[value] = None
            continue
        meaning = known.get(key(value))
        if meaning is None and value.strip():
            meaning = next(
                (known[key(part)] for part in re.split(r"[\s;,/|]+", value) if key(part) in known),
                None,
            )
        memo[value] = meaning
    return [memo[value] for value in values]


def flags(values: Sequence[str]) -> list[bool | None]:
    """Yes and no in several languages; None where the cell says neither."""
    return [None if meaning is None else meaning == "yes" for meaning in translate(values, "flags")]


def decimal_comma(values: Sequence[str]) -> bool | None:
    """Whether the column writes decimals with a comma; None where no cell tells."""
    comma = point = 0
    for value in values:
        text = value.strip()[:_LONGEST]
        if "," in text and "." in text:
            comma += text.rfind(",") > text.rfind(".")
            point += text.rfind(".") > text.rfind(",")
        elif re.search(r"\d,\d{1,2}(?!\d)", text) or re.search(r"\d\.\d{3}\.\d{3}", text):
            comma += 1
        elif re.search(r"\d\.\d{1,2}(?!\d)", text) or re.search(r"\d,\d{3},\d{3}", text):
            point += 1
    return None if comma == point else comma > point


def numbers(values: Sequence[str]) -> list[float | None]:
    """Amounts and counts; the decimal mark is found for the column, not the cell."""
    comma = decimal_comma(values)
    memo = {value: number(value, comma) for value in set(values)}
    return [memo[value] for value in values]


def number(text: str, comma: bool | None = None) -> float | None:
    """One number, with thousands marks, currency signs, "k", "Mio"; None where there is none."""
    match = _NUMBER.search(text) if len(text) <= _LONGEST else None
    if not match:
        return None
    digits = re.sub(r"[\s\u00a0\u202f'’]", "", match[0]).rstrip(".,")
    negative = digits[:1] in "-("
    digits = digits.lstrip("-+(")
    if "," in digits and "." in digits:
        mark = "," if digits.rfind(",") > digits.rfind(".") else "."
    elif "," in digits or "." in digits:
        mark = "," if "," in digits else "."
        grouped = re.fullmatch(rf"\d{{1,3}}(?:\{mark}\d{{3}})+", digits) is not None
        # "1,234" is a thousand, unless the column showed that its comma is a decimal mark.
        decimal = (comma is True and mark == ",") or (comma is False and mark == ".")
        if grouped and not (decimal and digits.count(mark) == 1):
            mark = ""
    else:
        mark = ""
    plain = "".join(
        "." if char == mark else char for char in digits if char.isdigit() or char == mark
    )
    try:
        value = float(plain)
    except ValueError:
        return None
    suffix = re.match(r"\s*([a-z]+)", text[match.end() :].lower())
    if suffix:
        value *= _SUFFIX.get(suffix[1], 1)
    return -value if negative else value


def currency_of(*texts: str) -> str | None:
    """The currency named in a header or a cell, as ISO code."""
    for text in texts:
        if len(text) > _LONGEST:
            continue
        match = _CODE.search(text)
        if match:
            return match[1].upper()
        lowered = text.lower()
        for sign, code in _CURRENCIES.items():
            if sign in lowered:
                return code
    return None


def sizes(values: Sequence[str]) -> tuple[list[float | None], list[float | None], bool]:
    """Smallest and largest number of employees, and whether a spreadsheet had mangled a range."""
    memo = {value: size(value) for value in set(values)}
    low = [memo[value][0] for value in values]
    high = [memo[value][1] for value in values]
    return low, high, any(entry[2] for entry in memo.values())


def size(text: str) -> tuple[float | None, float | None, bool]:
    """One size: "51-200", "10,001+", "1.000–5.000", "c_00051_00100", "<10", "320".

    A spreadsheet turns "1-10" into "10-Jan" and "11-50" into "Nov-50"; that is turned back, and
    the third value says so.
    """
    text = text.strip().lower()
    if not text or len(text) > _LONGEST:
        return None, None, False
    if mangled := _mangled(text):
        return *mangled, True
    text = text.removeprefix("c_")
    if text == "10001_max":
        return 10001.0, math.inf, False
    if match := _RANGE.search(text):
        low, high = _count(match["low"], match["k"]), _count(match["high"], match["k2"])
        if low is not None and high is not None and low <= high:
            return low, high, False
        return None, None, False
    value = _count(text, None)
    if value is None:
        single = key(text) in {"myselfonly", "selfemployed", "selbststandig", "freelancer"}
        return (1.0, 1.0, False) if single else (None, None, False)
    if re.search(
        r"\+|^\s*(>|≥|over|more than|mehr als|über|plus de|más de|mas de|oltre|più di|meer dan|"
        r"mais de|ponad|över|yli|ab\b)"
        r"|\b(or more|and more|and over|and above|et plus|ou plus|und mehr|oder mehr|o más|y más|"
        r"e oltre|o più|ou mais|en meer|of meer|i więcej)\b",
        text,
    ):
        return value, math.inf, False
    if re.search(
        r"^\s*(<|≤|under|less than|up to|unter|bis|weniger als|moins de|jusqu|fewer|menos de|hasta|"
        r"meno di|fino a|minder dan|tot\b|até|poniżej|do\b|under|alle)",
        text,
    ):
        return 1.0, value, False
    return value, value, False


def _count(text: str, kilo: str | None) -> float | None:
    """A number of people: marks between digits are thousands, since nobody employs halves."""
    match = re.search(r"\d[\d.,'’\s\u00a0\u202f]*", text)
    if not match:
        return None
    raw = match[0].strip().rstrip(".,")
    decimal = re.fullmatch(r"\d+[.,]\d{1,2}", raw)
    value = float(raw.replace(",", ".")) if decimal else float(re.sub(r"\D", "", raw))
    if kilo or re.match(r"\s*k\b", text[match.end() :]):
        value *= 1000
    elif decimal:
        value = float(round(value))
    return value


def _mangled(text: str) -> tuple[float, float] | None:
    from prospecting.exports.dates import months

    if match := _MANGLED_DAY.match(text):
        month = months().get(match["m"])
        if month and month <= int(match["d"]):
            return float(month), float(match["d"])
    if match := _MANGLED_YEAR.match(text):
        month = months().get(match["m"])
        if month and int(match["y"][-2:]) >= month:
            return float(month), float(match["y"][-2:])
    if match := re.match(r"(\d{4})-(\d{2})-(\d{2})(?:[t ]00:00:00)?$", text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        if day == 1 and year < 2000:  # "11-50" became November 1950
            return float(month), float(year % 100)
        return (float(month), float(day)) if month <= day else None
    return None


def degrees(values: Sequence[str]) -> list[int | None]:
    """LinkedIn's "1st", "2nd", "3rd+", "Out of Network" as 1, 2, 3 and ``BEYOND``; else None."""
    found = {value: re.search(r"[123]", value) for value in set(values)}
    memo = {value: int(match[0]) if match else None for value, match in found.items()}
    for value in memo:
        if key(value) == "outofnetwork":
            memo[value] = BEYOND
    return [memo[value] for value in values]


def role_start(duration: str, as_of: date) -> date | None:
    """The month in which a role began, from "2 years 3 months in role" and the day of export."""
    duration = duration[:_LONGEST]
    years = re.search(r"(\d+)\s*(?:year|yr|jahr|an(?:s|né)|año|anno|ann)", duration, re.IGNORECASE)
    months = re.search(r"(\d+)\s*(?:month|mo\b|mos\b|monat|mois|mes)", duration, re.IGNORECASE)
    if not years and not months:
        return None
    span = (int(years[1]) * 12 if years else 0) + (int(months[1]) if months else 0)
    place = as_of.year * 12 + as_of.month - 1 - span
    return date(place // 12, place % 12 + 1, 1) if place > 1900 * 12 else None


@lru_cache(maxsize=1)
def _country_keys() -> frozenset[str]:
    return frozenset(key(name) for name in load_toml("exports/countries.toml")["names"])


def country_of(place: str) -> str | None:
    """The country at the end of "City, Region, Country", where it is one; as written."""
    last = place.rpartition(",")[2].strip()
    if bracketed := re.search(r"[(|/·]\s*([^()|/·]+?)\s*\)?$", last):  # "Graz (Österreich)"
        last = bracketed[1]
    return last if last and len(last) <= _LONGEST and key(last) in _country_keys() else None


def countries(values: Sequence[str]) -> list[str | None]:
    """``country_of`` for a column."""
    memo = {value: country_of(value) for value in set(values)}
    return [memo[value] for value in values]
