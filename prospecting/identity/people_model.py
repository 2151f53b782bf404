"""From levels of agreement to the probability that two rows are one person.

The model of Fellegi and Sunter (1969): each field adds the logarithm of m / u, m being the share
of true pairs that reach the field's level and u the share of chance pairs. The u of an agreement
is the frequency of the value agreed on (Winkler 1988), so a rare name weighs more; the u of the
other levels is counted on pairs drawn at random; the m are learned by expectation-maximisation
from the candidate pairs, held by a prior worth some hundred pairs, and so is the share of matches.
Where fields are not independent of each other, what two of them say of one fact is taken back
here, and the rules of ``people_rules`` hold what no sum can tell.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prospecting.identity.pair_levels import FIELDS, SAME, Levels
from prospecting.identity.people_compare import Comparison, levels_of
from prospecting.identity.people_fields import Column, People
from prospecting.identity.people_rules import rules
from scoring.reference import load_rows

Floats = NDArray[np.float64]

# Shares of true pairs at each level above "missing" (chosen; learning starts from them).
_TRUE = {
    "given": (0.06, 0.04, 0.05, 0.08, 0.07, 0.70),
    "family": (0.05, 0.03, 0.02, 0.04, 0.10, 0.76),
    "email": (0.32, 0.05, 0.02, 0.06, 0.55),
    "phone": (0.25, 0.10, 0.65),
    "birth": (0.04, 0.03, 0.04, 0.14, 0.75),
    "company": (0.30, 0.08, 0.10, 0.52),
    "title": (0.45, 0.15, 0.40),
    "location": (0.25, 0.10, 0.15, 0.50),
}
# Shares of chance pairs, for where too few pairs can be drawn. The last is for an unknown value.
_CHANCE = {
    "given": (0.92, 0.03, 0.04, 0.005, 0.003, 0.002),
    "family": (0.95, 0.02, 0.03, 0.001, 0.002, 0.0007),
    "email": (0.998, 0.001, 0.001, 0.0003, 0.000001),
    "phone": (0.999, 0.0003, 0.000001),
    "birth": (0.94, 0.03, 0.025, 0.003, 0.00005),
    "company": (0.98, 0.01, 0.003, 0.001),
    "title": (0.96, 0.03, 0.01),
    "location": (0.93, 0.04, 0.01, 0.02),
}
_CHANCE_WEIGHT = 1000.0
"""How many drawn pairs the shares of chance pairs are worth."""
_TRUE_WEIGHT = 100.0
_VALUE_WEIGHT = 300.0
"""How many rows the general frequency of a value is worth beside those of the table."""
_OWN_ROWS = 8
"""So many rows of one address, number or whole name may be one person's."""
_DRAWN = 20_000
_LEARN_ON = 25000
_ROUNDS = 8
_SUFFIX = (0.0, -6.0, 0.7)
_URL = (0.0, -6.0, 14.0)
_SWAP = -1.5
_ASKED = 0.1
_MOST_DIFFER = 1.6
"""How many times as often as assumed records of one person may differ in a field."""
_CALIBRATION = {False: 1.0, True: 0.5}
"""Pairs of one person agree in more than the fields tell of one by one. Seen on tables with the
truth known, the half that was learned from: of the pairs at even odds three in four were one
person; fewer where a table tells employers, at which namesakes meet."""


@dataclass(frozen=True)
class Weights:
    """What was learned, for one table.

    ``by_level`` holds log(m / u) of each level (natural logarithm), ``frequency`` the chance
    frequency of each value of a field, ``agree`` log m of a full agreement.
    """

    by_level: dict[str, Floats]
    agree: dict[str, float]
    frequency: dict[str, Floats]
    log_prior: float


def _columns(people: People) -> dict[str, Column]:
    return {
        "given": people.first, "family": people.family, "email": people.email,
        "phone": people.phone, "birth": people.birth, "company": people.company,
        "title": people.title, "location": people.location,
    }  # fmt: skip


@lru_cache(maxsize=1)
def _common_names() -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {"given": {}, "family": {}}
    for row in load_rows("names/common_names.csv"):
        for name in row["names"].split(";"):
            out[row["kind"]][name] = float(row["per_10000"]) / 10_000
    return out


