"""Tables out of the workspace as CSV or XLSX, with cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from prospecting.errors import Misused, Refused
from prospecting.safe_output import safe_cell
from prospecting.services import asks, clients, crm, planning
from prospecting.services.access import require
from prospecting.services.board import people_of
from prospecting.services.client_states import client_rows
from prospecting.services.columns import country_names, place_name
from prospecting.services.session import Session
from prospecting.services.team import visible_asks
from prospecting.services.views import PlannedAsk, PlanView, plain

Rows = list[dict[str, Any]]


def _people(session: Session) -> Rows:
    table = session.ws.load_people()
    kept = (
        "person_id",
        "name",
        "first_name",
        "last_name",
        "url",
        "title",
        "company",
        "location",
        "country",
        "first_seen",
        "last_seen",
        "is_client",
        "is_mine",
        "is_suppressed",
    )
    rows = table.select([name for name in kept if name in table.column_names]).to_pylist()
    left = [row for row in rows if not row.pop("is_suppressed", False)]
    for row, country in zip(left, country_names([row["country"] for row in left]), strict=True):
        row["country"] = country
        row["location"] = place_name(row["location"])
    return left


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, list):
            flat[key] = " | ".join(
                str(item.get("client_name", item)) if isinstance(item, dict) else str(item)
                for item in value
            )
        elif isinstance(value, dict):
            flat.update({f"{key}_{name}": item for name, item in value.items()})
        else:
            flat[key] = value
    return flat


def _plan(session: Session) -> Rows:
    made = planning.latest_plan(session) or planning.make_plan(session)
    left = [one.to_dict() for one in asked_now(session, made)]
    known = {row["client_id"] for row in client_rows(session)}
    for one in left:
        one["next_best"] = [way for way in one["next_best"] if way["client_id"] in known]
    return [_flat(one) for one in left]


def asked_now(session: Session, plan: PlanView) -> list[PlannedAsk]:
    """The asks of a plan without those whose prospect or client has objected since it was made."""
    known = {row["client_id"] for row in client_rows(session)}
    chosen = [one for one in plan.asks if one.client_id in known]
    people = people_of(session, (one.prospect_id for one in chosen))
    return [one for one in chosen if not _objected(people.get(one.prospect_id))]


def _objected(person: dict[str, Any] | None) -> bool:
    return bool(person and person.get("is_suppressed"))


#: What an ask says of the prospect in words; blank for somebody who objected.
_OF_PROSPECT: Final = (
    "prospect_name",
    "prospect_title",
    "prospect_company",
    "next_step",
    "next_short",
    "note",
    "reason",
)


def _asks(session: Session) -> Rows:
    rows = [one.to_dict() for one in asks.list_asks(session)]
    people = people_of(session, (row["prospect_id"] for row in rows))
    for row in rows:
        if _objected(people.get(row["prospect_id"])):
            row.update(dict.fromkeys(_OF_PROSPECT, ""))
    return rows


def _events(session: Session) -> Rows:
    visible = visible_asks(session)
    people = people_of(session, (ask.person_id for ask in visible))
    silent = {one for one, person in people.items() if _objected(person)}
    return [
        {
            "ask_id": ask.ask_id,
            "prospect_id": ask.person_id,
            "client_id": ask.client_id,
            "number": event.number,
            "stage": event.stage,
            "action": event.action,
            "on": event.on,
            "amount": event.amount,
            "currency": event.currency,
            "note": None if ask.person_id in silent else event.note,
            "reason": None if ask.person_id in silent else event.reason,
            "by": event.user_id,
            "corrects": event.corrects,
        }
        for ask in visible
        for event in ask.events
    ]


def _report(session: Session) -> Rows:
    return [dict(row) for row in asks.report(session)["funnel"]]


SOURCES: dict[str, Callable[[Session], Rows]] = {
    "people": _people,
    "clients": lambda s: [_flat(one.to_dict()) for one in clients.list_clients(s)],
    "prospects": lambda s: [
        _flat(one.to_dict()) for one in planning.list_prospects(s, limit=100_000)
    ],
    "asks": _asks,
    "events": _events,
    "plan": _plan,
    "report": _report,
    "mail-merge": crm.mail_merge,
    **{name: partial(crm.crm_rows, name=name) for name in crm.TABLES},
}


def export(session: Session, what: str, out: Path, *, raw: bool = False) -> dict[str, Any]:
    """Write one of ``SOURCES`` to ``out`` (``.csv`` or ``.xlsx``).

    Raises:
        Misused: an unknown table.
        Refused: the role may not, another kind of file, or a place that cannot be written to.
    """
    require(session, "export")
    if what not in SOURCES:
        raise Misused(f"there is no {what!r} to export; there is {', '.join(SOURCES)}")
    suffix = out.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise Refused(f"{out.name} must end in .csv or .xlsx")
    rows = [plain(row) for row in SOURCES[what](session)]
    data = csv_bytes(rows, raw=raw) if suffix == ".csv" else xlsx_bytes(rows, what, raw=raw)
    write_whole(out, data)
    session.ws.audit(f"export {what}", user=session.user, rows=len(rows))
    return {"what": what, "file": str(out), "rows": len(rows), "raw": raw}


def write_whole(out: Path, data: bytes) -> None:
    """Write ``data`` to ``out`` as a whole or not at all.

    Raises:
        Refused: the place cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(dir=out.resolve().parent, prefix=".export-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(out)
    except OSError as error:
        raise Refused(
            f"{out} cannot be written: {error.strerror}; make the folder first, or choose another place"
        ) from None


def _columns(rows: Rows) -> list[str]:
    return list(dict.fromkeys(key for row in rows for key in row))


def csv_bytes(rows: Rows, *, raw: bool = False) -> bytes:
    """A CSV in UTF-8; cells that a spreadsheet would run get a quote before them, unless raw."""
    out = io.StringIO()
    columns = _columns(rows)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns if raw else [safe_cell(c) for c in columns])
    for row in rows:
        cells = ["" if row.get(key) is None else row.get(key) for key in columns]
        writer.writerow([str(c) for c in cells] if raw else [safe_cell(c) for c in cells])
    return out.getvalue().encode()


def xlsx_bytes(rows: Rows, name: str, *, raw: bool = False) -> bytes:
    """A workbook with one sheet; texts are typed as text, so that nothing in them runs.

    Unless raw they have the quote of a CSV too: a cell typed as text runs once somebody edits it,
    or saves the sheet as CSV.
    """
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet = book.add_worksheet(name[:31])
    columns = _columns(rows)
    bold = book.add_format({"bold": True})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column if raw else safe_cell(column), bold)
    for line, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            value = row.get(column)
            if isinstance(value, bool) or value is None:
                if value is not None:
                    sheet.write_boolean(line, place, value)
            elif isinstance(value, int | float):
                sheet.write_number(line, place, value)
            else:
                sheet.write_string(line, place, (str(value) if raw else safe_cell(value))[:32_000])
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
