"""Writes ``docs/commands.md`` from the command line's own parser: ``python docs/generate.py``.

A test compares the page with what this would write, so the page cannot drift.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "commands.md"
INTRODUCTION = """# Commands

Everything the app does can be done without a browser: `prospector COMMAND`, or
`python -m prospecting COMMAND`. Written by `python docs/generate.py` from the program itself.

Exit status: 0 done; 1 refused in whole or in part, with the reason on standard error (what is good
is kept); 2 wrong usage. With `--format json` standard output holds the JSON alone.
"""


def commands() -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """Every command with a name of its own words, its parser and what it does, as in ``--help``."""
    from prospecting.cli import build_parser

    def walk(
        parser: argparse.ArgumentParser, name: str
    ) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for word, one in action.choices.items():
                    whole = f"{name} {word}".strip()
                    yield whole, one, one.description or ""
                    yield from walk(one, whole)

    yield from walk(build_parser(), "")


def is_group(parser: argparse.ArgumentParser) -> bool:
    """Whether a command only leads to others."""
    return any(isinstance(action, argparse._SubParsersAction) for action in parser._actions)


def written(action: argparse.Action) -> str:
    """An argument as one writes it: ``--limit N``, ``PATH…``."""
    value = action.metavar or (
        "|".join(str(choice) for choice in action.choices)
        if action.choices
        else action.dest.upper()
    )
    value = value if isinstance(value, str) else " ".join(value)
    many = "…" if action.nargs in ("+", "*") else ""
    if not action.option_strings:
        return value + many
    takes_value = action.nargs != 0
    names = ", ".join(action.option_strings)
    optional = action.nargs == "?"
    shown = f"[{value}]" if optional else value
    return f"{names} {shown}{many}" if takes_value else names


def options(parser: argparse.ArgumentParser, known: set[str]) -> Iterator[str]:
    """Rows of the table of a command's arguments; those in ``known`` are left out."""
    for action in parser._actions:
        hidden = action.help == argparse.SUPPRESS or action.dest in {*known, "help"}
        if hidden or isinstance(action, argparse._SubParsersAction):
            continue
        words = " ".join((action.help or "").split()).replace("%(default)s", str(action.default))
        default = ""
        if action.default not in (None, False, argparse.SUPPRESS, []) and "default" not in words:
            default = f" (default: {action.default})"
        yield f"| `{_cell(written(action))}` | {_cell(words + default)} |"


def _cell(text: str) -> str:
    """Text for a cell: a bar would end it."""
    return text.replace("|", r"\|")


def page() -> str:
    """The whole page."""
    from prospecting.cli import build_parser

    top = build_parser()
    common = {action.dest for action in top._actions if action.option_strings}
    blocks = [INTRODUCTION, "## Options of every command\n"]
    blocks.append(_table(options(top, {"version"})))
    blocks.append("## The commands\n")
    for name, parser, words in commands():
        if is_group(parser):
            continue
        blocks.append(f"### `prospector {name}`\n")
        blocks.append(f"{words[:1].upper()}{words[1:]}.\n" if words else "")
        blocks.append(_table(options(parser, common)))
    return "\n".join(block for block in blocks if block).rstrip() + "\n"


def _table(rows: Iterator[str]) -> str:
    lines = list(rows)
    return "\n".join(["| argument | meaning |", "| --- | --- |", *lines]) + "\n" if lines else ""


def main() -> int:
    """Writes the page."""
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
