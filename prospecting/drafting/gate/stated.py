"""Check 2, whole statements: what is told of others in words that neither the facts nor an ask hold.

Nobody can list every thing that might be invented. The words of an ask can be listed: each
language's `ask.txt`, its templates, and what the facts say. A plain statement about somebody else
with several words from outside ("She works from the depot by the harbour") says something the
record does not hold. Questions, guesses, denials, and what one says of oneself or of "you" claim
nothing of the kind; their inventions are found by the cues of `claims`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from prospecting.drafting.facts import AskFacts
from prospecting.drafting.gate.finding import Finding
from prospecting.drafting.gate.known import Known
from prospecting.drafting.language import FOLDER, TEMPLATE_FILES, Language, title_words
from prospecting.drafting.templates import vocabulary
from prospecting.drafting.textual import (
    Cue,
    fold,
    folded_words,
    low,
    name_words,
    sentences,
    token_spans,
    tokens,
)

# A statement is strange from so many strange words on, when they are this share of its words;
# hearsay from the first one on.
_STRANGE = 2
_SHARE, _HEARD = 0.28, 0.12
_LONG_COMPOUND = 12  # letters; where words are put together, such a word says two things
_SHORT = 4  # words with fewer letters are never counted
STEM = 5
_SUBJECT = 4  # so many words from its start on the subject of a sentence is looked for
_JOINT = re.compile(r"[-'’./&+]")


def find_stated(text: str, language: Language, facts: AskFacts, known: Known) -> Iterator[Finding]:
    """Statements about others that the facts do not hold, families, and seasons that are no fact."""
    anchors = others_names(facts) | _table(language, "others")
    heard, know = (pattern.search(text) is not None for pattern in hearsay_cues(language))
    spans, place = token_spans(text), 0
    for start, end, sentence in sentences(text):
        words: list[str] = []
        while place < len(spans) and spans[place][0] < end:
            if spans[place][0] >= start:
                words.append(fold(spans[place][2]))
            place += 1
        least = _least(sentence, words, language, anchors, heard, know)
        if least is None:
            continue
        strange = strange_words(sentence, language, known)
        share = _SHARE if least == _STRANGE else _HEARD
        if len(strange) >= max(least, share * _count(sentence)):
            lead = len(sentence) - len(sentence.lstrip())
            yield Finding(start + lead, start + len(sentence), "something told", sentence.strip())
    yield from _private(text, language, known)
    yield from _earlier_job(text, language, facts)
    yield from _seasons(text, language, known, facts.as_of)


def others_names(facts: AskFacts) -> frozenset[str]:
    """The words that name the prospect and the firm."""
    if facts.prospect is None:
        return frozenset()
    return name_words(facts.prospect.name) | {
        w for w in folded_words(facts.prospect.company) if len(w) >= _SHORT
    }


def _least(
    sentence: str,
    words: list[str],
    language: Language,
    anchors: frozenset[str],
    heard: bool,
    know: bool,
) -> int | None:
    """How many strange words make a statement about somebody else; None where it is none.

    `anchors` name somebody else; `heard` and `know`: whether the text has "I hear", "I know that"
    anywhere.
    """
    if sentence.rstrip().endswith("?") or "LinkedIn" in sentence or "\n" in sentence.strip():
        return None
    hearsay, know_that = hearsay_cues(language)
    least: int | None = None
    if heard and hearsay.search(sentence):
        least = 1
    elif (
        (know and know_that.search(sentence))
        or _third(language).match(sentence.lstrip())
        or _of_others(words, language, anchors)
    ):
        least = _STRANGE
    if least is None:
        return None
    denies = _table(language, "negation") - _table(language, "without")
    if not denies.isdisjoint(words) or language.cues["guess"].search(sentence):
        return None
    return least


def _of_others(words: list[str], language: Language, anchors: frozenset[str]) -> bool:
    """Whether a sentence names somebody else and has not the writer or reader for its subject."""
    if anchors.isdisjoint(words) and not any(
        part in anchors for w in words if not w.isalpha() for part in _JOINT.split(w)
    ):
        return False
    own = _table(language, "own")
    endings = tuple(language.rules["stated"]["own_endings"])
    for word in words[:_SUBJECT]:
        if word in anchors:
            return True
        if word in own or (endings and word.endswith(endings)):
            return False
    return True


@lru_cache(maxsize=64)
def _table(language: Language, name: str) -> frozenset[str]:
    where = language.rules["cues"] if name == "negation" else language.rules["stated"]
    return frozenset(fold(w) for w in where[name])


@lru_cache(maxsize=16)
def _third(language: Language) -> re.Pattern[str]:
    told: list[str] = [language.rules["they"], *language.rules["stated"]["third"]]
    return re.compile("|".join(told))


@lru_cache(maxsize=16)
def hearsay_cues(language: Language) -> tuple[Cue, Cue]:
    """("I hear", "I know that")."""
    return (
        Cue(_alternatives(language.rules["hearsay"])),
        Cue(_alternatives(language.rules["stated"]["know_that"])),
    )


def _alternatives(pattern: str) -> list[str]:
    """The parts of a pattern between the bars that stand outside of brackets."""
    parts, depth = [""], 0
    for char in pattern:
        depth += (char == "(") - (char == ")")
        if char == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def strange_words(sentence: str, language: Language, known: Known) -> list[str]:
    """The words of a sentence from outside the facts and the ask; a long compound counts twice."""
    listed, facts = ask_stems(language), stems_of(known.words)
    stems: bool = language.rules["stated"]["stems"]  # the listed words of four letters are stems
    endings: list[str] = language.rules["word_endings"]
    out: list[str] = []
    for word in tokens(sentence):
        for part in _JOINT.split(fold(word)):
            if len(part) < _SHORT or part.isdigit():
                continue
            stem = part[:STEM]
            short = part[:_SHORT]
            if stem in listed or stem in facts or short in facts:
                continue
            if short in listed and (stems or part[_SHORT:] in endings):
                continue
            out.append(part)
            if len(part) >= _LONG_COMPOUND and language.rules.get("compounds"):
                out.append(part)
    return out


def _count(sentence: str) -> int:
    """How many words of a sentence could be strange."""
    return sum(len(p) >= _SHORT for w in tokens(sentence) for p in _JOINT.split(w))


@lru_cache(maxsize=128)
def stems_of(words: frozenset[str], letters: int = STEM) -> frozenset[str]:
    """The first letters of all words that are not short."""
    return frozenset(w[:letters] for w in words if len(w) >= _SHORT)


@lru_cache(maxsize=16)
def ask_stems(language: Language) -> frozenset[str]:
    """The first letters of every word an ask is made of."""
    folder = FOLDER / language.code
    words: set[str] = set()
    for name in TEMPLATE_FILES:
        words |= vocabulary((folder / name).read_text(encoding="utf-8"))
    for line in (folder / "ask.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            words |= {fold(w) for w in line.split()}
    for table in ("functions", "industries"):
        words |= {fold(w) for phrase in language.rules[table].values() for w in tokens(phrase)}
    everything, _roles = title_words()
    words |= everything | language.months.keys()
    return frozenset(w[:STEM] for w in words)


# --- families --------------------------------------------------------------------------------


def _private(text: str, language: Language, known: Known) -> Iterator[Finding]:
    """Somebody's family or health: nobody's business in an ask, and in no record."""
    kin, private = _kin(language)
    if folded_words(text) & _table(language, "kin"):
        for match in kin.finditer(text):
            if fold(match["kin"] or match["of"]) not in known.words:
                yield Finding(*match.span(), "something private", text[slice(*match.span())])
    for match in private.finditer(text):
        if fold(match.group()) in known.words:
            continue
        yield Finding(*match.span(), "something private", text[slice(*match.span())])


@lru_cache(maxsize=16)
def _kin(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(a word for family that is "her" or "your", or "of Ruth"; a word for a child or for health)."""
    told: dict[str, list[str]] = language.rules["stated"]
    kin = "|".join(re.escape(w) for w in sorted(told["kin"], key=len, reverse=True))
    whose = "|".join(re.escape(w) for w in told["whose"])
    of = "|".join(re.escape(w) for w in told["of_whom"])
    return (
        re.compile(
            rf"(?:(?<!\w)|(?=['’]))(?i:{whose})\s(?:\w+\s)?(?P<kin>(?i:{kin}))\b"
            rf"|\b(?P<of>(?i:{kin}))\s(?:{of})\s?[A-ZÀ-Þ]\w+"
        ),
        re.compile(rf"\b(?:{'|'.join(told['private'])})"),
    )


