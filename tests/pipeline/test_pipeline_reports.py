"""The figures agree with an independent computation, do not depend on order, and know doubt."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospecting.pipeline import money, reports, trends
from prospecting.pipeline.estimates import calibration, days, share, wilson
from prospecting.pipeline.facts import derive_facts
from prospecting.pipeline.summary import report_object

AS_OF = date(2026, 6, 30)
ROAD = ["asked", "agreed", "introduced", "meeting", "opportunity", "won"]
KEEP = [1.0, 0.55, 0.8, 0.75, 0.6, 0.45]


def world(count: int = 400, seed: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Asks and events that keep to the road, with exits and thanks, told plainly in pandas."""
    rng = np.random.default_rng(seed)
    asks, events = [], []
    for number in range(count):
        ask = f"a{number:04d}"
        asks.append(
            {
                "ask_id": ask,
                "client_id": f"c{number % 17}",
                "owner": f"u{number % 3}",
                "p_intro": float(rng.uniform(0.05, 0.8)),
            }
        )
        day = date(2024, 7, 1) + timedelta(days=int(rng.integers(0, 720)))
        rows = []
        amount = float(rng.integers(5, 60) * 1000)
        for stage, keep in zip(ROAD, KEEP, strict=True):
            if rng.random() > keep:
                exits = ["declined", "no-answer"] if stage == "agreed" else ["lost", "not-a-fit"]
                if rng.random() < 0.8:
                    rows.append((str(rng.choice(exits)), day, None))
                break
            if stage != "agreed" or rng.random() < 0.9:
                rows.append((stage, day, amount if stage in ("opportunity", "won") else None))
            if stage == "introduced" and rng.random() < 0.7:
                rows.append(("thanked", day + timedelta(days=int(rng.integers(0, 6))), None))
            day += timedelta(days=int(rng.integers(1, 25)))
        for place, (stage, when, value) in enumerate(rows):
            events.append(
                {
                    "ask_id": ask,
                    "number": place + 1,
                    "stage": stage,
                    "on": when,
                    "action": "stage",
                    "amount": value,
                    "currency": "EUR" if number % 5 else "USD",
                    "reason": "price" if stage == "lost" else "",
                    "note": "",
                    "corrects": None,
                }
            )
    return pd.DataFrame(asks), pd.DataFrame(events)


@pytest.fixture(scope="module")
def made():
    asks, events = world()
    return asks, events, derive_facts(events, AS_OF, asks["ask_id"].to_numpy(object))


def plain(events: pd.DataFrame) -> pd.DataFrame:
    """The same facts by plain pandas, one row an ask, without a line of the product."""
    past = events[pd.to_datetime(events["on"]) <= pd.Timestamp(AS_OF)].copy()
    past["on"] = pd.to_datetime(past["on"])
    first = past.pivot_table(index="ask_id", columns="stage", values="on", aggfunc="min")
    last = (
        past[past["stage"] != "thanked"]
        .sort_values(["ask_id", "on", "number"])
        .groupby("ask_id")
        .tail(1)
        .set_index("ask_id")
    )
    table = first.copy()
    table["now"] = last["stage"]
    table["since"] = last["on"]
    table["amount"] = past.dropna(subset=["amount"]).groupby("ask_id")["amount"].last()
    table["currency"] = past.groupby("ask_id")["currency"].last()
    return table


def test_funnel_agrees_with_plain_pandas(made) -> None:
    _, events, facts = made
    table = plain(events)
    rows = {row.stage: row for row in reports.funnel(facts)}
    for place, stage in enumerate(ROAD[:-1]):
        beyond = table[[s for s in ROAD[place:] if s in table]].notna().any(axis=1)
        if stage == "asked":
            beyond |= True
        assert rows[stage].count == int(beyond.sum()), stage
        assert rows[stage].recorded == int(table[stage].notna().sum())
        assert rows[stage].now == int((table["now"] == stage).sum())
    for stage in ("won", "lost", "declined", "no-answer", "not-a-fit"):
        assert rows[stage].count == rows[stage].now == int((table["now"] == stage).sum())
    asked = rows["asked"].count
    assert rows["won"].of_asked.rate == rows["won"].count / asked


