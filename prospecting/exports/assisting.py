"""Columns that a reader by meaning would pass over, given to it by what their cells say.

A list of clients with "Employeur actuel" beside "Prénom" is read by its known headers, and the
employer would be lost without a word. What the suggestions of a mapping are sure enough of is
read too, and said.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from prospecting.exports.base import Reader
from prospecting.exports.formats.people import settle_headers
from prospecting.exports.proposing import propose
from prospecting.exports.sheet import Sheet

#: The table of each reader that goes by meaning.
_TABLES: Final = {"client-list": "clients", "lead-list": "contacts", "company-list": "companies"}
#: Less sure suggestions are for people to judge.
_LEAST: Final = 0.65
#: Rows looked at.
_SAMPLE: Final = 2000
#: Left to those who know: a wrong one does harm, or says nothing.
_NEVER: Final = frozenset({"note", "kind", "lifecycle", "relation", "source_id", "do_not_ask",
                           "company_source_id", "status", "complaint"})  # fmt: skip


def assist(sheet: Sheet, reader: Reader) -> Sheet:
    """The sheet with keys for columns that ``reader`` does not know but could read."""
    table = _TABLES.get(reader.kind)
    if table is None or not sheet.rows:
        return sheet
    settled = settle_headers(sheet)
    field_of = {name: entry.field for entry in reversed(reader.columns) for name in entry.headers}
    first_key = {entry.field: entry.headers[0] for entry in reversed(reader.columns)}
    read = [field_of.get(name) for name in settled.keys]
    have = {field for field in read if field}
    if None not in read and not {"first_name", "last_name", "full_name"} <= have:
        return sheet
    keys = list(settled.keys)
    taken: list[str] = []
    some = replace(sheet, rows=sheet.rows[:_SAMPLE], lines=sheet.lines[:_SAMPLE], warnings=[])
    for place, column in enumerate(propose(some, table).columns):
        field = column.field
        if not field or column.confidence < _LEAST or field in _NEVER or field in have:
            continue
        # A third column of names beside two is no name where its cells say otherwise.
        spare = read[place] == "full_name" and {"first_name", "last_name"} <= have
        if (read[place] is None or spare) and field in first_key:
            keys[place] = first_key[field]
            have.add(field)
            taken.append(f"{column.header!r} as {field.replace('_', ' ')}")
    if not taken:
        return sheet
    sheet.warnings.append(
        "Columns were taken by what stands in them: " + ", ".join(taken)
        + ". If that is wrong, say what they hold with a mapping."
    )  # fmt: skip
    return replace(settled, keys=keys)
