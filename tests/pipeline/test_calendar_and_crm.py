"""What leaves the pipeline: a calendar nobody can smuggle into, and rows other programs import."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from prospecting.pipeline import calendar as calendars
from prospecting.pipeline.calendar import UnsafeCalendarError, calendar_file, clean_text
from prospecting.pipeline.crm_out import (
    SYSTEMS,
    WHAT,
    Introduction,
    crm_table,
    csv_file,
    exportable,
)
from prospecting.pipeline.followups import KINDS, Todo
from prospecting.safe_output import restore_cell

AS_OF = date(2026, 3, 10)
NASTY = [
    "Ben\r\nATTENDEE:mailto:eve@evil.example",
    "x\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:gotcha",
    "a\rATTACH:http://evil.example/x",
    "tab\tand\x0bvertical\x0cform\x85next\u2028line\u2029par",
    'semi; comma, colon: quote" back\\slash \\n',
    "\u202eright to left\u202c zero\u200bwidth\ufeff",
    "\x00\x07\x1b[31m",
    "=HYPERLINK(\"http://evil.example\")",
    "long " * 400,
    "🚀 Zoë Ünïcode 漢字",
    "END:VCALENDAR\r\n",
    "",
]  # fmt: skip


def item(name: str = "Ben Okoro", client: str = "Carla Weiss", sentence: str = "Do it.", **more):
    return Todo(
        more.pop("kind", "thanks"), "a1", "c1", client, name, more.pop("due", AS_OF), sentence,
        **more,
    )  # fmt: skip


def events(content: bytes) -> list:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_entries_stand_on_their_day_and_overdue_ones_today() -> None:
    todos = [item(due=date(2026, 3, 1)), item(name="Nora Lind", due=date(2026, 3, 20))]
    found = events(calendar_file(todos, AS_OF))
    assert [e["DTSTART"].dt for e in found] == [AS_OF, date(2026, 3, 20)]
    assert [str(e["SUMMARY"]) for e in found] == [
        "Thank: Ben Okoro (Carla Weiss)", "Thank: Nora Lind (Carla Weiss)",
    ]  # fmt: skip


def test_the_same_to_do_keeps_its_identity_on_another_day() -> None:
    one = events(calendar_file([item()], AS_OF))[0]["UID"]
    two = events(calendar_file([item()], date(2026, 3, 12)))[0]["UID"]
    other = events(calendar_file([item(kind="outcome")], AS_OF))[0]["UID"]
    assert one == two != other


@pytest.mark.parametrize("text", NASTY)
def test_nothing_gets_in_through_a_name_or_a_note(text) -> None:
    content = calendar_file([item(name=text, client=text, sentence=text), item()], AS_OF)
    found = events(content)
    assert len(found) == 2
    for event in found:
        assert set(event) == {
            "UID", "SUMMARY", "DESCRIPTION", "DTSTAMP", "DTSTART", "DTEND", "TRANSP", "CATEGORIES",
        }  # fmt: skip
    lines = content.decode().split("\r\n")
    assert sum(line == "BEGIN:VEVENT" for line in lines) == 2
    assert not any(line.upper().startswith(("ATTENDEE", "ATTACH")) for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)


@given(st.text(), st.text(), st.text(), st.sampled_from(KINDS))
def test_any_text_comes_back_as_one_entry(name, client, sentence, kind) -> None:
    content = calendar_file([item(name, client, sentence, kind=kind)], AS_OF)
    (event,) = events(content)
    assert str(event["DESCRIPTION"]) == clean_text(sentence, 1000)


def test_a_library_that_lets_line_breaks_through_is_caught(monkeypatch) -> None:
    monkeypatch.setattr(calendars, "clean_text", lambda text, most: text)
    with pytest.raises(UnsafeCalendarError):
        calendar_file([item(sentence="a\r\nb\x0b")], AS_OF)


def test_no_to_dos_give_an_empty_calendar() -> None:
    assert events(calendar_file([], AS_OF)) == []


def introduction(**more) -> Introduction:
    plain = {
        "ask_id": "a1", "first_name": "Ben", "last_name": "Okoro", "title": "CFO",
        "company": "Fennmere", "url": "https://www.linkedin.com/in/ben", "introducer": "Carla Weiss",
        "stage": "opportunity", "introduced_on": date(2026, 2, 1), "amount": 12500.0,
        "currency": "EUR", "owner": "Robin",
    }  # fmt: skip
    return Introduction(**(plain | more))


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("what", WHAT)
def test_every_program_gets_rows_of_its_own_columns(system, what) -> None:
    table = crm_table(system, what, [introduction(), introduction(last_name="", company="")])
    assert len(table.rows) == 2 and len(set(table.header)) == len(table.header)
    assert all(len(row) == len(table.header) for row in table.rows)
    assert any("Referral" in cell for cell in table.rows[0])
    assert all(isinstance(cell, str) for row in table.rows for cell in row)


def test_columns_carry_the_names_the_programs_use() -> None:
    table = crm_table("hubspot", "deals", [introduction()])
    row = dict(zip(table.header, table.rows[0], strict=True))
    assert row["Deal Name"] == "Fennmere – referral by Carla Weiss"
    assert (row["Deal Stage"], row["Amount"], row["Currency"]) == (
        "Presentation Scheduled", "12500", "EUR",
    )  # fmt: skip
    lead = crm_table("salesforce", "contacts", [introduction(last_name="", company="")])
    cells = dict(zip(lead.header, lead.rows[0], strict=True))
    assert cells["Last Name"] == "Ben" and cells["Company"] == "Unknown"
    assert cells["Lead Source"] == "Referral" and "Referral by Carla Weiss" in cells["Description"]
    pipe = crm_table("pipedrive", "deals", [introduction(stage="not-a-fit", note="too small")])
    deal = dict(zip(pipe.header, pipe.rows[0], strict=True))
    assert (deal["Deal - Status"], deal["Deal - Lost reason"]) == ("lost", "too small")
    assert all(name.startswith(("Deal - ", "Person - ")) for name in pipe.header)


def test_only_people_who_were_introduced_are_handed_over() -> None:
    asked = introduction(stage="asked", introduced_on=None)
    lost = introduction(stage="lost", introduced_on=None)
    met = introduction(stage="meeting", introduced_on=None)
    assert [exportable(i) for i in (asked, lost, met, introduction())] == [
        False, False, True, True,
    ]  # fmt: skip
    assert len(crm_table("hubspot", "contacts", [asked, lost, met]).rows) == 1


def test_unknown_programs_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown program"):
        crm_table("excel", "deals", [])
    with pytest.raises(ValueError, match="unknown rows"):
        crm_table("hubspot", "calls", [])


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_cell_of_the_file_is_a_formula_and_nothing_is_lost(name, company, note) -> None:
    table = crm_table(
        "pipedrive", "deals", [introduction(last_name=name, company=company, note=note)]
    )
    content = csv_file(table).decode()
    _, row = csv.reader(io.StringIO(content, newline=""))
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "＝")) for cell in row)
    assert [restore_cell(cell) for cell in row] == list(table.rows[0])
