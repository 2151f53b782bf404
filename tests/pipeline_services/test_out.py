"""Introductions as files of other programs, and what is due in words and in a calendar."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospecting.errors import Refused
from prospecting.pipeline.followups import introduced_on
from prospecting.services import (
    asks,
    client_page,
    clients,
    crm,
    exporting,
    report_files,
    reporting,
    todo,
)
from prospecting.services.asked import all_asks
from prospecting.services.client_states import client_rows
from prospecting.services.session import Session
from prospecting.workspace import Workspace, WorkspaceError
from tests.pipeline_services.conftest import DAY, colleague, fresh_pairs
from tests.workspace.build import client, network, take_in
from tests.workspace.build import clients as clients_file


@pytest.mark.parametrize("name", crm.TABLES)
def test_only_people_who_were_introduced_leave(session: Session, tmp_path: Path, name: str) -> None:
    introduced = [a for a in all_asks(session) if introduced_on(a.state) is not None]
    out = tmp_path / f"{name}.csv"
    done = exporting.export(session, name, out)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == done["rows"] == len(introduced) < len(all_asks(session))
    assert all("Referral" in " ".join(row.values()) for row in rows)


def test_no_cell_runs_as_a_formula(session: Session, tmp_path: Path) -> None:
    client = fresh_pairs(session)[0][1]
    evil = "=cmd|' /C calc'!A0"
    added = clients.add_contact(session, client, name=f"{evil} Evil", company=evil)
    asks.record(session, prospect=added["prospect_id"], client=client, stage="introduced")
    for name in crm.TABLES:
        out = tmp_path / "x.csv"
        exporting.export(session, name, out)
        for row in csv.reader(io.StringIO(out.read_text("utf-8"))):
            assert not any(cell.lstrip().startswith(("=", "+", "@")) for cell in row)


#: Formulas, injections and odd characters, each of which somebody may have for a name.
NAUGHTY = (
    "=cmd|' /C calc'!A0", "+1+2", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", "\n=1", "\x00=1",
    "＝1+1", "＋1", "－1", "＠x", "\ufeff=1", "\u200b=1", " =1", "'=1", "''+1",
    '=HYPERLINK("http://x.example","a")', "DDE(\"cmd\")", "<script>alert(1)</script>",
    "![x](http://x.example/a.png)", "[x](javascript:alert(1))", "$\\alpha$", "a\r\nBcc: b@x.example",
    "a\nEND:VEVENT\nBEGIN:VEVENT", "x\r\nATTENDEE:mailto:b@x.example", "a;b,c\\n", "\u202eevil",
    "%0d%0aBcc:x", "{{7*7}}", "${7*7}", "田中", "🙂" * 5, "x" * 300,
)  # fmt: skip
TRIGGERS = tuple("=+-@＝＋－＠\t\r\n\x00")


@pytest.fixture(scope="module")
def naughty(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A workspace in which every field that a user or a file can fill holds such a text."""
    copy = tmp_path_factory.mktemp("naughty") / "w.duckdb"
    shutil.copyfile(filled, copy)
    with Workspace.open(copy) as ws:
        session = Session(ws=ws, as_of=DAY)
        emails = [f"c{number}@client.example" for number in range(len(NAUGHTY))]
        # From files all at once, which takes a second; by hand a few, each of which takes one.
        people = [
            client(
                f"{evil} Name",
                email,
                **dict.fromkeys(("title", "company", "location", "industry", "language"), evil),
            )
            for evil, email in zip(NAUGHTY, emails, strict=True)
        ]
        for row in people[::8]:
            with contextlib.suppress(Refused, WorkspaceError):  # no name is left of some
                name = row.pop("full_name")
                assert ws.add_client(name=name, user="me", as_of=DAY, **row).person_id
                row.clear()
        take_in(ws, clients_file(*filter(None, people)), as_of=DAY)
        rows = [r for r in client_rows(session) if (r["email"] or "").endswith("@client.example")]
        assert len(rows) >= len(NAUGHTY) - 6
        contacts = {
            row["email"]: {"full_name": f"{evil} Person", "company": evil, "title": evil}
            for row, evil in zip(rows, NAUGHTY, strict=False)
        }
        for row in rows[::8]:
            clients.add_contact(
                session, row["client_id"], name=contacts[row["email"]].pop("full_name"),
                **contacts.pop(row["email"]),
            )  # fmt: skip
        take_in(
            ws,
            *(
                network(f"{email}.csv", email, {**cells, "relation": "connection"})
                for email, cells in contacts.items()
            ),
            as_of=DAY,
        )
        known = {row["owner_id"]: row["person_id"] for row in ws.load_connections().to_pylist()}
        for row, evil in zip(rows, NAUGHTY, strict=False):
            who = {"prospect": known[row["client_id"]], "client": row["client_id"]}
            asks.record(session, **who, stage="asked", on=DAY - dt.timedelta(days=30), note=evil)
            asks.record(session, **who, stage="introduced", on=DAY - dt.timedelta(days=20),
                        note=evil)  # fmt: skip
            asks.record(session, **who, stage="lost", note=evil, reason=evil)
            client_page.note_happened(session, row["client_id"], "moment", text=evil)
        from prospecting.services import planning

        planning.make_plan(session)
        yield session


