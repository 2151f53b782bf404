"""The words of an ask in a real browser, by every way they may go: written, checked, taken along.

One walk a channel: the draft as proposed, a change that a check complains of, the complaint
overruled, the text copied and saved. ``PROSPECTOR_PICTURES`` keeps a picture of each draft on a
desk and a phone, light and dark.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.app import RunningApp, Visitor
from tests.browser.conftest import visit
from tests.browser.editor import choose, ready, text_of, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: What is typed at the end of the words, and the check that says something to it.
LONG = "We would also like to hear what they think of all this. " * 12
CHANNELS = {
    "E-mail": ("Is that fine? Is it easy? Is it short?", "One request"),
    "LinkedIn message": (LONG, "Short enough for LinkedIn"),
    "LinkedIn connection note": (LONG, "Short enough for LinkedIn"),
    "Phone card": ("Is that fine? Is it easy? Is it short?", "One request"),
}

# The field with the words before is there for a moment longer.
ONLY_FIELD = """words => {
  const fields = [...document.querySelectorAll('textarea[aria-label="Text"]')]
  return fields.length === 1 && fields[0].value.trim() === words.trim()
}"""


@pytest.fixture(scope="module")
def reader(
    request: pytest.FixtureRequest,
    chromium: Browser,
    sample_app: RunningApp,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Visitor]:
    """A reader of the sample before the draft of its first ask, in English."""
    for one in visit(chromium, sample_app, tmp_path_factory.mktemp("draft"), request):
        one.open()
        one.click("Draft")
        one.page.get_by_label("Text", exact=True).wait_for()
        choose(one, "Language", "English")
        yield one


def pictures(reader: Visitor, name: str) -> None:
    """Pictures in every look, where they are wanted."""
    if not os.environ.get("PROSPECTOR_PICTURES"):
        return
    for width, size in ((1280, "desk"), (390, "phone")):
        reader.page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            reader.page.wait_for_timeout(300)
            reader.picture(f"{name}-{size}-{scheme}")
    reader.page.emulate_media(color_scheme="light")
    reader.page.set_viewport_size({"width": 1280, "height": 900})


def wide(reader: Visitor) -> int:
    """By how many pixels the page is wider than a phone."""
    reader.page.set_viewport_size({"width": 390, "height": 844})
    reader.page.wait_for_timeout(200)
    over = reader.page.evaluate(
        "document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth"
    )
    reader.page.set_viewport_size({"width": 1280, "height": 900})
    return int(over)


@pytest.mark.parametrize("channel", list(CHANNELS))
def test_words_are_written_checked_overruled_and_taken_along(
    reader: Visitor, tmp_path: Path, channel: str
) -> None:
    page = reader.page
    choose(reader, "Channel", channel)
    ready(reader, channel)
    pictures(reader, f"draft-{channel.lower().replace(' ', '-')}")
    assert wide(reader) <= 0
    before = text_of(reader)
    added, check = CHANNELS[channel]

    # A check changes with the words, at the place where they stand.
    mine = f"{before}\n\n{added}".strip()
    write(reader, mine)
    card = page.locator("[class*=st-key-check-]").filter(has_text=check)
    card.first.wait_for()
    pictures(reader, f"checked-{channel.lower().replace(' ', '-')}")
    card.first.get_by_role("button", name="Leave it as it is").click()
    reader.settled()
    expect(card).to_have_count(0)
    left = page.get_by_role("button", name="Leave it as it is")
    while left.count():
        reader.click("Leave it as it is")
    ready(reader, channel)

    reader.click("Copy", exact=False)
    code = page.get_by_test_id("stCode").filter(has_text=before.splitlines()[0]).first
    code.hover()
    code.get_by_role("button").first.click()
    page.wait_for_timeout(200)
    assert str(page.evaluate("navigator.clipboard.readText()")).split() == mine.split()
    page.keyboard.press("Escape")

    file = tmp_path / "draft"
    button = "Save .eml" if channel == "E-mail" else "Save as text"
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    download.value.save_as(file)
    reader.settled()
    data = file.read_bytes()
    if channel == "E-mail":
        mail = BytesParser(policy=policy.default).parsebytes(data)
        assert not mail["Date"], "a draft is not yet sent"
        words = mail.get_content()
        assert page.get_by_label("Note to pass on", exact=True).input_value().split()[0] in words
    else:
        words = data.decode()
    assert " ".join(mine.split()) in " ".join(words.split())
    reader.click("Back to the proposed words", exact=False)
    page.wait_for_function(ONLY_FIELD, arg=before)


def test_a_sheet_is_chosen_printed_and_its_answers_kept(reader: Visitor, tmp_path: Path) -> None:
    page = reader.page
    choose(reader, "Channel", "Meeting sheet")
    pictures(reader, "draft-meeting-sheet")
    reader.click("Choose the names of the sheet")
    page.get_by_role("heading", name="Meeting sheet").wait_for()
    reader.settled()
    choose(reader, "Language", "English")
    pictures(reader, "sheet")
    assert wide(reader) <= 0
    names = page.get_by_test_id("stMain").locator("ol li strong").all_inner_texts()
    assert 3 <= len(names) <= 5, names
    kinds = {
        "PDF": b"%pdf-",
        "Page to print": b"<!doctype html>",
        "Table for the answers": b"\xef\xbb\xbf",
    }
    for button, start in kinds.items():
        with page.expect_download() as download:
            page.get_by_role("button", name=button, exact=False).first.click()
        file = tmp_path / "sheet"
        download.value.save_as(file)
        data = file.read_bytes()
        assert data.lower().startswith(start), data[:40]
        if button != "PDF":
            assert all(name.encode() in data for name in names), button
        if button == "Page to print":
            assert b"<a " not in data.lower() and b"href" not in data.lower()
    page.get_by_text("a little", exact=True).first.click()
    page.get_by_role("button", name="Record the answers", exact=False).click()
    reader.settled()
    page.get_by_text("1 answer of").first.wait_for()
