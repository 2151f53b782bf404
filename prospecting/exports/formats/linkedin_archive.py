"""The smaller files of a LinkedIn archive, each of which says something about a tie or its owner."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final

import pyarrow as pa

from prospecting.exports.base import NO_PERSON, Context, Outcome, Reader, blank_rows, row_count
from prospecting.exports.columns import column, read_columns, stage, text
from prospecting.exports.formats.linkedin_messages import slug
from prospecting.exports.headers import key
from prospecting.exports.sheet import Sheet
from prospecting.exports.staging import OwnerHint

_NAMELESS: Final = ("no name: it cannot be told who it is", "Nothing to do.")
_EMPTY: Final = ("no company", "Nothing to do.")


def _names(first: Any, last: Any) -> list[str | None]:
    return [
        " ".join(part for part in pair if part) or None
        for pair in zip(first.to_pylist(), last.to_pylist(), strict=True)
    ]


def invitation_owner(sheet: Sheet) -> str | None:
    """The owner's own profile link, which every invitation names at one end."""
    ends = [sheet.column(name) for name in ("direction", "inviterprofileurl", "inviteeprofileurl")]
    if any(end is None for end in ends):
        return None
    found: Counter[str] = Counter()
    for direction, inviter, invitee in zip(*(end or () for end in ends), strict=True):
        own = inviter if direction.strip().upper() == "OUTGOING" else invitee
        if own.strip():
            found[own.strip()] += 1
    return found.most_common(1)[0][0] if found else None


class LinkedinInvitations(Reader):
    """Invitations to connect, sent and received."""

    kind = "linkedin-invitations"
    label = "LinkedIn invitations"
    needs_owner = True
    required = ("From", "To", "Sent At", "Direction")
    columns = (
        column("from", "From"),
        column("to", "To"),
        column("sent_at", "Sent At", kind="time", order="mdy"),
        column("message", "Message"),
        column("direction", "Direction"),
        column("inviter", "inviterProfileUrl"),
        column("invitee", "inviteeProfileUrl"),
    )

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One row an invitation, seen from the owner."""
        rows = row_count(sheet)
        own = invitation_owner(sheet)
        sheet = sheet.keep(
            dict.fromkeys(blank_rows(sheet, [sheet.index["from"], sheet.index["to"]]), _NAMELESS)
        )
        blank = ("",) * len(sheet.rows)
        ends = zip(
            sheet.columns[sheet.index["direction"]],
            sheet.columns[sheet.index["from"]],
            sheet.columns[sheet.index["to"]],
            sheet.column("inviterprofileurl") or blank,
            sheet.column("inviteeprofileurl") or blank,
            strict=True,
        )
        outgoing: list[bool | None] = []
        names: list[str] = []
        urls: list[str] = []
        for direction, sender, receiver, inviter, invitee in ends:
            out = {"OUTGOING": True, "INCOMING": False}.get(direction.strip().upper())
            if out is None and own and inviter.strip():
                out = slug(inviter) == slug(own)
            outgoing.append(out)
            names.append(receiver if out else sender)
            urls.append(invitee if out else inviter)
        fields = read_columns(sheet, self.columns)
        message = sheet.column("message") or blank
        table = stage(
            "invitations",
            sheet,
            {
                "sent_at": fields["sent_at"],
                "outgoing": outgoing,
                "other_name": text(names),
                "other_url": text(urls),
                "with_message": [bool(cell.strip()) for cell in message],
            },
        )
        hints = [OwnerHint("messages", None, None, own)] if own else []
        return self.outcome(rows, sheet, {"invitations": table}, hints=hints)


class LinkedinRecommendations(Reader):
    """Recommendations; the file's name says whether they were received or given."""

    kind = "linkedin-recommendations"
    label = "LinkedIn recommendations"
    needs_owner = True
    required = (
        "First Name",
        "Last Name",
        "Company",
        "Job Title",
        "Text",
        "Creation Date",
        "Status",
    )
    columns = (
        column("first_name", "First Name"),
        column("last_name", "Last Name"),
        column("company", "Company"),
        column("title", "Job Title"),
        column("made_on", "Creation Date", kind="date", order="mdy"),
        column("status", "Status"),
    )

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One row a recommendation, without its text."""
        rows = row_count(sheet)
        sheet = sheet.keep(
            dict.fromkeys(
                blank_rows(sheet, [sheet.index["firstname"], sheet.index["lastname"]]), _NAMELESS
            )
        )
        fields = read_columns(sheet, self.columns)
        fields["status"] = text(sheet.columns[sheet.index["status"]])
        given = "given" in key((sheet.member or sheet.file).rpartition("/")[2])
        fields["given"] = pa.repeat(given, len(sheet.rows))
        fields["other_name"] = _names(fields["first_name"], fields["last_name"])
        return self.outcome(
            rows, sheet, {"recommendations": stage("recommendations", sheet, fields)}
        )


class LinkedinEndorsements(Reader):
    """Endorsements of skills, both ways; the headers say which."""

    kind = "linkedin-endorsements"
    label = "LinkedIn endorsements"
    needs_owner = True
    required = ("Endorsement Date", "Skill Name", "Endorsement Status")
    columns = (
        column("made_on", "Endorsement Date", kind="date"),
        column("skill", "Skill Name"),
        column("first_name", "Endorser First Name", "Endorsee First Name"),
        column("last_name", "Endorser Last Name", "Endorsee Last Name"),
        column("other_url", "Endorser Public Url", "Endorsee Public Url"),
    )

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One row an endorsement."""
        rows = row_count(sheet)
        given = any(name.startswith("endorsee") for name in sheet.keys)
        ends = [
            sheet.index[name] for name in sheet.index if name.startswith(("endorser", "endorsee"))
        ]
        sheet = sheet.keep(dict.fromkeys(blank_rows(sheet, ends), _NAMELESS))
        fields = read_columns(sheet, self.columns)
        fields["status"] = text(sheet.columns[sheet.index["endorsementstatus"]])
        fields["given"] = pa.repeat(given, len(sheet.rows))
        if "first_name" in fields and "last_name" in fields:
            fields["other_name"] = _names(fields["first_name"], fields["last_name"])
        return self.outcome(rows, sheet, {"endorsements": stage("endorsements", sheet, fields)})


