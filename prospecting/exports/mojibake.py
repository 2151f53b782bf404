"""Letters that another program garbled before: "JÃ¼rgen" is UTF-8 once read as Windows-1252.

A spreadsheet that opens LinkedIn's UTF-8 without a mark takes it for its own code page, and saves
the wrong letters as right ones. The bytes they stand for are UTF-8 still, so a run of such letters
that is valid UTF-8 is turned back, and only then: no language writes "Ã¼" or "â€™".
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final


def _byte_of() -> dict[str, int]:
    """Each character that Windows-1252 or ISO-8859-1 reads from a byte of 128 or more."""
    table = {chr(byte): byte for byte in range(0x80, 0x100)}
    for byte in range(0x80, 0xA0):
        try:
            table[bytes([byte]).decode("cp1252")] = byte
        except UnicodeDecodeError:  # five bytes have no character there; programs keep them
            continue
    return table


_BYTE_OF: Final = _byte_of()
_LEAD: Final = "".join(char for char, byte in _BYTE_OF.items() if 0xC2 <= byte <= 0xF4)
_NEXT: Final = "".join(char for char, byte in _BYTE_OF.items() if byte < 0xC0)
_HIGH: Final = "".join(_BYTE_OF)
_PAIR: Final = re.compile(f"[{_LEAD}][{_NEXT}]")
_RUN: Final = re.compile(f"[{_HIGH}]{{2,}}")
#: Garbled letters begin with one of these, those of East Asia apart; few texts have any.
_SIGNS: Final = (
    "Ã", "Â", "â€", "â‚", "â„", "Å", "Ä", "Æ", "È", "ðŸ", "Ð", "Ñ", "Î", "Ï", "Ø", "Ù", "áº", "á»",
)  # fmt: skip
_LATIN: Final = re.compile(
    "[\u00a0-\u017f\u0218-\u021b\u1e00-\u1eff\u2010-\u2044\u20ac\u2122\ufeff\u0192\u02c6\u02dc]"
)
_TWICE: Final = 3


def mend(text: str) -> tuple[str, int, str]:
    """The text with garbled runs turned back, how many there were, and one of them as an example.

    A run is left where its bytes are no UTF-8, or where what would come out is no letter that
    names and firms are written with: "CAFÉ’S" stays.
    """
    # Nearly all files are left here; the second look costs a nanosecond a letter.
    if text.isascii() or not any(sign in text for sign in _SIGNS) or not _PAIR.search(text):
        return text, 0, ""
    mended = 0
    example = ""

    def turn(match: re.Match[str]) -> str:
        nonlocal mended, example
        plain = _plain(match[0])
        if plain is None:
            return match[0]
        mended += 1
        example = example or match[0]
        return plain

    for _ in range(_TWICE):  # what was saved wrongly twice is garbled twice
        before = mended
        text = _RUN.sub(turn, text)
        if mended == before:
            break
    return text, mended, example


def _plain(run: str) -> str | None:
    try:
        plain = bytes(_BYTE_OF[char] for char in run).decode("utf-8")
    except UnicodeDecodeError:
        return None
    other = [char for char in plain if not _LATIN.match(char)]
    if not other:
        return plain
    # Of another alphabet a single letter may be chance, and so may two; of emoji none is.
    letters = sum(unicodedata.category(char).startswith("L") for char in other)
    signs = sum(_is_sign(char) for char in other)
    if letters + signs < len(other) or 0 < letters < 3:
        return None
    return plain


def _is_sign(char: str) -> bool:
    return ord(char) >= 0x2190 and unicodedata.category(char) in {"So", "Sk", "Mn", "Cf", "Sm"}
