"""Who is one person, over files and time; decisions of the user; changes of job."""

from __future__ import annotations

import pytest

from prospecting.workspace import Workspace, WorkspaceError
from tests.workspace.build import (
    CLIENTS,
    TODAY,
    client,
    clients,
    contact,
    contents,
    day,
    network,
    people,
    staged,
    take_in,
)

C, D = "carla@keller.example", "dan@ode.example"


def test_one_address_is_one_person_however_it_is_written(ws: Workspace) -> None:
    take_in(
        ws,
        CLIENTS,
        network("c.csv", C, contact("Ben Ford", url="ben-ford", company="Acme")),
        network("d.csv", D, contact("Benjamin Ford", url="http://de.linkedin.com/in/Ben-Ford/?t=1",
                                    company="Other")),
    )  # fmt: skip
    assert ws.load_connections()["person_id"].to_pylist() == [3, 3]


def test_two_addresses_are_two_people_even_of_one_name_and_company(ws: Workspace) -> None:
    take_in(
        ws,
        CLIENTS,
        network("c.csv", C, contact("Ann Lee", url="ann-lee", company="Acme"),
                contact("Ann Lee", url="ann-lee-2", company="Acme")),
        # Without an address it may be either: nobody is guessed.
        network("d.csv", D, contact("Ann Lee", company="Acme")),
    )  # fmt: skip
    assert len(people(ws)["Ann Lee"]) == 3


def test_a_row_without_address_goes_with_the_only_one_of_that_name_there(ws: Workspace) -> None:
    take_in(
        ws,
        CLIENTS,
        network("c.csv", C, contact("Ann Lee", url="ann-lee", company="Acme GmbH")),
        network("d.csv", D, contact("Ann Lee", company="ACME")),
    )
    assert len(people(ws)["Ann Lee"]) == 1


def test_a_name_alone_never_merges(ws: Workspace) -> None:
    take_in(
        ws,
        CLIENTS,
        network("c.csv", C, contact("Ann Lee", since="2020-01-01"), contact("Bo Ek", company="-")),
        network(
            "d.csv", D, contact("Ann Lee", since="2020-01-01"), contact("Bo Ek", company="n/a")
        ),
    )
    assert len(people(ws)["Ann Lee"]) == 2
    assert len(people(ws)["Bo Ek"]) == 2


def test_an_opaque_id_is_another_key_of_the_same_person(ws: Workspace) -> None:
    opaque = "https://www.linkedin.com/in/ACwAABcdefghijklmnopqrstuv"
    lead = contact("Ann Lee", url="ann-lee", company="Acme") | {"other_url": opaque}
    take_in(ws, staged("leads.csv", {"contacts": [lead | {"relation": "list"}]}), CLIENTS,
            network("c.csv", C, contact("A. Lee", url=opaque)))  # fmt: skip
    assert [row["person_id"] for row in ws.who_knows(people(ws)["Ann Lee"]).to_pylist()] == [1]


def test_an_email_joins_under_one_name_and_not_for_a_family_or_an_office(ws: Workspace) -> None:
    def row(name: str, email: str) -> dict[str, object]:
        return contact(name, email=email, relation="list")

    take_in(
        ws,
        staged("a.csv", {"contacts": [
            row("Ann Lee", "ann@lee.example"), row("Max Berg", "berg@home.example"),
            row("Uwe Otto", "info@firm.example"),
        ]}),
        staged("b.csv", {"contacts": [
            row("Ann M. Lee", "Ann+x@lee.example"), row("Ida Berg", "berg@home.example"),
            row("Udo Otto", "info@firm.example"),
        ]}),
    )  # fmt: skip
    found = people(ws)
    assert len([i for name, ids in found.items() if "Lee" in name for i in ids]) == 1
    assert len([i for name, ids in found.items() if "Berg" in name for i in ids]) == 2
    assert len([i for name, ids in found.items() if "Otto" in name for i in ids]) == 2


def test_clients_and_first_degree_are_flagged(ws: Workspace) -> None:
    take_in(
        ws,
        clients(client("Carla Keller", C, url="https://www.linkedin.com/in/carla-k")),
        network("c.csv", C, contact("Ben Ford", url="ben"), contact("Carla Keller", url="carla-k")),
        owner=None,
    )
    take_in(ws, staged("me.csv", {"contacts": [contact("Ben Ford", url="ben")]},
                       needs_owner=True), owner="me")  # fmt: skip
    flags = {p["name"]: (p["is_client"], p["is_mine"]) for p in ws.load_people().to_pylist()}
    assert flags == {"Carla Keller": (True, False), "Ben Ford": (False, True)}
    # Nobody is a way to himself.
    assert ws.load_tie_evidence(TODAY)["person_id"].to_pylist() == people(ws)["Ben Ford"]


