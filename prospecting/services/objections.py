"""Files of objections: who wrote that they want to be left alone, taken onto the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from prospecting.errors import Refused
from prospecting.exports.limits import FileRefused
from prospecting.exports.opening import open_sheets
from prospecting.exports.sheet import Sheet
from prospecting.exports.staging import StagedFile
from prospecting.services.access import require
from prospecting.services.session import Session
from prospecting.workspace import WorkspaceError

MOST_ROWS: Final = 100_000
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "url": ("url", "profile url", "profile", "linkedin", "linkedin url", "profile address"),
    "email": ("email", "e-mail", "email address", "e-mail address", "mail"),
    "name": ("name", "full name", "contact", "person"),
    "company": ("company", "organization", "organisation", "firma", "account"),
    "domain": ("domain", "website"),
}
_SUFFIXES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class Objections:
    """What came of a file: rows read, taken onto the list, left out with the reason."""

    rows: int
    taken: int
    left_out: list[tuple[int, str]] = field(default_factory=list)

    @property
    def message(self) -> str:
        """In one sentence."""
        many = "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        said = f"{self.taken:,} of {many} are on the list now and are never suggested again."
        if self.left_out:
            line, why = self.left_out[0]
            said += f" {len(self.left_out):,} could not be read, the first in line {line}: {why}."
        return said


def take_file(session: Session, name: str, data: bytes) -> Objections:
    """Put everybody in a file of objections on the list of people who are never suggested.

    One row a person (profile address, e-mail, or name with company) or a company. A file without
    a header may hold one address or e-mail a line.

    Raises:
        Refused: the role may not, or the file holds no such table.
    """
    require(session, "suppress")
    if not name.lower().endswith(_SUFFIXES):
        raise Refused(f"{name} is no table: a file of objections is a CSV or a workbook")
    try:
        sheets = open_sheets(name, data, StagedFile(name, "", "unknown"))
    except FileRefused as error:
        raise Refused(str(error)) from None
    if isinstance(sheets, str) or not sheets:
        raise Refused(f"{name} holds no table")
    sheet = max(sheets, key=lambda one: len(one.rows))
    if len(sheet.rows) > MOST_ROWS:
        raise Refused(f"{name} has {len(sheet.rows):,} rows; take at most {MOST_ROWS:,} at a time")
    taken, left_out = 0, [(one.line, one.reason) for one in sheet.rejects]
    rows = _rows(sheet)
    for line, signs in rows:
        try:
            _suppress(session, signs)
            taken += 1
        except (Refused, WorkspaceError, ValueError) as error:
            left_out.append((line, str(error).rstrip(".")))
    session.ws.audit("objections imported", user=session.user, rows=len(rows), taken=taken)
    return Objections(len(rows) + len(sheet.rejects), taken, sorted(left_out))


def _suppress(session: Session, signs: Mapping[str, str]) -> None:
    found: dict[str, Any] = {key: value for key, value in signs.items() if value}
    if not found:
        raise Refused("the row is empty")
    if "name" in found and not {"url", "email", "company"} & set(found):
        raise Refused("a name alone could be anybody: add the company, e-mail or profile")
    session.ws.suppress(reason="objection, from a file", user=session.user, **found)


def _rows(sheet: Sheet) -> list[tuple[int, dict[str, str]]]:
    """Line and signs of each row; of a file without a header the first row counts as well."""
    places = {
        key: place for key, names in _COLUMNS.items() if (place := _place(sheet, names)) is not None
    }
    rows = list(zip(sheet.lines, sheet.rows, strict=True))
    if places:
        return [
            (line, {key: row[place].strip() for key, place in places.items()}) for line, row in rows
        ]
    if len(sheet.header) != 1:
        raise Refused(
            f"no column tells who is meant: name one of them "
            f"{', '.join(names[0] for names in _COLUMNS.values())}"
        )
    first = [(max(min(sheet.lines, default=2) - 1, 1), list(sheet.header))]
    if sheet.headless:  # the first row was seen to be data, and stands with the others
        first = []
    return [(line, _sign(row[0].strip())) for line, row in [*first, *rows] if row[0].strip()]


def _place(sheet: Sheet, names: tuple[str, ...]) -> int | None:
    plain = [" ".join(head.replace("_", " ").casefold().split()) for head in sheet.header]
    return next((plain.index(name) for name in names if name in plain), None)


def _sign(text: str) -> dict[str, str]:
    if "@" in text:
        return {"email": text}
    if "/" in text:
        return {"url": text}
    if "." in text and " " not in text:
        return {"domain": text}
    return {"company": text}
