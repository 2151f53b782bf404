"""Pairs of rows compared field by field: a small level of agreement for each."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel
from rapidfuzz.fuzz import partial_ratio

from prospecting.identity.blocking import Pairs
from prospecting.identity.name_levels import family_levels, given_levels, swapped_names
from prospecting.identity.names import short_forms
from prospecting.identity.pair_levels import (
    SAME,
    Levels,
    Rows,
    Scale,
    lengths,
    numbered,
    per_distinct,
    scale,
    score,
    text_levels,
)
from prospecting.identity.people_fields import Codes, People, firm
from prospecting.identity.people_mail import distinct_rows
from prospecting.identity.text import plain
from prospecting.identity.web_keys import free_mail_domains


@dataclass(frozen=True)
class Comparison:
    """Levels per field, each of shape (pairs,), and what the weights need besides."""

    left: Rows
    right: Rows
    levels: dict[str, Levels]
    swapped: NDArray[np.bool_]
    """Given and family name stand in each other's place."""
    shared_mailbox: NDArray[np.bool_]
    """The common address is one that several people read."""
    same_domain: NDArray[np.bool_]
    """Both addresses belong to one employer's domain."""
    named_address: NDArray[np.bool_]
    """The common first part of both addresses is made of a name."""
    lone_suffix: NDArray[np.bool_]
    """Only one of the two names says which generation it is (Jr, Sr)."""
    switchboard: NDArray[np.bool_]
    """People of quite other names have the common number too: it is a firm's."""
    business: bool
    """Whether the table tells employers."""
    rows: int
    """The size of the table."""
    numbered: NDArray[np.bool_]
    """Both addresses of one employer differ in a figure only: jane.doe and jane.doe2."""
    respelt: NDArray[np.bool_]
    """Two addresses nearly alike differ as the two names do: l.liu and l.lin."""
    two_names: NDArray[np.bool_]
    """The given names are alike, and both are names of their own: Mark and Marsha."""
    home: NDArray[np.bool_]
    """Somebody of another given name has the common number or address too: it is a family's."""
    own_number: bool
    """Whether rows of one number are one person here, whatever their names: an identity number."""
    family_number: bool
    """Whether those of other given names who share a number were born on other days here."""


_SEVERAL = 4
"""Addresses of so many people, figures left out, make a domain an employer's."""
_JOINTS = str.maketrans("", "", "._-")


def _email_scale(people: People) -> Scale:
    column = people.email
    parts = [value.rpartition("@") for value in column.values]
    local, domain = [p[0] for p in parts], [p[2] for p in parts]
    size, local_code, domain_code = lengths(local), numbered(local), numbered(domain)
    letters = numbered([value.translate(_JOINTS) for value in local])
    stem = numbered([value.rstrip("0123456789") for value in local])
    free = np.array([host in free_mail_domains() for host in domain] + [False])
    # Where several people have addresses, figures tell namesakes apart; one alone mistypes them.
    held = pd.DataFrame({"host": domain_code[:-1], "stem": stem[:-1]}).drop_duplicates()
    many = np.bincount(held["host"], minlength=int(domain_code.max()) + 1) >= _SEVERAL
    crowded = free | many[domain_code]

    def level(one: Codes, two: Codes) -> Levels:
        out = np.ones(len(one), dtype=np.int8)
        shorter = np.minimum(size[one], size[two])
        same_local = local_code[one] == local_code[two]
        edits_local = score(OSA.distance, local, one, two, 3)
        near = np.flatnonzero(edits_local <= 3)
        edits_domain = np.full(len(one), 9.0)
        edits_domain[near] = score(OSA.distance, domain, one[near], two[near], 9)
        out[same_local & (shorter >= 4)] = 2
        slip = (edits_local + edits_domain <= 2) & (shorter >= 5)
        near = near[edits_domain[near] > 0]
        likeness = score(OSA.normalized_similarity, column.values, one[near], two[near], 0.72)
        hosts = score(OSA.normalized_similarity, domain, one[near], two[near], 0.5)
        # An employer's address and a provider's are two, however alike: both are made of the name.
        apart = free[one[near]] ^ free[two[near]]
        alike = near[(likeness >= 0.72) & (hosts >= 0.5) & (out[near] == 1) & ~apart]
        out[alike] = 3
        out[slip] = 4
        # jane_doe and jane.doe at two firms are the same name part, and with one provider they are
        # two people's as well as one's.
        parted = (letters[one] == letters[two]) & (shorter >= 4) & ~same_local
        out[parted & ((edits_domain > 3) | free[one])] = 2
        # Addresses that differ in their figures only are two people's: jane.doe62 and jane.doe89,
        # jane.doe and jane.doe2.
        figures = (stem[one] == stem[two]) & ~same_local
        figures &= crowded[one] | (size[one] != size[two]) | (edits_local >= 2)
        out[figures] = 1
        # Two providers are two addresses, however alike they are spelt.
        providers = (domain_code[one] != domain_code[two]) & free[one] & free[two]
        out[providers] = np.where(same_local[providers], 2, 1)
        return out

    return level


