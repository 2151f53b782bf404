"""Figures that know how sure they are: shares with intervals, calibration of our own estimates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

#: Below this many cases a percentage says more than is known; counts are shown instead.
RATES_FROM: Final = 20
#: Two-sided 95 percent.
_Z: Final = 1.959963984540054

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``cases``. Below ``RATES_FROM`` cases the rate and its interval are None."""

    hits: int
    cases: int
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Days:
    """How long something took: number of cases, median and 80th percentile in days."""

    cases: int
    median: float | None
    p80: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of a reliability curve: mean estimate against the share that came true."""

    low: float
    high: float
    cases: int
    mean_estimate: float
    observed: float
    observed_low: float
    observed_high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How true our estimates were. ``skill`` is 1 - Brier / Brier of always saying the average;
    above 0 the estimates are worth having. ``gap`` is the expected calibration error."""

    cases: int
    brier: float | None
    skill: float | None
    gap: float | None
    mean_estimate: float | None
    observed: float | None
    bins: tuple[Bin, ...]


def wilson(hits: int, cases: int, z: float = _Z) -> tuple[float, float]:
    """The Wilson score interval of a share (Wilson 1927); (0, 1) without cases.

    Raises:
        ValueError: ``hits`` is not between 0 and ``cases``.
    """
    if not 0 <= hits <= cases:
        raise ValueError(f"{hits} of {cases} is no share")
    if cases == 0:
        return 0.0, 1.0
    p, zz = hits / cases, z * z
    middle = (p + zz / (2 * cases)) / (1 + zz / cases)
    half = z * math.sqrt(p * (1 - p) / cases + zz / (4 * cases * cases)) / (1 + zz / cases)
    # At the ends the bounds are exact; rounding would leave them a hair inside.
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == cases else min(1.0, middle + half)
    return low, high


def share(hits: int, cases: int) -> Share:
    """``hits`` of ``cases`` with the rate and its interval from ``RATES_FROM`` cases on."""
    if cases < RATES_FROM:
        return Share(int(hits), int(cases), None, None, None)
    low, high = wilson(int(hits), int(cases))
    return Share(int(hits), int(cases), hits / cases, low, high)


def days(values: npt.NDArray[np.int64] | Floats) -> Days:
    """Median and 80th percentile (linear interpolation) of durations."""
    if not len(values):
        return Days(0, None, None)
    middle, late = np.quantile(values, [0.5, 0.8])
    return Days(len(values), float(middle), float(late))


def calibration(estimates: Floats, outcomes: npt.NDArray[np.bool_], bins: int = 10) -> Calibration:
    """Brier score (Brier 1950) and reliability curve of probabilities against what happened.

    Bins are of equal width; empty ones are left out. Estimates that are missing (NaN) are too.

    Raises:
        ValueError: an estimate outside 0..1, or unequal lengths.
    """
    if len(estimates) != len(outcomes):
        raise ValueError("as many outcomes as estimates are needed")
    known = ~np.isnan(estimates)
    p, y = estimates[known], outcomes[known].astype(np.float64)
    if len(p) and (p.min() < 0 or p.max() > 1):
        raise ValueError("an estimate must lie between 0 and 1")
    if not len(p):
        return Calibration(0, None, None, None, None, None, ())
    place = np.minimum((p * bins).astype(np.int64), bins - 1)
    cases = np.bincount(place, minlength=bins)
    sums = np.bincount(place, weights=p, minlength=bins)
    hits = np.bincount(place, weights=y, minlength=bins)
    made = []
    for number in np.flatnonzero(cases):
        low, high = wilson(int(hits[number]), int(cases[number]))
        made.append(
            Bin(
                low=number / bins,
                high=(number + 1) / bins,
                cases=int(cases[number]),
                mean_estimate=float(sums[number] / cases[number]),
                observed=float(hits[number] / cases[number]),
                observed_low=low,
                observed_high=high,
            )
        )
    brier = float(np.mean((p - y) ** 2))
    base = float(np.mean((y.mean() - y) ** 2))
    gap = sum(b.cases * abs(b.mean_estimate - b.observed) for b in made) / len(p)
    return Calibration(
        cases=len(p),
        brier=brier,
        skill=1 - brier / base if base > 0 else None,
        gap=gap,
        mean_estimate=float(p.mean()),
        observed=float(y.mean()),
        bins=tuple(made),
    )
