"""Files in and out: one call is one transaction, each file known by the hash of its content."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from prospecting.exports.staging import SCHEMAS, StagedFile, build_table
from prospecting.workspace.connection import Store, Transaction
from prospecting.workspace.derive import Derivation
from prospecting.workspace.errors import Cancelled, NotFound, WorkspaceError
from prospecting.workspace.keyed import Keys
from prospecting.workspace.owners import ME, Candidate, Owners

Progress = Callable[[str, int, int | None], None]
Asked = Callable[[], bool]

#: Rows are written in pieces of about this many, so that memory does not grow with the file.
_PIECE: Final = 100_000
#: Networks wait for the client lists of the same call; above this many rows they wait no longer.
_WAITING: Final = 2_000_000
#: Relations by which the seller knows somebody; of these people contact data may be kept.
_KNOWN_BY_ME: Final = pa.array(["connection", "address book", "imported contact", "by hand"])
_BY_HAND: Final = "by hand"


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
            "rows": self.rows,
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


def _no_progress(_: str, __: int, ___: int | None) -> None:
    return


def _never() -> bool:
    return False


class _Call:
    """One call of :meth:`Importing.ingest`, inside its transaction."""

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
        self.imports: list[int] = []
        self.ids: list[int] = []
        self.underived: list[int] = []
        self.has_new_clients = False
        self.files: list[dict[str, Any]] = []
        self.rejects: list[dict[str, Any]] = []
        self.buffers: dict[str, list[pa.Table]] = {}
        self.buffered: dict[str, int] = {}
        self._owners: Owners | None = None

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

    def reserve(self, n: int) -> None:
        """Have ids at hand for ``n`` files."""
        if n:
            first = int(self.t.value("ingest.reserve_imports", {"n": n}))
            self.ids = list(range(first + n - 1, first - 1, -1))

    def next_id(self) -> int:
        """The id of the next import."""
        return self.ids.pop() if self.ids else int(self.t.value("ingest.new_import"))

    def accept(self, staged: StagedFile, owner_id: int | None, how: str | None) -> int:
        """Take the file's rows in; its import id."""
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
                "data_on": _data_day(staged, self.as_of),
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
        self.add_rows(staged, import_id, owner_id)
        return import_id

    def accept_part(self, staged: StagedFile, import_id: int) -> None:
        """Take in a further part of a file that is nobody's network."""
        part = {"rows": staged.rows, "stored": staged.stored, "rejected": staged.rejected}
        waiting = [file for file in self.files if file["import_id"] == import_id]
        for file in waiting:
            for name, number in part.items():
                file[name] += number
        if not waiting:
            self.t.run("ingest.grow_file", {"id": import_id, **part})
        self.add_rejects(staged, import_id)
        self.add_rows(staged, import_id, None)

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

    def add_rows(self, staged: StagedFile, import_id: int, owner_id: int | None) -> None:
        """Put the file's rows into the buffers, and write those that are full."""
        for name, table in staged.tables.items():
            if not table.num_rows:
                continue
            if name == "clients":
                self.has_new_clients = True
            number = pa.nulls(table.num_rows, pa.int64()).fill_null(import_id)
            marked = table.append_column("import_id", number)
            if name == "contacts":
                mine = pa.nulls(table.num_rows, pa.bool_()).fill_null(owner_id == ME)
                marked = marked.append_column("mine", mine)
            self.buffers.setdefault(name, []).append(marked)
            self.buffered[name] = self.buffered.get(name, 0) + table.num_rows
            if self.buffered[name] >= _PIECE:
                self.flush_table(name)

    def flush_table(self, name: str) -> None:
        """Write what has gathered for one staged table."""
        pieces = self.buffers.pop(name, [])
        self.buffered.pop(name, None)
        if not pieces:
            return
        table = pa.concat_tables(pieces, promote_options="default")
        # Pieces of bounded size, also where one file alone is larger.
        for start in range(0, table.num_rows, 2 * _PIECE):
            self._write(name, table.slice(start, 2 * _PIECE))

    def _write(self, name: str, table: pa.Table) -> None:
        extra = self.keys.columns(name, _whole(name, table))
        table = self._drop_contact_data(name, table)
        first = int(self.t.value("ingest.reserve_rows", {"n": table.num_rows}))
        table = table.append_column("row_id", pa.array(np.arange(table.num_rows) + first))
        for column, values in extra.items():
            table = table.append_column(column, values)
        with self.t.lend("staged", table):
            self.t.run(f"ingest.enter_{name}")
        del table, extra
        pa.default_memory_pool().release_unused()

    def _drop_contact_data(self, name: str, table: pa.Table) -> pa.Table:
        if name == "contacts":
            mine = pc.and_(
                table["mine"], pc.is_in(_column(table, "relation", pa.string()), _KNOWN_BY_ME)
            )
            near = pc.less_equal(
                pc.fill_null(_column(table, "degree", pa.int8()), pa.scalar(1, pa.int8())), 1
            )
            keep = pc.and_(mine, near)
            table = table.drop_columns(["mine"])
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

    def derive(self, say: Callable[[str], None] = lambda _: None) -> None:
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


