"""Staged tables with the keys that rows are joined by; contact data that is not needed dropped."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from prospecting.identity import keys
from prospecting.identity.text import plain
from prospecting.workspace.remembered import Remembered
from scoring.reference import load_text

_TEXT: Final = pa.string()
#: What spreadsheets and mail programs leave around an address.
_AROUND: Final = "'`\"’."


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


#: As LinkedIn's own exports write a profile address; its key is what stands after "https://www.".
_USUAL: Final = r"^https://www\.linkedin\.com/in/[a-z0-9\-_]{3,100}$"
_BEFORE: Final = len("https://www.")
#: Other plain forms of it, a fifth as fast.
_LIKE: Final = r"^https?://(?:www\.)?(?P<key>linkedin\.com/in/[a-z0-9\-_]{3,100})/?$"
_WORD: Final = re.compile("[A-Za-z]{2,40}")
#: A word that is a name and nothing else; beside it every other word shows its nature.
_PLAIN: Final = "zyxwa"


def _plain_words(beside: Callable[[str], tuple[str, str]]) -> Callable[[Texts], Texts]:
    """What gives words in lower case where they are plain ones, None elsewhere."""

    def one(word: str | None) -> str | None:
        lower = word.lower() if word is not None and _WORD.fullmatch(word) else None
        if lower is None:
            return None
        pair = beside(lower)
        return lower if keys.name_key(*pair) == " ".join(pair) else None

    return lambda words: [one(word) for word in words]


class Keys:
    """Computes key columns; holds the workspace's key for keyed hashes.

    One instance serves one import: what recurs from file to file is computed once.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._companies = Remembered(_company_keys)
        self._first_names = Remembered(_plain_words(lambda word: (word, _PLAIN)))
        self._last_names = Remembered(_plain_words(lambda word: (_PLAIN, word)))

    def digest(self, text: str) -> str:
        """The keyed hash of ``text``, HMAC-SHA256 in hexadecimal."""
        return hmac.digest(self._secret, text.encode("utf-8"), hashlib.sha256).hex()

    def company_keys(self, values: Texts) -> Texts:
        """Company keys, none where no company is meant; remembered from call to call."""
        found: Texts = self._companies.of(pa.array(values, _TEXT)).to_pylist()
        return found

    def email_hashes(self, values: Texts) -> Texts:
        """Hashes to join by: none for a mailbox that several people read."""
        return [
            self.digest(key) if key and not keys.is_shared_mailbox(key) else None
            for key in keys.email_keys(values)
        ]

    def columns(self, name: str, table: pa.Table) -> dict[str, pa.ChunkedArray]:
        """The key columns of the staged table ``name``."""
        return _COLUMNS[name](self, table) if name in _COLUMNS else {}

    def _urls(self, first: pa.ChunkedArray, second: pa.ChunkedArray | None) -> dict[str, Any]:
        one = _profiles(first)
        # A public address first: opaque ids are other keys of the same person.
        public = pc.fill_null(pc.match_substring(one, "/"), False)
        url = pc.if_else(public, one, None)
        other = pc.if_else(public, None, one)
        if second is not None and second.null_count < len(second):
            two = _profiles(second)
            second_public = pc.and_(
                pc.fill_null(pc.match_substring(two, "/"), False), pc.is_null(url)
            )
            url = pc.if_else(second_public, two, url)
            other = pc.coalesce(other, pc.if_else(second_public, None, two))
            other = pc.if_else(pc.fill_null(pc.equal(other, url), False), None, other)
        return {"url_key": url, "other_key": other.cast(_TEXT)}

    def _mails(self, column: pa.ChunkedArray) -> dict[str, Any]:
        """Two hashes, the domain and whether there is an address; each distinct one read once."""
        known = pc.is_valid(column)
        if column.null_count == len(column):
            none = pa.chunked_array([pa.nulls(len(column), _TEXT)])
            return {
                "email_hash": none, "email_loose": none, "email_known": known, "mail_domain": none
            }  # fmt: skip
        encoded = pc.dictionary_encode(pa.chunked_array([column.combine_chunks()])).chunk(0)
        values = encoded.dictionary.to_pylist()
        found, free = keys.email_keys(values), keys.free_mail_domains()
        loose = [loose_email(key) if key else None for key in found]
        hashes = [self.digest(key) if key else None for key in found]
        shared = [key is not None and keys.is_shared_mailbox(key) for key in found]
        texts = {
            "email_hash": [None if s else h for s, h in zip(shared, hashes, strict=True)],
            "email_loose": [
                h if key == other else self.digest(other) if other else None
                for key, other, h in zip(found, loose, hashes, strict=True)
            ],
            "mail_domain": [
                None if key is None or (host := key.rpartition("@")[2]) in free else host
                for key in found
            ],
        }
        spread: dict[str, Any] = {
            name: pa.chunked_array([pa.array(texts[name], _TEXT).take(encoded.indices)])
            for name in texts
        }
        return {**spread, "email_known": known}

    def person(self, table: pa.Table) -> dict[str, Any]:
        """Keys of a row that tells of a person."""
        mails = self._mails(table["email"])
        mail_domain = mails.pop("mail_domain")
        return {
            **self._urls(table["url"], table["other_url"]),
            **mails,
            "phone_known": pc.is_valid(table["phone"]),
            "name_key": self._names(table),
            "company_key": self._companies.column(table["company"]),
            "domain_key": pc.coalesce(_distinct(table["company_domain"], _domains), mail_domain),
        }

    def _names(self, table: pa.Table) -> pa.ChunkedArray:
        """Name keys. Two plain words, as in most rows, are put together without leaving Arrow;
        whether a word is plain is asked of :func:`keys.name_key` once a distinct word."""
        first, last, full = (table[name] for name in ("first_name", "last_name", "full_name"))
        if last.null_count == len(last):
            return _names(table)
        one, two = self._first_names.column(first), self._last_names.column(last)
        plain = pc.and_(pc.and_(pc.is_valid(one), pc.is_valid(two)), pc.is_null(full))
        joined = pc.if_else(plain, pc.binary_join_element_wise(one, two, " "), None)
        rest = pc.invert(plain)
        if not pc.any(rest).as_py():
            return joined
        careful = _names(table.select(["first_name", "last_name", "full_name"]).filter(rest))
        return pc.replace_with_mask(
            joined.combine_chunks(), rest.combine_chunks(), careful.combine_chunks()
        )

    def past_ask(self, table: pa.Table) -> dict[str, Any]:
        """Keys of an ask made elsewhere."""
        mails = self._mails(table["prospect_email"])
        return {
            **self._urls(table["prospect_url"], None),
            "domain_key": mails.pop("mail_domain"),
            **mails,
            "name_key": _full_names(table["prospect_name"]),
            "company_key": self._companies.column(table["prospect_company"]),
            "client_hash": _distinct(table["client_email"], self.email_hashes),
            "client_name_key": _full_names(table["client_name"]),
        }


