"""A table that no reader knows, as seen column by column: words of the header, signs of the cells."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from prospecting.exports.dates import read_moments
from prospecting.exports.headers import key
from prospecting.exports.sheet import Sheet
from prospecting.exports.signs import beside_mail, filled, signs
from scoring.reference import load_toml

#: Days; a little more, since yearly rounds drift.
_A_YEAR: Final = 400


@dataclass(frozen=True, slots=True)
class Look:
    """A column as seen: words of its header, its signs, its first cells."""

    header: str
    name: str
    tokens: tuple[str, ...]
    signs: MappingType[str, float]
    cells: tuple[str, ...]


def looks_of(sheet: Sheet) -> list[Look]:
    beside = beside_mail(sheet.columns)
    seen = [signs(column) for column in sheet.columns]
    formed = any(found.get("firm", 0) >= 0.3 for found in seen)
    named = [at for at, found in enumerate(seen) if found.get("name", 0) >= 0.5]
    owner = max(named, key=lambda at: (beside[at][0], -at), default=None)
    _order_dates(sheet, seen)
    _join_names(seen, beside)
    out = []
    for place, header in enumerate(sheet.header):
        found = seen[place]
        if found and max(found.get("email", 0), found.get("url", 0)) < 0.7:
            _with_mail(found, *beside[place], formed or place == owner)
        samples = tuple(cell for cell in sheet.columns[place] if cell.strip())[:3]
        words = "" if sheet.headless else header
        out.append(Look(header, key(words) if words else "", tokens_of(words), found, samples))
    return out


def _with_mail(
    found: dict[str, float], before: float, after: float, first: float, formed: bool
) -> None:
    """What the address in the same row adds: a name stands before the "@", a firm behind it.

    Where a column of firms is plain by its legal forms, or no column is nearer to the address
    (``formed``), a name that is also the firm's is its owner's.
    """
    if found.get("name", 0) >= 0.5:
        found["name"] = min(1.3, found["name"] * (1 + 0.4 * before))
        if before > 0.6 and before > after + 0.2:
            found["name_mail"] = before
    if found.get("single", 0) >= 0.6 and before >= 0.6:
        found["given" if first >= 0.6 or found["given_known"] >= 0.5 else "family"] = before
    owner = formed and max(found.get("name", 0), found.get("single", 0)) >= 0.6
    if (
        after >= 0.5
        and not owner
        and found.get("title", 0) < 0.5
        and max(before, 0.5) < after + 0.2
    ):
        found["firm_mail"] = 0.5 + 0.4 * after
        if before < after:
            found["name"] = found.get("name", 0) * 0.3


def _order_dates(sheet: Sheet, seen: Sequence[dict[str, float]]) -> None:
    """Of two columns of dates the older may be a beginning, the newer a last contact.

    A lone one is of last contacts where its dates are near each other: nobody wins all clients in
    one year.
    """
    middles: dict[int, float] = {}
    for at, found in enumerate(seen):
        if max(found.get("date", 0), found.get("year", 0)) >= 0.7:
            days = [day for day in read_moments(filled(sheet.columns[at]), "").values if day]
            if days:
                middles[at] = sorted(days)[len(days) // 2].toordinal()
    if len(middles) == 1:
        ((at, _),) = middles.items()
        days = sorted(day for day in read_moments(filled(sheet.columns[at]), "").values if day)
        near = len(days) > 1 and (days[-1] - days[0]).days <= _A_YEAR
        seen[at]["early"], seen[at]["late"] = float(not near), float(near)
        return
    for at, middle in middles.items():
        seen[at]["early"] = float(middle == min(middles.values()))
        seen[at]["late"] = float(middle == max(middles.values()))


def _join_names(
    seen: Sequence[dict[str, float]], beside: Sequence[tuple[float, float, float]]
) -> None:
    """A column of single words beside one of given names holds the family names."""
    for at, found in enumerate(seen):
        given = found.get("single", 0) >= 0.8 and (
            found.get("given_known", 0) >= 0.5 or beside[at][2] >= 0.8
        )
        for near in (at + 1, at - 1):
            if not given or not 0 <= near < len(seen):
                continue
            other = seen[near]
            firm = max(other.get("firm", 0), other.get("title", 0), other.get("place", 0))
            if other.get("single", 0) >= 0.8 and firm < 0.5 and other["given_known"] < 0.5:
                found["given"] = max(found.get("given", 0), 0.8)
                other["family"] = max(other.get("family", 0), 0.8)
                break


def tokens_of(header: str) -> tuple[str, ...]:
    return tuple(
        word
        for part in re.split(r"[\s/_\-–:;,()\[\]|.]+", header)
        if (word := key(part)) and word not in _group("small")
    )


@lru_cache(maxsize=8)
def _group(name: str) -> frozenset[str]:
    return frozenset(key(word) for word in load_toml("exports/sayings.toml")[name]["words"])
