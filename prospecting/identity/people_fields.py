"""A table of people as coded columns: each distinct value cleaned once, rows hold its number."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prospecting.identity.company_compare import without_group_and_place
from prospecting.identity.company_names import company_key
from prospecting.identity.names import name_piece, parse_name
from prospecting.identity.people_mail import distinct_rows, learnt
from prospecting.identity.text import fold
from prospecting.identity.web_keys import (
    LEAD,
    OPAQUE,
    PUBLIC,
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
    "email": ("email", "email_address", "e_mail", "mail"),
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
    memo: dict[str, Callable[[Codes, Codes], NDArray[np.int8]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """How the values of a field are compared, prepared once a table."""


@lru_cache(maxsize=262144)
def firm(company: str) -> str:
    """A company's key without "Group" or the place behind it."""
    return without_group_and_place(company)


def _read(records: pd.DataFrame, field: str) -> tuple[Codes, list[str]]:
    """Codes of the cells of ``field`` and their distinct texts, stripped, blanks empty."""
    named: dict[str, int] = {}
    for place, column in enumerate(records.columns):
        name = "_".join(re.findall(r"[^\W_]+", str(column).lower()))
        named.setdefault(name, place)
    for alias in _ALIASES[field]:
        if alias in named:
            # By position: a name may stand over two columns, and the first one counts.
            cells = records.iloc[:, named[alias]].to_numpy(dtype=object)
            try:
                codes, distinct = pd.factorize(cells)
            except TypeError:  # a cell holds a list or the like
                codes, distinct = pd.factorize(
                    np.array([str(cell) for cell in cells], dtype=object)
                )
            return codes.astype(np.int32), [_text(cell) for cell in distinct.tolist()]
    return np.full(len(records), -1, dtype=np.int32), []


def _text(cell: object) -> str:
    if isinstance(cell, str):
        text = cell.strip()
        if len(text) > 7:
            return text
    elif cell is None:
        return ""
    elif isinstance(cell, float):
        # A column of numbers with gaps has become floats on its way through a table.
        text = "" if math.isnan(cell) else (str(int(cell)) if cell.is_integer() else str(cell))
    else:
        text = str(cell).strip()
    return "" if len(text) < 8 and text.lower() in _BLANKS else text


def _column(codes: Codes, texts: Sequence[str | None]) -> Column:
    """The column whose rows hold ``texts[code]``, missing where that is empty or the code is -1.

    Codes follow the order of the values' text, so that they do not depend on the rows' order.
    """
    held = set(texts)
    values = sorted(text for text in held if text)
    number: dict[str | None, int] = dict(zip(values, range(len(values)), strict=True))
    number[None] = number[""] = -1
    lookup = np.array([*map(number.__getitem__, texts), -1], dtype=np.int32)
    return Column(lookup[codes], values)


def _cleaned(records: pd.DataFrame, field: str, clean: Callable[[str], str | None]) -> Column:
    codes, texts = _read(records, field)
    return _column(codes, [clean(text) if text else None for text in texts])


def _words(text: str) -> str | None:
    return " ".join(re.findall(r"[a-z0-9]+", fold(text))) or None


def _title(text: str) -> str | None:
    # Headlines name the employer behind the title.
    words = _words(re.split(r"\s(?:at|bei|chez|@)\s|[|•]", text, maxsplit=1)[0]) or _words(text)
    return " ".join(_LONG_TITLES.get(word, word) for word in words.split()) if words else None


_LONG_TITLES = {
    "ceo": "chief executive officer", "cfo": "chief financial officer",
    "cto": "chief technology officer", "coo": "chief operating officer",
    "cio": "chief information officer", "cmo": "chief marketing officer",
    "chro": "chief human resources officer", "cpo": "chief product officer",
    "ciso": "chief information security officer", "vp": "vice president",
    "svp": "senior vice president", "evp": "executive vice president", "hr": "human resources",
    "md": "managing director", "sr": "senior", "jr": "junior", "mgr": "manager",
}  # fmt: skip


