"""suppress, erase, about, retention, audit: the rights of the people in the files."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any

from prospecting.commands.output import emit, say, table
from prospecting.errors import Misused, Refused
from prospecting.services import objections, rights
from prospecting.services.exporting import write_whole
from prospecting.services.session import Session, open_session


def _confirmed(args: Namespace, question: str) -> bool:
    if args.yes:
        return True
    if not sys.stdin.isatty():
        say(f"prospector {args.command}: nobody can answer here; add --yes to go on")
        return False
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _suppress(session: Session, args: Namespace) -> dict[str, Any]:
    if args.name and not args.company:
        raise Misused("a name alone could be anybody: add --company")
    if args.file is not None:
        try:
            content = args.file.read_bytes()
        except OSError as error:
            raise Refused(f"{args.file} cannot be read: {error.strerror}") from None
        done = objections.take_file(session, args.file.name, content)
        return {
            "rows": done.rows,
            "taken": done.taken,
            "left_out": [{"line": line, "reason": why} for line, why in done.left_out],
            "message": done.message,
        }
    if args.company:
        if args.name:
            return rights.suppress_named(session, args.name, args.company)
        return rights.suppress_company(session, args.company)
    return rights.suppress(
        session, prospect=args.prospect, url=args.url, email=args.email, client=args.client
    )


def suppress(args: Namespace) -> int:
    """Never suggest somebody again."""
    with open_session(args) as session:
        data = _suppress(session, args)
    emit(args, data, lambda: [data["message"]])
    for one in data.get("left_out", []):
        say(f"line {one['line']}: {one['reason']}")
    return 1 if data.get("left_out") else 0


def erase(args: Namespace) -> int:
    """Remove every trace."""
    with open_session(args) as session:
        target = rights.find(
            session, prospect=args.prospect, url=args.url, email=args.email, client=args.client
        )
        if not _confirmed(args, f"Erase every trace of {target.name}? This cannot be undone."):
            return 1
        data = rights.erase(session, target)
    emit(args, data, lambda: [data["message"]])
    return 0


def about(args: Namespace) -> int:
    """All that is known of somebody."""
    with open_session(args) as session:
        target = rights.find(
            session, prospect=args.prospect, url=args.url, email=args.email, client=args.client
        )
        data = rights.about(session, target)
        if args.out is not None:
            write_whole(args.out, rights.about_page(target.name, data).encode())
            say(f"Written to {args.out}.")
    emit(args, data, lambda: rights.about_lines(data))
    return 0


def retention(args: Namespace) -> int:
    """Show or set the period, and remove what is due."""
    with open_session(args) as session:
        if args.days is not None:
            rights.set_retention(session, args.days)
        data = rights.retention_preview(session)
        if args.purge:
            if not _confirmed(args, f"Remove {data['due']} people whose time is over?"):
                return 1
            data = rights.retention_purge(session)
    emit(args, data, lambda: [data["message"]])
    return 0


def audit(args: Namespace) -> int:
    """Who did what."""
    with open_session(args) as session:
        data = rights.audit(session, limit=args.limit)
    emit(
        args,
        data,
        lambda: table(
            ["at", "who", "what", "detail"],
            [[o["at"], o["user"], o["action"], o["detail"]] for o in data],
        ),
    )
    return 0