def test_job_changes_are_history_and_the_newest_holds(ws: Workspace) -> None:
    new = contact("Ben Ford", url="ben", company="Nova SE", title="CFO", since="2019-01-01")
    old = contact("Ben Ford", url="ben", company="Acme", title="Controller", since="2019-01-01")
    other = contact("Eva Lind", url="eva", since="2026-03-01")
    earlier = contact("Eva Lind", url="eva", since="2024-03-01")
    # The older export comes in last and must not win.
    take_in(ws, CLIENTS, network("new.csv", C, new, other))
    take_in(ws, network("old.csv", D, old, earlier))
    ben = ws.load_people(people(ws)["Ben Ford"]).to_pylist()[0]
    assert (ben["company"], ben["title"]) == ("Nova SE", "CFO")
    assert ws.load_job_changes().to_pylist() == [
        {"person_id": ben["person_id"], "old_title": "Controller", "old_company": "Acme",
         "new_title": "CFO", "new_company": "Nova SE", "company_changed": True,
         "seen_on": day("2026-03-01")},
    ]  # fmt: skip
    assert ws.load_job_changes(day("2026-03-02")).num_rows == 0


def test_a_job_changes_also_where_nobody_was_added_meanwhile(ws: Workspace) -> None:
    old = contact("Ben Ford", url="ben", company="Acme", title="Controller", since="2019-01-01")
    new = contact("Ben Ford", url="ben", company="Nova SE", title="CFO", since="2019-01-01")
    take_in(ws, CLIENTS, network("1.csv", C, old), as_of=day("2025-06-01"))
    take_in(ws, network("2.csv", C, new), as_of=day("2026-03-01"))
    (change,) = ws.load_job_changes().to_pylist()
    assert (change["old_company"], change["new_company"]) == ("Acme", "Nova SE")
    assert change["seen_on"] == day("2026-03-01")
    assert ws.load_people(people(ws)["Ben Ford"])["company"].to_pylist() == ["Nova SE"]


def test_an_archives_name_tells_its_day(ws: Workspace) -> None:
    ben, eva = contact("Ben Ford", url="ben"), contact("Eva Lind", url="eva")
    take_in(ws, CLIENTS, network("Complete_LinkedInDataExport_02-28-2026.zip", C, ben))
    seen = ws.load_connections().to_pylist()[0]["last_seen"]
    assert seen == day("2026-02-28")
    # The other way round by the day of import: the older archive takes nobody out.
    take_in(ws, network("Basic_LinkedInDataExport_01-30-2026.zip.zip", C, eva))
    assert ws.load_connections()["person_id"].to_pylist() == people(ws)["Ben Ford"]
    take_in(ws, network("Basic_LinkedInDataExport_99-99-2026.zip", D, eva))


def test_a_contact_gone_from_a_newer_export_is_no_way_in(ws: Workspace) -> None:
    ben, eva = contact("Ben Ford", url="ben"), contact("Eva Lind", url="eva", since="2024-01-01")
    newer = contact("Eva Lind", url="eva", since="2025-01-01")
    take_in(ws, CLIENTS, network("1.csv", C, ben, eva))
    assert ws.load_connections().num_rows == 2
    later = take_in(ws, network("2.csv", C, newer))[0]
    assert ws.load_connections()["person_id"].to_pylist() == people(ws)["Eva Lind"]
    assert ws.load_connections(current=False).num_rows == 2
    ws.undo_import(later.import_id, user="me")
    assert ws.load_connections().num_rows == 2
    # An older export that comes later takes nobody out.
    take_in(ws, network("0.csv", C, contact("Old One", url="old", since="2020-01-01")))
    assert ws.load_connections().num_rows == 2


def test_a_merge_holds_through_undo_and_import(ws: Workspace) -> None:
    file = network("c.csv", C, contact("Ben Ford", url="ben"), contact("B. Ford", url="bford"))
    _, result = take_in(ws, CLIENTS, file)
    one, two = people(ws)["Ben Ford"][0], people(ws)["B. Ford"][0]
    ask = ws.record(two, ws.find_client(C), "asked", on_date=TODAY, user="me")
    assert ws.merge_people(one, two, user="me") == one
    assert ws.current_person(two) == one
    assert ws.load_asks()["person_id"].to_pylist() == [one]
    assert ws.who_knows([one]).num_rows == 1
    before = contents(ws, without=("row_id", "import_id", "newest", "export_code"))
    ws.undo_import(result.import_id, user="me")
    assert ws.load_people().num_rows == 2
    take_in(ws, file)
    assert contents(ws, without=("row_id", "import_id", "newest", "export_code")) == before
    merge = ws.load_decisions().to_pylist()[0]
    ws.undo_decision(merge["event_id"], user="me")
    assert ws.load_asks(ask.ask_id)["person_id"].to_pylist() == [two]
    assert ws.current_person(two) == two