def loose_email(key: str) -> str:
    """An e-mail key without dots in its local part, full-width and invisible signs made plain."""
    if not key.isascii():
        plain_signs = unicodedata.normalize("NFKC", key).lower()
        key = "".join(sign for sign in plain_signs if unicodedata.category(sign) != "Cf")
    local, _, host = key.partition("@")
    host = host.rstrip(_AROUND)
    return f"{local.replace('.', '')}@{'gmail.com' if host == 'googlemail.com' else host}"


def loose_url(key: str) -> str:
    """A profile key as its upper case gives it back: ``ß`` is ``ss``."""
    return key.replace("ß", "ss")


def loose_name(name_key: str, company_key: str | None = None) -> str:
    """A name key without the order of its words and without written-out umlauts; with its company.

    ``quartermain zebedee`` and ``zebedee quartermain`` are one, and so are ``mueller`` and
    ``muller``: for those who want to be left alone, better one too many. The statement
    ``derive.match_suppressed`` writes the same.
    """
    words = " ".join(sorted(plain(name_key).split(" ")))
    return f"{words}|{plain(company_key)}" if company_key else words


def loose_names(name_key: str, company_key: str | None = None) -> set[str]:
    """:func:`loose_name` of every form that readers make of a name of several words: columns that
    are swapped lose a particle or a middle name ("van Dijk", "José" becomes ``van jose``)."""
    words = name_key.split(" ")
    forms = {name_key, *(f"{words[0]} {word}" for word in words[1:])}
    return {loose_name(form, company_key) for form in forms}


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
    """Profile keys; addresses of the usual form without leaving Arrow."""
    if column.null_count == len(column):
        return pa.chunked_array([pa.nulls(len(column), _TEXT)])
    usual = pc.match_substring_regex(column, _USUAL)
    found = pc.if_else(usual, pc.utf8_slice_codeunits(column, _BEFORE), None)
    found = _fill(found, column, lambda rest: pc.struct_field(pc.extract_regex(rest, _LIKE), 0))
    return _fill(found, column, lambda rest: _distinct(rest, keys.profile_keys))


def _fill(found: Any, column: Any, slower: Callable[[Any], Any]) -> Any:
    """``found``, by ``slower`` where nothing was found of a text in ``column``."""
    rest = pc.and_(pc.is_null(found), pc.is_valid(column))
    if not pc.any(rest).as_py():
        return found
    return pa.chunked_array([
        pc.replace_with_mask(
            found.combine_chunks(),
            rest.combine_chunks(),
            slower(column.filter(rest)).combine_chunks(),
        )
    ])  # fmt: skip


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
        # Not remembered: the names of a long list do not come again.
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
