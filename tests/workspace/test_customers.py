"""Clients told from leads by the seller's own CRM, and what they bought."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from prospecting.services import importing
from prospecting.workspace import Workspace
from tests.workspace.build import (
    CLIENTS,
    TODAY,
    contact,
    contents,
    day,
    network,
    sql,
    staged,
    take_in,
)

LASTING = ("row_id", "import_id", "export_code")


def lead(name: str, **more: Any) -> dict[str, Any]:
    return {"full_name": name, "relation": "list", "lifecycle": "lead", **more}


CONTACTS = staged("contacts.csv", {"contacts": [
    lead("Ann Lee", email="ann@lee.example", source_id="1", company="Lee AG",
         company_source_id="10"),
    lead("Ben Ford", email="ben@ford.example", source_id="2", company="Ford AG",
         company_source_id="20"),
    lead("Eva Lind", email="eva@lind.example", source_id="3", company="Lind AB",
         company_source_id="30"),
    lead("Tom Zorn", email="tom@zorn.example", source_id="4", company="Zorn SE",
         company_source_id="40"),
]}, format="hubspot-contacts")  # fmt: skip
COMPANIES = staged("companies.csv", {"companies": [
    {"name": "Lee AG", "source_id": "10", "lifecycle": "Customer"},
    {"name": "Ford AG", "source_id": "20", "lifecycle": "Lead"},
    {"name": "Zorn SE", "source_id": "40"},
]}, format="hubspot-companies")  # fmt: skip
DEALS = staged("deals.csv", {"deals": [
    {"name": "One", "status": "won", "amount": 1000.0, "currency": "EUR", "source_id": "a",
     "contact_source_ids": "2;99", "closed_on": day("2025-01-01")},
    {"name": "Two", "status": "won", "amount": 500.0, "currency": "EUR", "source_id": "b",
     "contact_email": "ben@ford.example"},
    {"name": "Three", "status": "open", "amount": 70.0, "source_id": "c",
     "contact_email": "eva@lind.example"},
    {"name": "Four", "status": "lost", "source_id": "d", "contact_email": "eva@lind.example"},
    {"name": "Five", "status": "won", "amount": 20.0, "source_id": "e", "company_source_ids": "40"},
]}, format="hubspot-deals")  # fmt: skip


def known(ws: Workspace) -> dict[str, tuple[Any, ...]]:
    return {
        row["name"]: (row["kind"], row["email"], row["revenue"], row["currency"], row["deals_won"])
        for row in ws.load_clients().to_pylist()
    }


def test_customers_and_buyers_become_clients(ws: Workspace) -> None:
    take_in(ws, CONTACTS)
    assert known(ws) == {}
    empty = contents(ws, without=LASTING)
    results = take_in(ws, DEALS, COMPANIES)
    assert known(ws) == {
        "Ann Lee": ("client", "ann@lee.example", None, None, None),
        "Ben Ford": ("client", "ben@ford.example", 1500.0, "EUR", 2),
        "Tom Zorn": ("client", "tom@zorn.example", 20.0, None, 1),
    }
    assert ws.find_client("ben@ford.example")
    flags = {row["name"]: row["is_client"] for row in ws.load_people().to_pylist()}
    assert flags == {"Ann Lee": True, "Ben Ford": True, "Eva Lind": False, "Tom Zorn": True}
    full = contents(ws, without=LASTING)
    ws.derive_everything(user="me")
    assert contents(ws, without=LASTING) == full
    for result in results:
        ws.undo_import(result.import_id, user="me")
    assert contents(ws, without=LASTING) == empty


def test_a_network_of_a_client_by_deals_finds_its_owner(ws: Workspace) -> None:
    export = network("b.csv", "ben@ford.example", contact("Ida Holm", url="ida"))
    results = take_in(ws, export, CONTACTS, DEALS)
    assert [r.status for r in results] == ["stored"] * 3
    assert results[0].owner == "ben@ford.example"


def test_other_ids_and_networks_make_nobody_a_client(ws: Workspace) -> None:
    foreign = staged("sf.csv", {"deals": [
        {"name": "X", "status": "won", "contact_source_ids": "1", "source_id": "a"}
    ]}, format="salesforce-opportunities")  # fmt: skip
    export = network("c.csv", "carla@keller.example",
                     contact("Kim Berg", url="kim", email="kim@berg.example"))  # fmt: skip
    won = staged("d.csv", {"deals": [
        {"name": "Y", "status": "won", "contact_email": "kim@berg.example"}
    ]})  # fmt: skip
    take_in(ws, CLIENTS, CONTACTS, foreign, export, won)
    assert sorted(known(ws)) == ["Carla Keller", "Dan Ode"]


def test_the_clients_own_list_goes_before_the_deals(ws: Workspace) -> None:
    listed = staged("list.csv", {"clients": [
        {"full_name": "Ben Ford", "email": "ben@ford.example", "revenue": 9.0, "currency": "USD",
         "deals_won": 7}
    ]})  # fmt: skip
    take_in(ws, listed, DEALS)
    assert known(ws) == {"Ben Ford": ("client", "ben@ford.example", 9.0, "USD", 7)}


def test_the_newest_row_of_a_deal_holds(ws: Workspace) -> None:
    take_in(ws, CONTACTS, DEALS)
    assert {row["name"] for row in ws.load_people().to_pylist() if row["in_talks"]} == {"Eva Lind"}
    later = staged("deals2.csv", {"deals": [
        {"name": "Two", "status": "lost", "source_id": "b", "contact_email": "ben@ford.example"},
        {"name": "Three", "status": "won", "amount": 70.0, "source_id": "c",
         "contact_email": "eva@lind.example"},
    ]}, format="hubspot-deals")  # fmt: skip
    take_in(ws, later)
    assert known(ws)["Ben Ford"][2:] == (1000.0, "EUR", 1)
    assert known(ws)["Eva Lind"][2:] == (70.0, None, 1)
    assert not any(row["in_talks"] for row in ws.load_people().to_pylist())


def test_contact_data_of_leads_of_others_is_dropped(ws: Workspace) -> None:
    bought = staged("apollo.csv", {"contacts": [lead("Ida Holm", email="ida@holm.example")]},
                    format="apollo-people")  # fmt: skip
    take_in(ws, CONTACTS, bought)
    found = sql(ws, "SELECT full_name FROM row_contacts WHERE email IS NOT NULL ORDER BY 1")
    assert [row[0] for row in found] == ["Ann Lee", "Ben Ford", "Eva Lind", "Tom Zorn"]


PIPEDRIVE = {
    "people.csv": "Person - ID,Person - Name,Person - Organization,Person - Email - Work\n"
    "1,Carla Keller,Keller AG,carla@keller.example\n2,Olaf Open,Open GmbH,olaf@open.example\n"
    "3,Lara Lead,Keller AG,lara@keller.example\n",
    "deals.csv": "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Stage,"
    "Deal - Status,Deal - Contact person,Deal - Organization,Deal - Won time\n"
    "11,Year 1,12000,EUR,Last,won,Carla Keller,Keller AG,2025-11-02 10:00:00\n"
    "12,Year 1,9000,EUR,Demo,open,Olaf Open,Open GmbH,\n",
}
SALESFORCE = {
    "Contact.csv": '"Id","IsDeleted","AccountId","LastName","FirstName","Email","OwnerId"\n'
    '"003A","0","001A","Keller","Carla","carla@keller.example","005"\n'
    '"003B","0","001B","Open","Olaf","olaf@open.example","005"\n'
    '"003C","0","001C","Lead","Lara","lara@lead.example","005"\n',
    "Account.csv": '"Id","IsDeleted","Name","Type","ParentId","Website","Industry"\n'
    '"001A","0","Keller AG","","","",""\n"001B","0","Open GmbH","","","",""\n',
    "Opportunity.csv": '"Id","IsDeleted","AccountId","Name","StageName","Amount","CloseDate",'
    '"IsClosed","IsWon"\n'
    '"006A","0","001A","Year 1","Closed Won","12000","2025-11-02","1","1"\n'
    '"006B","0","001B","Year 1","Demo","9000","2027-01-09","0","0"\n',
}


@pytest.mark.parametrize("files", [PIPEDRIVE, SALESFORCE], ids=["pipedrive", "salesforce"])
def test_deals_of_a_crm_tell_clients_and_talks(
    ws: Workspace, tmp_path: Path, files: dict[str, str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    paths = [tmp_path / name for name in files]
    results = importing.import_paths(ws, paths, user="me", as_of=TODAY)
    assert {one.status for one in results} == {"stored"}
    [client] = ws.load_clients().to_pylist()
    assert (client["name"], client["revenue"], client["deals_won"]) == ("Carla Keller", 12000, 1)
    talks = {p["name"] for p in ws.load_people().to_pylist() if p["in_talks"]}
    assert talks == {"Olaf Open"}


def test_people_of_a_crm_are_clients_where_the_user_says_so(ws: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(PIPEDRIVE["people.csv"], "utf-8")
    [result] = importing.import_paths(ws, [path], as_kind="client-list", user="me", as_of=TODAY)
    assert (result.status, result.stored, result.format) == ("stored", 3, "client-list")
    assert ws.load_clients().num_rows == 3


def touches(ws: Workspace) -> dict[str, Any]:
    return {row["name"]: row["last_touch"] for row in ws.load_clients().to_pylist()}


def test_a_call_in_the_crm_is_the_last_contact_with_its_client(ws: Workspace) -> None:
    activities = staged(
        "activities.csv",
        {
            "contacts": [
                {"full_name": "Ben Ford", "email": "ben@ford.example", "relation": "activity",
                 "last_touch": day("2026-01-10")},
                {"full_name": "Ben Ford", "email": "ben@ford.example", "relation": "activity",
                 "last_touch": day("2025-11-02")},
                {"full_name": "Eva Lind", "email": "eva@lind.example", "relation": "activity",
                 "last_touch": day("2026-01-11")},
            ]
        },
        format="hubspot-activities",
    )  # fmt: skip
    spoken = {**contact("Ann Lee"), "email": "ann@lee.example", "relation": "list",
              "last_touch": day("2025-12-24")}  # fmt: skip
    take_in(ws, CONTACTS, COMPANIES, DEALS, staged("more.csv", {"contacts": [spoken]},
                                                   format="hubspot-contacts"))  # fmt: skip
    result = take_in(ws, activities)
    found = touches(ws)
    assert str(found["Ben Ford"]) == "2026-01-10"
    assert str(found["Ann Lee"]) == "2025-12-24"
    assert "Eva Lind" not in found  # a talk makes nobody a client
    ws.undo_import(result[0].import_id or 0, user="me")
    assert touches(ws)["Ben Ford"] is None
