"""Levels and departments that a list of leads gave, for people whose title does not say them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from scoring.fit_tables import TitleTable
from scoring.titles.labels import label_functions, label_level
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

Ints = npt.NDArray[np.int64]

#: Below this the reading of a title is a guess, and what a list says in so many words is better.
_SURE: Final = 0.6
_DIRECTOR: Final = SENIORITIES.index("Director")
_LEVEL: Final = {name: code for code, name in enumerate(SENIORITIES)}
_FUNCTION: Final = {name: code for code, name in enumerate(FUNCTIONS)}


def with_labels(
    titles: TitleTable, sure: npt.NDArray[np.float64], title: Ints, people: pa.Table
) -> tuple[TitleTable, Ints]:
    """The titles, and one more for each that stands beside a label which says what it does not.

    The title is the better witness: its own level and functions stay where they were read.

    Args:
        titles: the readings of all distinct titles, ``(T,)``.
        sure: how sure each reading is, 0..1, ``(T,)``.
        title: each person's row in ``titles``, -1 for none, ``(P,)``.
        people: ``seniority_label`` and ``function_label`` of each person.

    Returns:
        The table, longer by the new rows, and each person's row in it, ``(P,)``.
    """
    level, levels = _codes(people.column("seniority_label"))
    wide, functions = _codes(people.column("function_label"))
    labelled = np.flatnonzero((level >= 0) | (wide >= 0))
    if not labelled.size:
        return titles, title
    said = np.array([-1, *(_LEVEL.get(label_level(text) or "", -1) for text in levels)])
    lists = [(), *(label_functions(text) for text in functions)]
    mask = np.array([sum(1 << _FUNCTION[name] for name in names) for names in lists], np.uint32)
    first = np.array([_FUNCTION[names[0]] if names else -1 for names in lists])

    row, at_level, at_list = title[labelled], level[labelled] + 1, wide[labelled] + 1
    known = row >= 0
    guess = ~known | (_of(sure, row, 0.0) < _SURE)
    fresh_level = (said[at_level] >= 0) & (guess | (_of(titles.seniority, row, -1) < 0))
    fresh_list = (mask[at_list] > 0) & (guess | (_of(titles.functions, row, 0) == 0))
    chosen = fresh_level | fresh_list
    if not chosen.any():
        return titles, title
    wanted = np.column_stack(
        [
            row[chosen],
            np.where(fresh_level, at_level, 0)[chosen],
            np.where(fresh_list, at_list, 0)[chosen],
        ]
    )
    rows, which = np.unique(wanted, axis=0, return_inverse=True)
    old, by_level, by_list = rows.T
    seniority = np.where(by_level > 0, said[by_level], _of(titles.seniority, old, -1))
    listed = by_list > 0
    more = TitleTable(
        text=(*titles.text, *(titles.text[at] if at >= 0 else "" for at in old)),
        seniority=_joined(titles.seniority, seniority),
        functions=_joined(
            titles.functions, np.where(listed, mask[by_list], _of(titles.functions, old, 0))
        ),
        first_function=_joined(
            titles.first_function,
            np.where(listed, first[by_list], _of(titles.first_function, old, -1)),
        ),
        decision_maker=_joined(
            titles.decision_maker,
            np.where(by_level > 0, seniority >= _DIRECTOR, _of(titles.decision_maker, old, False)),
        ),
        current=_joined(titles.current, _of(titles.current, old, True)),
    )
    moved = title.copy()
    moved[labelled[chosen]] = len(titles) + which.reshape(-1)
    return more, moved


def _codes(column: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """Each person's label as a number, -1 for none, and the labels."""
    coded = pc.dictionary_encode(column).combine_chunks()
    coded = coded.chunk(0) if isinstance(coded, pa.ChunkedArray) else coded
    indices = coded.indices.cast(pa.int64()).fill_null(-1)
    return np.asarray(indices.to_numpy(zero_copy_only=False)), coded.dictionary.to_pylist()


def _of(values: npt.NDArray[Any], rows: Ints, blank: Any) -> npt.NDArray[Any]:
    """The values of these rows, ``blank`` where the row is -1."""
    if not values.size:
        return np.full(rows.shape, blank)
    return np.where(rows >= 0, values[rows], blank)


def _joined(old: npt.NDArray[Any], new: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.concatenate([old, new.astype(old.dtype)])
