"""What happened is recorded once, by the right person, and can be taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from prospecting.errors import Refused
from prospecting.services import asks, board, client_page, credit, team
from prospecting.services.asked import all_asks, one_ask
from prospecting.services.session import Session
from prospecting.services.todo import due_items
from prospecting.workspace import Conflict
from tests.pipeline_services.conftest import DAY, colleague, fresh_pairs


def _record(session: Session, pair: tuple[int, int], stage: str, **more: object) -> dict[str, Any]:
    return asks.record(session, prospect=pair[0], client=pair[1], stage=stage, **more)  # type: ignore[arg-type]


def test_the_state_follows_and_other_asks_are_not_read_again(session: Session) -> None:
    pair = fresh_pairs(session)[0]
    before = {ask.ask_id: ask for ask in all_asks(session)}
    done = _record(session, pair, "asked")
    after = {ask.ask_id: ask for ask in all_asks(session)}
    assert after[done["ask_id"]].state.stage == "asked"
    untouched = [ask for ask in before if after[ask] is before[ask]]
    assert len(untouched) == len(before), "only the new ask was read"


def test_the_same_request_twice_is_done_once(session: Session) -> None:
    pair = fresh_pairs(session)[0]
    first = _record(session, pair, "asked", key="click-1")
    again = _record(session, pair, "asked", key="click-1")
    assert again["event_id"] == first["event_id"]
    assert one_ask(session, first["ask_id"]).version == 1  # type: ignore[union-attr]


def test_a_stale_click_is_told_what_changed(session: Session) -> None:
    pair = fresh_pairs(session)[0]
    done = _record(session, pair, "asked")
    other = colleague(session, "carla@x.example", "manager")
    _record(other, pair, "agreed", expected=1)
    with pytest.raises(Conflict, match=r"carla@x\.example set this ask to “agreed”"):
        _record(session, pair, "declined", expected=1)
    assert one_ask(session, done["ask_id"]).state.stage == "agreed"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"stage": "asked", "on": DAY + dt.timedelta(days=1)}, "not come yet"),
        ({"stage": "flying"}, "no stage"),
        ({"stage": "won", "amount": float("nan")}, "cannot be"),
        ({"stage": "won", "amount": -1.0}, "cannot be"),
        ({"stage": "postponed", "until": DAY}, "not in the future"),
        ({"stage": "asked", "until": DAY + dt.timedelta(days=9)}, "only a postponed"),
        ({"stage": "asked", "note": "x" * 5000}, "at most"),
        ({"stage": "thanked"}, "nothing to thank"),
    ],
)
def test_what_cannot_be_is_refused(session: Session, more: dict[str, object], words: str) -> None:
    pair = fresh_pairs(session)[0]
    count = len(all_asks(session))
    with pytest.raises(Refused, match=words):
        _record(session, pair, **more)  # type: ignore[arg-type]
    assert len(all_asks(session)) == count


def test_postponed_remembers_until_when(session: Session) -> None:
    pair = fresh_pairs(session)[0]
    _record(session, pair, "asked", on=DAY - dt.timedelta(days=3))
    until = DAY + dt.timedelta(days=40)
    done = _record(session, pair, "postponed", until=until)
    view = asks.list_asks(session, ids=[done["ask_id"]])[0]
    assert view.until == until
    assert not view.stuck
    assert view.next_short == "ask again"
    assert view.due is not None and view.due >= until


def test_many_at_once_and_back(session: Session) -> None:
    pairs = fresh_pairs(session)[:4]
    made = [_record(session, pair, "asked") for pair in pairs]
    ids = [int(one["ask_id"]) for one in made]
    _record(session, pairs[3], "introduced")  # may not decline any more
    before = {ask: one_ask(session, ask).state for ask in ids}  # type: ignore[union-attr]
    chosen = [(ask, one_ask(session, ask).version) for ask in ids]  # type: ignore[union-attr]
    result = asks.bulk_record(session, chosen, "declined", reason="too busy")
    assert [ask for ask, _ in result.done] == ids[:3]
    assert result.refused[0][0] == ids[3]
    assert "3 asks" in result.message and "1 could not" in result.message
    assert {one_ask(session, ask).state.reason for ask in ids[:3]} == {"too busy"}  # type: ignore[union-attr]
    back = asks.undo_many(session, result.done)
    assert not back.refused
    assert {ask: one_ask(session, ask).state for ask in ids} == before  # type: ignore[union-attr]


def test_many_at_once_leave_what_changed_meanwhile(session: Session) -> None:
    pair = fresh_pairs(session)[0]
    done = _record(session, pair, "asked")
    ask_id = int(done["ask_id"])
    asks.add_remark(session, ask_id, "note", "rang them")
    result = asks.bulk_record(session, [(ask_id, 1)], "declined")
    assert not result.done
    assert "Meanwhile" in result.refused[0][1]


def test_a_correction_says_what_it_should_have_been(session: Session) -> None:
    pair = fresh_pairs(session)[0]
    _record(session, pair, "asked", on=DAY - dt.timedelta(days=9))
    done = _record(session, pair, "won", amount=12.0)
    ask_id, number = int(done["ask_id"]), int(done["number"])
    asks.correct_event(session, ask_id, number, amount=12_000.0, on=DAY - dt.timedelta(days=2))
    state = one_ask(session, ask_id).state  # type: ignore[union-attr]
    assert (state.stage, state.amount, state.since) == ("won", 12_000.0, DAY - dt.timedelta(days=2))
    detail = board.ask_detail(session, ask_id)
    gone = [line for line in detail.history if not line.standing]
    assert [line.number for line in gone] == [number]
    with pytest.raises(Refused, match="not there"):
        asks.correct_event(session, ask_id, 99)


def test_a_referral_that_nobody_asked_for(session: Session) -> None:
    client = fresh_pairs(session)[0][1]
    used = _asked(session)
    done = asks.record_unasked(
        session, client=client, name="Ben Unheard", company="Quietwerk", origin="at an event"
    )
    ask = one_ask(session, done["ask_id"])
    assert ask is not None and ask.origin == "at an event" and ask.state.stage == "introduced"
    assert _asked(session).get(client) == used.get(client), "it costs the client no budget"
    assert any(item["kind"] == "thanks" and item["ask_id"] == ask.ask_id
               for item in due_items(session))  # fmt: skip
    with pytest.raises(Refused, match="say who"):
        asks.record_unasked(session, client=client, name=" ")
    with pytest.raises(Refused, match="these ways"):
        asks.record_unasked(session, client=client, name="X", origin="by magic")


def _asked(session: Session) -> dict[int, int]:
    from prospecting.services.asked import asked_by_client

    return {client: len(own) for client, own in asked_by_client(session).items()}


def test_two_colleagues_do_not_meet_unknowingly(session: Session) -> None:
    pairs = fresh_pairs(session)
    person, client = pairs[0]
    other_client = next(c for _, c in pairs if c != client)
    ann, ben = colleague(session, "ann@x.example"), colleague(session, "ben@x.example")
    assert asks.record(ann, prospect=person, client=client, stage="asked")["warnings"] is not None
    said = team.clashes(ben, person, client)
    assert said and said[0].startswith("Ann asked this client about this person")
    assert "another client" in team.clashes(ben, person, other_client)[0]
    assert not [s for s in team.clashes(ann, person, client) if "Ann" in s]
    with pytest.raises(Refused, match="belongs to a colleague"):
        asks.record(ben, prospect=person, client=client, stage="agreed")


def test_the_budget_of_a_client_is_said(session: Session) -> None:
    pairs = fresh_pairs(session)
    client = pairs[0][1]
    own = [pair for pair in pairs if pair[1] == client][:3]
    _record(session, own[0], "asked")
    # The rest of 30 days holds now; the budget of two is not spent for all that.
    assert not any("budget is spent" in s for s in team.clashes(session, own[2][0], client))
    _record(session, own[1], "asked")
    assert any("budget is spent" in s for s in team.clashes(session, own[2][0], client))


@pytest.mark.parametrize("many", [False, True])
def test_who_asks_at_the_same_moment_is_told_of_the_other(
    session: Session, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    """Between Ben's look at the budget and his writing, Ann takes the last of it."""
    pairs = fresh_pairs(session)
    client = pairs[0][1]
    own = [pair for pair in pairs if pair[1] == client][:3]
    ann, ben = colleague(session, "ann@x.example"), colleague(session, "ben@x.example")
    before = _asked(session).get(client, 0)
    _record(ben, own[0], "asked")
    drafted = _record(ben, own[2], "drafted")
    look, between = team.clashes, [own[1]]

    def slow(*args: Any) -> list[str]:
        said = look(*args)
        if between:
            _record(ann, between.pop(), "asked")
        return said

    monkeypatch.setattr(team, "clashes", slow)
    if many:
        said = asks.bulk_record(ben, [(int(drafted["ask_id"]), 1)], "asked").warnings
    else:
        said = _record(ben, own[2], "asked")["warnings"]
    assert not between
    assert any("asked 2 times" in one and "budget is spent" in one for one in said), said
    assert _asked(session)[client] == before + 3  # and it was written down once


