"""The seven steps of a client, and give and take."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospecting.pipeline.journey import STEPS, TOUCH_POINTS, Give, give_and_take_of, journey

AS_OF = date(2026, 6, 1)
NAMES = [name for points in TOUCH_POINTS.values() for name, _, _ in points]


def test_a_buyer_is_past_the_first_steps_even_where_nothing_was_noted() -> None:
    found = journey({"first_deal": date(2025, 1, 1)}, AS_OF)
    states = {step.name: (step.reached, step.proved) for step in found.steps}
    assert states["know"] == (True, True) and states["buy"] == (True, False)
    assert states["repeat"] == states["refer"] == (False, False)
    assert found.at == "buy" and found.next_step == "repeat"
    assert found.suggestion == "propose the next step"


def test_who_refers_need_not_have_come_back() -> None:
    found = journey({"introduced": AS_OF, "talks": AS_OF}, AS_OF)
    states = {step.name: step.reached for step in found.steps}
    assert states["refer"] and states["trust"] and not states["buy"]
    assert found.at == "trust" and "refers us" in found.sentence and found.next_step == "try"


def test_a_stranger_is_told_so_and_the_future_does_not_count() -> None:
    found = journey({"first_deal": AS_OF + timedelta(days=1)}, AS_OF)
    assert found.at is None and found.next_step == "know"
    assert not any(step.reached for step in found.steps)


def test_days_and_missing_touch_points_are_shown() -> None:
    found = journey({"connected": [date(2025, 3, 1), date(2024, 3, 1)]}, AS_OF)
    know = found.steps[0]
    assert know.since == date(2024, 3, 1)
    assert [point.had for point in know.touch_points] == [True, False]
    with pytest.raises(ValueError, match="unknown touch points: danced"):
        journey({"danced": AS_OF}, AS_OF)


@given(st.dictionaries(st.sampled_from(NAMES), st.dates(date(2024, 1, 1), date(2027, 1, 1))))
def test_more_touch_points_never_take_a_step_back(touches) -> None:
    whole = journey(touches, AS_OF)
    assert tuple(step.name for step in whole.steps) == STEPS
    for name in touches:
        fewer = journey({k: v for k, v in touches.items() if k != name}, AS_OF)
        for less, more in zip(fewer.steps, whole.steps, strict=True):
            assert more.reached or not less.reached
    for step in whole.steps:
        assert not (step.proved and any(point.had for point in step.touch_points))


def test_balance_in_words() -> None:
    day = date(2026, 1, 1)
    none = give_and_take_of("Carla", [], AS_OF)
    assert none.owed == 0 and "do something for them first" in none.sentence
    gives = [Give("introduction", day, by_us=False), Give("favour", day, by_us=False),
             Give("favour", AS_OF, by_us=True)]  # fmt: skip
    owed = give_and_take_of("Carla", gives, AS_OF)
    assert owed.owed == 1 and "1 favour more for us" in owed.sentence
    assert owed.by_kind == {"favour": (1, 1), "introduction": (0, 1)}
    assert owed.last_given == AS_OF
    early = give_and_take_of("Carla", gives, day)
    assert (early.given, early.taken) == (0, 2)
    assert "good time to ask" in give_and_take_of("C", [gives[2]], AS_OF).sentence
    assert "even" in give_and_take_of("C", gives[1:], AS_OF).sentence
