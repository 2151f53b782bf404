"""How well tie strength foretells two-way contact in the next month, on a message graph.

    python bench/ties.py PATH [--cutoffs 3]      lines "from,to,time" (time: epoch seconds or ISO)
    python bench/ties.py --synthetic [--seed 1]  a made-up graph, to try

For each person the contacts so far are ranked by each score; the figure is the mean over people of
the AUC (the chance that a contact with whom messages go both ways in the next 30 days stands
above one with whom not). Rivals: recency, count, age of the connection, and a logistic regression
trained on the month before each cut-off. Ours is shown twice: the exchange of messages alone, and
the tie strength that the plan uses, which is capped on purpose (the strongest tie is not the best
path to an introduction) and holds one-way messages for no evidence at all.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scoring.config import TieConfig, default_config
from scoring.learning.logistic import most_probable_weights
from scoring.ties import TieEvidence, decayed_counts, exchange_strength, score_ties

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DAY = 86_400.0
WINDOW_DAYS = 30.0
LEAST_CONTACTS = 5


@dataclass(frozen=True)
class Graph:
    """Messages: numbers of the two people, and when (epoch seconds), ``(M,)`` each."""

    sender: Ints
    receiver: Ints
    seconds: Floats
    people: int


def read_graph(path: Path) -> Graph:
    """Read ``from,to,time`` lines, separated by commas, semicolons, tabs or blanks.

    A first line of headings is skipped.

    Raises:
        ValueError: a line that is not of this form, with its number.
    """
    senders, receivers, times = [], [], []
    with path.open(encoding="utf-8", newline="") as file:
        first = file.readline()
        file.seek(0)
        mark = next((m for m in (",", ";", "\t") if m in first), " ")
        for number, row in enumerate(csv.reader(file, delimiter=mark, skipinitialspace=True), 1):
            if not row or row[0].startswith(("#", "%")):
                continue
            try:
                when = _seconds(row[2])
            except (IndexError, ValueError) as error:
                if number == 1:
                    continue
                raise ValueError(f"line {number} of {path.name} is not from, to, time") from error
            senders.append(row[0].strip())
            receivers.append(row[1].strip())
            times.append(when)
    names, codes = np.unique(np.array(senders + receivers), return_inverse=True)
    half = len(senders)
    return Graph(codes[:half], codes[half:], np.array(times), names.size)


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        when = datetime.fromisoformat(text.strip())
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def synthetic(seed: int, people: int = 120, days: int = 500) -> Graph:
    """People with a few lasting ties, some that fade, and many that never were; bursts as in life."""
    rng = np.random.default_rng(seed)
    senders, receivers, times = [], [], []
    for a in range(people):
        for b in rng.choice(people, 14, replace=False):
            if a >= b:
                continue
            rate = rng.lognormal(-4.2, 1.3)  # conversations a day
            begins = rng.uniform(0, days * 0.8)
            ends = begins + rng.exponential(250)
            balance = rng.beta(3, 3) if rng.random() < 0.8 else rng.beta(0.3, 3)
            at = begins
            while at < min(ends, days):
                at += rng.exponential(1 / rate)
                for _ in range(1 + rng.poisson(1.5)):
                    forth = rng.random() < balance
                    senders.append(a if forth else int(b))
                    receivers.append(int(b) if forth else a)
                    times.append((at + rng.exponential(0.3)) * DAY)
    keep = np.array(times) < days * DAY
    return Graph(np.array(senders)[keep], np.array(receivers)[keep], np.array(times)[keep], people)


@dataclass(frozen=True)
class Snapshot:
    """Pairs known at a cut-off: whose contact, the evidence, ages, and what came next."""

    ego: Ints
    evidence: TieEvidence
    first_days: Floats
    next_month: Bools


def snapshot(graph: Graph, cut: float, config: TieConfig) -> Snapshot:
    """Every pair with a message before ``cut``, from both sides, and whether contact follows."""
    past = graph.seconds <= cut
    ego = np.concatenate([graph.sender[past], graph.receiver[past]])
    other = np.concatenate([graph.receiver[past], graph.sender[past]])
    incoming = np.repeat([False, True], int(past.sum()))
    seconds = np.tile(graph.seconds[past], 2)
    itself = ego == other
    ego, other, incoming, seconds = (
        ego[~itself],
        other[~itself],
        incoming[~itself],
        seconds[~itself],
    )
    pair, index = np.unique(ego * graph.people + other, return_inverse=True)
    counts = decayed_counts(
        index,
        incoming,
        seconds,
        edge_introducer=pair // graph.people,
        introducers=graph.people,
        as_of_epoch=cut,
        config=config,
    )
    first = np.full(pair.size, np.inf)
    np.minimum.at(first, index, seconds)
    soon = (graph.seconds > cut) & (graph.seconds <= cut + WINDOW_DAYS * DAY)
    forth = np.unique(graph.sender[soon] * graph.people + graph.receiver[soon])
    back = np.unique(graph.receiver[soon] * graph.people + graph.sender[soon])
    evidence = TieEvidence.of(
        pair.size,
        has_messages_file=True,
        n_in=counts.n_in,
        n_out=counts.n_out,
        w_in=counts.w_in,
        w_out=counts.w_out,
        active_days=counts.active_days,
        last_contact_days=counts.last_contact_days,
    )
    return Snapshot(
        ego=pair // graph.people,
        evidence=evidence,
        first_days=(cut - first) / DAY,
        next_month=np.isin(pair, forth) & np.isin(pair, back),
    )


def auc(positive: Bools, score: Floats) -> float:
    """Chance that a positive outranks a negative, ties counting half."""
    _, rank, count = np.unique(score, return_inverse=True, return_counts=True)
    upto = np.cumsum(count)
    middle = upto - (count - 1) / 2
    ranks = middle[rank]
    good = int(positive.sum())
    bad = positive.size - good
    return float((ranks[positive].sum() - good * (good + 1) / 2) / (good * bad))


def mean_auc(snap: Snapshot, score: Floats) -> tuple[float, int]:
    """Mean over people with enough contacts of both kinds, and how many those are."""
    found = []
    order = np.argsort(snap.ego, kind="stable")
    bounds = np.flatnonzero(np.r_[True, np.diff(snap.ego[order]) != 0, True])
    for begin, end in pairwise(bounds.tolist()):
        rows = order[begin:end]
        positive = snap.next_month[rows]
        if rows.size >= LEAST_CONTACTS and 0 < positive.sum() < rows.size:
            found.append(auc(positive, score[rows]))
    return (float(np.mean(found)) if found else float("nan")), len(found)


def _design(snap: Snapshot) -> Floats:
    e = snap.evidence
    columns = [
        np.ones(snap.ego.size),
        np.log1p(e.n_in),
        np.log1p(e.n_out),
        np.log1p(e.w_in),
        np.log1p(e.w_out),
        np.log1p(np.minimum(e.w_in, e.w_out)),
        np.log1p(e.active_days),
        np.log1p(e.last_contact_days),
        np.log1p(snap.first_days),
    ]
    return np.column_stack(columns)


def compare(graph: Graph, cutoffs: int, config: TieConfig) -> dict[str, float]:
    """Mean AUC of every score over the cut-offs."""
    begin, end = float(graph.seconds.min()), float(graph.seconds.max())
    totals: dict[str, list[float]] = {}
    for share in np.linspace(0.5, 1.0, cutoffs + 1)[1:]:
        cut = begin + share * (end - begin) - WINDOW_DAYS * DAY
        snap = snapshot(graph, cut, config)
        before = snapshot(graph, cut - WINDOW_DAYS * DAY, config)
        design = _design(before)
        start = np.zeros(design.shape[1])
        weights = most_probable_weights(design, before.next_month.astype(np.float64), start, 0.1)
        evidence = snap.evidence
        scores = {
            "age of connection": snap.first_days,
            "recency": -evidence.last_contact_days,
            "count": evidence.n_in + evidence.n_out,
            "trained logistic": _design(snap) @ weights,
            "ours, exchange": exchange_strength(evidence, config),
            "ours, tie strength": score_ties(evidence, config).tie,
        }
        for name, score in scores.items():
            value, people = mean_auc(snap, np.asarray(score, dtype=np.float64))
            totals.setdefault(name, []).append(value)
        totals.setdefault("people", []).append(float(people))
    return {name: float(np.nanmean(values)) for name, values in totals.items()}


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("path", type=Path, nargs="?", help="from,to,time lines")
    parser.add_argument("--synthetic", action="store_true", help="a made-up graph instead")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cutoffs", type=int, default=3)
    args = parser.parse_args(argv)
    if args.path is None and not args.synthetic:
        parser.error("give a path, or --synthetic")
    try:
        graph = synthetic(args.seed) if args.path is None else read_graph(args.path)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{graph.seconds.size:,} messages, {graph.people:,} people")
    found = compare(graph, args.cutoffs, default_config().tie)
    people = found.pop("people")
    for name, value in sorted(found.items(), key=lambda item: -item[1]):
        print(f"{name:24} {value:.3f}")
    print(f"(mean over {people:.0f} people a cut-off)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
