"""The chance of an introduction: one model from tie, willingness, likeness and the prospect.

P(yes) = sigmoid(offset + a·logit(willingness) + b·(min(tie, .7)/.7 − .5) + c·likeness) and
P(introduction) = P(yes) · share of prospects who agree. The starting weights are
``data/scoring.toml``'s, drawn towards the usual share of yes, since weights that nobody has tested
are too bold; ``scoring.learning`` replaces them by what the outcomes teach.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.config import IntroConfig
from scoring.industries import industries

Floats = npt.NDArray[np.float64]

FEATURES: Final = ("willingness", "tie", "likeness")
"""Columns of the feature matrix: logit of willingness, centred ranking tie, likeness 0..1."""

_EDGE: Final = 1e-4  # willingness is kept this far from 0 and 1


@dataclass(frozen=True, slots=True)
class IntroModel:
    """Weights of the chance of an introduction; ``outcomes`` is how many taught them.

    ``slope`` and ``shift`` are Platt's scaling of the logit, 1 and 0 before any calibration.
    """

    offset: float
    willingness: float
    tie: float
    likeness: float
    prospect_agrees: float
    tie_centre: float
    slope: float = 1.0
    shift: float = 0.0
    outcomes: int = 0

    @classmethod
    def starting(cls, config: IntroConfig) -> IntroModel:
        """The model before any outcome.

        The logit goes only the share ``belief`` of the way from the base rate to the formula:
        (1 − belief)·logit(base) + belief·(a·logit(willingness) + b·tie + c·likeness).
        """
        usual = math.log(config.base / (1 - config.base))
        return cls(
            offset=(1 - config.belief) * usual,
            willingness=config.belief * config.willingness,
            tie=config.belief * config.tie,
            likeness=config.belief * config.likeness,
            prospect_agrees=config.prospect_agrees,
            tie_centre=config.tie_centre,
        )

    def features(
        self, willingness: npt.ArrayLike, rank_tie: npt.ArrayLike, likeness: npt.ArrayLike
    ) -> Floats:
        """Feature matrix ``(E, 3)``, columns as ``FEATURES``."""
        mean = np.clip(np.asarray(willingness, dtype=np.float64), _EDGE, 1 - _EDGE)
        return np.column_stack(
            [
                np.log(mean / (1 - mean)),
                np.asarray(rank_tie, dtype=np.float64) - self.tie_centre,
                np.asarray(likeness, dtype=np.float64),
            ]
        )

    def p_yes(
        self, willingness: npt.ArrayLike, rank_tie: npt.ArrayLike, likeness: npt.ArrayLike
    ) -> Floats:
        """Chance that the introducer says yes, ``(E,)``; the arguments broadcast."""
        mean = np.clip(np.asarray(willingness, dtype=np.float64), _EDGE, 1 - _EDGE)
        logit = self.offset + self.willingness * np.log(mean / (1 - mean))
        logit = logit + self.tie * (np.asarray(rank_tie, dtype=np.float64) - self.tie_centre)
        logit = logit + self.likeness * np.asarray(likeness, dtype=np.float64)
        return np.asarray(1.0 / (1.0 + np.exp(-(self.slope * logit + self.shift))))

    def p_intro(
        self, willingness: npt.ArrayLike, rank_tie: npt.ArrayLike, likeness: npt.ArrayLike
    ) -> Floats:
        """Chance that the introduction comes about, ``(E,)``."""
        return self.p_yes(willingness, rank_tie, likeness) * self.prospect_agrees

    def p_intro_sd(
        self, p_intro: npt.ArrayLike, willingness: npt.ArrayLike, willingness_sd: npt.ArrayLike
    ) -> Floats:
        """How unsure the chance is for lack of knowledge of the client, ``(E,)``.

        By the delta method from the standard deviation of the client's willingness.
        """
        chance = np.asarray(p_intro, dtype=np.float64)
        mean = np.clip(np.asarray(willingness, dtype=np.float64), _EDGE, 1 - _EDGE)
        yes = chance / self.prospect_agrees if self.prospect_agrees else chance
        slope = self.slope * self.willingness * chance * (1 - yes) / (mean * (1 - mean))
        return np.asarray(np.abs(slope) * np.asarray(willingness_sd, dtype=np.float64))


def industry_likeness(near: float) -> Floats:
    """Closeness of every pair of industries, ``(N + 1, N + 1)``; the last row is "unknown", 0."""
    every = industries()
    level = np.array([one.level for one in every])
    sector = np.array([one.sector for one in every])
    group = np.array([one.group for one in every])
    # As ``scoring.industries.closeness`` says it of one pair, for all pairs at once.
    contains = (
        (level == "sector")[:, None] & (sector[:, None] == sector) & (level != "sector")
    ) | ((level == "group")[:, None] & (group[:, None] == group) & (level == ""))
    beside = np.array([np.isin(group, list(one.near_groups)) for one in every])
    beside = (group != "")[:, None] & ((group[:, None] == group) | beside)
    table = np.zeros((len(every) + 1, len(every) + 1))
    table[:-1, :-1] = np.where(
        contains | np.eye(len(every), dtype=bool), 1.0, np.where(contains.T | beside, near, 0.0)
    )
    return np.maximum(table, table.T)


def likeness(
    client_industry: npt.ArrayLike,
    client_country: npt.ArrayLike,
    prospect_industry: npt.ArrayLike,
    prospect_country: npt.ArrayLike,
    table: Floats,
) -> Floats:
    """How alike client and prospect are, 0..1, ``(E,)``: half for the industry, half the country.

    Args:
        client_industry: codes of ``scoring.industries.industries()``, -1 unknown, ``(E,)``.
        client_country: codes of countries in any numbering, -1 unknown.
        prospect_industry: of the prospect's company.
        prospect_country: in the same numbering as the clients'.
        table: ``industry_likeness``, made once.
    """
    left, right = np.asarray(client_country), np.asarray(prospect_country)
    same = (left == right) & (left >= 0)
    near = table[np.asarray(client_industry), np.asarray(prospect_industry)]
    return np.asarray(0.5 * near + 0.5 * same)
