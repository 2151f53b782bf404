from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prospecting.workspace import Workspace


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "w.duckdb") as opened:
        yield opened
