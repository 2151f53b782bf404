"""A small classifier of job functions for titles that the lexicon does not know.

Linear over hashed pieces of words, made by ``tools/train_titles.py`` from O*NET's alternate
titles (see ``data/titles/model_source.txt``) and our own word lists; NumPy is all it needs.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.reference import data_path
from scoring.titles.vocabulary import FUNCTIONS

BUCKETS: Final = 1 << 15
CLASSES: Final = len(FUNCTIONS) + 1
"""The job functions in their order, and last "none of them"."""
_MOST_PIECES: Final = 200


def pieces(words: Sequence[str]) -> list[int]:
    """Buckets of a title's words: the words, pairs of neighbours, and 3 to 5 letters of each."""
    found: set[str] = set()
    for word in words:
        found.add("w" + word)
        framed = f"<{word}>"
        for size in (3, 4, 5):
            for start in range(len(framed) - size + 1):
                found.add(framed[start : start + size])
    found.update(f"{left} {right}" for left, right in itertools.pairwise(words))
    # Sorted, so that what is left out of an over-long title is always the same.
    return [zlib.crc32(piece.encode()) % BUCKETS for piece in sorted(found)[:_MOST_PIECES]]


@lru_cache(maxsize=1)
def _weights() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    with np.load(data_path("titles/functions_model.npz"), allow_pickle=False) as stored:
        scale = stored["scale"].astype(np.float32)
        weights = stored["weights"].astype(np.float32) * scale
        return np.ascontiguousarray(weights), stored["intercept"].astype(np.float32)


def scores(
    titles: Sequence[Sequence[str]],
    weights: NDArray[np.float32] | None = None,
    intercept: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Probabilities of the classes, shape (n, CLASSES), for n titles given as their words.

    Without ``weights`` (BUCKETS, CLASSES) and ``intercept`` (CLASSES,) the shipped ones are used.
    """
    if weights is None or intercept is None:
        weights, intercept = _weights()
    result = np.empty((len(titles), CLASSES), dtype=np.float32)
    for row, words in enumerate(titles):
        places = pieces(words)
        # Row by row, so that a title's figures do not hang on its neighbours.
        logits = weights[places].sum(axis=0) / np.sqrt(max(1, len(places))) + intercept
        powers = np.exp(logits - logits.max())
        result[row] = powers / powers.sum()
    return result
