"""The shared parts in a real browser: data stays text, both looks, keyboard, a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.app import RunningApp, Visitor, running_app
from tests.browser.conftest import visit
from tests.pages_parts.gallery_data import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GALLERY = Path(__file__).resolve().parents[1] / "pages_parts" / "gallery.py"


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The page with every shared part."""
    with running_app(tmp_path_factory.mktemp("gallery"), script=GALLERY) as running:
        yield running


@pytest.fixture(params=["light", "dark"])
def reader(
    request: pytest.FixtureRequest, chromium: Browser, gallery: RunningApp, tmp_path: Path
) -> Iterator[Visitor]:
    """A reader with the light and with the dark look."""
    yield from visit(chromium, gallery, tmp_path, request, dark=request.param == "dark")


@pytest.fixture
def phone(
    request: pytest.FixtureRequest, chromium: Browser, gallery: RunningApp, tmp_path: Path
) -> Iterator[Visitor]:
    """A reader with a phone."""
    yield from visit(chromium, gallery, tmp_path, request, width=390, height=844)


def test_data_stays_text(reader: Visitor) -> None:
    page = reader.open()
    links = page.get_by_test_id("stMain").locator("a")
    assert [link.get_attribute("href") for link in links.all()] == [
        "https://www.linkedin.com/in/ben-weber"
    ]
    assert page.locator("[data-testid=stMain] .katex").count() == 0
    assert page.locator("[data-testid=stMarkdown] b").count() == 0
    assert page.locator("[data-testid=stMarkdown] code").count() == 0
    pictures = page.locator("[data-testid=stMain] img")
    assert pictures.count() == 1
    assert (pictures.first.get_attribute("src") or "").startswith("data:image/svg+xml")
    written = reader.text().replace("\u2060", "")
    assert written.count(HOSTILE) >= 6, "each place shows the data letter by letter"


def test_what_the_word_says_is_on_the_paper_of_its_look(reader: Visitor) -> None:
    page = reader.open()
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    paper = page.get_by_test_id("stApp").evaluate("node => getComputedStyle(node).backgroundColor")
    assert paper == ("rgb(20, 25, 27)" if dark else "rgb(252, 252, 250)")
    picture = page.locator("[data-testid=stMain] img").first
    assert picture.evaluate("node => node.complete && node.naturalWidth > 0")
    assert "Carla Keller, confirmed" in (picture.get_attribute("alt") or "")


def test_bars_and_marks_have_names_for_screen_readers(reader: Visitor) -> None:
    page = reader.open()
    names = [
        bar.get_attribute("aria-label")
        for bar in page.locator("[data-testid=stHtml] [role=img]").all()
    ]
    assert "strong fit, 82 of 100, 60 % of it known" in names
    assert "fit unknown" in names
    assert "industry: unknown" in names


def test_the_keyboard_alone_suffices(reader: Visitor) -> None:
    page = reader.open()
    button = page.get_by_role("button", name="Not a fit").first
    button.focus()
    page.keyboard.press("Enter")
    reader.settled()
    undo = page.get_by_role("button", name="Undo")
    undo.wait_for()
    undo.focus()
    page.keyboard.press("Enter")
    reader.settled()
    page.get_by_text("undone refuse p1 3").wait_for()


def test_a_job_is_followed_and_stopped(reader: Visitor) -> None:
    page = reader.open()
    page.get_by_text("Reading titles · 42 %").wait_for()
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("1,000 titles read").wait_for()
    reader.settled()
    assert page.get_by_role("button", name="Stop").count() == 0


def test_it_fits_a_phone(phone: Visitor) -> None:
    page = phone.open()
    wide = page.get_by_test_id("stMain").evaluate("node => node.scrollWidth - node.clientWidth")
    assert wide <= 1
    page.get_by_role("button", name="Draft").first.click()
    phone.settled()
    page.get_by_role("button", name="Undo").wait_for()
