"""Zoho CRM's calls and meetings, each a module of its own, as the day somebody was last spoken to.

A module names the contact by name and id, and neither company nor e-mail; reports on activities may
have both. By the id the day reaches the contact of Zoho's list of contacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

import pyarrow as pa
import pyarrow.compute as pc

from prospecting.exports.base import Context
from prospecting.exports.columns import Column, column
from prospecting.exports.formats.activities import ActivityReader
from prospecting.exports.sheet import Sheet

_WITH: Final = (
    column("full_name", "Contact Name", "Full Name"),
    column("email", "Contact Email", "Email"),
    column("company", "Account Name", "Company"),
    column("source_id", "Contact Name.id", "Contact Id"),
)


class ZohoActivities(ActivityReader):
    """What calls and meetings have in common."""

    forbidden: ClassVar[Sequence[str]] = ("Deal Name", "Stage", "Lead Status")

    def _fields(self, sheet: Sheet, context: Context) -> dict[str, Any]:
        fields = super()._fields(sheet, context)
        if "source_id" in fields and fields.get("full_name") is not None:
            # A name alone would make somebody new of a contact who is told by the id.
            texts = {
                name: pa.array(fields[name], pa.string())
                for name in ("full_name", "email", "company", "source_id")
                if fields.get(name) is not None
            }
            told = [pc.is_valid(texts[name]) for name in ("email", "company") if name in texts]
            known = pc.is_null(texts["source_id"])
            for one in told:
                known = pc.or_(known, one)
            fields["full_name"] = pc.if_else(known, texts["full_name"], None)
        return fields


class ZohoCalls(ZohoActivities):
    """Calls."""

    kind = "zoho-calls"
    label = "Zoho calls"
    required = ("Subject", "Call Start Time")
    any_of = (
        ("Call Type", "Call Duration", "Call Duration (in seconds)", "Call Owner"),
        ("Contact Name", "Contact Name.id", "Full Name"),
    )
    done = ("Call Status", "Outgoing Call Status")
    missed = ("Call Type", "Call Result")
    columns: ClassVar[Sequence[Column]] = (
        *_WITH,
        column("last_touch", "Call Start Time", kind="date"),
    )


class ZohoMeetings(ZohoActivities):
    """Meetings, which were called events."""

    kind = "zoho-meetings"
    label = "Zoho meetings"
    required = ("Contact Name",)
    any_of = (
        ("Title", "Event Title", "Meeting Title", "Subject"),
        ("From", "Start DateTime", "Start Date Time"),
        ("To", "End DateTime", "End Date Time"),
        ("Host", "Host.id", "Event Owner", "Event Owner.id", "Meeting Owner"),
    )
    done = ("Meeting Status", "Status")
    columns: ClassVar[Sequence[Column]] = (
        *_WITH,
        column("last_touch", "From", "Start DateTime", "Start Date Time", kind="date"),
    )
