"""plan, prospects."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from prospecting.commands.output import emit, say
from prospecting.services import planning
from prospecting.services.session import open_session


def plan(args: Namespace) -> int:
    """Whom to ask for whom, and who waits."""
    with open_session(args) as session:
        made = planning.make_plan(
            session, limit=args.limit, per_client=args.per_client, per_days=args.per_days
        )
    data = {
        "asks": [ask.to_dict() for ask in made.asks],
        "waiting": [entry.to_dict() for entry in made.waiting],
        "notices": made.notices,
        "what_if": made.what_if,
        "profile": made.profile,
        "version": made.version,
    }

    def words() -> Iterator[str]:
        for ask in made.asks:
            yield (
                f"{ask.rank:>3}. {ask.prospect_name} · {ask.prospect_title or 'title unknown'} · "
                f"{ask.prospect_company or 'company unknown'}"
            )
            yield (
                f"     ask {ask.client_name}  (fit {ask.fit:.2f}, tie {ask.tie_evidence}, "
                f"chance {ask.p_intro:.0%})"
            )
            yield from (f"     - {reason}" for reason in ask.reasons)
        for entry in made.waiting:
            until = f" until {entry.until}" if entry.until else ""
            yield f"waits: {entry.client_name}, {entry.state}{until}: {' '.join(entry.reasons)}"
        yield from made.what_if
        yield from made.notices

    emit(args, data, words)
    if not made.asks:
        for notice in made.notices:
            say(notice)
    return 0


def prospects(args: Namespace) -> int:
    """Second-degree contacts that fit."""
    with open_session(args) as session:
        found = planning.list_prospects(session, limit=args.limit)

    def words() -> Iterator[str]:
        for one in found:
            ways = ", ".join(f"{w.client_name} ({w.tie_evidence})" for w in one.introducers[:3])
            yield f"{one.fit:.2f}  {one.name} · {one.title or '?'} · {one.company or '?'}  ← {ways}"
        if not found:
            yield "No prospects yet: import your clients' connections and set a profile."

    emit(args, found, words)
    return 0
