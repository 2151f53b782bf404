"""Readings of titles: the grammar's roles combined, and the classifier where they name no field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.titles.grammar import DIRECTOR, VP, Role
from scoring.titles.lexicon import ABOVE_VP, BANKS
from scoring.titles.normalise import tokenise
from scoring.titles.phrases import phrases
from scoring.titles.reading import TitleReading
from scoring.titles.segments import Roles, read_roles
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

NOTHING: Final = TitleReading(None, (), False, True, 0.0)
_MOST_FUNCTIONS: Final = 4
# Chosen on held-out O*NET occupations, where agreement still grows with each answer above them;
# without any level there is more doubt that the words are a job at all.
_SURE_WITH_LEVEL: Final = 0.25
_SURE_ALONE: Final = 0.45
# The classifier overrules the grammar where that did not know every word ("Press Hand"), if it
# is this sure of its own answer and thinks this little of the other.
_SURE_AGAINST: Final = 0.8
_HARDLY: Final = 0.2
_MOST_WORDS: Final = 8
_LEAST_LETTERS: Final = 4
_ENDS: Final = frozenset({"|", "@", "at", "bei", "chez", "presso", "bij", ";", "\n"})
_AT_ONCE: Final = 4096
# Beside "MD" these say that it is a degree too.
_DEGREES: Final = frozenset({"phd", "mph", "facs", "facp", "faap", "msc", "mbbs", "dphil", "frcs"})


Model = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Weights (BUCKETS, CLASSES) and intercept (CLASSES,) of the classifier."""


def read_titles(titles: Sequence[str]) -> list[TitleReading]:
    """Each title read by itself: any text gives a reading, an empty one confidence 0."""
    return read_with(titles, None)


