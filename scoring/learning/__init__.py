"""What outcomes and good clients teach: new weights, their report, a proposed profile.

``scoring.learning.estimator`` is not imported here, so that nothing needs scikit-learn.
"""

from scoring.learning.best_clients import (
    ClientExample,
    Finding,
    LearnedProfile,
    client_quality,
    learn_profile,
    second_opinion,
)
from scoring.learning.outcomes import LearningReport, Outcomes, learn
from scoring.learning.report import (
    Bin,
    brier,
    calibration_curve,
    calibration_slope,
    lift,
    wilson,
)

__all__ = [
    "Bin",
    "ClientExample",
    "Finding",
    "LearnedProfile",
    "LearningReport",
    "Outcomes",
    "brier",
    "calibration_curve",
    "calibration_slope",
    "client_quality",
    "learn",
    "learn_profile",
    "lift",
    "second_opinion",
    "wilson",
]
