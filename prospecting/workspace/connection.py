"""One process, one database file: opening, locking down, cursors, transactions."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, Self

import duckdb
import platformdirs
import pyarrow as pa

from prospecting.workspace import migrate
from prospecting.workspace.dialect import statement
from prospecting.workspace.errors import Cancelled, HeldByAnotherProcess, WorkspaceError
from prospecting.workspace.gate import Gate
from prospecting.workspace.kept import ASKED_OFTEN, Kept
from prospecting.workspace.stopping import STOPPED, Asked, Watch, keys_heard

#: What helps where a file cannot be used; said with the reason.
MEND: Final = (
    "Choose another file with --workspace, or move this one away, start a new workspace and put "
    "your last backup into it with prospector restore."
)

Params = Mapping[str, Any] | Sequence[Any] | None

_MEMORY: Final = "PROSPECTOR_MEMORY"
#: What the engine says of a file whose bytes are not those it wrote.
_DAMAGED: Final = re.compile(
    r"[Cc]orrupt|checksum|attempted to read \d+ bytes|failed to deserialize|Serialization Error"
)
_HOLDER: Final = re.compile(r"\(PID (\d+)\)")


def _silent(_: str, __: int, ___: int | None) -> None:
    """Nobody listens."""
    return


def default_path() -> Path:
    """Where the workspace lies unless told otherwise (``PROSPECTOR_WORKSPACE`` tells)."""
    chosen = os.environ.get("PROSPECTOR_WORKSPACE")
    if chosen:
        return Path(chosen).expanduser()
    return Path(platformdirs.user_data_dir("prospector", appauthor=False)) / "workspace.duckdb"


def settings() -> dict[str, str | bool | int | float | list[str]]:
    """The engine's settings at opening: no file, no network, no extension; bounded memory."""
    return {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": os.environ.get(_MEMORY, "640MB"),
        "max_temp_directory_size": "20GB",
    }


