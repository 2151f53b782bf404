"""The cases of csv-spectrum, nasty strings, and the ways in which ``csv`` itself gives up.

With the environment variable PROSPECTOR_TEST_DATA naming a folder that holds ``csv-spectrum`` and
``naughty-strings``, the original files are tried as well.
"""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from prospecting.exports import StagedFile, read_bytes
from prospecting.exports.decode import decode
from prospecting.exports.limits import MAX_CELL
from prospecting.exports.opening import open_sheets
from prospecting.exports.parse import parse

SPECTRUM: dict[str, tuple[bytes, list[dict[str, str]]]] = {
    "simple": (b"a,b,c\n1,2,3\n", [{"a": "1", "b": "2", "c": "3"}]),
    "simple_crlf": (b"a,b,c\r\n1,2,3\r\n", [{"a": "1", "b": "2", "c": "3"}]),
    "comma_in_quotes": (
        b'first,last,town\nAda,Vogt,"Lichtenau, NRW"\n',
        [{"first": "Ada", "last": "Vogt", "town": "Lichtenau, NRW"}],
    ),
    "empty": (
        b'a,b,c\n1,"",""\n2,3,4\n',
        [{"a": "1", "b": "", "c": ""}, {"a": "2", "b": "3", "c": "4"}],
    ),
    "empty_crlf": (
        b'a,b,c\r\n1,"",""\r\n2,3,4\r\n',
        [{"a": "1", "b": "", "c": ""}, {"a": "2", "b": "3", "c": "4"}],
    ),
    "escaped_quotes": (b'a,b\n1,"ha ""ha"" ha"\n', [{"a": "1", "b": 'ha "ha" ha'}]),
    "json": (
        b'key,val\n1,"{""type"": ""Point"", ""at"": [1.0, 0.5]}"\n',
        [{"key": "1", "val": '{"type": "Point", "at": [1.0, 0.5]}'}],
    ),
    "newlines": (
        b'a,b\n"Once upon \na time",5\n7,8\n',
        [{"a": "Once upon \na time", "b": "5"}, {"a": "7", "b": "8"}],
    ),
    "newlines_crlf": (
        b'a,b\r\n"Once upon \r\na time",5\r\n7,8\r\n',
        [{"a": "Once upon \r\na time", "b": "5"}, {"a": "7", "b": "8"}],
    ),
    "quotes_and_newlines": (b'a,b\n1,"ha \n""ha"" \nha"\n', [{"a": "1", "b": 'ha \n"ha" \nha'}]),
    "utf8": ("a,b\n4,ʤ\n".encode(), [{"a": "4", "b": "ʤ"}]),
    "location": (
        "Phone,Place\n123,37°36'37.8\"N 121°2'17.9\"W\n".encode("cp1252"),
        [{"Phone": "123", "Place": "37°36'37.8\"N 121°2'17.9\"W"}],
    ),
}

NASTY = [
    "undefined", "null", "None", "NaN", "-1", "1/0", "0x0", "1,000.00", "१२३", "ÅÍÎÏ˝ÓÔÒÚÆ☃", "Ω≈ç√∫˜µ≤",
    "田中さんにあげて下さい", "社會科學院", "😍🏳0️⃣", "مُنَاقَشَةُ", "Ṱ̺̺̕o͞ ̷i̲̬", "˙ɐnbᴉlɐ",
    "<script>alert(1)</script>", "'; DROP TABLE people; --", '" onfocus=alert(1) "', "$HOME", "%d%s%n",
    "{{ 7*7 }}", "../../etc/passwd", "\u200b", "\u202eabc", "\ufdfd", "a\u2028b\u2029c", "\U000e0041",
    "O'Neil", "'", "''", "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1", "-1+1", "＝1", "\\", "\\\"", "`ls`",
    "{", "}", "[]", "a;b", "a|b", "a\tb", "a,b", 'a"b', "line one\nline two", "NUL", "ㅤ",
]  # fmt: skip


def shared(name: str) -> Path | None:
    folder = os.environ.get("PROSPECTOR_TEST_DATA")
    return Path(folder) / name if folder and (Path(folder) / name).is_dir() else None


def rows_of(data: bytes) -> list[dict[str, str]]:
    """Records under the first line, as any CSV reader has them."""
    records = parse(decode(data).text)
    head, *body = [row for row in records.rows if row]
    assert not records.rejects
    return [dict(zip(head, row, strict=True)) for row in body]


@pytest.mark.parametrize("name", sorted(SPECTRUM))
def test_csv_spectrum(name: str) -> None:
    data, expected = SPECTRUM[name]
    assert rows_of(data) == expected


def test_the_original_csv_spectrum() -> None:
    folder = shared("csv-spectrum")
    if folder is None:
        pytest.skip("PROSPECTOR_TEST_DATA names no folder with csv-spectrum")
    paths = sorted((folder / "csvs").glob("*.csv"))
    assert len(paths) == 12
    for path in paths:
        expected: Any = json.loads(
            (folder / "json" / f"{path.stem}.json").read_bytes().decode("utf-8", "replace")
        )
        listed = expected if isinstance(expected, list) else [expected]
        found = rows_of(path.read_bytes())
        if path.stem == "location_coordinates":
            assert [sorted(row) for row in found] == [sorted(row) for row in listed]
        else:
            assert found == listed


def originals() -> list[str]:
    folder = shared("naughty-strings")
    if folder is None:
        return []
    loaded: list[str] = json.loads((folder / "blns.json").read_text(encoding="utf-8"))
    return loaded


