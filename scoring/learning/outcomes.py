"""Learning the chance of an introduction from what became of the asks.

Rates of single clients update at once (``scoring.willingness``); the weights only from some 30
outcomes on, and the old weights stay until the new ones are better on outcomes they have not seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.config import LearningConfig
from scoring.learning.logistic import log_loss, most_probable_weights, platt
from scoring.learning.report import Bin, brier, calibration_curve, calibration_slope, lift
from scoring.planning.chance import IntroModel
from scoring.words import count_of

Floats = npt.NDArray[np.float64]

_JUDGED_LEAST: Final = 15  # later asks needed to judge weights that earlier ones have taught


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Asks that were answered, ``(N,)`` each, as things stood when they were made.

    ``willingness`` and ``likeness`` 0..1, ``rank_tie`` min(tie, .7)/.7, ``said_yes`` 0 or 1 (no
    answer counts as 0), ``agreed``: whether the prospect agreed, NaN where it never came to that.
    ``asked_on``: ordinal days, for the order in time. ``client_score``: what "best client first"
    goes by (NPS, or any score), NaN unknown.
    """

    willingness: Floats
    rank_tie: Floats
    likeness: Floats
    said_yes: Floats
    agreed: Floats
    asked_on: Floats
    client_score: Floats

    @classmethod
    def of(
        cls,
        willingness: npt.ArrayLike,
        rank_tie: npt.ArrayLike,
        likeness: npt.ArrayLike,
        said_yes: npt.ArrayLike,
        agreed: npt.ArrayLike | None = None,
        asked_on: list[date] | npt.ArrayLike | None = None,
        client_score: npt.ArrayLike | None = None,
    ) -> Outcomes:
        """From columns of equal length; days may be dates.

        Raises:
            ValueError: columns of different lengths.
        """
        size = len(np.asarray(said_yes))
        if isinstance(asked_on, list):
            asked_on = [d.toordinal() if isinstance(d, date) else d for d in asked_on]

        def column(name: str, values: npt.ArrayLike | None, blank: npt.ArrayLike) -> Floats:
            array = np.asarray(blank if values is None else values, dtype=np.float64)
            array = np.full(size, array) if array.ndim == 0 else array
            if array.shape != (size,):
                raise ValueError(f"{name} has shape {array.shape}, expected ({size},)")
            return array

        return cls(
            willingness=column("willingness", willingness, 0.0),
            rank_tie=column("rank_tie", rank_tie, 0.0),
            likeness=column("likeness", likeness, 0.0),
            said_yes=column("said_yes", said_yes, 0.0),
            agreed=column("agreed", agreed, np.nan),
            asked_on=column("asked_on", asked_on, np.arange(size, dtype=np.float64)),
            client_score=column("client_score", client_score, np.nan),
        )

    def __len__(self) -> int:
        return int(self.said_yes.shape[0])


@dataclass(frozen=True, slots=True)
class LearningReport:
    """What the outcomes taught, measured on asks that the weights had not seen.

    Brier scores and log losses: lower is better. ``lift_*``: yeses among the better half by that
    ranking, against chance. ``adopted``: whether the new weights replaced the old.
    ``sentences`` say all of it in words.
    """

    outcomes: int
    adopted: bool
    brier_old: float
    brier_new: float
    loss_old: float
    loss_new: float
    lift_old: float
    lift_new: float
    lift_best_client: float
    slope: float
    curve: tuple[Bin, ...]
    sentences: tuple[str, ...]


def learn(
    outcomes: Outcomes, current: IntroModel, start: IntroModel, config: LearningConfig
) -> tuple[IntroModel, LearningReport]:
    """New weights where they are better than ``current`` on held-out asks, and the report.

    Args:
        outcomes: every answered ask.
        current: the weights in use.
        start: the weights before any outcome, to which few outcomes are pulled.
        config: from how many outcomes, and how boldly.
    """
    agree = _agree_share(outcomes, start, config)
    known = len(outcomes)
    yes = outcomes.said_yes
    both = known > 0 and 0 < float(yes.sum()) < known
    old = current.p_yes(outcomes.willingness, outcomes.rank_tie, outcomes.likeness)
    if known < config.least_outcomes or not both:
        kept = replace(current, prospect_agrees=agree)
        return kept, _early(outcomes, old, config)
    new = _held_out(outcomes, start, config)
    # Weights already taught by the earlier asks are judged on the later ones only.
    unseen = np.argsort(outcomes.asked_on, kind="stable")[current.outcomes :]
    judged = unseen if unseen.size >= _JUDGED_LEAST else np.arange(known)
    seen, before, after = yes[judged], old[judged], new[judged]
    loss_old, loss_new = log_loss(seen, before), log_loss(seen, after)
    better = loss_new < loss_old - config.better_by
    chosen = _fit(outcomes, np.arange(known), start, config) if better else current
    chosen = replace(chosen, prospect_agrees=agree, outcomes=known if better else current.outcomes)
    used = after if better else before
    report = LearningReport(
        outcomes=known,
        adopted=better,
        brier_old=brier(seen, before),
        brier_new=brier(seen, after),
        loss_old=loss_old,
        loss_new=loss_new,
        lift_old=lift(seen, before),
        lift_new=lift(seen, after),
        lift_best_client=_client_lift(outcomes, judged),
        slope=calibration_slope(seen, used),
        curve=calibration_curve(seen, used),
        sentences=(),
    )
    return chosen, replace(report, sentences=_words(report, current, chosen))


