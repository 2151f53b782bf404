"""Words for every number: what a salesperson reads beside fit, tie, chance and value.

Each sentence is made from the same arrays as the number, row by row, only for the rows on screen.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from scoring.config import ScoringConfig, TieConfig
from scoring.countries import country_name
from scoring.fit import EXCLUSIONS, CompanyTable, FitResult, PeopleTable, TitleTable
from scoring.fit_gaps import missing_datum
from scoring.industries import industries
from scoring.planning.problem import CONFLICTS
from scoring.profile import Profile
from scoring.ties import (
    ANSWER_LITTLE,
    ANSWER_NOT,
    ANSWER_WELL,
    LEVELS,
    PART_NAMES,
    SCHOOL_NONE,
    UNKNOWN,
    TieEvidence,
    TieResult,
    tie_parts,
)
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES
from scoring.willingness import Readiness
from scoring.words import count_of, day, list_of, money, month, out_of, span

_PART_WORDS: Final = {
    "function": "job function",
    "level": "level",
    "industry": "industry",
    "size": "company size",
    "country": "country",
}
_FULL: Final = 0.999
_DAYS_A_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class FitContext:
    """What the words about fit are made from: the result and the tables it came from."""

    result: FitResult
    profile: Profile
    titles: TitleTable
    companies: CompanyTable
    people: PeopleTable


def fit_word(fit: float) -> str:
    """A fit 0..1 in two or three words."""
    if fit >= 0.8:
        return "fits very well"
    if fit >= 0.6:
        return "fits well"
    if fit >= 0.4:
        return "fits in part"
    if fit > 0:
        return "fits little"
    return "does not fit"


def tie_word(tie: float, level: int) -> str:
    """How well the two know each other; "unknown" where nothing says so, whatever the number."""
    if level == UNKNOWN:
        return "unknown"
    if tie >= 0.7:
        return "knows well"
    if tie >= 0.4:
        return "knows"
    if tie >= 0.15:
        return "knows a little"
    return "hardly knows"


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
        "gone from the newer export": "The client's newer export no longer shows this contact.",
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


def fit_reasons(context: FitContext, row: int) -> tuple[str, ...]:
    """Why a person's fit is what it is: role, company, what is unknown."""
    result, people = context.result, context.people
    if code := int(result.excluded[row]):
        return (f"Excluded by the profile: {EXCLUSIONS[code]}.",)
    sentences = []
    if result.named[row]:
        sentences.append("You named this person.")
    company = int(people.company[row])
    if result.target[row]:
        sentences.append(f"Works at {context.companies.name[company]}, a target account of yours.")
    if context.profile.wants_role:
        sentences.append(_role_sentence(context, row))
    if context.profile.wants_company and not result.target[row]:
        sentences.append(_company_sentence(context, row))
    if missing := missing_sentence(context, row):
        sentences.append(missing)
    return tuple(s for s in sentences if s) or ("The profile wants nothing in particular.",)


def missing_sentence(context: FitContext, row: int) -> str:
    """The unknown datum that would change the fit most, and to what; empty where none would."""
    which, worst, best = missing_datum(context.result, [row], context.profile)
    if which[0] < 0:
        return ""
    name = list(_PART_WORDS.values())[int(which[0])]
    return (
        f"The {name} is unknown: knowing it would move the fit from "
        f"{float(context.result.fit[row]):.2f} to between {float(worst[0]):.2f} and "
        f"{float(best[0]):.2f}."
    )


def coverage_sentence(context: FitContext, row: int) -> str:
    """How much of what the profile asks for is known."""
    asked = len(context.result.asked)
    if not asked:
        return "The profile asks for nothing that could be unknown."
    known = round(float(context.result.coverage[row]) * asked)
    if known == asked:
        return "All that the profile asks for is known."
    unknown = [
        _PART_WORDS[name] for name in context.result.asked if not context.result.is_known(name, row)
    ]
    return f"{known} of {asked} things are known; unknown: {list_of(unknown)}."


def _role_sentence(context: FitContext, row: int) -> str:
    result, titles = context.result, context.titles
    title = int(context.people.title[row])
    if title < 0:
        return "Title unknown."
    shown = titles.text[title].strip() or "No title"
    if not result.current[row]:
        return f"{shown}: no longer in that role."
    if result.substitute[row]:
        return f"{shown}: nobody with the right role is reachable here; this is the nearest."
    if result.small_owner[row]:
        return f"{shown}: decides alone at a company this small."
    parts = []
    if "function" in result.asked:
        parts.append(_function_words(context, row, title))
    if "level" in result.asked:
        parts.append(_level_words(context, row, title))
    base = float(result.function[row] * result.level[row]) if parts else 0.0
    if result.wish[row] > base:
        return f"{shown}: matches a title or keyword you wish for."
    if not parts:
        return f"{shown}: matches none of the titles or keywords you wish for."
    return f"{shown}: {list_of(parts)}."


def _function_words(context: FitContext, row: int, title: int) -> str:
    result, profile = context.result, context.profile
    if not result.is_known("function", row):
        return "job function unknown"
    part = float(result.function[row])
    mask = int(context.titles.functions[title])
    held = [name for code, name in enumerate(FUNCTIONS) if mask >> code & 1]
    if part >= _FULL:
        wanted = [name for name in held if name in profile.functions]
        return f"in {list_of(wanted)}, as wanted"
    if part > 0:
        return f"in {list_of(held)}, near what you want"
    return f"in {list_of(held)}, which you do not look for"


