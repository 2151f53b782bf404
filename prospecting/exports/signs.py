"""What the cells of a column look like, whatever its header: addresses, dates, names, firms, titles.

For the suggestions of a mapping. Each sign is a share from 0 to 1 of the filled cells, or less where
the sign alone is weak. Nothing here decides; ``proposing`` weighs it against the header.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final

from prospecting.exports.dates import read_moments
from prospecting.exports.headers import key
from prospecting.exports.values import country_of, currency_of, flags, number, size, translate
from scoring.reference import load_rows, load_text, load_toml

#: Cells looked at; a column shows what it is in fewer.
SAMPLE: Final = 60
#: What people put into cells that hold nothing.
NOTHING: Final = frozenset({"", "-", "--", "---", "–", "—", "―", ".", "..", "/", "?", "n/a", "n.a.",
                            "na", "none", "null", "k.a.", "k. a.", "x", "•", "nvt", "n.v.t.", "s/d",
                            "brak", "b/d", "нет данных"})  # fmt: skip

EMAIL: Final = re.compile(r"(?:mailto:)?[^@\s,;<>]+@[^@\s,;<>]+\.[^\W\d_]{2,}>?$")
PROFILE: Final = re.compile(
    r"(?:https?://)?(?:[a-z]+\.)?linkedin\.com/|(?:https?://)?\w*\.?xing\.", re.I
)
_DOMAIN: Final = re.compile(
    r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?:/\S*)?$", re.I
)
_PHONE: Final = re.compile(
    r"(?:tel:?\s*)?\+?[\d\s()/.\-–]{7,22}(?:\s*(?:ext|x|dw|-)\.?\s*\d+)?$", re.I
)
_RANGE: Final = re.compile(r"\D{0,6}\d[\d.,\s]*k?\s*(?:-|–|—|to|bis|à|a)\s*\d[\d.,\s]*k?\b.{0,20}$|[<>]?\s*\d[\d.,\s]*k?\s*\+$", re.I)  # fmt: skip
_WHOLE: Final = re.compile(r"\d{1,7}$|\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+$")
_SCORE: Final = re.compile(r"(?:10|\d)(?:\s*/\s*10)?$")
_YEAR: Final = re.compile(r"(?:19|20)\d\d$")
_WORD: Final = re.compile(r"[^\W\d_][\w'’.\-]*")


def filled(cells: Iterable[str]) -> list[str]:
    """The cells with something in them, at most ``SAMPLE``."""
    out = []
    for cell in cells:
        trimmed = " ".join(cell.split())
        if trimmed.lower() not in NOTHING:
            out.append(trimmed)
            if len(out) == SAMPLE:
                break
    return out


def share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    """The share of cells that pass a test."""
    return sum(bool(test(cell)) for cell in cells) / len(cells) if cells else 0.0


@lru_cache(maxsize=1)
def _forms() -> tuple[frozenset[str], frozenset[str]]:
    """Legal forms written as one word, and those of several: folded."""
    rows = [row["form"].strip().lower() for row in load_rows("companies_forms.csv")]
    squeezed = {key(form) for form in rows}
    return frozenset(squeezed), frozenset(form for form in rows if " " in form)


_FIRM_WORDS: Final = re.compile(
    r"\b(group|gruppe|groupe|grupo|gruppo|holding|bank|universit\w*|hotel|verlag|werke|kanzlei|"
    r"stadtwerke|klinik|clinic|hospital|institut\w*|associates|partners|consulting|solutions|"
    r"systems|industries|technologies|logisti\w+|transport\w*|e\.\s?k\.?)\b|&|\bund söhne\b",
    re.IGNORECASE,
)


def is_firm(cell: str) -> bool:
    """Whether a cell ends in a legal form or has a word only firms have."""
    single, several = _forms()
    words = cell.replace(",", " ").split()
    if len(words) > 10:
        return False
    low = cell.lower()
    if any(low.endswith(" " + form) for form in several):
        return True
    tail = {key(" ".join(words[-n:])) for n in (1, 2, 3) if len(words) > n}
    if words and len(key(words[-1])) <= 2 and words[-1] != "Oy" and not words[-1].isupper():
        tail.discard(key(words[-1]))  # "Leonor Sá" is no limited company
    before = bool(re.match(r"(?:ООО|ОАО|ЗАО|АО|ПАО|ИП|ТОВ|PT|UAB|SIA)\s", cell))
    return bool(tail & single) or before or bool(_FIRM_WORDS.search(cell))


@lru_cache(maxsize=1)
def _particles() -> frozenset[str]:
    """Words that may stand small inside a name."""
    lines = load_text("names/particles.txt").splitlines()
    listed = {word for line in lines if not line.startswith("#") for word in line.split()}
    return frozenset({*listed, "y", "e", "i"})


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    return frozenset(
        name
        for row in load_rows("names/common_names.csv")
        if row["kind"] == "given"
        for name in row["names"].split(";")
    )


def is_name(cell: str) -> bool:
    """Whether a cell has the shape of a person's whole name."""
    if any(char.isdigit() for char in cell) or "@" in cell or "/" in cell or len(cell) > 50:
        return False
    words = cell.replace(",", " ").split()
    if not 2 <= len(words) <= 5 or is_firm(cell):
        return False
    large = [word for word in words if word.lower().strip(".") not in _particles()]
    if len(large) < 2 or not all(_WORD.fullmatch(word) for word in words):
        return False
    cased = [word for word in large if word[:1].lower() != word[:1].upper()]
    return all(word[:1].isupper() for word in cased)


