"""The one loader of the reference data that the product ships in the top-level ``data`` folder."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA_DIR = Path(__file__).resolve().parent.parent / "data"


def data_path(name: str) -> Path:
    """Path of the shipped file ``name`` (slashes separate folders).

    Raises:
        FileNotFoundError: no such file is shipped.
        ValueError: ``name`` points outside the data folder.
    """
    path = (DATA_DIR / name).resolve()
    if not path.is_relative_to(DATA_DIR):
        raise ValueError(f"{name!r} is not inside the reference data")
    if not path.exists():
        raise FileNotFoundError(f"reference data {name!r} is missing: reinstall the program")
    return path


@lru_cache(maxsize=64)
def load_text(name: str) -> str:
    """The shipped UTF-8 text file ``name``."""
    return data_path(name).read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def load_json(name: str) -> Any:
    """The shipped JSON file ``name``; callers must not change what they get."""
    return json.loads(load_text(name))


@lru_cache(maxsize=64)
def load_toml(name: str) -> dict[str, Any]:
    """The shipped TOML file ``name``; callers must not change what they get."""
    return tomllib.loads(load_text(name))


@lru_cache(maxsize=64)
def load_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of the shipped CSV file ``name``, one dict a row."""
    return tuple(csv.DictReader(io.StringIO(load_text(name))))
