"""Columns read at once hold what each row by itself would give; clear chains group as others do."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from prospecting.identity.clustering import chains, group_rows
from prospecting.identity.names import parse_name
from prospecting.identity.people_fields import Column, read_people

CELL = st.one_of(
    st.sampled_from(
        [
            " ",
            " ",
            "Anna",
            "anna",
            "Jürgen",
            "J.",
            "LinkedIn",
            "Member",
            "test",
            "No",
            "Name",
            "Dr",
            "Keller",
            "Keller, MBA",
            "Smith Jr.",
            "O'Brien",
            "van der Berg",
            "MA",
            "🚀",
            "王伟",
            'Bob "Bobby"',
            "Liz (geb. Kurz)",
            "Keller, Anna",
            "Dr. Anna Keller",
            "n/a",
            "Anna Ng",
            "KELLER, ANNA",
            "Mr Keller",
            "Anna MBA",
            "Deleted User",
            "Test Test",
        ]
    ),
    st.text(max_size=10),
)


def text(column: Column, row: int) -> str:
    code = int(column.codes[row])
    return column.values[code] if code >= 0 else ""


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8))
@example([("LinkedIn", "Member", ""), ("Anna", "Keller", "")])
def test_names_read_by_column_are_those_of_each_row(rows: list[tuple[str, str, str]]) -> None:
    people = read_people(pd.DataFrame(rows, columns=["first_name", "last_name", "full_name"]))
    blanks = {"nan", "none", "null", "n/a", "na", "-", "--", "?", "unknown", "nat"}
    for place, row in enumerate(rows):
        cells = ["" if cell.strip().lower() in blanks else cell.strip() for cell in row]
        name = parse_name(*cells)
        assert text(people.given, place) == " ".join(name.given)
        assert text(people.family, place) == " ".join(name.family)
        assert text(people.other, place) == " ".join(name.other)
        assert text(people.suffix, place) == name.suffix


LINKS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(-8, 8)), max_size=14)


@settings(max_examples=200, deadline=None)
@given(LINKS, st.lists(st.integers(-1, 2), min_size=10, max_size=10))
def test_groups_keep_to_links_and_to_single_values(
    links: list[tuple[int, int, float]], held: list[int]
) -> None:
    pairs = {(min(a, b), max(a, b)): odds for a, b, odds in links if a != b}
    left = np.array([a for a, _ in pairs], dtype=np.int64)
    right = np.array([b for _, b in pairs], dtype=np.int64)
    odds = np.array(list(pairs.values()), dtype=np.float64)
    groups = group_rows(10, left, right, odds, 3.0, (np.array(held, dtype=np.int32),))
    strong = odds >= 3.0
    reach = chains(10, left[strong], right[strong])
    for one in range(10):
        for two in range(one + 1, 10):
            together = groups[one] == groups[two]
            # Nothing is joined that no chain of links leads to.
            assert not together or reach[one] == reach[two]
    for chain in set(reach.tolist()):
        rows = np.flatnonzero(reach == chain)
        inside = odds[np.isin(left, rows) & np.isin(right, rows)]
        values = {held[row] for row in rows.tolist()} - {-1}
        if (inside >= 0.1).all() and len(values) <= 1:
            assert len(set(groups[rows].tolist())) == 1
    # Rows that know different values share a group only where a link joins such rows itself.
    for group in set(groups.tolist()):
        rows = np.flatnonzero(groups == group).tolist()
        if len(rows) > 2:
            values = {held[row] for row in rows} - {-1}
            joined = any(
                held[a] >= 0 and held[b] >= 0 and held[a] != held[b] and value >= 3.0
                for (a, b), value in pairs.items()
                if a in rows and b in rows
            )
            assert len(values) <= 1 or joined