def _fit(
    outcomes: Outcomes, rows: npt.NDArray[np.int64], start: IntroModel, config: LearningConfig
) -> IntroModel:
    """Weights from some of the asks, calibrated on parts of them left out in turn."""
    features = start.features(
        outcomes.willingness[rows], outcomes.rank_tie[rows], outcomes.likeness[rows]
    )
    design = np.column_stack([np.ones(rows.size), features])
    yes = outcomes.said_yes[rows]
    prior = np.array([start.offset, start.willingness, start.tie, start.likeness])
    penalty = config.prior_strength / config.prior_scale**2
    weights = most_probable_weights(design, yes, prior, penalty)
    logits = np.zeros(rows.size)
    for held in np.array_split(np.arange(rows.size), config.folds):
        rest = np.setdiff1d(np.arange(rows.size), held)
        part = most_probable_weights(design[rest], yes[rest], prior, penalty)
        logits[held] = design[held] @ part
    slope, shift = platt(logits, yes, config.platt_strength)
    return replace(
        start,
        offset=float(weights[0]),
        willingness=float(weights[1]),
        tie=float(weights[2]),
        likeness=float(weights[3]),
        slope=slope,
        shift=shift,
        outcomes=int(rows.size),
    )


def _held_out(outcomes: Outcomes, start: IntroModel, config: LearningConfig) -> Floats:
    """Chance of each yes by weights learned without that ask's part of the time, ``(N,)``."""
    order = np.argsort(outcomes.asked_on, kind="stable")
    chances = np.zeros(len(outcomes))
    for held in np.array_split(order, config.folds):
        rest = np.setdiff1d(order, held)
        yes = outcomes.said_yes[rest]
        model = start
        if 0 < float(yes.sum()) < rest.size:
            model = _fit(outcomes, rest, start, config)
        chances[held] = model.p_yes(
            outcomes.willingness[held], outcomes.rank_tie[held], outcomes.likeness[held]
        )
    return chances


def _agree_share(outcomes: Outcomes, start: IntroModel, config: LearningConfig) -> float:
    """Share of prospects who agree: the starting share, moved by what was seen (Beta)."""
    seen = outcomes.agreed[~np.isnan(outcomes.agreed)]
    prior = config.agree_prior
    return float((start.prospect_agrees * prior + seen.sum()) / (prior + seen.size))


def _client_lift(outcomes: Outcomes, rows: npt.NDArray[np.int64]) -> float:
    score = outcomes.client_score[rows]
    if np.isnan(score).all():
        return 1.0
    return lift(outcomes.said_yes[rows], np.where(np.isnan(score), np.nanmean(score), score))


def _early(outcomes: Outcomes, old: Floats, config: LearningConfig) -> LearningReport:
    known = len(outcomes)
    yes = outcomes.said_yes
    if known < config.least_outcomes:
        missing = count_of(config.least_outcomes - known, "more outcome")
        words = f"{count_of(known, 'outcome')} so far: the weights are learned after {missing}."
    else:
        same = "yes" if known and yes.all() else "no"
        words = f"All {known} answers were {same}: there is nothing to tell apart yet."
    score = brier(yes, old) if known else float("nan")
    loss = log_loss(yes, old) if known else float("nan")
    curve = calibration_curve(yes, old) if known else ()
    helps = lift(yes, old) if known else 1.0
    return LearningReport(
        outcomes=known,
        adopted=False,
        brier_old=score,
        brier_new=score,
        loss_old=loss,
        loss_new=loss,
        lift_old=helps,
        lift_new=helps,
        lift_best_client=_client_lift(outcomes, np.arange(known)) if known else 1.0,
        slope=calibration_slope(yes, old),
        curve=curve,
        sentences=(words,),
    )


def _nearer(report: LearningReport) -> str:
    """How much smaller the error (Brier's score) became, for somebody who never heard of it."""
    less = 1 - report.brier_new / report.brier_old if report.brier_old > 0 else 0.0
    if less < 0.01:
        return "come a little nearer to what happened"
    return f"come {less:.0%} nearer to what happened than the old ones"


def _words(report: LearningReport, old: IntroModel, new: IntroModel) -> tuple[str, ...]:
    sentences = []
    if report.adopted:
        sentences.append(
            f"{report.outcomes} outcomes taught new weights: on asks not used for teaching they "
            f"{_nearer(report)}."
        )
        for name, before, after in (
            (
                "how well introducer and prospect know each other",
                old.tie * old.slope,
                new.tie * new.slope,
            ),
            ("the client's willingness", old.willingness * old.slope, new.willingness * new.slope),
            ("likeness of client and prospect", old.likeness * old.slope, new.likeness * new.slope),
        ):
            if abs(after - before) >= 0.1:
                counts = "more" if after > before else "less"
                sentences.append(
                    f"From now on {name} counts {counts} than before "
                    f"(weight {before:.1f}, now {after:.1f})."
                )
    else:
        sentences.append(
            f"{report.outcomes} outcomes looked at: new weights would not come nearer to what "
            "happened, so the old stay."
        )
    used = report.lift_new if report.adopted else report.lift_old
    sentences.append(
        f"Among the better half by these estimates yes came {used:.2f} times as often as on "
        f"average; by the best client first {report.lift_best_client:.2f} times."
    )
    return tuple(sentences)
