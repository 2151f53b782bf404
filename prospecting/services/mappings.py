"""Tables that no reader knows: propose what the columns are, try it out, remember it.

What the user settles on is remembered by the shape of the file's headers, so that the next export
of the same tool goes in by itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from prospecting.exports import (
    FileRefused,
    Mapping,
    MappingProposal,
    StagedFile,
    fields_of,
    load_mapping,
    read_bytes,
    suggest_mapping,
)
from prospecting.services.session import Session
from prospecting.workspace import Workspace

PREVIEW_ROWS: Final = 5
_SAMPLE_BYTES: Final = 262_144
_MOST_BYTES: Final = 50_000_000
_TEXTS: Final = (".csv", ".tsv", ".tab", ".txt")

#: What a row of an unknown table may be, in the user's words, the likeliest first.
TABLES: Final[MappingType[str, str]] = {
    "contacts": "a contact of somebody",
    "clients": "a client of mine",
    "companies": "a company",
    "surveys": "a survey answer",
    "deals": "a deal",
    "past_asks": "an ask made before",
    "answers": "an answer whom a client knows",
}

#: Fields whose name alone does not say what they are.
_FIELD_WORDS: Final[MappingType[str, str]] = {
    "full_name": "whole name",
    "url": "profile address",
    "other_url": "second profile address",
    "email": "e-mail address",
    "title": "role or job title",
    "company_domain": "company's web address",
    "domain": "web address",
    "size": "number of employees",
    "connected_on": "connected since",
    "degree": "degree of connection",
    "shared_connections": "shared connections",
    "seniority_label": "seniority, as the source says",
    "function_label": "department, as the source says",
    "in_role_since": "in this role since",
    "source_id": "number of the row in its source",
    "company_source_id": "number of the company in its source",
    "lifecycle": "lifecycle stage",
    "referred_by": "referred by",
    "kind": "kind (client, partner, supplier …)",
    "since": "client since",
    "last_touch": "last contact",
    "revenue": "revenue",
    "deals_won": "deals won",
    "nps": "satisfaction, 0 to 10",
    "nps_on": "day of the satisfaction score",
    "score": "score, 0 to 10",
    "complaint": "open complaint",
    "do_not_ask": "do not ask",
    "referred_before": "has introduced us before",
    "account_owner": "our person for them",
    "former_names": "former names",
    "closed_on": "closed on",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What a mapping makes of the first rows: per field its values, and what would be left out.

    ``whole`` says whether the numbers are those of the whole file or of its beginning.
    """

    fields: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    read: int
    stored: int
    whole: bool
    problem: str
    left_out: tuple[tuple[str, int], ...]


def field_words(name: str | None) -> str:
    """A field in the user's words."""
    if not name:
        return "leave out"
    return _FIELD_WORDS.get(name, name.replace("_", " "))


def fields_for(table: str) -> tuple[str, ...]:
    """The fields that a column may become."""
    return fields_of(table)


def sure_words(confidence: float) -> str:
    """How sure a proposal is, in words."""
    if confidence >= 0.9:
        return "sure"
    if confidence >= 0.65:
        return "likely"
    return "a guess" if confidence > 0 else "not known"


def look(name: str, data: bytes, table: str | None = None) -> MappingProposal | None:
    """What the columns may be; None where the file holds no table at all."""
    try:
        return suggest_mapping(name, beginning(name, data), table)
    except FileRefused:
        return None
    except Exception:  # a file of any kind may come in; without a proposal it is refused as it was
        return None


def remembered(session: Session, shape: str) -> Mapping | None:
    """How the user said that a file of this shape is read; None where he has not, or not validly."""
    return remembered_in(session.ws, shape)


def remembered_in(ws: Workspace, shape: str) -> Mapping | None:
    """The same for a workspace without anybody at work in it."""
    text = ws.find_mapping(shape)
    if text is None:
        return None
    try:
        return Mapping.from_toml(text)
    except FileRefused:
        return None


def read_remembered(
    ws: Workspace,
    path: Path,
    staged: StagedFile,
    *,
    keep_contact_data: bool = False,
    cancelled: Callable[[], bool] | None = None,
) -> StagedFile:
    """``staged``; or, where no reader knows its table, the file at ``path`` read by the mapping
    that was saved for files of the same headers, which a warning says.

    Raises:
        ImportCancelled: ``cancelled`` said so.
    """
    if not staged.error or staged.format != "unknown":
        return staged
    try:
        data = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
    except OSError:
        return staged
    proposal = look(staged.file, data) if data else None
    known = remembered_in(ws, proposal.shape) if proposal is not None else None
    if proposal is None or known is None:
        return staged
    again = read_bytes(
        staged.file, data, mapping=known, keep_contact_data=keep_contact_data, cancelled=cancelled
    )
    if again.error:
        return staged
    day = ws.mapping_saved_on(proposal.shape)
    again.warnings.append(f"read by the mapping you saved on {day} for a file with these columns")
    return again


def remember(session: Session, shape: str, mapping: Mapping) -> None:
    """Read the next file of this shape in the same way."""
    session.ws.save_mapping(shape, mapping.to_toml(), user=session.user)


def build(
    table: str,
    columns: MappingType[str, str | None],
    constants: MappingType[str, str] | None = None,
    order: str | None = None,
    *,
    headless: bool = False,
    network: bool = False,
) -> Mapping:
    """A mapping from what the user chose; columns that are left out drop away.

    ``network`` says that contacts are somebody's, so that it is asked whose.

    Raises:
        FileRefused: no column is chosen, or two columns are to become the same field.
    """
    chosen = {header: name for header, name in columns.items() if name}
    twice = sorted({name for name in chosen.values() if list(chosen.values()).count(name) > 1})
    if twice:
        words = ", ".join(field_words(name) for name in twice)
        raise FileRefused(f"Two columns are to become the same: {words}.", "Leave one of them out.")
    if not chosen:
        raise FileRefused("No column is chosen.", "Say of at least one what it holds.")
    return Mapping(
        table,
        chosen,
        dict(constants or {}),
        order,  # type: ignore[arg-type]
        headless,
        network and table == "contacts",
    )