class LinkedinPositions(Reader):
    """The owner's jobs."""

    kind = "linkedin-positions"
    label = "LinkedIn positions"
    needs_owner = True
    required = ("Company Name", "Title", "Started On", "Finished On")
    columns = (
        column("company", "Company Name"),
        column("title", "Title"),
        column("location", "Location"),
        column("started_on", "Started On", kind="date"),
        column("finished_on", "Finished On", kind="date"),
    )

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One row a position."""
        rows = row_count(sheet)
        sheet = sheet.keep(dict.fromkeys(blank_rows(sheet, [sheet.index["companyname"]]), _EMPTY))
        table = stage("positions", sheet, read_columns(sheet, self.columns))
        return self.outcome(rows, sheet, {"positions": table})


class LinkedinEducation(Reader):
    """The owner's schools."""

    kind = "linkedin-education"
    label = "LinkedIn education"
    needs_owner = True
    required = ("School Name", "Start Date", "End Date", "Degree Name")
    columns = (
        column("school", "School Name"),
        column("degree", "Degree Name"),
        column("started_on", "Start Date", kind="date"),
        column("finished_on", "End Date", kind="date"),
    )

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One row a school."""
        rows = row_count(sheet)
        sheet = sheet.keep(
            dict.fromkeys(
                blank_rows(sheet, [sheet.index["schoolname"]]), ("no school", "Nothing to do.")
            )
        )
        table = stage("education", sheet, read_columns(sheet, self.columns))
        return self.outcome(rows, sheet, {"education": table})


class LinkedinProfile(Reader):
    """The owner: name, headline, industry, place. Address and birth date are left alone."""

    kind = "linkedin-profile"
    label = "LinkedIn profile"
    needs_owner = True
    required = ("First Name", "Last Name", "Maiden Name", "Headline", "Summary")
    columns = (
        column("first_name", "First Name"),
        column("last_name", "Last Name"),
        column("maiden_name", "Maiden Name"),
        column("headline", "Headline"),
        column("industry", "Industry"),
        column("location", "Geo Location"),
    )

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One row; its name is the best hint whose archive it is."""
        rows = row_count(sheet)
        sheet = sheet.keep(
            dict.fromkeys(
                blank_rows(sheet, [sheet.index["firstname"], sheet.index["lastname"]]), _NAMELESS
            )
        )
        fields = read_columns(sheet, self.columns)
        names = _names(fields["first_name"], fields["last_name"])
        if context.owner_url and len(sheet.rows) == 1:
            fields["url"] = [context.owner_url]
        hints = [OwnerHint("profile", name) for name in names[:1] if name]
        table = stage("owner_profile", sheet, fields)
        return self.outcome(rows, sheet, {"owner_profile": table}, hints=hints)