def test_rates_count_only_what_is_decided(made) -> None:
    _, events, facts = made
    table = plain(events)
    over = table["now"].isin(["won", "lost", "declined", "no-answer", "not-a-fit"])
    beyond = table[["introduced", "meeting", "opportunity", "won"]].notna().any(axis=1)
    yes = beyond | table["agreed"].notna()
    found = {rate.name: rate.share for rate in reports.rates(facts)}
    assert (found["yes"].hits, found["yes"].cases) == (int(yes.sum()), int((yes | over).sum()))
    assert found["introduced"].cases == int((yes & (beyond | over)).sum())
    opportunity = table[["opportunity", "won"]].notna().any(axis=1)
    assert found["won"].hits == int((table["now"] == "won").sum())
    assert found["won"].cases == int((opportunity & over).sum())


def test_days_at_each_stage_agree_with_plain_pandas(made) -> None:
    _, events, facts = made
    past = events[pd.to_datetime(events["on"]) <= pd.Timestamp(AS_OF)].copy()
    past = past[past["stage"] != "thanked"].sort_values(["ask_id", "on", "number"])
    past["on"] = pd.to_datetime(past["on"])
    past["took"] = past.groupby("ask_id")["on"].shift(-1) - past["on"]
    for row in reports.stage_times(facts):
        took = past.loc[past["stage"] == row.stage, "took"].dropna().dt.days
        assert row.days.cases == len(took)
        if len(took):
            assert row.days.median == pytest.approx(took.median())
            assert row.days.p80 == pytest.approx(took.quantile(0.8))


def test_load_agrees_with_plain_pandas(made) -> None:
    asks, events, facts = made
    first = pd.to_datetime(events[events["stage"] == "asked"].set_index("ask_id")["on"])
    asked = asks.set_index("ask_id").join(first.rename("asked"), how="left")
    age = (pd.Timestamp(AS_OF) - asked["asked"]).dt.days
    for row in reports.client_load(facts, asks):
        own = age[(asked["client_id"] == row.client_id) & (age >= 0)]
        assert row.asked_30 == int((own < 30).sum())
        assert row.asked_90 == int((own < 90).sum())
        assert row.asked_365 == int((own < 365).sum())
        assert row.budget_left == max(0, 2 - row.asked_90)
        assert row.last_asked == AS_OF - timedelta(days=int(own.min()))
    loads = [row.asked_90 for row in reports.client_load(facts, asks)]
    assert loads == sorted(loads, reverse=True)


def test_declines_in_a_row_end_with_a_yes() -> None:
    rows = [
        ("a", "c1", "declined", 1), ("b", "c1", "agreed", 5), ("c", "c1", "declined", 9),
        ("d", "c1", "declined", 12), ("e", "c2", "declined", 3), ("f", "c2", "introduced", 4),
    ]  # fmt: skip
    asks = pd.DataFrame([(a, c) for a, c, _, _ in rows], columns=["ask_id", "client_id"])
    events = pd.DataFrame(
        [(a, 1, s, date(2026, 1, d)) for a, _, s, d in rows],
        columns=["ask_id", "number", "stage", "on"],
    )
    facts = derive_facts(events, AS_OF, asks["ask_id"].to_numpy(object))
    declines = {row.client_id: row.declines for row in reports.client_load(facts, asks)}
    assert declines == {"c1": 2, "c2": 0}


def test_revenue_agrees_with_plain_pandas_and_never_adds_currencies(made) -> None:
    asks, events, facts = made
    table = plain(events).join(asks.set_index("ask_id"))
    won = table[table["now"] == "won"]
    for by in ("client_id", "owner"):
        expected = won.groupby([by, "currency"])["amount"].sum().to_dict()
        got = money.revenue(facts, asks, by)
        found = {(r[by], r["currency"]): r["amount"] for _, r in got.iterrows() if r["deals"] > 0}
        assert found == pytest.approx(expected)
    sums = money.totals(facts)
    assert sums == pytest.approx(won.groupby("currency")["amount"].sum().to_dict())
    with pytest.raises(KeyError, match="no rate from USD"):
        money.total_in("EUR", sums, {})
    assert money.total_in("EUR", sums, {"USD": 0.5}) == pytest.approx(sums["EUR"] + sums["USD"] / 2)
    opportunities = table[(table["now"] == "opportunity")]
    assert money.revenue(facts, asks)["pipeline"].sum() == pytest.approx(
        opportunities["amount"].sum()
    )