def read_with(titles: Sequence[str], model: Model | None) -> list[TitleReading]:
    """As ``read_titles``, with another classifier than the shipped one (None)."""
    readings: list[TitleReading] = []
    places: list[int] = []
    words: list[list[str]] = []
    for place, title in enumerate(titles):
        reading, doubt = _read(title) if isinstance(title, str) else (NOTHING, None)
        readings.append(reading)
        if doubt is not None:
            places.append(place)
            words.append(doubt)
    for start in range(0, len(places), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        _classify(readings, places[part], words[part], model)
    return readings


def read_by_grammar(title: str) -> TitleReading:
    """What lexicon and grammar alone make of one title."""
    return _read(title)[0]


def _read(title: str) -> tuple[TitleReading, list[str] | None]:
    """The grammar's reading, and the words to classify where it does not know them all."""
    tokens = tokenise(title)
    if not tokens:
        return NOTHING, None
    if "chief" in tokens and "officer" in tokens:
        tokens = _spelt_out(tokens)
    roles = read_roles(phrases(tokens))
    reading = _combine(roles, tokens)
    nobody = roles.away or (not reading.current and reading.seniority is None)
    if not roles.total or roles.slogan or nobody:
        return reading, None
    sure = reading.decision_maker or not reading.current or not _english(roles)
    if reading.functions and sure:
        return reading, None
    words: list[str] = []
    for token in tokens:
        if token in _ENDS:
            break
        if token[0].isalnum():
            words.append(token)
    if len(words) > _MOST_WORDS or all(len(word) < _LEAST_LETTERS for word in words):
        return reading, None
    return reading, words


def _spelt_out(tokens: list[str]) -> list[str]:
    """The tokens without letters that the title spells out itself: in "CPO - Chief Procurement
    Officer" they mean neither product nor people."""
    first = tokens.index("chief")
    last = next((n for n in range(first, len(tokens)) if tokens[n] == "officer"), first)
    words = tokens[first : last + 1]
    if not all(word[0].isalpha() for word in words):
        return tokens
    letters = "".join(word[0] for word in words)
    return [t for n, t in enumerate(tokens) if t != letters or first <= n <= last]


def _english(roles: Roles) -> bool:
    """Whether all heads are English: what the classifier learned from is, almost wholly."""
    return all(role.head is None or role.head.language == "en" for role, _ in roles.found)


def _classify(
    readings: list[TitleReading],
    places: Sequence[int],
    words: Sequence[Sequence[str]],
    model: Model | None,
) -> None:
    """Fill in the likeliest function where the classifier is sure enough of it."""
    from scoring.titles.model import scores

    table = scores(words, *(model or (None, None)))
    best = table.argmax(axis=1)
    for row, place in enumerate(places):
        number, sure = int(best[row]), float(table[row, best[row]])
        if number == len(FUNCTIONS):
            continue
        reading, name = readings[place], FUNCTIONS[number]
        if reading.functions:
            other = float(table[row, FUNCTIONS.index(reading.functions[0])])
            if sure >= _SURE_AGAINST and other < _HARDLY:
                both = tuple(dict.fromkeys((name, *reading.functions)))[:_MOST_FUNCTIONS]
                readings[place] = replace(reading, functions=both)
        elif sure >= (_SURE_ALONE if reading.seniority is None else _SURE_WITH_LEVEL):
            readings[place] = replace(
                reading,
                # A known occupation without a word for its level is that of an ordinary member.
                seniority=reading.seniority or "Entry",
                functions=(name,),
                confidence=round(0.7 * sure, 3),
            )


def _combine(roles: Roles, tokens: list[str]) -> TitleReading:
    """One reading of all roles: the highest present one leads, former ones count if alone."""
    some_former = False
    heals = not _DEGREES.isdisjoint(tokens) or any(role.heals() for role, _ in roles.found)
    for role, ahead in roles.found:
        if role.physician and (heals or "Healthcare Services" in ahead):
            role.practise()
        role.finish()
        some_former = some_former or role.former
    found = _posts(roles.found)
    now = [pair for pair in found if not pair[0].former]
    gone = some_former or (roles.was and not roles.present and not roles.slogan)
    current = not roles.away and (bool(now) or not gone)
    counted = now or found
    best: Role | None = None
    level = -1
    for role, _ in counted:
        if role.level > level or (
            best is not None and role.level == level and role.line > best.line
        ):
            best, level = role, role.level
    if level < 0 and len(counted) == 1 and (roles.romance or not roles.total):
        level = roles.noun
    if level >= 0 and best is None and roles.alone:
        functions = roles.alone
    else:
        functions = _functions(counted, best)
    if level == VP and not BANKS.isdisjoint(tokens) and ABOVE_VP.isdisjoint(tokens):
        for role, _ in counted:
            role.line = role.line and role.level != VP
        functions = functions or ("Finance",)
    if level < 0 and (not functions or roles.away):
        return NOTHING if current else TitleReading(None, functions, False, False, 0.5)
    decides = current and any(role.line and role.level >= DIRECTOR for role, _ in counted)
    share = roles.known / (roles.known + roles.total) if roles.known else 0.0
    confidence = (0.5 + 0.5 * share) * (0.95 if level >= 0 and functions else 0.75)
    seniority = SENIORITIES[level] if level >= 0 else None
    return TitleReading(seniority, functions, decides, current, round(confidence, 3))


def _posts(found: list[tuple[Role, list[str]]]) -> list[tuple[Role, list[str]]]:
    """The roles without what people do beside a post that is named: "CFO | Keynote speaker"."""
    beside = [role.head is not None and role.head.beside for role, _ in found]
    if not any(beside):
        return found
    posts = [pair for pair, aside in zip(found, beside, strict=True) if not aside]
    return posts if any(role.level >= 0 and not role.former for role, _ in posts) else found


def _functions(counted: Sequence[tuple[Role, list[str]]], best: Role | None) -> tuple[str, ...]:
    """Functions of all roles, the best one's first; "Prokurist, Leiter Controlling" of two equals
    that which says the field."""
    names: list[str] = []
    weak: list[str] = []
    for role, ahead in counted:
        sure, unsure = role.functions(ahead)
        if role is best:
            if not sure and any(
                other.level == role.level and other.functions(before)[0]
                for other, before in counted
                if other is not role
            ):
                weak.extend(unsure)
            else:
                names[:0] = sure + unsure
        elif role.head is not None or best is None or not names:
            names.extend(sure + unsure)
    return tuple(dict.fromkeys(names + weak))[:_MOST_FUNCTIONS]
