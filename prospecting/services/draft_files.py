"""Drafts as files: one ask as a mail, a whole plan as an archive or a table. Nothing is sent."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from prospecting.drafting.draft import Draft
from prospecting.errors import Refused
from prospecting.services.access import require
from prospecting.services.drafts import edited, plan_drafts
from prospecting.services.session import Session
from prospecting.services.views import plain


def write_files(session: Session, made: Draft, directory: Path) -> list[Path]:
    """Write the draft as ``.eml`` (e-mail only), text and JSON; the paths written.

    Raises:
        Refused: the folder cannot be written to.
    """
    stem = file_name(made, "")
    files: list[tuple[str, bytes]] = []
    if made.channel == "email":
        files.append((f"{stem}.eml", eml(made)))
    files.append((f"{stem}.txt", as_text(made)))
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


def _as_left(session: Session) -> list[Draft]:
    """The drafts of the plan, with the user's own words where he changed them."""
    changed: dict[tuple[int, int, str], dict[str, Any]] = {}
    for row in session.ws.load_drafts():
        if row["body"].get("proposed"):
            continue
        if row["kind"] == "first" and row["channel"] == "email":
            key = (row["person_id"], row["client_id"], row["language"])
            changed[key] = row["body"] | {"source": row["source"]}
    made = []
    for ask, proposed in plan_drafts(session):
        one = proposed
        body = changed.get((ask.prospect_id, ask.client_id, one.language))
        if body and body.get("edited") and not body.get("given_back") and body.get("read", True):
            one = edited(
                one,
                subject=str(body["subject"]),
                body=str(body["body"]),
                forwardable=str(body["forwardable"]),
                forwardable_subject=str(body["forwardable_subject"]),
            )
        made.append(one)
    return made


def plan_zip(session: Session) -> bytes:
    """A ZIP of the plan's drafts as ``.eml``, with the table for a mail merge."""
    from prospecting.drafting import outputs

    made = _as_left(session)
    session.ws.audit("plan written to files", user=session.user, drafts=len(made))
    return outputs.plan_zip(made)


def plan_merge(session: Session) -> bytes:
    """The table for a mail merge of the plan's drafts, as CSV."""
    from prospecting.drafting import outputs

    made = _as_left(session)
    session.ws.audit("plan written to files", user=session.user, drafts=len(made))
    return b"\xef\xbb\xbf" + outputs.merge_csv(made).encode()


def plan_table(session: Session, suffix: str) -> bytes:
    """The plan as a table, ``.csv`` or ``.xlsx``, with cells that no spreadsheet runs.

    Raises:
        Refused: the role may not export.
    """
    from prospecting.services import exporting

    require(session, "export")
    rows = [plain(row) for row in exporting.SOURCES["plan"](session)]
    session.ws.audit("export plan", user=session.user, rows=len(rows))
    if suffix == ".csv":
        return exporting.csv_bytes(rows)
    return exporting.xlsx_bytes(rows, "plan")


def eml(made: Draft) -> bytes:
    """The draft as a message that opens in the user's own mail program."""
    from prospecting.drafting.outputs import OutputError, eml_bytes

    try:
        return eml_bytes(made)
    except OutputError as error:
        raise Refused(str(error)) from None


def as_text(made: Draft) -> bytes:
    """The words of a draft as plain text, the note to pass on below a line."""
    text = made.body
    if made.forwardable:
        text += f"\n\n---\n{made.forwardable_subject}\n\n{made.forwardable}"
    return text.encode()


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
