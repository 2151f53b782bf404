"""Staged tables with the keys that rows are joined by; contact data that is not needed dropped."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from prospecting.identity import keys
from scoring.reference import load_text

_TEXT: Final = pa.string()

#: What people write where no company is meant; two such people share nothing.
@lru_cache(maxsize=1)
def _no_company() -> frozenset[str]:
    # What people write where no company is meant; two such people share nothing.
    return frozenset(load_text("companies_none.txt").split("\n")) - {""}


Texts = Sequence[str | None]


def _distinct(column: pa.ChunkedArray, batch: Callable[[Texts], Texts]) -> pa.ChunkedArray:
    """``batch`` over the distinct values of a text column, spread over its rows again."""
    if column.null_count == len(column):
        return pa.chunked_array([pa.nulls(len(column), _TEXT)])
    encoded = pc.dictionary_encode(pa.chunked_array([column.combine_chunks()])).chunk(0)
    found = pa.array(batch(encoded.dictionary.to_pylist()), _TEXT)
    return pa.chunked_array([found.take(encoded.indices)])


def _company_keys(values: Texts) -> Texts:
    absent = _no_company()
    return [
        key if key and len(key) > 1 and key not in absent else None
        for key in keys.company_keys(values)
    ]


def _domains(values: Texts) -> Texts:
    free = keys.free_mail_domains()
    return [key if key not in free else None for key in keys.domain_keys(values)]


def _mail_domains(values: Texts) -> Texts:
    free = keys.free_mail_domains()
    found = [keys.email_domain(value) for value in values]
    return [domain if domain not in free else None for domain in found]


class Keys:
    """Computes key columns; holds the workspace's key for keyed hashes."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def digest(self, text: str) -> str:
        """The keyed hash of ``text``, HMAC-SHA256 in hexadecimal."""
        return hmac.digest(self._secret, text.encode("utf-8"), hashlib.sha256).hex()

    def email_hashes(self, values: Texts) -> Texts:
        """Hashes to join by: none for a mailbox that several people read."""
        return [
            self.digest(key) if key and not keys.is_shared_mailbox(key) else None
            for key in keys.email_keys(values)
        ]

    def loose_hashes(self, values: Texts) -> Texts:
        """Hashes for objections: dots in the local part do not count."""
        return [self.digest(loose_email(key)) if key else None for key in keys.email_keys(values)]

    def columns(self, name: str, table: pa.Table) -> dict[str, pa.ChunkedArray]:
        """The key columns of the staged table ``name``."""
        return _COLUMNS[name](self, table) if name in _COLUMNS else {}

    def _urls(self, first: pa.ChunkedArray, second: pa.ChunkedArray | None) -> dict[str, Any]:
        one = _distinct(first, keys.profile_keys)
        # A public address first: opaque ids are other keys of the same person.
        public = pc.fill_null(pc.match_substring(one, "/"), False)
        url = pc.if_else(public, one, None)
        other = pc.if_else(public, None, one)
        if second is not None and second.null_count < len(second):
            two = _distinct(second, keys.profile_keys)
            second_public = pc.and_(
                pc.fill_null(pc.match_substring(two, "/"), False), pc.is_null(url)
            )
            url = pc.if_else(second_public, two, url)
            other = pc.coalesce(other, pc.if_else(second_public, None, two))
            other = pc.if_else(pc.fill_null(pc.equal(other, url), False), None, other)
        return {"url_key": url, "other_key": other.cast(_TEXT)}

    def _mails(self, column: pa.ChunkedArray) -> dict[str, Any]:
        return {
            "email_hash": _distinct(column, self.email_hashes),
            "email_loose": _distinct(column, self.loose_hashes),
            "email_known": pc.is_valid(column),
        }

    def person(self, table: pa.Table) -> dict[str, Any]:
        """Keys of a row that tells of a person."""
        return {
            **self._urls(table["url"], table["other_url"]),
            **self._mails(table["email"]),
            "phone_known": pc.is_valid(table["phone"]),
            "name_key": _names(table),
            "company_key": _distinct(table["company"], _company_keys),
            "domain_key": pc.coalesce(
                _distinct(table["company_domain"], _domains),
                _distinct(table["email"], _mail_domains),
            ),
        }

    def past_ask(self, table: pa.Table) -> dict[str, Any]:
        """Keys of an ask made elsewhere."""
        return {
            **self._urls(table["prospect_url"], None),
            **self._mails(table["prospect_email"]),
            "name_key": _full_names(table["prospect_name"]),
            "company_key": _distinct(table["prospect_company"], _company_keys),
            "domain_key": _distinct(table["prospect_email"], _mail_domains),
            "client_hash": _distinct(table["client_email"], self.email_hashes),
            "client_name_key": _full_names(table["client_name"]),
        }