def _level_words(context: FitContext, row: int, title: int) -> str:
    if not context.result.is_known("level", row):
        return "level unknown"
    part = float(context.result.level[row])
    held = SENIORITIES[int(context.titles.seniority[title])]
    if part >= _FULL:
        return f"level {held}, as wanted"
    if part >= 0.5:
        return f"level {held}, one step off"
    if part > 0:
        return f"level {held}, two steps off"
    return f"level {held}, far from what you want"


def _company_sentence(context: FitContext, row: int) -> str:
    result, table = context.result, context.companies
    company = int(context.people.company[row])
    if company < 0:
        return "Company unknown."
    parts = []
    if "industry" in result.asked:
        parts.append(
            _graded(
                result,
                "industry",
                row,
                lambda: f"industry {industries()[int(table.industry[company])].name}",
            )
        )
    if "size" in result.asked:
        parts.append(_graded(result, "size", row, lambda: _size_words(table, company)))
    if "country" in result.asked:
        parts.append(_graded(result, "country", row, lambda: country_name(table.country[company])))
    if result.keyword_company[row]:
        parts.append("the name matches a keyword")
    return f"{table.name[company]}: {list_of(parts)}."


def _graded(result: FitResult, name: str, row: int, words: Callable[[], str]) -> str:
    if not result.is_known(name, row):
        return f"{_PART_WORDS[name]} unknown"
    shown = words()
    part = float(result.part(name)[row])
    if part >= _FULL:
        return f"{shown} as wanted"
    if part > 0:
        return f"{shown} near what you want" if name == "industry" else f"{shown} a little outside"
    return f"{shown} not what you want"


def _size_words(table: CompanyTable, company: int) -> str:
    low, high = float(table.size_min[company]), float(table.size_max[company])
    if math.isinf(high):
        return f"{low:,.0f} people or more"
    return f"{low:,.0f} people" if low == high else f"{low:,.0f} to {high:,.0f} people"


def tie_reasons(
    evidence: TieEvidence,
    row: int,
    as_of: date,
    config: TieConfig,
    *,
    introducer: str = "The client",
    prospect: str = "this person",
    together_at: str = "",
    school: str = "",
) -> tuple[str, ...]:
    """What is known of how the two know each other, weightiest first.

    Where only a connection is known, the one sentence says that the rest is unknown.
    """
    one = evidence.take([row])
    answer = int(one.answer[0])
    if answer in (ANSWER_NOT, ANSWER_LITTLE, ANSWER_WELL):
        said = {
            ANSWER_NOT: f"does not really know {prospect}",
            ANSWER_LITTLE: f"knows {prospect} a little",
            ANSWER_WELL: f"knows {prospect} well",
        }[answer]
        return (f"{introducer} said: {said}.",)
    parts = dict(zip(PART_NAMES, tie_parts(one, config)[0].tolist(), strict=True))
    found = _evidence_words(one, as_of, introducer, together_at, school)
    order = sorted(found, key=lambda name: (-abs(parts.get(name, 0.0)), name))
    sentences = [found[name] for name in order]
    since = _since_words(one, as_of)
    if not any(parts[n] > 0 for n in order if n != "network size"):
        rest = "how well they know each other is unknown"
        sentences.insert(0, f"{since}; {rest}." if since else f"{rest.capitalize()}.")
    elif since:
        sentences.append(f"{since}.")
    return tuple(sentences)


def _since_words(one: TieEvidence, as_of: date) -> str:
    years = float(one.years_connected[0])
    if math.isnan(years):
        return ""
    when = as_of - timedelta(days=max(0.0, years) * _DAYS_A_YEAR)
    return f"Connected since {when.year if years >= 1 else month(when)}"


def _evidence_words(
    one: TieEvidence, as_of: date, introducer: str, together_at: str, school: str
) -> dict[str, str]:
    words: dict[str, str] = {}
    received, sent = int(one.n_in[0]), int(one.n_out[0])
    days = float(one.last_contact_days[0])
    last = "" if math.isnan(days) else f", the last in {month(as_of - timedelta(days=days))}"
    if received and sent:
        words["messages"] = f"Two-way messages{last} ({sent} sent, {received} received)."
    elif received or sent:
        who = "the contact" if received else introducer
        words["messages"] = f"Only {who} has written so far{last}."
    elif one.has_messages_file[0]:
        words["messages"] = f"No message between the two in {introducer}'s archive."
    months = float(one.months_together[0])
    if months > 0:
        place = f"at {together_at}" if together_at else "at the same company"
        words["worked together"] = f"Worked together {place} for {span(months)}."
    if one.same_company_now[0]:
        words["same company now"] = "Both work at the same company now."
    if (years := int(one.school[0])) != SCHOOL_NONE:
        name = school or "the same school"
        when = "in the same years" if years == 2 else "in other years"
        words["school"] = f"Both went to {name}, {when}."
    if one.recommended[0]:
        both = int(one.recommended[0]) == 2
        words["recommendation"] = (
            "Each has recommended the other." if both else "One has recommended the other."
        )
    if one.endorsed[0]:
        both = int(one.endorsed[0]) == 2
        words["endorsements"] = (
            "Each has endorsed the other." if both else "One has endorsed the other."
        )
    if (others := int(one.other_clients[0])) > 0:
        verb = "knows" if others == 1 else "know"
        words["mutual clients"] = f"{count_of(others, 'other client')} {verb} this person too."
    if one.shared_email[0]:
        words["shared e-mail"] = "Shares an e-mail address with the client."
    if float(np.nan_to_num(one.network_size[0])) >= 1_000:
        words["network size"] = (
            f"{introducer} has {int(one.network_size[0]):,} connections, so one alone says less."
        )
    return words


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
    alike = f"{client.name} works in the same industry and country." if likeness >= _FULL else ""
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
