"""What managers look at: funnel, rates, speed, what is stuck, load, reasons, thanks, arrivals.

All functions take ``Facts`` (see ``facts.derive_facts``), work on whole columns and count asks;
percentages appear from twenty cases on, with a Wilson interval. An ask still under way counts
neither for nor against a rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from prospecting.pipeline.estimates import (
    RATES_FROM,
    Days,
    Share,
    days,
    share,
)
from prospecting.pipeline.facts import (
    CODE,
    NEVER,
    Facts,
    Flags,
    Frame,
    Ints,
    Objects,
    as_date,
    codes_of,
    column,
)
from prospecting.pipeline.stages import LABELS, MAIN_LINE, RANK, SIDE_EXITS, STAGES

#: Days after which an open ask is called stuck where there is too little history to say (chosen).
STUCK_AFTER: Final[Mapping[str, int]] = {
    "suggested": 60, "drafted": 7, "asked": 21, "agreed": 14, "opted-in": 14, "introduced": 14,
    "replied": 21, "meeting": 30, "opportunity": 90, "postponed": 120,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """A stage: asks that came at least so far (``count``), of which ``recorded`` say so, and
    ``now`` that stand there. ``of_asked`` is the share of all that were asked."""

    stage: str
    label: str
    count: int
    recorded: int
    now: int
    of_asked: Share


@dataclass(frozen=True, slots=True)
class Rate:
    """A conversion among the asks whose answer at that step is known."""

    name: str
    label: str
    share: Share


@dataclass(frozen=True, slots=True)
class StageTime:
    """Days spent at a stage before the next one was recorded."""

    stage: str
    label: str
    days: Days


@dataclass(frozen=True, slots=True)
class Stuck:
    """An open ask that has stood longer than four of five others did (or than a fixed limit)."""

    ask_id: str
    client_id: str
    owner: str
    stage: str
    since: date
    days: int
    usual: float


@dataclass(frozen=True, slots=True)
class ClientLoad:
    """How much was asked of a client lately; ``declines`` counts the last ones in a row."""

    client_id: str
    asked_30: int
    asked_90: int
    asked_365: int
    budget_left: int
    year_left: int
    declines: int
    last_asked: date | None


@dataclass(frozen=True, slots=True)
class Thanks:
    """Whether introducers were thanked, and how soon."""

    introductions: int
    thanked: int
    never: int
    days: Days
    within_two_days: Share
    outcomes: int
    outcomes_told: int


def ask_columns(asks: Frame, facts: Facts, *names: str) -> tuple[Objects, ...]:
    """Columns of the ask frame in the order of ``facts``; "" where missing.

    Raises:
        KeyError: an ask of the facts is not in the frame.
    """
    place = codes_of(facts.ask_ids, column(asks, "ask_id"))
    if (place < 0).any():
        raise KeyError(f"no row for the ask {facts.ask_ids[np.argmin(place)]!r}")
    found = []
    for name in names:
        values = column(asks, name, "", place)
        found.append(np.where(pd.isna(values), "", values))
    return tuple(found)


def pick(facts: Facts, which: Flags) -> Facts:
    """The facts of some of the asks (a period, a team, a client); one flag for each ask."""
    place = np.cumsum(which) - 1
    moved = which[facts.moves_ask]
    return Facts(
        ask_ids=facts.ask_ids[which],
        stage=facts.stage[which],
        since=facts.since[which],
        open=facts.open[which],
        amount=facts.amount[which],
        currency=facts.currency[which],
        reason=facts.reason[which],
        reached=facts.reached[which],
        last_thanked=facts.last_thanked[which],
        last_told=facts.last_told[which],
        asked_on=facts.asked_on[which],
        moves_ask=place[facts.moves_ask[moved]],
        moves_stage=facts.moves_stage[moved],
        moves_days=facts.moves_days[moved],
        as_of=facts.as_of,
    )


def funnel(facts: Facts) -> list[FunnelRow]:
    """Every stage of the main line and the side exits, with counts."""
    furthest = facts.furthest()
    asked = int((furthest >= RANK["asked"]).sum())
    now = np.bincount(facts.stage, minlength=len(STAGES))
    rows = []
    for stage in (*MAIN_LINE, *SIDE_EXITS):
        has = facts.has(stage)
        whole_way = stage in MAIN_LINE and stage != "lost"
        if stage == "won":
            count = int(facts.now_at("won").sum())
        elif whole_way:
            count = int((furthest >= RANK[stage]).sum())
        else:
            count = int(facts.now_at(stage).sum())
        before = stage in ("suggested", "drafted")
        rows.append(
            FunnelRow(
                stage=stage,
                label=LABELS[stage],
                count=count,
                recorded=int(has.sum()),
                now=int(now[CODE[stage]]),
                of_asked=Share(count, asked, None, None, None) if before else share(count, asked),
            )
        )
    return rows


def rates(facts: Facts) -> list[Rate]:
    """Conversions step by step, each among the asks that were decided at that step."""
    furthest, closed = facts.furthest(), ~facts.open
    won = facts.now_at("won")
    steps = (
        ("yes", "Introducer says yes", "asked", "agreed"),
        ("introduced", "A yes becomes an introduction", "agreed", "introduced"),
        ("meeting", "An introduction becomes a meeting", "introduced", "meeting"),
        ("opportunity", "A meeting becomes an opportunity", "meeting", "opportunity"),
    )
    found = []
    for name, words, start, goal in steps:
        began = furthest >= RANK[start]
        made = furthest >= RANK[goal]
        decided = began & (made | closed)
        found.append(Rate(name, words, share(int((made & began).sum()), int(decided.sum()))))
    began = furthest >= RANK["opportunity"]
    found.append(
        Rate(
            "won",
            "An opportunity is won",
            share(int((won & began).sum()), int((began & closed).sum())),
        )
    )
    asked = furthest >= RANK["asked"]
    made = furthest >= RANK["introduced"]
    decided = asked & (made | closed)
    found.append(
        Rate(
            "ask-to-introduction",
            "An ask becomes an introduction",
            share(int((made & asked).sum()), int(decided.sum())),
        )
    )
    found.append(
        Rate(
            "ask-to-won",
            "An ask becomes a customer",
            share(int((won & asked).sum()), int((asked & closed).sum())),
        )
    )
    return found


def stage_times(facts: Facts) -> list[StageTime]:
    """Median and 80th percentile of the days at each stage, over moves that were finished."""
    found = []
    for stage in (*MAIN_LINE[:-2], "postponed"):
        values = facts.moves_days[facts.moves_stage == CODE[stage]]
        found.append(StageTime(stage, LABELS[stage], days(values)))
    return found


def stuck(facts: Facts, asks: Frame, limit: int | None = None) -> list[Stuck]:
    """Open asks that stand longer than usual at their stage, the longest over first.

    Usual is the 80th percentile of the past where at least twenty moves are known, but never
    under a week; else ``STUCK_AFTER``.
    """
    usual = np.full(len(STAGES), np.inf)
    for stage, least in STUCK_AFTER.items():
        values = facts.moves_days[facts.moves_stage == CODE[stage]]
        known = len(values) >= RATES_FROM
        usual[CODE[stage]] = max(7.0, float(np.quantile(values, 0.8))) if known else least
    age = np.where(facts.since == NEVER, 0, facts.as_of - facts.since)
    over = age - usual[facts.stage]
    rows = np.flatnonzero(facts.open & (over > 0))
    order = np.lexsort((facts.ask_ids[rows].astype(str), -over[rows]))
    rows = rows[order][:limit]
    clients, owners = ask_columns(asks, facts, "client_id", "owner")
    found = []
    for row in rows:
        since = as_date(facts.since[row])
        if since is not None:
            code = int(facts.stage[row])
            found.append(
                Stuck(
                    str(facts.ask_ids[row]),
                    str(clients[row]),
                    str(owners[row]),
                    STAGES[code],
                    since,
                    int(age[row]),
                    float(usual[code]),
                )
            )
    return found


def client_load(
    facts: Facts, asks: Frame, *, budget: int = 2, budget_days: int = 90, budget_year: int = 6
) -> list[ClientLoad]:
    """Asks of each client in the last 30, 90 and 365 days, what is left, and recent declines."""
    (clients,) = ask_columns(asks, facts, "client_id")
    asked = facts.asked_on != NEVER
    codes, names = pd.factorize(clients)
    age = facts.as_of - facts.asked_on

    def within(span: int) -> Ints:
        return np.bincount(codes[asked & (age < span)], minlength=len(names)).astype(np.int64)

    last = np.full(len(names), NEVER, dtype=np.int64)
    np.maximum.at(last, codes[asked], facts.asked_on[asked])
    month, quarter, year = within(30), within(90), within(365)
    spent = within(budget_days)
    declines = _declines_in_a_row(facts, codes, len(names))
    return [
        ClientLoad(
            client_id=str(names[i]),
            asked_30=int(month[i]),
            asked_90=int(quarter[i]),
            asked_365=int(year[i]),
            budget_left=max(0, budget - int(spent[i])),
            year_left=max(0, budget_year - int(year[i])),
            declines=int(declines[i]),
            last_asked=as_date(last[i]),
        )
        for i in sorted(range(len(names)), key=lambda i: (-int(quarter[i]), str(names[i])))
    ]


def _declines_in_a_row(facts: Facts, codes: Ints, count: int) -> Ints:
    """For each client, how many of the latest answered asks were declined without a yes since."""
    answered = np.flatnonzero((facts.furthest() >= RANK["agreed"]) | facts.now_at("declined"))
    no = facts.now_at("declined")[answered]
    day = np.where(no, facts.since[answered], facts.first_day_from("agreed")[answered])
    last_yes = np.full(count, NEVER, dtype=np.int64)
    np.maximum.at(last_yes, codes[answered][~no], day[~no])
    counted = no & (day > last_yes[codes[answered]])
    return np.bincount(codes[answered][counted], minlength=count).astype(np.int64)


def decline_reasons(facts: Facts, stage: str = "declined") -> list[tuple[str, int]]:
    """Why asks ended at ``stage`` (declined, lost, not-a-fit …), the most frequent first."""
    words = pd.Series(facts.reason[facts.now_at(stage)], dtype=object).astype(str).str.strip()
    counted = words.replace("", "no reason given").value_counts()
    pairs = [(str(reason), int(count)) for reason, count in counted.items()]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def arrivals(facts: Facts, asks: Frame | None = None) -> list[tuple[str, int]]:
    """How introductions arrived: asked for, unasked, or as the ask's ``origin`` says."""
    made = facts.furthest() >= RANK["introduced"]
    asked = facts.has("asked") | facts.has("agreed")
    words = np.where(asked, "asked for", "unasked").astype(object)
    if asks is not None:
        (origin,) = ask_columns(asks, facts, "origin")
        words = np.where(origin != "", origin, words)
    counted = pd.Series(words[made], dtype=object).value_counts()
    return sorted(((str(k), int(v)) for k, v in counted.items()), key=lambda p: (-p[1], p[0]))


def thanks(facts: Facts) -> Thanks:
    """Days from the introduction to the first thanks after it, and who never got any."""
    introduced = facts.first_day_from("introduced")
    made = introduced != NEVER
    first = facts.reached[:, CODE["thanked"]]
    # The first thanks may have been for something earlier; then the last one counts.
    when = np.where(first >= introduced, first, facts.last_thanked)
    thanked = made & (when >= introduced)
    took = (when - introduced)[thanked]
    ended = made & ~facts.open
    heard = np.maximum(facts.last_thanked, facts.last_told)
    due = made & (thanked | (facts.as_of - introduced > 2))
    return Thanks(
        introductions=int(made.sum()),
        thanked=int(thanked.sum()),
        never=int((made & ~thanked).sum()),
        days=days(took),
        within_two_days=share(int((took <= 2).sum()), int(due.sum())),
        outcomes=int(ended.sum()),
        outcomes_told=int((ended & (heard >= facts.since)).sum()),
    )
