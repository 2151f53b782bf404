"""Results kept as long as what they were made from stays the same.

``Session.cached`` asks which area of the workspace changed; this asks whether the inputs of one
step did. So a note on one client, which is a change, does not score a million contacts again.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Hashable
from typing import Any, ClassVar, TypeVar

from prospecting.services.session import Session
from prospecting.workspace import Workspace

T = TypeVar("T")


class _Kept:
    """The last result of each step on one workspace, with the inputs it was made from."""

    _all: ClassVar[weakref.WeakKeyDictionary[Workspace, _Kept]] = weakref.WeakKeyDictionary()
    _guard: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.results: dict[str, tuple[tuple[object, ...], Hashable, Any]] = {}

    @classmethod
    def of(cls, ws: Workspace) -> _Kept:
        with cls._guard:
            return cls._all.setdefault(ws, cls())


def kept(
    session: Session,
    step: str,
    build: Callable[[], T],
    *,
    same: tuple[object, ...] = (),
    equal: Hashable = None,
) -> T:
    """``build()``, or what it gave last time where nothing it is made from has changed.

    Args:
        session: whose workspace. step: the step's name; one result is kept for each.
        build: makes the result.
        same: inputs that must be the very objects of last time (arrays, tables).
        equal: inputs that must be equal to those of last time.
    """
    mine = _Kept.of(session.ws)
    with mine.lock:
        known = mine.results.get(step)
        if known is not None and known[1] == equal and _very(known[0], same):
            result: T = known[2]
            return result
        value = build()
        # Holding on to the inputs keeps their identity from passing to another object.
        mine.results[step] = (same, equal, value)
        return value


def _very(one: tuple[object, ...], two: tuple[object, ...]) -> bool:
    return len(one) == len(two) and all(a is b for a, b in zip(one, two, strict=True))
