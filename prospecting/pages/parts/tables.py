"""A long table, a page at a time, whose selection is ids and not positions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import streamlit as st

from prospecting.pages.parts.cards import quiet
from prospecting.pages.parts.text import one_line
from prospecting.pages.parts.writing import Writing


@dataclass(frozen=True)
class TablePage:
    """What is on the page shown and what of it is chosen, as stable ids in the table's order."""

    ids: tuple[str, ...]
    chosen: tuple[str, ...]
    key: str

    @property
    def one(self) -> str | None:
        """The chosen id where exactly one is chosen."""
        return self.chosen[0] if len(self.chosen) == 1 else None


def paged_table(
    key: str,
    total: int,
    load: Callable[[int, int], pd.DataFrame],
    *,
    id_column: str,
    columns: Mapping[str, Any] | None = None,
    label: str,
    page_size: int = 50,
    choose: Literal["none", "one", "many"] = "one",
    writing: Writing | None = None,
    row_height: int | None = None,
) -> TablePage:
    """Shows ``total`` rows, ``page_size`` at a time, loaded by ``load(offset, limit)``.

    ``id_column`` holds ids that stay the same when the order changes; it is not shown. A table
    keeps its selection by position, so its key carries a fingerprint of the ids on the page: after
    another sort nothing is chosen, rather than another person.

    Args:
        columns: ``column_config`` of the columns shown, in their order; all where left out.
        label: what the table holds, for screen readers.
        writing: how numbers are written.
        row_height: pixels; from 65 on, texts are written on several lines.
    """
    write = writing or Writing()
    pages = max(1, -(-total // page_size))
    page = 1
    if pages > 1:
        pager = f"{key}-page"
        if st.session_state.get(pager, 1) > pages:
            st.session_state[pager] = pages
        page = st.pagination(pages, key=pager)
    start = (page - 1) * page_size
    frame = load(start, page_size)
    ids = tuple(frame[id_column].astype(str))
    shown = _clean(frame.drop(columns=[id_column]))
    order = [name for name in columns if name in shown] if columns is not None else list(shown)
    widget = f"{key}-{fingerprint(ids)}"
    options: dict[str, Any] = {}
    if choose != "none":
        options = {
            "on_select": "rerun",
            "selection_mode": "single-row" if choose == "one" else "multi-row",
        }
    answer = st.dataframe(
        shown[order],
        hide_index=True,
        column_config=dict(columns) if columns is not None else None,
        key=widget,
        alt=label,
        row_height=row_height,
        height="auto" if row_height is None else "content",
        **options,
    )
    quiet(_range_words(start, len(ids), total, write))
    rows: Sequence[int] = answer["selection"]["rows"] if choose != "none" else ()
    return TablePage(ids, tuple(ids[row] for row in rows if 0 <= row < len(ids)), widget)


def first_columns(columns: Mapping[str, Any], first: Mapping[str, Any]) -> dict[str, Any]:
    """``columns`` with those of ``first`` before the others, as ``first`` has them.

    For a phone, where what a table is for must be seen without moving it sideways: together
    ``first`` may be 320 pixels wide.
    """
    return {**first, **{name: one for name, one in columns.items() if name not in first}}


def fingerprint(ids: Sequence[str]) -> str:
    """Short name of these ids in this order."""
    digest = hashlib.blake2b(digest_size=6)
    for one in ids:
        digest.update(one.encode() + b"\x00")
    return digest.hexdigest()


def _clean(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts on one line, without characters that hide or turn others round."""
    clean = frame.copy()
    for name in clean.columns:
        if clean[name].dtype == object or pd.api.types.is_string_dtype(clean[name].dtype):
            clean[name] = [
                one_line(value) if isinstance(value, str) else value for value in clean[name]
            ]
    return clean


def _range_words(start: int, count: int, total: int, write: Writing) -> str:
    if count == 0:
        return "No rows"
    if count == total:
        return write.count(total, "row")
    first, last = write.number(start + 1), write.number(start + count)
    return f"Rows {first} to {last} of {write.number(total)}"
