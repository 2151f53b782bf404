"""Everything that is read: Arrow tables for the scoring, small answers for services and screens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pyarrow as pa

from prospecting.identity import keys as identity_keys
from prospecting.identity.text import fold, plain
from prospecting.workspace.errors import NotFound
from prospecting.workspace.imports import Imports
from prospecting.workspace.keyed import loose_email


class Loading(Imports):
    """Reads of the workspace. Rows come in the order of their ids."""

    def load_people(self, ids: Sequence[int] | None = None) -> pa.Table:
        """People (all, or ``ids``) with the flags ``is_client``, ``is_mine`` (first-degree of the
        seller), ``is_suppressed`` and ``in_talks`` (an open deal with them or their company)."""
        return self.read("load.people", {"ids": list(ids) if ids is not None else None})

    def load_titles(self, unread_by: str | None = None) -> pa.Table:
        """Distinct titles with their cached readings; ``unread_by`` leaves out what that version
        of the grammar has read."""
        return self.read("load.titles", {"unread_by": unread_by})

    def save_title_readings(self, readings: pa.Table, *, reader: str) -> None:
        """Keep readings: columns title_id, seniority, functions (joined by ``|``),
        decision_maker, current, confidence."""
        with self.write("program", data=True, events=False) as t, t.lend("staged", readings):
            t.run("load.clear_readings")
            t.run("load.enter_readings", {"reader": reader})

    def load_companies(self) -> pa.Table:
        """Companies that people work at, with the best-sourced facts."""
        return self.read("load.companies")

    def load_company_facts(self, company_id: int) -> pa.Table:
        """What each source says of a company, the best first; ``rank`` 3 list, 2 client, 1 contact."""
        return self.read("load.company_facts", {"id": company_id})

    def load_connections(self, current: bool = True) -> pa.Table:
        """Who is connected with whom; the seller's own have owner 0. Without ``current`` also
        those gone from the owner's newest export."""
        return self.read("load.connections", {"current": current})

    def load_messages(self, owner_ids: Sequence[int] | None = None) -> pa.Table:
        """Messages between owners and people: outgoing (null: not known), at_epoch (seconds)."""
        return self.read(
            "load.messages", {"owners": list(owner_ids) if owner_ids is not None else None}
        )

    def load_tie_evidence(self, as_of: dt.date) -> pa.Table:
        """One row for each current connection of a client, with all evidence but the messages'
        own times (see :meth:`load_messages`)."""
        return self.read("load.tie_evidence", {"as_of": as_of})

    def load_clients(self) -> pa.Table:
        """Clients and other introducers, with their company's facts and the size of their network."""
        return self.read("load.clients")

    def load_client_notes(self, client_id: int | None = None) -> pa.Table:
        """What was noted of clients, surveys among it (kind ``nps``, without a note_id)."""
        return self.read("load.client_notes", {"client": client_id})

    def load_asks(self, ask_id: int | None = None) -> pa.Table:
        """Asks with their present stage; ``events`` is the version to expect when writing."""
        return self.read("load.asks", {"ask": ask_id})

    def load_events(self, ask_id: int | None = None) -> pa.Table:
        """Events of asks, in order."""
        return self.read("load.events", {"ask": ask_id})

    def load_wishes(self) -> pa.Table:
        """The wishes that hold: person_id, client_id (null: whoever asks), kind pin or refuse."""
        return self.read("load.wishes")

    def load_answers(self) -> pa.Table:
        """The last answer of each client on each person: well, little or not."""
        return self.read("load.answers")

    def load_job_changes(self, since: dt.date | None = None) -> pa.Table:
        """Changes of title or company between exports, newest first."""
        return self.read("load.job_changes", {"since": since})

    def person_rows(self, person_id: int) -> pa.Table:
        """The rows that a person is made of, each with its file."""
        return self.read("load.person_rows", {"id": person_id})

    def review_queue(self) -> pa.Table:
        """Pairs that may be one person, for the user to say; the likeliest first."""
        return self.read("load.review_queue")

    def who_knows(self, people: Sequence[int]) -> pa.Table:
        """Owners connected with ``people``, former ones too (``current`` False)."""
        return self.read("load.who_knows", {"people": list(people)})

    # Finding ----------------------------------------------------------------------------------

    def search_people(self, text: str, limit: int = 50) -> list[int]:
        """People by name, in any order and without marks, or by profile address.

        ``ö``, ``ø``, ``oe`` and ``o`` are one here, ``ł`` and ``l``, ``ß`` and ``ss``.
        """
        url = identity_keys.profile_key(text) if "/" in text else None
        key = identity_keys.name_key(None, None, text)
        exact = self._ids("load.people_by_name", {"key": key, "url": url, "limit": limit})
        folded = plain(fold(text).strip())
        words = folded.split()
        if len(exact) >= limit or not words:
            return exact[:limit]
        like = "%" + _escaped(folded) + "%"
        more = self._ids("load.people_like", {"words": words, "like": like, "limit": limit})
        return list(dict.fromkeys([*exact, *more]))[:limit]

    def search_companies(self, text: str, limit: int = 20) -> list[int]:
        """Companies by name, legal form and marks left out; the closest first."""
        key = identity_keys.company_key(text) or ""
        if not key:
            return []
        like = f"% {_escaped(key)} %"
        return self._ids("load.companies_like", {"key": key, "like": like, "limit": limit})

    def people_at(self, companies: Sequence[int]) -> list[int]:
        """Who works at ``companies`` now."""
        return self._ids("load.people_at", {"companies": list(companies)})

    def current_person(self, person_id: int) -> int:
        """The id under which a person goes now, after merges.

        Raises:
            NotFound: nobody of that id is in the workspace.
        """
        if self.value("identity.person_exists", {"id": person_id}):
            return person_id
        alias = self.value("identity.alias_of", {"id": person_id})
        if alias is None:
            raise NotFound(f"There is nobody with the id {person_id}.")
        return int(alias)

    def current_client(self, client_id: int) -> int:
        """The id under which a client goes now, after merges.

        Raises:
            NotFound: there is no such client.
        """
        if self.value("load.client_exists", {"id": client_id}):
            return client_id
        alias = self.value("load.client_alias_of", {"id": client_id})
        if alias is None:
            raise NotFound(f"There is no client with the id {client_id}.")
        return int(alias)

    def find_client(self, reference: str | int) -> int:
        """The client with that id or e-mail address.

        Raises:
            NotFound: there is none, or there are several.
        """
        text = str(reference).strip()
        if text.isdigit():
            return self.current_client(int(text))
        digest = self.keys().email_hashes([text])[0]
        found = self._ids("load.clients_by_email", {"hash": digest}) if digest else []
        if len(found) == 1:
            return found[0]
        if found:
            raise NotFound(f"{text} belongs to several clients ({_listed(found)}): give the id.")
        raise NotFound(f"There is no client with the e-mail address {text}.")

    def find_person(self, reference: str | int) -> int:
        """The person with that id, profile address or e-mail address.

        Raises:
            NotFound: there is none, or there are several.
        """
        text = str(reference).strip()
        if text.isdigit():
            return self.current_person(int(text))
        found: list[int] = []
        if (key := identity_keys.profile_key(text)) is not None:
            found = self._ids("load.people_by_url", {"key": key})
        elif (email := identity_keys.email_key(text)) is not None:
            digest = self.keys().digest(loose_email(email))
            found = self._ids("load.people_by_email", {"hash": digest})
        if len(found) == 1:
            return found[0]
        if found:
            raise NotFound(f"{text} belongs to several people ({_listed(found)}): give the id.")
        raise NotFound(f"Nobody with the id or address {text} is in the workspace.")

    def _ids(self, name: str, params: dict[str, object]) -> list[int]:
        return [int(value) for value in self.read(name, params).column(0).to_pylist()]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids[:5]))
