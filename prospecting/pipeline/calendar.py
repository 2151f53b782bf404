"""What is due as a calendar file that any calendar opens; nothing in it is taken from trust.

Names and notes come from exports, so every text is cleaned before it goes in, and the finished
file is read back: an entry more, or a property nobody meant, and the file is not given out.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from prospecting.pipeline.followups import Todo

_SUMMARY_MOST: Final = 160
_TEXT_MOST: Final = 1000
_ALLOWED: Final = frozenset(
    {"SUMMARY", "DESCRIPTION", "DTSTART", "DTEND", "DTSTAMP", "UID", "TRANSP", "CATEGORIES"}
)
_PRODUCT: Final = "-//Referral Prospector//To do//EN"
_WORDS: Final = {
    "thanks": "Thank", "outcome": "Tell the outcome", "answer-no": "Answer a no",
    "reward": "Reward", "follow-up": "Follow up", "stop": "Close kindly", "resume": "Ask again",
    "check": "Check", "send": "Send", "favour": "Small favour", "ask": "Ask",
}  # fmt: skip


class UnsafeCalendarError(ValueError):
    """The calendar read back is not the one that was meant."""


def clean_text(text: str, most: int) -> str:
    """One line without control, format, surrogate and private characters, at most ``most`` long.

    Zero-width and bidirectional marks go too: they can make a text look like another.
    """
    kept = "".join(
        " " if c.isspace() or unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in text
        if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")
    )
    line = " ".join(kept.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def calendar_file(todos: Iterable[Todo], as_of: date) -> bytes:
    """The to-dos as all-day entries of an iCalendar file (RFC 5545).

    What is overdue stands on ``as_of``. An entry keeps its UID while it is due, so importing the
    file again updates instead of doubling.

    Raises:
        UnsafeCalendarError: the file read back does not hold exactly these entries.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    meant = []
    for todo in todos:
        day = max(todo.due, as_of)
        words = f"{_WORDS.get(todo.kind, todo.kind)}: {todo.prospect_name} ({todo.client_name})"
        entry = {
            "UID": _uid(todo),
            "SUMMARY": clean_text(words, _SUMMARY_MOST),
            "DESCRIPTION": clean_text(todo.sentence, _TEXT_MOST),
        }
        event = Event()
        event.add("uid", entry["UID"])
        event.add("summary", entry["SUMMARY"])
        event.add("description", entry["DESCRIPTION"])
        event.add("dtstamp", datetime.combine(as_of, time(), UTC))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("categories", ["Referrals"])
        calendar.add_component(event)
        meant.append(entry)
    content: bytes = calendar.to_ical()
    _read_back(content, meant)
    return content


def _uid(todo: Todo) -> str:
    key = f"{todo.ask_id}|{todo.kind}|{todo.draft_kind or ''}|{todo.due.isoformat()}"
    return f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@referral-prospector"


def _read_back(content: bytes, meant: list[dict[str, str]]) -> None:
    from icalendar import Calendar

    try:
        calendars: list[Any] = list(Calendar.from_ical(content, multiple=True))
    except ValueError as error:
        raise UnsafeCalendarError("the calendar could not be read back") from error
    if len(calendars) != 1:
        raise UnsafeCalendarError(f"{len(calendars)} calendars in the file instead of one")
    parts = [part for part in calendars[0].walk() if part.name != "VCALENDAR"]
    if [part.name for part in parts] != ["VEVENT"] * len(meant):
        raise UnsafeCalendarError("the calendar holds other entries than were written")
    for part, entry in zip(parts, meant, strict=True):
        if not set(part) <= _ALLOWED or part.errors:
            raise UnsafeCalendarError(
                f"an entry has a property that was not written: {sorted(part)}"
            )
        if any(str(part[name]) != text for name, text in entry.items()):
            raise UnsafeCalendarError("a text of an entry came back changed")
    lines = content.decode("utf-8").replace("\r\n", "")
    if "\r" in lines or "\n" in lines:
        raise UnsafeCalendarError("a bare line break stands in the file")
