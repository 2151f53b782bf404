"""vCards as programs write them: folding, code pages, pictures, broken cards."""

from __future__ import annotations

import pytest

from prospecting.exports import read_bytes

FIELDS = ["first_name", "last_name", "full_name", "email", "title", "company", "referred_by"]


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def contacts(text: str, codec: str = "utf-8") -> list[dict[str, str | None]]:
    staged = read_bytes("book.vcf", text.encode(codec))
    assert staged.error is None
    assert staged.rows == staged.stored + staged.rejected
    found: list[dict[str, str | None]] = staged.tables["contacts"].select(FIELDS).to_pylist()
    return found


@pytest.mark.parametrize(
    ("charset", "first", "last"),
    [
        ("ISO-8859-1", "J=FCrgen", "M=FCller"),
        ("UTF-8", "J=C3=BCrgen", "M=C3=BCller"),
        ("X-NONE", "J=FCrgen", "M=FCller"),
    ],
)
def test_quoted_printable_in_any_code_page(charset: str, first: str, last: str) -> None:
    (row,) = contacts(
        card(f"N;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:{last};{first}", version="2.1")
    )
    assert (row["first_name"], row["last_name"]) == ("Jürgen", "Müller")


def test_a_bare_parameter_and_soft_line_breaks() -> None:
    (row,) = contacts(
        card("FN:A B", "TITLE;QUOTED-PRINTABLE:Chef=20de=\r\n=20Caf=C3=A9", version="2.1")
    )
    assert row["title"] == "Chef de Café"


def test_pictures_are_dropped_however_they_are_folded() -> None:
    base64 = "/9j/4AAQSkZJRg" * 2000
    folded = "\r\n ".join(base64[n : n + 70] for n in range(0, len(base64), 70))
    unfolded = "\r\n".join(base64[n : n + 70] for n in range(0, len(base64), 70))
    text = card("FN:Ann One", f"PHOTO;ENCODING=b;TYPE=JPEG:{folded}", "EMAIL:a@b.example")
    text += card(
        "FN:Ben Two",
        f"PHOTO;ENCODING=BASE64;JPEG:\r\n{unfolded}\r\n",
        "EMAIL:c@d.example",
        version="2.1",
    )
    text += card(f"item1.LOGO;ENCODING=b:{base64 * 3}", "FN:Cem Three", "EMAIL:e@f.example")
    assert [row["email"] for row in contacts(text)] == ["a@b.example", "c@d.example", "e@f.example"]


def test_lower_case_properties_and_unix_line_ends() -> None:
    text = (
        card("n:Lower;Case", "fn:Case Lower", "email;type=work:x@y.example")
        .lower()
        .replace("\r\n", "\n")
    )
    (row,) = contacts(text)
    assert row["email"] == "x@y.example"


def test_a_broken_card_is_a_row_refused_and_the_next_is_read() -> None:
    text = (
        card("FN:Ann One")
        + "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Never Closed\r\n"
        + card("FN:Ben Two")
    )
    staged = read_bytes("book.vcf", text.encode())
    assert (staged.rows, staged.stored) == (3, 2)
    assert staged.rejects[0].line == 5
    assert "no end" in staged.rejects[0].reason


def test_who_referred_them_as_apple_and_the_standard_write_it() -> None:
    apple = card("FN:Ann One", "item1.X-ABRELATEDNAMES:Eva Evans", "item1.X-ABLabel:REFERRED_BY")
    other = card("FN:Ben Two", "item1.X-ABRELATEDNAMES:Pat", "item1.X-ABLabel:_$!<Spouse>!$_")
    assert [row["referred_by"] for row in contacts(apple + other)] == ["Eva Evans", None]


def test_another_encoding_of_the_file_itself() -> None:
    text = card("N:Müller;Jürgen", "FN:Jürgen Müller", "ORG:Grün & Söhne;Einkauf")
    (row,) = contacts(text, "utf-16")
    assert row["company"] == "Grün & Söhne"
    (row,) = contacts(text, "cp1252")
    assert row["last_name"] == "Müller"


def test_a_thousand_cards() -> None:
    text = "".join(card(f"FN:Person {n}", f"EMAIL:p{n}@example.org") for n in range(1000))
    assert len(contacts(text)) == 1000
