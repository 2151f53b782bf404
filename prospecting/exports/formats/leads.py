"""Bought or gathered lists: Apollo, PhantomBuster, Evaboot, and any other list of leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa

from prospecting.exports.base import NO_PERSON, Context, Outcome, Reader, blank_rows, row_count
from prospecting.exports.columns import column, first_filled, read_columns, stage, text
from prospecting.exports.dates import read_days
from prospecting.exports.formats.careers import careers, spans
from prospecting.exports.formats.company_list import CompanyReader
from prospecting.exports.formats.people import (
    LEAD,
    PERSON,
    has_field,
    has_name,
    settle_headers,
)
from prospecting.exports.headers import aliases, key
from prospecting.exports.owner import speaks_of
from prospecting.exports.sheet import Sheet
from prospecting.exports.staging import OwnerHint
from prospecting.exports.values import BEYOND, countries, role_start

_PERSON_FIELDS: Final = ("first_name", "last_name", "full_name", "url", "other_url", "email")


class LeadReader(Reader):
    """A list of people who may be prospects; with degrees it is somebody's network."""

    def refused(self, sheet: Sheet) -> dict[int, tuple[str, str]]:
        """Rows that the tool itself marks as failed."""
        return {}

    def finish(self, sheet: Sheet, fields: dict[str, Any]) -> dict[str, Any]:
        """Fields that need several columns."""
        return fields

    def more(self, sheet: Sheet, fields: dict[str, Any]) -> dict[str, pa.Table]:
        """Further tables from the same rows."""
        return {}

    def hints(self, sheet: Sheet) -> Sequence[OwnerHint]:
        """Whose network the tool searched."""
        return ()

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One contact a row."""
        rows = row_count(sheet)
        sheet = settle_headers(sheet)
        sheet = sheet.keep(self.refused(sheet))
        places = [
            place
            for entry in self.columns
            if entry.field in _PERSON_FIELDS and (place := sheet.find(entry.headers)) is not None
        ]
        nobody = blank_rows(sheet, places) if places else set(range(len(sheet.rows)))
        sheet = sheet.keep(dict.fromkeys(nobody, NO_PERSON))
        fields = read_columns(sheet, self.columns, hint=context.order_hint)
        fields = self.finish(sheet, fields)
        fields["relation"] = pa.repeat("list", len(sheet.rows))
        if "location" in fields and fields.get("country") is None:
            fields["country"] = countries([cell or "" for cell in fields["location"].to_pylist()])
        degree = fields.get("degree")
        network = degree is not None and any(entry is not None for entry in degree)
        if network:  # beside degrees a blank is nobody the owner knows: without one it would be
            fields["degree"] = [BEYOND if entry is None else entry for entry in degree or ()]
        tables = {"contacts": stage("contacts", sheet, fields), **self.more(sheet, fields)}
        return self.outcome(
            rows,
            sheet,
            tables,
            hints=self.hints(sheet) if network else (),
            needs_owner=network,
        )


class ApolloPeople(LeadReader):
    """Apollo's people, with its own reading of seniority and departments."""

    kind = "apollo-people"
    label = "Apollo people"
    required = ("First Name", "Last Name", "Title", "Seniority")
    any_of = (
        ("Apollo Contact Id", "Departments", "Person Linkedin Url"),
        ("Company", "Company Name", "Company Name for Emails"),
    )
    columns = (
        column("first_name", "First Name"),
        column("last_name", "Last Name"),
        column("title", "Title"),
        column("company", "Company", "Company Name", "Company Name for Emails"),
        column("email", "Email"),
        column("phone", "Work Direct Phone", "Mobile Phone", "Corporate Phone"),
        column("seniority_label", "Seniority"),
        column("function_label", "Departments"),
        column("size", "# Employees", kind="size"),
        column("industry", "Industry"),
        column("url", "Person Linkedin Url"),
        column("company_domain", "Website"),
        column("location", "City"),
        column("country", "Country", "Company Country"),
        column("lifecycle", "Stage"),
        column("source_id", "Apollo Contact Id"),
        column("company_source_id", "Apollo Account Id"),
    )

    def finish(self, sheet: Sheet, fields: dict[str, Any]) -> dict[str, Any]:
        """The stage in lower case, as everywhere."""
        if "lifecycle" in fields:
            fields["lifecycle"] = [
                cell.lower() if cell else None for cell in fields["lifecycle"].to_pylist()
            ]
        return fields


