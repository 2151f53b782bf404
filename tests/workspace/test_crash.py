"""Some twenty kills in six situations; ``bench/crash.py`` does as many as one likes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.crash import (
    SITUATIONS,
    campaign,
    lay_out,
    look,
    look_after_migration,
    prepare,
)


# A renewal is killed in chosen steps by the tests of renewing.
@pytest.mark.parametrize("situation", [one for one in SITUATIONS if one != "renewal"])
def test_a_killed_program_loses_nothing(situation: str, tmp_path: Path) -> None:
    # When a kill comes in the midst is chance: a busy machine is asked again with other moments.
    for seed in range(7, 12):
        found = campaign(3, situation, seed=seed, folder=tmp_path / str(seed))[situation]
        assert found["kills"] == 3
        assert found["losses"] == 0
        if found["amid"]:
            return
    pytest.fail("no kill came while something was being done")


def test_a_loss_would_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    before = prepare(path)
    said: list[dict[str, Any]] = [
        {"ask": 1, "number": 1},
        {"plan": 5, "asks": 1},
        {"file": 0, "import_id": 77},
        {"erased": 2, "url": "linkedin.com/in/person-000001-end"},
    ]
    faults = look("erasure", path, said, before)
    assert len(faults) == 5, faults
    assert look("writing", path, [], {"people": 1}) == ["people were lost"]


def test_a_migration_that_lost_something_would_be_seen(tmp_path: Path) -> None:
    prepare(tmp_path / "base.duckdb")
    path = lay_out("migration", 0, tmp_path)
    assert look_after_migration(path, {"people": 1}) == [
        "people were lost",
        "the copy from before is not whole",
    ]
    path = lay_out("migration", 1, tmp_path)
    assert look_after_migration(path, {"people": 1}) == []
    copy = tmp_path / "golden.before-schema-2.duckdb"
    copy.write_bytes(copy.read_bytes()[:5000])
    assert len(look_after_migration(path, {"people": 1})) == 1
    copy.unlink()
    assert look_after_migration(path, {"people": 1}) == ["there is no copy from before"]
