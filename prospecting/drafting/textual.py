"""Small tools for words that the templates, the cleaning and the gate share."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.&+][^\W_]+)*")
_SPECIAL = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"})


def fold_in_place(text: str) -> str:
    """`text` folded letter by letter, so that places in it stay; for searching."""
    return text.translate(_PLAIN)


class _PlainLetters(dict[int, int]):
    """Letter to its plain small form, worked out once for each letter that occurs."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        plain = unicodedata.normalize("NFKD", char.lower())[:1] or char
        self[code] = ord(plain)
        return self[code]


_PLAIN = _PlainLetters()


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Lower case without accents, so that "Müller", "MÜLLER" and "Muller" meet."""
    text = unicodedata.normalize("NFKD", word.casefold().translate(_SPECIAL))
    return "".join(c for c in text if not unicodedata.combining(c)).replace("’", "'")


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as one text."""
    return frozenset(text.split())


def tokens(text: str) -> list[str]:
    """The words of `text` as written; hyphens, apostrophes and dots inside a word stay."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=512)
def token_spans(text: str) -> tuple[tuple[int, int, str], ...]:
    """(start, end, word) of each word."""
    return tuple((*m.span(), m.group()) for m in _TOKEN.finditer(text))


@lru_cache(maxsize=50_000)
def folded_parts(word: str) -> frozenset[str]:
    """The folded word and its parts at hyphens and apostrophes."""
    return frozenset(fold(part) for part in (word, *_JOINTS.split(word)))


_JOINTS = re.compile(r"[-'’]")


def folded_words(text: str) -> set[str]:
    """Every word of `text` and its parts, folded."""
    out: set[str] = set()
    for word in tokens(text):
        out |= folded_parts(word)
    return out


def count_words(text: str) -> int:
    """Words between white space that hold a letter or a digit."""
    return sum(1 for part in text.split() if part.isalnum() or any(c.isalnum() for c in part))


def five_grams(text: str) -> frozenset[tuple[str, ...]]:
    """The sets of five words in a row, in lower case without punctuation."""
    words = [w.casefold() for w in tokens(text)]
    return frozenset(tuple(words[i : i + 5]) for i in range(len(words) - 4))


def overlap(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> float:
    """Share of the shorter text's five-word sequences that stand in the other, 0..1."""
    small = min(len(a), len(b))
    return len(a & b) / small if small else 0.0