def test_a_wrong_merge_is_split_and_stays_split(ws: Workspace) -> None:
    # The keys say one person; the user knows better.
    first = network("c.csv", C, contact("Ann Lee", url="ann", company="Acme"))
    second = network("d.csv", D, contact("Ann Lee", company="Acme", title="Clerk"))
    take_in(ws, CLIENTS, first, second)
    [ann] = people(ws)["Ann Lee"]
    row = [r["row_id"] for r in ws.person_rows(ann).to_pylist() if r["title"] == "Clerk"]
    other = ws.split_person(ann, row, user="me")
    assert other != ann
    assert ws.load_people([other])["title"].to_pylist() == ["Clerk"]
    again = ws.load_imports().to_pylist()[-1]["import_id"]
    ws.undo_import(again, user="me")
    take_in(ws, second)
    assert ws.load_people([other])["title"].to_pylist() == ["Clerk"]
    assert len(people(ws)["Ann Lee"]) == 2
    assert ws.merge_people(ann, other, user="me") == ann
    assert len(people(ws)["Ann Lee"]) == 1


def test_two_people_under_one_address_are_split_by_name(ws: Workspace) -> None:
    take_in(
        ws,
        CLIENTS,
        network("c.csv", C, contact("Ann Lee", url="the-lees")),
        network("d.csv", D, contact("Bob Lee", url="the-lees")),
    )
    [person] = {i for ids in people(ws).values() for i in ids if i > 2}
    rows = {r["name"]: r["row_id"] for r in ws.person_rows(person).to_pylist()}
    other = ws.split_person(person, [rows["Bob Lee"]], user="me")
    assert ws.load_people([person, other])["name"].to_pylist() == ["Ann Lee", "Bob Lee"]
    ws.derive_everything(user="me")
    assert ws.load_people([person, other])["name"].to_pylist() == ["Ann Lee", "Bob Lee"]
    with pytest.raises(WorkspaceError):
        ws.split_person(person, [], user="me")


def test_kept_apart_is_kept_apart(ws: Workspace) -> None:
    take_in(ws, CLIENTS, network("c.csv", C, contact("Ann Lee", url="ann", company="Acme")))
    take_in(ws, network("d.csv", D, contact("Ann Lee", company="Other")))
    one, two = people(ws)["Ann Lee"]
    ws.keep_apart(one, two, user="me")
    # A row that would have joined them does not.
    take_in(ws, network("e.csv", D, contact("Ann Lee", company="Other"),
                        contact("Ann Lee", company="Acme")))  # fmt: skip
    assert ws.current_person(one) != ws.current_person(two)
    ws.derive_everything(user="me")
    assert ws.current_person(one) != ws.current_person(two)


def test_a_client_who_is_two_becomes_one_with_one_budget(ws: Workspace) -> None:
    take_in(
        ws,
        clients(client("Carla Keller", C), client("C. Keller", "carla@private.example")),
        network("c.csv", "carla@private.example", contact("Ben Ford", url="ben")),
    )
    one, two = ws.find_client(C), ws.find_client("carla@private.example")
    ws.note_client(two, "favour", text="x", on_date=TODAY, user="me")
    by_client = {c["client_id"]: c["person_id"] for c in ws.load_clients().to_pylist()}
    ws.merge_people(by_client[one], by_client[two], user="me")
    assert ws.load_clients()["client_id"].to_pylist() == [one]
    assert ws.find_client("carla@private.example") == one
    assert set(ws.load_connections()["owner_id"].to_pylist()) == {one}
    assert ws.load_client_notes(one).num_rows == 1
    assert ws.current_client(two) == one


