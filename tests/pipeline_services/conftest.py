"""A session on a copy of the filled workspace, and colleagues on the same one."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospecting.services.asked import all_asks
from prospecting.services.client_states import client_rows
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from tests.app.conftest import app, app_file, empty_app  # noqa: F401 - fixtures used here too
from tests.cli.conftest import AS_OF, exports, filled  # noqa: F401 - fixtures used here too

DAY = dt.date.fromisoformat(AS_OF)


@pytest.fixture
def session(filled: Path, tmp_path: Path) -> Iterator[Session]:  # noqa: F811
    """The single user on a copy of the filled workspace."""
    copy = tmp_path / "w.duckdb"
    shutil.copyfile(filled, copy)
    with Workspace.open(copy) as ws:
        yield Session(ws=ws, as_of=DAY)


def colleague(session: Session, user: str, role: str = "salesperson") -> Session:
    """Somebody else on the same workspace."""
    return Session(ws=session.ws, as_of=session.as_of, user=user, role=role)


def fresh_pairs(session: Session) -> list[tuple[int, int]]:
    """(prospect, client) pairs that nobody asked about yet, a prospect only once."""
    clients = {row["client_id"] for row in client_rows(session)}
    asked = {ask.person_id for ask in all_asks(session)}
    pairs, used = [], set(asked)
    for row in session.ws.load_connections().to_pylist():
        person, client = row["person_id"], row["owner_id"]
        if client in clients and person not in used:
            used.add(person)
            pairs.append((person, client))
    assert len(pairs) > 50
    return pairs
