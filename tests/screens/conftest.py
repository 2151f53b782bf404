"""Small workspaces of a few files each, and the real app over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from prospecting.pages import context
from prospecting.services import importing
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from tests.app.conftest import app_file  # noqa: F401 - fixtures used here too
from tests.cli.conftest import exports, filled  # noqa: F401 - fixtures used here too

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2026, 11, 20)
CLIENTS = (
    "Name,Email,Company,Title\n"
    "Carla Keller,carla@keller.example,Keller GmbH,CEO\n"
    "Tom Brandt,tom@brandt.example,Brandt AG,CFO\n"
)
HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
#: The same name at two firms: perhaps one person who moved, perhaps two.
DOUBTFUL = (
    HEAD + "Benjamin,Weber,https://www.linkedin.com/in/benweber1,,Nordholz AG,CFO,03 May 2021\n",
    HEAD + "Benjamin,Weber,,,Sudholz,CFO,03 May 2020\n",
)
Fill = Callable[[Sequence[tuple[str, str]]], Session]
OpenAt = Callable[..., AppTest]


def clients_and_two_networks(carla: str, tom: str) -> list[tuple[str, str]]:
    """A client list and the connections of both clients."""
    return [
        ("clients.csv", CLIENTS),
        ("Connections - Carla Keller.csv", carla),
        ("Connections - Tom Brandt.csv", tom),
    ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the workspace of a test lies."""
    return tmp_path / "w.duckdb"


@pytest.fixture
def session(file: Path) -> Iterator[Session]:
    """A session on an empty workspace."""
    with Workspace.open(file) as ws:
        yield Session(ws=ws, as_of=DAY)


@pytest.fixture
def fill(session: Session) -> Fill:
    """Imports texts by name into the session's workspace."""

    def imported(files: Sequence[tuple[str, str]]) -> Session:
        importing.import_uploads(
            session.ws,
            [(name, text.encode()) for name, text in files],
            user=session.user,
            as_of=session.as_of,
        )
        return session

    return imported


@pytest.fixture
def open_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAt]:
    """Opens a page of the app over a workspace file, with an address' parameters."""

    def opened(file: Path, place: str, **query: str) -> AppTest:
        monkeypatch.setenv("PROSPECTOR_WORKSPACE", str(file))
        monkeypatch.setenv("PROSPECTOR_AS_OF", DAY.isoformat())
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app._page_hash = calc_hash(place)  # pages that are functions have no other door
        return app.run()

    yield opened
    context.close_workspaces()


def healthy(app: AppTest) -> None:
    """No exception, and nothing went wrong that should not."""
    assert not app.exception
    assert not [one.value for one in app.error if "should not" in one.value]


def said(app: AppTest) -> str:
    """Everything the page says in words."""
    lists = (app.markdown, app.text, app.title, app.subheader, app.success, app.warning)
    more = (app.error, app.info)
    words = "\n".join(str(one.value) for group in (*lists, *more) for one in group)
    return words.replace("\\", "").replace("\u2060", "")
