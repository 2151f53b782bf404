"""The writer service: what users record, each with who, when, and what they saw when they wrote."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from prospecting.workspace.connection import Transaction
from prospecting.workspace.errors import Conflict, Moved, NotFound, WorkspaceError
from prospecting.workspace.once import dump, remember, remembered
from prospecting.workspace.preferences import Preferences

_PLANS_KEPT: Final = 200
ANSWERS: Final = ("well", "little", "not")
WISHES: Final = ("pin", "refuse", "none")


@dataclass(frozen=True, slots=True)
class Event:
    """An event as stored; ``number`` is the ask's version after it."""

    ask_id: int
    number: int
    event_id: int
    stage: str


@dataclass(frozen=True, slots=True)
class PlanSnapshot:
    """A plan as it was shown; ``data_version`` is the workspace's version it was made from."""

    plan_id: int
    profile_id: int | None
    as_of: dt.date
    data_version: int
    body: dict[str, Any]


class Recording(Preferences):
    """Writes of the workspace. With ``key`` the same request twice is done once."""

    # Clients ----------------------------------------------------------------------------------

    def note_client(
        self,
        client_id: int,
        kind: str,
        *,
        on_date: dt.date,
        until: dt.date | None = None,
        number: float | None = None,
        text: str | None = None,
        user: str,
        key: str | None = None,
        expected: int | None = None,
    ) -> int:
        """Note something of a client: ``nps``, ``moment``, ``complaint``, ``favour``, ``touch``,
        ``do not ask``, ``budget`` …; the id of the note.

        Raises:
            NotFound: there is no such client.
            Conflict: somebody noted something since ``expected`` (the client's note_version).
        """
        client = self.current_client(client_id)
        with self.write(user) as t:
            if (known := remembered(t, key)) is not None:
                return int(known)
            if expected is not None:
                have = int(t.value("record.note_version", {"client": client}) or 0)
                if have != expected and not have:
                    raise Conflict("Meanwhile a note of this client was taken back: look again.")
                if have != expected:
                    seen, who, day = t.rows("record.note_at", {"note": have})[0]
                    raise Conflict(
                        f"Meanwhile {who} noted “{seen}” of this client on {day}: look again first."
                    )
            values = {
                "client": client,
                "kind": kind,
                "on_date": on_date,
                "until": until,
                "number": number,
                "text": text,
            }
            note = int(t.value("record.add_note", {**values, "user": user, "at": t.at}))
            t.changed("clients")
            remember(t, key, note)
            return note

    def drop_notes(self, note_ids: Sequence[int], *, user: str) -> int:
        """Take notes of clients back, as if they had never been written; how many were there."""
        with self.write(user) as t:
            gone = len(t.rows("record.drop_notes", {"notes": list(note_ids)}))
            if gone:
                params = {"at": t.at, "user": user, "action": "take back notes"}
                t.run("store.audit", {**params, "detail": dump({"notes": gone})})
                t.changed("clients")
            return gone

    def answer_knows(
        self,
        client_id: int,
        person_id: int,
        answer: str,
        *,
        on_date: dt.date,
        user: str,
        key: str | None = None,
    ) -> int:
        """The introducer's own answer on how well he knows somebody: ``well|little|not``.

        Raises:
            NotFound: there is no such client or person.
            WorkspaceError: another answer.
        """
        if answer not in ANSWERS:
            raise WorkspaceError(f"An answer is one of {', '.join(ANSWERS)}, not {answer!r}.")
        client, person = self.current_client(client_id), self.current_person(person_id)
        with self.write(user) as t:
            if (known := remembered(t, key)) is not None:
                return int(known)
            values = {"client": client, "person": person, "answer": answer, "on_date": on_date}
            number = int(t.value("record.add_answer", {**values, "user": user, "at": t.at}))
            t.changed("clients")
            remember(t, key, number)
            return number

    def answers_by(self, answer_ids: Sequence[int]) -> set[str]:
        """Who wrote these answers down; nobody where they are not there any more."""
        rows = self.rows("record.answers_by", {"answers": list(answer_ids)})
        return {row["user_id"] for row in rows}

    def drop_answers(self, answer_ids: Sequence[int], *, user: str) -> int:
        """Take answers back, as if they had never been given; how many were there. What was
        answered before holds again."""
        with self.write(user) as t:
            gone = len(t.rows("record.drop_answers", {"answers": list(answer_ids)}))
            if gone:
                params = {"at": t.at, "user": user, "action": "take back answers"}
                t.run("store.audit", {**params, "detail": dump({"answers": gone})})
                t.changed("clients")
            return gone

    def wish(
        self,
        kind: str,
        person_id: int,
        client_id: int | None = None,
        *,
        on_date: dt.date,
        user: str,
        key: str | None = None,
    ) -> int:
        """A wish that every later plan respects: ``pin``, ``refuse``, or ``none`` to take it back.

        Raises:
            NotFound: there is no such person or client.
            WorkspaceError: another kind.
        """
        if kind not in WISHES:
            raise WorkspaceError(f"A wish is one of {', '.join(WISHES)}, not {kind!r}.")
        person = self.current_person(person_id)
        client = self.current_client(client_id) if client_id is not None else None
        with self.write(user) as t:
            if (known := remembered(t, key)) is not None:
                return int(known)
            values = {"kind": kind, "person": person, "client": client, "on_date": on_date}
            number = int(t.value("record.add_wish", {**values, "user": user, "at": t.at}))
            t.changed("wishes")
            remember(t, key, number)
            return number

    # Asks -------------------------------------------------------------------------------------

    def find_ask(self, person_id: int, client_id: int) -> int | None:
        """The latest ask to that client about that person."""
        return self._maybe(
            self.value("record.find_ask", {"person": person_id, "client": client_id})
        )

    def add_ask(
        self,
        person_id: int,
        client_id: int,
        *,
        profile_id: int | None = None,
        currency: str | None = None,
        on_date: dt.date,
        user: str,
        key: str | None = None,
        import_id: int | None = None,
    ) -> int:
        """A new ask, without an event yet; its id.

        Raises:
            NotFound: there is no such person or client.
        """
        person, client = self.current_person(person_id), self.current_client(client_id)
        with self.write(user) as t:
            if (known := remembered(t, key)) is not None:
                return int(known)
            ask = _add_ask(t, person, client, profile_id, currency, on_date, import_id)
            remember(t, key, ask)
            return ask

    def add_event(
        self,
        ask_id: int,
        stage: str,
        *,
        on_date: dt.date,
        user: str,
        note: str | None = None,
        amount: float | None = None,
        currency: str | None = None,
        corrects_event: int | None = None,
        detail: Mapping[str, Any] | None = None,
        expected: int | None = None,
        judged_by: Mapping[str, int] | None = None,
        key: str | None = None,
    ) -> Event:
        """Append what happened to an ask.

        ``expected`` is the number of events that the user saw (``events`` of the ask);
        ``judged_by`` the versions of areas by which it was judged whether anything speaks against.

        Raises:
            NotFound: there is no such ask.
            Conflict: the ask has changed since; the text says how.
            Moved: an area of ``judged_by`` has changed since.
        """
        with self.write(user) as t:
            if (known := remembered(t, key)) is not None:
                return Event(**known)
            _hold(t, judged_by)
            if not t.value("record.ask_exists", {"ask": ask_id}):
                raise NotFound(f"There is no ask with the id {ask_id}.")
            event = _add_event(
                t, ask_id, stage, on_date, note, amount, currency, corrects_event, detail, expected
            )
            remember(t, key, _as_dict(event))
            return event

    def record(
        self,
        person_id: int,
        client_id: int,
        stage: str,
        *,
        on_date: dt.date,
        user: str,
        note: str | None = None,
        amount: float | None = None,
        currency: str | None = None,
        profile_id: int | None = None,
        detail: Mapping[str, Any] | None = None,
        expected: int | None = None,
        new: bool = False,
        judged_by: Mapping[str, int] | None = None,
        key: str | None = None,
    ) -> Event:
        """Append what happened between a client and a prospect, to their latest ask or (``new``,
        or where there is none) to one made for it; all in one transaction.

        Raises:
            NotFound: there is no such person or client.
            Conflict: the ask has changed since ``expected``.
            Moved: an area has another version than in ``judged_by``.
        """
        person, client = self.current_person(person_id), self.current_client(client_id)
        with self.write(user) as t:
            if (known := remembered(t, key)) is not None:
                return Event(**known)
            _hold(t, judged_by)
            found = t.value("record.find_ask", {"person": person, "client": client})
            if found is None or new:
                if expected:
                    raise Conflict("This ask is no longer there: look again first.")
                found = _add_ask(t, person, client, profile_id, currency, on_date, None)
            event = _add_event(
                t, int(found), stage, on_date, note, amount, currency, None, detail, expected
            )
            remember(t, key, _as_dict(event))
            return event

    def give_ask(self, ask_id: int, owner_user: str, *, user: str) -> None:
        """Hand an ask to a colleague.

        Raises:
            NotFound: there is no such ask.
        """
        with self.write(user) as t:
            if not t.value("record.ask_exists", {"ask": ask_id}):
                raise NotFound(f"There is no ask with the id {ask_id}.")
            t.run("record.set_ask_owner", {"ask": ask_id, "owner": owner_user})
            t.changed("asks")

    # Drafts and plans -------------------------------------------------------------------------

    def save_draft(
        self,
        *,
        person_id: int,
        client_id: int,
        kind: str,
        channel: str,
        language: str,
        source: str,
        body: Mapping[str, Any],
        ask_id: int | None = None,
        user: str,
    ) -> int:
        """Keep a draft; ``body`` is the whole of it, as JSON can hold it."""
        person, client = self.current_person(person_id), self.current_client(client_id)
        with self.write(user) as t:
            values = {
                "ask": ask_id,
                "person": person,
                "client": client,
                "kind": kind,
                "channel": channel,
                "language": language,
                "source": source,
                "body": dump(body),
            }
            return int(t.value("record.add_draft", {**values, "user": user, "at": t.at}))

    def load_drafts(
        self, person_id: int | None = None, client_id: int | None = None
    ) -> list[dict[str, Any]]:
        """Drafts kept, oldest first, with ``body`` as it was given."""
        rows = self.rows("record.drafts", {"person": person_id, "client": client_id})
        return [{**row, "body": json.loads(row["body"])} for row in rows]

    def save_plan(
        self,
        body: Mapping[str, Any],
        *,
        profile_id: int | None,
        as_of: dt.date,
        user: str,
        data_version: int | None = None,
    ) -> int:
        """Keep a plan as shown; ``data_version`` is what :meth:`version` said before it was made."""
        version = self.version() if data_version is None else data_version
        with self.write(user) as t:
            values = {"profile": profile_id, "as_of": as_of, "version": version}
            plan = t.value(
                "record.add_plan", {**values, "body": dump(body), "user": user, "at": t.at}
            )
            t.run("record.old_plans", {"keep": _PLANS_KEPT})
            return int(plan)

    def latest_plan(self, profile_id: int | None = None) -> PlanSnapshot | None:
        """The plan kept last, of a profile or of any."""
        rows = self.rows("record.latest_plan", {"profile": profile_id})
        return PlanSnapshot(**{**rows[0], "body": json.loads(rows[0]["body"])}) if rows else None

    @staticmethod
    def _maybe(value: Any) -> int | None:
        return int(value) if value is not None else None


