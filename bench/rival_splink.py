"""Splink on one table, run by an interpreter that has it: pairs and times on files.

``python rival_splink.py TABLE.csv OUT.csv TIMES.json MAX_PAIRS``. The table has ``unique_id`` and some of
first_name, last_name, birth_date, email, phone, company, title, location, url; empty cells are
null. Settings follow the project's own documentation of deduplication: its comparison library
with term frequencies, u from random pairs, m by expectation-maximisation under two blockings.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.disable(logging.WARNING)


def main() -> None:
    table, out, times, sampled = sys.argv[1:5]
    frame = pd.read_csv(table, dtype=str, keep_default_na=False).replace("", None)
    frame = frame.dropna(axis=1, how="all")
    has = set(frame.columns)
    tf = {"term_frequency_adjustments": True}
    # An address of several words is compared by likeness, a town by equality.
    wordy = "location" in has and frame["location"].dropna().str.count(" ").median() >= 3
    place = (
        cl.JaroWinklerAtThresholds("location", [0.9, 0.8]) if wordy else cl.ExactMatch("location")
    )
    known = {
        "first_name": cl.NameComparison("first_name").configure(**tf),
        "last_name": cl.NameComparison("last_name").configure(**tf),
        "birth_date": cl.DateOfBirthComparison("birth_date", input_is_string=True),
        "email": cl.EmailComparison("email"),
        "phone": cl.DamerauLevenshteinAtThresholds("phone", [1, 2]),
        "company": cl.JaroWinklerAtThresholds("company", [0.9, 0.8]).configure(**tf),
        "title": cl.ExactMatch("title").configure(**tf),
        "location": place.configure(**tf),
        "url": cl.ExactMatch("url"),
    }
    wanted = [
        ("first_name", "last_name"), ("last_name", "birth_date"), ("first_name", "birth_date"),
        ("birth_date",), ("email",), ("phone",), ("url",), ("last_name", "company"),
        ("first_name", "company"), ("last_name", "location"), ("first_name", "location"),
    ]  # fmt: skip
    # A date of birth alone blocks well only in small tables, as in the project's own examples.
    if len(frame) > 20_000:
        wanted.remove(("birth_date",))
    rules = [block_on(*columns) for columns in wanted if set(columns) <= has]
    rules.append(block_on("substr(first_name, 1, 3)", "substr(last_name, 1, 4)"))
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[known[column] for column in known if column in has],
        blocking_rules_to_generate_predictions=rules,
    )
    started, at_first = time.perf_counter(), time.process_time()
    api = DuckDBAPI(connection=duckdb.connect())
    linker = Linker(api.register(frame), settings)
    sure = [
        f"l.{column} = r.{column} and l.last_name = r.last_name"
        for column in ("birth_date", "email", "phone", "url", "company")
        if column in has
    ]
    if not sure:
        sure = ["l.first_name = r.first_name and l.last_name = r.last_name"]
        if "location" in has:
            sure[0] += " and l.location = r.location"
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=float(sampled))
    sessions = [
        columns
        for columns in (
            ("first_name", "last_name"),
            ("birth_date",),
            ("email",),
            ("last_name", "company"),
        )
        if set(columns) <= has
    ][:3]
    if len(sessions) == 1:
        # One blocking teaches nothing of its own columns.
        sessions = [("first_name",), ("last_name",)]
    for columns in sessions:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    trained = time.perf_counter()
    predicted = linker.inference.predict(threshold_match_probability=0.001)
    pairs = predicted.as_pandas_dataframe()
    scored = time.perf_counter()
    linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=0.95
    ).as_pandas_dataframe()
    done, spent = time.perf_counter(), time.process_time() - at_first
    pairs[["unique_id_l", "unique_id_r", "match_probability"]].to_csv(out, index=False)
    Path(times).write_text(
        json.dumps(
            {
                "train": trained - started,
                "predict": scored - trained,
                "cluster": done - scored,
                "cpu": spent,
            }
        )
    )


if __name__ == "__main__":
    main()
