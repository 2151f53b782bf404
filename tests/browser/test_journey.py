"""The main job in a real browser: files in, the plan, a draft, marked as asked, still there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.app import ROOT, Visitor, running_app
from tests.browser.conftest import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DAY = "2026-03-31"


def prospector(*arguments: str) -> None:
    """Runs the command line; the workspace must not be open elsewhere."""
    done = subprocess.run(
        [sys.executable, "-m", "prospecting", *arguments, "--as-of", DAY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Synthetic exports of a seller with six clients."""
    folder = tmp_path / "exports"
    workspace = str(tmp_path / "unused.duckdb")
    prospector(
        *("sample", str(folder), "--clients", "6", "--per-client", "80", "--seed", "3"),
        *("--workspace", workspace),
    )
    return folder


@pytest.fixture
def reader(
    request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path, exports: Path
) -> Iterator[Visitor]:
    """A reader who has said who he is and whom he wants, and has imported nothing."""
    home = tmp_path / "home"
    home.mkdir()
    workspace = str(home / "workspace.duckdb")
    prospector("seller", "set", str(exports / "seller.toml"), "--workspace", workspace)
    prospector("profile", "set", str(exports / "profile.toml"), "--workspace", workspace)
    with running_app(home, day=DAY) as app:
        yield from visit(chromium, app, tmp_path, request)


def test_from_files_to_an_ask_that_is_still_there(reader: Visitor, exports: Path) -> None:
    page = reader.open()
    reader.click("Import files")
    page.get_by_role("heading", name="Import", exact=True).wait_for()

    archives = sorted((exports / "clients").rglob("*.zip"))
    assert archives
    files = [exports / "clients.csv", exports / "companies.csv", *archives]
    reader.upload(files)
    reader.click(f"Import {len(files)} files")
    page.get_by_role("button", name="See today's plan").wait_for(timeout=120_000)
    reader.settled()
    assert "Not done" not in reader.text()
    reader.click("See today's plan")

    page.get_by_role("heading", name="worth making").wait_for()
    card = page.locator("[class*=st-key-card-]").first
    prospect = card.get_by_role("heading").inner_text()
    client = card.locator("strong").first.inner_text()
    assert prospect
    assert client
    card.get_by_role("button", name="Draft", exact=True).click()

    page.get_by_role("heading", name="Ask").first.wait_for()
    reader.settled()
    body = page.get_by_label("Text", exact=True).input_value()
    assert prospect.split()[0] in body, "the draft names the prospect"
    assert page.get_by_label("Note to pass on", exact=True).input_value()
    reader.click(f"Mark {client} asked about {prospect}")
    page.get_by_role("button", name="Undo").wait_for()

    page = reader.goto("Pipeline")
    page.get_by_text(prospect).first.wait_for()
    page.reload()
    reader.settled()
    page.get_by_text(prospect).first.wait_for()
    assert "Asked" in reader.text()

    page = reader.open()
    cards = page.locator("[class*=st-key-card-]").get_by_role("heading").all_inner_texts()
    assert prospect not in cards, "what is asked is no longer suggested"
