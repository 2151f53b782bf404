"""Putting a backup in the workspace's place, without bringing back what must stay away."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prospecting.workspace.connection import Transaction
from prospecting.workspace.derive import suppress
from prospecting.workspace.errors import WorkspaceError
from prospecting.workspace.ingest import Progress, no_progress
from prospecting.workspace.keep import COPIES, remove, summary_of, sync
from prospecting.workspace.listing import list_signs
from prospecting.workspace.rights import Rights


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought; the workspace as it was before lies at ``kept``."""

    kept: Path
    suppressions: int
    erased_again: int


class Restoring(Rights):
    """Restores of the workspace."""

    def _after_renewal(self, t: Transaction) -> None:
        """Whoever was left alone stays so, though his keys are others now."""
        super()._after_renewal(t)
        freed = [row[0] for row in t.rows("renew.freed")]
        if freed:
            list_signs(t, self._key_id(t), self.keys(), [], freed, "kept under newer keys")
            suppress(t)

    def preview_restore(self, path: Path | str) -> dict[str, Any]:
        """What a restore of ``path`` would change: counts there and here.

        Raises:
            WorkspaceError: it is no workspace.
        """
        there, here = summary_of(Path(path)), self.rows("keep.summary")[0]
        out: dict[str, Any] = {}
        for name in ("people", "clients", "connections", "imports", "asks", "events"):
            out[name] = there[name]
            out[f"{name}_now"] = here[name]
        out["last_change"] = there["last_change"]
        out["last_change_now"] = here["last_change"]
        out["suppressions_kept"] = here["suppressions"]
        return out

    def restore(self, path: Path | str, *, user: str, progress: Progress = no_progress) -> Restored:
        """Put a backup in the workspace's place; ``progress`` is told the steps where an older
        program wrote it. The newer suppression list, its keys, the proofs
        of erasure and the audit log stay; who was erased since is erased again, and a file whose
        permission was withdrawn since goes again. The workspace as it was is kept beside it.

        Raises:
            WorkspaceError: ``path`` is no workspace, or cannot be copied; nothing was changed.
        """
        source = Path(path).expanduser().resolve()
        summary_of(source)
        incoming = self.beside(".incoming")
        kept = self.path.with_name(f"{self.path.stem}.before-restore{self.path.suffix}")
        try:
            shutil.copyfile(source, incoming)
            with self._data_lock, self._event_lock:
                with type(self).open(incoming, keep_copy=False, progress=progress) as other:
                    again = other.take_over(self, user)
                    listed = len(other.rows("rights.suppressions"))
                sync(incoming)
                with self._let_go():
                    shutil.copyfile(self.path, kept)
                    incoming.replace(self.path)
                    remove(self.beside(".wal"))
        except OSError as error:
            raise WorkspaceError(f"{source} cannot be restored: {error.strerror}.") from error
        finally:
            remove(incoming)
        return Restored(kept, listed, again)

    def take_over(self, newer: Restoring, user: str) -> int:
        """Take what must outlive a restore from the workspace that this copy will replace; how
        many people were erased again."""
        with self.write(user, data=True) as t:
            ids = {bytes(value): int(number) for number, value in t.rows("store.hash_keys")}
            same: dict[int, int] = {}
            for row in newer.rows("store.hash_keys"):
                value = bytes(row["value"])
                if value not in ids:
                    ids[value] = int(t.value("keep.add_old_key", {"value": value, "at": t.at}))
                same[int(row["key_id"])] = ids[value]
            for row in newer.rows("rights.all_suppressions"):
                params = {
                    "kind": row["kind"],
                    "key_id": same[int(row["key_id"])],
                    "hash": row["hash"],
                    "reason": row["reason"],
                    "user": row["user_id"],
                    "at": row["written_at"],
                }
                t.run("keep.add_old_suppression", params)
            proofs = {row[0] for row in t.rows("rights.proofs")}
            for row in newer.rows("rights.proofs"):
                if row["proof_id"] not in proofs:
                    t.run("keep.add_old_proof", row)
            noted = {row[0] for row in t.rows("store.load_audit")}
            for row in newer.rows("store.load_audit"):
                if row["audit_id"] not in noted:
                    t.run("keep.add_old_audit", row)
            with t.lend("staged", newer.read("keep.withdrawn_records")):
                t.run("keep.add_withdrawn_records")
            # Numbers that were given out since stay given out.
            have = dict(t.rows("keep.sequence_values"))
            for row in newer.rows("keep.sequence_values"):
                ahead = int(row["last_value"]) - int(have.get(row["sequence_name"]) or 0)
                if ahead > 0:
                    t.run("keep.advance", {"name": row["sequence_name"], "n": ahead})
            suppress(t)
            erased = [row[0] for row in t.rows("derive.erased_again")] if _on_list(t) else []
            for area in ("people", "clients", "asks", "wishes", "settings", "rights"):
                t.changed(area)
            params = {"at": t.at, "user": user, "action": "restore", "detail": "{}"}
            t.run("store.audit", params)
        if erased:
            self.erase_people(erased, user=user)
        here = {(row["import_id"], row["sha256"]) for row in self.rows("keep.stored_files")}
        for row in newer.rows("keep.withdrawn_files"):
            # A permission that was withdrawn stays withdrawn.
            if (row["import_id"], row["sha256"]) in here:
                self.withdraw_permission(row["import_id"], on=row["on_date"], user=user)
        known = sorted({str(copy) for copy in (*newer.copies(), *self.copies())})
        self.set_setting(COPIES, known, user="program")
        return len(erased)


def _on_list(t: Transaction) -> bool:
    return bool(t.value("derive.suppression_count"))
