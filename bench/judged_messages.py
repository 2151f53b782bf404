"""The gate on whole messages written by hand: several registers and channels, names that are words.

    python -m bench.judged_messages [--half 1|2] [--languages en,de] [--show]

`judged/<language>_d.toml` holds six messages, single faults and single harmless sentences. Each
fault is set into one of the messages that can carry it, about one of three asks; harmless
sentences make the clean drafts, with the messages as they are. More faults lie in the frame: no
note, its subject used twice, a note too short, no way out. Half 1 is what the gate may be mended
on; half 2 is counted and not looked at.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

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
    Evidence,
    Introducer,
    Prospect,
    Reason,
    Seller,
    Tie,
    TieFact,
    Trigger,
)

# Introducer, firm; prospect, title, firm; how the two are tied. Names and firms that are words.
_ASKS: tuple[tuple[str, str, str, str, str, Evidence, tuple[TieFact, ...]], ...] = (
    ("Will Summer", "Summer & Sons Ltd", "Grace May", "COO", "Next plc", "unknown", ()),
    (
        "Ida Lund",
        "Lund Papir AS",
        "Mark Jansen",
        "Head of Logistics",
        "Apple Tree Foods BV",
        "unknown",
        (TieFact("connected", when=date(2020, 2, 3)),),
    ),
    (
        "April Stone",
        "Stonefield GmbH",
        "Rose Müller",
        "VP Operations",
        "Orange",
        "potential",
        (
            TieFact(
                "worked_together",
                when=date(2014, 1, 1),
                until=date(2017, 6, 1),
                place="Helmond Port",
            ),
        ),
    ),
)


@dataclass(frozen=True)
class Case:
    """One draft; `checks` are the names of which one must fail, empty for a clean draft.

    `base` is the draft before the fault came in: what fails there too is no find.
    """

    text: DraftText
    facts: AskFacts
    checks: tuple[str, ...]
    what: str
    base: DraftText | None = None


def facts_for(language: str, words: dict[str, Any], number: int) -> AskFacts:
    """One of the three asks, in the words of the language."""
    name, firm, prospect, title, company, evidence, signs = _ASKS[number % len(_ASKS)]
    return AskFacts(
        Seller("Tomas Berg", "Halvorsen Cargo", words["offer"], (words["proof"],), language),
        Introducer(
            name,
            company=firm,
            client_since=date(2022, 3, 1),
            achieved=words["achieved"],
            language=language,
        ),
        AS_OF,
        Prospect(prospect, title=title, company=company),
        Tie(evidence, signs),
        (Reason("function", "Operations"), Reason("industry", "Logistics and Supply Chain")),
        (
            Trigger("need", text=words["need"], when=date(2026, 11, 2)),
            Trigger("job_change", when=date(2026, 6, 1)),
        ),
    )


def _message(made: dict[str, str], language: str, facts: AskFacts, out: str = "") -> DraftText:
    body = made["body"].strip().replace("{out}", out or made["out"])
    return DraftText(
        filled(body, facts),
        filled(made.get("subject", ""), facts),
        filled(made.get("note", "").strip(), facts),
        filled(made.get("note_subject", ""), facts),
        made["channel"],
        made["kind"],
        language,
    )


def _with(text: DraftText, where: str, line: str, pick: random.Random) -> DraftText:
    """The draft with a line after one of its sentences, before the last two lines."""
    if where == "subject":
        return replace(text, subject=line)
    if where == "note":
        blocks = text.forwardable.split("\n\n")
        blocks[1] += f" {line}"
        return replace(text, forwardable="\n\n".join(blocks))
    gap = "\n\n" if text.channel == "email" else "\n"
    blocks = text.body.split(gap)
    if len(blocks) == 1:
        return replace(text, body=f"{text.body} {line}")
    blocks[pick.randrange(1 if len(blocks) > 2 else 0, len(blocks) - 1)] += f" {line}"
    return replace(text, body=gap.join(blocks))


def cases(language: str) -> Iterator[Case]:
    """Every draft of one language; the halves are every other one."""
    words = tomllib.loads((FOLDER / f"{language}_d.toml").read_text(encoding="utf-8"))
    pick = random.Random(f"messages/{language}")
    drafts = words["drafts"]
    mails = [d for d in drafts if d["channel"] == "email"]
    for number in range(3 * len(drafts)):
        facts = facts_for(language, words, number // len(drafts))
        yield Case(_message(drafts[number % len(drafts)], language, facts), facts, (), "as it is")
    roomy = [d for d in drafts if d["channel"] != "linkedin-note"]
    for number in range(42):
        facts = facts_for(language, words, number)
        line = words["clean"]["lines"][number % len(words["clean"]["lines"])]
        # A sheet for one's own eyes holds no words to the client.
        there = [d for d in roomy if d["channel"] != "phone"]
        text = _message(there[(number * 3 + number // 3) % len(there)], language, facts)
        yield Case(_with(text, "body", filled(line, facts), pick), facts, (), line)
    for number, entry in enumerate(words["faults"]["lines"]):
        facts = facts_for(language, words, number)
        key, _, line = entry.partition(": ")
        checks, _, where = key.partition("@")
        fit = mails if where or checks == "placeholder" else roomy
        made = fit[number % len(fit)]
        if checks == "way-out":
            base = _message(made, language, facts)
            yield Case(_message(made, language, facts, line), facts, (checks,), entry, base)
            continue
        text = _message(made, language, facts)
        yield Case(
            _with(text, where or "body", filled(line, facts), pick),
            facts,
            tuple(checks.split("|")),
            entry,
            text,
        )
    for number, what in enumerate(("no note", "same subject", "short note", "no way out")):
        facts = facts_for(language, words, number)
        made = mails[number % len(mails)]
        text = _message(made, language, facts)
        note = text.forwardable.split("\n\n")
        changed = (
            replace(text, forwardable=""),
            replace(text, forwardable_subject=text.subject),
            replace(text, forwardable=f"{note[0]}\n\n{note[1]}"),
            _message(made, language, facts, " "),
        )[number]
        yield Case(changed, facts, ("forwardable" if number < 3 else "way-out",), what, text)


def judge(language: str, half: int) -> Figures:
    """The gate's figures on one half (1 or 2; 0 for both)."""
    out = Figures()
    for number, case in enumerate(cases(language)):
        if half and number % 2 != half - 1:
            continue
        checks = checks_of(case.text, case.facts)
        hard = failed(checks)
        if not case.checks:
            out.harmless(bool(hard))
            if hard:
                out.lines.append(f"alarm [{case.text.channel}] {case.what}: {said(hard)}")
            continue
        before = checks_of(case.base or case.text, case.facts)
        found = any(
            checks[c].passed is False
            and (before[c].passed is not False or before[c].detail != checks[c].detail)
            for c in case.checks
        )
        out.seeded(case.checks[0], found)
        if not found:
            other = f" (but {said(hard)})" if hard else ""
            out.lines.append(f"missed [{case.text.channel}] {case.what}{other}")
    return out


def main(argv: list[str] | None = None) -> int:
    """Prints the figures; exit status 1 where a goal is missed."""
    parser = arguments(__doc__)
    parser.add_argument("--half", type=int, default=0, choices=(0, 1, 2))
    chosen = parser.parse_args(argv)
    good = True
    for language in chosen.languages.split(","):
        figures = judge(language, chosen.half)
        tell(language, figures, chosen.show)
        good &= figures.good
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
