"""Small pieces of plain English that every explanation uses: counts, lists, dates, shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def count_of(number: float, noun: str, plural: str | None = None) -> str:
    """``1 ask``, ``2 asks``, ``no asks``."""
    whole = round(number)
    many = plural or noun + "s"
    if whole == 0:
        return f"no {many}"
    return f"{whole} {noun if whole == 1 else many}"


def list_of(parts: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def day(when: date) -> str:
    """``3 May 2026``, which no reader mistakes for another day."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def month(when: date) -> str:
    """``May 2026``."""
    return f"{_MONTHS[when.month - 1]} {when.year}"


def span(months: float) -> str:
    """``7 months``, ``1 year``, ``3 years`` from a number of months."""
    if months < 23:
        return count_of(max(1, months), "month")
    return count_of(months / 12, "year")


def out_of(share: float, whole: int = 10) -> str:
    """A probability as ``about 3 in 10``; 0 and 1 are never promised."""
    if share < 0.5 / whole:
        return f"less than 1 in {whole}"
    if share > 1 - 0.5 / whole:
        return f"more than {whole - 1} in {whole}"
    return f"about {min(whole - 1, max(1, math.floor(share * whole + 0.5)))} in {whole}"


def money(amount: float, currency: str = "") -> str:
    """``25,000 EUR``; cents are left out, small sums keep two digits."""
    digits = f"{amount:,.0f}" if abs(amount) >= 100 else f"{amount:,.2f}"
    return f"{digits} {currency}".strip()
