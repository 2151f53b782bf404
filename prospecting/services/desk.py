"""The desk: a draft as the user left it, what he decided about it, and the mark that it went out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any, Final

from prospecting.drafting.draft import Check, Draft, DraftText
from prospecting.drafting.facts import AskFacts
from prospecting.errors import Refused
from prospecting.services import asks
from prospecting.services.clients import find_client, note, parse_id
from prospecting.services.drafts import edited, must_differ_from, proposed, require_seller
from prospecting.services.facts import NOTED, ask_facts, ask_of
from prospecting.services.planning import latest_plan
from prospecting.services.session import Session

#: Kinds that go on with an ask made before.
AFTER_ASK: Final = (
    "opt-in",
    "follow-up-1",
    "follow-up-2",
    "stop",
    "thanks-intro",
    "thanks-outcome",
    "reply-to-no",
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A draft as it lies before the user: the words, and what he decided about them.

    ``overruled`` are names of soft checks he does not want to hear of for this draft. ``read`` is
    False only for a model's words that he has not yet said to have read. ``others`` are the drafts
    of the same plan that it must not read like.
    """

    draft: Draft
    kind: str
    channel: str
    language: str
    variant: int = 0
    edited: bool = False
    overruled: frozenset[str] = field(default_factory=frozenset)
    read: bool = True
    others: tuple[DraftText, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether the words may be used: no hard check fails, and they were read."""
        return self.draft.ready and self.read

    @property
    def open_checks(self) -> list[Check]:
        """The checks that fail and were not overruled, hard ones first."""
        failed = [c for c in self.draft.failed() if c.hard or c.name not in self.overruled]
        return sorted(failed, key=lambda check: not check.hard)


def open_desk(
    session: Session,
    prospect_id: int,
    client: str | int,
    *,
    kind: str = "first",
    channel: str | None = None,
    language: str | None = None,
    variant: int | None = None,
    facts: AskFacts | None = None,
) -> Desk:
    """The draft for this ask as the user left it, else as it is proposed.

    ``variant`` asks for other words than those kept. The checks are made anew, with the facts of
    today.

    Raises:
        Refused: the person may not be approached, or the seller has not said who he is.
    """
    require_seller(session)
    row = find_client(session, client)
    person_id = session.ws.current_person(prospect_id)
    known = facts or ask_facts(session, person_id, row["client_id"])
    way = channel or "email"
    tongue = language or known.introducer.language or known.seller.language or "en"
    pair = (person_id, int(row["client_id"]))
    kept = _kept(session, pair).get((kind, way, tongue))
    if kept is not None and variant is not None and kept["body"].get("variant", 0) != variant:
        kept = None
    number = variant if variant is not None else int(kept["body"].get("variant", 0)) if kept else 0
    suggested = proposed(session, pair, known, kind, way, tongue, number)
    others = must_differ_from(session, pair, kind, way, suggested.language)
    if kept is None:
        return Desk(suggested, kind, way, suggested.language, number, others=others)
    body = kept["body"]
    overruled = frozenset(body.get("overruled", ()))
    if kept["source"] != "model" and not body.get("edited"):
        return Desk(
            suggested, kind, way, suggested.language, number, overruled=overruled, others=others
        )
    made = edited(
        suggested,
        subject=str(body["subject"]),
        body=str(body["body"]),
        forwardable=str(body["forwardable"]),
        forwardable_subject=str(body["forwardable_subject"]),
        others=others,
    )
    made = replace(
        made, source=str(kept["source"]), notices=tuple(body.get("notices", ())) or made.notices
    )
    return Desk(
        made,
        kind,
        way,
        made.language,
        number,
        edited=bool(body.get("edited")),
        overruled=overruled,
        read=bool(body.get("read", kept["source"] != "model")),
        others=others,
    )


def retyped(
    desk: Desk, *, subject: str, body: str, forwardable: str, forwardable_subject: str
) -> Desk:
    """The desk with the words as they stand in the editor; the same one where nothing changed."""
    made = edited(
        desk.draft,
        subject=subject,
        body=body,
        forwardable=forwardable,
        forwardable_subject=forwardable_subject,
        others=desk.others,
    )
    return desk if made is desk.draft else replace(desk, draft=made, edited=True)


def _kept(session: Session, pair: tuple[int, int]) -> dict[tuple[str, str, str], dict[str, Any]]:
    """What the user last made of each draft of this ask; a draft given back is not there."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in session.ws.load_drafts(person_id=pair[0], client_id=pair[1]):
        if row["kind"] == NOTED or row["body"].get("proposed"):
            continue
        key = (row["kind"], row["channel"], row["language"])
        if row["body"].get("given_back"):
            found.pop(key, None)
        else:
            found[key] = row
    return found


def keep(
    session: Session,
    desk: Desk,
    prospect_id: int,
    client_id: int,
    *,
    used: bool = False,
    given_back: bool = False,
) -> Desk:
    """Keep what the user made of a draft, so that it is still there after a reload.

    ``used`` says that it went out (by copy, file or mark), ``given_back`` that the proposed words
    are wanted again.
    """
    state = {
        "edited": desk.edited,
        "overruled": sorted(desk.overruled),
        "variant": desk.variant,
        "read": desk.read,
        "used": used,
        "given_back": given_back,
    }
    save(session, desk.draft, prospect_id, client_id, state)
    return desk


def note_proposed(
    session: Session,
    made: Draft,
    *,
    prospect: str | int | None = None,
    client: str | int | None = None,
    rank: int | None = None,
) -> None:
    """Remember that words about a person were handed out as they were proposed, outside the desk:
    the access report tells it, while what the user left on the desk stays. The same words again
    are noted once. Said by prospect and client, or by a rank of the last plan."""
    if rank is not None:
        plan = latest_plan(session)
        ask = next(one for one in plan.asks if one.rank == rank) if plan else None
        prospect, client = (ask.prospect_id, ask.client_id) if ask else (None, None)
    if prospect is None or client is None:
        return
    person = session.ws.current_person(parse_id(prospect))
    row = find_client(session, client)
    kept = session.ws.load_drafts(person_id=person, client_id=row["client_id"])
    words = made.to_dict()
    told = ("kind", "channel", "language", "source", "subject", "body", "forwardable")
    for one in kept:
        if one["body"].get("proposed") and all(one["body"].get(w) == words[w] for w in told):
            return
    save(session, made, person, row["client_id"], {"proposed": True})


def save(
    session: Session,
    made: Draft,
    prospect_id: int,
    client_id: int,
    state: dict[str, Any] | None = None,
) -> int:
    """Keep a draft as it stands; its id."""
    ask = ask_of(session, prospect_id, client_id)
    return int(
        session.ws.save_draft(
            person_id=prospect_id,
            client_id=client_id,
            kind=made.kind,
            channel=made.channel,
            language=made.language,
            source=made.source,
            body=made.to_dict() | (state or {}),
            ask_id=ask.ask_id if ask else None,
            user=session.user,
        )
    )


_DONE_WORDS: Final = {
    "first": "{client} asked about {prospect}",
    "opt-in": "{client} given the note for {prospect}",
    "follow-up-1": "{client} reminded about {prospect}",
    "follow-up-2": "{client} reminded again about {prospect}",
    "stop": "{prospect} closed kindly with {client}",
    "thanks-intro": "{client} thanked for {prospect}",
    "thanks-outcome": "{client} told how it ended with {prospect}",
    "reply-to-no": "{client} thanked for the answer about {prospect}",
    "mention": "{client} asked whether we may mention the name",
    "who-else": "{client} asked who else to speak to",
    "review": "{client} asked for a review",
    "case-study": "{client} asked for a case study",
}


def done_words(made: Draft) -> str:
    """What will be marked, with the names: "Carla Keller asked about Ben Weber"."""
    prospect = made.facts.prospect.name if made.facts.prospect else "somebody"
    return _DONE_WORDS[made.kind].format(client=made.facts.introducer.name, prospect=prospect)


def may_be_marked(session: Session, kind: str, prospect_id: int, client_id: int) -> str | None:
    """Why this kind cannot be marked as done yet; None where it can."""
    if kind in AFTER_ASK and ask_of(session, prospect_id, client_id) is None:
        return "Nothing was asked yet, so there is nothing to follow up."
    return None


def mark_done(
    session: Session, desk: Desk, prospect_id: int, client_id: int, *, on: dt.date | None = None
) -> dict[str, Any]:
    """Record that the words went out: the stage or remark that their kind stands for.

    ``message, ask_id, number``; the last two are None where only the client was noted.

    Raises:
        Refused: the ask cannot take that step.
    """
    made = desk.draft
    keep(session, desk, prospect_id, client_id, used=True)
    ask = ask_of(session, prospect_id, client_id)
    sentence = f"{done_words(made)}."
    if made.kind == "first":
        return asks.record(session, prospect=prospect_id, client=client_id, stage="asked", on=on)
    if ask is None:
        if made.kind in AFTER_ASK:
            raise Refused("nothing was asked yet, so there is nothing to follow up")
        note(session, client_id, touch=True, on=on)
        return {"message": sentence, "ask_id": None, "number": None, "warnings": []}
    stage = {"stop": "no-answer", "thanks-intro": "thanked", "reply-to-no": "thanked"}.get(
        made.kind
    )
    if made.kind == "thanks-outcome" and "thanked" not in ask.state.reached:
        stage = "thanked" if "introduced" in ask.state.reached else None
    if stage is not None:
        return asks.record(session, prospect=prospect_id, client=client_id, stage=stage, on=on)
    action = {"thanks-outcome": "told", "opt-in": "note"}.get(made.kind, "follow-up")
    text = "Note for the prospect handed over" if made.kind == "opt-in" else ""
    number = asks.add_remark(session, ask.ask_id, action, text)
    return {"message": sentence, "ask_id": ask.ask_id, "number": number, "warnings": []}