def loose_email(key: str) -> str:
    """An e-mail key without dots in its local part."""
    local, _, host = key.partition("@")
    return f"{local.replace('.', '')}@{host}"


def _names(table: pa.Table) -> pa.ChunkedArray:
    """Name keys from the columns first, last and full name, distinct combinations once."""
    mark = "\x1f"
    parts = [
        pc.replace_substring(pc.fill_null(table[column], ""), mark, " ")
        for column in ("first_name", "last_name", "full_name")
    ]

    def batch(values: Texts) -> Texts:
        rows = [(value or "").split(mark) for value in values]
        first, last, full = (
            [row[at] or None if len(row) == 3 else None for row in rows] for at in range(3)
        )
        return keys.name_keys(first, last, full)

    return _distinct(pc.binary_join_element_wise(*parts, mark), batch)


def _full_names(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return _distinct(column, lambda values: keys.name_keys([None] * len(values), None, values))


def _profiles(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return _distinct(column, keys.profile_keys)


def _far_end(_: Keys, table: pa.Table) -> dict[str, Any]:
    return {
        "url_key": _profiles(table["other_url"]),
        "name_key": _full_names(table["other_name"]),
    }


_COLUMNS: Final[dict[str, Callable[[Keys, pa.Table], dict[str, Any]]]] = {
    "contacts": Keys.person,
    "clients": lambda k, t: {n: c for n, c in k.person(t).items() if n != "phone_known"},
    "past_asks": Keys.past_ask,
    "companies": lambda _, t: {
        "company_key": _distinct(t["name"], _company_keys),
        "domain_key": pc.coalesce(
            _distinct(t["domain"], _domains), _distinct(t["url"], _company_site)
        ),
    },
    "deals": lambda k, t: {
        "company_key": _distinct(t["company"], _company_keys),
        "email_hash": _distinct(t["contact_email"], k.email_hashes),
    },
    "surveys": lambda k, t: {
        "email_hash": _distinct(t["email"], k.email_hashes),
        "name_key": _full_names(t["full_name"]),
        "company_key": _distinct(t["company"], _company_keys),
    },
    "messages": _far_end,
    "invitations": _far_end,
    "endorsements": _far_end,
    "recommendations": lambda _, t: {
        "name_key": _full_names(t["other_name"]),
        "company_key": _distinct(t["company"], _company_keys),
    },
    "positions": lambda _, t: {
        "url_key": _profiles(t["person_url"]),
        "name_key": _full_names(t["person_name"]),
        "company_key": _distinct(t["company"], _company_keys),
    },
    "education": lambda _, t: {
        "url_key": _profiles(t["person_url"]),
        "name_key": _full_names(t["person_name"]),
        "school_key": _distinct(t["school"], _company_keys),
    },
    "follows": lambda _, t: {"company_key": _distinct(t["company"], _company_keys)},
    "owner_profile": lambda _, t: {"url_key": _profiles(t["url"]), "name_key": _names_of_owner(t)},
    "owner_emails": lambda k, t: {"email_hash": _distinct(t["email"], k.email_hashes)},
    "answers": lambda k, t: {
        "url_key": _profiles(t["prospect_url"]),
        "email_hash": _distinct(t["client_email"], k.email_hashes),
        "name_key": _full_names(t["prospect_name"]),
    },
}


def _company_site(values: Texts) -> Texts:
    # A company's page on a network is no domain of its own.
    return [
        domain
        if domain and not domain.endswith(("linkedin.com", "crunchbase.com", "xing.com"))
        else None
        for domain in _domains(values)
    ]


def _names_of_owner(table: pa.Table) -> pa.ChunkedArray:
    blank = pa.chunked_array([pa.nulls(table.num_rows, _TEXT)])
    return _names(
        pa.table(
            {"first_name": table["first_name"], "last_name": table["last_name"], "full_name": blank}
        )
    )
