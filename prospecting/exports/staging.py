"""What every reader hands on: staged tables with fixed columns, rejects, and hints on the owner.

A reader turns one sheet (a CSV, a worksheet, a member of an archive) into rows of these tables.
The store keeps the rows as they are and derives people, companies and connections from them.
Text is cleaned of control characters but otherwise as written in the file; dates are ``date32``,
moments are UTC ``timestamp[s]``; what a file does not hold is null, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa

_TEXT: Final = pa.string()
_DATE: Final = pa.date32()
_TIME: Final = pa.timestamp("s")
_INT: Final = pa.int32()
_REAL: Final = pa.float64()
_FLAG: Final = pa.bool_()

#: ``line`` is the line in the file (or row in the sheet) counted from 1; ``member`` names the
#: file inside an archive or the worksheet (null for a plain file).
_PLACE: Final = [("line", _INT), ("member", _TEXT)]

_PERSON: Final = [
    ("first_name", _TEXT),
    ("last_name", _TEXT),
    ("full_name", _TEXT),
    ("url", _TEXT),  # profile URL as written
    ("other_url", _TEXT),  # a second one: opaque id or Sales Navigator link
    ("email", _TEXT),
    ("phone", _TEXT),
    ("company", _TEXT),
    ("company_domain", _TEXT),
    ("title", _TEXT),
    ("location", _TEXT),
    ("country", _TEXT),
]

_COMPANY_FACTS: Final = [
    ("industry", _TEXT),
    ("size_min", _REAL),  # employees; one figure fills both
    ("size_max", _REAL),  # infinity for "10,001+"
]

SCHEMAS: Final[Mapping[str, pa.Schema]] = {
    # A person in somebody's network or list. Whose: the import's owner.
    "contacts": pa.schema(
        [
            *_PLACE,
            *_PERSON,
            *_COMPANY_FACTS,
            ("connected_on", _DATE),
            ("degree", pa.int8()),  # 1, 2, 3, 4 (out of network): distance from the owner, if told
            ("shared_connections", _INT),
            ("seniority_label", _TEXT),  # the source's own reading (Apollo)
            ("function_label", _TEXT),
            ("in_role_since", _DATE),
            ("source_id", _TEXT),  # the CRM's id of the person
            ("company_source_id", _TEXT),
            ("lifecycle", _TEXT),  # lead, opportunity, customer … as the CRM says, lower case
            ("referred_by", _TEXT),
            (
                "relation",
                _TEXT,
            ),  # connection | imported contact | follow | list | address book | activity
            ("last_touch", _DATE),  # when the seller's CRM last knew of a call, a meeting or a mail
        ]
    ),
    # A client (or partner, supplier, colleague, friend) of the seller: who can introduce.
    "clients": pa.schema(
        [
            *_PLACE,
            *_PERSON,
            *_COMPANY_FACTS,
            ("kind", _TEXT),  # client | partner | supplier | colleague | friend
            ("language", _TEXT),
            ("since", _DATE),
            ("last_touch", _DATE),
            ("revenue", _REAL),
            ("currency", _TEXT),
            ("deals_won", _INT),
            ("nps", pa.int8()),
            ("nps_on", _DATE),
            ("status", _TEXT),  # active | former | at risk
            ("complaint", _TEXT),  # text of an open complaint
            ("do_not_ask", _FLAG),
            ("referred_before", _FLAG),
            ("account_owner", _TEXT),
            ("note", _TEXT),
            ("source_id", _TEXT),
            ("company_source_id", _TEXT),
        ]
    ),
    "companies": pa.schema(
        [
            *_PLACE,
            ("name", _TEXT),
            ("domain", _TEXT),
            ("url", _TEXT),
            ("country", _TEXT),
            ("location", _TEXT),
            *_COMPANY_FACTS,
            ("parent", _TEXT),
            ("former_names", _TEXT),  # joined by "|"
            ("lifecycle", _TEXT),
            ("source_id", _TEXT),
        ]
    ),
    "deals": pa.schema(
        [
            *_PLACE,
            ("name", _TEXT),
            ("stage", _TEXT),
            ("status", _TEXT),  # open | won | lost
            ("amount", _REAL),
            ("currency", _TEXT),
            ("closed_on", _DATE),
            ("company", _TEXT),
            ("contact", _TEXT),
            ("contact_email", _TEXT),
            ("contact_source_ids", _TEXT),  # joined by ";"
            ("company_source_ids", _TEXT),
            ("source_id", _TEXT),
        ]
    ),
    "surveys": pa.schema(
        [
            *_PLACE,
            ("email", _TEXT),
            ("full_name", _TEXT),
            ("company", _TEXT),
            ("score", pa.int8()),  # 0..10
            ("answered_on", _DATE),
            ("comment", _TEXT),
        ]
    ),
    # Files of a LinkedIn archive. "Other" is the person at the far end, seen from the owner.
    "messages": pa.schema(
        [
            *_PLACE,
            ("conversation", _TEXT),
            ("outgoing", _FLAG),  # true: the archive's owner wrote it; null: not known
            ("other_name", _TEXT),
            ("other_url", _TEXT),
            ("from_name", _TEXT),
            ("from_url", _TEXT),
            ("sent_at", _TIME),
            ("people", _INT),  # in the conversation, the owner included; 2 is one to one
            ("words", _INT),  # words in the message; its text is not kept
        ]
    ),
    "invitations": pa.schema(
        [
            *_PLACE,
            ("outgoing", _FLAG),
            ("other_name", _TEXT),
            ("other_url", _TEXT),
            ("sent_at", _TIME),
            ("with_message", _FLAG),
        ]
    ),
    "recommendations": pa.schema(
        [
            *_PLACE,
            ("given", _FLAG),  # true: the owner wrote it
            ("other_name", _TEXT),
            ("company", _TEXT),
            ("title", _TEXT),
            ("made_on", _DATE),
            ("status", _TEXT),
        ]
    ),
    "endorsements": pa.schema(
        [
            *_PLACE,
            ("given", _FLAG),
            ("other_name", _TEXT),
            ("other_url", _TEXT),
            ("skill", _TEXT),
            ("made_on", _DATE),
            ("status", _TEXT),
        ]
    ),
    # ``person_url``/``person_name`` null: the archive's owner; else the person a lead list tells of.
    "positions": pa.schema(
        [
            *_PLACE,
            ("person_name", _TEXT),
            ("person_url", _TEXT),
            ("company", _TEXT),
            ("title", _TEXT),
            ("location", _TEXT),
            ("started_on", _DATE),
            ("finished_on", _DATE),  # null: current
        ]
    ),
    "education": pa.schema(
        [
            *_PLACE,
            ("person_name", _TEXT),
            ("person_url", _TEXT),
            ("school", _TEXT),
            ("degree", _TEXT),
            ("started_on", _DATE),
            ("finished_on", _DATE),
        ]
    ),
    "follows": pa.schema([*_PLACE, ("company", _TEXT), ("followed_on", _DATE)]),
    # Who the archive belongs to.
    "owner_profile": pa.schema(
        [
            *_PLACE,
            ("first_name", _TEXT),
            ("last_name", _TEXT),
            ("maiden_name", _TEXT),
            ("headline", _TEXT),
            ("industry", _TEXT),
            ("location", _TEXT),
            ("url", _TEXT),
        ]
    ),
    "owner_emails": pa.schema([*_PLACE, ("email", _TEXT), ("primary", _FLAG)]),
    # Answers of an introducer on a meeting sheet: how well do you know …?
    "answers": pa.schema(
        [
            *_PLACE,
            ("client_email", _TEXT),
            ("prospect_id", _TEXT),
            ("prospect_name", _TEXT),
            ("prospect_url", _TEXT),
            ("answer", _TEXT),  # well | little | not
            ("answered_on", _DATE),
        ]
    ),
    # Asks made before this tool was there, or kept elsewhere.
    "past_asks": pa.schema(
        [
            *_PLACE,
            ("client_email", _TEXT),
            ("client_name", _TEXT),
            ("prospect_name", _TEXT),
            ("prospect_url", _TEXT),
            ("prospect_email", _TEXT),
            ("prospect_company", _TEXT),
            ("stage", _TEXT),
            ("happened_on", _DATE),
            ("amount", _REAL),
            ("currency", _TEXT),
            ("note", _TEXT),
        ]
    ),
}


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not stored: where it stands, why, what mends it, and its cells as read."""

    line: int
    reason: str
    mend: str
    cells: Sequence[str] = ()
    member: str | None = None


