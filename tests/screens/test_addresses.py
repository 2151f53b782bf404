"""Addresses that are typed, kept as bookmarks, or wrong."""

from __future__ import annotations

import pytest

from prospecting.pages import lost

PAGES = {"today": "Today", "prospects": "Prospects", "ideal-client": "Ideal client"}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://127.0.0.1:8501/", ""),
        ("http://127.0.0.1:8501/prospects?person=3", "prospects"),
        ("http://127.0.0.1:8501/no%20such/", "no such"),
        ("http://127.0.0.1:8501/a/b", ""),
        ("http://127.0.0.1:8501/" + "x" * 999, ""),
        (None, ""),
    ],
)
def test_the_name_in_an_address(url: str | None, name: str) -> None:
    assert lost.address(url) == name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("prospect", "prospects"),
        ("Prospects", "prospects"),
        ("ideal_client", "ideal-client"),
        ("ideal client", "ideal-client"),
        ("index.php", "today"),
    ],
)
def test_the_page_that_was_meant(typed: str, meant: str) -> None:
    assert lost.nearest(typed, PAGES) == meant
