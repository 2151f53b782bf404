"""The one file of weights: read strictly, and nothing in it that nobody uses."""

from __future__ import annotations

import copy
import dataclasses
import re
from pathlib import Path

import pytest

from scoring.config import ConfigError, default_config, parse_config, with_changes
from scoring.reference import load_toml

ROOT = Path(__file__).resolve().parents[2]


def test_every_weight_is_used() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for package in ("scoring", "prospecting")
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.name != "config.py"
    )
    config = default_config()
    for section in dataclasses.fields(config):
        for weight in dataclasses.fields(getattr(config, section.name)):
            assert re.search(rf"\.{weight.name}\b", code), (
                f"[{section.name}] {weight.name} is used nowhere"
            )


@pytest.mark.parametrize(
    ("section", "change", "words"),
    [
        ("tie", {"charm": 1.0}, "unknown keys: charm"),
        ("tie", {"silent": "low"}, "[tie] silent"),
        ("plan", {"limit": True}, "[plan] limit"),
        ("fit", {"levels_off": 1.0}, "[fit] levels_off must be a list"),
        ("fit", {"levels_off": ["a"]}, "[fit] levels_off"),
    ],
)
def test_a_wrong_weight_is_named(section: str, change: dict[str, object], words: str) -> None:
    data = copy.deepcopy(load_toml("scoring.toml"))
    data[section] |= change
    with pytest.raises(ConfigError, match=re.escape(words)):
        parse_config(data)


def test_a_missing_weight_or_section_is_named() -> None:
    data = copy.deepcopy(load_toml("scoring.toml"))
    del data["tie"]["silent"]
    with pytest.raises(ConfigError, match="lacks silent"):
        parse_config(data)
    del data["tie"]
    with pytest.raises(ConfigError, match="lacks tie"):
        parse_config(data)


def test_changes_make_a_copy() -> None:
    config = default_config()
    other = with_changes(config, plan={"limit": 7})
    assert (other.plan.limit, config.plan.limit) == (7, load_toml("scoring.toml")["plan"]["limit"])
    with pytest.raises(ConfigError, match="no section"):
        with_changes(config, charm={})
    with pytest.raises(ConfigError, match="unknown keys"):
        with_changes(config, plan={"charm": 1})