@dataclass(frozen=True, slots=True)
class OwnerHint:
    """A sign of whose file it is.

    ``source`` is ``profile``, ``email``, ``messages``, ``file name`` or ``folder name``.
    """

    source: str
    name: str | None = None
    email: str | None = None
    url: str | None = None


@dataclass(slots=True)
class StagedFile:
    """One file as read: what it holds and what was refused.

    ``rows`` counts the data rows found (header, preamble and blank lines left out), and
    ``rows == stored + rejected`` always. A file refused as a whole has ``error`` set and no
    tables. ``needs_owner`` says that the rows are somebody's network and mean nothing until it
    is known whose.
    """

    file: str
    sha256: str
    format: str
    rows: int = 0
    stored: int = 0
    rejects: list[Reject] = field(default_factory=list)
    encoding: str | None = None
    delimiter: str | None = None
    warnings: list[str] = field(default_factory=list)
    error: str | None = None
    needs_owner: bool = False
    owner_hints: list[OwnerHint] = field(default_factory=list)
    tables: dict[str, pa.Table] = field(default_factory=dict)
    #: A company list too large for memory comes in several of these, one after another, with the
    #: same name and hash; this numbers them from 0.
    part: int = 0

    @property
    def rejected(self) -> int:
        """Rows refused."""
        return len(self.rejects)


_FEW: Final = 5000


@lru_cache(maxsize=64)
def _nulls(length: int, kind: pa.DataType) -> pa.Array:
    """An empty column; most columns of most files are, and Arrow's arrays never change."""
    return pa.nulls(length, kind)


def build_table(name: str, columns: Mapping[str, Any], length: int) -> pa.Table:
    """A staged table ``name`` of ``length`` rows from the columns given; missing ones are null.

    Raises:
        KeyError: a column that the schema does not have.
        pyarrow.ArrowInvalid: a column of another length or type.
    """
    schema = SCHEMAS[name]
    unknown = set(columns) - set(schema.names)
    if unknown:
        raise KeyError(f"staged table {name!r} has no column {sorted(unknown)}")
    arrays = []
    for column in schema:
        values = columns.get(column.name)
        if values is None:
            make = _nulls if length <= _FEW else pa.nulls
            arrays.append(make(length, column.type))
        elif isinstance(values, pa.Array | pa.ChunkedArray):
            arrays.append(values if values.type == column.type else values.cast(column.type))
        else:
            arrays.append(pa.array(values, column.type))
    return pa.table(arrays, schema=schema)
