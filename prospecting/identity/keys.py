"""The keys by which records are joined: one value at a time, or a column at once.

Every function is pure and gives None where a value holds no key. The forms in the plural take a
column and compute each distinct value once.
"""

from __future__ import annotations

from collections.abc import Sequence

from prospecting.identity.company_names import company_key, company_keys
from prospecting.identity.names import PersonName, name_key, name_keys, parse_name
from prospecting.identity.text import batch
from prospecting.identity.web_keys import (
    LEAD,
    OPAQUE,
    PUBLIC,
    domain_key,
    email_domain,
    email_key,
    free_mail_domains,
    phone_key,
    profile_key,
    shared_mailboxes,
)

__all__ = [
    "LEAD",
    "OPAQUE",
    "PUBLIC",
    "PersonName",
    "company_key",
    "company_keys",
    "domain_key",
    "domain_keys",
    "email_domain",
    "email_key",
    "email_keys",
    "free_mail_domains",
    "is_shared_mailbox",
    "name_key",
    "name_keys",
    "parse_name",
    "phone_key",
    "phone_keys",
    "profile_key",
    "profile_keys",
    "shared_mailboxes",
]


def profile_keys(values: Sequence[str | None]) -> list[str | None]:
    """:func:`profile_key` of every value."""
    return batch(profile_key, values)


def email_keys(values: Sequence[str | None]) -> list[str | None]:
    """:func:`email_key` of every value."""
    return batch(email_key, values)


def phone_keys(values: Sequence[str | None]) -> list[str | None]:
    """:func:`phone_key` of every value."""
    return batch(phone_key, values)


def domain_keys(values: Sequence[str | None]) -> list[str | None]:
    """:func:`domain_key` of every value."""
    return batch(domain_key, values)


def is_shared_mailbox(email: str | None) -> bool:
    """Whether an address is one that several people read, as ``info@`` is."""
    key = email_key(email)
    return key is not None and key.partition("@")[0].rstrip("0123456789") in shared_mailboxes()