def _email_levels(people: People, left: Rows, right: Rows) -> Levels:
    column = people.email
    out = per_distinct(column, column.codes[left], column.codes[right], scale(people, _email_scale))
    out[out == 100] = SAME["email"]
    return out


def _phone_levels(people: People, left: Rows, right: Rows) -> Levels:
    column = people.phone

    def level(one: Codes, two: Codes) -> Levels:
        edits = score(OSA.distance, column.values, one, two, 1)
        size = lengths(column.values)
        near = (edits <= 1) & (np.minimum(size[one], size[two]) >= 6)
        # A number with and without its area code ends alike.
        lone = np.flatnonzero((size[one] != size[two]) & (np.minimum(size[one], size[two]) >= 7))
        near[lone] = [
            column.values[a].endswith(column.values[b])
            or column.values[b].endswith(column.values[a])
            for a, b in zip(one[lone].tolist(), two[lone].tolist(), strict=True)
        ]
        return np.where(near, 2, 1).astype(np.int8)

    out = per_distinct(column, column.codes[left], column.codes[right], level)
    out[out == 100] = SAME["phone"]
    return out


def _birth_levels(people: People, left: Rows, right: Rows) -> Levels:
    column = people.birth

    def level(one: Codes, two: Codes) -> Levels:
        edits = score(OSA.distance, column.values, one, two)
        texts = [
            (column.values[a], column.values[b])
            for a, b in zip(one.tolist(), two.tolist(), strict=True)
        ]
        year = np.array([int(value[:4]) for value in column.values] + [0])
        apart = np.abs(year[one] - year[two])
        out = np.where((edits <= 3) | (apart <= 1), 2, 1).astype(np.int8)
        out[(edits <= 2) | (apart == 0)] = 3
        # A digit mistyped, or day and month exchanged.
        turned = np.array(
            [a[:4] == b[:4] and a[4:] == b[6:] + b[4:6] for a, b in texts], dtype=bool
        )
        out[(edits <= 1) | turned] = 4
        return out

    out = per_distinct(column, column.codes[left], column.codes[right], level)
    out[out == 100] = SAME["birth"]
    return out


_AREA = frozenset({"greater", "area", "region", "metropolitan", "metro", "city", "and", "umgebung"})


def _location_levels(people: People, left: Rows, right: Rows) -> Levels:
    """As free text; a town with and without its country, district or "Area" is close."""
    column = people.location
    words = [[w for w in value.split() if w not in _AREA] for value in column.values]
    sets = [frozenset(w) for w in words]
    out = text_levels(column, column.codes[left], column.codes[right], (0.65, 0.84), 4)

    def level(one: Codes, two: Codes) -> Levels:
        contained = np.ones(len(one), dtype=np.int8)
        for place, (a, b) in enumerate(zip(one.tolist(), two.tolist(), strict=True)):
            if sets[a] and sets[b] and (sets[a] <= sets[b] or sets[b] <= sets[a]):
                contained[place] = 3 if words[a][0] == words[b][0] else 2
        return contained

    return np.maximum(
        out, per_distinct(column, column.codes[left], column.codes[right], level) % 100
    )


def _company_scale(people: People) -> Scale:
    column = people.company
    ordered = [" ".join(sorted(value.split())) for value in column.values]
    words = [frozenset(w for w in value.split() if len(w) > 2) for value in column.values]
    bare = numbered([firm(value) for value in column.values])

    def level(one: Codes, two: Codes) -> Levels:
        out = np.ones(len(one), dtype=np.int8)
        # One name's words inside the other's make them alike to some extent at least.
        pairs = zip(one.tolist(), two.tolist(), strict=True)
        inside = [
            not words[a].isdisjoint(words[b]) and (words[a] <= words[b] or words[b] <= words[a])
            for a, b in pairs
        ]
        out[np.array(inside, dtype=bool)] = 2
        out[score(Indel.normalized_similarity, ordered, one, two, 0.88) >= 0.88] = 3
        out[bare[one] == bare[two]] = 3
        return out

    return level


