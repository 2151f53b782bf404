"""Rewards: earned by rule, stopped by the gate, given once, and an agreement one can edit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospecting.pipeline.followups import RewardDue
from prospecting.pipeline.rewards import (
    VERDICTS,
    AgreementTerms,
    AskFacts,
    Decision,
    Party,
    RewardRule,
    Verdict,
    add_months,
    agreement_text,
    describe,
    disclosure_line,
    gate,
    ledger,
    professions_of,
    rewards_due,
)
from prospecting.pipeline.stages import AskEvent, derive_state
from scoring.reference import load_toml

MADE = date(2026, 1, 5)


def ask(*pairs: tuple[str, int], amount=None, verdict=None, signed=None) -> AskFacts:
    events = [
        AskEvent("a1", i + 1, stage, MADE + timedelta(days=n), amount=amount, currency="EUR")
        for i, (stage, n) in enumerate(pairs)
    ]
    return AskFacts(
        "a1", "c1", "Carla Weiss", "Ben Okoro", derive_state(events), verdict or Verdict("allowed"),
        signed,
    )  # fmt: skip


INTRO = RewardRule("intro", "introduced", "donation", 100)
WON = RewardRule("won", "won", "amount", 0, percent=5, within_days=180)
LATER = date(2027, 6, 1)


def test_each_stage_earns_its_own_reward() -> None:
    entries = ledger([INTRO, WON], [ask(("introduced", 0), ("won", 90), amount=20000)], [], LATER)
    assert [(e.kind, e.amount, e.status) for e in entries] == [
        ("donation", 100, "due"), ("amount", 1000, "due"),
    ]  # fmt: skip
    assert entries[1].due == MADE + timedelta(days=90)
    assert "a donation of 100 EUR for the introduction to Ben Okoro" in entries[0].sentence


def test_a_skipped_introduction_is_implied_by_a_meeting_but_not_by_a_loss() -> None:
    assert len(ledger([INTRO], [ask(("meeting", 3))], [], LATER)) == 1
    assert ledger([INTRO], [ask(("asked", 0), ("lost", 5))], [], LATER) == []
    assert ledger([WON], [ask(("introduced", 0), ("won", 9), ("lost", 12))], [], LATER) == []


def test_the_time_limit_for_conversion_is_kept() -> None:
    slow = ask(("introduced", 0), ("won", 181), amount=20000)
    assert ledger([WON], [slow], [], LATER) == []
    just = ask(("introduced", 0), ("won", 180), amount=20000)
    assert len(ledger([WON], [just], [], LATER)) == 1


def test_recurring_and_two_sided_rewards() -> None:
    rule = RewardRule(
        "r", "won", "credit", 50, two_sided=True, prospect_amount=30, every_months=6, repeats=3
    )
    won = ask(("won", 0))
    entries = ledger([rule], [won], [], date(2027, 1, 10))
    assert [(e.side, e.amount, e.due) for e in entries] == [
        ("introducer", 50, MADE), ("prospect", 30, MADE),
        ("introducer", 50, date(2026, 7, 5)), ("prospect", 30, date(2026, 7, 5)),
        ("introducer", 50, date(2027, 1, 5)), ("prospect", 30, date(2027, 1, 5)),
    ]  # fmt: skip
    assert len({e.key for e in entries}) == 6
    assert len(ledger([rule], [won], [], date(2030, 1, 1))) == 8


def test_decisions_move_an_entry_and_can_be_withdrawn() -> None:
    facts = [ask(("introduced", 0))]
    (entry,) = ledger([INTRO], facts, [], LATER)
    steps = [Decision(entry.key, "approved", MADE), Decision(entry.key, "given", LATER)]
    assert ledger([INTRO], facts, steps[:1], LATER)[0].status == "approved"
    assert ledger([INTRO], facts, steps, LATER)[0].status == "given"
    back = [*steps, Decision(entry.key, "withdrawn", LATER)]
    assert ledger([INTRO], facts, back, LATER)[0].status == "approved"
    assert rewards_due(ledger([INTRO], facts, steps, LATER)) == []
    assert rewards_due([entry]) == [RewardDue("a1", MADE, entry.sentence)]
    with pytest.raises(ValueError, match="decision"):
        Decision(entry.key, "paid", MADE)


def test_no_foreign_currency_is_added_up() -> None:
    events = [AskEvent("a1", 1, "won", MADE, amount=1000, currency="USD")]
    facts = AskFacts("a1", "c1", "C", "P", derive_state(events))
    (share,) = ledger([WON], [facts], [], LATER)
    assert (share.amount, share.currency) == (50, "USD") and "50 USD" in share.sentence
    both = RewardRule("b", "won", "amount", 200, percent=5)
    (fixed,) = ledger([both], [facts], [], LATER)
    assert (fixed.amount, fixed.currency) == (200, "EUR")


def test_blocked_and_unsigned_rewards_are_never_due() -> None:
    blocked = ask(("introduced", 0), verdict=Verdict("blocked"))
    assert ledger([INTRO], [blocked], [], LATER)[0].status == "blocked"
    unsigned = ask(("introduced", 5), verdict=Verdict("agreement"))
    assert ledger([INTRO], [unsigned], [], LATER)[0].status == "needs agreement"
    late = ask(("introduced", 5), verdict=Verdict("agreement"), signed=MADE + timedelta(days=6))
    assert ledger([INTRO], [late], [], LATER)[0].status == "needs agreement"
    signed = ask(("introduced", 5), verdict=Verdict("agreement"), signed=MADE)
    assert ledger([INTRO], [signed], [], LATER)[0].status == "due"


@pytest.mark.parametrize(
    ("title", "industry", "country", "verdict"),
    [
        ("Rechtsanwältin und Partnerin", "", "Germany", "blocked"),
        ("Attorney at Law", "", "United States", "blocked"),
        ("Solicitor", "", "GB", "agreement"),
        ("Head of Operations", "Law Practice", "Portugal", "blocked"),
        ("Chefarzt Chirurgie", "Hospitals and Health Care", "DE", "blocked"),
        ("Bürgermeister", "", "DE", "blocked"),
        ("Head of IT", "Government Administration", "Brazil", "blocked"),
        ("Investment Advisor", "", "US", "agreement"),
        ("Steuerberater", "", "Deutschland", "blocked"),
        ("Versicherungsmakler", "", "DE", "blocked"),
        ("CFO", "Machinery Manufacturing", "DE", "agreement"),
        ("CFO", "Machinery Manufacturing", None, "agreement"),
    ],
)
def test_the_gate_knows_professions_and_countries(title, industry, country, verdict) -> None:
    found = gate([Party("Carla Weiss", (title,), industry, country)])
    assert found.verdict == verdict
    assert found.reasons and len(found.reasons) == len(found.sources)
    assert found.disclosure_needed == (verdict == "agreement")


def test_words_inside_other_words_are_no_profession() -> None:
    party = Party("X", ("Sales Advocate-free Manager", "Doctoral researcher", "Internal"), "")
    assert "doctor" not in professions_of(party)
    assert professions_of(Party("X", ("Anwaltsgehilfe",), "", employee=False)) == ()


def test_an_owner_in_a_free_trade_is_allowed() -> None:
    owner = Party("Ole", ("Owner",), "Machinery Manufacturing", "DE", employee=False)
    assert gate([owner]).verdict == "allowed"
    seller = Party("We", ("Rechtsanwalt",), "Law Practice", "DE", employee=False)
    assert gate([owner, seller]).verdict == "blocked"


def test_token_gifts_stay_possible_only_where_every_rule_says_so() -> None:
    us = Party("A", ("Lawyer",), "", "US", employee=False)
    de = Party("B", ("Rechtsanwalt",), "", "DE", employee=False)
    assert gate([us], "gift").token_gift_possible
    assert not gate([us, de], "gift").token_gift_possible
    with pytest.raises(ValueError, match="one of amount"):
        gate([us], "cash")


def test_every_rule_names_a_profession_a_verdict_and_its_source() -> None:
    data = load_toml("rewards/restrictions.toml")
    known = {entry["id"] for entry in data["profession"]} | {"employee"}
    seen = set()
    for rule in data["rule"]:
        assert rule["profession"] in known and rule["verdict"] in VERDICTS[1:]
        assert len(rule["source"]) > 10 and rule["why"].endswith(".")
        assert rule["country"] == "*" or len(rule["country"]) == 2
        assert (rule["profession"], rule["country"]) not in seen
        seen.add((rule["profession"], rule["country"]))
    assert all((name, "*") in seen for name in known), "every profession has a general rule"


def test_agreement_names_everything_and_is_safe_to_fill() -> None:
    terms = AgreementTerms(
        company="Quellwerk\nAnalytics", seller="Robin $company", introducer="Carla Weiss",
        introducer_company="", on=MADE, rules=(INTRO, WON, RewardRule(
            "rec", "won", "amount", 100, every_months=12, repeats=2)),
        verdict=Verdict("agreement", ("Carla Weiss: the employer must agree.",)),
    )  # fmt: skip
    text = agreement_text(terms)
    assert "Quellwerk Analytics" in text and "Robin $company" in text
    assert "[to fill in]" in text and "a donation of 100 EUR" in text
    assert "5 % of the first order" in text and "every 12 months, 2 times" in text
    assert "within 365 days" in text and "24 months" in text and "no legal advice" in text
    with pytest.raises(ValueError, match="not possible"):
        agreement_text(AgreementTerms("Q", "R", "C", "", MADE, (INTRO,), Verdict("blocked")))


def test_disclosure_in_the_language_or_english() -> None:
    assert disclosure_line("Quellwerk", "100 EUR", "de-AT").startswith("Damit Sie")
    assert disclosure_line("Quellwerk", "100 EUR", "pl").startswith("So that you know")
    assert "\n" not in disclosure_line("Quell\nwerk", "100\r\nEUR")
    assert set(load_toml("rewards/disclosure.toml")) >= {"en", "de", "fr", "es", "nl"}


@pytest.mark.parametrize(
    "bad",
    [
        {"stage": "asked", "kind": "amount"},
        {"stage": "won", "kind": "cash"},
        {"stage": "meeting", "kind": "amount", "percent": 3},
        {"stage": "won", "kind": "amount", "amount": -1},
        {"stage": "won", "kind": "amount", "amount": float("nan")},
        {"stage": "won", "kind": "amount", "percent": 101},
        {"stage": "won", "kind": "amount", "repeats": 2},
    ],
)
def test_rules_that_make_no_sense_are_refused(bad) -> None:
    with pytest.raises(ValueError):
        RewardRule("x", **bad)


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.integers(0, 240))
def test_months_are_added_like_a_calendar(day, months) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_amounts_in_words() -> None:
    assert describe(RewardRule("x", "won", "amount", 1500)) == "1,500 EUR"
    assert describe(RewardRule("x", "won", "gift", 12.5, description="wine")) == (
        "a gift worth 12.50 EUR (wine)"
    )
