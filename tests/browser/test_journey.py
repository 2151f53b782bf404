"""The main job in a real browser: files in, the plan, a draft, marked as asked, still there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.app import ROOT, RunningApp, Visitor, running_app
from tests.browser.conftest import visit
from tests.browser.editor import choose, ready, text_of, write

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


@pytest.fixture
def asker(
    request: pytest.FixtureRequest, chromium: Browser, sample_app: RunningApp, tmp_path: Path
) -> Iterator[Visitor]:
    """A reader of the sample who stands before the draft of an ask, in English."""
    for reader in visit(chromium, sample_app, tmp_path, request):
        reader.open()
        reader.click("Draft")
        reader.page.get_by_label("Text", exact=True).wait_for()
        choose(reader, "Language", "English")
        yield reader


def clipboard(reader: Visitor) -> str:
    """What was copied last."""
    return str(reader.page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("channel", ["E-mail", "Meeting sheet"])
def test_what_nobody_knows_is_marked_and_the_words_come_back(asker: Visitor, channel: str) -> None:
    choose(asker, "Channel", channel)
    page = asker.page
    ready(asker, channel)
    before = text_of(asker)
    assert before

    # What nobody knows is marked at its place, and cannot be used.
    write(asker, f"{before}\n\nZebulon Quartermain of Fantasia Corp said so.")
    page.get_by_text("not ready").wait_for()
    marked = page.locator("mark").all_inner_texts()
    assert "Quartermain" in " ".join(marked), marked
    assert page.get_by_role("button", name="Mark").first.is_disabled()
    asker.picture(f"draft-{channel.lower().replace(' ', '-')}")

    # The words as proposed are one press away, and are still there after a reload.
    asker.click("Back to the proposed words", exact=False)
    ready(asker, channel)
    assert text_of(asker) == before
    asker.click("Copy", exact=False)
    code = page.get_by_test_id("stCode").filter(has_text=before.splitlines()[0]).first
    code.hover()
    code.get_by_role("button").first.click()
    page.wait_for_timeout(300)
    assert clipboard(asker).split() == before.split()


def test_a_soft_check_is_overruled_and_the_mail_is_saved(asker: Visitor, tmp_path: Path) -> None:
    page = asker.page
    before = text_of(asker)
    mine = f"{before}\n\nIs that fine? Is it easy? Is it short?"
    write(asker, mine)
    page.get_by_text("One request").first.wait_for()
    asker.click("Leave it as it is")
    assert page.get_by_role("button", name="Leave it as it is").count() == 0

    with page.expect_download() as download:
        page.get_by_role("button", name="Save .eml").click()
    file = tmp_path / "ask.eml"
    download.value.save_as(file)
    mail = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    assert len(mail["To"].addresses) == 1
    body = mail.get_content()
    assert "Is it short?" in body
    assert page.get_by_label("Note to pass on", exact=True).input_value().splitlines()[0] in body

    page.reload()
    asker.settled()
    choose(asker, "Language", "English")
    assert text_of(asker) == mine
    assert page.get_by_role("button", name="Leave it as it is").count() == 0
    asker.click("Back to the proposed words", exact=False)


def test_from_the_sample_to_ones_own_files(
    request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path
) -> None:
    with running_app(tmp_path, "--sample", day=DAY) as app:
        for reader in visit(chromium, app, tmp_path, request):
            page = reader.open()
            page.get_by_text("everybody here is invented").wait_for()
            page.get_by_role("heading", name="worth making").wait_for()
            reader.click("Start with my own files")
            page.get_by_role("heading", name="Import", exact=True).wait_for()
            assert page.get_by_text("everybody here is invented").count() == 0
            reader.goto("Today")
            page.get_by_role("button", name="Import files").wait_for()


def test_today_works_with_the_keyboard_alone(sample_visitor: Visitor) -> None:
    page = sample_visitor.open()
    draft = page.get_by_role("button", name="Draft", exact=True).first
    draft.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText").strip() == "Not a fit"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_label("Text", exact=True).wait_for()
