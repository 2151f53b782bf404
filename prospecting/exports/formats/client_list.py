"""A list of one's own clients: a CRM's view, or a table kept by hand, in several languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from prospecting.exports.base import Context, Outcome, Reader, blank_rows, row_count
from prospecting.exports.columns import stage
from prospecting.exports.formats.crm import CrmPeople
from prospecting.exports.formats.people import (
    CLIENT,
    NO_NAME,
    PERSON,
    SIGNALS,
    client_table,
    contact_fields,
    has_field,
    has_name,
    name_places,
    pick,
    settle_headers,
    without_warnings,
)
from prospecting.exports.headers import aliases
from prospecting.exports.limits import FileRefused
from prospecting.exports.owner import speaks_of
from prospecting.exports.sheet import Sheet
from prospecting.exports.values import translate

#: Columns that may tell a client from a lead, and the words that do.
_STAGES: Final = {"lifecycle": "lifecycles", "status": "leads", "kind": "leads"}
_CLIENTS: Final = frozenset({"customer", "former"})
_LEAD_SIGNS: Final = ("degree", "seniority_label", "shared_connections", "other_url")


class ClientList(Reader):
    """Clients (and partners, suppliers, colleagues, friends) of the seller."""

    kind = "client-list"
    label = "Client list"
    columns = (*PERSON[:4], *CLIENT, *PERSON[4:])

    def __init__(self, specific: Sequence[Reader] = ()) -> None:
        super().__init__()
        self._specific = specific

    def claims(self, sheet: Sheet) -> int:
        """People with what only a seller knows of his clients, or under a name that says so."""
        if any(reader.claims(sheet) for reader in self._specific):
            return 0
        sheet = settle_headers(sheet)
        has_email = has_field(sheet, "person", "email")
        if not has_email and not has_field(sheet, "person", "company"):
            return 0
        if has_field(sheet, "deal", "name"):
            return 0
        signals = sum(has_field(sheet, "client", name) for name in SIGNALS)
        status = sheet.column(*aliases("client", "status"))
        owner = has_field(sheet, "client", "account_owner")
        weak = owner + (status is not None and not any(translate(status, "statuses")))
        lifecycle = sheet.column(*aliases("client", "lifecycle"))
        if lifecycle is not None:
            signals += bool({"customer", "former"} & set(translate(lifecycle, "lifecycles")))
        named = speaks_of(sheet.file, "client_list") or speaks_of(sheet.member or "", "client_list")
        lead = sum(has_field(sheet, "person", name) for name in _LEAD_SIGNS)
        profile = has_field(sheet, "person", "url")
        if not has_name(sheet):  # claimed all the same, to say what is missing
            return 15 if has_email and (named or signals > weak) else 0
        if not named and (
            (lead and lead + profile > signals) or (lead + profile and weak == signals)
        ):
            return 0
        if named:
            return 60 + signals
        scored = has_field(sheet, "survey", "score") and not signals
        if scored and (
            has_field(sheet, "survey", "answered_on") or not has_field(sheet, "person", "company")
        ):
            return 0
        if signals:
            return 40 + signals
        if profile or not has_field(sheet, "person", "email"):
            return 0
        return 20

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """Clients; rows whose status says "lead" or "prospect" become contacts."""
        for reader in self._specific if context.forced else ():
            if isinstance(reader, CrmPeople) and reader.claims(sheet):
                # A CRM's own headers; that all of them are clients is what the user says.
                return reader.split(sheet, context, everyone=True)
        rows = row_count(sheet)
        unsure = self.claims(sheet) == 20 and not context.forced
        sheet = settle_headers(sheet)
        if not has_name(sheet):
            raise FileRefused(
                "The client list has no column with names (found: "
                + ", ".join(sheet.header[:12])
                + ").",
                "Name the column of the names 'Name', or 'First Name' and 'Last Name'.",
            )
        if unsure:
            sheet.warnings.append(
                "Taken for a list of your clients; if they are leads, import it as 'lead-list'."
            )
        sheet = sheet.keep(dict.fromkeys(blank_rows(sheet, name_places(sheet)), NO_NAME))
        leads = set() if context.forced else self._leads(sheet)
        clients = pick(sheet, [place for place in range(len(sheet.rows)) if place not in leads])
        tables = {"clients": client_table(clients, self.columns, context.order_hint)}
        if leads:
            others = without_warnings(pick(sheet, sorted(leads)))
            fields = contact_fields(others, self.columns, context.order_hint, "list")
            place = self._stage_place(sheet)
            if place is not None:
                fields["lifecycle"] = [row[place].strip().lower() or None for row in others.rows]
            tables["contacts"] = stage("contacts", others, fields)
        return self.outcome(rows, sheet, tables)

    def _stage_place(self, sheet: Sheet) -> int | None:
        for field in _STAGES:
            place = sheet.find(aliases("client", field))
            if place is not None:
                return place
        return None

    def _leads(self, sheet: Sheet) -> set[int]:
        leads: set[int] = set()
        for field, group in _STAGES.items():
            place = sheet.find(aliases("client", field))
            if place is None:
                continue
            cells = sheet.columns[place]
            for row, (cell, meaning) in enumerate(zip(cells, translate(cells, group), strict=True)):
                told = field == "lifecycle" and cell.strip() and meaning not in _CLIENTS
                if told or meaning in {"lead", "opportunity"}:
                    leads.add(row)
        return leads