def test_what_stands_against_many_at_once_is_said(session: Session) -> None:
    pairs = fresh_pairs(session)
    client = pairs[0][1]
    own = [pair for pair in pairs if pair[1] == client][:3]
    ann, ben = colleague(session, "ann@x.example"), colleague(session, "ben@x.example")
    drafted = [_record(ben, pair, "drafted") for pair in own]
    other = next(c for _, c in pairs if c != client)
    _record(ann, (own[0][0], other), "asked")
    chosen = [(int(one["ask_id"]), 1) for one in drafted]
    result = asks.bulk_record(ben, chosen, "asked")
    assert len(result.done) == 3
    assert any("Ann asked another client" in said for said in result.warnings)
    assert any("budget is spent" in said for said in result.warnings)
    assert result.warnings[0] in result.message


def test_the_budget_of_a_whole_company_is_said(session: Session) -> None:
    from prospecting.services import account_page
    from prospecting.services.client_states import client_rows

    pairs = fresh_pairs(session)
    client = pairs[0][1]
    row = next(r for r in client_rows(session) if r["client_id"] == client)
    session.ws.add_client(name="Second Colleague", email="second@house.example", user="me",
                          as_of=DAY, company=row["company"])  # fmt: skip
    second = session.ws.find_client("second@house.example")
    same = {r["client_id"]: r["company_id"] for r in client_rows(session)}
    assert same[second] == same[client] is not None
    account_page.set_account_rule(session, same[client], budget=1)
    ann, ben = colleague(session, "ann@x.example"), colleague(session, "ben@x.example")
    _record(ann, pairs[0], "asked")
    said = team.clashes(ben, pairs[1][0], second)
    assert any("whole company is spent" in one for one in said), said


