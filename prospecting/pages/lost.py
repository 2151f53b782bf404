"""An address that is no page: what is there instead."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from urllib.parse import unquote, urlsplit

from prospecting.pages import parts, places

_LONGEST = 60
_NEAR = 0.6


def address(url: str | None) -> str:
    """The name of the page in an address; "" for the first page, or where there is no name."""
    path = unquote(urlsplit(url or "").path).strip().strip("/")
    return "" if "/" in path or len(path) > _LONGEST else path


def nearest(name: str, pages: Mapping[str, str]) -> str:
    """The page that was probably meant, of ``pages`` (titles by address); the first otherwise."""
    low = name.casefold()
    titles = {title.casefold(): place for place, title in pages.items()}
    known = {**titles, **{place: place for place in pages}}
    found = get_close_matches(low, known, 1, _NEAR)
    return known[found[0]] if found else places.FIRST


def page(name: str, pages: Mapping[str, str], why: str = "") -> None:
    """Says that there is no such page, or ``why`` it is not shown, with the way on."""
    parts.page_head("No such page", "Where did I want to go?")
    place = places.FIRST if why else nearest(name, pages)
    sentence = why or f"Nothing is at “{parts.one_line(name)}”."
    if parts.empty_state(
        sentence, "The menu leads to every page.", f"Go to {pages[place]}", key="lost"
    ):
        places.go(place)