def is_single_name(cell: str) -> bool:
    """Whether a cell may be a given or a family name by itself."""
    words = cell.split()
    return (
        1 <= len(words) <= 3
        and len(cell) <= 30
        and all(_WORD.fullmatch(word) for word in words)
        and words[-1][:1].isupper()
        and not is_firm(cell)
    )


@lru_cache(maxsize=4096)
def is_title(cell: str) -> bool:
    """Whether a cell reads as a job title."""
    from scoring.titles import read_titles

    if len(cell) > 90 or is_firm(cell):
        return False
    low = cell.lower()
    if any(
        re.search(rf"\b{re.escape(word)}", low) if len(word) <= 4 else word in low
        for word in load_toml("exports/sayings.toml")["titles"]["words"]
    ):
        return True
    (reading,) = read_titles([cell])
    return reading.confidence >= 0.8 and reading.seniority is not None


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    return frozenset(
        key(place)
        for row in load_rows("countries.csv")
        for place in row["places"].split("|")
        if place
    )


@lru_cache(maxsize=1)
def _industries() -> frozenset[str]:
    return frozenset(
        key(name)
        for row in load_rows("industries.csv")
        for name in (row["name"], *row["synonyms"].split("|"))
        if name
    )


@lru_cache(maxsize=8)
def _words(group: str) -> frozenset[str]:
    return frozenset(key(word) for word in load_toml("exports/sayings.toml")[group]["words"])


def _is_country(cell: str) -> bool:
    return "," not in cell and (country_of(cell) is not None or cell in {"UK", "USA", "UAE"})


def _is_place(cell: str) -> bool:
    if "," in cell:
        return country_of(cell) is not None
    return key(cell) in _places()


def _is_numbering(cells: Sequence[str]) -> bool:
    """Whether the cells are 1, 2, 3 … of the rows, which say nothing about them."""
    if len(cells) < 3 or not all(cell.rstrip(".").isdigit() for cell in cells):
        return False
    values = [int(cell.rstrip(".")) for cell in cells]
    return all(b - a == 1 for a, b in itertools.pairwise(values))


def _is_outcome(cell: str) -> bool:
    return translate([cell], "deal_statuses")[0] is not None or key(cell) in _words("open_deals")


def _is_amount(cell: str) -> bool:
    if len(cell) > 24 or number(cell) is None or _RANGE.match(cell):
        return False
    marked = currency_of(cell) is not None or re.search(
        r"\d\s*(?:k|m|tsd|mio|mln)\.?\b", cell, re.I
    )
    return bool(marked) or bool(re.fullmatch(r"[-+]?\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+[.,]\d{2}", cell))  # fmt: skip


