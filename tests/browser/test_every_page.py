"""Every page in a real browser: it stands, empty and filled, light and dark, on a desk and a phone.

One walk over the pages; on each the look is changed where it stands, which takes a tenth of opening
it again. ``PROSPECTOR_PICTURES`` keeps a picture of every page in every look.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.app import RunningApp, Visitor, running_app
from tests.browser.conftest import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = ("Today", "Import", "Clients", "Ideal client", "Prospects", "Pipeline", "Settings")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

# Nothing but what a reader who sees, hears or types only would miss.
UNNAMED = """() => [...document.querySelectorAll(
    'main button, main input:not([type=hidden]), main select, main textarea, main img')]
  .filter(node => node.offsetParent !== null && node.tabIndex >= 0 && !node.closest('[data-testid=stDataFrame]')
    && !node.closest('details:not([open])'))
  .filter(node => !(node.getAttribute('aria-label') || node.getAttribute('aria-labelledby') ||
    node.getAttribute('title') || node.getAttribute('alt') || node.textContent.trim() ||
    (node.labels && [...node.labels].some(label => label.innerText || label.ariaLabel))))
  .map(node => node.outerHTML.slice(0, 160))"""

# What is written in a colour too near to what is behind it: below 4.5 to 1, or 3 to 1 for large
# letters and for signs (WCAG 2, success criteria 1.4.3 and 1.4.11). What cannot be used just now
# is exempt there too.
FAINT = """() => {
  const channel = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4 }
  const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2])
  const parts = text => { const n = (text.match(/[\\d.]+/g) || []).map(Number)
    return text.startsWith('rgb') ? [n[0], n[1], n[2], n.length > 3 ? n[3] : 1] : null }
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]))
  const paper = node => {
    const layers = []
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at)
      if (style.backgroundImage !== 'none') return null
      const own = parts(style.backgroundColor)
      if (own === null) return null
      if (own[3] > 0) layers.push(own)
      if (own[3] === 1) break
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255])
  }
  const found = new Set()
  const walker = document.createTreeWalker(document.querySelector('[data-testid=stApp]'),
    NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), node = walker.currentNode.parentElement
    if (!/[\\p{L}\\p{N}]/u.test(text) || !node.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue
    if (node.closest('[disabled], [aria-disabled=true], svg, style, script')) continue
    if (node.closest('details:not([open])') && !node.closest('summary')) continue
    const style = getComputedStyle(node), ink = parts(style.color), behind = paper(node)
    if (ink === null || behind === null) continue
    let faded = 1
    for (let at = node; at; at = at.parentElement) faded *= Number(getComputedStyle(at).opacity)
    // Left out: what is shown only when something is done, and a figure above a slider's knob.
    if (faded < 0.1 || node.closest('[data-testid=stSliderThumbValue]')) continue
    const one = light(over([ink[0], ink[1], ink[2], ink[3] * faded], behind)), two = light(behind)
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)
    const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700
    const drawn = style.fontFamily.includes('Material Symbols')
    if (ratio < (drawn || size >= 24 || (bold && size >= 18.66) ? 3 : 4.5))
      found.add(`${ratio.toFixed(2)} ${text.slice(0, 60)}`)
  }
  return [...found]
}"""

TOO_WIDE = "node => node.scrollWidth - node.clientWidth"


@pytest.fixture(scope="module", params=["empty", "sample"])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningApp]:
    """An app that nobody has used yet, and one with sample data."""
    more = ["--sample"] if request.param == "sample" else []
    with running_app(tmp_path_factory.mktemp(request.param), *more) as running:
        yield running


@pytest.fixture
def reader(
    request: pytest.FixtureRequest, chromium: Browser, filled: RunningApp, tmp_path: Path
) -> Iterator[Visitor]:
    """A reader of either app."""
    yield from visit(chromium, filled, tmp_path, request)


def names(page: Page) -> list[str]:
    """The pages in the navigation."""
    links = page.get_by_test_id("stSidebarNavLink").all()
    return [link.inner_text().splitlines()[-1].strip() for link in links]


def looked_at(reader: Visitor, name: str) -> list[str]:
    """What is wrong with the page that stands now, in any look."""
    page, wrong = reader.page, []
    main = page.get_by_test_id("stMain")
    titles = main.locator("h1").count()
    if titles != 1:
        wrong.append(f"{titles} titles")
    if len(reader.text().split()) <= 5:
        wrong.append("says next to nothing")
    if page.get_by_role("dialog").count():
        wrong.append("opens a window of its own")
    wrong += [f"has no name: {html}" for html in page.evaluate(UNNAMED)]
    for look, size, dark in (("light", DESK, False), ("dark", DESK, True), ("phone", PHONE, True)):
        if page.viewport_size != size:
            page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.wait_for_timeout(150)
        if os.environ.get("PROSPECTOR_PICTURES"):
            reader.picture(f"{look}-{name.lower().replace(' ', '-')}")
        wide = main.evaluate(TOO_WIDE)
        if wide > 1:
            wrong.append(f"{look}: {wide} pixels wider than the screen")
        wrong += [f"{look}: too faint: {text}" for text in page.evaluate(FAINT)]
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    return [f"{name}: {one}" for one in [*wrong, *reader.complaints()]]


def test_every_page_stands(reader: Visitor, request: pytest.FixtureRequest) -> None:
    page = reader.open()
    pages = names(page)
    assert set(PAGES) <= set(pages)
    empty = request.node.callspec.params["filled"] == "empty"
    wrong = []
    for name in pages:
        reader.goto(name)
        wrong += looked_at(reader, name)
        if empty and not page.locator("[data-testid=stMain] button").count():
            wrong.append(f"{name}: an empty page leads nowhere")
    if not empty:
        addresses = behind(reader)
        for name, address in addresses.items():
            reader.open(address)
            wrong += looked_at(reader, name)
        wrong += typed_alone(reader, addresses["Client"])
    assert not wrong, "\n".join(wrong)


def typed_alone(reader: Visitor, client: str) -> list[str]:
    """What is wrong for who types only: Enter keeps a note, the place is seen, and stays."""
    page = reader.open(client)
    field = page.get_by_label("A favour we did")
    field.fill("Lent a book")
    field.press("Enter")
    page.get_by_role("button", name="Undo").wait_for()
    reader.settled()
    where = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Tab")
    ring = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    wrong = [] if where == "A favour we did" else [f"Enter takes the focus away to {where}"]
    return wrong + ([] if ring == "solid" else ["nothing shows where the keyboard is"])


def behind(reader: Visitor) -> dict[str, str]:
    """Pages that are in no menu, with the address at which the sample has something to show."""
    reader.goto("Pipeline")
    found = {"Ask": first_link(reader, "ask")}
    reader.open(found["Ask"])
    found["Client"] = first_link(reader, "client")
    reader.open(found["Client"])
    found["Client's company"] = first_link(reader, "account")
    return found | {"Same person?": "review", "Person": "person?person=1", "Nowhere": "prospect"}


def first_link(reader: Visitor, path: str) -> str:
    """The first link on the page to a page of that path."""
    link = reader.page.get_by_test_id("stMain").locator(f'a[href*="{path}?"]').first
    parts = urlsplit(link.get_attribute("href") or "")
    return f"{path}?{parts.query}"
