"""How many columns of unknown tables are suggested rightly at first look.

    python bench/mappings.py [SET] [--wrong]

Prints, for each set of ``bench/data/mappings.toml``, the share of columns whose suggestion is right
(a column to be left out is right where nothing is suggested), the share of tables whose kind is
right, and how often the suggestions that were called sure, likely and a guess were right. With
``--wrong`` each wrong column is listed.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from prospecting.exports import suggest_mapping  # noqa: E402
from prospecting.services.mappings import sure_words  # noqa: E402

FILES = ROOT / "bench" / "data" / "mappings.toml"


def files(name: str | None = None) -> list[dict[str, Any]]:
    """The tables of a set, or all."""
    listed = tomllib.loads(FILES.read_text(encoding="utf-8"))["file"]
    return [one for one in listed if name is None or one["set"] == name]


def judge(one: dict[str, Any]) -> tuple[bool, str, list[tuple[str, str, str, float, bool]]]:
    """Of a table: whether its kind is right, that kind, and each column's header, truth,
    suggestion, confidence and whether it is right."""
    text = str(one["text"]).lstrip("\n")
    proposal = suggest_mapping(str(one["name"]), text.encode())
    right_table = proposal.table in str(one["table"]).split("|")
    if not right_table:  # the user says what a row is; the columns are judged as of then
        wanted = str(one["table"]).split("|")[0]
        columns = suggest_mapping(str(one["name"]), text.encode(), wanted).columns
    else:
        columns = proposal.columns
    if len(columns) != len(one["columns"]):
        raise SystemExit(f"{one['name']}: {len(columns)} columns, not {len(one['columns'])}")
    rows = []
    for column, truth in zip(columns, one["columns"], strict=True):
        found = column.field or ""
        rows.append(
            (column.header, truth, found, column.confidence, found in str(truth).split("|"))
        )
    return right_table, proposal.table, rows


def main() -> None:
    """Print the figures."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("set", nargs="?")
    ask.add_argument("--wrong", action="store_true")
    args = ask.parse_args()
    for name in dict.fromkeys(one["set"] for one in files(args.set)):
        tables = right_tables = 0
        seen: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for one in files(name):
            ok, table, rows = judge(one)
            tables += 1
            right_tables += ok
            if args.wrong and not ok:
                print(f"  {one['name']}: {table}, not {one['table']}")
            for header, truth, found, sure, good in rows:
                word = sure_words(sure) if found else "left out"
                seen[word] += 1
                right[word] += good
                if args.wrong and not good:
                    print(f"  {one['name']}: {header!r} is {truth or 'nothing'}, not "
                          f"{found or 'nothing'} ({word} {sure:.2f})")  # fmt: skip
        total, good_total = sum(seen.values()), sum(right.values())
        print(
            f"{name}: {tables} tables, kind right {right_tables / tables:.0%}; "
            f"{total} columns, right {good_total / total:.1%}"
        )
        for word in ("sure", "likely", "a guess", "left out"):
            if seen[word]:
                print(f"    {word}: {right[word]} of {seen[word]} right")


if __name__ == "__main__":
    main()
