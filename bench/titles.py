"""How well and how fast titles are read, beside two rivals.

    python bench/titles.py FOLDER_OF_DATA

The folder holds ``onet/Alternate_Titles.txt`` (O*NET 27.0, CC BY 4.0). Printed are

1. accuracy on the hand-labelled titles in ``tests/titles/gold.csv``, both halves, and on those of
   another reader in ``tests/titles/second.csv`` (any of its labels, then the likelier one alone);
   the rivals learn from the half "dev" of the first and answer its half "test" and all the others;
2. agreement of the first function with the occupation group on occupations held out by their code,
   with our classifier trained anew without them, and the table that maps groups to functions;
3. distinct titles a second on one core, by grammar alone.

Rivals: TF-IDF of letters with logistic regression, and the nearest labelled title by bare MiniLM
vectors (left out where the extra "semantic" is not installed).
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scoring import semantic
from scoring.reference import load_toml
from scoring.titles.read import read_by_grammar, read_titles, read_with
from tools.train_titles import examples, functions_of, read_onet, train

ROOT = Path(__file__).resolve().parent.parent
FIELDS = ("seniority", "function", "decision_maker", "current")


def tfidf(known: Sequence[str], labels: Sequence[str], asked: Sequence[str]) -> list[str]:
    """Labels of ``asked`` by TF-IDF of letters and logistic regression learned from ``known``."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import make_pipeline

    # Fitted by stochastic descent: the same model, in seconds instead of many minutes.
    model = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        SGDClassifier(loss="log_loss", alpha=1e-6, max_iter=20, random_state=1),
    )
    model.fit(list(known), list(labels))
    return [str(label) for label in model.predict(list(asked))]


def neighbours(known: Sequence[str], asked: Sequence[str]) -> list[int]:
    """Position of the nearest known title of each asked one, by bare MiniLM vectors."""
    near = semantic.cosine(semantic.encode(asked), semantic.encode(known))
    return [int(place) for place in near.argmax(axis=1)]


def gold() -> None:
    """Part 1."""
    path = ROOT / "tests" / "titles" / "gold.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    halves = {half: [row for row in rows if row["split"] == half] for half in ("dev", "test")}
    print(f"1. Hand-labelled titles: {len(rows)}\n")
    print(f"{'':34}" + "".join(f"{field:>16}" for field in FIELDS))
    for half, part in halves.items():
        got = read_titles([row["title"] for row in part])
        answers = [
            (r.seniority or "", r.functions[0] if r.functions else "",
             "yes" if r.decision_maker else "no", "yes" if r.current else "no")
            for r in got
        ]  # fmt: skip
        _line(f"ours, {half} ({len(part)})", part, answers)
    dev, test = halves["dev"], halves["test"]
    _rivals("test", dev, test)
    _by_language(test)
    second(dev)


def second(dev: Sequence[dict[str, str]]) -> None:
    """The other reader's titles; the rivals learn from ``dev``, the first reader's."""
    path = ROOT / "tests" / "titles" / "second.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    print(f"\nTitles of a second reader: {len(rows)}\n")
    print(f"{'':34}" + "".join(f"{field:>16}" for field in FIELDS))
    for half in ("dev", "test"):
        part = [row for row in rows if row["split"] == half]
        answers = [
            (r.seniority or "none", r.functions[0] if r.functions else "none",
             "yes" if r.decision_maker else "no", "yes" if r.current else "no")
            for r in read_titles([row["title"] for row in part])
        ]  # fmt: skip
        _line(f"ours, {half} ({len(part)})", part, answers)
        likelier = [{field: row[field].split("|")[0] for field in FIELDS} for row in part]
        _line(f"ours, {half}, likelier label", likelier, answers)
    _rivals("all", [{**row, **{f: row[f] or "none" for f in FIELDS}} for row in dev], rows)


def _rivals(name: str, known: Sequence[dict[str, str]], asked: Sequence[dict[str, str]]) -> None:
    titles, questions = [row["title"] for row in known], [row["title"] for row in asked]
    columns = [tfidf(titles, [row[field] for row in known], questions) for field in FIELDS]
    _line(f"TF-IDF + logistic regression, {name}", asked, list(zip(*columns, strict=True)))
    if semantic.available()[0]:
        near = neighbours(titles, questions)
        _line(
            f"MiniLM neighbour, {name}", asked, [tuple(known[n][f] for f in FIELDS) for n in near]
        )


def _line(name: str, rows: Sequence[dict[str, str]], answers: Sequence[Sequence[str]]) -> None:
    """Shares answered rightly; where a row allows several labels, they are parted by "|"."""
    shares = [
        sum(
            answer[place] in row[field].split("|")
            for row, answer in zip(rows, answers, strict=True)
        )
        / len(rows)
        for place, field in enumerate(FIELDS)
    ]
    print(f"{name:34}" + "".join(f"{share:16.3f}" for share in shares))


