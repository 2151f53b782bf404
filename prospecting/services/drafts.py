"""Drafts: the words for an ask, the same wherever it is looked at, and unlike others of a plan."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from prospecting.drafting.compose import compose
from prospecting.drafting.draft import Draft, DraftText
from prospecting.drafting.facts import CHANNELS, KINDS, AskFacts, Prospect
from prospecting.drafting.gate import check_draft
from prospecting.errors import Misused, Refused
from prospecting.services import sheets, team
from prospecting.services.asked import all_asks
from prospecting.services.client_states import all_readiness, client_rows
from prospecting.services.clients import find_client, parse_id
from prospecting.services.facts import (
    PLAN_MEMO,
    Gathering,
    ask_facts,
)
from prospecting.services.judging import AREAS
from prospecting.services.planning import latest_plan
from prospecting.services.sellers import LANGUAGES, missing_for_drafts
from prospecting.services.session import Session
from prospecting.services.views import PlannedAsk, PlanView

#: Kinds that ask the client for something anew.
ASKS_ANEW: Final = frozenset({"first", "mention", "who-else", "review", "case-study"})

#: How many further names a card or sheet holds.
RESERVE: Final = {"phone": 2, "meeting": sheets.MOST - 1}

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
        raise Misused(f"there is no kind {kind!r}; the kinds are {', '.join(KINDS)}")
    if channel is not None and channel not in CHANNELS:
        raise Misused(f"there is no channel {channel!r}; the channels are {', '.join(CHANNELS)}")
    if language is not None and language not in LANGUAGES:
        raise Misused(f"drafts are written in {', '.join(LANGUAGES)}, not in {language!r}")
    require_seller(session)
    if rank is not None:
        prospect, client = _by_rank(session, rank)
    if prospect is None or client is None:
        raise Refused("say which prospect and which client the draft is for")
    facts = ask_facts(session, parse_id(prospect), client)
    pair = (
        session.ws.current_person(parse_id(prospect)),
        find_client(session, client)["client_id"],
    )
    made = proposed(session, pair, facts, kind, channel or "email", language, 0)
    return replace(made, notices=(*made.notices, *cautions(session, pair, facts, kind)))


def cautions(
    session: Session, pair: tuple[int, int], facts: AskFacts, kind: str = "first"
) -> list[str]:
    """What speaks against sending a draft now, whatever its words: sentences, the gravest first.

    What colleagues did and the budget count for kinds that ask anew; a reminder or a thank-you
    belongs to an ask already made.
    """
    found = []
    if kind in ASKS_ANEW:
        states = zip(client_rows(session), all_readiness(session), strict=True)
        today = next((one for row, one in states if row["client_id"] == pair[1]), None)
        if today is not None and today.state in ("do not ask", "budget spent"):
            found.append(
                f"{facts.introducer.name} should not be asked now: {' '.join(today.reasons)}"
            )
        clashes = team.clashes(session, *pair)
        if today is not None and today.state == "budget spent":  # said already
            clashes = [one for one in clashes if "budget" not in one]
        found += clashes
    if facts.prospect is not None and not facts.tie.how and facts.tie.evidence == "unknown":
        found.append(
            f"No file shows that {facts.introducer.name} and {facts.prospect.name} are connected."
        )
    return found


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


def proposed(
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
    facts = with_reserve(session, pair, facts, kind, channel)
    if kind != "first" or channel not in ("email", "linkedin"):
        return write(session, facts, kind=kind, channel=channel, language=tongue, variant=variant)
    rank = _rank(session, pair)
    if channel == "email" and not variant and rank is not None:
        made = next(
            (one for ask, one in plan_drafts(session, until=rank) if ask.rank == rank), None
        )
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
        others=must_differ_from(session, pair, kind, channel, tongue),
    )


def with_reserve(
    session: Session, pair: tuple[int, int], facts: AskFacts, kind: str, channel: str
) -> AskFacts:
    """The facts with the names in reserve that a phone card or a meeting sheet also holds.

    The best of those whom this client may know, without people already asked about or whom the
    client said not to know.
    """
    most = RESERVE.get(channel, 0) if kind == "first" else 0
    if not most or facts.others:
        return facts
    asked = {
        ask.person_id for ask in all_asks(session) if ask.client_id == pair[1] and ask.state.open
    }
    reserve = [
        one
        for one in sheets.candidates(session, pair[1])
        if one.prospect_id not in asked | {pair[0]} and one.answer != "not"
    ][:most]
    others = tuple(
        Prospect(one.name, title=one.title or "", company=one.company or "") for one in reserve
    )
    if channel != "meeting":
        return replace(facts, others=others)
    # The sheet says of all its names why they are on it; a card of the first one only.
    names = [pair[0], *(one.prospect_id for one in reserve)]
    return replace(facts, others=others, why_them=sheets.why_all(session, names))


def _rank(session: Session, pair: tuple[int, int]) -> int | None:
    plan = latest_plan(session)
    asks_ = plan.asks if plan is not None else []
    return next((a.rank for a in asks_ if (a.prospect_id, a.client_id) == pair), None)


def must_differ_from(
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
                one = write(self.session, facts, language=language, seed=ask.rank, others=before)
                before.append(one.text)
                self.made.append((ask, one))
            return list(self.made)


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
