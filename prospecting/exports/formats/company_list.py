"""Lists of companies with industry, size and country: any, Crunchbase's, People Data Labs'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

import pyarrow as pa

from prospecting.exports.base import Context, Outcome, Reader, blank_rows, row_count
from prospecting.exports.columns import (
    Column,
    column,
    first_filled,
    read_columns,
    stage,
    text,
    without_marks,
)
from prospecting.exports.formats.people import has_field
from prospecting.exports.headers import aliases
from prospecting.exports.limits import FileRefused
from prospecting.exports.sheet import Sheet
from prospecting.exports.values import countries

_NAMELESS: Final = ("no company name", "Add the name, or leave the row out.")
_FACTS: Final = ("industry", "size", "domain", "country", "location", "parent", "former_names")

GENERIC: Final = (
    column("name", family="firm"),
    column("domain", family="firm"),
    column("url", family="firm"),
    column("industry", family="firm"),
    column("size", kind="size", family="firm"),
    column("country", family="firm"),
    column("location", family="firm"),
    column("parent", family="firm"),
    column("former_names", family="firm"),
    column("lifecycle", family="firm"),
    column("source_id", family="firm"),
)


def company_fields(sheet: Sheet, columns: Sequence[Column]) -> dict[str, Any]:
    """Company columns; the country is taken from the end of the place where no column has it."""
    fields = without_marks(read_columns(sheet, columns))
    where = next((entry.headers for entry in columns if entry.field == "location"), ())
    places = [
        text(sheet.columns[at]) for name in where if (at := sheet.index.get(name)) is not None
    ]
    if len(places) > 1 and "location" in fields:  # a city, or where that is empty the address
        fields["location"] = first_filled(fields["location"], *places)
    if "location" in fields:
        told = countries([place or "" for place in fields["location"].to_pylist()])
        known = fields.get("country")
        fields["country"] = (
            told if known is None else first_filled(known, pa.array(told, pa.string()))
        )
    if "lifecycle" in fields:
        fields["lifecycle"] = [
            stage_.lower() if stage_ else None for stage_ in fields["lifecycle"].to_pylist()
        ]
    return fields


class CompanyReader(Reader):
    """A table with one company a row."""

    columns: ClassVar[Sequence[Column]] = GENERIC

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One company a row."""
        rows = row_count(sheet)
        place = sheet.find(self.columns[0].headers)
        if place is None:
            raise FileRefused(
                "The list has no column with company names (found: "
                + ", ".join(sheet.header[:12])
                + ").",
                "Name that column 'Company'.",
            )
        sheet = sheet.keep(dict.fromkeys(blank_rows(sheet, [place]), _NAMELESS))
        table = stage("companies", sheet, company_fields(sheet, self.columns))
        return self.outcome(rows, sheet, {"companies": table})


class Crunchbase(CompanyReader):
    """Crunchbase's search export: the columns of the user's view."""

    kind = "crunchbase-companies"
    label = "Crunchbase companies"
    required = ("Organization Name", "Organization Name URL")
    columns = (
        column("name", "Organization Name"),
        column("domain", "Website"),
        column("url", "LinkedIn"),
        column("industry", "Industries", "Industry"),
        column("size", "Number of Employees", kind="size"),
        column("location", "Headquarters Location"),
        column("former_names", "Aliases", "Also Known As", "Former Names", "Legal Name"),
    )


class PeopleDataLabs(CompanyReader):
    """The free company set of People Data Labs."""

    kind = "pdl-companies"
    label = "People Data Labs companies"
    required = ("name", "domain", "size range", "current employee estimate")
    columns = (
        column("name", "name"),
        column("domain", "domain"),
        column("industry", "industry"),
        column("size", "size range", kind="size"),
        column("location", "locality"),
        column("country", "country"),
        column("url", "linkedin url"),
        column("former_names", "alternative names", "display name history", "former names"),
    )


class CompanyList(CompanyReader):
    """Any table of companies."""

    kind = "company-list"
    label = "Company list"

    def __init__(self, specific: Sequence[Reader] = ()) -> None:
        super().__init__()
        self._specific = specific

    def claims(self, sheet: Sheet) -> int:
        """A company's name, at least one fact about it, and no person."""
        if any(reader.claims(sheet) for reader in self._specific):
            return 0
        facts = sum(has_field(sheet, "firm", name) for name in _FACTS)
        if not facts or not has_field(sheet, "firm", "name"):
            return 0
        person = [sheet.find(aliases("person", name)) for name in ("first_name", "last_name")]
        firm = sheet.find(aliases("firm", "name"))
        if any(place is not None and place != firm for place in person):
            return 0
        full = sheet.find(aliases("person", "full_name"))
        if full is not None and full != firm:
            return 0
        if any(has_field(sheet, "person", name) for name in ("title", "email", "degree")):
            return 0
        return 30 + facts
