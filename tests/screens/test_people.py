"""Who is whom: the review queue, undoing, splitting; where data comes from; what changed."""

from __future__ import annotations

import pytest

from prospecting.errors import Refused
from prospecting.services import clients, company_facts, news, people
from prospecting.services.session import Session
from prospecting.workspace import WorkspaceError
from tests.screens.conftest import CLIENTS, DOUBTFUL, HEAD, Fill, clients_and_two_networks


@pytest.fixture
def doubtful(fill: Fill) -> Session:
    return fill(clients_and_two_networks(*DOUBTFUL))


def test_yes_makes_one_person_and_undo_makes_two_again(doubtful: Session) -> None:
    before = doubtful.ws.load_people().num_rows
    (pair,) = people.review_pairs(doubtful)
    assert pair.left.sources, "each side says where it comes from"
    done = people.decide(doubtful, pair.left.person_id, pair.right.person_id, same=True)
    assert done.sentence == "Benjamin Weber is one person now."
    assert doubtful.ws.load_people().num_rows == before - 1
    assert people.review_count(doubtful) == 0
    people.undo_decision(doubtful, done.event_id)
    assert doubtful.ws.load_people().num_rows == before
    assert people.review_count(doubtful) == 1


def test_no_keeps_them_apart_for_good(doubtful: Session) -> None:
    (pair,) = people.review_pairs(doubtful)
    people.decide(doubtful, pair.left.person_id, pair.right.person_id, same=False)
    assert people.review_count(doubtful) == 0
    doubtful.ws.derive_everything(user="me")
    assert people.review_count(doubtful) == 0
    (past,) = people.past_decisions(doubtful)
    assert past["sentence"] == "Benjamin Weber: there are two of that name"


def test_a_wrong_merge_is_split_by_its_rows(doubtful: Session) -> None:
    (pair,) = people.review_pairs(doubtful)
    people.decide(doubtful, pair.left.person_id, pair.right.person_id, same=True)
    one = doubtful.ws.current_person(pair.left.person_id)
    rows = people.origins(doubtful, one)
    assert len(rows) == 2
    assert any(sentence.startswith("Company: ") for sentence in people.conflicts(rows))
    theirs = [row.row_id for row in rows if row.company == "Sudholz"]
    assert any("(LinkedIn connections of Tom Brandt)" in said for said in people.conflicts(rows))
    done = people.split(doubtful, one, theirs)
    assert done.other_id == doubtful.ws.current_person(done.other_id or 0) != one
    left = people.origins(doubtful, doubtful.ws.current_person(one))
    assert [row.company for row in left] == ["Nordholz AG"]


def test_splitting_needs_some_rows_and_not_all(doubtful: Session) -> None:
    person = people.review_pairs(doubtful)[0].left.person_id
    with pytest.raises(Refused):
        people.split(doubtful, person, [])
    with pytest.raises(WorkspaceError):
        people.split(doubtful, person, [one.row_id for one in people.origins(doubtful, person)])


def test_an_answer_of_the_introducer_is_kept(fill: Fill) -> None:
    row = HEAD + "Ann,One,https://www.linkedin.com/in/ann-one,,Firm,CFO,03 May 2021\n"
    session = fill(clients_and_two_networks(row, row))
    person = session.ws.find_person("https://www.linkedin.com/in/ann-one")
    carla = session.ws.find_client("carla@keller.example")
    sentence, _ = people.answer(session, carla, person, "well")
    assert sentence == "Carla Keller knows Ann One well."
    assert people.answers_of(session, person) == {carla: "well"}


def test_a_move_is_news_and_a_spelling_is_not(fill: Fill) -> None:
    old = (
        HEAD
        + "Ann,One,https://www.linkedin.com/in/ann-one,,Nordholz AG,CFO,03 May 2021\n"
        + "Bob,Two,https://www.linkedin.com/in/bob-two,,Vestfeld Industries,CFO,03 May 2021\n"
    )
    new = old.replace("Nordholz AG,CFO", "Ribeira SA,CEO").replace(
        "Vestfeld Industries,CFO", "Vestfeld Industries Group,CFO"
    )
    new += "Cem,Three,https://www.linkedin.com/in/cem-three,,Ribeira,CFO,05 Nov 2026\n"
    session = fill([("clients.csv", CLIENTS), ("Connections - Carla Keller.csv", old)])
    fill([("Connections - Carla Keller (2).csv", new)])
    found = news.job_news(session)
    assert [one.name for one in found] == ["Ann One"]
    assert found[0].sentence == "now CEO at Ribeira SA, was CFO at Nordholz AG"


