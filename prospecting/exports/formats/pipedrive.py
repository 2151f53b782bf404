"""Pipedrive: people, organisations and deals, every header with the name of its object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from prospecting.exports.columns import column
from prospecting.exports.formats.company_list import CompanyReader
from prospecting.exports.formats.crm import CrmDeals, CrmPeople, deal_columns
from prospecting.exports.sheet import Sheet
from prospecting.exports.tongues import pipedrive_object


def _has_prefix(sheet: Sheet, prefix: str) -> bool:
    """Whether a header stands under its object's name, in any language: "Organization - Name" is Pipedrive's,
    "Organization Name" half a dozen other programs'."""
    return any(pipedrive_object(header) == prefix for header in sheet.header)


class PipedrivePeople(CrmPeople):
    """People; labels and won deals tell clients from leads."""

    kind = "pipedrive-people"
    label = "Pipedrive people"
    required = ("Person - Name",)
    forbidden = ("Deal - Title", "Activity - Subject")
    stages = ("Person - Labels", "Person - Label", "Person - Label(s)", "Person - Type")
    won = ("Person - Won deals",)
    fallbacks: ClassVar[dict[str, Sequence[str]]] = {
        "email": ("Person - Email", "Person - Email - Home", "Person - Email - Other"),
        "phone": ("Person - Phone - Mobile", "Person - Phone - Home", "Person - Phone"),
    }
    columns = (
        column("first_name", "Person - First name"),
        column("last_name", "Person - Last name"),
        column("full_name", "Person - Name"),
        column("email", "Person - Email - Work"),
        column("phone", "Person - Phone - Work"),
        column("company", "Person - Organization", "Organization - Name"),
        column("title", "Person - Title", "Person - Job title"),
        column("url", "Person - LinkedIn", "Person - LinkedIn URL", "Person - LinkedIn profile"),
        column("last_touch", "Person - Last activity date", kind="date"),
        column("deals_won", "Person - Won deals", kind="count"),
        column("account_owner", "Person - Owner"),
        column("source_id", "Person - ID"),
        column("company_source_id", "Person - Organization ID", "Organization - ID"),
    )

    def claims(self, sheet: Sheet) -> int:
        """By the headers, which stand under the object's name."""
        return super().claims(sheet) if _has_prefix(sheet, "Person") else 0


class PipedriveOrganizations(CompanyReader):
    """Organisations."""

    kind = "pipedrive-organizations"
    label = "Pipedrive organisations"
    required = ("Organization - Name",)
    forbidden = ("Person - Name", "Deal - Title", "Activity - Subject")
    columns = (
        column("name", "Organization - Name"),
        column("domain", "Organization - Website", "Organization - Domain"),
        column("url", "Organization - LinkedIn profile", "Organization - LinkedIn"),
        column("industry", "Organization - Industry"),
        column("size", "Organization - Employee count", "Organization - Employees",
               "Organization - Number of employees", kind="size"),
        column("country", "Organization - Address - Country",
               "Organization - Country of Address", "Organization - Address (country)"),
        column("location", "Organization - Address - City", "Organization - Address"),
        column("lifecycle", "Organization - Label", "Organization - Labels", "Organization - Label(s)"),
        column("source_id", "Organization - ID"),
    )  # fmt: skip

    def claims(self, sheet: Sheet) -> int:
        """By the headers, which stand under the object's name."""
        return super().claims(sheet) if _has_prefix(sheet, "Organization") else 0


class PipedriveDeals(CrmDeals):
    """Deals."""

    kind = "pipedrive-deals"
    label = "Pipedrive deals"
    required = ("Deal - Title",)
    forbidden = ("Activity - Subject",)
    columns = deal_columns(
        name=("Deal - Title",),
        stage=("Deal - Stage",),
        status=("Deal - Status",),
        amount=("Deal - Value",),
        currency=("Deal - Currency of Value", "Deal - Currency"),
        closed_on=("Deal - Won time", "Deal - Deal closed on", "Deal - Lost time"),
        company=("Deal - Organization", "Organization - Name"),
        contact=("Deal - Contact person", "Person - Name"),
        contact_email=("Person - Email - Work", "Person - Email"),
        contact_source_ids=("Deal - Contact person ID", "Person - ID"),
        company_source_ids=("Deal - Organization ID", "Organization - ID"),
        source_id=("Deal - ID",),
    )

    def claims(self, sheet: Sheet) -> int:
        """By the headers, which stand under the object's name."""
        return super().claims(sheet) if _has_prefix(sheet, "Deal") else 0
