"""What is no table, or cannot be opened: one sentence with what it is and what helps."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from prospecting.exports import read_bytes, read_path
from prospecting.services.mappings import look

HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ROW = "Ben,Weber,https://www.linkedin.com/in/ben-weber,,Arends,CFO,08 Feb 2026\n"
HTML = "<html><head></head><body><table><tr><td>First Name</td></tr></table></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def _stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + b"\0" * 600


def _zip(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name, text in members.items():
            zipped.writestr(name.replace("__", "/").replace("_", "."), text)
    return out.getvalue()


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as packed:
        one = tarfile.TarInfo("Connections.csv")
        one.size = len(HEAD)
        packed.addfile(one, io.BytesIO(HEAD.encode()))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "what", "mend"),
    [
        ("a.xls", HTML.encode(), "a web page", "save it as XLSX or CSV"),
        ("a.csv", ("\n<!DOCTYPE html>\n" + HTML).encode("utf-16"), "a web page", "XLSX or CSV"),
        ("a.xls", b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:'
         b'spreadsheet"/>', "the XML of Excel 2003", "XLSX or CSV"),
        ("a.xml", b'<?xml version="1.0"?><a><b/></a>', "XML", "Export the list"),
        ("a.csv", b'[{"First Name": "Ann", "Last Name": "Adler"}]', "JSON", "Export the list"),
        ("a.json", b'{"people": []}', "JSON", "Export the list"),
        ("a.csv", b"{\\rtf1 Ann, Adler}", "RTF", "CSV or XLSX"),
        ("a.ics", b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "a calendar", "vCard"),
        ("a.eml", b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x, y\r\n\r\nHello, Ann,\r\n",
         "a mail", "Save the attachment"),
        ("a.xlsx", _stream("EncryptedPackage"), "protected by a password", "without the password"),
        ("a.doc", _stream("WordDocument"), "a Word document", "CSV or XLSX"),
        ("a.msg", _stream("__properties_version1.0"), "a mail of Outlook", "the attachment"),
        ("a.docx", _zip(word__document_xml="x"), "a Word document", "CSV or XLSX"),
        ("a.numbers", _zip(Index__Document_iwa="x"), "Numbers", "Export To, CSV"),
        ("a.zip", _zip(inner_zip="x"), "nothing but another one (inner.zip)", "Unpack it"),
        ("a.csv", b"\x1f\x8b\x08\0\0\0\0\0", "a gzip archive", "Unpack it"),
        ("a.tar", _tar(), "a TAR archive", "Unpack it"),
        ("a.csv", b"%PDF-1.7\n1 0 obj\n<<>>, a\nendobj\n%%EOF\n", "a PDF", "CSV, XLSX"),
    ],
)  # fmt: skip
def test_it_is_said_what_it_is(name: str, data: bytes, what: str, mend: str) -> None:
    staged = read_bytes(name, data)
    assert staged.error is not None
    assert staged.error.startswith(f"{name}: The ")
    assert what in staged.error
    assert mend in staged.error
    assert (staged.rows, staged.stored) == (0, 0)
    # And nobody is asked what the columns of a letter hold.
    assert look(name, data) is None


def test_tables_that_look_a_little_like_these_are_read() -> None:
    for text in (
        HEAD + ROW.replace("CFO", "<b>CFO</b>"),
        HEAD + ROW.replace("CFO", '"[{""a"": 1}]"'),
        "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
        'Ben,Ann,"2/3/25, 9:00 AM",,INCOMING,https://www.linkedin.com/in/ben,'
        "https://www.linkedin.com/in/ann\n",
    ):
        assert read_bytes("a.csv", text.encode()).error is None


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    for name in ("a.csv", "b.parquet", "c.zip"):
        os.mkfifo(tmp_path / name)
        [one] = read_path(tmp_path / name)
        assert "no file but a device or a pipe" in str(one.error)


def test_what_may_not_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "shut"
    inner.mkdir()
    (tmp_path / "a.csv").write_text(HEAD + ROW, "utf-8")
    (tmp_path / "b.parquet").write_bytes(b"PAR1 and so on")
    (tmp_path / "c.csv").write_text(HEAD + ROW, "utf-8")
    listing, opening = Path.iterdir, Path.open

    def closed(self: Path) -> object:
        if self.name == "shut":
            raise PermissionError(13, "Permission denied")
        return listing(self)

    def locked(self: Path, *what: object, **more: object) -> object:
        if self.name in ("b.parquet", "c.csv"):
            raise PermissionError(13, "Permission denied")
        return opening(self, *what, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "iterdir", closed)
    monkeypatch.setattr(Path, "open", locked)
    found = {one.file: one.error for one in read_path(tmp_path)}
    assert found["a.csv"] is None
    assert "The file cannot be opened (Permission denied)" in str(found["b.parquet"])
    assert "The file cannot be opened (Permission denied)" in str(found["c.csv"])
    assert "The folder cannot be opened" in str(found["shut"])
    [whole] = read_path(inner)
    assert "The folder cannot be opened" in str(whole.error)
