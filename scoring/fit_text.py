"""Finding words in many short texts at once: one search over all of them, not one a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.folding import fold

Bools = npt.NDArray[np.bool_]

_PREFIX_FROM: Final = 5  # shorter words ("it", "cfo", "ceo") must stand alone
_SMALL_WORDS: Final = frozenset(
    [
        # English
        *("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"),
        *("with", "who", "whom", "that", "is", "are", "runs", "run", "leads", "lead", "manages"),
        *("manage", "does", "do", "responsible", "charge"),
        # German, French, Spanish, Portuguese, Italian, Dutch
        *("und", "oder", "der", "die", "das", "fur", "von", "im", "bei", "et", "ou", "le", "la"),
        *("les", "des", "du", "de", "pour", "en", "y", "el", "los", "las", "para", "e", "il"),
        *("lo", "per", "di", "een", "het", "voor", "van"),
    ]
)


@dataclass(frozen=True, slots=True)
class TextIndex:
    """Folded texts in one string; ``starts[i]`` is where text ``i`` begins, int64 ``(N,)``."""

    blob: str
    starts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> TextIndex:
        """Index ``texts``; linear in their length."""
        folded = [f" {fold(text)} \n" for text in texts]
        lengths = np.fromiter((len(text) for text in folded), dtype=np.int64, count=len(folded))
        starts = np.zeros(len(folded), dtype=np.int64)
        np.cumsum(lengths[:-1], out=starts[1:])
        return cls("".join(folded), starts)

    def __len__(self) -> int:
        return int(self.starts.shape[0])

    def holds_phrase(self, phrase: str) -> Bools:
        """Which texts hold the phrase, from the beginning of a word on."""
        folded = fold(phrase)
        if not folded:
            return np.zeros(len(self), dtype=np.bool_)
        return self._find(folded)

    def holds_any(self, phrases: Iterable[str]) -> Bools:
        """Which texts hold at least one of the phrases."""
        found = np.zeros(len(self), dtype=np.bool_)
        for phrase in phrases:
            found |= self.holds_phrase(phrase)
        return found

    def holds_words(self, text: str) -> Bools:
        """Which texts hold every word of ``text`` that carries meaning, in any order."""
        folded = fold(text).split()
        words = [w for w in folded if w not in _SMALL_WORDS] or folded
        if not words:
            return np.zeros(len(self), dtype=np.bool_)
        found = np.ones(len(self), dtype=np.bool_)
        for word in dict.fromkeys(words):
            found &= self._find(word)
        return found

    def _find(self, folded: str) -> Bools:
        last = folded.rsplit(" ", 1)[-1]
        pattern = re.escape(" " + folded) + ("" if len(last) >= _PREFIX_FROM else " ")
        at = np.fromiter((m.start() for m in re.finditer(pattern, self.blob)), dtype=np.int64)
        found = np.zeros(len(self), dtype=np.bool_)
        found[np.searchsorted(self.starts, at, side="right") - 1] = True
        return found
