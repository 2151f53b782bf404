"""What came of introductions, as rows that HubSpot, Salesforce and Pipedrive import.

Column names are the ones these programs give to their own fields, so that an import maps by
itself; stages are those of a new account's first pipeline. Cells are plain text here; whoever
writes a file neutralises formulas (``safe_output``), as ``csv_file`` does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from prospecting.pipeline.stages import RANK
from prospecting.safe_output import safe_row

SYSTEMS: Final = ("hubspot", "salesforce", "pipedrive")
WHAT: Final = ("contacts", "deals")


@dataclass(frozen=True, slots=True)
class Introduction:
    """One ask that led to an introduction, as the other program should hear of it."""

    ask_id: str
    first_name: str
    last_name: str
    title: str
    company: str
    url: str
    introducer: str
    stage: str
    introduced_on: date | None
    closed_on: date | None = None
    email: str = ""
    amount: float | None = None
    currency: str = ""
    owner: str = ""
    note: str = ""

    @property
    def source(self) -> str:
        """Where this came from: ``Referral by Carla Weiss``."""
        return f"Referral by {self.introducer}"

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows, all text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


_STAGES: Final = {
    "hubspot": {
        "introduced": "Appointment Scheduled", "replied": "Appointment Scheduled",
        "meeting": "Qualified To Buy", "opportunity": "Presentation Scheduled",
        "won": "Closed Won", "lost": "Closed Lost",
    },
    "salesforce": {
        "introduced": "Prospecting", "replied": "Prospecting", "meeting": "Qualification",
        "opportunity": "Proposal/Price Quote", "won": "Closed Won", "lost": "Closed Lost",
    },
    "pipedrive": {
        "introduced": "Qualified", "replied": "Contact Made", "meeting": "Demo Scheduled",
        "opportunity": "Proposal Made", "won": "Negotiations Started",
        "lost": "Negotiations Started",
    },
}  # fmt: skip
#: Exits after an introduction: the other program knows only lost.
_LOST: Final = ("lost", "no-answer", "not-a-fit", "declined")


def exportable(item: Introduction) -> bool:
    """Was the prospect really introduced? Nobody else is handed to another program: people who
    do not know of us yet have not been asked whether they want to be in a sales system."""
    if item.introduced_on is not None:
        return True
    return RANK.get(item.stage, 0) >= RANK["introduced"] and item.stage != "lost"


def crm_table(system: str, what: str, items: Iterable[Introduction]) -> Table:
    """The rows of ``what`` (contacts or deals) for a program; only real introductions.

    Raises:
        ValueError: an unknown program or kind of rows.
    """
    if system not in SYSTEMS:
        raise ValueError(f"unknown program {system!r}: one of {', '.join(SYSTEMS)}")
    if what not in WHAT:
        raise ValueError(f"unknown rows {what!r}: one of {', '.join(WHAT)}")
    chosen = [item for item in items if exportable(item)]
    maker = {
        ("hubspot", "contacts"): _hubspot_contacts,
        ("hubspot", "deals"): _hubspot_deals,
        ("salesforce", "contacts"): _salesforce_leads,
        ("salesforce", "deals"): _salesforce_opportunities,
        ("pipedrive", "contacts"): _pipedrive_people,
        ("pipedrive", "deals"): _pipedrive_deals,
    }[system, what]
    return maker(chosen)


def csv_file(table: Table) -> bytes:
    """The table as a CSV in UTF-8, CRLF, with cells that no spreadsheet runs as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.header)
    writer.writerows(safe_row(row) for row in table.rows)
    return out.getvalue().encode("utf-8")


def _money(item: Introduction) -> str:
    return "" if item.amount is None else f"{item.amount:.2f}".removesuffix(".00")


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _lost(item: Introduction) -> bool:
    return item.stage in _LOST


def _stage(system: str, item: Introduction) -> str:
    stage = "lost" if _lost(item) else item.stage
    return _STAGES[system].get(stage, _STAGES[system]["introduced"])


def _deal_name(item: Introduction) -> str:
    return f"{item.company or item.name} – referral by {item.introducer}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    return Table(tuple(header), tuple(tuple(row) for row in rows))


