"""By what right files are taken in, and what became of each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from prospecting.workspace.owners import Candidate


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """By what right files are taken in, and what is kept.

    ``keep_contact_data``: keep e-mail addresses and phone numbers of second-degree people; by
    default only a keyed hash and a flag stay.
    """

    keep_contact_data: bool = False
    purpose: str | None = "to find introductions"
    given_by: str | None = None
    given_on: dt.date | None = None
    permission_on: dt.date | None = None


@dataclass(slots=True)
class ImportResult:
    """What became of one file; ``rows == stored + rejected`` where it was read."""

    file: str
    status: str
    import_id: int | None = None
    format: str | None = None
    owner: str | None = None
    rows: int = 0
    stored: int = 0
    rejected: int = 0
    rejects_file: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    warnings: list[str] = field(default_factory=list)
    error: str | None = None
    candidates: tuple[Candidate, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The object that the command line prints."""
        out: dict[str, Any] = {
            "import_id": self.import_id,
            "file": self.file,
            "format": self.format,
            "owner": self.owner,
            "status": self.status,
            # Of a file that was not taken in no row is counted, so that the three always agree.
            "rows": self.stored + self.rejected,
            "stored": self.stored,
            "rejected": self.rejected,
            "rejects_file": self.rejects_file,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "warnings": list(self.warnings),
            "error": self.error,
        }
        if self.status == "needs_owner":
            out["candidates"] = [
                {"client_id": c.client_id, "client_name": c.name, "client_email": c.email}
                for c in self.candidates
            ]
        return out


@dataclass(frozen=True, slots=True)
class AddedContact:
    """A contact entered by hand; the import can be undone like any other."""

    person_id: int
    import_id: int
