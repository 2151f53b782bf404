"""From paths and uploads to the store: read, take in, report; and out again."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from prospecting.exports import ImportCancelled, StagedFile, read_bytes, read_path
from prospecting.exports.folders import walk
from prospecting.exports.limits import FileRefused, heard_by
from prospecting.exports.owners_list import read_owners
from prospecting.safe_output import safe_row
from prospecting.services import mappings
from prospecting.workspace import (
    Cancelled,
    ImportResult,
    IngestOptions,
    Workspace,
    WorkspaceError,
)
from prospecting.workspace.ingest import STOPPED, Progress, never, no_progress

OWNERS_NAME = "owners.csv"


def _options(
    options: IngestOptions | None,
    keep_contact_data: bool,
    permission_on: dt.date | None,
    purpose: str | None,
) -> IngestOptions:
    out = options or IngestOptions()
    if keep_contact_data:
        out = replace(out, keep_contact_data=True)
    if permission_on is not None:
        out = replace(out, permission_on=permission_on)
    if purpose is not None:
        out = replace(out, purpose=purpose)
    return out


def import_paths(
    ws: Workspace,
    paths: Sequence[Path | str],
    *,
    owner: str | None = None,
    owners_csv: Path | str | None = None,
    as_kind: str | None = None,
    mapping: Any = None,
    keep_contact_data: bool = False,
    permission_on: dt.date | None = None,
    purpose: str | None = None,
    options: IngestOptions | None = None,
    user: str,
    as_of: dt.date,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = never,
) -> list[ImportResult]:
    """Read files, folders and archives and take in what is good, as one transaction.

    ``owner`` is ``me``, a client's e-mail or id; ``owners_csv`` has the columns ``file`` (a path
    relative to the argument, or a base name where only one file has it) and ``client_email``.
    A table of no known kind is read by the mapping saved in the app for files of the same headers.

    Raises:
        Cancelled: ``cancelled`` said so; nothing was kept.
        WorkspaceError: the owners' list is not readable, or the store refused; nothing was kept.
    """
    roots = [Path(path) for path in paths]
    owners_csv = owners_csv or _owners_inside(roots)
    listed = _listed(Path(owners_csv)) if owners_csv is not None else {}
    skip = Path(owners_csv).resolve() if owners_csv is not None else None
    said, unmatched = _match_owners(roots, listed)
    missing: list[ImportResult] = []
    order: list[tuple[str, str]] = []

    def files() -> Iterator[StagedFile]:
        for root in roots:
            if not root.exists():
                missing.append(
                    ImportResult(str(root), "refused", error=f"{root}: no such file or folder.")
                )
                continue
            before = len(order)
            for staged in read_path(
                root,
                as_kind=as_kind,
                mapping=mapping,
                keep_contact_data=keep_contact_data,
                cancelled=cancelled,
            ):
                place = _place(root, staged.file)
                if skip is not None and place.name == skip.name and place.resolve() == skip:
                    continue
                order.append((str(root), staged.file))
                if as_kind is None and mapping is None:
                    yield mappings.read_remembered(
                        ws,
                        place,
                        staged,
                        keep_contact_data=keep_contact_data,
                        cancelled=cancelled,
                    )
                    continue
                yield staged
            if len(order) == before:
                missing.append(
                    ImportResult(
                        str(root), "refused", error=f"{root}: there is no file in it to read."
                    )
                )

    def owner_of(staged: StagedFile) -> str | None:
        # Asked while the file is in hand, so the last one read is the one meant.
        return said.get(order[-1], owner)

    def hear(file: str, rows: int, of: int) -> None:
        progress(f"reading {file}: row {rows:,} of {of:,}", len(order), None)

    try:
        with heard_by(hear):
            results = ws.ingest(
                files(),
                user=user,
                as_of=as_of,
                owners=owner_of,
                options=_options(options, keep_contact_data, permission_on, purpose),
                progress=progress,
                cancelled=cancelled,
            )
    except ImportCancelled as stopped:
        raise Cancelled(STOPPED) from stopped
    _link_companies(ws, progress, cancelled)
    results += missing
    if unmatched and results:
        names = ", ".join(unmatched[:5])
        results[0].warnings.append(f"the list of owners names files that are not there: {names}")
    for result in results:
        write_rejects(ws, result)
    return results


def import_uploads(
    ws: Workspace,
    uploads: Iterable[tuple[str, bytes]],
    *,
    owner: str | None = None,
    owners: Mapping[str, str] | None = None,
    as_kind: str | None = None,
    mapping: Any = None,
    options: IngestOptions | None = None,
    user: str,
    as_of: dt.date,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = never,
) -> list[ImportResult]:
    """The same for uploaded files (name, content); ``owners`` says whose each one is, by name.

    Raises:
        Cancelled: ``cancelled`` said so; nothing was kept.
        WorkspaceError: the store refused; nothing was kept.
    """
    kept = options or IngestOptions()
    files = (
        read_bytes(
            name,
            data,
            as_kind=as_kind,
            mapping=mapping,
            keep_contact_data=kept.keep_contact_data,
            cancelled=cancelled,
        )
        for name, data in uploads
    )
    try:
        results = ws.ingest(
            files,
            user=user,
            as_of=as_of,
            owner=owner,
            owners=owners,
            options=kept,
            progress=progress,
            cancelled=cancelled,
        )
    except ImportCancelled as stopped:
        raise Cancelled(STOPPED) from stopped
    _link_companies(ws, progress, cancelled)
    for result in results:
        write_rejects(ws, result)
    return results


def _link_companies(ws: Workspace, progress: Progress, cancelled: Callable[[], bool]) -> None:
    """Compare the names of companies that are too many to be compared while rows go in.

    The rows are in by now: who stops here keeps them, and the next import goes on.
    """
    with contextlib.suppress(Cancelled):
        ws.link_companies(progress=progress, cancelled=cancelled)


def _owners_inside(roots: Sequence[Path]) -> Path | None:
    """A list of owners that lies in a folder given, so that the folder explains itself."""
    for root in roots:
        inside = root / OWNERS_NAME
        if root.is_dir() and inside.is_file():
            try:
                read_owners(inside)
            except FileRefused:
                continue  # another table of that name: it is read like any file
            return inside
    return None


# Owners ------------------------------------------------------------------------------------------


def _place(root: Path, file: str) -> Path:
    return (root / file) if root.is_dir() else root


def _listed(path: Path) -> dict[str, str]:
    try:
        return read_owners(path)
    except FileRefused as refused:
        raise WorkspaceError(str(refused)) from refused


def _match_owners(
    roots: Sequence[Path], listed: Mapping[str, str]
) -> tuple[dict[tuple[str, str], str], list[str]]:
    """What the list says of each file, and its names that no file bears.

    Raises:
        WorkspaceError: a base name in the list is borne by several files.
    """
    if not listed:
        return {}, []
    files: list[tuple[str, str]] = []
    for root in roots:
        if root.is_dir():
            with contextlib.suppress(OSError):  # said when it is read
                files += [(str(root), name) for name, _, _ in walk(root)]
        elif root.exists():
            files.append((str(root), root.name))
    by_path: dict[str, list[tuple[str, str]]] = {}
    by_base: dict[str, list[tuple[str, str]]] = {}
    for root_name, name in files:
        by_path.setdefault(name, []).append((root_name, name))
        by_base.setdefault(name.rpartition("/")[2], []).append((root_name, name))
    said: dict[tuple[str, str], str] = {}
    unmatched = []
    for written, reference in listed.items():
        name = written.removeprefix("./").rstrip("/")
        found = by_path.get(name) or by_base.get(name) or []
        if not found:
            unmatched.append(name)
        elif len(found) > 1:
            raise WorkspaceError(
                f"The list of owners says “{name}”, but {len(found)} files are called that: "
                "write the path below the folder instead."
            )
        else:
            said[found[0]] = reference
    return said, unmatched


# Reports -----------------------------------------------------------------------------------------


def write_rejects(ws: Workspace, result: ImportResult) -> None:
    """Write the refused rows of an import, with reasons, as a CSV that no spreadsheet runs."""
    if result.import_id is None or result.status != "stored" or not result.rejected:
        return
    path = ws.rejects_path(result.import_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rejects_csv(ws, result.import_id), "utf-8-sig", newline="")
    result.rejects_file = str(path)


def rejects_csv(ws: Workspace, import_id: int) -> str:
    """The refused rows of an import as CSV: line, member, reason, mend, then the cells as read."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["line", "member", "reason", "mend", "cells"])
    for row in ws.load_rejects(import_id).to_pylist():
        cells = json.loads(row["cells"] or "[]")
        writer.writerow(safe_row([row["line"], row["member"], row["reason"], row["mend"], *cells]))
    return out.getvalue()


