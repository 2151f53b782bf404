"""People matched: ours beside Splink and a plain rapidfuzz rule, in one run.

``python bench/identity.py DATA_DIR [--rival-python PYTHON] [--speed 50000] [--distinct 100000]
[--outside 3000] [--seed 1]``

DATA_DIR holds ``splink/fake_1000.csv`` and ``febrl/dataset4a.csv``, ``dataset4b.csv``. PYTHON is an
interpreter that has splink and pandas, where they do not fit this environment; without one Splink
is left out, and the run says so. All get the same columns. Each set is split by cluster into a
half to tune on and a half to test; the test half and the whole are printed, each system at its own
best threshold and at .95, as pairs and B-cubed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from outside_people import KINDS  # noqa: E402
from synthetic_identity import people  # noqa: E402

from prospecting.identity import match_people  # noqa: E402
from prospecting.identity.people import score_people  # noqa: E402

Labels = NDArray[np.int64]
Scores = tuple[float, float, float]
CUTS = (
    0.001,
    0.01,
    0.05,
    0.1,
    0.2,
    0.3,
    0.5,
    0.7,
    0.8,
    0.9,
    0.95,
    0.98,
    0.99,
    0.995,
    0.999,
    0.9999,
)


def fake_1000(folder: Path) -> tuple[pd.DataFrame, Labels]:
    """Splink's synthetic persons: 1,000 records of some 250 people."""
    raw = pd.read_csv(folder / "splink" / "fake_1000.csv", dtype=str, keep_default_na=False)
    names = {"surname": "last_name", "dob": "birth_date", "city": "location"}
    table = raw.rename(columns=names)[
        ["first_name", "last_name", "birth_date", "location", "email"]
    ]
    return table, np.asarray(raw["cluster"].astype(int).to_numpy(dtype=np.int64))


def febrl_4(folder: Path) -> tuple[pd.DataFrame, Labels]:
    """FEBRL's dataset 4, both files: 5,000 people twice. The social security number is ``phone``."""
    files = [folder / "febrl" / f"dataset4{part}.csv" for part in "ab"]
    raw = pd.concat(
        [pd.read_csv(f, dtype=str, skipinitialspace=True, keep_default_na=False) for f in files],
        ignore_index=True,
    )
    raw.columns = [column.strip() for column in raw.columns]
    place = ["street_number", "address_1", "address_2", "suburb", "postcode", "state"]
    table = pd.DataFrame(
        {
            "first_name": raw["given_name"],
            "last_name": raw["surname"],
            "birth_date": raw["date_of_birth"].str.replace(
                r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", regex=True
            ),
            "phone": raw["soc_sec_id"],
            "location": raw[place].agg(" ".join, axis=1).str.split().str.join(" "),
        }
    )
    return table, np.asarray(
        raw["rec_id"].str.split("-").str[1].astype(int).to_numpy(dtype=np.int64)
    )


def synthetic(count: int, seed: int) -> tuple[pd.DataFrame, Labels]:
    """Our own LinkedIn and CRM records of ``count`` people."""
    table = people(count, seed)
    return table.drop(columns="cluster"), table["cluster"].to_numpy()


def test_half(table: pd.DataFrame, truth: Labels) -> tuple[pd.DataFrame, Labels]:
    """The records of every second cluster: those that nothing was tuned on."""
    _, rank = np.unique(truth, return_inverse=True)
    chosen = rank % 2 == 1
    return table[chosen].reset_index(drop=True), truth[chosen]


