"""The figures against an independent computation in pandas over the events as exported."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prospecting.services import asks, behind, exporting, goals, report_files, reporting
from prospecting.services.session import Session
from tests.pipeline_services.conftest import DAY, fresh_pairs

ROAD = ["suggested", "drafted", "asked", "agreed", "opted-in", "introduced", "replied", "meeting",
        "opportunity", "won"]  # fmt: skip
EXITS = ["declined", "no-answer", "not-a-fit", "postponed"]
ENDS = {"won", "lost", "declined", "no-answer", "not-a-fit"}
ALL = reporting.period(DAY, "all")


@pytest.fixture
def busy(session: Session) -> Session:
    """The sample's two years, and on top corrections, shared stages, other owners."""
    for place, (person, client) in enumerate(fresh_pairs(session)[:30]):
        asks.record(session, prospect=person, client=client, stage="asked",
                    on=DAY - dt.timedelta(days=200 - 5 * place))  # fmt: skip
        if place % 3 == 0:
            done = asks.record(session, prospect=person, client=client, stage="declined",
                               on=DAY - dt.timedelta(days=150 - 4 * place), reason="too busy")  # fmt: skip
            if place % 6 == 0:
                asks.undo_event(session, done["ask_id"], done["number"])
        elif place % 3 == 1:
            asks.record(session, prospect=person, client=client, stage="introduced",
                        on=DAY - dt.timedelta(days=140 - 4 * place))  # fmt: skip
            if place % 2:
                asks.record(session, prospect=person, client=client, stage="won",
                            on=DAY - dt.timedelta(days=2), amount=1000.0 + place)  # fmt: skip
                asks.record(session, prospect=person, client=client, stage="thanked",
                            on=DAY - dt.timedelta(days=1))  # fmt: skip
    return session


def _exported(session: Session, folder: Path) -> pd.DataFrame:
    out = folder / "events.csv"
    exporting.export(session, "events", out, raw=True)
    return pd.read_csv(io.BytesIO(out.read_bytes()), parse_dates=["on"])


def _independent(events: pd.DataFrame) -> dict[int, dict[str, Any]]:
    """Where each ask stands, told anew from the rules in the documents, ask by ask."""
    found: dict[int, dict[str, Any]] = {}
    for ask, own in events.groupby("ask_id"):
        rows = own.sort_values("number").to_dict("records")
        dead: set[float] = set()
        for row in reversed(rows):
            if row["action"] == "correction" and row["number"] not in dead:
                dead.add(row["corrects"])
        alive = [r for r in rows if r["number"] not in dead and isinstance(r["stage"], str)
                 and r["action"] in ("stage", "correction")]  # fmt: skip
        alive.sort(key=lambda r: (r["on"], r["number"]))
        steps = [r for r in alive if r["stage"] not in ("thanked", "rewarded")]
        prospect = [r for r in steps if r["stage"] in [*ROAD[4:], "lost", "not-a-fit"]]
        shown = steps[-1] if steps else None
        if shown is not None and shown["stage"] in ROAD[:4] and prospect:
            shown = prospect[-1]
        stage = shown["stage"] if shown is not None else "suggested"
        reached = {r["stage"] for r in alive}
        ranks = [ROAD.index(s) for s in reached if s in ROAD]
        ranks += [2 for s in reached if s in EXITS or s in ("lost", "thanked", "rewarded")]
        amounts = [r for r in steps if not np.isnan(r["amount"])]
        days = [(b["on"] - a["on"]).days for a, b in itertools.pairwise(steps)]
        found[int(str(ask))] = {
            "client": int(rows[0]["client_id"]),
            "stage": stage,
            "rank": max(ranks, default=-1),
            "open": stage not in ENDS,
            "amount": amounts[-1]["amount"] if amounts else np.nan,
            "currency": amounts[-1]["currency"] if amounts else "",
            "moves": [(a["stage"], d) for a, d in zip(steps, days, strict=False)],
            "asked_on": min((r["on"] for r in alive if r["stage"] == "asked"), default=pd.NaT),
        }
    return found


def test_funnel_rates_days_and_revenue_agree(busy: Session, tmp_path: Path) -> None:
    facts = _independent(_exported(busy, tmp_path))
    found = reporting.figures(busy, ALL)
    counts = {row.stage: row.count for row in found.funnel}
    assert len(facts) == found.asks > 60
    for stage in ROAD[2:-1]:
        rank = ROAD.index(stage)
        assert counts[stage] == sum(one["rank"] >= rank for one in facts.values()), stage
    for stage in ["won", "lost", *EXITS]:
        assert counts[stage] == sum(one["stage"] == stage for one in facts.values()), stage
    rates = {rate.name: rate.share for rate in found.rates}
    for name, start, goal in (("yes", 2, 3), ("introduced", 3, 5), ("ask-to-introduction", 2, 5)):
        decided = [o for o in facts.values()
                   if o["rank"] >= start and (o["rank"] >= goal or not o["open"])]  # fmt: skip
        assert rates[name].cases == len(decided)
        assert rates[name].hits == sum(o["rank"] >= goal for o in decided)
    for row in found.times:
        days = [d for one in facts.values() for stage, d in one["moves"] if stage == row.stage]
        assert row.days.cases == len(days), row.stage
        if days:
            assert row.days.median == pytest.approx(float(np.median(days)))
            assert row.days.p80 == pytest.approx(float(np.percentile(days, 80)))
    report = asks.report(busy)
    money: dict[int, float] = {}
    for one in facts.values():
        if one["stage"] == "won" and one["currency"] == "EUR":
            money[one["client"]] = money.get(one["client"], 0.0) + one["amount"]
    assert report["revenue_total"] == pytest.approx(sum(money.values()))
    got = {row["client_id"]: row["revenue"] for row in report["revenue_by_client"]}
    assert {c: v for c, v in got.items() if v} == pytest.approx(
        {c: v for c, v in money.items() if v}
    )
    for client in report["clients"]:
        own = [o for o in facts.values() if o["client"] == client["client_id"]]
        ages = [
            (pd.Timestamp(DAY) - o["asked_on"]).days for o in own if o["asked_on"] is not pd.NaT
        ]
        assert client["asked_90"] >= sum(age < 90 for age in ages)


