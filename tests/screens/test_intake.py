"""Uploads: in people's words, by what right, unknown tables, stopping."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest

from prospecting.errors import Refused
from prospecting.exports import FileRefused, limits, parse
from prospecting.services import import_words, importing, intake, mappings, taking_out
from prospecting.services.intake import Right
from prospecting.services.session import Session
from prospecting.workspace import NotFound
from prospecting.workspace.jobs import JobHandle
from tests.screens.conftest import CLIENTS, HEAD, Fill, clients_and_two_networks

UNKNOWN = (
    "Wer;Taetigkeit;Haus;Netzadresse\n"
    "Ben Weber;CFO;Nordholz AG;https://www.linkedin.com/in/ben-weber\n"
    "Ana Sousa;CEO;Ribeira SA;https://www.linkedin.com/in/ana-sousa\n"
)
ONE = "Ann,Adler,https://www.linkedin.com/in/ann-adler,,Adler AG,CFO,03 May 2021\n"
COLUMNS = {"Wer": "full_name", "Taetigkeit": "title", "Haus": "company", "Netzadresse": "url"}


def settle(session: Session, seconds: float = 60) -> None:
    """Waits for the import to end."""
    until = time.monotonic() + seconds
    while intake.is_running(session):
        assert time.monotonic() < until, "the import does not end"
        time.sleep(0.02)


def put_in(session: Session, *files: tuple[str, str], right: Right | None = None) -> None:
    intake.start(session, [(name, text.encode()) for name, text in files], right=right)
    settle(session)


def test_a_result_names_the_client_and_groups_what_was_left_out(session: Session) -> None:
    rows = "".join(
        f"Ann{n},Person{n},https://www.linkedin.com/in/ann{n},,Firm {n},CFO,03 May 2021\n"
        for n in range(5)
    )
    hidden = ",,,,,,03 May 2021\n" * 3
    put_in(
        session,
        ("clients.csv", CLIENTS),
        ("Connections - Carla Keller.csv", HEAD + rows + hidden),
    )
    clients, network = intake.last_results(session)
    assert clients.sentence == "all 2 clients."
    assert network.sentence == "5 of 8 connections of Carla Keller; 3 hidden profiles."
    assert network.outcome == "done", "nothing of it can be mended"
    assert network.stored + network.rejected == network.rows


def test_the_same_file_again_is_said_with_its_day(session: Session) -> None:
    put_in(session, ("clients.csv", CLIENTS))
    put_in(session, ("other name.csv", CLIENTS))
    (one,) = intake.last_results(session)
    assert one.outcome == "note"
    assert "before, today (as clients.csv); nothing was added" in one.sentence


def test_two_uploads_of_one_name_are_both_read(session: Session) -> None:
    first = HEAD + "Ann,One,https://www.linkedin.com/in/ann-one,,Firm,CFO,03 May 2021\n"
    second = HEAD + "Bob,Two,https://www.linkedin.com/in/bob-two,,Firm,CFO,03 May 2021\n"
    put_in(session, ("Connections.csv", first), ("Connections.csv", second))
    names = [one.file for one in intake.waiting(session)]
    assert names == ["Connections.csv", "Connections (2).csv"]
    intake.answer(session, dict.fromkeys(names, "me"))
    settle(session)
    assert not intake.waiting(session)
    assert session.ws.load_people().num_rows == 2


def test_a_file_without_an_owner_waits_and_goes_in_with_one(session: Session) -> None:
    put_in(session, ("clients.csv", CLIENTS))
    row = HEAD + "Ann,One,https://www.linkedin.com/in/ann-one,,Firm,CFO,03 May 2021\n"
    put_in(session, ("Connections.csv", row))
    (one,) = intake.waiting(session)
    carla = next(key for key, name in intake.client_choices(session).items() if "Carla" in name)
    intake.answer(session, {one.file: carla})
    settle(session)
    (result,) = intake.last_results(session)
    assert result.sentence == "1 connection of Carla Keller."
    assert not intake.waiting(session)


def test_by_what_right_is_kept_with_the_import(session: Session) -> None:
    right = Right(permission_on=dt.date(2026, 10, 1), given_by="Carla", purpose="one campaign")
    put_in(session, ("clients.csv", CLIENTS), right=right)
    (one,) = import_words.history(session)
    assert (one.permission_on, one.given_by, one.purpose) == (
        dt.date(2026, 10, 1),
        "Carla",
        "one campaign",
    )


def test_an_unknown_table_is_asked_about_and_remembered(session: Session) -> None:
    put_in(session, ("clients.csv", CLIENTS))
    put_in(session, ("Adressen von Carla Keller.csv", UNKNOWN))
    assert not intake.last_results(session), "what is asked about is not called refused"
    (one,) = intake.unknown_files(session)
    assert one.proposal.rows == 2
    mapping = mappings.build("contacts", COLUMNS)
    carla = next(key for key, name in intake.client_choices(session).items() if "Carla" in name)
    intake.map_columns(session, one.key, mapping, owner=carla)
    settle(session)
    (result,) = intake.last_results(session)
    assert (result.outcome, result.stored) == ("done", 2)
    assert not intake.unknown_files(session)
    again = UNKNOWN.replace("Ben Weber", "Lea Vogt").replace("ben-weber", "lea-vogt")
    put_in(session, ("Neue Adressen von Carla Keller.csv", again))
    assert not intake.unknown_files(session), "the shape is known now"


def test_a_file_that_is_no_table_is_refused_not_asked_about(session: Session) -> None:
    intake.start(session, [("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x01\x02")])
    settle(session)
    assert not intake.unknown_files(session)
    (one,) = intake.last_results(session)
    assert one.outcome == "refused"


def test_a_stopped_import_leaves_no_trace(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, go_on = threading.Event(), threading.Event()
    plain = intake.read_bytes

    def slow(*args: object, **more: object) -> object:
        started.set()
        go_on.wait(30)
        return plain(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "read_bytes", slow)
    intake.start(session, [("clients.csv", CLIENTS.encode()), ("c2.csv", CLIENTS.encode())])
    assert started.wait(30)
    state = intake.job_view(session)
    assert state is not None
    assert "file 1 of 2" in state.sentence
    intake.cancel(session)
    go_on.set()
    settle(session)
    state = intake.job_view(session)
    assert state is not None
    assert state.phase == "cancelled"
    assert not importing.has_data(session.ws)
    assert session.ws.load_people().num_rows == 0
    assert not intake.last_results(session)


def test_a_long_list_of_results_is_one_sentence(fill: Fill) -> None:
    results = [
        import_words.FileResult("a.csv", "done", "", 1, 10, 10, 0),
        import_words.FileResult("b.csv", "partly", "", 2, 5, 6, 1),
        import_words.FileResult("c.csv", "note", "", 3, 0, 4, 0),
        import_words.FileResult("d.csv", "refused", "", None, 0, 0, 0),
    ]
    assert import_words.summary(results, 1, 1) == (
        "6 files: 15 rows stored from 2 files; 1 file imported before; 1 file not read; "
        "1 file waiting for an owner; 1 file of no known kind."
    )


def test_the_history_says_who_and_what(fill: Fill) -> None:
    row = HEAD + "Ann,One,https://www.linkedin.com/in/ann-one,,Firm,CFO,03 May 2021\n"
    session = fill(clients_and_two_networks(row, row.replace("one", "two")))
    newest = import_words.history(session)[0]
    assert newest.whose == "Tom Brandt"
    assert newest.what == "LinkedIn connections"
    importing.undo_import(session.ws, newest.import_id, user="me")
    assert [one.live for one in import_words.history(session)] == [False, True, True]
    assert "connections of 1 of 2 clients" in import_words.inventory(session)


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_only_the_beginning_of_a_long_file_is_tried(name: str) -> None:
    line = b"Ben Weber;CFO;Nordholz AG\n"
    data = b"Wer;Was;Wo\n" + line * 40_000
    part = mappings.beginning(name, data)
    assert len(part) < len(data)
    assert part.endswith(line)
    trial = mappings.try_out(name, data, mappings.build("contacts", {"Wer": "full_name"}))
    assert not trial.whole
    assert trial.rows[0] == ("Ben Weber",)
    wide = data.decode().encode("utf-16")
    cut = mappings.beginning(name, wide)
    assert len(cut) % 2 == 0
    assert cut.decode("utf-16").endswith("\n")


def test_a_mapping_says_what_is_wrong_with_it() -> None:
    with pytest.raises(FileRefused, match="the same"):
        mappings.build("contacts", {"Wer": "full_name", "Name": "full_name"})
    with pytest.raises(FileRefused, match="No column"):
        mappings.build("contacts", {"Wer": None})
    again = mappings.from_toml(mappings.build("contacts", {"Wer": "full_name"}).to_toml())
    assert dict(again.columns) == {"Wer": "full_name"}


def test_a_trial_says_what_would_be_left_out() -> None:
    data = b"Wer;Was\nBen Weber;CFO\n;CEO\n"
    trial = mappings.try_out(
        "a.csv", data, mappings.build("contacts", {"Wer": "full_name", "Was": "title"})
    )
    assert (trial.read, trial.stored) == (2, 1)
    assert trial.left_out[0][1] == 1
    assert trial.rows == (("Ben Weber", "CFO"),)


def test_stopped_in_its_last_stage_an_import_leaves_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(session, ("clients.csv", CLIENTS))
    imports, people = session.ws.load_imports(), session.ws.load_people()
    told: list[str] = []
    progress = JobHandle.progress

    def follow(self: JobHandle, message: str, done: int, total: int | None = None) -> None:
        told.append(message)
        progress(self, message, done, total)
        if message.startswith("Writing companies"):
            intake.cancel(session)

    network = ("Connections - Carla Keller.csv", HEAD + ONE)
    with monkeypatch.context() as patch:
        patch.setattr(JobHandle, "progress", follow)
        put_in(session, network)
    state = intake.job_view(session)
    assert state is not None
    assert (state.phase, state.sentence) == (
        "cancelled", "The import was stopped; nothing of it was kept.")  # fmt: skip
    assert told[-1] == "Writing companies · step 9 of 13 · 1 row"
    assert session.ws.load_imports() == imports
    assert session.ws.load_people() == people
    put_in(session, network)
    assert [one.outcome for one in intake.last_results(session)] == ["done"]


def test_a_long_file_says_the_row_it_is_at_and_stops_there(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LONG", 100)
    monkeypatch.setattr(parse, "_ROWS", 200)
    rows = "".join(
        f"Ann{n},Lee,https://www.linkedin.com/in/ann-{n},,Acme,CFO,08 Feb 2024\n"
        for n in range(500)
    )
    told: list[tuple[str, int]] = []
    progress = JobHandle.progress

    def follow(self: JobHandle, message: str, done: int, total: int | None = None) -> None:
        told.append((message, done))
        progress(self, message, done, total)
        if "row 400" in message:
            intake.cancel(session)

    with monkeypatch.context() as patch:
        patch.setattr(JobHandle, "progress", follow)
        put_in(session, ("Connections - Carla Keller.csv", HEAD + rows))
    lines = [entry for entry in told if "row" in entry[0]]
    name = "Reading Connections - Carla Keller.csv"
    assert [message for message, _ in lines] == [
        f"{name} · row 200 of 501", f"{name} · row 400 of 501"]  # fmt: skip
    assert 0 < lines[0][1] < lines[1][1]
    state = intake.job_view(session)
    assert state is not None and state.phase == "cancelled"
    assert not session.ws.load_imports().num_rows


def test_a_stop_after_all_was_stored_does_not_call_it_stopped(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    tidy = importing.write_rejects

    def late(*what: object) -> None:
        intake.cancel(session)
        tidy(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "write_rejects", late)
    put_in(session, ("clients.csv", CLIENTS))
    assert intake.job_view(session) is None
    assert [one.sentence for one in intake.last_results(session)] == ["all 2 clients."]


def test_large_imports_are_taken_out_by_a_job(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(session, ("clients.csv", CLIENTS), ("Connections - Carla Keller.csv", HEAD + ONE))
    _, network = (row["import_id"] for row in session.ws.load_imports().to_pylist())
    assert not taking_out.is_long(session, [network])
    monkeypatch.setattr(taking_out, "AT_ONCE", 0)
    assert taking_out.is_long(session, [network])
    progress = JobHandle.progress
    with monkeypatch.context() as patch:

        def stop(self: JobHandle, message: str, done: int, total: int | None = None) -> None:
            progress(self, message, done, total)
            if message.startswith("Writing people"):
                intake.cancel(session)

        patch.setattr(JobHandle, "progress", stop)
        taking_out.start(session, [network], intake.undo)
        settle(session)
    state = intake.job_view(session)
    assert state is not None
    assert state.sentence == "It was stopped; nothing was changed."
    assert session.ws.count_imports() == 2
    taking_out.start(session, [network], intake.withdraw)
    settle(session)
    assert session.ws.load_imports()["status"].to_pylist() == ["stored", "withdrawn"]
    assert [one.sentence for one in intake.last_results(session)] == [
        "its 1 row is gone; the record that it was there stays."
    ]


def test_a_mapped_table_is_whose_its_name_says_and_asked_about_where_it_says_nothing(
    session: Session,
) -> None:
    put_in(session, ("clients.csv", CLIENTS))
    put_in(session, ("Gaeste von Carla Keller.csv", UNKNOWN))
    (one,) = intake.unknown_files(session)
    intake.map_columns(session, one.key, mappings.build("contacts", COLUMNS, network=True))
    settle(session)
    (result,) = intake.last_results(session)
    assert result.sentence == "all 2 contacts of Carla Keller."
    put_in(session, ("Gaeste.csv", UNKNOWN.replace("Ben Weber", "Lea Vogt")))
    assert not intake.unknown_files(session)
    (waiting,) = intake.waiting(session)
    tom = next(key for key, name in intake.client_choices(session).items() if "Tom" in name)
    intake.answer(session, {waiting.file: tom})
    settle(session)
    assert import_words.history(session)[0].whose == "Tom Brandt"


def test_a_bought_list_is_nobodys_and_remembered_as_such(session: Session) -> None:
    put_in(session, ("clients.csv", CLIENTS), ("Liste.csv", UNKNOWN))
    (one,) = intake.unknown_files(session)
    intake.map_columns(session, one.key, mappings.build("contacts", COLUMNS))
    settle(session)
    put_in(session, ("Liste 2.csv", UNKNOWN.replace("Ben Weber", "Lea Vogt")))
    assert not intake.waiting(session)
    assert [one.whose for one in import_words.history(session)[:2]] == ["", ""]


def test_the_day_of_the_permission_is_said_after_the_import_and_kept(session: Session) -> None:
    put_in(session, ("clients.csv", CLIENTS), ("Connections - Carla Keller.csv", HEAD + ONE))
    number = import_words.history(session)[0].import_id
    day = dt.date(2026, 11, 3)
    said = intake.note_permission(session, number, day)
    assert said == "Permission of 3 November 2026 is noted."
    assert import_words.history(session)[0].permission_on == day
    with pytest.raises(Refused, match="not come yet"):
        intake.note_permission(session, number, session.as_of + dt.timedelta(days=1))
    intake.withdraw(session, number)
    past = import_words.history(session)[0]
    assert (past.permission_on, past.withdrawn_on) == (day, session.as_of)
    with pytest.raises(NotFound):
        intake.note_permission(session, number, None)


def test_nothing_stored_is_not_counted_as_no_rows_of_no_files() -> None:
    lost = import_words.FileResult("d.csv", "refused", "", None, 0, 0, 0)
    assert import_words.summary([lost, lost], 0, 1) == (
        "3 files: 2 files not read; 1 file of no known kind."
    )
    assert import_words.summary([], 2, 0) == (
        "2 files: nothing stored yet; 2 files waiting for an owner."
    )
