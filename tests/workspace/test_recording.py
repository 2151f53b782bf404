"""The writer service: events with numbers, expected versions, requests that come twice."""

from __future__ import annotations

import threading

import numpy as np
import pyarrow as pa
import pytest

from prospecting.workspace import Conflict, Event, NotFound, Workspace, WorkspaceError
from tests.workspace.build import CLIENTS, TODAY, contact, network, people, sql, take_in

C = "carla@keller.example"


@pytest.fixture
def pair(ws: Workspace) -> tuple[int, int]:
    """A prospect and a client who knows him."""
    take_in(ws, CLIENTS, network("c.csv", C, contact("Ben Ford", url="ben")))
    return people(ws)["Ben Ford"][0], ws.find_client(C)


def test_events_are_numbered_and_a_stale_click_is_told(
    ws: Workspace, pair: tuple[int, int]
) -> None:
    first = ws.record(*pair, "asked", on_date=TODAY, user="ann", note="by phone")
    assert (first.number, first.stage) == (1, "asked")
    second = ws.add_event(first.ask_id, "agreed", on_date=TODAY, user="ann", expected=1)
    assert second.number == 2
    with pytest.raises(Conflict, match="ann set this ask to “agreed”"):
        ws.add_event(first.ask_id, "declined", on_date=TODAY, user="bob", expected=1)
    [ask] = ws.load_asks().to_pylist()
    assert (ask["stage"], ask["events"], ask["first_asked_on"]) == ("agreed", 2, TODAY)
    with pytest.raises(NotFound):
        ws.add_event(77, "asked", on_date=TODAY, user="ann")
    assert ws.record(*pair, "asked", on_date=TODAY, user="ann", new=True).ask_id != first.ask_id


def test_the_same_request_twice_is_done_once(ws: Workspace, pair: tuple[int, int]) -> None:
    one = ws.record(*pair, "asked", on_date=TODAY, user="me", key="click 1")
    assert ws.record(*pair, "asked", on_date=TODAY, user="me", key="click 1") == one
    assert ws.load_events().num_rows == 1
    note = ws.note_client(pair[1], "favour", on_date=TODAY, user="me", key="click 2")
    assert ws.note_client(pair[1], "favour", on_date=TODAY, user="me", key="click 2") == note
    assert ws.load_client_notes().num_rows == 1