def has_data(ws: Workspace) -> bool:
    """Whether anything has been imported and not taken back."""
    return bool(ws.count_imports())


def list_imports(ws: Workspace) -> list[dict[str, Any]]:
    """All imports, the newest first, as the pages and the command line show them."""
    rows = []
    for row in reversed(ws.load_imports().to_pylist()):
        own = row["owner_email"] or row["owner_name"]
        path = ws.rejects_path(row["import_id"])
        rows.append(
            {
                **row,
                "owner": own,
                "warnings": json.loads(row["warnings"] or "[]"),
                "rejects_file": str(path) if row["rejected"] and path.exists() else None,
                "at": row["written_at"],
            }
        )
    return rows


def undo_import(
    ws: Workspace,
    import_id: int,
    *,
    user: str,
    as_of: dt.date | None = None,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = never,
) -> dict[str, Any]:
    """Take back exactly what an import brought.

    Raises:
        Cancelled: ``cancelled`` said so; the import is as it was.
        NotFound: there is no such import, or it was taken back before.
    """
    rows = ws.undo_import(import_id, user=user, progress=progress, cancelled=cancelled)
    return {
        "import_id": import_id,
        "rows": rows,
        "message": f"{_gone(rows)}, and what came from them.",
    }


def _gone(rows: int) -> str:
    return "its 1 row is gone" if rows == 1 else f"its {rows:,} rows are gone"


def withdraw_permission(
    ws: Workspace,
    import_id: int,
    *,
    user: str,
    as_of: dt.date,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = never,
) -> dict[str, Any]:
    """The giver takes back his permission: the file's contacts leave every plan at once.

    Raises:
        Cancelled: ``cancelled`` said so; the import is as it was.
        NotFound: there is no such import, or it was taken back before.
    """
    rows = ws.withdraw_permission(
        import_id, on=as_of, user=user, progress=progress, cancelled=cancelled
    )
    return {
        "import_id": import_id,
        "rows": rows,
        "message": f"{_gone(rows)}; the record that it was there stays.",
    }
