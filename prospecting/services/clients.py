"""Clients: who they are, what was noted, how well they know somebody, whom they mentioned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from prospecting.errors import Refused
from prospecting.services import access
from prospecting.services.asked import asked_by_client
from prospecting.services.client_states import (
    all_readiness,
    client_rows,
    client_states,
    config_for,
)
from prospecting.services.columns import country_names, flags
from prospecting.services.session import Session
from prospecting.services.views import ClientView

NOTE_KINDS = (
    "nps",
    "moment",
    "complaint",
    "complaint solved",
    "favour",
    "touch",
    "do not ask",
    "may ask again",
    "budget",
    "quiet",
    "referral",
)
ANSWER_WORDS = {"well": "knows {} well", "little": "knows {} a little", "not": "does not know {}"}


def list_clients(session: Session) -> list[ClientView]:
    """Every client with readiness today, by name; ``prospects`` counts who fits and is reachable."""
    from prospecting.services.planning import reach_by_client

    config = config_for(session)
    reach = reach_by_client(session)
    asked = asked_by_client(session)
    files = _owners_with_messages(session)
    views = []
    ready = all_readiness(session, config)
    for row, state, today in zip(client_rows(session), client_states(session), ready, strict=True):
        client_id = row["client_id"]
        window = session.as_of - dt.timedelta(days=config.willingness.budget_days)
        views.append(
            ClientView(
                client_id=client_id,
                name=row["name"],
                email=row["email"],
                company=row["company"],
                title=row["title"],
                kind=row["kind"] or "client",
                state=today.state,
                until=today.until,
                reasons=list(today.reasons),
                willingness=today.willingness,
                contacts=row["connections"] or 0,
                prospects=reach.get(client_id, 0),
                asks_used=sum(1 for one in asked.get(client_id, []) if one.on > window),
                budget=state.budget if state.budget is not None else config.willingness.budget,
                nps=None if state.nps is None else int(state.nps),
                since=state.since,
                last_touch=state.last_touch,
                language=row["language"],
                country=country_names([row["country"]])[0],
                revenue=row["revenue"],
                has_archive=client_id in files,
                favours=len(state.favours),
            )
        )
    return sorted(views, key=lambda one: (one.name.casefold(), one.client_id))


def _owners_with_messages(session: Session) -> set[int]:
    from prospecting.services.frame import load_frame

    def build() -> set[int]:
        frame = load_frame(session, config_for(session).tie)
        return set(
            frame.client[frame.edge_client[flags(frame.edges.column("has_messages"))]].tolist()
        )

    return session.cached("owners with messages", ("people", "clients"), build)


def find_client(session: Session, ref: str | int) -> dict[str, Any]:
    """The client with this id or e-mail address.

    Raises:
        NotFound: there is none.
    """
    client_id = session.ws.find_client(ref)
    for row in client_rows(session):
        if row["client_id"] == client_id:
            return row
    raise Refused(f"{ref} is not one of your clients any more")


def person_name(session: Session, person_id: int) -> str:
    """The name of somebody, or "this person".

    Raises:
        NotFound: the id belongs to nobody.
    """
    people = session.ws.load_people(ids=[session.ws.current_person(person_id)])
    names = people.column("name").to_pylist()
    return names[0] if names and names[0] else "this person"


def parse_id(text: str | int, what: str = "prospect") -> int:
    """An id as typed.

    Raises:
        Refused: it is no number.
    """
    try:
        return int(str(text).strip())
    except ValueError:
        raise Refused(
            f"{text!r} is not the id of a {what}; ids are numbers, as the plan shows them"
        ) from None


def note(
    session: Session,
    client: str | int,
    *,
    nps: int | None = None,
    moment: str | None = None,
    complaint: str | None = None,
    favour: str | None = None,
    touch: bool = False,
    do_not_ask: str | None = None,
    budget: int | None = None,
    on: dt.date | None = None,
) -> dict[str, Any]:
    """Note what the files do not say; ``complaint="none"`` and ``do_not_ask="off"`` end theirs.

    ``do_not_ask`` is "" for good or a date in ISO form.

    Raises:
        Refused: nothing to note, or a date that is none.
        NotFound: no such client.
    """
    row = find_client(session, client)
    day = on or session.as_of
    if day > session.as_of:
        raise Refused(f"{day} has not come yet; note what has happened")
    ws, client_id, name = session.ws, row["client_id"], row["name"]
    todo: list[tuple[str, dict[str, Any], str]] = []
    if nps is not None:
        todo.append(("nps", {"number": nps}, f"{name} gave {nps} of 10."))
    if moment is not None:
        todo.append(("moment", {"text": _said(moment, "moment")}, f"A good moment: {moment}"))
    if complaint is not None:
        if complaint.strip().lower() in ("none", "solved", "closed", ""):
            todo.append(("complaint solved", {}, f"{name} has no open complaint any more."))
        else:
            todo.append(
                (
                    "complaint",
                    {"text": complaint.strip()},
                    f"{name} has an open complaint and is not asked until it is solved.",
                )
            )
    if favour is not None:
        todo.append(
            ("favour", {"text": _said(favour, "favour")}, f"We did {name} a favour: {favour}")
        )
    if touch:
        todo.append(("touch", {}, f"We were in touch with {name}."))
    if do_not_ask is not None:
        todo.append(_do_not_ask(do_not_ask, name))
    if budget is not None:
        todo.append(
            (
                "budget",
                {"number": budget},
                f"{name} may be asked {budget} time{'s' if budget != 1 else ''} a period.",
            )
        )
    if not todo:
        raise Refused("nothing to note: say what, for example --nps 9 or --touch")
    noted = [
        ws.note_client(client_id, kind, on_date=day, user=session.user, **values)
        for kind, values, _ in todo
    ]
    return {
        "client_id": client_id,
        "client_name": name,
        "on": day,
        "notes": [
            {"note_id": one, "kind": kind} for one, (kind, _, _) in zip(noted, todo, strict=True)
        ],
        "sentences": [sentence for _, _, sentence in todo],
    }


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"say what the {what} was")
    return text.strip()


def _do_not_ask(until: str, name: str) -> tuple[str, dict[str, Any], str]:
    word = until.strip().lower()
    if word in ("off", "no", "end"):
        return "may ask again", {}, f"{name} may be asked again."
    if not word:
        return "do not ask", {}, f"{name} is not asked any more."
    try:
        day = dt.date.fromisoformat(word)
    except ValueError:
        raise Refused(f"{until!r} is not a date: write it as 2026-03-31") from None
    return "do not ask", {"until": day}, f"{name} is not asked until {day}."


def know(
    session: Session,
    client: str | int,
    prospect: str | int,
    answer: str,
    *,
    on: dt.date | None = None,
) -> dict[str, Any]:
    """Record the introducer's own answer: ``well``, ``little`` or ``not``."""
    row = find_client(session, client)
    person_id = session.ws.current_person(parse_id(prospect))
    name = person_name(session, person_id)
    answer_id = session.ws.answer_knows(
        row["client_id"], person_id, answer, on_date=on or session.as_of, user=session.user
    )
    words = ANSWER_WORDS[answer].format(name)
    return {
        "answer_id": answer_id,
        "client_id": row["client_id"],
        "prospect_id": person_id,
        "answer": answer,
        "message": f"{row['name']} {words}.",
    }


