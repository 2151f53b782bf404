"""Every page in a real browser: it stands, empty and filled, light and dark, on a desk and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.app import RunningApp, Visitor, running_app
from tests.browser.conftest import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = ("Today", "Import", "Clients", "Ideal client", "Prospects", "Pipeline", "Settings")
LOOKS = {"light": (1280, False), "dark": (1280, True), "phone": (390, False)}

# Nothing but what a reader who sees, hears or types only would miss.
# Walks every page in every look: minutes, so it is run by a command of its own.
pytestmark = pytest.mark.campaign

UNNAMED = """() => [...document.querySelectorAll(
    'main button, main input:not([type=hidden]), main select, main textarea, main img')]
  .filter(node => node.offsetParent !== null && !node.closest('[data-testid=stDataFrame]')
    && !node.closest('details:not([open])'))
  .filter(node => !(node.getAttribute('aria-label') || node.getAttribute('aria-labelledby') ||
    node.getAttribute('title') || node.getAttribute('alt') || node.textContent.trim() ||
    (node.labels && [...node.labels].some(label => label.innerText || label.ariaLabel))))
  .map(node => node.outerHTML.slice(0, 160))"""


@pytest.fixture(scope="module", params=["empty", "sample"])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningApp]:
    """An app that nobody has used yet, and one with sample data."""
    more = ["--sample"] if request.param == "sample" else []
    with running_app(tmp_path_factory.mktemp(request.param), *more) as running:
        yield running


@pytest.fixture(params=sorted(LOOKS))
def reader(
    request: pytest.FixtureRequest, chromium: Browser, filled: RunningApp, tmp_path: Path
) -> Iterator[Visitor]:
    """A reader at a desk, at a desk at night, and with a phone."""
    width, dark = LOOKS[request.param]
    yield from visit(chromium, filled, tmp_path, request, width=width, dark=dark)


def addresses(page: Page) -> dict[str, str]:
    """Name to address of the pages in the navigation."""
    links = page.get_by_test_id("stSidebarNavLink")
    return {
        link.inner_text().splitlines()[-1].strip(): link.get_attribute("href") or ""
        for link in links.all()
    }


def test_every_page_stands(reader: Visitor, request: pytest.FixtureRequest) -> None:
    look = request.node.callspec.id
    page = reader.open()
    size = page.viewport_size or {"width": 1280, "height": 900}
    page.set_viewport_size({"width": 1280, "height": 900})  # where the navigation is open
    pages = addresses(page)
    page.set_viewport_size(size)
    assert set(PAGES) <= set(pages)
    for name, address in pages.items():
        page = reader.open(address.removeprefix(reader.app.url))
        reader.picture(f"{look}-{name.lower().replace(' ', '-')}")
        assert page.locator("[data-testid=stMain] h1").count() == 1, f"{name}: one title"
        main = page.get_by_test_id("stMain")
        wide = main.evaluate("node => node.scrollWidth - node.clientWidth")
        assert wide <= 1, f"{name} is {wide} pixels wider than the screen"
        assert page.evaluate(UNNAMED) == [], f"{name}: something has no name"
        assert reader.complaints() == [], name


def test_an_empty_page_says_the_next_step(visitor: Visitor) -> None:
    page = visitor.open()
    for name in addresses(page):
        page = visitor.goto(name)
        assert page.locator("[data-testid=stMain] button").count() >= 1, name
        assert len(visitor.text().split()) > 5, name
