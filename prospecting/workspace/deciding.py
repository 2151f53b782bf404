"""Who is who where the keys alone do not say: the user's decisions, and likely pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from prospecting.workspace.connection import Transaction
from prospecting.workspace.derive import Derivation, Say
from prospecting.workspace.errors import NotFound, WorkspaceError
from prospecting.workspace.ingest import PROGRAM
from prospecting.workspace.linking import Linking, never, silent

if TYPE_CHECKING:
    import pandas as pd

#: Merged by the program from this probability on; from the other on the user is asked.
MERGE_FROM: Final = 0.95
ASK_FROM: Final = 0.7
#: Above this many doubtful people the comparison is left to a job of its own.
AT_ONCE: Final = 20_000


class Deciding(Linking):
    """Merges, splits and the review queue. Decisions are kept with keys, not with ids: they hold
    through undoing and importing again."""

    def merge_people(self, a: int, b: int, *, user: str, note: str | None = None) -> int:
        """The user says that two are one person; the id that both go by from now on.

        Raises:
            NotFound: one of them is not in the workspace.
            WorkspaceError: it is one person already.
        """
        one, two = self.current_person(a), self.current_person(b)
        if one == two:
            raise WorkspaceError("That is one person already.")
        with self.write(user, data=True) as t:
            _decide(t, "merge", _keys(t, [one]), _keys(t, [two]), note)
            _derive(t, [one, two])
        return self.current_person(one)

    def keep_apart(self, a: int, b: int, *, user: str, note: str | None = None) -> None:
        """The user says that two are not one person, whatever files may suggest.

        Raises:
            NotFound: one of them is not in the workspace.
            WorkspaceError: they are one person now (see :meth:`split_person`).
        """
        one, two = self.current_person(a), self.current_person(b)
        if one == two:
            raise WorkspaceError("They are one person now: say which rows belong to the other one.")
        with self.write(user, data=True) as t:
            _decide(t, "apart", _keys(t, [one]), _keys(t, [two]), note)
            _derive(t, [one, two])

    def split_person(
        self, person_id: int, row_ids: Sequence[int], *, user: str, note: str | None = None
    ) -> int:
        """The user says that ``row_ids`` (see ``person_rows``) belong to somebody else; that
        somebody's id.

        Raises:
            NotFound: there is no such person.
            WorkspaceError: all or none of his rows are named, or rows on both sides are alike in
                every sign.
        """
        person = self.current_person(person_id)
        with self.write(user, data=True) as t:
            rows = t.rows("identity.rows_with_keys", {"person": person})
            chosen = set(row_ids) & {row[0] for row in rows}
            if not chosen or len(chosen) == len(rows):
                raise WorkspaceError("Name some of the person's rows, and not all of them.")
            left = {(key, name) for number, key, name in rows if number not in chosen}
            right = {(key, name) for number, key, name in rows if number in chosen}
            if left & right:
                raise WorkspaceError(
                    "Some rows on both sides have the same address and the same name: nothing "
                    "tells them apart."
                )
            event = _event(t, "apart", note)
            left_keys = {key for key, _ in left}
            sides: dict[int, set[str]] = {1: left_keys, 2: set()}
            for at, (key, name) in enumerate(sorted(right, key=str)):
                if key in left_keys:
                    # They share the key itself, so the name has to tell them apart.
                    if name is None:
                        raise WorkspaceError("A row without a name cannot be told apart.")
                    new = f"s:{event}:{at}"
                    params = {"event": event, "key": key, "name_key": name, "new_key": new}
                    t.run("identity.add_override", params)
                    sides[2].add(new)
                else:
                    sides[2].add(key)
            _enter(t, event, sides)
            _derive(t, [person])
            found = int(t.value("identity.person_of_row", {"row": min(chosen)}))
        return found

    def load_decisions(self) -> pa.Table:
        """Merges and partings: event_id, kind, user_id, written_at, note, person_a, person_b."""
        return self.read("identity.load_decisions")

    def undo_decision(self, event_id: int, *, user: str) -> None:
        """Take a merge or a parting back.

        Raises:
            NotFound: there is no such decision.
        """
        with self.write(user, data=True) as t:
            people = [row[0] for row in t.rows("identity.people_of_decision", {"event": event_id})]
            if not people:
                raise NotFound(f"There is no decision {event_id}.")
            derivation = Derivation(t)
            derivation.of_people(people)
            for name in ("drop_event", "drop_keys_of_event", "drop_overrides_of_event"):
                t.run(f"identity.{name}", {"event": event_id})
            derivation.run()
            t.changed("people")

    def _settle_doubts(self, t: Transaction, say: Say) -> None:
        """Compare people whom no key joins, unless there are so many that it takes long."""
        super()._settle_doubts(t, say)
        say("comparing people")
        _reconcile(t, AT_ONCE)

    def finish_matching(
        self,
        *,
        progress: Callable[[str, int, int | None], None] = silent,
        cancelled: Callable[[], bool] = never,
    ) -> int:
        """Compare what imports left because it was much: people whom no key joins, and names of
        companies with lists; how many were merged or linked. Nothing is compared twice, but the
        people in doubt.

        Raises:
            Cancelled: ``cancelled`` said so; what was found before it is kept.
        """
        progress("comparing people", 0, None)
        merged = self.reconcile(cancelled=cancelled)
        return merged + self.link_companies(progress=progress, cancelled=cancelled)

    def reconcile(self, *, cancelled: Callable[[], bool] = never) -> int:
        """Compare people whom no key joins: merge at .95 and above, ask from .7 on; how many
        were merged. Only people without a public profile address can still be somebody else.

        Raises:
            Cancelled: ``cancelled`` said so; nothing of it was kept.
        """
        with self.write(PROGRAM, data=True, events=False, cancelled=cancelled) as t:
            return _reconcile(t, None)


def _reconcile(t: Transaction, limit: int | None) -> int:
    """Compare people, unless there are more than ``limit``; how many were merged."""
    if not t.value("identity.needy_people"):
        return 0
    frame = t.table("identity.doubtful").to_pandas()
    if len(frame) < 2 or (limit is not None and len(frame) > limit):
        return 0
    likely = _likely_pairs(frame)
    decided = {tuple(sorted(row)) for row in t.rows("identity.parted")}
    pairs = zip(likely.a, likely.b, strict=True)
    fresh = likely[np.array([pair not in decided for pair in pairs], bool)]
    merged: list[int] = []
    sure = fresh[fresh.probability >= MERGE_FROM]
    for one, two in zip(sure.a.tolist(), sure.b.tolist(), strict=True):
        keys = _keys(t, [one]), _keys(t, [two])
        _decide(t, "merge", *keys, "very likely the same", user=PROGRAM)
        merged += [one, two]
    if merged:
        _derive(t, sorted(set(merged)))
    asked = fresh[fresh.probability < MERGE_FROM]
    queue = pa.table(
        {
            "person_a": pa.array(asked.a, pa.int64()),
            "person_b": pa.array(asked.b, pa.int64()),
            "probability": pa.array(asked.probability, pa.float64()),
            "reason": pa.array(asked.reason, pa.string()),
        }
    )
    t.run("identity.clear_queue")
    with t.lend("staged", queue):
        t.run("identity.fill_queue")
    return len(sure)


def _likely_pairs(frame: pd.DataFrame) -> pd.DataFrame:
    """Pairs a < b of people with their probability of being one, and the evidence in words."""
    import pandas as pd

    from prospecting.identity import resolve_people

    hashes = frame.email_hash
    # Two addresses are one or they are not; nothing can be read from the parts of a hash.
    mails: Any = [f"{h[:16]}@{h[16:32]}.example" if isinstance(h, str) else None for h in hashes]
    frame = frame.assign(email=mails)
    ours = ["email_hash", "url_key", "person_id", "name_key", "company_id"]
    found = resolve_people(frame.drop(columns=ours))
    reasons = {(p.left, p.right): _words(p.evidence) for p in found.review}
    ids, public = frame.person_id.to_numpy(), frame.url_key.notna().to_numpy()
    keep = (found.probability >= ASK_FROM) & ~(public[found.left] & public[found.right])
    keep &= ~_strangers(frame, found.left, found.right)
    left, right = found.left[keep], found.right[keep]
    weights = found.probability[keep].copy()
    sure = _corroborated(frame, left, right)
    weights[~sure] = np.minimum(weights[~sure], np.nextafter(MERGE_FROM, 0))
    weights = _unambiguous(left, right, weights, public)
    pairs = pd.DataFrame(
        {
            "a": np.minimum(ids[left], ids[right]),
            "b": np.maximum(ids[left], ids[right]),
            "probability": weights,
            "reason": [reasons.get(pair) for pair in zip(left, right, strict=True)],
        }
    )
    return pairs.sort_values(["a", "b"], ignore_index=True)


def _words(evidence: Sequence[str]) -> str:
    """The evidence in words, without the stand-ins for e-mail addresses."""
    return "; ".join(one.partition(":")[0] if "@" in one else one for one in evidence[:4])


def _mails_differ(
    frame: pd.DataFrame, left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.bool_]:
    known = frame.email_hash.notna().to_numpy()
    mails = frame.email_hash.fillna("").to_numpy(dtype=object)
    differ: NDArray[np.bool_] = np.asarray(mails[left] != mails[right], bool)
    return known[left] & known[right] & differ


def _strangers(
    frame: pd.DataFrame, left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Where both the e-mail address and the family name differ: not worth a question."""
    family = frame.name_key.fillna("").str.rpartition(" ")[2].to_numpy(dtype=object)
    names: NDArray[np.bool_] = np.asarray(family[left] != family[right], bool)
    return _mails_differ(frame, left, right) & names


