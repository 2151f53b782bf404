"""Companies as people write them, linked to the lists that spell them otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pyarrow as pa

from prospecting.workspace.connection import Transaction
from prospecting.workspace.derive import Say, derive_companies
from prospecting.workspace.record import Recording

#: From this probability on a name is taken for the listed one.
LINK_FROM: Final = 0.95
#: Above this many names to compare the work is left to :meth:`Linking.link_companies`.
NAMES_AT_ONCE: Final = 5_000
#: A first word that more listed names than this begin with says too little by itself.
_COMMON: Final = 300
_CHUNK: Final = 5_000


def never() -> bool:
    """Nobody wants it stopped."""
    return False


def silent(_: str, __: int, ___: int | None) -> None:
    """Nobody listens."""
    return


class Linking(Recording):
    """Links between names and lists. A link holds while the list is there; each name is compared
    with each list once."""

    def _settle_doubts(self, t: Transaction, say: Say) -> None:
        """Compare what few names are new."""
        super()._settle_doubts(t, say)
        say("comparing names of companies")
        _link(t, NAMES_AT_ONCE)

    def link_companies(
        self,
        *,
        progress: Callable[[str, int, int | None], None] = silent,
        cancelled: Callable[[], bool] = never,
    ) -> int:
        """Compare names that no list has as written with the lists; how many were linked.

        Industry, size and country of the listed company then hold for the name.

        Raises:
            Cancelled: ``cancelled`` said so; nothing of it was kept.
        """
        if not int(self.value("links.newest_listed")):
            return 0
        with self.write("program", data=True, events=False, cancelled=cancelled) as t:
            return _link(t, None, progress)

    def load_company_links(self) -> pa.Table:
        """Names linked to a listed company: key, name, listed (its key), probability."""
        return self.read("links.load")


def _link(
    t: Transaction,
    limit: int | None,
    progress: Callable[[str, int, int | None], None] = silent,
) -> int:
    """Compare names with the lists, unless there are more than ``limit``; how many were linked."""
    newest = int(t.value("links.newest_listed"))
    if not newest:
        return 0
    t.run("links.work_left", {"newest": newest})
    t.run("links.work_right")
    t.run("links.work_pairs", {"common": _COMMON})
    if limit is not None and int(t.value("links.to_compare")) > limit:
        return 0
    found = _compare(t, progress)
    t.run("links.forget")
    with t.lend("staged", found):
        t.run("links.remember", {"newest": newest})
    if found.num_rows:
        t.run("links.work_companies")
        derive_companies(t)
        t.changed("people")
    return int(found.num_rows)


def _compare(t: Transaction, progress: Callable[[str, int, int | None], None]) -> pa.Table:
    """The columns key, listed, probability of names that are very likely one listed company."""
    from prospecting.identity.companies import sole_matches

    names = t.rows("links.left_names")
    out: dict[str, list[object]] = {"key": [], "listed": [], "probability": []}
    for start in range(0, len(names), _CHUNK):
        t.check()
        progress("comparing names of companies", start, len(names))
        left = names[start : start + _CHUNK]
        right = t.rows("links.right_names", {"low": left[0][0], "high": left[-1][0]})
        for match in sole_matches([name for _, name in left], [name for _, name in right]):
            if match.probability >= LINK_FROM:
                out["key"].append(left[match.left][0])
                out["listed"].append(right[match.right][0])
                out["probability"].append(match.probability)
    kinds = {"key": pa.string(), "listed": pa.string(), "probability": pa.float64()}
    return pa.table({name: pa.array(out[name], kind) for name, kind in kinds.items()})
