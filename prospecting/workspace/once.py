"""What is asked for twice under one key is done once."""

from __future__ import annotations

import json
from typing import Any

from prospecting.workspace.connection import Transaction


def dump(value: Any) -> str:
    """JSON of a value, the same for equal ones."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def remembered(t: Transaction, key: str | None) -> Any:
    """The result of the request ``key`` if it was done before."""
    if key is None:
        return None
    value = t.value("store.remembered", {"key": key})
    return json.loads(value) if value is not None else None


def remember(t: Transaction, key: str | None, result: Any) -> None:
    """Keep the result of the request ``key``."""
    if key is not None:
        t.run("store.remember", {"key": key, "result": dump(result), "at": t.at})
