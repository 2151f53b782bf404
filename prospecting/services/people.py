"""One person: who may be the same, where each datum came from, and what has changed."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from prospecting.errors import Refused
from prospecting.services import rights
from prospecting.services.clients import ANSWER_WORDS, know, person_name
from prospecting.services.import_words import kind_words, whose_words
from prospecting.services.session import Session

AREAS: Final = ("people", "clients", "rights")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


# The same person twice? ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Side:
    """One of two people who may be the same; ``sources`` are sentences on where it comes from."""

    person_id: int
    name: str
    title: str | None
    company: str | None
    url: str | None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one: ``probability`` 0..1, the reason in words."""

    left: Side
    right: Side
    probability: float
    reason: str

    @property
    def key(self) -> str:
        """A stable name of the pair."""
        return f"{self.left.person_id}-{self.right.person_id}"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision just made: its event for undoing, and one sentence."""

    event_id: int
    sentence: str
    other_id: int | None = None
    """Who was parted from the person, where somebody was."""


def _queue(session: Session) -> list[dict[str, Any]]:
    def build() -> list[dict[str, Any]]:
        rows = session.ws.review_queue().to_pylist()
        return sorted(rows, key=lambda r: (-r["probability"], r["person_a"], r["person_b"]))

    return session.cached("review queue", AREAS, build)


def review_count(session: Session) -> int:
    """How many pairs wait for a decision."""
    return len(_queue(session))


def review_pairs(
    session: Session, *, limit: int = 20, skip: Sequence[str] = (), sources: int = 1
) -> list[Pair]:
    """The pairs that wait, the likeliest first; sources are read for the first ``sources`` only."""
    passed = set(skip)
    found: list[Pair] = []
    for row in _queue(session):
        if f"{row['person_a']}-{row['person_b']}" in passed:
            continue
        full = len(found) < sources
        found.append(
            Pair(
                _side(session, row, "a", full),
                _side(session, row, "b", full),
                float(row["probability"]),
                reason_words(str(row["reason"] or "")),
            )
        )
        if len(found) == limit:
            break
    return found


_SOURCES_SHOWN: Final = 4
_SIGNS: Final = {"same": "same", "resembles": "similar", "differs": "different"}
_OF: Final = {"title": "role", "family name": "family name", "given name": "given name"}


def reason_words(reason: str) -> str:
    """Why two may be one, in a sentence: "Same family name; similar role; different company." """
    words = []
    for part in reason.split("; "):
        found = re.fullmatch(r"([a-z ]+) (same|resembles|differs)(?:: .*)?", part.strip())
        if found is None:
            words.append(part.strip())
        else:
            words.append(f"{_SIGNS[found[2]]} {_OF.get(found[1], found[1])}")
    text = "; ".join(word for word in words if word)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _side(session: Session, row: dict[str, Any], which: str, full: bool) -> Side:
    person_id = row[f"person_{which}"]
    return Side(
        person_id,
        row[f"name_{which}"] or "name unknown",
        row[f"title_{which}"],
        row[f"company_{which}"],
        row[f"url_{which}"],
        _sources(session, person_id) if full else (),
    )


def _sources(session: Session, person_id: int) -> tuple[str, ...]:
    """Where somebody is known from: each sentence once, with how often where it stands for many."""
    counted = Counter(one.sentence for one in origins(session, person_id))
    return tuple(
        f"{sentence} ({count:,} rows)" if count > 1 else sentence
        for sentence, count in list(counted.items())[:_SOURCES_SHOWN]
    )


def decide(session: Session, left: int, right: int, *, same: bool) -> Decision:
    """The user says whether two are one person; it holds for ever, through importing again.

    Raises:
        NotFound: one of them is gone.
        WorkspaceError: they are one person already.
    """
    one, two = person_name(session, left), person_name(session, right)
    if same:
        session.ws.merge_people(left, right, user=session.user)
        words = (
            f"{one} and {two} are one person now." if one != two else f"{one} is one person now."
        )
    else:
        session.ws.keep_apart(left, right, user=session.user)
        words = f"{one} and {two} stay two people."
    return Decision(last_decision(session), words)


def last_decision(session: Session) -> int:
    """The event of this user's last decision; 0 where there is none."""
    rows = session.ws.load_decisions().to_pylist()
    return max((row["event_id"] for row in rows if row["user_id"] == session.user), default=0)


