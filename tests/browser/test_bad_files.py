"""Files that are none, through the browser: a sentence for each, no trace of a fault, the good kept."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from tests.browser.app import Visitor

PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
CLIENTS = "Name,Email,Company\nCarla Keller,carla@keller.example,Keller GmbH\n"


def truncated_archive() -> bytes:
    """The first half of a ZIP."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("Connections.csv", "First Name,Last Name\n" + "Ben,Weber\n" * 200)
    return whole.getvalue()[: len(whole.getvalue()) // 2]


def test_what_is_no_table_gets_a_sentence(visitor: Visitor, tmp_path: Path) -> None:
    files = {
        "picture.csv": PICTURE,
        "empty.csv": b"",
        "half.zip": truncated_archive(),
        "clients.csv": CLIENTS.encode(),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    page = visitor.open("import")
    visitor.upload([tmp_path / name for name in files])
    visitor.click("Import 4 files")
    page.get_by_text("clients.csv: 1 client.").wait_for(timeout=60_000)
    visitor.settled()
    text = visitor.text()
    visitor.picture("bad-files")
    for name in files:
        assert name in text, name
    for fault in ("Traceback", "Error:", "Exception", "should not"):
        assert fault not in text
    assert "1 row stored from 1 file; 3 files not read" in text, "what is good is kept"
