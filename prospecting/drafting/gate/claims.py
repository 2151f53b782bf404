"""Check 2, the part without names: talks, words and news that the record does not hold.

"As we discussed", "you mentioned", "they have just been bought": nothing in such a sentence need
be a name or a number, and still it is invented. The expressions stand in each language's
`language.toml`; what the user noted himself may be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from prospecting.drafting.facts import AskFacts
from prospecting.drafting.gate.finding import Finding, free
from prospecting.drafting.gate.known import Known
from prospecting.drafting.gate.numbers import find_numbers
from prospecting.drafting.language import Language, given_names
from prospecting.drafting.textual import (
    fold,
    folded_parts,
    folded_words,
    sentences,
    token_spans,
    tokens,
)

# Kinds in which nothing but the facts has happened between the two; thanks and answers follow on
# something that did.
NOTHING_YET = frozenset(
    {"first", "opt-in", "follow-up-1", "follow-up-2", "mention", "who-else", "review", "case-study"}
)


def find_claims(
    text: str, kind: str, language: Language, facts: AskFacts, known: Known
) -> list[Finding]:
    """Invented talks, words, news and shares in `text`, in order, without overlaps."""
    found: list[Finding] = []
    for one in _claims(text, kind, language, facts, known):
        if free(one.start, one.end, found):
            found.append(one)
    return found


def _claims(
    text: str, kind: str, language: Language, facts: AskFacts, known: Known
) -> Iterator[Finding]:
    cues = language.cues
    # "Perhaps you remember him from Norvik" is no talk of ours.
    places = {fold(w) for s in facts.tie.how for w in tokens(s.place) if len(w) > 2}
    if kind in NOTHING_YET:
        for match in cues["talk"].finditer(text):
            sentence = _sentence_at(text, match.start())
            if not (
                _noted(match.group(), known, language)
                or _dated(sentence, language, facts)
                or _denied(sentence, language)
                or (places & folded_words(sentence) and cues["guess"].search(sentence))
            ):
                yield Finding(*match.span(), "a talk you had", text[slice(*match.span())])
        answered = any(s.kind == "answer" for s in facts.tie.how)
        recommended = any(s.kind == "recommendation" for s in facts.tie.how)
        for match in cues["said"].finditer(text):
            if answered and cues["know_verb"].search(_sentence_at(text, match.start())):
                continue
            if _supposed(text, match, language) or (
                recommended and "LinkedIn" in _sentence_at(text, match.start())
            ):
                continue
            if not _noted(match.group(), known, language):
                yield Finding(*match.span(), "something they said", text[slice(*match.span())])
    for match in cues["events"].finditer(text):
        if _new_in_the_job(match.group(), language, facts):
            continue
        if not _noted(match.group(), known, language, known.words):
            yield Finding(*match.span(), "news", text[slice(*match.span())])
    yield from _gendered(text, language, known)
    for match in cues["fractions"].finditer(text):
        numbers = find_numbers(match.group(), language) if " " not in match.group() else ()
        if any(v in known.numbers for n in numbers for v in n.values):
            continue  # "doubled" and "twice" are one number
        if not _noted(match.group(), known, language, known.words):
            yield Finding(*match.span(), "a share or number", text[slice(*match.span())])
    yield from _small_names(text, language, known)


def _new_in_the_job(said: str, language: Language, facts: AskFacts) -> bool:
    """ "Has just taken over marketing", "their new director": so it is, where the job is new."""
    if facts.prospect is None or not any(t.kind == "job_change" for t in facts.why_now):
        return False
    title = folded_words(facts.prospect.title)
    return said in language.rules["stated"]["took_over"] or bool(folded_words(said) & title)


def _gendered(text: str, language: Language, known: Known) -> Iterator[Finding]:
    """ "Dear Mr Weber": a salutation with a gender that no record states.

    Elsewhere in a text "Mr Weber" is the user's own knowledge.
    """
    forms = _forms_of_address(language)
    if not folded_words(text) & forms:
        return
    spans = token_spans(text)
    for (_begin, _stop, before), (start, end, word), (_start, last, name) in zip(
        [(0, 0, ""), *spans], spans, spans[1:], strict=False
    ):
        folded = fold(word)
        if folded not in forms or folded in known.words or not name[0].isupper():
            continue
        line = text[text.rfind("\n", 0, start) + 1 : start]
        greets = language.cues_greeting.match(line) or language.cues_greeting.match(f"{before} ")
        if not greets and fold(before) not in forms:
            continue
        if any(fold(name) in person for person in known.people):
            shown = text[start:last]
            yield Finding(
                start, end, "a guess at somebody's gender, until the greeting is noted", shown
            )


@lru_cache(maxsize=32)
def _forms_of_address(language: Language) -> frozenset[str]:
    return frozenset(fold(w) for w in language.rules["gendered"])


@lru_cache(maxsize=64)
def _first_four(words: frozenset[str]) -> frozenset[str]:
    return frozenset(w[:4] for w in words)


def _noted(
    words: str, known: Known, language: Language, held: frozenset[str] | None = None
) -> bool:
    """Whether the telling words of an expression stand in the user's own notes."""
    there = known.noted if held is None else held
    telling = {p for w in tokens(words) for p in folded_parts(w) if len(p) > 3 and "'" not in p}
    return bool(telling) and {w[:4] for w in telling} <= _first_four(there)