def test_doubtful_pairs_are_merged_asked_or_left(ws: Workspace) -> None:
    crowd = [
        contact(f"Given{i} Family{i}", url=f"g-{i}", company=f"Firm {i}", title="Manager")
        for i in range(40)
    ]
    take_in(ws, CLIENTS, network("c.csv", C, *crowd,
            contact("Robert Zander", url="rz", company="Zeta Werke GmbH", title="CFO"),
            contact("Anna Weiss", url="aw", company="Weiss Bau", title="Owner")))  # fmt: skip
    take_in(ws, network("d.csv", D,
            contact("Bob Zander", company="Zeta Werke GmbH", title="CFO"),
            contact("Anna Weiss", company="Something Else Ltd", title="Nurse")))  # fmt: skip
    queue = ws.review_queue().to_pylist()
    asked = {frozenset((q["name_a"], q["name_b"])) for q in queue}
    found = people(ws)
    same = "Bob Zander" not in found or "Robert Zander" not in found
    assert same or frozenset(("Bob Zander", "Robert Zander")) in asked
    # Two of one name at two companies are never merged on the name alone.
    assert len(found["Anna Weiss"]) == 2
    assert all(0.7 <= q["probability"] < 0.95 for q in queue)


def test_companies_go_by_key_with_the_best_source(ws: Workspace) -> None:
    take_in(
        ws,
        CLIENTS,
        network("c.csv", C, contact("A B", url="a", company="Acme GmbH"),
                contact("C D", url="b", company="ACME"), contact("E F", url="c", company="Ode")),
        staged("list.csv", {"companies": [
            {"name": "Acme", "industry": "Retail", "size_min": 51, "size_max": 200,
             "country": "Germany"}]}),
        staged("apollo.csv", {"contacts": [contact("A B", url="a", company="Acme",
                                                   industry="Farming", relation="list")]}),
    )  # fmt: skip
    found = {c["key"]: c for c in ws.load_companies().to_pylist()}
    acme = found["acme"]
    assert (acme["industry"], acme["size_max"], acme["country"]) == ("Retail", 200, "Germany")
    facts = ws.load_company_facts(acme["company_id"]).to_pylist()
    assert [(f["text"], f["rank"]) for f in facts if f["fact"] == "industry"] == [
        ("Retail", 3),
        ("Farming", 1),
    ]
    assert ws.search_companies("Acme Ltd") == [acme["company_id"]]
    at = ws.people_at([acme["company_id"]])
    assert {p["name"] for p in ws.load_people(at).to_pylist()} == {"A B", "C D"}


def test_a_thousand_clients_of_like_names_stay_a_thousand(ws: Workspace) -> None:
    given = ["Anna", "Anne", "Tom", "Thomas", "Kate", "Katherine", "Jan", "Jon", "John", "Johann"]
    roots = ["Ba", "Be", "Bo", "Da", "De", "Do", "Ha", "He", "Ho", "Ma"]
    ends = ["mann", "man", "meier", "meyer", "ler", "ner", "berg", "burg", "sen", "son"]
    rows = [
        client(f"{first} {root}{end}", f"{first}.{root}{end}@house{number % 40}.example".lower(),
               company=f"House {number % 40} GmbH", title="Manager")
        for number, (root, end) in enumerate((r, e) for r in roots for e in ends)
        for first in given
    ]  # fmt: skip
    take_in(ws, clients(*rows))
    assert ws.load_clients().num_rows == len(rows) == 1000
    assert ws.load_decisions().num_rows == 0
    # Nobody is asked about people whose family name and address differ.
    for pair in ws.review_queue().to_pylist():
        assert pair["name_a"].split()[1] == pair["name_b"].split()[1]
        assert "@" not in (pair["reason"] or "")


def test_a_search_finds_a_name_however_its_letters_are_written(ws: Workspace) -> None:
    names = ("Lars Østergård", "Łukasz Żak", "Đorđe Marić", "Jörg Weiß", "Åsa Berg", "Uwe Müller")
    take_in(ws, CLIENTS, network("c.csv", C, *(contact(n, url=f"p{i}") for i, n in
                                               enumerate(names))))  # fmt: skip
    by_id = {found[0]: name for name, found in people(ws).items()}
    for text, name in (
        ("Östergard", "Lars Østergård"), ("Østergård", "Lars Østergård"),
        ("Oestergard", "Lars Østergård"), ("ostergar", "Lars Østergård"),
        ("lars Östergård", "Lars Østergård"), ("Zak", "Łukasz Żak"), ("lukas", "Łukasz Żak"),
        ("Łukasz", "Łukasz Żak"), ("Dorde", "Đorđe Marić"), ("Weiss", "Jörg Weiß"),
        ("Joerg Weis", "Jörg Weiß"), ("asa", "Åsa Berg"), ("Muller", "Uwe Müller"),
        ("Mueller", "Uwe Müller"), ("müll", "Uwe Müller"),
    ):  # fmt: skip
        assert [by_id[one] for one in ws.search_people(text)] == [name], text
