"""sample, import, imports, undo-import, permission, withdraw, export."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from prospecting.commands.output import Progress, emit, say, table
from prospecting.commands.stopping import stoppable
from prospecting.services import exporting, import_words, importing, intake, mappings
from prospecting.services.clients import parse_id
from prospecting.services.session import Session, open_session


def sample(args: Namespace) -> int:
    """Write synthetic exports."""
    from prospecting.samples import write_sample

    paths = write_sample(
        args.directory,
        clients=args.clients,
        per_client=args.per_client,
        seed=args.seed,
        as_of=args.as_of,
        truth=args.truth,
    )
    names = [str(path) for path in paths]

    def words() -> Iterator[str]:
        yield f"{len(names)} files of invented people written to {args.directory}."
        yield f"Next: prospector import {args.directory}"

    emit(args, {"directory": str(args.directory), "files": names}, words)
    return 0


def import_(args: Namespace) -> int:
    """Read what is given, in one transaction."""
    progress = Progress(quiet=args.format == "json")
    with open_session(args) as session, stoppable("the import") as cancelled:
        try:
            results = importing.import_paths(
                session.ws,
                args.paths,
                owner=args.owner,
                owners_csv=args.owners,
                as_kind=args.as_kind,
                mapping=args.mapping,
                keep_contact_data=args.keep_contact_data,
                permission_on=args.permission,
                purpose=args.purpose,
                user=session.user,
                as_of=session.as_of,
                progress=progress,
                cancelled=cancelled,
            )
        finally:
            progress.close()
        data = [result.to_dict() for result in results]
        suggested = _suggest(session, args.paths, data)
        said = _said(session, data) if args.format == "text" else []
    if cancelled():
        say("It was too late to stop: everything was stored. To take it back: undo-import ID.")

    def words() -> Iterator[str]:
        for one, sentence in zip(data, said, strict=True):
            yield sentence
            yield from (f"    note: {warning}" for warning in one["warnings"])
        stored = sum(one["stored"] for one in data if one["status"] == "stored")
        yield f"{stored:,} rows stored from {len(data)} file{'s' if len(data) != 1 else ''}."

    emit(args, data, words)
    bad = [one for one in data if one["status"] in ("refused", "needs_owner")]
    for one in bad:
        error = str(one["error"])
        say(error if error.startswith(one["file"]) else f"{one['file']}: {error}")
        if toml := suggested.get(one["file"]):
            say(f"    A mapping is suggested in {toml}: look it over, then import with --mapping.")
    partly = [one for one in data if one["status"] == "stored" and one["rejected"]]
    for one in partly[:20]:
        where = f"; see {one['rejects_file']}" if one.get("rejects_file") else ""
        say(f"{one['file']}: {one['rejected']} of {one['rows']} rows were left out{where}")
    return 1 if bad else 0


def _said(session: Session, data: Sequence[dict[str, Any]]) -> list[str]:
    """What became of each file, in one sentence and on one line, as the app says it."""
    told = iter(import_words.file_results(session, data))
    out = []
    for one in data:
        file = one["file"]
        if one["status"] == "needs_owner":
            text = str(one["error"]).removeprefix(f"{file}: ")
        else:
            text = next(told).sentence
        out.append(" ".join(f"{file}: {text}".splitlines()))
    return out


def _suggest(
    session: Session, paths: Sequence[Path], data: Sequence[dict[str, Any]]
) -> dict[str, Path]:
    """Mappings written for files given by name whose columns no reader knows."""
    given = {path.name: path for path in paths if path.is_file()}
    unknown = [
        one["file"] for one in data if one["status"] == "refused" and one["format"] == "unknown"
    ]
    found = {
        name: mappings.write_suggestion(session, given[name]) for name in unknown if name in given
    }
    return {name: path for name, path in found.items() if path is not None}


def imports(args: Namespace) -> int:
    """The files read so far."""
    with open_session(args) as session:
        data = importing.list_imports(session.ws)
    emit(
        args,
        data,
        lambda: table(
            [
                "id",
                "file",
                "format",
                "owner",
                "status",
                "rows",
                "stored",
                "rejected",
                "on",
                "allowed",
            ],
            [
                [
                    o["import_id"],
                    o["file"],
                    o["format"],
                    o["owner"],
                    o["status"],
                    o["rows"],
                    o["stored"],
                    o["rejected"],
                    o["at"],
                    o["permission_on"],
                ]
                for o in data
            ],
        ),
    )
    return 0


def _take_out(args: Namespace, way: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """One import out of the workspace, by ``way``; it can be stopped meanwhile."""
    progress = Progress(quiet=args.format == "json")
    with open_session(args) as session, stoppable("this") as cancelled:
        try:
            return way(
                session,
                parse_id(args.import_id, "import"),
                progress=progress,
                cancelled=cancelled,
            )
        finally:
            progress.close()


def undo_import(args: Namespace) -> int:
    """Take one import back."""
    data = _take_out(args, intake.undo)
    emit(args, data, lambda: [f"Import {args.import_id} is undone: {data['message']}"])
    return 0


def permission(args: Namespace) -> int:
    """Note the day of a client's permission, or take it back."""
    with open_session(args) as session:
        import_id = parse_id(args.import_id, "import")
        day = None if args.none else args.on or session.as_of
        message = intake.note_permission(session, import_id, day)
    data = {"import_id": import_id, "permission_on": day, "message": message}
    emit(args, data, lambda: [message])
    return 0


def withdraw(args: Namespace) -> int:
    """End the permission to use a file."""
    data = _take_out(args, intake.withdraw)
    emit(args, data, lambda: [f"Import {args.import_id} is withdrawn: {data['message']}"])
    return 0


def export(args: Namespace) -> int:
    """Write a table as CSV or XLSX."""
    with open_session(args) as session:
        data = exporting.export(session, args.what, args.out, raw=args.raw)
    emit(args, data, lambda: [f"{data['rows']:,} rows written to {data['file']}."])
    return 0
