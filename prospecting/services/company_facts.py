"""What the files say of a company, and where they disagree: industry, size, country, each with its
source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow.compute as pc

from prospecting.services.columns import country_names
from prospecting.services.session import Session
from scoring.industries import canonical_industry

FACTS: Final = {"industry": "Industry", "size": "Size", "country": "Country"}
_KINDS: Final = {3: "", 2: "a client's record", 1: "a contact's record"}
_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class CompanyFact:
    """One fact of a company: the value that holds with its source, and what speaks against it.

    ``others`` are (value, source), the better source first; empty where all say the same.
    """

    label: str
    value: str
    source: str
    others: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        """ "Industry: Retail (crm.csv); Machinery Manufacturing by list.csv." """
        said = "; ".join(f"{value} by {source}" for value, source in self.others)
        return f"{self.label}: {self.value} ({self.source})" + (f"; {said}." if said else ".")


def of_person(session: Session, person_id: int) -> tuple[str, list[CompanyFact]]:
    """The company somebody works at and its facts; ("", []) where there is none."""
    rows = session.ws.load_people([person_id]).select(["company", "company_id"]).to_pylist()
    if not rows or rows[0]["company_id"] is None:
        return "", []
    return str(rows[0]["company"] or ""), of_company(session, rows[0]["company_id"])


def of_company(session: Session, company_id: int) -> list[CompanyFact]:
    """Industry, size and country of a company, as far as they are known."""
    said = session.ws.load_company_facts(company_id).to_pylist()
    if not said:
        return []
    table = session.ws.load_companies()
    known = table.filter(pc.equal(table["company_id"], company_id)).to_pylist()
    if not known:
        return []
    found = []
    for fact, label in FACTS.items():
        rows = [row for row in said if row["fact"] == fact]
        holds = known[0]
        if fact == "industry":  # nor do "OIL_ENERGY" and "Oil and Gas"
            rows = [{**row, "text": industry_word(row["text"])} for row in rows]
            holds = {**holds, fact: industry_word(holds[fact])}
        if fact == "country":  # "DE" and "Deutschland" do not disagree
            names = country_names([*(row["text"] for row in rows), holds[fact]])
            rows = [{**row, "text": name} for row, name in zip(rows, names, strict=False)]
            holds = {**holds, fact: names[-1]}
        if rows:
            found.append(_fact(fact, label, rows, holds))
    return found


def industry_word(text: str | None) -> str | None:
    """The vocabulary's name for an industry as a file writes it; what is unknown as it stands."""
    return text and (canonical_industry(text) or text)


def _fact(
    fact: str, label: str, rows: Sequence[Mapping[str, Any]], holds: Mapping[str, Any]
) -> CompanyFact:
    """The value that the workspace settled on, and those that do not go with it."""
    if fact == "size":
        settled = {"text": None, "size_min": holds["size_min"], "size_max": holds["size_max"]}
    else:
        settled = {"text": holds[fact], "size_min": None, "size_max": None}
    source = next((_source(row) for row in rows if _agree(row, settled)), _source(rows[0]))
    others: dict[str, str] = {}
    for row in rows:
        if not _agree(row, settled):
            others.setdefault(_value(row), _source(row))
    return CompanyFact(label, _value(settled), source, tuple(others.items())[:_SHOWN])


def _agree(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """The same word, or ranges that overlap: "201 to 500" and "350" go together."""
    if one["text"] is not None or other["text"] is not None:
        return str(one["text"] or "").casefold() == str(other["text"] or "").casefold()
    low, high = _range(one)
    least, most = _range(other)
    return low <= most and least <= high


def _range(row: Mapping[str, Any]) -> tuple[float, float]:
    low, high = row["size_min"], row["size_max"]
    return (0.0 if low is None else low), (float("inf") if high is None else high)


def _value(row: Mapping[str, Any]) -> str:
    if row["text"] is not None:
        return str(row["text"])
    low, high = row["size_min"], row["size_max"]
    if low is not None and high is not None:
        return f"{low:,.0f} people" if low == high else f"{low:,.0f} to {high:,.0f} people"
    return f"{low:,.0f} people or more" if high is None else f"up to {high:,.0f} people"


def _source(row: Mapping[str, Any]) -> str:
    name = str(row["file"]).rpartition("/")[2]
    kind = _KINDS.get(row["rank"], "")
    return f"{name}, {kind}" if kind else name
