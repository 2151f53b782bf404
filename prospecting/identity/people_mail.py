"""What an address tells of a name: the given name behind an initial, a name borne before."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prospecting.identity.text import plain

_PARTS = re.compile(r"[a-z]+")


def spelt_out(given: str, family: str, local: str) -> str | None:
    """The given name that an address writes out, where ``given`` is an initial or nothing.

    ``j`` with ``garwell`` and ``juergen.garwell`` gives ``juergen``; the family name has to stand
    in the address. All texts folded.
    """
    if len(given) > 1 or not family:
        return None
    bare = plain(family).replace(" ", "")
    parts = _PARTS.findall(local)
    if len(parts) < 2 or len(bare) < 3:
        return None
    rest = [part for part in parts if plain(part) not in bare]
    if len(rest) != 1 or len(rest) == len(parts) or len(rest[0]) < 3:
        return None
    return rest[0] if rest[0].startswith(given) else None


def former_name(given: str, family: str, local: str) -> str | None:
    """The family name that an address has beside the given one, where it is not the present one.

    ``hugo`` with ``rosford`` and ``hugo.bergstroem`` gives ``bergstroem``.
    """
    parts = _PARTS.findall(local)
    if len(given) < 3 or len(parts) != 2 or not family:
        return None
    first, last = parts if plain(parts[0]) == plain(given.replace(" ", "")) else parts[::-1]
    if plain(first) != plain(given.replace(" ", "")) or len(last) < 4:
        return None
    # A part of either name, or nearly the same one, tells nothing new.
    one, two = plain(last), plain(family).replace(" ", "")
    return None if one in two or two in one or one[:3] == two[:3] else last


def learnt(
    given: Sequence[str], family: Sequence[str], local: Sequence[str]
) -> tuple[list[str | None], list[str | None]]:
    """``spelt_out`` and ``former_name`` of every row; the three have one length."""
    names: list[str | None] = [None] * len(given)
    former = names.copy()
    for place, row in enumerate(zip(given, family, local, strict=True)):
        if len(row[0]) < 2:
            names[place] = spelt_out(*row)
        elif row[1][:3] not in row[2]:
            former[place] = former_name(*row)
    return names, former


def distinct_rows(
    *columns: NDArray[np.int32],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first row of each distinct combination of codes, and each row's combination."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for codes in columns:
        # Many values could pass 63 bits: number the combinations anew at each step.
        key = pd.factorize(key * (int(codes.max(initial=0)) + 2) + codes + 1)[0].astype(np.int64)
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return first.astype(np.int64), inverse.astype(np.int64)
