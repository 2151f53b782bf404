"""Readings of titles: the grammar's roles combined into one answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scoring.titles.grammar import DIRECTOR, PARTNER, VP, Role
from scoring.titles.normalise import tokenise
from scoring.titles.phrases import phrases
from scoring.titles.reading import TitleReading
from scoring.titles.segments import read_roles
from scoring.titles.vocabulary import SENIORITIES

NOTHING: Final = TitleReading(None, (), False, True, 0.0)
_MOST_FUNCTIONS: Final = 4


def read_titles(titles: Sequence[str]) -> list[TitleReading]:
    """Each title read by itself: any text gives a reading, an empty one confidence 0."""
    return [read_by_grammar(title) for title in titles]


def read_by_grammar(title: str) -> TitleReading:
    """What lexicon and grammar alone make of one title."""
    if not isinstance(title, str):
        return NOTHING
    tokens = tokenise(title)
    if not tokens:
        return NOTHING
    roles = read_roles(phrases(tokens))
    best: Role | None = None
    found: list[tuple[Role, list[str]]] = []
    some_former = False
    for role, ahead in roles.found:
        role.finish()
        some_former = some_former or role.former
        found.append((role, ahead))
    now = [pair for pair in found if not pair[0].former]
    current = not roles.away and (bool(now) or not some_former)
    counted = now or found
    level = -1
    for role, _ in counted:
        if role.level > level or (best is not None and role.level == level and role.line > best.line):
            best, level = role, role.level
    names: list[str] = []
    for role, ahead in counted:
        if role is best:
            names[:0] = role.functions(ahead)
        elif role.head is not None or best is None or not names:
            names.extend(role.functions(ahead))
    functions = tuple(dict.fromkeys(names))[:_MOST_FUNCTIONS]
    decides = current and any(
        role.line and role.level >= DIRECTOR and not role.former for role, _ in counted
    )
    if level < 0 and not functions:
        return NOTHING if current else TitleReading(None, (), False, False, 0.5)
    known, total = roles.known, roles.known + roles.total
    share = known / total if total else 0.0
    confidence = (0.5 + 0.5 * share) * (0.95 if level >= 0 and functions else 0.75)
    seniority = SENIORITIES[level] if level >= 0 else None
    return TitleReading(seniority, functions, decides, current, round(confidence, 3))


_ = (VP, PARTNER)