_MONTHS = {
    name: str(number)
    for number, names in enumerate(
        (
            "jan january januar januari janvier enero gennaio",
            "feb february februar februari fevrier febrero febbraio",
            "mar march marz maerz maart mars marzo",
            "apr april avril abril aprile",
            "may mai mei mayo maggio",
            "jun june juni juin junio giugno",
            "jul july juli juillet julio luglio",
            "aug august augustus aout agosto",
            "sep sept september septembre septiembre settembre",
            "oct okt october oktober octobre octubre ottobre",
            "nov november novembre noviembre",
            "dec dez december dezember decembre diciembre dicembre",
        ),
        start=1,
    )
    for name in names.split()
}


def _birth(text: str) -> str | None:
    """Year, month and day as eight digits, where the text can be read as a date."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d[T ].*", text):
        text = text[:10]
    words: list[str] = re.findall(r"[a-z]+|\d+", fold(text))
    numbers = [_MONTHS.get(word, word) for word in words]
    digits = [number for number in numbers if number.isdigit()]
    if len(digits) != 3:
        joined = "".join(digits)
        return joined if len(joined) >= 4 else None
    if len(digits[0]) > 2:
        # A year with a figure too many or too few is still a year.
        year, month, day = digits
    else:
        # Day and month stay in the order of the file; the comparison allows for a swap.
        day, month, year = digits
        if words[0] in _MONTHS:
            day, month = month, day
    if len(year) == 2:
        # Who is written of with two figures was born in the last century, or is a child.
        year = ("19" if int(year) > 25 else "20") + year
    if int(month) > 12 >= int(day) > 0:
        day, month = month, day
    return year + month.zfill(2) + day.zfill(2)


def _address(text: str) -> str | None:
    # A mistyped address is no key, but still like the one it was meant to be.
    bare = "".join(text.lower().split())
    return email_key(text) or (bare if "@" in bare and len(bare) > 5 else None)


def _profile(text: str) -> str | None:
    key = profile_key(text)
    if key:
        # A lead's id in Sales Navigator is the member id of the opaque profile address.
        return OPAQUE + key[len(LEAD) :] if key.startswith(LEAD) else key
    # Another address with a path may be a person's page; without one it is a company's.
    found = re.match(
        r"^(?:https?://)?(?:www\.)?([a-z0-9.\-]+\.[a-z]{2,}/[^\s?#]{2,})", text.lower()
    )
    return "web:" + found[1].rstrip("/") if found and "linkedin." not in found[1] else None


_KINDS = (PUBLIC, OPAQUE, LEAD, "xing.com/", "web:")


def _employers(company: Column, domain: Column) -> Column:
    """The companies, and where none is given the one that the address's domain is named after."""
    squashed = {value.replace(" ", ""): value for value in reversed(company.values)}
    named: list[str | None] = []
    for host in domain.values:
        labels = host.split(".")
        if len(labels) < 2:
            named.append(None)
            continue
        label = labels[-3] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2]
        named.append(squashed.get(label.replace("-", ""), label.replace("-", " ")))
    own = len(company.values)
    codes = np.where(
        company.codes >= 0, company.codes, np.where(domain.codes >= 0, domain.codes + own, -1)
    )
    return _column(codes.astype(np.int32), [*company.values, *named])


def _names(records: pd.DataFrame) -> tuple[Column, Column, Column, Column, Column]:
    """Given names, the first of them, family name, other names and generation of every row.

    Where both names stand in columns of their own, each distinct cell is taken apart once and the
    row is the two put together. The few others are read as a whole: full names, placeholders
    ("LinkedIn Member"), and given names with something beside them.
    """
    columns = [_read(records, field) for field in ("first_name", "last_name", "full_name")]
    texts = [column[1] for column in columns]
    codes = []
    for code, values in columns:
        filled = np.array([bool(value) for value in values] + [False])
        codes.append(np.where(filled[code], code, -1))
    first, last = ([name_piece(text) for text in values] for values in texts[:2])
    simple = [
        np.array([bool(piece.words) and not piece.doubtful for piece in first] + [False]),
        np.array([bool(piece.words) for piece in last] + [False]),
    ]
    whole = np.flatnonzero(~(simple[0][codes[0]] & simple[1][codes[1]]))
    key = np.zeros(len(whole), dtype=np.int64)
    for code, values in zip(codes, texts, strict=True):
        # Three columns of many values could pass 63 bits: number the pairs anew at each step.
        key = pd.factorize(key * (len(values) + 1) + code[whole] + 1)[0].astype(np.int64)
    _, where, inverse = np.unique(key, return_index=True, return_inverse=True)
    cells = zip(*(code[whole][where].tolist() for code in codes), strict=True)
    read = [
        parse_name(*(t[c] if c >= 0 else "" for c, t in zip(row, texts, strict=True)))
        for row in cells
    ]

    def joined(code: Codes, pieces: list[str], names: list[str]) -> Column:
        number = code.copy()
        number[whole] = inverse + len(pieces)
        return _column(number, [*pieces, *names])

    return (
        joined(
            codes[0],
            [" ".join(piece.words) for piece in first],
            [" ".join(name.given) for name in read],
        ),
        joined(
            codes[0],
            [_head(piece.words) for piece in first],
            [_head(name.given) for name in read],
        ),
        joined(
            codes[1],
            [" ".join(piece.words) for piece in last],
            [" ".join(name.family) for name in read],
        ),
        joined(
            codes[1],
            [" ".join(piece.other) for piece in last],
            [" ".join(name.other) for name in read],
        ),
        joined(codes[1], [piece.suffix for piece in last], [name.suffix for name in read]),
    )


