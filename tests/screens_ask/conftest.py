"""The screens of the ask, on a workspace filled through the command line."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from prospecting.pages import context
from prospecting.services import planning
from prospecting.services.session import Session
from prospecting.services.views import PlannedAsk
from prospecting.workspace import Workspace
from tests.app.conftest import app, app_file, empty_app  # noqa: F401 - used here too
from tests.cli.conftest import AS_OF, exports, filled  # noqa: F401 - fixtures used here too

DAY = dt.date.fromisoformat(AS_OF)


@pytest.fixture
def now(filled: Path, tmp_path: Path) -> Iterator[Session]:  # noqa: F811
    """A session on a copy of the filled workspace."""
    copy = tmp_path / "own.duckdb"
    shutil.copyfile(filled, copy)
    with Workspace.open(copy) as ws:
        yield Session(ws=ws, as_of=DAY)


@pytest.fixture
def first(now: Session) -> PlannedAsk:
    """The best ask of today's plan."""
    return planning.make_plan(now).asks[0]


def healthy(page: AppTest) -> None:
    """No exception, and nothing went wrong that should not."""
    assert not page.exception
    assert not [one.value for one in page.error if "should not" in one.value]


def written(page: AppTest) -> str:
    """All text that the page shows in words."""
    kinds = (page.markdown, page.text, page.caption, page.success, page.error, page.info)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def app_session() -> Session:
    """The session that the app's pages work with."""
    return context.session()


def keys(page: AppTest) -> list[str]:
    """The keys of the buttons on the page."""
    return [str(one.key) for one in page.button]


def press(page: AppTest, start: str) -> AppTest:
    """Presses the first button whose key starts so."""
    key = next(one for one in keys(page) if one.startswith(start))
    return page.button(key=key).click().run()
