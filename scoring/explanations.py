"""Words for every number: what a salesperson reads beside fit, tie, chance and value.

Each sentence is made from the same arrays as the number, row by row, only for the rows on screen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from scoring.config import ScoringConfig
from scoring.explanations_fit import (
    FULL,
    FitContext,
    coverage_sentence,
    fit_reasons,
    fit_word,
    missing_sentence,
)
from scoring.explanations_tie import tie_reasons, tie_word
from scoring.planning.problem import CONFLICTS
from scoring.ties import LEVELS, TieEvidence, TieResult
from scoring.willingness import Readiness
from scoring.words import day, money, out_of

__all__ = [
    "AskWords",
    "FitContext",
    "chance_words",
    "conflict_sentence",
    "coverage_sentence",
    "difference_words",
    "explain_ask",
    "fit_reasons",
    "fit_word",
    "missing_sentence",
    "next_best_sentence",
    "tie_reasons",
    "tie_word",
    "unmet_pin_sentence",
    "value_sentence",
    "what_if_sentence",
]


def chance_words(p_intro: float) -> str:
    """The chance of an introduction, never promised."""
    return f"{out_of(p_intro)} such asks end in an introduction"


def value_sentence(fit: float, deal_value: float | None, p_intro: float, currency: str = "") -> str:
    """What the value of an ask is made of."""
    if deal_value is None:
        return (
            f"Worth {fit * p_intro:.2f}: fit {fit:.2f} times the chance of an introduction, "
            f"{p_intro:.2f}."
        )
    value = fit * deal_value * p_intro
    return (
        f"Worth {money(value, currency)}: fit {fit:.2f} times a deal of "
        f"{money(deal_value, currency)} times the chance of an introduction, {p_intro:.2f}."
    )


def next_best_sentence(
    chosen_name: str, chosen: float, other_name: str, other: float, why: str = ""
) -> str:
    """How the next-best introducer compares, in words.

    Args:
        chosen_name: the introducer of the plan. chosen: the chance through them.
        other_name: the next best. other: the chance through them.
        why: what makes the difference, such as "knows them less well".
    """
    reason = f" ({why})" if why else ""
    if other > chosen + 0.005:
        return (
            f"{other_name} would be likelier, {other:.2f} instead of {chosen:.2f}{reason}, but is "
            "needed for another ask."
        )
    if other > chosen - 0.005:
        return f"{other_name} would do as well as {chosen_name}{reason}."
    times = chosen / other if other > 0 else math.inf
    how = "about half as likely" if 1.7 <= times <= 2.4 else "less likely"
    if times > 2.4:
        how = "much less likely"
    elif times < 1.25:
        how = "a little less likely"
    return f"{other_name} is {how} than {chosen_name}: {other:.2f} instead of {chosen:.2f}{reason}."


def difference_words(
    tie_chosen: float, tie_other: float, willing_chosen: float, willing_other: float
) -> str:
    """What makes one introducer better than the other: the tie or the willingness."""
    tie, willing = tie_chosen - tie_other, willing_chosen - willing_other
    if max(abs(tie), abs(willing)) < 0.03:
        return ""
    if abs(tie) >= abs(willing):
        return "seems to know them less well" if tie > 0 else "seems to know them better"
    return "is less willing" if willing > 0 else "is more willing"


def what_if_sentence(name: str, extra: int, gain: float, total: float, currency: str = "") -> str:
    """What more asks of one client would add to the plan."""
    more = "One more ask" if extra == 1 else f"{extra} more asks"
    if gain <= 0 or total <= 0:
        return f"{more} of {name} would add nothing: the plan has better uses."
    size = money(gain, currency) if total >= 100 else f"{gain:.2f}"
    return f"{more} of {name} would add {size}, {100 * gain / total:.1f} % of the plan's value."


def conflict_sentence(code: int) -> str:
    """Why an edge may not be used; empty for code 0."""
    sentences = {
        "refused": "You said no to this suggestion.",
        "already yours": "You know this person yourself.",
        "already a client": "This person is a client already.",
        "open deal": "You are in talks with this company already.",
        "asked already": "This introduction has been asked for already.",
        "asked by a colleague": "A colleague has asked for this introduction.",
        "competitor of the client": "This person works at a competitor of the client.",
        "introducer asked about a rival": "This client was just asked about a rival of theirs.",
        "cool-down": "This person was asked about a short while ago: let some time pass.",
        "own company": "This person works at the client's own company.",
        "suppressed": "This person does not want to be suggested.",
        "hardly known to the introducer": "The introducer does not really know this person.",
        "gone from the newer export": "The client's newer export no longer shows this contact.",
        "perhaps the same person": "This may be a person listed twice: nobody is asked about both.",
    }
    name = CONFLICTS[code]
    return sentences[name] if name else ""


def unmet_pin_sentence(blocked: int, client: Readiness | None, prospect_name: str) -> str:
    """Why a pinned ask is not in the plan.

    Args:
        blocked: the edge's conflict code, 0 for none.
        client: the introducer today, ``None`` where the pin names no client.
        prospect_name: whom the pin is about.
    """
    start = f"Your pinned ask about {prospect_name} is not in the plan"
    if blocked:
        reason = conflict_sentence(blocked)
        return f"{start}: {reason[0].lower() if not reason.startswith('You') else 'Y'}{reason[1:]}"
    if client is None:
        return f"{start}: nobody who may be asked today knows them."
    if client.waiting:
        until = f" until {day(client.until)}" if client.until else ""
        return f"{start}: {client.name} is waiting{until} ({client.state})."
    return f"{start}: {client.name}'s asks are used up by other pins or limits."


@dataclass(frozen=True, slots=True)
class AskWords:
    """Everything said about one ask: short words for the card, sentences behind them."""

    fit: str
    tie: str
    tie_evidence: str
    chance: str
    reasons: tuple[str, ...]
    coverage: str
    value: str


def explain_ask(
    context: FitContext,
    person: int,
    evidence: TieEvidence,
    ties: TieResult,
    edge: int,
    client: Readiness,
    p_intro: float,
    as_of: date,
    config: ScoringConfig,
    *,
    prospect_name: str = "this person",
    together_at: str = "",
    school: str = "",
    likeness: float = 0.0,
    currency: str = "",
) -> AskWords:
    """All words for one ask of the plan.

    Args:
        context: fit and its tables. person: the prospect's row there.
        evidence, ties: of all edges. edge: the ask's row there.
        client: the introducer today. p_intro: the chance of an introduction.
        as_of: the plan's day. config: the weights.
        prospect_name, together_at, school: names for the sentences.
        likeness: of client and prospect, 0..1. currency: of the deal value.
    """
    fit = float(context.result.fit[person])
    level = int(ties.level[edge])
    about_tie = tie_reasons(
        evidence,
        edge,
        as_of,
        config.tie,
        introducer=client.name,
        prospect=prospect_name,
        together_at=together_at,
        school=school,
    )
    alike = f"{client.name} works in the same industry and country." if likeness >= FULL else ""
    willing = (
        f"{client.name}: {client.willingness_reasons[0]}" if client.willingness_reasons else ""
    )
    chance = chance_words(p_intro)
    reasons = (
        *fit_reasons(context, person),
        *about_tie,
        willing,
        alike,
        f"{chance[0].upper()}{chance[1:]}.",
    )
    return AskWords(
        fit=fit_word(fit),
        tie=tie_word(float(ties.tie[edge]), level),
        tie_evidence=LEVELS[level],
        chance=chance,
        reasons=tuple(r for r in reasons if r),
        coverage=coverage_sentence(context, person),
        value=value_sentence(fit, context.profile.deal_value, p_intro, currency),
    )
