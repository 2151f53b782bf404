"""Which pairs of rows are worth comparing: rows that share a key, in several kinds of keys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from prospecting.identity.names import short_forms
from prospecting.identity.people_fields import Codes, Column, People, firm
from prospecting.identity.text import phonetic, romanised

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Two arrays of shape (pairs,): the lower and the higher row number of each pair."""


def _combined(*columns: Codes | NDArray[np.int64]) -> NDArray[np.int64]:
    """One key of several columns; -1 where any of them is missing."""
    key = columns[0].astype(np.int64)
    missing = columns[0] < 0
    for codes in columns[1:]:
        missing |= codes < 0
        key = key * (int(codes.max(initial=0)) + 2) + codes
    key[missing] = -1
    return key


def _distinct(packed: NDArray[np.int64]) -> NDArray[np.int64]:
    """The different numbers, rising. Sorting beats hashing here, and works in place."""
    packed.sort()
    return packed[np.r_[True, packed[1:] != packed[:-1]]] if len(packed) else packed


def _within_groups(
    key: NDArray[np.int64], rows: NDArray[np.int64], cap: int, near: int = 0
) -> NDArray[np.int64]:
    """All pairs of ``rows`` with the same ``key``, as one number.

    Of groups above ``cap`` only the pairs of at most ``near`` places apart.
    """
    present = np.flatnonzero(key >= 0)
    if not len(present):
        return np.empty(0, dtype=np.int64)
    key, rows = key[present], rows[present]
    bits = int(rows.max()).bit_length()
    if int(key.max()).bit_length() + bits > 62:
        key = np.unique(key, return_inverse=True)[1].astype(np.int64)
    # Key and row in one number: one plain sort instead of a sort by two columns.
    packed = (key << bits) | rows
    packed.sort()
    key, rows = packed >> bits, packed & ((1 << bits) - 1)
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    sizes = np.diff(np.r_[starts, len(key)])
    small = sizes <= cap
    keep = np.repeat((sizes > 1) & (small | (near > 0)), sizes)
    large = np.repeat(~small, sizes)[keep]
    key, rows = key[keep], rows[keep]
    found = []
    alive = np.arange(len(key))
    for step in range(1, cap):
        if step == near + 1:
            alive = alive[~large[alive]]
        alive = alive[: np.searchsorted(alive, len(key) - step)]
        alive = alive[key[alive] == key[alive + step]]
        if not len(alive):
            break
        found.append((rows[alive] << 32) | rows[alive + step])
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _mapped(column: Column, values: list[str]) -> Codes:
    """The column with each value replaced by another text of the same place in ``values``."""
    distinct = sorted(set(values) - {""})
    number = {value: code for code, value in enumerate(distinct)}
    lookup = np.array([number.get(value, -1) for value in values] + [-1], dtype=np.int32)
    return lookup[column.codes]


