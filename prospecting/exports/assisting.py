"""Columns that a reader by meaning would pass over, given to it by what their cells say.

A list of clients with "Employeur actuel" beside "Prénom" is read by its known headers, and the
employer would be lost without a word. What the suggestions of a mapping are sure enough of is
read too, and said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from prospecting.exports.base import Reader
from prospecting.exports.formats.people import settle_headers
from prospecting.exports.headers import known_keys
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

#: A number with a part behind the point, in whatever form it is written.
_DECIMAL: Final = re.compile(r"[-+]?\d*[.,]\d+(?:[eE][-+]?\d+)?$")
_BETWEEN: Final = re.compile(r"\d[)\s/\-–]+\d|\d\.\d+\.\d")
_YEARS: Final = re.compile(r"(?:19|20)\d\d\s*(?:-|–|—|to|bis|à|a)\s*(?:(?:19|20)\d\d)?$", re.I)


def _is_phone(cell: str) -> bool:
    """Whether a cell is long enough, begins or is parted as numbers of telephones are."""
    digits = sum(map(str.isdigit, cell))
    return (
        7 <= digits <= 15
        and not (_DECIMAL.match(cell) or _YEARS.match(cell))
        and (cell[:1] in "+(0" or _BETWEEN.search(cell) is not None)
    )


#: What most cells must look like, beyond the suggestion.
_LOOKS: Final[dict[str, Callable[[str], bool]]] = {
    "phone": _is_phone,
    "size": lambda cell: _YEARS.match(cell) is None,
}


def _looks(field: str, cells: Sequence[str]) -> bool:
    looks = _LOOKS.get(field)
    some = [text for cell in cells if (text := cell.strip())]
    return looks is None or 2 * sum(map(looks, some)) > len(some)


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
    known = known_keys()

    def cells_of(place: int) -> list[str]:
        return [row[place] for row in some.rows if place < len(row)]

    for place, column in enumerate(propose(some, table).columns):
        field = column.field
        if not field or column.confidence < _LEAST or field in _NEVER or field in have:
            continue
        # A third column of names beside two is no name where its cells say otherwise.
        spare = read[place] == "full_name" and {"first_name", "last_name"} <= have
        # A header that some reader knows means what it means there.
        unknown = read[place] is None and keys[place] not in known
        if (unknown or spare) and field in first_key and _looks(field, cells_of(place)):
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
