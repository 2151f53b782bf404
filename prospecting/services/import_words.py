"""What became of a file, in people's words: how many of what, of whom, and what was left out."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from prospecting.exports import KINDS
from prospecting.services.session import Session

ME: Final = 0
"""The network owner that is the user himself, in the store."""

Outcome = Literal["done", "partly", "refused", "note"]

#: Singular and plural of what a row is, by the beginning of a format's name.
_NOUNS: Final = (
    ("linkedin-connections", ("connection", "connections")),
    ("linkedin-archive", ("entry", "entries")),
    ("linkedin-messages", ("message", "messages")),
    ("linkedin-invitations", ("invitation", "invitations")),
    ("linkedin-positions", ("position", "positions")),
    ("linkedin-education", ("school", "schools")),
    ("linkedin-endorsements", ("endorsement", "endorsements")),
    ("linkedin-recommendations", ("recommendation", "recommendations")),
    ("linkedin-follows", ("company followed", "companies followed")),
    ("linkedin-emails", ("address", "addresses")),
    ("linkedin-profile", ("profile", "profiles")),
    ("salesforce-report", ("contact", "contacts")),
    ("client-list", ("client", "clients")),
    ("past-asks", ("past ask", "past asks")),
    ("meeting-answers", ("answer", "answers")),
    ("by-hand", ("contact", "contacts")),
)
_ENDINGS: Final = (
    (("activities",), ("activity", "activities")),
    (("calls",), ("call", "calls")),
    (("meetings",), ("meeting", "meetings")),
    (("companies", "accounts", "organizations", "company-list"), ("company", "companies")),
    (("deals", "deal-list", "opportunities", "opportunity-report"), ("deal", "deals")),
    (("survey", "surveymonkey", "typeform", "delighted"), ("answer", "answers")),
    (("leads", "lead-list", "phantombuster", "evaboot"), ("lead", "leads")),
    (("contacts", "contacts-old", "people", "vcard", "addresses"), ("contact", "contacts")),
)
#: A part of a reader's reason, and what to call such a row.
_REASONS: Final = (
    ("hidden or closed", ("hidden profile", "hidden profiles")),
    ("sponsored mail", ("sponsored message", "sponsored messages")),
    ("a draft, never sent", ("unsent draft", "unsent drafts")),
    ("in the spam folder", ("spam message", "spam messages")),
    ("subtotal", ("subtotal", "subtotals")),
    ("footer or total", ("footer line", "footer lines")),
    ("deleted in the crm", ("row deleted in the CRM", "rows deleted in the CRM")),
    ("the row is empty", ("empty row", "empty rows")),
    ("no company name", ("row without a company name", "rows without a company name")),
    ("no name", ("row without a name", "rows without a name")),
    ("nobody named", ("row that names nobody", "rows that name nobody")),
    ("no prospect named", ("row without a prospect", "rows without a prospect")),
    ("no client named", ("row without a client", "rows without a client")),
    ("no e-mail", ("row without an e-mail address", "rows without an e-mail address")),
    ("no score", ("row without a score", "rows without a score")),
    ("cells", ("unreadable row", "unreadable rows")),
    ("characters", ("unreadable row", "unreadable rows")),
    ("quote", ("unreadable row", "unreadable rows")),
)
NOTHING_TO_DO: Final = "Nothing to do."


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of one file left out for the same reason; ``mend`` is empty where there is none."""

    count: int
    words: str
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file: an outcome, one sentence, and what to say beside it."""

    file: str
    outcome: Outcome
    sentence: str
    import_id: int | None
    stored: int
    rows: int
    rejected: int
    warnings: tuple[str, ...] = ()


def noun(kind: str | None, count: int) -> str:
    """What ``count`` rows of a format are called: "connections", "client"."""
    name = kind or ""
    for start, words in _NOUNS:
        if name.startswith(start):
            return words[count != 1]
    for endings, words in _ENDINGS:
        if name.endswith(endings):
            return words[count != 1]
    return "row" if count == 1 else "rows"


def kind_words(kind: str | None) -> str:
    """A format as its program calls it: "LinkedIn connections"."""
    if not kind or kind == "unknown":
        return "unknown"
    if kind == "mapped":
        return "Table, read as you said"
    known = KINDS.get(kind)
    return known or kind.replace("-", " ").capitalize()


def whose_words(owner_id: int | None, name: str | None, email: str | None = None) -> str:
    """Whose network: "you", a client's name, or nothing."""
    if owner_id is None:
        return ""
    return "you" if owner_id == ME else name or email or "a client"