def _sentence_at(text: str, place: int) -> str:
    return next((s for start, end, s in sentences(text) if start <= place < end), "")


def _supposed(text: str, match: re.Match[str], language: Language) -> bool:
    """ "After you have said yes", "will you let me know": not yet said."""
    start = next((s for s, e, _t in sentences(text) if s <= match.start() < e), match.start())
    lead = [fold(w) for w in tokens(text[start : match.start()])][-6:]
    words = {*lead, fold(tokens(match.group())[0]) if tokens(match.group()) else ""}
    return bool(words & _not_yet(language))


@lru_cache(maxsize=32)
def _not_yet(language: Language) -> frozenset[str]:
    return frozenset(fold(w) for w in language.rules["not_yet"])


def _denied(sentence: str, language: Language) -> bool:
    """ "We have not spoken yet" claims no talk."""
    return bool({w.casefold() for w in tokens(sentence)} & _negations(language))


@lru_cache(maxsize=32)
def _negations(language: Language) -> frozenset[str]:
    return frozenset(w.casefold() for w in language.rules["cues"]["negation"])


def _dated(sentence: str, language: Language, facts: AskFacts) -> bool:
    """Whether the sentence gives the year the client came or the month of the last contact."""
    since = facts.introducer.client_since
    if since is not None and str(since.year) in sentence:
        return True
    last = facts.introducer.last_contact
    if last is None:
        return False
    words = {fold(w) for w in tokens(sentence)}
    return any(language.months.get(w) == last.month for w in words)


@lru_cache(maxsize=32)
def _names_of(language: Language) -> frozenset[str]:
    """Given names that are no word of the language, as one may type them without a capital."""
    words = {*language.words, *(fold(w) for w in language.rules["names_as_words"])}
    return frozenset(n for n in given_names() if n not in words and len(n) > 2)


@lru_cache(maxsize=32)
def _before_names(language: Language) -> tuple[frozenset[str], frozenset[str]]:
    """(words for people, forms of address), folded."""
    rules = language.rules
    return (
        frozenset(fold(w) for w in rules["persons"]),
        frozenset(fold(w) for w in rules["honorific"]),
    )


def _small_names(text: str, language: Language, known: Known) -> Iterator[Finding]:
    """A person's name without its capital: "my colleague anna", "frau sander"."""
    names, persons, polite = _names_of(language), *_before_names(language)
    words = folded_words(text)
    if not (words & names) - known.words and not words & polite:
        return
    spans = token_spans(text)
    for index, (start, end, word) in enumerate(spans):
        if not word[0].islower():
            continue
        folded = fold(word)
        if folded in known.words:
            continue
        before = spans[index - 1] if index else None
        close = before is not None and text[before[1] : start] in (" ", ". ")
        if folded in names or (
            close
            and before is not None
            and len(word) > 2
            and (
                (folded not in language.words and fold(before[2]) in polite)
                or (folded in given_names() and fold(before[2]) in persons)
            )
        ):
            yield Finding(start, end, "a name", word)
