"""seller, profile, pin, refuse: who we are and whom we want."""

from __future__ import annotations

import tomllib
from argparse import Namespace
from pathlib import Path
from typing import Any

import tomli_w

from prospecting.commands.output import emit
from prospecting.errors import Refused
from prospecting.services import planning, profiles, sellers
from prospecting.services.session import open_session


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Refused(f"{path} is not UTF-8 text: save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"{path} is not valid TOML: {error}") from None


def _toml_lines(data: dict[str, Any]) -> list[str]:
    kept = {key: value for key, value in data.items() if value is not None}
    return tomli_w.dumps(kept).splitlines()


def seller(args: Namespace) -> int:
    """Set or show who we are."""
    with open_session(args) as session:
        if args.action == "set":
            data = sellers.set_seller(session, _read_toml(args.file), source=str(args.file))
        else:
            data = sellers.get_seller(session)
    emit(args, data, lambda: _toml_lines(data))
    return 0


def profile(args: Namespace) -> int:
    """Set, list, show, use or learn ideal client profiles."""
    with open_session(args) as session:
        if args.action == "set":
            data = profiles.set_profile(session, _read_toml(args.file))
            emit(args, data, lambda: [f"Profile “{data['name']}” is set and in use."])
        elif args.action == "list":
            found = profiles.list_profiles(session)
            emit(
                args,
                found,
                lambda: (
                    [f"{'*' if one['in_use'] else ' '} {one['name']}" for one in found]
                    or ["No profile yet. Next: prospector profile set FILE.toml"]
                ),
            )
        elif args.action == "show":
            data = profiles.show_profile(session, args.name)
            emit(args, data, lambda: _toml_lines(data))
        elif args.action == "use":
            data = profiles.use_profile(session, args.name)
            emit(args, data, lambda: [f"Profile “{data['name']}” is in use."])
        else:
            learned = profiles.learn(session)
            emit(args, learned, lambda: learned["sentences"])
    return 0


def _wish(args: Namespace, kind: str) -> int:
    with open_session(args) as session:
        data = planning.wish(session, kind, args.prospect, args.client)
    emit(args, data, lambda: [data["message"]])
    return 0


def pin(args: Namespace) -> int:
    """Keep a prospect in every plan."""
    return _wish(args, "pin")


def refuse(args: Namespace) -> int:
    """Leave a prospect out of every plan."""
    return _wish(args, "refuse")
