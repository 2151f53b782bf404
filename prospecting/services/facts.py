"""The facts of an ask, gathered from the workspace: all that a draft may say, with its sources.

What the user notes for a draft (a need, news of the company, where the two worked together) is
kept with the pair's drafts: it goes with the person when that person is erased, and follows both
through merges.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any, Final

import numpy as np

from prospecting.drafting.facts import (
    CHANNELS,
    AskFacts,
    Introducer,
    Outcome,
    Prospect,
    Reason,
    Tie,
    TieFact,
    Trigger,
)
from prospecting.drafting.greeting import GREETING_MOST
from prospecting.drafting.habits import Touch, propose_channel
from prospecting.drafting.nothing import (
    is_no_company,
    is_self_employed,
    name_without_nothing,
    value_or_nothing,
)
from prospecting.errors import Refused
from prospecting.services.asked import AskRow, all_asks
from prospecting.services.client_states import client_rows, client_states
from prospecting.services.clients import find_client
from prospecting.services.planning import Judged, judge
from prospecting.services.rewards import disclosure_for
from prospecting.services.sellers import LANGUAGES, drafting_seller
from prospecting.services.session import Session
from scoring.countries import country_name, find_country
from scoring.industries import industries
from scoring.ties import LEVELS
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

#: Kinds of what the user notes: why now, and how the two know each other.
WHY_NOW: Final = ("need", "company_news")
KNOWN_HOW: Final = ("worked_together", "same_school")
#: Kinds of client notes that only drafts read.
CLIENT_NOTES: Final = ("achieved", "formality", "language", "channel", "greeting")
NOTED: Final = "noted"
#: Name under which the drafts of the plan are kept between two looks at them.
PLAN_MEMO: Final = "drafts of the plan"
_LONGEST = 300
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
#: The language of a country's business letters; a country with several is decided by the user.
_COUNTRY_LANGUAGE = {
    "DE": "de",
    "AT": "de",
    "CH": "de",
    "LI": "de",
    "FR": "fr",
    "MC": "fr",
    "BE": "nl",
    "NL": "nl",
    "ES": "es",
    "MX": "es",
    "AR": "es",
    "CL": "es",
    "CO": "es",
    "PE": "es",
}
_BILINGUAL = {"CH": ("de", "fr"), "BE": ("nl", "fr"), "LU": ("fr", "de")}


def proposed_language(session: Session, row: dict[str, Any]) -> str:
    """The client's language: as noted, else by country (and name where the country has two),
    else the seller's."""
    noted = (row["language"] or "").strip().lower()[:2]
    if noted in LANGUAGES:
        return noted
    code = find_country(row["country"]) if row["country"] else None
    if code in _BILINGUAL:
        return _by_name(session, row, *_BILINGUAL[code])
    if code and code in _COUNTRY_LANGUAGE:
        return _COUNTRY_LANGUAGE[code]
    return drafting_seller(session).language or "en"


def _by_name(session: Session, row: dict[str, Any], usual: str, other: str) -> str:
    """Which of a country's two languages: the one where more people of that first name live."""
    first = (row["first_name"] or "").strip().casefold()

    def build() -> dict[str, dict[str, int]]:
        seen: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        people = session.ws.load_people()
        for name, country in zip(
            people.column("first_name").to_pylist(),
            people.column("country").to_pylist(),
            strict=True,
        ):
            code = find_country(country) if country else None
            if name and code and code not in _BILINGUAL and code in _COUNTRY_LANGUAGE:
                seen[name.strip().casefold()][_COUNTRY_LANGUAGE[code]] += 1
        return {name: dict(counts) for name, counts in seen.items()}

    counts = session.cached("languages of names", ("people", "clients"), build).get(first, {})
    return other if counts.get(other, 0) > counts.get(usual, 0) else usual


def ask_facts(session: Session, prospect_id: int, client: str | int) -> AskFacts:
    """Everything a draft about this prospect to this client may say.

    Raises:
        Refused: the person may not be approached.
        NotFound: no such client or prospect.
    """
    row = find_client(session, client)
    person_id = session.ws.current_person(prospect_id)
    return Gathering(session, person_id).facts(row, person_id)


