"""A store that survives: copies, writing the file anew, and a doctor."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

import duckdb

from prospecting.workspace import migrate
from prospecting.workspace.connection import Transaction, settings, translate
from prospecting.workspace.deciding import Deciding
from prospecting.workspace.derive import Derivation
from prospecting.workspace.dialect import statement
from prospecting.workspace.errors import WorkspaceError
from prospecting.workspace.ingest import steps_of
from prospecting.workspace.jobs import Jobs
from prospecting.workspace.renewing import RENEWAL, derived_version, renew

COPIES: Final = "copies of the workspace"
_SAMPLE: Final = 2000
_COPY_PROGRAM: Final = """
import shutil, sys
try:
    shutil.copyfile(sys.argv[1], sys.argv[2])
except OSError as error:
    sys.exit(error.strerror)
"""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was opened and found whole."""

    path: Path
    bytes: int
    people: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of the doctor: a sentence for the user, and whether it was mended."""

    name: str
    ok: bool
    sentence: str
    mended: bool = False


class Keeping(Deciding):
    """Upkeep of the workspace; and its jobs."""

    OPENING: ClassVar = RENEWAL
    jobs: Jobs

    def _after_open(self) -> None:
        super()._after_open()
        for left in (self.beside(".new"), self.beside(".incoming")):
            remove(left)
        self.jobs = Jobs(self)
        if self.value("keep.rewrite_is_due"):
            # An erasure was cut short before the file was written anew.
            self.rewrite()
        version = derived_version()
        if self.value("renew.version") != version:
            self._renew(version)
        elif self.value("customers.derive_is_due"):
            # A new schema derives more from the same rows.
            self.derive_everything(user="program", say=steps_of(self._opening, RENEWAL))
        self.apply_pending()

    def _renew(self, version: str) -> None:
        """Bring keys and what is derived up to this program, all in one transaction."""
        say = steps_of(self._opening, RENEWAL)
        with self.write("program", data=True, cancelled=self._opening_cancelled) as t:
            if t.value("renew.row_count"):
                renew(t, say)
                self._settle_doubts(t, say)
                self._after_renewal(t)
                for area in ("people", "clients", "rights"):
                    t.changed(area)
            t.run("customers.derive_is_done")
            t.run("renew.forget_version")
            t.run("renew.set_version", {"version": version})

    def _after_renewal(self, t: Transaction) -> None:
        """What a subclass carries over to the new keys."""

    def _before_close(self) -> None:
        super()._before_close()
        if hasattr(self, "jobs"):
            self.jobs.stop_all()

    def beside(self, suffix: str) -> Path:
        """The file of that suffix beside the workspace."""
        return self.path.with_name(self.path.name + suffix)

    def tidy(self) -> None:
        """Bring what was written from the log into the file, if nobody is just writing."""
        with self._gate.shared():
            cursor = self._cursor()
            try:
                with contextlib.suppress(duckdb.TransactionException):
                    cursor.execute(statement("keep.checkpoint")).fetchall()
            except duckdb.Error as error:
                raise translate(error, self.path) from error
            finally:
                cursor.close()

    # Copies -----------------------------------------------------------------------------------

    def backup(self, path: Path | str) -> Backup:
        """Copy the workspace to ``path`` while it is in use, and check the copy by opening it.

        Raises:
            WorkspaceError: ``path`` cannot be written, or the copy is not whole.
        """
        to = Path(path).expanduser().resolve()
        if to == self.path:
            raise WorkspaceError("A backup needs another place than the workspace itself.")
        if to.is_dir():
            to = to / f"{self.path.stem}-backup{self.path.suffix}"
        if to.exists() and not is_workspace(to):
            raise WorkspaceError(
                f"{to} is there already and no backup of a workspace: it was left."
            )
        part = to.with_name(to.name + ".part")
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            with self._data_lock, self._event_lock:
                here = self.rows("keep.summary")[0]
                self.tidy()
                self._copy_out(part)
            there = summary_of(part)
            if here != there:
                raise WorkspaceError(f"The copy at {to} is not whole: try again.")
            sync(part)
            part.replace(to)
        except OSError as error:
            raise WorkspaceError(f"{to} cannot be written: {error.strerror}.") from error
        finally:
            remove(part)
        known = [str(copy) for copy in self.copies() if copy != to]
        self.set_setting(COPIES, [*known, str(to)], user="program")
        return Backup(to, to.stat().st_size, int(here["people"]))

    def _copy_out(self, to: Path) -> None:
        if os.name == "posix":
            # Closing a descriptor of the file in this process would drop the engine's lock on it,
            # so another process copies.
            command = [sys.executable, "-c", _COPY_PROGRAM, str(self.path), str(to)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode:
                last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
                raise WorkspaceError(f"The copy could not be written: {last}.")
        else:
            with self._let_go():
                shutil.copyfile(self.path, to)

    def copies(self) -> list[Path]:
        """Copies that the program made of this workspace and that are still there."""
        known = {Path(text) for text in self.get_setting(COPIES, [])}
        beside = self.path.parent.glob(f"{self.path.stem}.before-*{self.path.suffix}")
        return sorted(path for path in {*known, *beside} if path.exists())

    # The file ---------------------------------------------------------------------------------

    def rewrite(self) -> None:
        """Write the file anew from what is in it, so that the bytes of what was deleted are gone.

        Raises:
            WorkspaceError: no room for the new file; the old one is as it was.
        """
        if not self.value("keep.rewrite_is_due"):
            with self.write("program") as t:
                t.run("keep.ask_for_rewrite")
        fresh = self.beside(".new")
        remove(fresh)
        try:
            with self._let_go():
                _copy_database(self.path, fresh)
                sync(fresh)
                fresh.replace(self.path)
                remove(self.beside(".wal"))
                shutil.rmtree(self.beside(".tmp"), ignore_errors=True)
        except duckdb.Error as error:
            raise translate(error, self.path) from error
        finally:
            remove(fresh)
        with self.write("program") as t:
            t.run("keep.rewritten")

    # The doctor -------------------------------------------------------------------------------

    def facts(self) -> dict[str, Any]:
        """Counts of the workspace, without personal data, to send with a question."""
        counts = self.rows("keep.summary")[0]
        return {
            **counts,
            "schema": self.value("store.schema_number"),
            "bytes": self.path.stat().st_size,
            "engine": duckdb.__version__,
        }

    def doctor(self, mend: bool = False) -> list[Finding]:
        """Check the workspace and, with ``mend``, repair what can be repaired without loss."""
        out = [
            self._check_indexes(mend),
            self._check_derived(mend),
            self._check_orphans(mend),
            self._check_keys(mend),
            self._check_leftovers(mend),
            self._check_room(),
        ]
        newest = max(number for number, _ in migrate.known())
        have = self.value("store.schema_number")
        out.append(Finding("schema", have == newest, f"The file has schema {have} of {newest}."))
        return out

    def _check_indexes(self, mend: bool) -> Finding:
        wrong = int(self.value("keep.doubled_events") or 0)
        for row in self.rows("keep.event_keys", {"n": _SAMPLE}):
            params = {"ask": row["ask_id"], "number": row["number"]}
            wrong += self.value("keep.event_by_key", params) != 1
        for row in self.rows("keep.request_keys", {"n": _SAMPLE}):
            wrong += self.value("keep.request_by_key", {"key": row["key"]}) != 1
        if wrong and mend:
            self.rewrite()
            after = self._check_indexes(False)
            return Finding(after.name, after.ok, after.sentence, mended=after.ok)
        text = "Indexes and tables agree." if not wrong else f"{wrong} rows are not found by index."
        return Finding("indexes", not wrong, text)

    def _check_derived(self, mend: bool) -> Finding:
        names = (
            "rows_without_person",
            "persons_without_row",
            "people_without_record",
            "connections_without_person",
        )
        wrong = sum(int(self.value(f"keep.{name}") or 0) for name in names)
        if wrong and mend:
            self.derive_everything(user="doctor")
            return Finding("people", True, "People were derived anew from the rows.", mended=True)
        text = (
            "Every row has its person." if not wrong else f"{wrong} rows and people do not match."
        )
        return Finding("people", not wrong, text)

    def _check_orphans(self, mend: bool) -> Finding:
        rows = int(self.value("keep.orphan_rows") or 0)
        events = int(self.value("keep.events_without_ask") or 0)
        if (rows or events) and mend:
            with self.write("doctor", data=True) as t:
                for name in ("contacts", "clients", "messages", "companies"):
                    t.run(f"keep.drop_orphan_{name}")
                t.run("keep.drop_events_without_ask")
            self.derive_everything(user="doctor")
            return Finding("orphans", True, f"{rows + events} orphans were removed.", mended=True)
        text = "No row without its import." if not rows + events else f"{rows + events} orphans."
        return Finding("orphans", not rows + events, text)

    def _check_keys(self, mend: bool) -> Finding:
        none = not self.value("keep.hash_key_count")
        lost = int(self.value("keep.lost_hash_keys") or 0)
        if none and mend:
            with self.write("doctor", data=True) as t:
                # Never the number of the lost one: its entries must not seem to match again.
                number = int(t.value("keep.free_key_number"))
                params = {"number": number, "key": os.urandom(32)}
                t.run("store.add_hash_key", params)
            return Finding(
                "keys",
                not lost,
                "A new key was made. Entries of the suppression list made with the lost one no "
                "longer match: restore a backup to get the key back.",
                mended=True,
            )
        if none or lost:
            return Finding(
                "keys",
                False,
                f"The key of {lost or 'the'} entries of the suppression list is lost: restore a "
                "backup that has it.",
            )
        return Finding("keys", True, "The suppression list has its key.")

    def _check_leftovers(self, mend: bool) -> Finding:
        names = (".new", ".incoming", ".part")
        left = [path for path in map(self.beside, names) if path.exists()]
        if left and mend:
            for path in left:
                remove(path)
            return Finding("leftovers", True, "Unfinished files were removed.", mended=True)
        text = "No unfinished files." if not left else f"{len(left)} unfinished files lie about."
        return Finding("leftovers", not left, text)

    def _check_room(self) -> Finding:
        free, size = shutil.disk_usage(self.path.parent).free, self.path.stat().st_size
        enough = free > 3 * size + 50_000_000
        text = f"{free / 1e9:,.1f} GB free beside {size / 1e9:,.2f} GB of workspace."
        return Finding("room", enough, text if enough else text + " Make some room.")

    def derive_everything(self, *, user: str, say: Callable[[str], None] | None = None) -> None:
        """Derive people, companies and connections anew from all rows."""
        with self.write(user, data=True) as t:
            derivation = Derivation(t, say) if say else Derivation(t)
            derivation.everything()
            derivation.run()
            t.run("customers.derive_is_done")
            t.changed("people")
            t.changed("clients")


def remove(path: Path) -> None:
    """Delete a database file, its log and its holder's note, as far as they are there."""
    for one in (path, path.with_name(path.name + ".wal"), path.with_name(path.name + ".holder")):
        with contextlib.suppress(OSError):
            one.unlink()


