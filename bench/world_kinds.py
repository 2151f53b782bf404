"""Sorts of planted worlds, and the words they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

AS_OF: Final = date(2026, 6, 30)
DAY: Final = 86_400.0
NOW: Final = 20_634 * DAY  # AS_OF in epoch seconds


@dataclass(frozen=True, slots=True)
class Kind:
    """What sets a sort of world apart; shares are 0..1."""

    name: str
    archives: float = 0.5
    nps_tells: float = 1.0  # how much of the usual effect the NPS has
    nps_known: float = 0.85
    dirty_titles: float = 0.25
    companies_known: float = 0.75
    clients: int = 60
    contacts: int = 350
    people: int = 9_000
    book: bool = False  # ties are what the files show, were they all there, and a little noise
    twist: bool = False  # the strongest ties say yes less often, and only a close fit is worth much
    mood: float = 1.0  # how much of willingness nobody records


KINDS: Final = (
    Kind("few archives", archives=0.15),
    Kind("many archives", archives=0.85),
    Kind("wrong NPS", nps_tells=-0.5),
    Kind("dirty titles", dirty_titles=0.65),
    Kind("few companies known", companies_known=0.35),
    Kind("large networks", clients=40, contacts=1_200, people=20_000),
    Kind("by the book", archives=0.6, book=True, mood=0.4),
    Kind("another truth", archives=0.6, twist=True),
)
INDUSTRIES: Final = (
    "Machinery Manufacturing",
    "Automation Machinery Manufacturing",
    "Motor Vehicle Manufacturing",
    "Chemical Manufacturing",
    "Retail",
    "Wholesale",
    "Software Development",
    "IT Services and IT Consulting",
    "Business Consulting and Services",
    "Banking",
    "Insurance",
    "Construction",
    "Hospitals and Health Care",
    "Pharmaceutical Manufacturing",
    "Transportation, Logistics, Supply Chain and Storage",
    "Food and Beverage Manufacturing",
)
COUNTRIES: Final = ("DE", "NL", "FR", "GB", "US", "AT", "CH")
COUNTRY_SHARES: Final = (0.3, 0.16, 0.12, 0.14, 0.14, 0.07, 0.07)
PROFILES: Final = (
    {
        "industries": ["Machinery Manufacturing", "Retail"],
        "company_size": {"min": 200, "max": 5000},
        "countries": ["Germany", "Netherlands"],
        "functions": ["Finance", "Purchasing"],
        "seniorities": ["CXO", "VP", "Director"],
    },
    {
        "industries": ["Software Development"],
        "company_size": {"min": 50, "max": 1000},
        "countries": ["Germany", "United Kingdom", "United States"],
        "functions": ["Sales", "Business Development"],
        "seniorities": ["VP", "Director", "CXO"],
    },
    {
        "industries": ["Chemical Manufacturing", "Pharmaceutical Manufacturing"],
        "company_size": {"min": 500},
        "functions": ["Quality Assurance", "Operations"],
        "seniorities": ["Director", "Manager"],
    },
    {
        "industries": ["Banking", "Insurance"],
        "countries": ["DE", "CH", "AT", "NL"],
        "functions": ["Information Technology"],
        "seniorities": ["CXO", "VP", "Director"],
    },
)


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + e^-x)."""
    return np.asarray(1 / (1 + np.exp(-x)))
