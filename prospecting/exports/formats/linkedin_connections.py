"""LinkedIn's Connections.csv: the archive's three eras, the two older exports, re-saved copies.

The header is looked for, never assumed on a fixed line, and headers and months may be in other
languages. Members who hid their profile come as rows with a date alone; they are counted.
"""

from __future__ import annotations

from typing import Final

from prospecting.exports.base import NO_PERSON, Context, Outcome, Reader, blank_rows, row_count
from prospecting.exports.columns import column, read_columns, stage
from prospecting.exports.dates import read_days
from prospecting.exports.headers import aliases, key
from prospecting.exports.sheet import Sheet

COLUMNS: Final = (
    column("first_name", "First Name", family="person"),
    column("last_name", "Last Name", family="person"),
    column("full_name", "Full Name", family="person"),
    column("url", "URL", family="person"),
    column("email", "Email Address", family="person"),
    column("company", "Company", family="person"),
    column("title", "Position", family="person"),
    column("connected_on", "Connected On", kind="date", family="connection"),
    column("location", "Location", family="person"),
    column("phone", "Phone Number", family="person"),
)
_OWN: Final = frozenset(
    key(name)
    for name in (
        "First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On",
    )
)  # fmt: skip
_HIDDEN: Final = (
    "a member who has hidden or closed the profile: only the date is there",
    "Nothing to do.",
)
_OUTLOOK: Final = {"first_name": 1, "last_name": 3, "email": 5, "company": 29, "title": 31}
_YAHOO: Final = {"first_name": 0, "last_name": 2, "email": 4, "title": 20, "company": 21}
_OLD_FILE: Final = key("linkedin_connections_export")
_OLD_KEYS: Final = {
    "first_name": ("firstname", "first"),
    "last_name": ("lastname", "last"),
    "email": ("emailaddress", "email"),
    "company": ("company",),
    "title": ("jobtitle", "title"),
}


def _old_layout(sheet: Sheet) -> dict[str, int] | None:
    """Positions in the export that LinkedIn gave before 2017, in Outlook's or Yahoo's columns."""
    for layout in (_OUTLOOK, _YAHOO):
        if len(sheet.keys) > max(layout.values()) and all(
            sheet.keys[place] in _OLD_KEYS[field] for field, place in layout.items()
        ):
            return layout
    return None


class LinkedinConnections(Reader):
    """A member's first-degree connections."""

    kind = "linkedin-connections"
    label = "LinkedIn connections"
    needs_owner = True
    columns = COLUMNS

    def claims(self, sheet: Sheet) -> int:
        """By the date column, by the exact headers, or by the shape where the language is unknown."""
        named = bool(sheet.find(aliases("person", "first_name")) is not None) or (
            sheet.find(aliases("person", "full_name")) is not None
        )
        if named and sheet.find(aliases("connection", "connected_on")) is not None:
            return 90
        if _old_layout(sheet):
            return 80
        base = (sheet.member or sheet.file).rpartition("/")[2].lower()
        if named and key(base).startswith(_OLD_FILE):
            return 90  # its Outlook Express variant has the columns of that program's own file
        own = set(sheet.keys)
        if (
            own <= _OWN
            and {"firstname", "lastname", "company", "position"} <= own
            and ("url" in own or "connections" in base)
        ):
            return 70
        return 60 if self._shape(sheet) else 0

    def missing(self, sheet: Sheet) -> list[str]:
        """A column of names, unless the layout is an old one."""
        if _old_layout(sheet) or self._shape(sheet):
            return []
        names = ("first_name", "last_name", "full_name")
        return [] if any(_place(sheet, name) is not None for name in names) else ["First Name"]

    def _shape(self, sheet: Sheet) -> dict[str, int] | None:
        """The columns' places where no header is known: profile links, and dates at the end."""
        width = len(sheet.header)
        if width != 7 or not sheet.rows or sheet.find(_KNOWN_DATES) is not None:
            return None
        sample = sheet.rows[:50]
        links = sum("linkedin.com/in/" in row[2].lower() for row in sample)
        if links * 2 < len(sample):
            return None
        days, _ = read_days([row[-1] for row in sample], sheet.header[-1])
        if sum(day is not None for day in days) * 10 < len(sample) * 9:
            return None
        fields = ("first_name", "last_name", "url", "email", "company", "title", "connected_on")
        return dict(zip(fields, range(width), strict=True))

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One contact a row."""
        rows = row_count(sheet)
        old = _old_layout(sheet)
        layout = old
        if not layout and sheet.find(aliases("connection", "connected_on")) is None:
            layout = self._shape(sheet)
        if layout:
            sheet = _relabel(sheet, layout)
        people = [
            place
            for field in ("first_name", "last_name", "full_name", "url", "email")
            if (place := _place(sheet, field)) is not None
        ]
        blank = blank_rows(sheet, people)
        if blank:
            date_place = _place(sheet, "connected_on")
            sheet = sheet.keep(
                {
                    place: _HIDDEN
                    if date_place is not None and sheet.rows[place][date_place].strip()
                    else NO_PERSON
                    for place in blank
                }
            )
        fields = read_columns(sheet, COLUMNS, hint=context.order_hint)
        table = stage("contacts", sheet, {**fields, "relation": _repeat(len(sheet.rows))})
        return self.outcome(rows, sheet, {"contacts": table})


_KNOWN_DATES: Final = aliases("connection", "connected_on")
_PLACES: Final = {entry.field: entry.headers for entry in COLUMNS}


def _place(sheet: Sheet, field: str) -> int | None:
    return sheet.find(_PLACES[field])


def _relabel(sheet: Sheet, layout: dict[str, int]) -> Sheet:
    """The sheet with English headers at the places of ``layout`` and none elsewhere."""
    keys = ["" for _ in sheet.keys]
    for field, place in layout.items():
        keys[place] = _PLACES[field][0]
    return Sheet(
        sheet.file,
        sheet.member,
        sheet.header,
        keys,
        sheet.rows,
        sheet.lines,
        sheet.preamble,
        sheet.rejects,
        sheet.warnings,
        sheet.delimiter,
    )


def _repeat(length: int) -> object:
    import pyarrow as pa

    return pa.repeat("connection", length)
