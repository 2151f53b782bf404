"""The meeting sheet: names to choose, a page and a PDF to print, answers typed back or imported."""

from __future__ import annotations

import csv
import io

import pytest

from prospecting.errors import Refused
from prospecting.services import importing, planning, profiles, sheets
from prospecting.services.session import Session
from prospecting.services.sheets import SheetClient, SheetPerson
from tests.app.conftest import Open
from tests.screens_ask.conftest import app_session, healthy, written


@pytest.fixture
def client(now: Session) -> SheetClient:
    """The client with whom a sheet helps most."""
    return sheets.sheet_clients(now)[0]


@pytest.fixture
def people(now: Session, client: SheetClient) -> list[SheetPerson]:
    """Whom that client may know."""
    return sheets.candidates(now, client.client_id)


def test_a_sheet_has_three_to_five_names(
    now: Session, client: SheetClient, people: list[SheetPerson]
) -> None:
    assert len(people) >= sheets.LEAST
    facts = sheets.sheet_facts(now, client.client_id, [p.prospect_id for p in people[:5]])
    assert len(facts.others) == len(people[:5]) - 1
    page = sheets.sheet_html(facts).decode()
    assert "<script" not in page
    assert sheets.sheet_pdf(facts).startswith(b"%PDF")
    with pytest.raises(Refused, match="at most"):
        sheets.sheet_facts(now, client.client_id, [p.prospect_id for p in people[:6]] * 2)
    with pytest.raises(Refused, match="choose"):
        sheets.sheet_facts(now, client.client_id, [])


def test_answers_change_what_is_known(
    now: Session, client: SheetClient, people: list[SheetPerson]
) -> None:
    one, two = people[0], people[1]
    done = sheets.take_answers(
        now, client.client_id, {one.prospect_id: "well", two.prospect_id: "not"}
    )
    assert done["recorded"] == 2
    assert client.name in done["message"]
    after = {p.prospect_id: p.answer for p in sheets.candidates(now, client.client_id, limit=500)}
    assert after[one.prospect_id] == "well"
    asked = planning.make_plan(now).asks
    assert not [a for a in asked if (a.prospect_id, a.client_id) ==
                (two.prospect_id, client.client_id)]  # fmt: skip


@pytest.mark.parametrize("answers", [{}, {1: "perhaps"}])
def test_what_is_no_answer_is_refused(
    now: Session, client: SheetClient, answers: dict[int, str]
) -> None:
    with pytest.raises(Refused):
        sheets.take_answers(now, client.client_id, answers)


def test_a_filled_table_comes_back_by_import(
    now: Session, client: SheetClient, people: list[SheetPerson]
) -> None:
    table = sheets.answers_csv(now, client.client_id, people[:3]).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [int(row["prospect_id"]) for row in rows] == [p.prospect_id for p in people[:3]]
    for row in rows:
        row["answer"] = "little"
    out = io.StringIO()
    writer = csv.DictWriter(out, sheets.COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    files = [("answers.csv", out.getvalue().encode())]
    results = importing.import_uploads(now.ws, files, user="me", as_of=now.as_of)
    assert [one.status for one in results] == ["stored"], results
    after = {p.prospect_id: p.answer for p in sheets.candidates(now, client.client_id, limit=500)}
    assert {after[p.prospect_id] for p in people[:3]} == {"little"}


def test_the_page_takes_answers(app: Open) -> None:
    page = app("sheet")
    healthy(page)
    assert page.title[0].value == "Meeting sheet"
    page.radio[0].set_value("well")
    label = next(one for one in page.button if "Record the answers" in one.label)
    page = label.click().run()
    healthy(page)
    assert any("1 answer of" in one.value for one in page.markdown), written(page)


def test_an_empty_workspace_says_the_next_step(empty_app: Open) -> None:
    page = empty_app("sheet")
    healthy(page)
    assert [one.label for one in page.button] == ["Import files"]


def test_a_client_who_is_to_be_left_alone_is_not_offered(app: Open) -> None:
    app("sheet")
    now = app_session()
    client = sheets.sheet_clients(now)[0]
    now.ws.note_client(client.client_id, "do not ask", on_date=now.as_of, user="me")
    assert client.client_id not in [one.client_id for one in sheets.sheet_clients(now)]


def test_a_sheet_says_why_of_all_its_names_not_of_the_first(now: Session) -> None:
    profiles.set_profile(now, {"name": "Two", "functions": ["Finance", "Purchasing"]})
    profiles.use_profile(now, "Two")
    for client in sheets.sheet_clients(now):
        found = sheets.candidates(now, client.client_id)
        by = {one.prospect_id: sheets.why_all(now, [one.prospect_id]) for one in found}
        kinds = {r.value: id_ for id_, why in by.items() for r in why if r.kind == "function"}
        without = [id_ for id_, why in by.items() if not any(r.kind == "function" for r in why)]
        if {"Finance", "Purchasing"} <= set(kinds):
            break
    both = [kinds["Finance"], kinds["Purchasing"]]
    told = sheets.sheet_html(sheets.sheet_facts(now, client.client_id, both), language="en")
    assert "finance and purchasing" in told.decode()
    if without:
        mixed = sheets.why_all(now, [both[0], without[0]])
        assert not any(one.kind == "function" for one in mixed)
