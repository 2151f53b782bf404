"""Whose company a CRM tells by its id gets the name from the CRM's own list, whichever came first."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from prospecting.workspace import Workspace
from tests.workspace.build import contact, contents, network, people, sql, staged, take_in

ACCOUNTS = staged(
    "Account.csv",
    {
        "companies": [
            {"name": "Acme GmbH", "source_id": "001A00000000001AAA", "country": "Germany"},
            {"name": "Nova Ltd", "source_id": "001A00000000002AAA"},
        ]
    },
    format="salesforce-accounts",
)
PEOPLE = staged(
    "Contact.csv",
    {
        "contacts": [
            {"first_name": "Ann", "last_name": "Lee", "company_source_id": "001A00000000001AAA",
             "source_id": "003A", "relation": "list"},
            {"first_name": "Ben", "last_name": "Ford", "company_source_id": "001A00000000002",
             "source_id": "003B", "relation": "list"},
            {"first_name": "Cy", "last_name": "Own", "company": "Own Ltd", "source_id": "003C",
             "company_source_id": "001A00000000002", "relation": "list"},
        ]
    },
    format="salesforce-contacts",
)  # fmt: skip
CUSTOMERS = staged(
    "customers.csv",
    {
        "clients": [
            {"full_name": "Dan Ode", "email": "dan@ode.example", "company_source_id": "77; 001"}
        ]
    },
    format="hubspot-customers",
)
FIRMS = staged(
    "companies.csv",
    {"companies": [{"name": "Other", "source_id": "001"}, {"name": "Ode Ltd", "source_id": "77"}]},
    format="hubspot-companies",
)
#: A stranger's list numbers its companies too.
OTHERS = staged(
    "pipedrive.csv",
    {"companies": [{"name": "Wrong", "source_id": "77"}, {"name": "Bad", "source_id": "003A"}]},
    format="pipedrive-organizations",
)
#: The same Ann, known by her profile as well.
NETWORK = network(
    "d.csv", "dan@ode.example", contact("Ann Lee", url="ann", company="Acme GmbH", title="CFO")
)


def companies(ws: Workspace) -> dict[str, Any]:
    return {row["name"]: row["company"] for row in ws.load_people().to_pylist()}


ORDERS = [
    order
    for order in itertools.permutations([ACCOUNTS, PEOPLE, CUSTOMERS, FIRMS, OTHERS])
    if order[0] in (ACCOUNTS, PEOPLE)
][::4]


@pytest.mark.parametrize("number", range(len(ORDERS)))
def test_whichever_file_came_first(ws: Workspace, number: int) -> None:
    for file in ORDERS[number]:
        take_in(ws, file)
    assert companies(ws) == {
        "Ann Lee": "Acme GmbH",
        "Ben Ford": "Nova Ltd",
        "Cy Own": "Own Ltd",
        "Dan Ode": "Ode Ltd",
    }
    [dan] = ws.load_clients().to_pylist()
    assert dan["company"] == "Ode Ltd" and dan["company_id"] is not None
    before = contents(ws)
    ws.derive_everything(user="me")
    assert contents(ws) == before


def test_undone_the_list_takes_its_names_along(ws: Workspace) -> None:
    # So that it is not everything that is derived anew.
    others = [contact(f"P{number} Other", url=f"p{number}") for number in range(30)]
    take_in(ws, staged("others.csv", {"contacts": others}, format="lead-list"))
    take_in(ws, CUSTOMERS, NETWORK)
    take_in(ws, PEOPLE)
    before = contents(ws)
    assert len(people(ws)["Ann Lee"]) == 2
    [listed] = take_in(ws, ACCOUNTS)
    assert people(ws)["Ann Lee"] == people(ws)["Ann Lee"][:1]  # now known to be one
    assert companies(ws)["Ben Ford"] == "Nova Ltd"
    joined = contents(ws)
    ws.undo_import(listed.import_id, user="me")
    assert contents(ws) == before
    take_in(ws, ACCOUNTS)
    assert contents(ws, without=("import_id", "row_id")).keys() == joined.keys()
    assert companies(ws)["Ann Lee"] == "Acme GmbH"
    after = contents(ws)
    ws.derive_everything(user="me")
    assert contents(ws) == after


def test_an_objection_to_name_and_company_meets_who_is_named_by_id(ws: Workspace) -> None:
    ws.suppress(name="Ann Lee", company="Acme GmbH", user="me", reason="letter")
    take_in(ws, PEOPLE)
    take_in(ws, ACCOUNTS)
    ann = people(ws)["Ann Lee"][0]
    assert sql(ws, "SELECT person_id FROM suppressed_person") == [(ann,)]
