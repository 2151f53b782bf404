"""Dates and moments of whole columns.

"03/04/2021" has two readings, and a cell cannot say which: the column decides. One value with a
day over 12 settles it, so does the order of the rows, AM/PM, or dots; where nothing does, the
reading is said in a warning. Month names are known in the languages of ``months.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from scoring.reference import load_toml

Order = Literal["dmy", "mdy"]

_CLOCK: Final = (
    r"(?:[T,]?\s*(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?(?:[.,]\d+)?"
    r"[\s\u202f]*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>UTC|GMT|Z|[+-]\d{2}:?\d{2})?)?"
)
_WEEKDAY: Final = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
_ISO: Final = re.compile(
    r"(?P<y>\d{4})(?:[-/]|\.\s?)(?P<mo>\d{1,2})(?:[-/]|\.\s?)(?P<d>\d{1,2})\.?"
    + _CLOCK
    + r"(?:\s+UTC)?$"
)
_DAY_MONTH: Final = re.compile(
    _WEEKDAY + r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|º|ª|°)?[\s\-./]*(?:de\s+|of\s+|d['’])?"
    r"(?P<name>[^\W\d_]+)\.?,?[\s\-./]*(?:de\s+|del\s+)?(?P<y>\d{4}|\d{2})(?:\s*г\.?)?"
    + _CLOCK
    + "$"
)
_MONTH_DAY: Final = re.compile(
    _WEEKDAY + r"(?P<name>[^\W\d_]+)\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})"
    + _CLOCK + "$"
)  # fmt: skip
_YEAR_MONTH_DAY: Final = re.compile(  # Hungarian: "2024. febr. 8."
    r"(?P<y>\d{4})\.?[\s\-](?P<name>[^\W\d_]+)\.?[\s\-](?P<d>\d{1,2})\.?" + _CLOCK + "$"
)
_CTIME: Final = re.compile(
    r"[^\W\d_]{2,4} (?P<name>[^\W\d_]{3,4}) +(?P<d>\d{1,2}) (?P<h>\d{2}):(?P<m>\d{2}):(?P<s>\d{2})"
    r" (?P<zone>UTC|GMT|[A-Z]{2,5}|[+-]\d{4}) (?P<y>\d{4})$"
)
_MONTH_YEAR: Final = re.compile(r"(?P<name>[^\W\d_]+)\.?(?:\s+de)?[\s\-/.,]+(?P<y>\d{4})$")
_MONTH_SHORT: Final = re.compile(  # a spreadsheet's "Apr-09" for "Apr 2009"
    r"(?P<name>[^\W\d_]+)\.?[\s\-/’']+(?P<y>\d{2})$"
)
_ASIAN: Final = re.compile(
    r"(?P<y>\d{4})\s*[年년]\s*(?P<mo>\d{1,2})\s*[月월]\s*(?:(?P<d>\d{1,2})\s*[日일])?$"
)
_NAMED: Final = (_DAY_MONTH, _CTIME, _MONTH_DAY, _YEAR_MONTH_DAY, _MONTH_YEAR, _MONTH_SHORT)
_YEAR: Final = re.compile(r"(?P<y>(?:19|20)\d{2})$")
_NUMBER_YEAR: Final = re.compile(r"(?P<mo>\d{1,2})[/.\-](?P<y>\d{4})$")
_YEAR_NUMBER: Final = re.compile(r"(?P<y>\d{4})[/.\-](?P<mo>\d{1,2})$")
_EPOCH: Final = re.compile(r"1\d{9}(?:\d{3})?(?:\.0)?$")
_TRIPLE: Final = re.compile(
    r"(?P<a>\d{1,2})\s*(?P<sep>[/.\-])\s*(?P<b>\d{1,2})\s*[/.\-]\s*(?P<y>\d{4}|\d{2})\.?"
    + _CLOCK
    + "$"
)
#: A spreadsheet's number of a day, 1954 to 2064, counted from the end of 1899.
_SERIAL: Final = re.compile(r"(?P<days>[2-5]\d{4})(?P<part>[.,]\d+)?$")
_SERIAL_FROM: Final = datetime(1899, 12, 30)  # noqa: DTZ001
_EMPTY: Final = frozenset({"", "0/0/00", "00/00/00", "0/0/0000", "-", "n/a", "N/A", "null", "None"})


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Month names and short forms, lower case without dots, to their numbers."""
    names: dict[str, int] = {}
    for language in load_toml("exports/months.toml").values():
        for number, words in enumerate(language, start=1):
            for word in words:
                names.setdefault(word, number)
    return names


