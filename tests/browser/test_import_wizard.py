"""Import by upload in a real browser: a client list, a table nobody knows, and the next of its kind."""

from __future__ import annotations

from pathlib import Path

from tests.browser.app import Visitor

CLIENTS = """Name;E-Mail;Firma;Position
Carla Keller;carla@keller.example;Keller Packaging GmbH;Geschäftsführerin
Tom Brandt;tom@brandt.example;Brandt Logistik AG;Leiter Einkauf
"""
HEAD = "Wer|Taetigkeit|Haus|Netzadresse|Seit wann\n"
FIRST = (
    HEAD
    + "Ben Weber|Leiter Finanzen|Nordholz AG|https://www.linkedin.com/in/ben-weber|03.05.2021\n"
    + "Ana Sousa|CFO|Ribeira SA|https://www.linkedin.com/in/ana-sousa|17.11.2019\n"
)
SECOND = (
    HEAD + "Lea Vogt|Head of Purchasing|Vogt SE|https://www.linkedin.com/in/lea-vogt|01.02.2024\n"
)


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_an_unknown_table_is_asked_about_once(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open("import")
    clients = write(tmp_path, "Kunden.csv", CLIENTS)
    unknown = write(tmp_path, "Adressen von Carla Keller.csv", FIRST)
    visitor.upload([clients, unknown])
    visitor.click("Import 2 files")
    page.get_by_role("button", name="Say what the columns hold").wait_for(timeout=60_000)
    visitor.settled()
    assert "all 2 clients" in visitor.text()
    assert "of no kind we know" in visitor.text()

    visitor.click("Say what the columns hold")
    page.get_by_role("heading", name="What do these columns hold?").wait_for()
    visitor.settled()
    assert "Ben Weber" in visitor.text()
    choose(visitor, "Each row is", "a contact of somebody")
    choose(visitor, "Whose contacts are they?", "Carla Keller, Keller Packaging GmbH")
    unfold(visitor, "left out so far")
    for column, becomes in (
        ("Wer", "whole name"),
        ("Taetigkeit", "role or job title"),
        ("Haus", "company"),
        ("Netzadresse", "profile address"),
        ("Seit wann", "connected since"),
    ):
        choose(visitor, f"{column} becomes", becomes)
    assert "2 of 2 rows would be stored" in visitor.text()
    visitor.picture("wizard")
    page.get_by_role("button", name="Import Adressen").click()
    page.get_by_role("heading", name="Import", exact=True).wait_for()
    page.get_by_text("of Carla Keller").first.wait_for(timeout=60_000)
    visitor.settled()
    assert "all 2 contacts of Carla Keller" in visitor.text()

    again = write(tmp_path, "Neu von Carla Keller.csv", SECOND)
    visitor.upload([again])
    visitor.click("Import 1 file")
    page.get_by_text("Whose connections are these?").or_(
        page.get_by_text("Read as you said")
    ).first.wait_for(timeout=60_000)
    visitor.settled()
    assert "of no kind we know" not in visitor.text(), "the columns are remembered"
    if "Whose connections are these?" in visitor.text():
        choose(visitor, "Neu von Carla Keller.csv", "Carla Keller")
        visitor.click("Import these")
        page.get_by_text("of Carla Keller").first.wait_for(timeout=60_000)

    page = visitor.goto("Prospects")
    box = page.get_by_label("Person or company")
    box.fill("Vogt")
    box.press("Enter")
    visitor.settled()
    assert "Nobody of that name" not in visitor.text()


def choose(visitor: Visitor, label: str, option: str) -> None:
    """Picks an option of a select box by its label, unless it is picked already."""
    box = visitor.page.get_by_label(label, exact=False).first
    if box.input_value() == option:
        return
    box.click()
    box.fill(option)
    visitor.page.get_by_role("option", name=option, exact=False).first.click()
    visitor.settled()


def unfold(visitor: Visitor, title: str) -> None:
    """Opens a fold, if there is one of that title and it is closed."""
    fold = visitor.page.locator("details").filter(has_text=title).first
    if fold.count() and fold.get_attribute("open") is None:
        fold.locator("summary").click()
        visitor.page.wait_for_timeout(400)
