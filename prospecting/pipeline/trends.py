"""How things move: velocity, months, give and take, satisfaction, and how true our estimates were."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from prospecting.pipeline.estimates import Calibration, calibration
from prospecting.pipeline.facts import (
    CODE,
    NEVER,
    Facts,
    Flags,
    Floats,
    Frame,
    column,
    days_of,
)
from prospecting.pipeline.reports import ask_columns
from prospecting.pipeline.stages import LABELS, RANK

#: A score from fewer answers than this says nothing (chosen).
_ANSWERS_FROM: Final = 5


def velocity(facts: Facts, window: int = 90) -> pd.DataFrame:
    """Per 30 days in the last ``window`` days and in the one before: asks, introductions,
    meetings, customers. One row a stage; columns stage, label, now, before."""
    rows = []
    for stage in ("asked", "introduced", "meeting", "won"):
        day = facts.asked_on if stage == "asked" else facts.first_day_from(stage)
        if stage == "won":
            day = np.where(facts.now_at("won"), facts.reached[:, CODE["won"]], NEVER)
        age = np.where(day == NEVER, 10**9, facts.as_of - day)
        scale = 30 / window
        recent = int((age < window).sum()) * scale
        earlier = int(((age >= window) & (age < 2 * window)).sum()) * scale
        rows.append((stage, LABELS[stage], recent, earlier))
    return pd.DataFrame(rows, columns=["stage", "label", "now", "before"])


def monthly(facts: Facts) -> pd.DataFrame:
    """Counts per calendar month: columns month (first day), stage, count; no empty months."""
    frames = []
    for stage in ("asked", "introduced", "meeting", "won"):
        day = facts.asked_on if stage == "asked" else facts.reached[:, CODE[stage]]
        known = day[day != NEVER]
        months = known.astype("datetime64[D]").astype("datetime64[M]")
        month, count = np.unique(months, return_counts=True)
        frames.append(
            pd.DataFrame({"month": month.astype("datetime64[s]"), "stage": stage, "count": count})
        )
    return pd.concat(frames, ignore_index=True)


def estimate_calibration(facts: Facts, estimates: Floats, bins: int = 10) -> Calibration:
    """Our P(introduction) against what came of it, over asks that were decided.

    ``estimates`` are in the order of ``facts``, NaN where none was kept.
    """
    made = facts.furthest() >= RANK["introduced"]
    asked = facts.asked_on != NEVER
    decided = asked & (made | ~facts.open)
    return calibration(estimates[decided], made[decided], bins)


def give_and_take(facts: Facts, asks: Frame, favours: Frame) -> pd.DataFrame:
    """What was done for each client and what he did for us.

    ``favours`` has client_id and kind, one row for each introduction, referral or favour that we
    did. Columns: client_id, given, asked, introductions, won, balance (given - introductions;
    below zero we owe). The most indebted first.
    """
    (clients,) = ask_columns(asks, facts, "client_id")
    given = pd.Series(column(favours, "client_id"), dtype=object).value_counts()
    frame = pd.DataFrame(
        {
            "client_id": clients,
            "asked": (facts.asked_on != NEVER).astype(np.int64),
            "introductions": (facts.furthest() >= RANK["introduced"]).astype(np.int64),
            "won": facts.now_at("won").astype(np.int64),
        }
    )
    taken = frame.groupby("client_id", sort=True).sum()
    table = taken.reindex(taken.index.union(given.index), fill_value=0)
    table.insert(0, "given", given.reindex(table.index, fill_value=0).astype(np.int64))
    table["balance"] = table["given"] - table["introductions"]
    table.index.name = "client_id"
    return table.reset_index().sort_values(["balance", "client_id"], ignore_index=True)


def in_period(facts: Facts, start: date, end: date) -> Flags:
    """Which asks were first asked from ``start`` to ``end``, both included."""
    zero = date(1970, 1, 1).toordinal()
    first, last = start.toordinal() - zero, end.toordinal() - zero
    return np.asarray((facts.asked_on >= first) & (facts.asked_on <= last))


def nps_over_time(surveys: Frame) -> pd.DataFrame:
    """Quarterly net promoter score: columns quarter (first day), answers, nps (-100..100; NaN
    below five answers)."""
    stamp = days_of(surveys, "on").astype("datetime64[D]")
    score = pd.to_numeric(pd.Series(column(surveys, "score"))).to_numpy(np.float64)
    frame = pd.DataFrame({"on": pd.to_datetime(stamp.astype("datetime64[s]")), "score": score})
    frame = frame[(stamp.astype(np.int64) != NEVER) & frame["score"].notna()]
    frame["quarter"] = frame["on"].dt.to_period("Q").dt.start_time
    frame["vote"] = np.select([frame["score"] >= 9, frame["score"] <= 6], [1.0, -1.0], 0.0)
    table = frame.groupby("quarter")["vote"].agg(["size", "mean"]).reset_index()
    table["nps"] = np.where(table["size"] >= _ANSWERS_FROM, table["mean"] * 100, np.nan)
    columns = ["quarter", "size", "nps"]
    return pd.DataFrame(table[columns]).rename(columns={"size": "answers"})
