"""A table of people as coded columns: each distinct value cleaned once, rows hold its number."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prospecting.identity.company_names import company_key
from prospecting.identity.names import parse_name
from prospecting.identity.text import fold, plain
from prospecting.identity.web_keys import (
    email_key,
    free_mail_domains,
    phone_key,
    profile_key,
    shared_mailboxes,
)

Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]

_ALIASES: dict[str, tuple[str, ...]] = {
    "first_name": ("first_name", "given_name", "firstname"),
    "last_name": ("last_name", "surname", "family_name", "lastname"),
    "full_name": ("full_name", "name"),
    "url": ("url", "linkedin_url", "profile_url"),
    "email": ("email", "email_address"),
    "phone": ("phone", "phone_number", "mobile"),
    "company": ("company", "company_name", "organization"),
    "title": ("title", "job_title", "position"),
    "location": ("location", "city"),
    "birth_date": ("birth_date", "date_of_birth", "dob", "birthday"),
}
_BLANKS = frozenset({"", "nan", "none", "null", "n/a", "na", "-", "--", "?", "unknown", "nat"})


@dataclass(frozen=True)
class Column:
    """One field of all rows. ``codes`` has shape (rows,); -1 is missing, else into ``values``."""

    codes: Codes
    values: list[str]

    def counts(self) -> NDArray[np.int64]:
        """How many rows hold each value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))


@dataclass(frozen=True)
class People:
    """The coded columns of one table; absent columns hold only missing values."""

    rows: int
    given: Column
    """Given names, words parted by blanks."""
    first: Column
    """The first given name written out, or the first initial."""
    family: Column
    other: Column
    """Nicknames and former names."""
    suffix: Column
    url: Column
    """Profile keys of all kinds; ``url_kind`` tells them apart."""
    url_kind: Codes
    email: Column
    shared: Flags
    """Whether the row's address is one that several people read."""
    local: Column
    domain: Column
    """The address's domain where it tells an employer."""
    mail_host: Column
    """The domain without its ending, for finding mistyped addresses."""
    phone: Column
    company: Column
    """The company's key, or the employer that the address's domain names; ``stated`` tells."""
    stated: Flags
    title: Column
    location: Column
    birth: Column


def _texts(records: pd.DataFrame, field: str) -> list[str] | None:
    """The cells of ``field`` as stripped text, blanks empty; None where no such column is."""
    named: dict[str, int] = {}
    for place, column in enumerate(records.columns):
        named.setdefault(str(column).strip().lower(), place)
    for alias in _ALIASES[field]:
        if alias in named:
            # By position: a name may stand over two columns, and the first one counts.
            return [_text(cell) for cell in records.iloc[:, named[alias]].tolist()]
    return None


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = cell.strip()
    elif isinstance(cell, float):
        # A column of numbers with gaps has become floats on its way through a table.
        text = "" if math.isnan(cell) else (str(int(cell)) if cell.is_integer() else str(cell))
    else:
        text = str(cell).strip()
    return "" if len(text) < 8 and text.lower() in _BLANKS else text


def _coded(texts: Sequence[str | None]) -> Column:
    """Codes in the order of the values' text, so that they do not depend on the rows' order."""
    values = sorted({text for text in texts if text})
    number = {value: code for code, value in enumerate(values)}
    codes = np.fromiter(
        (number[text] if text else -1 for text in texts), dtype=np.int32, count=len(texts)
    )
    return Column(codes, values)


def _cleaned(texts: list[str] | None, clean: Callable[[str], str | None], rows: int) -> Column:
    if texts is None:
        return Column(np.full(rows, -1, dtype=np.int32), [])
    known = {text: clean(text) if text else None for text in dict.fromkeys(texts)}
    return _coded([known[text] for text in texts])


def _words(text: str) -> str | None:
    return " ".join(re.findall(r"[a-z0-9]+", fold(text))) or None


def _birth(text: str) -> str | None:
    digits: list[str] = re.findall(
        r"\d+", text.partition("T")[0].partition(" ")[0] if "-" in text else text
    )
    if len(digits) == 3:
        if len(digits[0]) == 4:
            return digits[0] + digits[1].zfill(2) + digits[2].zfill(2)
        if len(digits[2]) == 4:
            # Day and month stay in the order of the file; the comparison allows for a swap.
            return digits[2] + digits[1].zfill(2) + digits[0].zfill(2)
    joined = "".join(digits)
    return joined if len(joined) >= 4 else None


def _address(text: str) -> str | None:
    # A mistyped address is no key, but still like the one it was meant to be.
    bare = "".join(text.lower().split())
    return email_key(text) or (bare if "@" in bare and len(bare) > 5 else None)


