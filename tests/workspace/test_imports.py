"""Files in: one transaction, each file once, whose it is, what is kept of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from prospecting.exports.staging import OwnerHint, Reject, StagedFile
from prospecting.workspace import Cancelled, IngestOptions, Workspace, WorkspaceError
from tests.workspace.build import (
    CLIENTS,
    TODAY,
    client,
    clients,
    contact,
    contents,
    network,
    people,
    sql,
    staged,
    take_in,
)

CARLA = network(
    "carla.csv",
    "carla@keller.example",
    contact("Ben Ford", url="ben-ford", company="Acme GmbH", title="CFO", since="2020-01-01"),
    contact("Eva Lind", url="eva-lind", company="Lind AB", email="eva@lind.example"),
)


def test_networks_find_clients_of_the_same_call_whatever_the_order(ws: Workspace) -> None:
    results = take_in(ws, CARLA, CLIENTS)
    assert [r.status for r in results] == ["stored", "stored"]
    assert results[0].owner == "carla@keller.example"
    owner = ws.find_client("carla@keller.example")
    assert set(ws.load_connections()["owner_id"].to_pylist()) == {owner}
    assert ws.load_people().num_rows == 4


def test_the_same_file_twice_adds_nothing(ws: Workspace) -> None:
    first = take_in(ws, CLIENTS, CARLA)
    before = contents(ws)
    again = take_in(ws, CARLA)
    assert (again[0].status, again[0].import_id) == ("duplicate", first[1].import_id)
    assert again[0].owner == "carla@keller.example"
    assert contents(ws) == before
    twice = take_in(ws, network("x.csv", "dan@ode.example", contact("A B", url="a-b")), CARLA)
    assert [r.status for r in twice] == ["stored", "duplicate"]


def test_a_network_whose_owner_is_known_is_written_at_once_and_gives_the_same(
    ws: Workspace, tmp_path: Path
) -> None:
    third = clients(client("Uma Ott", "uma@ott.example"), file="third.csv")
    files = [
        CLIENTS,
        CARLA,
        CARLA,
        network("dan.csv", "dan@ode.example", contact("Zoe Zorn", url="zoe-zorn")),
        third,
        network("uma.csv", "uma@ott.example", contact("Kim Sand", url="kim-sand")),
        network("nobody.csv", "nobody@x.example", contact("Pia Au", url="pia-au")),
    ]
    said = {
        "carla.csv": "carla@keller.example",
        "dan.csv": "dan@ode.example",
        "uma.csv": "uma@ott.example",
        "nobody.csv": "nobody@x.example",
    }
    results = take_in(ws, *files, owners=said)
    assert [r.status for r in results] == [
        "stored", "stored", "duplicate", "stored", "stored", "stored", "needs_owner",
    ]  # fmt: skip
    assert "came twice" in results[2].warnings[0]
    stored = [r.import_id for r in results if r.status == "stored"]
    assert sorted(stored) == sorted(ws.load_imports()["import_id"].to_pylist())
    assert sorted(stored) == list(range(min(stored), min(stored) + 5))
    late = take_in(ws, network("late.csv", "dan@ode.example", contact("Al Ba", url="al-ba")))
    assert late[0].import_id == max(stored) + 1
    with Workspace.open(tmp_path / "hinted.duckdb") as other:
        take_in(other, *files)  # by what the files themselves say, after all of them were read
        take_in(other, network("late.csv", "dan@ode.example", contact("Al Ba", url="al-ba")))
        whose = (
            "SELECT l.email, p.name, c.relation FROM connection c JOIN person p USING (person_id) "
            "JOIN client l ON l.client_id = c.owner_id ORDER BY ALL"
        )
        assert sql(ws, whose) == sql(other, whose)


def test_two_equal_files_of_several_owners_are_told_apart_where_they_are_known(
    ws: Workspace,
) -> None:
    copy = StagedFile(**{n: getattr(CARLA, n) for n in StagedFile.__slots__})
    copy.file = "copy.csv"
    said = {"carla.csv": "carla@keller.example", "copy.csv": "dan@ode.example"}
    results = take_in(ws, CLIENTS, CARLA, copy, owners=said)
    assert [r.status for r in results] == ["stored", "stored", "refused"]
    assert "is not moved to" in (results[2].error or "")


def test_two_equal_files_in_one_call_are_stored_once(ws: Workspace) -> None:
    results = take_in(ws, CLIENTS, CARLA, CARLA)
    assert (results[2].status, results[2].import_id) == ("duplicate", results[1].import_id)
    assert (results[2].owner, results[2].rows) == ("carla@keller.example", 2)
    assert ws.load_imports()["rows"].to_pylist() == [2, 2]
    copy = network("copy.csv", "carla@keller.example", *[contact("Zoe Zorn", url="zoe-zorn")])
    other = StagedFile(**{n: getattr(copy, n) for n in StagedFile.__slots__})
    other.file = "elsewhere/copy.csv"
    statuses = [r.status for r in take_in(ws, copy, other)]
    assert statuses == ["stored", "duplicate"]
    assert results[1].status == "stored"
    assert len(people(ws)["Zoe Zorn"]) == 1


def test_a_large_file_in_parts_is_one_import(ws: Workspace) -> None:
    parts = []
    for number in range(3):
        part = staged("big.csv", {"companies": [{"name": f"Nova {number}", "industry": "Retail"}]},
                      rejects=[Reject(9, "no name", "add one")])  # fmt: skip
        part.sha256, part.part = "big", number
        parts.append(part)
    [result] = take_in(ws, *parts)
    assert (result.rows, result.stored, result.rejected) == (6, 3, 3)
    assert ws.load_imports()["stored"].to_pylist() == [3]
    again = take_in(ws, *parts)
    assert [(r.status, r.rows) for r in again] == [("duplicate", 2)]
    begun = staged("long.csv", {"companies": [{"name": "Zorn SE"}]})
    broken = StagedFile(begun.file, begun.sha256, "unknown", error="More than 9 rows. Split it.")
    [result] = take_in(ws, begun, broken)
    assert (result.status, result.stored) == ("stored", 1)
    assert result.warnings == ["the rest could not be read: More than 9 rows. Split it."]
    assert "More than 9 rows" in ws.load_imports()["warnings"].to_pylist()[-1]
    assert sql(ws, "SELECT count(*) FROM row_companies") == [(4,)]


def test_what_is_refused_is_said_and_the_rest_is_kept(ws: Workspace) -> None:
    broken = StagedFile("broken.csv", "1", "unknown", error="broken.csv: a picture, not a table.")
    empty = StagedFile("empty.csv", "2", "client-list", rows=2, rejects=[Reject(1, "r", "m")] * 2)
    results = take_in(ws, broken, CLIENTS, empty)
    assert [r.status for r in results] == ["refused", "stored", "refused"]
    assert results[0].error == "broken.csv: a picture, not a table."
    assert "none of its 2 rows" in str(results[2].error)
    assert ws.load_clients().num_rows == 2


def test_rejects_are_kept_with_their_reasons(ws: Workspace) -> None:
    reject = Reject(7, "no name", "write one", ["", "x"], member="Connections.csv")
    [result] = take_in(ws, staged("c.csv", {"clients": [client("A B", "a@b.example")]},
                                  rejects=[reject]))  # fmt: skip
    assert (result.rows, result.stored, result.rejected) == (2, 1, 1)
    assert ws.load_rejects(result.import_id).to_pylist() == [
        {"line": 7, "member": "Connections.csv", "reason": "no name", "mend": "write one",
         "cells": '["", "x"]'},
    ]  # fmt: skip


def test_cancelling_leaves_no_trace(ws: Workspace) -> None:
    take_in(ws, CLIENTS)
    before, files = contents(ws), ws.load_imports().num_rows
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        take_in(ws, CARLA, network("b.csv", "dan@ode.example", contact("Q R", url="q-r")),
                cancelled=lambda: next(asked, True))  # fmt: skip
    assert contents(ws) == before
    assert ws.load_imports().num_rows == files
    assert take_in(ws, CARLA)[0].status == "stored"


def test_a_reader_that_fails_leaves_no_trace(ws: Workspace) -> None:
    def files() -> object:
        yield CLIENTS
        raise RuntimeError("the disk was pulled out")

    with pytest.raises(RuntimeError):
        ws.ingest(files(), user="me", as_of=TODAY)  # type: ignore[arg-type]
    assert ws.load_imports().num_rows == 0
    assert take_in(ws, CLIENTS)[0].status == "stored"


@pytest.mark.parametrize(
    ("hints", "owner"),
    [
        ([OwnerHint("email", email="CARLA@Keller.example ")], "carla@keller.example"),
        ([OwnerHint("profile", name="Carla Keller")], "carla@keller.example"),
        ([OwnerHint("file name", name="Connections - Keller, Carla")], "carla@keller.example"),
        ([OwnerHint("folder name", name="export_dan_ode_2024")], "dan@ode.example"),
        ([OwnerHint("file name", name="connections")], None),
        ([OwnerHint("profile", name="Some Body"), OwnerHint("folder name", name="Dan Ode")], None),
        ([OwnerHint("email", email="carla@keller.example"),
          OwnerHint("email", email="dan@ode.example")], None),
        ([OwnerHint("file name", name="Keller")], None),
        ([], None),
    ],
)  # fmt: skip
def test_only_a_certain_hint_names_the_owner(
    ws: Workspace, hints: list[OwnerHint], owner: str | None
) -> None:
    take_in(ws, CLIENTS)
    file = staged("c.csv", {"contacts": [contact("Q R", url="q-r")]}, needs_owner=True, hints=hints)
    [result] = take_in(ws, file)
    assert result.owner == owner
    assert result.status == ("stored" if owner else "needs_owner")
    if owner is None:
        assert result.import_id is None
        assert "whose connections" in str(result.error)
        assert ws.load_connections().num_rows == 0
        [said] = take_in(ws, file, owner="dan@ode.example")
        assert (said.status, said.owner) == ("stored", "dan@ode.example")


def test_candidates_are_those_whose_name_is_alike(ws: Workspace) -> None:
    take_in(ws, CLIENTS)
    file = staged("c.csv", {"contacts": [contact("Q R", url="q-r")]}, needs_owner=True,
                  hints=[OwnerHint("file name", name="Keller")])  # fmt: skip
    [result] = take_in(ws, file)
    found = result.to_dict()["candidates"]
    assert [c["client_email"] for c in found] == ["carla@keller.example"]


def test_two_clients_of_one_name_are_asked_about(ws: Workspace) -> None:
    take_in(ws, clients(client("Ann Lee", "ann@one.example", company="One"),
                        client("Ann Lee", "ann@two.example", company="Two")))  # fmt: skip
    file = staged("c.csv", {"contacts": [contact("Q R", url="q-r")]}, needs_owner=True,
                  hints=[OwnerHint("profile", name="Ann Lee")])  # fmt: skip
    [result] = take_in(ws, file)
    assert result.status == "needs_owner"
    assert len(result.candidates) == 2


def test_the_seller_is_known_by_name_and_as_me(ws: Workspace) -> None:
    ws.set_setting("seller", {"name": "Robin Sel"}, user="me")
    mine = staged("c.csv", {"contacts": [contact("Q R", url="q-r")]}, needs_owner=True,
                  hints=[OwnerHint("profile", name="Robin Sel")])  # fmt: skip
    [result] = take_in(ws, mine)
    assert result.owner == "me"
    both = [contact("Q R", url="q-r"), contact("S T", url="s-t")]
    other = staged("d.csv", {"contacts": both}, needs_owner=True)
    assert take_in(ws, other, owners={"d.csv": "me"})[0].owner == "me"
    assert ws.load_people()["is_mine"].to_pylist() == [True, True]


def test_an_owner_nobody_knows_is_no_owner(ws: Workspace) -> None:
    [result] = take_in(ws, CARLA, owner="nobody@else.example")
    assert result.status == "needs_owner"
    assert "nobody@else.example" in str(result.error)


def test_contact_data_of_second_degree_people_is_dropped(ws: Workspace) -> None:
    take_in(ws, CLIENTS, CARLA)
    take_in(ws, staged("me.csv", {"contacts": [
        contact("My Friend", url="my-friend", email="friend@f.example", phone="0301234567"),
        contact("Far Away", url="far-away", email="far@f.example", degree=2, relation="list"),
    ]}, needs_owner=True), owner="me")  # fmt: skip
    kept = sql(ws, "SELECT last_name, email, phone, email_hash IS NOT NULL FROM row_contacts")
    assert sorted(kept, key=str) == [
        ("Away", None, None, True),
        ("Ford", None, None, False),
        ("Friend", "friend@f.example", "0301234567", True),
        ("Lind", None, None, True),
    ]
    by_name = {p["name"]: p for p in ws.load_people().to_pylist()}
    assert by_name["Eva Lind"]["email_known"]
    assert not by_name["Ben Ford"]["email_known"]
    ws.close()
    data = ws.path.read_bytes()
    assert b"eva@lind.example" not in data
    assert b"far@f.example" not in data


def test_contact_data_is_kept_only_on_request(ws: Workspace) -> None:
    take_in(ws, CLIENTS, CARLA, options=IngestOptions(keep_contact_data=True))
    assert ("eva@lind.example",) in sql(ws, "SELECT email FROM row_contacts")


def test_provenance_is_recorded(ws: Workspace) -> None:
    options = IngestOptions(
        purpose="spring campaign", given_by="Carla", given_on=dt.date(2026, 5, 1),
        permission_on=dt.date(2026, 5, 2),
    )  # fmt: skip
    take_in(ws, CLIENTS, CARLA, options=options)
    last = ws.load_imports().to_pylist()[-1]
    assert (last["purpose"], last["given_by"], last["user_id"]) == (
        "spring campaign",
        "Carla",
        "me",
    )
    assert (last["given_on"], last["permission_on"]) == (dt.date(2026, 5, 1), dt.date(2026, 5, 2))


def test_by_hand(ws: Workspace) -> None:
    take_in(ws, CLIENTS)
    carla = ws.find_client("carla@keller.example")
    added = ws.add_contact(
        owner_id=carla, name="Ben Ford", title="CFO", company="Acme", user="me", as_of=TODAY
    )
    assert [row["owner_id"] for row in ws.who_knows([added.person_id]).to_pylist()] == [carla]
    with pytest.raises(WorkspaceError, match="client"):
        ws.add_contact(owner_id=99, name="X Y", user="me", as_of=TODAY)
    assert ws.undo_import(added.import_id, user="me") == 1
    assert ws.search_people("Ben Ford") == []


def test_imports_are_durable(ws: Workspace, tmp_path: Path) -> None:
    take_in(ws, CLIENTS, CARLA)
    before = contents(ws)
    ws.close()
    with Workspace.open(ws.path) as again:
        assert contents(again) == before


def test_who_stood_in_an_unreadable_row_is_said_to_count_as_gone(ws: Workspace) -> None:
    bare = Reject(9, "no name", "add one", ["", "", "", "12 Jan 2024"])
    torn = Reject(8, "too few columns", "mend it", ["Eva", "Lind AB", "Buyer"])
    later = network("c2.csv", "carla@keller.example", contact("Ben Ford", url="ben-ford"))
    _, first = take_in(ws, CLIENTS, CARLA)
    assert first.warnings == []
    later.rejects, later.rows = [bare], 2  # a member who is hidden now: nobody to be named
    [hidden] = take_in(ws, later)
    assert hidden.warnings == []
    newer = network("c3.csv", "carla@keller.example", contact("Ben Ford", url="ben-ford"),
                    contact("Ada Lind", url="ada"))  # fmt: skip
    newer.rejects, newer.rows = [torn, bare], 4
    [lost] = take_in(ws, newer)
    assert [text.partition(":")[0] for text in lost.warnings] == [
        "1 row that names somebody could not be read"
    ]
