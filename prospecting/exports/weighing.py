"""What a column may be: the chance of each field by its header and by its cells, weighed together.

Two that agree make it surer, cells that contradict the header make it doubtful. The strengths were
set by hand on the first set of ``bench/mappings.py``.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from prospecting.exports.formats.surveys import QUESTION
from prospecting.exports.headers import key
from prospecting.exports.looks import Look, tokens_of
from prospecting.exports.mapping import FAMILIES, fields_of
from scoring.reference import load_toml

#: How sure an exact header of the vocabulary is, one that people say, and the best of a part.
_KNOWN: Final = 0.95
_SAID: Final = 0.8
#: Fields that the cells alone may suggest, by sign: the field of each table's own name for it, and
#: how sure the sign is at its strongest.
_SIGNS: Final[dict[str, tuple[tuple[str, float], ...]]] = {
    "email": (("email", 0.93),),
    "url": (("url", 0.93),),
    "domain": (("company_domain", 0.8),),
    "phone": (("phone", 0.8),),
    "name": (("full_name", 0.72),),
    "firm": (("company", 0.85),),
    "firm_mail": (("company", 0.8),),
    "title": (("title", 0.8),),
    "country": (("country", 0.85),),
    "place": (("location", 0.8),),
    "language": (("language", 0.7),),
    "industry": (("industry", 0.7),),
    "size": (("size", 0.75),),
    "outcome": (("status", 0.75),),
    "state": (("status", 0.7),),
    "amount": (("amount", 0.5), ("revenue", 0.5)),
    "date": (("connected_on", 0.44), ("since", 0.44), ("answered_on", 0.6), ("closed_on", 0.6),
             ("last_touch", 0.42)),
    "score": (("score", 0.55), ("nps", 0.4)),
    "prose": (("note", 0.4), ("comment", 0.5)),
}  # fmt: skip
#: Signs of which a field needs one in most of its cells, whatever its header says.
_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "email": ("email",),
    "contact_email": ("email",),
    "client_email": ("email",),
    "prospect_email": ("email",),
    "url": ("url", "domain"),
    "phone": ("phone", "count"),
    "since": ("date", "year"),
    "last_touch": ("date", "year"),
    "connected_on": ("date", "year"),
    "answered_on": ("date", "year"),
    "closed_on": ("date", "year"),
    "happened_on": ("date", "year"),
    "nps_on": ("date", "year"),
    "in_role_since": ("date", "year"),
    "revenue": ("amount", "count", "year", "score"),
    "amount": ("amount", "count", "year", "score"),
    "size": ("size", "count", "year", "score", "amount"),
    "deals_won": ("count", "score"),
    "shared_connections": ("count", "score"),
    "nps": ("score",),
    "score": ("score",),
    "domain": ("domain",),
    "company_domain": ("domain",),
}
#: What a text field cannot be: cells that are plainly something else.
NEVER: Final[dict[str, tuple[str, ...]]] = {
    "full_name": ("email", "url", "phone", "date", "firm", "amount", "count", "title", "flag"),
    "first_name": ("email", "url", "phone", "date", "firm", "amount", "count"),
    "last_name": ("email", "url", "phone", "date", "firm", "amount", "count"),
    "company": ("email", "url", "phone", "date", "amount", "count", "name_mail", "country"),
    "title": ("email", "url", "phone", "date", "firm", "amount", "count", "country", "place"),
    "name": ("email", "url", "phone", "date", "amount", "count"),
    "location": ("email", "url", "phone", "date", "firm", "amount", "title"),
    "country": ("email", "url", "phone", "date", "firm", "amount", "title", "count"),
    "industry": ("email", "url", "phone", "date", "firm", "amount", "count", "name_mail"),
    "account_owner": ("url", "phone", "date", "firm", "amount", "count"),
    "referred_by": ("url", "phone", "date", "amount", "count"),
    "note": ("email", "url", "phone", "date"),
    "comment": ("email", "url", "phone", "date", "count"),
    "language": ("email", "url", "phone", "date", "firm", "amount", "count"),
}


@lru_cache(maxsize=1)
def nothing() -> frozenset[tuple[str, ...]]:
    words = load_toml("exports/sayings.toml")["nothing"]["words"]
    return frozenset(tokens for phrase in words if (tokens := tokens_of(phrase)))


@lru_cache(maxsize=16)
def _names(table: str) -> MappingType[str, str]:
    """A field as ``sayings.toml`` and ``_SIGNS`` name it to the table's own name; "" for none."""
    listed = load_toml("exports/sayings.toml")
    other = listed["other_names"].get(table, {})
    known = set(fields_of(table))
    spoken = {*listed["headers"], *(name for found in _SIGNS.values() for name, _ in found)}
    return {name: own for name in spoken if (own := other.get(name, name)) in known}