def from_toml(text: str) -> Mapping:
    """A mapping as uploaded.

    Raises:
        FileRefused: it is none.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mapping.toml"
        file.write_text(text, "utf-8")
        return load_mapping(file)


def suggested_toml(file: str, proposal: MappingProposal) -> str:
    """A proposal as a mapping file to look over: how sure each column is, and what it becomes.

    Columns left out stand as comments, so that naming their field is all that is to be done; so
    does whatever else a mapping can say.
    """
    import tomli_w

    lines = [
        f"# Suggested for {_comment(file)}: look it over, then",
        "#   prospector import FILE --mapping THIS_FILE",
        f"# A row is {TABLES[proposal.table]}; it could also be one of " + ", ".join(TABLES) + ".",
        f'table = "{proposal.table}"',
        *_more_keys(proposal),
        "",
        "[columns]",
    ]
    for column in proposal.columns:
        shown = ", ".join(_comment(text) for text in column.becomes[:2] or column.samples[:2])
        if column.field:
            pair = tomli_w.dumps({column.header: column.field}).strip()
            lines.append(f"{pair}  # {sure_words(column.confidence)}: {shown}")
        else:
            pair = tomli_w.dumps({column.header: ""}).strip()
            lines.append(f"# {pair}  # not known: {shown or 'empty'}")
    lines += ["", "# What a column may be: " + ", ".join(fields_of(proposal.table))]
    free = next(
        (name for name in ("language", "country") if name in fields_of(proposal.table)), "currency"
    )
    lines += [
        "",
        "# What is the same for every row, and stands in no column:",
        "# [constants]",
        f'# {free} = "…"',
    ]
    return "\n".join(lines) + "\n"


def _more_keys(proposal: MappingProposal) -> Iterator[str]:
    """What a mapping says beside its table and columns: as suggested, else as a comment."""
    if proposal.headless:
        yield "header = false  # the columns are called by their place"
    else:
        yield "# header = false  # the file has no row of headers"
    fields = {column.field for column in proposal.columns}
    words = "they are somebody's contacts: it is found or asked whose"
    if proposal.table == "contacts":
        # A day of connection or a degree is known of a network only.
        own = bool(fields & {"connected_on", "degree"})
        yield f"network = {str(own).lower()}  # true: {words}; false: a list that is nobody's"
    else:
        yield f'# network = true  # with table = "contacts": {words}; else nobody\'s'
    yield '# order = "dmy"  # or "mdy": how days such as 03/04/2021 are meant'


def _comment(text: str) -> str:
    """Text from a file for one line of a comment."""
    return "".join(char if char.isprintable() else " " for char in text)[:60]


def write_suggestion(session: Session, path: Path) -> Path | None:
    """Write the mapping suggested for a table of no known kind beside the refused rows.

    None where the file holds no table, or nothing is suggested for it.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
    except OSError:
        return None
    proposal = look(path.name, data) if data else None
    if proposal is None or not any(column.field for column in proposal.columns):
        return None
    target = session.ws.rejects_path(0).parent / f"{path.stem}.mapping.toml"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(suggested_toml(path.name, proposal), "utf-8")
    return target


def beginning(name: str, data: bytes) -> bytes:
    """The first lines of a long text file; workbooks and short files as they are."""
    if len(data) <= _SAMPLE_BYTES or not name.lower().endswith(_TEXTS):
        return data
    part = data[:_SAMPLE_BYTES]
    end = part.rfind(b"\n")
    if end < 0:
        return data
    wide = data[:2] == b"\xff\xfe"  # in UTF-16 little endian a line break is two bytes
    return part[: end + (2 if wide else 1)]


def try_out(name: str, data: bytes, mapping: Mapping) -> Trial:
    """Read the beginning of the file by ``mapping`` and show what the first rows become."""
    part = beginning(name, data)
    staged = read_bytes(name, part, mapping=mapping)
    table = staged.tables.get(mapping.table)
    names = tuple(dict.fromkeys(mapping.columns.values()))
    rows: list[tuple[str, ...]] = []
    if table is not None:
        for row in table.slice(0, PREVIEW_ROWS).to_pylist():
            rows.append(tuple(_cell(row, field) for field in names))
    counted: dict[str, int] = {}
    for reject in staged.rejects:
        counted[reject.reason] = counted.get(reject.reason, 0) + 1
    return Trial(
        fields=names,
        rows=tuple(rows),
        read=staged.rows,
        stored=staged.stored,
        whole=len(part) == len(data),
        problem=_problem(staged),
        left_out=tuple(sorted(counted.items(), key=lambda item: -item[1])),
    )


def _problem(staged: StagedFile) -> str:
    return (staged.error or "").removeprefix(f"{staged.file}: ")


def _cell(row: dict[str, Any], field: str) -> str:
    if field == "size":
        low, high = row.get("size_min"), row.get("size_max")
        if low is None and high is None:
            return ""
        if low == high:
            return f"{low:,.0f}"
        top = "more" if high is None or high == float("inf") else f"{high:,.0f}"
        return f"{low or 0:,.0f} to {top}"
    value = row.get(field)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.0f}" if isinstance(value, float) and value.is_integer() else str(value)
