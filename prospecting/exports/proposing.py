"""What the columns of a table that no reader knows may be: header and cells weighed together.

For each column and field the header gives a chance (the vocabulary of the readers, the words of
``sayings.toml``, a part of the header, a near miss), and so do the cells (``signs``); ``weighing``
joins them. Each field goes to the column that is surest of it. What is below ``LEAST`` is not
suggested.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from prospecting.exports.base import row_count
from prospecting.exports.columns import Column, read_columns
from prospecting.exports.formats.surveys import QUESTION
from prospecting.exports.headers import aliases
from prospecting.exports.looks import Look, looks_of
from prospecting.exports.mapping import (
    ColumnProposal,
    MappingProposal,
    kind_of,
    shape_key,
    words_of,
)
from prospecting.exports.owner import speaks_of
from prospecting.exports.sheet import Sheet
from prospecting.exports.signs import filled
from prospecting.exports.weighing import NEVER, by_header, nothing, weigh

#: A weaker suggestion is none: the column is shown as not known.
LEAST: Final = 0.3


def propose(
    sheet: Sheet, table: str | None = None, *, encoding: str | None = None
) -> MappingProposal:
    """What the columns of a sheet may be, for the table given or the likeliest one."""
    looks = looks_of(sheet)
    table = table or _likely_table(sheet, looks)
    given = _assign(looks, table)
    columns = []
    for place, look in enumerate(looks):
        chosen, sure = given.get(place, (None, 0.0))
        becomes = tuple(_become(table, chosen, look.cells)) if chosen else ()
        columns.append(ColumnProposal(look.header, chosen, round(sure, 2), look.cells, becomes))
    shape = _shape_of_cells(looks) if sheet.headless else shape_key(sheet.header)
    return MappingProposal(
        shape, table, tuple(columns), row_count(sheet), encoding, sheet.delimiter, sheet.headless
    )


def _assign(looks: Sequence[Look], table: str) -> dict[int, tuple[str, float]]:
    """Each field to the column surest of it; a column that loses gets its next best."""
    ranked = sorted(
        (
            (sure, place, field)
            for place, look in enumerate(looks)
            for field, sure in weigh(look, table).items()
            if sure >= LEAST
        ),
        key=lambda entry: (-entry[0], entry[1], entry[2]),
    )
    given, taken = _give(ranked)
    if {"first_name", "last_name", "full_name"} <= taken:  # two columns hold the name: no third
        given, taken = _give([entry for entry in ranked if entry[2] != "full_name"])
    _settle_names(looks, given, taken)
    _settle_needed(looks, table, given, taken)
    return given


def _settle_needed(
    looks: Sequence[Look], table: str, given: dict[int, tuple[str, float]], taken: set[str]
) -> None:
    """What a table cannot be without is guessed to be the first column of words left."""
    if table not in {"deals", "companies"} or "name" in taken:
        return
    for place, look in enumerate(looks):
        plain = max((look.signs.get(sign, 0.0) for sign in NEVER["name"]), default=0.0)
        if place not in given and look.signs and plain < 0.5 and look.signs["distinct"] > 0.8:
            given[place] = ("name", 0.35)
            return


def _give(
    ranked: Sequence[tuple[float, int, str]],
) -> tuple[dict[int, tuple[str, float]], set[str]]:
    given: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    for sure, place, field in ranked:
        if place not in given and field not in taken:
            given[place] = (field, sure)
            taken.add(field)
    return given, taken


def _settle_names(
    looks: Sequence[Look], given: dict[int, tuple[str, float]], taken: set[str]
) -> None:
    """A lone given or family name is the whole name where its cells hold two words or more."""
    if "full_name" in taken:
        place = next(at for at, (field, _) in given.items() if field == "full_name")
        lone = looks[place].signs.get("single", 0) >= 0.8
        for there, missing in (("last_name", "first_name"), ("first_name", "last_name")):
            if lone and there in taken and missing not in taken:
                given[place] = (missing, given[place][1])
                taken.add(missing)
        return
    for place, (field, sure) in list(given.items()):
        other = {"first_name": "last_name", "last_name": "first_name"}.get(field)
        if other is not None and other not in taken and looks[place].signs.get("name", 0) >= 0.6:
            given[place] = ("full_name", sure)
            taken.add("full_name")


def _likely_table(sheet: Sheet, looks: Sequence[Look]) -> str:
    """What a row of the table is, by what its columns may be."""

    def best(table: str, *fields: str, least: float = 0.6) -> bool:
        return any(weigh(look, table).get(field, 0) >= least for look in looks for field in fields)

    def has(family: str, *names: str) -> bool:
        return any(sheet.find(aliases(family, name)) is not None for name in names)

    if has("past_ask", "prospect_name", "prospect_url", "prospect_email"):
        answers = has("answer", "answer") and not has("past_ask", "stage")
        return "answers" if answers else "past_asks"
    person = best("contacts", "full_name", "first_name", "last_name", "email", "url")
    if best("deals", "status", "stage") and best("deals", "amount", "closed_on"):
        outcome = any(look.signs.get("outcome", 0) >= 0.7 for look in looks)
        if outcome or (best("deals", "name", least=0.7) and not best("contacts", "email")):
            return "deals"
    own = best("clients", "since", "last_touch", "revenue", "deals_won", "complaint",
               "do_not_ask", "referred_before", least=0.65)  # fmt: skip
    detail = best("contacts", "title", "phone", "url", "location", "connected_on", least=0.6)
    asked = best("surveys", "score", least=0.7)
    said = (
        best("surveys", "comment")
        or len(looks) <= 4
        or any(QUESTION.search(look.header) for look in looks)
    )
    if asked and said and best("surveys", "email", "full_name") and not own and not detail:
        return "surveys"
    if (
        not person
        and best("companies", "name")
        and best("companies", "industry", "size", "domain", "location", "country")
    ):
        return "companies"
    if has("connection", "connected_on") or has("person", "degree"):
        return "contacts"
    if any(look.tokens in nothing() and "kenn" in look.name for look in looks):
        return "contacts"
    if own or speaks_of(sheet.file, "client_list"):
        return "clients"
    known = any(_about_knowing(look) for look in looks)
    if (
        known
        or best("contacts", "url", "connected_on", "referred_by")
        or speaks_of(sheet.file, "lead_list")
    ):
        return "contacts"
    return "clients"


#: Words of columns that tell how people know each other, which only somebody's network has.
_KNOWING: Final = re.compile(
    r"kenn|know|connai|conoc|conosc|kent|conhec|zna|känn|kend|kjenn|tunte|zná|знае|знако|tanı", re.I
)


def _about_knowing(look: Look) -> bool:
    return bool(_KNOWING.search(look.header)) and "" in by_header(look, "contacts")


def _shape_of_cells(looks: Sequence[Look]) -> str:
    """A fingerprint of a table without headers: what its columns plainly hold, in order."""
    plain = ("email", "url", "phone", "date", "domain", "count", "amount")
    kinds = [
        next((kind for kind in plain if look.signs.get(kind, 0) >= 0.7), "text") for look in looks
    ]
    return hashlib.sha256("\n".join(["no header", *kinds]).encode()).hexdigest()[:16]


def _become(table: str, name: str, cells: Sequence[str]) -> list[str]:
    """What sample cells turn into, in words."""
    some = filled(cells)
    if not some:
        return []
    one = Sheet("", None, [name], [name], [[cell] for cell in some], range(1, len(some) + 1))
    fields = read_columns(
        one, [Column(name, (name,), kind_of(table, name), None, words_of(table, name))]
    )
    if name == "size":
        low, high = fields["size_min"], fields["size_max"]
        return [
            f"{a:g} to {b:g}" if a is not None else "nothing"
            for a, b in zip(low, high, strict=True)
        ]
    values = fields[name]
    listed = values.to_pylist() if hasattr(values, "to_pylist") else values
    return ["nothing" if value is None else str(value) for value in listed]
