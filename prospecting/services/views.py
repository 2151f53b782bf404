"""What the services hand to the command line and to the pages: small typed records.

Numbers are plain floats in 0..1 unless a name says otherwise; dates are ``datetime.date``;
``to_dict`` gives the JSON of the command line, with its keys exactly as documented.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any


def plain(value: Any) -> Any:
    """``value`` with dates as ISO text and tuples as lists, ready for ``json.dumps``."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        return value.item()
    return value


class Record:
    """A dataclass that can become a dictionary for JSON."""

    def to_dict(self) -> dict[str, Any]:
        """All fields, nested, with plain values."""
        result: dict[str, Any] = plain(asdict(self))  # type: ignore[call-overload]
        return result


@dataclass(frozen=True, slots=True)
class Alternative(Record):
    """Another introducer for the same prospect, and what the difference is in words."""

    client_id: int
    client_name: str
    p_intro: float
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Introducer(Record):
    """One way in to a prospect."""

    client_id: int
    client_name: str
    client_email: str | None
    tie: float
    tie_evidence: str
    willingness: float
    p_intro: float
    reasons: list[str]
    state: str = "ready"
    until: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlannedAsk(Record):
    """One ask of the plan."""

    rank: int
    prospect_id: int
    prospect_name: str
    prospect_url: str | None
    prospect_title: str | None
    prospect_company: str | None
    client_id: int
    client_name: str
    client_email: str | None
    fit: float
    tie: float
    tie_evidence: str
    willingness: float
    p_intro: float
    value: float
    reasons: list[str]
    next_best: list[Alternative]
    fit_parts: dict[str, float | None] = field(default_factory=dict)
    coverage: float = 0.0
    fit_reasons: list[str] = field(default_factory=list)
    tie_reasons: list[str] = field(default_factory=list)
    client_state: str = "ready"
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Waiting(Record):
    """A client who is not asked now: why, and until when."""

    client_id: int
    client_name: str
    client_email: str | None
    state: str
    until: dt.date | None
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class PlanView(Record):
    """A plan as it was made: it does not move under the reader."""

    version: int
    made_at: str
    as_of: dt.date
    profile: str
    asks: list[PlannedAsk]
    waiting: list[Waiting]
    notices: list[str] = field(default_factory=list)
    what_if: list[str] = field(default_factory=list)
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class ProspectView(Record):
    """A second-degree contact that fits, with the ways in, best first."""

    prospect_id: int
    name: str
    url: str | None
    title: str | None
    company: str | None
    fit: float
    fit_parts: dict[str, float | None]
    coverage: float
    introducers: list[Introducer]
    reasons: list[str] = field(default_factory=list)
    status: str = "prospect"
    location: str | None = None
    industry: str | None = None
    would_help_most: str = ""


@dataclass(frozen=True, slots=True)
class ClientView(Record):
    """A client as the list of clients shows one."""

    client_id: int
    name: str
    email: str | None
    company: str | None
    title: str | None
    kind: str
    state: str
    until: dt.date | None
    reasons: list[str]
    willingness: float
    contacts: int
    prospects: int
    asks_used: int
    budget: int
    nps: int | None
    since: dt.date | None
    last_touch: dt.date | None
    language: str | None
    country: str | None
    revenue: float | None
    has_archive: bool = False
    favours: int = 0


@dataclass(frozen=True, slots=True)
class WhoView(Record):
    """Somebody a search has found, fit or not, and who may know them."""

    prospect_id: int
    name: str
    url: str | None
    title: str | None
    company: str | None
    fit: float | None
    status: str
    decision_maker: bool
    #: That they work at a target account, and stand in there for whoever is wanted; else empty.
    account: str
    introducers: list[Introducer]
