"""What is due when: cadence, holidays, kind stops, thanks that are never forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospecting.pipeline.followups import (
    KINDS,
    Ask,
    ClientInfo,
    PlannedAsk,
    RewardDue,
    next_step,
    todo,
    until_in_note,
)
from prospecting.pipeline.stages import STAGES, AskEvent, derive_state
from prospecting.pipeline.workdays import (
    add_working_days,
    is_working_day,
    working_days_between,
)

ASK = Ask("a1", "c1", "Ben Okoro", "Fennmere")
CARLA = ClientInfo("c1", "Carla Weiss", "Germany")


def events(*pairs: tuple[str, date], action: str = "stage", start: int = 1) -> list[AskEvent]:
    return [
        AskEvent("a1", start + i, s if action == "stage" else None, on, action=action)
        for i, (s, on) in enumerate(pairs)
    ]


def follow_up(number: int, on: date) -> AskEvent:
    return AskEvent("a1", number, None, on, action="follow-up")


def only(items, kind):
    (item,) = [item for item in items if item.kind == kind]
    return item


def test_working_days_know_weekends_and_holidays_of_the_country() -> None:
    # Thursday before Easter 2026; Good Friday and Easter Monday are free in Germany.
    assert add_working_days(date(2026, 4, 2), 1, "Germany") == date(2026, 4, 7)
    assert add_working_days(date(2026, 4, 2), 1, "United States") == date(2026, 4, 3)
    assert add_working_days(date(2026, 4, 2), 1, None) == date(2026, 4, 3)
    assert add_working_days(date(2026, 4, 26), 1, "NL") == date(2026, 4, 28)  # King's Day
    assert not is_working_day(date(2026, 7, 14), "France")
    assert is_working_day(date(2026, 7, 14), "Niederlande")
    assert not is_working_day(date(2026, 10, 2), "SA")  # a Friday
    assert working_days_between(date(2026, 4, 2), date(2026, 4, 7), "DE") == 1
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 4, 2), -1)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 30),
    st.sampled_from(["DE", "NL", "FR", "GB", "US", "ES", None]),
)
def test_adding_working_days_agrees_with_counting_them(day, count, country) -> None:
    later = add_working_days(day, count, country)
    assert is_working_day(later, country)
    assert working_days_between(day, later, country) == (
        count or (0 if later == day else working_days_between(day, later, country))
    )


def test_two_follow_ups_then_a_kind_stop_and_nothing_after() -> None:
    asked = date(2026, 3, 2)  # a Monday
    history = events(("asked", asked))
    first = next_step(ASK, derive_state(history), CARLA, asked)
    assert first is not None
    assert (first.due, first.draft_kind) == (date(2026, 3, 9), "follow-up-1")
    history.append(follow_up(2, first.due))
    second = next_step(ASK, derive_state(history), CARLA, asked)
    assert second is not None
    assert (second.due, second.draft_kind) == (date(2026, 3, 23), "follow-up-2")
    history.append(follow_up(3, second.due))
    stop = next_step(ASK, derive_state(history), CARLA, asked)
    assert stop is not None and (stop.kind, stop.stage) == ("stop", "no-answer")
    assert stop.due == date(2026, 4, 8)  # ten working days, Easter left out
    history.append(AskEvent("a1", 4, "no-answer", stop.due))
    assert next_step(ASK, derive_state(history), CARLA, date(2026, 12, 1)) is None
    assert todo([ASK], history, [CARLA], date(2026, 12, 1)) == []


def test_a_no_is_answered_once_and_a_smaller_favour_waits_for_its_rest() -> None:
    no = date(2026, 3, 2)
    history = events(("asked", date(2026, 2, 20)), ("declined", no))
    soon = todo([ASK], history, [CARLA], date(2026, 3, 5))
    assert [item.kind for item in soon] == ["answer-no"]
    assert soon[0].draft_kind == "reply-to-no"
    later = todo([ASK], history, [CARLA], date(2026, 5, 20))
    assert [item.kind for item in later] == ["favour"]
    assert later[0].due == date(2026, 5, 4)  # sixty days on is the first of May, then a weekend
    done = [*history, follow_up(3, date(2026, 5, 20))]
    assert todo([ASK], done, [CARLA], date(2026, 6, 1)) == []
    alone = ClientInfo("c1", "Carla Weiss", "DE", leave_alone=True)
    assert todo([ASK], history, [alone], date(2026, 5, 20)) == []


def test_one_favour_per_client_and_none_while_an_ask_is_open() -> None:
    asks = [ASK, Ask("a2", "c1", "Nora Lind"), Ask("a3", "c1", "Ole Brandt")]
    history = events(("declined", date(2026, 1, 5)))
    history.append(AskEvent("a2", 1, "declined", date(2026, 1, 6)))
    day = date(2026, 4, 1)
    assert [i.kind for i in todo(asks, history, [CARLA], day)] == ["favour"]
    history.append(AskEvent("a3", 1, "asked", date(2026, 3, 31)))
    assert todo(asks, history, [CARLA], day) == []


def test_postponed_until_is_remembered() -> None:
    history = [
        *events(("asked", date(2026, 1, 5))),
        AskEvent("a1", 2, "postponed", date(2026, 1, 9), until=date(2026, 5, 1)),
    ]
    assert todo([ASK], history, [CARLA], date(2026, 4, 30)) == []
    item = only(todo([ASK], history, [CARLA], date(2026, 5, 4)), "resume")
    assert item.due == date(2026, 5, 4)  # the first is a holiday, then the weekend
    assert until_in_note("until 2026-05-01: after their budget round") == date(2026, 5, 1)
    assert until_in_note("until they call") is None
    assert until_in_note("until 2026-13-01") is None


def test_thanks_and_outcome_are_owed_until_given() -> None:
    history = events(("asked", date(2026, 3, 2)), ("introduced", date(2026, 3, 6)))
    item = only(todo([ASK], history, [CARLA], date(2026, 3, 9)), "thanks")
    assert (item.due, item.draft_kind, item.stage) == (
        date(2026, 3, 9), "thanks-intro", "thanked",
    )  # fmt: skip
    thanked = [*history, AskEvent("a1", 3, "thanked", date(2026, 3, 9))]
    assert not [i for i in todo([ASK], thanked, [CARLA], date(2026, 3, 10)) if i.kind == "thanks"]
    ended = [*thanked, AskEvent("a1", 4, "lost", date(2026, 4, 20))]
    outcome = only(todo([ASK], ended, [CARLA], date(2026, 5, 1)), "outcome")
    assert outcome.draft_kind == "thanks-outcome" and outcome.action == "told"
    assert outcome.overdue_days == (date(2026, 5, 1) - outcome.due).days > 0
    told = [*ended, AskEvent("a1", 5, None, date(2026, 5, 2), action="told")]
    assert todo([ASK], told, [CARLA], date(2026, 5, 3)) == []


def test_one_mail_thanks_and_tells_when_both_are_missing() -> None:
    history = events(("introduced", date(2026, 3, 6)), ("won", date(2026, 4, 20)))
    items = todo([ASK], history, [CARLA], date(2026, 4, 30))
    assert [(i.kind, i.stage) for i in items] == [("outcome", "thanked")]
    assert todo([ASK], history, [CARLA], date(2027, 8, 1)) == []


def test_silence_after_an_introduction_is_reported_too() -> None:
    history = events(
        ("introduced", date(2026, 3, 6)),
        ("thanked", date(2026, 3, 9)),
        ("no-answer", date(2026, 4, 1)),
    )
    assert only(todo([ASK], history, [CARLA], date(2026, 4, 10)), "outcome")


def test_plan_and_rewards_stand_in_the_same_list_in_order_of_day() -> None:
    history = events(("asked", date(2026, 3, 2)))
    items = todo(
        [ASK],
        history,
        [CARLA],
        date(2026, 3, 10),
        planned=[PlannedAsk("p1", "c1", "Nora Lind")],
        rewards=[RewardDue("a1", date(2026, 3, 1), "Donation of 100 EUR for Carla Weiss.")],
    )
    assert [i.kind for i in items] == ["reward", "follow-up", "ask"]
    assert [i.due for i in items] == sorted(i.due for i in items)


def test_what_lies_ahead_is_left_out_unless_wanted() -> None:
    history = events(("asked", date(2026, 3, 2)))
    assert todo([ASK], history, [CARLA], date(2026, 3, 3)) == []
    ahead = todo([ASK], history, [CARLA], date(2026, 3, 3), ahead_days=14)
    assert [i.kind for i in ahead] == ["follow-up"] and ahead[0].overdue_days == 0


def test_events_of_the_future_do_not_count_yet() -> None:
    history = events(("asked", date(2026, 3, 2)), ("won", date(2026, 9, 1)))
    assert [i.kind for i in todo([ASK], history, [CARLA], date(2026, 3, 20))] == ["follow-up"]


@given(
    st.lists(
        st.tuples(st.sampled_from([*STAGES, "follow-up", "told"]), st.integers(0, 200)),
        max_size=12,
    ),
    st.integers(0, 600),
)
def test_any_history_gives_a_list_without_pressure(pairs, later) -> None:
    start = date(2026, 1, 5)
    history = [
        AskEvent("a1", i + 1, None, start + timedelta(days=n), action=s)
        if s in ("follow-up", "told")
        else AskEvent("a1", i + 1, s, start + timedelta(days=n))
        for i, (s, n) in enumerate(pairs)
    ]
    as_of = start + timedelta(days=later)
    items = todo([ASK], history, [CARLA], as_of)
    state = derive_state(e for e in history if e.on <= as_of)
    kinds = {item.kind for item in items}
    assert kinds <= set(KINDS)
    assert all(item.due <= as_of for item in items)
    assert all(is_working_day(item.due, "DE") for item in items)
    if state.stage in ("declined", "no-answer", "not-a-fit", "won", "lost"):
        assert not kinds & {"follow-up", "stop", "resume", "check", "send", "ask"}
    if len([d for d in state.follow_ups if state.since and d >= state.since]) >= 2:
        assert "follow-up" not in kinds


def test_a_reminder_that_comes_too_late_is_not_proposed() -> None:
    history = events(("asked", date(2026, 1, 5)), ("agreed", date(2026, 1, 9)))
    (soon,) = todo([ASK], history, [CARLA], date(2026, 2, 20))
    assert soon.kind == "follow-up"
    (late,) = todo([ASK], history, [CARLA], date(2026, 6, 20))
    assert (late.kind, late.stage, late.draft_kind) == ("stop", "no-answer", None)
    assert "start afresh" in late.sentence


def test_what_has_slept_for_months_does_not_bury_what_is_due() -> None:
    asks = [ASK, Ask("a2", "c1", "Nora Lind")]
    history = [
        AskEvent("a1", 1, "meeting", date(2025, 3, 3)),
        AskEvent("a1", 2, "thanked", date(2025, 3, 4)),
        AskEvent("a2", 1, "asked", date(2026, 3, 2)),
    ]
    items = todo(asks, history, [CARLA], date(2026, 3, 12))
    assert [(i.ask_id, i.kind) for i in items] == [("a2", "follow-up"), ("a1", "check")]
