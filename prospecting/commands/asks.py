"""draft, ask, todo, report."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from prospecting.commands.output import emit, say, table
from prospecting.services import asks, desk, draft_files, drafts
from prospecting.services.session import open_session


def draft(args: Namespace) -> int:
    """The words for one ask."""
    by_pair = args.prospect is not None and args.client is not None
    if by_pair == (args.rank is not None) or (args.rank and (args.prospect or args.client)):
        say("prospector draft: say either --prospect and --client, or --rank of the last plan")
        return 2
    with open_session(args) as session:
        made = drafts.draft(
            session,
            prospect=args.prospect,
            client=args.client,
            rank=args.rank,
            kind=args.kind,
            channel=args.channel,
            language=args.language,
        )
        desk.note_proposed(
            session, made, prospect=args.prospect, client=args.client, rank=args.rank
        )
        data: dict[str, Any] = made.to_dict()
        if args.out is not None:
            data["files"] = [str(path) for path in draft_files.write_files(session, made, args.out)]

    def words() -> Iterator[str]:
        if data["subject"]:
            yield f"Subject: {data['subject']}"
            yield ""
        yield from data["body"].splitlines()
        if data["forwardable"]:
            yield ""
            yield "-- to pass on --"
            yield f"Subject: {data['forwardable_subject']}"
            yield from data["forwardable"].splitlines()
        yield ""
        for check in data["checks"]:
            if check["passed"] is False:
                yield f"{'must' if check['hard'] else 'could'} be mended: {check['detail']}"
        yield from (f"written: {path}" for path in data.get("files", []))

    emit(args, data, words)
    failed = [c for c in data["checks"] if c["hard"] and c["passed"] is False]
    for check in failed:
        say(f"not ready to send: {check['name']}: {check['detail']}")
    return 1 if failed else 0


def ask(args: Namespace) -> int:
    """Record a stage."""
    with open_session(args) as session:
        data = asks.record(
            session,
            prospect=args.prospect,
            client=args.client,
            stage=args.stage,
            on=args.on,
            note=args.note,
            amount=args.amount,
        )
    emit(args, data, lambda: [data["message"]])
    for warning in data["warnings"]:
        say(warning)
    return 0


def todo(args: Namespace) -> int:
    """What is due."""
    with open_session(args) as session:
        data = asks.todo(session, planned=True)
        if args.ics is not None:
            asks.write_calendar(session, args.ics)
    emit(
        args,
        data,
        lambda: [f"{one['due']}  {one['text']}" for one in data] or ["Nothing is due."],
    )
    return 0


def report(args: Namespace) -> int:
    """Funnel, clients, revenue."""
    with open_session(args) as session:
        data = asks.report(session)

    def words() -> Iterator[str]:
        yield from table(["stage", "count"], [[f["stage"], f["count"]] for f in data["funnel"]])
        yield ""
        yield f"Revenue from introductions: {data['revenue_total']:,.0f} {data['currency'] or ''}"
        for row in data["revenue_by_client"]:
            yield f"    {row['client_name']}: {row['revenue']:,.0f}"
        for currency, amount in data["revenue_other"].items():
            yield f"In another currency, not added up: {amount:,.0f} {currency}"

    emit(args, data, words)
    return 0