def now() -> dt.datetime:
    """The moment of writing, UTC, for the record only: no figure is computed from it."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def translate(error: duckdb.Error, path: Path) -> WorkspaceError:
    """A sentence for an error of the engine."""
    text = str(error)
    if "Could not set lock" in text or "being used by another process" in text:
        found = _HOLDER.search(text)
        pid = int(found[1]) if found else read_holder(path)
        which = f"process {pid}" if pid else "another process"
        return HeldByAnotherProcess(
            f"The workspace {path} is in use by {which} (the app, or another command): "
            "close it there, or do this in the app.",
            pid,
        )
    if "No space left" in text or "Could not write" in text or "disk full" in text.lower():
        return WorkspaceError(
            f"The disk is full: nothing was changed in {path}; free some space and try again."
        )
    # A database of another program makes the engine look for an extension that could read it.
    if "not a valid DuckDB database" in text or "external extensions is disabled" in text:
        return WorkspaceError(
            f"{path} is not a workspace, or is damaged, and was left as it is. {MEND}"
        )
    if "version number" in text or "newer version" in text:
        return WorkspaceError(
            f"{path} was written by a newer version of the program: update the program to open it."
        )
    if _DAMAGED.search(text):
        return WorkspaceError(
            f"{path} is damaged, and was left as it is: move it away, then put the newest backup in "
            "its place with “prospector restore BACKUP”."
        )
    if (
        "Permission denied" in text
        or "Read-only file system" in text
        or "read-only" in text.lower()
    ):
        return WorkspaceError(
            f"{path} may not be written: change its permissions, or choose another workspace."
        )
    if "Out of Memory" in text or isinstance(error, duckdb.OutOfMemoryException):
        return WorkspaceError(
            f"The work needs more memory than allowed: set {_MEMORY} (as in 4GB) and try again."
        )
    return WorkspaceError(f"The workspace {path} could not do this: {text.splitlines()[0]}")


def _holder_file(path: Path) -> Path:
    return path.with_name(path.name + ".holder")


def read_holder(path: Path) -> int | None:
    """The process that wrote itself down as having ``path`` open, or None."""
    try:
        return int(_holder_file(path).read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None


class _Lent:
    """An Arrow table that can be taken back: the engine holds on to what was registered until the
    transaction ends, which would keep every row of an import in memory."""

    def __init__(self, table: pa.Table | pa.RecordBatchReader) -> None:
        self.table: pa.Table | pa.RecordBatchReader | None = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        if self.table is None:
            raise WorkspaceError("The table is no longer lent.")
        return self.table.__arrow_c_stream__(requested_schema)


class Transaction:
    """One transaction on a cursor of its own; made by :meth:`Store.write`.

    A second thread may write in it too: one statement at a time.
    """

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, user: str, watch: Watch | None = None
    ) -> None:
        self._cursor = cursor
        self._watch = watch
        self._turn = threading.RLock()
        self.user = user
        self.at = now()

    def check(self) -> None:
        """Go on, unless the work is to stop.

        Raises:
            Cancelled: it is.
        """
        if self._watch is not None:
            self._watch.check()

    def run(self, name: str, params: Params = None) -> None:
        """Run the statement ``area.name``, its result thrown away."""
        self.rows(name, params)

    def table(self, name: str, params: Params = None) -> pa.Table:
        """The result of the statement ``area.name`` as an Arrow table."""
        with self._turn, keys_heard():
            self.check()
            return self._cursor.sql(statement(name), params=params or None).to_arrow_table()

    def rows(self, name: str, params: Params = None) -> list[tuple[Any, ...]]:
        """The result of the statement ``area.name`` as tuples."""
        with self._turn, keys_heard():
            self.check()
            return self._cursor.execute(statement(name), params or None).fetchall()

    def value(self, name: str, params: Params = None) -> Any:
        """The one cell of the statement's result; None where it has no row."""
        rows = self.rows(name, params)
        return rows[0][0] if rows else None

    @contextlib.contextmanager
    def lend(self, name: str, table: pa.Table | pa.RecordBatchReader) -> Iterator[None]:
        """Let statements on this cursor read ``table`` under ``name``."""
        lent = _Lent(table)
        with self._turn:
            self._cursor.register(name, lent)
            try:
                yield
            finally:
                self._cursor.unregister(name)
                lent.table = None

    def changed(self, area: str) -> int:
        """Note that ``area`` changed; its new version."""
        return int(
            self.value("store.note_change", {"area": area, "user": self.user, "at": self.at})
        )


