"""Who is the same person, and which names are the same company.

The matching functions bring pandas and rapidfuzz with them, so they are loaded when first asked
for: the keys alone, which every import needs, load in a moment.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prospecting.identity.companies import CompanyMatch, match_companies
    from prospecting.identity.people import (
        PersonPair,
        Resolution,
        match_people,
        resolve_people,
        review_people,
        score_people_pairs,
    )

__all__ = [
    "CompanyMatch",
    "PersonPair",
    "Resolution",
    "match_companies",
    "match_people",
    "resolve_people",
    "review_people",
    "score_people_pairs",
]

_COMPANIES = {"CompanyMatch", "match_companies"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "companies" if name in _COMPANIES else "people"
    return getattr(import_module(f"{__name__}.{home}"), name)
