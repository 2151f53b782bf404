"""Fixtures of the tests in a real browser: Chromium, a running app, a visitor.

``visitor`` is a reader of a fresh, empty app; ``sample_visitor`` of one filled with sample data,
shared by the tests of a file. Pictures of failed tests lie in ``PROSPECTOR_PICTURES`` where that is
set, else in the test's temporary folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.app import RunningApp, Visitor, running_app
from tests.browser.find import NONE_FOUND, find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    # The browser's own errands go nowhere either.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Lets a fixture know whether its test failed."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.when == "call":
        item.stash[FAILED] = report.failed


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of the browser; where there is none the test fails rather than passes unseen."""
    found = find_browser()
    if not found:
        pytest.fail(NONE_FOUND)
    return found


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """The browser, without a window."""
    from playwright.sync_api import sync_playwright

    root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if root else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def app(tmp_path: Path) -> Iterator[RunningApp]:
    """A fresh app over an empty workspace."""
    with running_app(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def sample_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """An app filled with the sample data, one for all the tests of a file."""
    with running_app(tmp_path_factory.mktemp("sample"), "--sample") as running:
        yield running


@pytest.fixture
def visitor(
    chromium: Browser, app: RunningApp, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """A reader of the fresh, empty app."""
    yield from visit(chromium, app, tmp_path, request)


@pytest.fixture
def sample_visitor(
    chromium: Browser, sample_app: RunningApp, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """A reader of the app with sample data."""
    yield from visit(chromium, sample_app, tmp_path, request)


def visit(
    chromium: Browser,
    app: RunningApp,
    folder: Path,
    request: pytest.FixtureRequest,
    *,
    width: int = 1280,
    height: int = 900,
    dark: bool = False,
) -> Iterator[Visitor]:
    """A reader of ``app`` in a context of his own; afterwards nothing may have been wrong."""
    pictures = Path(os.environ.get("PROSPECTOR_PICTURES", str(folder)))
    pictures.mkdir(parents=True, exist_ok=True)
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale="en-GB",
        accept_downloads=True,
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(30_000)
    reader = Visitor(context.new_page(), app, pictures)
    reader.watch(context)
    yield reader
    complaints = reader.complaints()
    if request.node.stash.get(FAILED, False) or complaints:
        where = reader.picture(f"failed-{request.node.name}")
        print(f"picture: {where}\n{app.said()}")
    context.close()
    assert not complaints, "\n".join(complaints)
