"""The parts of fit, once for each distinct title and each distinct company."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.config import FitConfig
from scoring.fit_tables import UNKNOWN, CompanyTable, TitleTable
from scoring.industries import closeness_of, industries
from scoring.profile import Profile
from scoring.titles.vocabulary import FUNCTIONS, RELATED_FUNCTIONS, SENIORITIES, level_distance

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_SIZE_POINTS = 9  # a range of sizes is looked at in so many places, evenly on the log scale
_OPEN_RANGE = 5.0  # "10,001 and more" is taken to reach to five times its lower end
_TOP_LEVELS = frozenset({"CXO", "Partner", "Owner"})
# What a managing director's title reads as; a CFO or COO leads a part of the firm only.
_WHOLE_FIRM = ("Operations", "Business Development")


@dataclass(frozen=True, slots=True)
class TitleParts:
    """Per distinct title, float64 ``(T,)``, NaN where unknown.

    ``wish``: role that a wished title or keyword lifts to, 0 for none. ``owner_function`` and
    ``owner_level``: the parts at a small company; ``inflated_level``: at a large bank.
    """

    function: Floats
    level: Floats
    wish: Floats
    owner_function: Floats
    owner_level: Floats
    inflated_level: Floats
    current: Bools
    excluded: Bools


@dataclass(frozen=True, slots=True)
class CompanyParts:
    """Per distinct company: parts float64 ``(C,)`` (NaN unknown), flags bool ``(C,)``."""

    industry: Floats
    size: Floats
    country: Floats
    keyword: Bools
    target: Bools
    excluded_company: Bools
    excluded_industry: Bools
    small: Bools
    inflated: Bools


def function_part(masks: npt.NDArray[np.uint32], profile: Profile, config: FitConfig) -> Floats:
    """1 for a wanted function, ``related_function`` for one related to it, 0 else, NaN unknown."""
    if not profile.functions:
        return np.ones(masks.shape[0])
    bit = {name: np.uint32(1 << code) for code, name in enumerate(FUNCTIONS)}
    wanted = np.bitwise_or.reduce([bit[f] for f in profile.functions])
    near = [bit[other] for f in profile.functions for other in RELATED_FUNCTIONS[f]]
    related = np.bitwise_or.reduce(near) if near else np.uint32(0)
    part = np.where(masks & related, config.related_function, 0.0)
    part = np.where(masks & wanted, 1.0, part)
    return np.where(masks == 0, np.nan, part)


def level_shares(profile: Profile, config: FitConfig, inflation: int = 0) -> Floats:
    """Part of each seniority code 0..9, float64 ``(10,)``: nearest wanted level decides.

    ``inflation`` reads the levels of ``inflated_levels`` so many steps lower.
    """
    if not profile.seniorities:
        return np.ones(len(SENIORITIES))
    shares = []
    for code, name in enumerate(SENIORITIES):
        lowered = inflation if name in config.inflated_levels else 0
        held = SENIORITIES[max(0, code - lowered)]
        steps = min(level_distance(held, wanted) for wanted in profile.seniorities)
        shares.append(config.levels_off[steps] if steps < len(config.levels_off) else 0.0)
    return np.array(shares)


def title_parts(
    titles: TitleTable,
    profile: Profile,
    config: FitConfig,
    wishes: TitleTable,
    similarity: Floats | None,
    exclude_similarity: Floats | None,
) -> TitleParts:
    """Parts of every distinct title; ``wishes`` are the readings of ``profile.titles``."""
    code = titles.seniority.astype(np.int64)
    known = code != UNKNOWN

    def level(inflation: int) -> Floats:
        return np.where(known, level_shares(profile, config, inflation)[code], np.nan)

    function, plain = function_part(titles.functions, profile, config), level(0)
    top = np.isin(code, [SENIORITIES.index(name) for name in sorted(_TOP_LEVELS)])
    owner = top & titles.decision_maker & _leads_all(titles)
    owner_level = np.fmax(plain, config.levels_off[1])
    if _TOP_LEVELS & set(profile.seniorities):
        owner_level = np.ones(len(titles))
    excluded = _holds(titles, profile.exclude_titles)
    if exclude_similarity is not None and profile.exclude_titles:
        excluded |= np.nan_to_num(exclude_similarity) >= config.exclude_similarity
    return TitleParts(
        function=function,
        level=plain,
        wish=_wish(titles, profile, config, wishes, similarity),
        owner_function=np.where(owner, np.fmax(function, config.small_company_function), function),
        owner_level=np.where(owner, owner_level, plain),
        inflated_level=level(1),
        current=titles.current,
        excluded=excluded,
    )


def _leads_all(titles: TitleTable) -> Bools:
    """Owners and partners, and chiefs whose field is the whole firm or is not said."""
    bits = np.uint32(sum(1 << FUNCTIONS.index(name) for name in _WHOLE_FIRM))
    general = ((titles.functions & bits) == bits) | (titles.functions == 0)
    return np.asarray(general | (titles.seniority > SENIORITIES.index("CXO")))


def _holds(table: TitleTable | CompanyTable, phrases: Sequence[str]) -> Bools:
    """Which texts hold one of the phrases; without phrases no index of the texts is built."""
    if not phrases:
        return np.zeros(len(table), dtype=np.bool_)
    return table.index.holds_any(phrases)


def _wish(
    titles: TitleTable,
    profile: Profile,
    config: FitConfig,
    wishes: TitleTable,
    similarity: Floats | None,
) -> Floats:
    lifted = np.zeros(len(titles))
    fits_some = np.zeros(len(titles), dtype=np.bool_)
    for number, text in enumerate(wishes.text):
        same_standing = _standing(titles, wishes, number)
        fits_some |= same_standing
        lifted[titles.index.holds_words(text) & same_standing] = config.wish_floor
    lifted[_holds(titles, profile.keywords)] = config.wish_floor
    if similarity is not None:
        wide = config.similarity_full - config.similarity_from
        share = np.clip((np.nan_to_num(similarity) - config.similarity_from) / wide, 0.0, 1.0)
        # Vectors take an assistant to the CFO for a CFO; the grammar's reading decides on that.
        allowed = fits_some if len(wishes) else np.ones(len(titles), dtype=np.bool_)
        lifted = np.maximum(lifted, np.where(allowed, share * config.wish_floor, 0.0))
    return lifted


def _standing(titles: TitleTable, wishes: TitleTable, number: int) -> Bools:
    """Titles whose level is no more than one step from the wish's, or unknown on either side."""
    wanted = int(wishes.seniority[number])
    held = titles.seniority.astype(np.int64)
    near = (held == UNKNOWN) | (wanted == UNKNOWN) | (np.abs(held - wanted) <= 1)
    decides = titles.decision_maker | (not bool(wishes.decision_maker[number]))
    return np.asarray(near & decides)


