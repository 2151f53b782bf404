"""Kills the program at random moments and looks whether anything was lost.

    python bench/crash.py [--kills 50] [--only import] [--seed 1]

In each of seven situations (import, scoring, writing, migration, renewal, backup, erasure) a process of its own
works on a workspace, saying on its output what it begins and what it has acknowledged; it is killed at
a random moment, and the workspace is opened again. How long one deed takes is measured first, so that
the moments lie all over it; printed is how many kills came in the midst of a deed. Migrations are two:
the real ones, from the first released schema on, and a slow one that changes every row. A renewal
computes the keys of older rows and all that is derived from them anew. Counted as a
loss: the file does not open; something acknowledged is missing; an import is there in part; the copy
before a migration is not whole; the doctor finds fault; the same file again adds something that was
acknowledged before; a file still holds somebody erased.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
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

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from prospecting.exports.staging import OwnerHint, StagedFile, build_table
from prospecting.services import planning, profiles
from prospecting.services.session import Session
from prospecting.workspace import NotFound, Workspace, WorkspaceError, migrate
from prospecting.workspace.keep import summary_of
from prospecting.workspace.renewing import derived_version

ROOT = Path(__file__).resolve().parent.parent
AS_OF = dt.date(2026, 6, 1)
ROWS = 400
SITUATIONS = ("import", "scoring", "writing", "migration", "renewal", "backup", "erasure")
#: Situations whose every kill starts from the same file: the deed changes it for good.
FRESH = ("migration", "renewal", "erasure")
#: Situations in which a file is brought up to this program: there is one deed, the opening.
OPENINGS = ("migration", "renewal")
GOLDEN = ROOT / "tests" / "golden" / "workspace" / "schema-1.duckdb.gz"
PROFILE = {
    "name": "All",
    "functions": ["Finance"],
    "seniorities": ["Director"],
    "titles": ["Title 3"],
}


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


def work(situation: str, path: Path, once: bool = False) -> None:
    """Work until killed; with ``once`` only one deed."""
    if situation == "migration":
        _tell_of_migrations(migrate)
        if path.name.startswith("grown"):
            _grow(migrate)

    def steps(*_: object) -> None:
        if situation == "renewal":
            say(begin=0)

    with Workspace.open(path, progress=steps) as ws:
        if situation in OPENINGS:
            say(opened=ws.value("store.schema_number"))
            return
        client = ws.load_clients()["client_id"].to_pylist()[0]
        people = [p for p in ws.load_people()["person_id"].to_pylist() if p != 1]
        number = 10 + ws.load_imports().num_rows + ws.load_events().num_rows
        while True:
            number += 1
            say(begin=number)
            _one_deed(situation, ws, path, number, client, people)
            if once:
                return


def _one_deed(
    situation: str, ws: Workspace, path: Path, number: int, client: int, people: list[int]
) -> None:
    if situation == "import":
        result = ws.ingest([network(number)], user="me", as_of=AS_OF)[0]
        say(file=number, import_id=result.import_id)
    elif situation == "scoring":
        # Another day each time, so that everybody is judged anew.
        session = Session(ws=ws, as_of=AS_OF + dt.timedelta(days=number))
        planning.make_plan(session)
        kept = ws.latest_plan(profiles.current_profile(session)[1])
        say(plan=kept.plan_id if kept else None, asks=len(kept.body["asks"]) if kept else 0)
    elif situation == "writing":
        event = ws.record(people[number % len(people)], client, "asked", on_date=AS_OF, user="me",
                          key=f"click {number}")  # fmt: skip
        say(ask=event.ask_id, number=event.number)
    elif situation == "backup":
        say(backup=str(ws.backup(path.with_name(f"backup-{number % 3}.duckdb")).path))
    else:
        person = people.pop()
        url = ws.load_people([person])["url"].to_pylist()[0]
        ws.erase(person_id=person, user="me")
        say(erased=person, url=url)


def _tell_of_migrations(module: Any) -> None:
    """Say when the copy and the migrations begin."""
    plain, copy = module.migrate, module.keep_copy

    def told(connection: Any, path: Path) -> int:
        say(begin=0)
        return int(plain(connection, path))

    def copied(path: Path, have: int) -> Path:
        say(begin=0)
        made: Path = copy(path, have)
        return made

    module.migrate, module.keep_copy = told, copied


def _grow(module: Any) -> None:
    """Pretend that this version of the program has one migration more, a slow one."""
    have = module.known()
    text = (
        "ALTER TABLE row_contacts ADD COLUMN more VARCHAR;"
        "UPDATE row_contacts SET more = sha256(coalesce(url, ''));"
        "CREATE TABLE second AS SELECT row_id, url, sha256(url) AS h FROM row_contacts;"
        "CREATE TABLE third AS SELECT range AS r, sha256(CAST(range AS VARCHAR)) AS h "
        "FROM range(600000);"
        "UPDATE third SET h = h || 'x' WHERE r % 3 = 0"
    )
    module.known = lambda: [*have, (len(have) + 1, text)]


def start(situation: str, path: Path, *more: str) -> subprocess.Popen[str]:
    """The working process."""
    command = [sys.executable, __file__, "--work", situation, "--path", str(path), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def one_takes(situation: str, path: Path) -> float:
    """Seconds from the beginning of one deed to its acknowledgement."""
    began = ended = 0.0
    with start(situation, path, "--once") as process:
        for line in process.stdout or ():
            began = began or time.monotonic()
            if "begin" not in json.loads(line):
                ended = time.monotonic()
    if process.returncode or not ended:
        raise RuntimeError(f"{situation} does not work at all")
    return ended - began


def run_until_killed(situation: str, path: Path, after: float) -> list[dict[str, Any]]:
    """Start the work, kill it ``after`` seconds past its first word; what it said."""
    said: list[dict[str, Any]] = []
    with start(situation, path) as process:
        ready = threading.Event()

        def listen() -> None:
            for line in process.stdout or ():
                if line.endswith("\n"):
                    said.append(json.loads(line))
                    ready.set()

        listener = threading.Thread(target=listen)
        listener.start()
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
        if situation == "renewal" and ws.value("renew.version") != derived_version():
            faults.append("the renewal was not done")
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
        kept = ws.latest_plan(profiles.current_profile(Session(ws=ws, as_of=AS_OF))[1])
        events = {(e["ask_id"], e["number"]) for e in ws.load_events().to_pylist()}
        for one in said:
            if "file" in one:
                if one["import_id"] not in imports:
                    faults.append(f"import {one['import_id']} was acknowledged and is gone")
                again = ws.ingest([network(one["file"])], user="me", as_of=AS_OF)[0]
                if again.status != "duplicate":
                    faults.append("the same file was taken in twice")
            if "plan" in one and (kept is None or kept.plan_id < one["plan"]):
                faults.append(f"plan {one['plan']} was acknowledged and is gone")
            if kept and one.get("plan") == kept.plan_id and len(kept.body["asks"]) != one["asks"]:
                faults.append(f"plan {one['plan']} is there in part")
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
        if situation not in ("import", "erasure") and ws.facts()["people"] != before["people"]:
            faults.append("people were lost")
        copies = ws.copies()
    faults += _left_of_erased(path, copies, [one for one in said if "erased" in one])
    return faults


def _left_of_erased(path: Path, copies: list[Path], erased: list[dict[str, Any]]) -> list[str]:
    """Whether a file of the workspace still holds somebody erased; looked at when it is closed, as
    to open the file while the engine has it would take its lock away."""
    faults = []
    files = {*copies, *path.parent.glob(f"{path.stem}*")} if erased else set()
    for file in sorted(files):
        data = file.read_bytes()
        for one in erased:
            if one["url"].rpartition("/")[2].encode() in data:
                faults.append(f"bytes of somebody erased are still in {file.name}")
    return faults


def prepare(path: Path) -> dict[str, int]:
    """A workspace to be worked on, with a profile and a copy that the program made."""
    with Workspace.open(path) as ws:
        ws.ingest([client_list(), *(network(n) for n in range(3))], user="me", as_of=AS_OF)
        profiles.set_profile(Session(ws=ws, as_of=AS_OF), dict(PROFILE))
        return {"people": ws.facts()["people"]}


def lay_out(situation: str, turn: int, folder: Path) -> Path:
    """The file that a kill of that turn is about, as it was at the beginning where need be."""
    name = situation
    if situation == "migration":
        name = ("grown", "golden")[turn % 2]
    path = folder / f"{name}.duckdb"
    if situation in FRESH or not path.exists():
        for old in folder.glob(f"{name}.*"):
            old.unlink()
        if name == "golden":
            path.write_bytes(gzip.decompress(GOLDEN.read_bytes()))
        else:
            shutil.copyfile(folder / "base.duckdb", path)
        if situation == "renewal":
            with duckdb.connect(str(path)) as older:
                older.execute("UPDATE meta SET value = 'older' WHERE name = 'derived by'")
        if situation == "erasure":
            with Workspace.open(path) as ws:
                ws.backup(folder / "erasure.copy.duckdb")
    return path


def campaign(kills: int, only: str | None, seed: int, folder: Path) -> dict[str, dict[str, int]]:
    """``kills`` kills in each situation; counts of kills, of those in the midst of a deed, of
    acknowledged deeds and of losses."""
    draw = random.Random(seed)
    before = prepare(folder / "base.duckdb")
    out: dict[str, dict[str, int]] = {}
    for situation in SITUATIONS if only is None else (only,):
        kinds = 2 if situation == "migration" else 1
        takes = [one_takes(situation, lay_out(situation, n, folder)) for n in range(kinds)]
        count = {"kills": kills, "amid": 0, "acknowledged": 0, "losses": 0}
        for turn in range(kills):
            path = lay_out(situation, turn, folder)
            # Over the length of one deed where only the first counts, else of some more.
            span = takes[turn % kinds] * (1.0 if situation in OPENINGS else 3)
            said = run_until_killed(situation, path, draw.uniform(0.0, span))
            amid = bool(said) and "begin" in said[-1]
            count["amid"] += amid
            if situation in OPENINGS:
                # How long one takes depends on what else the machine does: follow it, so that
                # moments early and late in a migration come up, and few after its end.
                takes[turn % kinds] *= 1.25 if amid else 0.6
            deeds = [one for one in said if "begin" not in one]
            count["acknowledged"] += len(deeds)
            if situation == "migration":
                losses = look_after_migration(path, before)
            else:
                losses = look(situation, path, deeds, before)
            count["losses"] += len(losses)
            for loss in losses[:5]:
                print(f"  {situation}: {loss}", file=sys.stderr)
        out[situation] = count
    return out


def look_after_migration(path: Path, before: dict[str, int]) -> list[str]:
    """The file opens with the program that knows the schema, whole, and so does its copy."""
    grown = path.name.startswith("grown")
    program = (
        "import sys, json; sys.path.insert(0, sys.argv[2]); import bench.crash as c\n"
        "c._grow(c.migrate) if sys.argv[3] == 'grown' else None\n"
        "with c.Workspace.open(sys.argv[1]) as ws:\n"
        "    bad = [f.sentence for f in ws.doctor() if not f.ok and f.name != 'room']\n"
        "    found = [ws.facts()['people'], bad, ws.facts()['schema'] == len(c.migrate.known())]\n"
        "print(json.dumps(found))"
    )
    command = [sys.executable, "-c", program, str(path), str(ROOT), "grown" if grown else "golden"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return [f"does not open: {(done.stderr.strip().splitlines() or ['?'])[-1]}"]
    people, faults, newest = json.loads(done.stdout)
    faults = [str(one) for one in faults]
    wanted = before["people"] if grown else 5
    if people != wanted:
        faults.append("people were lost")
    if not newest:
        faults.append("the schema is not the newest")
    copies = [one for one in path.parent.glob(f"{path.stem}.before-*") if one.suffix != ".part"]
    if not copies:
        faults.append("there is no copy from before")
    for copy in copies:
        try:
            whole = summary_of(copy)["people"] == wanted
        except WorkspaceError as error:
            faults.append(str(error))
        else:
            if not whole:
                faults.append("the copy from before is not whole")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--only", choices=SITUATIONS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", choices=SITUATIONS, help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.work:
        work(args.work, args.path, args.once)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        found = campaign(args.kills, args.only, args.seed, Path(folder))
    for situation, counts in found.items():
        print(f"{situation:10} {counts['kills']:4} kills, {counts['amid']:4} in the midst, "
              f"{counts['acknowledged']:6} acknowledged, "
              f"{counts['losses']} losses")  # fmt: skip
    total = sum(counts["losses"] for counts in found.values())
    print(f"{sum(c['kills'] for c in found.values())} kills in all, {total} losses")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
