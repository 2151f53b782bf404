"""How a long list of companies goes in: time and peak memory, beside pandas reading it in chunks.

Makes a CSV in the columns of a well-known free list of companies (name, domain, industry, size
range, locality, country) and a workspace whose people work at some of them, some spelt otherwise:

    python bench/company_list.py FOLDER [--companies 7000000] [--people 20000]

The rival is fixed: pandas reads the file in chunks of 100,000 rows, normalises name, domain and size
with its vectorised text functions, and keeps the rows of companies that somebody works at. Ours
stores every row, durably, and works out industry, size and country of everybody's company.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.import_speed import word

HEADER = ["id", "name", "domain", "year founded", "industry", "size range", "locality", "country",
          "linkedin url"]  # fmt: skip
INDUSTRIES = ["retail", "machinery", "banking", "hospital & health care", "computer software",
              "construction", "logistics and supply chain", "food production"]  # fmt: skip
SIZES = ["1 - 10", "11 - 50", "51 - 200", "201 - 500", "501 - 1000", "1001 - 5000", "10001+"]
PLACES = [("berlin, berlin, germany", "germany"), ("utrecht, utrecht, netherlands", "netherlands"),
          ("austin, texas, united states", "united states")]  # fmt: skip
LINES = ["systems", "logistics", "foods", "energy", "group", "partners", "labs", "holding"]
AS_OF = dt.date(2026, 6, 30)


def name_of(number: int) -> str:
    """The name of a company in the list."""
    return f"{word(number // 8, 3)} {LINES[number % 8]}"


def make(path: Path, companies: int) -> None:
    """Write the list."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for number in range(companies):
            name = name_of(number)
            slug = name.lower().replace(" ", "-")
            place, country = PLACES[number % 3]
            writer.writerow([
                number, name.lower(), f"{slug}.example" if number % 4 else "", 1950 + number % 70,
                INDUSTRIES[number % 8], SIZES[number % 7], place, country,
                f"linkedin.com/company/{slug}",
            ])  # fmt: skip


def make_people(path: Path, people: int, companies: int) -> None:
    """Write contacts who work at companies of the list, every third spelt otherwise."""
    rng = random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["First Name", "Last Name", "URL", "Email Address", "Company", "Position",
                         "Connected On"])  # fmt: skip
        for number in range(people):
            company = name_of(rng.randrange(companies))
            if number % 3 == 0:
                company = f"{company} {rng.choice(['Deutschland GmbH', 'Europe B.V.', 'Inc.'])}"
            first, last = word(number % 4001), word(number, 3)
            url = f"https://www.linkedin.com/in/{first.lower()}-{last.lower()}-{number:x}"
            writer.writerow([first, last, url, "", company, "CFO", "01 Jan 2025"])


def with_pandas(folder: Path) -> dict[str, int]:
    """The rival: nothing is stored."""
    import pandas as pd

    def key(names: pd.Series) -> pd.Series:
        return (
            names.str.lower()
            .str.replace(r"\b(gmbh|ltd|inc|b\.?v|ag|llc|corp|se|co)\b\.?", "", regex=True)
            .str.replace(r"[^a-z0-9]+", " ", regex=True).str.strip()
        )  # fmt: skip

    people = pd.read_csv(folder / "Connections.csv", dtype=str, keep_default_na=False)
    wanted = set(key(people["Company"]))
    rows, kept = 0, []
    for chunk in pd.read_csv(
        folder / "list.csv", dtype=str, keep_default_na=False, chunksize=100_000
    ):
        rows += len(chunk)
        chunk["key"] = key(chunk["name"])
        chunk["domain"] = chunk["domain"].str.lower().str.replace(r"^www\.", "", regex=True)
        size = chunk["size range"].str.extract(r"(\d+)(?:\s*-\s*(\d+))?")
        chunk["least"], chunk["most"] = size[0].astype(float), size[1].astype(float)
        kept.append(chunk[chunk["key"].isin(wanted)])
    found = pd.concat(kept).drop_duplicates("key")
    return {"rows": rows, "known": int(people["Company"].pipe(key).isin(found["key"]).sum())}


def with_ours(folder: Path) -> dict[str, int]:
    """Ours: every row durable, everybody's company looked up, other spellings too."""
    from prospecting.services.importing import import_paths
    from prospecting.workspace import Workspace

    with (
        tempfile.TemporaryDirectory(dir=folder) as place,
        Workspace.open(Path(place) / "w.duckdb") as ws,
    ):
        import_paths(ws, [folder / "Connections.csv"], owner="me", user="me", as_of=AS_OF)
        [result] = import_paths(ws, [folder / "list.csv"], user="me", as_of=AS_OF)
        assert result.status == "stored", result
        facts = {r["company_id"]: r["industry"] for r in ws.load_companies().to_pylist()}
        companies = ws.load_people()["company_id"].to_pylist()
        return {"rows": result.stored, "known": sum(facts.get(c) is not None for c in companies),
                "linked": ws.load_company_links().num_rows}  # fmt: skip


WAYS = {"pandas": with_pandas, "ours": with_ours}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--companies", type=int, default=7_000_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--way", choices=WAYS)
    args = parser.parse_args()
    folder = args.folder / f"{args.companies}"
    if args.way:
        begin, used = time.perf_counter(), time.process_time()
        found = WAYS[args.way](folder)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": time.perf_counter() - begin, "peak": peak,
                          "cpu": time.process_time() - used, **found}))  # fmt: skip
        return
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "list.csv").exists():
        make_people(folder / "Connections.csv", args.people, args.companies)
        begun = folder / "list.begun"  # a list that was cut short is not taken for a whole one
        make(begun, args.companies)
        begun.rename(folder / "list.csv")
    size = (folder / "list.csv").stat().st_size / 1e6
    print(f"{args.companies:,} companies, {size:,.0f} MB, {args.people:,} people")
    for way in WAYS:
        command = [sys.executable, __file__, str(args.folder), "--companies", str(args.companies),
                   "--way", way]  # fmt: skip
        one = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(f"{way:7} {one['seconds']:8.1f} s  {one['cpu']:8.1f} s of processor  "
              f"{one['peak']:7.0f} MB peak  {one['rows']:>11,} rows  {one['known']:>8,} people's "
              f"company known  {one.get('linked', 0):,} names linked by likeness")  # fmt: skip


if __name__ == "__main__":
    main()
