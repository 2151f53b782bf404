"""What is noted of a client, and an ask handed over, can be taken back where it was done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from prospecting.pages import context
from prospecting.services import asks, client_page
from prospecting.services.clients import list_clients
from tests.screens.conftest import DOUBTFUL, Fill, OpenAt, clients_and_two_networks, healthy


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
