"""Entering signs of people on the list of those who are left alone, as keyed hashes only."""

from __future__ import annotations

from collections.abc import Sequence

from prospecting.workspace.connection import Transaction
from prospecting.workspace.keyed import Keys, loose_names, loose_url


def list_signs(
    t: Transaction,
    key_id: int,
    keys: Keys,
    signs: Sequence[tuple[str, str]],
    people: Sequence[int],
    reason: str | None,
) -> int:
    """Enter signs, and all signs of ``people``, as keyed hashes; how many were new."""
    entries = {(kind, keys.digest(text)) for kind, text in signs}
    for person in people:
        for url, other, name, company, mail in t.rows("rights.person_signs", {"person": person}):
            entries |= {("url", keys.digest(loose_url(key))) for key in (url, other) if key}
            if name and company:
                forms = loose_names(name, company)
                entries |= {("name_company", keys.digest(form)) for form in forms}
            if mail:
                entries.add(("email_loose", mail))
    return enter(t, key_id, sorted(entries), reason)


def enter(
    t: Transaction, key_id: int, entries: Sequence[tuple[str, str]], reason: str | None
) -> int:
    added = 0
    for kind, digest in entries:
        params = {"kind": kind, "key_id": key_id, "hash": digest, "reason": reason}
        added += bool(t.rows("rights.add_suppression", {**params, "user": t.user, "at": t.at}))
    return added
