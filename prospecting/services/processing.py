"""The record of processing: what is done with whose data, why, how long, who sees it.

Made from the workspace and the settings as they are, not from a form, so that it is true.
"""

from __future__ import annotations

import html
from collections import Counter
from pathlib import Path
from typing import Any

from prospecting.services.access import allowed_emails, require
from prospecting.services.models import model_settings, stays_here
from prospecting.services.rights import RETENTION_MOST, retention_days
from prospecting.services.sellers import get_seller
from prospecting.services.session import Session

Section = tuple[str, list[str]]


def record(session: Session) -> list[Section]:
    """Headings with their sentences.

    Raises:
        Refused: the role may not see it.
    """
    require(session, "audit")
    ws = session.ws
    who = get_seller(session)
    files = [row for row in ws.load_imports().to_pylist() if row["status"] == "stored"]
    people = ws.load_people(ids=None)
    kept_people = people.num_rows
    listed = ws.load_suppressions().num_rows
    proofs = len(list(_rows(ws.load_proofs())))
    return [
        (
            "Who answers for it",
            [
                f"{who['company'] or 'The company of this workspace'}"
                + (f", {who['country']}" if who["country"] else ""),
                f"Person in charge of this workspace: {who['name'] or 'not named yet'}",
            ],
        ),
        ("What for", _purposes(files)),
        (
            "Whose data, and which",
            [
                f"{kept_people:,} people: clients, their contacts, one's own contacts.",
                "Of each: name, role, company, profile address, place, the day of a connection; of "
                "clients also business contact data, satisfaction and notes.",
                "Of messages: who, when, how many words; never what was written.",
                "E-mail addresses and telephone numbers of contacts are not kept; a keyed hash of "
                "the address is, to recognise an objection.",
            ],
        ),
        ("Where it came from", _sources(files)),
        ("Who sees it", _recipients(session)),
        (
            "How long",
            [
                f"{retention_days(session):,} days from the first collection or the person's own "
                f"reply, never renewed by another import (the most that can be set is "
                f"{RETENTION_MOST:,}).",
                "After that the person goes; asks and amounts stay in the figures, without a name.",
            ],
        ),
        (
            "Rights exercised so far",
            [
                f"{listed:,} {'entry' if listed == 1 else 'entries'} on the list of those who are "
                "never suggested.",
                f"{proofs:,} {'erasure' if proofs == 1 else 'erasures'}, each with a proof without "
                "personal data.",
            ],
        ),
        (
            "How it is protected",
            [
                f"One file on this machine: {Path(ws.path).name}; the program listens on this "
                "machine only, unless sign-in is configured.",
                "Roles are checked with every action; who did what is recorded without content.",
                "Nothing is ever sent by the program: drafts are sent by people, from their own "
                "mail programs, to the introducer only.",
            ],
        ),
    ]


def _rows(table: Any) -> list[Any]:
    return list(table.to_pylist()) if hasattr(table, "to_pylist") else list(table)


def _purposes(files: list[dict[str, Any]]) -> list[str]:
    counts = Counter(row["purpose"] or "to find introductions" for row in files)
    if not counts:
        return ["Nothing has been imported yet."]
    return [
        f"{purpose[:1].upper()}{purpose[1:]} ({count:,} {'file' if count == 1 else 'files'})."
        for purpose, count in sorted(counts.items())
    ]


def _sources(files: list[dict[str, Any]]) -> list[str]:
    by_format = Counter(str(row["format"]).replace("-", " ") for row in files)
    said = [
        f"{name}: {count:,} {'file' if count == 1 else 'files'}"
        for name, count in sorted(by_format.items())
    ]
    withdrawn = sum(1 for row in files if row["permission_withdrawn_on"])
    if withdrawn:
        said.append(f"Permission withdrawn for {withdrawn:,} of them; their contacts are not used.")
    return said or ["No file yet."]


def _recipients(session: Session) -> list[str]:
    members = allowed_emails()
    said = [
        "The user of this machine."
        if not members
        else f"{len(members)} colleagues who sign in, by role: "
        + ", ".join(f"{count} {role}" for role, count in sorted(Counter(members.values()).items()))
        + "."
    ]
    said.append("The introducer who is asked: name, role and company of the one prospect.")
    chosen = model_settings(session)
    if not chosen.enabled:
        said.append("No language model is switched on; nothing goes to one.")
    elif stays_here(chosen):
        said.append(f"A language model on this machine ({chosen.provider}); nothing leaves it.")
    else:
        names = "with names" if chosen.send_names else "with placeholders instead of names"
        said.append(f"The provider {chosen.provider}: the facts of one ask at a time, {names}.")
    return said


def record_html(session: Session) -> bytes:
    """The record as a page to keep or to send; every text is escaped, nothing is loaded."""
    say = html.escape
    body = "".join(
        f"<h2>{say(head)}</h2><ul>{''.join(f'<li>{say(line)}</li>' for line in lines)}</ul>"
        for head, lines in record(session)
    )
    session.ws.audit("processing record written", user=session.user)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\"><title>Record of processing</title><style>"
        "body{font:15px/1.55 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
        "h2{font-size:1.05rem;margin:1.4rem 0 .3rem}</style></head><body>"
        f"<h1>Record of processing</h1><p>As of {session.as_of.isoformat()}</p>{body}"
        "</body></html>"
    ).encode()
