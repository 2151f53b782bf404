"""What no sum of weights can tell: pairs that are asked about, or are two people, whatever agrees.

A rule gives the most that the probability of some pairs may be. Nine tenths is asked about; below
seven tenths two people are kept apart without a question.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from prospecting.identity.pair_levels import FIELDS, SAME
from prospecting.identity.people_compare import Comparison

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_TELLING = 800
"""So many rows tell which names are rare."""
NAMES = ("given", "family", "suffix")


class Rule(NamedTuple):
    """The pairs that a rule is about, shape (pairs,), and the most their probability may be."""

    name: str
    pairs: Flags
    most: float
    until: float = np.inf
    """The log odds of all fields together from which the rule gives way."""


def rules(compared: Comparison, parts: dict[str, Floats]) -> list[Rule]:
    """The rules for the given pairs.

    - A name alone never suffices: what else agrees must weigh at least 2 together, or something
      must agree beside a name so rare that chance is out of the question.
    - Another given name at one address, number, employer or place is another member of the
      household or the team, unless birth date and one of e-mail, number and home agree as well.
    - Two profiles of one kind are two people, unless e-mail, number or birth date agree.
    - Two names that are both merely alike need such a datum, or one address.
    - Two like names with an address of their own each, at one employer, are asked about.
    - A namesake with another employer is asked about, unless such a datum agrees.
    """
    levels = compared.levels
    beside = np.sum([parts[field] for field in FIELDS if field not in NAMES], axis=0)
    best = np.max([parts[field] for field in FIELDS if field not in NAMES], axis=0)
    proper_email, phone, own = _proper_email(compared), _phone(compared), _own_number(compared)
    url, birth = levels["url"] == SAME["url"], levels["birth"] >= 4
    hard = url | proper_email | phone | birth
    # An address and a birth date, both nearly the same, are as good as one that is.
    hard |= (levels["email"] == 3) & (levels["birth"] >= 2)
    named = (levels["given"] > 0) & (levels["family"] > 0)
    other_given = (levels["given"] == 1) & ~compared.swapped
    other_name = other_given & (levels["family"] == 1)
    proof = (levels["birth"] == SAME["birth"]) & (
        (phone & (levels["phone"] == SAME["phone"]))
        | (proper_email & (levels["email"] == SAME["email"]))
    )
    # Two of one roof are hardly born on one day, whatever their names.
    roof = (levels["birth"] == SAME["birth"]) & (parts["location"] >= 5.0)
    proof |= roof & (not compared.business)
    # Born on another day: whoever shares an address, a number or a home, it is another person.
    born = (levels["birth"] == 1) & ((levels["given"] == 2) | (levels["family"] == 1)) & ~url
    born &= ~compared.swapped & ~own
    # Nor is it then proof to bear one name: fathers name their sons after themselves.
    apart = (levels["phone"] == 1) | (levels["email"] == 1) | compared.family_number
    namesake = (levels["birth"] == 1) & apart & ~url & ~proper_email
    moved = (levels["company"] == 1) & (parts["company"] <= 0) & ~hard
    # Likeness of both names proves nothing among colleagues and neighbours.
    alike = np.isin(levels["given"], (2, 4)) & np.isin(levels["family"], (2, 4, 5))
    soft = ~hard & (parts["location"] < 6.0)
    # Deng and Feng are two colleagues; in a registry a slip of the pen is likelier.
    unlike = ((levels["given"] == 2) | (levels["family"] == 2)) & compared.business
    blurred = (levels["given"] == 2) | (levels["family"] == 2)
    blurred |= ((levels["given"] == 4) | (levels["family"] == 5)) & (levels["title"] == 1)
    # In a family, and behind a switchboard, only the whole given name tells who it is.
    shared = compared.home | ((levels["phone"] >= 2) & compared.family_number & ~proper_email)
    two = compared.two_names & (compared.business or compared.family_number)
    member = ((shared & (levels["given"] <= 3)) | two) & ~compared.swapped
    member &= ~url & ~birth & ~own
    # A name goes with the towns where its language is spoken: where employers are known, and none
    # agrees, both together are asked about.
    town = (parts["location"] < 6.0) & (parts["location"] > 0) & ~hard & compared.business
    for field in ("company", "title", "email", "birth"):
        town &= parts[field] < 0.5
    # What is rare only a table of some size can tell.
    rare = 4.0 if compared.rows >= _TELLING else np.inf
    family = household(compared, parts)
    born_alike = birth & (levels["family"] >= 4)
    # Each has the address at the employer that its own spelling of the name makes.
    colleagues = compared.respelt & compared.same_domain & ~url & ~phone & ~birth
    return [
        Rule("a name alone", (beside < 2.0) & ~hard & (levels["birth"] < 2), 0.9, rare),
        Rule("a name and a town", town, 0.9, rare),
        Rule("nothing beside the name", best <= 0.5, 0.6),
        Rule("household", family & ~born_alike, 0.6),
        Rule("household, born alike", family & born_alike, 0.6, 4.0),
        Rule("which of the household", member, 0.9),
        Rule("another name at one profile", other_name & url, 0.9),
        Rule("another name", other_name & ~url & ~proof & ~own, 0.5),
        Rule("another profile", other_profile(compared), 0.65),
        Rule("born on another day", born, 0.6),
        Rule("a namesake at home", namesake, 0.9),
        Rule("another employer", moved, 0.9, rare),
        Rule("names unlike", (alike | blurred) & unlike & soft, 0.9, 6.0),
        Rule("both names alike", alike & soft, 0.8, 4.0),
        Rule("a name alike", blurred & soft, 0.9, 4.0 if compared.business else 2.5),
        Rule("numbered addresses", compared.numbered & ~url, 0.6),
        Rule("addresses told apart", colleagues, 0.8),
        Rule("another generation", levels["suffix"] == 1, 0.65),
        # Father and son in one firm: only one of the two files may write which of them it is.
        Rule("a generation unknown", compared.lone_suffix & ~hard, 0.9),
        Rule(
            "no name",
            ~named & ~hard & ~((levels["birth"] >= 2) & (levels["location"] >= 3)),
            0.6,
            np.inf if compared.business else 4.0,
        ),
    ]


def _proper_email(compared: Comparison) -> Flags:
    return (compared.levels["email"] >= 4) & ~compared.shared_mailbox & ~compared.respelt


def _phone(compared: Comparison) -> Flags:
    return (compared.levels["phone"] >= 2) & ~compared.switchboard


def _own_number(compared: Comparison) -> Flags:
    """The pairs of one number, where a number is one person's."""
    return np.asarray((compared.levels["phone"] == SAME["phone"]) & compared.own_number)


