"""Columns of a format declared as data, and the engine that reads them column by column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from prospecting.exports import values as cells
from prospecting.exports.dates import Order, read_days, read_moments
from prospecting.exports.headers import aliases, key, register
from prospecting.exports.limits import go_on
from prospecting.exports.sheet import Sheet
from prospecting.exports.staging import SCHEMAS, build_table

Kind = Literal[
    "text", "date", "time", "number", "count", "size", "degree", "flag", "score", "place"
]
# Fetched once: looking a function up and wrapping its options takes longer than a small column.
_TRIM: Final = pc.get_function("utf8_trim_whitespace")
_SAME: Final = pc.get_function("equal")
_CHOOSE: Final = pc.get_function("if_else")
_BLANK: Final = pa.scalar("")
_NULL: Final = pa.scalar(None, pa.string())
#: From so many rows on columns are read one by one.
_MANY: Final = 50_000
#: Fields whose cells are words with a meaning: family and field to the group of ``words.toml``.
MEANINGS: Final = {
    ("client", "language"): "languages",
    ("client", "status"): "statuses",
    ("client", "kind"): "kinds",
    ("answer", "answer"): "answers",
    ("past_ask", "stage"): "stages",
}


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field of a staged table stands in a format.

    ``headers`` are header keys, best first. ``kind`` says how its cells are read: "size" fills
    ``size_min`` and ``size_max``, "place" fills ``location`` and, from "City, Region, Country",
    ``country``. ``order`` fixes day and month where the format does. ``words`` names the group of
    ``words.toml`` by which the cells are understood.
    """

    field: str
    headers: tuple[str, ...]
    kind: Kind = "text"
    order: Order | None = None
    words: str = ""


def column(
    field: str,
    *headers: str,
    kind: Kind = "text",
    order: Order | None = None,
    family: str | None = None,
    words: str = "",
) -> Column:
    """A declared column; ``family`` adds the aliases of ``headers.toml`` after those named."""
    keys = [key(header) for header in headers]
    register(keys)
    if family:
        keys += aliases(family, field)
        words = words or MEANINGS.get((family, field), "")
    return Column(field, tuple(dict.fromkeys(keys)), kind, order, words)


def text(values: Sequence[str]) -> Any:
    """Cells as an Arrow text column, trimmed; an empty cell is null."""
    array = _TRIM.call([pa.array(values, pa.string())])
    return _CHOOSE.call([_SAME.call([array, _BLANK]), _NULL, array])


def texts(columns: Sequence[Sequence[str]]) -> list[Any]:
    """``text`` for several columns of one length at once: a call of Arrow costs more than a row."""
    if not columns:
        return []
    count = len(columns[0])
    if count > _MANY:
        found = []
        for cells_ in columns:
            go_on()
            found.append(text(cells_))
        return found
    whole = text(list(chain.from_iterable(columns)))
    return [whole.slice(place * count, count) for place in range(len(columns))]


#: What people and programs write into cells that hold nothing.
_NOTHING: Final = pa.array(["—", "–", "-", "--", "---", "n/a", "N/A", "n.a.", "NULL", "null"])