class LinkedinEmails(Reader):
    """The owner's e-mail addresses."""

    kind = "linkedin-emails"
    label = "LinkedIn e-mail addresses"
    needs_owner = True
    required = ("Email Address", "Confirmed", "Primary", "Updated On")
    columns = (
        column("email", "Email Address"),
        column("primary", "Primary", kind="flag"),
    )

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One row an address, each a hint whose archive it is, the primary one first."""
        rows = row_count(sheet)
        emails = sheet.columns[sheet.index["emailaddress"]]
        sheet = sheet.keep(
            {
                place: ("not an e-mail address", "Nothing to do.")
                for place, cell in enumerate(emails)
                if "@" not in cell
            }
        )
        fields = read_columns(sheet, self.columns)
        table = stage("owner_emails", sheet, fields)
        pairs = zip(table["email"].to_pylist(), table["primary"].to_pylist(), strict=True)
        ordered = sorted(pairs, key=lambda pair: not pair[1])
        hints = [OwnerHint("email", None, email) for email, _ in ordered]
        return self.outcome(rows, sheet, {"owner_emails": table}, hints=hints)


class LinkedinFollows(Reader):
    """Companies that the owner follows."""

    kind = "linkedin-follows"
    label = "LinkedIn company follows"
    needs_owner = True
    required = ("Organization", "Followed On")
    columns = (
        column("company", "Organization"),
        column("followed_on", "Followed On", kind="date"),
    )

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One row a company."""
        rows = row_count(sheet)
        sheet = sheet.keep(dict.fromkeys(blank_rows(sheet, [sheet.index["organization"]]), _EMPTY))
        table = stage("follows", sheet, read_columns(sheet, self.columns))
        return self.outcome(rows, sheet, {"follows": table})


class LinkedinImportedContacts(Reader):
    """People whose addresses the owner once gave to LinkedIn: known, but not connected."""

    kind = "linkedin-imported-contacts"
    label = "LinkedIn imported contacts"
    needs_owner = True
    required = ("Source", "FirstName", "LastName", "Emails", "PhoneNumbers", "CreatedAt")
    columns = (
        column("first_name", "FirstName"),
        column("last_name", "LastName"),
        column("full_name", "FullName"),
        column("company", "Companies"),
        column("title", "Title"),
        column("email", "Emails"),
        column("phone", "PhoneNumbers"),
        column("url", "Profiles"),
        column("location", "Location"),
    )

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One contact a row; of several addresses in a cell the first is taken."""
        rows = row_count(sheet)
        people = [
            sheet.index[name]
            for name in ("firstname", "lastname", "fullname", "emails", "profiles")
            if name in sheet.index
        ]
        sheet = sheet.keep(dict.fromkeys(blank_rows(sheet, people), NO_PERSON))
        fields = read_columns(sheet, self.columns)
        for name in ("email", "phone", "company", "url"):
            if name in fields:
                fields[name] = [_first(value) for value in fields[name].to_pylist()]
        fields["relation"] = pa.repeat("imported contact", len(sheet.rows))
        return self.outcome(rows, sheet, {"contacts": stage("contacts", sheet, fields)})


def _first(cell: str | None) -> str | None:
    if not cell:
        return None
    parts = [part.strip() for part in re.split(r"[,;\n]", cell.strip("[]")) if part.strip()]
    return parts[0] if parts else None
