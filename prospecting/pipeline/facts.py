"""The state of many asks at once: the same answers as ``derive_state``, in columns.

Reports over a hundred thousand asks must answer while somebody waits, so here the events are
arrays and every step works on all of them. A test holds this module and ``stages`` together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from prospecting.pipeline.stages import (
    AFTERCARE,
    CLOSED,
    INTRODUCER_EXITS,
    INTRODUCER_STEPS,
    MAIN_LINE,
    RANK,
    STAGES,
)

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]
#: A pandas frame or an Arrow table.
Frame: TypeAlias = pd.DataFrame | Any

#: No day: before every real one. Days are counted from 1970-01-01.
NEVER: Final = -(10**6)
CODE: Final = {stage: number for number, stage in enumerate(STAGES)}
_NO_STAGE: Final = -1
#: How far on the road each stage shows that an ask has come.
_IMPLIED: Final = np.array(
    [RANK[s] if s in RANK and s != "lost" else RANK["asked"] for s in STAGES], dtype=np.int64
)
_OPEN_CODES: Final = np.array([stage not in CLOSED for stage in STAGES])


def column(frame: Frame, name: str, default: Any = None, rows: Ints | None = None) -> Objects:
    """A column as objects with None for missing values; ``default`` where there is none.

    With ``rows`` only those are converted, in that order.

    Raises:
        KeyError: the column is missing and there is no default.
    """
    table: Any = frame
    arrow = isinstance(frame, pa.Table)
    names = table.column_names if arrow else list(table.columns)
    if name not in names:
        if default is None:
            raise KeyError(f"the frame has no column {name!r}; it has {', '.join(map(str, names))}")
        return np.full(len(frame) if rows is None else len(rows), default, dtype=object)
    values = table.column(name) if arrow else table[name]
    if rows is not None:
        values = values.take(rows)
    found = values.to_numpy() if arrow else values.to_numpy(object)
    return np.asarray(found, dtype=object)


def codes_of(values: Objects, known: Objects) -> Ints:
    """The place of each value in ``known``; -1 where it is not there."""
    if len(values) == len(known) and np.array_equal(values, known):
        return np.arange(len(known), dtype=np.int64)
    index = pd.Index(known, dtype=object)
    return np.asarray(index.get_indexer(pd.Index(values, dtype=object)), dtype=np.int64)


def days_of(frame: Frame, name: str) -> Ints:
    """A column of dates or moments as whole days since 1970-01-01; ``NEVER`` where missing."""
    if isinstance(frame, pa.Table):
        series = pd.Series(frame.column(name).cast(pa.timestamp("s")).to_numpy())
    else:
        series = frame[name]
        if series.dtype == object or isinstance(series.dtype, pd.ArrowDtype):
            series = pd.to_datetime(series)
    stamps = series.to_numpy().astype("datetime64[D]")
    days = stamps.astype(np.int64)
    return np.where(np.isnat(stamps), NEVER, days)


def numbers_of(frame: Frame, name: str) -> Floats:
    """A numeric column as floats, NaN where missing or where there is no such column."""
    names = frame.column_names if isinstance(frame, pa.Table) else list(frame.columns)
    if name not in names:
        return np.full(len(frame), np.nan)
    values = frame.column(name).to_pandas() if isinstance(frame, pa.Table) else frame[name]
    return np.asarray(pd.to_numeric(values, errors="coerce").to_numpy(np.float64, na_value=np.nan))


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def as_date(day: int) -> date | None:
    """The date of a day number; None for ``NEVER``."""
    return None if day == NEVER else date.fromordinal(int(day) + date(1970, 1, 1).toordinal())


@dataclass(frozen=True, slots=True)
class Facts:
    """Columns of one value for each ask, in the order of ``ask_ids``.

    ``stage`` is a number into ``STAGES``; ``reached`` has a row for each ask and a column for
    each stage with the first day, ``NEVER`` where not reached. ``moves_ask``, ``moves_stage`` and
    ``moves_days`` hold, for every move from one stage to the next, the ask's row, the stage left
    and the days spent there.
    """

    ask_ids: Objects
    stage: Ints
    since: Ints
    open: Flags
    amount: Floats
    currency: Objects
    reason: Objects
    reached: Ints
    last_thanked: Ints
    last_told: Ints
    asked_on: Ints
    moves_ask: Ints
    moves_stage: Ints
    moves_days: Ints
    as_of: int

    def __len__(self) -> int:
        return len(self.ask_ids)

    def has(self, stage: str) -> Flags:
        """Which asks have reached exactly this stage at some time."""
        return np.asarray(self.reached[:, CODE[stage]] != NEVER)

    def now_at(self, stage: str) -> Flags:
        """Which asks stand at this stage now."""
        return np.asarray(self.stage == CODE[stage])

    def furthest(self) -> Ints:
        """The furthest place on the main line reached (``RANK``); an exit implies ``asked``, a
        lost deal nothing more than what else was recorded, and -1 is nothing at all."""
        if not len(self):
            return np.empty(0, dtype=np.int64)
        return np.asarray(np.where(self.reached == NEVER, -1, _IMPLIED).max(axis=1))

    def first_day_from(self, stage: str) -> Ints:
        """The first day on which ``stage`` or a later one on the main line was reached; for a
        skipped stage the day of the next one. ``NEVER`` where none was."""
        later = [CODE[name] for name in MAIN_LINE if RANK[name] >= RANK[stage] and name != "lost"]
        days = np.where(
            self.reached[:, later] == NEVER, np.iinfo(np.int64).max, self.reached[:, later]
        )
        first = days.min(axis=1) if len(self) else np.empty(0, dtype=np.int64)
        own = self.reached[:, CODE[stage]]
        first = np.where(own != NEVER, own, first)
        return np.where(first == np.iinfo(np.int64).max, NEVER, first)


def _alive(asks: Ints, numbers: Ints, corrections: Flags, corrects: Floats) -> Flags:
    """Which events still count. Events are sorted by ask and number, so a correction's target is
    found by search; an undone correction gives its target back."""
    alive = np.ones(len(asks), dtype=bool)
    where = np.flatnonzero(corrections & ~np.isnan(corrects))
    where = where[corrects[where] < numbers[where]]
    if not len(where):
        return alive
    span = int(numbers.max()) + 2
    keys = asks * span + numbers
    wanted = asks[where] * span + np.clip(corrects[where], -1, span - 1).astype(np.int64)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found = keys[place] == wanted
    source, target = where[found], place[found]
    pending = np.ones(len(source), dtype=bool)
    standing = np.zeros(len(source), dtype=bool)
    while pending.any():
        # A correction stands when no pending one still points at it.
        contested = np.zeros(len(asks), dtype=bool)
        contested[target[pending]] = True
        sure = pending & ~contested[source] & alive[source]
        if not sure.any():
            break
        standing |= sure
        alive[target[sure]] = False
        pending &= ~sure & alive[source]
    return alive


def derive_facts(events: Frame, as_of: date, ask_ids: Objects | None = None) -> Facts:
    """The facts of every ask from its ``events`` up to ``as_of``.

    ``events`` has the columns ask_id, number, stage, on and, if there, action, amount, currency,
    reason, note and corrects, as in ``stages.AskEvent``. With ``ask_ids`` the result has exactly
    these rows, in this order, also for asks without events.

    Raises:
        KeyError: a needed column is missing.
        ValueError: an unknown stage.
    """
    on = days_of(events, "on")
    today = day_number(as_of)
    keep = on <= today
    ids = column(events, "ask_id")
    known = pd.unique(pd.Series(ids, dtype=object)) if ask_ids is None else ask_ids
    known = np.asarray(known, dtype=object)
    asks = codes_of(ids, known)
    keep &= asks >= 0
    places, words = pd.factorize(column(events, "stage"))
    unknown = [word for word in words if word not in CODE]
    if unknown:
        raise ValueError(f"unknown stage {unknown[0]!r}")
    # A missing stage is place -1, which finds the last entry.
    stage: Ints = np.array([*(CODE[word] for word in words), _NO_STAGE], dtype=np.int64)[places]
    number: Ints = numbers_of(events, "number").astype(np.int64)
    action = column(events, "action", "stage")
    amount = numbers_of(events, "amount")
    corrects = numbers_of(events, "corrects")
    rows: Ints = np.flatnonzero(keep).astype(np.int64)
    correcting = action[rows] == "correction"
    if correcting.any():
        order = np.lexsort((number[rows], asks[rows]))
        rows, correcting = rows[order], correcting[order]
        rows = rows[_alive(asks[rows], number[rows], correcting, corrects[rows])]
    rows = rows[np.lexsort((number[rows], on[rows], asks[rows]))]
    return _facts(known, rows, asks, stage, on, action, amount, events, today)


def _facts(
    known: Objects,
    rows: Ints,
    asks: Ints,
    stage: Ints,
    on: Ints,
    action: Objects,
    amount: Floats,
    events: Frame,
    today: int,
) -> Facts:
    count = len(known)
    kinds = action[rows]
    told = _last_day(count, asks[rows], on[rows], kinds == "told")
    setting = ((kinds == "stage") | (kinds == "correction")) & (stage[rows] != _NO_STAGE)
    rows = rows[setting]
    own, code, day = asks[rows], stage[rows], on[rows]
    reached = np.full((count, len(STAGES)), np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(reached, (own, code), day)
    reached[reached == np.iinfo(np.int64).max] = NEVER
    place = np.arange(len(rows))
    aftercare = np.isin(code, [CODE[name] for name in AFTERCARE])
    exits = np.isin(code, [CODE[name] for name in INTRODUCER_EXITS])
    steps = np.isin(code, [CODE[name] for name in INTRODUCER_STEPS])
    last_exit = _last(count, own, place, exits)
    last_step = _last(count, own, place, steps)
    last_prospect = _last(count, own, place, ~(aftercare | exits | steps))
    shown = np.where(last_prospect >= 0, last_prospect, last_step)
    shown = np.where(last_exit > np.maximum(last_prospect, last_step), last_exit, shown)
    none = shown < 0
    safe = np.where(none, 0, shown)
    now = np.where(none, CODE["suggested"], code[safe] if len(code) else 0)
    since = np.where(none, NEVER, day[safe] if len(day) else 0)
    money = _last(count, own, place, ~np.isnan(amount[rows]) & ~aftercare)
    rich = money >= 0
    amounts = np.full(count, np.nan)
    currencies = np.full(count, None, dtype=object)
    amounts[rich] = amount[rows][money[rich]]
    currencies[rich] = column(events, "currency", "", rows[money[rich]])
    reasons = np.full(count, "", dtype=object)
    ended = ~none & np.isin(now, [CODE[s] for s in STAGES if s not in MAIN_LINE or s == "lost"])
    if ended.any():
        chosen = rows[safe[ended]]
        text = column(events, "reason", "", chosen)
        note = column(events, "note", "", chosen)
        reasons[ended] = np.where(_is_text(text), text, np.where(_is_text(note), note, ""))
    not_asked = [CODE[name] for name in (*AFTERCARE, "suggested", "drafted")]
    outside = np.delete(reached, not_asked, axis=1)
    earliest = np.where(outside == NEVER, np.iinfo(np.int64).max, outside).min(
        axis=1, initial=np.iinfo(np.int64).max
    )
    asked = reached[:, CODE["asked"]]
    asked = np.where(
        asked != NEVER, asked, np.where(earliest == np.iinfo(np.int64).max, NEVER, earliest)
    )
    moving = ~aftercare
    steps_own, steps_day, steps_code = own[moving], day[moving], code[moving]
    same = steps_own[1:] == steps_own[:-1]
    return Facts(
        ask_ids=known,
        stage=now,
        since=since,
        open=_OPEN_CODES[now],
        amount=amounts,
        currency=currencies,
        reason=reasons,
        reached=reached,
        last_thanked=_last_day(count, own, day, code == CODE["thanked"]),
        last_told=told,
        asked_on=asked,
        moves_ask=steps_own[:-1][same],
        moves_stage=steps_code[:-1][same],
        moves_days=(steps_day[1:] - steps_day[:-1])[same],
        as_of=today,
    )


def _last(count: int, own: Ints, place: Ints, which: Flags) -> Ints:
    found = np.full(count, -1, dtype=np.int64)
    np.maximum.at(found, own[which], place[which])
    return found


def _last_day(count: int, own: Ints, day: Ints, which: Flags) -> Ints:
    found = np.full(count, NEVER, dtype=np.int64)
    np.maximum.at(found, own[which], day[which])
    return found


def _is_text(values: Objects) -> Flags:
    return np.asarray(pd.notna(values) & (values != ""))
