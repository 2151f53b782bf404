"""Habits: how the user writes, read from his own mails, and how a client is best reached.

The example mails never leave the machine and nothing of their content goes into a draft: only the
way they begin and end and how long they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from statistics import median

from prospecting.drafting.facts import Seller
from prospecting.drafting.language import available, load
from prospecting.drafting.textual import count_words, fold, tokens

_PLACE = "{first_name}"
_SHORTEST, _LONGEST = 50, 125


@dataclass(frozen=True, slots=True)
class Voice:
    """What example mails tell: `greeting` with {first_name}, `sign_off` with the user's name, and
    the usual number of words (None without examples)."""

    greeting: str = ""
    sign_off: str = ""
    words: int | None = None


def voice_of(seller: Seller) -> Voice:
    """The habits in `seller.examples`; empty where they show none or differ all the time."""
    return _voice(seller.examples, seller.name, (seller.language or "en")[:2].casefold())


@lru_cache(maxsize=64)
def _voice(examples: tuple[str, ...], name: str, code: str) -> Voice:
    mails = [lines for mail in examples if (lines := _lines(mail))]
    if not mails or code not in available():
        return Voice()
    language = load(code)
    gendered = {fold(w) for w in language.rules["gendered"]}
    greetings: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for lines in mails:
        first = lines[0]
        said = {fold(w) for w in tokens(first)}
        if language.cues_greeting.match(first) and len(first) <= 40 and not said & gendered:
            greetings[_without_name(first)] += 1
        if end := _end(lines, name):
            ends[end] += 1
    words = round(median(count_words(" ".join(lines)) for lines in mails))
    return Voice(_usual(greetings), _usual(ends), max(_SHORTEST, min(words, _LONGEST)))


def _lines(mail: str) -> list[str]:
    """The lines that hold something, without what was quoted from others."""
    lines = [line.strip() for line in mail.splitlines()]
    return [line for line in lines if line and not line.startswith(">")]


def _without_name(line: str) -> str:
    """ "Moin Tom!" as "Moin {first_name}!": the words with capitals after the first are the name."""
    end = line[-1] if line[-1] in ",:!." else ""
    words = line.rstrip(",:!. ").replace(",", " ").split()
    kept = [words[0], *(w for w in words[1:] if not w[0].isupper())]
    comma = "," if re.match(r"\w+,\s", line) else ""  # Spanish "Hola, Ana:"
    return f"{kept[0]}{comma} {' '.join([*kept[1:], _PLACE])}{end}"


def _end(lines: list[str], name: str) -> str:
    """The last greeting and the name under it, as far as the mail ends with the user's name."""
    own = {fold(w) for w in tokens(name)}
    for place in range(len(lines) - 1, max(len(lines) - 4, 0), -1):
        said = {fold(w) for w in tokens(lines[place])}
        if said & own and len(said) <= len(own) + 1:
            before = lines[place - 1]
            if place > 1 and count_words(before) <= 5 and not re.search(r"[.?!]$", before):
                return f"{before}\n{lines[place]}"
            return lines[place]
    return ""


def _usual(found: Counter[str]) -> str:
    """What stands in most of the mails; a tie of several ways is no habit."""
    ranked = found.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


@lru_cache(maxsize=64)
def _with_voice(greeting: str, sign_off: str, voice: Voice) -> tuple[str, str]:
    return greeting or voice.greeting, sign_off or voice.sign_off


def with_habits(seller: Seller) -> Seller:
    """`seller` with greeting and sign-off from his mails, where he has set none himself."""
    if not seller.examples:
        return seller
    greeting, sign_off = _with_voice(seller.greeting, seller.sign_off, voice_of(seller))
    return replace(seller, greeting=greeting, sign_off=sign_off)


@dataclass(frozen=True, slots=True)
class Touch:
    """One contact with a client: how, when, who began, and whether the other side answered."""

    channel: str
    when: date
    from_client: bool = False
    answered: bool = False


_REACHED_BY = {
    "email": "email",
    "linkedin": "linkedin",
    "linkedin-note": "linkedin",
    "phone": "phone",
    "meeting": "meeting",
    "call": "phone",
}
_WORDS = {"email": "e-mail", "linkedin": "LinkedIn", "phone": "phone", "meeting": "a meeting"}
_FADES_DAYS = 365.0


def propose_channel(
    touches: Sequence[Touch] = (),
    *,
    as_of: date,
    noted: str = "",
    has_email: bool = True,
    has_profile: bool = False,
    has_phone: bool = False,
    last_contact: date | None = None,
) -> tuple[str, str]:
    """(channel, why in one sentence): how a client is best asked; the user may change it.

    What was noted goes first. Else each contact counts for its channel: one the client began
    three times, an answered one twice, an unanswered one not at all; half as much a year ago. A
    client not spoken to for two years is better called than written to, where there is a number.
    Without any habit it is what is known: e-mail, then LinkedIn, then the phone.
    """
    usable = {"email": has_email, "linkedin": has_profile, "phone": has_phone, "meeting": True}
    if noted and usable.get(_REACHED_BY.get(noted, ""), False):
        return _REACHED_BY[noted], f"You noted that {_WORDS[_REACHED_BY[noted]]} is best."
    scores: dict[str, float] = {}
    for touch in touches:
        channel = _REACHED_BY.get(touch.channel)
        if channel is None or not usable[channel] or touch.when > as_of:
            continue
        worth = 3.0 if touch.from_client else 2.0 if touch.answered else 0.0
        scores[channel] = scores.get(channel, 0.0) + worth * 0.5 ** (
            (as_of - touch.when).days / _FADES_DAYS
        )
    best = max(scores, key=lambda c: (scores[c], c), default="")
    if best and scores[best] > 0:
        return best, f"This client answers or writes by {_WORDS[best]} most."
    if has_phone and last_contact is not None and (as_of - last_contact).days > 730:
        return "phone", "You have not been in touch for over two years; a call is warmer."
    for channel in ("email", "linkedin", "phone"):
        if usable[channel]:
            return channel, f"Nothing is known of their habits; {_WORDS[channel]} is at hand."
    return "meeting", "There is no address and no number; ask when you meet."