def signs(cells: Sequence[str]) -> dict[str, float]:
    """How far the filled cells of a column look like each kind of thing; see ``share``."""
    some = filled(cells)
    if not some:
        return {}
    out: dict[str, float] = {"email": share(some, EMAIL.match), "url": share(some, PROFILE.match)}
    if max(out.values()) >= 0.7:
        return out
    moments = read_moments(some, "").values
    dated = sum(moment is not None for moment in moments) / len(some)
    years = share(some, _YEAR.match)
    plain = share(some, _WHOLE.match)
    out["date"] = max(dated - years, 0.0) if plain - years < 0.5 else 0.0
    out["year"] = years
    out["domain"] = share(some, lambda cell: _DOMAIN.match(cell) and "@" not in cell)
    if out["date"] < 0.5:
        digits = share(some, lambda cell: sum(map(str.isdigit, cell)) >= 7)
        marked = share(some, lambda cell: cell[:1] in "+0(" or re.search(r"\d[\s/\-]\d", cell))
        out["phone"] = min(share(some, _PHONE.match), digits) * (0.4 + 0.6 * marked)
    if out["date"] < 0.5:
        out["size"] = share(some, lambda cell: _RANGE.match(cell) and size(cell)[0] is not None)
    out["count"] = plain - years if years < 1 else 0.0
    out["number"] = 1.0 if _is_numbering(some) else 0.0
    out["score"] = share(some, _SCORE.match)
    out["amount"] = share(some, _is_amount) if out["date"] < 0.5 else 0.0
    out["flag"] = sum(flag is not None for flag in flags(some)) / len(some)
    out["country"] = share(some, _is_country)
    out["place"] = share(some, _is_place)
    out["language"] = sum(word is not None for word in translate(some, "languages")) / len(some)
    out["salutation"] = share(some, lambda cell: key(cell) in _words("salutations"))
    states = sum(word is not None for word in translate(some, "statuses")) / len(some)
    out["state"] = states if len(set(some)) < len(some) else 0.0
    out["outcome"] = share(some, _is_outcome)
    out["firm"] = share(some, is_firm)
    out["title"] = share(some, is_title)
    known = share(some, lambda cell: key(cell.split()[0]) in _given_names())
    other = max(out["title"], out["place"], out["country"], out["outcome"])
    out["distinct"] = len(set(some)) / len(some)
    out["name"] = max(0.0, share(some, is_name) - other) * min(1.0, 1.25 * out["distinct"])
    out["given_known"] = known
    out["single"] = max(0.0, share(some, is_single_name) - share(some, is_name))
    out["industry"] = share(some, lambda cell: key(cell) in _industries())
    out["prose"] = share(some, lambda cell: len(cell.split()) >= 6 or len(cell) > 60)
    return out


def beside_mail(columns: Sequence[Sequence[str]]) -> list[tuple[float, float, float]]:
    """Of each column: how often its cell agrees with the row's address before and after the "@",
    and how often it begins with what stands before the "@" (a given name).

    "Gwen Parry" beside gwen@parryfoods.example is a person, "Parry Foods" the firm.
    """
    place = max(
        range(len(columns)), key=lambda at: share(filled(columns[at]), EMAIL.match), default=None
    )
    if place is None or share(filled(columns[place]), EMAIL.match) < 0.5:
        return [(0.0, 0.0, 0.0)] * len(columns)
    out = []
    mails = [mail.strip().lower().partition("@") for mail in columns[place][: 4 * SAMPLE]]
    for cells in columns:
        before = after = first = count = 0
        for cell, (local, _, domain) in zip(cells, mails, strict=False):
            words = [word for part in cell.split() if len(word := key(part)) >= 3]
            if not words or not domain:
                continue
            count += 1
            mine, firm = key(local), key(domain.rpartition(".")[0])
            before += any(word in mine for word in words)
            after += any(word in firm or (len(firm) >= 4 and firm in word) for word in words)
            first += mine.startswith(words[0])
        out.append((before / count, after / count, first / count) if count else (0.0, 0.0, 0.0))
    return out


def looks_like_data(row: Sequence[str]) -> bool:
    """Whether a row holds an address, a link, a date or a telephone number: no header does."""
    for cell in row:
        trimmed = cell.strip()
        if EMAIL.match(trimmed) or PROFILE.match(trimmed):
            return True
        if sum(map(str.isdigit, trimmed)) >= 6 and (
            _PHONE.match(trimmed) or read_moments([trimmed], "").values[0] is not None
        ):
            return True
    return False
