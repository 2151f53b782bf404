"""Learning: few outcomes change little, many decide; new weights only when they are better."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.config import default_config
from scoring.fit import CompanyTable, PeopleTable, TitleTable
from scoring.learning import (
    ClientExample,
    Outcomes,
    brier,
    calibration_curve,
    calibration_slope,
    client_quality,
    learn,
    learn_profile,
    lift,
    second_opinion,
    wilson,
)
from scoring.learning.logistic import log_loss, most_probable_weights, platt, sigmoid
from scoring.planning import IntroModel

DEFAULT = default_config()
START = IntroModel.starting(DEFAULT.intro)
CONFIG = DEFAULT.learning


@dataclass(frozen=True)
class Read:
    """A title's reading, as the grammar would give it."""

    seniority: str | None
    functions: tuple[str, ...] = ()
    decision_maker: bool = False
    current: bool = True


def asks(size: int, seed: int, truth: IntroModel = START) -> Outcomes:
    rng = np.random.default_rng(seed)
    willing, tie = rng.beta(2, 4, size), rng.random(size)
    alike = rng.integers(0, 3, size) / 2
    yes = rng.random(size) < truth.p_yes(willing, tie, alike)
    agreed = np.where(yes, rng.random(size) < 0.6, np.nan)
    return Outcomes.of(willing, tie, alike, yes, agreed, client_score=rng.integers(0, 11, size))


def model(**changes: float) -> IntroModel:
    return replace(START, **changes)  # type: ignore[arg-type]


def test_below_thirty_outcomes_the_weights_stay() -> None:
    learned, report = learn(asks(29, 1), START, START, CONFIG)
    assert (learned.tie, learned.outcomes, report.adopted) == (START.tie, 0, False)
    assert "1 more outcome" in report.sentences[0]
    assert learned.prospect_agrees != START.prospect_agrees


def test_no_outcomes_at_all() -> None:
    learned, report = learn(Outcomes.of([], [], [], []), START, START, CONFIG)
    assert learned == START
    assert "no outcomes so far" in report.sentences[0]


def test_one_kind_of_answer_teaches_nothing() -> None:
    every = Outcomes.of([0.5] * 40, [0.5] * 40, [0.0] * 40, [1.0] * 40)
    learned, report = learn(every, START, START, CONFIG)
    assert (learned.tie, report.adopted) == (START.tie, False)
    assert "All 40 answers were yes" in report.sentences[0]


def test_a_world_unlike_the_start_is_learned_and_said() -> None:
    truth = model(offset=-0.5, tie=0.3, willingness=1.8)
    learned, report = learn(asks(600, 2, truth), START, START, CONFIG)
    assert report.adopted
    assert learned.outcomes == 600
    assert abs(learned.tie * learned.slope - 0.3) < abs(START.tie - 0.3) / 2
    assert report.loss_new < report.loss_old
    assert report.brier_new < report.brier_old
    assert any("counts less than before" in s for s in report.sentences)
    assert "nearer to what happened" in report.sentences[0]
    assert not any("Brier" in s for s in report.sentences), "words for a salesperson"
    fresh = asks(20_000, 3, truth)
    said = learned.p_yes(fresh.willingness, fresh.rank_tie, fresh.likeness)
    before = START.p_yes(fresh.willingness, fresh.rank_tie, fresh.likeness)
    assert log_loss(fresh.said_yes, said) < log_loss(fresh.said_yes, before)
    assert 0.8 < calibration_slope(fresh.said_yes, said) < 1.25


def test_old_weights_stay_where_new_ones_are_no_better() -> None:
    kept = [learn(asks(60, seed), START, START, CONFIG) for seed in range(12)]
    assert any(not report.adopted for _, report in kept)
    for learned, report in kept:
        assert report.adopted == (report.loss_new < report.loss_old)
        if not report.adopted:
            assert learned.tie == START.tie
            assert "the old stay" in report.sentences[0]


def test_weights_in_use_are_judged_on_later_asks_only() -> None:
    outcomes = asks(120, 4)
    used = replace(START, tie=2.2, outcomes=100)
    _, report = learn(outcomes, used, START, CONFIG)
    assert sum(b.count for b in report.curve) == 20


def test_weights_are_pulled_to_the_start_where_outcomes_are_few() -> None:
    design = np.column_stack([np.ones(4), [1.0, 1.0, -1.0, -1.0]])
    outcome = np.array([1.0, 1.0, 0.0, 0.0])  # separable: without a prior it would run away
    near = most_probable_weights(design, outcome, np.array([0.0, 0.5]), 100.0)
    far = most_probable_weights(design, outcome, np.array([0.0, 0.5]), 0.01)
    assert 0.5 < near[1] < 0.6 < far[1] < 20
    gradient = design.T @ (sigmoid(design @ far) - outcome) + 0.01 * (far - [0.0, 0.5])
    assert np.abs(gradient).max() < 1e-4


def test_platt_finds_slope_and_shift() -> None:
    rng = np.random.default_rng(6)
    logits = rng.normal(0, 2, 40_000)
    outcome = rng.random(40_000) < sigmoid(0.5 * logits - 0.4)
    slope, shift = platt(logits, outcome)
    assert slope == pytest.approx(0.5, abs=0.03)
    assert shift == pytest.approx(-0.4, abs=0.04)


