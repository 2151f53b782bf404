"""HubSpot: contacts, companies and deals in whatever columns the user's view has."""

from __future__ import annotations

from prospecting.exports.columns import column
from prospecting.exports.formats.company_list import CompanyReader
from prospecting.exports.formats.crm import CrmDeals, CrmPeople, deal_columns


class HubspotContacts(CrmPeople):
    """Contacts; the lifecycle stage tells clients from leads."""

    kind = "hubspot-contacts"
    label = "HubSpot contacts"
    required = ("Record ID", "Email")
    any_of = (("First Name", "Last Name"),)
    forbidden = (
        "Contact Owner.id", "Account Name.id", "Account Name", "Last Enriched Time",
        "Lead Owner", "Lead Owner.id",
    )  # fmt: skip
    stages = ("Lifecycle Stage", "Lead Status")
    columns = (
        column("first_name", "First Name"),
        column("last_name", "Last Name"),
        column("email", "Email", "Email Address"),
        column("company", "Company Name", "Associated Company", "Primary Associated Company"),
        column("title", "Job Title"),
        column("url", "LinkedIn URL", "LinkedIn Profile URL", "LinkedIn Bio"),
        column("phone", "Phone Number", "Mobile Phone Number"),
        column("company_domain", "Website URL", "Email Domain"),
        column("country", "Country/Region", "Country"),
        column("location", "City"),
        column("industry", "Industry"),
        column("size", "Number of Employees", "Company size", kind="size"),
        column("last_touch", "Last Activity Date", "Last Contacted", kind="date"),
        column("since", "Became a Customer Date", "Client since", "Customer since", kind="date"),
        column("revenue", "Total Revenue", "Revenue", kind="number"),
        column("account_owner", "Contact owner"),
        column("language", "Preferred language", "Language", words="languages"),
        column("referred_by", "Referred By"),
        column("source_id", "Record ID"),
        column("company_source_id", "Associated Company IDs", "Primary Associated Company ID"),
    )


class HubspotCompanies(CompanyReader):
    """Companies."""

    kind = "hubspot-companies"
    label = "HubSpot companies"
    required = ("Record ID", "Company name")
    any_of = (
        ("Company owner", "Create Date", "Company Domain Name", "Lifecycle Stage", "Website URL"),
    )
    forbidden = ("First Name", "Last Name", "Deal Name", "Email")
    columns = (
        column("name", "Company name"),
        column("domain", "Company Domain Name", "Website URL"),
        column("url", "LinkedIn Company Page"),
        column("industry", "Industry"),
        column("size", "Number of Employees", kind="size"),
        column("country", "Country/Region", "Country"),
        column("location", "City"),
        column("lifecycle", "Lifecycle Stage", "Type"),
        column("parent", "Parent Company"),
        column("source_id", "Record ID"),
    )


class HubspotDeals(CrmDeals):
    """Deals."""

    kind = "hubspot-deals"
    label = "HubSpot deals"
    required = ("Deal Name", "Deal Stage")
    columns = deal_columns(
        name=("Deal Name",),
        stage=("Deal Stage",),
        amount=("Amount", "Amount in company currency"),
        currency=("Currency",),
        closed_on=("Close Date",),
        company=("Associated Company", "Primary Associated Company"),
        contact=("Associated Contact",),
        contact_source_ids=("Associated Contact IDs",),
        company_source_ids=("Associated Company IDs",),
        source_id=("Record ID", "Deal ID"),
    )