def size_part(
    size_min: Floats, size_max: Floats, low: float | None, high: float | None, decades: float
) -> Floats:
    """1 inside the wanted range, falling to 0 over ``decades`` of log10 outside; NaN unknown.

    A company known only by a range of sizes gets the mean over that range.
    """
    if low is None and high is None:
        return np.ones(size_min.shape[0])
    first = np.log10(np.maximum(size_min, 1.0))
    capped = np.where(np.isinf(size_max), size_min * _OPEN_RANGE, size_max)
    last = np.log10(np.maximum(capped, 1.0))
    below = -math.inf if low is None else math.log10(max(low, 1.0))
    above = math.inf if high is None else math.log10(max(high, 1.0))
    total = np.zeros(size_min.shape[0])
    for step in range(_SIZE_POINTS):
        at = first + (last - first) * (step / (_SIZE_POINTS - 1))
        gap = np.maximum(np.maximum(below - at, at - above), 0.0)
        total += np.maximum(0.0, 1.0 - gap / decades)
    return np.asarray(total / _SIZE_POINTS)


def company_parts(
    companies: CompanyTable,
    profile: Profile,
    config: FitConfig,
    target: Bools,
    excluded: Bools,
) -> CompanyParts:
    """Parts of every distinct company; ``target``/``excluded`` say which the profile names."""
    names = [i.name for i in industries()]
    code = companies.industry.astype(np.int64)
    known = code != UNKNOWN
    if profile.industries:
        near = closeness_of(profile.industries, config.near_industry)
        industry = np.where(known, np.array([near[name] for name in names])[code], np.nan)
    else:
        industry = np.ones(len(companies))
    never = closeness_of(profile.exclude_industries, 0.0)
    out = np.array([never[name] >= 1.0 for name in names])
    number, countries = companies.country_code
    if profile.countries:
        inside = np.array([c in profile.countries for c in countries] + [False], dtype=np.float64)
        country = np.where(number == UNKNOWN, np.nan, inside[number])
    else:
        country = np.ones(len(companies))
    inflated = np.array([name in config.inflated_industries for name in names])
    middle = np.sqrt(companies.size_min * companies.size_max)
    return CompanyParts(
        industry=industry,
        size=size_part(
            companies.size_min,
            companies.size_max,
            profile.size_min,
            profile.size_max,
            config.size_decades,
        ),
        country=country,
        keyword=_holds(companies, profile.keywords),
        target=target,
        excluded_company=excluded,
        excluded_industry=known & out[code],
        small=middle <= config.small_company_most,
        inflated=known & inflated[code] & (companies.size_min >= config.inflated_company_least),
    )
