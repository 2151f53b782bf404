"""How a command speaks: JSON alone on standard output on demand, words for people otherwise."""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from prospecting.services.views import Record, plain


def clean_text(text: str) -> str:
    """``text`` without characters that could steer a terminal; line breaks and tabs stay."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def as_plain(data: Any) -> Any:
    """``data`` (records, lists of records, dictionaries) ready for JSON."""
    if isinstance(data, Record):
        return data.to_dict()
    if isinstance(data, list | tuple):
        return [as_plain(item) for item in data]
    if isinstance(data, dict):
        return {key: as_plain(item) for key, item in data.items()}
    return plain(data)


def emit(args: Namespace, data: Any, words: Callable[[], Iterable[str]]) -> None:
    """Print ``data`` as JSON where ``--format json`` was asked for, else the lines of ``words``."""
    if args.format == "json":
        sys.stdout.write(json.dumps(as_plain(data), ensure_ascii=False, indent=2) + "\n")
    else:
        for line in words():
            sys.stdout.write(clean_text(line) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """One line for people, on standard error."""
    sys.stderr.write(clean_text(text) + "\n")
    sys.stderr.flush()


class Opening:
    """Words on an older workspace that is brought up to this program while it is opened."""

    def __init__(self) -> None:
        self.begun = False

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """The step at hand, ``done`` of ``total``."""
        if not self.begun:
            self.begun = True
            say(
                "This workspace was filled by another version of the program: "
                "bringing it up to date …"
            )
        say(f"    {done} of {total}  {step}")


def table(headers: Sequence[str], rows: Sequence[Sequence[Any]], widest: int = 38) -> list[str]:
    """Aligned lines; cells wider than ``widest`` end in an ellipsis."""

    def cell(value: Any) -> str:
        text = clean_text("" if value is None else str(value)).replace("\n", " ")
        return text if len(text) <= widest else text[: widest - 1] + "…"

    cells = [[cell(value) for value in row] for row in rows]
    widths = [
        max([len(header), *(len(row[i]) for row in cells)]) for i, header in enumerate(headers)
    ]
    lines = ["  ".join(h.ljust(w) for h, w in zip(headers, widths, strict=True)).rstrip()]
    lines.append("  ".join("-" * w for w in widths))
    lines += [
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells
    ]
    return lines


class Progress:
    """Progress of long work on standard error: a moving line in a terminal, few lines elsewhere."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self.live = sys.stderr.isatty()
        self.last = 0.0
        self.drawn = False

    def __call__(self, message: str, done: int, total: int | None) -> None:
        """A word on what is at hand, ``done`` of ``total`` (None where not known)."""
        if self.quiet:
            return
        now = time.monotonic()
        if now - self.last < (0.1 if self.live else 5.0):
            return
        self.last = now
        part = f"{done:,} of {total:,}" if total else f"{done:,}"
        text = clean_text(f"{part}  {message}")[:100]
        if self.live:
            sys.stderr.write("\r\x1b[K" + text)
            self.drawn = True
        else:
            sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def close(self) -> None:
        """Clear the moving line."""
        if self.drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.drawn = False
