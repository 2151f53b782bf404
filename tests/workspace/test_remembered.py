"""Keys in columns: what is remembered, and what is found without leaving Arrow, is the same."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest

from prospecting.identity import keys
from prospecting.workspace import remembered
from prospecting.workspace.keyed import Keys
from prospecting.workspace.remembered import Remembered


def test_a_text_is_computed_once_and_nulls_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def batch(texts: Sequence[str]) -> list[str | None]:
        asked.extend(texts)
        return [text.upper() if text != "none" else None for text in texts]

    memory = Remembered(batch)
    first = pa.chunked_array([["a", None, "b"], ["a", "none"]])
    assert memory.column(first).to_pylist() == ["A", None, "B", "A", None]
    second = pa.chunked_array([["c", "b", "none", None, "c"]])
    assert memory.column(second).to_pylist() == ["C", "B", None, None, "C"]
    assert asked == ["a", "b", "none", "c"]
    assert memory.column(pa.chunked_array([pa.nulls(2, pa.string())])).to_pylist() == [None, None]
    monkeypatch.setattr(remembered, "_MOST", 1)
    assert memory.column(first).to_pylist() == ["A", None, "B", "A", None]
    assert asked[4:] == ["a", "b", "none"]


def test_profile_keys_of_a_column_are_those_of_each_address() -> None:
    urls = [
        "https://www.linkedin.com/in/zoe-zorn",
        "https://www.linkedin.com/in/zoe-zorn/",
        "http://www.linkedin.com/in/zoe_zorn-1",
        "https://linkedin.com/in/zoe-zorn",
        "https://de.linkedin.com/in/Zoe-Zorn?trk=x",
        "https://www.linkedin.com/in/zo%C3%AB-zorn",
        "https://www.linkedin.com/in/zo",
        "https://www.linkedin.com/in/ACoAAABBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
        "https://www.linkedin.com/in/zoe-zorn\n",
        "https://www.linkedin.com/company/zorn",
        "www.linkedin.com/in/zoe-zorn",
        "",
        None,
    ]
    for column in (urls, urls[:1], urls[:4], urls[4:6], [None, None]):
        found = Keys(b"x" * 32)._urls(pa.chunked_array([pa.array(column, pa.string())]), None)
        wanted = keys.profile_keys(column)
        public = [key if key and "/" in key else None for key in wanted]
        assert found["url_key"].to_pylist() == public
        assert found["other_key"].to_pylist() == [
            None if key and "/" in key else key for key in wanted
        ]