def undo_decision(session: Session, event_id: int) -> None:
    """Take a decision back; a pair that was doubtful before is asked about again.

    Raises:
        NotFound: it was taken back before.
    """
    session.ws.undo_decision(event_id, user=session.user)
    session.ws.settle()


def past_decisions(session: Session, *, limit: int = 20) -> list[dict[str, Any]]:
    """The latest decisions on who is whom: ``event_id, sentence, on, user``."""
    rows = session.ws.load_decisions().to_pylist()
    verbs = {"merge": "are one person", "apart": "are two people"}
    twice = {"merge": "two entries are one person", "apart": "there are two of that name"}
    last = sorted(rows, key=lambda row: -row["event_id"])[:limit]
    ids = [row[side] for row in last for side in ("person_a", "person_b") if row[side] is not None]
    names = _names(session, ids)
    found = []
    for row in last:
        one, two = (
            names.get(row[side], "somebody since gone") for side in ("person_a", "person_b")
        )
        kind = row["kind"]
        words = (
            f"{one}: {twice.get(kind, kind)}"
            if one == two
            else f"{one} and {two} {verbs.get(kind, kind)}"
        )
        found.append(
            {
                "event_id": row["event_id"],
                "sentence": words
                + (" (decided by the program)" if row["user_id"] == "program" else ""),
                "on": row["written_at"],
                "user": row["user_id"],
            }
        )
    return found


def _names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    table = session.ws.load_people(ids=sorted(set(ids))).select(["person_id", "name"])
    return {row["person_id"]: row["name"] or "name unknown" for row in table.to_pylist()}


# Where it comes from ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """One row of a file about a person, in words and in parts."""

    row_id: int
    import_id: int
    file: str
    what: str
    whose: str
    name: str
    title: str | None
    company: str | None
    url: str | None
    connected_on: dt.date | None
    data_on: dt.date | None
    sentence: str

    @property
    def source(self) -> str:
        """The file's kind and whose it is: "your Google Contacts", "LinkedIn connections of Tom"."""
        return source_words(self.what, self.whose)


def source_words(what: str, whose: str) -> str:
    """A kind of file with its owner, for the middle of a sentence."""
    return f"your {what}" if whose == "you" else f"{what} of {whose}" if whose else what


def origins(session: Session, person_id: int) -> list[Origin]:
    """Every row of every file that this person is made of, the newest data first."""
    table = session.ws.person_rows(person_id)
    names = _owners(session)
    found = [_origin(row, names) for row in table.to_pylist()]
    return sorted(found, key=lambda one: (one.data_on or dt.date.min, one.row_id), reverse=True)


def _owners(session: Session) -> dict[int, str]:
    def build() -> dict[int, str]:
        table = session.ws.load_clients().select(["client_id", "name"])
        return {row["client_id"]: row["name"] or "" for row in table.to_pylist()}

    return session.cached("names of owners", AREAS, build)


def _origin(row: dict[str, Any], names: dict[int, str]) -> Origin:
    whose = whose_words(row["owner_id"], names.get(row["owner_id"] or 0))
    since = row["connected_on"]
    kind = kind_words(row["format"])
    words = [source_words(kind, whose)]
    if since:
        words.append(f"connected since {since:%B %Y}")
    if row["data_on"]:
        words.append(f"as of {row['data_on']:%d %b %Y}".replace(" 0", " "))
    return Origin(
        row_id=row["row_id"],
        import_id=row["import_id"],
        file=row["file"],
        what=kind_words(row["format"]),
        whose=whose,
        name=row["name"] or "",
        title=row["title"],
        company=row["company"],
        url=row["url"],
        connected_on=since,
        data_on=row["data_on"],
        sentence=words[0][:1].upper() + words[0][1:] + "".join(f", {word}" for word in words[1:]),
    )


