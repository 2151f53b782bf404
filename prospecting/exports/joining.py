"""What the tables of one file brought, joined into one answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from prospecting.exports.base import Outcome
from prospecting.exports.limits import FileRefused
from prospecting.exports.registry import SYNONYMS
from prospecting.exports.sheet import Sheet
from prospecting.exports.staging import StagedFile
from prospecting.exports.tidy import tidy
from prospecting.exports.unneeded import MEND, unneeded

#: The format of a file whose tables are known, and known to be of no use.
NOT_NEEDED: Final = "not-needed"


def merge(staged: StagedFile, parts: Sequence[tuple[str, Outcome] | Sheet]) -> None:
    """Join what the sheets of one file brought.

    Raises:
        FileRefused: no reader knew any of the sheets.
    """
    tables: dict[str, list[pa.Table]] = {}
    kinds: list[str] = []
    unknown: list[Sheet] = []
    for part in parts:
        if isinstance(part, Sheet):
            unknown.append(part)
            continue
        kind, outcome = part
        kinds.append(kind)
        staged.rows += outcome.rows
        staged.rejects += outcome.rejects
        staged.warnings += outcome.warnings
        staged.needs_owner = staged.needs_owner or outcome.needs_owner
        staged.owner_hints += [h for h in outcome.hints if h not in staged.owner_hints]
        for name, table in outcome.tables.items():
            tables.setdefault(name, []).append(table)
    if not kinds:
        known = {why for sheet in unknown if (why := unneeded(sheet)) is not None}
        if known and all(unneeded(sheet) is not None for sheet in unknown):
            staged.format = NOT_NEEDED
            raise FileRefused(" ".join(sorted(known)), MEND)
        headers = ", ".join(unknown[0].header[:12]) if unknown else "none"
        raise FileRefused(
            f"The columns are of no known format (found: {headers[:400]}).",
            "Say what they hold with a mapping, or name the kind of the file.",
        )
    staged.warnings += [f"{sheet.member} {_left_out(sheet)}" for sheet in unknown]
    staged.tables = {name: tidy(name, pa.concat_tables(found)) for name, found in tables.items()}
    if staged.format in {"unknown", *SYNONYMS} or staged.format not in kinds:
        staged.format = max(dict.fromkeys(kinds), key=kinds.count)


def _left_out(sheet: Sheet) -> str:
    why = unneeded(sheet)
    if why is None:
        return "is of no known format and was left out."
    return "was left out. " + why
