"""Salesforce: the report of the screen with its footer, and the data export with API names."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from prospecting.exports.base import Context, Outcome, row_count
from prospecting.exports.columns import column
from prospecting.exports.formats.company_list import CompanyReader
from prospecting.exports.formats.crm import DELETED, CrmDeals, CrmPeople, deal_columns
from prospecting.exports.sheet import Sheet
from prospecting.exports.values import flags

_SUBTOTAL: Final = re.compile(r"\s*(sub-?total|total|grand total|count|sum of|avg|average)\b", re.I)
#: A report's grouped column: an arrow at its header, the number of rows at each group's first.
_ARROWS: Final = ("↑", "↓")
_GROUP_SIZE: Final = re.compile(r"\s*\(\d+(?:\s+\w+)?\)\s*$")
_FOOT: Final = ("a subtotal of the report, not a record", "Nothing to do.")


def _subtotals(sheet: Sheet) -> dict[int, tuple[str, str]]:
    refused = {}
    for place, row in enumerate(sheet.rows):
        filled = [cell for cell in row if cell.strip()]
        if len(filled) <= 3 and filled and _SUBTOTAL.match(filled[0]):
            refused[place] = _FOOT
    return refused


def _ungroup(sheet: Sheet) -> Sheet:
    """The sheet of a grouped report, each group's value in all of its rows.

    The formatted report writes "Arends BV (2)" once and leaves the cells below it empty.
    """
    grouped = [
        place for place, header in enumerate(sheet.header) if header.rstrip().endswith(_ARROWS)
    ]
    if not grouped:
        return sheet
    rows = [list(row) for row in sheet.rows]
    for place in grouped:
        now = ""
        for row in rows:
            now = _GROUP_SIZE.sub("", row[place]) or now
            row[place] = now
    return replace(sheet, rows=rows)


def _deleted(sheet: Sheet) -> dict[int, tuple[str, str]]:
    column_ = sheet.column("isdeleted") or ()
    return {place: DELETED for place, flag in enumerate(flags(column_)) if flag}


class SalesforceReport(CrmPeople):
    """A report of contacts with accounts."""

    kind = "salesforce-report"
    label = "Salesforce report of contacts"
    required = ("Last Name", "Account Name")
    any_of = (
        ("Account Owner", "Lead Source", "Last Activity", "Mailing City", "Mailing Country",
         "Mailing State/Province", "Account Type", "Mailing Zip/Postal Code"),
    )  # fmt: skip
    forbidden = (
        "Record Id", "Contact Id.id", "Contact Owner.id", "Account Name.id", "IsDeleted",
        "Opportunity Name",
    )  # fmt: skip
    stages = ("Account Type", "Type", "Customer Status", "Contact Status", "Contact Type")
    columns = (
        column("first_name", "First Name"),
        column("last_name", "Last Name"),
        column("email", "Email"),
        column("company", "Account Name"),
        column("title", "Title"),
        column("phone", "Mobile", "Phone"),
        column("url", "LinkedIn URL", "LinkedIn", "LinkedIn Profile"),
        column("country", "Mailing Country", "Billing Country", "Country"),
        column("location", "Mailing City", "Billing City", "City"),
        column("company_domain", "Website"),
        column("industry", "Industry"),
        column("size", "Employees", "Number of Employees", kind="size"),
        column("last_touch", "Last Activity", "Last Activity Date", kind="date"),
        column("revenue", "Annual Contract Value", "Total Won", kind="number"),
        column("account_owner", "Account Owner", "Contact Owner"),
        column("source_id", "Contact ID"),
        column("company_source_id", "Account ID"),
    )

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """The report's rows without its subtotals, groups written out."""
        count = row_count(sheet)
        outcome = super().read(_ungroup(sheet.keep(_subtotals(sheet))), context)
        outcome.rows = count
        return outcome


