"""The checks on form: length, reading, subject, requests, reasons, likeness to other drafts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from prospecting.drafting.gate.note import word_grams
from prospecting.drafting.gate.wording import Result, Span, View
from prospecting.drafting.language import Language, title_words
from prospecting.drafting.readability import fails_outright, measure, passes
from prospecting.drafting.textual import (
    count_words,
    five_grams,
    fold,
    folded_words,
    overlap,
    tokens,
)


def length(view: View) -> Result:
    """8: 50 to 125 words are best, over 175 fails; reminders and thanks shorter."""
    words = count_words(view.text.body)
    if view.text.kind in ("first", "mention", "opt-in", "who-else", "review", "case-study"):
        top, low = 175, 25
        best = "50 to 125 are best"
    else:
        top, low = 100, 8
        best = "the shorter the better"
    if words > top:
        return False, f"{words} words are too many; {best}.", ()
    if words < low:
        return False, f"{words} words are too few; {best}.", ()
    return True, f"{words} words; {best}.", ()


def linkedin_length(view: View) -> Result:
    """9: up to 400 characters are best, never over 800; a connection note up to 200."""
    count = len(view.text.body)
    if view.text.channel == "linkedin-note":
        return count <= 200, f"{count} characters; a connection note holds 200.", ()
    return count <= 800, f"{count} characters; up to 400 are best.", ()


def _left_out(view: View) -> frozenset[str]:
    """Names and titles: no fault of the writing."""
    return _names_and_titles(
        tuple(
            filter(
                None,
                (
                    view.facts.seller.name,
                    view.facts.seller.company,
                    view.facts.introducer.name,
                    view.facts.introducer.company,
                    *(
                        (
                            view.facts.prospect.name,
                            view.facts.prospect.title,
                            view.facts.prospect.company,
                        )
                        if view.facts.prospect
                        else ()
                    ),
                    *(s.place for s in view.facts.tie.how),
                    *(p for o in view.facts.others for p in (o.name, o.title, o.company)),
                ),
            )
        )
    )


@lru_cache(maxsize=512)
def _names_and_titles(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        w.casefold() for t in texts for w in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", t)
    ) | {"linkedin"}


def reading(view: View) -> Result:
    """10: easy reading, names and titles left out."""
    body = view.text.body
    if view.text.channel == "phone":
        body = "\n".join(line for line in body.splitlines() if not line.isupper())
    found = measure(body, view.language.code, _left_out(view))
    if found.grade is not None:
        shown = f"Reading grade {found.grade:.1f}; up to 6 is easy"
    else:
        shown = f"Reading ease {found.ease:.0f}; 60 or more is easy"
    if fails_outright(found, view.language.code):
        return False, f"{shown}. Use shorter sentences and words.", ()
    if not passes(found, view.language.code):
        return True, f"{shown}; shorter sentences would help.", ()
    return True, f"{shown}.", ()


def subject(view: View) -> Result:
    """11: 3 to 7 words, names both, no false "Re:"."""
    line = view.text.subject.strip()
    words = count_words(line)
    if not line:
        return False, "The subject is missing.", ()
    if view.language.cues["reply_mark"].search(line):
        return False, "The subject pretends to be an answer; drop the “Re:”.", ()
    if not 3 <= words <= 7:
        return False, f"The subject has {words} words; 3 to 7 are read.", ()
    have = folded_words(line)
    have |= {w.removesuffix("s") for w in have}

    def named(person: str) -> bool:
        return bool({fold(w) for w in tokens(person)} & have)

    others = (view.facts.introducer.name, view.facts.seller.name)
    about_prospect = view.text.kind not in ("who-else", "review", "case-study")
    if about_prospect and view.facts.prospect is not None:
        if not named(view.facts.prospect.name):
            return False, "The subject does not name the prospect.", ()
        if not any(named(o) for o in others):
            return False, "The subject names only one side; name both.", ()
    elif not any(named(o) for o in others):
        return False, "The subject names nobody.", ()
    return True, f"{words} words, and it names both.", ()


def one_request(view: View) -> Result:
    """12: one ask, at most two question marks."""
    body = view.text.body
    asks = [m.start() for m in re.finditer(r"\?", body)]
    if len(asks) > 2:
        return (
            False,
            f"{len(asks)} questions; keep to one request.",
            tuple((a, a + 1) for a in asks[2:]),
        )
    found: dict[str, list[Span]] = {}
    for name, pattern in view.language.requests.items():
        spans = [m.span() for m in pattern.finditer(body)]
        if spans:
            found[name] = spans
    own = {
        "first": "introduction",
        "follow-up-1": "introduction",
        "follow-up-2": "introduction",
        "opt-in": "introduction",
    }.get(view.text.kind, view.text.kind)
    extra = [n for n in found if n != own]
    if view.text.kind in ("mention", "who-else", "review", "case-study"):
        extra = [n for n in extra if n not in ("introduction",)]
        if view.text.kind == "case-study":
            extra = [n for n in extra if n != "review"]
        if view.text.kind == "who-else":
            extra = [n for n in extra if n != "mention"]
    if extra:
        return (
            False,
            "There is a second request in it; keep to one.",
            tuple(s for n in extra for s in found[n]),
        )
    return True, "One request.", ()


def _content(text: str, language: Language) -> set[str]:
    return {fold(w) for w in tokens(text) if len(w) > 3}


def reasons(view: View) -> Result:
    """13: why this prospect and why now, from the record; else plainly that there is none."""
    body = view.text.body
    have = view.have
    none = bool(view.language.cues["no_reason"].search(body))
    # "No rush" says plainly that nothing speaks for today; of the person it says nothing.
    no_rush = bool(view.language.cues["no_rush"].search(body))
    values = view.context.values

    def stands(*keys: str) -> bool:
        for key in keys:
            words = {
                fold(p)
                for w in tokens(values.get(key, ""))
                for p in re.split(r"[-'’]", w)
                if len(p) > 1
            }
            if words and len(words & have) * 2 >= len(words):
                return True
        return False

    raw_need = [t.text for t in view.facts.why_now if t.text]
    noted = any((c := _content(t, view.language)) and len(c & have) * 2 >= len(c) for t in raw_need)
    them = stands("func", "industry", "wish", "country") or (
        ("size" in values or "named" in values or "target" in values)
        and bool(view.language.cues["thanks"].search(body) or True)
        and not stands("func", "industry", "wish", "country")
        and _says_why(view, have)
    )
    now = noted or stands("need", "news", "job")
    if them and (now or none or no_rush):
        return True, "It says why this person, and why now.", ()
    if none and not view.context.values.keys() & {
        "func",
        "industry",
        "wish",
        "country",
        "target",
        "size",
        "named",
    }:
        return True, "It says plainly that there is no special reason.", ()
    lack = "why this person" if not them else "why now"
    return False, f"It does not say {lack}; if there is no reason, say so plainly.", ()


_WITHOUT_WORDS = frozenset({"size", "named", "target", "target_dat", "target_nom"})


def _says_why(view: View, have: frozenset[str]) -> bool:
    """For reasons without words of their own: a sentence of the slot `why` stands there."""
    for tier in view.language.book.tiers("first", "why") + view.language.book.tiers(
        "first", "why_s"
    ):
        for alternative in tier:
            if not alternative.needs & _WITHOUT_WORDS:
                continue
            words = {
                fold(w)
                for w in tokens(re.sub(r"\{\{.*?\}\}", " ", alternative.informal))
                if len(w) > 3
            }
            if words and len(words & have) * 4 >= len(words) * 3:
                return True
    return False


def why_client(view: View) -> Result:
    """14: one true result or thanks."""
    body = view.text.body
    if view.language.cues["thanks"].search(body):
        return True, "It says thank you.", ()
    achieved = view.context.values.get("achieved", "")
    if achieved and word_grams(achieved) & word_grams(body):
        return True, "It names a result you share.", ()
    return False, "Say what connects you: a true result, or thanks.", ()


def no_calendar(view: View) -> Result:
    """15: interest, not a slot."""
    marks = tuple(m.span() for m in view.language.cues["calendar"].finditer(view.text.body))
    if marks:
        return False, "It asks for a time; ask for interest instead.", marks
    if view.language.cues["calendar"].search(view.text.forwardable):
        return False, "The note asks for a time; ask for interest instead.", ()
    return True, "It asks for interest, not for a time.", ()


def form_letter(view: View) -> Result | None:
    """16, without other drafts: phrases of form letters, and emoji the user never uses."""
    marks = [m.span() for m in view.language.cues["form"].finditer(view.text.body)]
    if marks or view.language.cues["form"].search(view.text.forwardable):
        return False, "This reads like a form letter; say it plainly.", tuple(marks)
    own = " ".join(
        (view.facts.seller.greeting, view.facts.seller.sign_off, *view.facts.seller.examples)
    )
    marks = [m.span() for m in _EMOJI.finditer(view.text.body) if m.group() not in own]
    if marks or any(
        m.group() not in own
        for m in _EMOJI.finditer(f"{view.text.subject} {view.text.forwardable}")
    ):
        return False, "Your own mails hold no emoji; leave them out.", tuple(marks)
    return None


_EMOJI = re.compile(
    "[\U0001f300-\U0001faff\U00002600-\U000027bf\U00002b50\U0001f1e6-\U0001f1ff\u203c\u2049]"
    r"|(?<!\w)[:;]-?[)(DP](?!\w)"
)


def variety(view: View) -> Result:
    """16: the share of five-word sequences that stand in another draft, below one half."""
    mine = _bodyword_grams(view.text.body)
    whole = _bodyword_grams(f"{view.text.body} {view.text.forwardable}")
    worst = 0.0
    for other in view.others:
        if other is view.text:
            continue
        worst = max(
            worst,
            overlap(mine, _bodyword_grams(other.body)),
            overlap(whole, _bodyword_grams(f"{other.body} {other.forwardable}")),
        )
    if worst >= 0.5:
        return False, f"{worst:.0%} of it stands in another draft; say it another way.", ()
    return True, f"At most {worst:.0%} of it stands in another draft.", ()


@lru_cache(maxsize=2048)
def _bodyword_grams(body: str) -> frozenset[tuple[str, ...]]:
    return five_grams(body)


def words_never(view: View) -> Sequence[str]:
    """The user's own words never to use that stand in the text."""
    have = fold(f"{view.text.body} {view.text.subject} {view.text.forwardable}")
    return [
        w
        for w in view.facts.seller.words_never
        if w.strip() and re.search(rf"(?<!\w){re.escape(fold(w.strip()))}(?!\w)", have)
    ]


def all_title_words() -> frozenset[str]:
    """For tests."""
    return title_words()[0]
