"""Cells of the tables we write, so that no spreadsheet runs them as a formula.

After OWASP ASVS 1.2.10: a single quote goes before a cell that begins, also after white space
or a byte order mark, with `=`, `+`, `-`, `@`, TAB, CR, LF, NUL or a full-width form of these.
`restore_cell` takes back exactly what `safe_cell` added, so a round trip loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

# Quotes at the start belong to the pattern: a text that already began with one gets another,
# which is what makes the way back certain.
_BLANK = "\\s\ufeff\u200b\u2060\u00ad\x00-\x1f"
_DANGEROUS = re.compile(
    f"'*(?:[{_BLANK}]*[=+\\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212]"
    "|[ \ufeff\u00a0]*[\\t\\r\\n\\x00\\x0b\\x0c])"
)


def safe_cell(value: object) -> str:
    """`value` as the text of a CSV cell; None is empty, a date is ISO, a number stays a number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return "'" + text if _DANGEROUS.match(text) else text


def restore_cell(text: str) -> str:
    """The text that `safe_cell` was given; other texts come back as they are."""
    if text.startswith("'") and _DANGEROUS.match(text, 1):
        return text[1:]
    return text


def safe_row(values: Iterable[object]) -> list[str]:
    """A whole row through `safe_cell`."""
    return [safe_cell(value) for value in values]


def safe_dict(row: Mapping[str, object]) -> dict[str, str]:
    """A row as a dict through `safe_cell`, headers too."""
    return {safe_cell(key): safe_cell(value) for key, value in row.items()}
