"""What a reader does to the words of a draft: a choice, the text read, the text written."""

from __future__ import annotations

from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from tests.browser.app import Visitor


def choose(reader: Visitor, label: str, option: str) -> None:
    """Picks an option of a labelled choice."""
    box = reader.page.get_by_role("combobox", name=label).first
    wanted = reader.page.get_by_role("option", name=option, exact=True)
    box.click()
    try:
        wanted.wait_for(timeout=3_000)
    except PlaywrightTimeout:  # drawn anew under the pointer, which closes the list
        reader.settled()
        box.click()
    wanted.click()
    reader.settled()


def text_of(reader: Visitor) -> str:
    """The words in the editor, once the field before it has gone."""
    field = reader.page.get_by_label("Text", exact=True)
    expect(field).to_have_count(1)
    return field.input_value()


def write(reader: Visitor, text: str) -> None:
    """Puts a text into the editor and leaves the field."""
    field = reader.page.get_by_label("Text", exact=True)
    field.fill(text)
    field.blur()
    reader.settled()


def ready(reader: Visitor, channel: str) -> None:
    """Waits until every check of the draft holds; a card and a sheet are not sent but used."""
    said = {"Phone card": "ready for the call", "Meeting sheet": "ready for the meeting"}
    reader.page.get_by_text(f"This is {said.get(channel, 'ready to send')}").wait_for()