def test_a_new_role_at_the_same_company_is_news_and_other_words_for_it_are_not(
    fill: Fill,
) -> None:
    old = (
        HEAD
        + "Ann,One,https://www.linkedin.com/in/ann-one,,Nordholz AG,Head of Sales,03 May 2021\n"
        + "Bob,Two,https://www.linkedin.com/in/bob-two,,Vestfeld,CFO,03 May 2021\n"
    )
    new = old.replace("Head of Sales", "CEO").replace(
        "Vestfeld,CFO", "Vestfeld,Chief Financial Officer"
    )
    session = fill([("clients.csv", CLIENTS), ("Connections - Carla Keller.csv", old)])
    fill([("Connections - Carla Keller (2).csv", new + "Cem,T,,,Ribeira,CFO,05 Nov 2026\n")])
    (one,) = news.job_news(session)
    assert (one.name, one.sentence) == (
        "Ann One",
        "now CEO at Nordholz AG, was Head of Sales there",
    )


def test_who_is_gone_from_the_newer_export_is_said(fill: Fill) -> None:
    both = (
        HEAD
        + "Ann,One,https://www.linkedin.com/in/ann-one,,Nordholz AG,CFO,03 May 2021\n"
        + "Bob,Two,https://www.linkedin.com/in/bob-two,,Vestfeld,CFO,04 May 2021\n"
    )
    session = fill([("clients.csv", CLIENTS), ("Connections - Carla Keller.csv", both)])
    person = session.ws.find_person("https://www.linkedin.com/in/ann-one")
    assert people.gone(session, person) == []
    rest = both.replace(
        "Ann,One,https://www.linkedin.com/in/ann-one,,Nordholz AG,CFO,03 May 2021\n",
        "Cem,Three,https://www.linkedin.com/in/cem-three,,Ribeira,CFO,05 Jun 2022\n",
    )
    fill([("Connections - Carla Keller (2).csv", rest)])
    assert people.gone(session, person) == ["Carla Keller"]


def test_a_client_by_hand(session: Session) -> None:
    assert people.add_client(session, name="Eva Lang", email="eva@lang.example", kind="partner")
    (one,) = clients.list_clients(session)
    assert (one.name, one.email, one.kind) == ("Eva Lang", "eva@lang.example", "partner")
    with pytest.raises(Refused):
        people.add_client(session, name="X", email="not an address")


def test_the_reason_for_a_doubt_is_in_words() -> None:
    reason = "given name same: silvia; title resembles: a / b; company differs: c / d"
    assert people.reason_words(reason) == "Same given name; similar role; different company."
    assert people.reason_words("") == ""


def test_what_lists_say_differently_of_a_company_is_shown_with_its_source(fill: Fill) -> None:
    lists = [
        ("list.csv", "Name,Industry,Employees,Country\nNordholz AG,Retail,350,Germany\n"),
        ("other.csv", "Name,Industry,Employees,Country\nNordholz AG,Insurance,201-500,Austria\n"),
    ]
    session = fill([*clients_and_two_networks(*DOUBTFUL), *lists])
    rows = session.ws.load_people().to_pylist()
    ben = next(one["person_id"] for one in rows if one["company"] == "Nordholz AG")
    name, facts = company_facts.of_person(session, ben)
    said = {one.label: one for one in facts}
    assert name == "Nordholz AG"
    assert sorted(said) == ["Country", "Industry", "Size"]
    for label, both in (("Industry", {"Retail", "Insurance"}), ("Country", {"Germany", "Austria"})):
        (other,) = said[label].others
        assert {said[label].value, other[0]} == both
        assert {said[label].source, other[1]} == {"list.csv", "other.csv"}
    assert not said["Size"].others, "350 lies within 201 to 500"
    other = next(one["person_id"] for one in rows if one["company"] == "Sudholz")
    assert company_facts.of_person(session, other)[1] == []


def test_the_same_source_is_said_once(fill: Fill) -> None:
    carla, tom = DOUBTFUL
    session = fill([*clients_and_two_networks(carla + carla.splitlines()[1] + "\n", tom)])
    (pair,) = people.review_pairs(session)
    both = [*pair.left.sources, *pair.right.sources]
    assert len(both) == 2
    assert sum("(2 rows)" in one for one in both) == 1
