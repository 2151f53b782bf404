"""Countries: ISO codes from names in seven languages, from places, and regions of the world.

Names come from the Unicode CLDR (through Babel); places are a short list of large cities and
states, enough for the locations that exports carry.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from scoring.folding import fold
from scoring.reference import load_rows

_LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "it", "nl")
_SPLIT: Final = re.compile(r"[,;/|·()]|\s-\s")
_AROUND: Final = re.compile(
    r"\b(greater|metropolitan|metro|region|area|bay area|city|und umgebung)\b"
)


@dataclass(frozen=True, slots=True)
class _Lookup:
    names: dict[str, str]  # folded name -> code
    places: dict[str, str]  # folded city or state -> code
    regions: dict[str, tuple[str, ...]]  # folded region -> codes
    english: dict[str, str]  # code -> English name


@lru_cache(maxsize=1)
def _lookup() -> _Lookup:
    names: dict[str, str] = {}
    places: dict[str, str] = {}
    regions: dict[str, list[str]] = {}
    english: dict[str, str] = {}
    for row in load_rows("countries.csv"):
        code = row["code"]
        english[code] = row["en"]
        own = [row[language] for language in _LANGUAGES] + row["other_names"].split("|")
        for name in own:
            if name:
                names.setdefault(fold(name), code)
        for place in row["places"].split("|"):
            if place:
                places.setdefault(fold(place), code)
        for region in row["regions"].split("|"):
            if region:
                regions.setdefault(fold(region), []).append(code)
    for alias, region in {
        "eu": "european union",
        "nordic": "nordics",
        "latam": "latin america",
        "skandinavien": "nordics",
        "scandinavia": "nordics",
    }.items():
        regions[alias] = regions[region]
    return _Lookup(names, places, {k: tuple(v) for k, v in regions.items()}, english)


def find_country(text: str) -> str | None:
    """ISO 3166 alpha-2 code of a country's name (seven languages) or code, else ``None``."""
    table = _lookup()
    stripped = text.strip()
    if len(stripped) == 2 and stripped.upper() in table.english:
        return stripped.upper()
    return table.names.get(fold(text))


def find_region(text: str) -> tuple[str, ...]:
    """Codes of a region ("DACH", "Nordics", "Europe"); empty where it is none."""
    return _lookup().regions.get(fold(text), ())


def country_of_location(text: str) -> str | None:
    """Country of a location as profiles write it ("Greater Munich Area, Germany", "Lyon").

    The last part that names a country wins; else the first part that is a known place.
    """
    if not text:
        return None
    if (code := find_country(text)) is not None:
        return code
    parts = [p for p in (part.strip() for part in _SPLIT.split(text)) if p]
    table = _lookup()
    for part in reversed(parts):
        # Two letters after a comma are more often a state ("Austin, TX") than a country.
        if len(part) > 2 and (code := find_country(part)) is not None:
            return code
    for part in parts:
        folded = fold(part)
        bare = _AROUND.sub(" ", folded)
        for candidate in (folded, " ".join(bare.split())):
            if candidate in table.places:
                return table.places[candidate]
            if candidate in table.names:
                return table.names[candidate]
    return find_country(parts[-1]) if parts else None


def country_name(code: str) -> str:
    """English name of a code; the code itself where it is unknown."""
    return _lookup().english.get(code, code)


def suggest_country(text: str, most: int = 3) -> list[str]:
    """English names of the countries that are spelled most like ``text``."""
    table = _lookup()
    close = difflib.get_close_matches(fold(text), list(table.names), n=most * 2, cutoff=0.6)
    return list(dict.fromkeys(table.english[table.names[name]] for name in close))[:most]


def codes() -> Iterable[str]:
    """All codes, in alphabetical order."""
    return sorted(_lookup().english)
