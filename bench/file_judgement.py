"""The whole way from files to plan on planted worlds: what share of the oracle's value it gets.

    python bench/file_judgement.py [--first-seed 0] [--seeds 2] [--truth-only] [--split] [--wide]

Each world is written as the files people send, imported into a workspace of its own, and planned by
the same functions that the command line calls. Beside it stand chance, a salesperson's spreadsheet,
and perfect knowledge of what the files show. ``--split`` replaces one estimate at a time by the
truth, to see where value is lost. ``--wide`` takes worlds whose archives hold groups, what an earlier
archive told already, former employers and address books.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.file_texts import INDUSTRIES, as_spelled
from bench.file_truth import SORTS, TODAY, WIDE, Truth, plant, sigmoid
from bench.file_worlds import client_email, write_files

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ASKS, PER_CLIENT = 50, 2


def best(truth: Truth, value: Floats) -> Ints:
    """Edges of the best asks by these values under the rules."""
    from scoring.config import default_config, with_changes
    from scoring.planning import PlanProblem, plan

    problem = PlanProblem.of(
        client=truth.who,
        prospect=truth.person,
        p_intro=np.clip(value, 0, 1),
        fit=np.ones(truth.fit.size),
        budget=truth.may_ask * PER_CLIENT,
    )
    pure = with_changes(default_config(), plan={"stability": 0.0, "exploration": 0.0}).plan
    return plan(problem, pure, limit=ASKS, company_cap=10**6).rows


def spreadsheet(truth: Truth) -> Ints:
    """Words in the title, the company looked up as it is spelled, the client with the best NPS."""
    words = {
        "Finance": ("finance", "financial", "cfo"), "Purchasing": ("purchasing", "procurement"),
        "Sales": ("sales",), "Marketing": ("marketing",), "Operations": ("operations", "coo"),
        "Information Technology": ("it ", " it", "information", "cio"),
        "Quality Assurance": ("quality",),
    }  # fmt: skip
    ranks = {
        "CXO": ("chief", "cfo", "coo", "cio", "cmo"), "VP": ("vp", "vice president"),
        "Director": ("director", "head of"), "Manager": ("manager",),
    }  # fmt: skip
    rng = np.random.default_rng([11, truth.seed])
    known = {name.lower(): k for k, name in enumerate(truth.firm_name) if truth.firm_known[k]}
    score = np.zeros(truth.fit.size)
    functions = [w for f in truth.wanted.functions for w in words[f]]
    levels = [w for name in truth.wanted.levels for w in ranks[name]]
    for row, title in enumerate(truth.title):
        spelled = as_spelled(truth.firm_name[truth.company[row]], rng)
        text = title.lower()
        if not (any(w in text for w in functions) and any(w in text for w in levels)):
            continue
        at = known.get(spelled.lower(), -1)
        score[row] = 1 + (
            at >= 0 and INDUSTRIES[truth.firm_industry[at]] in truth.wanted.industries
        )
    order = np.lexsort((np.random.default_rng(truth.seed).random(score.size), -score))
    left = truth.may_ask * PER_CLIENT
    chosen: list[int] = []
    ways: dict[int, list[int]] = {}
    for edge, person in enumerate(truth.person.tolist()):
        ways.setdefault(person, []).append(edge)
    for person in order.tolist():
        if score[person] <= 0 or len(chosen) == ASKS:
            break
        open_ = [e for e in ways.get(person, []) if left[truth.who[e]] > 0]
        if open_:
            edge = max(open_, key=lambda e: (truth.nps[truth.who[e]], -e))
            left[truth.who[edge]] -= 1
            chosen.append(edge)
    return np.array(chosen, dtype=np.int64)


def by_chance(truth: Truth) -> Ints:
    """Any asks that keep the rules."""
    rng = np.random.default_rng([3, truth.seed])
    return best(truth, rng.random(truth.who.size))


def imported(truth: Truth, folder: Path) -> Path:
    """A workspace with the world's files in it, by the command line."""
    write_files(truth, folder / "files")
    workspace = folder / "world.duckdb"
    command(workspace, "profile", "set", str(folder / "files" / "profile.toml"))
    command(
        workspace, "import", str(folder / "files"), "--owners", str(folder / "files/owners.csv")
    )
    return workspace


def command(workspace: Path, *words: str) -> Any:
    """What a command answers as JSON; what was refused is shown, not raised."""
    from prospecting.cli import main as prospector

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        prospector(
            [
                *words,
                *("--workspace", str(workspace), "--as-of", TODAY.isoformat()),
                *("--format", "json"),
            ]
        )
    return json.loads(out.getvalue() or "null")


def rows_of(truth: Truth, asks: Sequence[dict[str, Any]]) -> tuple[Ints, int]:
    """The true edges of the planned asks, and how many asks there is no such edge for."""
    person = {url: p for p, url in enumerate(truth.url)}
    client = {client_email(truth, c): c for c in range(truth.sort.clients)}
    edge = {
        (int(c), int(p)): e for e, (c, p) in enumerate(zip(truth.who, truth.person, strict=True))
    }
    found, lost = [], 0
    for ask in asks:
        url = str(ask["prospect_url"] or "")
        url = url if url.startswith("https://") else f"https://www.linkedin.com/in/{url}"
        row = edge.get((client[ask["client_email"]], person.get(url, -1)), -1)
        found.append(row)
        lost += row < 0 or not truth.may_ask[truth.who[row]]
    return np.array([r for r in found if r >= 0], dtype=np.int64), lost