class ApolloAccounts(CompanyReader):
    """Apollo's accounts."""

    kind = "apollo-accounts"
    label = "Apollo accounts"
    required = ("Company Linkedin Url", "# Employees")
    any_of = (("Company", "Company Name", "Account Name"),)
    forbidden = ("First Name", "Last Name", "Title", "Full Name", "Email")
    columns = (
        column("name", "Company", "Company Name", "Account Name"),
        column("domain", "Website"),
        column("url", "Company Linkedin Url"),
        column("industry", "Industry"),
        column("size", "# Employees", kind="size"),
        column("country", "Company Country", "Country"),
        column("location", "Company City", "City"),
        column("parent", "Subsidiary of"),
        column("source_id", "Apollo Account Id"),
    )


class PhantomBuster(LeadReader):
    """PhantomBuster's export of a Sales Navigator search, old and new."""

    kind = "phantombuster"
    label = "PhantomBuster Sales Navigator search"
    required = ("profileUrl", "fullName", "firstName", "lastName")
    any_of = (
        ("vmid", "pastRole", "pastExperienceCompanyName", "defaultProfileUrl", "durationInRole"),
    )
    columns = (
        column("first_name", "firstName"),
        column("last_name", "lastName"),
        column("full_name", "fullName", "name"),
        column("company", "companyName", "company"),
        column("title", "title"),
        column("location", "location"),
        column("industry", "industry"),
        column("degree", "connectionDegree", kind="degree"),
        column("shared_connections", "sharedConnectionsCount", kind="count"),
        column("company_domain", "website"),
        column("source_id", "vmid"),
        column("company_source_id", "companyId"),
    )

    def refused(self, sheet: Sheet) -> dict[int, tuple[str, str]]:
        """Rows in which the tool noted an error."""
        errors = sheet.column("error") or ()
        return {
            place: (f"the tool noted an error ({cell.strip()[:60]})", "Run the search again.")
            for place, cell in enumerate(errors)
            if cell.strip()
        }

    def finish(self, sheet: Sheet, fields: dict[str, Any]) -> dict[str, Any]:
        """The public link first, and the month in which the role began."""
        links = [
            text(cells)
            for name in ("defaultProfileUrl", "linkedInProfileUrl", "profileUrl")
            if (cells := sheet.column(key(name))) is not None
        ]
        fields["url"] = first_filled(*links)
        fields["other_url"] = first_filled(*reversed(links))
        durations = sheet.column("durationinrole", "duration")
        stamps = sheet.column("timestamp")
        if durations is not None and stamps is not None:
            days, _ = read_days(stamps, "timestamp")
            fields["in_role_since"] = [
                role_start(duration, day) if day else None
                for duration, day in zip(durations, days, strict=True)
            ]
        return fields

    def more(self, sheet: Sheet, fields: dict[str, Any]) -> dict[str, pa.Table]:
        """The job before this one, and since when in this company, where the export says it."""
        blank = ("",) * len(sheet.rows)
        past = sheet.column("pastexperiencecompanyname", "pastcompany") or blank
        titles = sheet.column("pastexperiencecompanytitle", "pastrole") or blank
        years = sheet.column("pastexperiencedate") or blank
        here = sheet.column("companyname", "company") or blank
        since = self._in_company_since(sheet)
        names = fields["full_name"].to_pylist() if "full_name" in fields else list(blank)
        urls = fields["url"].to_pylist()
        before = [place for place, cell in enumerate(past) if cell.strip()]
        now = [place for place, day in enumerate(since) if day and here[place].strip()]
        places = [*before, *now]
        if not places:
            return {}
        begun, ended = spans([years[place] for place in before])
        part = Sheet(
            sheet.file, sheet.member, sheet.header, sheet.keys,
            [sheet.rows[place] for place in places], [sheet.lines[place] for place in places],
        )  # fmt: skip
        table = stage(
            "positions",
            part,
            {
                "person_name": [names[place] or None for place in places],
                "person_url": [urls[place] for place in places],
                "company": text([*(past[p] for p in before), *(here[p] for p in now)]),
                "title": text([*(titles[p] for p in before), *("" for _ in now)]),
                "started_on": [*begun, *(since[p] for p in now)],
                "finished_on": [*ended, *(None for _ in now)],
            },
        )
        return {"positions": table}

    def _in_company_since(self, sheet: Sheet) -> list[date | None]:
        """The month in which each joined the present company: earlier than the present role."""
        lengths, stamps = sheet.column("durationincompany"), sheet.column("timestamp")
        if lengths is None or stamps is None:
            return [None] * len(sheet.rows)
        days, _ = read_days(stamps, "timestamp")
        return [
            role_start(span, day) if day else None for span, day in zip(lengths, days, strict=True)
        ]

    def hints(self, sheet: Sheet) -> Sequence[OwnerHint]:
        """The account that searched, where the export names it."""
        names = sheet.column("searchaccountprofilename") or ()
        found = sorted({name.strip() for name in names if name.strip()})
        return [OwnerHint("profile", found[0])] if len(found) == 1 else ()


