"""Companies: what lists say reaches everybody who works there, however he spells it."""

from __future__ import annotations

from typing import Any

import pytest

from prospecting.workspace import Cancelled, Workspace
from tests.workspace.build import (
    CLIENTS,
    contact,
    contents,
    network,
    people,
    sql,
    staged,
    take_in,
)

C, D = "carla@keller.example", "dan@ode.example"
#: Ids of rows and imports differ after importing again.
LASTING = ("row_id", "import_id", "export_code")
LIST = staged("list.csv", {"companies": [
    {"name": "Nordglas", "industry": "Glass", "size_min": 200.0, "size_max": 500.0},
    {"name": "ACME Corporation", "industry": "Retail", "country": "Denmark"},
    {"name": "Siemens Energy", "industry": "Energy"},
    {"name": "Siemens", "industry": "Machinery"},
    {"name": "Arends Beheer", "industry": "Real Estate"},
    {"name": "Deutsche Bank", "industry": "Banking"},
]})  # fmt: skip


def industries(ws: Workspace) -> dict[str, Any]:
    found = {row["company_id"]: row["industry"] for row in ws.load_companies().to_pylist()}
    return {
        row["company"]: found.get(row["company_id"])
        for row in ws.load_people().to_pylist()
        if row["company"]
    }


def at(*companies: str) -> list[dict[str, Any]]:
    return [contact(f"P{i} Ford", url=f"p{i}", company=name) for i, name in enumerate(companies)]


def test_a_list_reaches_names_that_are_spelt_otherwise(ws: Workspace) -> None:
    names = {
        "Nordglas GmbH & Co. KG": "Glass",
        "Nordglas Deutschland GmbH": "Glass",
        "Nord-Glas AG": "Glass",
        "Acme Corp": "Retail",
        "Siemens Energy AG & Co.": "Energy",
        # Traps: a line of business, another owner of a common word, a name that begins alike.
        "Siemens Healthineers": None,
        "Roosendaal Beheer": None,
        "Deutsche Bank Research": None,
        "Nordgas": None,
    }
    take_in(ws, CLIENTS, network("c.csv", C, *at(*names)), LIST)
    found = industries(ws)
    assert {name: found[name] for name in names} == names
    links = {row["name"]: row["listed"] for row in ws.load_company_links().to_pylist()}
    # Those that a list has as they are need no likeness.
    assert links == {"Nordglas Deutschland GmbH": "nordglas", "Nord-Glas AG": "nordglas"}


def test_a_link_comes_and_goes_with_its_list(ws: Workspace) -> None:
    take_in(ws, CLIENTS, network("c.csv", C, *at("Nordglas Deutschland GmbH", "Zorn SE")))
    before = contents(ws, without=LASTING)
    [listed] = take_in(ws, LIST)
    linked = contents(ws, without=LASTING)
    assert industries(ws)["Nordglas Deutschland GmbH"] == "Glass"
    ws.derive_everything(user="me")
    assert contents(ws, without=LASTING) == linked
    ws.undo_import(listed.import_id, user="me")
    assert contents(ws, without=LASTING) == before
    assert ws.load_company_links().num_rows == 0
    take_in(ws, LIST)
    assert contents(ws, without=LASTING) == linked