def test_a_deal_credited_to_two_is_split_and_nothing_is_lost(made) -> None:
    asks, _, facts = made
    won = facts.ask_ids[facts.now_at("won")]
    shared = pd.DataFrame(
        {
            "ask_id": [won[0], won[0], won[1]],
            "client_id": ["c1", "c99", "c99"],
            "share": [1.0, 3.0, 0.2],
        }
    )
    split = money.revenue(facts, asks, shared=shared)
    whole = money.revenue(facts, asks)
    assert split["amount"].sum() == pytest.approx(whole["amount"].sum())
    assert split["deals"].sum() == pytest.approx(whole["deals"].sum())
    amounts = dict(zip(facts.ask_ids, facts.amount, strict=True))
    new = split[split["client_id"] == "c99"]["amount"].sum()
    assert new == pytest.approx(0.75 * amounts[won[0]] + amounts[won[1]])


def test_thanks_agree_with_plain_pandas(made) -> None:
    _, events, facts = made
    table = plain(events)
    introduced = table[["introduced", "meeting", "opportunity", "won"]].min(axis=1).dropna()
    thanked = table.loc[introduced.index, "thanked"]
    took = (thanked - introduced).dt.days.dropna()
    found = reports.thanks(facts)
    assert found.introductions == len(introduced)
    assert (found.thanked, found.never) == (len(took), len(introduced) - len(took))
    assert found.days.median == took.median()


def test_stuck_are_open_and_over_the_usual_time(made) -> None:
    asks, events, facts = made
    table = plain(events)
    found = reports.stuck(facts, asks)
    times = {t.stage: t.days for t in reports.stage_times(facts)}
    assert found and len({row.ask_id for row in found}) == len(found)
    expected = set()
    for ask, row in table.iterrows():
        if row["now"] in ("won", "lost", "declined", "no-answer", "not-a-fit"):
            continue
        usual = times[row["now"]]
        limit = max(7, usual.p80) if usual.cases >= 20 else reports.STUCK_AFTER[row["now"]]
        if (pd.Timestamp(AS_OF) - row["since"]).days > limit:
            expected.add(ask)
    assert {row.ask_id for row in found} == expected
    over = [row.days - row.usual for row in found]
    assert over == sorted(over, reverse=True)
    assert reports.stuck(facts, asks, limit=3) == found[:3]


def test_reasons_and_arrivals() -> None:
    rows = [
        ("a", 1, "asked", "", 1), ("a", 2, "declined", "too busy", 4), ("b", 1, "declined", "", 2),
        ("c", 1, "declined", "too busy", 2), ("d", 1, "introduced", "", 2),
        ("e", 1, "asked", "", 2), ("e", 2, "introduced", "", 5),
    ]  # fmt: skip
    events = pd.DataFrame(
        [(a, n, s, r, date(2026, 1, d)) for a, n, s, r, d in rows],
        columns=["ask_id", "number", "stage", "reason", "on"],
    )
    facts = derive_facts(events, AS_OF)
    assert reports.decline_reasons(facts) == [("too busy", 2), ("no reason given", 1)]
    assert reports.arrivals(facts) == [("asked for", 1), ("unasked", 1)]
    asks = pd.DataFrame({"ask_id": list("abcde"), "origin": ["", "", "", "at an event", ""]})
    assert reports.arrivals(facts, asks) == [("asked for", 1), ("at an event", 1)]


@settings(max_examples=30)
@given(st.randoms(use_true_random=False))
def test_two_orders_of_independent_events_give_the_same_report(random) -> None:
    asks, events = world(60, seed=9)
    facts = derive_facts(events, AS_OF, asks["ask_id"].to_numpy(object))
    rows = list(range(len(events)))
    random.shuffle(rows)
    other = events.iloc[rows].copy()
    # Recorded in another order, too: the numbers follow it, the days do not. Two things on one
    # day are told apart by their numbers, so such asks keep theirs.
    twice = events.duplicated(["ask_id", "on"], keep=False).groupby(events["ask_id"]).any()
    free = ~other["ask_id"].map(twice)
    other.loc[free, "number"] = other[free].groupby("ask_id").cumcount() + 1
    again = derive_facts(other, AS_OF, asks["ask_id"].to_numpy(object))
    assert report_object(again, asks, "EUR") == report_object(facts, asks, "EUR")


