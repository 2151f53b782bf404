"""The rights of the people in the files: left alone, erased, told what is known."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from prospecting.errors import Refused
from prospecting.services.access import may, require
from prospecting.services.clients import parse_id, person_name
from prospecting.services.session import Session
from prospecting.services.team import visible_asks

RETENTION = "retention_days"
RETENTION_USUAL = 365
RETENTION_MOST = 1_095


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody named by id, URL, e-mail or client; ``person_id`` is None where the files know
    nobody of that URL or e-mail (who can be suppressed all the same)."""

    name: str
    person_id: int | None = None
    url: str | None = None
    email: str | None = None
    client_id: int | None = None


def find(
    session: Session,
    *,
    prospect: str | int | None = None,
    url: str | None = None,
    email: str | None = None,
    client: str | int | None = None,
    must_exist: bool = True,
) -> Target:
    """Who is meant.

    Raises:
        NotFound: nobody of that kind is in the workspace (only where ``must_exist``).
    """
    from prospecting.workspace import NotFound

    ws = session.ws
    if client is not None:
        client_id = ws.find_client(client)
        for row in ws.load_clients().to_pylist():
            if row["client_id"] == client_id:
                return Target(row["name"], row["person_id"], row["url"], row["email"], client_id)
    if prospect is not None:
        person_id = ws.current_person(parse_id(prospect))
        return Target(person_name(session, person_id), person_id)
    try:
        if url is not None:
            person_id = ws.find_person(url)
            return Target(person_name(session, person_id), person_id, url)
        if email is not None:
            person_id = ws.find_person(email)
            return Target(person_name(session, person_id), person_id, email=email)
    except NotFound:
        if must_exist:
            raise
        return Target(url or email or "this person", None, url, email)
    raise Refused("say who: --prospect, --url, --email or --client")


def suppress(
    session: Session,
    *,
    prospect: str | int | None = None,
    url: str | None = None,
    email: str | None = None,
    client: str | int | None = None,
    reason: str | None = None,
) -> dict[str, Any]:
    """Never suggest this person again, also after another import, erasure or restore.

    Raises:
        Refused: the role may not.
    """
    require(session, "suppress")
    target = find(session, prospect=prospect, url=url, email=email, client=client, must_exist=False)
    entries = session.ws.suppress(
        person_id=target.person_id,
        url=target.url,
        email=target.email,
        reason=reason,
        user=session.user,
    )
    return {
        "entries": entries,
        "prospect_id": target.person_id,
        "message": f"{target.name} is on the list of people who are never suggested.",
    }


def suppress_named(session: Session, name: str, company: str) -> dict[str, Any]:
    """Never suggest the person of this name at this company, whether the files know him or not.

    Raises:
        Refused: the role may not, or one of the two is missing.
    """
    require(session, "suppress")
    if not name.strip() or not company.strip():
        raise Refused("a name alone could be anybody: say name and company")
    entries = session.ws.suppress(name=name.strip(), company=company.strip(), user=session.user)
    return {"entries": entries, "message": f"{name.strip()} is never suggested any more."}


def suppress_company(session: Session, name: str, reason: str | None = None) -> dict[str, Any]:
    """Never suggest anybody at this company.

    Raises:
        Refused: the role may not, or no company is named.
    """
    require(session, "suppress")
    if not name.strip():
        raise Refused("say which company")
    entries = session.ws.suppress(company=name.strip(), reason=reason, user=session.user)
    return {"entries": entries, "message": f"Nobody at {name.strip()} is suggested any more."}


@dataclass(frozen=True, slots=True)
class Listed:
    """What one deed entered on the list of who is never suggested: a sentence, the entries that
    are new, and the version of the list after it."""

    message: str
    entries: tuple[int, ...]
    version: int


def listed(session: Session, work: Callable[[], str]) -> Listed:
    """Do something that enters people on the list, and tell what it entered, to be taken off.

    ``work`` gives the sentence that says what it did.

    Raises:
        Refused: what ``work`` raises.
    """
    before = {row["suppression_id"] for row in session.ws.load_suppressions().to_pylist()}
    message = work()
    version = session.ws.version("rights")
    new = [
        row["suppression_id"]
        for row in session.ws.load_suppressions().to_pylist()
        if row["suppression_id"] not in before and row["user_id"] == session.user
    ]
    return Listed(message, tuple(new), version)


def take_off(session: Session, entries: Sequence[int], *, expected: int | None = None) -> None:
    """Take entries off the list again: on a person's own wish, or as entered by mistake.

    Raises:
        Refused: the role may not.
        Conflict: the list changed since its version ``expected``, perhaps by an objection.
    """
    require(session, "suppress")
    session.ws.unsuppress(*entries, user=session.user, expected=expected)


def erase(session: Session, target: Target) -> dict[str, Any]:
    """Remove every trace of this person; a proof without personal data stays.

    Raises:
        Refused: the role may not.
    """
    require(session, "erase")
    if target.client_id is not None:
        done = session.ws.erase(client_id=target.client_id, user=session.user)
    elif target.person_id is not None:
        done = session.ws.erase(person_id=target.person_id, user=session.user)
    else:
        done = session.ws.erase(url=target.url, email=target.email, user=session.user)
    return {
        "rows": done.rows,
        "message": f"Every trace is gone: {done.rows} rows. They are not suggested again.",
    }


