"""The logistic regression of ``logistic`` as a scikit-learn estimator.

It can be cross-validated, searched and checked with scikit-learn's tools; the program itself uses
the functions of ``logistic``, so that it runs without scikit-learn. scikit-learn ships no types.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from scoring.learning.logistic import most_probable_weights, sigmoid

Floats = npt.NDArray[np.float64]


class PriorLogisticRegression(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Binary logistic regression with a normal prior around given weights.

    Parameters:
        prior_coef: weights before any outcome, ``(n_features,)``; zeros when ``None``.
        prior_intercept: likewise the intercept.
        scale: believed standard deviation of each weight around its start.
        strength: factor of the penalty; 0 leaves the outcomes alone to decide.

    Attributes:
        coef_: ``(n_features,)``. intercept_: float. classes_: the two labels.
    """

    def __init__(
        self,
        prior_coef: npt.ArrayLike | None = None,
        prior_intercept: float = 0.0,
        scale: float = 1.0,
        strength: float = 1.0,
    ) -> None:
        self.prior_coef = prior_coef
        self.prior_intercept = prior_intercept
        self.scale = scale
        self.strength = strength

    def fit(self, X: npt.ArrayLike, y: npt.ArrayLike) -> PriorLogisticRegression:  # noqa: N803
        """Find the most probable weights; the problem is convex, so there is one answer.

        Raises:
            ValueError: other than two classes, or unusable numbers.
        """
        features, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        self.classes_ = np.unique(labels)
        if self.classes_.size != 2:
            raise ValueError(
                f"Only binary classification is supported. Found {self.classes_.size} class(es)"
                if self.classes_.size > 2
                else "This estimator needs samples of 2 classes in the data, but the data contains "
                "only one class"
            )
        outcome = (labels == self.classes_[1]).astype(np.float64)
        design = np.column_stack([np.ones(features.shape[0]), features])
        start = np.zeros(design.shape[1])
        start[0] = self.prior_intercept
        if self.prior_coef is not None:
            start[1:] = np.asarray(self.prior_coef, dtype=np.float64)
        weights = most_probable_weights(design, outcome, start, self.strength / self.scale**2)
        self.intercept_, self.coef_ = float(weights[0]), weights[1:]
        return self

    def decision_function(self, X: npt.ArrayLike) -> Floats:  # noqa: N803
        """Logit of the second class, ``(n_samples,)``."""
        check_is_fitted(self)
        features = validate_data(self, X, dtype=np.float64, reset=False)
        return np.asarray(features @ self.coef_ + self.intercept_)

    def predict_proba(self, X: npt.ArrayLike) -> Floats:  # noqa: N803
        """Probabilities of both classes, ``(n_samples, 2)``."""
        second = sigmoid(self.decision_function(X))
        return np.column_stack([1.0 - second, second])

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[Any]:  # noqa: N803
        """The likelier class of each sample."""
        likelier = (self.decision_function(X) > 0).astype(np.int64)
        return np.asarray(self.classes_[likelier])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags
