"""Logistic regression around starting weights, and Platt's scaling, in plain NumPy.

With few outcomes the start decides, with many the outcomes do: the penalty is a ridge around the
starting weights, which is the mode under a normal prior.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STEPS_MOST: Final = 100
_CLOSE_ENOUGH: Final = 1e-10


def most_probable_weights(design: Floats, outcome: Floats, start: Floats, penalty: float) -> Floats:
    """Minimise log loss + penalty/2·|w − start|² by Newton's method with step halving."""
    weights = start.copy()
    # A tiny ridge keeps separable outcomes finite even without a penalty.
    ridge = max(penalty, 1e-8)

    def loss(at: Floats) -> float:
        logit = design @ at
        return float(np.logaddexp(0.0, logit).sum() - outcome @ logit) + ridge / 2 * float(
            ((at - start) ** 2).sum()
        )

    current = loss(weights)
    for _ in range(_STEPS_MOST):
        chance = sigmoid(design @ weights)
        gradient = design.T @ (chance - outcome) + ridge * (weights - start)
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design
        curvature[np.diag_indices_from(curvature)] += ridge
        step = np.linalg.solve(curvature, gradient)
        size = 1.0
        while size > 1e-8 and (new := loss(weights - size * step)) > current:
            size /= 2
        if size <= 1e-8:
            break
        weights = weights - size * step
        if current - new < _CLOSE_ENOUGH * (1 + abs(current)):
            break
        current = new
    return np.asarray(weights)


def platt(
    logits: npt.ArrayLike, outcomes: npt.ArrayLike, strength: float = 1.0
) -> tuple[float, float]:
    """Slope and shift that calibrate logits, pulled to 1 and 0 where outcomes are few.

    Args:
        logits: ``(N,)``. outcomes: 0 or 1, ``(N,)``.
        strength: how many squared deviations from (1, 0) cost as much as one unit of log loss.
    """
    scores = np.asarray(logits, dtype=np.float64)
    design = np.column_stack([np.ones(scores.shape[0]), scores])
    start = np.array([0.0, 1.0])
    shift, slope = most_probable_weights(
        design, np.asarray(outcomes, dtype=np.float64), start, strength
    )
    return float(slope), float(shift)


def sigmoid(logit: npt.ArrayLike) -> Floats:
    """1 / (1 + e^-x), without overflow."""
    value = np.clip(np.asarray(logit, dtype=np.float64), -700.0, 700.0)
    return np.asarray(1.0 / (1.0 + np.exp(-value)))


def log_loss(outcomes: npt.ArrayLike, chances: npt.ArrayLike) -> float:
    """Mean of −log of the chance given to what happened."""
    happened = np.asarray(outcomes, dtype=np.float64)
    chance = np.clip(np.asarray(chances, dtype=np.float64), 1e-9, 1 - 1e-9)
    return float(-np.mean(happened * np.log(chance) + (1 - happened) * np.log(1 - chance)))