def test_undo_restores_the_report(made) -> None:
    asks, events, facts = made
    extra = events.groupby("ask_id").tail(1).copy()
    extra["number"] += 1
    extra["stage"], extra["on"], extra["amount"] = "won", date(2026, 6, 1), 99.0
    takeback = extra.assign(
        number=extra["number"] + 1, stage=None, action="correction", corrects=extra["number"]
    )
    undone = pd.concat([events, extra, takeback], ignore_index=True)
    restored = derive_facts(undone, AS_OF, asks["ask_id"].to_numpy(object))
    before = report_object(facts, asks, "EUR")
    assert report_object(restored, asks, "EUR") == before
    changed = derive_facts(pd.concat([events, extra]), AS_OF, asks["ask_id"].to_numpy(object))
    assert report_object(changed, asks, "EUR") != before


def test_arrow_tables_give_the_same_report(made) -> None:
    asks, events, facts = made
    arrow = derive_facts(
        pa.Table.from_pandas(events), AS_OF, pa.Table.from_pandas(asks)["ask_id"].to_numpy()
    )
    assert report_object(arrow, pa.Table.from_pandas(asks), "EUR") == report_object(
        facts, asks, "EUR"
    )


def test_the_report_is_plain_json_with_the_fixed_keys(made) -> None:
    asks, _, facts = made
    report = json.loads(json.dumps(report_object(facts, asks, "EUR"), allow_nan=False))
    fixed = {"funnel", "rates", "clients", "revenue_total", "revenue_by_client", "currency"}
    assert fixed <= set(report)
    assert {"stage", "count"} <= set(report["funnel"][0])
    assert report["revenue_total"] == pytest.approx(
        sum(row["amount"] for row in report["revenue_by_client"])
    )


def test_an_empty_pipeline_has_a_report() -> None:
    asks = pd.DataFrame({"ask_id": [], "client_id": []}, dtype=object)
    events = pd.DataFrame({"ask_id": [], "number": [], "stage": [], "on": []}, dtype=object)
    report = report_object(derive_facts(events, AS_OF), asks, "EUR")
    assert json.dumps(report, allow_nan=False)
    assert all(row["count"] == 0 for row in report["funnel"]) and report["revenue_total"] == 0


def test_no_rate_below_twenty_cases() -> None:
    assert share(9, 19).rate is None and share(9, 19).low is None
    assert share(10, 20).rate == 0.5
    # Reference values of the Wilson interval for 10 of 20 (Agresti & Coull 1998).
    low, high = wilson(10, 20)
    assert (low, high) == (pytest.approx(0.2993, abs=1e-4), pytest.approx(0.7007, abs=1e-4))
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(53, 53)[1] == 1.0 and wilson(0, 9)[0] == 0.0
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 2)
    assert days(np.array([], dtype=np.int64)).median is None


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share(hits, more) -> None:
    cases = hits + more
    low, high = wilson(hits, cases)
    assert 0 <= low <= high <= 1
    if cases:
        assert low - 1e-12 <= hits / cases <= high + 1e-12


def test_calibration_of_true_and_of_useless_estimates() -> None:
    rng = np.random.default_rng(1)
    p = rng.uniform(0, 1, 20000)
    y = rng.random(20000) < p
    good = calibration(p, y)
    assert good.brier == pytest.approx(1 / 6, abs=0.01)
    assert good.gap is not None and good.gap < 0.02 and good.skill is not None
    assert all(b.observed_low <= b.observed <= b.observed_high for b in good.bins)
    bad = calibration(1 - p, y)
    assert bad.skill is not None and bad.skill < 0 < good.skill
    assert calibration(np.array([np.nan]), np.array([True])).cases == 0
    assert calibration(np.array([0.0, 1.0]), np.array([False, True])).brier == 0
    with pytest.raises(ValueError, match="between 0 and 1"):
        calibration(np.array([1.2]), np.array([True]))


