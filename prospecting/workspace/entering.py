"""Staged rows into the tables of rows: one call of an import, inside its transaction."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from prospecting.exports.staging import SCHEMAS, Reject, StagedFile
from prospecting.workspace.connection import Transaction
from prospecting.workspace.derive import Derivation, Say, silent
from prospecting.workspace.keyed import Keys
from prospecting.workspace.owners import ME, Found, Owners
from prospecting.workspace.results import IngestOptions
from prospecting.workspace.screening import Screen

#: Rows are written in pieces of about this many, so that memory does not grow with the file.
PIECE: Final = 100_000
#: Relations by which the seller knows somebody; of these people contact data may be kept.
_KNOWN_BY_ME: Final = pa.array(["connection", "address book", "imported contact", "by hand"])
#: Formats of the seller's own CRM begin so; whom it lists the seller knows.
_OWN_CRM: Final = ("hubspot", "salesforce", "pipedrive", "zoho")
_MINE, _CRM = 1, 2


#: LinkedIn names an archive by the day it was made, in the American order.
_ARCHIVE_DAY: Final = re.compile(r"LinkedInDataExport_(\d{2})-(\d{2})-(\d{4})", re.IGNORECASE)

#: A word that is no month beside figures.
_WORD: Final = re.compile(r"^[^\W\d_]{2,}")


class Call:
    """One call of ``ingest``, inside its transaction."""

    def __init__(
        self,
        transaction: Transaction,
        keys: Keys,
        as_of: dt.date,
        options: IngestOptions,
        seller: dict[str, Any] | None,
    ) -> None:
        self.t = transaction
        self.keys = keys
        self.as_of = as_of
        self.options = options
        self.seller = seller
        self.batch: int | None = None
        self.known: dict[str, tuple[int, int | None]] = {
            sha: (number, owner) for sha, number, owner in self.t.rows("ingest.known_files")
        }
        self.withdrawn: dict[str, dt.date] = dict(self.t.rows("ingest.withdrawn_files"))
        self.imports: list[int] = []
        self.underived: list[int] = []
        self.has_new_clients = False
        self._first_id: int | None = None
        self._drawn = 0
        self._has_early_networks = False
        self.files: list[dict[str, Any]] = []
        self.rejects: list[dict[str, Any]] = []
        self.buffers: dict[str, list[pa.Table]] = {}
        self.buffered: dict[str, int] = {}
        self._owners: Owners | None = None
        self._screen: Screen | None = None
        self._exports: dict[int, list[tuple[tuple[dt.date, int], int]]] | None = None
        self._writer = ThreadPoolExecutor(1, "import")
        self._writing: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def owners(self) -> Owners:
        """Who can own a network, the client lists of this call among them."""
        if self.has_new_clients:
            self.flush()
            self.derive()
            self.has_new_clients = False
            self._owners = None
        if self._owners is None:
            self._owners = Owners.gather(
                self.keys,
                self.t.rows("ingest.known_clients"),
                self.t.rows("ingest.client_keys"),
                self.seller,
            )
        return self._owners

    def owner_at_hand(self, said: str | int | None) -> Found | None:
        """The owner whom the user names, where he is known by now; None where all of the call is
        to be read first, since a later list may name him, or make others clients."""
        if said is None or (self.has_new_clients and self._has_early_networks):
            return None
        found = self.owners().named(said)
        if found.owner_id is None:
            return None
        self._has_early_networks = True
        return found

    def screen(self) -> Screen:
        """Who was erased and is to be kept out."""
        if self._screen is None:
            self._screen = Screen.of(self.t, self.keys)
        return self._screen

    def next_id(self) -> int:
        """The id of the next import. The engine is asked for the first alone, as a file would else
        wait for the rows being written; nobody but this call draws ids before it ends."""
        if self._first_id is None:
            self._first_id = int(self.t.value("ingest.new_import"))
            self._drawn = 1
        return self._first_id + len(self.imports)

    def _draw_ids(self) -> None:
        """Take the ids given since then from the sequence, too."""
        behind = len(self.imports) - self._drawn
        if behind > 0:
            self.t.run("ingest.draw_imports", {"n": behind})
            self._drawn += behind

    def accept(self, staged: StagedFile, owner_id: int | None, how: str | None) -> int | None:
        """Take the file's rows in; its import id, None where nothing is left of it to be kept
        without the people who were erased."""
        self.screen().sift(staged, owner_id)
        if not staged.stored:
            return None
        if self.batch is None:
            self.batch = int(
                self.t.value(
                    "ingest.new_batch", {"user": self.t.user, "at": self.t.at, "as_of": self.as_of}
                )
            )
        import_id = self.next_id()
        self.imports.append(import_id)
        self.underived.append(import_id)
        self.known[staged.sha256] = (import_id, owner_id)
        contacts = staged.tables.get("contacts")
        connections = 0
        if contacts is not None:
            listed = pc.equal(contacts["relation"], "connection")
            connections = int(pc.sum(pc.cast(listed, pa.int64())).as_py() or 0)
        data_on = _data_day(staged, self.as_of)
        if owner_id is not None and connections:
            self._compare_exports(staged, owner_id, (data_on, import_id), connections)
        options = self.options
        self.files.append(
            {
                "import_id": import_id,
                "batch_id": self.batch,
                "file": staged.file,
                "sha256": staged.sha256,
                "format": staged.format,
                "status": "stored",
                "owner_id": owner_id,
                "owner_how": how,
                "purpose": options.purpose,
                "given_by": options.given_by,
                "given_on": options.given_on,
                "permission_on": options.permission_on,
                "collected_on": self.as_of,
                "data_on": data_on,
                "connections": connections,
                "rows": staged.rows,
                "stored": staged.stored,
                "rejected": staged.rejected,
                "encoding": staged.encoding,
                "delimiter": staged.delimiter,
                "warnings": json.dumps(staged.warnings, ensure_ascii=False),
                "user_id": self.t.user,
                "written_at": self.t.at,
            }
        )
        self.add_rejects(staged, import_id)
        own = staged.format.startswith(_OWN_CRM) and owner_id is None
        self.add_rows(staged, import_id, _MINE if owner_id == ME else _CRM if own else 0)
        return import_id

    def _compare_exports(
        self, staged: StagedFile, owner_id: int, order: tuple[dt.date, int], connections: int
    ) -> None:
        """Warn of an export with far fewer connections than an earlier one of the same network."""
        if self._exports is None:
            self._exports = {}
            for owner, day, number, count in self.t.rows("ingest.network_exports"):
                self._exports.setdefault(owner, []).append(((day, number), count))
        exports = self._exports.setdefault(owner_id, [])
        most = max((count for earlier, count in exports if earlier < order), default=0)
        exports.append((order, connections))
        if 2 * connections < most:
            staged.warnings.append(
                f"this export has {connections:,} connections, an earlier one {most:,}: it was "
                "taken as a part of the network, and nobody as gone from it"
            )
        elif most and (lost := sum(map(_names_somebody, staged.rejects))):
            rows = "1 row that names" if lost == 1 else f"{lost:,} rows that name"
            staged.warnings.append(
                f"{rows} somebody could not be read: who was in an earlier export counts as gone "
                "until one has them; mend the rows and import the file again"
            )

    def accept_part(self, staged: StagedFile, import_id: int) -> None:
        """Take in a further part of a file that is nobody's network."""
        self.screen().sift(staged, None)
        part = {"rows": staged.rows, "stored": staged.stored, "rejected": staged.rejected}
        waiting = [file for file in self.files if file["import_id"] == import_id]
        for file in waiting:
            for name, number in part.items():
                file[name] += number
        if not waiting:
            self.t.run("ingest.grow_file", {"id": import_id, **part})
        self.add_rejects(staged, import_id)
        self.add_rows(staged, import_id, 0)

    def warn(self, import_id: int, text: str) -> None:
        """Note a warning on a file of this call."""
        for file in self.files:
            if file["import_id"] == import_id:
                known = [*json.loads(file["warnings"]), text]
                file["warnings"] = json.dumps(known, ensure_ascii=False)

    def add_rejects(self, staged: StagedFile, import_id: int) -> None:
        """Keep what was refused, and why."""
        for reject in staged.rejects:
            self.rejects.append(
                {
                    "import_id": import_id,
                    "line": reject.line,
                    "member": reject.member,
                    "reason": reject.reason,
                    "mend": reject.mend,
                    "cells": json.dumps([str(cell) for cell in reject.cells], ensure_ascii=False),
                }
            )

    def add_rows(self, staged: StagedFile, import_id: int, nearness: int) -> None:
        """Put the file's rows into the buffers, and write those that are full."""
        for name, table in staged.tables.items():
            if not table.num_rows:
                continue
            if name in {"clients", "deals"} or nearness == _CRM:
                # A CRM's deals and stages make clients, too.
                self.has_new_clients = True
            number = pa.nulls(table.num_rows, pa.int64()).fill_null(import_id)
            marked = table.append_column("import_id", number)
            if name == "contacts":
                near = pa.nulls(table.num_rows, pa.int8()).fill_null(nearness)
                marked = marked.append_column("nearness", near)
            self.buffers.setdefault(name, []).append(marked)
            self.buffered[name] = self.buffered.get(name, 0) + table.num_rows
            if self.buffered[name] >= PIECE:
                self.flush_table(name)

    def flush_table(self, name: str) -> None:
        """Write what has gathered for one staged table."""
        pieces = self.buffers.pop(name, [])
        self.buffered.pop(name, None)
        if not pieces:
            return
        table = pa.concat_tables(pieces, promote_options="default")
        # Pieces of bounded size, also where one file alone is larger.
        for start in range(0, table.num_rows, 2 * PIECE):
            self._write(name, table.slice(start, 2 * PIECE))

    def _write(self, name: str, table: pa.Table) -> None:
        self.t.check()
        extra = self.keys.columns(name, _whole(name, table))
        table = self._drop_contact_data(name, table)
        # The engine works outside Python's lock: keys of the next piece are computed meanwhile.
        self._wait()
        self._writing = self._writer.submit(self._enter, name, table, extra)

    def _enter(self, name: str, table: pa.Table, extra: dict[str, pa.ChunkedArray]) -> None:
        first = int(self.t.value("ingest.reserve_rows", {"n": table.num_rows}))
        table = table.append_column("row_id", pa.array(np.arange(table.num_rows) + first))
        for column, values in extra.items():
            table = table.append_column(column, values)
        with self.t.lend("staged", table):
            self.t.run(f"ingest.enter_{name}")
        del table, extra
        pa.default_memory_pool().release_unused()

    def _wait(self) -> None:
        """Wait for what is being written; what went wrong there is raised here."""
        if self._writing is not None:
            writing, self._writing = self._writing, None
            writing.result()

    def close(self) -> None:
        """End the writing thread; nobody else may use the transaction before."""
        self._writer.shutdown(wait=True)

    def _drop_contact_data(self, name: str, table: pa.Table) -> pa.Table:
        if name == "contacts":
            mine = pc.and_(
                pc.equal(table["nearness"], _MINE),
                pc.is_in(_column(table, "relation", pa.string()), _KNOWN_BY_ME),
            )
            near = pc.less_equal(
                pc.fill_null(_column(table, "degree", pa.int8()), pa.scalar(1, pa.int8())), 1
            )
            keep = pc.or_(pc.and_(mine, near), pc.equal(table["nearness"], _CRM))
            table = table.drop_columns(["nearness"])
            columns: tuple[str, ...] = ("email", "phone")
        elif name == "past_asks":
            keep, columns = pa.scalar(False), ("prospect_email",)
        elif name == "deals":
            keep, columns = pa.scalar(False), ("contact_email",)
        else:
            return table
        if self.options.keep_contact_data:
            return table
        for column in columns:
            at = table.schema.get_field_index(column)
            if at >= 0:
                bare = pc.if_else(keep, table[column], pa.scalar(None, pa.string()))
                table = table.set_column(at, column, bare)
        return table

    def flush(self) -> None:
        """Write everything that has gathered."""
        self._draw_ids()
        if self.files:
            with self.t.lend("staged", pa.Table.from_pylist(self.files, _FILE_SCHEMA)):
                self.t.run("ingest.enter_files")
            self.files.clear()
        if self.rejects:
            with self.t.lend("staged", pa.Table.from_pylist(self.rejects, _REJECT_SCHEMA)):
                self.t.run("ingest.enter_rejects")
            self.rejects.clear()
        for name in list(self.buffers):
            self.flush_table(name)
        self._wait()

    def derive(self, say: Say = silent) -> None:
        """Derive what the rows written so far may touch."""
        if not self.underived:
            return
        derivation = Derivation(self.t, say)
        derivation.of_imports(self.underived)
        derivation.run()
        self.underived = []


