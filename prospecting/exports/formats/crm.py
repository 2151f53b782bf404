"""What the readers of CRM exports share: people told into clients and leads, deals, firms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar, Final

import pyarrow as pa

from prospecting.exports.base import NO_PERSON, Context, Outcome, Reader, blank_rows, row_count
from prospecting.exports.columns import (
    Column,
    Kind,
    claimed,
    column,
    first_filled,
    read_columns,
    stage,
    text,
)
from prospecting.exports.formats.people import (
    CLIENT,
    NO_NAME,
    client_table,
    contact_fields,
    has_field,
    pick,
    without_warnings,
)
from prospecting.exports.headers import aliases, key
from prospecting.exports.owner import speaks_of
from prospecting.exports.sheet import Sheet
from prospecting.exports.values import number, translate

#: What only a seller's own clients have; a file with one of these columns is about clients.
_OWN: Final = ("since", "nps", "complaint", "do_not_ask", "referred_before")
_DEAL_FIELDS: Final[tuple[tuple[str, Kind], ...]] = (
    ("name", "text"),
    ("stage", "text"),
    ("status", "text"),
    ("amount", "number"),
    ("currency", "text"),
    ("closed_on", "date"),
    ("company", "text"),
    ("contact", "text"),
    ("contact_email", "text"),
    ("source_id", "text"),
)
DELETED: Final = ("deleted in the CRM", "Nothing to do.")


#: Fields of which a cell may hold several, and what joins them; a firm's name may have a comma.
_JOINED: Final = {"email": "[;,]", "company_source_id": "[;,]", "company": ";"}
#: "Carla Keller (carla@keller.example)", as HubSpot names the contact of a deal.
_WITH_MAIL: Final = re.compile(r"(?P<name>[^(;]*?)\s*\((?P<mail>[^()@\s]+@[^()@\s]+)\)")


def first_part(values: Any, marks: str = "[;,]") -> list[str | None]:
    """Of several values in a cell ("a@x.org, b@x.org" or "9001;9002") the first."""
    cells = values.to_pylist() if hasattr(values, "to_pylist") else values
    return [
        next((part.strip() for part in re.split(marks, cell) if part.strip()), None)
        if cell
        else None
        for cell in cells
    ]


class CrmPeople(Reader):
    """People of a CRM: clients by their stage, the rest as contacts with that stage."""

    #: Columns that tell a client from a lead, as written, best first.
    stages: ClassVar[Sequence[str]] = ()
    #: Columns with a number of won deals.
    won: ClassVar[Sequence[str]] = ()
    #: Each field's further columns, taken where the first is empty.
    fallbacks: ClassVar[dict[str, Sequence[str]]] = {}

    def __init__(self) -> None:
        super().__init__()
        self._stages = tuple(key(name) for name in self.stages)
        self._won = tuple(key(name) for name in self.won)
        named = {entry.field for entry in self.columns}
        self._client_columns = (*self.columns, *(c for c in CLIENT if c.field not in named))

    def refused(self, sheet: Sheet) -> dict[int, tuple[str, str]]:
        """Rows that the format itself marks as none, such as deleted ones."""
        return {}

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """Clients into ``clients``, all others into ``contacts``."""
        return self.split(sheet, context)

    def split(self, sheet: Sheet, context: Context, *, everyone: bool = False) -> Outcome:
        """The same; with ``everyone`` all are clients, because the user says so."""
        rows = row_count(sheet)
        sheet = sheet.keep(self.refused(sheet))
        known = self._places(sheet, ("first_name", "last_name", "full_name", "email", "url"))
        names = self._places(sheet, ("first_name", "last_name", "full_name"))
        sheet = sheet.keep(dict.fromkeys(blank_rows(sheet, known), NO_PERSON))
        clients = self._clients(sheet) if not everyone else set(range(len(sheet.rows)))
        nameless = blank_rows(sheet, names) if names else set(range(len(sheet.rows)))
        if clients & nameless:
            dropped = sorted(clients & nameless)
            kept = [place for place in range(len(sheet.rows)) if place not in set(dropped)]
            moved = {old: new for new, old in enumerate(kept)}
            sheet = sheet.keep(dict.fromkeys(dropped, NO_NAME))
            clients = {moved[place] for place in clients if place in moved}
        mine = pick(sheet, sorted(clients))
        theirs = pick(sheet, [place for place in range(len(sheet.rows)) if place not in clients])
        if clients and theirs.rows:
            theirs = without_warnings(theirs)
        tables: dict[str, pa.Table] = {}
        if mine.rows:
            extra = self._filled(mine)
            former = self._former(mine)
            if any(former) and sheet.find(aliases("client", "status")) is None:
                extra["status"] = ["former" if gone else None for gone in former]
            tables["clients"] = client_table(
                mine, self._client_columns, context.order_hint, **extra
            )
        if theirs.rows:
            fields = contact_fields(theirs, self.columns, context.order_hint, "list")
            fields.update(self._filled(theirs))
            if (found := theirs.column(*self._stages)) is not None:
                fields["lifecycle"] = text([cell.lower() for cell in found])
            tables["contacts"] = stage("contacts", theirs, fields)
        return self.outcome(rows, sheet, tables)

    def _places(self, sheet: Sheet, fields: Sequence[str]) -> list[int]:
        found = []
        for entry in self.columns:
            if entry.field in fields and (place := sheet.find(entry.headers)) is not None:
                found.append(place)
            if entry.field in fields:
                more = (sheet.find((key(name),)) for name in self.fallbacks.get(entry.field, ()))
                found += [place for place in more if place is not None]
        return found

    def _filled(self, sheet: Sheet) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for entry in self.columns:
            names = self.fallbacks.get(entry.field, ())
            columns = [sheet.column(*entry.headers), *(sheet.column(key(name)) for name in names)]
            present = [text(column_) for column_ in columns if column_ is not None]
            if present and (names or entry.field in _JOINED):
                joined = first_filled(*present)
                marks = _JOINED.get(entry.field)
                out[entry.field] = first_part(joined, marks) if marks else joined
        return out

    def _former(self, sheet: Sheet) -> list[bool]:
        """Whether each row's stage says that it was a client once."""
        out = [False] * len(sheet.rows)
        for name in self._stages:
            if (found := sheet.column(name)) is not None:
                meanings = translate(found, "lifecycles")
                out = [a or b == "former" for a, b in zip(out, meanings, strict=True)]
        return out

    def _clients(self, sheet: Sheet) -> set[int]:
        """Positions of the rows that are clients."""
        everyone = set(range(len(sheet.rows)))
        columns = [column_ for name in self._stages if (column_ := sheet.column(name)) is not None]
        told = any(any(map(str.strip, column_)) for column_ in columns)
        clients: set[int] = set()
        for column_ in columns:
            meanings = translate(column_, "lifecycles")
            clients.update(
                p for p, meaning in enumerate(meanings) if meaning in {"customer", "former"}
            )
        if (won := sheet.column(*self._won)) is not None:
            told = True
            clients.update(place for place, cell in enumerate(won) if (number(cell) or 0) > 0)
        if told:
            return clients
        named = speaks_of(sheet.file, "client_list") or speaks_of(sheet.member or "", "client_list")
        if named or any(has_field(sheet, "client", name) for name in _OWN):
            return everyone
        sheet.warnings.append(
            "No column tells clients from leads, so these people were taken as contacts; if they "
            "are your clients, import the file as 'client-list'."
        )
        return set()


