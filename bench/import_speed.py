"""How fast files come in: Python's csv alone, pandas, and ours, resolved and durable.

Makes N files of N connections in LinkedIn's format (about half of all rows are distinct people)
and prints time and peak memory of each, the median of three runs in processes of their own:

    python bench/import_speed.py FOLDER [--files 1000] [--rows 1000] [--runs 3]

The rival is fixed: pandas reads each file, normalises names, companies and addresses with its
vectorised text functions, and drops duplicates by profile address.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

HEADER = ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"]
PREAMBLE = 'Notes:\n"When exporting your connection data, you may notice that some of the email addresses are missing."\n\n'
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "da",
    "de",
    "di",
    "do",
    "fa",
    "fe",
    "ka",
    "ke",
    "ki",
    "ko",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "ni",
    "no",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "si",
    "so",
    "ta",
    "te",
    "ti",
    "to",
    "va",
    "ve",
    "vi",
    "vo",
]
TITLES = [
    "CFO",
    "Head of Finance",
    "Managing Director",
    "Sales Manager",
    "Engineer",
    "Purchasing Manager",
    "VP Operations",
    "Controller",
    "Consultant",
    "Product Owner",
    "HR Manager",
    "Team Lead",
    "Director of IT",
    "Founder",
    "Analyst",
    "Head of Procurement",
]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
AS_OF = dt.date(2026, 6, 30)


def word(number: int, least: int = 2) -> str:
    """A pronounceable word for a number."""
    out = ""
    while number or least > 0:
        out += SYLLABLES[number % len(SYLLABLES)]
        number //= len(SYLLABLES)
        least -= 1
    return out.capitalize()


def make(folder: Path, files: int, rows: int) -> int:
    """Write the files and the client list; how many distinct people there are."""
    rng = random.Random(20)
    population = int(files * rows * 0.567)
    seen: set[int] = set()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "clients.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["Full Name", "Email", "Company"])
        for file in range(files):
            writer.writerow(
                [f"Client {word(file, 3)}", f"c{file}@corp{file}.example", f"Corp {word(file)}"]
            )
    with (folder / "owners.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["file", "client_email"])
        for file in range(files):
            writer.writerow([f"{file:04}/Connections.csv", f"c{file}@corp{file}.example"])
    for file in range(files):
        people = rng.sample(range(population), rows)
        seen.update(people)
        target = folder / f"{file:04}"
        target.mkdir(exist_ok=True)
        with (target / "Connections.csv").open("w", newline="", encoding="utf-8") as out:
            out.write(PREAMBLE)
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(HEADER)
            for person in people:
                first, last = word(person % 4001), word(person // 17 % 90001, 3)
                writer.writerow([
                    first, last,
                    f"https://www.linkedin.com/in/{first.lower()}-{last.lower()}-{person:x}",
                    f"{first.lower()}.{person}@mail.example" if person % 20 == 0 else "",
                    f"{word(person // 11 % 40009)} {('GmbH', 'Ltd', 'Inc.', 'B.V.')[person % 4]}",
                    f"{TITLES[person % 16]}{(' ' + word(person % 500)) if person % 3 == 0 else ''}",
                    f"{person % 28 + 1:02} {MONTHS[person % 12]} {2012 + person % 14}",
                ])  # fmt: skip
    return len(seen)


def with_csv(folder: Path) -> int:
    """Python's csv alone: what reading costs at the least."""
    count = 0
    for path in sorted(folder.glob("*/Connections.csv")):
        with path.open(newline="", encoding="utf-8") as lines:
            rows = csv.reader(lines)
            for row in rows:
                if row[:1] == ["First Name"]:
                    break
            count += sum(1 for _ in rows)
    return count


def with_pandas(folder: Path) -> int:
    """The rival: read, normalise, drop duplicates. Nothing is stored."""
    import pandas as pd

    frames = []
    for path in sorted(folder.glob("*/Connections.csv")):
        frame = pd.read_csv(path, skiprows=3, dtype=str, keep_default_na=False)
        frame["owner"] = path.parent.name
        frames.append(frame)
    data = pd.concat(frames, ignore_index=True)
    for column in ("First Name", "Last Name", "Company", "Position"):
        data[column] = data[column].str.strip().str.normalize("NFC")
    data["name_key"] = (data["First Name"] + " " + data["Last Name"]).str.lower()
    data["company_key"] = (
        data["Company"].str.lower()
        .str.replace(r"\b(gmbh|ltd|inc|b\.?v|ag|llc|corp|se|co)\b\.?", "", regex=True)
        .str.replace(r"[^a-z0-9]+", " ", regex=True).str.strip()
    )  # fmt: skip
    data["url_key"] = (
        data["URL"].str.lower()
        .str.replace(r"^https?://(www\.)?", "", regex=True).str.replace(r"[/?].*$", "", regex=True)
        + data["URL"].str.lower().str.extract(r"(/in/[^/?]+)", expand=False).fillna("")
    )  # fmt: skip
    data["connected"] = pd.to_datetime(data["Connected On"], format="%d %b %Y", errors="coerce")
    people = data.drop_duplicates("url_key")
    data.groupby(["owner", "url_key"], sort=False)["connected"].min()
    return len(people)


def with_ours(folder: Path) -> int:
    """Ours: read, resolve people, derive connections and companies, all of it durable."""
    from prospecting.services.importing import import_paths
    from prospecting.workspace import Workspace

    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        with Workspace.open(Path(place) / "w.duckdb") as ws:
            results = import_paths(
                ws, [folder], owners_csv=folder / "owners.csv", user="me", as_of=AS_OF
            )
            bad = [r for r in results if r.status != "stored"]
            assert not bad, bad[:3]
        with Workspace.open(Path(place) / "w.duckdb") as ws:
            return int(ws.facts()["people"])


WAYS = {"csv": with_csv, "pandas": with_pandas, "ours": with_ours}


def run_one(way: str, folder: Path) -> dict[str, float]:
    """One run in this process: seconds, processor seconds, peak memory in MB, what it counted."""
    begin, used = time.perf_counter(), time.process_time()
    found = WAYS[way](folder)
    return {
        "seconds": time.perf_counter() - begin,
        "cpu": time.process_time() - used,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "found": found,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--way", choices=WAYS)
    args = parser.parse_args()
    folder = args.folder / f"{args.files}x{args.rows}"
    if args.way:
        print(json.dumps(run_one(args.way, folder)))
        return
    if not (folder / "owners.csv").exists():
        people = make(folder, args.files, args.rows)
        print(f"{args.files} files of {args.rows} rows, {people:,} distinct people")
    medians: dict[str, float] = {}
    for way in WAYS:
        command = [sys.executable, __file__, str(args.folder), "--files", str(args.files),
                   "--rows", str(args.rows), "--way", way]  # fmt: skip
        runs = [json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
                for _ in range(args.runs)]  # fmt: skip
        medians[way] = statistics.median(one["seconds"] for one in runs)
        cpu = statistics.median(one["cpu"] for one in runs)
        peak = statistics.median(one["peak_mb"] for one in runs)
        print(f"{way:8} {medians[way]:8.1f} s  {cpu:8.1f} s of processor  {peak:8.0f} MB peak  "
              f"{runs[0]['found']:>12,} found")  # fmt: skip
    print(f"ours / pandas: {medians['ours'] / medians['pandas']:.2f}")


if __name__ == "__main__":
    main()
