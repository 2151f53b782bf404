"""Plans through a real workspace: the first one, and one after every kind of edit.

    python bench/plan_workspace.py [--connections 100000 1000000] [--keep FOLDER]

Makes a workspace of that size (bench/big_workspace.py), takes the rows in once, and plans as the
app does. The rival, in the same run on the same rows: the obvious way in pandas, which merges,
scores and sorts everything whenever something changed. Times are wall and CPU seconds; on a busy
machine the second and the ratio say more.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.big_workspace import AS_OF, build
from prospecting.services import planning, profiles
from prospecting.services.judging import judge
from prospecting.services.session import Session
from prospecting.workspace import Workspace

PROFILE: Final[dict[str, Any]] = {
    "name": "Finance leaders",
    "industries": ["Manufacturing", "Retail"],
    "company_size": {"min": 200, "max": 5000},
    "countries": ["Europe"],
    "functions": ["Finance", "Purchasing"],
    "seniorities": ["CXO", "VP", "Director"],
    "deal_value": 25000,
}
OTHER: Final = PROFILE | {"name": "Sales leaders", "functions": ["Sales"]}


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Wall seconds, CPU seconds and what came out."""
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    return time.perf_counter() - wall, time.process_time() - cpu, made


def by_pandas(ws: Workspace) -> float:
    """The obvious way: the tables as frames, merged, scored, best client first, cut at two."""

    people = ws.load_people().select(["person_id", "title_id", "company_id"]).to_pandas()
    titles = ws.load_titles().select(["title_id", "seniority", "functions"]).to_pandas()
    firms = ws.load_companies().select(["company_id", "industry", "size_min", "country"])
    ties = ws.load_tie_evidence(AS_OF).select(
        ["client_id", "person_id", "messages_in", "messages_out", "years_connected"]
    )
    edges, companies = ties.to_pandas(), firms.to_pandas()
    level = titles["seniority"].map({"CXO": 1.0, "VP": 1.0, "Director": 1.0, "Manager": 0.6})
    function = titles["functions"].fillna("").str.contains("Finance|Purchasing")
    titles["role"] = level.fillna(0.0) * function
    size = companies["size_min"].between(200, 5000)
    near = companies["industry"].fillna("").str.contains("Manufacturing|Retail")
    companies["fits"] = (size * 1.0 + near * 1.0 + companies["country"].notna()) / 3
    people = people.merge(titles, on="title_id", how="left")
    people = people.merge(companies, on="company_id", how="left")
    people["fit"] = (people["role"].fillna(0) * people["fits"].fillna(0.3)) ** 0.5
    edges = edges.merge(people[["person_id", "fit"]], on="person_id")
    wrote = np.log1p(np.minimum(edges["messages_in"], edges["messages_out"]))
    edges["tie"] = 1 / (1 + np.exp(1.4 - wrote - 0.1 * np.log1p(edges["years_connected"])))
    edges["value"] = edges["fit"] * edges["tie"]
    best = edges.sort_values("value", ascending=False).drop_duplicates("person_id")
    best = best[best.groupby("client_id").cumcount() < 2].head(50)
    return float(best["value"].sum())


def edits(session: Session) -> dict[str, Callable[[], object]]:
    """One edit of each kind, on asks of the plan as it stands."""
    ws, on = session.ws, session.as_of
    asks = planning.make_plan(session).asks
    if len(asks) < 12:
        raise RuntimeError("the plan is too short to edit")
    user = session.user
    return {
        "another profile": lambda: profiles.set_profile(session, OTHER),
        "an ask refused": lambda: planning.wish(session, "refuse", asks[0].prospect_id),
        "an ask pinned": lambda: planning.wish(
            session, "pin", asks[1].prospect_id, asks[1].client_id
        ),
        "a note on a client": lambda: ws.note_client(
            asks[2].client_id, "moment", on_date=on, text="a good year", user=user
        ),
        "an introducer's answer": lambda: ws.answer_knows(
            asks[3].client_id, asks[3].prospect_id, "well", on_date=on, user=user
        ),
        "an ask recorded": lambda: ws.record(
            asks[4].prospect_id, asks[4].client_id, "asked", on_date=on, user=user
        ),
        "a person left alone": lambda: ws.suppress(person_id=asks[5].prospect_id, user=user),
        "a budget set": lambda: ws.note_client(
            asks[6].client_id, "budget", on_date=on, number=1, user=user
        ),
    }


def measure(connections: int, folder: Path) -> None:
    """Print the figures for one size."""
    original = folder / f"{connections}.duckdb"
    taken = 0.0 if original.exists() else build(original, connections)
    copy = folder / "used.duckdb"
    shutil.copyfile(original, copy)
    if taken:
        print(f"{connections:,} connections taken in within {taken:.0f} s")
    with Workspace.open(copy) as ws:
        session = Session(ws=ws, as_of=AS_OF)
        profiles.set_profile(session, PROFILE)
        wall, cpu, plan = timed(lambda: planning.make_plan(session))
        frame = judge(session).frame
        print(
            f"{connections:,} connections ({len(frame.edge_client):,} pairs, {len(frame.person):,} "
            f"people, {len(frame.titles):,} titles): first plan of {len(plan.asks)} asks "
            f"{wall:.2f} s (CPU {cpu:.2f}), titles read for the first time"
        )
        own = []
        for name, edit in edits(session).items():
            edit()
            wall, cpu, _ = timed(lambda: planning.make_plan(session))
            own.append(cpu)
            print(f"  after {name:24} {wall:6.2f} s (CPU {cpu:.2f})", flush=True)
        judged = judge(session)
        shown = planning.latest_plan(session)
        rows = [frame.row_of(one.prospect_id) for one in shown.asks] if shown else []
        wall, cpu, _ = timed(
            lambda: [planning.prospect_view(session, judged, row) for row in rows if row >= 0]
        )
        print(
            f"  words for {len(rows)} prospects with all their ways in {wall:.2f} s (CPU {cpu:.2f})"
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  peak memory so far {peak:,.0f} MB")
        wall, cpu, _ = timed(lambda: by_pandas(ws))
        print(
            f"  pandas, everything again {wall:.2f} s (CPU {cpu:.2f}): ratio to our slowest replan "
            f"{cpu / max(own):.1f}, to the median {cpu / float(np.median(own)):.1f}"
        )
    with Workspace.open(copy) as ws:
        session = Session(ws=ws, as_of=AS_OF)
        wall, cpu, _ = timed(lambda: planning.make_plan(session))
        print(f"  opened anew, first plan {wall:.2f} s (CPU {cpu:.2f})", flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--connections", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--keep", type=Path, help="folder where the workspaces stay for a next run")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for connections in args.connections:
            measure(connections, folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
