"""A table of no known kind on the command line: refused, with a mapping to look over beside it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import call

TEXT = (
    "Wer;Firma wo arbeitet;Was macht er;Mail\n"
    "Jutta Ahlers;Ahlers Pumpen GmbH;Einkaufsleiterin;j.ahlers@ahlers.example\n"
    "Knut Brandt;Brandt KG;Geschäftsführer;kb@brandt.example\n"
)


def test_the_mapping_suggested_reads_the_file(tmp_path: Path) -> None:
    table = tmp_path / "netzwerk.csv"
    table.write_text(TEXT, encoding="utf-8")
    home = ("--workspace", tmp_path / "w.duckdb")
    refused = call("import", table, *home)
    suggested = tmp_path / "w-rejects" / "netzwerk.mapping.toml"
    assert refused.code == 1
    assert str(suggested) in refused.err
    stored = call("import", table, "--mapping", suggested, *home, "--format", "json")
    assert stored.code == 0
    assert [(one["format"], one["stored"]) for one in stored.json] == [("mapped", 2)]
