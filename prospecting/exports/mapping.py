"""A table that no reader knows: what each column may be, and a mapping that says what it is.

Nothing is stored here. ``proposing`` looks at a file and proposes; a ``Mapping`` is what the user
settled on, as an object or a TOML file; ``shape_key`` tells files of the same shape, so that the
caller can remember a mapping for the next one.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, get_args

import pyarrow as pa

from prospecting.exports.base import NO_PERSON, Context, Outcome, blank_rows, row_count
from prospecting.exports.columns import MEANINGS, Column, Kind, read_columns, stage, without_marks
from prospecting.exports.dates import Order
from prospecting.exports.formats.people import NO_NAME, finish_client
from prospecting.exports.headers import key
from prospecting.exports.limits import FileRefused
from prospecting.exports.sheet import Sheet
from prospecting.exports.staging import SCHEMAS

Table = Literal["contacts", "clients", "companies", "deals", "surveys", "answers", "past_asks"]
TABLES: Final[tuple[str, ...]] = get_args(Table)

#: Where the vocabulary keeps each table's headers, the nearest family first.
FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "contacts": ("connection", "person", "firm"),
    "clients": ("client", "person", "firm"),
    "companies": ("firm",),
    "deals": ("deal",),
    "surveys": ("survey", "person"),
    "answers": ("answer",),
    "past_asks": ("past_ask",),
}
_HIDDEN: Final = frozenset({"line", "member", "size_min", "size_max"})
#: Of each table, the fields of which at least one must be filled in a row.
_NEEDED: Final[dict[str, tuple[tuple[str, ...], tuple[str, str]]]] = {
    "contacts": (("first_name", "last_name", "full_name", "url", "email"), NO_PERSON),
    "clients": (("first_name", "last_name", "full_name"), NO_NAME),
    "companies": (("name",), ("no company name", "Add the name, or leave the row out.")),
    "deals": (("name",), ("a deal without a name", "Name it, or leave it out.")),
    "surveys": (("email", "full_name"), ("nobody named", "Add the address, or leave the row out.")),
    "answers": (("client_email",), ("no client named", "Add the client's address.")),
    "past_asks": (
        ("prospect_name", "prospect_url", "prospect_email"),
        ("no prospect named", "Name the prospect, or leave the row out."),
    ),
}


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """What one column may be: a field (or None), how sure (0..1), samples, and what they become."""

    header: str
    field: str | None
    confidence: float
    samples: tuple[str, ...]
    becomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MappingProposal:
    """A proposal for a whole table; ``shape`` tells files of the same shape.

    ``headless``: the table has no row of headers; its columns are called "column 1" and so on.
    """

    shape: str
    table: str
    columns: tuple[ColumnProposal, ...]
    rows: int
    encoding: str | None
    delimiter: str | None
    headless: bool = False

    def mapping(self) -> Mapping:
        """The proposal as a mapping, as it would be used without a change."""
        return Mapping(
            self.table,
            {c.header: c.field for c in self.columns if c.field},
            headless=self.headless,
        )


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of a file are.

    Args:
        table: a name in ``TABLES``.
        columns: header as written to field; "size" is a number or range of employees.
        constants: field to a value that holds for every row.
        order: how dates with two readings are read.
        headless: the file has no row of headers; its columns are "column 1", "column 2" …
        network: contacts are those of somebody, so that the import asks whose; a list that was
            bought is nobody's.
    """

    table: str
    columns: MappingType[str, str]
    constants: MappingType[str, str] = field(default_factory=dict)
    order: Order | None = None
    headless: bool = False
    network: bool = False

    def __post_init__(self) -> None:
        if self.table not in TABLES:
            raise FileRefused(
                f"The mapping names the table {self.table!r}, which there is not.",
                "Use one of " + ", ".join(TABLES) + ".",
            )
        known = fields_of(self.table)
        wrong = sorted({*self.columns.values(), *self.constants} - set(known))
        if wrong:
            raise FileRefused(
                f"The mapping names fields that {self.table} has not: {', '.join(wrong)}.",
                "It has " + ", ".join(known) + ".",
            )
        if not self.columns:
            raise FileRefused("The mapping names no column.", "Add them under [columns].")
        if self.order not in {None, "dmy", "mdy"}:
            raise FileRefused("The mapping's order is not known.", 'Use "dmy" or "mdy".')

    @classmethod
    def from_toml(cls, text: str) -> Mapping:
        """A mapping from the text of a TOML file; see ``docs/formats.md``.

        Raises:
            FileRefused: not TOML, or it names what does not exist.
        """
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise FileRefused(
                f"The mapping is not valid TOML ({error}).",
                "Compare it with the example in the docs.",
            ) from None
        unknown = sorted(
            set(table) - {"table", "columns", "constants", "order", "header", "network"}
        )
        if unknown:
            raise FileRefused(
                f"The mapping has keys that mean nothing: {', '.join(unknown)}.",
                "Use table, order, header, network, [columns] and [constants].",
            )
        return cls(
            str(table.get("table", "")),
            {str(header): str(name) for header, name in table.get("columns", {}).items()},
            {str(name): str(value) for name, value in table.get("constants", {}).items()},
            table.get("order"),
            table.get("header", True) is False,
            table.get("network", False) is True,
        )

    def to_toml(self) -> str:
        """The mapping as TOML that ``from_toml`` reads."""
        import tomli_w

        body: dict[str, Any] = {"table": self.table}
        if self.order:
            body["order"] = self.order
        if self.headless:
            body["header"] = False
        if self.network:
            body["network"] = True
        body["columns"] = dict(self.columns)
        if self.constants:
            body["constants"] = dict(self.constants)
        return tomli_w.dumps(body)


