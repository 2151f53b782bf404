"""Rewards for introductions: rules, what is due, the gate of professions and countries.

What the tool does here is arithmetic and warning. It gives no legal advice: the list behind the
gate is data with its sources (``data/rewards/restrictions.toml``), incomplete by nature.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from string import Template
from typing import Final

from prospecting.pipeline.restrictions import (
    KINDS,
    NO_ADVICE,
    VERDICTS,
    Party,
    Verdict,
    disclosure_line,
    gate,
    one_line,
    professions_of,
)
from prospecting.pipeline.stages import RANK, AskState
from prospecting.pipeline.todo_types import RewardDue
from scoring.reference import load_text

__all__ = [
    "DECISIONS",
    "KINDS",
    "NO_ADVICE",
    "STAGES",
    "VERDICTS",
    "AgreementTerms",
    "AskFacts",
    "Decision",
    "LedgerEntry",
    "Party",
    "RewardRule",
    "Verdict",
    "add_months",
    "agreement_text",
    "describe",
    "disclosure_line",
    "gate",
    "ledger",
    "professions_of",
    "rewards_due",
]

STAGES: Final = ("introduced", "meeting", "won")
DECISIONS: Final = ("approved", "given", "waived", "withdrawn")


@dataclass(frozen=True, slots=True)
class RewardRule:
    """What is given at which stage.

    ``amount`` is in ``currency`` (for a gift its worth); ``percent`` of the deal is added to it
    for ``won``. With ``two_sided`` the prospect gets ``prospect_amount`` too. ``repeats`` more
    rewards follow ``won`` every ``every_months``. ``within_days``: the stage must come within so
    many days of the introduction. ``valid_from`` and ``valid_until`` bound the introduction.
    """

    rule_id: str
    stage: str
    kind: str
    amount: float = 0.0
    currency: str = "EUR"
    percent: float = 0.0
    description: str = ""
    two_sided: bool = False
    prospect_amount: float = 0.0
    every_months: int = 0
    repeats: int = 0
    within_days: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        if self.stage not in STAGES:
            raise ValueError(f"a reward is due at {', '.join(STAGES)}, not at {self.stage!r}")
        if self.kind not in KINDS:
            raise ValueError(f"a reward is one of {', '.join(KINDS)}, not {self.kind!r}")
        if self.percent and self.stage != "won":
            raise ValueError("a share of the deal can only be due when it is won")
        numbers = (self.amount, self.percent, self.prospect_amount)
        if not all(math.isfinite(number) and number >= 0 for number in numbers):
            raise ValueError("amounts and shares are finite and not negative")
        if self.percent > 100:
            raise ValueError("a share of the deal is at most 100 percent")
        if self.repeats and (self.stage != "won" or self.every_months < 1):
            raise ValueError("a recurring reward follows a won deal every month or more")


@dataclass(frozen=True, slots=True)
class AskFacts:
    """What the ledger must know of an ask."""

    ask_id: str
    client_id: str
    introducer: str
    prospect: str
    state: AskState
    verdict: Verdict = field(default_factory=lambda: Verdict("allowed"))
    agreement_signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A step of a person: a reward approved, given, waived, or the last step withdrawn."""

    key: str
    decision: str
    on: date
    user_id: str = ""

    def __post_init__(self) -> None:
        if self.decision not in DECISIONS:
            raise ValueError(f"a decision is one of {', '.join(DECISIONS)}")


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One reward. ``key`` names it for good; ``status`` is due, approved, given, waived, blocked
    or needs agreement. ``due`` may lie in the future for recurring ones."""

    key: str
    ask_id: str
    client_id: str
    receiver: str
    side: str
    kind: str
    amount: float
    currency: str
    due: date
    status: str
    sentence: str
    decided_on: date | None = None


# ---- the ledger --------------------------------------------------------------------------------


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def _reached(state: AskState, stage: str) -> date | None:
    """The first day on which a stage, or one that implies it, was reached."""
    if stage == "won":
        return state.reached.get("won") if state.stage == "won" else None
    days = [
        day
        for name, day in state.reached.items()
        if RANK.get(name, 0) >= RANK[stage] and name != "lost"
    ]
    own = state.reached.get(stage)
    return own or (min(days) if days else None)


def describe(rule: RewardRule, amount: float | None = None) -> str:
    """The reward in words: ``500 EUR``, ``a donation of 100 EUR``, ``a gift (wine)``."""
    worth = f"{rule.amount if amount is None else amount:,.2f}".removesuffix(".00")
    money = f"{worth} {rule.currency}"
    extra = f" ({one_line(rule.description)})" if rule.description else ""
    return {
        "amount": money,
        "gift": f"a gift worth {money}",
        "credit": f"a credit of {money}",
        "donation": f"a donation of {money}",
    }[rule.kind] + extra


def ledger(
    rules: Sequence[RewardRule],
    asks: Iterable[AskFacts],
    decisions: Iterable[Decision],
    as_of: date,
) -> list[LedgerEntry]:
    """Every reward earned up to ``as_of``, by due day and key.

    A decision holds for the key it names; ``withdrawn`` takes back the last one. Where the gate
    blocks, the entry is shown as blocked and is never due; where it demands an agreement, the
    entry needs one signed no later than the day the stage was reached. What was given stays
    given, whatever the rules say later.
    """
    decided = _decided(decisions, as_of)
    entries = []
    for ask in asks:
        start = _reached(ask.state, "introduced")
        if start is None:
            continue
        for rule in rules:
            if rule.valid_from is not None and start < rule.valid_from:
                continue
            if rule.valid_until is not None and start > rule.valid_until:
                continue
            day = _reached(ask.state, rule.stage)
            if day is None:
                continue
            if rule.within_days is not None and (day - start).days > rule.within_days:
                continue
            entries += _entries(rule, ask, day, decided, as_of)
    return sorted(entries, key=lambda entry: (entry.due, entry.key))


def _decided(decisions: Iterable[Decision], as_of: date) -> dict[str, list[Decision]]:
    stacks: dict[str, list[Decision]] = {}
    for decision in sorted(decisions, key=lambda d: d.on):
        if decision.on > as_of:
            continue
        stack = stacks.setdefault(decision.key, [])
        if decision.decision != "withdrawn":
            stack.append(decision)
        elif stack:
            stack.pop()
    return stacks


def _entries(
    rule: RewardRule,
    ask: AskFacts,
    day: date,
    decided: Mapping[str, list[Decision]],
    as_of: date,
) -> list[LedgerEntry]:
    amount = rule.amount + rule.percent / 100 * (ask.state.amount or 0.0)
    currency = rule.currency
    if rule.percent and ask.state.currency and ask.state.currency != currency:
        if rule.amount:
            # No rate is known here, and a guess would be wrong money.
            amount = rule.amount
        else:
            currency = ask.state.currency
    sides = [("introducer", ask.introducer, amount)]
    if rule.two_sided:
        sides.append(("prospect", ask.prospect, rule.prospect_amount or amount))
    made = []
    for occurrence in range(rule.repeats + 1):
        due = add_months(day, rule.every_months * occurrence) if occurrence else day
        if due > as_of:
            break
        for side, receiver, worth in sides:
            key = f"{ask.ask_id}:{rule.rule_id}:{side}:{occurrence}"
            steps = decided.get(key, [])
            last = steps[-1] if steps else None
            status = _status(ask, day, last)
            words = describe(rule, round(worth, 2)).replace(rule.currency, currency)
            made.append(
                LedgerEntry(
                    key=key,
                    ask_id=ask.ask_id,
                    client_id=ask.client_id,
                    receiver=receiver,
                    side=side,
                    kind=rule.kind,
                    amount=round(worth, 2),
                    currency=currency,
                    due=due,
                    status=status,
                    sentence=f"{receiver}: {words} for "
                    f"{'the deal with' if rule.stage == 'won' else 'the introduction to'} "
                    f"{ask.prospect}.",
                    decided_on=last.on if last else None,
                )
            )
    return made


def _status(ask: AskFacts, day: date, last: Decision | None) -> str:
    if last is not None and last.decision in ("given", "waived"):
        return last.decision
    if ask.verdict.verdict == "blocked":
        return "blocked"
    signed = ask.agreement_signed_on
    if ask.verdict.verdict == "agreement" and (signed is None or signed > day):
        return "needs agreement"
    return "approved" if last is not None else "due"


def rewards_due(entries: Iterable[LedgerEntry]) -> list[RewardDue]:
    """What the to-do list shows: rewards due or approved and not yet given."""
    return [
        RewardDue(entry.ask_id, entry.due, entry.sentence)
        for entry in entries
        if entry.status in ("due", "approved")
    ]


# ---- the agreement -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgreementTerms:
    """What goes into the referral agreement; what is not known stays a blank to fill in."""

    company: str
    seller: str
    introducer: str
    introducer_company: str
    on: date
    rules: tuple[RewardRule, ...]
    verdict: Verdict
    payment_days: int = 30
    conversion_days: int = 365
    confidentiality_months: int = 24
    notice_days: int = 30
    language: str = "en"


def agreement_text(terms: AgreementTerms) -> str:
    """The referral agreement as editable text (Markdown), with its blanks marked.

    Raises:
        ValueError: the gate blocks rewards for these parties, so there is nothing to agree on.
    """
    if terms.verdict.verdict == "blocked":
        reasons = " ".join(terms.verdict.reasons)
        raise ValueError(f"A reward is not possible here. {reasons} {NO_ADVICE}")
    words = {"introduced": "the introduction is made", "meeting": "a first meeting has taken place",
             "won": "the person introduced signs an order"}  # fmt: skip
    payments = []
    recurring = []
    for rule in terms.rules:
        share = f" plus {rule.percent:g} % of the first order" if rule.percent else ""
        line = f"- When {words[rule.stage]}: {describe(rule)}{share}."
        if rule.two_sided:
            gift = describe(rule, rule.prospect_amount or rule.amount)
            line += f" The person introduced receives {gift}."
        payments.append(line)
        if rule.repeats:
            recurring.append(
                f"- {describe(rule)}{share} again every {rule.every_months} months, "
                f"{rule.repeats} times, while the customer stays."
            )
    first = describe(terms.rules[0]) if terms.rules else ""
    filled = {
        "company": terms.company,
        "seller": terms.seller,
        "introducer": terms.introducer,
        "introducer_company": terms.introducer_company,
        "date": terms.on.isoformat(),
        "payment_days": str(terms.payment_days),
        "conversion_days": str(terms.conversion_days),
        "confidentiality_months": str(terms.confidentiality_months),
        "notice_days": str(terms.notice_days),
        "disclosure": disclosure_line(terms.company, first, terms.language) if first else "",
        "employer_consent": "",
        "restrictions": "; ".join(terms.verdict.reasons) or "none known",
    }
    values = {name: one_line(text) or "[to fill in]" for name, text in filled.items()}
    values["payments"] = "\n".join(payments) or "[to fill in]"
    values["recurring"] = "\n".join(recurring) or "Repeat business is not rewarded again."
    return Template(load_text("rewards/agreement.en.md")).substitute(values)