def test_every_figure_opens_as_many_asks_as_it_says(busy: Session) -> None:
    found = reporting.figures(busy, ALL)

    def opened(figure: str) -> int:
        return len(behind.behind(busy, figure, ALL)[1])

    for row in found.funnel:
        assert opened(f"funnel:{row.stage}") == row.count, row.stage
        assert opened(f"recorded:{row.stage}") == row.recorded
        assert opened(f"now:{row.stage}") == row.now
    for rate in found.rates:
        assert opened(f"rate:{rate.name}:cases") == rate.share.cases, rate.name
        assert opened(f"rate:{rate.name}:hits") == rate.share.hits, rate.name
    for reason, count in found.declined:
        assert opened(f"reason:declined:{reason}") == count
    for how, count in found.arrivals:
        assert opened(f"arrived:{how}") == count
    for line in found.monthly.to_dict("records"):
        assert opened(f"month:{line['stage']}:{line['month']:%Y-%m}") == line["count"]
    for cast in found.forecast.rows:
        assert opened(f"forecast:{cast.stage}") == cast.open
    assert opened("stuck") == len(found.stuck)
    assert opened("thanks:never") == found.thanks.never
    assert opened("outcome:untold") == found.thanks.outcomes - found.thanks.outcomes_told
    for by in reporting.SEGMENTS:
        for group in reporting.group_rows(busy, by, ALL):
            assert opened(f"by:{by}:{group.name}") == group.asked, (by, group.name)
        deals = reporting.revenue_rows(busy, by, ALL)
        for name, count in deals.groupby(by)["deals"].sum().items():
            assert opened(f"won:{by}:{name}") == count, (by, name)


def test_a_period_and_an_owner_choose(busy: Session) -> None:
    when = reporting.period(DAY, f"{DAY - dt.timedelta(days=90)}..{DAY}")
    some = reporting.figures(busy, when)
    rest = reporting.figures(
        busy, reporting.period(DAY, f"2000-01-01..{DAY - dt.timedelta(days=91)}")
    )
    every = reporting.figures(busy, ALL)
    assert 0 < some.asks < every.asks
    assert some.asks + rest.asks == every.asks
    assert reporting.figures(busy, ALL, "nobody@x.example").asks == 0
    assert reporting.period(DAY, "nonsense").name == "all"
    assert reporting.period(DAY, "2026-13-01..2026-01-01").name == "all"
    for one in reporting.periods(DAY):
        assert one.start is None or one.end is None or one.start <= one.end


def test_goals_stand_where_they_are(busy: Session) -> None:
    year = DAY.replace(month=1, day=1)
    goals.add_goal(busy, "asked", 1000, year, DAY.replace(month=12, day=31))
    goals.add_goal(busy, "won", 1, year, DAY, owner="nobody@x.example")
    team, own = goals.goals(busy)
    asked = sum(
        1
        for ask in asks.list_asks(busy)
        if ask.asked_on is not None and year <= ask.asked_on <= DAY
    )
    assert team.progress.done == asked
    assert own.progress.done == 0
    goals.remove_goal(busy, 0)
    assert [one.owner for one in goals.goals(busy)] == ["nobody@x.example"]


def test_our_estimates_are_kept_and_held_against_what_came(session: Session) -> None:
    from prospecting.services import planning

    plan = planning.make_plan(session)
    first = plan.asks[0]
    done = asks.record(session, prospect=first.prospect_id, client=first.client_id, stage="asked")
    asks.record(session, prospect=first.prospect_id, client=first.client_id, stage="introduced")
    found = reporting.figures(session, ALL).calibration
    assert found.cases == 1
    assert found.mean_estimate == pytest.approx(round(first.p_intro, 4))
    assert behind.behind(session, f"estimate:{found.bins[0].low:.1f}", ALL)[1] == [done["ask_id"]]


def test_the_files_hold_the_figures_and_run_nothing(busy: Session, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    person, client = fresh_pairs(busy)[0]
    evil = '=HYPERLINK("http://x.example")'
    asks.record(busy, prospect=person, client=client, stage="declined", reason=evil)
    tables = report_files.tables(busy, ALL)
    file = tmp_path / "r.xlsx"
    file.write_bytes(report_files.report_xlsx(busy, ALL))
    book = CalamineWorkbook.from_path(file)
    assert len(book.sheet_names) == len(tables)
    funnel = book.get_sheet_by_name("funnel").to_python()
    assert [row[1] for row in funnel[1:]] == [row["asks"] for row in tables["funnel"]]
    reasons = [row[0] for row in book.get_sheet_by_name("why declined").to_python()]
    assert f"'{evil}" in reasons and evil not in reasons
    text = report_files.report_csv(busy, ALL).decode()
    assert f"\"'{evil[:5]}" in text and f'"{evil[:5]}' not in text
    page = report_files.report_html(busy, ALL).decode()
    assert "<h2>Funnel</h2>" in page and "<script" not in page and "&quot;http://x" in page