def _pairs_within(labels: Labels) -> int:
    _, sizes = np.unique(labels, return_counts=True)
    return int((sizes * (sizes - 1) // 2).sum())


def _both(truth: Labels, said: Labels) -> Labels:
    return np.unique(np.stack([truth, said]), axis=1, return_inverse=True)[1].ravel()


def _f1(precision: float, recall: float) -> Scores:
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def pair_scores(truth: Labels, said: Labels) -> Scores:
    """Precision, recall and F1 over all pairs of records put together."""
    hits = _pairs_within(_both(truth, said))
    told, real = _pairs_within(said), _pairs_within(truth)
    return _f1(hits / told if told else 1.0, hits / real if real else 1.0)


def b_cubed(truth: Labels, said: Labels) -> Scores:
    """Precision, recall and F1 averaged over records (Bagga & Baldwin 1998)."""

    def sizes(labels: Labels) -> NDArray[np.float64]:
        _, inverse, counts = np.unique(labels, return_inverse=True, return_counts=True)
        return counts[inverse].astype(float)

    shared = sizes(_both(truth, said))
    return _f1(float((shared / sizes(said)).mean()), float((shared / sizes(truth)).mean()))


def components(rows: int, left: Labels, right: Labels) -> Labels:
    """Connected components, as Splink groups its pairs."""
    links = coo_matrix((np.ones(len(left)), (left, right)), shape=(rows, rows))
    return connected_components(links, directed=False)[1].astype(np.int64)


def plain_rule(table: pd.DataFrame) -> Callable[[float], Labels]:
    """Same e-mail, or names alike by rapidfuzz among rows with the same first letters of a name."""
    rows = len(table)
    cells = {column: table[column].str.lower().str.strip() for column in table}
    blank = pd.Series([""] * rows)
    name = cells.get("first_name", blank) + " " + cells.get("last_name", blank)
    name = name.where(name.str.strip() != "", cells.get("full_name", blank)).str.strip()
    joined = name + " " + cells.get("location", blank) + " " + cells.get("company", blank)
    found: list[Labels] = []
    keys = [name.str[:4], name.str.split().str[-1].str[:4], cells.get("email", blank)]
    for key in keys:
        groups = pd.Series(range(rows)).groupby(key.fillna("").to_numpy()).indices
        for text, members in groups.items():
            if text and 1 < len(members) <= 300:
                one, two = np.triu_indices(len(members), 1)
                found.append(np.stack([members[one], members[two]]))
    pairs = np.unique(np.concatenate(found, axis=1), axis=1)
    texts = joined.to_numpy()
    alike = cpdist(texts[pairs[0]].tolist(), texts[pairs[1]].tolist(), scorer=fuzz.token_sort_ratio)
    mail = cells.get("email", blank).to_numpy()
    same = (mail[pairs[0]] == mail[pairs[1]]) & (mail[pairs[0]] != "")
    score = np.where(same, 1.0, np.asarray(alike) / 100)

    def at(cut: float) -> Labels:
        kept = score >= cut
        return components(rows, pairs[0][kept], pairs[1][kept])

    return at


def ours(table: pd.DataFrame) -> Callable[[float], Labels]:
    """Ours, scored once and grouped at any threshold."""
    return score_people(table).clusters


def _for_splink(table: pd.DataFrame) -> pd.DataFrame:
    """The same columns, cleaned as Splink's documentation asks: lower case, one name a column."""
    clean = pd.DataFrame({name: table[name].str.strip().str.lower() for name in table})
    if "full_name" in clean:
        whole = clean.pop("full_name")
        for name in {"first_name", "last_name"} - set(clean):
            clean[name] = ""
        lone = (clean["first_name"] == "") & (clean["last_name"] == "")
        parts = whole[lone].str.split()
        clean.loc[lone, "first_name"] = parts.str[:-1].str.join(" ")
        clean.loc[lone, "last_name"] = parts.str[-1]
    if "url" in clean:
        clean["url"] = (
            clean["url"]
            .str.replace(r"^(https?://)?([a-z]+\.)?linkedin", "linkedin", regex=True)
            .str.replace(r"\?.*$", "", regex=True)
            .str.rstrip("/")
        )
    clean.insert(0, "unique_id", range(len(clean)))
    return clean


# What Splink's documentation calls "often adequate whilst testing"; for a final model it wants 1e9.
SAMPLED = 1e7


def splink(
    table: pd.DataFrame, python: str, sampled: float = SAMPLED
) -> tuple[Callable[[float], Labels], dict[str, float]]:
    """Splink's pairs, grouped at any threshold, and its times by stage.

    Raises:
        RuntimeError: the run failed; its last words are in the message.
    """
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        _for_splink(table).to_csv(base / "in.csv", index=False)
        script = Path(__file__).resolve().parent / "rival_splink.py"
        done = subprocess.run(
            [
                python,
                str(script),
                str(base / "in.csv"),
                str(base / "out.csv"),
                str(base / "t.json"),
                str(sampled),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"Splink failed: {done.stderr[-600:]}")
        pairs = pd.read_csv(base / "out.csv")
        times = json.loads((base / "t.json").read_text())

    def at(cut: float) -> Labels:
        kept = pairs[pairs["match_probability"] >= cut]
        return components(
            len(table), kept["unique_id_l"].to_numpy(), kept["unique_id_r"].to_numpy()
        )

    return at, times


def report(name: str, at: Callable[[float], Labels], truth: Labels) -> float:
    """Prints one system on one set; gives its best pair F1."""
    best = max(CUTS, key=lambda cut: pair_scores(truth, at(cut))[2])
    for label, cut in ((f"best, {best:g}", best), ("at .95", 0.95)):
        groups = at(cut)
        pairs, cubed = pair_scores(truth, groups), b_cubed(truth, groups)
        print(
            f"  {name:10} {label:14} pairs P {pairs[0]:.4f} R {pairs[1]:.4f} F1 {pairs[2]:.4f}"
            f"   B3 P {cubed[0]:.4f} R {cubed[1]:.4f} F1 {cubed[2]:.4f}"
        )
    return pair_scores(truth, at(best))[2]


def outside(kind: str, count: int, seed: int) -> tuple[pd.DataFrame, Labels]:
    """A set of ``outside_people``."""
    table = KINDS[kind](count, seed)
    return table.drop(columns="cluster"), table["cluster"].to_numpy()


def quality(folder: Path, python: str | None, count: int, seed: int) -> None:
    """F1 on each set; of ``count`` people for each of the kinds made up elsewhere."""
    sets = {
        "fake_1000": fake_1000(folder),
        "FEBRL 4": febrl_4(folder),
        "LinkedIn + CRM (synthetic)": synthetic(6000, 11),
    }
    cases = [(name, part, data) for name, data in sets.items() for part in ("test half", "whole")]
    if count:
        cases += [(kind, "test half", outside(kind, count, seed)) for kind in KINDS]
    for name, part, data in cases:
        table, truth = test_half(*data) if part == "test half" else data
        print(f"\n{name}, {part}: {len(table)} records, {len(np.unique(truth))} people")
        mine = report("ours", ours(table), truth)
        if python:
            try:
                at, _ = splink(table, python)
            except RuntimeError as failed:
                print(f"  {failed}")
            else:
                theirs = report("Splink", at, truth)
                print(f"  F1, ours to Splink's: {mine / theirs:.3f}")
        report("rapidfuzz", plain_rule(table), truth)


def speed(rows: int, python: str | None, samples: list[float]) -> None:
    """Times on ``rows`` records, by stage."""
    table, _ = synthetic(rows // 2, 5)
    table = table.head(rows)
    started, at_first = time.perf_counter(), time.process_time()
    scored = score_people(table)
    middle = time.perf_counter()
    scored.clusters()
    done, cpu = time.perf_counter(), time.process_time() - at_first
    print(
        f"\n{len(table)} records: ours {done - started:.2f} s, {cpu:.2f} s of processor time",
        end="",
    )
    print(
        f" (reading, learning and scoring {middle - started:.2f}, clustering {done - middle:.2f})"
    )
    if python:
        for sampled in samples:
            _, times = splink(table, python, sampled)
            theirs = times.pop("cpu")
            total = sum(times.values())
            parts = ", ".join(f"{stage} {spent:.2f}" for stage, spent in times.items())
            print(
                f"  Splink, u from {sampled:.0e} pairs: {total:.2f} s ({parts}),"
                f" {total / (done - started):.1f} x ours;"
                f" processor time {theirs:.2f} s, {theirs / cpu:.1f} x ours"
            )


def distinct(count: int) -> None:
    """Wrong merges among people who are all different."""
    table, truth = people(count, 3, repeats=0.0).pipe(
        lambda frame: (frame.drop(columns="cluster"), frame["cluster"].to_numpy())
    )
    groups = match_people(table)
    _, inverse, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    wrong = int((sizes[inverse] > 1).sum())
    print(
        f"\n{count} distinct people: {wrong} records merged wrongly, {wrong / count * 1e4:.2f} in 10,000"
    )
    assert len(np.unique(truth)) == count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--rival-python", help="interpreter that has splink and pandas")
    parser.add_argument("--speed", type=int, default=50_000)
    parser.add_argument(
        "--splink-pairs",
        type=float,
        nargs="+",
        default=[1e6, SAMPLED],
        help="pairs that Splink draws for u in the timed runs; 1e9 is what it wants for a final model",
    )
    parser.add_argument("--distinct", type=int, default=100_000)
    parser.add_argument(
        "--outside", type=int, default=3000, help="people in each set of outside_people; 0: none"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the sets of outside_people")
    chosen = parser.parse_args()
    if not chosen.rival_python:
        print("No --rival-python: Splink is left out.")
    quality(chosen.data, chosen.rival_python, chosen.outside, chosen.seed)
    if chosen.speed:
        speed(chosen.speed, chosen.rival_python, chosen.splink_pairs)
    if chosen.distinct:
        distinct(chosen.distinct)


if __name__ == "__main__":
    main()
