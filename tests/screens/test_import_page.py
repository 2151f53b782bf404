"""The page Import as somebody meets it who drops whatever lies in a drawer."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from prospecting.pages import clients as clients_page
from prospecting.pages import context, imports, pipeline
from prospecting.services import as_clients, clients, import_words, importing, intake
from prospecting.services.session import Session
from tests.screens.conftest import CLIENTS, HEAD, OpenAt, healthy, said
from tests.screens.test_intake import settle

ANN = HEAD + "Ann,One,https://www.linkedin.com/in/ann-one,,Firm,CFO,03 May 2021\n"
BOB = HEAD + "Bob,Two,https://www.linkedin.com/in/bob-two,,Firm,CFO,03 May 2021\n"
#: A report of people without a word on who of them has bought.
REPORT = (
    '"First Name","Last Name","Title","Account Name","Email","Account Owner","Last Activity"\n'
    '"Joost","de Vries","Buyer","Brugge NV","joost@brugge.example","Sam","9/13/2026"\n'
    '"Ida","Halvorsen","CEO","Halden AS","ida@halden.example","Sam","8/15/2026"\n'
)


def test_all_that_waits_is_ones_own_with_one_tick(open_at: OpenAt, file: Path) -> None:
    page = open_at(file, "import")
    now = replace(context.session(), role="admin")
    files = [("Connections.csv", ANN.encode()), ("Connections.csv", BOB.encode())]
    empty = ("empty.csv", b"")
    intake.start(now, [("clients.csv", CLIENTS.encode()), *files, empty])
    settle(now)
    page.run()
    page.checkbox(key="owners-mine").check().run()
    boxes = [one for one in page.selectbox if str(one.key).startswith("owner-")]
    assert [one.value for one in boxes] == [intake.ME, intake.ME]
    boxes[0].set_value(imports.LEAVE_OUT)
    next(one for one in page.button if one.label == "Import these").click().run()
    settle(now)
    healthy(page.run())
    assert not intake.waiting(now)
    assert [one.whose for one in import_words.history(now)] == ["you", ""]
    assert "empty.csv: the file is empty" in said(page), "what was refused before is still said"
    assert "all 2 clients" in said(page)
    importing.undo_import(now.ws, 1, user="me")
    page.run()
    assert "all 2 clients" not in said(page)
    page.button(key="import-close").click().run()
    assert "empty.csv" not in said(page)


def test_the_word_on_a_stopped_import_can_be_closed(
    open_at: OpenAt, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_at(file, "import")
    now = replace(context.session(), role="admin")
    started, go_on = threading.Event(), threading.Event()

    def slow(*_: object, **__: object) -> object:
        started.set()
        go_on.wait(30)
        raise intake.ImportCancelled("stopped")

    monkeypatch.setattr(intake, "read_bytes", slow)
    intake.start(now, [("clients.csv", CLIENTS.encode())])
    assert started.wait(30)
    intake.cancel(now)
    go_on.set()
    settle(now)
    page.run()
    assert "The import was stopped" in said(page)
    page.button(key="import-stopped").click().run()
    healthy(page)
    assert "stopped" not in said(page)
    assert intake.job_view(now) is None


def test_a_report_that_says_nothing_of_clients_becomes_one_of_clients(
    open_at: OpenAt, file: Path
) -> None:
    page = open_at(file, "import")
    now = replace(context.session(), role="admin")
    files = [("report17.csv", REPORT.encode())]
    as_clients.keep(now, files)
    intake.start(now, files)
    settle(now)
    page.run()
    healthy(page)
    assert not clients.list_clients(now)
    assert "'client-list'" not in said(page), "that is a word of the command line"
    next(one for one in page.button if one.label == "These are my clients").click().run()
    settle(now)
    healthy(page.run())
    assert {one.name for one in clients.list_clients(now)} == {"Joost de Vries", "Ida Halvorsen"}
    assert [one.live for one in import_words.history(now)] == [True, False]


def test_what_is_not_at_hand_any_more_cannot_become_clients(session: Session) -> None:
    intake.start(session, [("report17.csv", REPORT.encode())])
    settle(session)
    (one,) = intake.last_results(session)
    assert not as_clients.may_be_clients(session, one)
    assert "with “clients” in its name" in as_clients.plain_warning(one.warnings[0])


def test_only_what_needs_a_look_stands_out_among_many(open_at: OpenAt, file: Path) -> None:
    page = open_at(file, "import")
    now = replace(context.session(), role="admin")
    intake.start(now, [("clients.csv", CLIENTS.encode()), ("empty.csv", b"")])
    settle(now)
    page.run()
    healthy(page)
    assert [one.value[:19] for one in page.error] == ["Not done: empty.csv"]
    assert not page.success
    assert "**clients.csv**: all 2 clients." in said(page)


def test_a_file_that_came_before_is_named_once(session: Session) -> None:
    for name in ("clients.csv", "clients.csv", "other.csv"):
        importing.import_uploads(
            session.ws, [(name, CLIENTS.encode())], user="me", as_of=session.as_of
        )
    row = session.ws.load_imports().to_pylist()[0]
    again = {"status": "duplicate", "import_id": row["import_id"], "format": "client-list"}
    rest = {"stored": 0, "rows": 2, "rejected": 0, "warnings": [], "error": None}
    said_of = [
        import_words.file_results(session, [{**again, **rest, "file": name}])[0].sentence
        for name in ("clients.csv", "other.csv")
    ]
    assert said_of == [
        "you imported this file before, today; nothing was added.",
        "you imported this file before, today (as clients.csv); nothing was added.",
    ]


def test_a_phone_shows_what_a_table_is_for_without_moving_it() -> None:
    room = 322  # pixels beside the tick, on a screen 390 wide
    for wide, small, first in (
        (
            imports.table_columns(small=False),
            imports.table_columns(small=True),
            ["File", "Stored", "Left out"],
        ),
        (
            clients_page.table_columns(small=False),
            clients_page.table_columns(small=True),
            ["Client", "Today", "Reach"],
        ),
        (
            pipeline.table_columns(several=True, small=False),
            pipeline.table_columns(several=True, small=True),
            ["Prospect", "Stage", "Next"],
        ),
    ):
        assert set(wide) == set(small)
        assert list(small)[:3] == first
        assert sum(small[name]["width"] for name in first) <= room
