"""Who is the same person, and which names are the same company."""

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
