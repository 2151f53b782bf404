"""How easy a text is to read, by the formula of its language, without a network.

Higher is easier for the ease scores (0..100 and beyond); for English the grade is also given.

- English: Flesch-Kincaid grade = .39 words/sentence + 11.8 syllables/word - 15.59
  (Kincaid et al. 1975); ease = 206.835 - 1.015 w/s - 84.6 syl/w (Flesch 1948).
- German: Amstad (1978), 180 - w/s - 58.5 syl/w.
- French: Kandel and Moles (1958), 207 - 1.015 w/s - 73.6 syl/w.
- Spanish: Szigriszt-Pazos (1992), 206.835 - 62.3 syl/w - w/s.
- Dutch: Douma (1960), 206.84 - .93 w/s - 77 syl/w.

Syllables are counted as groups of vowel letters with the language's main exceptions, which is
what the formulas' authors did by ear; single words may be off by one, texts hardly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…:]+(?=\s|$|[\"“”»'’)])|\n+")

_EN_GROUP = re.compile(r"[aeiouy]+")
_DE_GROUP = re.compile(r"aa|ee|oo|ie|ei|ai|au|eu|äu|ui|ey|ay|oy|[aeiouyäöüàéèêáóú]")
_FR_GROUP = re.compile(
    r"eau|œu|oeu|aî|oi|ou|où|oû|ai|ei|au|eu|eû|ui|ie(?!n|l)|ien|ion|ié|ieu|[aeiouyàâäéèêëîïôöùûüÿœ]"
)
_ES_GROUP = re.compile(r"[iuü]?[aeoáéó][iuy]?(?![aeoáéó])|[iuü]?[aeoáéó]|[íú]|[iu]{1,2}|y\b|ü")
_NL_GROUP = re.compile(
    r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|ou|au|ai|oi|[aeiouyàéèêëïöü]"
)


def _english(word: str) -> int:
    count = len(_EN_GROUP.findall(word))
    if (
        (word.endswith("e") and not word.endswith(("le", "ee", "ye")) and count > 1)
        or (
            word.endswith("es")
            and count > 1
            and not word.endswith(
                ("ces", "ses", "zes", "xes", "ges", "ches", "shes", "les", "ies", "oes")
            )
        )
        or (word.endswith("ed") and count > 1 and not word.endswith(("ted", "ded", "ied", "eed")))
    ):
        count -= 1
    # Two vowels that are two syllables: "real-i-ty", "be-ing", "i-de-a"; not "-tion", "-cial".
    split = re.search(
        r"(?:[^aeiouy]|^)i[ao]|[^q]ua[lt]|[aeiouy]ing\b|eat[eio]|creat|\bideas?\b|\bareas?\b", word
    )
    if split and not re.search(r"(?:[ts]ion|cian|tial|cial|gion|nion|lion)", word):
        count += 1
    return max(count, 1)


def _french(word: str) -> int:
    count = len(_FR_GROUP.findall(word))
    if (count > 1 and re.search(r"[^aeiouyàâéèêëîïôùû](?:e|es|ent)$", word)) or (
        count > 1 and re.search(r"[éiu](?:e|es)$", word)
    ):
        count -= 1
    return max(count, 1)


@lru_cache(maxsize=20_000)
def syllables(word: str, language: str) -> int:
    """Number of syllables of one word, at least 1."""
    lower = word.casefold().replace("’", "'")
    if language == "en":
        return max(_english(part) for part in [lower.replace("'", "")])
    if language == "fr":
        return sum(_french(part) for part in lower.split("'") if len(part) > 1) or 1
    group = {"de": _DE_GROUP, "es": _ES_GROUP, "nl": _NL_GROUP}.get(language, _DE_GROUP)
    return max(len(group.findall(lower)), 1)


@dataclass(frozen=True, slots=True)
class Reading:
    """`grade` is set for English only; `ease` for all. Counts are of what was measured."""

    ease: float
    grade: float | None
    words: int
    sentences: int


def measure(text: str, language: str, leave_out: Iterable[str] = ()) -> Reading:
    """Reading ease of `text`, without the words in `leave_out` (names and titles).

    A greeting line and a sign-off count as sentences of their own, as a reader takes them.
    """
    skip = {word.casefold() for word in leave_out}
    words = 0
    count = 0
    sentences = 0
    start = 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        here = [w for w in _WORD.findall(text[start:end]) if w.casefold() not in skip]
        start = end
        if here:
            sentences += 1
            words += len(here)
            count += sum(syllables(w, language) for w in here)
    if not words:
        return Reading(100.0, 0.0 if language == "en" else None, 0, 0)
    length = words / sentences
    weight = count / words
    if language == "en":
        grade = 0.39 * length + 11.8 * weight - 15.59
        return Reading(206.835 - 1.015 * length - 84.6 * weight, grade, words, sentences)
    ease = {
        "de": 180 - length - 58.5 * weight,
        "fr": 207 - 1.015 * length - 73.6 * weight,
        "es": 206.835 - 62.3 * weight - length,
        "nl": 206.84 - 0.93 * length - 77 * weight,
    }.get(language, 206.835 - 1.015 * length - 84.6 * weight)
    return Reading(ease, None, words, sentences)


def passes(reading: Reading, language: str) -> bool:
    """Easy enough: English up to grade 6 (so at least), other languages ease 60."""
    if language == "en" and reading.grade is not None:
        return reading.grade <= 6.0
    return reading.ease >= 60.0


def fails_outright(reading: Reading, language: str) -> bool:
    """Too hard by far: English over grade 9, other languages under ease 45."""
    if language == "en" and reading.grade is not None:
        return reading.grade > 9.0
    return reading.ease < 45.0
