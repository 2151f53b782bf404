"""Names in the order of a register, turned; all other cells are kept as written."""

from __future__ import annotations

import re
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

#: "Müller, Jörg", but not "Smith, PhD" nor "Keller, Carla, MBA": one comma, a given name after it.
_REGISTER: Final = re.compile(r"\s*(?P<family>[^,\d]{2,60}?)\s*,\s*(?P<given>[^,\d]{2,60}?)\s*$")
_AFTER_COMMA: Final = re.compile(
    r"(?:phd|dr|md|mba|msc|bsc|ba|ma|cfa|cpa|pmp|jr|sr|ii|iii|iv|esq|dds|mph|llm|rn|mag|ing|dipl"
    r"|prof|inc|gmbh|ag|ltd|llc|bv|nv|sa)\b"
)


def tidy(name: str, table: pa.Table) -> pa.Table:
    """The staged table with registers' names turned."""
    if name not in ("contacts", "clients"):
        return table
    return _turned(table)


def _turned(table: pa.Table) -> pa.Table:
    """Names written "Family, Given" in one column, apart in two, where most are written so."""
    at = table.schema.get_field_index("full_name")
    whole = table.column(at)
    if whole.null_count == len(whole):
        return table
    commas = pc.sum(pc.match_substring(whole, ",").cast(pa.int64())).as_py() or 0
    if 2 * commas < len(whole) - whole.null_count:
        return table  # the odd "Smith, PhD" is no register
    first, last, full = [], [], []
    known_first = table.column("first_name").to_pylist()
    known_last = table.column("last_name").to_pylist()
    for row, text in enumerate(whole.to_pylist()):
        found = _REGISTER.match(text) if text else None
        given = found["given"].strip() if found else ""
        suffix = bool(_AFTER_COMMA.match(given.lower().replace(".", "")))
        if found is None or suffix or known_first[row] or known_last[row]:
            first.append(known_first[row])
            last.append(known_last[row])
            full.append(text)
        else:
            first.append(given)
            last.append(found["family"])
            full.append(f"{given} {found['family']}")
    for field, values in (("first_name", first), ("last_name", last), ("full_name", full)):
        place = table.schema.get_field_index(field)
        table = table.set_column(place, table.schema.field(place), pa.array(values, pa.string()))
    return table