def test_nasty_strings_survive() -> None:
    texts = NASTY + originals()
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(
        ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"]
    )
    for text in texts:
        writer.writerow(["Ben", "Weber", "", "", text, "CFO", "08 Feb 2026"])
    staged = read_bytes("Connections.csv", out.getvalue().encode())
    assert staged.rows == staged.stored == len(texts)
    found = staged.tables["contacts"]["company"].to_pylist()
    for text, company in zip(texts, found, strict=True):
        cleaned = "".join(
            c for c in text if c in "\t\n\r" or not (ord(c) < 32 or 127 <= ord(c) < 160)
        )
        assert company == (cleaned.strip() or None)


def test_our_own_guard_against_formulas_is_taken_back() -> None:
    text = "Name,Email,Company,Client since\n'=Anna,a@b.example,' @home,2020-01-01\n'quoted',c@d.example,'-1,2020-01-01\n"
    staged = read_bytes("clients.csv", text.encode())
    table = staged.tables["clients"]
    assert table["full_name"].to_pylist() == ["=Anna", "'quoted'"]
    assert table["company"].to_pylist() == ["@home", "-1"]


HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
GOOD = "Ben,Weber,,,Arends,CFO,08 Feb 2026\n"


@pytest.mark.parametrize("length", [MAX_CELL + 1, 131_073, 400_000])
def test_a_cell_too_long_is_a_row_refused(length: int) -> None:
    text = HEAD + GOOD + f"Eva,Evans,,,{'x' * length},CEO,08 Feb 2026\n" + GOOD
    staged = read_bytes("Connections.csv", text.encode())
    assert (staged.rows, staged.stored) == (3, 2)
    assert staged.rejects[0].line == 3
    assert "characters" in staged.rejects[0].reason
    assert all(len(cell) <= 200 for cell in staged.rejects[0].cells)


def test_a_stray_carriage_return_is_named() -> None:
    staged = read_bytes(
        "Connections.csv", (HEAD + GOOD + "Eva,Ev\rans,,,Evans,CEO,08 Feb 2026\n" + GOOD).encode()
    )
    assert staged.stored == 2
    assert staged.rows == staged.stored + staged.rejected
    assert {reject.line for reject in staged.rejects} == {3, 4}
    assert all("carriage return" in reject.reason for reject in staged.rejects)


def test_old_mac_line_ends_are_line_ends() -> None:
    staged = read_bytes("Connections.csv", (HEAD + GOOD + GOOD).replace("\n", "\r").encode())
    assert (staged.rows, staged.stored) == (2, 2)


def test_control_characters_are_left_out_and_counted() -> None:
    staged = read_bytes(
        "Connections.csv", (HEAD + "Be\x00n,We\x07ber,,,Are\x7fnds,CFO,08 Feb 2026\n").encode()
    )
    assert staged.tables["contacts"]["first_name"].to_pylist() == ["Ben"]
    assert staged.warnings == ["3 control characters were left out."]


def test_headers_twice_or_blank_are_renamed_and_said() -> None:
    text = (
        "First Name,Last Name,Company,Company,,Connected On\nBen,Weber,Arends,Other,x,08 Feb 2026\n"
    )
    staged = read_bytes("Connections.csv", text.encode())
    assert staged.tables["contacts"]["company"].to_pylist() == ["Arends"]
    assert any(
        "'Company' stands 2 times" in text and "column 5" in text for text in staged.warnings
    )
    sheets = open_sheets("x.csv", text.encode(), StagedFile("x.csv", "", ""))
    assert isinstance(sheets, list)
    assert sheets[0].header[3:5] == ["Company (2)", "column 5"]


def test_excel_names_its_delimiter() -> None:
    text = "sep=|\r\n" + (HEAD + GOOD).replace(",", "|")
    staged = read_bytes("Connections.csv", text.encode())
    assert (staged.stored, staged.delimiter) == (1, "|")


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with BOM"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 without BOM"),
        ("utf-16-be", "UTF-16 without BOM"),
        ("cp1252", "Windows-1252"),
        ("mac_roman", "Mac Roman"),
    ],
)
def test_the_encoding_is_found_and_said(codec: str, label: str) -> None:
    text = (
        HEAD
        + "Jürgen,Großmann,,,Müller & Söhne,Geschäftsführer,08 Feb 2026\nÉlodie,Lefèvre,,,Café,Chargée d'études,1 Mar 2020\n"
    )
    staged = read_bytes("Connections.csv", text.encode(codec))
    assert staged.encoding == label
    assert staged.tables["contacts"]["last_name"].to_pylist() == ["Großmann", "Lefèvre"]


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("cp1250", "Żółtowski"),
        ("cp1251", "Иванов"),
        ("shift_jis", "田中"),
        ("cp1253", "Παπαδόπουλος"),
    ],
)
def test_other_code_pages_are_guessed(codec: str, name: str) -> None:
    line = {
        "cp1250": "Łukasz,Żółtowski,,,Spółdzielnia Źródło,Kierownik sprzedaży i ksiąg,08 Feb 2026\n",
        "cp1251": "Борис,Иванов,,,Завод Север,Главный бухгалтер и начальник отдела,08 Feb 2026\n",
        "shift_jis": "太郎,田中,,,株式会社山田製作所,営業部長および購買担当者です,08 Feb 2026\n",
        "cp1253": "Γιώργος,Παπαδόπουλος,,,Εταιρεία Θάλασσα,Διευθυντής πωλήσεων και αγορών,08 Feb 2026\n",
    }[codec]
    staged = read_bytes("Connections.csv", (HEAD + line * 5).encode(codec))
    assert staged.tables["contacts"]["last_name"].to_pylist() == [name] * 5
