from __future__ import annotations

import pytest

from prospecting.drafting.models.settings import FORBID_SWITCH


@pytest.fixture(autouse=True)
def _no_real_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here may reach a model by accident; those with a server of their own say so."""
    monkeypatch.setenv(FORBID_SWITCH, "1")