_FILE_SCHEMA: Final = pa.schema(
    [
        *((name, pa.int64()) for name in ("import_id", "batch_id")),
        *((name, pa.string()) for name in ("file", "sha256", "format", "status")),
        ("owner_id", pa.int64()),
        *((name, pa.string()) for name in ("owner_how", "purpose", "given_by")),
        *((n, pa.date32()) for n in ("given_on", "permission_on", "collected_on", "data_on")),
        *((name, pa.int64()) for name in ("connections", "rows", "stored", "rejected")),
        *((name, pa.string()) for name in ("encoding", "delimiter", "warnings", "user_id")),
        ("written_at", pa.timestamp("us")),
    ]
)
_REJECT_SCHEMA: Final = pa.schema(
    [
        ("import_id", pa.int64()),
        ("line", pa.int64()),
        *((name, pa.string()) for name in ("member", "reason", "mend", "cells")),
    ]
)


def _names_somebody(reject: Reject) -> bool:
    """Whether a refused row of a network is more than the blank one of a hidden member."""
    if reject.member is not None and "connections" not in reject.member.lower():
        return False
    cells = [str(cell) for cell in reject.cells]
    words = sum(_WORD.search(cell) is not None for cell in cells)
    return words > 1 or any("linkedin.com/" in cell.lower() for cell in cells)