def load_mapping(path: Path | str) -> Mapping:
    """The mapping in a TOML file.

    Raises:
        FileRefused: it cannot be opened, or is no mapping.
    """
    try:
        return Mapping.from_toml(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise FileRefused(
            f"The mapping cannot be read ({type(error).__name__}).", "Look at its name and place."
        ) from None


def fields_of(table: str) -> tuple[str, ...]:
    """The fields that a column may become in a table, in the order of its schema."""
    names = [name for name in SCHEMAS[table].names if name not in _HIDDEN]
    if "size_min" in SCHEMAS[table].names:
        names.append("size")
    return tuple(names)


def shape_key(header: Sequence[str]) -> str:
    """A fingerprint of a file's headers, the same whatever their order, case and accents."""
    names = "\n".join(sorted(key(name) for name in header))
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def kind_of(table: str, name: str) -> Kind:
    """How the cells of a field are read."""
    if name == "size":
        return "size"
    if name == "degree":
        return "degree"
    if name in {"nps", "score"}:
        return "score"
    wanted = SCHEMAS[table].field(name).type
    if pa.types.is_date(wanted):
        return "date"
    if pa.types.is_timestamp(wanted):
        return "time"
    if pa.types.is_boolean(wanted):
        return "flag"
    if pa.types.is_floating(wanted):
        return "number"
    return "count" if pa.types.is_integer(wanted) else "text"


def words_of(table: str, name: str) -> str:
    """The group of ``words.toml`` by which a field's cells are understood; empty for none."""
    family = {"clients": "client", "answers": "answer", "past_asks": "past_ask"}.get(table, "")
    return MEANINGS.get((family, name), "")


def header_place(rows: Sequence[Sequence[str]], mapping: Mapping) -> int | None:
    """The row that holds most of the mapping's headers; None where none is found."""
    wanted = {key(header) for header in mapping.columns}
    found = [len(wanted & {key(cell) for cell in row}) for row in rows[:40]]
    most = max(found, default=0)
    return found.index(most) if most else None


def read_mapped(sheet: Sheet, mapping: Mapping, context: Context) -> Outcome:
    """The sheet's rows by a mapping.

    Raises:
        FileRefused: none of the mapping's columns is in the sheet.
    """
    rows = row_count(sheet)
    columns = []
    missing = []
    for header, name in mapping.columns.items():
        spot = next((p for p, text in enumerate(sheet.header) if text == header), None)
        place = spot if spot is not None else sheet.index.get(key(header))
        if place is None:
            missing.append(header)
        else:
            columns.append(
                Column(
                    name,
                    (sheet.keys[place],),
                    kind_of(mapping.table, name),
                    mapping.order,
                    words_of(mapping.table, name),
                )
            )
    if not columns:
        raise FileRefused(
            f"None of the mapping's columns is there (found: {', '.join(sheet.header[:12])}).",
            "Use the mapping that was made for this file.",
        )
    if missing:
        sheet.warnings.append("Columns of the mapping are missing: " + ", ".join(missing) + ".")
    needed, reason = _NEEDED[mapping.table]
    places = [sheet.index[c.headers[0]] for c in columns if c.field in needed]
    constant = any(mapping.constants.get(name) for name in needed)
    if not constant:
        nobody = blank_rows(sheet, places) if places else set(range(len(sheet.rows)))
        sheet = sheet.keep(dict.fromkeys(nobody, reason))
    hint = mapping.order or context.order_hint
    fields = without_marks(read_columns(sheet, columns, hint=hint))
    _add_constants(sheet, mapping, fields)
    if mapping.table == "clients":
        fields = finish_client(sheet, fields)
    if mapping.table == "contacts":
        fields.setdefault("relation", pa.repeat("list", len(sheet.rows)))
    table = stage(mapping.table, sheet, fields)
    network = mapping.table == "contacts" and (
        mapping.network or bool({"connected_on", "degree"} & set(fields))
    )
    return Outcome(
        rows,
        {mapping.table: table} if table.num_rows else {},
        sorted(sheet.rejects, key=lambda reject: reject.line),
        sheet.warnings,
        [],
        network,
    )


def _add_constants(sheet: Sheet, mapping: Mapping, fields: dict[str, Any]) -> None:
    """Fields with one value for every row, read as if they stood in a column."""
    for name, value in mapping.constants.items():
        count = len(sheet.rows)
        one = Sheet(sheet.file, None, [name], [name], [[value]] * count, sheet.lines)
        fields.update(
            read_columns(
                one,
                [
                    Column(
                        name,
                        (name,),
                        kind_of(mapping.table, name),
                        None,
                        words_of(mapping.table, name),
                    )
                ],
            )
        )
