"""What the estimates were worth: calibration, Brier score, lift over simpler ways to choose."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.learning.logistic import platt

Floats = npt.NDArray[np.float64]

_CLOSE = 1.96  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Bin:
    """One step of the calibration curve: said ``predicted``, seen ``observed`` of ``count``."""

    predicted: float
    observed: float
    low: float
    high: float
    count: int


def wilson(successes: float, trials: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; (0, 1) without trials."""
    if trials <= 0:
        return 0.0, 1.0
    share, square = successes / trials, _CLOSE**2
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = (
        _CLOSE
        * math.sqrt(share * (1 - share) / trials + square / (4 * trials**2))
        / (1 + square / trials)
    )
    return max(0.0, middle - half), min(1.0, middle + half)


def calibration_curve(
    outcomes: npt.ArrayLike, chances: npt.ArrayLike, bins: int = 5
) -> tuple[Bin, ...]:
    """Chance said against share seen, in groups of equal size, lowest chances first."""
    happened = np.asarray(outcomes, dtype=np.float64)
    said = np.asarray(chances, dtype=np.float64)
    order = np.argsort(said, kind="stable")
    curve = []
    for rows in np.array_split(order, min(bins, max(1, order.size))):
        if rows.size:
            low, high = wilson(float(happened[rows].sum()), rows.size)
            curve.append(
                Bin(float(said[rows].mean()), float(happened[rows].mean()), low, high, rows.size)
            )
    return tuple(curve)


def calibration_slope(outcomes: npt.ArrayLike, chances: npt.ArrayLike) -> float:
    """Slope of outcomes on the logit of the chances: 1 is right, below 1 too bold, above too shy.

    Cox's recalibration by plain logistic regression; NaN where only one outcome occurs.
    """
    happened = np.asarray(outcomes, dtype=np.float64)
    if happened.size == 0 or happened.min() == happened.max():
        return math.nan
    said = np.clip(np.asarray(chances, dtype=np.float64), 1e-6, 1 - 1e-6)
    slope, _ = platt(np.log(said / (1 - said)), happened, strength=0.0)
    return slope


def brier(outcomes: npt.ArrayLike, chances: npt.ArrayLike) -> float:
    """Mean squared difference of chance and outcome; 0 is perfect, lower is better."""
    difference = np.asarray(chances, dtype=np.float64) - np.asarray(outcomes, dtype=np.float64)
    return float(np.mean(difference**2))


def lift(outcomes: npt.ArrayLike, chances: npt.ArrayLike, share: float = 0.5) -> float:
    """Successes among the best ``share`` by chance, against the same number drawn at random.

    1 where the ranking does not help; ties count as their mean.
    """
    happened = np.asarray(outcomes, dtype=np.float64)
    said = np.asarray(chances, dtype=np.float64)
    base = float(happened.mean()) if happened.size else 0.0
    if base == 0:
        return 1.0
    take = max(1, round(share * happened.size))
    order = np.argsort(-said, kind="stable")
    cut = said[order[take - 1]]
    above, at = said > cut, said == cut
    rest = take - int(above.sum())
    found = float(happened[above].sum()) + rest * float(happened[at].mean())
    return found / take / base
