"""Small workspaces for the services: clients, whom they know, and a profile."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from prospecting.services import profiles
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from tests.workspace.build import TODAY, client, clients, contact, day, network, staged, take_in

__all__ = ["PROFILE", "TODAY", "client", "contact", "day", "filled", "person", "plan_of"]

PROFILE: dict[str, Any] = {
    "name": "Finance leaders",
    "functions": ["Finance"],
    "seniorities": ["CXO", "VP", "Director"],
}
GOOD = {"nps": 9, "since": day("2023-01-10"), "last_touch": day("2026-05-20")}


def filled(
    folder: Path,
    who: Sequence[dict[str, Any]],
    knows: dict[str, list[dict[str, Any]]],
    *,
    profile: dict[str, Any] | None = None,
    companies: Sequence[dict[str, Any]] = (),
    user: str = "me",
) -> Session:
    """A session on a workspace with these clients, their contacts by e-mail, and a profile."""
    ws = Workspace.open(folder / "w.duckdb")
    files = [clients(*who)] if who else []
    if companies:
        files.append(staged("companies.csv", {"companies": list(companies)}, format="company-list"))
    files += [network(f"{email}.csv", email, *people) for email, people in knows.items() if people]
    if files:
        bad = [one for one in take_in(ws, *files) if one.status != "stored"]
        assert not bad, bad
    session = Session(ws=ws, as_of=TODAY, user=user)
    profiles.set_profile(session, profile or PROFILE)
    return session


def person(session: Session, name: str) -> int:
    """The id of the one person of that name."""
    found = [
        row["person_id"] for row in session.ws.load_people().to_pylist() if row["name"] == name
    ]
    assert len(found) == 1, (name, found)
    return int(found[0])


def plan_of(session: Session, **options: Any) -> dict[str, str]:
    """Who is asked about whom in a new plan, by names."""
    from prospecting.services.planning import make_plan

    return {ask.prospect_name: ask.client_name for ask in make_plan(session, **options).asks}
