"""Drafts: the facts of an ask gathered from the workspace, the words, the files."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from prospecting.drafting.compose import compose
from prospecting.drafting.draft import Draft
from prospecting.drafting.facts import (
    CHANNELS,
    KINDS,
    AskFacts,
    Introducer,
    Outcome,
    Prospect,
    Reason,
    Tie,
    TieFact,
    Trigger,
)
from prospecting.drafting.gate import check_draft
from prospecting.errors import Refused
from prospecting.services.asked import AskRow, all_asks
from prospecting.services.client_states import client_rows, client_states
from prospecting.services.clients import find_client, parse_id
from prospecting.services.planning import Judged, judge, latest_plan
from prospecting.services.sellers import drafting_seller, missing_for_drafts
from prospecting.services.session import Session
from scoring.countries import country_name
from scoring.industries import industries
from scoring.ties import LEVELS
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

LANGUAGES = ("en", "de", "fr", "es", "nl")
_OUTCOMES = (
    "introduced",
    "replied",
    "meeting",
    "opportunity",
    "won",
    "lost",
    "not-a-fit",
    "no-answer",
)
_RECENT_JOB_CHANGE_DAYS = 180
_COUNTRY_LANGUAGE = {
    "DE": "de",
    "AT": "de",
    "CH": "de",
    "FR": "fr",
    "BE": "nl",
    "NL": "nl",
    "ES": "es",
    "MX": "es",
    "AR": "es",
    "CL": "es",
    "CO": "es",
}


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
    missing = missing_for_drafts(session)
    if missing:
        raise Refused(
            f"a draft needs {' and '.join(missing)}: set it under Settings, or with "
            "prospector seller set FILE.toml"
        )
    if rank is not None:
        prospect, client = _by_rank(session, rank)
    if prospect is None or client is None:
        raise Refused("say which prospect and which client the draft is for")
    facts = ask_facts(session, parse_id(prospect), client)
    return write(session, facts, kind=kind, channel=channel, language=language)


def write(
    session: Session,
    facts: AskFacts,
    *,
    kind: str = "first",
    channel: str | None = None,
    language: str | None = None,
    variant: int = 0,
) -> Draft:
    """The words for facts already gathered; ``variant`` gives other words for the same facts."""
    seed = f"{facts.introducer.email or facts.introducer.name}|" + (
        facts.prospect.url or facts.prospect.name if facts.prospect else ""
    )
    return compose(
        facts,
        kind=kind,
        channel=channel or "email",
        language=language or facts.introducer.language or facts.seller.language or "en",
        seed=f"{seed}|{variant}" if variant else seed,
    )


def _by_rank(session: Session, rank: int) -> tuple[int, int]:
    plan = latest_plan(session)
    if plan is None:
        raise Refused("there is no plan yet; next: prospector plan")
    for ask in plan.asks:
        if ask.rank == rank:
            return ask.prospect_id, ask.client_id
    raise Refused(f"the last plan has {len(plan.asks)} asks; there is no number {rank}")


def proposed_language(session: Session, row: dict[str, Any]) -> str:
    """The client's language: as noted, else by country, else the seller's."""
    noted = (row["language"] or "").strip().lower()[:2]
    if noted in LANGUAGES:
        return noted
    from scoring.countries import find_country

    code = find_country(row["country"]) if row["country"] else None
    if code and code in _COUNTRY_LANGUAGE:
        return _COUNTRY_LANGUAGE[code]
    return drafting_seller(session).language or "en"


def ask_facts(session: Session, prospect_id: int, client: str | int) -> AskFacts:
    """Everything a draft about this prospect to this client may say.

    Raises:
        Refused: the person may not be approached.
        NotFound: no such client or prospect.
    """
    row = find_client(session, client)
    person_id = session.ws.current_person(prospect_id)
    judged = judge(session)
    frame = judged.frame
    at = frame.row_of(person_id)
    if at < 0:
        raise Refused("this contact is not in the workspace any more")
    if frame.is_suppressed[at]:
        raise Refused("this person asked not to be approached, so no draft is written")
    person = session.ws.load_people(ids=[person_id]).to_pylist()[0]
    edge = _edge(judged, at, row["client_id"])
    notes = session.ws.load_client_notes(client_id=row["client_id"]).to_pylist()
    return AskFacts(
        seller=drafting_seller(session),
        introducer=introducer_facts(session, row, notes),
        as_of=session.as_of,
        prospect=Prospect(
            name=person["name"] or "",
            first_name=person["first_name"] or "",
            title=person["title"] or "",
            company=person["company"] or "",
            url=person["url"] or "",
        ),
        tie=_tie(session, judged, edge, person),
        why_them=_why_them(judged, at, person),
        why_now=_why_now(session, person_id, notes),
        outcome=_outcome(session, person_id, row["client_id"]),
        sources={
            "prospect": f"connections of {row['name']}" if edge >= 0 else "your files",
            "introducer": "your client list",
        },
    )


def introducer_facts(
    session: Session, row: dict[str, Any], notes: list[dict[str, Any]]
) -> Introducer:
    """Who is asked, as the drafts know one."""
    state = next(
        (
            s
            for s, r in zip(client_states(session), client_rows(session), strict=True)
            if r["client_id"] == row["client_id"]
        ),
        None,
    )
    achieved = [n for n in notes if n["kind"] == "achieved" and n["text"]]
    formality = [n for n in notes if n["kind"] == "formality" and n["text"]]
    return Introducer(
        name=row["name"],
        first_name=row["first_name"] or "",
        company=row["company"] or "",
        title=row["title"] or "",
        client_since=state.since if state else row["since"],
        achieved=achieved[-1]["text"] if achieved else None,
        last_contact=state.last_touch if state else row["last_touch"],
        email=row["email"] or "",
        language=proposed_language(session, row),
        formality=formality[-1]["text"] if formality else "",
        kind=row["kind"] or "client",
        country=row["country"] or "",
    )


def _edge(judged: Judged, at: int, client_id: int) -> int:
    frame = judged.frame
    for edge in frame.edges_of(at):
        if int(frame.client[frame.edge_client[edge]]) == client_id:
            return int(edge)
    return -1


def _tie(session: Session, judged: Judged, edge: int, person: dict[str, Any]) -> Tie:
    frame = judged.frame
    if edge < 0:
        return Tie(evidence="unknown")
    raw = {name: frame.edges.column(name)[edge].as_py() for name in frame.edges.column_names}
    signs: list[TieFact] = []
    if raw["answer"]:
        signs.append(TieFact("answer", when=raw["answer_on"], text=raw["answer"]))
    if raw["messages_in"] and raw["messages_out"] and raw["last_message_epoch"]:
        last = dt.datetime.fromtimestamp(raw["last_message_epoch"], dt.UTC).date()
        signs.append(TieFact("messages", when=last))
    given, received = raw["recommended"], raw["recommended_by"]
    if given or received:
        word = "both" if given and received else ("given" if given else "received")
        signs.append(TieFact("recommendation", text=word))
    if raw["same_company_now"] and person["company"]:
        signs.append(TieFact("colleagues", place=person["company"]))
    if raw["connected_on"]:
        signs.append(TieFact("connected", when=raw["connected_on"]))
    if raw["other_clients"]:
        signs.append(TieFact("mutual", number=int(raw["other_clients"])))
    level = LEVELS[int(frame.ties.level[edge])]
    return Tie(evidence=level, how=tuple(signs))  # type: ignore[arg-type]


def _why_them(judged: Judged, at: int, person: dict[str, Any]) -> tuple[Reason, ...]:
    fit, frame, profile = judged.fit, judged.frame, judged.profile
    reasons: list[Reason] = []
    title, company = int(frame.people_table.title[at]), int(frame.people_table.company[at])
    if fit.named[at]:
        reasons.append(Reason("named", person["name"] or ""))
    if fit.target[at] and person["company"]:
        reasons.append(Reason("target_account", person["company"]))
    if title >= 0:
        first, level = int(frame.titles.first_function[title]), int(frame.titles.seniority[title])
        if profile.functions and first >= 0 and FUNCTIONS[first] in profile.functions:
            reasons.append(Reason("function", FUNCTIONS[first]))
        if profile.seniorities and level >= 0 and SENIORITIES[level] in profile.seniorities:
            reasons.append(Reason("seniority", SENIORITIES[level]))
    if company >= 0:
        code = int(frame.companies.industry[company])
        name = industries()[code].name if code >= 0 else None
        if name and name in profile.industries:
            reasons.append(Reason("industry", name))
        country = frame.companies.country[company]
        if country and country in profile.countries:
            reasons.append(Reason("country", country_name(country)))
        low, high = frame.companies.size_min[company], frame.companies.size_max[company]
        if profile.wants_size and np.isfinite(low) and low == high and fit.size[at] >= 1:
            reasons.append(Reason("size", str(int(low))))
    return tuple(reasons)


def _why_now(session: Session, person_id: int, notes: list[dict[str, Any]]) -> tuple[Trigger, ...]:
    found: list[Trigger] = []
    since = session.as_of - dt.timedelta(days=_RECENT_JOB_CHANGE_DAYS)
    for change in session.ws.load_job_changes(since=since).to_pylist():
        if change["person_id"] == person_id and change["company_changed"]:
            found.append(Trigger("job_change", when=change["seen_on"]))
    saved = session.ws.get_setting(f"needs:{person_id}", []) or []
    for entry in saved:
        when = dt.date.fromisoformat(entry["on"]) if entry.get("on") else None
        found.append(Trigger(entry["kind"], text=entry["text"], when=when))
    return tuple(found)


def note_need(session: Session, prospect_id: int, kind: str, text: str) -> None:
    """Note why now: a ``need`` heard of, or ``company_news``."""
    if kind not in ("need", "company_news") or not text.strip():
        raise Refused("say what you heard: a need, or news of the company")
    person_id = session.ws.current_person(prospect_id)
    saved = list(session.ws.get_setting(f"needs:{person_id}", []) or [])
    saved.append({"kind": kind, "text": text.strip(), "on": session.as_of.isoformat()})
    session.ws.set_setting(f"needs:{person_id}", saved, user=session.user)


def _ask(session: Session, person_id: int, client_id: int) -> AskRow | None:
    own = [a for a in all_asks(session) if a.person_id == person_id and a.client_id == client_id]
    return max(own, key=lambda ask: ask.ask_id, default=None)


def _outcome(session: Session, person_id: int, client_id: int) -> Outcome | None:
    ask = _ask(session, person_id, client_id)
    if ask is None or ask.state.stage not in _OUTCOMES:
        return None
    return Outcome(ask.state.stage, when=ask.state.since)  # type: ignore[arg-type]


def save(session: Session, made: Draft, prospect_id: int, client_id: int) -> int:
    """Keep a draft as it stands; its id."""
    ask = _ask(session, prospect_id, client_id)
    return int(
        session.ws.save_draft(
            person_id=prospect_id,
            client_id=client_id,
            kind=made.kind,
            channel=made.channel,
            language=made.language,
            source=made.source,
            body=made.to_dict(),
            ask_id=ask.ask_id if ask else None,
            user=session.user,
        )
    )


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


def edited(
    made: Draft, *, subject: str, body: str, forwardable: str, forwardable_subject: str
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
    return replace(made, text=text, checks=check_draft(text, made.facts))


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
