"""From rows to people, companies, connections: for the rows that a change may touch, or for all.

What is written is a function of the rows, the user's decisions and the ledger of ids alone; so
taking rows out again, in any order, gives what would have been.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from prospecting.exports.values import translate
from prospecting.workspace.components import Decision, Ints, components, decided
from prospecting.workspace.connection import Transaction

#: Above this share of the rows a change is answered by deriving everything: it costs the same.
_EVERYTHING: Final = 0.25

Say = Callable[[str], None]
#: What is said on the way, in this order: the steps of a derivation.
STEPS: Final = (
    "finding what belongs together",
    "finding who is who",
    "writing people",
    "finding who changed jobs",
    "finding who is a client",
    "writing connections",
    "writing messages and invitations",
    "writing companies",
    "writing surveys and deals",
)
_TOGETHER, _WHO, _PEOPLE, _JOBS, _CLIENTS, _CONNECTIONS, _EVENTS, _COMPANIES, _REST = STEPS


def silent(_: str) -> None:
    """Nobody listens."""
    return


def pads(keys: Sequence[tuple[int, bytes]]) -> pa.Table:
    """Inner and outer pads of HMAC-SHA256 for each key, so that the engine can hash by itself."""
    rows = [(number, key.ljust(64, b"\0")) for number, key in keys]
    return pa.table(
        {
            "key_id": pa.array([number for number, _ in rows], pa.int64()),
            "inner_pad": pa.array([bytes(x ^ 0x36 for x in key) for _, key in rows], pa.binary()),
            "outer_pad": pa.array([bytes(x ^ 0x5C for x in key) for _, key in rows], pa.binary()),
        }
    )


class Derivation:
    """One re-derivation inside a transaction.

    Begin with :meth:`everything`, :meth:`of_imports` or :meth:`of_people` while all rows are still
    there; then take rows out, if any are to go; then :meth:`run`.
    """

    def __init__(self, transaction: Transaction, say: Say = silent) -> None:
        self._t = transaction
        self._say = say
        self._full = False
        self._imports: list[int] = []

    def everything(self) -> None:
        """Derive all there is."""
        self._full = True
        self._t.run("identity.todo_all")
        self._t.run("identity.old_people")

    def of_imports(self, imports: Sequence[int]) -> None:
        """Derive what rows of ``imports`` may touch."""
        self._say(_TOGETHER)
        self._imports = list(imports)
        self._t.run("identity.todo_imports", {"imports": self._imports})
        self._t.run("identity.todo_companies", {"imports": self._imports})
        self._close()

    def of_people(self, people: Sequence[int]) -> None:
        """Derive what rows of ``people`` may touch."""
        self._t.run("identity.todo_people", {"people": list(people)})
        self._close()

    def _close(self) -> None:
        if self._grow():
            self._t.run("identity.old_people")
            self._t.run("derive.stale_companies", {"imports": self._imports})
        else:
            self.everything()

    def _grow(self) -> bool:
        """Widen the rows to do until no row outside shares a key, an id or a decision with them;
        False where they became so many that everything may as well be done."""
        resolved = int(self._t.value("identity.resolved_count"))
        have = int(self._t.value("identity.todo_count"))
        while True:
            if have > _EVERYTHING * resolved:
                return False
            self._t.run("identity.todo_keys")
            self._t.run("identity.todo_grow")
            now = int(self._t.value("identity.todo_count"))
            if now == have:
                return True
            have = now

    def _name_companies(self) -> None:
        """Give rows that tell their company's id only its name; such a row may then be the same
        person's as rows not to be done so far, which are added."""
        t = self._t
        if self._full:
            t.run("identity.clear_all_company_names")
            t.run("identity.enter_company_names")
            return
        before = int(t.value("identity.old_company_names"))
        t.run("identity.clear_company_names")
        t.run("identity.enter_company_names")
        if not before and not int(t.value("identity.old_company_names")):
            return
        t.run("identity.keep_todo")
        if self._grow():
            t.run("identity.add_kept")
        else:
            self._full = True
            t.run("identity.todo_all")
        t.run("identity.more_old_people")
        if not self._full:
            t.run("derive.more_stale_companies")

    def run(self) -> None:
        """Write identities and everything that follows from them."""
        self._say(_WHO)
        self._name_companies()
        self._resolve()
        self._say(_PEOPLE)
        t = self._t
        t.run("derive.work_facts")
        self._numbered("titles", "derive.count_fresh_titles")
        self._numbered("companies", "derive.count_fresh_companies")
        self._renew("people")
        self._say(_JOBS)
        self._renew("jobs")
        self._say(_CLIENTS)
        self._clients()
        self._say(_CONNECTIONS)
        t.run("derive.stale_owners", {"imports": self._imports})
        self._renew("connections")
        t.run("derive.more_stale_owners")
        self._say(_EVENTS)
        self._renew("events")
        self._say(_COMPANIES)
        self._companies()
        self._say(_REST)
        for name in ("derive.{}_surveys", "derive.{}_deals", "customers.{}_won"):
            t.run(name.format("clear"))
            t.run(name.format("enter"))
        t.run("derive.clear_reviews")
        suppress(t)

    def _renew(self, what: str) -> None:
        self._t.run(f"derive.clear_all_{what}" if self._full else f"derive.clear_{what}")
        self._t.run(f"derive.enter_{what}")

    def _numbered(self, what: str, count: str) -> None:
        fresh = int(self._t.value(count))
        if fresh:
            first = self._t.value(f"derive.reserve_{what}", {"n": fresh})
            self._t.run(f"derive.fresh_{what}", {"first": first})

    # Identity ---------------------------------------------------------------------------------

    def _resolve(self) -> None:
        t = self._t
        t.run("identity.work_rows")
        t.run("identity.work_groups")
        fresh = int(t.value("identity.fresh_keys"))
        first = t.value("identity.reserve_keys", {"n": fresh}) if fresh else 0
        t.run("identity.work_keys", {"first": first})
        t.run("identity.work_members")
        decisions = self._decisions()
        edges = [self._edges("identity.sure_edges")]
        self._join(edges, decisions)
        if t.value("identity.needy"):
            edges.append(self._edges("identity.name_edges"))
            self._join(edges, decisions)
        t.run("identity.work_claims")
        t.run("identity.work_winners")
        fresh = int(t.value("identity.fresh_people"))
        first = t.value("identity.reserve_people", {"n": fresh}) if fresh else 0
        t.run("identity.work_people", {"first": first})
        if t.value("identity.contested"):
            t.run("identity.repoint")
        t.run("identity.work_map")
        t.run("identity.enter_ledger")
        t.run("identity.clear_all_rows" if self._full else "identity.clear_rows")
        t.run("identity.enter_rows")
        t.run("identity.touched_people")
        t.run("identity.clear_all_keys" if self._full else "identity.clear_keys")
        t.run("identity.enter_keys")
        t.run("identity.clear_aliases")
        t.run("identity.enter_aliases")

    def _edges(self, name: str) -> tuple[Ints, Ints]:
        table = self._t.table(name)
        a = table.column("a").to_numpy().astype(np.int64)
        b = table.column("b").to_numpy().astype(np.int64)
        return a, b

    def _decisions(self) -> list[Decision]:
        sides: dict[int, tuple[str, list[int], list[int]]] = {}
        for event, kind, side, gid in self._t.rows("identity.decisions"):
            _, left, right = sides.setdefault(event, (kind, [], []))
            (right if side == 2 else left).append(gid)
        found = []
        for kind, left, right in sides.values():
            if kind == "merge" and len(left) + len(right) > 1:
                nodes = [*left, *right]
                found.append(Decision(True, nodes[:1], nodes[1:]))
            elif kind == "apart" and left and right:
                found.append(Decision(False, left, right))
        return found

    def _join(self, edges: list[tuple[Ints, Ints]], decisions: list[Decision]) -> None:
        if decisions:
            nodes, label = decided(edges, decisions)
        else:
            nodes, label = components(
                np.concatenate([pair[0] for pair in edges]),
                np.concatenate([pair[1] for pair in edges]),
            )
        found = pa.table({"gid": nodes, "comp": label})
        with self._t.lend("found", found):
            self._t.run("identity.work_comps")

    # What follows -----------------------------------------------------------------------------

    def _clients(self) -> None:
        t = self._t
        stages = [row[0] for row in t.rows("customers.stages")]
        meant = zip(stages, translate(stages, "lifecycles"), strict=True)
        t.run("customers.clear_promoted")
        t.run(
            "customers.enter_promoted",
            {"customer": [stage for stage, meaning in meant if meaning == "customer"]},
        )
        t.run("derive.work_clients")
        t.run("derive.work_client_ids")
        fresh = int(t.value("derive.fresh_clients"))
        if fresh:
            first = t.value("derive.reserve_clients", {"n": fresh})
            t.run("derive.enter_client_ledger", {"first": first})
            t.run("derive.work_client_ids")
        before = t.rows("derive.old_client_aliases")
        t.run("derive.clear_client_aliases")
        t.run("derive.enter_client_aliases")
        t.run("derive.clear_clients")
        t.run("derive.enter_clients")
        if before != t.rows("derive.old_client_aliases") and not self._full:
            # An owner has become another: connections far beyond the rows at hand change hands.
            self._full = True
            t.run("derive.touch_everyone")
            t.run("derive.work_facts")

    def _companies(self) -> None:
        t = self._t
        if self._full:
            t.run("derive.work_companies_all")
            t.run("derive.clear_all_companies")
            t.run("derive.clear_all_company_facts")
        else:
            t.run("derive.work_companies")
            _clear_companies(t)
        _enter_companies(t)


def derive_companies(t: Transaction) -> None:
    """Write the companies in the temporary table work_company anew."""
    _clear_companies(t)
    _enter_companies(t)


def _clear_companies(t: Transaction) -> None:
    t.run("derive.clear_companies")
    t.run("derive.clear_company_facts")


def _enter_companies(t: Transaction) -> None:
    t.run("derive.work_mentions")
    t.run("derive.work_company_names")
    t.run("derive.work_listed")
    t.run("derive.enter_company_facts")
    t.run("derive.enter_companies")


def suppress(t: Transaction) -> None:
    """Find who is on the suppression list now."""
    t.run("derive.clear_suppressed")
    if not t.value("derive.suppression_count"):
        return
    keys: list[tuple[Any, ...]] = t.rows("store.hash_keys")
    with t.lend("hash_pads", pads([(int(number), bytes(key)) for number, key in keys])):
        t.run("derive.match_suppressed")
    t.run("derive.enter_suppressed")