def without_marks(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields read, text cells with nothing but a mark for nothing in them as null."""
    for name, values in fields.items():
        if isinstance(values, pa.Array) and pa.types.is_string(values.type):
            marks = pc.is_in(values, value_set=_NOTHING)
            if marks.true_count:
                fields[name] = _CHOOSE.call([marks, _NULL, values])
    return fields


def first_filled(*columns: Any) -> Any:
    """For each row the first of the text columns that holds something."""
    known = [entry for entry in columns if entry is not None]
    return pc.coalesce(*known) if known else None


def place_rows(sheet: Sheet) -> dict[str, Any]:
    """The columns ``line`` and ``member`` of a staged table."""
    lines = sheet.lines
    if isinstance(lines, range):
        numbers: Any = pa.array(np.arange(lines.start, lines.stop, dtype=np.int32))
    else:
        numbers = pa.array(lines, pa.int32())
    if sheet.member is None:
        return {"line": numbers}
    return {"line": numbers, "member": pa.repeat(sheet.member, len(sheet.rows))}


def claimed(sheet: Sheet, columns: Iterable[Column]) -> dict[str, int]:
    """Position in the sheet of each declared field that is there."""
    found = {}
    for entry in columns:
        position = sheet.find(entry.headers)
        if position is not None:
            found[entry.field] = position
    return found


def read_columns(sheet: Sheet, columns: Iterable[Column], *, hint: Order = "mdy") -> dict[str, Any]:
    """The declared columns that the sheet has, as Arrow columns or lists by field.

    What is to be said about a column (unreadable dates, an open day and month order) is added to
    the sheet's warnings. Two columns may not be read from one place: the first declared has it.
    """
    out: dict[str, Any] = {}
    taken: set[int] = set()
    plain: list[tuple[str, int]] = []
    for entry in columns:
        places = [
            sheet.index[name]
            for name in entry.headers
            if name in sheet.index and sheet.index[name] not in taken
        ]
        position = places[0] if places else None
        if len(places) > 1:  # the best known header with anything under it
            filled = (place for place in places if any(map(str.strip, sheet.columns[place])))
            position = next(filled, position)
        if position is None or entry.field in out:
            continue
        taken.add(position)
        go_on()
        if entry.kind == "text" and not entry.words:
            plain.append((entry.field, position))
            out[entry.field] = None
        else:
            _read_one(sheet, entry, position, out, hint)
    columns_ = texts([sheet.columns[position] for _, position in plain])
    out.update(zip((field for field, _ in plain), columns_, strict=True))
    return out


def _read_one(sheet: Sheet, entry: Column, position: int, out: dict[str, Any], hint: Order) -> None:
    values = sheet.columns[position]
    header = sheet.header[position]
    match entry.kind:
        case "text":
            out[entry.field] = cells.translate(values, entry.words)
        case "date":
            out[entry.field], warnings = read_days(values, header, order=entry.order, hint=hint)
            sheet.warnings.extend(warnings)
        case "time":
            read = read_moments(values, header, order=entry.order, hint=hint)
            out[entry.field] = read.values
            sheet.warnings.extend(read.warnings)
        case "number":
            out[entry.field] = cells.numbers(values)
            if "currency" not in out:
                found = {cells.currency_of(value) for value in set(values)}
                named = cells.currency_of(header) or (found.pop() if len(found) == 1 else None)
                if named:
                    out["currency"] = [named if value.strip() else None for value in values]
                elif len(found - {None}) > 1:
                    out["currency"] = [cells.currency_of(value) for value in values]
        case "count":
            counted = cells.numbers(values)
            out[entry.field] = [
                int(value) if value is not None and abs(value) < 2**31 else None
                for value in counted
            ]
        case "size":
            out["size_min"], out["size_max"], mangled = cells.sizes(values)
            if mangled:
                sheet.warnings.append(
                    f"Some sizes in the column {header!r} had been turned into dates by a "
                    "spreadsheet (10-Jan for 1-10); they were turned back."
                )
        case "degree":
            out[entry.field] = cells.degrees(values)
        case "flag":
            out[entry.field] = cells.flags(values)
        case "score":
            scored = cells.numbers(values)
            out[entry.field] = [
                int(value)
                if value is not None and value.is_integer() and 0 <= value <= 10
                else None
                for value in scored
            ]
        case "place":
            out["location"] = text(values)
            out.setdefault("country", cells.countries(values))


def stage(table: str, sheet: Sheet, fields: Mapping[str, Any]) -> pa.Table:
    """The staged table of a sheet's rows from the fields read; those it does not know are left."""
    names = SCHEMAS[table].names
    known = {name: value for name, value in fields.items() if name in names}
    return build_table(table, {**place_rows(sheet), **known}, len(sheet.rows))
