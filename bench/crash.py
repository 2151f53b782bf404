"""Kills the program at random moments and looks whether anything was lost.

    python bench/crash.py [--kills 50] [--only import] [--seed 1]

In each of six situations (import, plan, events, migration, backup, erasure) a process of its own
works on a workspace, saying on its output what it has acknowledged; it is killed at a random
moment, and the workspace is opened again. Counted as a loss: it does not open; something
acknowledged is missing; an import is there in part; the doctor finds fault; the same file again
adds something that was acknowledged before.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from prospecting.exports.staging import OwnerHint, StagedFile, build_table
from prospecting.workspace import NotFound, Workspace, migrate

AS_OF = dt.date(2026, 6, 1)
ROWS = 400
SITUATIONS = ("import", "plan", "events", "migration", "backup", "erasure")


def network(number: int) -> StagedFile:
    """A client's connections; every third person is in the next file too."""
    ids = [number * ROWS * 2 // 3 + i for i in range(ROWS)]
    table = build_table(
        "contacts",
        {
            "line": list(range(1, ROWS + 1)),
            "first_name": [f"Given{i % 97}" for i in ids],
            "last_name": [f"Family{i}" for i in ids],
            "url": [f"https://www.linkedin.com/in/person-{i:06}-end" for i in ids],
            "company": [f"Firm {i % 50}" for i in ids],
            "title": [f"Title {i % 30}" for i in ids],
            "relation": ["connection"] * ROWS,
        },
        ROWS,
    )
    return StagedFile(
        file=f"{number}.csv", sha256=f"file {number}", format="linkedin-connections", rows=ROWS,
        stored=ROWS, needs_owner=True, owner_hints=[OwnerHint("email", email="c@client.example")],
        tables={"contacts": table},
    )  # fmt: skip


def client_list() -> StagedFile:
    """One client, whose networks all files are."""
    cells = {"line": [1], "full_name": ["Carla Keller"], "email": ["c@client.example"]}
    return StagedFile(
        file="clients.csv", sha256="clients", format="client-list", rows=1, stored=1,
        tables={"clients": build_table("clients", cells, 1)},
    )  # fmt: skip


def say(**what: Any) -> None:
    """Acknowledge something: what was said must be there afterwards."""
    print(json.dumps(what), flush=True)


def work(situation: str, path: Path) -> None:
    """Work until killed."""
    if situation == "migration":
        _grow(migrate)
    with Workspace.open(path) as ws:
        say(open=True)
        client = ws.load_clients()["client_id"].to_pylist()[0]
        people = [p for p in ws.load_people()["person_id"].to_pylist() if p != 1]
        number = 10 + ws.load_imports().num_rows
        while True:
            number += 1
            if situation == "import":
                result = ws.ingest([network(number)], user="me", as_of=AS_OF)[0]
                say(file=number, import_id=result.import_id)
            elif situation == "plan":
                say(
                    plan=ws.save_plan(
                        {"asks": list(range(2000))}, profile_id=None, as_of=AS_OF, user="me"
                    )
                )
            elif situation == "events":
                event = ws.record(people[number % len(people)], client, "asked", on_date=AS_OF, user="me",
                                  key=f"click {number}")  # fmt: skip
                say(ask=event.ask_id, number=event.number)
            elif situation == "backup":
                to = path.with_name(f"backup-{number % 3}.duckdb")
                say(backup=str(ws.backup(to).path))
            elif situation == "erasure":
                person = people.pop()
                slug = ws.load_people([person])["url"].to_pylist()[0].rpartition("/")[2]
                ws.erase(person_id=person, user="me", copies=False)
                say(erased=person, slug=slug)
            else:
                time.sleep(0.01)


def _grow(module: Any) -> None:
    """Pretend that this version of the program has a slow second migration."""
    have = module.known()
    text = (
        "CREATE TABLE second AS SELECT row_id, url, sha256(url) AS h FROM row_contacts;"
        "ALTER TABLE second ADD COLUMN more INTEGER DEFAULT 7;"
        "CREATE TABLE third AS SELECT range AS r, sha256(CAST(range AS VARCHAR)) AS h FROM range(300000)"
    )
    module.known = lambda: [*have, (len(have) + 1, text)]


def run_until_killed(situation: str, path: Path, after: float) -> list[dict[str, Any]]:
    """Start the work, kill it ``after`` seconds past its first word (or start); what it said."""
    command = [sys.executable, __file__, "--work", situation, "--path", str(path)]
    said: list[dict[str, Any]] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = process.stdout
        ready = threading.Event()

        def listen() -> None:
            for line in lines:
                if line.endswith("\n"):
                    said.append(json.loads(line))
                    ready.set()

        listener = threading.Thread(target=listen)
        listener.start()
        if situation == "migration":
            ready.wait(after)  # it is killed while it opens
        else:
            ready.wait(60)
            time.sleep(after)
        process.kill()
        process.wait()
        listener.join()
    return said


def look(
    situation: str, path: Path, said: list[dict[str, Any]], before: dict[str, int]
) -> list[str]:
    """What was lost, in words; empty where nothing was."""
    faults = []
    with Workspace.open(path) as ws:
        faults += [
            f"doctor: {f.sentence}"
            for f in ws.doctor()
            if not f.ok and f.name not in ("schema", "room")
        ]
        imports = {row["import_id"]: row for row in ws.load_imports().to_pylist()}
        counts = {row["import_id"]: row["n"] for row in ws.rows("keep.rows_by_import")}
        for number, row in imports.items():
            if (
                situation != "erasure"
                and row["status"] == "stored"
                and counts.get(number, 0) != row["stored"]
            ):
                faults.append(f"import {number} is there in part")
        plans = {row["plan_id"] for row in ws.rows("record.latest_plan", {"profile": None})}
        events = {(e["ask_id"], e["number"]) for e in ws.load_events().to_pylist()}
        for one in said:
            if "file" in one:
                if one["import_id"] not in imports:
                    faults.append(f"import {one['import_id']} was acknowledged and is gone")
                again = ws.ingest([network(one["file"])], user="me", as_of=AS_OF)[0]
                if again.status != "duplicate":
                    faults.append("the same file was taken in twice")
            if "plan" in one and (not plans or max(plans) < one["plan"]):
                faults.append(f"plan {one['plan']} was acknowledged and is gone")
            if "ask" in one and (one["ask"], one["number"]) not in events:
                faults.append(f"event {one} was acknowledged and is gone")
            if "backup" in one:
                with Workspace.open(one["backup"]) as copy:
                    if copy.facts()["people"] != before["people"]:
                        faults.append("a backup is not whole")
            if "erased" in one:
                try:
                    ws.current_person(one["erased"])
                    faults.append("somebody erased is back")
                except NotFound:
                    pass
        if situation in ("plan", "events", "backup") and ws.facts()["people"] != before["people"]:
            faults.append("people were lost")
    # Only now: to open the file while the engine has it would take its lock away.
    data = path.read_bytes() if situation == "erasure" else b""
    if any(one["slug"].encode() in data for one in said if "erased" in one):
        faults.append("bytes of somebody erased are still there")
    return faults


def prepare(path: Path) -> dict[str, int]:
    """A workspace to be worked on."""
    with Workspace.open(path) as ws:
        ws.ingest([client_list(), *(network(n) for n in range(3))], user="me", as_of=AS_OF)
        return {"people": ws.facts()["people"]}


def campaign(kills: int, only: str | None, seed: int, folder: Path) -> dict[str, dict[str, int]]:
    """``kills`` kills in each situation; counts of kills, acknowledged deeds and losses."""
    draw = random.Random(seed)
    base = folder / "base.duckdb"
    before = prepare(base)
    out: dict[str, dict[str, int]] = {}
    for situation in SITUATIONS if only is None else (only,):
        path = folder / f"{situation}.duckdb"
        shutil.copyfile(base, path)
        acknowledged = 0
        losses: list[str] = []
        for _ in range(kills):
            if situation in ("migration", "erasure"):
                shutil.copyfile(base, path)
                path.with_name(path.name + ".wal").unlink(missing_ok=True)
            span = 2.5 if situation in ("migration", "import", "erasure") else 1.2
            said = run_until_killed(situation, path, draw.uniform(0.0, span))
            acknowledged += len(said)
            if situation == "migration":
                # This version does not know the second schema; the doctor's process does.
                losses += look_after_migration(path, before)
            else:
                losses += look(situation, path, said, before)
        out[situation] = {"kills": kills, "acknowledged": acknowledged, "losses": len(losses)}
        for loss in losses[:5]:
            print(f"  {situation}: {loss}", file=sys.stderr)
    return out


def look_after_migration(path: Path, before: dict[str, int]) -> list[str]:
    """The file opens with the program that knows the schema, whole."""
    program = (
        "import sys, json; sys.path.insert(0, sys.argv[2]); import bench.crash as c\n"
        "c._grow(c.migrate)\n"
        "with c.Workspace.open(sys.argv[1]) as ws:\n"
        "    bad = [f.sentence for f in ws.doctor() if not f.ok and f.name != 'room']\n"
        "    print(json.dumps([ws.facts()['people'], bad]))"
    )
    root = str(Path(__file__).resolve().parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), root],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return [f"does not open: {(done.stderr.strip().splitlines() or ['?'])[-1]}"]
    people, bad = json.loads(done.stdout)
    return [str(one) for one in bad] + ([] if people == before["people"] else ["people were lost"])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--only", choices=SITUATIONS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", choices=SITUATIONS, help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.work:
        work(args.work, args.path)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        found = campaign(args.kills, args.only, args.seed, Path(folder))
    for situation, counts in found.items():
        print(f"{situation:10} {counts['kills']:4} kills, {counts['acknowledged']:6} acknowledged, "
              f"{counts['losses']} losses")  # fmt: skip
    total = sum(counts["losses"] for counts in found.values())
    print(f"{sum(c['kills'] for c in found.values())} kills in all, {total} losses")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
