"""A contact gone from a newer export is said to be; countries come out under one name each."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from prospecting.services import company_facts
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from tests.cli.conftest import AS_OF, call

HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
PEOPLE = [("Ann", "Lee"), ("Ben", "Ford"), ("Cy", "Ode"), ("Di", "Ray")]


def _connections(people: list[tuple[str, str]], newest: str) -> str:
    return HEAD + "".join(
        f"{first},{last},https://www.linkedin.com/in/{first},,Acme,CFO,{newest}\n"
        for first, last in people
    )


def test_who_says_that_somebody_is_gone(tmp_path: Path) -> None:
    where = ("--workspace", tmp_path / "w.duckdb", "--as-of", AS_OF)
    (tmp_path / "clients.csv").write_text(
        "Name,Email,Company,Country\nCarla Keller,carla@keller.example,Keller AG,Deutschland\n"
        "Dan Ode,dan@ode.example,Ode Inc,USA\nEva Lind,eva@lind.example,Lind,Westeros\n",
        "utf-8",
    )
    assert call("import", tmp_path / "clients.csv", *where).code == 0
    for name, people, day in (
        ("old.csv", PEOPLE, "08 Feb 2025"),
        ("new.csv", PEOPLE[1:], "08 Feb 2026"),
    ):
        (tmp_path / name).write_text(_connections(people, day), "utf-8")
        done = call("import", tmp_path / name, "--owner", "carla@keller.example", *where)
        assert done.code == 0, done.err
    said = call("who", "Ann Lee", *where)
    assert "no longer among the contacts of Carla Keller" in said.out
    assert call("who", "Ann Lee", *where, "--format", "json").json[0]["gone_from"] == [
        "Carla Keller"
    ]
    assert call("who", "Ben Ford", *where, "--format", "json").json[0]["gone_from"] == []
    listed = call("client", "list", *where, "--format", "json").json
    expected = {"Carla Keller": "Germany", "Dan Ode": "United States", "Eva Lind": "Westeros"}
    assert {one["name"]: one["country"] for one in listed} == expected
    (tmp_path / "leads.csv").write_text(
        "Full Name,Job Title,Company,LinkedIn URL,Location\n"
        "Lea Ost,CFO,Ost AG,https://www.linkedin.com/in/lea-ost,Deutschland\n"
        'Tom Ost,CFO,Ost AG,https://www.linkedin.com/in/tom-ost,"Köln, Deutschland"\n'
        'Una Ost,CFO,Ost AG,https://www.linkedin.com/in/una-ost,"Wilmington, DE"\n',
        "utf-8",
    )
    assert (
        call("import", tmp_path / "leads.csv", "--owner", "carla@keller.example", *where).code == 0
    )
    assert call("export", "prospects", "--out", tmp_path / "who.csv", *where).code == 0
    with (tmp_path / "who.csv").open(encoding="utf-8", newline="") as file:
        places = {row["name"]: row["location"] for row in csv.DictReader(file)}
    assert [places[f"{name} Ost"] for name in ("Lea", "Tom", "Una")] == [
        "Germany", "Köln, Germany", "Wilmington, DE"]  # fmt: skip
    assert call("export", "people", "--out", tmp_path / "p.csv", *where).code == 0
    with (tmp_path / "p.csv").open(encoding="utf-8", newline="") as file:
        found = {row["name"]: row["country"] for row in csv.DictReader(file)}
    assert {name: found[name] for name in expected} == expected


def _employer_of_lea(folder: Path, *lists: str) -> dict[str, company_facts.CompanyFact]:
    """What lists of companies and one of leads say of the firm that Lea Ost works at."""
    for number, rows in enumerate(lists, start=1):
        text = f"Company,Industry,Employees,Country\n{rows}\n"
        (folder / f"list{number}.csv").write_text(text, "utf-8")
    (folder / "leads.csv").write_text(
        "Full Name,Job Title,Company,LinkedIn URL,Country\n"
        "Lea Ost,CFO,Ost AG,https://www.linkedin.com/in/lea-ost,Deutschland\n",
        "utf-8",
    )
    file = folder / "w.duckdb"
    done = call("import", folder, "--owner", "me", "--workspace", file, "--as-of", AS_OF)
    assert done.code == 0, done.err
    with Workspace.open(file) as ws:
        session = Session(ws, dt.date.fromisoformat(AS_OF))
        [lea] = ws.search_people("Lea Ost")
        return {one.label: one for one in company_facts.of_person(session, lea)[1]}


def test_industries_are_shown_by_one_vocabulary(tmp_path: Path) -> None:
    facts = _employer_of_lea(tmp_path, "Ost AG,OIL_ENERGY,300,DE", "Ost AG,Oil & Energy,300,DE")
    assert (facts["Industry"].value, facts["Industry"].others) == ("Oil and Gas", ())


def test_one_country_written_three_ways_is_no_disagreement(tmp_path: Path) -> None:
    facts = _employer_of_lea(tmp_path, "Ost AG,Retail,300,DE")
    assert facts["Country"].sentence == "Country: Germany (list1.csv)."