def _runs(text: str) -> bool:
    """Would a spreadsheet take this cell for a formula? Told independently of the writer."""
    return text.lstrip(" \ufeff\u200b\u00a0\x00\t\r\n").startswith(TRIGGERS) or text.startswith(
        TRIGGERS
    )


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("what", [*exporting.SOURCES, "the report's tables"])
def test_no_cell_of_any_export_begins_with_a_trigger(
    naughty: Session, tmp_path: Path, what: str, suffix: str
) -> None:
    from python_calamine import CalamineWorkbook

    out = tmp_path / f"x{suffix}"
    if what in exporting.SOURCES:
        assert exporting.export(naughty, what, out)["rows"] > 0
    else:
        every = reporting.period(DAY, "all")
        make = report_files.report_csv if suffix == ".csv" else report_files.report_xlsx
        out.write_bytes(make(naughty, every))
    if suffix == ".csv":
        cells = [c for row in csv.reader(io.StringIO(out.read_bytes().decode(), newline=""))
                 for c in row]  # fmt: skip
        # Negative numbers are numbers of ours, not texts.
        cells = [c for c in cells if not re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", c)]
    else:
        book = CalamineWorkbook.from_path(out)
        cells = [c for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()
                 for c in row if isinstance(c, str)]  # fmt: skip
        with zipfile.ZipFile(out) as archive:
            for name in archive.namelist():
                assert b"<f>" not in archive.read(name) and b"<hyperlink" not in archive.read(name)
    assert cells and not [cell for cell in cells if _runs(cell)]


def test_the_calendar_and_the_page_to_print_hold_texts_only(naughty: Session) -> None:
    from icalendar import Calendar

    data = todo.calendar_bytes(naughty)
    [calendar] = Calendar.from_ical(data, multiple=True)
    names = {str(name) for event in calendar.walk("VEVENT") for name in event}
    assert len(calendar.walk("VEVENT")) == len(todo.due(naughty)) > 20
    assert names <= {
        *("UID", "SUMMARY", "DESCRIPTION", "DTSTAMP", "DTSTART", "DTEND", "TRANSP", "CATEGORIES")
    }
    page = report_files.report_html(naughty, reporting.period(DAY, "all")).decode()
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z!][\w-]*)", page))
    assert tags <= {"!doctype", "html", "meta", "title", "style", "body", "h1", "h2", "p", "table",
                    "thead", "tbody", "tr", "th", "td"}  # fmt: skip


def test_a_place_that_cannot_be_written_to_is_said(session: Session, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="choose another place"):
        exporting.export(session, "asks", tmp_path / "new" / "asks.csv")


def test_who_may_not_export_cannot_by_a_direct_call(session: Session, tmp_path: Path) -> None:
    ann = colleague(session, "ann@x.example")
    for what in exporting.SOURCES:
        with pytest.raises(Refused, match="another role"):
            exporting.export(ann, what, tmp_path / "x.csv")
    assert not list(tmp_path.glob("x.*"))


def test_the_help_names_every_table() -> None:
    from prospecting.cli import build_parser

    words = build_parser().format_help() + Path("docs/commands.md").read_text("utf-8")
    missing = [name for name in exporting.SOURCES if not re.search(rf"\b{name}\b", words)]
    assert not missing


def test_who_objected_does_not_leave(session: Session) -> None:
    ask = next(a for a in all_asks(session) if introduced_on(a.state) is not None)
    before = len(crm.introductions(session))
    session.ws.suppress(person_id=ask.person_id, user="me")
    assert len(crm.introductions(session)) < before


def test_the_list_of_today_has_words_for_small_cards(session: Session) -> None:
    from prospecting.services import planning

    planning.make_plan(session)
    items = todo.due_items(session)
    assert items == asks.todo(session)
    assert [item["text"] for item in items] == [one.sentence for one in todo.due(session)]
    for item in items:
        assert item["short"].startswith(item["word"]) and item["client_name"] in item["short"]
        assert len(item["word"]) <= 20
    planned = todo.due_items(session, planned=True)
    made = [item for item in planned if item["kind"] == "ask"]
    assert made and all(item["ask_id"] is None and item["draft_kind"] == "first" for item in made)
    assert [i for i in planned if i["kind"] != "ask"] == items
    assert todo.calendar_bytes(session).startswith(b"BEGIN:VCALENDAR")
    short = planning.make_plan(session, limit=2).asks
    planned = [i for i in todo.due_items(session, planned=True) if i["kind"] == "ask"]
    assert len(planned) == len(short) == 2


def test_the_list_follows_the_role(session: Session) -> None:
    pair = fresh_pairs(session)[0]
    ann = colleague(session, "ann@x.example")
    asks.record(ann, prospect=pair[0], client=pair[1], stage="introduced", on=DAY)
    assert {item["owner"] for item in todo.due_items(ann)} == {"ann@x.example"}
    assert len(todo.due_items(session)) > len(todo.due_items(ann))