@lru_cache(maxsize=16)
def _phrases(table: str) -> tuple[tuple[str, float, str, tuple[str, ...]], ...]:
    """Every known header of a table: field, how sure a whole match is, its key and its words."""
    out: dict[tuple[str, str], tuple[str, float, str, tuple[str, ...]]] = {}
    table_fields = fields_of(table)
    for rank, family in enumerate(FAMILIES[table]):
        for field in table_fields:
            for spelled in _spelled(family, field):
                name = key(spelled)
                out.setdefault(
                    (field, name), (field, _KNOWN - 0.01 * rank, name, tokens_of(spelled))
                )
    for said, phrases in load_toml("exports/sayings.toml")["headers"].items():
        if (own := _names(table).get(said)) is not None:
            for spelled in phrases:
                out.setdefault((own, key(spelled)), (own, _SAID, key(spelled), tokens_of(spelled)))
    for field in table_fields:
        out.setdefault((field, key(field)), (field, 0.98, key(field), tuple(field.split("_"))))
    return tuple(out.values())


def _spelled(family: str, field: str) -> tuple[str, ...]:
    return tuple(load_toml("exports/headers.toml").get(family, {}).get(field, ()))


def by_header(look: Look, table: str) -> dict[str, float]:
    """The chance of each field by the header alone."""
    from rapidfuzz.distance import DamerauLevenshtein

    found: dict[str, float] = {}

    def more(field: str, chance: float) -> None:
        found[field] = max(found.get(field, 0.0), chance)

    if not look.name:
        return found
    if {"score", "nps"} & set(fields_of(table)) and (
        QUESTION.search(look.header) and look.signs.get("score", 0) >= 0.8
    ):
        more("score" if "score" in fields_of(table) else "nps", 0.85)
    if look.tokens in nothing() or (
        len(look.tokens) > 2
        and any(_within(phrase, look.tokens) for phrase in nothing() if len(phrase) > 1)
    ):
        return {"": 0.9}
    letters = sum(map(len, look.tokens)) or 1
    for field, sure, name, words in _phrases(table):
        if name == look.name:
            more(field, sure)
            continue
        if words and len(words) < len(look.tokens) and _within(words, look.tokens):
            covered = sum(map(len, words)) / letters
            more(field, min(sure, 0.9) * (0.45 + 0.45 * covered))
        elif (
            len(words) == 1
            and len(name) >= 4
            and any(
                len(token) > len(name) + 1 and (token.endswith(name) or token.startswith(name))
                for token in look.tokens
            )
        ):
            token = next(t for t in look.tokens if t.endswith(name) or t.startswith(name))
            ending = 0.15 if token.endswith(name) else 0.0
            more(field, min(sure, 0.9) * (0.3 + ending + 0.4 * len(name) / letters))
        elif len(look.name) >= 5 and len(name) >= 5:
            near = DamerauLevenshtein.normalized_similarity(look.name, name)
            if near >= 0.8:
                more(field, min(sure, 0.9) * near * 0.9)
    return found


def _within(words: Sequence[str], tokens: Sequence[str]) -> bool:
    size = len(words)
    return any(
        tuple(tokens[at : at + size]) == tuple(words) for at in range(len(tokens) - size + 1)
    )


def _by_cells(look: Look, table: str) -> dict[str, float]:
    """The chance of each field by the cells alone."""
    found: dict[str, float] = {}
    names = _names(table)
    seen = look.signs
    if seen.get("number") or (seen.get("salutation", 0) >= 0.8 and seen["distinct"] < 0.9):
        return {"": 0.95}
    for sign, fields in _SIGNS.items():
        strength = seen.get(sign, 0.0)
        if strength < 0.5:
            continue
        for said, best in fields:
            own = names.get(said)
            if own is not None:
                found[own] = max(found.get(own, 0.0), min(best * strength, 0.95))
    if "early" in seen:
        for said, when in (("since", "early"), ("connected_on", "early"), ("last_touch", "late")):
            if said in found:
                found[said] *= 1.2 if seen[when] else 0.6
    for sign, said in (("given", "first_name"), ("family", "last_name")):
        if seen.get(sign, 0) >= 0.6 and said in fields_of(table):
            found[said] = max(found.get(said, 0.0), 0.6 * seen[sign])
    for wide, narrow in (("place", "country"), ("industry", "title"), ("language", "country")):
        if wide in seen and seen.get(narrow, 0) >= seen[wide] > 0:
            for said, _ in _SIGNS[wide]:
                found.pop(names.get(said, ""), None)
    return found


def weigh(look: Look, table: str) -> dict[str, float]:
    """The chance of each field by header and cells."""
    headers, cells = by_header(look, table), _by_cells(look, table)
    if "" in headers or ("" in cells and max(headers.values(), default=0) < 0.9):
        return {}
    if not look.signs:
        # Nothing under it, or dashes only: a header that is surely known may stand for the next file.
        empty = not look.cells
        return {field: sure for field, sure in headers.items() if empty and sure >= 0.9}
    out = {}
    for field in {*headers, *cells}:
        told, shown = headers.get(field, 0.0), cells.get(field, 0.0)
        agree = max((look.signs.get(sign, 0.0) for sign in _NEEDS.get(field, ())), default=None)
        if agree is not None and agree < 0.5:
            told *= 0.15 + 0.7 * agree
        against = max((look.signs.get(sign, 0.0) for sign in NEVER.get(field, ())), default=0.0)
        if against >= 0.5 and shown < against:
            told *= 1 - 0.75 * min(against, 1.0)
        sure = 1 - (1 - told) * (1 - shown * 0.9)
        if agree is not None and agree >= 0.8 and told >= 0.5:
            sure = max(sure, 1 - (1 - told) * 0.5)
        out[field] = min(sure, 0.98)
    return out