def _company_levels(people: People, left: Rows, right: Rows) -> Levels:
    column = people.company
    out = per_distinct(
        column, column.codes[left], column.codes[right], scale(people, _company_scale)
    )
    out[out == 100] = SAME["company"]
    # What was read from an address speaks for an employer, never against one.
    one, two = people.stated[left], people.stated[right]
    out[(~one & ~two) | ((one ^ two) & (out < 3))] = 0
    return out


def levels_of(
    people: People, left: Rows, right: Rows, names: dict[str, Levels] | None = None
) -> dict[str, Levels]:
    """The level of every field for each pair of rows; ``names`` holds those known already."""

    def simple(codes: Codes) -> Levels:
        both = (codes[left] >= 0) & (codes[right] >= 0)
        return np.where(both, 1 + (codes[left] == codes[right]), 0).astype(np.int8)

    kind, title = people.url_kind, people.title
    urls = simple(people.url.codes)
    urls[(kind[left] != kind[right]) | ((kind[left] == 4) & (urls == 1))] = 0
    names = names or {
        "given": given_levels(people, left, right),
        "family": family_levels(people, left, right),
    }
    return {
        **names,
        "suffix": simple(people.suffix.codes),
        "url": urls,
        "email": _email_levels(people, left, right),
        "phone": _phone_levels(people, left, right),
        "birth": _birth_levels(people, left, right),
        "company": _company_levels(people, left, right),
        "title": text_levels(title, title.codes[left], title.codes[right], (0.75,), 3),
        "location": _location_levels(people, left, right),
    }


def compare(people: People, pairs: Pairs, names: dict[str, Levels] | None = None) -> Comparison:
    """The levels of agreement of every pair of rows; ``names`` holds those known from ``weed``."""
    left, right = pairs
    levels = levels_of(people, left, right, names)
    domain = people.domain.codes
    swapped = swapped_names(people, left, right, levels["given"], levels["family"])
    other = (levels["given"] == 1) & ~swapped
    born_alike = _born_alike(levels, other)
    own_number = born_alike >= 0.7
    # Born on one day, they are one person whose name was written wrongly, and no family.
    other &= levels["birth"] < 4
    stranger = other & (levels["family"] == 1)
    mail, phone = people.email.codes[left], people.phone.codes[left]
    same_mail = levels["email"] == SAME["email"]
    same_phone = (levels["phone"] == SAME["phone"]) & (not own_number)
    return Comparison(
        left=left,
        right=right,
        levels=levels,
        swapped=swapped,
        shared_mailbox=same_mail & people.shared[left] | _also(mail, same_mail, stranger),
        same_domain=(domain[left] >= 0) & (domain[left] == domain[right]),
        named_address=_named_address(people, left, levels["email"]),
        lone_suffix=(people.suffix.codes[left] < 0) ^ (people.suffix.codes[right] < 0),
        switchboard=_also(phone, same_phone, stranger),
        home=_also(mail, same_mail, other) | _also(phone, same_phone, other),
        own_number=own_number,
        family_number=born_alike <= 0.5,
        business=bool(people.stated.any()),
        rows=people.rows,
        numbered=_numbered(people, left, right, levels["email"]),
        respelt=_respelt(people, left, right, levels),
        two_names=_two_names(people, left, right, levels["given"]),
    )


def _born_alike(levels: dict[str, Levels], other: NDArray[np.bool_]) -> float:
    """The share born on one day, of those who have one number and another given name.

    In a family's telephone it is small; in a number that the state gives it is large. Between the
    two (.6) where fewer than five such pairs are known, and the names do not tell it.
    """
    number = levels["phone"] == SAME["phone"]
    known = other & number & (levels["birth"] > 0)
    agree = known & (levels["birth"] >= 4)
    if int(known.sum()) >= 5:
        return float(agree.sum()) / float(known.sum())
    # A family shares the family name; a clerk gets the one name wrong about as often as the other.
    kin = int((other & number & (levels["family"] >= 4)).sum())
    renamed = int((number & (levels["given"] == SAME["given"]) & (levels["family"] == 1)).sum())
    strangers = int((other & number & (levels["family"] == 1)).sum())
    clerk = kin >= 5 and renamed >= kin / 4 and strangers <= number.sum() / 10
    return 0.8 if clerk else 0.6


