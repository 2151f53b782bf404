"""Files in and out: one call is one transaction, each file known by the hash of its content."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from prospecting.exports.staging import StagedFile
from prospecting.garbage import searching_seldom
from prospecting.workspace.connection import Store, Transaction
from prospecting.workspace.derive import STEPS, Say, silent
from prospecting.workspace.entering import PIECE, Call, slim
from prospecting.workspace.errors import Cancelled, WorkspaceError
from prospecting.workspace.keyed import Keys
from prospecting.workspace.owners import Found, Owners
from prospecting.workspace.results import ImportResult, IngestOptions

Progress = Callable[[str, int, int | None], None]
Asked = Callable[[], bool]

#: Networks wait for the client lists of the same call; above this many rows they wait no longer.
_WAITING: Final = 2_000_000
#: Who did what nobody asked for by name.
PROGRAM: Final = "program"
#: The sentence of an import that was stopped.
STOPPED: Final = "The import was stopped; nothing of it was kept."
#: What is said of an import once its files are read, in this order.
AFTERWARDS: Final = (
    "writing rows", *STEPS, "comparing names of companies", "comparing people", "keeping it",
)  # fmt: skip


def no_progress(_: str, __: int, ___: int | None) -> None:
    """Nobody listens."""
    return


def never() -> bool:
    """Nobody wants it stopped."""
    return False


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
        progress: Progress = no_progress,
        cancelled: Asked = never,
    ) -> list[ImportResult]:
        """Store files and derive what follows from them; one transaction for the whole call.

        ``owner`` (``me``, a client's e-mail or id) says whose the networks are, ``owners`` says it
        file by file (by name, or asked while the file is in hand); else the files' own hints
        count where they are certain. Client lists of the
        same call are known before its networks, whatever the order. Results come in the order of
        the files; the parts of a large file are one.

        ``progress`` is told a file that is read with the number of those before it; afterwards the
        steps of ``AFTERWARDS``, as so many of so many. ``cancelled``, which any thread may call, is
        asked all the while, also in the midst of a long statement.

        Raises:
            Cancelled: ``cancelled`` said so; nothing was kept.
            WorkspaceError: nothing was kept.
        """
        try:
            call, results = self._take_in(
                files, user, as_of, owner, owners, options, progress, cancelled
            )
        except Cancelled as stopped:
            raise Cancelled(STOPPED) from stopped
        if call.imports:
            self.apply_pending()
            self._warn_of_unmatched(results)
            if _stored(results) >= PIECE:
                self.tidy()
        return results

    def _take_in(
        self,
        files: Iterable[StagedFile],
        user: str,
        as_of: dt.date,
        owner: str | int | None,
        owners: Mapping[str, str] | Callable[[StagedFile], str | None] | None,
        options: IngestOptions | None,
        progress: Progress,
        cancelled: Asked,
    ) -> tuple[Call, list[ImportResult]]:
        keys, seller = self.keys(), self._seller()
        results: list[ImportResult] = []
        with (
            searching_seldom(),
            self.write(user, data=True, events=False, cancelled=cancelled) as t,
            Call(t, keys, as_of, options or IngestOptions(), seller) as call,
        ):
            waiting: list[tuple[int, StagedFile, str | int | None]] = []
            waiting_rows = 0
            networks: dict[str, ImportResult] = {}
            last: tuple[str, str] | None = None
            named = owners if callable(owners) else dict(owners or {})
            for staged in files:
                t.check()
                progress(f"reading {staged.file}", len(results), None)
                if staged.part > 0 and results:
                    if results[-1].status == "stored":
                        call.accept_part(staged, results[-1].import_id or 0)
                        _add_part(results[-1], staged)
                    continue
                cut_short = bool(staged.error) and last == (staged.file, staged.sha256)
                last = (staged.file, staged.sha256)
                if cut_short and results[-1].status == "stored":
                    # The parts before are in; the file is as long as it could be read.
                    text = f"the rest could not be read: {staged.error}"
                    results[-1].warnings.append(text)
                    call.warn(results[-1].import_id or 0, text)
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
                by_file = named(staged) if callable(named) else named.get(staged.file)
                said: str | int | None = by_file if by_file is not None else owner
                if (on := call.withdrawn.get(staged.sha256)) is not None and (
                    call.options.permission_on is None or call.options.permission_on < on
                ):
                    result.status = "refused"
                    result.stored = result.rejected = 0
                    result.error = (
                        f"{staged.file}: the permission to use it was withdrawn on {on}. With a "
                        f"new one, say since when: --permission {as_of}."
                    )
                    continue
                if (first := networks.get(staged.sha256)) is not None:
                    self._twice(call, staged, result, first, said)
                    continue
                if call.known.get(staged.sha256, (0, None))[0]:
                    self._again(call, staged, result, said)
                    continue
                if staged.needs_owner or (said is not None and "contacts" in staged.tables):
                    slim(staged)
                    if (found := call.owner_at_hand(said)) is not None:
                        # Written while the next files are read.
                        self._accept_network(call, call.owners(), result, staged, found)
                        if result.import_id is not None:
                            networks[staged.sha256] = result
                        continue
                    waiting.append((len(results) - 1, staged, said))
                    call.known.setdefault(staged.sha256, (0, None))
                    waiting_rows += staged.stored
                    if waiting_rows > _WAITING:
                        self._settle(call, waiting, results)
                        waiting_rows = 0
                    continue
                _took_in(result, staged, call.accept(staged, None, None))
            self._settle(call, waiting, results)
            if call.imports:
                say = steps_of(progress)
                say(AFTERWARDS[0])
                call.flush()
                call.derive(say)
                self._settle_doubts(t, say)
                t.changed("people")
                t.changed("clients")
                t.run(
                    "store.audit",
                    audit(t, "import", files=len(call.imports), rows=_stored(results)),
                )
                say(AFTERWARDS[-1])
        return call, results

    def settle(self) -> None:
        """Find out what can be about people and companies in doubt."""
        with self.write(PROGRAM, data=True, events=False) as t:
            self._settle_doubts(t, silent)

    def _settle_doubts(self, t: Transaction, say: Say) -> None:
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

    def _again(
        self, call: Call, staged: StagedFile, result: ImportResult, said: str | int | None
    ) -> None:
        """A file that is in already: nothing is added; who names another owner now is told so."""
        result.import_id, owner_id = call.known[staged.sha256]
        result.stored = result.rejected = 0
        result.owner = self._owner_label(call, owner_id)
        result.status = "duplicate"
        if said is not None and (staged.needs_owner or "contacts" in staged.tables):
            found = call.owners().named(said)
            if found.owner_id is None or found.owner_id != owner_id:
                whose = f"as the network of {result.owner}" if result.owner else "without an owner"
                result.status = "refused"
                other = self._owner_label(call, found.owner_id) or said
                result.error = (
                    f"{staged.file} was imported before, {whose} (import {result.import_id}), and "
                    f"is not moved to {other}: if that was wrong, take it back first with "
                    f"prospector undo-import {result.import_id}, then import it again."
                )
                return
        result.warnings.append("the same file was imported before: nothing was added")

    def _twice(
        self,
        call: Call,
        staged: StagedFile,
        result: ImportResult,
        first: ImportResult,
        said: str | int | None,
    ) -> None:
        """A network that came in this very call already."""
        if said is not None:
            found = call.owners().named(said)
            if found.owner_id is None or call.known[staged.sha256][1] != found.owner_id:
                self._again(call, staged, result, said)
                return
        result.status, result.import_id = "duplicate", first.import_id
        result.owner = first.owner
        result.stored = result.rejected = 0
        result.warnings.append("the same file came twice: it was stored once")

    def _accept_network(
        self, call: Call, owners: Owners, result: ImportResult, staged: StagedFile, found: Found
    ) -> None:
        """Take in a network whose owner is known."""
        assert found.owner_id is not None
        person = owners.people[found.owner_id]
        result.owner = person.email or person.name or str(person.client_id)
        _took_in(result, staged, call.accept(staged, found.owner_id, found.how))
        result.warnings = list(staged.warnings)
        staged.tables = {}

    def _owner_label(self, call: Call, owner_id: int | None) -> str | None:
        if owner_id is None:
            return None
        person = call.owners().people.get(owner_id)
        return (person.email or person.name) if person else None

    def _settle(
        self,
        call: Call,
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
        for (at, staged, _), found in zip(waiting, owned, strict=True):
            result = results[at]
            if staged.sha256 in taken:
                said = found.owner_id if found.how == "said" else None
                self._twice(call, staged, result, taken[staged.sha256], said)
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
            self._accept_network(call, owners, result, staged, found)
            if result.import_id is None:
                call.known.pop(staged.sha256, None)
                continue
            taken[staged.sha256] = result
        waiting.clear()


def steps_of(progress: Progress, steps: Sequence[str] = AFTERWARDS) -> Say:
    """What tells ``progress`` how many of the steps are reached; what is no step stays unsaid."""

    def say(text: str) -> None:
        if text in steps:
            progress(text, steps.index(text) + 1, len(steps))

    return say


def _sentence(reason: str | None) -> str:
    text = (reason or "it cannot be told").strip()
    return text[0].upper() + text[1:] + "."


def _stored(results: Sequence[ImportResult]) -> int:
    return sum(result.stored for result in results if result.status == "stored")


def audit(t: Transaction, action: str, **detail: Any) -> dict[str, Any]:
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


def _took_in(result: ImportResult, staged: StagedFile, import_id: int | None) -> None:
    """Note what was stored; rows about erased people have become refused ones by now."""
    result.import_id = import_id
    result.stored, result.rejected = staged.stored, staged.rejected
    if import_id is None:
        result.status = "refused"
        result.stored = result.rejected = 0
        result.error = f"{result.file}: everybody in it was erased, so nothing of it was kept."


def _add_part(result: ImportResult, staged: StagedFile) -> None:
    result.rows += staged.rows
    result.stored += staged.stored
    result.rejected += staged.rejected
