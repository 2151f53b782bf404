"""Reports on a large pipeline, beside the same figures by plain pandas.

    python bench/report_speed.py [--asks 100000] [--rounds 5]

Prints the processor seconds of deriving the facts (done once after a change), of the whole report
and of a page (the funnel, rates and times), and the ratio to a pandas script that a careful analyst
would write for the funnel, the rates and the days per stage alone.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from prospecting.pipeline.facts import derive_facts
from prospecting.pipeline.reports import funnel, rates, stage_times
from prospecting.pipeline.summary import report_object

ROAD = ("asked", "agreed", "introduced", "meeting", "opportunity", "won")
KEEP = (1.0, 0.55, 0.8, 0.75, 0.6, 0.45)
CLOSED = ("won", "lost", "declined", "no-answer", "not-a-fit")
AS_OF = date(2026, 6, 30)


def make(count: int, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Asks and their events, drawn in columns."""
    rng = np.random.default_rng(seed)
    day = rng.integers(0, 700, count)
    alive = np.ones(count, dtype=bool)
    frames = []
    start = np.datetime64(AS_OF - timedelta(days=720))
    for place, (stage, keep) in enumerate(zip(ROAD, KEEP, strict=True)):
        passed = alive & (rng.random(count) < keep)
        ended = alive & ~passed & (rng.random(count) < 0.8)
        for which, words in ((passed, stage), (ended, "declined" if place < 2 else "lost")):
            ids = np.flatnonzero(which)
            frames.append(
                pd.DataFrame({"ask_id": ids, "number": place + 1, "stage": words,
                              "on": start + day[ids].astype("timedelta64[D]"),
                              "amount": np.where(words in ("opportunity", "won"), 9000.0, np.nan)})
            )  # fmt: skip
        alive = passed
        day = day + rng.integers(1, 25, count)
    events = pd.concat(frames, ignore_index=True)
    events["currency"] = "EUR"
    events = events.sample(frac=1.0, random_state=seed, ignore_index=True)
    clients = rng.integers(0, max(1, count // 60), count)
    asks = pd.DataFrame(
        {"ask_id": np.arange(count), "client_id": clients, "owner": rng.integers(0, 9, count)}
    )
    return asks, events


def rival(events: pd.DataFrame) -> dict[str, object]:
    """Funnel, rates and days per stage as one writes them in pandas. Fixed."""
    past = events[events["on"] <= pd.Timestamp(AS_OF)].sort_values(["ask_id", "on", "number"])
    first = past.pivot_table(index="ask_id", columns="stage", values="on", aggfunc="min")
    now = past.groupby("ask_id")["stage"].last()
    counts = {}
    for place, stage in enumerate(ROAD):
        counts[stage] = int(first[list(ROAD[place:])].notna().any(axis=1).sum())
    over = now.isin(CLOSED)
    shares = {}
    for start, goal in itertools.pairwise(ROAD):
        began = first[list(ROAD[ROAD.index(start) :])].notna().any(axis=1)
        done = first[list(ROAD[ROAD.index(goal) :])].notna().any(axis=1)
        shares[goal] = (done & began).sum() / max(1, (began & (done | over)).sum())
    past = past.assign(took=past.groupby("ask_id")["on"].shift(-1) - past["on"])
    took = past.dropna(subset=["took"]).groupby("stage")["took"]
    return {"funnel": counts, "rates": shares, "days": took.quantile(np.array([0.5, 0.8]))}


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Median processor seconds."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asks", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    asks, events = make(options.asks)
    ids = asks["ask_id"].to_numpy(object)
    facts = derive_facts(events, AS_OF, ids)
    theirs = rival(events)["funnel"]
    ours = {row.stage: row.count for row in funnel(facts)}
    agree = all(ours[stage] == count for stage, count in dict(theirs).items())  # type: ignore[call-overload]
    derive = seconds(lambda: derive_facts(events, AS_OF, ids), options.rounds)
    page = seconds(lambda: (funnel(facts), rates(facts), stage_times(facts)), options.rounds)
    whole = seconds(lambda: report_object(facts, asks, "EUR"), options.rounds)
    other = seconds(lambda: rival(events), options.rounds)
    print(f"{len(asks):,} asks, {len(events):,} events; funnels agree: {agree}")
    print(f"facts, once after a change   {derive:7.3f} s")
    print(f"funnel, rates and times      {page:7.3f} s")
    print(f"whole report                 {whole:7.3f} s")
    print(f"pandas, same three figures   {other:7.3f} s")
    print(f"ratio facts + page to pandas {(derive + page) / other:7.2f}")


if __name__ == "__main__":
    main()
