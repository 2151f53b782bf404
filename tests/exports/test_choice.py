"""Which kind a table is taken for, by its headers, its cells and, where these are silent, its name."""

from __future__ import annotations

import pytest

from prospecting.exports import read_bytes

CASES = [
    ("clients.csv", "Name,Email,Company", "Carla Keller,c@k.example,Keller", "client-list"),
    ("data.csv", "Name,Email,Company", "Carla Keller,c@k.example,Keller", "client-list"),
    ("a.csv", "first_name,last_name,email,company,client_since,nps", "Carla,Keller,c@k.example,K,2019-01-01,9", "client-list"),
    ("a.csv", "client_name,client_email,company,customer_since", "Carla Keller,c@k.example,K,2019-01-01", "client-list"),
    ("a.csv", "Vorname,Nachname,E-Mail,Firma,Kunde seit,Umsatz (EUR)", "Carla,Keller,c@k.example,K,01.02.2019,12.000", "client-list"),
    ("a.csv", "Kunde,Ansprechpartner,Mail,Seit", "Keller GmbH,Carla Keller,c@k.example,2019", "client-list"),
    ("a.csv", "Contact Name,Account Name,Email,Account Owner,Customer Since", "Carla Keller,K,c@k.example,Sam,2019-01-01", "client-list"),
    ("a.csv", "First Name,Last Name,Email,Company,Lifecycle Stage", "Carla,Keller,c@k.example,K,Customer", "client-list"),
    ("a.csv", "Name,Email,Company,LinkedIn URL,Status", "Carla Keller,c@k.example,K,linkedin.com/in/x,active", "client-list"),
    ("a.csv", "Name,Email,Company,LinkedIn URL,Status", "Carla Keller,c@k.example,K,linkedin.com/in/x,contacted", "lead-list"),
    ("leads.csv", "First Name,Last Name,Company,Email,Title", "Carla,Keller,K,c@k.example,CFO", "lead-list"),
    ("a.csv", "Full Name,Job Title,Company Name,Connection Degree,Location", "Carla Keller,CFO,K,2nd,Ulm", "lead-list"),
    ("a.csv", "Company name,Industry,Employees,Country", "Keller,Retail,200,Germany", "company-list"),
    ("a.csv", "name,industry,size,country", "Keller,Retail,51-200,Germany", "company-list"),
    ("clients.csv", "Company,Industry,Company size", "Keller,Retail,51-200", "company-list"),
    ("a.csv", "Organization,Sector,Headcount,Location", "Keller,Retail,51-200,Ulm", "company-list"),
    ("a.csv", "email,score,date", "c@k.example,9,2026-01-01", "nps-survey"),
    ("kunden.csv", "email,score,date", "c@k.example,9,2026-01-01", "nps-survey"),
    ("a.csv", "Deal,Value,Status,Contact,Company", "Pumps,1000,open,Carla Keller,K", "deal-list"),
    ("Connections.csv", "First Name,Last Name,Email Address,Company,Position", "Carla,Keller,,K,CFO", "linkedin-connections"),
    ("a.csv", "Name,Company,Position,Connected On", "Carla Keller,K,CFO,1 Jan 2026", "linkedin-connections"),
    ("a.csv", "  FIRST NAME ,last_name,Company,Extra,Connected on", "Carla,Keller,K,x,1 Jan 2026", "linkedin-connections"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "header", "row", "kind"), CASES)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_kind_of_a_table(name: str, header: str, row: str, kind: str, delimiter: str) -> None:
    text = f"{header}\n{row}\n".replace(",", delimiter)
    staged = read_bytes(f"some folder/clients/{name}" if name == "a.csv" else name, text.encode())
    assert (staged.format, staged.error) == (kind, None)
    assert staged.stored == 1


@pytest.mark.parametrize(
    ("stage", "table"),
    [
        ("Customer", "clients"),
        ("Evangelist", "clients"),
        ("Customer - Direct", "clients"),
        ("Lead", "contacts"),
        ("Potential customer", "contacts"),
        ("Something else", "contacts"),
        ("", "contacts"),
    ],
)
def test_clients_are_told_from_leads_by_their_stage(stage: str, table: str) -> None:
    text = f"Record ID,First Name,Last Name,Email,Lifecycle Stage\n1,Carla,Keller,c@k.example,{stage}\n2,Ben,Weber,b@w.example,Lead\n"
    staged = read_bytes("hubspot.csv", text.encode())
    assert "Carla" in staged.tables[table]["first_name"].to_pylist()


def test_a_former_client_is_one_that_is_left_alone() -> None:
    text = "Record ID,First Name,Last Name,Email,Lifecycle Stage\n1,Carla,Keller,c@k.example,Former customer\n"
    staged = read_bytes("hubspot.csv", text.encode())
    assert staged.tables["clients"]["status"].to_pylist() == ["former"]


def test_without_a_stage_the_name_of_the_file_or_the_user_decides() -> None:
    text = b"Record ID,First Name,Last Name,Email,Company Name\n1,Carla,Keller,c@k.example,Keller\n"
    silent = read_bytes("hubspot.csv", text)
    assert set(silent.tables) == {"contacts"}
    assert any("client-list" in warning for warning in silent.warnings)
    assert set(read_bytes("our clients.csv", text).tables) == {"clients"}
    assert set(read_bytes("hubspot.csv", text, as_kind="client-list").tables) == {"clients"}
