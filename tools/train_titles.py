"""Makes ``data/titles/functions_model.npz`` from O*NET's alternate titles and our word lists.

    python tools/train_titles.py FOLDER_OF_ONET

The folder holds ``Alternate_Titles.txt`` of the O*NET database. O*NET is a trademark of the
U.S. Department of Labor, Employment and Training Administration; its database is licensed under
CC BY 4.0, and the model says so in ``data/titles/model_source.txt``.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scoring.reference import DATA_DIR, load_rows, load_toml
from scoring.titles import lexicon
from scoring.titles.lexicon import Kind
from scoring.titles.model import BUCKETS, CLASSES, pieces
from scoring.titles.normalise import tokenise
from scoring.titles.vocabulary import FUNCTIONS

_PLACE = {name: number for number, name in enumerate(FUNCTIONS)}
SOURCE = """The weights in functions_model.npz were trained by tools/train_titles.py on

- the alternate titles of the O*NET 27.0 Database by the U.S. Department of Labor, Employment and
  Training Administration (USDOL/ETA), used under the CC BY 4.0 license
  (https://creativecommons.org/licenses/by/4.0/). O*NET is a trademark of USDOL/ETA. The titles
  were modified: folded, hashed, and labelled with job functions through onet_groups.toml.
  USDOL/ETA has not approved, endorsed, or tested these modifications.
- the word lists in words/ of this folder, our own.
"""


def read_onet(folder: Path) -> dict[str, list[str]]:
    """Alternate title → its occupation codes.

    Raises:
        FileNotFoundError: the folder holds no ``Alternate_Titles.txt``.
    """
    codes: dict[str, list[str]] = defaultdict(list)
    with (folder / "Alternate_Titles.txt").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            codes[row["Alternate Title"]].append(row["O*NET-SOC Code"])
    return dict(codes)


def functions_of(code: str) -> list[str]:
    """The job functions that fit an occupation code, likeliest first; by its longest prefix."""
    prefixes: dict[str, list[str]] = load_toml("titles/onet_groups.toml")["prefixes"]
    for size in range(len(code), 0, -1):
        if code[:size] in prefixes:
            return prefixes[code[:size]]
    return []


def words_of(title: str) -> list[str]:
    """The words of a title as the classifier sees them."""
    return [token for token in tokenise(title) if token[0].isalnum()]


def examples(onet: dict[str, list[str]]) -> tuple[list[list[str]], list[int], list[float]]:
    """Words, class and weight of each example: O*NET's titles, our phrases, and what is no job."""
    words: list[list[str]] = []
    labels: list[int] = []
    weights: list[float] = []
    for title, codes in onet.items():
        for code in codes:
            fitting = functions_of(code)
            if fitting:
                words.append(words_of(title))
                labels.append(_PLACE[fitting[0]])
                weights.append(1.0 / len(codes))
    several = ((row, word) for rows in lexicon.PHRASES.values() for row, _, word in rows)
    single = (([token], word) for token, word in lexicon.SINGLE.items())
    for tokens, word in (*several, *single):
        if word.functions and word.kind in (Kind.JOB, Kind.TOPIC):
            words.append(list(tokens))
            labels.append(_PLACE[word.functions[0]])
            weights.append(0.5 if word.weak else 1.0)
        elif word.mark in ("slogan", "seeking", "retired", "noise"):
            words.append(list(tokens))
            labels.append(CLASSES - 1)
            weights.append(2.0)
    for name in _names():
        words.append(words_of(name))
        labels.append(CLASSES - 1)
        weights.append(0.5)
    return words, labels, weights


def _names() -> list[str]:
    """Names of people and countries: words that stand in titles and name no job."""
    people = [
        name for row in load_rows("names/common_names.csv") for name in row["names"].split(";")
    ]
    countries = [row[column] for row in load_rows("countries.csv") for column in ("en", "de", "fr")]
    places = [name for row in load_rows("countries.csv") for name in row["places"].split("|")]
    return sorted({text for text in people + countries + places if text})


def train(
    words: list[list[str]], labels: list[int], weights: list[float], strength: float = 4.0
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (BUCKETS, CLASSES) and intercept (CLASSES,) of a multinomial logistic regression."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for row in words:
        places = pieces(row)
        columns.extend(places)
        data.extend([1.0 / np.sqrt(max(1, len(places)))] * len(places))
        starts.append(len(columns))
    matrix = csr_matrix((data, columns, starts), shape=(len(words), BUCKETS), dtype=np.float32)
    matrix.sum_duplicates()
    fitted = LogisticRegression(C=strength, max_iter=150, tol=1e-3)
    fitted.fit(matrix, labels, sample_weight=weights)
    table = np.zeros((BUCKETS, CLASSES), dtype=np.float32)
    intercept = np.full(CLASSES, -20.0, dtype=np.float32)
    table[:, fitted.classes_] = fitted.coef_.T
    intercept[fitted.classes_] = fitted.intercept_
    return table, intercept


def main() -> int:
    """Train on everything and write the quantised weights with their source."""
    parser = argparse.ArgumentParser(description="Train the classifier of job functions.")
    parser.add_argument("onet", type=Path, help="folder with Alternate_Titles.txt")
    folder: Path = parser.parse_args().onet
    table, intercept = train(*examples(read_onet(folder)))
    scale = np.maximum(np.abs(table).max(axis=0), 1e-6) / 127
    target = DATA_DIR / "titles" / "functions_model.npz"
    np.savez_compressed(
        target,
        weights=np.round(table / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        intercept=intercept,
    )
    (DATA_DIR / "titles" / "model_source.txt").write_text(SOURCE, encoding="utf-8")
    print(f"{target.name}: {target.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