class Store:
    """The open file. Reads go each to a fresh cursor; writes go through :meth:`write`."""

    #: What is said on the way where an older file is brought up to this program, in this order.
    OPENING: ClassVar[tuple[str, ...]] = migrate.STEPS

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self._connection: duckdb.DuckDBPyConnection | None = connection
        # Two locks, so that a click is not kept waiting by an import that takes half a minute:
        # rows and what is derived from them under one, asks and notes under the other. Taken
        # together always in this order.
        self._gate = Gate()
        self._reopening = threading.Lock()
        self._broken = False
        self._data_lock = threading.RLock()
        self._event_lock = threading.RLock()
        # How often was written, and the versions as read after so many writes. Nobody but this
        # store writes to the file: it is opened by one process, and there once.
        self._writes = itertools.count(1)
        self._written = 0
        self._opening: Callable[[str, int, int | None], None] = _silent
        self._opening_cancelled: Asked | None = None
        self._versions: tuple[int, dict[str, int]] = (-1, {})
        self._kept = Kept()

    @classmethod
    def open(
        cls,
        path: Path | str | None = None,
        *,
        create: bool = True,
        keep_copy: bool = True,
        progress: Callable[[str, int, int | None], None] = _silent,
        cancelled: Asked | None = None,
    ) -> Self:
        """Open the workspace at ``path`` (the default one if None), migrated to this version.

        A file that is migrated is copied first, unless ``keep_copy`` is False. Where an older
        program derived from its rows, this is done anew; ``progress`` is told which of the steps
        of ``OPENING`` is reached, and ``cancelled`` asked meanwhile.

        Raises:
            Cancelled: ``cancelled`` said so; nothing was derived anew.
            HeldByAnotherProcess: another process has it open.
            WorkspaceError: it is missing (with ``create`` False), foreign, newer, read-only, or
                the disk is full; the file is then untouched.
        """
        where = Path(path).expanduser().resolve() if path is not None else default_path()
        if where.is_dir():
            raise WorkspaceError(f"{where} is a folder, not a workspace file.")
        exists = where.exists() and where.stat().st_size > 0
        if not exists and not create:
            raise WorkspaceError(f"There is no workspace at {where}: import a file first.")
        try:
            if exists:
                have = _inspect(where)
                if have is not None and keep_copy:
                    # Everything into the file, so that the file alone is the workspace.
                    _tell(progress, migrate.COPY, cls.OPENING)
                    _connect(where).close()
                    migrate.keep_copy(where, have)
            else:
                where.parent.mkdir(parents=True, exist_ok=True)
            connection = _connect(where)
        except duckdb.Error as error:
            raise translate(error, where) from error
        except OSError as error:
            raise WorkspaceError(f"{where} cannot be opened: {error.strerror}.") from error
        try:
            if exists and migrate.missing(connection):
                _tell(progress, migrate.TABLES, cls.OPENING)
            migrate.migrate(connection, where)
            connection.execute("SET lock_configuration = true").fetchall()
        except duckdb.Error as error:
            connection.close()
            raise translate(error, where) from error
        except BaseException:
            connection.close()
            raise
        with contextlib.suppress(OSError):
            _holder_file(where).write_text(f"{os.getpid()}\n", "ascii")
        store = cls(where, connection)
        store._opening, store._opening_cancelled = progress, cancelled
        try:
            store._after_open()
        except BaseException:
            store.close()
            raise
        return store

    @staticmethod
    def look(path: Path) -> None:
        """Find out whether the file at ``path`` could be opened, without changing a byte of it.

        Raises:
            HeldByAnotherProcess, WorkspaceError: as :meth:`open` would.
        """
        if path.is_dir():
            raise WorkspaceError(f"{path} is a folder, not a workspace file.")
        try:
            _inspect(path)
        except duckdb.Error as error:
            raise translate(error, path) from error

    def _after_open(self) -> None:
        """What a subclass does once the file is open."""

    def _before_close(self) -> None:
        """What a subclass stops before the file is closed."""

    def close(self) -> None:
        """Write everything into the file and let go of it."""
        self._before_close()
        with self._data_lock, self._event_lock, self._gate.alone():
            if self._connection is None:
                return
            self._connection.close()
            self._connection = None
            if read_holder(self.path) == os.getpid():
                with contextlib.suppress(OSError):
                    _holder_file(self.path).unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        """Whether the file is open."""
        return self._connection is not None

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            raise WorkspaceError(f"The workspace {self.path} is closed.")
        try:
            if self._broken:
                self._revive()
            return self._connection.cursor()
        except duckdb.Error as error:
            raise translate(error, self.path) from error

    def _revive(self) -> None:
        """Open the file anew after an error that the engine does not go on from (a full disk)."""
        with self._reopening:
            if self._broken and self._connection is not None:
                self._connection.close()
                self._connection = _connect(self.path)
                self._connection.execute("SET lock_configuration = true").fetchall()
                self._broken = False

    def _failed(self, error: duckdb.Error) -> WorkspaceError:
        if isinstance(error, duckdb.FatalException) or "invalidated" in str(error):
            self._broken = True
        return translate(error, self.path)

    def read(self, name: str, params: Params = None) -> pa.Table:
        """The result of the statement ``area.name`` as an Arrow table, on a fresh cursor."""
        with self._gate.shared():
            cursor = self._cursor()
            try:
                with keys_heard():
                    return cursor.sql(statement(name), params=params or None).to_arrow_table()
            except duckdb.Error as error:
                raise self._failed(error) from error
            finally:
                cursor.close()

    def rows(self, name: str, params: Params = None) -> list[dict[str, Any]]:
        """The result of the statement ``area.name`` as dicts."""
        if name in ASKED_OFTEN:
            return self._kept.rows(self._written, name, params, lambda: self._rows(name, params))
        return self._rows(name, params)

    def _rows(self, name: str, params: Params) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.read(name, params).to_pylist()
        return rows

    def value(self, name: str, params: Params = None) -> Any:
        """The one cell of the statement's result; None where it has no row."""
        table = self.read(name, params)
        return table.column(0)[0].as_py() if table.num_rows else None

    @contextlib.contextmanager
    def write(
        self,
        user: str,
        *,
        data: bool = False,
        events: bool = True,
        cancelled: Asked | None = None,
    ) -> Iterator[Transaction]:
        """One transaction, the only writer of its kind while it lasts; all of it or nothing.

        ``data`` for rows, identities and what is derived; ``events`` for the rest. ``cancelled``,
        which any thread may call, is asked all the while: the statement at hand is interrupted.

        Raises:
            Cancelled: ``cancelled`` said so; nothing was written.
            WorkspaceError: the engine refused; nothing was written.
        """
        with contextlib.ExitStack() as stack:
            if data:
                stack.enter_context(self._data_lock)
            if events:
                stack.enter_context(self._event_lock)
            stack.enter_context(self._gate.shared())
            cursor = self._cursor()
            stack.callback(cursor.close)
            watch = Watch(cursor, cancelled) if cancelled is not None else None
            try:
                cursor.execute("BEGIN").fetchall()
                try:
                    yield Transaction(cursor, user, watch)
                    if watch is not None:
                        watch.check()
                finally:
                    # Neither the end nor the way back may be interrupted.
                    if watch is not None:
                        watch.end()
                cursor.execute("COMMIT").fetchall()
                self._written = next(self._writes)
            except duckdb.Error as error:
                self._roll_back(cursor)
                # What follows an interrupt may hide it: the transaction is said to be aborted.
                if watch is not None and watch.stopped:
                    raise Cancelled(STOPPED) from error
                raise self._failed(error) from error
            except BaseException:
                self._roll_back(cursor)
                raise

    def _roll_back(self, cursor: duckdb.DuckDBPyConnection) -> None:
        with contextlib.suppress(duckdb.Error):
            cursor.execute("ROLLBACK").fetchall()

    def version(self, area: str | None = None) -> int:
        """The number of the last change, in ``area`` or anywhere; 0 before the first.

        A page asks this dozens of times, so the store is asked only after something was written.
        """
        writes = self._written
        at, versions = self._versions
        if at != writes:
            versions = {row["area"]: int(row["version"]) for row in self.rows("store.versions")}
            # Counted before it was read: a write in between is seen the next time.
            self._versions = (writes, versions)
        return max(versions.values(), default=0) if area is None else versions.get(area, 0)

    @contextlib.contextmanager
    def _let_go(self) -> Iterator[None]:
        """Close the file for a moment, with nobody else in it, and open it again."""
        with self._data_lock, self._event_lock, self._gate.alone():
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            try:
                yield
            finally:
                try:
                    connection = _connect(self.path)
                    connection.execute("SET lock_configuration = true").fetchall()
                except duckdb.Error as error:
                    raise translate(error, self.path) from error
                self._connection = connection
                self._written = next(self._writes)


def _tell(progress: Callable[[str, int, int | None], None], step: str, of: Sequence[str]) -> None:
    progress(step, of.index(step) + 1, len(of))


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(path), config=settings())


def _inspect(path: Path) -> int | None:
    """Look at an existing file without changing a byte of it; its schema where a copy is due.

    Raises:
        WorkspaceError: it is somebody else's database, or of a newer version.
        duckdb.Error: it cannot be read at all.
    """
    if not os.access(path, os.W_OK):
        raise WorkspaceError(
            f"{path} may not be written: change its permissions, or choose another workspace."
        )
    connection = duckdb.connect(str(path), read_only=True, config=settings())
    try:
        migrate.check(connection, path)
        return migrate.copy_due(connection)
    finally:
        connection.close()
