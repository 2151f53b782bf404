"""Each sample gives what its golden file says, and belongs to one reader only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prospecting.exports import KINDS, SCHEMAS, StagedFile
from prospecting.exports.opening import open_sheets
from prospecting.exports.registry import GENERIC, READERS, SPECIFIC
from prospecting.exports.sheet import Sheet
from tests.exports.golden import as_json, golden_of, read, samples

SAMPLES = samples()
NAMES = [f"{kind}/{path.name}" for kind, path in SAMPLES]


def sheets_of(path: Path) -> list[Sheet]:
    """The tables of a plain sample; none for archives and vCards."""
    if path.is_dir() or path.suffix in {".zip", ".vcf"}:
        return []
    found = open_sheets(path.name, path.read_bytes(), StagedFile(path.name, "", ""))
    return found if isinstance(found, list) else []


@pytest.mark.parametrize(("kind", "path"), SAMPLES, ids=NAMES)
def test_a_sample_gives_its_golden(kind: str, path: Path) -> None:
    staged = read(path)
    assert as_json(staged) == json.loads(golden_of(path).read_text(encoding="utf-8"))
    assert staged.format == kind
    assert staged.rows == staged.stored + staged.rejected


@pytest.mark.parametrize(("kind", "path"), SAMPLES, ids=NAMES)
def test_every_other_reader_refuses_a_sample(kind: str, path: Path) -> None:
    for sheet in sheets_of(path):
        if path.suffix == ".xlsx" and sheet.member == "Notes":
            continue
        claims = {reader.kind for reader in READERS if reader.claims(sheet)}
        if kind in {reader.kind for reader in SPECIFIC}:
            assert claims == {kind}
        else:
            # Readers that go by meaning may both see a list of people; the surest takes it.
            assert kind in claims
            assert claims <= {reader.kind for reader in GENERIC}


def test_every_kind_has_a_sample() -> None:
    kinds = {kind for kind, _ in SAMPLES}
    assert kinds == set(KINDS) - {"archive", "mapped"}


@pytest.mark.parametrize(("kind", "path"), SAMPLES, ids=NAMES)
def test_staged_tables_have_the_agreed_columns(kind: str, path: Path) -> None:
    for name, table in read(path).tables.items():
        assert table.schema == SCHEMAS[name]
        assert table.num_rows > 0


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.kind)
def test_a_forced_reader_never_fails_on_a_foreign_table(reader: object) -> None:
    from prospecting.exports import read_bytes

    kind = str(getattr(reader, "kind"))  # noqa: B009
    for _, path in SAMPLES:
        if path.is_dir():
            continue
        staged = read_bytes(path.name, path.read_bytes(), as_kind=kind)
        assert staged.error is None or "could not be read" not in staged.error
        assert staged.rows == staged.stored + staged.rejected
