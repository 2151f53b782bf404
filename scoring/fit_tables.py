"""The column batches that fit works on: distinct titles, distinct companies, people.

Build the tables once after an import and keep them: a change of profile reads them only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from scoring.fit_text import TextIndex
from scoring.folding import fold
from scoring.industries import canonical_industry, industries
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int8]
Masks = npt.NDArray[np.uint32]

UNKNOWN = -1


class Reading(Protocol):
    """What fit needs of ``scoring.titles.TitleReading``."""

    @property
    def seniority(self) -> str | None: ...
    @property
    def functions(self) -> tuple[str, ...]: ...
    @property
    def decision_maker(self) -> bool: ...
    @property
    def current(self) -> bool: ...


@dataclass(frozen=True)
class TitleTable:
    """Distinct titles.

    ``seniority``: position in ``SENIORITIES``, -1 unknown, int8 ``(T,)``. ``functions``: bit i set
    for ``FUNCTIONS[i]``, uint32 ``(T,)``; 0 unknown. ``first_function``: position of the best
    function, -1 unknown, int8 ``(T,)``. ``decision_maker``, ``current``: bool ``(T,)``.
    """

    text: tuple[str, ...]
    seniority: Codes
    functions: Masks
    first_function: Codes
    decision_maker: Bools
    current: Bools

    @classmethod
    def of(cls, texts: Sequence[str], readings: Sequence[Reading]) -> TitleTable:
        """From distinct titles and their readings, in the same order.

        Raises:
            ValueError: the two differ in length.
        """
        level = {name: code for code, name in enumerate(SENIORITIES)}
        bit = {name: code for code, name in enumerate(FUNCTIONS)}
        size = len(texts)
        if len(readings) != size:
            raise ValueError(f"{size} titles but {len(readings)} readings")
        return cls(
            text=tuple(texts),
            seniority=np.fromiter(
                (UNKNOWN if r.seniority is None else level[r.seniority] for r in readings),
                np.int8,
                size,
            ),
            functions=np.fromiter(
                (sum(1 << bit[f] for f in set(r.functions)) for r in readings), np.uint32, size
            ),
            first_function=np.fromiter(
                (bit[r.functions[0]] if r.functions else UNKNOWN for r in readings), np.int8, size
            ),
            decision_maker=np.fromiter((r.decision_maker for r in readings), np.bool_, size),
            current=np.fromiter((r.current for r in readings), np.bool_, size),
        )

    def __len__(self) -> int:
        return len(self.text)

    @cached_property
    def index(self) -> TextIndex:
        """For finding words in the titles."""
        return TextIndex.of(self.text)


@dataclass(frozen=True)
class CompanyTable:
    """Distinct companies.

    ``key``: the caller's identity key, compared with the keys of target accounts and exclusions.
    ``industry``: position in ``scoring.industries.industries()``, -1 unknown, int16 ``(C,)``.
    ``size_min``/``size_max``: people, NaN unknown, ``size_max`` may be infinite. ``country``: ISO
    code or "" unknown. ``domain``: lower case, "" unknown.
    """

    name: tuple[str, ...]
    key: tuple[str, ...]
    industry: npt.NDArray[np.int16]
    size_min: Floats
    size_max: Floats
    country: tuple[str, ...]
    domain: tuple[str, ...]

    @classmethod
    def of(
        cls,
        names: Sequence[str],
        *,
        keys: Sequence[str] | None = None,
        industry: Sequence[str | None] | None = None,
        size_min: npt.ArrayLike | None = None,
        size_max: npt.ArrayLike | None = None,
        country: Sequence[str | None] | None = None,
        domain: Sequence[str | None] | None = None,
    ) -> CompanyTable:
        """From columns of equal length; a column left out is unknown for all.

        Industries may be given in any spelling that ``scoring.industries`` understands; one that
        it does not know counts as unknown. A size known on one side only is a single number.

        Raises:
            ValueError: a column of another length.
        """
        size = len(names)
        position = {i.name: code for code, i in enumerate(industries())}

        def code(text: str | None) -> int:
            name = canonical_industry(text) if text else None
            return UNKNOWN if name is None else position[name]

        low = _column(size_min, size, "size_min")
        high = _column(size_max, size, "size_max")
        low, high = np.where(np.isnan(low), high, low), np.where(np.isnan(high), low, high)
        for label, column in (("keys", keys), ("industry", industry), ("country", country)):
            if column is not None and len(column) != size:
                raise ValueError(f"{size} companies but {len(column)} of {label}")
        return cls(
            name=tuple(names),
            key=tuple(keys) if keys is not None else tuple(fold(n) for n in names),
            industry=np.fromiter((code(i) for i in industry or [None] * size), np.int16, size),
            size_min=low,
            size_max=high,
            country=tuple((c or "").upper() for c in country or [""] * size),
            domain=tuple((d or "").lower() for d in domain or [""] * size),
        )

    def __len__(self) -> int:
        return len(self.name)

    @cached_property
    def index(self) -> TextIndex:
        """For finding words in the companies' names."""
        return TextIndex.of(self.name)

    @cached_property
    def country_code(self) -> tuple[npt.NDArray[np.int16], tuple[str, ...]]:
        """Countries as numbers, int16 ``(C,)``, and what each means; -1 is unknown."""
        found = {code: n for n, code in enumerate(sorted({c for c in self.country if c}))}
        numbers = np.fromiter(
            (found.get(c, UNKNOWN) for c in self.country), np.int16, len(self.country)
        )
        return numbers, tuple(found)


@dataclass(frozen=True)
class PeopleTable:
    """People; ``title``/``company`` point into the tables, -1 for none, int32 ``(P,)``.

    ``name`` and ``url`` are needed only where a profile names people.
    """

    title: Ints
    company: Ints
    name: tuple[str, ...] = ()
    url: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        title: npt.ArrayLike,
        company: npt.ArrayLike,
        name: Sequence[str] = (),
        url: Sequence[str | None] = (),
    ) -> PeopleTable:
        """From columns of equal length.

        Raises:
            ValueError: a column of another length.
        """
        titles = np.asarray(title, dtype=np.int32)
        companies = np.asarray(company, dtype=np.int32)
        for column in (companies, name, url):
            if len(column) not in (0, len(titles)) or len(companies) != len(titles):
                raise ValueError(f"{len(titles)} people but a column of {len(column)}")
        return cls(titles, companies, tuple(name), tuple(u or "" for u in url))

    def __len__(self) -> int:
        return int(self.title.shape[0])

    @cached_property
    def folded_names(self) -> tuple[str, ...]:
        """Names as ``fold`` writes them."""
        return tuple(fold(n) for n in self.name)


def _column(values: npt.ArrayLike | None, size: int, label: str) -> Floats:
    if values is None:
        return np.full(size, np.nan)
    column = np.asarray(values, dtype=np.float64)
    if column.shape != (size,):
        raise ValueError(f"{size} companies but {label} has the shape {column.shape}")
    return column