def test_the_manager_has_the_word_where_switched_on(session: Session) -> None:
    pair = fresh_pairs(session)[0]
    ann, boss = colleague(session, "ann@x.example"), colleague(session, "boss@x.example", "manager")
    with pytest.raises(Refused):
        team.set_approval(boss, True)
    team.set_approval(session, True)
    with pytest.raises(Refused, match="manager approves"):
        _record(ann, pair, "asked")
    done = _record(ann, pair, "drafted")
    ask_id = int(done["ask_id"])
    team.want_approval(ann, ask_id)
    assert [ask.ask_id for ask in team.waiting_for_approval(boss)] == [ask_id]
    with pytest.raises(Refused):
        team.approve(ann, ask_id)
    team.approve(boss, ask_id, yes=False, note="softer, please")
    with pytest.raises(Refused, match="sent this ask back"):
        _record(ann, pair, "asked")
    team.want_approval(ann, ask_id)
    team.approve(boss, ask_id)
    assert _record(ann, pair, "asked")["stage"] == "asked"
    assert not team.waiting_for_approval(boss)
    assert _record(ann, pair, "agreed")["stage"] == "agreed", "its outcome is recorded freely"


def test_asks_are_handed_over(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSPECTOR_MEMBERS", "ann@x.example=salesperson")
    pair = fresh_pairs(session)[0]
    ask_id = int(_record(session, pair, "asked")["ask_id"])
    ann = colleague(session, "ann@x.example")
    assert ask_id not in {one.ask_id for one in asks.list_asks(ann)}
    with pytest.raises(Refused, match="nobody called"):
        team.give(session, [ask_id], "zoe@x.example")
    team.give(session, [ask_id], "ann@x.example")
    assert [one.ask_id for one in asks.list_asks(ann)] == [ask_id]


def test_a_handing_over_is_undone(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSPECTOR_MEMBERS", "ann@x.example=salesperson,ben@x.example=salesperson")
    pairs = fresh_pairs(session)[:2]
    own, other = (int(_record(session, pair, "asked")["ask_id"]) for pair in pairs)
    team.give(session, [own, other], "ann@x.example")
    team.give(session, [other], "ben@x.example")
    with pytest.raises(Refused, match="another role"):
        team.give_back(colleague(session, "ann@x.example"), {own: "me"}, "ann@x.example")
    said = team.give_back(session, {own: session.user, other: session.user}, "ann@x.example")
    assert said == "1 ask is back. 1 went on to somebody else meanwhile."
    owners = {one.ask_id: one.owner for one in asks.list_asks(session, ids=[own, other])}
    assert owners == {own: session.user, other: "ben@x.example"}
    with pytest.raises(Refused, match="any more"):
        team.give_back(session, {own: session.user}, "ann@x.example")


def test_notes_are_taken_back_by_who_wrote_them(session: Session) -> None:
    client = fresh_pairs(session)[0][1]
    ann, ben = colleague(session, "ann@x.example"), colleague(session, "ben@x.example")
    before = client_page.client_page(session, client)
    note = client_page.note_happened(ann, client, "favour", "lent a van")
    channel = client_page.set_single(ann, client, "channel", "phone")
    assert client_page.client_page(session, client).channel == "phone"
    with pytest.raises(Refused, match="another role"):
        client_page.take_back_notes(colleague(session, "ann@x.example", "visitor"), [note])
    with pytest.raises(Refused, match="colleague"):
        client_page.take_back_notes(ben, [note])
    client_page.take_back_notes(ann, [note, channel])
    after = client_page.client_page(session, client)
    assert (after.notes, after.channel, after.balance) == (
        before.notes, before.channel, before.balance,
    )  # fmt: skip
    with pytest.raises(Refused, match="already"):
        client_page.take_back_notes(ann, [note])


def test_a_deal_is_shared(session: Session) -> None:
    from prospecting.services import reporting

    pairs = fresh_pairs(session)
    person, client = pairs[0]
    other = next(c for _, c in pairs if c != client)
    before = _revenue(session, reporting)
    ask_id = int(_record(session, (person, client), "won", amount=1000.0)["ask_id"])
    with pytest.raises(Refused, match="add up"):
        credit.share(session, ask_id, {client: 0.5, other: 0.6})
    number = credit.share(session, ask_id, {client: 0.75, other: 0.25})
    after = _revenue(session, reporting)
    assert after.get(client, 0) - before.get(client, 0) == pytest.approx(750)
    assert after.get(other, 0) - before.get(other, 0) == pytest.approx(250)
    told = {row["client_id"]: row["revenue"] for row in asks.report(session)["revenue_by_client"]}
    assert told[other] == pytest.approx(after[other]), "the command line says what the page says"
    back = asks.undo_event(session, ask_id, number)
    asks.undo_event(session, ask_id, back)
    assert credit.shares(session, ask_id) == {client: 0.75, other: 0.25}
    assert _revenue(session, reporting) == pytest.approx(after), "an undone undo counts again"
    asks.undo_event(session, ask_id, number + 2)
    assert credit.shares(session, ask_id) == {client: 1.0}
    again = _revenue(session, reporting)
    assert again.get(client, 0) - before.get(client, 0) == pytest.approx(1000)


def _revenue(session: Session, reporting: object) -> dict[int, float]:
    from prospecting.services.reporting import period, revenue_rows

    table = revenue_rows(session, "client_id", period(session.as_of, "all"))
    own = table[table["currency"].isin([asks.currency_of(session), ""])]
    return dict(zip(own["client_id"], own["amount"], strict=True))
