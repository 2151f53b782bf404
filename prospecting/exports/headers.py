"""Header cells in one spelling, and the vocabulary of headers that are known.

``key`` makes "E-mail Address", "email_address" and "EmailAddress" one word. The vocabulary is
``data/exports/headers.toml``: for each family and field the headers people meet, in their
languages; readers add the exact headers of their format.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from scoring.reference import load_toml

#: A cell longer than this is prose, not a header (survey questions are matched apart).
LONGEST: Final = 80

_SPECIAL: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


@lru_cache(maxsize=8192)
def key(cell: str) -> str:
    """``cell`` as letters and digits alone, lower case, without accents; "#" stays when alone."""
    folded = unicodedata.normalize("NFKD", cell.casefold()).translate(_SPECIAL)
    squashed = "".join([char for char in folded if char.isalnum()])
    return squashed or cell.strip(" \"'\ufeff")


@lru_cache(maxsize=256)
def aliases(family: str, field: str) -> tuple[str, ...]:
    """Header keys of ``field`` in ``family``, best first; empty where none is listed."""
    table = load_toml("exports/headers.toml").get(family, {})
    return tuple(dict.fromkeys(key(text) for text in table.get(field, ())))


@lru_cache(maxsize=1)
def listed_keys() -> frozenset[str]:
    """Every header key of the vocabulary file."""
    families = load_toml("exports/headers.toml")
    return frozenset(
        key(text) for fields in families.values() for texts in fields.values() for text in texts
    )


_known: set[str] = set()


def register(keys: Iterable[str]) -> None:
    """Add a reader's own headers to those by which a header row is recognised."""
    _known.update(keys)


@lru_cache(maxsize=1)
def known_keys() -> set[str]:
    """Every header key that some reader or the vocabulary knows; grows as readers register."""
    _known.update(listed_keys())
    return _known


def hits(row: Sequence[str]) -> int:
    """How many different known headers stand in ``row``."""
    known = known_keys()
    found = {key(cell) for cell in row if cell and len(cell) <= LONGEST}
    return len(found & known)


_QUALIFIER: Final = re.compile(
    r"[(\[].*?[)\]]|\b(?:in|en)?\s*(?:EUR|USD|GBP|CHF|€|\$|£)(?:\b|$)|\b(?:19|20)\d\d\b|\*",
    re.IGNORECASE,
)


def header_key(cell: str) -> str:
    """The key of a header; "Revenue (EUR)" and "Umsatz 2025" count as what they qualify."""
    if len(cell) > LONGEST:
        return cell
    whole = key(cell)
    if whole in known_keys():
        return whole
    short = key(_QUALIFIER.sub(" ", cell))
    return short if short in known_keys() else whole


def visible_headers(row: Sequence[str]) -> tuple[list[str], list[str]]:
    """Header cells made unique and non-empty, and what was renamed, in words."""
    names: list[str] = []
    renamed: list[str] = []
    seen: dict[str, int] = {}
    for position, cell in enumerate(row, start=1):
        name = " ".join(cell.split())
        if not name:
            name = f"column {position}"
            renamed.append(f"column {position} has no header")
        count = seen.get(name.casefold(), 0) + 1
        seen[name.casefold()] = count
        if count > 1:
            renamed.append(f"the header {name!r} stands {count} times")
            name = f"{name} ({count})"
        names.append(name)
    return names, renamed
