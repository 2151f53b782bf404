"""What came of the files of one drop, also of those that went in when the first were answered for.

A drop is often stored in parts: what is plain at once, what waits for its owner or its columns when
that is said. Nothing that was refused or left out meanwhile may be lost from sight.
"""

from __future__ import annotations

import threading
import weakref
from typing import Final

from prospecting.services import import_words, intake
from prospecting.services.import_words import FileResult
from prospecting.services.session import Session
from prospecting.workspace import Workspace

_earlier: Final[weakref.WeakKeyDictionary[Workspace, dict[str, list[FileResult]]]] = (
    weakref.WeakKeyDictionary()
)
_guard = threading.Lock()


def standing(session: Session) -> list[FileResult]:
    """The results that are to be seen: the newest first, of every file once, without those of
    imports that were taken back meanwhile."""
    last = intake.last_results(session)
    with _guard:
        before = list(_earlier.get(session.ws, {}).get(session.user, ()))
    if not last and not before:
        return []
    names = {one.file for one in last}
    live = {one.import_id for one in import_words.history(session) if one.live}
    return [
        one
        for one in [*last, *(old for old in before if old.file not in names)]
        if one.import_id is None or one.import_id in live
    ]


def go_on(session: Session) -> None:
    """What stands now stays to be seen beside what comes next: an answer continues the drop."""
    found = standing(session)
    with _guard:
        _earlier.setdefault(session.ws, {})[session.user] = found


def begin(session: Session) -> None:
    """Another drop begins: what came of the last has been seen."""
    with _guard:
        _earlier.get(session.ws, {}).pop(session.user, None)


def forget(session: Session) -> None:
    """Clear all of it."""
    begin(session)
    intake.forget_results(session)
