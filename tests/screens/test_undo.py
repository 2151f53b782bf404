"""What is noted of a client, and an ask handed over, can be taken back where it was done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

from prospecting.pages import context
from prospecting.services import asks, client_page, client_states, people, profiles, rights
from prospecting.services.clients import list_clients
from tests.screens.conftest import DOUBTFUL, Fill, OpenAt, clients_and_two_networks, healthy, said


def test_a_note_and_a_manner_are_taken_back(fill: Fill, file: Path, open_at: OpenAt) -> None:
    session = fill(clients_and_two_networks(*DOUBTFUL))
    carla = next(one.client_id for one in list_clients(session) if one.name == "Carla Keller")
    session.ws.close()
    page = open_at(file, "client", client=str(carla))
    page.checkbox(key="note-touch").set_value(True)
    page.text_input(key="note-favour").set_value("Lent them a van")
    next(one for one in page.button if one.label.startswith("Note for")).click().run()
    healthy(page)
    now = context.session()
    assert {one.kind for one in client_page.client_page(now, carla).notes} == {"touch", "favour"}
    page.button(key="undo-go").click().run()
    healthy(page)
    assert not client_page.client_page(now, carla).notes

    page.selectbox(key="manner-channel").set_value("phone")
    next(one for one in page.button if one.label == "Keep").click().run()
    assert client_page.client_page(now, carla).channel == "phone"
    page.button(key="undo-go").click().run()
    healthy(page)
    assert client_page.client_page(now, carla).channel is None


def test_a_handing_over_is_taken_back(fill: Fill, file: Path, open_at: OpenAt) -> None:
    session = fill(clients_and_two_networks(*DOUBTFUL))
    people = session.ws.load_people().to_pylist()
    ben, other = (one["person_id"] for one in people if one["name"] == "Benjamin Weber")
    carla, tom = (one.client_id for one in list_clients(session))
    ask_id = asks.record(session, prospect=ben, client=carla, stage="asked")["ask_id"]
    ann = replace(session, user="ann@x.example")
    asks.record(ann, prospect=other, client=tom, stage="asked")
    session.ws.close()
    page = open_at(file, "ask", ask=str(ask_id))
    page.selectbox(key="ask-owner").set_value("ann@x.example").run()
    page.button(key="ask-give").click().run()
    healthy(page)
    now = replace(context.session(), role="admin")
    assert asks.list_asks(now, ids=[ask_id])[0].owner == "ann@x.example"
    page.button(key="undo-go").click().run()
    healthy(page)
    assert asks.list_asks(now, ids=[ask_id])[0].owner == "me"


def press(page: AppTest, label: str) -> None:
    """Press the button that begins so."""
    next(one for one in page.button if one.label.startswith(label)).click().run()
    healthy(page)


def test_who_is_never_suggested_is_again(fill: Fill, file: Path, open_at: OpenAt) -> None:
    session = fill(clients_and_two_networks(*DOUBTFUL))
    ben = session.ws.load_people().to_pylist()[0]["person_id"]
    session.ws.close()
    page = open_at(file, "person", person=str(ben))
    press(page, "Never suggest")
    now = context.session()
    assert now.ws.is_suppressed(person_id=ben)
    page.button(key="undo-go").click().run()
    healthy(page)
    assert not now.ws.is_suppressed(person_id=ben)
    assert not now.ws.load_suppressions().num_rows

    # An objection that came meanwhile would be lost with it: so it stays.
    press(page, "Never suggest")
    ann = replace(now, user="ann@x.example", role="admin")
    rights.suppress(ann, url="https://linkedin.com/in/somebody")
    entries = now.ws.load_suppressions().num_rows
    page.button(key="undo-go").click().run()
    healthy(page)
    assert "changed meanwhile" in said(page)
    assert now.ws.load_suppressions().num_rows == entries


def test_a_company_left_alone_by_mistake(fill: Fill, file: Path, open_at: OpenAt) -> None:
    fill(clients_and_two_networks(*DOUBTFUL)).ws.close()
    page = open_at(file, "privacy")
    page.session_state["privacy-tabs"] = "Left alone"
    page.run()
    page.text_input(key="sup-company").set_value("Nordholz AG")
    press(page, "Never suggest again")
    now = context.session()
    assert now.ws.is_suppressed(name="Benjamin Weber", company="Nordholz AG")
    page.button(key="undo-go").click().run()
    healthy(page)
    assert not now.ws.load_suppressions().num_rows


def test_settings_are_put_back_and_shown_so(fill: Fill, file: Path, open_at: OpenAt) -> None:
    fill([]).ws.close()
    page = open_at(file, "settings")
    page.text_input(key="s-name").set_value("Robin Ode")
    press(page, "Save")
    page.text_input(key="s-name").set_value("Robin Oddly")
    press(page, "Save")
    page.button(key="undo-go").click().run()
    healthy(page)
    assert [one.value for one in page.text_input if one.label == "My name"] == ["Robin Ode"]

    page.session_state["settings-tabs"] = "How often to ask"
    page.run()
    now = context.session()
    usual = client_states.budgets(now)
    next(one for one in page.number_input if one.label == "Asks of one client").set_value(5)
    press(page, "Save")
    assert client_states.budgets(now)["per_client"] == 5
    # Who wrote it after me keeps what he wrote.
    now.ws.set_setting(client_states.BUDGETS, {**usual, "per_client": 7}, user="ann@x.example")
    page.button(key="undo-go").click().run()
    assert "changed meanwhile" in said(page)
    assert client_states.budgets(now)["per_client"] == 7


def test_a_profile_saved_and_put_in_use_is_put_back(
    fill: Fill, file: Path, open_at: OpenAt
) -> None:
    session = fill(clients_and_two_networks(*DOUBTFUL))
    for name in ("Other", "Mine"):
        profiles.set_profile(session, {"name": name, "functions": ["Finance"]})
    session.ws.close()
    page = open_at(file, "ideal-client")
    page.selectbox(key="profile-chosen").set_value("Other").run()
    press(page, "Use it")
    now = context.session()
    assert profiles.show_profile(now)["name"] == "Other"
    page.button(key="undo-go").click().run()
    healthy(page)
    assert profiles.show_profile(now)["name"] == "Mine"

    [field] = [one for one in page.multiselect if one.label == "Countries"]
    field.set_value(["Germany"]).run()
    press(page, "Save and use")
    assert profiles.show_profile(now) == profiles.show_profile(now, "Other")
    assert profiles.show_profile(now)["countries"] == ["Germany"]
    page.button(key="undo-go").click().run()
    healthy(page)
    assert profiles.show_profile(now)["name"] == "Mine"
    assert profiles.show_profile(now, "Other")["countries"] == []
    assert "Not saved yet" not in said(page)


def test_answers_of_a_sheet_are_taken_back(fill: Fill, file: Path, open_at: OpenAt) -> None:
    session = fill(clients_and_two_networks(*DOUBTFUL))
    carla = next(one.client_id for one in list_clients(session) if one.name == "Carla Keller")
    ben = next(
        one["person_id"]
        for one in session.ws.load_people().to_pylist()
        if one["company"] == "Nordholz AG"
    )
    people.answer(session, carla, ben, "little")
    session.ws.close()
    page = open_at(file, "sheet", client=str(carla))
    page.multiselect(key=f"sheet-names-{carla}").set_value([ben]).run()
    page.radio(key=f"answer-{carla}-{ben}").set_value("well")
    press(page, "Record the answers")
    now = context.session()
    assert people.answers_of(now, ben) == {carla: "well"}
    page.button(key="undo-go").click().run()
    healthy(page)
    assert people.answers_of(now, ben) == {carla: "little"}
    assert [one.value for one in page.radio] == ["little"]
