"""Days, months and relative times that look like facts, told from the known ones."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from prospecting.drafting.gate.finding import Finding
from prospecting.drafting.gate.known import Known
from prospecting.drafting.language import Language
from prospecting.drafting.textual import Cue, fold, folded_words, low, tokens, word_set

_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})([./-])(\d{1,2})(?:\2(\d{2,4}))?(?!\d)\.?")
_QUARTER = re.compile(r"\b[QT][1-4](?:[ /]?(?:20)?\d\d)?\b|\b[1-4]\. ?Quartal\b", re.I)


@lru_cache(maxsize=16)
def _month_pattern(language: Language) -> re.Pattern[str]:
    names = sorted(
        {
            *language.rules["months"],
            *language.rules["months_short"],
            *language.rules.get("months_also", {}),
        },
        key=len,
        reverse=True,
    )
    joined = "|".join(re.escape(n) for n in names)
    return re.compile(
        rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s(?:de\s|of\s)?)?"
        rf"\b(?P<month>{joined})\b\.?"
        rf"(?:\s(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?!\d),?)?"
        rf"(?:,?\s(?:de\s|del\s|of\s)?(?P<year>(?:19|20)\d\d|['’]\d\d))?",
        0 if language.rules.get("months_capital", True) else re.I,
    )


def _dates(text: str, language: Language, known: Known, as_of: date) -> list[Finding]:
    out: list[Finding] = []
    words = folded_words(text)
    months = _month_pattern(language).finditer(text) if words & language.months.keys() else ()
    for match in months:
        word = match["month"]
        number = language.months.get(fold(word).rstrip("."))
        dated = bool(match["day"] or match["after"] or match["year"])
        if number is None or (
            not dated
            and (
                _plain_word(text, match.start("month"), word, language)
                or _known_name(text, match, word, known)
            )
        ):
            continue
        day = match["day"] or match["after"]
        year = match["year"]
        want_year = (
            int(year) if year and year[0].isdigit() else (2000 + int(year[1:]) if year else None)
        )
        first, last = _part_of_month(text[: match.start()])
        if not any(
            m == number
            and (d is None or first <= d <= last)
            and (
                abs((y - as_of.year) * 12 + (m or 1) - as_of.month) <= 12
                if want_year is None
                else y == want_year
            )
            and (not day or d == int(day))
            for y, m, d in known.days
        ) and not (not dated and _said_without_year(word, known)):
            out.append(Finding(match.start(), match.end(), "a date", match.group()))
    feasts = _feasts(language)
    for match in _feast_pattern(language).finditer(text) if words & feasts else ():
        if fold(match["feast"]) not in known.noted:
            out.append(Finding(match.start(), match.end(), "a date", match.group()))
    digits = any(c in text for c in "0123456789")
    for match in _NUMERIC.finditer(text) if digits else ():
        if not _is_known_day(match, known) and _looks_like_day(match):
            out.append(Finding(match.start(), match.end(), "a date", match.group()))
    for match in _QUARTER.finditer(text) if digits else ():
        if fold(match.group()) not in known.words:
            out.append(Finding(match.start(), match.end(), "a date", match.group()))
    days = tuple(_weekdays(language))
    close = any(word.startswith(days) for word in words)
    for match in _weekday_pattern(language).finditer(text) if close else ():
        if fold(match.group()) not in known.words:
            out.append(Finding(match.start(), match.end(), "a day of the week", match.group()))
    out += _relative(text, language, known, as_of)
    return out


_PART_OF_MONTH = {
    word: days
    for days, words in (
        ((1, 10), "early beginning start anfang debut principios comienzos begin"),
        ((11, 20), "mid middle mitte mi mediados medio half"),
        ((21, 31), "late end ende fin finales eind"),
    )
    for word in words.split()
}


def _part_of_month(before: str) -> tuple[int, int]:
    """The days that "a principios de", "Ende" or "mid" before a month leave, 1 to 31 where none."""
    for word in reversed(tokens(before[-30:])[-2:]):
        if found := _PART_OF_MONTH.get(fold(word)):
            return found
        if len(word) > 3:
            break
    return 1, 31


# "Donnerstagabend", "donderdagmiddag".
_DAYTIME = "abend|morgen|mittag|nachmittag|vormittag|nacht|früh|avond|middag|namiddag|ochtend|nacht"


@lru_cache(maxsize=16)
def _feasts(language: Language) -> frozenset[str]:
    return frozenset(fold(w) for w in language.rules["feasts"])


@lru_cache(maxsize=16)
def _feast_pattern(language: Language) -> re.Pattern[str]:
    names = "|".join(re.escape(w) for w in language.rules["feasts"])
    return re.compile(
        rf"\b(?:since|until|till|by|before|after|around|over|at|last|this|next|seit|bis|vor|nach|zu|an"
        rf"|ab|um|letzte|kommende|depuis|avant|après|à|pour|vers|desde|hasta|antes de|después de|por|en"
        rf"|sinds|tot|voor|na|met|rond|vanaf) (?P<feast>{names})\b",
        re.I,
    )


@lru_cache(maxsize=16)
def _weekday_pattern(language: Language) -> re.Pattern[str]:
    days = "|".join(re.escape(d) for d in language.rules["weekdays"])
    flags = 0 if language.rules.get("months_capital", True) else re.I
    return re.compile(rf"\b(?:{days})(?:s|{_DAYTIME})?\b", flags)


def _said_without_year(word: str, known: Known) -> bool:
    """Whether a note of the user names the month without a year."""
    return fold(word) in known.noted


def _plain_word(text: str, start: int, word: str, language: Language) -> bool:
    """Whether a month's name is here an ordinary word ("May I", "mars", "may")."""
    if word not in language.rules.get("months_doubtful", ["May"]):
        return False
    before = text[:start].rstrip()
    lead = re.search(r"([^\W\d_]+)$", before)
    preposition = fold(lead.group(1)) in _BEFORE_MONTH if lead else False
    if preposition:
        return False
    return _starts_sentence(text, start, language) or word.islower()


