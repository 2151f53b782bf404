"""The command line says of each file what the app says, and it adds up."""

from __future__ import annotations

from pathlib import Path

from prospecting.services import import_words, importing
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from tests.cli.conftest import AS_OF, call
from tests.workspace.build import TODAY

SAMPLES = Path(__file__).resolve().parent.parent / "exports" / "samples"


def test_one_sentence_a_file(tmp_path: Path) -> None:
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    rows = "".join(
        f"Ann{n},Lee,https://www.linkedin.com/in/a{n},,Acme,CFO,03 May 2021\n" for n in range(4)
    )
    hidden = ",,,,,,03 May 2021\n" * 2
    (tmp_path / "clients.csv").write_text(
        "Name,Email,Company\nCarla Keller,carla@keller.example,Keller AG\n", "utf-8"
    )
    (tmp_path / "odd\nname.csv").write_text(head + rows + hidden + "Ben,Ford\n", "utf-8")
    (tmp_path / "letter.csv").write_text("{\\rtf1 Dear Ann, dear Ben}", "utf-8")
    answer = call(
        "import", tmp_path, "--owner", "carla@keller.example",
        "--workspace", tmp_path / "w.duckdb", "--as-of", AS_OF,
    )  # fmt: skip
    assert answer.code == 1
    assert answer.out.splitlines() == [
        "clients.csv: 1 client.",
        "letter.csv: the file is a text document (RTF), not a table. Save the table in it as CSV "
        "or XLSX, and import that.",
        "odd name.csv: 4 of 7 connections of Carla Keller; 2 hidden profiles, 1 unreadable row.",
        "5 rows stored from 3 files.",
    ]


def test_the_sentence_adds_up_for_every_kind(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "w.duckdb") as ws:
        session = Session(ws, TODAY)
        paths = [
            one
            for folder in sorted(SAMPLES.iterdir())
            for one in (sorted(folder.iterdir()) if folder.is_dir() else [folder])
            if one.suffix != ".json"
        ]
        results = importing.import_paths(ws, paths, owner="me", user="me", as_of=TODAY)
        data = [one.to_dict() for one in results if one.status == "stored"]
        assert len({one["format"] for one in data}) > 40
        for one, said in zip(data, import_words.file_results(session, data), strict=True):
            lost = import_words.load_left_out(session, one["import_id"]) if one["rejected"] else []
            assert one["rows"] == one["stored"] + sum(item.count for item in lost)
            assert f"{one['stored']:,} " in said.sentence
            assert " rows of" not in said.sentence.partition(";")[0]
