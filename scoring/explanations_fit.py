"""Words about fit: role, company, what is unknown, and how much of it matters."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from scoring.countries import country_name
from scoring.fit import EXCLUSIONS, CompanyTable, FitResult, PeopleTable, TitleTable
from scoring.fit_gaps import missing_datum
from scoring.industries import industries
from scoring.profile import Profile
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES
from scoring.words import list_of

_PART_WORDS: Final = {
    "function": "job function",
    "level": "level",
    "industry": "industry",
    "size": "company size",
    "country": "country",
}
FULL: Final = 0.999
"""A share from which words call it whole."""


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
    if part >= FULL:
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
    if part >= FULL:
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
    if part >= FULL:
        return f"{shown} as wanted"
    if part > 0:
        return f"{shown} near what you want" if name == "industry" else f"{shown} a little outside"
    return f"{shown} not what you want"


def _size_words(table: CompanyTable, company: int) -> str:
    low, high = float(table.size_min[company]), float(table.size_max[company])
    if math.isinf(high):
        return f"{low:,.0f} people or more"
    return f"{low:,.0f} people" if low == high else f"{low:,.0f} to {high:,.0f} people"
