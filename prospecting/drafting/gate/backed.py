"""Check 2, plain statements: what they tell of people and firms must be backed by a fact.

`stated` marks a statement by words that an ask has no use for. Many inventions are made of
everyday words ("she keeps complaining about her supplier", "our clients save a third"). What they
share are words that tell something: a wish or a trouble, a liking, something said, closeness, how
often, praise of oneself, news, a meeting. Each language lists them in `told.txt`. A clause with
such a word is marked where neither the facts hold the word nor the clause says in other words
what the user noted. Questions, guesses, conditions, denials, thanks, what holds for anybody, and
what the writer says of himself claim nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from prospecting.drafting.facts import AskFacts
from prospecting.drafting.gate.finding import Finding
from prospecting.drafting.gate.known import Known
from prospecting.drafting.gate.stated import (
    STEM,
    ask_stems,
    hearsay_cues,
    others_names,
    stems_of,
)
from prospecting.drafting.language import FOLDER, Language
from prospecting.drafting.textual import Cue, fold, sentences, token_spans, tokens

_ENOUGH = 1.0
_HALF = 0.5
_WEIGHT = {"often": _HALF, "half": _HALF}
_SHORT = 4  # letters of a stem; words with fewer are compared whole
_RESTATED = 2  # so many words of a note make a clause say it again
_SHORTEST = 3  # words; a shorter clause tells nothing
_CIVIL = 5  # words; a greeting or a close is not longer
_LEAD_IN = 4  # words; "I believe," makes what follows a belief
_CLAUSE = re.compile(r"[^,;–—()]+")
_JOINT = re.compile(r"[-'’./&+]")


def find_unbacked(
    text: str, language: Language, facts: AskFacts, known: Known, card: bool
) -> Iterator[Finding]:
    """Clauses that tell something of people or firms which no fact holds.

    `card`: the text is a card or sheet, whose lines tell the user what to do; there only what
    names somebody counts.
    """
    view = _View(language, facts, known, stems_of(known.words))
    anchors = others_names(facts) | _stated(language, "others") if card else frozenset[str]()
    # Where a word tells something; most sentences have none and need no look.
    places = [start for start, _end, word in token_spans(text) if _tells_alone(word, language)]
    if not places:
        return
    for start, end, sentence in sentences(text):
        if not any(start <= place < end for place in places) or "LinkedIn" in sentence:
            continue
        words = _parts(sentence)
        if card and anchors.isdisjoint(words):
            continue
        if _claims_nothing(sentence, words, language):
            continue
        clauses = list(_CLAUSE.finditer(sentence))
        if sentence.rstrip().endswith("?"):
            # "Does he sail, by the way?": the question is what stands before the afterthought.
            last = clauses.pop()
            if len(_parts(last.group())) <= _LEAD_IN:
                continue
        before = ""
        for clause in clauses:
            part, lead_in = clause.group(), before
            before = part
            own = _parts(part)
            if not _tells(part, own, sentence, view) or _supposed(part, language):
                continue
            if len(_parts(lead_in)) <= _LEAD_IN and _supposed(lead_in, language):
                continue
            begin, shown = start + clause.start() + len(part) - len(part.lstrip()), part.strip()
            yield Finding(begin, begin + len(shown), "something told", shown)


@dataclass(frozen=True, slots=True)
class _View:
    language: Language
    facts: AskFacts
    known: Known
    held: frozenset[str]  # the first letters of the words in the facts


@lru_cache(maxsize=50_000)
def _tells_alone(word: str, language: Language) -> bool:
    return any(sort_of(part, language) for part in _parts(word))


def _parts(text: str) -> list[str]:
    out: list[str] = []
    for word in tokens(text):
        folded = fold(word)
        if folded.isalpha():
            out.append(folded)
        else:
            out += filter(None, _JOINT.split(folded))
    return out


def _claims_nothing(sentence: str, words: list[str], language: Language) -> bool:
    """Whether a whole sentence is a way to say no, or holds for anybody."""
    if not _table(language, "condition").isdisjoint(words[:2]) and language.cues["way_out"].search(
        sentence
    ):
        return True
    anyone, others = _table(language, "anyone"), _stated(language, "others")
    if words[0] in anyone | _table(language, "whoever") and others.isdisjoint(
        _parts(sentence.split(",", 1)[0])
    ):
        return True
    return not anyone.isdisjoint(words) and others.isdisjoint(words)


def _supposed(clause: str, language: Language) -> bool:
    return bool(_exempt(language).search(clause) or language.cues["guess"].search(clause))


def _tells(clause: str, words: list[str], sentence: str, view: _View) -> bool:
    """Whether a clause tells something that is not in the facts."""
    language = view.language
    if len(words) < _SHORTEST or (
        len(words) <= _CIVIL and not _table(language, "polite").isdisjoint(words)
    ):
        return False
    found = _telling(words, sentence, view)
    if not found:
        return False
    sorts = {sort for _word, sort in found}
    if _says_again(words, sorts, view):
        return False
    score = sum(_WEIGHT.get(sort, 1.0) for _word, sort in found)
    if score < _ENOUGH:
        score += _HALF * _strange(words, view)
    if score < _ENOUGH or words[0] in _table(language, "starts") | _not_yet(language):
        return False
    if not _denials(language).isdisjoint(words):
        return False
    if "event" in sorts:
        return True
    if not _table(language, "first").isdisjoint(words) and not any(
        cue.search(clause) for cue in hearsay_cues(language)
    ):
        theirs = _table(language, "theirs")
        return any(fold(w) in theirs for w in tokens(clause) if not w.isupper())
    return True


def _says_again(words: list[str], sorts: set[str], view: _View) -> bool:
    """Whether a clause says in other words what the user noted.

    A need has been noted by its matter alone: "they are looking for boxes without plastic".
    """
    language = view.language
    small = _stated(language, "own") | _stated(language, "others")
    noted, listed = stems_of(view.known.noted, _SHORT), ask_stems(language)
    again = {w for w in words if len(w) >= _SHORT and w[:_SHORT] in noted and w not in small}
    matter = any(w[:STEM] not in listed for w in again)
    if len(again) > _RESTATED:
        return True
    return matter and (len(again) == _RESTATED or sorts <= {"need", "half"})


def _telling(words: list[str], sentence: str, view: _View) -> list[tuple[str, str]]:
    """(word, its sort) of the words that tell something which the facts do not hold."""
    language, facts = view.language, view.facts
    me = not _table(language, "me").isdisjoint(words)
    moved = any(t.kind == "job_change" for t in facts.why_now)
    answered = any(s.kind == "answer" for s in facts.tie.how) and bool(
        language.cues["know_verb"].search(sentence)
    )
    out: list[tuple[str, str]] = []
    for word in words:
        sort = sort_of(word, language)
        if not sort or _held(word, view):
            continue
        if (sort == "said" and answered) or (me and sort in ("feel", "close")):
            continue
        if moved and sort == "news" and word.startswith(_moved(language)):
            continue
        out.append((word, sort))
    return out


def _held(word: str, view: _View) -> bool:
    if len(word) < _SHORT:
        return word in view.known.words
    return word[:STEM] in view.held or word[:_SHORT] in view.held


def _strange(words: list[str], view: _View) -> int:
    """How many words stand neither in the facts nor among the words of an ask."""
    listed = ask_stems(view.language)
    return sum(
        len(w) >= _SHORT
        and not w.isdigit()
        and w[:STEM] not in listed
        and not _held(w, view)
        and not sort_of(w, view.language)
        for w in words
    )


@lru_cache(maxsize=128)
def _table(language: Language, name: str) -> frozenset[str]:
    return frozenset(fold(w) for w in language.rules["backed"][name])


@lru_cache(maxsize=32)
def _stated(language: Language, name: str) -> frozenset[str]:
    where = language.rules["cues" if name == "negation" else "stated"]
    return frozenset(fold(w) for w in where[name])


@lru_cache(maxsize=16)
def _denials(language: Language) -> frozenset[str]:
    denies = _stated(language, "negation") - _stated(language, "without")
    return denies | _table(language, "refusal")


@lru_cache(maxsize=16)
def _not_yet(language: Language) -> frozenset[str]:
    return frozenset(fold(w) for w in language.rules["not_yet"])


@lru_cache(maxsize=16)
def _moved(language: Language) -> tuple[str, ...]:
    return tuple(fold(w).rstrip("*") for w in language.rules["backed"]["moved"])


@lru_cache(maxsize=16)
def _exempt(language: Language) -> Cue:
    return Cue([*language.rules["backed"]["supposed"], *language.rules["cues"]["thanks"]])


@lru_cache(maxsize=50_000)
def sort_of(word: str, language: Language) -> str:
    """The sort of thing a folded word tells; "" where it tells nothing."""
    whole, begins = _told(language)
    if word in whole:
        return whole[word]
    return next((begins[word[:n]] for n in range(len(word), 2, -1) if word[:n] in begins), "")


@lru_cache(maxsize=16)
def _told(language: Language) -> tuple[dict[str, str], dict[str, str]]:
    """(whole words, beginnings of words), each with its sort."""
    whole: dict[str, str] = {}
    begins: dict[str, str] = {}
    text = (FOLDER / language.code / "told.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("["):
            continue
        sort, _, words = line[1:].partition("]")
        for word in words.split():
            into = begins if word.endswith("*") else whole
            into.setdefault(fold(word.rstrip("*")), sort)
    return whole, begins
