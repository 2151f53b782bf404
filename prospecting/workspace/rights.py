"""People's rights at the level of the store: left alone, erased, told, forgotten in time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from prospecting.exports.staging import SCHEMAS
from prospecting.identity import keys as identity_keys
from prospecting.workspace.connection import Transaction
from prospecting.workspace.derive import Derivation, suppress
from prospecting.workspace.erasing import blank_texts
from prospecting.workspace.errors import Conflict, NotFound, WorkspaceError
from prospecting.workspace.keep import Keeping
from prospecting.workspace.keyed import Keys, loose_email, loose_names, loose_url
from prospecting.workspace.listing import enter, list_signs
from prospecting.workspace.screening import forget_names

#: Where rows that speak of a person are taken out of, before what follows from them is derived.
_ROWS = (
    "drop_messages",
    "drop_invitations",
    "drop_recommendations",
    "drop_endorsements",
    "drop_positions",
    "drop_education",
    "drop_surveys",
    "blank_deals",
    "blank_referred",
    "drop_answers",
    "blank_past_asks",
    "drop_contacts",
    "drop_clients",
    "drop_past_asks",
)
_RECORDS = (
    "blank_asks",
    "drop_drafts",
    "drop_notes",
    "drop_wishes",
    "drop_knows",
    "drop_plans",
    "drop_reviews",
    "drop_event_keys",
    "drop_overrides",
)
_LEFTOVERS = (
    "drop_heirs",
    "drop_ledger",
    "drop_client_ledger",
    "unused_titles",
    "drop_unused_titles",
    "drop_unused_vectors",
    "drop_unused_companies",
    "drop_unused_old_names",
    "drop_unused_links",
)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure took out; the proof of it holds no personal data."""

    people: int
    rows: int
    proof_id: int | None
    copies: int = 0
    """Copies of the workspace that were cleaned or removed too."""


