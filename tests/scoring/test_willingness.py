"""Willingness by hand, and the rules of readiness with their dates."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.config import default_config, with_changes
from scoring.willingness import (
    AccountRule,
    Asked,
    ClientState,
    Moment,
    Readiness,
    readiness,
    willingness,
)

AS_OF = date(2026, 6, 30)
CONFIG = default_config().willingness


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def client(**known: object) -> ClientState:
    base: dict[str, object] = {
        "key": "c1",
        "name": "Carla Keller",
        "nps": 8,
        "since": ago(900),
        "last_touch": ago(10),
    }
    return ClientState(**(base | known))  # type: ignore[arg-type]


def one(state: ClientState, **more: object) -> Readiness:
    return readiness([state], AS_OF, CONFIG, **more)[0]  # type: ignore[arg-type]


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


BASE = math.log(0.3 / 0.7)


@pytest.mark.parametrize(
    ("known", "logit"),
    [
        ({}, BASE),
        ({"nps": 9}, BASE + 0.5),
        ({"nps": 5}, BASE - 1.5),
        ({"nps": None}, BASE),
        ({"referrals": 1}, BASE + 1.2),
        ({"since": ago(100)}, BASE - 0.7),
        ({"last_touch": ago(90)}, BASE - 0.4),
        ({"last_touch": None}, BASE),
        ({"moments": (Moment(ago(30)),)}, BASE + 0.5),
        ({"moments": (Moment(ago(60)),)}, BASE + 0.25),
        ({"moments": (Moment(ago(400)),)}, BASE),
        ({"favours": (Moment(ago(30)),)}, BASE + 0.5),
    ],
)
def test_starting_mean_by_hand(known: dict[str, object], logit: float) -> None:
    mean, strength = willingness(client(**known), AS_OF, CONFIG)
    assert mean == pytest.approx(sigmoid(logit))
    assert strength == 6.0


def test_who_is_no_more_willing_than_most_is_not_called_so() -> None:
    often = tuple(Asked(ago(days), "no") for days in (80, 70, 60))
    tired = one(client(nps=9, asks=often))
    assert tired.willingness < CONFIG.base
    assert tired.willingness_reasons[0] == "Speaks for a yes: gave you 9 out of 10."
    assert tired.willingness_reasons[1].startswith("Less willing than most: ")
    eager = one(client(nps=9, referrals=1, last_touch=ago(95)))
    assert eager.willingness > CONFIG.base
    assert eager.willingness_reasons[0].startswith("More willing than most: ")
    assert eager.willingness_reasons[1].startswith("Speaks against it: ")


def test_outcomes_update_the_beta_at_once() -> None:
    # Two asks within 90 days (-1.0), one of them a yes (+.6), the last a no (-.4). The answers
    # themselves count in the Beta, so they move its start by less than what others tell.
    state = client(asks=(Asked(ago(60), "yes"), Asked(ago(40), "no")))
    mean, strength = willingness(state, AS_OF, CONFIG)
    prior = sigmoid(BASE + 0.6 - 1.0 - 0.4)
    assert mean == pytest.approx((6 * prior + 1) / 8)
    assert strength == 8.0
    told = willingness(replace(state, referrals=1), AS_OF, CONFIG)[0]
    assert told == pytest.approx((6 * sigmoid(BASE + 1.2 - 1.0 - 0.4) + 1) / 8)


def test_silence_counts_as_half_a_no_and_open_asks_as_nothing() -> None:
    _, strength = willingness(
        client(asks=(Asked(ago(200), "no answer"), Asked(ago(100), "open"))), AS_OF, CONFIG
    )
    assert strength == 6.5


def test_ready_says_why_and_how_many_are_left() -> None:
    result = one(client())
    assert (result.state, result.until, result.budget_left) == ("ready", None, 2)
    assert result.reasons == ("Ready: gave you 8 out of 10; 2 asks left.",)


@pytest.mark.parametrize(
    ("known", "until", "word"),
    [
        ({"nps": 6}, None, "6 out of 10"),
        ({"complaint": "late delivery"}, None, "late delivery"),
        ({"at_risk": True}, None, "at risk"),
        ({"former": True}, None, "former"),
        ({"opted_out": True}, None, "does not want"),
        ({"opted_out_until": date(2026, 9, 1)}, date(2026, 9, 1), "1 September 2026"),
        ({"quiet_until": date(2026, 8, 1)}, date(2026, 8, 1), "quiet time"),
        ({"asks": (Asked(ago(29), "yes"),)}, AS_OF + timedelta(days=1), "29 days ago"),
    ],
)
def test_hard_stops(known: dict[str, object], until: date | None, word: str) -> None:
    result = one(client(**known))
    assert (result.state, result.until, result.budget_left) == ("do not ask", until, 0)
    assert word.lower() in " ".join(result.reasons).lower()


def test_thirty_days_after_the_last_ask_the_rest_is_over() -> None:
    assert one(client(asks=(Asked(ago(30), "yes"),))).state == "ready"


def test_a_wish_to_be_left_alone_ends_on_its_day() -> None:
    for flag in (True, False):
        assert one(client(opted_out=flag, opted_out_until=AS_OF)).state == "ready"
        later = one(client(opted_out=flag, opted_out_until=AS_OF + timedelta(days=1)))
        assert (later.state, later.until) == ("do not ask", AS_OF + timedelta(days=1))


def test_asks_of_one_day_are_one_occasion() -> None:
    result = one(client(asks=(Asked(AS_OF, "open"),)))
    assert (result.state, result.budget_left) == ("ready", 1)


def test_two_reasons_the_later_date_counts_and_an_endless_one_wins() -> None:
    both = client(asks=(Asked(ago(5)),), quiet_until=date(2026, 12, 1))
    assert one(both).until == date(2026, 12, 1)
    assert one(client(asks=(Asked(ago(5)),), complaint="x")).until is None


def test_budget_spent_until_the_first_ask_leaves_the_window() -> None:
    result = one(client(asks=(Asked(ago(80), "yes"), Asked(ago(50), "yes"))))
    assert (result.state, result.until) == ("budget spent", AS_OF + timedelta(days=10))
    assert "2 asks for 90 days" in result.reasons[0]


def test_budget_of_the_year() -> None:
    asks = tuple(Asked(ago(d), "yes") for d in (350, 300, 250, 200, 150, 100))
    result = one(client(asks=asks))
    assert (result.state, result.until) == ("budget spent", AS_OF + timedelta(days=15))


def test_own_budget_of_a_client() -> None:
    assert one(client(budget=5)).budget_left == 5
    assert one(client(budget=0)).state == "budget spent"
    assert one(client(budget=0)).until is None


def test_budget_and_quiet_time_of_the_whole_company() -> None:
    carla = client(account="a", asks=(Asked(ago(40), "yes"),))
    ben = client(key="c2", name="Ben", account="a")
    rules = {"a": AccountRule(budget=1)}
    results = readiness([carla, ben], AS_OF, CONFIG, rules)
    assert [r.state for r in results] == ["budget spent", "budget spent"]
    assert results[1].until == AS_OF + timedelta(days=50)
    assert results[1].account_left == 0
    quiet = {"a": AccountRule(quiet_until=date(2026, 7, 5))}
    assert [r.until for r in readiness([ben], AS_OF, CONFIG, quiet)] == [date(2026, 7, 5)]
    assert readiness([carla, ben], AS_OF, CONFIG)[1].account_left is None


@pytest.mark.parametrize(
    ("known", "until"),
    [
        ({"last_touch": ago(90)}, None),
        ({"since": date(2026, 3, 31)}, date(2026, 9, 30)),
        ({"nps": None}, None),
    ],
)
def test_warm_first(known: dict[str, object], until: date | None) -> None:
    result = one(client(**known))
    assert (result.state, result.until, result.budget_left) == ("warm first", until, 0)


def test_a_good_moment_within_a_year_is_contentment_enough() -> None:
    assert one(client(nps=None, moments=(Moment(ago(300), "renewed"),))).state == "ready"
    assert one(client(nps=None, moments=(Moment(ago(366), "renewed"),))).state == "warm first"


def test_of_partners_and_colleagues_no_survey_is_expected() -> None:
    assert one(client(kind="colleague", nps=None, since=ago(20))).state == "ready"


def test_the_weightiest_state_wins() -> None:
    assert one(client(nps=3, last_touch=ago(400))).state == "do not ask"


def test_weights_come_from_the_configuration() -> None:
    more = with_changes(default_config(), willingness={"budget": 4, "rest_days": 7}).willingness
    result = readiness([client(asks=(Asked(ago(8), "yes"),))], AS_OF, more)[0]
    assert (result.state, result.budget_left) == ("ready", 3)


def test_no_clients() -> None:
    assert readiness([], AS_OF, CONFIG) == []


days = st.integers(0, 800).map(ago)
asks = st.lists(
    st.builds(Asked, days, st.sampled_from(["open", "yes", "no", "no answer", "none"])), max_size=9
).map(tuple)


@given(
    st.builds(
        ClientState,
        key=st.just("k"),
        name=st.just("N"),
        account=st.sampled_from([None, "a"]),
        nps=st.none() | st.floats(0, 10),
        since=st.none() | days,
        last_touch=st.none() | days,
        asks=asks,
        opted_out=st.booleans(),
        opted_out_until=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
        moments=st.lists(st.builds(Moment, days), max_size=3).map(tuple),
        referrals=st.integers(0, 3),
    )
)
def test_whatever_is_known_the_answer_is_sound(state: ClientState) -> None:
    result = one(state)
    assert 0 < result.willingness < 1
    assert result.reasons
    assert all(r.endswith(".") and r[0].isupper() for r in result.reasons)
    assert (result.budget_left > 0) == (result.state == "ready")
    assert result.until is None or result.until > AS_OF
    if result.until is not None and result.state == "budget spent":
        # On that day the budget is open again, whatever else may then stand against it.
        later = readiness([state], result.until, CONFIG)[0]
        assert later.state != "budget spent"
