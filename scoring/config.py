"""All weights of the judgement, read from ``data/scoring.toml`` into typed, frozen sections."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from scoring.reference import load_toml

S = TypeVar("S")


class ConfigError(ValueError):
    """A weight is missing, unknown, or of the wrong kind; the message names section and key."""


@dataclass(frozen=True, slots=True)
class FitConfig:
    """Weights of the fit; shares are 0..1, sizes are numbers of people."""

    related_function: float
    levels_off: tuple[float, ...]
    wish_floor: float
    near_industry: float
    size_decades: float
    unknown_most: float
    unknown_if_nothing_known: float
    not_current: float
    similarity_from: float
    similarity_full: float
    exclude_similarity: float
    prospect_from: float
    account_reach: float
    account_role_good: float
    small_company_most: float
    small_company_function: float
    inflated_industries: tuple[str, ...]
    inflated_levels: tuple[str, ...]
    inflated_company_least: float


@dataclass(frozen=True, slots=True)
class TieConfig:
    """Weights of the tie strength, on the logit scale unless the name says days or months."""

    prior_logit: float
    silent: float
    exchange: float
    exchange_most: float
    past: float
    past_most: float
    past_after_days: float
    active_days: float
    together: float
    together_months: float
    former_company: float
    same_company_now: float
    school_same_years: float
    school_other_years: float
    recommendation: float
    recommendation_both: float
    endorsement: float
    mutual: float
    mutual_most: float
    age: float
    shared_email: float
    address_book: float
    network: float
    network_from: float
    rank_most: float
    half_life_gaps: float
    half_life_least: float
    half_life_most: float
    half_life_unknown: float
    answer_well: float
    answer_little: float
    answer_not: float


@dataclass(frozen=True, slots=True)
class WillingnessConfig:
    """Weights of willingness (logit scale), and the rules of readiness (days, months, counts)."""

    strength: float
    base: float
    promoter: float
    detractor: float
    referred_before: float
    said_yes_before: float
    new_client: float
    no_touch: float
    positive_moment: float
    favour: float
    recent_ask: float
    last_declined: float
    no_answer_weight: float
    new_client_months: int
    touch_days: int
    moment_days: int
    contentment_days: int
    content_nps: int
    promoter_nps: int
    stop_nps: int
    favour_days: int
    recent_ask_days: int
    rest_days: int
    budget: int
    budget_days: int
    budget_year: int
    account_budget: int
    account_rest_days: int
    contentment_least_share: float
    new_client_kinds: tuple[str, ...]
    contentment_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IntroConfig:
    """Starting weights of the chance of an introduction: logit scale, the last three are shares.

    ``belief``: how much of the formula's distance from the usual share ``base`` is believed before
    any outcome.
    """

    willingness: float
    tie: float
    tie_centre: float
    likeness: float
    prospect_agrees: float
    base: float
    belief: float


@dataclass(frozen=True, slots=True)
class PlanConfig:
    """Limits of the plan; ``stability`` and ``exploration`` are shares."""

    limit: int
    company_cap: int
    pool: int
    first_pool: int
    stability: float
    exploration: float
    next_best: int
    default_deal_value: float


@dataclass(frozen=True, slots=True)
class LearningConfig:
    """When and how boldly outcomes change the weights."""

    least_outcomes: int
    prior_strength: float
    prior_scale: float
    folds: int
    platt_strength: float
    better_by: float
    agree_prior: float
    profile_shrinkage: float
    profile_least_clients: int
    profile_sure: float


@dataclass(frozen=True, slots=True)
class ScoringConfig:
    """Every section of ``data/scoring.toml``."""

    fit: FitConfig
    tie: TieConfig
    willingness: WillingnessConfig
    intro: IntroConfig
    plan: PlanConfig
    learning: LearningConfig


def parse_config(data: Mapping[str, Any]) -> ScoringConfig:
    """Build the configuration from a mapping shaped like ``data/scoring.toml``.

    Raises:
        ConfigError: a section or key is missing, unknown or of the wrong kind.
    """
    hints = typing.get_type_hints(ScoringConfig)
    _check_names("", data, hints)
    return ScoringConfig(**{name: _section(kind, name, data[name]) for name, kind in hints.items()})


@lru_cache(maxsize=1)
def default_config() -> ScoringConfig:
    """The shipped weights."""
    return parse_config(load_toml("scoring.toml"))


def with_changes(config: ScoringConfig, **sections: Mapping[str, Any]) -> ScoringConfig:
    """A copy with some keys changed: ``with_changes(c, willingness={"budget": 3})``.

    Raises:
        ConfigError: a section or key does not exist.
    """
    hints = typing.get_type_hints(ScoringConfig)
    changed: dict[str, Any] = {}
    for name, values in sections.items():
        if name not in hints:
            raise ConfigError(f"there is no section {name!r} in the scoring configuration")
        old = getattr(config, name)
        merged = {f.name: getattr(old, f.name) for f in dataclasses.fields(old)} | dict(values)
        changed[name] = _section(hints[name], name, merged)
    return dataclasses.replace(config, **changed)


def _section(kind: type[S], name: str, values: Mapping[str, Any]) -> S:
    hints = typing.get_type_hints(kind)
    _check_names(name, values, hints)
    return kind(**{key: _value(name, key, hint, values[key]) for key, hint in hints.items()})


def _check_names(section: str, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    place = f"[{section}]" if section else "the scoring configuration"
    if missing := sorted(set(wanted) - set(found)):
        raise ConfigError(f"{place} lacks {', '.join(missing)}")
    if unknown := sorted(set(found) - set(wanted)):
        raise ConfigError(f"{place} has unknown keys: {', '.join(unknown)}")


def _value(section: str, key: str, hint: object, value: object) -> object:
    if isinstance(hint, types.GenericAlias):
        if not isinstance(value, list | tuple):
            raise ConfigError(f"[{section}] {key} must be a list")
        item = typing.get_args(hint)[0]
        return tuple(_value(section, key, item, v) for v in value)
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if not isinstance(hint, type) or isinstance(value, bool) or not isinstance(value, hint):
        kind = getattr(hint, "__name__", str(hint))
        raise ConfigError(f"[{section}] {key} must be of the kind {kind}, not {value!r}")
    return value