def left_out(rejects: Sequence[Mapping[str, Any]]) -> list[LeftOut]:
    """The refused rows of one file by reason, the most frequent first."""
    counted = Counter((str(row["reason"]), str(row["mend"] or "")) for row in rejects)
    merged: dict[tuple[str, str], tuple[int, str]] = {}
    for (reason, mend), count in counted.items():
        key = (_reason_name(reason), "" if mend == NOTHING_TO_DO else mend)
        before, first = merged.get(key, (0, reason))
        merged[key] = (before + count, first)
    found = [
        LeftOut(count, f"{count:,} {_reason_words(reason, count)}", reason, mend)
        for (_, mend), (count, reason) in merged.items()
    ]
    return sorted(found, key=lambda one: (-one.count, one.words))


def _reason_name(reason: str) -> str:
    low = reason.lower()
    return next((words[0] for part, words in _REASONS if part in low), reason)


def _reason_words(reason: str, count: int) -> str:
    low = reason.lower()
    for part, words in _REASONS:
        if part in low:
            return words[count != 1]
    return f"left out ({reason})"


def load_left_out(session: Session, import_id: int) -> list[LeftOut]:
    """The refused rows of a stored import by reason."""
    table = session.ws.load_rejects(import_id).select(["reason", "mend"])
    return left_out(table.to_pylist())


def stored_sentence(
    kind: str | None, stored: int, rows: int, whose: str, lost: Sequence[LeftOut]
) -> str:
    """ "412 of 431 connections of Carla Keller; 17 hidden profiles, 2 unreadable rows." """
    # A table read as the user said is a network where somebody's contacts are in it.
    what = noun("contacts" if kind == "mapped" and whose else kind, rows)
    of_whom = {"": "", "you": " of your own"}.get(whose, f" of {whose}")
    if stored == rows:
        first = f"all {rows:,} {what}" if rows > 1 else f"{rows:,} {what}"
    else:
        first = f"{stored:,} of {rows:,} {what}"
    rest = ", ".join(one.words for one in lost)
    return f"{first}{of_whom}; {rest}." if rest else f"{first}{of_whom}."


def file_results(session: Session, results: Sequence[Mapping[str, Any]]) -> list[FileResult]:
    """The results of one call (as ``ImportResult.to_dict`` gives them) in people's words.

    Files that wait for their owner are left out; they are asked about.
    """
    known = {row["import_id"]: row for row in session.ws.load_imports().to_pylist()}
    found = []
    for one in results:
        status, file = str(one["status"]), str(one["file"])
        if status == "needs_owner":
            continue
        number = one["import_id"]
        row = known.get(number) if number is not None else None
        if status == "stored":
            lost = load_left_out(session, number) if one["rejected"] else []
            whose = whose_words(row["owner_id"], row["owner_name"]) if row else ""
            text = stored_sentence(one["format"], one["stored"], one["rows"], whose, lost)
            outcome: Outcome = "partly" if any(item.mend for item in lost) else "done"
        elif status == "duplicate":
            text, outcome = _again(row, file, session.as_of), "note"
        else:
            text, outcome = _without_name(str(one["error"] or status), file), "refused"
        found.append(
            FileResult(
                file=file,
                outcome=outcome,
                sentence=text,
                import_id=number,
                stored=int(one["stored"]),
                rows=int(one["rows"]),
                rejected=int(one["rejected"]),
                warnings=() if status == "duplicate" else tuple(one["warnings"]),
            )
        )
    return found


def _again(row: Mapping[str, Any] | None, file: str, as_of: dt.date) -> str:
    if row is None:
        return "the same file came twice; it was stored once."
    when = row["collected_on"]
    day = "today" if when == as_of else f"on {when:%d %B %Y}".replace(" 0", " ")
    name = "" if row["file"] == file else f" (as {row['file']})"
    return f"you imported this file before, {day}{name}; nothing was added."


