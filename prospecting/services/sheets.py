"""The sheet for a review meeting: one client, three to five names, answers typed back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from prospecting.drafting.facts import AskFacts, Reason
from prospecting.drafting.untrusted import clean_title
from prospecting.errors import Refused
from prospecting.safe_output import safe_row
from prospecting.services.clients import find_client, know
from prospecting.services.facts import Gathering, person_of, prospect_of, why_of
from prospecting.services.planning import judge
from prospecting.services.session import Session

MOST: Final = 5
LEAST: Final = 3
ANSWERS: Final = ("well", "little", "not")
COLUMNS: Final = (
    "client_email",
    "prospect_id",
    "prospect_name",
    "prospect_url",
    "answer",
    "answered_on",
)


@dataclass(frozen=True, slots=True)
class SheetClient:
    """A client with whom a sheet makes sense: how many names could stand on it."""

    client_id: int
    name: str
    company: str | None
    names: int
    planned: int


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """Somebody for a sheet; ``answer`` is what the client said before, or None."""

    prospect_id: int
    name: str
    title: str | None
    company: str | None
    fit: float
    evidence: str
    answer: str | None


def sheet_clients(session: Session) -> list[SheetClient]:
    """Clients who may know a prospect, those with most to ask first.

    A client who wishes not to be asked is left out.
    """
    from prospecting.services.planning import latest_plan

    judged = judge(session)
    frame = judged.frame
    plan = latest_plan(session)
    planned: dict[int, int] = {}
    for ask in plan.asks if plan else ():
        planned[ask.client_id] = planned.get(ask.client_id, 0) + 1
    open_ = judged.is_prospect[frame.edge_person]
    counts = np.bincount(frame.edge_client[open_], minlength=len(frame.client))
    found = []
    for place, (row, state) in enumerate(zip(judged.rows, judged.states, strict=True)):
        if row is None or state is None or not counts[place]:
            continue
        if state.opted_out or state.former or state.complaint:
            continue
        found.append(
            SheetClient(
                row["client_id"],
                row["name"],
                row["company"],
                int(counts[place]),
                planned.get(row["client_id"], 0),
            )
        )
    return sorted(found, key=lambda c: (-c.planned, -c.names, c.name.casefold(), c.client_id))


def candidates(session: Session, client_id: int, *, limit: int = 25) -> list[SheetPerson]:
    """Whom this client may know of those who fit, the most telling to ask about first.

    That is a good fit whose tie is not known yet: an answer there changes the plan most. People
    about whom the client has answered stand at the end.
    """
    judged = judge(session)
    frame = judged.frame
    place = np.flatnonzero(frame.client == client_id)
    if not place.size:
        return []
    edges = np.flatnonzero((frame.edge_client == place[0]) & judged.is_prospect[frame.edge_person])
    fit = judged.fit.fit[frame.edge_person[edges]]
    answers = frame.edges.column("answer")
    levels = frame.ties.level[edges]
    order = sorted(
        range(len(edges)),
        key=lambda at: (
            answers[int(edges[at])].as_py() is not None,
            -round(float(fit[at]), 2),
            -int(levels[at]),
            int(edges[at]),
        ),
    )
    from scoring.ties import LEVELS

    found: list[SheetPerson] = []
    names: set[str] = set()
    for at in order:
        edge = int(edges[at])
        row = int(frame.edge_person[edge])
        person = person_of(judged, row)
        # Two of one name on a sheet could not be told apart at the table.
        if not person["name"] or person["name"].casefold() in names:
            continue
        names.add(person["name"].casefold())
        found.append(
            SheetPerson(
                int(frame.person[row]),
                person["name"],
                # "Director @ Solvanta" beside the company would name it twice.
                clean_title(person["title"] or "") or person["title"],
                person["company"],
                float(fit[at]),
                LEVELS[int(levels[at])],
                answers[edge].as_py(),
            )
        )
        if len(found) == limit:
            break
    return found


def sheet_facts(session: Session, client_id: int, people: Sequence[int]) -> AskFacts:
    """The facts of a sheet: one client, the people on it in their order.

    Raises:
        Refused: nobody, or more than ``MOST`` people.
        NotFound: no such client.
    """
    if not people:
        raise Refused("choose who stands on the sheet")
    if len(people) > MOST:
        raise Refused(f"a sheet has at most {MOST} names: {len(people)} are too many for a meeting")
    row = find_client(session, client_id)
    gathering = Gathering(session)
    facts = gathering.facts(row, people[0])
    frame = gathering.judged.frame
    others = []
    for person_id in people[1:]:
        at = frame.row_of(person_id)
        if at < 0 or frame.is_suppressed[at]:
            raise Refused("somebody on this sheet may not be approached any more: choose again")
        others.append(prospect_of(person_of(gathering.judged, at)))
    return AskFacts(
        seller=facts.seller,
        introducer=facts.introducer,
        as_of=facts.as_of,
        prospect=facts.prospect,
        others=tuple(others),
        why_them=why_all(session, people),
        sources=facts.sources,
    )


def why_all(session: Session, people: Sequence[int]) -> tuple[Reason, ...]:
    """What may be said of all on a sheet: their functions where each has one, and what they share."""
    every = [why_of(session, one) for one in people]
    own = [[one for one in reasons if one.kind == "function"] for reasons in every]
    functions = dict.fromkeys(one for reasons in own for one in reasons) if all(own) else {}
    shared = [
        one
        for one in (every[0] if every else ())
        if one.kind != "function" and all(one in reasons for reasons in every)
    ]
    return (*functions, *shared)


def sheet_html(facts: AskFacts, *, language: str | None = None) -> bytes:
    """The sheet as a page to print.

    Raises:
        Refused: nobody on it has a name that can be used.
    """
    from prospecting.drafting import outputs

    try:
        return outputs.sheet_html(facts, language=language).encode()
    except outputs.OutputError as error:
        raise Refused(str(error)) from None


def sheet_pdf(facts: AskFacts, *, language: str | None = None) -> bytes:
    """The sheet as a PDF with boxes to tick.

    Raises:
        Refused: nobody on it has a name that can be used.
    """
    from prospecting.drafting import outputs

    try:
        return outputs.sheet_pdf(facts, language=language)
    except outputs.OutputError as error:
        raise Refused(str(error)) from None


def answers_csv(session: Session, client_id: int, people: Sequence[SheetPerson]) -> bytes:
    """A table for the answers, to fill in elsewhere and import again."""
    row = find_client(session, client_id)
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in people:
        writer.writerow(safe_row((row["email"] or "", one.prospect_id, one.name, "", "", "")))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def take_answers(session: Session, client_id: int, answers: Mapping[int, str]) -> dict[str, Any]:
    """Record what the client said about each person; ``message, recorded, answers`` (their ids).

    Raises:
        Refused: no answer, or one that is none of ``ANSWERS``.
        NotFound: no such client or person.
    """
    if not answers:
        raise Refused("no answer yet: tick at least one")
    wrong = [word for word in answers.values() if word not in ANSWERS]
    if wrong:
        raise Refused(f"an answer is one of {', '.join(ANSWERS)}, not {wrong[0]!r}")
    ids = [
        know(session, client_id, person_id, answer)["answer_id"]
        for person_id, answer in answers.items()
    ]
    row = find_client(session, client_id)
    many = "1 answer" if len(answers) == 1 else f"{len(answers)} answers"
    message = f"{many} of {row['name']} recorded."
    return {"recorded": len(answers), "message": message, "answers": ids}
