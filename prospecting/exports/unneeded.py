"""Tables that a program exports beside those that count: known, and why they stay out.

Without this list they would be asked about in the mapping, or worse, be taken for something else:
Salesforce's list of its users looks like a list of clients.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from prospecting.exports.headers import key, register
from prospecting.exports.sheet import Sheet
from scoring.reference import load_toml

MEND: Final = "Leave it out, or say with a mapping what its columns hold."


@lru_cache(maxsize=1)
def _listed() -> tuple[tuple[str, frozenset[str], frozenset[str], str], ...]:
    out = []
    for entry in load_toml("exports/unneeded.toml")["table"]:
        needed = frozenset(key(name) for name in entry["headers"])
        none_of = frozenset(key(name) for name in entry.get("none_of", ()))
        out.append((str(entry["what"]), needed, none_of, str(entry["why"])))
    return tuple(out)


def unneeded(sheet: Sheet) -> str | None:
    """What the table is and why it is not read, as one sentence; None where it is not known."""
    names = set(sheet.keys)
    for what, needed, none_of, why in _listed():
        if needed <= names and not none_of & names:
            return f"This is {what}: {why}"
    return None


def _register() -> None:
    for _, needed, _, _ in _listed():
        register(needed)


_register()
