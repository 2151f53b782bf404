"""Drafts: the words for an ask, what the user made of them, what was done with them, the files."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from prospecting.drafting.compose import compose
from prospecting.drafting.draft import Draft, DraftText
from prospecting.drafting.facts import CHANNELS, KINDS, AskFacts
from prospecting.drafting.gate import check_draft
from prospecting.errors import Refused
from prospecting.services import asks
from prospecting.services.access import require
from prospecting.services.client_states import client_rows
from prospecting.services.clients import find_client, note, parse_id
from prospecting.services.facts import (
    NOTED,
    PLAN_MEMO,
    Gathering,
    ask_facts,
    ask_of,
    proposed_channel,
)
from prospecting.services.judging import AREAS
from prospecting.services.planning import latest_plan
from prospecting.services.sellers import LANGUAGES, missing_for_drafts
from prospecting.services.session import Session
from prospecting.services.views import PlannedAsk, PlanView, plain

__all__ = [
    "LANGUAGES",
    "Desk",
    "ask_facts",
    "done_words",
    "draft",
    "edited",
    "eml",
    "file_name",
    "keep",
    "mail_link",
    "mark_done",
    "open_desk",
    "plan_drafts",
    "plan_merge",
    "plan_table",
    "plan_zip",
    "proposed_channel",
    "retyped",
    "save",
    "write",
    "write_files",
]

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
#: With how many drafts of the plan one outside it is compared.
COMPARED_OUTSIDE: Final = 10


def draft(
    session: Session,
    *,
    prospect: str | int | None = None,
    client: str | int | None = None,
    rank: int | None = None,
    kind: str = "first",
    channel: str | None = None,
    language: str | None = None,
) -> Draft:
    """The words for one ask: of a prospect and a client, or of a rank of the last plan.

    Raises:
        Refused: something is missing or unknown; the sentence says what to do.
    """
    if kind not in KINDS:
        raise Refused(f"there is no kind {kind!r}; the kinds are {', '.join(KINDS)}")
    if channel is not None and channel not in CHANNELS:
        raise Refused(f"there is no channel {channel!r}; the channels are {', '.join(CHANNELS)}")
    if language is not None and language not in LANGUAGES:
        raise Refused(f"drafts are written in {', '.join(LANGUAGES)}, not in {language!r}")
    require_seller(session)
    if rank is not None:
        prospect, client = _by_rank(session, rank)
    if prospect is None or client is None:
        raise Refused("say which prospect and which client the draft is for")
    facts = ask_facts(session, parse_id(prospect), client)
    pair = (session.ws.current_person(parse_id(prospect)), find_client(session, client)["client_id"])
    return _written(session, pair, facts, kind, channel or "email", language, 0)


def require_seller(session: Session) -> None:
    """Refuse to write for a seller who has not said who he is.

    Raises:
        Refused: what is missing, and where to say it.
    """
    missing = missing_for_drafts(session)
    if missing:
        raise Refused(
            f"a draft needs {' and '.join(missing)}: set it under Settings, or with "
            "prospector seller set FILE.toml"
        )


def write(
    session: Session,
    facts: AskFacts,
    *,
    kind: str = "first",
    channel: str | None = None,
    language: str | None = None,
    variant: int = 0,
    seed: int | str | None = None,
    others: Sequence[DraftText] = (),
) -> Draft:
    """The words for facts already gathered; ``variant`` gives other words for the same facts.

    ``seed`` is the rank of the ask in its plan where it has one; ``others`` are the drafts of the
    same plan, from which it must differ.
    """
    if seed is None:
        seed = f"{facts.introducer.email or facts.introducer.name}|" + (
            facts.prospect.url or facts.prospect.name if facts.prospect else ""
        )
    if variant:
        seed = seed + variant * 53 if isinstance(seed, int) else f"{seed}|{variant}"
    return compose(
        facts,
        kind=kind,
        channel=channel or "email",
        language=language or facts.introducer.language or facts.seller.language or "en",
        seed=seed,
        others=others,
    )


def _written(
    session: Session,
    pair: tuple[int, int],
    facts: AskFacts,
    kind: str,
    channel: str,
    language: str | None,
    variant: int,
) -> Draft:
    """The same words wherever this ask is looked at: on its page, in the archive, at the prompt."""
    tongue = language or facts.introducer.language or facts.seller.language or "en"
    if kind != "first" or channel not in ("email", "linkedin"):
        return write(session, facts, kind=kind, channel=channel, language=tongue, variant=variant)
    rank = _rank(session, pair)
    if channel == "email" and not variant and rank is not None:
        made = next((one for ask, one in plan_drafts(session, until=rank) if ask.rank == rank), None)
        if made is not None and made.language == tongue:
            return made
    return write(
        session,
        facts,
        kind=kind,
        channel=channel,
        language=tongue,
        variant=variant,
        seed=rank,
        others=_others(session, pair, kind, channel, tongue),
    )


def _rank(session: Session, pair: tuple[int, int]) -> int | None:
    plan = latest_plan(session)
    asks_ = plan.asks if plan is not None else []
    return next((a.rank for a in asks_ if (a.prospect_id, a.client_id) == pair), None)


def _others(
    session: Session, pair: tuple[int, int], kind: str, channel: str, language: str
) -> tuple[DraftText, ...]:
    """The e-mails of the plan that come before this one, in its language: it must not read like
    them. For an ask outside the plan the first few count."""
    if kind != "first" or channel != "email":
        return ()
    until = _rank(session, pair) or COMPARED_OUTSIDE
    return tuple(
        made.text
        for ask, made in plan_drafts(session, until=until)
        if made.language == language and (ask.prospect_id, ask.client_id) != pair
    )


def _by_rank(session: Session, rank: int) -> tuple[int, int]:
    plan = latest_plan(session)
    if plan is None:
        raise Refused("there is no plan yet; next: prospector plan")
    for ask in plan.asks:
        if ask.rank == rank:
            return ask.prospect_id, ask.client_id
    raise Refused(f"the last plan has {len(plan.asks)} asks; there is no number {rank}")


def plan_drafts(session: Session, *, until: int | None = None) -> list[tuple[PlannedAsk, Draft]]:
    """The first e-mail of every ask of the last plan, each unlike the ones before it.

    With ``until`` only those up to that rank, so that the first draft of a day need not wait for
    the fiftieth. Asks whose prospect may not be approached any more are left out.
    """
    plan = latest_plan(session)
    if plan is None or missing_for_drafts(session):
        return []
    memo: dict[Any, _PlanWriter] = session.cached(PLAN_MEMO, (), dict)
    stamp = (plan.version, session.as_of, *(session.ws.version(area) for area in AREAS))
    writer = memo.get(stamp)
    if writer is None:
        memo.clear()
        writer = memo[stamp] = _PlanWriter(session, plan)
    made = writer.until(len(plan.asks) if until is None else until)
    return [one for one in made if until is None or one[0].rank <= until]


class _PlanWriter:
    """Writes the drafts of one plan in the order of their ranks, as far as they are wanted."""

    def __init__(self, session: Session, plan: PlanView) -> None:
        self.session = session
        self.plan = plan
        self.gathering = Gathering(session)
        self.rows = {row["client_id"]: row for row in client_rows(session)}
        self.made: list[tuple[PlannedAsk, Draft]] = []
        self.texts: dict[str, list[DraftText]] = {}
        self.done = 0
        self.lock = threading.Lock()

    def until(self, rank: int) -> list[tuple[PlannedAsk, Draft]]:
        """What is written up to a rank."""
        with self.lock:
            while self.done < min(rank, len(self.plan.asks)):
                ask = self.plan.asks[self.done]
                self.done += 1
                row = self.rows.get(ask.client_id)
                if row is None:
                    continue
                try:
                    facts = self.gathering.facts(row, ask.prospect_id)
                except Refused:
                    continue
                language = facts.introducer.language or "en"
                before = self.texts.setdefault(language, [])
                one = write(
                    self.session, facts, language=language, seed=ask.rank, others=before
                )
                before.append(one.text)
                self.made.append((ask, one))
            return list(self.made)


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
    def open_checks(self) -> list[Any]:
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
    proposed = _written(session, pair, known, kind, way, tongue, number)
    others = _others(session, pair, kind, way, proposed.language)
    if kept is None:
        return Desk(proposed, kind, way, proposed.language, number, others=others)
    body = kept["body"]
    overruled = frozenset(body.get("overruled", ()))
    if kept["source"] != "model" and not body.get("edited"):
        return Desk(
            proposed, kind, way, proposed.language, number, overruled=overruled, others=others
        )
    made = edited(
        proposed,
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
        if row["kind"] == NOTED:
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


def edited(
    made: Draft,
    *,
    subject: str,
    body: str,
    forwardable: str,
    forwardable_subject: str,
    others: Sequence[DraftText] = (),
) -> Draft:
    """The draft with the user's words, checked again; the same one where nothing changed."""
    text = replace(
        made.text,
        subject=subject,
        body=body,
        forwardable=forwardable,
        forwardable_subject=forwardable_subject,
    )
    if text == made.text:
        return made
    return replace(made, text=text, checks=check_draft(text, made.facts, others))


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
    stage = {"stop": "no-answer", "thanks-intro": "thanked", "reply-to-no": "thanked"}.get(made.kind)
    if made.kind == "thanks-outcome" and "thanked" not in ask.state.reached:
        stage = "thanked" if "introduced" in ask.state.reached else None
    if stage is not None:
        return asks.record(session, prospect=prospect_id, client=client_id, stage=stage, on=on)
    action = {"thanks-outcome": "told", "opt-in": "note"}.get(made.kind, "follow-up")
    text = "Note for the prospect handed over" if made.kind == "opt-in" else ""
    number = asks.add_remark(session, ask.ask_id, action, text)
    return {"message": sentence, "ask_id": ask.ask_id, "number": number, "warnings": []}


