"""From bytes to text: byte-order marks, strict UTF-8, UTF-16, and only then a guess, named.

The guess is between the code pages that exports are really written in; it is made from the
letters that come out, since a wrong page turns "Müller" into a word no language has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from prospecting.exports.headers import LONGEST, key, known_keys
from prospecting.exports.limits import FileRefused
from prospecting.exports.mojibake import mend

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8 with BOM"),
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)

_PDF: Final = b"%PDF-"
_CONTROLS: Final = bytes(set(range(32)) - {9, 10, 13}) + b"\x7f"
_CONTROL_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

#: Files that are often renamed to .csv, or dropped by mistake: magic number, what it is.
_MAGIC: Final = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"RIFF", "a picture or sound"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file, the encoding in words, and how many control characters were left out.

    ``mended`` counts runs of letters that another program had garbled, ``garbled`` is one of them.
    """

    text: str
    encoding: str
    controls: int
    mended: int = 0
    garbled: str = ""


def decode(data: bytes) -> Decoded:
    """The text of ``data``, without byte-order mark and control characters, garbled letters mended.

    Raises:
        FileRefused: the bytes are no text (a picture, a program, an archive, noise).
    """
    if data[:1024].lstrip().startswith(_PDF):  # one of plain letters would pass for a text
        _refuse_binary(data.lstrip())
    for bom, codec, label in _BOMS:
        if data.startswith(bom):
            return _with_bom(data[len(bom) :], codec, label)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(data)
    if b"\0" in data:
        wide = _wide_codec(data)
        if wide:
            try:
                return _clean(data.decode(wide), "UTF-16 without BOM")
            except UnicodeDecodeError:
                pass
        _refuse_binary(data)
    # Counting deleted bytes is twenty times faster than a regular expression over the text.
    if len(data.translate(None, _CONTROLS)) == len(data) and b"\xc2" not in data:
        return _mended(text, "UTF-8")
    return _clean(text, "UTF-8")


def _with_bom(body: bytes, codec: str, label: str) -> Decoded:
    if codec.startswith("utf-16") and len(body) % 2:
        body = body[:-1]  # cut off in the middle of a character: the last row will show it
    try:
        return _clean(body.decode(codec), label)
    except UnicodeDecodeError:
        if codec == "utf-8":
            return _guess(body)
        raise FileRefused(
            f"The file says that it is {label} but is not readable as such.",
            "Save it again as CSV UTF-8.",
        ) from None


def _clean(text: str, encoding: str) -> Decoded:
    # Mended first: of "Í", garbled, the second half is a control character.
    found = _mended(text, encoding)
    cleaned, count = _CONTROL_TEXT.subn("", found.text)
    return Decoded(cleaned.lstrip("\ufeff"), encoding, count, found.mended, found.garbled)


def _mended(text: str, encoding: str) -> Decoded:
    plain, count, example = mend(text)
    return Decoded(plain, encoding, 0, count, example)


def _wide_codec(data: bytes) -> str | None:
    """UTF-16 without a mark: in Latin text every second byte is zero."""
    sample = data[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _refuse_binary(data: bytes) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic) and (len(magic) > 2 or _looks_binary(data)):
            raise FileRefused(
                f"The file is {what}, not a table.", "Choose the export itself (CSV, XLSX or ZIP)."
            )
    if _looks_binary(data):
        raise FileRefused(
            "The file holds no readable text.", "Choose the export itself (CSV, XLSX or ZIP)."
        )


def _looks_binary(data: bytes) -> bool:
    sample = data[:65536]
    kept = len(sample.translate(None, _CONTROLS))
    return len(sample) - kept > max(8, len(sample) // 20)


def _guess(data: bytes) -> Decoded:
    wide = _wide_codec(data)
    if wide:
        try:
            return _clean(data[: len(data) // 2 * 2].decode(wide), "UTF-16 without BOM")
        except UnicodeDecodeError:
            pass
    _refuse_binary(data)
    codec = _by_headers(data) or _western(data) or _normalizer(data)
    try:
        text = data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        codec = "latin-1"
        text = data.decode(codec)
    names = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "latin-1": "ISO-8859-1"}
    return _clean(text, names.get(codec, codec))


# Letters that names and firms in Western Europe are written with, and common punctuation.
_WESTERN: Final = frozenset(
    "äöüÄÖÜßéèêëÉÈÊáàâãåÁÀÂÅæÆøØóòôõÓÔíìîïÍúùûÚñÑçÇœŒšŠžŽýÿ’‘“”„–—…•€£§°®™©´«»ºª½ "
)


#: Code pages of exports, by the languages they are written for.
_PAGES: Final = ("cp1252", "mac_roman", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "koi8_r")
_HEAD: Final = 8192
_SURE_HEADERS: Final = 2


def _by_headers(data: bytes) -> str | None:
    """The code page in which the first lines hold known headers that no other page gives.

    "Příjmení" read as Western is no word of any program; the rows below may be too few to tell.
    """
    cells = {
        cell.strip(b" \"'\r")
        for line in data[:_HEAD].split(b"\n")[:20]
        for cell in re.split(rb"[,;\t|]", line)
        if not cell.isascii() and len(cell) <= LONGEST
    }
    known = known_keys()
    hits: dict[str, int] = {}
    for page in _PAGES:
        try:
            hits[page] = sum(key(cell.decode(page)) in known for cell in cells)
        except UnicodeDecodeError:
            continue
    ranked = sorted(hits, key=lambda page: -hits[page])
    if not ranked or hits[ranked[0]] < _SURE_HEADERS:
        return None
    first, *rest = ranked
    return first if all(hits[first] > hits[page] for page in rest) else None


#: So is one at its end ("pÂ") or second in a name ("PÂl").
_ODD_CAPITAL: Final = re.compile(r"[a-z][À-ÖØ-ÞŠŒŽŸ](?![a-z])|[A-Z][À-ÖØ-ÞŠŒŽŸ](?=[a-z])")


def _western(data: bytes) -> str | None:
    """cp1252 or Mac Roman where the letters that come out speak for one of them clearly."""
    scores: dict[str, float] = {}
    for codec in ("cp1252", "mac_roman"):
        try:
            text = data[: 1 << 20].decode(codec)
        except UnicodeDecodeError:
            continue
        high = [char for char in text if char > "\x7f"]
        if not high:
            return codec
        # Words of such letters alone are of another alphabet, read with the wrong page.
        if sum(map(len, re.findall(r"[^\x00-\x7f\W]{3,}", text))) > 0.3 * len(high):
            return None
        # A capital in the middle of a small word ("MŸller") is what a wrong page looks like.
        odd = len(re.findall(r"[a-z][^\x00-\x7f](?=[a-z])", text)) - len(
            re.findall(r"[a-z][à-öø-ÿœšžß](?=[a-z])", text)
        )
        odd = max(0, odd) + len(_ODD_CAPITAL.findall(text))
        scores[codec] = (sum(char in _WESTERN for char in high) - odd) / len(high)
    if not scores:
        return None
    best = max(scores, key=lambda codec: (scores[codec], codec == "cp1252"))
    return best if scores[best] >= 0.9 else None


def _normalizer(data: bytes) -> str:
    from charset_normalizer import from_bytes

    match = from_bytes(data[: 1 << 18]).best()
    return match.encoding if match else "cp1252"
