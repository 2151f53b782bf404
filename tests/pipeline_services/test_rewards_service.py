"""Rewards: what is due, what the gate holds back, what a person decides."""

from __future__ import annotations

import datetime as dt

import pytest

from prospecting.errors import Refused
from prospecting.services import asks, clients, rewards
from prospecting.services.session import Session
from prospecting.services.todo import due_items
from prospecting.workspace import Conflict
from tests.pipeline_services.conftest import DAY

PAST = dt.date(2020, 1, 1)


def _client(session: Session, name: str, title: str, country: str) -> int:
    session.ws.add_client(
        name=name, email=f"{name.split(maxsplit=1)[0].lower()}@firm.example", title=title,
        company=f"{name} & Co", country=country, user="me", as_of=DAY,
    )  # fmt: skip
    return int(session.ws.find_client(f"{name.split(maxsplit=1)[0].lower()}@firm.example"))


def _introduced(session: Session, client: int, days: int = 10, won: float | None = None) -> int:
    person = clients.add_contact(session, client, name=f"Vera Found{client}")["prospect_id"]
    done = asks.record(session, prospect=person, client=client, stage="introduced",
                       on=DAY - dt.timedelta(days=days))  # fmt: skip
    if won is not None:
        asks.record(session, prospect=person, client=client, stage="won", amount=won)
    return int(done["ask_id"])


def _status(session: Session, ask: int) -> list[str]:
    return [one.entry.status for one in rewards.ledger(session) if one.ask_id == ask]


def test_a_rule_holds_from_the_day_it_is_made(session: Session) -> None:
    owner = _client(session, "Olga Owner", "Owner", "Germany")
    old = _introduced(session, owner, 10)
    rewards.add_rule(session, stage="introduced", kind="gift", amount=30.0, description="a book")
    assert rewards.ledger(session) == []
    new = _introduced(session, _client(session, "Nina New", "Owner", "Germany"), 0)
    assert _status(session, new) == ["due"] and _status(session, old) == []


def test_from_due_to_given_and_back(session: Session) -> None:
    owner = _client(session, "Olga Owner", "Owner", "Germany")
    rewards.add_rule(session, stage="won", kind="amount", percent=5.0, valid_from=PAST)
    ask = _introduced(session, owner, won=20_000.0)
    line = next(one for one in rewards.ledger(session) if one.ask_id == ask)
    assert (line.entry.amount, line.entry.status) == (1000.0, "due")
    assert any(i["kind"] == "reward" and i["ask_id"] == ask for i in due_items(session))
    with pytest.raises(Conflict):
        rewards.decide(session, line.entry.key, "approved", expected=line.version - 1)
    rewards.decide(session, line.entry.key, "approved")
    assert _status(session, ask) == ["approved"]
    _, number = rewards.decide(session, line.entry.key, "given")
    assert _status(session, ask) == ["given"]
    assert not any(i["kind"] == "reward" and i["ask_id"] == ask for i in due_items(session))
    with pytest.raises(Refused, match="“given” cannot be given"):
        rewards.decide(session, line.entry.key, "given")
    view = asks.list_asks(session, ids=[ask])[0]
    assert view.amount == 20_000.0, "the cost of a reward is no deal"
    asks.undo_event(session, ask, number)
    assert _status(session, ask) == ["approved"]


def test_the_gate_blocks_professions_whatever_a_button_says(session: Session) -> None:
    lawyer = _client(session, "Lena Law", "Rechtsanwältin", "Germany")
    rewards.add_rule(session, stage="introduced", kind="amount", amount=500.0, valid_from=PAST)
    ask = _introduced(session, lawyer)
    assert _status(session, ask) == ["blocked"]
    line = next(one for one in rewards.ledger(session) if one.ask_id == ask)
    assert any("rechtsanwaltsordnung" in source for source in line.sources)
    for decision in ("approved", "given"):
        with pytest.raises(Refused, match="blocked"):
            rewards.decide(session, line.entry.key, decision)
    with pytest.raises(Refused, match="not possible"):
        rewards.agreement(session, lawyer)
    assert rewards.disclosure_for(session, lawyer) == ""
    assert not any(i["kind"] == "reward" and i["ask_id"] == ask for i in due_items(session))


def test_an_employee_needs_an_agreement_signed_before(session: Session) -> None:
    clerk = _client(session, "Carl Clerk", "Head of Purchasing", "Germany")
    rewards.add_rule(session, stage="introduced", kind="amount", amount=100.0, valid_from=PAST)
    ask = _introduced(session, clerk, days=10)
    assert _status(session, ask) == ["needs agreement"]
    line = next(one for one in rewards.ledger(session) if one.ask_id == ask)
    with pytest.raises(Refused, match="needs agreement"):
        rewards.decide(session, line.entry.key, "approved")
    rewards.sign_agreement(session, clerk, on=DAY - dt.timedelta(days=5))
    assert _status(session, ask) == ["needs agreement"], "signed after the introduction"
    rewards.sign_agreement(session, clerk, on=DAY - dt.timedelta(days=20))
    assert _status(session, ask) == ["due"]
    assert "reward" in rewards.disclosure_for(session, clerk).lower() or rewards.disclosure_for(
        session, clerk
    )
    with pytest.raises(Refused, match="not come yet"):
        rewards.sign_agreement(session, clerk, on=DAY + dt.timedelta(days=1))


def test_the_agreement_is_a_document_to_edit(session: Session) -> None:
    owner = _client(session, "Olga Owner", "Owner", "Germany")
    rewards.add_rule(session, stage="won", kind="amount", percent=5.0, every_months=12, repeats=2)
    text = rewards.agreement(session, owner, payment_days=14, conversion_days=180)
    for words in ("Olga Owner", "14 days", "180 days", "every 12 months", "no legal advice",
                  "Confidentiality", "End", "5 % of the first order"):  # fmt: skip
        assert words in text, words
    page = rewards.agreement_html(text + "\n\n<script>alert(1)</script>").decode()
    assert "<script>" not in page and "<h1>Referral agreement</h1>" in page
    assert "<strong>Parties</strong>" in page


def test_rules_are_checked_and_never_reuse_an_id(session: Session) -> None:
    first = rewards.add_rule(session, stage="won", kind="amount", amount=10.0)
    rewards.remove_rule(session, first.rule_id)
    second = rewards.add_rule(session, stage="won", kind="amount", amount=10.0)
    assert second.rule_id != first.rule_id
    assert rewards.rules(session) == [second]
    for values in (
        {"stage": "asked", "kind": "amount", "amount": 5.0},
        {"stage": "introduced", "kind": "amount", "percent": 5.0},
        {"stage": "won", "kind": "amount", "amount": float("inf")},
        {"stage": "won", "kind": "cash", "amount": 5.0},
        {"stage": "won", "kind": "amount"},
    ):
        with pytest.raises(Refused):
            rewards.add_rule(session, **values)


def test_two_managers_do_not_overwrite_each_other(session: Session) -> None:
    rewards.add_rule(session, stage="won", kind="amount", amount=10.0)
    seen = rewards.rules_version(session)
    rewards.add_rule(session, stage="meeting", kind="gift", description="wine")
    with pytest.raises(Conflict):
        rewards.save_rules(session, [], expected=seen)
    assert len(rewards.rules(session)) == 2
