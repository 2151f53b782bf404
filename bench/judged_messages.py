"""The gate on whole messages written by hand: several registers and channels, names that are words.

    python -m bench.judged_messages [--half 1|2] [--languages en,de] [--show]

`judged/<language>_d.toml` holds six messages, single faults and single harmless sentences. Each
fault is set into one of the messages that can carry it, about one of three asks; harmless
sentences make the clean drafts, with the messages as they are. More faults lie in the frame: no
note, its subject used twice, a note too short, no way out. Half 1 is what the gate may be mended
on; half 2 is counted and not looked at.
"""

from __future__ import annotations

import argparse
import random
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from bench.draft_worlds import LANGUAGES
from prospecting.drafting.draft import Check, DraftText
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
from prospecting.drafting.gate import check_draft

FOLDER = Path(__file__).resolve().parent / "judged"
AS_OF = date(2026, 11, 24)
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


@dataclass
class Figures:
    """What became of one language's drafts; `by_check` counts (found, seeded)."""

    found: int = 0
    faults: int = 0
    alarms: int = 0
    clean: int = 0
    by_check: dict[str, list[int]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


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


def _filled(line: str, facts: AskFacts) -> str:
    someone = facts.prospect
    assert someone is not None
    for key, value in (
        ("to", facts.introducer.name.split()[0]),
        ("p", someone.name.split()[0]),
        ("P", someone.name),
        ("role", someone.title),
        ("co", someone.company),
        ("me", facts.seller.name),
        ("myco", facts.seller.company),
    ):
        line = line.replace(f"{{{key}}}", value)
    return line


def _message(made: dict[str, str], language: str, facts: AskFacts, out: str = "") -> DraftText:
    body = made["body"].strip().replace("{out}", out or made["out"])
    return DraftText(
        _filled(body, facts),
        _filled(made.get("subject", ""), facts),
        _filled(made.get("note", "").strip(), facts),
        _filled(made.get("note_subject", ""), facts),
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
        yield Case(_with(text, "body", _filled(line, facts), pick), facts, (), line)
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
            _with(text, where or "body", _filled(line, facts), pick),
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
        checks = {c.name: c for c in check_draft(case.text, case.facts)}
        hard = [c for c in checks.values() if c.hard and c.passed is False]
        if not case.checks:
            out.clean += 1
            out.alarms += bool(hard)
            if hard:
                out.lines.append(
                    f"{language} alarm [{case.text.channel}] {case.what}: {_said(hard)}"
                )
            continue
        before = {c.name: c for c in check_draft(case.base or case.text, case.facts)}
        found = any(
            checks[c].passed is False
            and (before[c].passed is not False or before[c].detail != checks[c].detail)
            for c in case.checks
        )
        out.faults += 1
        out.found += found
        row = out.by_check.setdefault(case.checks[0], [0, 0])
        row[0] += found
        row[1] += 1
        if not found:
            other = f" (but {_said(hard)})" if hard else ""
            out.lines.append(f"{language} missed [{case.text.channel}] {case.what}{other}")
    return out


def _said(hard: list[Check]) -> str:
    return "; ".join(f"{c.name}: {c.detail}" for c in hard)


def main(argv: list[str] | None = None) -> int:
    """Prints the figures; exit status 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--half", type=int, default=0, choices=(0, 1, 2))
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--show", action="store_true", help="what was missed, line by line")
    chosen = parser.parse_args(argv)
    good = True
    for language in chosen.languages.split(","):
        made = judge(language, chosen.half)
        by = ", ".join(f"{name} {got}/{of}" for name, (got, of) in sorted(made.by_check.items()))
        sys.stdout.write(
            f"{language}: found {made.found}/{made.faults}, "
            f"false alarms {made.alarms}/{made.clean} ({by})\n"
        )
        if chosen.show:
            sys.stdout.writelines(f"    {line}\n" for line in made.lines)
        good &= made.found >= 0.95 * made.faults and made.alarms <= 0.05 * made.clean
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