def _also(codes: Codes, same: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The pairs of one value that joins a pair of people of ``other`` names as well."""
    return same & np.isin(codes, np.unique(codes[same & other]))


def _two_names(people: People, left: Rows, right: Rows, given: Levels) -> NDArray[np.bool_]:
    own = np.array([value in short_forms() for value in people.first.values] + [False])
    codes = people.first.codes
    return np.asarray((given == 2) & own[codes[left]] & own[codes[right]])


def _numbered(people: People, left: Rows, right: Rows, email: Levels) -> NDArray[np.bool_]:
    stem = numbered([value.rstrip("0123456789") for value in people.local.values])
    domain, local = people.domain.codes, people.local.codes
    out = (email == 1) & (domain[left] >= 0) & (domain[left] == domain[right])
    return np.asarray(out & (stem[local[left]] == stem[local[right]]))


def _respelt(
    people: People, left: Rows, right: Rows, levels: dict[str, Levels]
) -> NDArray[np.bool_]:
    out = np.zeros(len(left), dtype=bool)
    near = np.isin(levels["email"], (3, 4))
    for column, field in ((people.first, "given"), (people.family, "family")):
        other = (levels[field] > 0) & (levels[field] < SAME[field])
        part = np.flatnonzero(near & other)
        sides = []
        for rows in (left[part], right[part]):
            pairs = zip(column.codes[rows].tolist(), people.local.codes[rows].tolist(), strict=True)
            sides.append(
                [
                    min(name, local) >= 0
                    and plain(column.values[name])[:9] in plain(people.local.values[local])
                    for name, local in pairs
                ]
            )
        out[part] |= np.logical_and(*(np.array(side, dtype=bool) for side in sides))
    return out


def _named_address(people: People, left: Rows, email: Levels) -> NDArray[np.bool_]:
    """Where the common first part of two addresses is made of a name, or of an office (``info``)."""
    out = np.zeros(len(left), dtype=bool)
    part = np.flatnonzero(email == 2)
    out[part] = people.shared[left[part]]
    columns = (people.local, people.first, people.family)
    where, inverse = distinct_rows(*(column.codes[left[part]] for column in columns))
    rows = left[part][where]
    texts = [
        ["" if code < 0 else column.values[code] for code in column.codes[rows].tolist()]
        for column in columns
    ]
    named = [_holds(*row) for row in zip(*texts, strict=True)]
    out[part] |= np.array(named, dtype=bool)[inverse]
    return out


def _holds(local: str, first: str, family: str) -> bool:
    """Whether an address's first part has a word of the name in it, in its own spelling."""
    words = [plain(word) for word in (*first.split(), *family.split()) if len(word) > 2]
    letters = plain(re.sub(r"[^a-z]", "", local))
    one, two = plain(first.replace(" ", "")), plain(family.replace(" ", ""))
    if letters in {one + two, two + one, one[:1] + two, two + one[:1], one, two}:
        return True
    # The start of any of the words: addresses shorten names.
    if any(word[:4] in letters for word in words):
        return True
    parts = [plain(part) for part in re.findall(r"[a-z]{4,}", local)]
    return any(partial_ratio(part, word) >= 80 for part in parts for word in words)


def weed(people: People, pairs: Pairs) -> tuple[Pairs, Pairs, dict[str, Levels]]:
    """The pairs worth comparing, and those that the given names alone tell to be two people.

    Third the levels of both names of the pairs worth comparing.

    Most rows that share a key have names that differ, and nothing that only one person has: no
    profile, address, number or birth date in common. No other field makes them one person.
    """
    left, right = pairs
    given, family = given_levels(people, left, right), family_levels(people, left, right)
    kept = (given != 1) & (family != 1)
    rest = np.flatnonzero(~kept)
    kept[rest] = swapped_names(people, left[rest], right[rest], given[rest], family[rest])
    # A town says nothing, an address of four words does.
    wordy = np.array([value.count(" ") >= 3 for value in people.location.values] + [False])
    home = np.where(wordy[people.location.codes], people.location.codes, -1)
    for codes in (people.url.codes, people.company.codes, home):
        rest = rest[~kept[rest]]
        common = (codes[left[rest]] >= 0) & (codes[left[rest]] == codes[right[rest]])
        kept[rest] = common if codes is people.url.codes else common & (given[rest] != 1)
    for level, least in ((_phone_levels, 2), (_birth_levels, 2), (_email_levels, 3)):
        rest = rest[~kept[rest]]
        kept[rest] = level(people, left[rest], right[rest]) >= least
    apart = ~kept & (given == 1)
    names = {"given": given[kept], "family": family[kept]}
    return (left[kept], right[kept]), (left[apart], right[apart]), names
