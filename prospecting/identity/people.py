"""Which rows of a table are one person, and which pairs somebody should look at."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prospecting.identity.blocking import candidate_pairs
from prospecting.identity.clustering import group_rows
from prospecting.identity.people_compare import FIELDS, Comparison, compare
from prospecting.identity.people_fields import Column, People, read_people
from prospecting.identity.people_model import Floats, field_weights, learn, probability

MERGE_AT = 0.95
ASK_FROM = 0.70


@dataclass(frozen=True)
class PersonPair:
    """Two rows by position, ``left`` before ``right``, and why they may be one person."""

    left: int
    right: int
    probability: float
    evidence: tuple[str, ...]
    """One phrase a field that says something, the weightiest first."""


@dataclass(frozen=True)
class Resolution:
    """The outcome for one table.

    ``clusters`` has shape (rows,). ``left``, ``right`` and ``probability`` have shape (pairs,) and
    hold every pair compared with a probability of at least .01.
    """

    clusters: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    probability: Floats
    review: tuple[PersonPair, ...]


def _in_own_order(people: People) -> tuple[People, NDArray[np.int64]]:
    """The rows sorted by what they hold, and the row each came from.

    Codes follow the text of the values, so the outcome does not depend on the order given.
    """
    columns = [
        getattr(people, field.name)
        for field in fields(people)
        if isinstance(getattr(people, field.name), Column)
    ]
    order = np.lexsort([column.codes for column in columns]).astype(np.int64)
    changed: dict[str, object] = {}
    for field in fields(people):
        value = getattr(people, field.name)
        if isinstance(value, Column):
            changed[field.name] = Column(value.codes[order], value.values)
        elif isinstance(value, np.ndarray):
            changed[field.name] = value[order]
    return replace(people, **changed), order  # type: ignore[arg-type]


def resolve_people(records: pd.DataFrame, merge_at: float = MERGE_AT) -> Resolution:
    """Clusters of ``records`` and the pairs for a review, computed together.

    Args:
        records: one person record a row; of its columns first_name, last_name, full_name, url,
            email, phone, company, title, location and birth_date are used where present.
        merge_at: probability from which two rows are merged.

    Raises:
        ValueError: ``merge_at`` is not between 0 and 1.
    """
    if not 0.0 < merge_at < 1.0:
        raise ValueError("merge_at must lie between 0 and 1")
    rows = len(records)
    nothing = np.empty(0, dtype=np.int64)
    if rows < 2:
        return Resolution(np.arange(rows, dtype=np.int64), nothing, nothing, np.empty(0), ())
    people, order = _in_own_order(read_people(records))
    compared = compare(people, candidate_pairs(people))
    weights = learn(people, compared)
    parts = field_weights(people, compared, weights)
    p = probability(compared, parts, weights)
    log_odds = np.log(np.clip(p, 1e-12, 1.0)) - np.log(np.clip(1.0 - p, 1e-12, 1.0))
    public = np.where(people.url_kind == 0, people.url.codes, -1).astype(np.int32)
    groups = group_rows(
        rows,
        compared.left,
        compared.right,
        log_odds,
        float(np.log(merge_at / (1.0 - merge_at))),
        (public, people.suffix.codes),
    )
    clusters = np.empty(rows, dtype=np.int64)
    clusters[order] = groups
    _, first, inverse = np.unique(clusters, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    shown = np.flatnonzero(p >= 0.01)
    one, two = order[compared.left[shown]], order[compared.right[shown]]
    return Resolution(
        clusters=rank[inverse],
        left=np.minimum(one, two),
        right=np.maximum(one, two),
        probability=p[shown],
        review=_review(people, order, compared, parts, p, groups),
    )


def match_people(records: pd.DataFrame) -> NDArray[np.int64]:
    """Cluster numbers, shape (rows,): rows with the same number are one person.

    Numbers count from 0 in the order of first appearance. Rows are merged from a probability of
    .95; a name alone never merges. Columns used when present: first_name, last_name, full_name,
    url, email, phone, company, title, location, and birth_date.
    """
    return resolve_people(records).clusters


def score_people_pairs(records: pd.DataFrame, minimum: float = ASK_FROM) -> pd.DataFrame:
    """All compared pairs of at least ``minimum``: columns left, right (row positions), probability.

    Best first; ties in the order of the rows.
    """
    found = resolve_people(records)
    frame = pd.DataFrame(
        {"left": found.left, "right": found.right, "probability": found.probability}
    )
    frame = frame[frame["probability"] >= minimum]
    return frame.sort_values(
        ["probability", "left", "right"], ascending=[False, True, True], ignore_index=True
    )


def review_people(records: pd.DataFrame) -> tuple[PersonPair, ...]:
    """Pairs of .7 up to .95 whose rows were not merged otherwise, with the evidence in words."""
    return resolve_people(records).review


def _review(
    people: People,
    order: NDArray[np.int64],
    compared: Comparison,
    parts: dict[str, Floats],
    p: Floats,
    groups: NDArray[np.int64],
) -> tuple[PersonPair, ...]:
    apart = groups[compared.left] != groups[compared.right]
    found = [
        PersonPair(
            *sorted((int(order[compared.left[place]]), int(order[compared.right[place]]))),
            float(p[place]),
            _evidence(people, compared, parts, place),
        )
        for place in np.flatnonzero(apart & (p >= ASK_FROM)).tolist()
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.probability, pair.left, pair.right)))


_LABEL = {
    "given": "given name", "family": "family name", "suffix": "generation (Jr, Sr)",
    "url": "profile address", "email": "e-mail", "phone": "phone", "birth": "birth date",
    "company": "company", "title": "title", "location": "location",
}  # fmt: skip


def _evidence(
    people: People, compared: Comparison, parts: dict[str, Floats], place: int
) -> tuple[str, ...]:
    """What each field says of one pair, in words."""
    phrases: list[tuple[float, str]] = []
    left, right = int(compared.left[place]), int(compared.right[place])
    for field, levels in FIELDS.items():
        level = int(compared.levels[field][place])
        if level == 0:
            continue
        column: Column = getattr(people, {"given": "first"}.get(field, field))
        texts = [column.values[column.codes[row]] for row in (left, right)]
        shown = texts[0] if texts[0] == texts[1] else " / ".join(sorted(texts))
        phrases.append(
            (-abs(float(parts[field][place])), f"{_LABEL[field]} {levels[level]}: {shown}")
        )
    if bool(compared.swapped[place]):
        phrases.append((-5.0, "given and family name stand in each other's place"))
    return tuple(phrase for _, phrase in sorted(phrases))
