"""suppress, erase, about, retention, audit: the rights of the people in the files."""

from __future__ import annotations

import sys
from argparse import Namespace

from prospecting.commands.output import emit, say, table
from prospecting.services import rights
from prospecting.services.session import open_session


def _confirmed(args: Namespace, question: str) -> bool:
    if args.yes:
        return True
    if not sys.stdin.isatty():
        say(f"prospector {args.command}: nobody can answer here; add --yes to go on")
        return False
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def suppress(args: Namespace) -> int:
    """Never suggest somebody again."""
    with open_session(args) as session:
        data = rights.suppress(
            session, prospect=args.prospect, url=args.url, email=args.email, client=args.client
        )
    emit(args, data, lambda: [data["message"]])
    return 0


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
