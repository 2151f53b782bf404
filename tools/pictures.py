"""Makes the pictures of the documentation: a fresh app with the invented people of the sample.

    python tools/pictures.py [FOLDER]

The folder is ``docs/pictures`` unless another is named. The sample is seeded and the day is fixed,
so that the pictures change only when the screens do.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page, sync_playwright  # noqa: E402

from tests.browser.app import RunningApp, running_app  # noqa: E402
from tests.browser.conftest import ARGUMENTS  # noqa: E402
from tests.browser.find import NONE_FOUND, find_browser  # noqa: E402

DAY = "2026-03-31"
LARGEST = 300_000
STANDING = "[data-testid=stApp][data-test-script-state=notRunning]"


def settled(page: Page) -> None:
    """Waits until the page stands."""
    for _ in range(3):
        page.wait_for_selector(STANDING, timeout=60_000)
        page.wait_for_timeout(300)


def take(page: Page, app: RunningApp, folder: Path) -> list[Path]:
    """Today, and the draft of its first ask."""
    page.goto(app.url)
    page.get_by_role("heading", name="worth making").wait_for(timeout=60_000)
    settled(page)
    today, draft = folder / "today.png", folder / "draft.png"
    page.screenshot(path=str(today))
    page.get_by_role("button", name="Draft", exact=True).first.click()
    page.get_by_label("Text", exact=True).wait_for()
    settled(page)
    page.screenshot(path=str(draft))
    return [today, draft]


def main(arguments: list[str]) -> int:
    """Takes the pictures; 1 where there is no browser or a picture is too large."""
    folder = Path(arguments[0]) if arguments else ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    browser_path = find_browser()
    if not browser_path:
        sys.stderr.write(f"{NONE_FOUND}\n")
        return 1
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=[*ARGUMENTS, "--no-sandbox"]
        )
        with running_app(Path(home), "--sample", day=DAY) as app:
            page = browser.new_page(
                viewport={"width": 1280, "height": 800}, locale="en-GB", color_scheme="light"
            )
            made = take(page, app, folder)
        browser.close()
    too_large = [one for one in made if one.stat().st_size > LARGEST]
    for one in made:
        sys.stdout.write(f"{one}: {one.stat().st_size:,} bytes\n")
    return 1 if too_large else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
