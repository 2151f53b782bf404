"""What is no table: documents, mails, pages, archives of other programs, each with its own mend."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from prospecting.exports.limits import FileRefused

_UNPACK: Final = "Unpack it and import the files inside."
_AS_TABLE: Final = "Save the table in it as CSV or XLSX, and import that."
_OPEN: Final = "Open it in Excel or LibreOffice, save it as XLSX or CSV, and import that."

#: Archives that stay closed, by their first bytes.
_ARCHIVES: Final = (
    (0, b"7z\xbc\xaf", "a 7-Zip archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ", "an xz archive"),
    (257, b"ustar", "a TAR archive"),
)
#: Documents in the container of old Office, by the name of a stream.
_STREAMS: Final = (
    ("EncryptedPackage", "The workbook is protected by a password.", "Save it without the password."),
    ("WordDocument", "The file is a Word document, not a table.", _AS_TABLE),
    ("PowerPoint Document", "The file is a presentation, not a table.", _AS_TABLE),
    ("__properties_version1.0", "The file is a mail of Outlook, not a table.",
     "Save the attachment, and import that."),
)  # fmt: skip
#: Documents that are ZIP archives, by a member.
_MEMBERS: Final = (
    ("word/document.xml", "The file is a Word document, not a table.", _AS_TABLE),
    ("ppt/presentation.xml", "The file is a presentation, not a table.", _AS_TABLE),
    ("Index/Document.iwa", "The file is a document of Numbers, Pages or Keynote.",
     "In Numbers choose File, Export To, CSV, and import that."),
    ("META-INF/container.xml", "The file is a book, not a table.", _AS_TABLE),
)  # fmt: skip
#: Documents that are text, by how they begin.
_BEGINNINGS: Final = (
    (re.compile(r"<\?xml.{0,400}office:spreadsheet", re.S),
     "The file is a workbook in the XML of Excel 2003.", _OPEN),
    (re.compile(r"(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body|table|meta)\b"),
     "The file is a web page, whatever its name says, not a table.", _OPEN),
    (re.compile(r"<\?xml\b|<[a-z][\w:.-]*[^>]*>\s*<"), "The file is XML, not a table.",
     "Export the list as CSV or XLSX."),
    (re.compile(r"\[\s*[\[{]|\{\s*\""), "The file is JSON, not a table.",
     "Export the list as CSV or XLSX."),
    (re.compile(r"\{\\rtf"), "The file is a text document (RTF), not a table.", _AS_TABLE),
    (re.compile(r"begin:vcalendar"), "The file is a calendar, not a list of people.",
     "Export the contacts as vCard or CSV."),
)  # fmt: skip
_FIELD: Final = re.compile(
    r"^(?:from|to|subject|date|received|mime-version|return-path|message-id|content-type|"
    r"delivered-to|reply-to):\s",
    re.I | re.M,
)
_HEAD: Final = 2_000
_MAIL: Final = 3


def refuse_document(data: bytes) -> None:
    """Refuse what another program's bytes show to be no table.

    Raises:
        FileRefused: with what it is, and what to do.
    """
    for at, mark, name in _ARCHIVES:
        if data[at : at + len(mark)] == mark:
            raise FileRefused(f"The file is {name}, not a table.", _UNPACK)
    if data[:4] == b"\xd0\xcf\x11\xe0":
        for stream, what, mend in _STREAMS:
            if stream.encode("utf-16-le") in data:
                raise FileRefused(what, mend)
    if data[:4] == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as zipped:
                names = set(zipped.namelist())
        except Exception:  # said by who unpacks it
            return
        for member, what, mend in _MEMBERS:
            if member in names:
                raise FileRefused(what, mend)


def refuse_text(text: str) -> None:
    """Refuse a text that is a document of another kind.

    Raises:
        FileRefused: with what it is, and what to do.
    """
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    for begins, what, mend in _BEGINNINGS:
        if begins.match(head.lower()):
            raise FileRefused(what, mend)
    first = head.partition("\n\n")[0].replace("\r", "")
    if _FIELD.match(first) and len(_FIELD.findall(first)) >= _MAIL:
        raise FileRefused(
            "The file is a mail, not a table.", "Save the attachment, and import that."
        )