def sync(path: Path) -> None:
    """Have the disk hold what was written."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_database(old: Path, fresh: Path) -> None:
    """Write ``fresh`` from the contents of ``old``; the only place that opens files by SQL, both
    of them our own."""
    limits = {k: v for k, v in settings().items() if k != "enable_external_access"}
    connection = duckdb.connect(config=limits)
    try:
        connection.execute(statement("keep.attach_old"), {"path": str(old)}).fetchall()
        connection.execute(statement("keep.attach_fresh"), {"path": str(fresh)}).fetchall()
        for name in ("copy_everything", "detach_fresh", "detach_old"):
            connection.execute(statement(f"keep.{name}")).fetchall()
    finally:
        connection.close()


def is_workspace(path: Path) -> bool:
    """Whether ``path`` is a workspace that this version can read."""
    try:
        summary_of(path)
    except WorkspaceError:
        return False
    return True


def summary_of(path: Path) -> dict[str, Any]:
    """Counts of a workspace that nobody has open, without changing it.

    Raises:
        WorkspaceError: it is missing, foreign, newer, or in use.
    """
    if not path.is_file():
        raise WorkspaceError(f"There is no file {path}.")
    try:
        connection = duckdb.connect(str(path), read_only=True, config=settings())
    except duckdb.Error as error:
        raise translate(error, path) from error
    try:
        migrate.check(connection, path)
        if migrate.schema_number(connection) == 0:
            raise WorkspaceError(f"{path} is empty: it holds no workspace.")
        cursor = connection.execute(statement("keep.summary"))
        names = [column[0] for column in cursor.description or ()]
        row = cursor.fetchall()[0]
    except duckdb.Error as error:
        raise translate(error, path) from error
    finally:
        connection.close()
    return dict(zip(names, row, strict=True))
