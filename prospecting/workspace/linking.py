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
_ROWS: Final = 50_000


def never() -> bool:
    """Nobody wants it stopped."""
    return False


def silent(_: str, __: int, ___: int | None) -> None:
    """Nobody listens."""
    return


class Linking(Recording):
    """Links between names and lists. A link holds while the list is there, and until the matcher
    is another one; a name is compared anew where a list may change what is known of it."""

    def _settle_doubts(self, t: Transaction, say: Say) -> None:
        """Compare what few names are new."""
        super()._settle_doubts(t, say)
        say("comparing names of companies")
        _link(t, NAMES_AT_ONCE)

    def _before_lists_go(self, t: Transaction, import_id: int) -> bool:
        """Doubt what the import's lists said, or kept from being said."""
        if not t.value("links.listed_by_import", {"id": import_id}):
            return super()._before_lists_go(t, import_id)
        t.run("links.doubt_of_import", {"id": import_id})
        t.run("links.drop_former", {"id": import_id})
        return True

    def _after_lists_went(self, t: Transaction) -> None:
        """Compare what is in doubt now with the lists that stay."""
        super()._after_lists_went(t)
        _link(t, NAMES_AT_ONCE)

    def link_companies(
        self,
        *,
        progress: Callable[[str, int, int | None], None] = silent,
        cancelled: Callable[[], bool] = never,
    ) -> int:
        """Compare names that no list has as written with the lists; how many were linked anew.

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
    """Compare names with the lists, unless there are more than ``limit``; how many are linked
    that were not, or otherwise."""
    from prospecting.identity.companies import matcher_version

    newest = int(t.value("links.newest_listed"))
    if not newest:
        return 0
    matcher = {"matcher": matcher_version()}
    if not t.value("links.matcher", matcher):
        t.run("links.doubt_all")
        t.run("links.forget_matcher")
        t.run("links.set_matcher", matcher)
    _note_former_names(t)
    t.run("links.work_left", {"newest": newest})
    _add_names_inside(t)
    t.run("links.work_right")
    t.run("links.work_pairs", {"common": _COMMON})
    if limit is not None and int(t.value("links.to_compare")) > limit:
        return 0
    found = _compare(t, progress)
    for name in ("work_judged", "work_before", "forget"):
        t.run(f"links.{name}")
    t.run("links.remember_rest", {"newest": newest})
    with t.lend("staged", found):
        t.run("links.remember", {"newest": newest})
    t.run("links.work_companies")
    if t.value("links.changed"):
        derive_companies(t)
        t.changed("people")
    return int(t.value("links.linked"))


def _note_former_names(t: Transaction) -> None:
    """Note the former and further names that lists give; each row once."""
    from prospecting.identity.company_names import company_key, several_names

    after = int(t.value("links.newest_former"))
    while rows := t.rows("links.former_rows", {"after": after, "most": _ROWS}):
        after = rows[-1][0]
        t.check()
        found = [
            (row, import_id, key, name, listed)
            for row, import_id, listed, cell in rows
            for name in several_names(cell)
            if (key := company_key(name)) and key != listed
        ]
        if found:
            names = ("row_id", "import_id", "former_key", "former", "listed")
            columns = dict(zip(names, map(list, zip(*found, strict=True)), strict=True))
            with t.lend("staged", pa.table(columns)):
                t.run("links.enter_former")


def _add_names_inside(t: Transaction) -> None:
    """Look for the names that a name holds too: "Bluebird (formerly Quasten)"."""
    from prospecting.identity.company_forms import company_forms

    found = [
        (key, name, other, tried)
        for key, name, tried in t.rows("links.left_with_more")
        for other in dict.fromkeys(" ".join(form.words) for form in company_forms(name))
        if other != key
    ]
    if found:
        columns = map(list, zip(*found, strict=True))
        named = dict(zip(("key", "name", "other", "tried"), columns, strict=True))
        with t.lend("staged", pa.table(named)):
            t.run("links.enter_left")


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