class Rights(Keeping):
    """Objection, erasure, access, retention."""

    # Objection --------------------------------------------------------------------------------

    def suppress(
        self,
        *,
        person_id: int | None = None,
        url: str | None = None,
        email: str | None = None,
        name: str | None = None,
        company: str | None = None,
        domain: str | None = None,
        reason: str | None = None,
        user: str,
    ) -> int:
        """Never suggest this person, or anybody at this company, again; how many new entries.

        The list holds keyed hashes only and outlives imports, erasure and restores. ``name`` goes
        with ``company``; a company alone, or a domain, means everybody there.

        Raises:
            NotFound: there is nobody of that id.
            WorkspaceError: nothing was named, or it cannot be read as an address.
        """
        signs = self._signs(url, email, name, company, domain)
        people = [self.current_person(person_id)] if person_id is not None else []
        for kind, text in signs:
            # Who is known by one sign is left alone under the others as well.
            if kind == "url":
                key = identity_keys.profile_key(url)
                people += self._ids("load.people_by_url", {"key": key})
            elif kind == "email_loose":
                digest = self.keys().digest(text)
                people += self._ids("load.people_by_email", {"hash": digest})
        if not signs and not people:
            raise WorkspaceError(
                "Say whom to leave alone: a person, a profile address, an e-mail address, a name "
                "with a company, or a company."
            )
        with self.write(user, data=True) as t:
            before = {row[0] for row in t.rows("rights.suppressed_people")}
            added = list_signs(t, self._key_id(t), self.keys(), signs, people, reason)
            suppress(t)
            if name and company:
                # Who is found by name and company is left alone elsewhere, too.
                found = {row[0] for row in t.rows("rights.suppressed_people")} - before
                added += list_signs(t, self._key_id(t), self.keys(), [], sorted(found), reason)
            t.changed("rights")
            _audit(t, "suppress", entries=added)
        return added

    def _signs(
        self,
        url: str | None,
        email: str | None,
        name: str | None,
        company: str | None,
        domain: str | None,
    ) -> list[tuple[str, str]]:
        out: list[tuple[str, str]] = []
        if url:
            key = identity_keys.profile_key(url)
            if key is None:
                raise WorkspaceError(f"{url} is no address of a profile.")
            out.append(("url", loose_url(key)))
        if email:
            key = identity_keys.email_key(email)
            if key is None:
                raise WorkspaceError(f"{email} is no e-mail address.")
            out.append(("email_loose", loose_email(key)))
        company_key = identity_keys.company_key(company) if company else None
        if name and company_key:
            name_key = identity_keys.name_key(None, None, name)
            if name_key:
                out += [("name_company", s) for s in sorted(loose_names(name_key, company_key))]
        elif company_key and not name:
            out.append(("company", company_key))
        if domain and (key := identity_keys.domain_key(domain)):
            out.append(("domain", key))
        return out

    def _key_id(self, t: Transaction) -> int:
        return int(t.rows("store.hash_keys")[-1][0])

    def unsuppress(self, *entries: int, user: str, expected: int | None = None) -> None:
        """Take entries off the list, on the person's own wish, or entered by mistake.

        Raises:
            Conflict: the list changed since ``expected`` (the version of “rights”).
        """
        with self.write(user, data=True) as t:
            if expected not in (None, dict(t.rows("store.versions")).get("rights", 0)):
                raise Conflict("The list of who is left alone was changed meanwhile: look again.")
            for entry in entries:
                t.run("rights.drop_suppression", {"id": entry})
            suppress(t)
            t.changed("rights")
            _audit(t, "take off the suppression list", entries=len(entries))

    def load_suppressions(self) -> pa.Table:
        """The list: suppression_id, kind, hash, reason, user_id, written_at."""
        return self.read("rights.suppressions")

    def is_suppressed(
        self,
        *,
        person_id: int | None = None,
        url: str | None = None,
        email: str | None = None,
        name: str | None = None,
        company: str | None = None,
    ) -> bool:
        """Whether any of these signs is on the list; what cannot be read as a sign is not."""
        if person_id is not None and self.value(
            "rights.is_suppressed_person", {"person": self.current_person(person_id)}
        ):
            return True
        signs: list[tuple[str, str]] = []
        for given in ({"url": url}, {"email": email}, {"name": name, "company": company}):
            try:
                signs += self._signs(
                    given.get("url"), given.get("email"), given.get("name"),
                    given.get("company"), None,
                )  # fmt: skip
            except WorkspaceError:
                continue
        if company and (key := identity_keys.company_key(company)):
            signs.append(("company", key))
            if name_key := identity_keys.name_key(None, None, name):
                signs.append(("name_company", f"{name_key}|{key}"))  # as older lists have it
        if not signs:
            return False
        kinds, hashes = [], []
        for row in self.rows("store.hash_keys"):
            hasher = Keys(bytes(row["value"]))
            for kind, text in signs:
                kinds.append(kind)
                hashes.append(hasher.digest(text))
        return bool(self.value("rights.listed", {"kinds": kinds, "hashes": hashes}))

    # Erasure ----------------------------------------------------------------------------------

    def erase(
        self,
        *,
        person_id: int | None = None,
        client_id: int | None = None,
        url: str | None = None,
        email: str | None = None,
        user: str,
        copies: bool = True,
    ) -> Erasure:
        """Take every trace of a person out of every table, then write the file anew, so that the
        bytes are gone; also out of the copies that the program made.

        The person goes on the suppression list first, as keyed hashes, so that a later import
        does not bring him back into a plan. Asks and amounts stay in the figures, without a name.
        While the file is written anew nobody else can use it.

        Raises:
            NotFound: nobody of that kind is in the workspace.
            WorkspaceError: nobody was named.
        """
        people = self._who(person_id, client_id, url, email)
        with self.write(user, events=False) as t:
            words = _words(t, people)
        # The copies first: cut short in between, the person is still here to be erased again.
        cleaned = self._clean_copies(words, user) if copies else 0
        with self.write(user, data=True) as t:
            signs = self._signs(url, email, None, None, None)
            list_signs(t, self._key_id(t), self.keys(), signs, people, "erased")
            words = _words(t, people)
            done = self._take_out_people(t, people, "erased", words, None)
            enter(t, self._key_id(t), forget_names(t, self.keys()), "erased")
        self._forget_files(done)
        self.rewrite()
        return Erasure(len(people), done["rows"], done["proof_id"], cleaned)

    def _who(
        self, person_id: int | None, client_id: int | None, url: str | None, email: str | None
    ) -> list[int]:
        found: list[int] = []
        if person_id is not None:
            found.append(self.current_person(person_id))
        if client_id is not None:
            client = self.current_client(client_id)
            found.append(int(self.value("rights.person_of_client", {"client": client})))
        if url is not None:
            key = identity_keys.profile_key(url)
            found += self._ids("load.people_by_url", {"key": key}) if key else []
        if email is not None:
            mail = identity_keys.email_key(email)
            if mail:
                digest = self.keys().digest(loose_email(mail))
                found += self._ids("load.people_by_email", {"hash": digest})
        if not found:
            mail = identity_keys.email_key(email) if email else None
            params: dict[str, object] = {
                "url": identity_keys.profile_key(url) if url else None,
                "mail": self.keys().email_hashes([mail])[0] if mail else None,
            }
            found = self._ids("rights.people_of_old_key", params)
        if not found:
            if all(sign is None for sign in (person_id, client_id, url, email)):
                raise WorkspaceError("Say whom to erase.")
            raise NotFound("Nobody of that address is in the workspace.")
        return sorted(set(found))

    def _take_out_people(
        self,
        t: Transaction,
        people: Sequence[int],
        reason: str,
        words: list[dict[str, Any]],
        rejects_before: dt.date | None,
    ) -> dict[str, Any]:
        t.run("rights.gone", {"people": list(people)})
        for name in (
            "gone_details",
            "gone_ids",
            "gone_keys",
            "gone_clients",
            "gone_imports",
            "gone_in_networks",
        ):
            t.run(f"rights.{name}")
        counts = t.table("rights.gone_counts").to_pylist()[0]
        imports = [row[0] for row in t.rows("rights.gone_import_list")]
        touched = [row[0] for row in t.rows("rights.touched_imports")]
        derivation = Derivation(t)
        if imports or len(people) > 50:
            derivation.everything()
        else:
            derivation.of_people(people)
        for name in _RECORDS:
            t.run(f"rights.{name}")
        for name in _ROWS:
            t.run(f"rights.{name}")
        for number in imports:
            for table in SCHEMAS:
                t.run(f"ingest.drop_{table}", {"id": number})
            t.run("ingest.drop_rejects", {"id": number})
            t.run("ingest.set_status", {"id": number, "status": "withdrawn"})
        if rejects_before is not None:
            t.run("rights.old_rejects", {"before": rejects_before})
        blank_texts(t, words)
        derivation.run()
        for name in _LEFTOVERS:
            t.run(f"rights.{name}")
        t.run("keep.ask_for_rewrite")
        suppress(t)
        for area in ("people", "clients", "asks", "wishes", "rights"):
            t.changed(area)
        detail = {key: int(value) for key, value in counts.items()}
        proof = t.value(
            "rights.add_proof",
            {"at": t.at, "user": t.user, "reason": reason, "detail": json.dumps(detail)},
        )
        _audit(t, "erase" if reason == "erased" else "purge", **detail)
        return {
            "rows": detail["rows"],
            "proof_id": int(proof),
            "files": sorted({*imports, *touched}),
        }

    def _forget_files(self, done: dict[str, Any]) -> None:
        """Lists of refused rows beside the workspace may name the person: they are made anew on
        demand from the store."""
        for number in done["files"]:
            self.rejects_path(number).unlink(missing_ok=True)

    def _clean_copies(self, words: list[dict[str, Any]], user: str) -> int:
        """Erase the same person from the copies that the program made itself."""
        cleaned = 0
        for path in self.copies():
            if ".before-schema-" in path.name:
                path.unlink(missing_ok=True)
                cleaned += 1
                continue
            with type(self).open(path, keep_copy=False) as copy:
                people = sorted({i for word in words for i in copy.people_of(word)})
                if people:
                    copy.erase_people(people, user=user)
                    cleaned += 1
        return cleaned

    def people_of(self, word: dict[str, Any]) -> list[int]:
        """People who bear the address of ``word``, or without one its name (of a person erased)."""
        if word["url_key"]:
            return self._ids("load.people_by_url", {"key": word["url_key"]})
        key = identity_keys.name_key(word["first_name"], word["last_name"], word["name"])
        params: dict[str, object] = {"key": key, "url": None, "limit": 1000}
        found = self._ids("load.people_by_name", params) if key else []
        # A name alone may be somebody else's: only where the copy knows one such person.
        return found if len(found) == 1 else []

    def erase_people(self, people: Sequence[int], *, user: str) -> None:
        """Erase several at once, without entries on the suppression list."""
        with self.write(user, data=True) as t:
            done = self._take_out_people(t, people, "erased", _words(t, people), None)
        self._forget_files(done)
        self.rewrite()

    def load_proofs(self) -> pa.Table:
        """Proofs of erasure: when, by whom, how many rows; no personal data."""
        return self.read("rights.proofs")

    # Retention --------------------------------------------------------------------------------

    def retention(self, *, as_of: dt.date, days: int = 365) -> pa.Table:
        """Whose time is over: person_id, name, first_seen, replied_on, due_on. It counts from
        first collection or the person's own reply; no re-import renews it. Clients are not meant.
        """
        return self.read("rights.due", {"as_of": as_of, "days": days})

    def purge(self, *, as_of: dt.date, days: int = 365, user: str) -> int:
        """Take out whose time is over; how many. Asks and amounts stay, without the name."""
        due = self.retention(as_of=as_of, days=days)
        people = [int(value) for value in due["person_id"].to_pylist()]
        if not people:
            return 0
        before = as_of - dt.timedelta(days=days)
        with self.write(user, data=True) as t:
            done = self._take_out_people(t, people, "expired", _words(t, people), before)
        self._forget_files(done)
        self.rewrite()
        return len(people)

    # Access -----------------------------------------------------------------------------------

    def about(self, person_id: int, *, days: int = 365) -> dict[str, Any]:
        """All that is known of a person, where from, since when, until when (``days`` after the
        first collection or the person's own reply), and who was told what.

        Raises:
            NotFound: there is nobody of that id.
        """
        person = self.current_person(person_id)
        params = {"person": person}
        base = self.load_people([person]).to_pylist()[0]
        contacts = self.rows("rights.about_contacts", params)
        for row in contacts:
            for end in ("first", "last"):
                epoch = row.pop(f"{end}_epoch")
                row[f"{end}_on"] = (
                    dt.datetime.fromtimestamp(epoch, dt.UTC).date() if epoch is not None else None
                )
        # Drafts about the person, and those that a client was to read.
        drafts = self.rows("rights.about_drafts", params)
        for row in drafts:
            row["body"] = json.loads(row["body"])
        asks = self.rows("rights.about_asks", params)
        client = self.rows("rights.client_row", params)
        told = sorted({a["introducer"] for a in asks if a["introducer"] and a["stage"] == "asked"})
        return {
            "person_id": person,
            "known": {
                key: value
                for key, value in base.items()
                if value is not None and key != "person_id"
            },
            "client": client[0] if client else None,
            "sources": self.rows("rights.about_sources", params),
            "rows": self.person_rows(person).to_pylist(),
            "kept_until": self.value("rights.kept_until", {**params, "days": days}),
            "known_to": self.rows("rights.about_connections", params),
            "contacts": contacts,
            "answers": self.rows("rights.about_answers", params),
            "job_changes": [
                row for row in self.load_job_changes().to_pylist() if row["person_id"] == person
            ],
            "asks": asks,
            "drafts": drafts,
            "asked_of_them": self.rows("rights.about_asked_of", params),
            "notes": self.rows("rights.about_notes", params),
            # Whoever exported such a list since then may have the person in it.
            "exports": self.rows("rights.about_exports", params),
            "recipients": told,
            "suppressed": bool(base["is_suppressed"]),
        }


def _audit(t: Transaction, action: str, **detail: Any) -> None:
    params = {"at": t.at, "user": t.user, "action": action, "detail": json.dumps(detail)}
    t.run("store.audit", params)


def _words(t: Transaction, people: Sequence[int]) -> list[dict[str, Any]]:
    """Names and addresses by which texts may speak of people."""
    t.run("rights.gone", {"people": list(people)})
    t.run("rights.gone_details")
    words = t.table("rights.gone_words").to_pylist()
    mails = [row[0] for row in t.rows("rights.gone_texts")]
    blank = {"name": None, "first_name": None, "last_name": None, "url": None, "url_key": None}
    return [{**word, "email": None} for word in words] + [{**blank, "email": m} for m in mails]
