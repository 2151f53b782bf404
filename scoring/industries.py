"""LinkedIn's industry names (both generations), their synonyms, and which lie near each other.

The newer generation's names are the vocabulary; the older names and names in other languages are
synonyms. A name of a whole sector or group ("Manufacturing") contains the names below it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from scoring.folding import fold
from scoring.reference import load_rows

_SPLIT: Final = re.compile(r"[;/|>]|,(?= )")


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry: ``level`` is "sector", "group" (it stands for its whole group) or ""."""

    name: str
    sector: str
    group: str
    level: str
    near_groups: frozenset[str]


@lru_cache(maxsize=1)
def industries() -> tuple[Industry, ...]:
    """All industries in the order of ``data/industries.csv``."""
    return tuple(
        Industry(
            row["name"],
            row["sector"],
            row["group"],
            row["level"],
            frozenset(g for g in row["near_groups"].split("|") if g),
        )
        for row in load_rows("industries.csv")
    )


@lru_cache(maxsize=1)
def _index() -> dict[str, Industry]:
    index = {fold(i.name): i for i in industries()}
    for industry, row in zip(industries(), load_rows("industries.csv"), strict=True):
        for synonym in row["synonyms"].split("|"):
            if synonym:
                index.setdefault(fold(synonym), industry)
    # CRMs keep the names as codes without their "&": PAPER_FOREST_PRODUCTS, OIL_ENERGY.
    for key, industry in list(index.items()):
        index.setdefault(" ".join(word for word in key.split() if word != "and"), industry)
    return index


@lru_cache(maxsize=16_384)
def find_industry(text: str) -> Industry | None:
    """The industry a text names, in either generation's spelling or a synonym, else ``None``.

    Of several ("Machinery; Automation") the first that is known.
    """
    index = _index()
    if (found := index.get(fold(text))) is not None:
        return found
    for part in _SPLIT.split(text):
        if part.strip() and (found := index.get(fold(part))) is not None:
            return found
    return None


def canonical_industry(text: str) -> str | None:
    """The vocabulary's name for ``text``, or ``None``."""
    found = find_industry(text)
    return None if found is None else found.name


def suggest_industry(text: str, most: int = 3) -> list[str]:
    """Names of the vocabulary that look most like ``text``, best first."""
    index = _index()
    folded = fold(text)
    close = difflib.get_close_matches(folded, list(index), n=most * 2, cutoff=0.6)
    words = [w for w in folded.split() if len(w) > 3]
    within = [key for key in index if any(w[:6] in key for w in words)]
    return list(dict.fromkeys(index[key].name for key in close + sorted(within, key=len)))[:most]


def closeness(wanted: Industry, found: Industry, near: float) -> float:
    """1 for the same industry or one that ``wanted`` contains, ``near`` for neighbours, else 0."""
    if wanted.name == found.name or _contains(wanted, found):
        return 1.0
    if _contains(found, wanted):
        return near
    if wanted.group and (wanted.group == found.group or found.group in wanted.near_groups):
        return near
    return 0.0


def closeness_of(wanted: Sequence[str], near: float) -> dict[str, float]:
    """For every industry of the vocabulary its greatest closeness to one of ``wanted``.

    Args:
        wanted: canonical names.
        near: what a neighbour counts.
    """
    by_name = {i.name: i for i in industries()}
    targets = [by_name[name] for name in wanted]
    return {
        i.name: max((closeness(t, i, near) for t in targets), default=0.0) for i in industries()
    }


def _contains(outer: Industry, inner: Industry) -> bool:
    if outer.level == "sector":
        return inner.sector == outer.sector and inner.level != "sector"
    if outer.level == "group":
        return inner.group == outer.group and inner.level == ""
    return False