def test_threads_writing_at_once_lose_nothing(ws: Workspace, pair: tuple[int, int]) -> None:
    ask = ws.record(*pair, "suggested", on_date=TODAY, user="me").ask_id
    stored: list[Event] = []
    conflicts: list[Conflict] = []

    def click(user: str) -> None:
        for _ in range(10):
            version = ws.load_asks(ask)["events"].to_pylist()[0]
            try:
                stored.append(
                    ws.add_event(ask, "asked", on_date=TODAY, user=user, expected=version)
                )
            except Conflict as conflict:
                conflicts.append(conflict)

    threads = [threading.Thread(target=click, args=(f"user {n}",)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stored) + len(conflicts) == 50
    numbers = ws.load_events(ask)["number"].to_pylist()
    assert numbers == list(range(1, len(stored) + 2))


def test_notes_of_a_client_have_a_version(ws: Workspace, pair: tuple[int, int]) -> None:
    client = pair[1]
    ws.note_client(client, "nps", number=9, on_date=TODAY, user="ann", expected=0)
    with pytest.raises(Conflict, match="ann noted “nps”"):
        ws.note_client(client, "complaint", text="late", on_date=TODAY, user="bob", expected=0)
    version = {c["client_id"]: c["note_version"] for c in ws.load_clients().to_pylist()}[client]
    ws.note_client(client, "complaint", text="late", on_date=TODAY, user="bob", expected=version)
    with pytest.raises(NotFound):
        ws.note_client(99, "nps", on_date=TODAY, user="ann")


def test_a_note_taken_back_leaves_nothing_but_a_stale_version(
    ws: Workspace, pair: tuple[int, int]
) -> None:
    client = pair[1]
    note = ws.note_client(client, "moment", text="Renewed", on_date=TODAY, user="ann")
    assert ws.drop_notes([note], user="ann") == 1
    assert ws.load_client_notes(client).num_rows == 0
    assert ws.drop_notes([note], user="ann") == 0
    with pytest.raises(Conflict, match="taken back"):
        ws.note_client(client, "touch", on_date=TODAY, user="bob", expected=note)
    assert "Renewed" not in str(ws.load_audit().to_pylist())


def test_wishes_and_answers_the_last_word_holds(ws: Workspace, pair: tuple[int, int]) -> None:
    person, client = pair
    ws.wish("pin", person, on_date=TODAY, user="me")
    ws.wish("refuse", person, client, on_date=TODAY, user="me")
    ws.wish("none", person, on_date=TODAY, user="me")
    assert [(w["kind"], w["client_id"]) for w in ws.load_wishes().to_pylist()] == [
        ("refuse", client)
    ]
    ws.answer_knows(client, person, "little", on_date=TODAY, user="me")
    ws.answer_knows(client, person, "well", on_date=TODAY, user="me")
    assert ws.load_answers()["answer"].to_pylist() == ["well"]
    assert ws.load_tie_evidence(TODAY)["answer"].to_pylist() == ["well"]
    with pytest.raises(WorkspaceError):
        ws.answer_knows(client, person, "maybe", on_date=TODAY, user="me")
    with pytest.raises(WorkspaceError):
        ws.wish("love", person, on_date=TODAY, user="me")


def test_settings_and_profiles_have_versions(ws: Workspace) -> None:
    version = ws.set_setting("seller", {"name": "Ä"}, user="me", expected=0)
    assert ws.get_setting("seller") == {"name": "Ä"}
    assert ws.setting_version("seller") == version
    with pytest.raises(Conflict):
        ws.set_setting("seller", {}, user="bob", expected=0)
    assert ws.get_profile() is None
    one = ws.save_profile("One", {"functions": ["Finance"]}, user="me")
    two = ws.save_profile("Two", {}, user="me")
    assert ws.use_profile("Two", user="me") == two
    used = ws.get_profile()
    assert used is not None
    assert used.name == "Two"
    assert ws.save_profile("One", {"functions": ["Sales"]}, user="me") == one
    with pytest.raises(Conflict):
        ws.save_profile("One", {}, user="me", expected=1)
    ws.remove_profile("Two", user="me")
    assert [p.name for p in ws.list_profiles()] == ["One"]
    with pytest.raises(NotFound):
        ws.use_profile("Two", user="me")


def test_plans_and_drafts_are_kept_as_shown(ws: Workspace, pair: tuple[int, int]) -> None:
    assert ws.latest_plan() is None
    version = ws.version()
    ws.save_plan({"asks": [{"rank": 1}]}, profile_id=5, as_of=TODAY, user="me")
    plan = ws.latest_plan(5)
    assert plan is not None
    assert (plan.body, plan.as_of, plan.data_version) == ({"asks": [{"rank": 1}]}, TODAY, version)
    assert ws.latest_plan(6) is None
    ws.save_draft(person_id=pair[0], client_id=pair[1], kind="first", channel="email",
                  language="en", source="template", body={"subject": "s"}, user="me")  # fmt: skip
    [draft] = ws.load_drafts(client_id=pair[1])
    assert draft["body"] == {"subject": "s"}
    assert ws.load_drafts(person_id=pair[0] + 100) == []


def test_titles_are_read_once_and_vectors_kept_once(ws: Workspace) -> None:
    take_in(ws, CLIENTS, network("c.csv", C, contact("A B", url="a", title="CFO"),
                                 contact("C D", url="c", title="CFO")))  # fmt: skip
    [title] = ws.load_titles(unread_by="1").to_pylist()
    assert (title["text"], title["seniority"]) == ("CFO", None)
    readings = pa.table(
        {
            "title_id": [title["title_id"]], "seniority": ["CXO"], "functions": ["Finance"],
            "decision_maker": [True], "current": [True], "confidence": [0.9],
        }
    )  # fmt: skip
    for _ in range(2):
        ws.save_title_readings(readings, reader="1")
    assert ws.load_titles(unread_by="1").num_rows == 0
    assert ws.load_titles(unread_by="2").num_rows == 1
    assert sql(ws, "SELECT count(*) FROM title_reading") == [(1,)]
    vectors = np.arange(8, dtype=np.float32).reshape(2, 4)
    ws.save_vectors("m", ["a", "b"], vectors)
    ws.save_vectors("m", ["b"], np.zeros((1, 4), np.float32))
    found = ws.load_vectors("m", ["b", "c"])
    assert list(found) == ["b"]
    assert found["b"].tolist() == [4, 5, 6, 7]


def test_versions_grow_by_area(ws: Workspace, pair: tuple[int, int]) -> None:
    before = {area: ws.version(area) for area in ("people", "asks", "wishes", "clients")}
    ws.wish("pin", pair[0], on_date=TODAY, user="me")
    after = {area: ws.version(area) for area in before}
    assert [area for area in before if after[area] != before[area]] == ["wishes"]
    assert ws.version() == max(after.values())


def test_jobs_report_stop_and_are_remembered(ws: Workspace) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(handle: object) -> int:
        handle.progress("half way", 1, 2)  # type: ignore[attr-defined]
        begun.set()
        go_on.wait(10)
        return 0 if handle.cancelled() else 7  # type: ignore[attr-defined]

    job = ws.jobs.start("reading", work, user="me")
    begun.wait(10)
    assert (ws.jobs.get(job).message, ws.jobs.get(job).state) == ("half way", "running")
    with pytest.raises(WorkspaceError, match="running already"):
        ws.jobs.start("reading", work, user="me")
    go_on.set()
    assert (ws.jobs.wait(job, 10).state, ws.jobs.get(job).result) == ("done", 7)

    def fail(_: object) -> None:
        raise ZeroDivisionError("secret of Ben Ford")

    failed = ws.jobs.wait(ws.jobs.start("failing", fail, user="me"), 10)
    assert failed.state == "failed"
    assert "Ben" not in str(failed.message)
    go_on.clear()
    stopped = ws.jobs.start("reading", work, user="me")
    ws.jobs.cancel(stopped)
    go_on.set()
    assert ws.jobs.wait(stopped, 10).state == "cancelled"
    with pytest.raises(NotFound):
        ws.jobs.get(999)
