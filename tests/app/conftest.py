"""The real app under Streamlit's own test runner, on a filled and on an empty workspace."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from prospecting.pages import context
from tests.cli.conftest import AS_OF, exports, filled  # noqa: F401 - fixtures used here too

ROOT = Path(__file__).resolve().parents[2]
Open = Callable[[str], AppTest]


def _app(monkeypatch: pytest.MonkeyPatch, file: Path) -> Open:
    monkeypatch.setenv("PROSPECTOR_WORKSPACE", str(file))
    monkeypatch.setenv("PROSPECTOR_AS_OF", AS_OF)

    def open_page(place: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        if place != "today":
            app._page_hash = calc_hash(place)  # pages that are functions have no other door
        return app.run()

    return open_page


@pytest.fixture
def app_file(filled: Path, tmp_path: Path) -> Path:  # noqa: F811
    """A copy of the filled workspace."""
    copy = tmp_path / "w.duckdb"
    shutil.copyfile(filled, copy)
    return copy


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, app_file: Path) -> Iterator[Open]:
    """Opens a page of the app on a filled workspace."""
    yield _app(monkeypatch, app_file)
    context.close_workspaces()


@pytest.fixture
def empty_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Open]:
    """Opens a page of the app on an empty workspace."""
    yield _app(monkeypatch, tmp_path / "empty.duckdb")
    context.close_workspaces()
