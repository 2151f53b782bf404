"""Introductions as files of other programs, and what is due in words and in a calendar."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from prospecting.pipeline.followups import introduced_on
from prospecting.services import asks, clients, crm, exporting, todo
from prospecting.services.asked import all_asks
from prospecting.services.session import Session
from tests.pipeline_services.conftest import DAY, colleague, fresh_pairs


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


def test_the_list_follows_the_role(session: Session) -> None:
    pair = fresh_pairs(session)[0]
    ann = colleague(session, "ann@x.example")
    asks.record(ann, prospect=pair[0], client=pair[1], stage="introduced", on=DAY)
    assert {item["owner"] for item in todo.due_items(ann)} == {"ann@x.example"}
    assert len(todo.due_items(session)) > len(todo.due_items(ann))
