"""Which rows of a table are one person, and which pairs somebody should look at."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prospecting.garbage import searching_seldom
from prospecting.identity.blocking import Pairs, candidate_pairs
from prospecting.identity.clustering import group_rows
from prospecting.identity.pair_levels import FIELDS
from prospecting.identity.people_compare import Comparison, compare, weed
from prospecting.identity.people_fields import Column, People, read_people
from prospecting.identity.people_model import Floats, field_weights, learn, probability
from prospecting.identity.people_rules import contradicted

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
    hold every pair compared with a probability of at least .01, and of rows alike in everything the
    pair of each with the first.
    """

    clusters: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    probability: Floats
    review: tuple[PersonPair, ...]


def _taken(people: People, rows: NDArray[np.int64]) -> People:
    """The given rows of a table, in the given order."""
    changed: dict[str, object] = {"rows": len(rows)}
    for field in fields(people):
        value = getattr(people, field.name)
        if isinstance(value, Column):
            changed[field.name] = Column(value.codes[rows], value.values)
        elif isinstance(value, np.ndarray):
            changed[field.name] = value[rows]
    return replace(people, **changed)  # type: ignore[arg-type]


def _distinct(people: People) -> tuple[People, NDArray[np.int64], NDArray[np.int64]]:
    """The rows that differ, sorted by what they hold; the row each came from; each row's place.

    Codes follow the text of the values, so the outcome does not depend on the order given. Rows
    that are alike in everything, a profile or a personal address among it, are one.
    """
    columns = [
        value
        for field in fields(people)
        if isinstance(value := getattr(people, field.name), Column) and value.values
    ]
    if not columns or not people.rows:
        rows = np.arange(people.rows, dtype=np.int64)
        return people, rows, rows
    order = np.lexsort([column.codes for column in columns]).astype(np.int64)
    again = np.zeros(people.rows, dtype=bool)
    again[1:] = True
    for column in columns:
        codes = column.codes[order]
        again[1:] &= codes[1:] == codes[:-1]
    keyed = (people.url.codes >= 0) | ((people.email.codes >= 0) & ~people.shared)
    again &= keyed[order]
    place = np.empty(people.rows, dtype=np.int64)
    place[order] = np.cumsum(~again) - 1
    first = order[~again]
    return _taken(people, first), first, place


@dataclass(frozen=True)
class ScoredPeople:
    """A table compared and weighed, not yet grouped; rows in the order of their content."""

    people: People
    order: NDArray[np.int64]
    """The row of the given table that each row here came from."""
    place: NDArray[np.int64]
    """The row here that each row of the given table is; its shape is that of the given table."""
    compared: Comparison
    apart: Pairs
    """Pairs that share a key, and whose names tell that they are two people."""
    parts: dict[str, Floats]
    probability: Floats

    def groups(self, merge_at: float) -> NDArray[np.int64]:
        """Group numbers of the rows here, merging from a probability of ``merge_at``.

        Raises:
            ValueError: ``merge_at`` is not between 0 and 1.
        """
        if not 0.0 < merge_at < 1.0:
            raise ValueError("merge_at must lie between 0 and 1")
        p = np.clip(self.probability, 1e-12, 1.0 - 1e-12)
        log_odds = np.log(p) - np.log1p(-p)
        # What contradicts is no link, and weighs against others that would join the two.
        log_odds[contradicted(self.compared, self.parts) & (p < merge_at)] = -8.0
        public = np.where(self.people.url_kind == 0, self.people.url.codes, -1).astype(np.int32)
        return group_rows(
            self.people.rows,
            np.concatenate([self.compared.left, self.apart[0]]),
            np.concatenate([self.compared.right, self.apart[1]]),
            np.concatenate([log_odds, np.full(len(self.apart[0]), -8.0)]),
            float(np.log(merge_at / (1.0 - merge_at))),
            (public, self.people.suffix.codes),
        )

    @searching_seldom()
    def clusters(self, merge_at: float = MERGE_AT) -> NDArray[np.int64]:
        """Cluster numbers of the given rows, from 0 in the order of first appearance."""
        clusters = self.groups(merge_at)[self.place]
        _, first, inverse = np.unique(clusters, return_index=True, return_inverse=True)
        rank = np.empty(len(first), dtype=np.int64)
        rank[np.argsort(first, kind="stable")] = np.arange(len(first))
        return np.asarray(rank[inverse], dtype=np.int64)