class Gathering:
    """Reads what the facts of several asks share once; ``only`` is the one prospect wanted."""

    def __init__(self, session: Session, only: int | None = None) -> None:
        self.session = session
        self.only = only
        self.judged = judge(session)
        self.seller = drafting_seller(session)
        self.states = {
            row["client_id"]: state
            for row, state in zip(client_rows(session), client_states(session), strict=True)
        }
        self.notes = _client_notes(session)
        self.noted: dict[int, list[dict[str, Any]]] | None = None
        self.changes = _job_changes(session)
        self.asks = _asks_by_pair(session)
        self.told: dict[int, dict[str, str]] = {}

    def facts(self, row: dict[str, Any], person_id: int) -> AskFacts:
        """The facts of one ask.

        Raises:
            Refused: the person is not there any more, or may not be approached.
        """
        frame, client_id = self.judged.frame, row["client_id"]
        at = frame.row_of(person_id)
        if at < 0:
            raise Refused("this contact is not in the workspace any more")
        if frame.is_suppressed[at]:
            raise Refused("this person asked not to be approached, so no draft is written")
        person = person_of(self.judged, at)
        edge = self._edge(at, client_id)
        noted = self._noted(person_id)
        own = [one for one in noted if one["client_id"] == client_id]
        sources = {
            "prospect": f"connections of {row['name']}" if edge >= 0 else "your files",
            "introducer": "your client list",
        }
        return AskFacts(
            seller=self.seller,
            introducer=self.introducer(row),
            as_of=self.session.as_of,
            prospect=prospect_of(person),
            tie=self._tie(edge, person, own),
            why_them=_why_them(self.judged, at, person),
            why_now=self._why_now(person_id, person, noted),
            outcome=_outcome(self.asks.get((person_id, client_id))),
            sources=sources,
            disclosure=self._disclosure(client_id),
        )

    def _disclosure(self, client_id: int) -> dict[str, str]:
        """The line that tells of a reward to this client, by language; empty without one."""
        if client_id not in self.told:
            lines = {code: disclosure_for(self.session, client_id, code) for code in LANGUAGES}
            self.told[client_id] = {code: line for code, line in lines.items() if line}
        return self.told[client_id]

    def introducer(self, row: dict[str, Any]) -> Introducer:
        """Who is asked, as the drafts know one."""
        state = self.states.get(row["client_id"])
        said = self.notes.get(row["client_id"], {})
        language = said.get("language", "")
        return Introducer(
            name=name_without_nothing(value_or_nothing(row["name"])),
            first_name=value_or_nothing(row["first_name"]),
            company=value_or_nothing(row["company"]),
            title=value_or_nothing(row["title"]),
            client_since=state.since if state else row["since"],
            achieved=said.get("achieved") or None,
            last_contact=state.last_touch if state else row["last_touch"],
            email=row["email"] or "",
            language=language if language in LANGUAGES else proposed_language(self.session, row),
            formality=said.get("formality", ""),
            kind=row["kind"] or "client",
            country=row["country"] or "",
            greeting=said.get("greeting", ""),
        )

    def _noted(self, person_id: int) -> list[dict[str, Any]]:
        """What the user noted about a prospect, of whichever client, oldest first."""
        if self.noted is None:
            self.noted = defaultdict(list)
            for one in self.session.ws.load_drafts(person_id=self.only):
                if one["kind"] == NOTED:
                    self.noted[one["person_id"]].append(
                        one["body"] | {"client_id": one["client_id"]}
                    )
        return self.noted.get(person_id, [])

    def _edge(self, at: int, client_id: int) -> int:
        frame = self.judged.frame
        for edge in frame.edges_of(at):
            if int(frame.client[frame.edge_client[edge]]) == client_id:
                return int(edge)
        return -1

    def _tie(self, edge: int, person: dict[str, Any], noted: list[dict[str, Any]]) -> Tie:
        signs = [
            TieFact(one["kind"], place=one["text"]) for one in noted if one["kind"] in KNOWN_HOW
        ]
        frame = self.judged.frame
        if edge < 0:
            return Tie("potential" if signs else "unknown", tuple(signs))
        raw = {name: frame.edges.column(name)[edge].as_py() for name in frame.edges.column_names}
        if raw["answer"]:
            signs.append(TieFact("answer", when=raw["answer_on"], text=raw["answer"]))
        if raw["messages_in"] and raw["messages_out"] and raw["last_message_epoch"]:
            last = dt.datetime.fromtimestamp(raw["last_message_epoch"], dt.UTC).date()
            signs.append(TieFact("messages", when=last))
        for kind, given, received in (
            ("recommendation", raw["recommended"], raw["recommended_by"]),
            ("endorsement", raw["endorsed"], raw["endorsed_by"]),
        ):
            if given or received:
                word = "both" if given and received else ("given" if given else "received")
                signs.append(TieFact(kind, text=word))  # type: ignore[arg-type]
        firm = "" if is_no_company(person["company"] or "") else person["company"]
        if raw["same_company_now"] and firm:
            signs.append(TieFact("colleagues", place=firm))
        elif raw["worked_at_company_before"] and raw["overlap_months"] and firm:
            signs.append(TieFact("worked_together", place=firm))
        if raw["connected_on"]:
            signs.append(TieFact("connected", when=raw["connected_on"]))
        if raw["other_clients"]:
            signs.append(TieFact("mutual", number=int(raw["other_clients"])))
        level = LEVELS[int(frame.ties.level[edge])]
        if level == "unknown" and any(one["kind"] in KNOWN_HOW for one in noted):
            level = "potential"
        return Tie(level, tuple(signs))  # type: ignore[arg-type]

    def _why_now(
        self, person_id: int, person: dict[str, Any], noted: list[dict[str, Any]]
    ) -> tuple[Trigger, ...]:
        found: list[Trigger] = []
        recent = self.session.as_of - dt.timedelta(days=_RECENT_JOB_CHANGE_DAYS)
        since = person["in_role_since"] or self.changes.get(person_id)
        if since is not None and recent <= since <= self.session.as_of:
            found.append(Trigger("job_change", when=since))
        for one in noted:
            if one["kind"] in WHY_NOW:
                when = dt.date.fromisoformat(one["on"])
                found.append(Trigger(one["kind"], text=one["text"], when=when))
        return tuple(found)


