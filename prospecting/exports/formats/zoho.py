"""Zoho CRM: look-up columns come in pairs, "Account Name.id" beside "Account Name"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from prospecting.exports.columns import column
from prospecting.exports.formats.company_list import CompanyReader
from prospecting.exports.formats.crm import CrmDeals, CrmPeople, deal_columns

_IDS = ("Record Id", "Contact Id", "Account Id", "Deal Id")


class ZohoContacts(CrmPeople):
    """Contacts."""

    kind = "zoho-contacts"
    label = "Zoho contacts"
    required = ("Last Name",)
    any_of = (
        _IDS,
        ("Contact Owner.id", "Account Name.id", "Account Name", "Last Enriched Time",
         "Created By.id"),
    )  # fmt: skip
    forbidden = ("Deal Name", "Lead Owner", "Lead Owner.id")
    stages = ("Contact Type", "Lifecycle Stage", "Contact Status", "Type", "Tag")
    fallbacks: ClassVar[dict[str, Sequence[str]]] = {"email": ("Secondary Email",)}
    columns = (
        column("first_name", "First Name"),
        column("last_name", "Last Name"),
        column("full_name", "Contact Name", "Full Name"),
        column("email", "Email"),
        column("company", "Account Name", "Company Name"),
        column("title", "Title"),
        column("phone", "Mobile", "Phone"),
        column("url", "LinkedIn", "LinkedIn URL"),
        column("country", "Mailing Country"),
        column("location", "Mailing City"),
        column("function_label", "Department"),
        column("last_touch", "Last Activity Time", kind="date"),
        column("account_owner", "Contact Owner"),
        column("source_id", "Record Id", "Contact Id"),
        column("company_source_id", "Account Name.id"),
    )


class ZohoLeads(CrmPeople):
    """Leads, who are a table of their own in Zoho."""

    kind = "zoho-leads"
    label = "Zoho leads"
    required = ("Last Name", "Company")
    any_of = (("Record Id", "Lead Id"), ("Lead Owner.id", "Lead Owner", "Lead Status"))
    forbidden = ("Account Name", "Deal Name", "IsDeleted")
    stages = ("Lead Status",)
    fallbacks: ClassVar[dict[str, Sequence[str]]] = {"email": ("Secondary Email",)}
    columns = (
        column("first_name", "First Name"),
        column("last_name", "Last Name"),
        column("full_name", "Lead Name", "Full Name"),
        column("email", "Email"),
        column("company", "Company"),
        column("title", "Title", "Designation"),
        column("phone", "Mobile", "Phone"),
        column("url", "LinkedIn", "LinkedIn URL"),
        column("country", "Country"),
        column("location", "City"),
        column("company_domain", "Website"),
        column("industry", "Industry"),
        column("size", "No. of Employees", "No of Employees", kind="size"),
        column("source_id", "Record Id", "Lead Id"),
    )


class ZohoAccounts(CompanyReader):
    """Accounts."""

    kind = "zoho-accounts"
    label = "Zoho accounts"
    required = ("Account Name",)
    any_of = (_IDS, ("Account Owner.id", "Parent Account.id"))
    forbidden = ("Last Name", "Deal Name")
    columns = (
        column("name", "Account Name"),
        column("domain", "Website"),
        column("industry", "Industry"),
        column("size", "Employees", kind="size"),
        column("country", "Billing Country"),
        column("location", "Billing City"),
        column("parent", "Parent Account"),
        column("lifecycle", "Account Type"),
        column("source_id", "Record Id", "Account Id"),
    )


class ZohoDeals(CrmDeals):
    """Deals."""

    kind = "zoho-deals"
    label = "Zoho deals"
    required = ("Deal Name", "Stage")
    any_of = (_IDS, ("Account Name.id", "Deal Owner.id", "Contact Name.id"))
    columns = deal_columns(
        name=("Deal Name",),
        stage=("Stage",),
        amount=("Amount",),
        currency=("Currency",),
        closed_on=("Closing Date",),
        company=("Account Name",),
        contact=("Contact Name",),
        contact_source_ids=("Contact Name.id",),
        company_source_ids=("Account Name.id",),
        source_id=("Record Id", "Deal Id"),
    )
