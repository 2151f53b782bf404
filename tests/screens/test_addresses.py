"""Addresses that are typed, kept as bookmarks, or wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospecting.pages import lost
from tests.screens.conftest import OpenAt, said

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


def test_a_company_without_clients_is_said_under_a_title(open_at: OpenAt, file: Path) -> None:
    page = open_at(file, "account", company="999")
    assert [one.value for one in page.title] == ["Client's company"]
    assert "none of your clients" in said(page)