def score_people(records: pd.DataFrame) -> ScoredPeople:
    """Compares the rows that may be one person and weighs each pair; see ``resolve_people``."""
    with searching_seldom():
        people, order, place = _distinct(read_people(records))
        worth, apart, names = weed(people, candidate_pairs(people))
        compared = compare(people, worth, names)
        weights = learn(people, compared)
        parts = field_weights(people, compared, weights)
        likely = probability(compared, parts, weights)
    return ScoredPeople(people, order, place, compared, apart, parts, likely)


def resolve_people(records: pd.DataFrame, merge_at: float = MERGE_AT) -> Resolution:
    """Clusters of ``records`` and the pairs for a review, computed together.

    Args:
        records: one person record a row; of its columns first_name, last_name, full_name, url,
            email, phone, company, title, location and birth_date are used where present.
        merge_at: probability from which two rows are merged.

    Raises:
        ValueError: ``merge_at`` is not between 0 and 1.
    """
    scored = score_people(records)
    clusters = scored.clusters(merge_at)
    shown = np.flatnonzero(scored.probability >= 0.01)
    kept = scored.order[scored.place]
    again = np.flatnonzero(kept != np.arange(len(kept)))
    one = np.concatenate([scored.order[scored.compared.left[shown]], kept[again]])
    two = np.concatenate([scored.order[scored.compared.right[shown]], again])
    return Resolution(
        clusters=clusters,
        left=np.minimum(one, two),
        right=np.maximum(one, two),
        probability=np.concatenate([scored.probability[shown], np.ones(len(again))]),
        review=_review(scored, clusters),
    )


def match_people(records: pd.DataFrame) -> NDArray[np.int64]:
    """Cluster numbers, shape (rows,): rows with the same number are one person.

    Numbers count from 0 in the order of first appearance. Rows are merged from a probability of
    .95; a name alone never merges. Columns used when present: first_name, last_name, full_name,
    url, email, phone, company, title, location, and birth_date.
    """
    return score_people(records).clusters()


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


def _review(scored: ScoredPeople, clusters: NDArray[np.int64]) -> tuple[PersonPair, ...]:
    one = scored.order[scored.compared.left]
    two = scored.order[scored.compared.right]
    asked = (clusters[one] != clusters[two]) & (scored.probability >= ASK_FROM)
    found = [
        PersonPair(
            left=int(min(one[place], two[place])),
            right=int(max(one[place], two[place])),
            probability=float(scored.probability[place]),
            evidence=_evidence(scored, place),
        )
        for place in np.flatnonzero(asked).tolist()
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.probability, pair.left, pair.right)))


_LABEL = {
    "given": "given name", "family": "family name", "suffix": "generation (Jr, Sr)",
    "url": "profile address", "email": "e-mail", "phone": "phone", "birth": "birth date",
    "company": "company", "title": "title", "location": "location",
}  # fmt: skip


def _evidence(scored: ScoredPeople, place: int) -> tuple[str, ...]:
    """What each field says of one pair, in words."""
    phrases: list[tuple[float, str]] = []
    left, right = int(scored.compared.left[place]), int(scored.compared.right[place])
    for field, levels in FIELDS.items():
        level = int(scored.compared.levels[field][place])
        if level == 0:
            continue
        column: Column = getattr(scored.people, {"given": "first"}.get(field, field))
        texts = [column.values[column.codes[row]] for row in (left, right)]
        shown = texts[0] if texts[0] == texts[1] else " / ".join(sorted(texts))
        phrases.append(
            (-abs(float(scored.parts[field][place])), f"{_LABEL[field]} {levels[level]}: {shown}")
        )
    if bool(scored.compared.swapped[place]):
        phrases.append((-5.0, "given and family name stand in each other's place"))
    return tuple(phrase for _, phrase in sorted(phrases))