def _nickname_keys(people: People) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Keys of family name with every name that may stand for the given one, and their rows.

    Only names that the table holds, and rows whose family name another row has too.
    """
    forms = short_forms()
    number = {value: code for code, value in enumerate(people.first.values)}
    flat: list[int] = []
    starts = [0]
    for code, value in enumerate(people.first.values):
        flat.append(code)
        flat += sorted(number[form] for form in forms.get(value, ()) if form in number)
        starts.append(len(flat))
    twice = np.append(people.family.counts() > 1, False)
    rows = np.flatnonzero((people.first.codes >= 0) & twice[people.family.codes])
    codes = people.first.codes[rows]
    sizes = np.diff(starts)[codes] if len(rows) else np.empty(0, dtype=np.int64)
    spread = np.repeat(rows, sizes)
    offset = np.arange(len(spread)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    forms_of = np.array([*flat, -1])[np.repeat(np.array(starts)[codes], sizes) + offset]
    return people.family.codes[spread].astype(np.int64) * (len(number) + 1) + forms_of, spread


def candidate_pairs(people: People, cap: int = 40) -> Pairs:
    """Pairs of rows that share at least one key, each once, in the order of their rows.

    A key held by more than ``cap`` rows (a common name, a large employer) makes no pairs by
    itself; the keys that join it with a second field do.
    """
    rows = np.arange(people.rows, dtype=np.int64)
    sounds = [[phonetic(romanised(v)) for v in c.values] for c in (people.first, people.family)]
    first_sound, family_sound = _mapped(people.first, sounds[0]), _mapped(people.family, sounds[1])
    initial = _mapped(people.first, [v[:1] for v in people.first.values])
    family_start = _mapped(people.family, [v[:2] for v in people.family.values])
    whole = _whole_name(people)
    proper = np.where(people.shared, -1, people.email.codes)
    # One firm with and without "Group" behind it is one place of work.
    firms = [firm(value) for value in people.company.values]
    company = _mapped(people.company, firms)
    place, birth = people.location.codes, people.birth.codes
    title, phone, domain = people.title.codes, people.phone.codes, people.domain.codes
    keys: list[tuple[NDArray[np.int64], int]] = [
        (_combined(people.url.codes), 200),
        (_combined(proper), 200),
        (_combined(phone), cap),
        (_combined(whole), cap // 2),
        (_combined(first_sound, family_sound), cap // 2),
        (_combined(people.local.codes), cap // 2),
        (_combined(people.mail_host.codes), cap // 2),
        (_combined(people.family.codes), cap // 4),
        (_combined(birth), cap // 2),
        (_combined(place), cap // 4),
        (_combined(title), cap // 4),
    ]
    street, area = _address_ends(people)
    phone_start = _mapped(people.phone, [v[:5] for v in people.phone.values])
    for context in (company, domain, place, birth, title, street, area, phone_start):
        if context.max(initial=-1) >= 0:
            keys.append((_combined(whole, context), 200))
    for context in (company, domain, place, birth, street, area, phone_start):
        if context.max(initial=-1) >= 0:
            # Many a town has twenty Annas and twenty Kellers; that tells nothing.
            small = cap // 5 if context is place else cap // 2
            keys.append((_combined(family_sound, context), 2 * small))
            keys.append((_combined(first_sound, context), small))
    keys += [
        (_combined(birth, initial), cap),
        (_combined(birth, family_start), cap),
        (_combined(place, initial, family_start), cap),
        (_combined(title, initial, family_sound), cap // 2),
    ]
    # What only one person has joins many rows too: somebody whom hundreds of clients know.
    found = [
        _within_groups(key, rows, size, 3 if number < 2 else 0)
        for number, (key, size) in enumerate(keys)
        if key.max(initial=-1) >= 0
    ]
    found.append(_within_groups(*_nickname_keys(people), cap // 2))
    found += _either_name(people, sounds, cap // 2)
    found += _part_of_family(people, (company, place, birth), cap // 2)
    packed = _distinct(np.concatenate(found))
    return packed >> 32, packed & 0xFFFFFFFF


def _address_ends(people: People) -> tuple[Codes, Codes]:
    """The first and the last two words of a place of four words and more: street, postcode."""
    parts = [value.split() for value in people.location.values]
    return (
        _mapped(people.location, [" ".join(p[:2]) if len(p) >= 4 else "" for p in parts]),
        _mapped(people.location, [" ".join(p[-2:]) if len(p) >= 4 else "" for p in parts]),
    )


def _either_name(people: People, texts: list[list[str]], cap: int) -> list[NDArray[np.int64]]:
    """Pairs in which one row's given name sounds like the other's family name."""
    distinct = sorted({*texts[0], *texts[1]} - {""})
    number = {value: code for code, value in enumerate(distinct)}
    sounds = []
    for column, spoken in zip((people.first, people.family), texts, strict=True):
        lookup = np.array([number.get(text, -1) for text in spoken] + [-1], dtype=np.int32)
        sounds.append(lookup[column.codes])
    rows = np.arange(people.rows, dtype=np.int64)
    twice = np.concatenate([rows, rows])
    sound = np.concatenate(sounds)
    year = _mapped(people.birth, [value[:4] for value in people.birth.values])
    found = []
    contexts = (
        *(people.birth.codes, year, people.location.codes, people.company.codes),
        *_address_ends(people),
        _mapped(people.phone, [v[:5] for v in people.phone.values]),
    )
    for context in contexts:
        if context.max(initial=-1) >= 0:
            key = _combined(sound, np.concatenate([context, context]))
            pairs = _within_groups(key, twice, cap)
            found.append(pairs[(pairs >> 32) != (pairs & 0xFFFFFFFF)])
    return found


def _part_of_family(
    people: People, contexts: tuple[Codes, ...], cap: int
) -> list[NDArray[np.int64]]:
    """Pairs in one context in which a word of a double surname is, or sounds as, the other's."""
    parts = [[w for w in value.split() if len(w) > 2] for value in people.family.values]
    double = np.array([len(words) > 1 for words in parts] + [False])
    if not double.any():
        return []
    spoken = [[phonetic(romanised(word)) for word in words] for words in parts]
    wanted = {sound for words in spoken if len(words) > 1 for sound in words}
    number = {sound: code for code, sound in enumerate(sorted(wanted))}
    flat: list[int] = []
    starts = [0]
    for words in spoken:
        flat += [number[sound] for sound in words if sound in number]
        starts.append(len(flat))
    rows = np.flatnonzero(people.family.codes >= 0)
    codes = people.family.codes[rows]
    sizes = np.diff(starts)[codes]
    spread = np.repeat(rows, sizes)
    offset = np.arange(len(spread)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    sound = np.array(flat, dtype=np.int64)[np.repeat(np.array(starts)[codes], sizes) + offset]
    found = []
    for context in contexts:
        if context.max(initial=-1) >= 0:
            pairs = _within_groups(_combined(sound, context[spread]), spread, cap)
            found.append(pairs[(pairs >> 32) != (pairs & 0xFFFFFFFF)])
    return found


def _whole_name(people: People) -> NDArray[np.int64]:
    """One number for both names in either order, so that exchanged parts are one key; -1 none."""
    texts = sorted({*people.first.values, *people.family.values})
    number = {value: code for code, value in enumerate(texts)}
    codes = []
    for column in (people.first, people.family):
        lookup = np.array([number[value] for value in column.values] + [-1], dtype=np.int64)
        codes.append(lookup[column.codes])
    low, high = np.minimum(*codes), np.maximum(*codes)
    return np.asarray(np.where(low >= 0, low * (len(texts) + 1) + high, -1), dtype=np.int64)