def conflicts(rows: Sequence[Origin]) -> list[str]:
    """Where the files say different things of one person: "Role: CFO (…); VP Finance (…)"."""
    found = []
    for label in ("name", "title", "company"):
        said: dict[str, tuple[str, str]] = {}
        for one in rows:
            value: str | None = getattr(one, label)
            if value:
                said.setdefault(value.strip().casefold(), (value.strip(), one.source))
        if len(said) > 1:
            parts = [f"{value} ({source})" for value, source in list(said.values())[:4]]
            word = "Role" if label == "title" else label.capitalize()
            found.append(f"{word}: " + "; ".join(parts))
    return found


def split(session: Session, person_id: int, row_ids: Sequence[int]) -> Decision:
    """The user says that some rows belong to somebody else.

    Raises:
        Refused: none or all of the rows are named.
        WorkspaceError: nothing tells the two sides apart.
    """
    if not row_ids:
        raise Refused("choose the rows that belong to the other person")
    name = person_name(session, person_id)
    other = session.ws.split_person(person_id, list(row_ids), user=session.user)
    return Decision(last_decision(session), f"{name} is two people now.", other)


# Who knows them -----------------------------------------------------------------------------------


def answers_of(session: Session, person_id: int) -> dict[int, str]:
    """What introducers said of this person: client id to ``well``, ``little`` or ``not``."""

    def build() -> dict[int, dict[int, str]]:
        found: dict[int, dict[int, str]] = {}
        for row in session.ws.load_answers().to_pylist():
            found.setdefault(row["person_id"], {})[row["client_id"]] = row["answer"]
        return found

    return session.cached("answers", ("people", "clients", "asks", "rights"), build).get(
        person_id, {}
    )


def answer(session: Session, client_id: int, person_id: int, said: str) -> tuple[str, int]:
    """Record an introducer's own answer; the sentence that says so, and the answer's id.

    Raises:
        Refused: another answer.
    """
    if said not in ANSWER_WORDS:
        raise Refused(f"an answer is well, little or not, not {said!r}")
    done = know(session, client_id, person_id, said)
    return str(done["message"]), int(done["answer_id"])


def gone(session: Session, person_id: int) -> list[str]:
    """Clients whose newer export does not show this person any more."""
    names = _owners(session)
    rows = session.ws.who_knows([person_id]).to_pylist()
    current = {row["owner_id"] for row in rows if row["current"]}
    lost = {row["owner_id"] for row in rows if not row["current"]} - current
    return sorted(
        "you" if one == 0 else names.get(one, "a client") for one in lost if one is not None
    )


def wish_of(session: Session, person_id: int) -> str:
    """``pin``, ``refuse`` or nothing, as the user wished for this person whoever is asked."""

    def build() -> dict[int, str]:
        rows = session.ws.load_wishes().to_pylist()
        return {row["person_id"]: row["kind"] for row in rows if row["client_id"] is None}

    kind = session.cached("wishes of people", ("wishes", "people", "rights"), build).get(
        person_id, ""
    )
    return kind if kind in ("pin", "refuse") else ""


def add_client(
    session: Session,
    *,
    name: str,
    email: str = "",
    company: str = "",
    title: str = "",
    kind: str = "client",
) -> str:
    """Enter a client by hand; the sentence that says so.

    Raises:
        Refused: an e-mail address that is none.
        WorkspaceError: no name.
    """
    address = email.strip()
    if address and not _EMAIL.fullmatch(address):
        raise Refused(f"{address} is not an e-mail address")
    session.ws.add_client(
        name=name,
        email=address or None,
        company=company.strip() or None,
        title=title.strip() or None,
        kind=kind,
        user=session.user,
        as_of=session.as_of,
    )
    return f"{name.strip()} is one of your clients now."


def leave_alone(session: Session, person_id: int) -> rights.Listed:
    """Never suggest this person again; what was entered on the list.

    Raises:
        Refused: the role may not do that.
    """
    return rights.listed(
        session, lambda: str(rights.suppress(session, prospect=person_id)["message"])
    )