def write_files(session: Session, made: Draft, directory: Path) -> list[Path]:
    """Write the draft as ``.eml`` (e-mail only), text and JSON; the paths written.

    Raises:
        Refused: the folder cannot be written to.
    """
    stem = file_name(made, "")
    files: list[tuple[str, bytes]] = []
    if made.channel == "email":
        files.append((f"{stem}.eml", eml(made)))
    text = made.body
    if made.forwardable:
        text += f"\n\n---\n{made.forwardable_subject}\n\n{made.forwardable}"
    files.append((f"{stem}.txt", text.encode()))
    files.append(
        (f"{stem}.json", json.dumps(made.to_dict(), ensure_ascii=False, indent=2).encode())
    )
    written = []
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, data in files:
            path = directory / name
            path.write_bytes(data)
            written.append(path)
    except OSError as error:
        raise Refused(f"{directory} cannot be written to: {error.strerror}") from None
    session.ws.audit("draft written to files", user=session.user, files=len(written))
    return written


def _as_left(session: Session) -> list[Draft]:
    """The drafts of the plan, with the user's own words where he changed them."""
    changed: dict[tuple[int, int, str], dict[str, Any]] = {}
    for row in session.ws.load_drafts():
        if row["kind"] == "first" and row["channel"] == "email":
            key = (row["person_id"], row["client_id"], row["language"])
            changed[key] = row["body"] | {"source": row["source"]}
    made = []
    for ask, proposed in plan_drafts(session):
        one = proposed
        body = changed.get((ask.prospect_id, ask.client_id, one.language))
        if body and body.get("edited") and not body.get("given_back") and body.get("read", True):
            one = edited(
                one,
                subject=str(body["subject"]),
                body=str(body["body"]),
                forwardable=str(body["forwardable"]),
                forwardable_subject=str(body["forwardable_subject"]),
            )
        made.append(one)
    return made


