"""client, know, add, who."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from prospecting.commands.output import emit, table
from prospecting.services import clients, people, search
from prospecting.services.session import open_session
from prospecting.services.views import WhoView


def client(args: Namespace) -> int:
    """List clients, or note something about one."""
    with open_session(args) as session:
        if args.action == "list":
            found = clients.list_clients(session)
            emit(
                args,
                found,
                lambda: (
                    table(
                        ["id", "name", "company", "state", "until", "contacts", "prospects", "why"],
                        [
                            [
                                c.client_id,
                                c.name,
                                c.company,
                                c.state,
                                c.until,
                                c.contacts,
                                c.prospects,
                                "; ".join(c.reasons[:1]),
                            ]
                            for c in found
                        ],
                    )
                    if found
                    else ["No clients yet. Next: prospector import your-clients.csv"]
                ),
            )
            return 0
        data = clients.note(
            session,
            args.client,
            nps=args.nps,
            moment=args.moment,
            complaint=args.complaint,
            favour=args.favour,
            touch=args.touch,
            do_not_ask=args.do_not_ask,
            budget=args.budget,
            on=args.on,
        )
    emit(args, data, lambda: data["sentences"])
    return 0


def know(args: Namespace) -> int:
    """Record how well an introducer knows a prospect."""
    with open_session(args) as session:
        data = clients.know(session, args.client, args.prospect, args.answer, on=args.on)
    emit(args, data, lambda: [data["message"]])
    return 0


def add(args: Namespace) -> int:
    """Enter a contact by hand."""
    with open_session(args) as session:
        data = clients.add_contact(
            session,
            args.client,
            name=args.name,
            title=args.title,
            company=args.company,
            url=args.url,
        )
    emit(args, data, lambda: [data["message"]])
    return 0


def _facts(person: WhoView) -> list[str]:
    """What stands in brackets behind somebody found."""
    decides = ["decides"] if person.decision_maker else []
    account = [person.account] if person.account else []
    return [str(person.prospect_id), *decides, person.status, *account]


def who(args: Namespace) -> int:
    """Who may know that person, or someone at that company."""
    with open_session(args) as session:
        found = search.who(session, args.query, limit=args.limit)
        gone = [people.gone(session, one.prospect_id) for one in found]
    data = [one.to_dict() | {"gone_from": names} for one, names in zip(found, gone, strict=True)]

    def words() -> Iterator[str]:
        if not found:
            yield f"Nobody called “{args.query}”, and no company of that name, is in your files."
        for person, lost in zip(found, gone, strict=True):
            yield (
                f"{person.name} · {person.title or 'title unknown'} · "
                + (person.company or "company unknown")
                + f"  [{', '.join(_facts(person))}]"
            )
            for way in person.introducers:
                why = way.reasons[0] if way.reasons else ""
                yield f"    ask {way.client_name}: {way.tie_evidence}. {why}"
            if lost:
                yield f"    no longer among the contacts of {', '.join(lost)}, by a newer export"
            if not person.introducers:
                yield "    no way in is known"

    emit(args, data, words)
    return 0
