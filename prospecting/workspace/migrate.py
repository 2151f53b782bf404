"""Numbered migrations, each in a transaction of its own, and the copy of the file before them."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import uuid
from importlib import resources
from pathlib import Path
from typing import Final

import duckdb

from prospecting.workspace.dialect import render, statement
from prospecting.workspace.errors import WorkspaceError

APPLICATION: Final = "referral prospector"
#: What is said while an older file is changed, in this order.
COPY: Final = "keeping a copy of the file as it was"
TABLES: Final = "changing its tables"
STEPS: Final = (COPY, TABLES)
_FILE: Final = re.compile(r"(\d{4})_\w+\.sql")


def known() -> list[tuple[int, str]]:
    """Numbers and texts of the migrations that this version of the program has, in order."""
    folder = resources.files("prospecting.workspace").joinpath("sql/migrations")
    found = []
    for item in folder.iterdir():
        match = _FILE.fullmatch(item.name)
        if match:
            found.append((int(match[1]), render(item.read_text("utf-8"))))
    return sorted(found)


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {row[0] for row in connection.execute(statement("store.tables")).fetchall()}


def schema_number(connection: duckdb.DuckDBPyConnection) -> int:
    """The last migration that the file has; 0 for a file without any."""
    if "migration" not in _tables(connection):
        return 0
    row = connection.execute(statement("store.schema_number")).fetchall()
    return int(row[0][0] or 0)


def check(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise a sentence unless the file is ours, or empty, and not of a newer version."""
    tables = _tables(connection)
    if not tables:
        return
    ours = "migration" in tables and "meta" in tables
    if ours:
        rows = connection.execute(statement("store.application")).fetchall()
        ours = bool(rows) and rows[0][0] == APPLICATION
    if not ours:
        raise WorkspaceError(
            f"{path} is a database of another program, and was left as it is: choose another file "
            "with --workspace."
        )
    newest = max(number for number, _ in known())
    if schema_number(connection) > newest:
        raise WorkspaceError(
            f"{path} was written by a newer version of the program: update the program to open it."
        )


def copy_before(path: Path, number: int) -> Path:
    """Where the copy goes that is taken before a file of schema ``number`` is changed."""
    return path.with_name(f"{path.stem}.before-schema-{number + 1}{path.suffix}")


def missing(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, str]]:
    """The migrations that the file does not have yet."""
    have = schema_number(connection)
    return [(number, text) for number, text in known() if number > have]


def copy_due(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The file's schema where a copy is due because it will be changed; else None."""
    have = schema_number(connection)
    return have if have and missing(connection) else None


def keep_copy(path: Path, have: int) -> Path:
    """Copy a file of schema ``have`` before it is changed; nobody in this process has it open.

    To read a file that the engine has open would take the engine's lock on it away, and another
    process could write in it at the same time. The copy appears whole or not at all.

    Raises:
        WorkspaceError: no room for the copy; the file is as it was.
    """
    to = copy_before(path, have)
    part = to.with_name(to.name + ".part")
    try:
        shutil.copyfile(path, part)
        descriptor = os.open(part, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        part.replace(to)
    except OSError as error:
        raise WorkspaceError(
            f"No copy of {path} could be made before its upgrade ({error.strerror}): "
            "nothing was changed."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return to


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Bring the file to the newest schema; how many migrations were run.

    Raises:
        WorkspaceError: the file is not ours, or newer.
        duckdb.Error: a migration failed; the file is as it was before that migration.
    """
    check(connection, path)
    todo = missing(connection)
    for number, text in todo:
        connection.execute("BEGIN").fetchall()
        try:
            if number == 1:
                connection.execute(statement("store.create_migration")).fetchall()
            connection.execute(text).fetchall()
            if number == 1:
                _first_facts(connection)
            connection.execute(statement("store.note_migration"), {"number": number}).fetchall()
            connection.execute("COMMIT").fetchall()
        except BaseException:
            connection.execute("ROLLBACK").fetchall()
            raise
        connection.execute("CHECKPOINT").fetchall()
    return len(todo)


def _first_facts(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        statement("store.first_facts"),
        {"application": APPLICATION, "workspace": uuid.uuid4().hex},
    ).fetchall()
    connection.execute(
        statement("store.add_hash_key"), {"number": 1, "key": secrets.token_bytes(32)}
    ).fetchall()
