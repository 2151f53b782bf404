"""Small tools for words that the templates, the cleaning and the gate share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
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


@lru_cache(maxsize=4096)
def low(text: str) -> str:
    """`text` in small letters with straight apostrophes, letter by letter: places stay."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return small.replace("’", "'")


class Cue:
    """Expressions of which one is looked for, without regard to case.

    They are tried on small letters and behind one common word boundary, which is several times
    faster than a pattern that has to mind the case at every place.
    """

    def __init__(self, parts: Sequence[str]) -> None:
        small = [_ESCAPED.sub(lambda m: m.group(1) or m.group(2).lower(), p) for p in parts]
        at_word = [p[2:] for p in small if p.startswith(r"\b") and not _TOP_BAR.search(p)]
        rest = [p for p in small if not p.startswith(r"\b") or _TOP_BAR.search(p)]
        every = [
            *([r"\b(?:" + "|".join(f"(?:{p})" for p in at_word) + ")"] if at_word else []),
            *(f"(?:{p})" for p in rest),
        ]
        self.pattern = re.compile("|".join(every) or r"(?!)")

    def search(self, text: str) -> re.Match[str] | None:
        """The first place; the match holds small letters, its places are those of `text`."""
        return self.pattern.search(low(text))

    def match(self, text: str) -> re.Match[str] | None:
        """The same at the start."""
        return self.pattern.match(low(text))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every place."""
        return self.pattern.finditer(low(text))


_ESCAPED = re.compile(r"(\\.)|([^\\]+)", re.S)
_TOP_BAR = re.compile(r"^[^(]*\|")  # a bar outside of brackets: the boundary is not for all
_SENTENCE = re.compile(r"[^.!?\n…]+(?:[.!?…]+|$|\n)")


@lru_cache(maxsize=512)
def sentences(text: str) -> tuple[tuple[int, int, str], ...]:
    """(start, end, sentence) with its end mark."""
    return tuple((*m.span(), m.group()) for m in _SENTENCE.finditer(text) if m.group().strip())


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


@lru_cache(maxsize=2048)
def folded_words(text: str) -> frozenset[str]:
    """Every word of `text` and its parts, folded."""
    out: set[str] = set()
    for word in tokens(text):
        out |= folded_parts(word)
    return frozenset(out)


@lru_cache(maxsize=4096)
def name_words(name: str) -> frozenset[str]:
    """The folded words of a person's name that say who it is: no initials, no "van", no "de"."""
    return frozenset(
        part
        for w in tokens(name)
        for part in folded_parts(w)
        if len(part) > 1 and part not in _SMALL_IN_NAMES
    )


_SMALL_IN_NAMES = word_set(
    "van von der den de del di da do dos la le les el ter ten te zu zum al bin"
)


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