def about(session: Session, target: Target) -> dict[str, Any]:
    """Everything known of one person, with where it came from, until when it is kept, and who was
    told what; asks and drafts of colleagues only for those who may see them.

    Raises:
        Refused: the role may not, or nothing is known.
    """
    require(session, "search")
    if target.person_id is None:
        raise Refused(f"nothing is known of {target.name}")
    data = dict(session.ws.about(target.person_id, days=retention_days(session)))
    if not may(session, "see all asks"):
        mine = {one.ask_id for one in visible_asks(session)}
        data["asks"] = [one for one in data["asks"] if one["ask_id"] in mine]
        data["drafts"] = [one for one in data["drafts"] if one["user_id"] == session.user]
        data["asked_of_them"] = [one for one in data["asked_of_them"] if one["ask_id"] in mine]
        data["recipients"] = sorted({one["introducer"] for one in data["asks"]} - {None})
        data["exports"] = []
    return data


def about_lines(data: dict[str, Any], depth: int = 0) -> Iterator[str]:
    """``about`` as lines for people."""
    pad = "  " * depth
    for key, value in data.items():
        label = str(key).replace("_", " ")
        if isinstance(value, dict):
            yield f"{pad}{label}:"
            yield from about_lines(value, depth + 1)
        elif isinstance(value, list):
            yield f"{pad}{label}: {len(value)}"
            for item in value:
                if isinstance(item, dict):
                    parts = [
                        f"{k.replace('_', ' ')} {v}" for k, v in item.items() if v not in (None, "")
                    ]
                    yield f"{pad}  - {', '.join(parts)}"
                else:
                    yield f"{pad}  - {item}"
        elif value not in (None, ""):
            yield f"{pad}{label}: {value}"


def about_page(name: str, data: dict[str, Any]) -> str:
    """``about`` as a page of its own that can be sent: no link, no script, everything escaped."""
    title = f"What is kept about {name}"
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        f"<title>{html.escape(title)}</title><style>body{{font:16px/1.5 sans-serif;margin:2em auto;"
        "max-width:60em}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2em "
        ".5em;text-align:left;vertical-align:top}</style></head><body>",
        f"<h1>{html.escape(title)}</h1>",
    ]
    plain: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            parts += [_heading(key), _pairs(value)]
        elif isinstance(value, list) and value:
            parts.append(_heading(key))
            if isinstance(value[0], dict):
                columns = list(dict.fromkeys(name for row in value for name in row))
                head = "".join(f"<th>{_cell(c.replace('_', ' '))}</th>" for c in columns)
                rows = (
                    "<tr>" + "".join(f"<td>{_cell(row.get(c))}</td>" for c in columns) + "</tr>"
                    for row in value
                )
                parts.append(f"<table><tr>{head}</tr>{''.join(rows)}</table>")
            else:
                parts.append(f"<p>{_cell(', '.join(map(str, value)))}</p>")
        elif not isinstance(value, list):
            plain[key] = value
    parts.insert(3, _pairs(plain))
    return "".join([*parts, "</body></html>"])


def _heading(key: str) -> str:
    return f"<h2>{html.escape(key.replace('_', ' ').capitalize())}</h2>"


def _cell(value: Any) -> str:
    return "" if value is None else html.escape(str(value))


def _pairs(values: dict[str, Any]) -> str:
    rows = (
        f"<tr><th>{_cell(key.replace('_', ' '))}</th><td>{_cell(value)}</td></tr>"
        for key, value in values.items()
        if value not in (None, "")
    )
    return f"<table>{''.join(rows)}</table>"


def retention_days(session: Session) -> int:
    """The period after which a person's data goes, in days."""
    return int(session.ws.get_setting(RETENTION, RETENTION_USUAL))


def set_retention(session: Session, days: int) -> None:
    """Set the period.

    Raises:
        Refused: more than the most that is allowed.
    """
    require(session, "retention")
    if not 1 <= days <= RETENTION_MOST:
        raise Refused(f"the period must lie between 1 and {RETENTION_MOST} days, not {days}")
    session.ws.set_setting(RETENTION, days, user=session.user)


def retention_preview(session: Session) -> dict[str, Any]:
    """Whose time is over.

    Raises:
        Refused: the role may not.
    """
    require(session, "retention")
    days = retention_days(session)
    due = session.ws.retention(as_of=session.as_of, days=days).to_pylist()
    return {
        "days": days,
        "due": len(due),
        "people": due,
        "message": f"Data is kept for {days} days. {len(due):,} people are due to go"
        + (": prospector retention --purge" if due else "."),
    }


def retention_purge(session: Session) -> dict[str, Any]:
    """Remove those whose time is over; asks and amounts stay in the figures, without the name.

    Raises:
        Refused: the role may not.
    """
    require(session, "retention")
    days = retention_days(session)
    gone = session.ws.purge(as_of=session.as_of, days=days, user=session.user)
    return {"days": days, "due": 0, "purged": gone, "message": f"{gone:,} people were removed."}


def audit(session: Session, *, limit: int = 100) -> list[dict[str, Any]]:
    """Who did what, the latest first.

    Raises:
        Refused: the role may not.
    """
    require(session, "audit")
    rows = session.ws.load_audit().to_pylist()
    return [
        {
            "at": row["written_at"],
            "user": row["user_id"],
            "action": row["action"],
            "detail": row["detail"],
        }
        for row in sorted(rows, key=lambda row: row["audit_id"], reverse=True)[:limit]
    ]
