"""Folding of text to lower-case ASCII, shared by the keys of people and companies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from anyascii import anyascii

# German writes its umlauts out where it cannot set them; every other language drops the mark.
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_JOINERS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f"))


def fold(text: str) -> str:
    """``text`` in lower-case ASCII: compatibility forms, umlauts written out, transliterated."""
    if text.isascii():
        return text.lower()
    return _fold_unicode(text)


@lru_cache(maxsize=65536)
def _fold_unicode(text: str) -> str:
    # A combining diaeresis must meet its letter (NFC) before the umlaut can be written out.
    composed = unicodedata.normalize("NFKC", text.translate(_JOINERS))
    return anyascii(composed.translate(_UMLAUTS)).lower()


def plain(folded: str) -> str:
    """A folded word with written-out umlauts dropped again (``mueller`` -> ``muller``).

    Only for comparing two spellings: ``blue`` and ``blu`` become one.
    """
    return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")


_ROMAN = (
    (re.compile(r"tch|tsch"), "ch"), (re.compile(r"shch|schtsch"), "sch"),
    (re.compile(r"kh"), "h"), (re.compile(r"ks"), "x"), (re.compile(r"tz|ts"), "c"),
    (re.compile(r"w"), "v"), (re.compile(r"^[jyi](?=[aeou])"), ""),
    (re.compile(r"(?<=[^aeiou])[jy]?[eo](?=v[aiy]?$)|(?<=[^aeiou])[jy]e"), "e"),
    (re.compile(r"[ijy]+"), "i"), (re.compile(r"i(?=[au])"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip


@lru_cache(maxsize=65536)
def romanised(word: str) -> str:
    """A folded name without what differs between the ways of writing Slavic names in Latin.

    ``yuliya``, ``iulia`` and ``julia`` are one, and ``tchaikovsky`` and ``chaykovskiy``. Only for
    comparing two spellings.
    """
    text = plain(word)
    for pattern, short in _ROMAN:
        text = pattern.sub(short, text)
    return text


def without_symbols(text: str) -> str:
    """``text`` with emoji, signs and control characters turned into blanks."""
    if (text.isascii() and text.isprintable()) or not _UNUSUAL(text):
        return text
    return "".join(
        " " if unicodedata.category(sign) in _SYMBOLS else sign for sign in text.translate(_JOINERS)
    )


# Letters, digits and the marks of names in any script are never symbols.
_UNUSUAL = re.compile(r"[^\w .,;:'’\-()/\"&|]").search
_SYMBOLS = frozenset({"So", "Sk", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


_SOUNDS = (
    ("sch", "s"), ("tch", "s"), ("ph", "f"), ("ck", "k"), ("gh", "g"), ("dt", "t"), ("th", "t"),
    ("sh", "s"), ("ch", "k"), ("cz", "s"), ("sz", "s"), ("q", "k"), ("c", "k"), ("z", "s"),
    ("x", "ks"), ("w", "v"), ("h", ""), ("j", "y"), ("d", "t"), ("b", "p"),
)  # fmt: skip


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


def batch(one: Callable[[str], str | None], values: Sequence[str | None]) -> list[str | None]:
    """``one`` of every value, computed once a distinct value; what is no text gives None."""
    known: dict[str, str | None] = {}
    out: list[str | None] = []
    append = out.append
    for value in values:
        if not isinstance(value, str):
            append(None)
            continue
        try:
            append(known[value])
        except KeyError:
            key = known[value] = one(value)
            append(key)
    return out
