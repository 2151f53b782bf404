"""Whose network a file is: what the user says, else what the file itself gives away.

A wrong guess would put one client's contacts under another's name, so only what is certain counts;
everything else is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from prospecting.exports.staging import OwnerHint
from prospecting.identity import keys as identity_keys
from prospecting.identity.text import fold
from prospecting.workspace.keyed import Keys

ME = 0
"""The network owner that is the seller; every other one is a client's id."""

#: What a reader hands on for "my connections.csv" or a folder called "me".
ME_NAME = "me"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whose file it may be."""

    client_id: int
    name: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """Whose file it is (``owner_id``, found ``how``), or None with the candidates and the reason."""

    owner_id: int | None
    how: str | None = None
    reason: str | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(slots=True)
class Owners:
    """Everybody who can own a network, and the signs they are known by."""

    keys: Keys
    people: dict[int, Candidate] = field(default_factory=dict)
    by_email: dict[str, set[int]] = field(default_factory=dict)
    by_url: dict[str, set[int]] = field(default_factory=dict)
    by_name: dict[str, set[int]] = field(default_factory=dict)

    @classmethod
    def gather(
        cls,
        keys: Keys,
        clients: Iterable[tuple[Any, ...]],
        signs: Iterable[tuple[Any, ...]],
        seller: dict[str, Any] | None,
    ) -> Owners:
        """From the rows of the statements ``known_clients`` and ``client_keys``, and the seller."""
        out = cls(keys, {ME: Candidate(ME, "me", "me")})
        for client_id, name, email, name_key in clients:
            out.people[client_id] = Candidate(client_id, name, email)
            out._know(client_id, name_key=name_key)
        for client_id, email_hash, url_key, name_key in signs:
            out._know(client_id, email_hash, url_key, name_key)
        if seller:
            email, url = seller.get("email"), seller.get("url")
            out._know(
                ME,
                keys.email_hashes([email])[0] if isinstance(email, str) else None,
                identity_keys.profile_key(url) if isinstance(url, str) else None,
                identity_keys.name_key(None, None, seller.get("name")),
            )
        return out

    def _know(
        self,
        owner: int,
        email_hash: str | None = None,
        url_key: str | None = None,
        name_key: str | None = None,
    ) -> None:
        for sign, table in (
            (email_hash, self.by_email),
            (url_key, self.by_url),
            (name_key, self.by_name),
        ):
            if sign:
                table.setdefault(sign, set()).add(owner)

    def _email(self, email: str | None) -> set[int]:
        digest = self.keys.email_hashes([email])[0] if email else None
        return self.by_email.get(digest, set()) if digest else set()

    def named(self, reference: str | int) -> Found:
        """The owner that the user names: ``me``, a client's id, or an e-mail address."""
        text = str(reference).strip()
        if text.lower() == "me":
            return Found(ME, "said")
        if text.isdigit():
            if int(text) in self.people:
                return Found(int(text), "said")
            return Found(None, reason=f"there is no client with the id {text}")
        found = self._email(text)
        if len(found) == 1:
            return Found(next(iter(found)), "said")
        if found:
            return Found(
                None,
                reason=f"{text} belongs to several clients: give the client's id",
                candidates=self._list(found),
            )
        return Found(
            None,
            reason=f"no client has the e-mail address {text}: import the client list first, "
            "or with it",
            candidates=self._like([text]),
        )

    def hinted(self, hints: Sequence[OwnerHint]) -> Found:
        """The owner that the file gives away, if there is no doubt."""
        by_sign: set[int] = set()
        how = None
        for hint in hints:
            key = identity_keys.profile_key(hint.url) if hint.url else None
            found = self._email(hint.email) | (self.by_url.get(key, set()) if key else set())
            if found and how is None:
                how = hint.source
            by_sign |= found
        if len(by_sign) == 1:
            return Found(next(iter(by_sign)), how)
        if by_sign:
            return self._unsure("its signs point to several people", hints, by_sign)
        inside = [hint for hint in hints if hint.source in {"profile", "messages"} and hint.name]
        outside = [hint for hint in hints if hint.source not in {"profile", "messages"}]
        for group in (inside, outside):
            named: set[int] = set()
            for hint in group:
                found = self._by_name(hint)
                named |= found
                if found and how is None:
                    how = hint.source
            if len(named) == 1:
                return Found(next(iter(named)), how)
            if named:
                return self._unsure("several people have that name", hints, named)
            if group is inside and inside:
                # The archive names somebody we do not know: a folder's name cannot outweigh that.
                return self._unsure(f"it belongs to {inside[0].name}, who is no client", hints)
        return self._unsure("nothing in it says whose connections they are", hints)

    def _by_name(self, hint: OwnerHint) -> set[int]:
        if not hint.name:
            return set()
        if hint.name == ME_NAME and hint.source in {"file name", "folder name"}:
            return {ME}
        key = identity_keys.name_key(None, None, hint.name)
        if key and key in self.by_name:
            return set(self.by_name[key])
        if hint.source in {"profile", "messages"}:
            return set()
        # "connections_carla_keller_2024": all words of exactly one client's name are there.
        words = set(_words(hint.name))
        return {
            owner
            for name, ids in self.by_name.items()
            if set(name.split()) <= words
            for owner in ids
        }

    def _unsure(self, reason: str, hints: Sequence[OwnerHint], known: Iterable[int] = ()) -> Found:
        likely = self._list(known) or self._like([hint.name or "" for hint in hints])
        return Found(None, reason=reason, candidates=likely)

    def _list(self, ids: Iterable[int]) -> tuple[Candidate, ...]:
        return tuple(self.people[owner] for owner in sorted(ids) if owner in self.people)

    def _like(self, texts: Iterable[str]) -> tuple[Candidate, ...]:
        """Clients who share a word with one of ``texts``; at most ten."""
        words = {word for text in texts for word in _words(text) if len(word) > 2}
        found = [
            owner
            for owner, person in sorted(self.people.items())
            if words & set(_words(f"{person.name or ''} {person.email or ''}"))
        ]
        return self._list(found[:10])


def _words(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in fold(text)).split()