def _by_language(rows: Sequence[dict[str, str]]) -> None:
    right: Counter[str] = Counter()
    for row, got in zip(rows, read_titles([row["title"] for row in rows]), strict=True):
        right[row["language"]] += (got.seniority or "") == row["seniority"] and (
            got.functions[0] if got.functions else ""
        ) == row["function"]
    total = Counter(row["language"] for row in rows)
    print("\nlevel and first function both right, test half, by language:")
    print("  " + "  ".join(f"{name} {right[name]}/{total[name]}" for name in sorted(total)))


def onet(folder: Path, most: int, vectors: int) -> None:
    """Part 2: ``most`` titles asked at most, ``vectors`` of the others as neighbours at most."""
    codes = read_onet(folder)
    held = {code for row in codes.values() for code in row if zlib.crc32(code.encode()) % 5 == 0}
    rest = {title: row for title, row in codes.items() if not held.intersection(row)}
    asked = {title: row for title, row in codes.items() if held.issuperset(row)}
    titles = sorted(asked)
    random.Random(1).shuffle(titles)
    titles = titles[:most]
    print(
        f"\n2. O*NET alternate titles: {len(codes)} distinct, {len(held)} occupations held out, "
        f"{len(titles)} of their titles asked"
    )
    everything = read_titles(sorted(codes))
    _agreement("ours, shipped, all titles", sorted(codes), codes, [r.functions for r in everything])
    model = train(*examples(rest))
    _agreement(
        "ours, without the held out", titles, codes, [r.functions for r in read_with(titles, model)]
    )
    _agreement("ours, grammar alone", titles, codes, [read_by_grammar(t).functions for t in titles])
    known = sorted(rest)
    labels = [functions_of(rest[title][0])[0] for title in known]
    _agreement(
        "TF-IDF + logistic regression", titles, codes, [(a,) for a in tfidf(known, labels, titles)]
    )
    if semantic.available()[0]:
        few = sorted(random.Random(2).sample(range(len(known)), min(vectors, len(known))))
        near = neighbours([known[n] for n in few], titles)
        answers = [(labels[few[n]],) for n in near]
        _agreement(f"MiniLM neighbour of {len(few)}", titles, codes, answers)
    print("\nfunctions that fit a group (longest prefix of the occupation code):")
    for prefix, functions in load_toml("titles/onet_groups.toml")["prefixes"].items():
        print(f"  {prefix:9}{', '.join(functions)}")


def _agreement(
    name: str, titles: Sequence[str], codes: dict[str, list[str]], answers: Sequence[Sequence[str]]
) -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    answered = 0
    for title, functions in zip(titles, answers, strict=True):
        group = codes[title][0][:2]
        total[group] += 1
        if functions:
            answered += 1
            right[group] += any(functions[0] in functions_of(code) for code in codes[title])
    hits = sum(right.values())
    print(
        f"{name:34}agree {hits / len(titles):.3f}, answered {answered / len(titles):.3f}, "
        f"agree where answered {hits / max(1, answered):.3f}"
    )
    print("    " + " ".join(f"{g}:{right[g] / total[g]:.2f}" for g in sorted(total)))


def speed(folder: Path) -> None:
    """Part 3: the median of three."""
    titles = sorted(read_onet(folder))
    made = [f"{level} {title}" for level in ("Senior", "Former", "Deputy") for title in titles[::3]]
    distinct = sorted({*titles, *made})
    rates = []
    for _ in range(3):
        start = time.process_time()
        for title in distinct:
            read_by_grammar(title)
        rates.append(len(distinct) / (time.process_time() - start))
    print(
        f"\n3. {float(np.median(rates)):,.0f} distinct titles a second by grammar alone (one core)"
    )


def confusions(folder: Path, most: int = 30) -> None:
    """What the grammar most often answers against the group; for whoever mends the words."""
    codes = read_onet(folder)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for title, row in codes.items():
        functions = read_by_grammar(title).functions
        if functions and not any(functions[0] in functions_of(code) for code in row):
            found[row[0][:2], functions[0]].append(title)
    for (group, function), titles in sorted(found.items(), key=lambda kv: -len(kv[1]))[:most]:
        print(f"{group} {function:30}{len(titles):5}  {'; '.join(titles[:8])}")


def main() -> int:
    """Print all parts."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else ""
    )
    parser.add_argument("data", type=Path, help="folder with onet/Alternate_Titles.txt")
    parser.add_argument("--asked", type=int, default=3000, help="O*NET titles asked at most")
    parser.add_argument("--vectors", type=int, default=4000, help="titles embedded at most")
    parser.add_argument(
        "--confusions", action="store_true", help="only list what the grammar mistakes"
    )
    given = parser.parse_args()
    folder = given.data / "onet"
    if given.confusions:
        confusions(folder)
        return 0
    gold()
    onet(folder, given.asked, given.vectors)
    speed(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
