"""Objection, erasure, retention and access at the level of the store."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from prospecting.exports.staging import Reject
from prospecting.services.importing import write_rejects
from prospecting.workspace import IngestOptions, NotFound, Workspace, WorkspaceError
from prospecting.workspace.erasing import Patterns
from tests.workspace.build import (
    CLIENTS,
    TODAY,
    client,
    clients,
    contact,
    network,
    people,
    sql,
    staged,
    take_in,
)

C, D = "carla@keller.example", "dan@ode.example"
ZEBEDEE = contact("Zebedee Quartermain", url="zebedee-quartermain", company="Oxbow Pulleys Ltd",
                  title="Chief Pulley Officer", email="zq@oxbow.example")  # fmt: skip
BEN = contact("Ben Ford", url="ben", company="Acme", title="CFO")


@pytest.fixture
def filled(ws: Workspace) -> Workspace:
    talk = [{"outgoing": True, "other_name": "Zebedee Quartermain",
             "other_url": "https://www.linkedin.com/in/zebedee-quartermain",
             "sent_at": dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC), "people": 2, "words": 5}]  # fmt: skip
    praise = [{"given": True, "other_name": "Zebedee Quartermain", "made_on": TODAY}]
    archive = network("c.zip", C, ZEBEDEE, BEN, messages=talk, recommendations=praise)
    archive.rejects = [Reject(9, "no name", "add one", ["Zebedee", "Quartermain", "x"])]
    archive.rows += 1
    results = take_in(ws, CLIENTS, archive, network("d.csv", D, ZEBEDEE))
    write_rejects(ws, results[1])
    person = people(ws)["Zebedee Quartermain"][0]
    carla = ws.find_client(C)
    ws.record(person, carla, "asked", on_date=TODAY, user="me", note="Zebedee Quartermain is shy")
    ws.note_client(carla, "moment", text="spoke of Quartermain, Zebedee", on_date=TODAY, user="me")
    ws.save_draft(person_id=person, client_id=carla, kind="first", channel="email", language="en",
                  source="template", body={"body": "Dear Carla, Zebedee Quartermain …"}, user="me")  # fmt: skip
    ws.save_plan({"asks": [{"prospect_name": "Zebedee Quartermain"}]}, profile_id=None,
                 as_of=TODAY, user="me")  # fmt: skip
    ws.save_profile("P", {"include": {"people": ["Zebedee Quartermain", "Ann"]}}, user="me")
    ws.wish("pin", person, on_date=TODAY, user="me")
    ws.answer_knows(carla, person, "well", on_date=TODAY, user="me")
    return ws


TRACES = (b"Zebedee", b"Quartermain", b"zebedee-quartermain", b"zq@oxbow", b"Pulley Officer")


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_erasure_leaves_no_byte_in_any_file(filled: Workspace, tmp_path: Path) -> None:
    copy = filled.backup(tmp_path / "copies" / "b.duckdb").path
    person = people(filled)["Zebedee Quartermain"][0]
    assert any(trace in _bytes_of(tmp_path) for trace in TRACES)
    done = filled.erase(person_id=person, user="me")
    assert (done.people, done.rows, done.copies) == (1, 2, 1)
    filled.close()
    data = _bytes_of(tmp_path)
    for trace in TRACES:
        assert trace.lower() not in data.lower(), trace
    assert copy.exists()
    with Workspace.open(filled.path) as ws:
        # Figures keep the count; others keep their data.
        assert ws.load_asks()["stage"].to_pylist() == ["asked"]
        assert ws.load_asks()["person_name"].to_pylist() == [None]
        assert "Ben Ford" in people(ws)
        assert ws.load_client_notes()["text"].to_pylist() == ["spoke of [erased]"]
        used = ws.get_profile("P")
        assert used is not None
        assert used.value == {"include": {"people": ["Ann"]}}
        assert all(f.ok for f in ws.doctor())
        proof = json.loads(ws.load_proofs()["detail"].to_pylist()[0])
        assert proof == {"clients": 0, "imports": 0, "people": 1, "rows": 2}
        with pytest.raises(NotFound):
            ws.current_person(person)


def test_who_is_erased_does_not_come_back(filled: Workspace, tmp_path: Path) -> None:
    person = people(filled)["Zebedee Quartermain"][0]
    filled.erase(person_id=person, user="me")
    talk = [{"outgoing": True, "other_name": "Zebedee Quartermain", "people": 2, "words": 5},
            {"outgoing": True, "other_name": "X Y", "people": 2, "words": 5}]  # fmt: skip
    talk = [row | {"member": "messages.csv"} for row in talk]
    again = network("Zebedee Quartermain.csv", D, ZEBEDEE | {"title": "New"},
                    contact("X Y", url="x-y", referred_by="Zebedee Quartermain"), messages=talk)  # fmt: skip
    again.rejects = [Reject(9, "too few cells", "mend it", ["Zebedee", "Quartermain"]),
                     Reject(10, "too few cells", "mend it", ["zq@oxbow.example"]),
                     Reject(11, "too few cells", "mend it", ["Somebody", "Else"])]  # fmt: skip
    again.rows += 3
    deals = staged("deals.csv", {
        "deals": [{"name": "Zebedee Quartermain – pulleys", "contact": "Zebedee Quartermain",
                   "contact_email": "zq@oxbow.example", "company": "Oxbow", "status": "open"}],
        "surveys": [{"member": "s", "email": "Z.Q+x@OXBOW.example", "score": 3, "comment": "no"}],
        "past_asks": [{"member": "p", "client_email": C, "prospect_name": "Quartermain Zebedee",
                       "prospect_company": "OXBOW PULLEYS LIMITED", "stage": "asked"}],
    })  # fmt: skip
    [one, two] = take_in(filled, again, deals)
    assert (one.status, one.rows, one.stored, one.rejected) == ("stored", 7, 2, 5)
    assert (two.rows, two.stored, two.rejected) == (3, 1, 2)
    for result in (one, two):
        write_rejects(filled, result)
    kept = filled.load_rejects(one.import_id).to_pylist()
    assert [r["cells"] for r in kept if r["line"] in (9, 10)] == ["[]", "[]"]
    assert [r["cells"] for r in kept if r["line"] == 11] == ['["Somebody", "Else"]']
    assert "X Y" in people(filled)
    assert not any("Zebedee" in name for name in people(filled))
    [alone] = take_in(filled, network("f.csv", D, ZEBEDEE))
    assert (alone.status, alone.import_id) == ("refused", None)
    with pytest.raises(WorkspaceError, match="was erased"):
        filled.add_contact(owner_id=0, name="Zebedee Quartermain", company="Oxbow Pulleys",
                           user="me", as_of=TODAY)  # fmt: skip
    filled.close()
    data = _bytes_of(tmp_path)
    for trace in TRACES:
        assert trace.lower() not in data.lower(), trace


def test_a_permission_withdrawn_stays_withdrawn(ws: Workspace, tmp_path: Path) -> None:
    file = network("c.csv", C, ZEBEDEE)
    before = ws.backup(tmp_path / "a.duckdb").path
    _, result = take_in(ws, CLIENTS, file)
    copy = ws.backup(tmp_path / "b.duckdb").path
    ws.withdraw_permission(result.import_id, on=TODAY, user="me")
    ws.restore(copy, user="me")
    assert "Zebedee Quartermain" not in people(ws)
    assert copy.resolve() in ws.copies(), "a later erasure still finds the copy"
    [again] = take_in(ws, file)
    assert again.status == "refused"
    assert f"withdrawn on {TODAY}" in again.error
    allowed = IngestOptions(permission_on=TODAY)
    assert take_in(ws, file, options=allowed)[0].status == "stored"
    assert take_in(ws, file)[0].status == "duplicate"
    ws.restore(before, user="me")
    assert take_in(ws, CLIENTS, file)[1].status == "refused"


def test_a_file_is_not_moved_to_another_owner_in_silence(ws: Workspace) -> None:
    file = network("c.csv", C, BEN)
    _, first = take_in(ws, CLIENTS, file)
    assert [take_in(ws, file)[0].status, take_in(ws, file, owner=C)[0].status] == ["duplicate"] * 2
    for owner in (D, "me", "nobody@x.example"):
        [again] = take_in(ws, file, owner=owner)
        assert (again.status, again.import_id, again.owner) == ("refused", first.import_id, C)
        assert f"undo-import {first.import_id}" in again.error
        assert C in again.error
        assert owner in again.error
    ws.undo_import(first.import_id, user="me")
    assert take_in(ws, file, owner=D)[0].owner == D
    [one, two] = take_in(ws, network("x.csv", D, BEN), network("x.csv", D, BEN),
                         owners=_one_after_another(C, D))  # fmt: skip
    assert (one.status, two.status) == ("stored", "refused")


def _one_after_another(*owners: str) -> Callable[[Any], str]:
    left = list(owners)
    return lambda _: left.pop(0)


def test_erasing_reaches_what_a_file_taken_back_has_left(ws: Workspace, tmp_path: Path) -> None:
    _, result = take_in(ws, CLIENTS, network("c.csv", C, ZEBEDEE))
    ws.undo_import(result.import_id, user="me")
    ws.erase(url="linkedin.com/in/zebedee-quartermain", user="me")
    ws.close()
    assert b"quartermain" not in _bytes_of(tmp_path).lower()


def test_erasing_a_client_takes_his_archive_along(filled: Workspace, tmp_path: Path) -> None:
    client_id = filled.find_client(C)
    filled.erase(client_id=client_id, user="me")
    assert [c["name"] for c in filled.load_clients().to_pylist()] == ["Dan Ode"]
    assert set(filled.load_connections()["owner_id"].to_pylist()) == {filled.find_client(D)}
    filled.close()
    assert b"Carla" not in filled.path.read_bytes()
    assert b"carla@keller.example" not in filled.path.read_bytes()


def test_an_erasure_cut_short_is_finished_at_the_next_opening(filled: Workspace) -> None:
    person = people(filled)["Zebedee Quartermain"][0]
    filled.rewrite = lambda: None  # type: ignore[method-assign]
    filled.erase(person_id=person, user="me", copies=False)
    filled.close()
    with Workspace.open(filled.path):
        pass
    assert b"Quartermain" not in filled.path.read_bytes()


@pytest.mark.parametrize(
    "sign",
    [
        {"url": "HTTPS://de.LinkedIn.com/in/Zebedee-Quartermain/?trk=x"},
        {"email": "Z.Q+news@Oxbow.example"},
        {"name": "Quartermain, Zebedee", "company": "OXBOW PULLEYS LIMITED"},
    ],
)
def test_objection_by_any_sign(ws: Workspace, sign: dict[str, Any]) -> None:
    assert ws.suppress(user="me", reason="letter", **sign) == 1
    assert ws.suppress(user="me", reason="letter", **sign) == 0
    take_in(ws, CLIENTS, network("c.csv", C, ZEBEDEE, BEN))
    flags = {p["name"]: p["is_suppressed"] for p in ws.load_people().to_pylist()}
    assert flags == {"Carla Keller": False, "Dan Ode": False, "Zebedee Quartermain": True,
                     "Ben Ford": False}  # fmt: skip
    listed = str(ws.load_suppressions().to_pylist())
    assert "Zebedee" not in listed
    assert "quartermain" not in listed
    ws.unsuppress(ws.load_suppressions()["suppression_id"].to_pylist()[0], user="me")
    assert not any(ws.load_people()["is_suppressed"].to_pylist())


def test_objection_of_a_known_person_covers_all_his_signs(ws: Workspace) -> None:
    take_in(ws, CLIENTS, network("c.csv", C, ZEBEDEE))
    person = people(ws)["Zebedee Quartermain"][0]
    assert ws.suppress(person_id=person, user="me") == 3
    assert ws.is_suppressed(url="linkedin.com/in/zebedee-quartermain")
    assert ws.is_suppressed(email="zq@oxbow.example")
    assert ws.is_suppressed(name="Zebedee Quartermain", company="Oxbow Pulleys")
    assert ws.is_suppressed(person_id=person)
    assert not ws.is_suppressed(name="Zebedee Quartermain", company="Elsewhere")
    assert not ws.is_suppressed(url="not an address")
    with pytest.raises(WorkspaceError):
        ws.suppress(user="me")


def test_a_whole_company_can_be_left_alone(ws: Workspace) -> None:
    take_in(ws, CLIENTS, network("c.csv", C, ZEBEDEE, BEN))
    ws.suppress(company="Acme GmbH", user="me")
    flags = {p["name"]: p["is_suppressed"] for p in ws.load_people().to_pylist()}
    assert flags["Ben Ford"]
    assert not flags["Zebedee Quartermain"]
    assert ws.is_suppressed(name="Anybody", company="ACME")


def test_retention_counts_from_first_collection_and_is_not_renewed(ws: Workspace) -> None:
    take_in(ws, CLIENTS, network("c.csv", C, ZEBEDEE, BEN), as_of=dt.date(2025, 1, 1))
    later = network("c2.csv", C, ZEBEDEE | {"title": "Other"}, BEN, contact("New One", url="new"))
    take_in(ws, later, as_of=dt.date(2025, 12, 1))
    ben = people(ws)["Ben Ford"][0]
    ws.record(ben, ws.find_client(C), "replied", on_date=dt.date(2025, 12, 24), user="me")
    assert ws.retention(as_of=dt.date(2025, 12, 31)).num_rows == 0
    due = ws.retention(as_of=dt.date(2026, 1, 1)).to_pylist()
    assert [(d["name"], d["due_on"]) for d in due] == [("Zebedee Quartermain", dt.date(2026, 1, 1))]
    assert ws.purge(as_of=dt.date(2026, 1, 1), user="me") == 1
    assert sorted(people(ws)) == ["Ben Ford", "Carla Keller", "Dan Ode", "New One"]
    assert ws.load_asks().num_rows == 1
    assert ws.purge(as_of=dt.date(2026, 1, 1), user="me") == 0
    ws.close()
    assert b"Quartermain" not in ws.path.read_bytes()


def test_about_tells_everything_and_where_from(filled: Workspace) -> None:
    person = people(filled)["Zebedee Quartermain"][0]
    told = filled.about(person)
    assert [s["file"] for s in told["sources"]] == ["c.zip", "d.csv"]
    assert {k["owner"] for k in told["known_to"]} == {"Carla Keller", "Dan Ode"}
    assert told["contacts"][0]["kind"] == "message"
    assert told["recipients"] == ["Carla Keller"]
    assert told["asks"][0]["note"] == "Zebedee Quartermain is shy"
    assert told["drafts"][0]["body"] == {"body": "Dear Carla, Zebedee Quartermain …"}
    assert told["answers"][0]["answer"] == "well"
    json.dumps(told, default=str)
    with pytest.raises(NotFound):
        filled.about(9999)


def test_about_a_client_tells_what_was_written_to_them(filled: Workspace) -> None:
    told = filled.about(people(filled)["Carla Keller"][0])
    assert told["drafts"][0]["body"] == {"body": "Dear Carla, Zebedee Quartermain …"}
    assert told["drafts"][0]["to_introducer"] == "Carla Keller"
    assert [(one["kind"], one["text"]) for one in told["notes"]] == [
        ("moment", "spoke of Quartermain, Zebedee")
    ]
    assert [one["stage"] for one in told["asked_of_them"]] == ["asked"]
    nobody = filled.about(people(filled)["Dan Ode"][0])
    assert not nobody["drafts"] + nobody["notes"] + nobody["asked_of_them"]


def test_many_names_are_found_in_texts_at_once() -> None:
    crowd = [
        {"name": None, "first_name": f"Given{n}", "last_name": f"Family{n}", "email": None,
         "url": None, "url_key": f"linkedin.com/in/slug-{n}-x"}
        for n in range(20_000)
    ]  # fmt: skip
    patterns = Patterns(crowd)
    assert patterns.blank("met GIVEN7 family7, and Given8 Family9") == (
        "met [erased], and Given8 Family9"
    )
    assert patterns.blank("Connections_-_Family19999, Given19999.csv") == (
        "Connections_-_[erased].csv"
    )
    assert patterns.blank("see linkedin.com/in/slug-12-x now") == "see [erased] now"
    assert not patterns.speaks("Given20000 Family20000")
    assert patterns.blank_json({"a": ["Given1 Family1", "other"], "b": 3}) == {
        "a": ["other"], "b": 3,
    }  # fmt: skip


def test_the_audit_log_names_deeds_and_nobody(filled: Workspace) -> None:
    filled.erase(person_id=people(filled)["Zebedee Quartermain"][0], user="ann")
    log = filled.load_audit().to_pylist()
    assert [entry["action"] for entry in log][:2] == ["erase", "import"]
    assert log[0]["user_id"] == "ann"
    assert "Quartermain" not in str(log)


def test_what_is_in_no_file_cannot_be_erased(ws: Workspace) -> None:
    take_in(ws, clients(client("Carla Keller", C)))
    with pytest.raises(NotFound):
        ws.erase(url="https://www.linkedin.com/in/nobody-here", user="me")
    with pytest.raises(WorkspaceError):
        ws.erase(user="me")


def test_past_asks_keep_their_count_without_the_client(ws: Workspace) -> None:
    asks = staged("asks.csv", {"past_asks": [
        {"client_email": C, "client_name": "Carla Keller", "prospect_name": "Ben Ford",
         "prospect_url": "linkedin.com/in/ben", "stage": "asked", "happened_on": TODAY}
    ]}, format="past-asks")  # fmt: skip
    take_in(ws, CLIENTS, asks)
    ws.erase(client_id=ws.find_client(C), user="me")
    assert ws.load_asks().num_rows == 1
    assert sql(ws, "SELECT client_email, client_name FROM row_past_asks") == [(None, None)]


def test_nobody_is_seen_last_before_being_seen_first(ws: Workspace) -> None:
    # An old export that comes in today speaks of a day long before it was collected.
    take_in(ws, CLIENTS, network("c.csv", C, BEN | {"connected_on": dt.date(2020, 1, 1)}))
    assert all(p["first_seen"] <= p["last_seen"] for p in ws.load_people().to_pylist())