def _column(table: pa.Table, name: str, kind: pa.DataType) -> Any:
    if name in table.schema.names:
        return table[name]
    return pa.chunked_array([pa.nulls(table.num_rows, kind)])


def _whole(name: str, table: pa.Table) -> pa.Table:
    """``table`` with every column of its staged schema, the missing ones null."""
    return pa.table({f.name: _column(table, f.name, f.type) for f in SCHEMAS[name]})


def slim(staged: StagedFile) -> None:
    """Drop columns without a value: a network that waits for its owner takes little memory."""
    for name, table in staged.tables.items():
        empty = [c for c in table.column_names if table[c].null_count == table.num_rows]
        needed = {"relation"} if name == "contacts" else set()
        staged.tables[name] = table.drop_columns([c for c in empty if c not in needed])


def _data_day(staged: StagedFile, as_of: dt.date) -> dt.date:
    """The day that the file speaks of: the one in the name that LinkedIn gives an archive, or the
    newest date in an export of a network; today for all else."""
    contacts = staged.tables.get("contacts")
    if contacts is None or not pc.any(pc.equal(contacts["relation"], "connection")).as_py():
        return as_of
    days = []
    if found := _ARCHIVE_DAY.search(staged.file):
        month, day, year = map(int, found.groups())
        with contextlib.suppress(ValueError):
            days.append(dt.date(year, month, day))
    for name, column in (
        ("contacts", "connected_on"),
        ("messages", "sent_at"),
        ("invitations", "sent_at"),
    ):
        table = staged.tables.get(name)
        if table is None or column not in table.column_names:
            continue
        value = pc.max(table[column]).as_py()
        if value is not None:
            days.append(value.date() if isinstance(value, dt.datetime) else value)
    known = [day for day in days if day <= as_of]
    return max(known, default=as_of)