@dataclass(slots=True)
class Moments:
    """A column read: UTC moments (or nothing), and what is to be said about it."""

    values: list[datetime | None]
    unread: int = 0
    order: Order | None = None
    warnings: list[str] = field(default_factory=list)


# Readings that do not depend on the column. Files of one network repeat the same few thousand
# days, so the memo makes a date cost one look-up. It is emptied before it grows large.
_moments: dict[str, datetime | None] = {}
_days: dict[str, date | None] = {"": None}
_MEMO_LIMIT: Final = 200_000


def read_days(
    values: Sequence[str], header: str, *, order: Order | None = None, hint: Order = "mdy"
) -> tuple[list[date | None], list[str]]:
    """Dates of a column and the warnings about it; an unreadable cell gives None.

    Args:
        values: the cells as written.
        header: the column's header, for the warnings.
        order: day and month order where the format fixes it.
        hint: the order taken where the column leaves it open.
    """
    try:
        return [_days[value] for value in values], []
    except KeyError:
        pass
    read = read_moments(values, header, order=order, hint=hint)
    days = [None if moment is None else moment.date() for moment in read.values]
    if len(_days) > _MEMO_LIMIT:
        _days.clear()
        _days[""] = None
    for value in set(values):
        if value in _moments:
            moment = _moments[value]
            if moment is not None:
                _days[value] = moment.date()
    return days, read.warnings


def read_moments(
    values: Sequence[str], header: str, *, order: Order | None = None, hint: Order = "mdy"
) -> Moments:
    """Moments of a column; see ``read_days``. Times without a zone are taken as UTC."""
    if len(_moments) > _MEMO_LIMIT:
        _moments.clear()
    distinct = dict.fromkeys(values)
    triples: dict[str, re.Match[str]] = {}
    for value in distinct:
        if value not in _moments:
            match = _TRIPLE.match(value.strip())
            if match:
                triples[value] = match
            else:
                _moments[value] = _fixed(value.strip())
    result = Moments([])
    readings: dict[str, datetime | None] = {}
    if triples:
        result.order, warning = _decide(triples, order, hint, header)
        if warning:
            result.warnings.append(warning)
        readings = {value: _triple(match, result.order) for value, match in triples.items()}
    serials = _serials(value for value in distinct if value not in readings)
    if serials:
        readings |= serials
        example = next(iter(serials))
        result.warnings.append(
            f"The dates of the column {header!r} stand as a spreadsheet's numbers of days (such as "
            f"{example.strip()[:20]!r}); they were turned back, {example.strip()[:20]} being "
            f"{serials[example]:%Y-%m-%d}."
        )
    result.values = [
        readings[value] if value in readings else _moments.get(value) for value in values
    ]
    result.unread = sum(
        moment is None and value.strip() not in _EMPTY
        for value, moment in zip(values, result.values, strict=True)
    )
    if result.unread:
        example = next(
            value
            for value, moment in zip(values, result.values, strict=True)
            if moment is None and value.strip() not in _EMPTY
        )
        cells = "1 cell is" if result.unread == 1 else f"{result.unread:,} cells are"
        narrow = not example.strip(" #")
        result.warnings.append(
            f"{cells} no date in the column {header!r} (such as {example[:40]!r}); left empty."
            + (" Widen the column in the spreadsheet and save again." if narrow else "")
        )
    return result


def _serials(values: Iterable[str]) -> dict[str, datetime]:
    """The cells that are a spreadsheet's numbers of days, as moments."""
    out = {}
    for value in values:
        if _moments.get(value) is None and (match := _SERIAL.match(value.strip())):
            part = float("0" + (match["part"] or ".0").replace(",", "."))
            out[value] = _SERIAL_FROM + timedelta(
                days=int(match["days"]), seconds=round(part * 86_400)
            )
    return out


