"""What lists of people have in common: columns, names in one cell, clients told from leads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa

from prospecting.exports.base import NO_PERSON, blank_rows
from prospecting.exports.columns import Column, column, read_columns, stage, text
from prospecting.exports.dates import Order
from prospecting.exports.headers import aliases, key
from prospecting.exports.sheet import Sheet
from prospecting.exports.values import flags, number, translate

NO_NAME: Final = (
    "no name: a client needs one",
    "Add the name of the person, or leave the row out.",
)

PERSON: Final = (
    column("first_name", family="person"),
    column("last_name", family="person"),
    column("full_name", family="person"),
    column("email", family="person"),
    column("company", family="person"),
    column("title", family="person"),
    column("url", family="person"),
    column("other_url", family="person"),
    column("phone", family="person"),
    column("country", family="person"),
    column("location", family="person"),
    column("company_domain", family="person"),
    column("industry", family="firm"),
    column("size", kind="size", family="firm"),
)
CLIENT: Final = (
    column("since", kind="date", family="client"),
    column("last_touch", kind="date", family="client"),
    column("revenue", kind="number", family="client"),
    column("currency", family="client"),
    column("deals_won", kind="count", family="client"),
    column("nps_on", kind="date", family="client"),
    column("nps", kind="score", family="client"),
    column("status", family="client"),
    column("kind", family="client"),
    column("language", family="client"),
    column("complaint", family="client"),
    column("do_not_ask", kind="flag", family="client"),
    column("referred_before", family="client"),
    column("account_owner", family="client"),
    column("note", family="client"),
    column("source_id", family="person"),
)
LEAD: Final = (
    column("degree", kind="degree", family="person"),
    column("shared_connections", kind="count", family="person"),
    column("seniority_label", family="person"),
    column("function_label", family="person"),
    column("referred_by", family="person"),
)
#: Columns that only a list of one's own clients has.
SIGNALS: Final = (
    "since", "last_touch", "revenue", "deals_won", "complaint", "do_not_ask", "referred_before",
    "status", "account_owner",
)  # fmt: skip
_CONTACT_PERSON: Final = frozenset(
    key(name)
    for name in (
        "Contact", "Contact Name", "Contact person", "Ansprechpartner", "Ansprechpartnerin",
        "Kontaktperson", "Contact principal", "Contacto", "Referente", "Contatto",
        "Contactpersoon", "Person", "Main contact", "Primary contact",
    )
)  # fmt: skip
_PARTICLE: Final = tuple(
    key(name)
    for name in ("Tussenvoegsel", "Tussenvoegsels", "Voorvoegsel", "Infix", "Namenszusatz",
                 "Vorsatzwort", "Name particle", "Particule")
)  # fmt: skip
_FIRM_OR_PERSON: Final = frozenset(
    key(name)
    for name in ("Name", "Client", "Customer", "Kunde", "Cliente", "Klant", "Nom", "Nombre",
                 "Nome", "Naam", "Client name", "Customer name", "Kundenname", "Klantnaam")
)  # fmt: skip


def has_field(sheet: Sheet, family: str, field: str) -> bool:
    """Whether a header of ``headers.toml`` for this field stands in the sheet."""
    return sheet.find(aliases(family, field)) is not None


def has_name(sheet: Sheet) -> bool:
    """Whether the sheet has a column with people's names."""
    return any(
        has_field(sheet, "person", name) for name in ("first_name", "last_name", "full_name")
    )


def name_places(sheet: Sheet) -> list[int]:
    """Positions of the columns that hold names."""
    found = (
        sheet.find(aliases("person", name)) for name in ("first_name", "last_name", "full_name")
    )
    return sorted({place for place in found if place is not None})


def settle_headers(sheet: Sheet) -> Sheet:
    """Decide what a lone "Name" or "Nom" is, by what stands beside it.

    Beside a contact person's column it is the firm; without a counterpart ("Vorname") a family
    or given name is the whole name.
    """
    keys = list(sheet.keys)
    contacts = [place for place, name in enumerate(keys) if name in _CONTACT_PERSON]
    if contacts and sheet.find(aliases("person", "company")) is None:
        firm = next((place for place, name in enumerate(keys) if name in _FIRM_OR_PERSON), None)
        if firm is not None and firm != contacts[0]:
            keys[firm] = "company"
            keys[contacts[0]] = "fullname"
    first, last = (
        sheet.find(aliases("person", "first_name")),
        sheet.find(aliases("person", "last_name")),
    )
    if sheet.find(aliases("person", "full_name")) is None and (first is None) != (last is None):
        alone = first if first is not None else last
        if alone is not None and keys[alone] in _FIRM_OR_PERSON:
            keys[alone] = "fullname"
    elif (
        first is not None
        and last is None
        and (whole := sheet.find(aliases("person", "full_name"))) is not None
        and keys[whole] in _FIRM_OR_PERSON
    ):
        keys[whole] = "lastname"  # "Name, Vorname"
    elif first is not None and first == last:  # one word is both in two languages
        keys[first] = "fullname"
    if keys == sheet.keys:
        return _with_particles(sheet)
    settled = Sheet(
        sheet.file, sheet.member, sheet.header, keys, sheet.rows, sheet.lines, sheet.preamble,
        sheet.rejects, sheet.warnings, sheet.delimiter,
    )  # fmt: skip
    return _with_particles(settled)