def _column(table: pa.Table, name: str, kind: pa.DataType) -> Any:
    if name in table.schema.names:
        return table[name]
    return pa.chunked_array([pa.nulls(table.num_rows, kind)])


def _whole(name: str, table: pa.Table) -> pa.Table:
    """``table`` with every column of its staged schema, the missing ones null."""
    return pa.table({f.name: _column(table, f.name, f.type) for f in SCHEMAS[name]})


def _slim(staged: StagedFile) -> None:
    """Drop columns without a value: a network that waits for its owner takes little memory."""
    for name, table in staged.tables.items():
        empty = [c for c in table.column_names if table[c].null_count == table.num_rows]
        needed = {"relation"} if name == "contacts" else set()
        staged.tables[name] = table.drop_columns([c for c in empty if c not in needed])


def _data_day(staged: StagedFile, as_of: dt.date) -> dt.date:
    """The day that the file speaks of: the newest date in an export of a network, else today."""
    contacts = staged.tables.get("contacts")
    if contacts is None or not pc.any(pc.equal(contacts["relation"], "connection")).as_py():
        return as_of
    days = []
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


class Importing(Store):
    """Imports of the workspace."""

    def secret(self) -> bytes:
        """The workspace's key for keyed hashes."""
        keys = self.rows("store.hash_keys")
        if not keys:
            raise WorkspaceError("The key of the keyed hashes is lost: run the doctor with --mend.")
        return bytes(keys[-1]["value"])

    def keys(self) -> Keys:
        """What computes keys with the workspace's own key."""
        return Keys(self.secret())

    def _seller(self) -> dict[str, Any] | None:
        rows = self.rows("store.get_setting", {"name": "seller"})
        value = json.loads(rows[0]["value"]) if rows else None
        return value if isinstance(value, dict) else None

    def ingest(
        self,
        files: Iterable[StagedFile],
        *,
        user: str,
        as_of: dt.date,
        owner: str | int | None = None,
        owners: Mapping[str, str] | Callable[[StagedFile], str | None] | None = None,
        options: IngestOptions | None = None,
        progress: Progress = _no_progress,
        cancelled: Asked = _never,
    ) -> list[ImportResult]:
        """Store files and derive what follows from them; one transaction for the whole call.

        ``owner`` (``me``, a client's e-mail or id) says whose the networks are, ``owners`` says it
        file by file (by name, or asked while the file is in hand); else the files' own hints count where they are certain. Client lists of the
        same call are known before its networks, whatever the order. Two files after one another
        with the same name and hash are parts of one file. Results come in the order of the files.

        Raises:
            Cancelled: ``cancelled`` said so; nothing was kept.
            WorkspaceError: nothing was kept.
        """
        keys, seller = self.keys(), self._seller()
        results: list[ImportResult] = []
        with self.write(user, data=True, events=False) as t:
            call = _Call(t, keys, as_of, options or IngestOptions(), seller)
            waiting: list[tuple[int, StagedFile, str | int | None]] = []
            waiting_rows = 0
            previous: tuple[str, str] | None = None
            named = owners if callable(owners) else dict(owners or {})
            for staged in files:
                if cancelled():
                    raise Cancelled("The import was stopped; nothing of it was kept.")
                progress(f"reading {staged.file}", len(results), None)
                part = previous == (staged.file, staged.sha256)
                previous = (staged.file, staged.sha256)
                if part and results[-1].status == "stored" and not staged.error:
                    _add_part(results[-1], staged)
                    call.accept_part(staged, results[-1].import_id or 0)
                    continue
                result = _result(staged)
                results.append(result)
                if staged.error or not staged.stored:
                    result.status = "refused"
                    result.error = staged.error or (
                        f"{staged.file}: none of its {staged.rows} rows could be used; see the "
                        "reasons beside each row."
                    )
                    continue
                if staged.sha256 in call.known:
                    result.import_id, owner_id = call.known[staged.sha256]
                    result.status = "duplicate"
                    result.stored = result.rejected = 0
                    result.warnings.append("the same file was imported before: nothing was added")
                    result.owner = self._owner_label(call, owner_id)
                    continue
                by_file = named(staged) if callable(named) else named.get(staged.file)
                said: str | int | None = by_file if by_file is not None else owner
                if staged.needs_owner or (said is not None and "contacts" in staged.tables):
                    _slim(staged)
                    waiting.append((len(results) - 1, staged, said))
                    call.known.setdefault(staged.sha256, (0, None))
                    waiting_rows += staged.stored
                    if waiting_rows > _WAITING:
                        self._settle(call, waiting, results)
                        waiting_rows = 0
                    continue
                result.import_id = call.accept(staged, None, None)
            self._settle(call, waiting, results)
            if call.imports:
                progress("writing rows", len(results), len(results))
                call.flush()
                if cancelled():
                    raise Cancelled("The import was stopped; nothing of it was kept.")
                call.derive(lambda text: progress(text, len(results), len(results)))
                t.changed("people")
                t.changed("clients")
                t.run(
                    "store.audit",
                    _audit(t, "import", files=len(call.imports), rows=_stored(results)),
                )
                if cancelled():
                    raise Cancelled("The import was stopped; nothing of it was kept.")
        if call.imports:
            self.settle()
            self.apply_pending()
            self._warn_of_unmatched(results)
            if _stored(results) >= _PIECE:
                self.tidy()
        return results

    def settle(self) -> None:
        """What a subclass still finds out about people once the rows are in."""

    def apply_pending(self) -> None:
        """Turn imported asks and answers into events, as soon as it is known who is meant.

        In a transaction of its own, so that no click waits while files are read; what a crash
        leaves undone is done at the next opening.
        """
        if not self.value("record.pending_count"):
            return
        with self.write("program", data=True) as t:
            t.run("record.work_past")
            t.run("record.work_pairs")
            fresh = int(t.value("record.fresh_pairs"))
            first = t.value("record.reserve_asks", {"n": fresh}) if fresh else 0
            t.run("record.work_asks", {"first": first})
            t.run("record.enter_past_asks", {"at": t.at})
            t.run("record.enter_past_events", {"at": t.at})
            t.run("record.enter_sheet_answers", {"at": t.at})
            t.changed("asks")
            t.changed("clients")

    def _warn_of_unmatched(self, results: list[ImportResult]) -> None:
        for result in results:
            if result.status == "stored" and result.format and "ask" in result.format:
                count = int(self.value("record.unmatched_asks", {"id": result.import_id}) or 0)
                if count:
                    result.warnings.append(
                        f"{count} asks name somebody who is no client yet: they count as soon as "
                        "a client list has them"
                    )

    def tidy(self) -> None:
        """Bring what was written from the log into the file."""

    def _owner_label(self, call: _Call, owner_id: int | None) -> str | None:
        if owner_id is None:
            return None
        person = call.owners().people.get(owner_id)
        return (person.email or person.name) if person else None

    def _settle(
        self,
        call: _Call,
        waiting: list[tuple[int, StagedFile, str | int | None]],
        results: list[ImportResult],
    ) -> None:
        """Take in the networks that wait, each with its owner."""
        if not waiting:
            return
        owners = call.owners()
        taken: dict[str, ImportResult] = {}
        owned = [
            owners.named(said) if said is not None else owners.hinted(staged.owner_hints)
            for _, staged, said in waiting
        ]
        call.reserve(sum(found.owner_id is not None for found in owned))
        for (at, staged, _), found in zip(waiting, owned, strict=True):
            result = results[at]
            if staged.sha256 in taken:
                first = taken[staged.sha256]
                result.status, result.import_id = "duplicate", first.import_id
                result.owner = first.owner
                result.stored = result.rejected = 0
                result.warnings.append("the same file came twice: it was stored once")
                continue
            if found.owner_id is None:
                result.status = "needs_owner"
                result.stored = result.rejected = 0
                result.candidates = found.candidates
                result.error = (
                    f"{staged.file}: whose connections are these? {_sentence(found.reason)} "
                    "Say so with --owner EMAIL, or with --owners and a list."
                )
                call.known.pop(staged.sha256, None)
                continue
            person = owners.people[found.owner_id]
            result.owner = person.email or person.name or str(person.client_id)
            result.import_id = call.accept(staged, found.owner_id, found.how)
            taken[staged.sha256] = result
            staged.tables = {}
        waiting.clear()

    # Out again --------------------------------------------------------------------------------

    def undo_import(self, import_id: int, *, user: str) -> int:
        """Take back exactly what an import brought, also after newer ones; how many rows.

        Raises:
            NotFound: there is no such import, or it is undone already.
        """
        return self._take_out(import_id, user, "undone", None)

    def withdraw_permission(self, import_id: int, *, on: dt.date, user: str) -> int:
        """The giver no longer allows the use of his file: its rows go, the record of it stays.

        Raises:
            NotFound: there is no such import, or it is undone already.
        """
        return self._take_out(import_id, user, "withdrawn", on)

    def _take_out(self, import_id: int, user: str, status: str, on: dt.date | None) -> int:
        with self.write(user, data=True) as t:
            rows = t.rows("ingest.one_import", {"id": import_id})
            if not rows:
                raise NotFound(f"There is no import {import_id}.")
            _, file, _, state, stored, *_ = rows[0]
            if state != "stored":
                raise NotFound(f"Import {import_id} ({file}) was taken back before.")
            derivation = Derivation(t)
            derivation.of_imports([import_id])
            for name in ("events", "asks", "answers"):
                t.run(f"record.take_out_{name}", {"id": import_id})
            for name in SCHEMAS:
                t.run(f"ingest.drop_{name}", {"id": import_id})
            t.run("ingest.drop_rejects", {"id": import_id})
            if on is None:
                t.run("ingest.set_status", {"id": import_id, "status": status})
            else:
                t.run("ingest.set_withdrawn", {"id": import_id, "on_date": on})
            derivation.run()
            t.changed("people")
            t.changed("clients")
            action = "undo import" if status == "undone" else "withdraw permission"
            t.run("store.audit", _audit(t, action, import_id=import_id, rows=stored))
        self.rejects_path(import_id).unlink(missing_ok=True)
        if stored >= _PIECE:
            self.tidy()
        return int(stored)

    # By hand ----------------------------------------------------------------------------------

    def add_contact(
        self,
        *,
        owner_id: int,
        name: str,
        title: str | None = None,
        company: str | None = None,
        url: str | None = None,
        user: str,
        as_of: dt.date,
    ) -> AddedContact:
        """Enter a contact that ``owner_id`` (0: me) spoke of: "Carla mentioned Ben".

        Raises:
            WorkspaceError: the name is empty.
            NotFound: there is no such client.
        """
        if not name.strip():
            raise WorkspaceError("A contact needs a name.")
        row = {"full_name": name.strip(), "title": title, "company": company, "url": url}
        return self._by_hand("contacts", {**row, "relation": _BY_HAND}, owner_id, user, as_of)

    def add_client(
        self, *, name: str, email: str | None = None, user: str, as_of: dt.date, **columns: Any
    ) -> AddedContact:
        """Enter a client by hand; ``columns`` are further ones of the staged table ``clients``.

        Raises:
            WorkspaceError: the name is empty.
            KeyError: an unknown column.
        """
        if not name.strip():
            raise WorkspaceError("A client needs a name.")
        row = {"full_name": name.strip(), "email": email, **columns}
        return self._by_hand("clients", row, None, user, as_of)

    def _by_hand(
        self, table: str, row: dict[str, Any], owner_id: int | None, user: str, as_of: dt.date
    ) -> AddedContact:
        keys, seller = self.keys(), self._seller()
        with self.write(user, data=True, events=False) as t:
            call = _Call(t, keys, as_of, IngestOptions(), seller)
            if owner_id is not None and owner_id not in call.owners().people:
                raise NotFound(f"There is no client with the id {owner_id}.")
            cells = {name: [value] for name, value in row.items()}
            staged = StagedFile(
                file=_BY_HAND,
                sha256=f"by hand {t.value('ingest.new_import')}",
                format=_BY_HAND,
                rows=1,
                stored=1,
                tables={table: build_table(table, {"line": [1], **cells}, 1)},
            )
            import_id = call.accept(staged, owner_id, "said")
            call.flush()
            call.derive()
            person = int(t.value("ingest.person_of_import", {"id": import_id}))
            t.changed("people")
            t.changed("clients")
            t.run("store.audit", _audit(t, f"add {table}", rows=1))
        return AddedContact(person, import_id)

    # Looking ----------------------------------------------------------------------------------

    def load_imports(self) -> pa.Table:
        """All imports, undone ones too, oldest first."""
        return self.read("ingest.imports")

    def count_imports(self) -> int:
        """How many imports are stored now."""
        return int(self.value("ingest.count_imports") or 0)

    def rejects_path(self, import_id: int) -> Path:
        """Where the list of an import's refused rows lies, if one was written."""
        folder = self.path.with_name(f"{self.path.stem}-rejects")
        return folder / f"import-{import_id}.csv"

    def load_rejects(self, import_id: int) -> pa.Table:
        """Rows of an import that were not stored: line, member, reason, mend, cells (JSON)."""
        return self.read("ingest.rejects", {"id": import_id})


def _sentence(reason: str | None) -> str:
    text = (reason or "it cannot be told").strip()
    return text[0].upper() + text[1:] + "."


def _stored(results: Sequence[ImportResult]) -> int:
    return sum(result.stored for result in results if result.status == "stored")


def _audit(t: Transaction, action: str, **detail: Any) -> dict[str, Any]:
    return {
        "at": t.at,
        "user": t.user,
        "action": action,
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True),
    }


def _result(staged: StagedFile) -> ImportResult:
    return ImportResult(
        file=staged.file,
        status="stored",
        format=staged.format,
        rows=staged.rows,
        stored=staged.stored,
        rejected=staged.rejected,
        encoding=staged.encoding,
        delimiter=staged.delimiter,
        warnings=list(staged.warnings),
    )


def _add_part(result: ImportResult, staged: StagedFile) -> None:
    result.rows += staged.rows
    result.stored += staged.stored
    result.rejected += staged.rejected