def _as_dict(event: Event) -> dict[str, Any]:
    return {
        "ask_id": event.ask_id,
        "number": event.number,
        "event_id": event.event_id,
        "stage": event.stage,
    }


def _add_ask(
    t: Transaction,
    person: int,
    client: int,
    profile: int | None,
    currency: str | None,
    on_date: dt.date,
    import_id: int | None,
) -> int:
    values = {
        "person": person,
        "client": client,
        "profile": profile,
        "import": import_id,
        "currency": currency,
        "on_date": on_date,
    }
    return int(t.value("record.add_ask", {**values, "user": t.user, "at": t.at}))


def _hold(t: Transaction, judged_by: Mapping[str, int] | None) -> None:
    """Go on only where nothing changed of what was looked at before writing."""
    have = dict(t.rows("store.versions")) if judged_by else {}
    if any(have.get(area, 0) != version for area, version in (judged_by or {}).items()):
        raise Moved("Something else was recorded at the same moment: look again first.")


def _add_event(
    t: Transaction,
    ask: int,
    stage: str,
    on_date: dt.date,
    note: str | None,
    amount: float | None,
    currency: str | None,
    corrects: int | None,
    detail: Mapping[str, Any] | None,
    expected: int | None,
) -> Event:
    last = t.rows("record.last_event", {"ask": ask})
    have = int(last[0][0]) if last else 0
    if expected is not None and have != expected:
        _, was, who, day = last[0] if last else (0, "nothing", "nobody", on_date)
        raise Conflict(f"Meanwhile {who} set this ask to “{was}” ({day}): look again first.")
    values = {
        "ask": ask,
        "number": have + 1,
        "stage": stage,
        "on_date": on_date,
        "note": note,
        "amount": amount,
        "currency": currency,
        "corrects": corrects,
        "detail": dump(dict(detail)) if detail is not None else None,
    }
    event = int(t.value("record.add_event", {**values, "user": t.user, "at": t.at}))
    t.changed("asks")
    return Event(ask, have + 1, event, stage)
