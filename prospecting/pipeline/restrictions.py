"""The gate before a reward: professions and countries where paying for referrals is restricted.

The list is data with its sources (``data/rewards/restrictions.toml``), incomplete by nature. The
tool warns; it gives no legal advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from string import Template
from typing import Final

from prospecting.pipeline.workdays import country_code
from scoring.reference import load_toml

NO_ADVICE: Final = "This is no legal advice; ask a lawyer where it matters."
KINDS: Final = ("amount", "gift", "credit", "donation")
VERDICTS: Final = ("allowed", "agreement", "blocked")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody whose profession and country may restrict a reward."""

    who: str
    titles: tuple[str, ...] = ()
    industry: str = ""
    country: str | None = None
    employee: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says: allowed, agreement (and a disclosure) or blocked, and why."""

    verdict: str
    reasons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    token_gift_possible: bool = False

    @property
    def disclosure_needed(self) -> bool:
        """Must the draft say that a reward is agreed?"""
        return self.verdict == "agreement"


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str], frozenset[str]], ...]:
    data = load_toml("rewards/restrictions.toml")
    made = []
    for entry in data["profession"]:
        words = "|".join(re.escape(word) for word in sorted(set(entry["titles"]), key=len)[::-1])
        pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
        made.append((entry["id"], pattern, frozenset(entry["industries"])))
    return tuple(made)


def professions_of(party: Party) -> tuple[str, ...]:
    """The restricted professions that title or industry point to; ``employee`` for anybody who
    works for somebody else."""
    found = [
        name
        for name, pattern, industries in _patterns()
        if party.industry in industries or any(pattern.search(title) for title in party.titles)
    ]
    if party.employee:
        found.append("employee")
    return tuple(found)


def gate(parties: Iterable[Party], kind: str = "amount") -> Verdict:
    """The strictest rule that holds for any of the parties (introducer, seller, prospect).

    A donation or gift is judged like an amount: what counts is the benefit. Where a rule leaves
    room for a token gift, it says so.

    Raises:
        ValueError: an unknown kind of reward.
    """
    if kind not in KINDS:
        raise ValueError(f"a reward is one of {', '.join(KINDS)}, not {kind!r}")
    rules = load_toml("rewards/restrictions.toml")["rule"]
    worst, reasons, sources = "allowed", [], []
    gifts: list[bool] = []
    for party in parties:
        code = country_code(party.country)
        for profession in professions_of(party):
            own = [rule for rule in rules if rule["profession"] == profession]
            exact = [rule for rule in own if rule["country"] == code]
            for rule in exact or [rule for rule in own if rule["country"] == "*"]:
                verdict = rule["verdict"]
                if VERDICTS.index(verdict) > VERDICTS.index(worst):
                    worst = verdict
                if verdict == "blocked":
                    gifts.append(bool(rule.get("gifts", False)))
                reason = f"{party.who}: {rule['why']}"
                if reason not in reasons:
                    reasons.append(reason)
                    sources.append(rule["source"])
    token = worst != "blocked" or all(gifts)
    return Verdict(worst, tuple(reasons), tuple(sources), token)


def disclosure_line(company: str, reward: str, language: str = "en") -> str:
    """The line that tells the prospect of the reward; English for a language without one."""
    lines = load_toml("rewards/disclosure.toml")
    words = lines.get(language[:2].lower(), lines["en"])
    return Template(words).substitute(company=one_line(company), reward=one_line(reward))


def one_line(text: str) -> str:
    """Untrusted text without line breaks and control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
