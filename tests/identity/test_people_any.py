"""What holds for any table of people: its order, its texts, and who can never be one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from prospecting.identity import match_people, resolve_people

COLUMNS = [
    "first_name",
    "last_name",
    "full_name",
    "url",
    "email",
    "phone",
    "company",
    "title",
    "location",
]


def table(*rows: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [{column: row.get(column, "") for column in COLUMNS} for row in rows], columns=COLUMNS
    )


NAMES = st.sampled_from(
    ["Anna", "Ann", "Bob", "Robert", "J.", "Jürgen", "Juergen", "", "Anna Maria"]
)
RECORD = st.fixed_dictionaries(
    {
        "first_name": NAMES,
        "last_name": st.sampled_from(
            ["Keller", "Kellar", "Smith Jr.", "Smith", "Smith-Keller", "", "Ng"]
        ),
        "email": st.sampled_from(["", "", "k@acme.de", "info@acme.de", "bob@gmail.com", "broken@"]),
        "url": st.sampled_from(
            ["", "", "linkedin.com/in/a-k", "linkedin.com/in/b-s", "linkedin.com/in/ACoAAB12345678"]
        ),
        "company": st.sampled_from(["", "Acme", "ACME GmbH", "Nordglas"]),
        "location": st.sampled_from(["", "Ulm", "Ulm, Germany", "Kiel"]),
        "phone": st.sampled_from(["", "", "0731 445566"]),
    }
)


def partition(clusters: np.ndarray) -> set[frozenset[int]]:
    return {
        frozenset(np.flatnonzero(clusters == number).tolist()) for number in set(clusters.tolist())
    }


@settings(max_examples=60, deadline=None)
@given(
    st.lists(RECORD, min_size=2, max_size=14, unique_by=lambda row: tuple(row.values())),
    st.randoms(),
)
def test_the_order_of_the_rows_does_not_matter(rows: list[dict[str, str]], draw: object) -> None:
    frame = table(*rows)
    shuffled = list(range(len(rows)))
    draw.shuffle(shuffled)  # type: ignore[attr-defined]
    plain = match_people(frame)
    other = match_people(frame.iloc[shuffled])
    back = np.empty(len(rows), dtype=np.int64)
    back[shuffled] = other
    assert partition(plain) == partition(back)
    assert (plain == match_people(frame)).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORD, min_size=2, max_size=14))
def test_no_cluster_holds_what_one_person_cannot_be(rows: list[dict[str, str]]) -> None:
    found = resolve_people(table(*rows))
    assert found.clusters.shape == (len(rows),)
    assert found.clusters[0] == 0
    assert ((found.probability >= 0) & (found.probability <= 1)).all()
    for group in partition(found.clusters):
        generations = {
            rows[n]["last_name"].endswith("Jr.")
            for n in group
            if rows[n]["last_name"] == "Smith Jr."
        }
        assert len(generations) <= 1
        assert len(group) == 1 or any(
            rows[n][field]
            for n in group
            for field in ("email", "url", "company", "location", "phone")
        )


@settings(max_examples=100, deadline=None)
@given(st.lists(st.fixed_dictionaries({c: st.text(max_size=12) for c in COLUMNS}), max_size=5))
def test_any_text_is_taken(rows: list[dict[str, str]]) -> None:
    assert len(match_people(table(*rows))) == len(rows)