def test_each_name_is_compared_once_with_each_list(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prospecting.identity import companies

    compare = companies.sole_matches
    asked: list[tuple[list[str], list[str]]] = []

    def watched(left: list[str], right: list[str]) -> list[Any]:
        asked.append((list(left), list(right)))
        return compare(left, right)

    monkeypatch.setattr(companies, "sole_matches", watched)
    take_in(
        ws, CLIENTS, network("c.csv", C, *at("Nordglas Deutschland GmbH", "Siemens Gamesa")), LIST
    )
    assert asked == [(["Nordglas Deutschland GmbH", "Siemens Gamesa"],
                      ["Nordglas", "Siemens", "Siemens Energy"])]  # fmt: skip
    take_in(ws, network("d.csv", D, contact("Eva Lind", url="eva", company="Zorn SE")))
    assert len(asked) == 1
    more = staged("more.csv", {"companies": [{"name": "Siemens Gamesa Renewable"}]})
    take_in(ws, more)
    # With all that it may be, since two lists together may leave a name in doubt.
    assert asked[1:] == [(["Siemens Gamesa"],
                          ["Siemens", "Siemens Energy", "Siemens Gamesa Renewable"])]  # fmt: skip


def test_no_list_speaks_for_a_name_that_may_be_several_of_it(ws: Workspace) -> None:
    rows = {"Zorn Systems": "Software", "Zorn Services AG": "Staffing", "Nordglas": "Glass"}
    listed = staged("l.csv", {"companies": [{"name": n, "industry": i} for n, i in rows.items()]})
    names = {
        "Zorn": None,
        "Zorn Technik GmbH": None,
        "Zorn Systems": "Software",
        "Zorn Systems Deutschland": "Software",
        "Nordglas Systems": "Glass",
    }
    take_in(ws, CLIENTS, network("c.csv", C, *at(*names)), listed)
    found = industries(ws)
    assert {name: found[name] for name in names} == names


def test_many_names_wait_until_somebody_asks(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prospecting.workspace.linking.NAMES_AT_ONCE", 0)
    take_in(ws, CLIENTS, network("c.csv", C, *at("Nordglas Deutschland GmbH")), LIST)
    assert industries(ws)["Nordglas Deutschland GmbH"] is None
    with pytest.raises(Cancelled):
        ws.link_companies(cancelled=lambda: True)
    assert ws.link_companies() == 1
    assert industries(ws)["Nordglas Deutschland GmbH"] == "Glass"
    assert ws.link_companies() == 0


def test_a_domain_says_more_than_a_name(ws: Workspace) -> None:
    listed = staged("list.csv", {"companies": [
        {"name": "Nova Holding", "domain": "nova.example", "industry": "Retail"},
        {"name": "Gmail Users Club", "domain": "gmail.com", "industry": "Sports"},
    ]})  # fmt: skip
    contacts = [
        contact("Ben Ford", url="ben", company="N.O.V.", email="ben@nova.example"),
        contact("Eva Lind", url="eva", company="Lind AB", email="eva@gmail.com"),
    ]
    take_in(ws, CLIENTS, network("c.csv", C, *contacts), listed)
    assert industries(ws)["N.O.V."] == "Retail"
    assert industries(ws)["Lind AB"] is None
    assert people(ws)["Ben Ford"]


def test_an_erasure_takes_links_along(ws: Workspace) -> None:
    take_in(ws, CLIENTS, network("c.csv", C, *at("Nordglas Deutschland GmbH")), LIST)
    ws.erase(person_id=people(ws)["P0 Ford"][0], user="me")
    assert sql(ws, "SELECT count(*) FROM company_link WHERE key LIKE '%deutschland%'") == [(0,)]


def listed(ws: Workspace) -> dict[str, str]:
    return {row["name"]: row["listed"] for row in ws.load_company_links().to_pylist()}


def test_another_matcher_compares_names_anew(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prospecting.identity import companies

    compare = companies.sole_matches

    def older(left: list[str], right: list[str]) -> list[Any]:
        """Takes anything that begins with S for Siemens, and knows no countries."""
        at = [n for n, name in enumerate(right) if name == "Siemens"]
        return [
            companies.CompanyMatch(n, at[0], 0.99)
            for n, name in enumerate(left)
            if name.startswith("S") and at
        ]

    monkeypatch.setattr(companies, "sole_matches", older)
    monkeypatch.setattr(companies, "matcher_version", lambda: "older")
    names = ("Siemens Gamesa", "Nordglas Deutschland GmbH")
    take_in(ws, CLIENTS, network("c.csv", C, *at(*names)), LIST)
    assert listed(ws) == {"Siemens Gamesa": "siemens"}
    assert industries(ws)["Siemens Gamesa"] == "Machinery"

    monkeypatch.setattr(companies, "sole_matches", compare)
    take_in(ws, network("d.csv", D, contact("Eva Lind", url="eva", company="Zorn SE")))
    assert listed(ws) == {"Siemens Gamesa": "siemens"}  # the same version: nothing to do
    monkeypatch.setattr(companies, "matcher_version", lambda: "newer")
    take_in(ws, network("e.csv", D, contact("Ada Lind", url="ada", company="Zorn SE")))
    assert listed(ws) == {"Nordglas Deutschland GmbH": "nordglas"}
    assert industries(ws)["Siemens Gamesa"] is None
    assert industries(ws)["Nordglas Deutschland GmbH"] == "Glass"
    assert ws.link_companies() == 0


def test_the_version_follows_the_words_the_matcher_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    from prospecting.identity import companies

    now = companies.matcher_version()
    read = companies.load_text
    companies.matcher_version.cache_clear()
    monkeypatch.setattr(
        companies, "load_text", lambda name: read(name).replace("holding", "halting")
    )
    try:
        assert companies.matcher_version() != now
    finally:
        companies.matcher_version.cache_clear()


def test_undoing_one_list_lets_the_other_speak(ws: Workspace) -> None:
    one = staged("one.csv", {"companies": [{"name": "Zorn Systems", "industry": "Software"}]})
    two = staged("two.csv", {"companies": [{"name": "Zorn Services", "industry": "Staffing"}]})
    take_in(ws, CLIENTS, network("c.csv", C, *at("Zorn SE", "Zorn Systems Group SE")))
    [first] = take_in(ws, one)
    alone = contents(ws, without=LASTING)
    assert listed(ws)["Zorn SE"] == "zorn systems"
    [second] = take_in(ws, two)
    # As if both lists had come at once: whether Zorn is the one or the other, nobody knows.
    assert listed(ws) == {"Zorn Systems Group SE": "zorn systems"}
    ws.undo_import(second.import_id, user="me")
    assert contents(ws, without=LASTING) == alone
    take_in(ws, two)
    ws.undo_import(first.import_id, user="me")
    assert listed(ws) == {"Zorn SE": "zorn services"}
    assert industries(ws)["Zorn SE"] == "Staffing"


def test_a_former_name_leads_to_the_company(ws: Workspace) -> None:
    renamed = staged("list.csv", {"companies": [
        {"name": "Bluebird Labs", "industry": "Software",
         "former_names": "Quastenflosser, Inc., Zorn & Sons; Nordglas"},
        {"name": "Nordglas AG", "industry": "Glass"},
    ]})  # fmt: skip
    names = {
        "Quastenflosser": "Software",
        "Quastenflosser Deutschland GmbH": "Software",
        "Zorn and Sons Ltd": "Software",
        # Somebody else goes by that name now.
        "Nordglas": "Glass",
        "Zornig Bau": None,
    }
    take_in(ws, CLIENTS, network("c.csv", C, *at(*names)))
    before = contents(ws, without=LASTING)
    [taken] = take_in(ws, renamed)
    found = industries(ws)
    assert {name: found[name] for name in names} == names
    # It is still a name of its own: nobody is said to work where his file does not say so.
    assert set(names) <= {row["name"] for row in ws.load_companies().to_pylist()}
    ws.undo_import(taken.import_id, user="me")
    assert contents(ws, without=LASTING) == before
    assert sql(ws, "SELECT count(*) FROM former_company") == [(0,)]


def test_a_file_says_itself_how_a_company_was_called(ws: Workspace) -> None:
    names = ("Bluebird GmbH (formerly Nordglas)", "Bluebird AG, vormals Arends Beheer")
    take_in(ws, CLIENTS, network("c.csv", C, *at(*names)), LIST)
    assert [industries(ws)[name] for name in names] == ["Glass", "Real Estate"]


def test_a_beginning_that_many_share_brings_no_pairs(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prospecting.workspace.linking._COMMON", 2)
    cities = ("Halle", "Zwickau", "Gera", "Jena")
    rows = [{"name": f"Spar Bund {city}", "industry": city} for city in cities]
    take_in(
        ws,
        CLIENTS,
        network("c.csv", C, *at("Spar Bund Gera Deutschland", "Spar Bund Ulm")),
        staged("l.csv", {"companies": rows}),
    )
    assert industries(ws)["Spar Bund Gera Deutschland"] == "Gera"
    assert sql(ws, "SELECT count(*) FROM company_link WHERE listed IS NOT NULL") == [(1,)]