def test_calibration_of_our_estimates_uses_decided_asks_only(made) -> None:
    asks, events, facts = made
    table = plain(events).join(asks.set_index("ask_id"))
    beyond = table[["introduced", "meeting", "opportunity", "won"]].notna().any(axis=1)
    over = table["now"].isin(["won", "lost", "declined", "no-answer", "not-a-fit"])
    decided = table[beyond | over]
    found = trends.estimate_calibration(facts, asks["p_intro"].to_numpy(float))
    assert found.cases == len(decided)
    truth = beyond[decided.index].astype(float)
    assert found.brier == pytest.approx(float(((decided["p_intro"] - truth) ** 2).mean()))


def test_forecast_is_repeatable_bounded_and_follows_the_pipeline(made) -> None:
    asks, events, facts = made
    one, two = money.forecast(facts, "EUR"), money.forecast(facts, "EUR")
    assert one == two and one.low <= one.expected <= one.high
    assert one.expected == pytest.approx(sum(row.expected for row in one.rows))
    open_asks = sum(row.open for row in one.rows)
    assert open_asks + one.left_out == int(facts.open.sum())
    richer = facts.amount.copy()
    richer[facts.open] = 1e6
    more = reports.pick(facts, np.ones(len(facts), dtype=bool))
    object.__setattr__(more, "amount", richer)
    assert money.forecast(more, "EUR").expected > one.expected
    del asks, events


def test_forecast_covers_what_really_comes() -> None:
    """On worlds of which we know the end, four of five intervals should hold it."""
    hits = 0
    for seed in range(40):
        asks, events = world(300, seed)
        cut = date(2026, 3, 1)
        now = derive_facts(events, cut, asks["ask_id"].to_numpy(object))
        then = derive_facts(events, date(2028, 1, 1), asks["ask_id"].to_numpy(object))
        events_eur = (now.open) & (then.currency == "EUR") & (now.asked_on > -(10**6))
        come = float(then.amount[events_eur & then.now_at("won")].sum())
        said = money.forecast(reports.pick(now, events_eur), "EUR")
        hits += said.low <= come <= said.high
    assert 24 <= hits <= 40


def test_velocity_and_months_count_the_same_asks(made) -> None:
    asks, events, facts = made
    months = trends.monthly(facts)
    past = events[pd.to_datetime(events["on"]) <= pd.Timestamp(AS_OF)]
    assert months[months["stage"] == "asked"]["count"].sum() == past["ask_id"].nunique()
    asked = trends.velocity(facts).set_index("stage").loc["asked"]
    loads = reports.client_load(facts, asks)
    assert asked["now"] == pytest.approx(sum(row.asked_90 for row in loads) / 3)


def test_give_and_take(made) -> None:
    asks, _, facts = made
    favours = pd.DataFrame({"client_id": ["c1", "c1", "c-new"], "kind": ["introduction"] * 3})
    table = trends.give_and_take(facts, asks, favours).set_index("client_id")
    assert table.loc["c1", "given"] == 2 and table.loc["c-new", "balance"] == 1
    assert table["introductions"].sum() == int((facts.first_day_from("introduced") > 0).sum())
    assert list(table["balance"]) == sorted(table["balance"])


def test_part_of_the_asks_has_its_own_times(made) -> None:
    asks, events, facts = made
    mine = (asks["owner"] == "u1").to_numpy()
    chosen = reports.pick(facts, mine)
    own = events[events["ask_id"].isin(asks["ask_id"][mine])]
    alone = derive_facts(own, AS_OF, asks["ask_id"][mine].to_numpy(object))
    assert report_object(chosen, asks, "EUR") == report_object(alone, asks, "EUR")
    year = trends.in_period(facts, date(2026, 1, 1), date(2026, 12, 31))
    assert 0 < year.sum() < len(facts)


def test_nps_by_quarter_needs_five_answers() -> None:
    surveys = pd.DataFrame(
        {
            "on": [date(2026, 1, n + 1) for n in range(5)] + [date(2026, 5, 1)],
            "score": [10, 9, 8, 6, 10, 3],
        }
    )
    table = trends.nps_over_time(surveys)
    assert table["answers"].tolist() == [5, 1]
    assert table["nps"][0] == pytest.approx(40) and math.isnan(table["nps"][1])
