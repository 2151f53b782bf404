"""What a reader is: a kind, a label, and two duties, "is it mine?" and "read it"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pyarrow as pa

from prospecting.exports.columns import Column
from prospecting.exports.dates import Order
from prospecting.exports.headers import key, register
from prospecting.exports.sheet import Sheet
from prospecting.exports.staging import OwnerHint, Reject


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a sheet: whose archive it is, and whether the user named the kind."""

    owner_url: str | None = None
    owner_name: str | None = None
    forced: bool = False
    order_hint: Order = "mdy"


@dataclass(slots=True)
class Outcome:
    """A sheet as read. ``rows`` counts the sheet's data rows; those not in ``rejects`` are stored."""

    rows: int
    tables: dict[str, pa.Table]
    rejects: list[Reject]
    warnings: list[str]
    hints: list[OwnerHint] = field(default_factory=list)
    needs_owner: bool = False


class Reader:
    """One format. A subclass declares its headers and reads a sheet that it has claimed."""

    kind: ClassVar[str]
    label: ClassVar[str]
    #: The rows are somebody's network: they mean nothing until it is known whose.
    needs_owner: ClassVar[bool] = False
    #: Header texts that must all be there, and those of which none may be.
    required: ClassVar[Sequence[str]] = ()
    forbidden: ClassVar[Sequence[str]] = ()
    #: Groups of header texts; of each at least one must be there.
    any_of: ClassVar[Sequence[Sequence[str]]] = ()
    columns: ClassVar[Sequence[Column]] = ()

    def __init__(self) -> None:
        self._required = tuple(key(name) for name in self.required)
        self._forbidden = tuple(key(name) for name in self.forbidden)
        self._any_of = tuple(tuple(key(name) for name in group) for group in self.any_of)
        register(self._required)
        for group in self._any_of:
            register(group)

    def claims(self, sheet: Sheet) -> int:
        """How surely the sheet is of this format: 0 is no, and more is surer."""
        if not self._required or not sheet.has(*self._required):
            return 0
        if any(name in sheet.index for name in self._forbidden):
            return 0
        if not all(any(name in sheet.index for name in group) for group in self._any_of):
            return 0
        known = sum(any(name in sheet.index for name in entry.headers) for entry in self.columns)
        return 20 * len(self._required) + known

    def missing(self, sheet: Sheet) -> list[str]:
        """Headers without which the sheet cannot be read as this format, though the user says so."""
        return [
            name
            for name, wanted in zip(self.required, self._required, strict=True)
            if wanted not in sheet.index
        ]

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """The sheet's rows as staged tables, and what was refused."""
        raise NotImplementedError

    def outcome(
        self,
        rows: int,
        sheet: Sheet,
        tables: dict[str, pa.Table],
        *,
        hints: Sequence[OwnerHint] = (),
        needs_owner: bool | None = None,
    ) -> Outcome:
        """The result from the sheet as it stands after rows were refused; empty tables are left out."""
        return Outcome(
            rows,
            {name: table for name, table in tables.items() if table.num_rows},
            sorted(sheet.rejects, key=lambda reject: reject.line),
            sheet.warnings,
            list(hints),
            self.needs_owner if needs_owner is None else needs_owner,
        )


def row_count(sheet: Sheet) -> int:
    """Data rows of the file that the sheet was made from."""
    return len(sheet.rows) + len(sheet.rejects)


NO_PERSON = (
    "no name, profile or e-mail address: nobody to store",
    "Add a name, or leave the row out.",
)


def blank_rows(sheet: Sheet, positions: Sequence[int]) -> set[int]:
    """Rows whose cells in all these columns are empty."""
    if not positions or not sheet.rows:
        return set()
    first, *rest = (sheet.columns[position] for position in positions)
    if all(map(str.strip, first)):
        return set()
    candidates = {place for place, cell in enumerate(first) if not cell.strip()}
    for column in rest:
        if not candidates:
            break
        candidates = {place for place in candidates if not column[place].strip()}
    return candidates


def joined(first: Any, last: Any) -> list[str | None]:
    """First and last names as one, for tables that hold a full name only."""
    return [
        " ".join(part for part in pair if part) or None
        for pair in zip(first.to_pylist(), last.to_pylist(), strict=True)
    ]