def household(compared: Comparison, parts: dict[str, Floats]) -> Flags:
    """Another given name, and no datum that only one person has."""
    levels = compared.levels
    proof = (levels["birth"] >= 4) & (_proper_email(compared) | _phone(compared))
    # Twins share a birthday and an address, but far more often a name was written wrongly.
    roof = (levels["birth"] == SAME["birth"]) & (parts["location"] >= 5.0)
    proof |= roof & ((levels["family"] > 1) | (not compared.business))
    proof |= (levels["url"] == SAME["url"]) | _own_number(compared)
    return np.asarray((levels["given"] == 1) & ~compared.swapped & ~proof)


def other_profile(compared: Comparison) -> Flags:
    """Two profiles of one kind, and no datum that only one person has, or only half a name."""
    levels = compared.levels
    hard = _proper_email(compared) | _phone(compared) | (levels["birth"] >= 4)
    hard &= (levels["given"] > 3) | compared.swapped
    return np.asarray((levels["url"] == 1) & ~hard)


def contradicted(compared: Comparison, parts: dict[str, Floats]) -> Flags:
    """Pairs of which a datum says that they are two people, shape (pairs,)."""
    return np.asarray(
        household(compared, parts) | other_profile(compared) | (compared.levels["suffix"] == 1)
    )