# --- earlier jobs ----------------------------------------------------------------------------


def _earlier_job(text: str, language: Language, facts: AskFacts) -> Iterator[Finding]:
    """ "Before Cantera, Pablo ran …": what somebody did before the firm."""
    if facts.prospect is None:
        return
    leads: list[str] = language.rules["stated"]["before_firm"]
    small = low(text)
    firm = [w for w in tokens(facts.prospect.company) if len(w) >= _SHORT]
    if not firm or not any(f"{lead} " in small for lead in leads):
        return
    words, lead = "|".join(re.escape(w) for w in firm), "|".join(leads)
    pattern = rf"\b(?i:{lead}) (?:[a-zà-ÿ]+ )?(?:{words})\b"
    for match in re.finditer(pattern, text):
        yield Finding(*match.span(), "an earlier job", match.group())


# --- seasons ---------------------------------------------------------------------------------

# December is winter's first month; the year's halves below the equator are not looked at.
_SEASON = {
    "spring": (3, 4, 5, 6),
    "summer": (6, 7, 8, 9),
    "autumn": (9, 10, 11),
    "winter": (12, 1, 2),
}
_A_YEAR = 366


def _seasons(text: str, language: Language, known: Known, as_of: date) -> Iterator[Finding]:
    cue, season_of = _season_table(language)
    if not folded_words(text) & season_of.keys():
        return
    for match in cue.finditer(text):
        words = {fold(w) for w in tokens(match.group())}
        season = next(season_of[w] for w in words if w in season_of)
        if words & season_of.keys() & known.words:
            continue
        if season and any(
            d.month in _SEASON[season] and abs((d - as_of).days) <= _A_YEAR for d in known.dates
        ):
            continue
        yield Finding(*match.span(), "a date", text[slice(*match.span())])


@lru_cache(maxsize=16)
def _season_table(language: Language) -> tuple[Cue, dict[str, str]]:
    rules: dict[str, list[str]] = language.rules["stated"]["seasons"]
    names = {fold(w): season for season in _SEASON for w in rules[season]}
    names |= {fold(w): "" for w in rules["quarter"]}
    words = "|".join(re.escape(w) for s in (*_SEASON, "quarter") for w in rules[s])
    lead = "|".join(rules["before"])
    return Cue([rf"\b(?:{lead}) (?:{words})\b"]), names
