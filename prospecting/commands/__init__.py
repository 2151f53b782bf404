"""The commands of the console script, grouped by what they are about."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module

from prospecting.commands.output import Opening, say

Handler = Callable[[argparse.Namespace], int]

#: Where each command lives; modules are imported only when their command is called.
HANDLERS = {
    "sample": "files:sample",
    "import": "files:import_",
    "imports": "files:imports",
    "undo-import": "files:undo_import",
    "permission": "files:permission",
    "withdraw": "files:withdraw",
    "export": "files:export",
    "seller": "wishes:seller",
    "profile": "wishes:profile",
    "pin": "wishes:pin",
    "refuse": "wishes:refuse",
    "client": "people:client",
    "know": "people:know",
    "add": "people:add",
    "who": "people:who",
    "plan": "planning:plan",
    "prospects": "planning:prospects",
    "draft": "asks:draft",
    "ask": "asks:ask",
    "todo": "asks:todo",
    "report": "asks:report",
    "suppress": "rights:suppress",
    "erase": "rights:erase",
    "about": "rights:about",
    "retention": "rights:retention",
    "audit": "rights:audit",
    "backup": "upkeep:backup",
    "restore": "upkeep:restore",
    "doctor": "upkeep:doctor",
    "app": "upkeep:app",
}


def run(args: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Carry out the command of ``args``; 0 done, 1 refused, 2 usage."""
    from prospecting.errors import Misused, Refused
    from prospecting.workspace import WorkspaceError
    from scoring.profile import ProfileError

    module, name = HANDLERS[args.command].split(":")
    handler: Handler = getattr(import_module(f"prospecting.commands.{module}"), name)
    args.parser, args.opening = parser, Opening()
    try:
        return handler(args)
    except (Refused, ProfileError, WorkspaceError) as error:
        say(f"prospector {args.command}: {error}")
        return 2 if isinstance(error, Misused) else 1