def test_the_estimator_passes_scikit_learns_own_checks() -> None:
    estimator_checks = pytest.importorskip("sklearn.utils.estimator_checks")
    from scoring.learning.estimator import PriorLogisticRegression

    for estimator in (PriorLogisticRegression(), PriorLogisticRegression(scale=0.5, strength=2)):
        results = estimator_checks.check_estimator(estimator, on_fail=None, on_skip=None)
        assert len(results) > 40
        assert [r["check_name"] for r in results if r["status"] == "failed"] == []


def test_learning_needs_no_scikit_learn() -> None:
    code = (
        "import sys, scoring.learning, scoring.planning, scoring.fit, scoring.explanations;"
        "print([m for m in ('sklearn', 'scipy', 'torch', 'pandas') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_wilson_by_hand() -> None:
    # 8 of 10: (0.8 + 1.92073/10 ± 1.96·sqrt(0.016 + 0.0096)) / 1.384146…
    low, high = wilson(8, 10)
    assert (low, high) == pytest.approx((0.4902, 0.9433), abs=1e-3)
    assert wilson(0, 0) == (0.0, 1.0)


def test_report_figures_by_hand() -> None:
    assert brier([1, 0], [0.8, 0.4]) == pytest.approx((0.04 + 0.16) / 2)
    assert lift([1, 1, 0, 0], [0.9, 0.8, 0.2, 0.1]) == pytest.approx(2.0)
    assert lift([1, 1, 0, 0], [0.5] * 4) == pytest.approx(1.0)
    curve = calibration_curve([0, 1, 1, 1], [0.1, 0.3, 0.7, 0.9], bins=2)
    assert [(b.predicted, b.observed, b.count) for b in curve] == [
        (pytest.approx(0.2), 0.5, 2),
        (pytest.approx(0.8), 1.0, 2),
    ]
    assert math.isnan(calibration_slope([1, 1], [0.5, 0.6]))


@settings(max_examples=50, deadline=None)
@given(st.integers(30, 120), st.integers(0, 10_000))
def test_learned_chances_are_chances(size: int, seed: int) -> None:
    outcomes = asks(size, seed)
    learned, report = learn(outcomes, START, START, CONFIG)
    chance = learned.p_intro(outcomes.willingness, outcomes.rank_tie, outcomes.likeness)
    assert ((chance > 0) & (chance < 1)).all()
    assert 0 < learned.prospect_agrees < 1
    assert report.sentences


def clients(best_industry: int = 6) -> list[ClientExample]:
    good = [
        ClientExample(
            f"g{n}",
            "Machinery Manufacturing" if n < best_industry else "Retail",
            300.0 + n,
            "DE",
            ("Finance",),
            "CXO",
            revenue=100_000 + n,
            nps=9,
        )
        for n in range(8)
    ]
    rest = [
        ClientExample(
            f"r{n}",
            "Retail" if n % 4 else "Machinery Manufacturing",
            30.0,
            "FR",
            ("Sales",),
            "Manager",
            revenue=1_000 + n,
            nps=7,
        )
        for n in range(16)
    ]
    return good + rest


def test_a_profile_is_proposed_from_the_best_clients() -> None:
    learned = learn_profile(clients(), CONFIG)
    assert learned.profile is not None
    assert set(learned.best) == {f"g{n}" for n in range(8)}
    assert learned.profile.functions == ("Finance",)
    assert learned.profile.seniorities == ("CXO",)
    assert learned.profile.countries == ("DE",)
    assert (learned.profile.size_min, learned.profile.size_max) == (201, 500)
    first = next(f for f in learned.findings if f.value == "Machinery Manufacturing")
    assert (first.best, first.best_of, first.others, first.others_of) == (6, 8, 4, 16)
    assert "6 of 8 of your best clients, 4 of 16 of the others" in first.sentence
    assert all(f.sure >= CONFIG.profile_sure for f in learned.findings[:4])


def test_few_observations_are_little_sure() -> None:
    few = learn_profile(clients()[4:8] + clients()[8:12], CONFIG)
    many = learn_profile(clients(), CONFIG)

    def sure(learned: object) -> float:
        return max(f.sure for f in learned.findings if f.value == "Finance")  # type: ignore[attr-defined]

    assert sure(few) < sure(many)


def test_where_nothing_can_be_learned_a_sentence_says_so() -> None:
    assert "3 more clients" in str(learn_profile(clients()[:2], CONFIG).notice)
    blank = [ClientExample(f"c{n}", "Retail") for n in range(9)]
    assert "Nothing says which clients" in str(learn_profile(blank, CONFIG).notice)
    same = [ClientExample(f"c{n}", "Retail", revenue=float(n)) for n in range(9)]
    alike = learn_profile(same, CONFIG)
    assert alike.profile is None
    assert "differ too little" in str(alike.notice)


def test_a_star_makes_a_client_one_of_the_best() -> None:
    starred = [ClientExample("s", revenue=1.0, starred=True), ClientExample("t", revenue=9.0)]
    assert client_quality(starred).tolist() == [1.0, 1.0]
    assert client_quality([ClientExample("a"), ClientExample("b")]).tolist() == [0.5, 0.5]


def test_likeness_to_the_best_clients() -> None:
    learned = learn_profile(clients(), CONFIG)
    titles = TitleTable.of(
        ("CFO", "Sales Manager"), (Read("CXO", ("Finance",), True), Read("Manager", ("Sales",)))
    )
    companies = CompanyTable.of(
        ["A", "B"], industry=["Machinery", None], size_min=[500, math.nan], country=["DE", None]
    )
    likeness = second_opinion(learned, titles, companies, PeopleTable.of([0, 1, -1], [0, 1, -1]))
    assert likeness[0] > 0.8
    assert likeness[1] < 0.5
    assert likeness[2] == 0.5
