"""Columns of the store's tables as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scoring.countries import country_name, find_country

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def numbers(column: pa.ChunkedArray, blank: float = np.nan) -> Floats:
    """A numeric column as float64, nulls as ``blank``."""
    filled = column.cast(pa.float64()).fill_null(blank)
    return np.asarray(filled.to_numpy(), dtype=np.float64)


def flags(column: pa.ChunkedArray) -> Bools:
    """A column of truth values, nulls as false."""
    return np.asarray(column.fill_null(False).to_numpy(), dtype=np.bool_)


def ids(column: pa.ChunkedArray) -> Ints:
    """A column of ids as int64, nulls as -1."""
    return np.asarray(column.cast(pa.int64()).fill_null(-1).to_numpy(), dtype=np.int64)


def country_codes(names: Sequence[str | None]) -> list[str | None]:
    """Countries as the files write them, as ISO codes; None where not known."""
    known = {name: find_country(name) for name in set(names) if name}
    return [known.get(name) if name else None for name in names]


def country_names(names: Sequence[str | None]) -> list[str | None]:
    """Countries as the files write them, under one English name each ("Deutschland" as Germany);
    as written where not known."""
    codes = country_codes(names)
    return [country_name(code) if code else name for name, code in zip(names, codes, strict=True)]


#: Shorter endings of a place are states and provinces as often as countries: "Wilmington, DE".
_SHORT: Final = 3


def place_name(text: str | None) -> str | None:
    """A place with its country under its English name: "Köln, Deutschland" as "Köln, Germany"."""
    if not text:
        return text
    before, comma, last = text.rpartition(",")
    if comma and len(last.strip()) <= _SHORT:
        return text
    code = find_country(last.strip())
    if code is None:
        return text
    return f"{before.rstrip()}, {country_name(code)}" if comma else country_name(code)


def positions(wanted: Ints, among: Ints) -> npt.NDArray[np.int64]:
    """Where each of ``wanted`` stands in the sorted ``among``; -1 where it does not."""
    if not among.size:
        return np.full(wanted.shape, -1, dtype=np.int64)
    at = np.searchsorted(among, wanted)
    at = np.minimum(at, among.size - 1)
    return np.where(among[at] == wanted, at, -1)
