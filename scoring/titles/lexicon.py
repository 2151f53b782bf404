"""The words of titles in seven languages, and the longest phrase at a place in a title.

The words stand in ``data/titles/words/*.toml``, a language's topics, jobs, levels and marks in
one or more files whose names begin with its two letters. Sections:

``topics``, ``weak_topics``  fields of work, by function; a weak one gives way to any other
``jobs``, ``weak_jobs``      occupations, by function and usual level; beside a weak one a topic
                             says the function better
``offline``                  as jobs, but outside the line of management at whatever level
``levels``                   words that only say how high
``marks``                    words that change how the rest is read (``MARKS``)
``heads``                    last parts of German and Dutch compounds ("-leiter")
``aliases``                  abbreviations of single words, in ``en_levels`` only
``beside``                   persons of the files before it that are no post of their own where
                             another is named ("Head of Procurement | Speaker")

Where two files have the same words, the earlier file wins (English first).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, Final, TypeVar

from scoring.reference import load_toml
from scoring.titles.inflection import forms
from scoring.titles.normalise import tokenise
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

FILES: Final = (
    "en_levels", "en_jobs", "en_topics", "de_levels", "de_jobs", "de_topics", "fr", "fr_jobs",
    "es", "es_jobs", "pt", "pt_jobs", "it", "it_jobs", "nl", "nl_jobs", "en_places",
)  # fmt: skip

LEVEL: Final = {name: number for number, name in enumerate(SENIORITIES)}


class Kind(IntEnum):
    """What a phrase is in a title."""

    SEPARATOR = 0
    STRONG = 1
    TOPIC = 2
    JOB = 3
    LEVEL = 4
    MARK = 5
    UNKNOWN = 6


@dataclass(frozen=True, slots=True)
class Word:
    """A phrase of the lexicon: ``level`` counts from 0 (Unpaid), -1 where it says none; that of a
    topic counts only where no other word says one and the topic is a person too ("Comercial"),
    and ``alone`` names that person's functions where they are others ("Arts", a Dutch doctor).

    ``weak``: its functions give way to those of a topic. ``line``: can stand in the line of
    management. ``mark`` names what the phrase does to the others, for kind MARK. ``beside``: what
    people do beside a post, where one is named.
    """

    kind: Kind
    level: int = -1
    functions: tuple[str, ...] = ()
    weak: bool = False
    line: bool = True
    mark: str = ""
    language: str = ""
    size: int = 1
    alone: tuple[str, ...] = ()
    beside: bool = False


MARKS: Final = frozenset(
    {
        "chief", "officer", "senior", "junior", "assistant", "deputy", "former", "now", "retired",
        "seeking", "interim", "freelance", "at", "prep", "and", "en", "noise", "slogan", "md", "ad",
    }
)  # fmt: skip


def _functions(key: str) -> tuple[str, ...]:
    names = tuple(name for name in key.split("; ") if name)
    for name in names:
        if name not in FUNCTIONS:
            raise ValueError(f"{name!r} is not a job function")
    return names


def _entries(table: dict[str, Any], language: str) -> Iterator[tuple[str, Word, bool]]:
    """Phrase, word, and whether it is a noun for a person (and so has forms)."""
    for section, weak in (("topics", False), ("weak_topics", True)):
        for key, phrases in table.get(section, {}).items():
            word = Word(Kind.TOPIC, functions=_functions(key), weak=weak, language=language)
            for phrase in phrases:
                yield phrase, word, False
    for section, weak, line in (
        ("offline", False, False), ("jobs", False, True), ("weak_jobs", True, True),
    ):  # fmt: skip
        for key, levels in table.get(section, {}).items():
            for level, phrases in levels.items():
                word = Word(Kind.JOB, LEVEL[level], _functions(key), weak, line, language=language)
                for phrase in phrases:
                    yield phrase, word, True
    for level, phrases in table.get("levels", {}).items():
        word = Word(Kind.LEVEL, LEVEL[level], language=language)
        for phrase in phrases:
            yield phrase, word, True
    for mark, phrases in table.get("marks", {}).items():
        if mark not in MARKS:
            raise ValueError(f"{mark!r} is not a mark of titles")
        word = Word(Kind.MARK, mark=mark, language=language)
        for phrase in phrases:
            yield phrase, word, mark in ("assistant", "deputy", "former", "freelance", "retired")


Phrases = dict[str, list[tuple[list[str], int, Word]]]
Key = TypeVar("Key", str, tuple[str, ...])

_CONTEXT: Final[dict[str, list[str]]] = load_toml("titles/words/en_levels.toml")["context"]
BANKS: Final = frozenset(_CONTEXT["bank"])
ABOVE_VP: Final = frozenset(_CONTEXT["above"])

ALIASES: Final[dict[str, str]] = load_toml("titles/words/en_levels.toml")["aliases"]
"""Abbreviations of single words: "mgr" is read as "manager"."""


def _keep(table: dict[Key, Word], key: Key, word: Word) -> None:
    """The first meaning stays, but an occupation says more than a bare level."""
    known = table.get(key)
    if known is None or (
        known.kind is Kind.LEVEL and word.kind is Kind.JOB and known.language == word.language
    ):
        table[key] = word
    elif known.kind is Kind.TOPIC and word.kind is Kind.JOB and known.level < 0:
        # "Comercial" is a field beside a head, and alone whoever works in it.
        other = () if word.functions == known.functions else word.functions
        table[key] = replace(known, level=word.level, alone=other)


def _build() -> tuple[dict[str, Word], Phrases, dict[str, Word]]:
    single: dict[str, Word] = {}
    several: dict[tuple[str, ...], Word] = {}
    heads: dict[str, Word] = {}
    sizes: dict[tuple[int, int], Word] = {}
    words: list[Word] = []
    for name in FILES:
        language = name[:2]
        table = load_toml(f"titles/words/{name}.toml")
        for suffix, word in _heads(table, language):
            heads.setdefault(suffix, word)
        for phrase, word, person in _entries(table, language):
            words.append(word)  # kept alive, since its id is a key
            base = tuple(ALIASES.get(token, token) for token in tokenise(phrase))
            for tokens in forms(base, language) if person else (base,):
                if len(tokens) == 1:
                    _keep(single, tokens[0], word)
                elif tokens:
                    sized = sizes.setdefault(
                        (id(word), len(tokens)), replace(word, size=len(tokens))
                    )
                    _keep(several, tokens, sized)
    for phrase in load_toml("titles/words/en_levels.toml")["beside"]["persons"]:
        for tokens in forms(tuple(tokenise(phrase)), "en"):
            if len(tokens) == 1 and tokens[0] in single:
                single[tokens[0]] = replace(single[tokens[0]], beside=True)
            elif tokens in several:
                several[tokens] = replace(several[tokens], beside=True)
    phrases: Phrases = {}
    for tokens, word in several.items():
        phrases.setdefault(tokens[0], []).append((list(tokens), len(tokens), word))
    for rows in phrases.values():
        rows.sort(key=lambda row: -row[1])
    return single, phrases, heads


def _heads(table: dict[str, Any], language: str) -> Iterator[tuple[str, Word]]:
    """Last parts of compounds ("-leiter"), by level, then by function."""
    for level, suffixes in table.get("heads", {}).items():
        if isinstance(suffixes, dict):
            for at, words in suffixes.items():
                word = Word(Kind.JOB, LEVEL[at], _functions(level), language=language)
                for suffix in words:
                    for form in forms(tuple(tokenise(suffix)), language):
                        yield form[0], word
            continue
        word = Word(Kind.LEVEL, LEVEL[level], language=language)
        for suffix in suffixes:
            for form in forms(tuple(tokenise(suffix)), language):
                yield form[0], word


SINGLE, PHRASES, HEADS = _build()
"""Phrases of one word; longer ones by their first word, longest first; last parts of compounds."""
