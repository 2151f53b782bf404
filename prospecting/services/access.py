"""Who may do what: roles, the allow-list, and the refusal of a public address without sign-in.

Sign-in says who somebody is; this says what that person may do. It is asked by the services, not
by hidden buttons.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from typing import Final

from prospecting.errors import Refused
from prospecting.services.session import ROLES, Session

#: What each role may do; a role may do all that the ones before it may.
RIGHTS: Final[Mapping[str, frozenset[str]]] = {
    "salesperson": frozenset({"see own asks", "plan", "draft", "ask", "note", "search"}),
    "manager": frozenset(
        {"see all asks", "report", "approve", "assign", "rewards", "goals", "export", "import"}
    ),
    "admin": frozenset(
        {
            "settings",
            "erase",
            "suppress",
            "audit",
            "backup",
            "restore",
            "roles",
            "undo import",
            "retention",
        }
    ),
}
MEMBERS = "members"


def rights_of(role: str) -> frozenset[str]:
    """Everything a role may do; nothing for one that is not known."""
    if role not in ROLES:
        return frozenset()
    granted: frozenset[str] = frozenset()
    for name in ROLES[: ROLES.index(role) + 1]:
        granted |= RIGHTS[name]
    return granted


def may(session: Session, right: str) -> bool:
    """Whether the session's role may do this."""
    return right in rights_of(session.role)


def require(session: Session, right: str) -> None:
    """Refuse what the session's role may not do.

    Raises:
        Refused: in one sentence.
    """
    if not may(session, right):
        raise Refused(f"this needs another role than {session.role}: ask an admin ({right})")


def sees(session: Session, owner: str | None) -> bool:
    """Whether the session may see an ask of ``owner``: its own, or all with the right for it."""
    return may(session, "see all asks") or (
        may(session, "see own asks") and bool(owner) and owner == session.user
    )


def require_own(session: Session, owner: str | None) -> None:
    """Refuse an ask that belongs to somebody else, where the role sees its own only.

    Raises:
        Refused: in one sentence that does not say whose it is about.
    """
    if not sees(session, owner):
        raise Refused(
            "this ask belongs to a colleague: a manager can hand it over, or look at it with you"
        )


def allowed_emails() -> dict[str, str]:
    """The allow-list: e-mail to role, from ``PROSPECTOR_MEMBERS`` ("a@x.example=manager, …").

    Raises:
        Refused: an entry that is not of that form.
    """
    members: dict[str, str] = {}
    for entry in os.environ.get("PROSPECTOR_MEMBERS", "").split(","):
        if not entry.strip():
            continue
        email, _, role = (part.strip().lower() for part in entry.partition("="))
        if "@" not in email or (role or "salesperson") not in ROLES:
            raise Refused(
                f"PROSPECTOR_MEMBERS has {entry.strip()!r}: write address=role, the role one of "
                f"{', '.join(ROLES)}"
            )
        members[email] = role or "salesperson"
    return members


def role_of(email: str | None, verified: bool = True) -> str | None:
    """The role of somebody signed in, None for somebody who is not on the list."""
    if not email or not verified:
        return None
    return allowed_emails().get(email.strip().lower())


def is_loopback(address: str) -> bool:
    """Whether the address is one of this machine only."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
