"""From facts to a draft: the templates' own writer.

The structure and every sentence are chosen by the seed. The choices are the letters of a
Reed-Solomon code over seven symbols: drafts with neighbouring seeds (the rank of an ask in its
plan) share at most one or two of their sentences, which keeps a plan from reading like a form
letter (I. Reed and G. Solomon, 1960, for the distance of the code).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from prospecting.drafting.context import Context, build
from prospecting.drafting.draft import Check, Draft, DraftText
from prospecting.drafting.facts import CHANNELS, KINDS, AskFacts, Seller, formality_of
from prospecting.drafting.gate import check_draft
from prospecting.drafting.greeting import greeting, noted_greeting
from prospecting.drafting.habits import voice_of, with_habits
from prospecting.drafting.language import Language, formality_for, language_for, load
from prospecting.drafting.templates import Alternative
from prospecting.drafting.textual import count_words, fold

_PRIME = 7
_ATTEMPTS = 12
# With mails of the user at hand, a few tries for a text about as long as his own.
_TRIES_FOR_LENGTH = 4
_NEAR = 8
WITHOUT_PROSPECT = frozenset({"who-else", "review", "case-study"})
WITH_NOTE = frozenset({"first", "opt-in", "follow-up-1", "follow-up-2", "stop"})
LINKEDIN_BEST = 400
LINKEDIN_NOTE_BEST = 200
ASK_WORDS = (50, 125)
NOTE_WORDS = (40, 80)
SUBJECT_WORDS = (3, 7)


def code_symbols(seed: int | str) -> tuple[int, int, int, int]:
    """The four digits, base seven, that a seed gives the choices."""
    number = (
        seed
        if isinstance(seed, int)
        else int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big")
    )
    digits = []
    number = abs(number)
    for _ in range(4):
        digits.append(number % _PRIME)
        number //= _PRIME
    return digits[0], digits[1], digits[2], digits[3]


@dataclass(slots=True)
class Chooser:
    """Picks alternatives: `shift` moves all choices on when a draft did not stand the checks."""

    symbols: tuple[int, int, int, int]
    shift: int

    def pick(self, position: int, count: int) -> int:
        """Index below `count` for the slot at `position` (0, 1, 2 …)."""
        x = position % _PRIME
        value = 0
        for symbol in reversed(self.symbols):
            value = value * x + symbol
        # Positions past the seventh get the point at infinity: the highest symbol that is set.
        if position >= _PRIME:
            value += 3 * self.symbols[1] + self.symbols[2] + position
        value += self.shift * (1 + position // 2)
        return (value % _PRIME) % count if count <= _PRIME else value % count


_POSITIONS = {
    name: place
    for place, name in enumerate(
        (
            "thanks",
            "who",
            "know",
            "why",
            "now",
            "out",
            "note",
            "order",
            "subject",
            "offer",
            "proof",
            "intro",
            "ask",
            "later",
            "re",
            "rest",
            "say",
            "look",
            "small",
            "care",
            "tell",
        )
    )
}


def _position(slot: str) -> int:
    base = slot.split(maxsplit=1)[0].removesuffix("_s").removesuffix("_first")
    place = _POSITIONS.get(base)
    if place is None:
        place = 21 + sum(ord(c) for c in base) % 50
    return place


def compose(
    facts: AskFacts,
    *,
    kind: str = "first",
    channel: str = "email",
    language: str | None = None,
    seed: int | str,
    others: Sequence[DraftText | Draft] = (),
) -> Draft:
    """A draft from the templates, checked.

    `seed` is best the rank of the ask in its plan: neighbours then differ most; any number or
    text does. `others` are the drafts already made for the same plan. The choices are moved on
    until every check holds, at most a dozen times; then the best one is returned with what
    still fails in its checks, so nothing is hidden.

    Raises:
        ValueError: an unknown kind, channel or language, or a kind that needs a prospect and
            has none; the sentence says which.
    """
    if kind not in KINDS:
        raise ValueError(f"no kind {kind!r}: there are {', '.join(KINDS)}")
    if channel not in CHANNELS:
        raise ValueError(f"no channel {channel!r}: there are {', '.join(CHANNELS)}")
    if facts.prospect is None and kind not in WITHOUT_PROSPECT and channel != "meeting":
        raise ValueError(f"a draft of the kind {kind!r} needs a prospect")
    tongue = load(language_for(facts.seller, facts.introducer, language))
    formality = formality_for(facts.seller, facts.introducer, tongue)
    context = build(facts, tongue, formality)
    writer = _Writer(facts, tongue, formality, context, kind, channel)
    symbols = code_symbols(seed)
    other_texts = tuple(o.text if isinstance(o, Draft) else o for o in others)
    usual = voice_of(facts.seller).words if (kind, channel) == ("first", "email") else None
    best: tuple[tuple[int, int, int, int], DraftText, tuple[Check, ...], tuple[str, ...]] | None = (
        None
    )
    for attempt in range(_ATTEMPTS):
        text, used = writer.write(Chooser(symbols, attempt), attempt)
        checks = check_draft(text, facts, other_texts)
        hard = sum(1 for c in checks if c.hard and c.passed is False)
        soft = sum(1 for c in checks if not c.hard and c.passed is False)
        fit = _misfit(text)
        far = abs(count_words(text.body) - usual) if usual else 0
        if best is None or (hard, soft, fit, far) < best[0]:
            best = ((hard, soft, fit, far), text, checks, used)
        if best[0][:3] == (0, 0, 0) and (attempt >= _TRIES_FOR_LENGTH or best[0][3] <= _NEAR):
            break
    assert best is not None
    _, text, checks, used = best
    return Draft(text, "template", facts, checks, used, context.notices)


def _misfit(text: DraftText) -> int:
    """How far a text is outside the best length; the gate fails only what is far outside."""
    off = 0
    if text.channel == "email" and text.kind == "first":
        words = count_words(text.body)
        off += max(ASK_WORDS[0] - words, 0) + max(words - ASK_WORDS[1], 0)
    if text.channel == "linkedin":
        off += max(len(text.body) - LINKEDIN_BEST, 0)
    if text.channel == "linkedin-note":
        off += max(len(text.body) - LINKEDIN_NOTE_BEST, 0)
    return off


class _Writer:
    def __init__(
        self,
        facts: AskFacts,
        language: Language,
        formality: str,
        context: Context,
        kind: str,
        channel: str,
    ) -> None:
        self.facts = facts
        self.seller = with_habits(facts.seller)
        self.language = language
        self.formality = formality
        self.context = context
        self.kind = kind
        self.channel = channel

    def write(self, chooser: Chooser, attempt: int) -> tuple[DraftText, tuple[str, ...]]:
        """One try; later tries leave out what takes the most room."""
        values = dict(self.context.values)
        if attempt >= 3:
            values.pop("achieved", None)
        if attempt >= 6:
            for key in ("industry", "industry_cap"):
                if "func" in values:
                    values.pop(key, None)
        if attempt >= 8:
            values.pop("rec_given", None)
        maker = _Maker(self.language, self.formality, values, chooser, self.facts.tie.evidence)
        note_subject, note = "", ""
        subject = ""
        if self.channel == "email":
            subject = self._subject(maker, self.kind)
            if self.kind in WITH_NOTE:
                note_subject, note = self._note(chooser, values, attempt, maker)
        if self.channel in ("phone", "meeting"):
            from prospecting.drafting.cards import card_body

            body = card_body(self.facts, self.language, self.kind, self.channel, maker, values)
        else:
            body = self._message(maker)
        body, subject, note, note_subject = (
            polish(part, self.language.code) for part in (body, subject, note, note_subject)
        )
        text = DraftText(
            body, subject, note, note_subject, self.channel, self.kind, self.language.code
        )
        return text, tuple(sorted(maker.used))

    def _message(self, maker: _Maker) -> str:
        core = maker.ordered(self.kind, f"order {self.channel}")
        limit = {"linkedin": LINKEDIN_BEST, "linkedin-note": LINKEDIN_NOTE_BEST}.get(self.channel)
        body = self._wrap(core, maker)
        while limit and len(body) > limit and maker.drop_one():
            core = maker.ordered(self.kind, f"order {self.channel}")
            body = self._wrap(core, maker)
        if limit and len(body) > limit and self.channel == "linkedin-note":
            body = self._wrap(core, maker, first_name=True)
        return body

    def _wrap(self, core: str, maker: _Maker, first_name: bool = False) -> str:
        """The core between greeting and close; `first_name`: LinkedIn shows the rest beside it."""
        if self.kind == "opt-in":
            # The client speaks here, to the prospect.
            someone = self.context.prospect
            line = self.facts.disclosure.get(self.language.code)
            if line and self.channel.startswith("linkedin"):
                core = f"{core} {line}"
            name = None
            if someone is not None:
                name = someone.full if self.formality == "formal" else someone.first
            hello = greeting(self.language, name, None, self.formality, maker.chooser.shift)
            who = self.context.introducer
            close = _sign_off(
                self.language,
                None,
                who.full if who else "",
                self.formality,
                self.channel,
                maker.chooser,
            )
        else:
            hello = noted_greeting(self.facts, self.language) or greeting(
                self.language,
                maker.values.get("to"),
                self.seller,
                self.formality,
                maker.chooser.shift,
            )
            me = maker.values.get("me", "")
            close = _sign_off(
                self.language, self.seller, me, self.formality, self.channel, maker.chooser
            )
        core = _after(hello, core, self.language)
        if first_name and close:
            close = close.split(maxsplit=1)[0]
        if self.channel == "linkedin-note":
            return f"{hello} {_small(core, self.language, hello)} {close}".strip()
        gap = "\n\n" if self.channel == "email" else "\n"
        return f"{hello}{gap}{core if self.channel == 'email' else core.replace(chr(10) * 2, ' ')}{gap}{close}"

    def _subject(self, maker: _Maker, kind: str) -> str:
        """A subject of 3 to 7 words that names both, from the first tier that has one."""
        last = ""
        sides = [fold(maker.values[k]) for k in ("mef", "to_first") if k in maker.values]
        for tier in maker.language.book.tiers(kind, "subject"):
            made = maker.all_of(tier)
            here = [
                text
                for text in made
                if SUBJECT_WORDS[0] <= count_words(text) <= SUBJECT_WORDS[1]
                and any(side in fold(text) for side in sides)
            ]
            if here:
                return here[maker.chooser.pick(_POSITIONS["subject"], len(here))]
            last = made[-1] if made else last
        return last

    def _note(
        self, chooser: Chooser, values: dict[str, str], attempt: int, maker: _Maker
    ) -> tuple[str, str]:
        own = self.facts.seller.language[:2].casefold() == self.language.code
        habit = formality_of(self.facts.seller.formality) if own else ""
        form = habit or str(maker.language.rules["note_formality"])
        someone = self.context.prospect
        values = dict(values)
        if someone is not None:
            by_first = form != "formal" or self.language.rules.get("first_names", False)
            values["pf"] = someone.first if by_first else someone.full
        inner = _Maker(self.language, form, values, chooser, self.facts.tie.evidence)
        if attempt >= 9:
            inner.dropped.add("proof")
        name = None
        if someone is not None:
            name = (
                someone.full if form == "formal" and self.language.code != "en" else someone.first
            )
        hello = greeting(self.language, name, None, form, chooser.shift)
        me = values.get("me", "")
        firm = values.get("myco", "")
        close = f"{_plain_close(self.language, form, chooser)}\n{me}" + (
            f", {firm}" if firm else ""
        )
        if line := self.facts.disclosure.get(self.language.code):
            close = f"{line}\n\n{close}"
        core = _after(hello, inner.ordered("note", "order note"), self.language)
        text = f"{hello}\n\n{core}\n\n{close}"
        if count_words(text) > NOTE_WORDS[1]:
            inner.dropped.add("proof")
            core = _after(hello, inner.ordered("note", "order note"), self.language)
            text = f"{hello}\n\n{core}\n\n{close}"
        if count_words(text) < NOTE_WORDS[0] + 2:
            pad = inner.slot("note", "pad")
            parts = core.rsplit("\n\n", 1)
            if pad:
                core = f"{parts[0]} {pad}\n\n{parts[1]}" if len(parts) == 2 else f"{core} {pad}"
                text = f"{hello}\n\n{core}\n\n{close}"
        maker.used |= inner.used
        subject = self._subject(inner, "note")
        return subject, text


class _Maker:
    """Renders slots for one try and keeps which facts were used."""

    def __init__(
        self,
        language: Language,
        formality: str,
        values: dict[str, str],
        chooser: Chooser,
        evidence: str,
    ) -> None:
        self.language = language
        self.formality = formality
        self.values = values
        self.chooser = chooser
        self.evidence = evidence
        self.known = frozenset(values)
        self.used: set[str] = set()
        self.dropped: set[str] = set()
        self._droppable: list[str] = []

    def slot(self, kind: str, name: str) -> str:
        """The chosen sentence of a slot; "" when none fits what is known."""
        book = self.language.book
        options = book.options(kind, f"{name} {self.evidence}", self.known)
        if not options:
            options = book.options(kind, name, self.known)
        if not options:
            return ""
        chosen = options[self.chooser.pick(_position(name), len(options))]
        self.used |= chosen.needs
        return chosen.render(self.formality, self.values)

    def all_of(self, tier: Sequence[Alternative]) -> list[str]:
        """Every alternative of a tier that can be filled."""
        made = [a.render(self.formality, self.values) for a in tier if a.needs <= self.known]
        return [text[:1].upper() + text[1:] for text in made]

    def ordered(self, kind: str, order: str) -> str:
        """A whole text after one of the structures, paragraphs apart."""
        lines = self.language.book.lines(kind, order)
        if not lines:
            raise ValueError(f"{self.language.code}: no {order!r} for {kind!r}")
        line = lines[self.chooser.pick(_POSITIONS["order"], len(lines))]
        self._droppable = []
        paragraphs: list[str] = []
        for part in line.split("|"):
            sentences: list[str] = []
            for word in part.split():
                name = word.rstrip("?")
                if word.endswith("?"):
                    self._droppable.append(name)
                if name in self.dropped:
                    continue
                text = self.slot(kind, name)
                if text:
                    sentences.append(text)
            if sentences:
                paragraphs.append(" ".join(sentences))
        return "\n\n".join(paragraphs)

    def drop_one(self) -> bool:
        """Leaves out one more of the slots that may be; False when none is left."""
        for name in self._droppable:
            if name not in self.dropped:
                self.dropped.add(name)
                return True
        return False


def polish(text: str, code: str) -> str:
    """What follows from the words put in: no second full stop after "B.V.", "d'Anne"."""
    text = re.sub(r"(?<!\.)\.\.(?=\s|$)", ".", text)
    if code == "fr":
        text = _ELISION.sub(lambda m: m.group(1) + "'", text)
    return text


# Only before names that begin with a vowel or with an h that is not heard.
_ELISION = re.compile(
    r"\b([Dd]|[Qq]u)e (?=[AÀÂEÉÈÊIÎOÔUÛ]|Œ|Y[vs]|H(?:élène|enri|ubert|ugues|ervé|onor|ortense|uguette))"
)


def _after(hello: str, core: str, language: Language) -> str:
    """German goes on with a small letter after the comma of the greeting."""
    if not language.rules.get("small_after_greeting") or not hello.endswith(","):
        return core
    first = core.split(maxsplit=1)[0].strip(",.:;") if core else ""
    if first.casefold() in language.small and first not in language.rules["capitals"]:
        return core[0].lower() + core[1:]
    return core


def _small(core: str, language: Language, hello: str) -> str:
    """On one line the sentence goes on after the comma of the greeting: "Hi Carla, do you …"."""
    first = core.split(maxsplit=1)[0].strip(",.:;") if core else ""
    if not hello.endswith(",") or first in language.rules["capitals"]:
        return core
    return core[0].lower() + core[1:] if fold(first) in language.words else core


def _plain_close(language: Language, formality: str, chooser: Chooser) -> str:
    options: list[str] = language.rules.get(f"sign_off_{formality}") or language.rules["sign_off"]
    return options[chooser.shift % len(options)]


def _sign_off(
    language: Language,
    seller: Seller | None,
    me: str,
    formality: str,
    channel: str,
    chooser: Chooser,
) -> str:
    if channel in ("linkedin", "linkedin-note"):
        return me.split(maxsplit=1)[0] if me and formality == "informal" else me
    if seller is not None and seller.sign_off and language.code == seller.language[:2].casefold():
        own = seller.sign_off.replace("\\n", "\n").strip()
        if len(own) <= 120:
            first = me.split(maxsplit=1)[0] if me else ""
            return own if first and first.casefold() in own.casefold() else f"{own}\n{me}"
    return f"{_plain_close(language, formality, chooser)}\n{me}"
