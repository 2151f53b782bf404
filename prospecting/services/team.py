"""Working side by side: who owns which ask, who steps on whose toes, and the manager's word."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from prospecting.errors import Refused
from prospecting.pipeline.stages import BEFORE_ASKED
from prospecting.services.access import allowed_emails, may, require, require_own
from prospecting.services.asked import AskRow, all_asks, asked_by_client, one_ask
from prospecting.services.client_states import all_readiness, client_rows, client_states, config_for
from prospecting.services.session import Session

APPROVAL = "approval"
#: What a colleague did longer ago than this is no clash any more (chosen; days).
CLASH_DAYS = 90


def owner_name(user: str | None, me: str = "") -> str:
    """A user id as the screens say it."""
    if not user:
        return "nobody"
    return "me" if user == me else user.partition("@")[0].replace(".", " ").title()


def owners(session: Session) -> list[str]:
    """Everybody who owns an ask that the session may see, and the allow-list for managers."""
    if not may(session, "see all asks"):
        return [session.user]
    found = {ask.owner_user for ask in all_asks(session) if ask.owner_user}
    return sorted(found | set(allowed_emails()) | {session.user})


def visible_asks(session: Session) -> list[AskRow]:
    """The asks that the session may see: all for a manager, one's own for a salesperson.

    Raises:
        Refused: the role sees none.
    """
    require(session, "see own asks")
    every = all_asks(session)
    if may(session, "see all asks"):
        return every
    return [ask for ask in every if ask.owner_user == session.user]


def own_ask(session: Session, ask_id: int) -> AskRow:
    """One ask that the session may see, as the store has it now.

    Raises:
        Refused: it is gone, or belongs to a colleague.
    """
    require(session, "see own asks")
    found = one_ask(session, ask_id)
    if found is None:
        raise Refused("this ask is not there any more")
    require_own(session, found.owner_user)
    return found


def give(session: Session, ask_ids: Sequence[int], to: str) -> str:
    """Hand asks to a colleague; a sentence. Needs the right to assign.

    Raises:
        Refused: the role may not, or nobody of that name works here.
    """
    require(session, "assign")
    name = to.strip().lower() if "@" in to else to.strip()
    if not name:
        raise Refused("say whom the asks are handed to")
    known = set(owners(session))
    if name not in known:
        raise Refused(f"nobody called {name} works here: {', '.join(sorted(known))}")
    for ask_id in ask_ids:
        session.ws.give_ask(ask_id, name, user=session.user)
    session.ws.audit("hand over asks", user=session.user, asks=len(ask_ids))
    many = "1 ask is" if len(ask_ids) == 1 else f"{len(ask_ids)} asks are"
    return f"{many} with {owner_name(name, session.user)} now."


def give_back(session: Session, before: Mapping[int, str], to: str) -> str:
    """Undo a handing over: asks still with ``to`` go back to their owner ``before``; a sentence.

    Raises:
        Refused: the role may not, or none is with ``to`` any more.
    """
    require(session, "assign")
    held = {ask.ask_id for ask in all_asks(session) if ask.owner_user == to}
    still = [ask_id for ask_id in before if ask_id in held]
    if not still:
        raise Refused(f"nothing of this is with {owner_name(to, session.user)} any more")
    for ask_id in still:
        session.ws.give_ask(ask_id, before[ask_id], user=session.user)
    session.ws.audit("hand asks back", user=session.user, asks=len(still))
    many = "1 ask is" if len(still) == 1 else f"{len(still)} asks are"
    moved = len(before) - len(still)
    return f"{many} back." + (f" {moved} went on to somebody else meanwhile." if moved else "")


def clashes(session: Session, person_id: int, client_id: int) -> list[str]:
    """What a colleague already did that speaks against asking this client about this person.

    Sentences, the gravest first; none where nothing stands against it. Names of colleagues are
    said, what they wrote is not.
    """
    since = session.as_of - dt.timedelta(days=CLASH_DAYS)
    said: list[str] = []
    for ask in all_asks(session):
        state = ask.state
        other = bool(ask.owner_user) and ask.owner_user != session.user
        if not other or state.asked_on is None or ask.person_id != person_id:
            continue
        if not state.open and state.asked_on < since:
            continue
        who = owner_name(ask.owner_user, session.user)
        if ask.client_id == client_id:
            said.insert(0, f"{who} asked this client about this person on {state.asked_on}.")
        else:
            said.append(f"{who} asked another client about this person on {state.asked_on}.")
    return said + _budget_said(session, client_id)


def _budget_said(session: Session, client_id: int) -> list[str]:
    """That the client, or the client's whole company, was asked as often as may be."""
    config = config_for(session).willingness
    window = session.as_of - dt.timedelta(days=config.budget_days)
    asked = asked_by_client(session)
    rows = client_rows(session)
    found = next((n for n, row in enumerate(rows) if row["client_id"] == client_id), None)
    if found is None:
        return []
    today = all_readiness(session)[found]

    def times(*ids: int) -> int:
        return sum(one.on > window for each in ids for one in asked.get(each, ()))

    own = times(client_id)
    wish = client_states(session)[found].budget
    if own and own >= (config.budget if wish is None else wish):
        return [
            f"This client was asked {_often(own)} in {config.budget_days} days: the budget is "
            "spent."
        ]
    company = rows[found]["company_id"]
    house = times(*(row["client_id"] for row in rows if row["company_id"] == company))
    if today.account_left is not None and today.account_left <= 0 and company and house:
        name = rows[found]["company"] or "this company"
        return [
            f"People at {name} were asked {_often(house)} in {config.budget_days} days: the "
            "budget of the whole company is spent."
        ]
    return []


