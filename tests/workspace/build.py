"""Staged files by hand, and the contents of a workspace as plain rows."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from prospecting.exports.staging import OwnerHint, Reject, StagedFile, build_table
from prospecting.workspace import Workspace

TODAY = dt.date(2026, 6, 1)

#: What follows from the rows; ids among it, so that stable ids are tested too.
DERIVED = (
    "person",
    "row_person",
    "person_key",
    "person_alias",
    "connection",
    "contact_event",
    "company",
    "company_fact",
    "client",
    "client_alias",
    "survey_answer",
    "open_deal",
    "job_change",
    "suppressed_person",
    "review_pair",
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def staged(
    file: str,
    rows: dict[str, list[dict[str, Any]]],
    *,
    needs_owner: bool = False,
    hints: list[OwnerHint] | None = None,
    rejects: list[Reject] | None = None,
    format: str = "test",  # noqa: A002
) -> StagedFile:
    """A staged file of the given rows, by table."""
    tables = {}
    for name, items in rows.items():
        columns: dict[str, list[Any]] = {"line": list(range(2, len(items) + 2))}
        for column in {key for item in items for key in item}:
            columns[column] = [item.get(column) for item in items]
        tables[name] = build_table(name, columns, len(items))
    stored = sum(len(items) for items in rows.values())
    content = repr((file, sorted(rows.items()), format))
    return StagedFile(
        file=file,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        format=format,
        rows=stored + len(rejects or []),
        stored=stored,
        rejects=rejects or [],
        needs_owner=needs_owner,
        owner_hints=hints or [],
        tables=tables,
    )


def contact(name: str, **more: Any) -> dict[str, Any]:
    """A row of somebody's connections; ``url`` is a slug."""
    first, _, last = name.partition(" ")
    row: dict[str, Any] = {"first_name": first, "last_name": last, "relation": "connection"}
    if slug := more.pop("url", None):
        row["url"] = slug if "/" in slug else f"https://www.linkedin.com/in/{slug}"
    if since := more.pop("since", None):
        row["connected_on"] = day(since)
    return row | more


def network(file: str, owner: str, *contacts: dict[str, Any], **more: Any) -> StagedFile:
    """Connections of the client with that e-mail address."""
    return staged(
        file,
        {"contacts": list(contacts), **more},
        needs_owner=True,
        hints=[OwnerHint("email", email=owner)],
        format="linkedin-connections",
    )


def client(name: str, email: str, **more: Any) -> dict[str, Any]:
    return {"full_name": name, "email": email, **more}


def clients(*rows: dict[str, Any], file: str = "clients.csv") -> StagedFile:
    return staged(file, {"clients": list(rows)}, format="client-list")


CLIENTS = clients(
    client("Carla Keller", "carla@keller.example", company="Keller AG", country="Germany"),
    client("Dan Ode", "dan@ode.example", company="Ode Ltd"),
)


def take_in(ws: Workspace, *files: StagedFile, **more: Any) -> list[Any]:
    """Import, the tables copied, since an import may use them up."""
    copies = [
        StagedFile(**{name: getattr(file, name) for name in StagedFile.__slots__}) for file in files
    ]
    for copy in copies:
        copy.tables = dict(copy.tables)
    more.setdefault("user", "me")
    more.setdefault("as_of", TODAY)
    return ws.ingest(copies, **more)


def sql(ws: Workspace, text: str, params: Any = None) -> list[tuple[Any, ...]]:
    """Look into the tables themselves."""
    cursor = ws._cursor()
    try:
        return cursor.execute(text, params).fetchall()
    finally:
        cursor.close()


def contents(
    ws: Workspace, tables: tuple[str, ...] = DERIVED, without: tuple[str, ...] = ()
) -> dict[str, list[str]]:
    """Every row of the derived tables as text, sorted."""
    out = {}
    for table in tables:
        columns = [row[1] for row in sql(ws, f"PRAGMA table_info('{table}')")]
        kept = ", ".join(f'"{column}"' for column in columns if column not in without)
        out[table] = sorted(str(row) for row in sql(ws, f"SELECT {kept} FROM {table}"))
    return out


def people(ws: Workspace) -> dict[str, list[int]]:
    """Ids by name."""
    out: dict[str, list[int]] = {}
    for row in ws.load_people().to_pylist():
        out.setdefault(row["name"], []).append(row["person_id"])
    return out
