"""The text of a phone card and of a meeting sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from prospecting.drafting.context import Person, prospect_of
from prospecting.drafting.facts import AskFacts
from prospecting.drafting.language import Language
from prospecting.drafting.templates import pick_form

SHEET_NAMES = 5


class Sentences(Protocol):
    """What a card needs of the writer."""

    formality: str

    def slot(self, kind: str, name: str) -> str: ...

    def ordered(self, kind: str, order: str) -> str: ...


def line_of(language: Language, someone: Person) -> str:
    """A person on one line: name, title and company as far as they are usable."""
    rules = language.rules
    if someone.title and someone.company:
        return str(rules["at"]).format(
            name=someone.full, role=someone.title, company=someone.company
        )
    if someone.company:
        return str(rules["at_company"]).format(name=someone.full, company=someone.company)
    return f"{someone.full}, {someone.title}" if someone.title else someone.full


def sheet_people(facts: AskFacts) -> list[Person]:
    """The usable people for a meeting sheet, the asked-for one first, five at most."""
    people = [prospect_of(p) for p in (facts.prospect, *facts.others) if p is not None]
    seen: set[str] = set()
    out: list[Person] = []
    for someone in people:
        if someone is not None and someone.full not in seen:
            seen.add(someone.full)
            out.append(someone)
    return out[:SHEET_NAMES]


def labels(language: Language, form: str, formality: str = "informal") -> tuple[str, ...]:
    """The headings of a card ("phone") or sheet ("meeting")."""
    return tuple(pick_form(line, formality) for line in language.book.lines(form, "label"))


def card_body(
    facts: AskFacts,
    language: Language,
    kind: str,
    channel: str,
    maker: Sentences,
    values: Mapping[str, str],
) -> str:
    """Plain text of the card; a heading and its lines, one block each."""
    if channel == "meeting" and kind == "first":
        return _sheet(facts, language, maker, values)
    names = labels(language, "phone", maker.formality)
    blocks: list[tuple[str, list[str]]] = []
    if kind != "reply-to-no":
        blocks.append((names[0], [maker.slot("phone", "opening")]))
    if kind == "first":
        someone = prospect_of(facts.prospect)
        blocks.append((names[1], [line_of(language, someone)] if someone else []))
        reserve = [line_of(language, p) for p in sheet_people(facts)[1:3]]
        if reserve:
            blocks.append((names[2], reserve))
        blocks.append((names[3], [maker.slot("first", "why"), maker.slot("first", "now")]))
        blocks.append((names[4], [maker.slot("first", "know"), maker.slot("first", "out")]))
    else:
        core = maker.ordered(kind, "order linkedin").replace("\n\n", " ")
        blocks.append((names[7], [core]))
    asks = kind not in ("thanks-intro", "thanks-outcome", "reply-to-no", "stop")
    if asks:
        blocks.append((names[5], [maker.slot("phone", "if_no")]))
    blocks.append((names[6], [maker.slot("phone", "next" if kind == "first" else "next_plain")]))
    return "\n\n".join(
        f"{head}\n" + "\n".join(line for line in lines if line)
        for head, lines in blocks
        if any(lines)
    )


def _sheet(facts: AskFacts, language: Language, maker: Sentences, values: Mapping[str, str]) -> str:
    names = labels(language, "meeting", maker.formality)
    boxes = "   ".join(f"[ ] {names[i]}" for i in (2, 3, 4, 5))
    head = f"{names[0]} {values.get('to_full', '')}".strip()
    lines = [head, maker.slot("meeting", "lead"), "", names[1]]
    for number, someone in enumerate(sheet_people(facts), 1):
        lines += ["", f"{number}. {line_of(language, someone)}", f"   {boxes}"]
    lines += ["", f"{names[7]}:"]
    why = [maker.slot("who-else", "look")]
    lines += [line for line in why if line]
    lines += ["", f"{names[8]}:", ""]
    return "\n".join(lines).rstrip() + "\n"
