"""People's rights from the command line: by name and company, by a file, as a page to send."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prospecting.cli import main
from tests.cli.conftest import Run, call

CARLA = "Name,Email,Company,Client since\nCarla Keller,carla@keller.example,Keller AG,2020-01-01\n"


@pytest.fixture
def workspace(tmp_path: Path) -> str:
    (tmp_path / "clients.csv").write_text(CARLA, "utf-8")
    file = str(tmp_path / "w.duckdb")
    assert main(["import", str(tmp_path / "clients.csv"), "--workspace", file]) == 0
    return file


def test_suppression_by_name_company_and_file(
    workspace: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def suppress(*args: str) -> int:
        return main(["suppress", *args, "--workspace", workspace, "--format", "json"])

    assert suppress("--name", "Keller, Carla", "--company", "KELLER") == 0
    assert suppress("--company", "Other AG") == 0
    assert suppress("--name", "Carla Keller", "--email", "a@b.example") == 2
    objections = tmp_path / "o.csv"
    objections.write_text("email\nx@y.example\nnonsense\n", "utf-8")
    capsys.readouterr()
    assert suppress("--file", str(objections)) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["taken"] == 1
    assert "line 3" in said.err
    assert main(["about", "--email", "carla@keller.example", "--workspace", workspace]) == 0
    assert "suppressed: True" in capsys.readouterr().out


def test_what_is_known_as_a_page_to_send(workspace: str, tmp_path: Path) -> None:
    page = tmp_path / "about.html"
    who = ["--email", "carla@keller.example", "--out", str(page)]
    assert main(["about", *who, "--workspace", workspace]) == 0
    text = page.read_text("utf-8")
    assert "Carla Keller" in text
    assert "clients.csv" in text
    assert "<script" not in text
    assert "href" not in text


def test_a_foreign_file_is_named_with_the_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    junk = tmp_path / "junk.duckdb"
    junk.write_bytes(b"no database")
    assert main(["plan", "--workspace", str(junk)]) == 1
    said = capsys.readouterr().err
    assert "prospector restore" in said
    assert "--workspace" in said
    assert junk.read_bytes() == b"no database"


def test_a_draft_from_the_command_line_is_told_and_erased(run: Run) -> None:
    ask = run("plan", "--format", "json").json["asks"][0]
    who = ("--prospect", str(ask["prospect_id"]))
    pair = (*who, "--client", str(ask["client_id"]))
    assert run("draft", "--rank", "1").code == 0
    assert run("draft", *pair).code == 0  # the same words again are noted once
    known = run("about", *who, "--format", "json").json
    [told] = known["drafts"]
    assert (told["kind"], told["to_introducer"]) == ("first", ask["client_name"])
    assert run("draft", *pair, "--channel", "phone").code == 0
    assert len(run("about", *who, "--format", "json").json["drafts"]) == 2
    assert "drafts: 2" in run("about", *who).out
    assert run("erase", *who, "--yes").code == 0
    assert run("about", *who).code == 1


def test_the_doctors_report_to_send_names_nobody(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = run("doctor", "--report", report)
    assert done.code == 0
    assert "streamlit for the app" not in done.out and "the app: installed" in done.out
    found = json.loads(report.read_text("utf-8"))
    assert found["facts"]["people"] > 0 and found["checks"]
    said = report.read_text("utf-8")
    assert "@" not in said and str(tmp_path) not in said


def test_the_day_of_a_permission_is_noted_after_the_import(tmp_path: Path) -> None:
    where = ("--workspace", tmp_path / "w.duckdb", "--as-of", "2026-11-20", "--format", "json")
    file = tmp_path / "clients.csv"
    file.write_text("Name,Email,Company\nCarla Keller,carla@keller.example,Keller GmbH\n")
    [one] = call("import", file, *where).json
    number = one["import_id"]
    done = call("permission", number, "--on", "2026-03-01", *where)
    assert done.code == 0
    assert done.json["message"] == "Permission of 1 March 2026 is noted."
    assert call("imports", *where).json[0]["permission_on"] == "2026-03-01"
    assert "2026-03-01" in call("imports", "--workspace", tmp_path / "w.duckdb").out
    assert call("permission", number, *where).json["permission_on"] == "2026-11-20"
    assert call("permission", number, "--none", *where).json["permission_on"] is None
    assert call("imports", *where).json[0]["permission_on"] is None
    late = call("permission", number, "--on", "2026-11-21", *where)
    assert (late.code, late.out) == (1, "") and "not come yet" in late.err
    assert call("permission", "99", *where).code == 1
    assert call("permission", number, "--on", "2026-03-01", "--none", *where).code == 2