def _corroborated(
    frame: pd.DataFrame, left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Where a pair may be merged without asking: one family name, given names that go together,
    and the same company or e-mail address. Weights learned from few rows can be very sure of
    people who are merely alike, and a wrong merge is worse than a question."""
    from prospecting.identity.names import short_forms

    forms = short_forms()
    names = [str(key).split(" ") if isinstance(key, str) else [] for key in frame.name_key]
    companies = frame.company_id.to_numpy(dtype=float, na_value=np.nan)
    mails = frame.email_hash.to_numpy(dtype=object)
    differ = _mails_differ(frame, left, right)
    out = np.zeros(len(left), bool)
    for place, (one, two) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        a, b = names[one], names[two]
        if len(a) < 2 or len(b) < 2 or a[-1] != b[-1]:
            continue
        # Tom and Thomas of one house, each with an address of his own, may be father and son.
        given = a[0] == b[0] or (not differ[place] and b[0] in forms.get(a[0], ()))
        place_shared = companies[one] == companies[two]
        mail_shared = isinstance(mails[one], str) and mails[one] == mails[two]
        out[place] = given and (place_shared or mail_shared)
    return out


def _unambiguous(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    weights: NDArray[np.float64],
    public: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """``weights`` with a pair that may not be merged lowered, so that the user is asked.

    Somebody without a public address who is as likely one as another of several people with one
    is nobody's for certain; and no chain of pairs may join two public addresses.
    """
    out = weights.copy()
    just_below = np.nextafter(MERGE_FROM, 0)
    offers: dict[int, set[int]] = {}
    for one, two in zip(left.tolist(), right.tolist(), strict=True):
        for needy, other in ((one, two), (two, one)):
            if public[other] and not public[needy]:
                offers.setdefault(needy, set()).add(other)
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent.get(node, node) != node:
            node = parent[node]
        return node

    taken: set[int] = set()
    for place in sorted(range(len(out)), key=lambda at: (-out[at], left[at], right[at])):
        if out[place] < MERGE_FROM:
            break
        one, two = int(left[place]), int(right[place])
        torn = any(len(offers.get(node, ())) > 1 for node in (one, two))
        ends = sorted((root(one), root(two)))
        owned = [end in taken or bool(public[end]) for end in ends]
        if torn or (ends[0] != ends[1] and all(owned)):
            out[place] = min(out[place], just_below)
            continue
        parent[ends[1]] = ends[0]
        if any(owned):
            taken.add(ends[0])
    return out


def _keys(t: Transaction, people: Sequence[int]) -> set[str]:
    return {key for _, key in t.rows("identity.keys_of_people", {"people": list(people)})}


def _event(t: Transaction, kind: str, note: str | None, user: str | None = None) -> int:
    params = {"kind": kind, "user": user or t.user, "at": t.at, "note": note}
    return int(t.value("identity.add_event", params))


def _enter(t: Transaction, event: int, sides: dict[int, set[str]]) -> None:
    for side, keys in sides.items():
        for key in sorted(keys):
            t.run("identity.add_event_key", {"event": event, "side": side, "key": key})


def _decide(
    t: Transaction,
    kind: str,
    left: Iterable[str],
    right: Iterable[str],
    note: str | None,
    user: str | None = None,
) -> None:
    _enter(t, _event(t, kind, note, user), {1: set(left), 2: set(right)})


def _derive(t: Transaction, people: Sequence[int]) -> None:
    derivation = Derivation(t)
    derivation.of_people(people)
    derivation.run()
    t.changed("people")
    t.changed("clients")
