"""What is known about one ask, typed, before a word is written.

A draft may say nothing that does not stand here. The services fill these classes from the
workspace; the templates, the language models and the gate read them. Texts are taken as they
come from the files: cleaning is the business of `prospecting.drafting.untrusted`, so that the
facts beside a draft show what the record really holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from prospecting.drafting.nothing import is_nothing

Evidence = Literal["unknown", "potential", "likely", "confirmed"]
Formality = Literal["", "informal", "formal"]
Kind = Literal[
    "first",
    "opt-in",
    "follow-up-1",
    "follow-up-2",
    "stop",
    "thanks-intro",
    "thanks-outcome",
    "mention",
    "who-else",
    "review",
    "case-study",
    "reply-to-no",
]
Channel = Literal["email", "linkedin", "linkedin-note", "phone", "meeting"]
TieKind = Literal[
    "connected",  # when: the day the two connected
    "worked_together",  # place: the company, when and until: the months both were there
    "colleagues",  # place: the company where both work now
    "same_school",  # place: the school, when and until: the years
    "recommendation",  # text: "given" (introducer wrote it), "received" or "both"
    "endorsement",  # text: "given", "received" or "both"
    "messages",  # when: the month of the last two-way message
    "mutual",  # number: how many of our other clients know the prospect too
    "answer",  # text: "well", "little" or "not": the introducer's own word
]
ReasonKind = Literal[
    "function",  # value: LinkedIn's job function, "Finance"
    "seniority",  # value: LinkedIn's seniority level, "CXO"
    "industry",  # value: LinkedIn's industry name
    "size",  # value: the number of people, "350"
    "country",  # value: the country's English name or its two letters
    "title",  # value: the wished title that matched
    "keyword",  # value: the wished word that matched
    "target_account",  # value: the company, wanted by name
    "named",  # value: the person, wanted by name
]
TriggerKind = Literal[
    "job_change",  # when: the first day in the new job
    "need",  # text: the need the user noted
    "company_news",  # text: the news the user noted
]
OutcomeKind = Literal[
    "introduced", "replied", "meeting", "opportunity", "won", "lost", "not-a-fit", "no-answer"
]

EVIDENCE_LEVELS: tuple[Evidence, ...] = get_args(Evidence)
KINDS: tuple[Kind, ...] = get_args(Kind)
CHANNELS: tuple[Channel, ...] = get_args(Channel)

_FORMAL = {"formal", "sie", "vous", "usted", "u", "v"}
_INFORMAL = {"informal", "du", "tu", "tú", "je", "jij", "jou", "t"}


def formality_of(value: str | None) -> Formality:
    """ "du", "Sie", "tu", "vous", "tú", "usted", "je", "u" or the plain word; "" if unknown."""
    word = (value or "").strip().casefold()
    if word in _FORMAL:
        return "formal"
    return "informal" if word in _INFORMAL else ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the facts shown beside a draft.

    `source` says in words where the value came from; `evidence` how sure it is: "stated" (the
    user or the introducer said so), "file" (it stands in an export), "derived" (we worked it
    out), or one of the tie's evidence levels. `private` facts never reach the prospect.
    """

    key: str
    value: str | int | float
    source: str
    evidence: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Seller:
    """The user and his voice. `offer_in` and `proof_in` hold versions by language code."""

    name: str
    company: str
    offer: str
    proof: tuple[str, ...] = ()
    language: str = "en"
    country: str = ""
    currency: str = "EUR"
    greeting: str = ""
    sign_off: str = ""
    formality: str = ""
    words_never: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()  # the user's own mails; they never leave the machine
    offer_in: Mapping[str, str] = field(default_factory=dict)
    proof_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Introducer:
    """Who is asked. `kind` is "client", "partner", "supplier", "colleague" or "friend".

    `greeting` is how the user greets this person, word for word: "Liebe Frau Novak". It may say
    what no file does, such as Frau or Herr.
    """

    name: str
    first_name: str = ""
    company: str = ""
    title: str = ""
    client_since: date | None = None
    achieved: str | None = None
    last_contact: date | None = None
    email: str = ""
    language: str = ""
    formality: str = ""
    kind: str = "client"
    country: str = ""
    greeting: str = ""


