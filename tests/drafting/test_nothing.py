"""Cells without a value, and firms that are none, never stand in a draft."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prospecting.drafting.compose import compose
from prospecting.drafting.facts import CHANNELS, collect
from prospecting.drafting.language import available
from prospecting.drafting.nothing import is_no_company, is_nothing, name_without_nothing
from tests.drafting.sample import PROSPECT, facts

NOTHING = [
    "NULL", "N/A", "n.a.", "-", "--", "none", "unknown", "#REF!", "#N/A", "#WERT!", "(blank)", "?",
    "[null]", "<none>", "k. A.", "unbekannt", "non renseigné", "no aplica", "n.v.t.", "0", "...",
    "undefined", "NaN", "TBD", "xxx", "LinkedIn Member",
]  # fmt: skip
NO_FIRM = [
    "Self-employed", "Freelance", "Freelancer", "Confidential", "Stealth", "Stealth Mode Startup",
    "selbstständig", "Freiberuflerin", "Indépendant", "autónoma", "ZZP'er", "Open to work", "Retired",
]  # fmt: skip
FIRMS = [
    "Target", "Next plc", "Orange", "Monday.com", "Apple", "3M", "1&1 Versatel", "Nullmann AG",
    "Test Systems GmbH", "None Such Ltd", "Independent News", "X-FAB", "Unknown Worlds",
]  # fmt: skip


@pytest.mark.parametrize("cell", NOTHING)
def test_what_is_no_value_is_never_written_out(cell: str) -> None:
    assert is_nothing(cell)
    made = compose(
        facts(prospect=replace(PROSPECT, company=cell, title=cell)), language="en", seed=3
    )
    words = f"{made.text.subject} {made.text.body} {made.text.forwardable}"
    assert cell not in words or cell in ("-", "?", "0", "...", "--")
    assert not made.failed(), made.failed()
    assert not [f for f in collect(made.facts) if f.value == cell and f.key != "tie.evidence"]


@pytest.mark.parametrize("cell", NO_FIRM)
@pytest.mark.parametrize("language", available())
def test_a_status_is_no_employer(cell: str, language: str) -> None:
    assert is_no_company(cell)
    for channel in CHANNELS:
        made = compose(
            facts(prospect=replace(PROSPECT, company=cell)),
            channel=channel,
            language=language,
            seed=1,
        )
        words = f"{made.text.subject} {made.text.body} {made.text.forwardable}".casefold()
        for before in ("at", "bei", "chez", "en", "bij", "from", "von", "de", "van"):
            assert f" {before} {cell.casefold()}" not in words
        assert not [c for c in made.failed() if c.hard], made.failed()


def test_who_works_alone_is_said_to() -> None:
    made = compose(facts(prospect=replace(PROSPECT, company="Freelance")), language="en", seed=1)
    assert "self-employed" in made.text.body


@pytest.mark.parametrize("firm", FIRMS)
def test_firms_named_as_words_stay(firm: str) -> None:
    assert not is_no_company(firm)


def test_parts_of_names() -> None:
    assert name_without_nothing("Ben NULL") == "Ben"
    assert name_without_nothing("#REF! Weber") == "Weber"
    assert name_without_nothing("Jenny Null") == "Jenny Null"
    assert name_without_nothing("N/A N/A") == ""
