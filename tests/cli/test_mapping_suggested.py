"""A table of no known kind on the command line: refused, with a mapping to look over beside it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import fields, replace
from pathlib import Path

from prospecting.exports import Mapping
from prospecting.services import mappings
from prospecting.services.session import Session
from prospecting.workspace import Workspace
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


def test_the_suggestion_holds_all_that_a_mapping_can_say(tmp_path: Path) -> None:
    text = "Wer;Firma wo arbeitet;Vernetzt seit\nJutta Ahlers;Ahlers GmbH;03.04.2021\n"
    for content, network in ((TEXT, False), (text, True)):
        proposal = mappings.look("netzwerk.csv", content.encode())
        assert proposal is not None
        said = mappings.suggested_toml("netzwerk.csv", proposal)
        assert "network = true" in said
        assert mappings.from_toml(said) == replace(proposal.mapping(), network=network)
    # Whoever takes the marks of the comments away has every key.
    lines = said.replace('"…"', '"German"').splitlines()
    keys = re.compile(r"# ((?:order|header|network|\w+) = .*|\[constants\])$")
    full = mappings.from_toml("\n".join(keys.sub(r"\1", line) for line in lines))
    assert all(getattr(full, one.name) for one in fields(full))
    refused = call("import", "--mapping", _written(tmp_path, said), _table(tmp_path, text),
                   "--workspace", tmp_path / "w.duckdb", "--format", "json")  # fmt: skip
    assert [one["status"] for one in refused.json] == ["needs_owner"]


def _written(folder: Path, text: str) -> Path:
    path = folder / "netzwerk.mapping.toml"
    path.write_text(text, "utf-8")
    return path


def _table(folder: Path, text: str) -> Path:
    path = folder / "netzwerk.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_mapping_saved_in_the_app_reads_the_next_file(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    mapping = Mapping("contacts", {"Wer": "full_name", "Firma wo arbeitet": "company"})
    proposal = mappings.look("netzwerk.csv", TEXT.encode())
    assert proposal is not None
    with Workspace.open(path) as ws:
        session = Session(ws=ws, as_of=dt.date(2026, 11, 20))
        mappings.remember(session, proposal.shape, mapping)
        day = ws.mapping_saved_on(proposal.shape)
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "later.csv").write_text(TEXT, encoding="utf-8")
    (folder / "other.csv").write_text(TEXT.replace("Wer;", "Was;"), encoding="utf-8")
    stored = call("import", folder, "--workspace", path)
    assert stored.code == 1  # the other file has other columns
    assert f"note: read by the mapping you saved on {day} for a file with these columns" in (
        stored.out
    )
    assert "2 rows stored" in stored.out
    assert stored.out.count("read by the mapping") == 1
    with Workspace.open(path) as ws:
        people = ws.load_people().to_pylist()
    assert [(one["name"], one["company"]) for one in people] == [
        ("Jutta Ahlers", "Ahlers Pumpen GmbH"), ("Knut Brandt", "Brandt KG"),
    ]  # fmt: skip
