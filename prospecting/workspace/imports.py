"""Imports afterwards: taken out again, entered by hand, looked at."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from prospecting.exports.staging import SCHEMAS, StagedFile, build_table
from prospecting.workspace.connection import Transaction
from prospecting.workspace.derive import STEPS, Derivation
from prospecting.workspace.entering import PIECE, Call
from prospecting.workspace.errors import NotFound, WorkspaceError
from prospecting.workspace.ingest import (
    Asked,
    Importing,
    Progress,
    audit,
    never,
    no_progress,
    steps_of,
)
from prospecting.workspace.results import AddedContact, IngestOptions

_BY_HAND: Final = "by hand"


class Imports(Importing):
    """What is done with imports once they are in."""

    # Out again --------------------------------------------------------------------------------

    def undo_import(
        self,
        import_id: int,
        *,
        user: str,
        progress: Progress = no_progress,
        cancelled: Asked = never,
    ) -> int:
        """Take back exactly what an import brought, also after newer ones; how many rows.

        Raises:
            Cancelled: ``cancelled`` said so; nothing was changed.
            NotFound: there is no such import, or it is undone already.
        """
        return self._take_out(import_id, user, "undone", None, progress, cancelled)

    def withdraw_permission(
        self,
        import_id: int,
        *,
        on: dt.date,
        user: str,
        progress: Progress = no_progress,
        cancelled: Asked = never,
    ) -> int:
        """The giver no longer allows the use of his file: its rows go, the record of it stays.

        Raises:
            Cancelled: ``cancelled`` said so; nothing was changed.
            NotFound: there is no such import, or it is undone already.
        """
        return self._take_out(import_id, user, "withdrawn", on, progress, cancelled)

    def note_permission(self, import_id: int, *, on: dt.date | None, user: str) -> None:
        """The day the giver allowed the use of his file, said or corrected afterwards; None: not.

        Raises:
            NotFound: there is no such import, or it is undone already.
        """
        with self.write(user) as t:
            rows = t.rows("ingest.one_import", {"id": import_id})
            if not rows or rows[0][3] != "stored":
                raise NotFound(f"There is no import {import_id} that is still here.")
            t.run("ingest.set_permission", {"id": import_id, "on_date": on})
            t.changed("permissions")
            day = on.isoformat() if on else None
            t.run("store.audit", audit(t, "note permission", import_id=import_id, on=day))

    def _take_out(
        self,
        import_id: int,
        user: str,
        status: str,
        on: dt.date | None,
        progress: Progress,
        cancelled: Asked,
    ) -> int:
        with self.write(user, data=True, cancelled=cancelled) as t:
            rows = t.rows("ingest.one_import", {"id": import_id})
            if not rows:
                raise NotFound(f"There is no import {import_id}.")
            _, file, _, state, stored, *_ = rows[0]
            if state != "stored":
                raise NotFound(f"Import {import_id} ({file}) was taken back before.")
            derivation = Derivation(t, steps_of(progress, STEPS))
            derivation.of_imports([import_id])
            lists = self._before_lists_go(t, import_id)
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
            if lists:
                self._after_lists_went(t)
            t.changed("people")
            t.changed("clients")
            action = "undo import" if status == "undone" else "withdraw permission"
            t.run("store.audit", audit(t, action, import_id=import_id, rows=stored))
        self.rejects_path(import_id).unlink(missing_ok=True)
        if stored >= PIECE:
            self.tidy()
        return int(stored)

    def _before_lists_go(self, t: Transaction, import_id: int) -> bool:
        """What a subclass notes while the rows are there; whether there are lists among them."""
        return False

    def _after_lists_went(self, t: Transaction) -> None:
        """What a subclass finds out about names that the lists spoke of."""

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
        with (
            self.write(user, data=True, events=False) as t,
            Call(t, keys, as_of, IngestOptions(), seller) as call,
        ):
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
            if import_id is None:
                raise WorkspaceError(
                    "This person was erased and is not entered again. If that is the person's own "
                    "wish now, take the entry off the list of people left alone first."
                )
            call.flush()
            call.derive()
            person = int(t.value("ingest.person_of_import", {"id": import_id}))
            t.changed("people")
            t.changed("clients")
            t.run("store.audit", audit(t, f"add {table}", rows=1))
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