def _often(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


# ---- the manager's word before an ask goes out ---------------------------------------------------


def approval_on(session: Session) -> bool:
    """Must a manager agree before an ask goes out?"""
    return bool((session.ws.get_setting(APPROVAL, {}) or {}).get("on", False))


def set_approval(session: Session, on: bool) -> None:
    """Switch the manager's approval on or off.

    Raises:
        Refused: the role may not change settings.
    """
    require(session, "settings")
    session.ws.set_setting(APPROVAL, {"on": bool(on)}, user=session.user)


def needs_approval(session: Session, ask: AskRow | None, stage: str) -> str | None:
    """Why an ask may not go out to ``stage`` yet, or None."""
    if stage in (*BEFORE_ASKED, "postponed") or not approval_on(session):
        return None
    if may(session, "approve") or (ask is not None and ask.approval == "given"):
        return None
    if ask is not None and ask.state.asked_on is not None:
        return None  # it went out before; its outcome is recorded freely
    if ask is not None and ask.approval == "refused":
        return "the manager sent this ask back: see the note on its page"
    return "a manager approves asks before they go out: record it as drafted, and ask for approval"


def want_approval(session: Session, ask_id: int, *, note: str = "") -> int:
    """Lay an ask before the manager; the event's number."""
    require(session, "ask")
    return _say(session, own_ask(session, ask_id), "wanted", note)


def approve(
    session: Session, ask_id: int, *, yes: bool = True, note: str = "", expected: int | None = None
) -> int:
    """The manager's word on an ask; the event's number.

    Raises:
        Refused: the role may not approve.
        Conflict: the ask changed since ``expected``.
    """
    require(session, "approve")
    return _say(
        session, own_ask(session, ask_id), "given" if yes else "refused", note, expected=expected
    )


def _say(
    session: Session, ask: AskRow, word: str, note: str, *, expected: int | None = None
) -> int:
    event = session.ws.add_event(
        ask.ask_id,
        ask.state.stage,
        on_date=session.as_of,
        user=session.user,
        note=note or None,
        detail={"action": "note", "no_stage": True, "approval": word},
        expected=ask.version if expected is None else expected,
    )
    return int(event.number)


def waiting_for_approval(session: Session) -> list[AskRow]:
    """Asks laid before the manager that have no answer yet, the oldest first."""
    return [ask for ask in visible_asks(session) if ask.approval == "wanted" and ask.state.open]


def load_by_owner(session: Session) -> list[dict[str, Any]]:
    """Open asks of each owner: ``owner, name, open``; for managers."""
    require(session, "see all asks")
    counted = Counter(ask.owner_user or "" for ask in all_asks(session) if ask.state.open)
    return [
        {"owner": user, "name": owner_name(user, session.user), "open": count}
        for user, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
