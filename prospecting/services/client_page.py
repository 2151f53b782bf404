"""A client as a person: the seven steps, what went back and forth, what is owed, how to write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from prospecting.drafting.greeting import GREETING_MOST
from prospecting.errors import Refused
from prospecting.pipeline.followups import introduced_on
from prospecting.pipeline.journey import Balance, Give, Journey, give_and_take_of, journey
from prospecting.services.access import require, sees
from prospecting.services.asked import AskRow, all_asks
from prospecting.services.board import AskView, list_asks
from prospecting.services.client_states import all_readiness, client_rows
from prospecting.services.clients import find_client
from prospecting.services.rewards import LedgerLine, ledger
from prospecting.services.session import Session
from prospecting.services.todo import due_items
from scoring.willingness import Readiness

STARRED: Final = "starred_clients"
CHANNELS: Final = ("email", "phone", "linkedin", "meeting")
LANGUAGES: Final = ("en", "de", "fr", "es", "nl")
FORMALITIES: Final = ("formal", "informal")
#: Notes of one value each: the latest holds, an empty one takes it back.
SINGLE: Final = ("channel", "language", "formality", "greeting", "achieved")
#: What can be noted as having happened, in words, and what it counts as.
HAPPENED: Final[dict[str, str]] = {
    "touch": "We were in touch",
    "moment": "A good moment",
    "favour": "We did them a favour",
    "introduction given": "We introduced them to somebody",
    "referral given": "We sent them a customer",
    "review": "They wrote a review or recommendation",
    "need": "They told us a need",
    "pilot": "A pilot, trial or workshop",
    "referral": "They referred somebody unasked",
    "competitor": "A competitor of theirs",
    "complaint": "A complaint",
    "complaint solved": "The complaint is solved",
}
_WORDLESS: Final = frozenset({"touch", "complaint solved"})
_GIVEN: Final = {
    "favour": "favour",
    "introduction given": "introduction",
    "referral given": "referral",
}
_CONTENT: Final = 7
_TEXT_MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Survey:
    """A score of 0..10 and its day."""

    on: dt.date
    score: float


@dataclass(frozen=True, slots=True)
class Note:
    """One note as the page lists it."""

    kind: str
    on: dt.date | None
    words: str
    user: str


@dataclass(frozen=True, slots=True)
class ClientPage:
    """Everything the page of a client shows.

    ``undated`` names touch points that are known to have happened, on an unknown day (shown on
    the day the relation began). ``hidden_asks`` counts the asks of colleagues.
    """

    client_id: int
    row: Mapping[str, Any]
    readiness: Readiness
    journey: Journey
    undated: frozenset[str]
    surveys: list[Survey]
    notes: list[Note]
    balance: Balance
    gives: list[Give]
    asks: list[AskView]
    hidden_asks: int
    owed: list[dict[str, Any]]
    rewards: list[LedgerLine]
    channel: str | None
    language: str | None
    formality: str | None
    greeting: str | None
    achieved: str | None
    starred: bool
    competitors: list[str]
    budget_left: int
    agreements: list[tuple[dt.date, dt.date | None]]


def client_page(session: Session, client: str | int) -> ClientPage:
    """The page of one client.

    Raises:
        Refused, NotFound: there is none, or the role sees no asks.
    """
    require(session, "see own asks")
    row = find_client(session, client)
    client_id = int(row["client_id"])
    notes = notes_of(session, client_id)
    own = [ask for ask in all_asks(session) if ask.client_id == client_id]
    place = next(i for i, one in enumerate(client_rows(session)) if one["client_id"] == client_id)
    touches, undated = _touches(session, row, notes, own)
    gives = gives_of(notes, own)
    today = all_readiness(session)[place]
    latest = {kind: _latest(notes, kind) for kind in SINGLE}
    return ClientPage(
        client_id=client_id,
        row=row,
        readiness=today,
        journey=journey(touches, session.as_of),
        undated=undated,
        surveys=[
            Survey(n["on_date"], float(n["number"]))
            for n in notes
            if n["kind"] == "nps" and n["number"] is not None
        ],
        notes=[_note(n) for n in reversed(notes)],
        balance=give_and_take_of(row["name"], gives, session.as_of),
        gives=sorted(gives, key=lambda give: give.on, reverse=True),
        asks=sorted(
            list_asks(session, client_id=client_id),
            key=lambda one: one.since or dt.date.min,
            reverse=True,
        ),
        hidden_asks=sum(not sees(session, ask.owner_user) for ask in own),
        owed=[one for one in due_items(session) if one["client_id"] == client_id],
        rewards=ledger(session, client_id=client_id),
        channel=latest["channel"],
        language=latest["language"] or row["language"],
        formality=latest["formality"],
        greeting=latest["greeting"],
        achieved=latest["achieved"],
        starred=client_id in set(session.ws.get_setting(STARRED, []) or []),
        competitors=[n["text"] for n in notes if n["kind"] == "competitor" and n["text"]],
        budget_left=today.budget_left,
        agreements=[(n["on_date"], n["until"]) for n in notes if n["kind"] == "agreement"],
    )


def notes_of(session: Session, client_id: int) -> list[dict[str, Any]]:
    """What was noted up to today, by day and then in the order of writing."""
    rows = [
        row
        for row in session.ws.load_client_notes(client_id).to_pylist()
        if row["on_date"] is not None and row["on_date"] <= session.as_of
    ]
    return sorted(rows, key=lambda n: (n["on_date"], n["note_id"] or 0))


def _latest(notes: Sequence[Mapping[str, Any]], kind: str) -> str | None:
    found = [n["text"] for n in notes if n["kind"] == kind]
    return (found[-1] or None) if found else None


def _note(row: Mapping[str, Any]) -> Note:
    text, number = row["text"], row["number"]
    words = HAPPENED.get(row["kind"], row["kind"].capitalize())
    if row["kind"] == "nps" and number is not None:
        words = f"Gave {number:.0f} of 10"
    elif row["kind"] == "budget":
        words = "Usual budget" if number is None else f"May be asked {number:.0f} times a period"
    elif row["kind"] == "do not ask":
        words = f"Not asked until {row['until']}" if row["until"] else "Not to be asked"
    if text:
        words = f"{words}: {text}"
    return Note(row["kind"], row["on_date"], words, row["user_id"] or "")


def _touches(
    session: Session,
    row: Mapping[str, Any],
    notes: Sequence[Mapping[str, Any]],
    own: Sequence[AskRow],
) -> tuple[dict[str, list[dt.date]], frozenset[str]]:
    """Touch points had, with their days, and those whose day is not known."""
    found: dict[str, list[dt.date]] = {}
    undated: set[str] = set()

    def add(name: str, *days: dt.date | None) -> None:
        kept = [day for day in days if day is not None]
        if kept:
            found.setdefault(name, []).extend(kept)

    kinds = {
        "touch": "met",
        "moment": "liked",
        "review": "recommended",
        "need": "need_told",
        "pilot": "pilot",
        "favour": "favour_done",
        "introduction given": "favour_done",
        "referral given": "favour_done",
        "referral": "referred",
    }
    for note in notes:
        kind = note["kind"]
        if kind in kinds:
            add(kinds[kind], note["on_date"])
        if kind == "nps" and (note["number"] or 0) >= _CONTENT:
            add("satisfied", note["on_date"])
        if kind == "moment" and "renew" in (note["text"] or "").casefold():
            add("renewed", note["on_date"])
    add("connected", _connected(session, row["person_id"]))
    add("talks", *_talks(session, row["person_id"]))
    add("met", row["last_touch"])
    begun = row["since"]
    deals = row["deals_won"] or 0
    if deals or (begun and (row["kind"] or "client") == "client"):
        add("first_deal", begun)
    if deals >= 2 and begun is not None:
        add("second_deal", begun)
        undated.add("second_deal")
    if (row["nps"] or 0) >= _CONTENT and "satisfied" not in found:
        add("satisfied", row["nps_on"] or begun)
        if row["nps_on"] is None:
            undated.add("satisfied")
    for ask in own:
        day = introduced_on(ask.state)
        if day is not None:
            add("referred" if _unasked(ask) else "introduced", day)
    if row["referred_before"] and "referred" not in found and begun is not None:
        add("referred", begun)
        undated.add("referred")
    return found, frozenset(undated)


def _unasked(ask: AskRow) -> bool:
    return bool(ask.origin) or not ({"asked", "agreed"} & set(ask.state.reached))


def _connected(session: Session, person_id: int | None) -> dt.date | None:
    if person_id is None:
        return None
    days = [
        row["connected_on"]
        for row in session.ws.who_knows([person_id]).to_pylist()
        if row["owner_id"] == 0 and row["connected_on"] is not None
    ]
    return min(days) if days else None


def _talks(session: Session, person_id: int | None) -> list[dt.date]:
    """The first day on which messages had gone both ways between us and the client."""
    if person_id is None:
        return []

    def build() -> dict[int, dt.date]:
        first: dict[int, dict[bool, int]] = {}
        for row in session.ws.load_messages(owner_ids=[0]).to_pylist():
            if row["outgoing"] is None or row["at_epoch"] is None or (row["people"] or 2) > 2:
                continue
            own = first.setdefault(row["person_id"], {})
            own[row["outgoing"]] = min(own.get(row["outgoing"], row["at_epoch"]), row["at_epoch"])
        return {
            person: dt.datetime.fromtimestamp(max(ways.values()), dt.UTC).date()
            for person, ways in first.items()
            if len(ways) == 2
        }

    both = session.cached("my talks", ("people",), build)
    return [both[person_id]] if person_id in both else []


def gives_of(notes: Sequence[Mapping[str, Any]], own: Sequence[AskRow]) -> list[Give]:
    """What went back and forth: favours and rewards noted, introductions made."""
    gives = [
        Give(_GIVEN[n["kind"]], n["on_date"], True, n["text"] or "")
        for n in notes
        if n["kind"] in _GIVEN
    ]
    for ask in own:
        day = introduced_on(ask.state)
        if day is not None:
            kind = "referral" if _unasked(ask) else "introduction"
            gives.append(Give(kind, day, False, ask.person_name))
        if ask.state.rewarded_on is not None:
            gives.append(Give("reward", ask.state.rewarded_on, True, ask.person_name))
    return gives


# ---- writing -------------------------------------------------------------------------------------


def note_happened(
    session: Session,
    client: str | int,
    kind: str,
    text: str = "",
    *,
    on: dt.date | None = None,
    expected: int | None = None,
) -> int:
    """Note that one of ``HAPPENED`` happened; the note's id.

    Raises:
        Refused: another kind, a day to come, or no words where some are needed.
        Conflict: somebody noted something since ``expected`` (the client's note_version).
    """
    require(session, "note")
    if kind not in HAPPENED:
        raise Refused(f"what happened is one of {', '.join(HAPPENED)}")
    words = text.strip()
    if not words and kind not in _WORDLESS:
        raise Refused("say in a few words what it was")
    day = on or session.as_of
    if day > session.as_of:
        raise Refused(f"{day} has not come yet; note what has happened")
    return _write(session, client, kind, words, day, expected)


def set_single(
    session: Session, client: str | int, kind: str, value: str, *, expected: int | None = None
) -> int | None:
    """Set the channel, language, formality, greeting or what was achieved; "" takes it back.

    None where it is so already.

    Raises:
        Refused: another kind, or a value that is not offered.
        Conflict: somebody noted something since ``expected``.
    """
    require(session, "note")
    offered = {"channel": CHANNELS, "language": LANGUAGES, "formality": FORMALITIES}
    if kind not in SINGLE:
        raise Refused(f"one of {', '.join(SINGLE)} can be set")
    if value and kind in offered and value not in offered[kind]:
        raise Refused(f"the {kind} is one of {', '.join(offered[kind])}")
    if kind == "greeting" and len(value) > GREETING_MOST:
        raise Refused(f"a greeting has at most {GREETING_MOST} characters; this has {len(value)}")
    row = find_client(session, client)
    if (_latest(notes_of(session, row["client_id"]), kind) or "") == value.strip():
        return None
    return _write(session, client, kind, value.strip(), session.as_of, expected)


def take_back_notes(session: Session, note_ids: Sequence[int]) -> None:
    """Take notes back that were written by mistake: one's own, for managers anybody's.

    Raises:
        Refused: a note is a colleague's, or none is there any more.
    """
    require(session, "note")
    wanted = set(note_ids)
    rows = [n for n in session.ws.load_client_notes().to_pylist() if n["note_id"] in wanted]
    if not rows:
        raise Refused("this was taken back already")
    if not all(sees(session, row["user_id"]) for row in rows):
        raise Refused("this note is a colleague's")
    session.ws.drop_notes(sorted(wanted), user=session.user)


def _write(
    session: Session,
    client: str | int,
    kind: str,
    text: str,
    day: dt.date,
    expected: int | None,
) -> int:
    if len(text) > _TEXT_MOST:
        raise Refused(f"a note of a client has at most {_TEXT_MOST:,} characters")
    row = find_client(session, client)
    return int(
        session.ws.note_client(
            row["client_id"],
            kind,
            on_date=day,
            text=text or None,
            user=session.user,
            expected=expected,
        )
    )


def star(session: Session, client: str | int, starred: bool) -> None:
    """Mark a client as one of the best, from whom the ideal profile is learned, or take it back."""
    require(session, "note")
    client_id = int(find_client(session, client)["client_id"])
    version = session.ws.setting_version(STARRED)
    have = set(session.ws.get_setting(STARRED, []) or [])
    changed = have | {client_id} if starred else have - {client_id}
    if changed != have:
        session.ws.set_setting(STARRED, sorted(changed), user=session.user, expected=version)
