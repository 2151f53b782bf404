"""Keys computed once a distinct text, and looked up outside Python's lock when they come again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_TEXT: Final = pa.string()
#: Texts remembered at most; a few tens of megabytes.
_MOST: Final = 250_000


class Remembered:
    """A function of texts that keeps its results for the texts of later columns.

    ``batch`` is given the distinct texts that are new, and gives as many texts or None.
    """

    def __init__(self, batch: Callable[[Sequence[Any]], Sequence[str | None]]) -> None:
        self._batch = batch
        self._forget()

    def _forget(self) -> None:
        self._texts: Any = pa.array([], _TEXT)
        self._results: Any = pa.array([], _TEXT)

    def of(self, column: Any) -> Any:
        """The results for an Arrow array of texts, in its order; null for null."""
        if column.null_count == len(column):
            return pa.nulls(len(column), _TEXT)
        if len(self._texts) > _MOST:
            self._forget()
        at = pc.index_in(column, value_set=self._texts, skip_nulls=True)
        if at.null_count > column.null_count:
            strange = pc.and_(pc.is_null(at), pc.is_valid(column))
            fresh = column.filter(strange).unique()
            found = pa.array(self._batch(fresh.to_pylist()), _TEXT)
            places = pc.index_in(column, value_set=fresh, skip_nulls=True)
            at = pc.coalesce(at, pc.add(places, np.int32(len(self._texts))))
            self._texts = pa.concat_arrays([self._texts, fresh])
            self._results = pa.concat_arrays([self._results, found])
        return self._results.take(at)

    def column(self, column: pa.ChunkedArray) -> pa.ChunkedArray:
        """:meth:`of` a chunked column."""
        return pa.chunked_array([self.of(column.combine_chunks())], _TEXT)
