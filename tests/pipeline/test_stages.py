"""The state of an ask: any events give a legal one, order of independent events does not matter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospecting.pipeline.stages import (
    CLOSED,
    INTRODUCER_EXITS,
    LABELS,
    NEW_ASK,
    STAGES,
    AskEvent,
    AskState,
    derive_state,
    label,
    undo,
    validate_move,
)

START = date(2026, 1, 5)
DESIGN_ORDER = [
    "suggested",
    "drafted",
    "asked",
    "agreed",
    "opted-in",
    "introduced",
    "replied",
    "meeting",
    "opportunity",
    "won",
    "lost",
    "declined",
    "no-answer",
    "not-a-fit",
    "postponed",
    "thanked",
    "rewarded",
]


def history(*stages: str, start: date = START, step: int = 1) -> list[AskEvent]:
    return [
        AskEvent("a1", i + 1, stage, start + timedelta(days=i * step))
        for i, stage in enumerate(stages)
    ]


def check_legal(state: AskState) -> None:
    """What holds for every state, whatever was recorded."""
    assert state.stage in STAGES and state.stage not in ("thanked", "rewarded")
    assert state.open == (state.stage not in CLOSED)
    assert state.introducer_state in (None, "asked", "agreed", "thanked", *INTRODUCER_EXITS)
    prospect_states = (
        None, "opted-in", "introduced", "replied", "meeting", "opportunity", "won", "lost",
        "not-a-fit",
    )  # fmt: skip
    assert state.prospect_state in prospect_states
    if state.stage in ("won", "lost", "meeting", "opportunity", "introduced", "not-a-fit"):
        assert state.prospect_state == state.stage
    if state.stage in state.reached:
        assert state.since is not None and state.since >= state.reached[state.stage]
    if state.postponed_until is not None:
        assert state.stage == "postponed"
    assert (state.introducer_state == "thanked") == (state.thanked_on is not None)


days = st.integers(0, 400).map(lambda n: START + timedelta(days=n))


@st.composite
def any_events(draw: st.DrawFn) -> list[AskEvent]:
    count = draw(st.integers(0, 14))
    events = []
    for number in range(1, count + 1):
        action = draw(st.sampled_from(["stage"] * 6 + ["correction", "follow-up", "told", "note"]))
        stage = draw(st.sampled_from(STAGES)) if action == "stage" else None
        if action == "correction":
            stage = draw(st.sampled_from([None, *STAGES]))
        events.append(
            AskEvent(
                "a1",
                number,
                stage,
                draw(days),
                action=action,
                amount=draw(st.one_of(st.none(), st.floats(0, 1e6))),
                until=draw(st.one_of(st.none(), days)),
                corrects=draw(st.integers(0, count)) if action == "correction" else None,
            )
        )
    return events


def test_stages_are_spelled_as_in_the_design() -> None:
    assert list(STAGES) == DESIGN_ORDER
    assert set(LABELS) == set(STAGES)
    assert label("opted-in") == "Prospect opted in"
    with pytest.raises(ValueError, match="unknown stage"):
        label("opted in")


@given(any_events())
def test_any_sequence_gives_a_legal_state(events: list[AskEvent]) -> None:
    check_legal(derive_state(events))


@given(any_events(), st.randoms())
def test_the_order_in_which_events_are_read_does_not_matter(events, random) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)
    assert derive_state(shuffled) == derive_state(events)


@given(st.lists(st.sampled_from(STAGES), max_size=10), st.randoms())
def test_events_of_different_days_may_be_recorded_in_any_order(stages, random) -> None:
    events = history(*stages)
    numbers = list(range(1, len(events) + 1))
    random.shuffle(numbers)
    renumbered = [
        AskEvent(e.ask_id, n, e.stage, e.on) for e, n in zip(events, numbers, strict=True)
    ]
    assert derive_state(renumbered) == derive_state(events)


@given(any_events(), st.sampled_from(STAGES), days)
def test_undo_restores_and_undoing_the_undo_restores_again(events, stage, day) -> None:
    if not events:
        return
    number = len(events) + 1
    done = AskEvent("a1", number, stage, day)
    undone = undo(done, number + 1, day)
    redone = undo(undone, number + 2, day)
    # An event may be named by a wild correction; only those after it could touch it.
    before, after = derive_state(events), derive_state([*events, done])
    assert derive_state([*events, done, undone]) == before
    assert derive_state([*events, done, undone, redone]) == after


@given(st.lists(st.tuples(st.sampled_from(STAGES), st.integers(0, 9)), max_size=25))
def test_moves_that_pass_the_check_show_on_the_board(moves) -> None:
    """A move made today that was allowed is what the board shows (or is aftercare, or filled in)."""
    events: list[AskEvent] = []
    day = START
    for stage, gap in moves:
        day += timedelta(days=gap)
        state = derive_state(events)
        if validate_move(state, stage) is not None:
            continue
        events.append(AskEvent("a1", len(events) + 1, stage, day))
        new = derive_state(events)
        check_legal(new)
        filled_in = stage in ("asked", "agreed") and state.prospect_state is not None
        if stage not in ("thanked", "rewarded") and not filled_in:
            assert new.stage == stage
        if state.stage in ("won", "not-a-fit"):
            assert new.stage == state.stage
        if state.stage == "declined":
            assert new.stage not in ("asked", "suggested", "drafted", "postponed")


def test_introducer_and_prospect_move_apart() -> None:
    state = derive_state(history("asked", "agreed", "introduced", "thanked", "meeting"))
    assert (state.stage, state.introducer_state, state.prospect_state) == (
        "meeting", "thanked", "meeting",
    )  # fmt: skip
    late = derive_state([*history("asked", "meeting"), AskEvent("a1", 3, "agreed", START)])
    assert late.stage == "meeting" and late.introducer_state == "agreed"


def test_silence_after_an_introduction_is_the_prospects() -> None:
    state = derive_state(history("asked", "introduced", "no-answer"))
    assert state.stage == "no-answer" and not state.open
    assert state.introducer_state == "agreed" and state.prospect_state == "introduced"
    before = derive_state(history("asked", "no-answer"))
    assert before.introducer_state == "no-answer" and before.prospect_state is None


def test_postponed_holds_its_date_until_something_happens() -> None:
    until = date(2026, 6, 1)
    events = [*history("asked"), AskEvent("a1", 2, "postponed", START, until=until)]
    assert derive_state(events).postponed_until == until and derive_state(events).open
    again = [*events, AskEvent("a1", 3, "asked", until)]
    assert derive_state(again).stage == "asked" and derive_state(again).postponed_until is None


def test_the_day_may_stand_in_the_note_as_in_imported_lists() -> None:
    note = "until 2026-09-01: after their budget round"
    events = [AskEvent("a1", 1, "postponed", START, note=note)]
    assert derive_state(events).postponed_until == date(2026, 9, 1)


def test_a_correction_says_what_it_should_have_been() -> None:
    events = history("asked", "won")
    fixed = AskEvent(
        "a1", 3, "lost", START + timedelta(days=1), action="correction", corrects=2, reason="price"
    )
    state = derive_state([*events, fixed])
    assert state.stage == "lost" and "won" not in state.reached and state.reason == "price"


def test_amount_is_the_last_one_given() -> None:
    events = [
        AskEvent("a1", 1, "opportunity", START, amount=9000.0, currency="EUR"),
        AskEvent("a1", 2, "won", START + timedelta(days=3)),
    ]
    state = derive_state(events)
    assert (state.amount, state.currency) == (9000.0, "EUR")


@pytest.mark.parametrize(
    ("stages", "move", "word"),
    [
        (("won",), "lost", "correction"),
        (("lost",), "won", "correction"),
        (("declined",), "asked", "no is not followed"),
        (("meeting",), "introduced", "correction"),
        (("asked",), "asked", "already"),
        (("suggested",), "thanked", "Nobody has been asked"),
        (("asked",), "rewarded", "introduction"),
        (("introduced",), "declined", "no longer decline"),
        (("no-answer",), "drafted", "correction"),
        (("not-a-fit",), "agreed", "correction"),
        (("asked",), "dreamed", "no stage"),
    ],
)
def test_moves_that_are_refused_say_why(stages, move, word) -> None:
    sentence = validate_move(derive_state(history(*stages)), move)
    assert sentence is not None and word in sentence


@pytest.mark.parametrize(
    ("stages", "move"),
    [
        ((), "won"),
        (("suggested",), "meeting"),
        (("declined",), "agreed"),
        (("lost",), "opportunity"),
        (("no-answer",), "agreed"),
        (("postponed",), "postponed"),
        (("declined",), "thanked"),
        (("won", "thanked"), "thanked"),
        (("won",), "rewarded"),
        (("meeting",), "agreed"),
        (("introduced",), "no-answer"),
    ],
)
def test_moves_that_are_allowed(stages, move) -> None:
    state = derive_state(history(*stages)) if stages else NEW_ASK
    assert validate_move(state, move) is None


def test_history_may_be_filled_in_with_an_earlier_day() -> None:
    state = derive_state(history("won"))
    assert validate_move(state, "introduced") is not None
    assert validate_move(state, "introduced", START - timedelta(days=9)) is None


def test_an_event_that_makes_no_sense_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="unknown stage"):
        AskEvent("a1", 1, "dreamed", START)
    with pytest.raises(ValueError, match="must name the event"):
        AskEvent("a1", 1, None, START, action="correction")
    with pytest.raises(ValueError, match="unknown kind"):
        AskEvent("a1", 1, "asked", START, action="guess")