def split(truth: Truth, workspace: Path) -> dict[str, float]:
    """Our plan with one estimate at a time made true."""
    from prospecting.services.judging import judge, plan_problem
    from prospecting.services.session import Session
    from prospecting.workspace import Workspace
    from scoring.planning import plan

    with Workspace.open(workspace) as ws:
        session = Session(ws=ws, as_of=TODAY)
        judged = judge(session, per_client=PER_CLIENT)
        frame = judged.frame
        person = {url.rsplit("/", 1)[-1]: p for p, url in enumerate(truth.url)}
        urls = [
            str(u or "").rstrip("/").rsplit("/", 1)[-1]
            for u in frame.people.column("url").to_pylist()
        ]
        at_person = np.array([person.get(u, -1) for u in urls])
        client = {client_email(truth, c): c for c in range(truth.sort.clients)}
        at_client = np.array([client.get((r or {}).get("email", ""), -1) for r in judged.rows])
        edge = {
            (int(c), int(p)): e
            for e, (c, p) in enumerate(zip(truth.who, truth.person, strict=True))
        }
        true_edge = np.array(
            [
                edge.get((int(at_client[c]), int(at_person[p])), -1)
                for c, p in zip(frame.edge_client, frame.edge_person, strict=True)
            ]
        )
        real = true_edge >= 0
        yes, fit = np.append(truth.yes, 0.0)[true_edge], np.append(truth.fit, 0.0)[at_person]
        parts = truth.parts
        counts = np.append(parts["counts"], 0.0)[true_edge]
        counts_shown = np.append(parts["counts_shown"], 0.0)[true_edge]
        leaning = np.append(parts["leaning"], -9.0)[at_client][frame.edge_client]
        willing = np.append(parts["willing"], -9.0)[at_client][frame.edge_client]
        value = truth.fit[truth.person] * truth.yes
        top = value[best(truth, value)].sum()
        base = plan_problem(judged, set())
        will = judged.willingness[frame.edge_client]
        model, alike, rank = judged.model, judged.likeness, frame.ties.rank_tie
        shown_fit = np.append(truth.shown_fit, 0.0)[at_person]

        def share(problem: Any) -> float:
            made = plan(
                problem, judged.config.plan, limit=ASKS, least_fit=judged.config.fit.prospect_from
            )
            chosen = true_edge[made.rows]
            return float(value[chosen[chosen >= 0]].sum() / top)

        def chance(will: Floats, rank: Floats) -> Floats:
            return np.asarray(model.p_intro(will, rank, alike))

        tried = {
            "as it is": base,
            "fit shown": replace(base, fit=np.clip(shown_fit, 0, 1)),
            "fit true": replace(base, fit=fit),
            "tie shown": replace(base, p_intro=chance(will, counts_shown)),
            "tie true": replace(base, p_intro=chance(will, counts)),
            "will shown": replace(base, p_intro=chance(sigmoid(leaning), rank)),
            "will true": replace(base, p_intro=chance(sigmoid(willing), rank)),
            "yes true": replace(base, p_intro=np.where(real, yes, 0.0) * 0.6),
        }
        result = {name: share(problem) for name, problem in tried.items()}
        ok = real & (at_person >= 0)[frame.edge_person]
        result["r fit"] = float(
            np.corrcoef(judged.fit.fit[at_person >= 0], shown_fit[at_person >= 0])[0, 1]
        )
        result["r tie"] = float(np.corrcoef(rank[ok], counts_shown[ok])[0, 1])
        result["r will"] = float(np.corrcoef(will[ok], sigmoid(leaning)[ok])[0, 1])
        result["edges"] = float(ok.sum() / truth.who.size)
        return result


def main(argv: Sequence[str] | None = None) -> int:
    """Print a line a world, and the means."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=2, help="worlds of each sort")
    parser.add_argument("--truth-only", action="store_true", help="leave our plan out")
    parser.add_argument("--split", action="store_true", help="show where value is lost")
    parser.add_argument("--wide", action="store_true", help="worlds with more kinds of evidence")
    args = parser.parse_args(argv)
    every: dict[str, list[float]] = {}
    for sort in WIDE if args.wide else SORTS:
        for seed in range(args.first_seed, args.first_seed + args.seeds):
            truth = plant(sort, seed)
            value = truth.fit[truth.person] * truth.yes
            top = value[best(truth, value)].sum()
            shown = truth.shown_fit[truth.person] * truth.shown_yes
            line = {
                "files": float(value[best(truth, shown)].sum() / top),
                "spreadsheet": float(value[spreadsheet(truth)].sum() / top),
                "chance": float(value[by_chance(truth)].sum() / top),
            }
            if not args.truth_only:
                with tempfile.TemporaryDirectory() as folder:
                    workspace = imported(truth, Path(folder))
                    asks = command(workspace, "plan", "--limit", str(ASKS))["asks"]
                    rows, lost = rows_of(truth, asks)
                    line["ours"] = float(value[rows[truth.may_ask[truth.who[rows]]]].sum() / top)
                    line["asks"], line["lost"] = float(len(asks)), float(lost)
                    if args.split:
                        line |= split(truth, workspace)
            for name, one in line.items():
                every.setdefault(name, []).append(one)
            print(f"{sort.name:21} {seed:3}" + _words(line), flush=True)
    print(f"{'mean':25}" + _words({n: float(np.mean(v)) for n, v in every.items()}))
    print(f"{'worst':25}" + _words({n: float(np.min(v)) for n, v in every.items()}))
    return 0


def _words(line: dict[str, float]) -> str:
    return "".join(f"  {name} {one:.2f}" for name, one in line.items())


if __name__ == "__main__":
    raise SystemExit(main())