def _decide(
    triples: dict[str, re.Match[str]], order: Order | None, hint: Order, header: str
) -> tuple[Order, str | None]:
    """The day and month order of a column, and a warning where it is not certain."""
    pairs = [(int(match["a"]), int(match["b"])) for match in triples.values()]
    day_first = sum(a > 12 >= b for a, b in pairs)
    month_first = sum(b > 12 >= a for a, b in pairs)
    if day_first and month_first:
        winner: Order = "dmy" if day_first >= month_first else "mdy"
        return winner, (
            f"The column {header!r} mixes day/month and month/day; it was read as "
            f"{_words(winner)}, and what does not fit was left empty."
        )
    if day_first or month_first:
        return ("dmy" if day_first else "mdy"), None
    if order:
        return order, None
    if all(match["sep"] == "." for match in triples.values()):
        return "dmy", None
    if any(match["half"] for match in triples.values()):
        return "mdy", None
    if all(a == b for a, b in pairs):
        return hint, None
    sorted_as = [
        way for way in ("dmy", "mdy") if _is_sorted(_triple(m, way) for m in triples.values())
    ]
    if len(sorted_as) == 1 and len(triples) >= 5:
        return ("dmy" if sorted_as[0] == "dmy" else "mdy"), None
    example = next(iter(triples))
    return hint, (
        f"The dates of the column {header!r} (such as {example[:20]!r}) can be read in two ways; "
        f"they were read as {_words(hint)}. If that is wrong, name the order in a mapping."
    )


def _words(order: Order) -> str:
    return "day before month" if order == "dmy" else "month before day"


def _is_sorted(moments: Iterable[datetime | None]) -> bool:
    known = [moment for moment in moments if moment]
    rising = all(a <= b for a, b in pairwise(known))
    return rising or all(a >= b for a, b in pairwise(known))


def _triple(match: re.Match[str], order: str) -> datetime | None:
    a, b = int(match["a"]), int(match["b"])
    day, month = (a, b) if order == "dmy" else (b, a)
    return _build(match, _year(match["y"]), month, day)


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 69 else 1900)  # POSIX: 69..99 are of the last century


def _fixed(text: str) -> datetime | None:
    """A reading that needs no other cell, or None."""
    if len(text) > 60 or text in _EMPTY:
        return None
    for pattern in (_ISO, _ASIAN):
        if match := pattern.match(text):
            return _build(match, int(match["y"]), int(match["mo"]), int(match["d"] or 1))
    for pattern in _NAMED:
        if match := pattern.match(text):
            month = months().get(match["name"].lower().rstrip("."))
            if month:
                day = int(match.groupdict().get("d") or 1)
                return _build(match, _year(match["y"]), month, day)
    for pattern in (_YEAR, _NUMBER_YEAR, _YEAR_NUMBER):
        if match := pattern.match(text):
            return _build(match, int(match["y"]), int(match.groupdict().get("mo") or 1), 1)
    if _EPOCH.match(text):
        seconds = int(text.removesuffix(".0"))
        return datetime.fromtimestamp(seconds / (1000 if seconds > 10**11 else 1), UTC).replace(
            tzinfo=None
        )
    return None


def _build(match: re.Match[str], year: int, month: int, day: int) -> datetime | None:
    if not 1900 <= year <= 2100:
        return None
    groups = match.groupdict()
    hour, minute = int(groups.get("h") or 0), int(groups.get("m") or 0)
    half = (groups.get("half") or "").lower().replace(".", "")
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    try:
        moment = datetime(  # noqa: DTZ001  (UTC by convention of the staged tables)
            year, month, day, hour, minute, int(groups.get("s") or 0)
        )
        zone = groups.get("zone") or ""
        if zone[:1] in "+-" and zone:
            sign = -1 if zone[0] == "-" else 1
            digits = zone[1:].replace(":", "")
            offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4] or 0))
            moment = moment.replace(tzinfo=timezone(sign * offset)).astimezone(UTC)
            moment = moment.replace(tzinfo=None)
        return moment
    except (ValueError, OverflowError):
        return None
