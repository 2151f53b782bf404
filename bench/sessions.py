"""Twenty people at work at once: does every write arrive, is every clash shown, how long does one
wait; and is anything lost that was acknowledged when the process is killed?

    python bench/sessions.py [FOLDER] [--sessions 20] [--writes 50] [--shared 5] [--think 2.0]
        [--kills 10] [--seed 1]

Each session writes through the services, as the pages do. ``--shared`` of them write to one and
the same ask and say which version they saw; who is told of a clash looks again and repeats, as a
user would. The rival is an SQLite table (WAL, one writer, the same number check) that is handed
the same events, without roles, moves and plans to look after; its time is the floor.

Printed: events stored of those written, clashes shown, percentiles of the writing service, the
ratio to the rival, and what was lost when killed. Exit status 1 where anything is missing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from prospecting.services import asks
from prospecting.services.asked import all_asks
from prospecting.services.samples import ensure_sample_workspace
from prospecting.services.session import Session
from prospecting.workspace import Conflict, Workspace

AS_OF = dt.date(2026, 11, 20)
LIMIT_SECONDS = 0.5


@dataclass
class Tally:
    """What one session did: seconds of each write, acknowledged (ask, number), clashes shown."""

    seconds: list[float] = field(default_factory=list)
    acknowledged: list[tuple[int, int]] = field(default_factory=list)
    clashes: int = 0
    errors: list[str] = field(default_factory=list)


def work(
    session: Session, ask_id: int, writes: int, think: float, shared: bool, tally: Tally, seed: int
) -> None:
    """One person: think, look, write; on a clash look again."""
    chance = random.Random(seed)
    for number in range(writes):
        time.sleep(think * chance.uniform(0.5, 1.5))
        text = f"{session.user} {number}"
        # What the page showed when it was drawn; on a shared ask it may be old by now.
        seen = next(a.version for a in all_asks(session) if a.ask_id == ask_id)
        if shared:
            time.sleep(min(think, 0.02) * chance.random())
        while True:
            start = time.perf_counter()
            try:
                made = asks.add_remark(session, ask_id, "note", text, expected=seen)
            except Conflict:
                tally.seconds.append(time.perf_counter() - start)
                tally.clashes += 1
                seen = next(a.version for a in all_asks(session) if a.ask_id == ask_id)
                continue
            except Exception as error:  # counted and shown at the end
                tally.errors.append(f"{type(error).__name__}: {error}")
                break
            tally.seconds.append(time.perf_counter() - start)
            tally.acknowledged.append((ask_id, made))
            break


def together(ws: Workspace, sessions: int, writes: int, shared: int, think: float) -> list[Tally]:
    """All sessions at once; the first ``shared`` of them on one ask."""
    first = Session(ws=ws, as_of=AS_OF)
    own = [ask.ask_id for ask in all_asks(first)]
    places = [own[0]] * shared + own[1 : sessions - shared + 1]
    tallies = [Tally() for _ in places]
    threads = [
        threading.Thread(
            target=work,
            args=(
                Session(ws=ws, as_of=AS_OF, user=f"user{n}", role="manager"),
                ask,
                writes,
                think,
                n < shared,
                tally,
                n,
            ),
        )
        for n, (ask, tally) in enumerate(zip(places, tallies, strict=True))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tallies


def rival_seconds(folder: Path, events: int) -> list[float]:
    """SQLite: append as many events one after the other, each in a transaction of its own."""
    base = sqlite3.connect(folder / "rival.db", isolation_level=None)
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = FULL")
    base.execute("CREATE TABLE event (ask INT, number INT, note TEXT, PRIMARY KEY (ask, number))")
    taken = []
    for number in range(events):
        start = time.perf_counter()
        base.execute("BEGIN IMMEDIATE")
        last = base.execute("SELECT max(number) FROM event WHERE ask = 1").fetchone()[0] or 0
        base.execute("INSERT INTO event VALUES (1, ?, ?)", (last + 1, f"note {number}"))
        base.execute("COMMIT")
        taken.append(time.perf_counter() - start)
    base.close()
    return taken


def child(file: Path) -> None:
    """Write without end, and say each number only when it is acknowledged."""
    with Workspace.open(file) as ws:
        session = Session(ws=ws, as_of=AS_OF)
        own = [ask.ask_id for ask in all_asks(session)][:5]
        print("ready", flush=True)
        for turn in range(1_000_000):
            ask_id = own[turn % len(own)]
            number = asks.add_remark(session, ask_id, "note", f"turn {turn}")
            print(ask_id, number, flush=True)


def killed(file: Path, rounds: int, chance: random.Random) -> tuple[int, int]:
    """Kill the writer at random points; (acknowledged, of these missing afterwards)."""
    told: set[tuple[int, int]] = set()
    for _ in range(rounds):
        process = subprocess.Popen(
            [sys.executable, __file__, "--child", str(file)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])},
        )
        assert process.stdout is not None
        process.stdout.readline()
        timer = threading.Timer(chance.uniform(0.02, 1.0), process.send_signal, [signal.SIGKILL])
        timer.start()
        for line in process.stdout:
            parts = line.split()
            if len(parts) == 2 and line.endswith("\n"):
                told.add((int(parts[0]), int(parts[1])))
        process.wait()
        timer.cancel()
    with Workspace.open(file) as ws:
        rows = ws.load_events().to_pylist()
    stored = {(row["ask_id"], row["number"]) for row in rows}
    return len(told), len(told - stored)


def main() -> int:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, nargs="?", help="where to work (default: temporary)")
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--writes", type=int, default=50)
    parser.add_argument("--shared", type=int, default=5)
    parser.add_argument("--think", type=float, default=2.0, help="seconds between two clicks")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.child)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "sessions.duckdb"
        file.unlink(missing_ok=True)
        ensure_sample_workspace(file, as_of=AS_OF)
        with Workspace.open(file) as ws:
            before = Counter(row["ask_id"] for row in ws.load_events().to_pylist())
            tallies = together(ws, args.sessions, args.writes, args.shared, args.think)
            rows = ws.load_events().to_pylist()
        stored = {(row["ask_id"], row["number"]) for row in rows}
        told = [pair for tally in tallies for pair in tally.acknowledged]
        added = len(rows) - sum(before.values())
        wanted = args.sessions * args.writes
        seconds = np.array([s for tally in tallies for s in tally.seconds])
        floor = np.array(rival_seconds(Path(temporary), 500))
        gaps = sum(
            sorted(n for ask, n in stored if ask == one) != list(range(1, count + 1))
            for one, count in Counter(ask for ask, _ in stored).items()
        )
        missing = len(set(told) - stored)
        p50, p95, p99 = np.quantile(seconds, [0.5, 0.95, 0.99])
        print(f"events stored     {added} of {wanted}, acknowledged {len(told)}, lost {missing}")
        print(f"asks with a gap   {gaps}")
        print(f"clashes shown     {sum(tally.clashes for tally in tallies)}")
        print(f"errors            {[e for t in tallies for e in t.errors][:3] or 'none'}")
        print(f"writing service   p50 {p50:.3f} s, p95 {p95:.3f} s, p99 {p99:.3f} s")
        rival = float(np.quantile(floor, 0.95))
        print(f"rival (SQLite)    p95 {rival:.4f} s, ratio {p95 / rival:.1f}")
        acknowledged, lost = killed(file, args.kills, random.Random(args.seed))
        print(f"killed {args.kills} times   {acknowledged} acknowledged, {lost} lost")
    good = (
        added == wanted
        and not missing
        and not gaps
        and p95 < LIMIT_SECONDS
        and not lost
        and not any(tally.errors for tally in tallies)
    )
    print("all as wanted" if good else "NOT as wanted")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