def _head(given: tuple[str, ...]) -> str:
    return next((word for word in given if len(word) > 1), given[0]) if given else ""


def _with_mail_names(
    given: Column, first: Column, family: Column, other: Column, local: Column
) -> tuple[Column, Column, Column]:
    """Given names, the first of them and other names, with what the address tells of them."""
    short = [len(value) == 1 for value in first.values] + [True]
    starts = [value[:3] for value in family.values]
    rows = np.flatnonzero((local.codes >= 0) & (family.codes >= 0))
    codes = zip(*(column.codes[rows].tolist() for column in (first, family, local)), strict=True)
    # Nearly every address has the family name in it, beside a given name that is written out.
    telling = [short[one] or starts[two] not in local.values[three] for one, two, three in codes]
    rows = rows[np.array(telling, dtype=bool)]
    if not len(rows):
        return given, first, other
    columns = (first, family, local)
    where, inverse = distinct_rows(*(column.codes[rows] for column in columns))
    texts = [
        ["" if code < 0 else column.values[code] for code in column.codes[rows][where].tolist()]
        for column in columns
    ]
    names, former = learnt(*texts)

    def added(column: Column, found: list[str | None], wanted: Flags) -> Column:
        has = np.array([bool(name) for name in found], dtype=bool)[inverse] & wanted
        codes = column.codes.copy()
        codes[rows[has]] = inverse[has] + len(column.values)
        return _column(codes, [*column.values, *found])

    lone = np.array(short)[first.codes[rows]]
    without = other.codes[rows] < 0
    return added(given, names, lone), added(first, names, lone), added(other, former, without)


def read_people(records: pd.DataFrame) -> People:
    """The table as coded columns; its columns as ``match_people`` names them."""
    given, first, family, other, suffix = _names(records)
    email = _cleaned(records, "email", _address)
    parts = [value.rpartition("@") for value in email.values]
    mailboxes, free = shared_mailboxes(), free_mail_domains()
    offices = [p[0].rstrip("0123456789") in mailboxes for p in parts]
    is_shared = np.array([*offices, False])
    hosts = ["" if p[2] in free else p[2] for p in parts]
    domain = _column(email.codes, hosts)
    local = _column(email.codes, [p[0] for p in parts])
    personal = Column(np.where(is_shared[email.codes], -1, local.codes), local.values)
    given, first, other = _with_mail_names(given, first, family, other, personal)
    url = _cleaned(records, "url", _profile)
    kinds = np.array(
        [next(k for k, start in enumerate(_KINDS) if v.startswith(start)) for v in url.values]
        + [-1],
        dtype=np.int32,
    )
    company = _cleaned(records, "company", company_key)
    return People(
        rows=len(records),
        given=given,
        first=first,
        family=family,
        other=other,
        suffix=suffix,
        url=url,
        url_kind=kinds[url.codes],
        email=email,
        shared=is_shared[email.codes],
        local=local,
        domain=domain,
        mail_host=_column(domain.codes, [host.rpartition(".")[0] for host in domain.values]),
        phone=_cleaned(records, "phone", phone_key),
        company=_employers(company, domain),
        stated=company.codes >= 0,
        title=_cleaned(records, "title", _title),
        location=_cleaned(records, "location", _words),
        birth=_cleaned(records, "birth_date", _birth),
    )
