"""Connections that went through a spreadsheet or another program before they came here."""

from __future__ import annotations

from datetime import date

import pytest

from prospecting.exports import StagedFile, read_bytes
from prospecting.exports.dates import read_days
from prospecting.exports.decode import decode
from prospecting.exports.mojibake import mend

HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
ROWS = (
    "Jürgen,Haßlacher,https://www.linkedin.com/in/jh,,Oberland Pumpen KG,Leiter Einkauf,08 Feb 2024",
    'Zoë,"Østergård, MBA",https://www.linkedin.com/in/zo,,Fjordlys A/S,CFO – Nordics,17 Mar 2021',
    'Anneliese,Mayr,https://www.linkedin.com/in/am,,"Mayr; Söhne",Geschäftsführerin,03 Dec 2019',
    ",,,,,,07 Jun 2026",
)
PREAMBLE = 'Notes:\n"You may notice, that some addresses are missing"\n\n'
PLAIN = PREAMBLE + "\n".join((HEADER, *ROWS))


def people(staged: StagedFile) -> list[tuple[str, str, str, str]]:
    """Names, company and date of what was stored."""
    return [
        (r["first_name"], r["last_name"], r["company"], str(r["connected_on"]))
        for r in staged.tables["contacts"].to_pylist()
    ]


WANTED = [
    ("Jürgen", "Haßlacher", "Oberland Pumpen KG", "2024-02-08"),
    ("Zoë", "Østergård, MBA", "Fjordlys A/S", "2021-03-17"),
    ("Anneliese", "Mayr", "Mayr; Söhne", "2019-12-03"),
]


def in_one_cell(text: str, quoted: str) -> str:
    """The text as a spreadsheet saves it that did not split the lines by commas."""
    lines = text.split("\n")
    return "\r\n".join(
        '"' + line.replace('"', '""') + '"' if any(mark in line for mark in quoted) else line
        for line in lines
    )


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode().decode("cp1252").encode(),
        PLAIN.encode().decode("latin-1").encode("utf-8-sig"),
        PLAIN.encode().decode("cp1252").encode().decode("cp1252").encode(),
        in_one_cell(PLAIN, '";').encode("cp1252"),
        in_one_cell(PLAIN, '",;').encode("utf-8-sig"),
    ],
    ids=["plain", "garbled", "garbled by latin-1", "garbled twice", "one cell", "one cell, all"],
)
def test_connections_come_back_whole(data: bytes) -> None:
    staged = read_bytes("Connections.csv", data)
    assert staged.format == "linkedin-connections"
    assert people(staged) == WANTED
    assert (staged.rows, staged.rejected) == (4, 1)
    assert "hidden" in staged.rejects[0].reason


def test_garbled_letters_are_said() -> None:
    staged = read_bytes("Connections.csv", PLAIN.encode().decode("cp1252").encode())
    assert "garbled (such as 'Ã¼')" in staged.warnings[0]


@pytest.mark.parametrize(
    "text",
    ["CAFÉ’S", "«SOCIÉTÉ»", "JOÃO MAÇÃ", "Ärm Å Ø", "œ∑´®†¥¨ˆøπ“‘", "ÅÍÎÏ˝ÓÔÒÚÆ☃", "Œ„´‰ˇÁ¨ˆØ∏”’"],
)
def test_right_letters_are_left_alone(text: str) -> None:
    assert mend(text) == (text, 0, "")


@pytest.mark.parametrize(
    "text", ["DÍAZ Álvaro", "voilà", "Paweł Żak", "Ioniță", "Пётр", "🚀 Théo’s", "Nguyễn", "™ © °"]
)
def test_garbled_letters_are_turned_back(text: str) -> None:
    garbled = "".join(
        bytes([byte]).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte)
        for byte in text.encode()
    )
    assert mend(garbled)[0] == text
    assert decode(garbled.encode()).text == text


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["45330", "44272.5"], [date(2024, 2, 8), date(2021, 3, 17)]),
        (["2024. febr. 8.", "2021. márc. 17."], [date(2024, 2, 8), date(2021, 3, 17)]),
        (["Apr-09", "Sept. 12"], [date(2009, 4, 1), date(2012, 9, 1)]),
        (["2024. 02. 08.", "2021.03.17."], [date(2024, 2, 8), date(2021, 3, 17)]),
    ],
)
def test_dates_as_spreadsheets_leave_them(cells: list[str], wanted: list[date]) -> None:
    assert read_days(cells, "Connected On")[0] == wanted


def test_days_as_numbers_are_said_and_other_numbers_are_no_dates() -> None:
    days, warnings = read_days(["45330", "99999", "########"], "Connected On")
    assert days == [date(2024, 2, 8), None, None]
    assert "45330 being 2024-02-08" in warnings[0]
    assert "2 cells are no date" in warnings[1]
    _, warnings = read_days(["########"], "Connected On")
    assert "Widen the column" in warnings[0]


def test_the_old_export_for_outlook_express_is_known_by_its_name() -> None:
    text = "First Name,Last Name,Middle Name,Name,Nickname,E-mail Address,Company,Job Title,Notes\n"
    text += "Ida,Brun,,Ida Brun,,ida@example.org,Fjordlys A/S,CFO,\n"
    name = "linkedin_connections_export_outlook_express.csv"
    staged = read_bytes(name, text.encode())
    assert staged.format == "linkedin-connections"
    assert staged.tables["contacts"].to_pylist()[0]["title"] == "CFO"


_SMALL = ("Pål", "på", "André", "Müller", "Noël")
_CAPITAL = ("Åse", "ÉLODIE", "Øye")  # alone they read as well in Mac's page, the rarer one


@pytest.mark.parametrize(
    ("name", "codec"),
    [(name, "cp1252") for name in (*_SMALL, *_CAPITAL)] + [(name, "mac_roman") for name in _SMALL],
)
def test_one_letter_is_enough_to_know_the_code_page(name: str, codec: str) -> None:
    text = f"First Name,Last Name,Company,Position\n{name},Lie,Fjord AS,CFO\n"
    assert decode(text.encode(codec)).text == text
