"""A profile tried out: the same as if it were saved, and what an edit changes."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prospecting.services import judging, profiles, trials
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from scoring.profile import ProfileError, parse_profile


@pytest.fixture
def sample(filled: Path, tmp_path: Path) -> Iterator[Session]:
    """A session on a copy of the filled workspace."""
    copy = tmp_path / "sample.duckdb"
    shutil.copyfile(filled, copy)
    with Workspace.open(copy) as ws:
        yield Session(ws=ws, as_of=dt.date(2026, 11, 20))


@pytest.fixture
def value(sample: Session) -> dict[str, Any]:
    """The profile in use."""
    return dict(profiles.show_profile(sample))


def test_a_trial_is_what_saving_would_give(sample: Session, value: dict[str, Any]) -> None:
    edited = parse_profile(
        {**value, "functions": ["Legal"], "weights": {"role": 0.8, "company": 0.2}}
    )
    trial = trials.judged_with(sample, edited)
    whole = judging.judge_profile(sample, edited)
    assert np.array_equal(trial.fit.fit, whole.fit.fit)
    assert np.array_equal(trials.fitting(trial), trials.fitting(whole))
    assert judging.judge(sample).profile != edited, "nothing is saved"


def test_an_edit_counts_who_is_new_and_who_is_gone(sample: Session, value: dict[str, Any]) -> None:
    before = parse_profile(value)
    after = parse_profile({**value, "functions": ["Legal"]})
    found = trials.effect(sample, after, before)
    old = set(trials.fitting(trials.judged_with(sample, before)).tolist())
    new = set(found.rows.tolist())
    assert (found.new, found.gone) == (len(new - old), len(old - new))
    same = trials.effect(sample, before, before)
    assert (same.new, same.gone, same.top_new) == (0, 0, 0)


def test_a_profile_that_nobody_meets_says_why(sample: Session, value: dict[str, Any]) -> None:
    nobody = parse_profile({**value, "functions": ["Military and Protective Services"]})
    found = trials.effect(sample, nobody)
    assert found.count == 0 or found.notice == ""
    if not found.count:
        assert found.notice


def test_profiles_stand_side_by_side(sample: Session, value: dict[str, Any]) -> None:
    profiles.set_profile(sample, {**value, "name": "Lawyers", "functions": ["Legal"]})
    rows = {one.name: one for one in trials.side_by_side(sample)}
    assert rows["Lawyers"].in_use
    assert not rows[value["name"]].in_use
    for name, one in rows.items():
        profile = parse_profile(profiles.show_profile(sample, name))
        assert one.count == trials.fitting(judging.judge_profile(sample, profile)).size


def test_a_sentence_says_the_whole_profile() -> None:
    text = trials.sentence(
        {
            "name": "x",
            "functions": ["Finance", "Purchasing"],
            "seniorities": ["CXO"],
            "industries": ["Retail"],
            "countries": ["Germany"],
            "company_size": {"min": 200, "max": 5000},
            "exclude": {"titles": ["Interim"]},
            "include": {"companies": ["Acme"]},
        }
    )
    assert text == (
        "People in Finance or Purchasing at the level CXO, at companies in Retail with 200 to "
        "5,000 people in Germany; and Acme whatever the fit; never Interim."
    )
    assert trials.sentence({"name": "x"}) == "People, at any company."


def test_suggestions_are_adopted_part_by_part(sample: Session, value: dict[str, Any]) -> None:
    names = list(profiles.learn(sample)["best_clients"])
    trials.set_stars(sample, names[:3])
    assert trials.stars(sample) == sorted(names[:3])
    for one in trials.suggestions(sample, value):
        after = trials.adopt(value, one)
        assert (one.value in after) == one.add
        again = {x.value: x for x in trials.suggestions(sample, {**value, one.key: after})}
        assert one.value not in again or again[one.value].done
        parse_profile({**value, one.key: after})


def test_a_profile_survives_its_file(value: dict[str, Any]) -> None:
    assert profiles.profile_from_toml(profiles.profile_toml(value)) == value
    with pytest.raises(ProfileError, match="no TOML"):
        profiles.profile_from_toml("= nothing")
