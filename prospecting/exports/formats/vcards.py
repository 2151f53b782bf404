"""vCard 2.1, 3.0 and 4.0, parsed by vobject, card by card: a broken card is a refused row.

Lines are unfolded here first, because programs fold in ways that no version allows (a quoted-
printable line broken with "=", base64 without a leading space), and pictures, sounds and keys are
dropped before the parser sees them.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from prospecting.exports.base import NO_PERSON, Outcome
from prospecting.exports.headers import key
from prospecting.exports.limits import MAX_CELL, MAX_ROWS, FileRefused
from prospecting.exports.staging import Reject, build_table

KIND: Final = "vcard"
LABEL: Final = "vCard address book"

_PROPERTY: Final = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)[;:]")
_HEAVY: Final = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "X-ABCROP-RECTANGLE"})
#: Properties read; the rest never reaches the parser.
_WANTED: Final = frozenset(
    {
        "BEGIN", "END", "VERSION", "N", "FN", "EMAIL", "TEL", "ORG", "TITLE", "ROLE", "ADR", "URL",
        "X-SOCIALPROFILE", "X-ABLABEL", "X-ABRELATEDNAMES", "RELATED", "X-LINKEDIN", "NICKNAME",
        "SOCIALPROFILE", "KIND",
    }
)  # fmt: skip
_BROKEN: Final = ("the card cannot be read", "Export this contact again.")
_GROUP: Final = ("a list of contacts, not a person", "Nothing to do.")
_MAX_LINES: Final = 20_000


@dataclass(frozen=True, slots=True)
class _Card:
    line: int
    lines: list[str]
    closed: bool


def looks_like_vcard(text: str) -> bool:
    """Whether the text begins as vCards do."""
    return text[:200].lstrip()[:11].upper() == "BEGIN:VCARD"


def read_vcards(text: str, member: str | None = None) -> Outcome:
    """One contact a card.

    Raises:
        FileRefused: more cards than a file may have.
    """
    rows: list[dict[str, Any]] = []
    rejects: list[Reject] = []
    count = 0
    for card in _cards(text):
        count += 1
        if count > MAX_ROWS:
            raise FileRefused(f"The file has more than {MAX_ROWS:,} cards.", "Split it.")
        if not card.closed:
            rejects.append(
                Reject(card.line, "the card has no end", "Export this contact again.", (), member)
            )
            continue
        try:
            fields = _fields(_parse(card))
        except Exception:  # the parser raises a dozen kinds of error on broken cards
            rejects.append(Reject(card.line, *_BROKEN, (), member))
            continue
        if fields.pop("group", None):
            rejects.append(Reject(card.line, *_GROUP, (), member))
            continue
        if not any(
            fields.get(name) for name in ("first_name", "last_name", "full_name", "email", "url")
        ):
            rejects.append(Reject(card.line, *NO_PERSON, (), member))
            continue
        rows.append({**fields, "line": card.line})
    columns: dict[str, Any] = {
        name: [row.get(name) for row in rows]
        for name in ("line", "first_name", "last_name", "full_name", "email", "phone", "company",
                     "title", "function_label", "location", "country", "url", "referred_by")
    }  # fmt: skip
    columns["relation"] = pa.repeat("address book", len(rows))
    if member is not None:
        columns["member"] = pa.repeat(member, len(rows))
    tables = {"contacts": build_table("contacts", columns, len(rows))} if rows else {}
    return Outcome(count, tables, rejects, [], needs_owner=True)


def _cards(text: str) -> Iterator[_Card]:
    """The cards of a file; a card that another one begins in is left unclosed."""
    begin = 0
    lines: list[str] = []
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        word = raw.strip().upper()
        if word == "BEGIN:VCARD":
            if begin:
                yield _Card(begin, lines, closed=False)
            begin, lines = number, []
        elif word == "END:VCARD" and begin:
            yield _Card(begin, lines, closed=True)
            begin, lines = 0, []
        elif begin:
            lines.append(raw)
    if begin:
        yield _Card(begin, lines, closed=False)


def _unfold(lines: list[str]) -> list[str]:
    """One line a property, without those that nobody reads."""
    out: list[str] = []
    wanted = skipping_base64 = quoted = False
    for raw in lines[:_MAX_LINES]:
        if quoted and wanted and out:
            out[-1] += raw.lstrip()
            quoted = out[-1].endswith("=")
            if quoted:
                out[-1] = out[-1][:-1]
            continue
        if raw[:1] in {" ", "\t"}:
            if wanted and out and len(out[-1]) < MAX_CELL:
                out[-1] += raw[1:]
            continue
        match = _PROPERTY.match(raw)
        if not match or (skipping_base64 and ":" not in raw):
            continue
        name = match[1].upper()
        wanted = name in _WANTED
        skipping_base64 = name in _HEAVY
        quoted = False
        if not wanted or len(raw) > MAX_CELL:
            wanted = False
            continue
        if "QUOTED-PRINTABLE" in raw.partition(":")[0].upper() and raw.endswith("="):
            quoted = True
        out.append(raw[:-1] if quoted else raw)
    return out


def _decoded(line: str) -> str:
    """The line without quoted-printable, which programs write in whatever code page they like."""
    head, _, value = line.partition(":")
    if "QUOTED-PRINTABLE" not in head.upper():
        return line
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    named = re.search(r"CHARSET=\"?([\w-]+)", head, re.IGNORECASE)
    text = None
    for codec in (named[1] if named else "utf-8", "utf-8", "cp1252", "latin-1"):
        try:
            text = raw.decode(codec)
            break
        except (UnicodeDecodeError, LookupError):
            continue
    bare = re.sub(
        r";(?:ENCODING=)?QUOTED-PRINTABLE|;CHARSET=\"?[\w-]+\"?", "", head, flags=re.IGNORECASE
    )
    return f"{bare}:" + re.sub(r"\r\n|\r|\n", r"\\n", text or "")


def _parse(card: _Card) -> Any:
    import vobject

    body = [_decoded(line) for line in _unfold(card.lines)]
    return vobject.readOne("\r\n".join(["BEGIN:VCARD", *body, "END:VCARD", ""]))


def _text(value: Any) -> str | None:
    if isinstance(value, list | tuple):
        value = " ".join(str(part) for part in value if part)
    cleaned = " ".join(str(value).split())[:MAX_CELL]
    return cleaned or None


def _all(card: Any, name: str) -> list[Any]:
    return list(card.contents.get(name, []))


def _fields(card: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for entry in _all(card, "kind"):
        fields["group"] = str(entry.value).strip().lower() not in {"individual", "org"}
    if any(str(entry.value).strip().lower() == "org" for entry in _all(card, "kind")):
        return fields  # a firm's card: its name is nobody's
    for entry in _all(card, "n")[:1]:
        fields["first_name"], fields["last_name"] = (
            _text(entry.value.given),
            _text(entry.value.family),
        )
    for entry in _all(card, "fn")[:1]:
        fields["full_name"] = _text(entry.value)
    emails = sorted(_all(card, "email"), key=lambda entry: not _is(entry, "WORK", "PREF"))
    fields["email"] = next(
        (_text(entry.value) for entry in emails if "@" in str(entry.value)), None
    )
    phones = sorted(_all(card, "tel"), key=lambda entry: not _is(entry, "CELL", "WORK"))
    fields["phone"] = next((_text(str(e.value).removeprefix("tel:")) for e in phones), None)
    for entry in _all(card, "org")[:1]:
        parts = entry.value if isinstance(entry.value, list) else str(entry.value).split(";")
        fields["company"] = _text(parts[0]) if parts else None
        fields["function_label"] = _text(parts[1]) if len(parts) > 1 else None
    for entry in [*_all(card, "title"), *_all(card, "role")][:1]:
        fields["title"] = _text(entry.value)
    for entry in sorted(_all(card, "adr"), key=lambda entry: not _is(entry, "WORK"))[:1]:
        fields["location"], fields["country"] = _text(entry.value.city), _text(entry.value.country)
    links = [
        entry
        for name in ("url", "x-socialprofile", "socialprofile", "x-linkedin")
        for entry in _all(card, name)
    ]
    fields["url"] = next(
        (
            _text(entry.value)
            for entry in links
            if re.search(r"linkedin\.com/(in|pub)/", str(entry.value), re.IGNORECASE)
        ),
        None,
    )
    fields["referred_by"] = _referrer(card)
    if fields.get("full_name") == fields.get("company") and not (
        fields.get("first_name") or fields.get("last_name")
    ):
        fields["full_name"] = None  # a firm's own card, as Apple writes it
    return fields


def _is(entry: Any, *types: str) -> bool:
    given = {str(value).upper() for value in entry.params.get("TYPE", [])}
    return bool(given & set(types)) or any(kind in entry.params for kind in types)


def _referrer(card: Any) -> str | None:
    """A related name under the label "referred by", Apple's or Google's way."""
    labels = {
        entry.group: key(str(entry.value)) for entry in _all(card, "x-ablabel") if entry.group
    }
    for entry in _all(card, "x-abrelatednames"):
        if labels.get(entry.group) == "referredby":
            return _text(entry.value)
    for entry in _all(card, "related"):
        if any(key(str(kind)) == "referredby" for kind in entry.params.get("TYPE", [])):
            return _text(entry.value)
    return None
