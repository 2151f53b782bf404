"""Taking out again gives what would have been; incremental is the same as everything anew."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospecting.exports.staging import StagedFile
from prospecting.workspace import NotFound, Workspace
from tests.workspace.build import (
    CLIENTS,
    TODAY,
    contact,
    contents,
    day,
    network,
    people,
    sql,
    staged,
    take_in,
)

C, D = "carla@keller.example", "dan@ode.example"

#: Ids of rows and imports differ after importing again, since none is ever used twice.
LASTING = ("row_id", "import_id", "export_code")

FIRST = network(
    "c1.csv", C,
    contact("Ben Ford", url="ben", company="Acme", title="Controller", since="2024-01-01"),
    contact("Eva Lind", url="eva", company="Lind AB"),
    messages=[{"outgoing": True, "other_name": "Ben Ford",
               "other_url": "https://www.linkedin.com/in/ben",
               "sent_at": dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC), "people": 2, "words": 9}],
)  # fmt: skip
SECOND = network(
    "c2.csv", C,
    contact("Ben Ford", url="ben", company="Nova", title="CFO", since="2025-01-01"),
    contact("Ann Lee", url="ann", company="Acme"),
)  # fmt: skip
THIRD = network(
    "d1.csv", D, contact("Ann Lee", company="Acme"), contact("Ben Ford", company="Nova")
)
FOURTH = network("d2.csv", D, contact("Ann Lee", url="ann-2", company="Acme"),
                 contact("Eva Lind", url="eva", email="eva@lind.example"))  # fmt: skip
LIST = staged("list.csv", {"companies": [{"name": "Acme", "industry": "Retail"}]})
FILES = (FIRST, SECOND, THIRD, FOURTH, LIST)


def test_import_undo_import_is_the_same_workspace(ws: Workspace) -> None:
    take_in(ws, CLIENTS, FIRST)
    empty = contents(ws, without=LASTING)
    result = take_in(ws, SECOND)[0]
    full = contents(ws, without=LASTING)
    assert full != empty
    assert ws.undo_import(result.import_id, user="me") == 2
    assert contents(ws, without=LASTING) == empty
    take_in(ws, SECOND)
    assert contents(ws, without=LASTING) == full
    with pytest.raises(NotFound):
        ws.undo_import(result.import_id, user="me")
    with pytest.raises(NotFound):
        ws.undo_import(999, user="me")


def test_an_older_import_can_be_undone_after_a_newer_one(ws: Workspace) -> None:
    take_in(ws, CLIENTS)
    first = take_in(ws, FIRST)[0]
    take_in(ws, SECOND)
    ws.undo_import(first.import_id, user="me")
    assert ws.load_job_changes().num_rows == 0
    assert "Eva Lind" not in people(ws)
    assert len(people(ws)["Ben Ford"]) == 1


def test_a_part_of_a_network_retires_nobody(ws: Workspace) -> None:
    def export(file: str, since: str, *names: str) -> StagedFile:
        rows = [contact(f"{n} Ford", url=n.lower(), since="2020-01-01") for n in names]
        rows[0]["connected_on"] = day(since)
        return network(file, C, *rows)

    def current() -> set[str]:
        ids = ws.load_connections()["person_id"].to_pylist()
        return {r["first_name"] for r in ws.load_people(ids).to_pylist()}

    take_in(ws, CLIENTS, export("1.csv", "2024-01-01", "Ann", "Ben", "Eva", "Ida", "Kim"))
    [part] = take_in(ws, export("2.csv", "2025-01-01", "Ann", "Zoe"))
    assert part.warnings == [
        "this export has 2 connections, an earlier one 5: it was taken as a part of the network, "
        "and nobody as gone from it"
    ]
    assert ws.load_imports()["warnings"].to_pylist()[-1].count("a part of the network") == 1
    assert current() == {"Ann", "Ben", "Eva", "Ida", "Kim", "Zoe"}
    [whole] = take_in(ws, export("3.csv", "2025-06-01", "Ann", "Ben", "Tom"))
    assert whole.warnings == []
    assert current() == {"Ann", "Ben", "Tom"}
    [later] = take_in(ws, export("4.csv", "2025-07-01", "Lea"))
    assert "one 5" in later.warnings[0]
    assert current() == {"Ann", "Ben", "Tom", "Lea"}
    gone = {row["person_id"] for row in ws.load_connections(current=False).to_pylist()
            if not row["current"]}  # fmt: skip
    assert {r["first_name"] for r in ws.load_people(sorted(gone)).to_pylist()} == {
        "Eva", "Ida", "Kim", "Zoe"}  # fmt: skip
    ws.undo_import(whole.import_id, user="me")
    assert current() == {"Ann", "Ben", "Eva", "Ida", "Kim", "Zoe", "Lea"}


def test_undoing_a_network_takes_its_rows_out_of_every_table(ws: Workspace) -> None:
    take_in(ws, CLIENTS)
    result = take_in(ws, FIRST)[0]
    ws.undo_import(result.import_id, user="me")
    tables = [row[0] for row in sql(ws, "SELECT table_name FROM duckdb_tables()")]
    for table in tables:
        if table.startswith("row_") and table != "row_person":
            count = sql(ws, f"SELECT count(*) FROM {table} WHERE import_id = ?", [result.import_id])
            assert count == [(0,)], table
    assert ws.load_messages().num_rows == 0


def test_withdrawn_permission_takes_the_contacts_out(ws: Workspace) -> None:
    take_in(ws, CLIENTS)
    result = take_in(ws, FIRST)[0]
    ws.withdraw_permission(result.import_id, on=TODAY, user="me")
    assert ws.load_connections(current=False).num_rows == 0
    last = ws.load_imports().to_pylist()[-1]
    assert (last["status"], last["permission_withdrawn_on"]) == ("withdrawn", TODAY)


def test_undoing_the_client_list_leaves_networks_without_a_client(ws: Workspace) -> None:
    listed = take_in(ws, CLIENTS)[0]
    take_in(ws, FIRST)
    before = contents(ws, without=LASTING)
    carla = ws.find_client(C)
    ws.undo_import(listed.import_id, user="me")
    assert ws.load_clients().num_rows == 0
    assert ws.load_tie_evidence(TODAY).num_rows == 0
    take_in(ws, CLIENTS)
    assert ws.find_client(C) == carla
    assert contents(ws, without=LASTING) == before


def test_imported_asks_come_and_go_with_their_file(ws: Workspace) -> None:
    asks = staged("asks.csv", {"past_asks": [
        {"client_email": C, "prospect_name": "Ben Ford", "prospect_url": "linkedin.com/in/ben",
         "stage": stage, "happened_on": TODAY + dt.timedelta(days=i)}
        for i, stage in enumerate(("asked", "agreed", "introduced"))
    ]}, format="past-asks")  # fmt: skip
    early = take_in(ws, asks)[0]
    assert "3 asks name somebody who is no client yet" in early.warnings[0]
    assert ws.load_asks().num_rows == 0
    take_in(ws, CLIENTS, FIRST)
    [ask] = ws.load_asks().to_pylist()
    assert (ask["stage"], ask["events"], ask["person_name"]) == ("introduced", 3, "Ben Ford")
    ws.undo_import(early.import_id, user="me")
    assert ws.load_asks().num_rows == 0
    assert ws.load_events().num_rows == 0


@settings(max_examples=8)
@given(
    st.lists(
        st.tuples(st.sampled_from(["in", "out", "merge", "split"]), st.integers(0, 4)),
        min_size=1,
        max_size=8,
    )
)
def test_any_order_is_the_same_as_everything_anew(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "w.duckdb"
    with Workspace.open(path) as ws:
        take_in(ws, CLIENTS)
        inside: dict[int, int] = {}
        for what, which in steps:
            if what == "in":
                result = take_in(ws, FILES[which])[0]
                assert result.status == ("duplicate" if which in inside else "stored")
                inside[which] = result.import_id
            elif what == "out" and which in inside:
                ws.undo_import(inside.pop(which), user="me")
            elif what == "merge":
                ids = sorted(i for ids in people(ws).values() for i in ids)
                if len(ids) > which + 1:
                    ws.merge_people(ids[which], ids[which + 1], user="me")
            elif what == "split":
                _split_first(ws)
        after = contents(ws, without=("probability",))
        ws.derive_everything(user="me")
        again = contents(ws, without=("probability",))
        for table in after:
            if table != "review_pair":
                assert again[table] == after[table], table
        assert {f.name: f.ok for f in ws.doctor()}["people"]
        _conserved(ws)
    _reopens(path, again)


def _split_first(ws: Workspace) -> None:
    for ids in people(ws).values():
        for person in ids:
            rows = ws.person_rows(person).to_pylist()
            signs = [(row["url"], row["name"]) for row in rows]
            if len(set(signs)) > 1 and signs.count(signs[0]) == 1:
                ws.split_person(person, [rows[0]["row_id"]], user="me")
                return


def _conserved(ws: Workspace) -> None:
    """Every stored row has one person, and every import as many rows as it says."""
    assert sql(ws, "SELECT count(*) FROM person_row") == sql(
        ws, "SELECT count(DISTINCT row_id) FROM row_person"
    )
    for row in ws.load_imports().to_pylist():
        assert row["rows"] == row["stored"] + row["rejected"]


def _reopens(path: Path, expected: dict[str, list[str]]) -> None:
    with Workspace.open(path) as ws:
        found = contents(ws, without=("probability",))
        for table, rows in expected.items():
            if table != "review_pair":
                assert found[table] == rows, table