def _hubspot_contacts(items: Sequence[Introduction]) -> Table:
    header = ("First Name", "Last Name", "Email", "Job Title", "Company Name", "LinkedIn URL",
              "Contact owner", "Lifecycle Stage", "Lead Source")  # fmt: skip
    return _table(
        header,
        [
            (i.first_name, i.last_name, i.email, i.title, i.company, i.url, i.owner,
             "customer" if i.stage == "won" else "opportunity" if i.stage == "opportunity"
             else "lead", i.source)
            for i in items
        ],
    )  # fmt: skip


def _hubspot_deals(items: Sequence[Introduction]) -> Table:
    header = ("Deal Name", "Pipeline", "Deal Stage", "Amount", "Currency", "Close Date",
              "Deal owner", "Lead Source", "Deal Description", "First Name", "Last Name", "Email",
              "Company Name")  # fmt: skip
    return _table(
        header,
        [
            (_deal_name(i), "Sales Pipeline", _stage("hubspot", i), _money(i), i.currency,
             _day(i.closed_on), i.owner, i.source, i.note, i.first_name, i.last_name, i.email,
             i.company)
            for i in items
        ],
    )  # fmt: skip


def _salesforce_leads(items: Sequence[Introduction]) -> Table:
    header = ("First Name", "Last Name", "Title", "Company", "Email", "Website", "Lead Source",
              "Lead Status", "Lead Owner", "Description")  # fmt: skip
    rows = []
    for i in items:
        # "Closed - Converted" cannot be imported: converting is an act within Salesforce.
        status = "Closed - Not Converted" if _lost(i) else "Working - Contacted"
        # Salesforce refuses a lead without a last name or company.
        rows.append((i.first_name, i.last_name or i.first_name or "Unknown", i.title,
                     i.company or "Unknown", i.email, "", "Referral", status, i.owner,
                     ". ".join(part for part in (i.source, i.url, i.note) if part)))  # fmt: skip
    return _table(header, rows)


def _salesforce_opportunities(items: Sequence[Introduction]) -> Table:
    header = ("Opportunity Name", "Account Name", "Stage", "Close Date", "Amount",
              "Opportunity Currency", "Lead Source", "Opportunity Owner", "Description",
              "Contact Name")  # fmt: skip
    return _table(
        header,
        [
            (_deal_name(i), i.company or "Unknown", _stage("salesforce", i),
             _day(i.closed_on or i.introduced_on), _money(i), i.currency, "Referral", i.owner,
             ". ".join(part for part in (i.source, i.note) if part), i.name)
            for i in items
        ],
    )  # fmt: skip


def _pipedrive_people(items: Sequence[Introduction]) -> Table:
    header = ("Person - Name", "Person - First name", "Person - Last name",
              "Person - Organization", "Person - Email - Work", "Person - Title",
              "Person - Owner", "Person - Note")  # fmt: skip
    return _table(
        header,
        [
            (i.name, i.first_name, i.last_name, i.company, i.email, i.title, i.owner,
             ". ".join(part for part in (i.source, i.url) if part))
            for i in items
        ],
    )  # fmt: skip


def _pipedrive_deals(items: Sequence[Introduction]) -> Table:
    header = ("Deal - Title", "Deal - Value", "Deal - Currency of Value", "Deal - Pipeline",
              "Deal - Stage", "Deal - Status", "Deal - Won time", "Deal - Lost time",
              "Deal - Lost reason", "Deal - Owner", "Deal - Contact person", "Deal - Organization",
              "Deal - Source channel")  # fmt: skip
    return _table(
        header,
        [
            (_deal_name(i), _money(i), i.currency, "Pipeline", _stage("pipedrive", i),
             "won" if i.stage == "won" else "lost" if _lost(i) else "open",
             _day(i.closed_on) if i.stage == "won" else "", _day(i.closed_on) if _lost(i) else "",
             (i.note or i.stage) if _lost(i) else "", i.owner, i.name, i.company, i.source)
            for i in items
        ],
    )  # fmt: skip
