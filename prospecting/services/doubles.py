"""People who stand in the workspace twice, perhaps: nobody is asked twice about one of them.

Only the user can say whether two records are one person, so they stay two, and the plan takes one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from prospecting.services.columns import Bools, ids, positions
from prospecting.services.frame import Frame
from prospecting.services.session import Session
from scoring.planning.problem import CONFLICTS

Codes = npt.NDArray[np.int8]

HELD = CONFLICTS.index("perhaps the same person")
#: What stands against one record stands against the other too.
_SHARED = tuple(
    CONFLICTS.index(name)
    for name in (
        *("already yours", "already a client", "open deal", "asked already"),
        *("asked by a colleague", "cool-down", "refused", "suppressed"),
    )
)


def likely_doubles(session: Session, frame: Frame, likely: Bools) -> list[list[int]]:
    """Groups of rows that may be one person, among those ``likely`` to be planned.

    Pairs of the review queue, and people of one name and one title at companies of which one's name
    goes on where the other's ends ("Beta Retail", "Beta Retail Group").
    """
    rows = np.flatnonzero(likely)
    pairs = _queued(session, frame, likely)
    names = pc.utf8_lower(frame.people.column("name").take(pa.array(rows)))
    codes = pc.dictionary_encode(names).combine_chunks()
    codes = codes.chunk(0) if isinstance(codes, pa.ChunkedArray) else codes
    code = codes.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    known = code >= 0
    often = np.bincount(code[known], minlength=1) > 1
    alike = np.flatnonzero(known & often[code])
    by_name: dict[int, list[int]] = defaultdict(list)
    for at in alike.tolist():
        by_name[int(code[at])].append(int(rows[at]))
    for group in by_name.values():
        pairs += [
            (one, two)
            for place, one in enumerate(group)
            for two in group[place + 1 :]
            if _same(frame, one, two)
        ]
    apart = {
        frozenset((one["person_a"], one["person_b"]))
        for one in session.ws.load_decisions().to_pylist()
    }
    return _joined(
        [
            (one, two)
            for one, two in pairs
            if frozenset((int(frame.person[one]), int(frame.person[two]))) not in apart
        ]
    )


def hold_back(
    groups: Sequence[Sequence[int]], people: Codes, fit: npt.NDArray[np.float64], pinned: Bools
) -> tuple[Codes, dict[int, int]]:
    """What stands against each person with all but one of each group held back, and for each held
    row the row it may be.

    Who is pinned stays, else the one of the better fit, else the first. Where one of them was asked
    about, or is known, all others are held back.
    """
    against, twin = people.copy(), {}
    for group in groups:
        settled = [row for row in group if int(people[row]) in _SHARED]
        wished = [row for row in group if pinned[row]]
        stays = settled or wished or [max(group, key=lambda row: (float(fit[row]), -row))]
        for row in group:
            if row not in stays and not against[row]:
                against[row] = HELD
                twin[row] = stays[0]
    return against, twin


def words_for(frame: Frame, row: int) -> str:
    """A record as the reader would recognise it: "Ben Weber, Beta Retail"."""
    name, company = (frame.column(column, [row])[0] for column in ("name", "company"))
    return ", ".join(part for part in (name, company) if part) or "a contact without a name"


def _queued(session: Session, frame: Frame, likely: Bools) -> list[tuple[int, int]]:
    queue = session.ws.review_queue()
    sides = [positions(ids(queue.column(side)), frame.person) for side in ("person_a", "person_b")]
    return [
        (int(one), int(two))
        for one, two in zip(*sides, strict=True)
        if one >= 0 and two >= 0 and likely[one] and likely[two]
    ]


def _same(frame: Frame, one: int, two: int) -> bool:
    title, company = frame.people_table.title, frame.people_table.company
    if title[one] < 0 or title[two] < 0 or min(company[one], company[two]) < 0:
        return False
    texts = [frame.titles.text[title[row]].casefold().split() for row in (one, two)]
    if texts[0] != texts[1]:
        return False
    short, long = sorted((frame.companies.key[company[row]].split() for row in (one, two)), key=len)
    return bool(short) and long[: len(short)] == short


def _joined(pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    head: dict[int, int] = {}

    def find(row: int) -> int:
        while head.setdefault(row, row) != row:
            row = head[row]
        return row

    for one, two in pairs:
        low, high = sorted((find(one), find(two)))
        head[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for row in sorted(head):
        groups[find(row)].append(row)
    return [group for _, group in sorted(groups.items())]


__all__ = ["HELD", "hold_back", "likely_doubles", "words_for"]