def _without_name(sentence: str, file: str) -> str:
    """The reason alone; the file's name stands before it on the screen."""
    text = sentence.removeprefix(f"{file}: ")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def summary(results: Sequence[FileResult], waiting: int, unknown: int) -> str:
    """All files of one call in one sentence."""
    stored = [one for one in results if one.outcome in ("done", "partly")]
    rows = sum(one.stored for one in stored)
    again = sum(one.outcome == "note" for one in results)
    refused = sum(one.outcome == "refused" for one in results)
    total = len(results) + waiting + unknown
    parts = [f"{rows:,} {'row' if rows == 1 else 'rows'} stored from {_files(len(stored))}"]
    if not stored:
        parts = [] if again or refused else ["nothing stored yet"]
    if again:
        parts.append(f"{_files(again)} imported before")
    if refused:
        parts.append(f"{_files(refused)} not read")
    if waiting:
        parts.append(f"{_files(waiting)} waiting for an owner")
    if unknown:
        parts.append(f"{_files(unknown)} of no known kind")
    return f"{_files(total)}: " + "; ".join(parts) + "."


def _files(count: int) -> str:
    return f"{count:,} {'file' if count == 1 else 'files'}"


STATUS_WORDS: Final = {"stored": "", "undone": "taken back", "withdrawn": "permission withdrawn"}


@dataclass(frozen=True, slots=True)
class PastImport:
    """One import of the history."""

    import_id: int
    file: str
    what: str
    whose: str
    owner_id: int | None
    rows: int
    stored: int
    rejected: int
    status: str
    on: dt.date
    data_on: dt.date | None
    purpose: str
    given_by: str
    given_on: dt.date | None
    permission_on: dt.date | None
    withdrawn_on: dt.date | None
    reading: str
    warnings: tuple[str, ...]
    sentence: str

    @property
    def short(self) -> str:
        """The file's own name, without its folders."""
        return self.file.rpartition("/")[2] or self.file

    @property
    def live(self) -> bool:
        """Whether its rows are in the workspace."""
        return self.status == "stored"


def history(session: Session) -> list[PastImport]:
    """Every import, the newest first."""

    def build() -> list[PastImport]:
        rows = session.ws.load_imports().to_pylist()
        return [_past(row) for row in reversed(rows)]

    return session.cached("import history", ("people", "clients", "rights", "permissions"), build)


def inventory(session: Session) -> str:
    """What there is, in a sentence: people, clients, whose connections, whose messages."""
    from prospecting.services.clients import list_clients
    from prospecting.services.judging import AREAS, judge

    def build() -> str:
        frame = judge(session).frame
        clients = list_clients(session)
        people, count = len(frame.person), len(clients)
        with_file = sum(one.contacts > 0 for one in clients)
        archives = sum(one.has_archive for one in clients)
        company = frame.people_table.company
        industry = frame.companies.industry
        known = company >= 0
        told = int((industry[company[known]] >= 0).sum()) if known.any() else 0
        text = f"{people:,} {'person' if people == 1 else 'people'}"
        if not count:
            return f"{text}; no client yet."
        whole = "client" if count == 1 else "clients"
        text += f"; connections of {with_file:,} of {count:,} {whole}"
        if with_file:
            text += f", messages of {archives:,}"
        return f"{text}; the industry is known of {told / people:.0%}." if people else f"{text}."

    return session.cached("inventory", AREAS, build)


def _past(row: Mapping[str, Any]) -> PastImport:
    whose = whose_words(row["owner_id"], row["owner_name"], row["owner_email"])
    marks = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    reading = str(row["encoding"] or "")
    if row["delimiter"]:
        reading += f", separated by {marks.get(row['delimiter'], row['delimiter'])}"
    return PastImport(
        import_id=row["import_id"],
        file=row["file"],
        what=kind_words(row["format"]),
        whose=whose,
        owner_id=row["owner_id"],
        rows=row["rows"],
        stored=row["stored"],
        rejected=row["rejected"],
        status=row["status"],
        on=row["collected_on"],
        data_on=row["data_on"],
        purpose=row["purpose"] or "",
        given_by=row["given_by"] or "",
        given_on=row["given_on"],
        permission_on=row["permission_on"],
        withdrawn_on=row["permission_withdrawn_on"],
        reading=reading,
        warnings=tuple(json.loads(row["warnings"] or "[]")),
        sentence=stored_sentence(row["format"], row["stored"], row["rows"], whose, ()),
    )
