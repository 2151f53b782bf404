"""Reading a thousand connection files: our readers beside Python's ``csv`` and pandas.

    python bench/read_speed.py [--files 1000] [--rows 1000]

Writes synthetic files into a temporary folder, then prints, as the median of three, the seconds
of each way, the ratio of ours to ``csv`` alone, and the peak memory of a run of ours.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

PREAMBLE = (
    'Notes:\n"When exporting your connection data, you may notice that some of the email addresses '
    'are missing."\n\n'
)
FIRST = ["Anna", "Ben", "Carla", "Dirk", "Eva", "Femke", "Günter", "Hanna", "Ivo", "José", "Kim"]
LAST = [
    "Arends",
    "Beck",
    "Claes",
    "Dahl",
    "Ernst",
    "Fischer",
    "Gruber",
    "Hansen",
    "Ibsen",
    "Jansen",
]
ROLES = ["CFO", "Head of Finance", "Sales Manager", "VP Operations | Speaker", "Engineer, R&D"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def write(folder: Path, files: int, rows: int) -> list[Path]:
    """The files: ``rows`` connections each, in the layout of today."""
    draw = random.Random(1)
    paths = []
    for number in range(files):
        path = folder / f"Connections - Client {number:04d}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.write(PREAMBLE)
            out = csv.writer(stream, lineterminator="\n")
            out.writerow(
                [
                    "First Name",
                    "Last Name",
                    "URL",
                    "Email Address",
                    "Company",
                    "Position",
                    "Connected On",
                ]
            )
            for _ in range(rows):
                who = draw.randrange(500_000)
                first, last = FIRST[who % len(FIRST)], f"{LAST[who % len(LAST)]}{who}"
                day = f"{draw.randint(1, 28):02d} {draw.choice(MONTHS)} {draw.randint(2010, 2025)}"
                out.writerow(
                    [
                        first,
                        last,
                        f"https://www.linkedin.com/in/{first.lower()}-{last.lower()}",
                        f"{last.lower()}@example.com" if who % 20 == 0 else "",
                        f"Company {who % 20_000} GmbH",
                        ROLES[who % len(ROLES)],
                        day,
                    ]
                )
        paths.append(path)
    return paths


def csv_alone(paths: list[Path]) -> int:
    """Python's csv, rows thrown away file by file."""
    count = 0
    for path in paths:
        with path.open(encoding="utf-8", newline="") as stream:
            count += len(list(csv.reader(stream)))
    return count


def with_pandas(paths: list[Path]) -> int:
    """pandas, without looking for the header."""
    import pandas as pd

    return sum(len(pd.read_csv(path, skiprows=3)) for path in paths)


def ours(paths: list[Path]) -> int:
    """Our readers: hash, decode, find the format, staged Arrow tables."""
    from prospecting.exports import read_path

    return sum(staged.stored for path in paths for staged in read_path(path))


def timed(work: Callable[[list[Path]], int], paths: list[Path]) -> tuple[float, int]:
    """Median seconds of three runs, and the rows counted."""
    seconds = []
    count = 0
    for _ in range(3):
        start = time.perf_counter()
        count = work(paths)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), count


def main() -> None:
    """Print one line a way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = write(Path(folder), options.files, options.rows)
        base, _ = timed(csv_alone, paths)
        mine, stored = timed(ours, paths)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rival, _ = timed(with_pandas, paths)
    print(f"csv alone  {base:6.2f} s")
    print(
        f"ours       {mine:6.2f} s   {mine / base:.2f} x csv, {stored:,} rows, peak {memory:.0f} MB"
    )
    print(f"pandas     {rival:6.2f} s   ours / pandas = {mine / rival:.2f}")


if __name__ == "__main__":
    main()
