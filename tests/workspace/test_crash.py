"""Thirty kills in six situations; ``bench/crash.py`` does as many as one likes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.crash import SITUATIONS, campaign


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_killed_program_loses_nothing(situation: str, tmp_path: Path) -> None:
    found = campaign(5, situation, seed=7, folder=tmp_path)
    assert found[situation]["kills"] == 5
    assert found[situation]["losses"] == 0
