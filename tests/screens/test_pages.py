"""The screens of files, people and the ideal client: what their buttons and addresses do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from prospecting.pages import context, parts, prospects
from prospecting.pages.parts import TablePage, look
from prospecting.services import clients, importing, intake, people, planning, profiles, search
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from tests.screens.conftest import (
    CLIENTS,
    DAY,
    DOUBTFUL,
    HEAD,
    OpenAt,
    clients_and_two_networks,
    healthy,
    said,
)
from tests.screens.test_intake import UNKNOWN, settle


def bring_in(file: Path, *files: tuple[str, str]) -> None:
    with Workspace.open(file) as ws:
        uploads = [(name, text.encode()) for name, text in files]
        importing.import_uploads(ws, uploads, user="me", as_of=DAY)


def go(app: AppTest, place: str) -> AppTest:
    app._page_hash = calc_hash(place)
    return app.run()


@pytest.mark.parametrize("place", ["mapping", "review", "person"])
def test_a_page_stands_with_nothing_to_show(open_at: OpenAt, file: Path, place: str) -> None:
    page = open_at(file, place)
    healthy(page)
    assert len(page.title) == 1
    assert [one.label for one in page.button], "there is a way on"


def test_whose_file_it_is_is_asked_likely_ones_first(open_at: OpenAt, file: Path) -> None:
    page = open_at(file, "import")
    now = replace(context.session(), role="admin")
    uploads = [("clients.csv", CLIENTS.encode())]
    intake.start(now, uploads)
    settle(now)
    row = HEAD + "Ann,One,https://www.linkedin.com/in/ann-one,,Firm,CFO,03 May 2021\n"
    intake.start(now, [("Connections.csv", row.encode())])
    settle(now)
    page.run()
    healthy(page)
    box = next(one for one in page.selectbox if str(one.key).startswith("owner-"))
    assert "Me: these are my own connections" in box.options
    assert box.options[-1] == "Leave this file out"
    assert len(box.options) == 4
    assert box.value is None, "nothing is taken for granted"
    box.select_index(1)
    next(one for one in page.button if one.label == "Import these").click().run()
    settle(now)
    page.run()
    healthy(page)
    assert not intake.waiting(now)
    assert "1 connection" in said(page)


def test_the_report_of_a_file_whose_result_still_stands(
    open_at: OpenAt, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_at(file, "import")
    now = replace(context.session(), role="admin")
    intake.start(now, [("clients.csv", (CLIENTS + ",,,\n").encode())])
    settle(now)
    monkeypatch.setattr(parts, "paged_table", lambda *_, **__: TablePage((), ("1",), "t"))
    page.run()
    healthy(page)
    lost = [one.label for one in page.get("download_button") if "left out" in one.label]
    assert lost == ["Save the 1 row left out, with the reasons"] * 2


def test_the_columns_of_an_unknown_table_are_said_on_its_page(open_at: OpenAt, file: Path) -> None:
    page = open_at(file, "import")
    now = replace(context.session(), role="admin")
    intake.start(now, [("clients.csv", CLIENTS.encode()), ("Liste.csv", UNKNOWN.encode())])
    settle(now)
    page.run()
    page.button(key=next(str(b.key) for b in page.button if str(b.key).startswith("map-"))).click()
    page.run()
    healthy(page)
    assert page.title[0].value == "What do these columns hold?"
    (one,) = intake.unknown_files(now)
    page = go(page, "mapping")
    page.selectbox(key=f"kind-{one.key}").set_value("clients").run()
    key = next(
        str(b.key) for b in page.selectbox if b.label == "Wer becomes" and "clients" in str(b.key)
    )
    page.selectbox(key=key).set_value("full_name").run()
    healthy(page)
    assert "2 of 2 rows would be stored" in said(page)
    page.button(key=f"map-go-{one.key}").click().run()
    settle(now)
    page = go(page, "import")
    healthy(page)
    assert "all 2 rows" in said(page)
    assert not intake.unknown_files(now)
    assert len(clients.list_clients(now)) == 4


def test_two_columns_cannot_become_the_same(open_at: OpenAt, file: Path) -> None:
    page = open_at(file, "import")
    now = replace(context.session(), role="admin")
    intake.start(now, [("Liste.csv", UNKNOWN.encode())])
    settle(now)
    page = go(page, "mapping")
    for label in ("Wer becomes", "Haus becomes"):
        next(b for b in page.selectbox if b.label == label).set_value("full_name")
    page.run()
    healthy(page)
    assert "Two columns are to become the same: whole name" in said(page)


def test_an_import_is_undone_from_the_results(open_at: OpenAt, file: Path) -> None:
    page = open_at(file, "import")
    now = replace(context.session(), role="admin")
    intake.start(now, [("clients.csv", CLIENTS.encode())])
    settle(now)
    page.run()
    assert "all 2 clients" in said(page)
    page.button(key="import-undo").click().run()
    healthy(page)
    assert not importing.has_data(now.ws)


def test_the_kit_speaks_the_chosen_language(open_at: OpenAt, file: Path) -> None:
    bring_in(file, ("clients.csv", CLIENTS))
    page = open_at(file, "import")
    assert "Get a copy of your data" in page.code[0].value
    page.selectbox(key="kit-language-").set_value("fr").run()
    healthy(page)
    assert "Obtenir une copie de vos données" in page.code[0].value


def test_one_click_says_that_two_are_one_and_undo_takes_it_back(
    open_at: OpenAt, file: Path
) -> None:
    bring_in(file, *clients_and_two_networks(*DOUBTFUL))
    page = open_at(file, "review")
    healthy(page)
    now = replace(context.session(), role="admin")
    assert people.review_count(now) == 1
    beside = "".join(str(one.proto.body) for one in page.get("html"))
    assert "Sudholz" in beside
    assert "Nordholz AG" in beside
    next(b for b in page.button if b.label == "Same person").click().run()
    healthy(page)
    assert people.review_count(now) == 0
    assert "Nobody seems to be here twice" in said(page)
    page.button(key="undo-go").click().run()
    healthy(page)
    assert people.review_count(now) == 1


def test_later_puts_a_pair_off_and_it_comes_back(open_at: OpenAt, file: Path) -> None:
    bring_in(file, *clients_and_two_networks(*DOUBTFUL))
    page = open_at(file, "review")
    next(b for b in page.button if b.label == "Later").click().run()
    assert "The rest you put off" in said(page)
    page.button(key="empty-go-review-later").click().run()
    healthy(page)
    assert [b for b in page.button if b.label == "Same person"]


def test_a_filter_in_the_address_holds(open_at: OpenAt, app_file: Path) -> None:
    with Workspace.open(app_file) as ws:
        level = search.choices(Session(ws=ws, as_of=DAY))["levels"][0]
        wanted = search.find(Session(ws=ws, as_of=DAY), search.Filters(levels=(level,)))
        count = wanted.count("prospects")
    page = open_at(app_file, "prospects", level=level)
    healthy(page)
    assert page.multiselect(key="level").value == [level]
    assert f"Rows 1 to 10 of {count:,}" in said(page) or f"{count} row" in said(page)


def test_pin_not_a_fit_and_undo_on_a_persons_page(open_at: OpenAt, app_file: Path) -> None:
    with Workspace.open(app_file) as ws:
        view = planning.list_prospects(Session(ws=ws, as_of=DAY), limit=1)[0]
    person = view.prospect_id
    page = open_at(app_file, "person", person=str(person))
    healthy(page)
    now = replace(context.session(), role="admin")
    assert view.name in said(page)
    page.button(key=f"refuse-{person}").click().run()
    healthy(page)
    assert people.wish_of(now, person) == "refuse"
    page.button(key="undo-go").click().run()
    healthy(page)
    assert people.wish_of(now, person) == ""
    page.button(key=f"pin-{person}").click().run()
    assert people.wish_of(now, person) == "pin"


def test_what_the_introducer_says_is_one_click(open_at: OpenAt, app_file: Path) -> None:
    with Workspace.open(app_file) as ws:
        view = planning.list_prospects(Session(ws=ws, as_of=DAY), limit=1)[0]
    client = view.introducers[0].client_id
    page = open_at(app_file, "person", person=str(view.prospect_id))
    pills = next(
        one for one in page.pills if str(one.key).startswith(f"know-{view.prospect_id}-{client}-")
    )
    pills.set_value("well").run()
    healthy(page)
    now = replace(context.session(), role="admin")
    assert people.answers_of(now, view.prospect_id)[client] == "well"
    assert "confirmed" in said(page)


def test_somebody_who_asks_is_never_suggested_again(open_at: OpenAt, app_file: Path) -> None:
    with Workspace.open(app_file) as ws:
        view = planning.list_prospects(Session(ws=ws, as_of=DAY), limit=1)[0]
    page = open_at(app_file, "person", person=str(view.prospect_id))
    page.button(key=f"suppress-{view.prospect_id}").click().run()
    healthy(page)
    found = search.find(context.session(), search.Filters())
    frame = found.index.judged.frame
    assert view.prospect_id not in frame.person[found.rows["prospects"]].tolist()


def test_edits_of_a_profile_wait_until_saved(open_at: OpenAt, app_file: Path) -> None:
    page = open_at(app_file, "ideal-client")
    healthy(page)
    now = replace(context.session(), role="admin")
    before = profiles.show_profile(now)
    field = next(one for one in page.multiselect if str(one.key).startswith("p-functions"))
    field.set_value(["Legal"]).run()
    healthy(page)
    assert "Not saved yet" in said(page)
    assert "gone** by your edits" in said(page)
    assert profiles.show_profile(now) == before
    page = go(go(page, "clients"), "ideal-client")
    assert "Not saved yet" in said(page), "the edits are still there after another page"
    page.button(key="profile-discard").click().run()
    healthy(page)
    assert "Not saved yet" not in said(page)
    field = next(one for one in page.multiselect if str(one.key).startswith("p-functions"))
    assert field.value == before["functions"]
    field.set_value(["Legal"]).run()
    page.button(key="profile-save").click().run()
    healthy(page)
    assert profiles.show_profile(now)["functions"] == ["Legal"]


def test_a_suggestion_goes_into_the_form(open_at: OpenAt, app_file: Path) -> None:
    page = open_at(app_file, "ideal-client")
    adopt = [one for one in page.button if str(one.key).startswith("adopt-")]
    assert adopt, "the sample's outcomes suggest something"
    verb, _, value = adopt[-1].label.partition(" ")
    adopt[-1].click().run()
    healthy(page)
    chosen = [
        item for one in page.multiselect if str(one.key).startswith("p-") for item in one.value
    ]
    assert (value in chosen) == (verb == "Add")
    assert "Not saved yet" in said(page)


def test_a_client_is_added_by_hand(open_at: OpenAt, file: Path) -> None:
    bring_in(file, ("clients.csv", CLIENTS))
    page = open_at(file, "clients")
    page.text_input(key="new-name").set_value("Eva Lang")
    next(b for b in page.button if b.label == "Add the client").click().run()
    healthy(page)
    assert "Eva Lang" in [one.name for one in clients.list_clients(context.session())]


def test_clients_are_found_by_name_and_state(open_at: OpenAt, app_file: Path) -> None:
    page = open_at(app_file, "clients")
    name = clients.list_clients(context.session())[0].name
    page.text_input(key="clients-find").set_value(name).run()
    healthy(page)
    assert "1 row" in said(page)
    page.text_input(key="clients-find").set_value("nobody of that name").run()
    assert "No client is in that state, or has that name." in said(page)


def test_a_phone_shows_who_gets_one_in_beside_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = prospects.table_columns("prospects", small=False)
    small = prospects.table_columns("prospects", small=True)
    assert set(wide) == set(small)
    assert list(small)[:2] == ["Name", "Best way in"]
    assert list(prospects.table_columns("clients", small=True))[:2] == ["Name", "Stands as"]
    says = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148"
    for headers, phone in (
        ({"User-Agent": says}, True),
        ({"Sec-CH-UA-Mobile": "?1"}, True),
        ({"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"}, False),
        ({}, False),
    ):
        monkeypatch.setattr(look.st, "context", SimpleNamespace(headers=headers))
        assert look.on_a_phone() is phone
