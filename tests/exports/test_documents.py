"""What the documents say of kinds and fields is what there is."""

from __future__ import annotations

from pathlib import Path

from prospecting.exports import KINDS, SYNONYMS, Mapping, fields_of
from prospecting.exports.mapping import TABLES
from prospecting.exports.registry import READERS, reader_of

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def test_every_kind_is_documented() -> None:
    text = (DOCS / "formats.md").read_text(encoding="utf-8")
    missing = [kind for kind in KINDS if f"`{kind}`" not in text]
    assert not missing


def test_every_field_of_a_mapping_is_documented() -> None:
    text = (DOCS / "formats.md").read_text(encoding="utf-8")
    missing = [
        f"{table}.{name}"
        for table in TABLES
        for name in fields_of(table)
        if f"`{name}`" not in text
    ]
    assert not missing


def test_the_mapping_in_the_documents_is_one() -> None:
    text = (DOCS / "formats.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    assert Mapping.from_toml(example).table == "clients"


def test_kinds_and_synonyms_name_readers() -> None:
    assert len({reader.kind for reader in READERS}) == len(READERS)
    for synonym, kind in SYNONYMS.items():
        assert kind in KINDS
        assert kind == "linkedin-archive" or reader_of(synonym) is not None
