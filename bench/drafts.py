"""How good and how fast the drafts are, and how good the gate that judges them.

    python -m bench.drafts [--worlds N] [--faults N] [--json]

1. Every combination of channel, kind, language and evidence level on N seeded worlds: the share
   of the checks that hold, of those that apply; by template (channel and kind).
2. Plans of 50 drafts: the largest five-word overlap of any two.
3. Time a draft, as a ratio to `str.format` on a fixed text of the same length without any check.
4. The gate on drafts with seeded faults and on clean ones, per language.

Everything is made from seeds; no file is read.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.draft_worlds import LANGUAGES, plan_of, world
from bench.seeded_faults import faulty
from prospecting.drafting.compose import compose
from prospecting.drafting.draft import Draft
from prospecting.drafting.facts import CHANNELS, EVIDENCE_LEVELS, KINDS
from prospecting.drafting.gate import check_draft
from prospecting.drafting.textual import count_words, five_grams, overlap


@dataclass
class Tally:
    """Checks that hold, of those that apply, for one template."""

    hard: int = 0
    hard_held: int = 0
    soft: int = 0
    soft_held: int = 0


def every_draft(worlds: int) -> Iterator[Draft]:
    """One draft for every combination, world by world."""
    for number in range(worlds):
        for language in LANGUAGES:
            for level in EVIDENCE_LEVELS:
                facts = world(number, language, level)
                for channel in CHANNELS:
                    for kind in KINDS:
                        yield compose(
                            facts, kind=kind, channel=channel, language=language, seed=number
                        )


def quality(worlds: int) -> tuple[dict[str, Tally], Counter[str], Counter[str]]:
    """(tally by template, what failed how often, what lies outside the best ranges)."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    failed: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for draft in every_draft(worlds):
        tally = tallies[f"{draft.channel}/{draft.kind}"]
        for check in draft.checks:
            if check.passed is None:
                continue
            if check.hard:
                tally.hard += 1
                tally.hard_held += check.passed
            else:
                tally.soft += 1
                tally.soft_held += check.passed
            if not check.passed:
                failed[
                    f"{draft.language} {draft.channel}/{draft.kind}: {check.name}: {check.detail}"
                ] += 1
        words = count_words(draft.body)
        if draft.channel == "email" and draft.kind == "first" and not 50 <= words <= 125:
            outside[f"{draft.language} first: not 50 to 125 words"] += 1
        if draft.channel == "linkedin" and len(draft.body) > 400:
            outside[f"{draft.language} linkedin: over 400 characters"] += 1
        for check in draft.checks:
            if check.name == "reading" and "would help" in check.detail:
                outside[f"{draft.language}: reading only acceptable"] += 1
    return tallies, failed, outside


def variety(size: int = 50) -> dict[str, dict[str, float]]:
    """Per language: the largest and the mean five-word overlap of two drafts of one plan."""
    out: dict[str, dict[str, float]] = {}
    for language in LANGUAGES:
        made: list[Draft] = []
        for rank, facts in enumerate(plan_of(size, language), 1):
            made.append(compose(facts, language=language, seed=rank, others=made))
        bodies = [five_grams(d.body) for d in made]
        notes = [five_grams(d.forwardable) for d in made]
        found = [overlap(a, b) for a, b in combinations(bodies, 2)]
        passed_on = [overlap(a, b) for a, b in combinations(notes, 2)]
        out[language] = {
            "largest": max(found),
            "mean": sum(found) / len(found),
            "notes_largest": max(passed_on),
            "notes_mean": sum(passed_on) / len(passed_on),
        }
    return out