def _frequencies(field: str, column: Column) -> Floats:
    """Chance frequency of each value, shape (values,): the table's and a general one, mixed.

    One row less is counted than holds the value, so that a pair does not make itself likely.
    """
    general = np.full(len(column.values), _CHANCE[field][-1])
    known = _common_names().get(field, {})
    if known:
        general = np.array([known.get(value, _CHANCE[field][-1]) for value in column.values])
    if field == "location":
        # Four words and more are an address, which few share, and not a town.
        wordy = np.array([value.count(" ") >= 3 for value in column.values], dtype=bool)
        general[wordy] = 1e-4
    counts = column.counts()
    total = float(counts.sum())
    # An address or number is one person's however often it stands in a small table; held by many
    # rows it is a switchboard's or a filler.
    own = _OWN_ROWS if field in {"email", "phone"} else 1
    mixed = (np.maximum(counts - own, 0) + _VALUE_WEIGHT * general) / (total + _VALUE_WEIGHT)
    return np.asarray(np.clip(mixed, 1e-6, 0.9), dtype=np.float64)


def _random_pairs(rows: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if rows * (rows - 1) // 2 <= _DRAWN:
        one, two = np.triu_indices(rows, 1)
        return one.astype(np.int64), two.astype(np.int64)
    draw = np.random.default_rng(20240229)
    one = draw.integers(0, rows, _DRAWN)
    two = (one + draw.integers(1, rows, _DRAWN)) % rows
    return np.minimum(one, two), np.maximum(one, two)


def _shares(levels: Levels, size: int, weight: Floats | None = None) -> Floats:
    return np.bincount(levels, weights=weight, minlength=size)[1:size].astype(np.float64)


def learn(people: People, compared: Comparison) -> Weights:
    """Weights for one table, from its candidate pairs and from pairs drawn at random."""
    columns = _columns(people)
    frequency = {field: _frequencies(field, column) for field, column in columns.items()}
    chance = levels_of(people, *_random_pairs(people.rows))
    u: dict[str, Floats] = {}
    m: dict[str, Floats] = {}
    for field, column in columns.items():
        size = len(FIELDS[field])
        prior = np.array(_CHANCE[field])
        drawn = _shares(chance[field], size)
        u[field] = (drawn + _CHANCE_WEIGHT * prior) / (drawn.sum() + _CHANCE_WEIGHT)
        if column.values:
            # Level "same" is weighed by value; its mean keeps the shares a whole.
            u[field][-1] = max(float((frequency[field] ** 2).sum()), 1e-7)
        m[field] = np.array(_TRUE[field])
    pairs_all = people.rows * (people.rows - 1) / 2
    start = 0.5 / max(people.rows, 500)
    held = 125_000.0
    prior_share = start
    step = max(1, len(compared.left) // _LEARN_ON)
    sample = _part(compared, step)
    agreements = _agreements(people, sample, frequency)
    weights = _weights(m, u, frequency, prior_share)
    for _ in range(_ROUNDS):
        parts = _weigh(sample, agreements, weights)
        p = _taught(sample, parts, weights)
        prior_share = float((p.sum() * step + held * start) / (pairs_all + held))
        prior_share = min(max(prior_share, 0.001 / max(people.rows, 500)), 0.2)
        for field in columns:
            size = len(FIELDS[field])
            seen = _shares(sample.levels[field], size, p)
            m[field] = (seen + _TRUE_WEIGHT * np.array(_TRUE[field])) / (seen.sum() + _TRUE_WEIGHT)
            # However many namesakes the pairs hold: a difference always speaks against.
            m[field][0] = min(m[field][0], _MOST_DIFFER * _TRUE[field][0])
        weights = _weights(m, u, frequency, prior_share)
    return weights


def _part(compared: Comparison, step: int) -> Comparison:
    if step == 1:
        return compared
    held: dict[str, Any] = {
        field.name: value[::step] if isinstance(value, np.ndarray) else value
        for field in fields(compared)
        if (value := getattr(compared, field.name)) is not compared.levels
    }
    levels = {field: level[::step] for field, level in compared.levels.items()}
    return Comparison(levels=levels, **held)


def _weights(
    m: dict[str, Floats], u: dict[str, Floats], frequency: dict[str, Floats], share: float
) -> Weights:
    by_level = {}
    for field, true in m.items():
        ratio = np.log(true) - np.log(u[field])
        # Better agreement never counts less than worse, and a difference never speaks for.
        ratio[0] = min(ratio[0], 0.0)
        by_level[field] = np.concatenate([[0.0], np.maximum.accumulate(ratio)])
    by_level["suffix"] = np.array(_SUFFIX)
    by_level["url"] = np.array(_URL)
    return Weights(
        by_level=by_level,
        agree={field: float(np.log(true[-1])) for field, true in m.items()},
        frequency=frequency,
        log_prior=float(np.log(share / (1 - share))),
    )


Agreements = dict[str, tuple[NDArray[np.int64], Floats]]
"""Per field, the pairs that agree wholly, and minus the logarithm of the value's frequency."""


def _agreements(people: People, compared: Comparison, frequency: dict[str, Floats]) -> Agreements:
    out: Agreements = {}
    for field, column in _columns(people).items():
        same = np.flatnonzero(compared.levels[field] == SAME[field])
        if len(column.values):
            one, two = (column.codes[side[same]] for side in (compared.left, compared.right))
            shared = np.maximum(frequency[field][one], frequency[field][two])
            out[field] = (same, -np.log(shared))
    known, bearers = _bearers(people, compared)
    out["name"] = (known, -np.log(bearers))
    return out


def _bearers(people: People, compared: Comparison) -> tuple[NDArray[np.int64], Floats]:
    """The pairs of one whole name that many rows bear, and the share of the rows that do.

    Given and family name are not independent: Wei goes with Wang, Maria with Garcia.
    """
    first, family = people.first.codes, people.family.codes
    whole = np.where(
        (first >= 0) & (family >= 0),
        first.astype(np.int64) * (len(people.family.values) + 1) + family,
        -1,
    )
    number = pd.factorize(whole)[0]
    often = np.where(whole >= 0, np.bincount(number)[number] - _OWN_ROWS, 0)
    levels = compared.levels
    same = (levels["given"] == SAME["given"]) & (levels["family"] == SAME["family"])
    rows = np.minimum(often[compared.left], often[compared.right])
    known = np.flatnonzero(same & (rows > 0))
    return known, rows[known] / people.rows


def field_weights(people: People, compared: Comparison, weights: Weights) -> dict[str, Floats]:
    """What each field says of each pair: log(m / u), shape (pairs,)."""
    return _weigh(compared, _agreements(people, compared, weights.frequency), weights)


def _weigh(compared: Comparison, agreements: Agreements, weights: Weights) -> dict[str, Floats]:
    out: dict[str, Floats] = {}
    for field, levels in compared.levels.items():
        said = weights.by_level[field][levels]
        if field in agreements:
            same, rarity = agreements[field]
            said[same] = weights.agree[field] + rarity
        out[field] = said
    known, rarity = agreements["name"]
    most = weights.agree["given"] + weights.agree["family"] + rarity
    over = np.maximum(out["given"][known] + out["family"][known] - most, 0.0)
    out["given"][known] -= over / 2
    out["family"][known] -= over / 2
    _dependences(compared, out)
    return out


def _dependences(compared: Comparison, out: dict[str, Floats]) -> None:
    """Takes back what two fields say only because they hold the same fact."""
    levels = compared.levels
    # An address made of the name agrees because the name does.
    out["email"][compared.named_address] = 0.0
    # Nor do addresses that differ as the names do say more than these.
    out["email"][compared.respelt] = 0.0
    # A mailbox of several people tells the employer only, and so does a common domain.
    out["email"][compared.shared_mailbox] = 0.0
    # So does a number that is a firm's.
    board = compared.switchboard
    out["phone"][board] = np.minimum(out["phone"][board], 1.0)
    employer = compared.shared_mailbox | compared.same_domain | board
    out["company"][employer] = np.maximum(out["company"][employer], 2.5)
    apart = employer & (levels["email"] == 1)
    out["email"][apart] = np.minimum(out["email"][apart], -1.5)
    swapped = compared.swapped
    out["given"][swapped] = np.maximum(out["given"][swapped], 4.0) + _SWAP
    out["family"][swapped] = np.maximum(out["family"][swapped], 4.0)


def probability(compared: Comparison, parts: dict[str, Floats], weights: Weights) -> Floats:
    """The probability that each pair is one person, shape (pairs,), after the rules."""
    total = _total(parts, weights)
    p = _logistic(_CALIBRATION[compared.business] + total)
    for rule in rules(compared, parts):
        held = rule.pairs & (total < rule.until)
        p[held] = np.minimum(p[held], rule.most)
    return p


def _total(parts: dict[str, Floats], weights: Weights) -> Floats:
    return np.asarray(weights.log_prior + np.sum([parts[field] for field in FIELDS], axis=0))


def _logistic(log_odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -40, 40))))


def _taught(compared: Comparison, parts: dict[str, Floats], weights: Weights) -> Floats:
    """How far each pair may teach what one person's records are like, shape (pairs,), 0..1.

    What a rule asks about teaches little: most of it are namesakes where few are in a table twice.
    """
    p = _logistic(_total(parts, weights))
    for rule in rules(compared, parts):
        p[rule.pairs] *= _ASKED if rule.most >= 0.9 else 0.0
    return p
