"""The gate on drafts written by hand, in other words than the templates'.

    python -m bench.judged_drafts [--sets a,b] [--languages en,de] [--show]

`judged/<language>_<set>.txt` holds, for each part of a draft, lines written by hand, and single
faults. Sixty clean drafts a file are put together from the lines; each fault is set into one of
them. A fault is found when the hard check it breaks fails; a clean draft is a false alarm when
any hard check fails. The gate was mended on set "a", counted blind on "b" and then mended on it
too, and counted blind on "c", which holds single faults and single harmless sentences ("clean").
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.judging import (
    AS_OF,
    FOLDER,
    Figures,
    arguments,
    checks_of,
    failed,
    filled,
    said,
    tell,
)
from prospecting.drafting.draft import DraftText
from prospecting.drafting.facts import (
    AskFacts,
    Introducer,
    Prospect,
    Reason,
    Seller,
    Tie,
    TieFact,
    Trigger,
)
from prospecting.drafting.textual import count_words

CLEAN = 60
LONGEST_NOTE = 72  # a fault may add a sentence and must not fail for its length

_OFFER = {
    "en": (
        "We help makers of machines close their books in days, not weeks",
        "one client now closes in three days instead of ten",
        "your month-end close went from ten days to three",
    ),
    "de": (
        "Wir helfen Maschinenbauern, ihren Abschluss in Tagen statt Wochen zu machen",
        "ein Kunde schließt jetzt in drei statt zehn Tagen ab",
        "der Monatsabschluss dauert drei statt zehn Tage",
    ),
    "fr": (
        "Nous aidons les fabricants à clore leurs comptes en quelques jours",
        "un client clôture désormais en trois jours au lieu de dix",
        "la clôture est passée de dix jours à trois",
    ),
    "es": (
        "Ayudamos a los fabricantes a cerrar sus cuentas en pocos días",
        "un cliente cierra ahora en tres días en vez de diez",
        "el cierre pasó de diez días a tres",
    ),
    "nl": (
        "Wij helpen makers om hun boeken in dagen te sluiten, niet in weken",
        "een klant sluit nu in drie dagen in plaats van tien",
        "de maandafsluiting ging van tien dagen naar drie",
    ),
}
# Introducer, firm; prospect, title, firm.
_PEOPLE = (
    ("Carla Keller", "Keller Metallbau GmbH", "Ben Weber", "CFO", "Brightlake Machines Ltd"),
    ("Joost de Vries", "De Vries Staal B.V.", "Hélène Moreau", "Finance Director", "Polyform SA"),
    ("Lucía Ferrer", "Talleres Ferrer S.L.", "Mark Stone", "Head of Finance", "Orbis 21"),
    ("Priya Patel", "Patel Foods plc", "Jürgen Schäfer", "CFO", "Kranzler AG"),
    ("Benoît Girard", "Girard & Fils", "Sanne Bakker", "Finance Director", "Helix & Sons"),
    ("Anja Koch", "Koch Textil GmbH", "Javier Muñoz", "CFO", "Norvik Group"),
)


@dataclass(frozen=True)
class Fault:
    """`checks` are the names of which one at least must fail; `where` the part it stands in."""

    checks: tuple[str, ...]
    where: str
    line: str


@dataclass
class Parts:
    """One file: the lines of each part, and the faults."""

    lines: dict[str, list[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_parts(language: str, name: str) -> Parts:
    """The file of one language and set."""
    parts = Parts()
    section = ""
    for line in (FOLDER / f"{language}_{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            section = line.strip("[]")
            continue
        key, _, text = line.partition(": ")
        if section == "clean":
            parts.lines.setdefault(key, []).append(text)
            continue
        checks, _, where = key.partition("@")
        parts.faults.append(Fault(tuple(checks.split("|")), where or "body", text))
    if not parts.lines:
        parts.lines = read_parts(language, "b").lines
    return parts


def facts_for(language: str, number: int) -> AskFacts:
    """One of six made-up asks; only a LinkedIn link from March 2019 ties the two."""
    offer, proof, achieved = _OFFER[language]
    name, firm, prospect, title, company = _PEOPLE[number % len(_PEOPLE)]
    return AskFacts(
        Seller("Nora Lind", "Lindwerk", offer, (proof,), language=language),
        Introducer(
            name, company=firm, client_since=date(2021, 4, 1), achieved=achieved, language=language
        ),
        AS_OF,
        Prospect(prospect, title=title, company=company),
        Tie("unknown", (TieFact("connected", when=date(2019, 3, 1)),)),
        (Reason("function", "Finance"), Reason("industry", "Machinery Manufacturing")),
        (Trigger("job_change", when=date(2026, 9, 1)),),
        None,
        (
            Prospect("Olga Petrova", title="Head of Purchasing", company="Solvanta"),
            Prospect("Tom Baker", title="VP Operations", company="Northgate Textiles"),
        ),
    )


def draft_of(
    parts: Parts, language: str, number: int, out: str | None = None
) -> tuple[DraftText, AskFacts]:
    """Clean draft `number`; `out` stands in for the line that makes a no easy."""
    facts = facts_for(language, number)
    someone = facts.prospect
    assert someone is not None

    def part(name: str, step: int) -> str:
        lines = parts.lines[name]
        return filled(lines[(number * step + number // len(lines)) % len(lines)], facts)

    ask = out if out is not None else part("out", 5)
    body = "\n\n".join(
        [
            part("greeting", 1),
            f"{part('thanks', 1)} {part('who', 5)}",
            f"{part('why', 1)} {part('now', 5)}",
            f"{part('know', 1)} {filled(ask, facts)}",
            part("pass", 1),
            f"{part('close', 1)}\n{facts.seller.name}",
        ]
    )
    blocks = [
        _NOTE_HELLO[language].format(name=someone.name),
        f"{part('note_open', 1)} {part('note_offer', 2)}",
        f"{part('note_why', 1)} {part('note_ask', 2)}",
        f"{facts.seller.name}, {facts.seller.company}",
    ]
    if count_words("\n\n".join(blocks)) > LONGEST_NOTE:
        blocks[2] = part("note_ask", 2)
    note = "\n\n".join(blocks)
    return DraftText(
        body, part("subject", 1), note, part("note_subject", 1), "email", "first", language
    ), facts


_NOTE_HELLO = {
    "en": "Hello {name},",
    "de": "Guten Tag {name},",
    "fr": "Bonjour {name},",
    "es": "Hola, {name}:",
    "nl": "Dag {name},",
}


def faulty_draft(
    parts: Parts, language: str, number: int, fault: Fault
) -> tuple[DraftText, AskFacts]:
    """Clean draft `number` with the fault in its place."""
    if fault.checks == ("way-out",):
        return draft_of(parts, language, number, fault.line)
    text, facts = draft_of(parts, language, number)
    line = filled(fault.line, facts)
    if fault.where == "subject":
        return replace(text, subject=line), facts
    if fault.where == "note":
        blocks = text.forwardable.split("\n\n")
        blocks[1] += f" {line}"
        return replace(text, forwardable="\n\n".join(blocks)), facts
    blocks = text.body.split("\n\n")
    blocks[1 + number % 2] += f" {line}"
    return replace(text, body="\n\n".join(blocks)), facts


def cases(language: str, name: str) -> Iterator[tuple[DraftText, AskFacts, Fault | None]]:
    """Every draft of one file, the clean ones first."""
    parts = read_parts(language, name)
    for number in range(CLEAN if name != "c" else 0):
        yield *draft_of(parts, language, number), None
    for number, fault in enumerate(parts.faults):
        yield *faulty_draft(parts, language, number, fault), fault


def judge(language: str, name: str) -> Figures:
    """The gate's figures on one file."""
    out = Figures()
    for text, facts, fault in cases(language, name):
        checks = checks_of(text, facts)
        hard = failed(checks)
        if fault is None or fault.checks == ("clean",):
            out.harmless(bool(hard))
            if hard:
                out.lines.append(f"false alarm: {fault.line if fault else ''} {said(hard)}")
            continue
        found = any(checks[c].passed is False for c in fault.checks)
        out.seeded(fault.checks[0], found)
        if not found:
            other = f" (but {said(hard)})" if hard else ""
            out.lines.append(f"missed {'|'.join(fault.checks)}: {fault.line}{other}")
    return out


def main(argv: list[str] | None = None) -> int:
    """Prints the figures; exit status 1 where a goal is missed."""
    parser = arguments(__doc__)
    parser.add_argument("--sets", default="a,b,c")
    chosen = parser.parse_args(argv)
    good = True
    for name in chosen.sets.split(","):
        for language in chosen.languages.split(","):
            figures = judge(language, name)
            tell(f"set {name}, {language}", figures, chosen.show)
            good &= figures.good
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
