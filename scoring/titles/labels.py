"""What a list of leads says of somebody's level and department, in our own names of them.

Apollo and its like give a "Seniority" and "Departments" beside the title. The title itself is the
better witness where it can be read; where it cannot, these are all there is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from scoring.folding import fold
from scoring.reference import load_toml
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

_PARTS: Final = re.compile(r"[,;|/]")


@lru_cache(maxsize=2)
def _table(group: str) -> dict[str, str]:
    own = SENIORITIES if group == "seniorities" else FUNCTIONS
    listed: dict[str, list[str]] = load_toml("titles/labels.toml")[group]
    words = {_plain(word): name for name, texts in listed.items() for word in texts}
    return words | {_plain(name): name for name in own}


def _plain(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


@lru_cache(maxsize=4096)
def label_level(label: str) -> str | None:
    """The level of ``SENIORITIES`` that a list's own word for it means; None where it is unknown."""
    return _table("seniorities").get(_plain(label))


@lru_cache(maxsize=4096)
def label_functions(label: str) -> tuple[str, ...]:
    """The functions that a list's departments ("C-Suite, Sales") mean, in their order."""
    known = _table("functions")
    whole = known.get(_plain(label))
    if whole is not None:
        return (whole,)
    found = (known.get(_plain(part)) for part in _PARTS.split(label))
    return tuple(dict.fromkeys(name for name in found if name is not None))
