"""Activities of a CRM: calls, meetings and mails that took place, as the day somebody was last spoken to.

What was said is not read. Tasks and what is only planned are no contact, and are refused as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

import pyarrow as pa
import pyarrow.compute as pc

from prospecting.exports.base import Context, Outcome, Reader, blank_rows, row_count
from prospecting.exports.columns import column, read_columns, stage
from prospecting.exports.formats.crm import first_part, part_contacts
from prospecting.exports.headers import key
from prospecting.exports.sheet import Sheet
from prospecting.exports.tongues import pipedrive_object
from prospecting.exports.values import translate

_TASK: Final = ("a task, not a contact with somebody", "Nothing to do.")
_PLANNED: Final = ("planned, not yet done", "Import the activities again when it is done.")
_MISSED: Final = ("a call that nobody answered", "Nothing to do.")
_NOBODY: Final = ("no person named: with whom it was cannot be told", "Nothing to do.")
_NO_DAY: Final = ("no day: when it was cannot be told", "Nothing to do.")


class ActivityReader(Reader):
    """One activity a row; what took place becomes the last contact with its person."""

    #: Headers, best first: what it was, whether it is done.
    what: ClassVar[Sequence[str]] = ()
    done: ClassVar[Sequence[str]] = ()
    #: Headers of which each may say that nobody answered.
    missed: ClassVar[Sequence[str]] = ()

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """The activities that took place, as contacts with the day."""
        rows = row_count(sheet)
        refused: dict[int, tuple[str, str]] = {}
        for names, reasons in (
            *(((name,), {"missed": _MISSED}) for name in self.missed),
            (self.what, {"task": _TASK}),
            (self.done, {"planned": _PLANNED}),
        ):
            cells = sheet.column(*(key(name) for name in names))
            for place, meaning in enumerate(translate(cells or (), "activities")):
                if meaning in reasons:
                    refused.setdefault(place, reasons[meaning])
        named = [
            at
            for entry in self.columns
            if entry.field in {"full_name", "email", "source_id"}
            and (at := sheet.find(entry.headers)) is not None
        ]
        nobody = blank_rows(sheet, named) if named else set(range(len(sheet.rows)))
        refused |= {place: _NOBODY for place in nobody if place not in refused}
        sheet = sheet.keep(refused)
        fields = self._fields(sheet, context)
        days = fields.get("last_touch")
        undated = (
            [place for place, day in enumerate(days.to_pylist()) if day is None]
            if (days is not None)
            else list(range(len(sheet.rows)))
        )
        if undated:
            sheet = sheet.keep(dict.fromkeys(undated, _NO_DAY))
            fields = self._fields(without_said(sheet), context)
        return self.outcome(rows, sheet, {"contacts": stage("contacts", sheet, fields)})

    def _fields(self, sheet: Sheet, context: Context) -> dict[str, Any]:
        days = [entry for entry in self.columns if entry.field == "last_touch"]
        rest = [entry for entry in self.columns if entry.field != "last_touch"]
        fields = read_columns(sheet, rest, hint=context.order_hint)
        found = [
            pa.array(read["last_touch"], pa.date32())
            for entry in days
            if "last_touch" in (read := read_columns(sheet, [entry], hint=context.order_hint))
        ]
        if found:
            fields["last_touch"] = pc.coalesce(*found) if len(found) > 1 else found[0]
        if "email" in fields:
            fields["email"] = first_part(fields["email"])
        part_contacts(fields, "full_name", "email")
        fields["relation"] = pa.repeat("activity", len(sheet.rows))
        return fields


def without_said(sheet: Sheet) -> Sheet:
    """The same sheet with warnings of its own: what was said of it is said."""
    return Sheet(
        sheet.file, sheet.member, sheet.header, sheet.keys, sheet.rows, sheet.lines,
        sheet.preamble, sheet.rejects, [], sheet.delimiter,
    )  # fmt: skip


class PipedriveActivities(ActivityReader):
    """Pipedrive's activities."""

    kind = "pipedrive-activities"
    label = "Pipedrive activities"
    required = ("Activity - Subject",)
    what = ("Activity - Type",)
    done = ("Activity - Done", "Activity - Status")
    columns = (
        column("full_name", "Person - Name", "Activity - Contact person", "Activity - Person"),
        column("email", "Person - Email - Work", "Person - Email"),
        column("company", "Organization - Name", "Activity - Organization"),
        column("last_touch", "Activity - Due date", kind="date"),
        column("last_touch", "Activity - Marked as done time", kind="date"),
    )

    def claims(self, sheet: Sheet) -> int:
        """By the headers, which stand under the object's name."""
        mine = any(pipedrive_object(header) == "Activity" for header in sheet.header)
        return super().claims(sheet) + 20 if mine and super().claims(sheet) else 0


class HubspotActivities(ActivityReader):
    """HubSpot's activities: calls, meetings, mails."""

    kind = "hubspot-activities"
    label = "HubSpot activities"
    required = ("Activity type", "Activity date")
    any_of = (("Associated Contact", "Associated Contacts", "Contact", "Contact name"),)
    what = ("Activity type",)
    done = ("Task status", "Status", "Meeting outcome", "Call outcome")
    missed = ("Call outcome",)
    columns = (
        column("full_name", "Associated Contact", "Associated Contacts", "Contact name", "Contact"),
        column("email", "Contact email", "Email"),
        column("company", "Associated Company", "Company name"),
        column("last_touch", "Activity date", kind="date"),
    )


class SalesforceActivities(ActivityReader):
    """Salesforce's report of tasks and events."""

    kind = "salesforce-activities"
    label = "Salesforce report of activities"
    required = ("Subject", "Date", "Contact")
    any_of = (("Company / Account", "Account Name"), ("Assigned", "Activity Type", "Task"))
    what = ("Activity Type", "Task Subtype")
    done = ("Status",)
    columns = (
        column("full_name", "Contact", "Contact Name"),
        column("email", "Email"),
        column("company", "Company / Account", "Account Name"),
        column("last_touch", "Date", kind="date"),
    )
