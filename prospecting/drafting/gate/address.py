"""The checks on whom a text speaks to, and in which language: one form of address, one language.

"Sie" at the head of a sentence may be "they" or "she", "vous" and "jullie" may be two people: only
words that can be nothing else count, so that a clean text is left alone. The words stand in each
language's `language.toml`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from prospecting.drafting.gate.days import _starts_sentence
from prospecting.drafting.gate.wording import Result, Span, View
from prospecting.drafting.language import LITTLE_WORDS, Language, formality_for, load
from prospecting.drafting.textual import Cue, fold, folded_words

_OTHER = {"informal": "formal", "formal": "informal"}
# A part of a text is judged from so many different words on, and when the little words of another language
# outnumber those of its own so clearly.
_LEAST_WORDS, _LEAST_LITTLE, _TIMES = 12, 5, 2


def form_of_address(view: View) -> Result:
    """17: one form of address throughout, and the one that is set for whom it speaks to."""
    # The opt-in note is the client's own word to the prospect, and nobody has set that form.
    facts = view.facts
    wanted = (
        ""
        if view.text.kind == "opt-in"
        else formality_for(facts.seller, facts.introducer, view.language)
    )
    for where, part, set_form in (
        ("", view.text.body, wanted),
        ("note", view.text.forwardable, ""),
    ):
        form = set_form
        found = {name: _spans(part, name, view) for name in _OTHER}
        if not form and all(found.values()):
            form = max(_OTHER, key=lambda name: len(found[name]))
        wrong = found[_OTHER[form]] if form else []
        if not wrong:
            continue
        names = view.language.rules["address"]["names"]
        shown = ", ".join(dict.fromkeys(f"“{part[a:b]}”" for a, b in wrong[:3]))
        place = f" in the {where}" if where else ""
        other, own = names[_OTHER[form]], names[form]
        if wanted and not where:
            said = f"is set to “{own}”"
            mend = f"say it with “{own}”, or change the form of address of this client"
        else:
            said = f"is “{own}” elsewhere"
            mend = "keep to one of the two"
        return (
            False,
            f"{shown}{place} speaks with “{other}”, and the form of address {said}: {mend}.",
            tuple(wrong) if not where else (),
        )
    return True, "One form of address throughout.", ()


def has_forms(language: Language) -> bool:
    """Whether a language has more than one form of address."""
    return bool(language.rules["address"]["names"]["formal"])


def _spans(text: str, form: str, view: View) -> list[Span]:
    """What speaks to somebody in that form, in order."""
    anywhere, inside = _patterns(view.language, form)
    spans = [m.span() for m in anywhere.finditer(text)] if anywhere else []
    for match in inside.finditer(text) if inside else ():
        if not _starts_sentence(text, match.start(), view.language):
            spans.append(match.span())
    out: list[Span] = []
    for start, end in sorted(spans):
        word = fold(text[start:end])
        own = text[start].isupper() and any(word in person for person in view.known.people)
        if not own and word not in view.known.firms:  # somebody called "Tu", a "Café du Monde"
            out.append((start, end))
    return out


@lru_cache(maxsize=32)
def _patterns(language: Language, form: str) -> tuple[Cue | None, re.Pattern[str] | None]:
    """(what speaks in that form anywhere, what does so only where no sentence begins with it)."""
    rules = language.rules["address"]
    anywhere = [rf"\b{p}(?!\w)" for p in rules[form]]
    inside = "|".join(rules[f"{form}_inside"])
    return (
        Cue(anywhere) if anywhere else None,
        re.compile(rf"\b(?:{inside})(?!\w)") if inside else None,
    )


def right_language(view: View) -> Result:
    """18: the text is in the language that was chosen for it."""
    code = view.language.code
    for where, part in (("text", view.text.body), ("note", view.text.forwardable)):
        words = folded_words(part)
        if len(words) < _LEAST_WORDS or code not in LITTLE_WORDS:
            continue
        own = len(words & LITTLE_WORDS[code])
        if (1 + _TIMES) * own + 1 > len(words):
            continue  # no other language can outnumber it
        counts = {c: len(words & little) for c, little in LITTLE_WORDS.items() if c != code}
        best = max(counts, key=lambda c: (counts[c], c))
        if counts[best] >= max(_LEAST_LITTLE, _TIMES * own + 1):
            name = load(best).rules["name"]
            chosen = view.language.rules["name"]
            return (
                False,
                f"The {where} reads as {name}, and {chosen} is chosen: choose {name} for this "
                f"draft, or write it in {chosen}. The other checks read it as {chosen}.",
                ((0, len(part)),) if where == "text" else (),
            )
    return True, f"It is in {view.language.rules['name']}.", ()
