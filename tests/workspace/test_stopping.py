"""Stopping an import, an undo, a withdrawal at any of its statements leaves no trace."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from prospecting.workspace import Cancelled, Workspace, entering
from prospecting.workspace import connection as at
from prospecting.workspace.connection import Transaction
from prospecting.workspace.ingest import AFTERWARDS, STOPPED
from tests.workspace.build import CLIENTS, TODAY, client, clients, contact, network, sql, staged
from tests.workspace.build import take_in as take

C = "carla@keller.example"
FIRST = network(
    "c1.csv", C,
    contact("Ben Ford", url="ben", company="Acme", title="Controller", since="2024-01-01"),
    contact("Thomas Ford", company="Acme", email="tf@acme.example"),
)  # fmt: skip
SECOND = (
    network(
        "c2.csv", C,
        contact("Ben Ford", url="ben", company="Nova", title="CFO", since="2025-01-01"),
        contact("Tom Ford", company="Acme Deutschland GmbH"),
    ),
    clients(client("Dan Ode", "dan@ode.example", company="Nova"), file="more.csv"),
    staged("list.csv", {"companies": [{"name": "Acme", "industry": "Retail"}]}),
    staged("deals.csv", {"deals": [{"company": "Nova", "status": "won", "amount": 5.0}]}),
    staged("asks.csv", {"past_asks": [{"client_email": C, "prospect_name": "Ben Ford",
        "prospect_url": "linkedin.com/in/ben", "stage": "asked", "happened_on": TODAY}]}),
)  # fmt: skip


def dump(ws: Workspace) -> dict[str, list[str]]:
    """Every row of every table."""
    names = [row[0] for row in sql(ws, "SELECT table_name FROM duckdb_tables() WHERE NOT internal")]
    return {name: sorted(map(str, sql(ws, f'SELECT * FROM "{name}"'))) for name in names}


class Counter:
    """Counts the statements of transactions, and lets the work be stopped at one of them."""

    def __init__(self) -> None:
        self.seen = 0
        self.stop_at = -1

    def asked(self) -> bool:
        return 0 <= self.stop_at <= self.seen


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    counted = Counter()
    check = Transaction.check

    def counting(self: Transaction) -> None:
        counted.seen += 1
        check(self)

    monkeypatch.setattr(Transaction, "check", counting)
    yield counted


def _at_each(ws: Workspace, counter: Counter, work: Callable[[], Any], share: int) -> int:
    """Stop ``work`` at every statement (at each ``share``-th of them), and let it through at last."""
    before = dump(ws)
    at_step = stops = 0
    while True:
        counter.seen, counter.stop_at = 0, at_step
        try:
            work()
        except Cancelled as stopped:
            assert dump(ws) == before, f"stopped at statement {at_step}"
            assert "nothing" in str(stopped)
            stops += 1
            at_step += share
            continue
        assert dump(ws) != before
        return stops


def test_stopped_at_any_statement_nothing_is_left(ws: Workspace, counter: Counter) -> None:
    take(ws, CLIENTS, FIRST)

    def once() -> None:
        results = take(ws, *SECOND, cancelled=counter.asked)
        assert {one.status for one in results} == {"stored"}

    assert _at_each(ws, counter, once, 9) > 10
    # The next one works, and gives what it would have given without all these.
    ids = [row["import_id"] for row in ws.load_imports().to_pylist()]
    people = ws.load_people().num_rows

    def undo() -> None:
        ws.undo_import(ids[2], user="me", cancelled=counter.asked)

    def withdraw() -> None:
        ws.withdraw_permission(ids[1], on=TODAY, user="me", cancelled=counter.asked)

    assert _at_each(ws, counter, undo, 23) > 2
    assert _at_each(ws, counter, withdraw, 23) > 2
    assert ws.load_people().num_rows < people
    assert {one.name: one.ok for one in ws.doctor()}["people"]


def test_a_long_statement_is_interrupted(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    take(ws, CLIENTS)
    before = dump(ws)
    begun = threading.Event()
    real = at.statement

    def slow(name: str) -> str:
        if name == "derive.enter_people":
            begun.set()
            return "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"
        return real(name)

    monkeypatch.setattr(at, "statement", slow)
    with pytest.raises(Cancelled, match=STOPPED):  # it would run for days
        take(ws, FIRST, cancelled=begun.is_set)
    monkeypatch.undo()
    assert dump(ws) == before
    assert take(ws, FIRST)[0].status == "stored"


def test_a_key_stops_a_statement_as_it_stops_python(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Client:
        """The engine's client, which makes an error of its own of the key."""

        def __getattr__(self, name: str) -> Any:
            raise RuntimeError("Query interrupted")

    before = dump(ws)
    with pytest.raises(KeyboardInterrupt), ws.write("me") as t:
        t.changed("people")
        monkeypatch.setattr(t, "_cursor", Client())
        t.rows("store.versions")
    assert dump(ws) == before


def test_an_import_says_its_steps_in_order(ws: Workspace) -> None:
    told: list[tuple[str, int, int | None]] = []
    take(ws, CLIENTS, FIRST, progress=lambda *what: told.append(what))
    assert told[0] == ("reading clients.csv", 0, None)
    after = [one for one in told if one[2] is not None]
    assert [text for text, _, _ in after] == list(AFTERWARDS)
    assert [done for _, done, _ in after] == list(range(1, len(AFTERWARDS) + 1))
    assert {total for _, _, total in after} == {len(AFTERWARDS)}


def test_stopped_while_the_second_thread_writes(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the engine says after the interrupt (the transaction is aborted) is no answer."""
    begun = threading.Event()
    real = at.statement

    def slow(name: str) -> str:
        if name == "ingest.enter_contacts":
            begun.set()
            return "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"
        return real(name)

    before = dump(ws)
    monkeypatch.setattr(at, "statement", slow)
    monkeypatch.setattr(entering, "PIECE", 1)
    with pytest.raises(Cancelled, match=STOPPED):
        take(ws, CLIENTS, FIRST, *SECOND, cancelled=begun.is_set)
    monkeypatch.undo()
    assert dump(ws) == before