def speed(drafts: int = 300) -> dict[str, float]:
    """Seconds of processor time a draft, of the rival, and the ratio; templates are compiled."""
    plans = {language: plan_of(30, language) for language in LANGUAGES}
    for language, plan in plans.items():
        for rank, facts in enumerate(plan):
            compose(facts, language=language, seed=rank)
    jobs = [
        (language, plans[language][i % 30], i)
        for i in range(drafts // len(LANGUAGES))
        for language in LANGUAGES
    ]
    # Fresh facts, so that nothing kept for the same facts helps.
    jobs = [(language, plan_of(30, language)[i % 30], i) for language, _f, i in jobs[:drafts]]
    start = time.process_time()
    for language, facts, i in jobs:
        compose(facts, language=language, seed=i)
    ours = (time.process_time() - start) / len(jobs)
    text = compose(jobs[0][1], language="en", seed=1).body.replace("{", "").replace("}", "")
    template = text + " {name} {company} {me}"
    start = time.process_time()
    for i in range(20_000):
        template.format(name="Ben Weber", company="Weber GmbH", me=i)
    rival = (time.process_time() - start) / 20_000
    return {"seconds": ours, "rival_seconds": rival, "ratio": ours / rival}


@dataclass
class Judgement:
    """How the gate did on one language's drafts."""

    drafts: int = 0
    faults: int = 0
    found: int = 0
    clean: int = 0
    alarms: int = 0


def gate_quality(count: int) -> tuple[dict[str, Judgement], list[str]]:
    """Per language: `count` drafts with one seeded hard fault each, and as many clean ones."""
    out: dict[str, Judgement] = {}
    misses: list[str] = []
    for language in LANGUAGES:
        judged = Judgement()
        for case in faulty(language, count):
            judged.drafts += 1
            checks = {c.name: c for c in check_draft(case.text, case.facts)}
            if case.check is None:
                judged.clean += 1
                bad = [c for c in checks.values() if c.hard and c.passed is False]
                if bad:
                    judged.alarms += 1
                    misses.append(f"{language} false alarm: {case.what}: {bad[0].detail}")
            else:
                judged.faults += 1
                if checks[case.check].passed is False:
                    judged.found += 1
                else:
                    misses.append(f"{language} missed {case.check}: {case.what}")
        out[language] = judged
    return out, misses


def main(argv: list[str] | None = None) -> int:
    """Prints the figures; exit status 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--worlds", type=int, default=3)
    parser.add_argument("--faults", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(argv)
    tallies, failed, outside = quality(chosen.worlds)
    hard = sum(t.hard for t in tallies.values())
    hard_held = sum(t.hard_held for t in tallies.values())
    worst = min((t.soft_held / t.soft for t in tallies.values() if t.soft), default=1.0)
    plans = variety()
    times = speed()
    judged, misses = gate_quality(chosen.faults)
    figures = {
        "hard_held": hard_held / hard,
        "soft_held_worst_template": worst,
        "soft_held": sum(t.soft_held for t in tallies.values())
        / sum(t.soft for t in tallies.values()),
        "outside_best": dict(outside.most_common(20)),
        "variety": plans,
        "time": times,
        "gate": {code: vars(j) for code, j in judged.items()},
    }
    if chosen.json:
        json.dump(figures, sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(f"hard checks that hold: {hard_held} of {hard}\n")
        sys.stdout.write(
            f"soft checks that hold: {figures['soft_held']:.4f}, worst template {worst:.4f}\n"
        )
        for name, tally in sorted(tallies.items()):
            if tally.hard != tally.hard_held or tally.soft != tally.soft_held:
                sys.stdout.write(
                    f"  {name}: hard {tally.hard_held}/{tally.hard}, "
                    f"soft {tally.soft_held}/{tally.soft}\n"
                )
        for what, times_seen in failed.most_common(15):
            sys.stdout.write(f"    {times_seen} × {what}\n")
        for what, times_seen in outside.most_common(15):
            sys.stdout.write(f"  outside the best range: {times_seen} × {what}\n")
        for code, found in plans.items():
            sys.stdout.write(
                f"overlap in a plan of 50, {code}: largest {found['largest']:.2f}, "
                f"mean {found['mean']:.2f}; notes {found['notes_largest']:.2f}, "
                f"{found['notes_mean']:.2f}\n"
            )
        sys.stdout.write(
            f"a draft with its checks: {times['seconds'] * 1000:.2f} ms, "
            f"{times['ratio']:.0f} times str.format\n"
        )
        for code, j in judged.items():
            sys.stdout.write(
                f"gate {code}: hard faults found {j.found}/{j.faults}, "
                f"false alarms {j.alarms}/{j.clean}\n"
            )
        for miss in misses:
            sys.stdout.write(f"    {miss}\n")
    good = (
        hard == hard_held
        and worst >= 0.95
        and times["seconds"] < 0.005
        and all(v["largest"] < 0.5 for v in plans.values())
        and all(j.found >= 0.95 * j.faults and j.alarms <= 0.05 * j.clean for j in judged.values())
    )
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