def person_of(judged: Judged, at: int) -> dict[str, Any]:
    """The columns of a person that drafts use."""
    names = ("name", "first_name", "title", "company", "url", "in_role_since")
    found = {name: judged.frame.people.column(name)[at].as_py() for name in names}
    if is_no_company(found["company"] or "") and not is_self_employed(found["company"] or ""):
        found["company"] = ""
    return found


def prospect_of(person: dict[str, Any]) -> Prospect:
    """A person as the drafts know a prospect."""
    return Prospect(
        name=name_without_nothing(value_or_nothing(person["name"])),
        first_name=value_or_nothing(person["first_name"]),
        title=value_or_nothing(person["title"]),
        company=value_or_nothing(person["company"]),
        url=person["url"] or "",
    )


def _client_notes(session: Session) -> dict[int, dict[str, str]]:
    """The last note of each of ``CLIENT_NOTES`` by client; an empty one takes the last back."""

    def build() -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = defaultdict(dict)
        for note in session.ws.load_client_notes().to_pylist():
            if note["kind"] in CLIENT_NOTES:
                found[note["client_id"]][note["kind"]] = (note["text"] or "").strip()
        return found

    return session.cached("notes for drafts", ("clients", "people"), build)


def _job_changes(session: Session) -> dict[int, dt.date]:
    def build() -> dict[int, dt.date]:
        since = session.as_of - dt.timedelta(days=_RECENT_JOB_CHANGE_DAYS)
        return {
            row["person_id"]: row["seen_on"]
            for row in session.ws.load_job_changes(since=since).to_pylist()
            if row["company_changed"]
        }

    return session.cached("job changes", ("people",), build)


def _asks_by_pair(session: Session) -> dict[tuple[int, int], AskRow]:
    """The latest ask of each prospect and client."""

    def build() -> dict[tuple[int, int], AskRow]:
        return {(ask.person_id, ask.client_id): ask for ask in all_asks(session)}

    return session.cached("asks by pair", ("asks", "people", "clients", "rights"), build)


def ask_of(session: Session, person_id: int, client_id: int) -> AskRow | None:
    """The latest ask of this client about this prospect."""
    return _asks_by_pair(session).get((person_id, client_id))


def _outcome(ask: AskRow | None) -> Outcome | None:
    if ask is None or ask.state.stage not in _OUTCOMES:
        return None
    return Outcome(ask.state.stage, when=ask.state.since)  # type: ignore[arg-type]


def why_of(session: Session, person_id: int) -> tuple[Reason, ...]:
    """Why somebody fits the ideal client profile; nothing where nobody of that id is there."""
    judged = judge(session)
    at = judged.frame.row_of(person_id)
    return _why_them(judged, at, person_of(judged, at)) if at >= 0 else ()