class Evaboot(LeadReader):
    """Evaboot's export of Sales Navigator, usually UTF-16 with tabs under the name .csv."""

    kind = "evaboot"
    label = "Evaboot Sales Navigator export"
    required = ("First Name", "Last Name")
    any_of = (("Matches Filters", "No Match Reasons", "LinkedIn URL Unique ID"),)
    columns = (
        column("first_name", "First Name"),
        column("last_name", "Last Name"),
        column("full_name", "Full Name"),
        column("title", "Current Job", "Current Job Title", "Job Title", "Title", "Prospect Position"),
        column("company", "Company Name", "Company"),
        column("email", "Email"),
        column("phone", "Phone", "Phone Number"),
        column("url", "LinkedIn URL Public", "LinkedIn Profile URL", "LinkedIn URL", "Prospect LinkedIn URL", "LinkedIn URL Unique ID"),
        column("other_url", "Sales Navigator URL", "LinkedIn URL Unique ID"),
        column("location", "Location", "Prospect Location"),
        column("company_domain", "Company Domain", "Company Website"),
        column("industry", "Company Industry", "Industry"),
        column("size", "Company Employee Count", "Company Employee Range", "Employees", kind="size"),
        column("degree", "Connection Degree", "Degree", kind="degree"),
        column("shared_connections", "Shared Connections", "Shared Connections Count", kind="count"),
    )  # fmt: skip


_FIRM: Final = aliases("person", "company")


def _opaque(link: str) -> int:
    """How little a link says: a member's public name, his number, a tool's page, something else."""
    lowered = link.lower()
    if "linkedin.com/in/" in lowered:
        return int("/in/acw" in lowered)
    return 2 if "linkedin.com/" in lowered else 3


class LeadList(LeadReader):
    """Any list of people with titles, companies or profile links."""

    kind = "lead-list"
    label = "List of leads"
    columns = (
        *LEAD[:2],
        *PERSON,
        *LEAD[2:],
        column("connected_on", kind="date", family="connection"),
    )

    def __init__(self, specific: Sequence[Reader] = ()) -> None:
        super().__init__()
        self._specific = specific

    def finish(self, sheet: Sheet, fields: dict[str, Any]) -> dict[str, Any]:
        """Of several links of a person the public one first; a firm's page is not its name."""
        firms = [sheet.columns[sheet.index[name]] for name in _FIRM if name in sheet.index]
        named = [cells for cells in firms if not any("://" in cell for cell in cells)]
        if named and len(named) < len(firms):
            fields["company"] = text(named[0])
        names = (*aliases("person", "url"), *aliases("person", "other_url"))
        places = dict.fromkeys(sheet.index[name] for name in names if name in sheet.index)
        columns = [sheet.columns[place] for place in places]
        if len(columns) > 1:
            ranked = [
                sorted((cell for cell in cells if cell.strip()), key=_opaque)
                for cells in zip(*columns, strict=True)
            ]
            fields["url"] = text([links[0] if links else "" for links in ranked])
            fields["other_url"] = text([links[-1] if len(links) > 1 else "" for links in ranked])
        return fields

    def more(self, sheet: Sheet, fields: dict[str, Any]) -> dict[str, pa.Table]:
        """Their other jobs and their schools, where the list has dates of them."""
        return careers(sheet, fields)

    def claims(self, sheet: Sheet) -> int:
        """People with a title, company or link, and nothing only a seller knows of clients."""
        if any(reader.claims(sheet) for reader in self._specific):
            return 0
        sheet = settle_headers(sheet)
        if not has_name(sheet) or has_field(sheet, "deal", "name"):
            return 0
        facts = [name for name in ("company", "title", "url") if has_field(sheet, "person", name)]
        if not facts:
            return 0
        signs = sum(
            has_field(sheet, "person", name)
            for name in ("url", "other_url", "degree", "seniority_label", "shared_connections")
        ) + sum(has_field(sheet, "firm", name) for name in ("industry", "size"))
        named = speaks_of(sheet.file, "lead_list") or speaks_of(sheet.member or "", "lead_list")
        if named:
            return 55
        # Fewer than a client list's signals: see ClientList.claims, which takes what has more.
        return 25 + signs if signs else 10