def plan_zip(session: Session) -> bytes:
    """A ZIP of the plan's drafts as ``.eml``, with the table for a mail merge."""
    from prospecting.drafting import outputs

    made = _as_left(session)
    session.ws.audit("plan written to files", user=session.user, drafts=len(made))
    return outputs.plan_zip(made)


def plan_merge(session: Session) -> bytes:
    """The table for a mail merge of the plan's drafts, as CSV."""
    from prospecting.drafting import outputs

    made = _as_left(session)
    session.ws.audit("plan written to files", user=session.user, drafts=len(made))
    return b"\xef\xbb\xbf" + outputs.merge_csv(made).encode()


def plan_table(session: Session, suffix: str) -> bytes:
    """The plan as a table, ``.csv`` or ``.xlsx``, with cells that no spreadsheet runs.

    Raises:
        Refused: the role may not export.
    """
    from prospecting.services import exporting

    require(session, "export")
    rows = [plain(row) for row in exporting.SOURCES["plan"](session)]
    session.ws.audit("export plan", user=session.user, rows=len(rows))
    if suffix == ".csv":
        return exporting.csv_bytes(rows)
    return exporting.xlsx_bytes(rows, "plan")


def eml(made: Draft) -> bytes:
    """The draft as a message that opens in the user's own mail program."""
    from prospecting.drafting.outputs import OutputError, eml_bytes

    try:
        return eml_bytes(made)
    except OutputError as error:
        raise Refused(str(error)) from None


def mail_link(made: Draft) -> str | None:
    """A ``mailto:`` link, None where the text is too long for one."""
    from prospecting.drafting.outputs import OutputError, mailto_url

    try:
        return mailto_url(made)
    except OutputError as error:
        raise Refused(str(error)) from None


def file_name(made: Draft, suffix: str = ".eml") -> str:
    """A name for the draft's file: who is asked about whom."""
    prospect = made.facts.prospect.name if made.facts.prospect else "favour"
    return _slug(f"{made.facts.introducer.name} about {prospect}") + suffix


def _slug(text: str) -> str:
    return re.sub(r"[^\w-]+", "-", text).strip("-")[:80] or "draft"