class CrmDeals(Reader):
    """Deals of a CRM; a deal that is neither won nor lost is open."""

    def refused(self, sheet: Sheet) -> dict[int, tuple[str, str]]:
        """Rows that the format itself marks as none."""
        return {}

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One row a deal."""
        rows = row_count(sheet)
        sheet = sheet.keep(self.refused(sheet))
        place = sheet.find(self.columns[0].headers)
        if place is not None:
            sheet = sheet.keep(
                dict.fromkeys(
                    blank_rows(sheet, [place]),
                    ("a deal without a name", "Name it, or leave it out."),
                )
            )
        fields = read_columns(sheet, self.columns, hint=context.order_hint)
        fields["status"] = self._status(sheet)
        part_contacts(fields, "contact", "contact_email")
        return self.outcome(rows, sheet, {"deals": stage("deals", sheet, fields)})

    def _status(self, sheet: Sheet) -> list[str]:
        told: list[str | None] = [None] * len(sheet.rows)
        for entry in self.columns:
            if entry.field in {"status", "stage"}:
                found = sheet.column(*entry.headers)
                if found is not None:
                    meanings = translate(found, "deal_statuses")
                    told = [old or new for old, new in zip(told, meanings, strict=True)]
        return [status or "open" for status in told]


def part_contacts(fields: dict[str, Any], name: str, mail: str) -> None:
    """Contacts written with their address, apart in name and address; of several the first."""
    contacts = fields.get(name)
    if contacts is None:
        return
    told = fields.get(mail)
    names = contacts.to_pylist()
    mails: list[str | None] = [None] * len(names)
    if told is not None:
        mails = told.to_pylist() if hasattr(told, "to_pylist") else list(told)
    for row, cell in enumerate(names):
        if cell and (found := _WITH_MAIL.match(cell)):
            names[row] = found["name"] or None
            mails[row] = mails[row] or found["mail"]
    fields[name], fields[mail] = names, mails


class DealList(CrmDeals):
    """Any table of deals."""

    kind = "deal-list"
    label = "List of deals"
    columns: ClassVar[Sequence[Column]] = tuple(
        column(field, kind=kind, family="deal") for field, kind in _DEAL_FIELDS
    )

    def __init__(self, specific: Sequence[Reader] = ()) -> None:
        super().__init__()
        self._specific = specific

    def claims(self, sheet: Sheet) -> int:
        """A deal's name, how it stands, and what it is worth or whose it is."""
        if any(reader.claims(sheet) for reader in self._specific):
            return 0
        found = set(claimed(sheet, self.columns))
        if "name" not in found or not {"stage", "status"} & found:
            return 0
        return 50 if {"amount", "company", "contact"} & found else 0

    def missing(self, sheet: Sheet) -> list[str]:
        """The deal's name."""
        return [] if "name" in claimed(sheet, self.columns) else ["Deal name"]


def deal_columns(**headers: Sequence[str]) -> tuple[Column, ...]:
    """Columns of a deals file from the headers of each field."""
    kinds: dict[str, Any] = {"amount": "number", "closed_on": "date"}
    return tuple(
        column(field, *names, kind=kinds.get(field, "text")) for field, names in headers.items()
    )