def _known_name(text: str, match: re.Match[str], word: str, known: Known) -> bool:
    """Whether a month's name is here a person or firm of the facts: "Grace May", "Dear April"."""
    if not word[0].isupper() or not any(fold(word) in p for p in (*known.people, known.firms)):
        return False
    lead = re.search(r"([^\W\d_]+)\s$", text[: match.start("month")])
    return lead is None or fold(lead.group(1)) not in _BEFORE_MONTH


_BEFORE_MONTH = word_set(
    "in since of last until early late mid by from im seit anfang ende mitte bis ab en depuis fin "
    "debut mi desde de hasta principios finales sinds eind begin medio tot vanaf this next every"
)


def _looks_like_day(match: re.Match[str]) -> bool:
    a, sep, b, c = match.groups()
    if c is None:
        if match.group().endswith(".") and sep == "." and len(a) <= 2:
            return 1 <= int(a) <= 31 and 1 <= int(b) <= 12
        return sep == "/" and len(a) <= 2 and 1 <= int(a) <= 31 and 1 <= int(b) <= 12
    return True


def _is_known_day(match: re.Match[str], known: Known) -> bool:
    a, _sep, b, c = match.groups()
    try:
        parts = [int(a), int(b), int(c) if c else None]
    except ValueError:
        return False
    first, second, third = parts[0] or 0, parts[1] or 0, parts[2]
    for y, m, d in known.days:
        if (first, second, third) in (
            (y, m, d),
            (d, m, y),
            (m, d, y),
            (d, m, y % 100),
            (m, d, y % 100),
        ):
            return True
        if third is None and (first, second) in ((d, m), (m, d), (y, m), (m, y)):
            return True
    return False


@lru_cache(maxsize=16)
def _relative_table(language: Language) -> tuple[Cue, dict[str, list[Any]]]:
    table: dict[str, list[Any]] = {low(k): v for k, v in language.rules["relative"].items()}
    phrases = sorted(table, key=len, reverse=True)
    return Cue([rf"\b{re.escape(p)}\b" for p in phrases]), table


_THOUGHT = re.compile(
    r"(?i)^[^.?!]*\b(?:thought|thinking|gedacht|pens[ée]\w*|repens\w*|dacht|denken)\b"
)


def _relative(text: str, language: Language, known: Known, as_of: date) -> list[Finding]:
    out: list[Finding] = []
    cue, table = _relative_table(language)
    for match in cue.finditer(text):
        unit, first, last = table[match.group()]
        if unit == "day" and last == 0 and _THOUGHT.search(text[match.start() : match.end() + 60]):
            continue  # "the other day I thought of you" claims nothing
        if not any(_within(d, unit, first, last, as_of) for d in known.dates):
            out.append(Finding(*match.span(), "a date", text[slice(*match.span())]))
    return out


def _within(day: date, unit: str, first: int, last: int, as_of: date) -> bool:
    if unit == "day":
        return first <= (day - as_of).days <= last
    if unit == "week":
        monday = as_of - timedelta(days=as_of.weekday())
        return monday + timedelta(weeks=first) <= day < monday + timedelta(weeks=last + 1)
    if unit == "month":
        distance = (day.year - as_of.year) * 12 + day.month - as_of.month
        return first <= distance <= last
    return first <= day.year - as_of.year <= last


# --- numbers -----------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _weekdays(language: Language) -> frozenset[str]:
    return frozenset(fold(day) for day in language.rules["weekdays"])


_SENTENCE_END = frozenset('.!?:…\n"“”„«»•*([{—–-›‹|¿¡')


def _starts_sentence(text: str, start: int, language: Language) -> bool:
    before = text[:start].rstrip(" \t\u00a0\u202f")
    if not before or before[-1] in _SENTENCE_END:
        return True
    if "\n" in text[len(before) : start]:
        return True
    if before[-1] != ",":
        return False
    # "Hi Carla, thank you": what follows a greeting begins a sentence; "Carla, thank you" too.
    line = before[before.rfind("\n") + 1 :]
    if line == before and len(line) < 30 and all(w.istitle() for w in line[:-1].split()):
        return True
    return len(line) < 70 and bool(language.cues_greeting.match(line)) and line.count(",") <= 2
