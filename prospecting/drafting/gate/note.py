"""The check on the note to pass on: it stands alone and gives nothing away."""

from __future__ import annotations

import re

from prospecting.drafting.gate.wording import Result, View, company_words, large_words
from prospecting.drafting.textual import (
    count_words,
    fold,
    folded_words,
    name_words,
    sentences,
    tokens,
)


def forwardable(view: View) -> Result:
    """7: a note apart, 40 to 80 words, own subject, stands alone, nothing private."""
    note, subject = view.text.forwardable, view.text.forwardable_subject
    if not note.strip():
        return False, "The note to pass on is missing.", ()
    words = count_words(note)
    if not 40 <= words <= 80:
        return False, f"The note has {words} words; 40 to 80 can be read on a phone.", ()
    if not subject.strip() or subject.strip() == view.text.subject.strip():
        return False, "The note needs a subject of its own.", ()
    have = {fold(w) for w in tokens(note)}
    seller = view.facts.seller
    if not {fold(w) for w in tokens(seller.name)} & have:
        return False, "The note does not say who writes; it must stand alone.", ()
    if seller.company and not company_words(seller.company) & have:
        return False, "The note does not name your company; it must stand alone.", ()
    if view.language.cues["leans"].search(note):
        return False, "The note leans on the mail above it; it must stand alone.", ()
    line = view.facts.disclosure.get(view.text.language, "")
    if line and not _says(note, line):
        return False, "The reward to your client must be told; put the line back into the note.", ()
    reason = _private_in_note(view, note.replace(line, " ") if line else note)
    if reason:
        return False, reason, ()
    return True, f"The note stands alone in {words} words.", ()


def _says(text: str, line: str) -> bool:
    """Whether every telling word of a line stands in a text."""
    return {fold(w) for w in tokens(line) if len(w) > 2} <= {fold(w) for w in tokens(text)}


def _private_in_note(view: View, note: str) -> str | None:
    facts = view.facts
    grams = word_grams(note)
    for text, what in (
        (facts.introducer.achieved or "", "the result with your client"),
        *((t.text, "a need you noted") for t in facts.why_now if t.kind == "need"),
    ):
        if text and _gives_away(text, note, grams, view):
            return f"The note gives away {what}; leave it out."
    named = name_words(facts.introducer.name)
    for _start, _end, sentence in sentences(note) if named & folded_words(note) else ():
        if named & large_words(sentence) and view.language.cues["client_words"].search(sentence):
            return "The note tells about your client; leave it out."
    own = (
        company_words(facts.introducer.company)
        - company_words(facts.prospect.company if facts.prospect else "")
        - {fold(w) for w in tokens(facts.seller.company)}
    )
    offered = {fold(w) for w in tokens(facts.seller.offer)}
    have = folded_words(note)
    if own and own <= have and not own <= offered:
        return f"The note names your client's firm, {facts.introducer.company}; leave it out."
    since = facts.introducer.client_since
    if (
        since
        and re.search(rf"\b{since.year}\b", note)
        and not any(str(since.year) in p for p in (facts.seller.offer, *facts.seller.proof))
    ):
        job = [t.when.year for t in facts.why_now if t.when]
        if since.year not in job:
            return "The note says since when your client is with you; leave it out."
    for match in view.language.cues["talk_private"].finditer(note):
        if fold(match.group()) not in {
            fold(w)
            for p in (facts.seller.offer, *facts.seller.proof, *facts.seller.offer_in.values())
            for w in tokens(p)
        }:
            return f"“{match.group()}” is about the deal; leave it out of the note."
    return None


def _gives_away(private: str, note: str, grams: set[tuple[str, ...]], view: View) -> bool:
    """Whether the note repeats a private text, and not only what offer and proof say anyway."""
    mine = word_grams(private)
    said = mine & grams
    if not said:
        return False
    if 5 * len(said) >= 4 * len(mine):
        return True
    seller, code = view.facts.seller, view.language.code
    public = folded_words(
        " ".join(
            (
                seller.offer,
                *seller.proof,
                *seller.offer_in.values(),
                *seller.proof_in.get(code, ()),
            )
        )
    )
    stems = {w[:4] for w in public if len(w) > 3}
    own = {w for w in folded_words(private) if len(w) > 4 and w[:4] not in stems}
    return 2 * len(own & folded_words(note)) > len(own)


def word_grams(text: str) -> set[tuple[str, ...]]:
    words = [fold(w) for w in tokens(text)]
    size = 4 if len(words) >= 4 else max(len(words), 2)
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