class SalesforceOpportunityReport(CrmDeals):
    """A report of opportunities."""

    kind = "salesforce-opportunity-report"
    label = "Salesforce report of opportunities"
    required = ("Opportunity Name", "Stage")
    columns = deal_columns(
        name=("Opportunity Name",),
        stage=("Stage",),
        amount=("Amount",),
        currency=("Amount Currency", "Currency"),
        closed_on=("Close Date",),
        company=("Account Name",),
        contact=("Contact Name", "Primary Contact"),
        contact_email=("Email", "Contact: Email"),
        source_id=("Opportunity ID",),
        company_source_ids=("Account ID",),
    )

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """The report's rows without its subtotals, groups written out."""
        count = row_count(sheet)
        outcome = super().read(_ungroup(sheet.keep(_subtotals(sheet))), context)
        outcome.rows = count
        return outcome


class SalesforceContacts(CrmPeople):
    """Contact.csv of the data export; its account is joined by id."""

    kind = "salesforce-contacts"
    label = "Salesforce contacts (data export)"
    required = ("Id", "IsDeleted", "AccountId", "LastName")
    stages = ("Contact_Status__c", "Type__c", "Lifecycle_Stage__c")
    columns = (
        column("first_name", "FirstName"),
        column("last_name", "LastName"),
        column("full_name", "Name"),
        column("email", "Email"),
        column("title", "Title"),
        column("phone", "MobilePhone", "Phone"),
        column("url", "LinkedIn__c", "LinkedIn_URL__c"),
        column("country", "MailingCountry"),
        column("location", "MailingCity"),
        column("function_label", "Department"),
        column("last_touch", "LastActivityDate", kind="date"),
        column("source_id", "Id"),
        column("company_source_id", "AccountId"),
    )

    def refused(self, sheet: Sheet) -> dict[int, tuple[str, str]]:
        """Deleted rows, which the data export still holds."""
        return _deleted(sheet)


class SalesforceLeads(CrmPeople):
    """Lead.csv of the data export."""

    kind = "salesforce-leads"
    label = "Salesforce leads (data export)"
    required = ("Id", "IsDeleted", "LastName", "Company", "Status")
    stages = ("Status",)
    columns = (
        column("first_name", "FirstName"),
        column("last_name", "LastName"),
        column("email", "Email"),
        column("company", "Company"),
        column("title", "Title"),
        column("phone", "MobilePhone", "Phone"),
        column("url", "LinkedIn__c", "LinkedIn_URL__c"),
        column("country", "Country"),
        column("location", "City"),
        column("company_domain", "Website"),
        column("industry", "Industry"),
        column("size", "NumberOfEmployees", kind="size"),
        column("source_id", "Id"),
    )

    def refused(self, sheet: Sheet) -> dict[int, tuple[str, str]]:
        """Deleted rows."""
        return _deleted(sheet)


class SalesforceAccounts(CompanyReader):
    """Account.csv of the data export."""

    kind = "salesforce-accounts"
    label = "Salesforce accounts (data export)"
    required = ("Id", "IsDeleted", "Name")
    any_of = (
        (
            "ParentId",
            "BillingStreet",
            "BillingCity",
            "BillingCountry",
            "Website",
            "Industry",
            "NumberOfEmployees",
            "AnnualRevenue",
        ),
    )
    forbidden = ("LastName", "StageName", "AccountId")
    columns = (
        column("name", "Name"),
        column("domain", "Website"),
        column("industry", "Industry"),
        column("size", "NumberOfEmployees", kind="size"),
        column("country", "BillingCountry"),
        column("location", "BillingCity"),
        column("lifecycle", "Type"),
        column("source_id", "Id"),
    )

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One company a row, deleted ones refused."""
        count = len(sheet.rows) + len(sheet.rejects)
        outcome = super().read(sheet.keep(_deleted(sheet)), context)
        outcome.rows = count
        return outcome


class SalesforceOpportunities(CrmDeals):
    """Opportunity.csv of the data export."""

    kind = "salesforce-opportunities"
    label = "Salesforce opportunities (data export)"
    required = ("Id", "IsDeleted", "AccountId", "Name", "StageName")
    columns = deal_columns(
        name=("Name",),
        stage=("StageName",),
        amount=("Amount",),
        currency=("CurrencyIsoCode",),
        closed_on=("CloseDate",),
        company_source_ids=("AccountId",),
        contact_source_ids=("ContactId",),
        source_id=("Id",),
    )

    def refused(self, sheet: Sheet) -> dict[int, tuple[str, str]]:
        """Deleted rows."""
        return _deleted(sheet)