@dataclass(frozen=True, slots=True)
class Prospect:
    """Who is wanted. `url` is kept for the screen; it never goes into a draft or to a model."""

    name: str
    first_name: str = ""
    title: str = ""
    company: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TieFact:
    """One sign that introducer and prospect know each other; see `TieKind` for the fields.

    The introducer's own messages are a sign, never a quotation: a draft says at most that the
    two seem to be in touch, and no field here holds what was written.
    """

    kind: TieKind
    when: date | None = None
    until: date | None = None
    place: str = ""
    text: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """How sure we are that introducer and prospect know each other, and from what."""

    evidence: Evidence = "unknown"
    how: tuple[TieFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this prospect: a part of the ideal client profile that matched."""

    kind: ReasonKind
    value: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """Why now."""

    kind: TriggerKind
    text: str = ""
    when: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an introduction, for the thanks."""

    kind: OutcomeKind
    when: date | None = None


@dataclass(frozen=True, slots=True)
class AskFacts:
    """Everything a draft may say.

    `prospect` is None only for the favours without one ("who-else", "review", "case-study").
    `others` are further prospects for the meeting sheet and the phone card; no other draft
    and no model sees them. `sources` says where a fact came from, by its key in `facts_table`
    or by the part before the dot ("prospect": "Connections.csv of Carla Keller"). `disclosure` is
    the line, by language code, that tells the prospect of a reward; empty where there is none.
    """

    seller: Seller
    introducer: Introducer
    as_of: date
    prospect: Prospect | None = None
    tie: Tie = Tie()
    why_them: tuple[Reason, ...] = ()
    why_now: tuple[Trigger, ...] = ()
    outcome: Outcome | None = None
    others: tuple[Prospect, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    disclosure: Mapping[str, str] = field(default_factory=dict)


_DEFAULT_SOURCES = {
    "seller": "your settings",
    "introducer": "your client list",
    "prospect": "the introducer's connections",
    "tie": "the introducer's files",
    "why_them": "your ideal client profile",
    "why_now": "your notes",
    "outcome": "the pipeline",
    "others": "the introducer's connections",
    "reward": "your reward rules",
    "ask": "the day of the draft",
}


# Parts that come from a file's cells as they stand: "NULL" there is no fact.
_CELLS = (".name", ".company", ".title", ".place")


def collect(facts: AskFacts) -> list[Fact]:
    """Every fact of the ask as `Fact`, in reading order; empty ones are left out."""
    out: list[Fact] = []

    def add(key: str, value: object, evidence: str, private: bool = False) -> None:
        if value is None or value in ("", ()):
            return
        if key.endswith(_CELLS) and is_nothing(str(value)):
            return
        shown = value.isoformat() if isinstance(value, date) else value
        if not isinstance(shown, (int, float)):
            shown = str(shown)
        group = key.split(".", 1)[0]
        source = facts.sources.get(key) or facts.sources.get(group) or _DEFAULT_SOURCES[group]
        out.append(Fact(key, shown, source, evidence, private))

    seller, introducer, prospect = facts.seller, facts.introducer, facts.prospect
    add("seller.name", seller.name, "stated")
    add("seller.company", seller.company, "stated")
    add("seller.offer", seller.offer, "stated")
    for code, text in sorted(seller.offer_in.items()):
        add(f"seller.offer.{code}", text, "stated")
    for number, text in enumerate(seller.proof, 1):
        add(f"seller.proof.{number}", text, "stated")
    for code, texts in sorted(seller.proof_in.items()):
        for number, text in enumerate(texts, 1):
            add(f"seller.proof.{code}.{number}", text, "stated")
    add("introducer.name", introducer.name, "file")
    add("introducer.company", introducer.company, "file")
    add("introducer.title", introducer.title, "file")
    add("introducer.kind", introducer.kind, "file")
    add("introducer.client_since", introducer.client_since, "file", True)
    add("introducer.achieved", introducer.achieved, "stated", True)
    add("introducer.greeting", introducer.greeting, "stated", True)
    add("introducer.last_contact", introducer.last_contact, "file", True)
    if prospect is not None:
        add("prospect.name", prospect.name, "file")
        add("prospect.title", prospect.title, "file")
        add("prospect.company", prospect.company, "file")
        add("tie.evidence", facts.tie.evidence, facts.tie.evidence, True)
    for number, sign in enumerate(facts.tie.how, 1):
        stem = f"tie.{sign.kind}.{number}"
        add(f"{stem}.place", sign.place, facts.tie.evidence, True)
        add(f"{stem}.when", sign.when, facts.tie.evidence, True)
        add(f"{stem}.until", sign.until, facts.tie.evidence, True)
        add(f"{stem}.text", sign.text, facts.tie.evidence, True)
        add(f"{stem}.number", sign.number, facts.tie.evidence, True)
        if not (sign.place or sign.when or sign.text or sign.number):
            add(stem, "yes", facts.tie.evidence, True)
    for number, reason in enumerate(facts.why_them, 1):
        add(f"why_them.{reason.kind}.{number}", reason.value, "derived")
    for number, trigger in enumerate(facts.why_now, 1):
        stem = f"why_now.{trigger.kind}.{number}"
        add(
            stem,
            trigger.text or trigger.when,
            "stated" if trigger.text else "file",
            trigger.kind == "need",
        )
        if trigger.text:
            add(f"{stem}.when", trigger.when, "stated", trigger.kind == "need")
    if facts.outcome is not None:
        add("outcome.kind", facts.outcome.kind, "stated", True)
        add("outcome.when", facts.outcome.when, "stated", True)
    for code, line in sorted(facts.disclosure.items()):
        add(f"reward.disclosure.{code}", line, "stated")
    for number, other in enumerate(facts.others, 1):
        add(f"others.{number}.name", other.name, "file", True)
        add(f"others.{number}.title", other.title, "file", True)
        add(f"others.{number}.company", other.company, "file", True)
    return out


def facts_table(facts: AskFacts) -> list[dict[str, object]]:
    """The facts as JSON-ready rows: `key, value, source, evidence, private`.

    E-mail addresses, profile addresses and the user's example mails are not facts a draft may
    use, so they do not stand here.
    """
    return [
        {
            "key": fact.key,
            "value": fact.value,
            "source": fact.source,
            "evidence": fact.evidence,
            "private": fact.private,
        }
        for fact in collect(facts)
    ]