def unsay(session: Session, answer_ids: Sequence[int]) -> None:
    """Take answers back that were written by mistake: one's own, for managers anybody's. What was
    answered before holds again.

    Raises:
        Refused: an answer was a colleague's, or none is there any more.
    """
    access.require(session, "note")
    authors = session.ws.answers_by(answer_ids)
    if not authors:
        raise Refused("this was taken back already")
    if not all(access.sees(session, author) for author in authors):
        raise Refused("this answer is a colleague's")
    session.ws.drop_answers(sorted(set(answer_ids)), user=session.user)


def add_contact(
    session: Session,
    client: str | int,
    *,
    name: str,
    title: str | None = None,
    company: str | None = None,
    url: str | None = None,
) -> dict[str, Any]:
    """Enter a contact by hand: "Carla mentioned Ben"."""
    if not name.strip():
        raise Refused("say the contact's name")
    row = find_client(session, client)
    added = session.ws.add_contact(
        owner_id=row["client_id"],
        name=name.strip(),
        title=title or None,
        company=company or None,
        url=url or None,
        user=session.user,
        as_of=session.as_of,
    )
    return {
        "prospect_id": added.person_id,
        "client_id": row["client_id"],
        "import_id": added.import_id,
        "message": f"{name.strip()} is noted as somebody {row['name']} knows of.",
    }
