"""Chance that depends on nothing but its numbers: the same seed gives the same world anywhere.

Everybody in a sample world is a pure function of the seed and a number, so a world of a million
connections needs no memory for its people: each is computed where he is met.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, TypeVar

T = TypeVar("T")

_MASK: Final = (1 << 64) - 1
_GOLDEN: Final = 0x9E3779B97F4A7C15


def mix(value: int) -> int:
    """64 well-mixed bits of ``value``: the output function of splitmix64 (Steele et al. 2014)."""
    z = (value + _GOLDEN) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def unit(bits: int) -> float:
    """The upper bits of a 64-bit number as a float in [0, 1)."""
    return (bits >> 11) / 9007199254740992.0


def roll(*numbers: int) -> random.Random:
    """A source of chance for these numbers. Only its ``random()`` is promised to be the same in
    every Python, so only that is used here (see ``pick`` and ``between``)."""
    state = 0
    for number in numbers:
        state = mix(state ^ (number & _MASK))
    return random.Random(state)  # noqa: S311 - invented people need no secrecy


def pick(chance: random.Random, choices: Sequence[T]) -> T:
    """One of ``choices``, each as likely."""
    return choices[int(chance.random() * len(choices))]


def between(chance: random.Random, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``, both included."""
    return low + int(chance.random() * (high - low + 1))


_PLAIN: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "ı": "i", "'": "", "’": ""}
)


@lru_cache(maxsize=20_000)
def ascii_slug(text: str, joiner: str = "-") -> str:
    """Lower-case ASCII letters and digits of ``text``, words joined by ``joiner``."""
    folded = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in folded if ord(c) < 0x300)
    return joiner.join(kept.lower().split())