def _why_them(judged: Judged, at: int, person: dict[str, Any]) -> tuple[Reason, ...]:
    fit, frame, profile = judged.fit, judged.frame, judged.profile
    reasons: list[Reason] = []
    title, company = int(frame.people_table.title[at]), int(frame.people_table.company[at])
    if fit.named[at]:
        reasons.append(Reason("named", person["name"] or ""))
    if fit.target[at] and not is_no_company(person["company"] or ""):
        reasons.append(Reason("target_account", person["company"]))
    if title >= 0:
        first, level = int(frame.titles.first_function[title]), int(frame.titles.seniority[title])
        if profile.functions and first >= 0 and FUNCTIONS[first] in profile.functions:
            reasons.append(Reason("function", FUNCTIONS[first]))
        if profile.seniorities and level >= 0 and SENIORITIES[level] in profile.seniorities:
            reasons.append(Reason("seniority", SENIORITIES[level]))
        words = (person["title"] or "").casefold()
        for kind, wishes in (("title", profile.titles), ("keyword", profile.keywords)):
            hit = next((wish for wish in wishes if wish.casefold() in words), None)
            if hit is not None:
                reasons.append(Reason(kind, hit))  # type: ignore[arg-type]
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


def note_for_draft(
    session: Session, prospect_id: int, client: str | int, kind: str, text: str
) -> None:
    """Note a fact that a draft may use: a ``need`` heard of or ``company_news``, or how the two
    know each other (``worked_together`` or ``same_school``, with the place).

    Raises:
        Refused: another kind, or no words.
        NotFound: no such client or prospect.
    """
    words = " ".join(text.split())
    if kind not in (*WHY_NOW, *KNOWN_HOW):
        raise Refused(f"a note for a draft is one of {', '.join((*WHY_NOW, *KNOWN_HOW))}")
    if not words:
        raise Refused("say what you know: a need, news of the company, or where they met")
    if len(words) > _LONGEST:
        raise Refused(f"keep it to {_LONGEST} characters; this has {len(words)}")
    row = find_client(session, client)
    session.ws.save_draft(
        person_id=session.ws.current_person(prospect_id),
        client_id=row["client_id"],
        kind=NOTED,
        channel="",
        language="",
        source="user",
        body={"kind": kind, "text": words, "on": session.as_of.isoformat()},
        user=session.user,
    )
    session.cached(PLAN_MEMO, (), dict).clear()


def note_client_fact(session: Session, client: str | int, kind: str, text: str) -> None:
    """Note of a client what drafts need: ``achieved``, ``formality``, ``language``, ``channel`` or
    ``greeting``; an empty text takes the last note back.

    Raises:
        Refused: another kind, or a value that is none of it.
        NotFound: no such client.
    """
    words = " ".join(text.split())
    allowed = {
        "formality": ("", "informal", "formal"),
        "language": ("", *LANGUAGES),
        "channel": ("", *CHANNELS),
    }
    if kind not in CLIENT_NOTES:
        raise Refused(f"for drafts there is {', '.join(CLIENT_NOTES)}, not {kind!r}")
    if kind in allowed and words not in allowed[kind]:
        raise Refused(f"{kind} is one of {', '.join(one for one in allowed[kind] if one)}")
    if len(words) > (most := GREETING_MOST if kind == "greeting" else _LONGEST):
        raise Refused(f"keep it to {most} characters; this has {len(words)}")
    row = find_client(session, client)
    session.ws.note_client(
        row["client_id"], kind, on_date=session.as_of, text=words, user=session.user
    )


def proposed_channel(session: Session, client: str | int) -> str:
    """How this client is best reached: as noted, else by the habits that the drafts and asks show,
    else by what is known; see ``habits.propose_channel``."""
    return channel_and_why(session, client)[0]


def channel_and_why(session: Session, client: str | int) -> tuple[str, str]:
    """The channel, and the reason in one sentence.

    A draft that went out is a contact; it counts as answered until its ask ends without one.
    """
    row = find_client(session, client)
    client_id = int(row["client_id"])
    noted = _client_notes(session).get(client_id, {}).get("channel", "")
    if noted == "linkedin-note":
        return noted, "You noted that a LinkedIn connection note is best."
    silent = {
        a.person_id
        for a in all_asks(session)
        if a.client_id == client_id and a.state.stage == "no-answer"
    }
    touches = [
        Touch(
            one["channel"], min(_day(one), session.as_of), answered=one["person_id"] not in silent
        )
        for one in session.ws.load_drafts(client_id=client_id)
        if one["channel"] in CHANNELS and one["body"].get("used")
    ]
    ways = {noted, *(touch.channel for touch in touches)}
    return propose_channel(
        touches,
        as_of=session.as_of,
        noted=noted,
        has_email=bool(row["email"]) or "email" in ways,
        has_profile=bool(row["url"]) or bool({"linkedin", "linkedin-note"} & ways),
        has_phone=bool(row["phone"]) or "phone" in ways,
        last_contact=row["last_touch"],
    )


def _day(draft: dict[str, Any]) -> dt.date:
    made: dt.datetime = draft["written_at"]
    return made.date()
