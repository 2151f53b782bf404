"""Thirty kills in six situations; ``bench/crash.py`` does as many as one likes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.crash import SITUATIONS, campaign, look, prepare


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_killed_program_loses_nothing(situation: str, tmp_path: Path) -> None:
    found = campaign(5, situation, seed=7, folder=tmp_path)
    assert found[situation]["kills"] == 5
    assert found[situation]["losses"] == 0


def test_a_loss_would_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    before = prepare(path)
    said: list[dict[str, Any]] = [{"ask": 1, "number": 1}, {"plan": 5}, {"file": 0, "import_id": 77}, {"erased": 2,
            "slug": "person-000001-end"}]  # fmt: skip
    faults = look("erasure", path, said, before)
    assert len(faults) == 5
    assert look("events", path, [], {"people": 1}) == ["people were lost"]
