"""backup, restore, doctor, app."""

from __future__ import annotations

import json
import os
from argparse import Namespace

from prospecting.commands.output import emit
from prospecting.commands.rights import _confirmed
from prospecting.services import upkeep
from prospecting.services.exporting import write_whole
from prospecting.services.session import open_session, workspace_path


def backup(args: Namespace) -> int:
    """Copy the workspace."""
    with open_session(args) as session:
        data = upkeep.backup(session, args.file)
    emit(args, data, lambda: [data["message"]])
    return 0


def restore(args: Namespace) -> int:
    """Put a backup in the workspace's place."""
    preview = upkeep.restore_preview(workspace_path(args), args.file, progress=args.opening)
    if not _confirmed(args, preview["message"]):
        return 1
    data = upkeep.restore(
        workspace_path(args),
        args.file,
        user=args.user,
        as_of=args.as_of,
        progress=args.opening,
    )
    emit(args, data, lambda: [data["message"]])
    return 0


def doctor(args: Namespace) -> int:
    """Check the workspace and the installation."""
    data = upkeep.doctor(workspace_path(args), mend=args.mend, progress=args.opening)
    if args.report is not None:
        report = upkeep.report_to_send(workspace_path(args), data)
        write_whole(args.report, json.dumps(report, indent=1, default=str).encode())
    emit(
        args,
        data,
        lambda: (
            [
                f"{'ok  ' if one['ok'] else 'BAD '} {one['name']}: {one['detail']}"
                for one in data["checks"]
            ]
            + (
                [f"written: {args.report}, without personal data"]
                if args.report is not None
                else []
            )
        ),
    )
    return 0 if data["ok"] else 1


def app(args: Namespace) -> int:
    """Open the app in the browser."""
    return upkeep.run_app(
        workspace_path(args),
        port=args.port,
        sample=args.sample,
        chosen=args.workspace is not None or "PROSPECTOR_WORKSPACE" in os.environ,
        browser=not args.no_browser,
        as_of=args.as_of,
        fixed=args.day_named,
        address=args.address,
    )