def _with_particles(sheet: Sheet) -> Sheet:
    """The particle of a family name ("van der"), kept in a column of its own, before the name."""
    particle, last = sheet.find(_PARTICLE), sheet.find(aliases("person", "last_name"))
    if particle is None or last is None or not any(map(str.strip, sheet.columns[particle])):
        return sheet
    rows = []
    for row in sheet.rows:
        whole = list(row)
        part = whole[particle].strip()
        # Taken out of its own cell, so that settling twice does not write it twice.
        if part and whole[last].strip():
            whole[last], whole[particle] = f"{part} {whole[last].strip()}", ""
        rows.append(whole)
    return Sheet(
        sheet.file, sheet.member, sheet.header, sheet.keys, rows, sheet.lines, sheet.preamble,
        sheet.rejects, sheet.warnings, sheet.delimiter,
    )  # fmt: skip


def refuse_nobody(sheet: Sheet, places: Sequence[int]) -> Sheet:
    """The sheet without the rows that name nobody."""
    return sheet.keep(dict.fromkeys(blank_rows(sheet, places), NO_PERSON))


def pick(sheet: Sheet, places: Sequence[int]) -> Sheet:
    """The sheet with the rows at these positions only; its rejects and warnings stay shared."""
    return Sheet(
        sheet.file, sheet.member, sheet.header, sheet.keys,
        [sheet.rows[place] for place in places], [sheet.lines[place] for place in places],
        sheet.preamble, sheet.rejects, sheet.warnings, sheet.delimiter,
    )  # fmt: skip


def without_warnings(sheet: Sheet) -> Sheet:
    """The same rows, with warnings of its own: to read a part twice and say things once."""
    return Sheet(
        sheet.file, sheet.member, sheet.header, sheet.keys, sheet.rows, sheet.lines,
        sheet.preamble, sheet.rejects, [], sheet.delimiter,
    )  # fmt: skip


def finish_client(sheet: Sheet, fields: dict[str, Any]) -> dict[str, Any]:
    """Client columns that need more than a look: complaints, earlier referrals, scores."""
    if "complaint" in fields:
        fields["complaint"] = [_complaint(cell) for cell in _list(fields["complaint"])]
    if "referred_before" in fields:
        fields["referred_before"] = _referred(_list(fields["referred_before"]))
    if "kind" in fields and not any(_list(fields["kind"])):
        fields.pop("kind")
    fields.setdefault("kind", ["client"] * len(sheet.rows))
    fields["kind"] = [kind or "client" for kind in _list(fields["kind"])]
    place = sheet.find(aliases("client", "nps"))
    if place is not None and "nps" in fields:
        missing = sum(
            score is None and bool(cell.strip())
            for score, cell in zip(fields["nps"], sheet.columns[place], strict=True)
        )
        if missing:
            cells = "1 cell" if missing == 1 else f"{missing:,} cells"
            sheet.warnings.append(
                f"{cells} of the column {sheet.header[place]!r} hold no whole number from 0 to 10; "
                "left empty."
            )
    return fields


def _list(values: Any) -> list[Any]:
    return list(values.to_pylist()) if hasattr(values, "to_pylist") else list(values)


def _complaint(cell: str | None) -> str | None:
    if not cell:
        return None
    (flag,) = flags([cell])
    if flag is True:
        return "open complaint"
    if flag is False or key(cell) in {
        "none",
        "keine",
        "aucune",
        "ninguna",
        "nessuno",
        "geen",
        "na",
    }:
        return None
    count = number(cell) if re.fullmatch(r"\s*\d+\s*", cell) else None
    if count is not None:
        return f"{count:g} open complaints" if count > 1 else None
    return cell


def _referred(cells: list[str | None]) -> list[bool | None]:
    marks = flags([cell or "" for cell in cells])
    out: list[bool | None] = []
    for cell, mark in zip(cells, marks, strict=True):
        if mark is not None or not cell:
            out.append(mark)
        else:
            count = number(cell) if cell[:1].isdigit() else 1
            out.append(bool(count))
    return out


def split_by_lifecycle(sheet: Sheet, stages: Sequence[str | None]) -> tuple[list[int], list[int]]:
    """Positions of clients and of all others, from the meaning of each row's lifecycle."""
    clients = [place for place, stage_ in enumerate(stages) if stage_ in {"customer", "former"}]
    chosen = set(clients)
    return clients, [place for place in range(len(sheet.rows)) if place not in chosen]


def client_table(sheet: Sheet, columns: Sequence[Column], hint: Order, **fixed: Any) -> pa.Table:
    """Rows of a sheet as clients; ``fixed`` are fields known otherwise, one value a row."""
    fields = finish_client(sheet, read_columns(sheet, columns, hint=hint))
    return stage("clients", sheet, {**fields, **fixed})


def contact_fields(
    sheet: Sheet, columns: Sequence[Column], hint: Order, relation: str
) -> dict[str, Any]:
    """Rows of a sheet as contacts."""
    fields = read_columns(sheet, columns, hint=hint)
    fields["relation"] = pa.repeat(relation, len(sheet.rows))
    return fields


def lifecycle_words(values: Sequence[str]) -> tuple[list[str | None], Any]:
    """The meaning of each lifecycle cell, and the cells as the source writes them, lower case."""
    lowered = text([value.lower() for value in values])
    return translate(values, "lifecycles"), lowered