def _profile(text: str) -> str | None:
    key = profile_key(text)
    if key:
        return key
    # Another address with a path may be a person's page; without one it is a company's.
    found = re.match(
        r"^(?:https?://)?(?:www\.)?([a-z0-9.\-]+\.[a-z]{2,}/[^\s?#]{2,})", text.lower()
    )
    return "web:" + found[1].rstrip("/") if found and "linkedin." not in found[1] else None


_KINDS = ("linkedin.com/in/", "linkedin-id:", "linkedin-lead:", "xing.com/", "web:")


def _same_member(key: str) -> str:
    # A lead's id in Sales Navigator is the member id of the opaque profile address.
    return key.replace("linkedin-lead:", "linkedin-id:", 1)


@lru_cache(maxsize=65536)
def phonetic(word: str) -> str:
    """A rough sound of a folded name: what survives of it through most misspellings.

    Consonants of one sound are one letter, doubles are single, vowels count only at the start.
    """
    text = plain(word.replace(" ", ""))
    for old, new in _SOUNDS:
        text = text.replace(old, new)
    text = re.sub(r"(.)\1+", r"\1", text)
    return text[:1] + re.sub(r"[aeiouy]", "", text[1:]) if text else ""


def _employers(company: Column, domains: list[str | None]) -> Column:
    """The companies, and where none is given the one that the address's domain is named after."""
    squashed = {value.replace(" ", ""): value for value in reversed(company.values)}
    texts: list[str | None] = []
    for code, domain in zip(company.codes.tolist(), domains, strict=True):
        if code >= 0:
            texts.append(company.values[code])
        elif domain and "." in domain:
            labels = domain.split(".")
            label = labels[-3] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2]
            texts.append(squashed.get(label.replace("-", ""), label.replace("-", " ")))
        else:
            texts.append(None)
    return _coded(texts)


_SOUNDS = (
    ("sch", "s"), ("tch", "s"), ("ph", "f"), ("ck", "k"), ("gh", "g"), ("dt", "t"), ("th", "t"),
    ("sh", "s"), ("ch", "k"), ("cz", "s"), ("sz", "s"), ("q", "k"), ("c", "k"), ("z", "s"),
    ("x", "ks"), ("w", "v"), ("h", ""), ("j", "y"), ("d", "t"), ("b", "p"),
)  # fmt: skip


def read_people(records: pd.DataFrame) -> People:
    """The table as coded columns; its columns as ``match_people`` names them."""
    rows = len(records)
    blank = [""] * rows
    first, last, full = (_texts(records, name) for name in ("first_name", "last_name", "full_name"))
    triples = list(zip(first or blank, last or blank, full or blank, strict=True))
    parsed = {triple: parse_name(*triple) for triple in dict.fromkeys(triples)}
    names = [parsed[triple] for triple in triples]
    heads = {
        name: next((word for word in name.given if len(word) > 1), name.given[0])
        for name in parsed.values()
        if name.given
    }
    email = _cleaned(_texts(records, "email"), _address, rows)
    parts = [value.rpartition("@") for value in email.values]
    mailboxes, free = shared_mailboxes(), free_mail_domains()
    is_shared = np.array([p[0].rstrip("0123456789") in mailboxes for p in parts] + [False])
    url = _cleaned(_texts(records, "url"), _profile, rows)
    url = _coded([_same_member(url.values[c]) if c >= 0 else None for c in url.codes.tolist()])
    kinds = np.array(
        [next(k for k, start in enumerate(_KINDS) if v.startswith(start)) for v in url.values]
        + [-1],
        dtype=np.int32,
    )
    codes = email.codes.tolist()
    company = _cleaned(_texts(records, "company"), company_key, rows)
    domains = [parts[c][2] if c >= 0 and parts[c][2] not in free else None for c in codes]
    return People(
        rows=rows,
        given=_coded([" ".join(name.given) for name in names]),
        first=_coded([heads.get(name) for name in names]),
        family=_coded([" ".join(name.family) for name in names]),
        other=_coded([" ".join(name.other) for name in names]),
        suffix=_coded([name.suffix for name in names]),
        url=url,
        url_kind=kinds[url.codes],
        email=email,
        shared=is_shared[email.codes],
        local=_coded([parts[c][0] if c >= 0 else None for c in codes]),
        domain=_coded(domains),
        mail_host=_coded(
            [
                parts[c][2].rpartition(".")[0] if c >= 0 and parts[c][2] not in free else None
                for c in codes
            ]
        ),
        phone=_cleaned(_texts(records, "phone"), phone_key, rows),
        company=_employers(company, domains),
        stated=company.codes >= 0,
        title=_cleaned(_texts(records, "title"), _words, rows),
        location=_cleaned(_texts(records, "location"), _words, rows),
        birth=_cleaned(_texts(records, "birth_date"), _birth, rows),
    )
