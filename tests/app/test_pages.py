"""Every page on a filled and on an empty workspace, and what its buttons do."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Open

TITLES = {
    "today": "Today",
    "prospects": "Prospects",
    "draft": "Draft",
    "pipeline": "Pipeline",
    "clients": "Clients",
    "client": "Client",
    "ideal-client": "Ideal client",
    "import": "Import",
    "reports": "Reports",
    "settings": "Settings",
}


def healthy(app: AppTest) -> None:
    """No exception, and nothing went wrong that should not."""
    assert not app.exception
    assert not [one.value for one in app.error if "should not" in one.value]


@pytest.mark.parametrize("place", TITLES)
def test_a_page_stands_on_a_filled_workspace(app: Open, place: str) -> None:
    page = app(place)
    healthy(page)
    assert page.title[0].value == TITLES[place]


@pytest.mark.parametrize("place", TITLES)
def test_a_page_stands_on_an_empty_workspace(empty_app: Open, place: str) -> None:
    page = empty_app(place)
    healthy(page)
    assert page.title[0].value == TITLES[place]


def test_an_empty_workspace_says_the_next_step(empty_app: Open) -> None:
    page = empty_app("today")
    assert any("imported" in one.value for one in page.markdown)
    assert [one.label for one in page.button] == ["Import files"]


#: What each page says to do first while nothing was imported yet: a button, or the form itself.
FIRST_STEPS = {
    "today": "Import files",
    "prospects": "Import files",
    "draft": "Today's plan",
    "pipeline": "Today's plan",
    "sheet": "Import files",
    "clients": "Import files",
    "client": "All clients",
    "import": "Try with sample data",
    "reports": "Today's plan",
    "review": "See the prospects",
}


@pytest.mark.parametrize("place", FIRST_STEPS)
def test_every_page_of_an_empty_workspace_says_the_next_step(empty_app: Open, place: str) -> None:
    page = empty_app(place)
    healthy(page)
    assert FIRST_STEPS[place] in [one.label for one in page.button]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STREAMLIT_SERVER_ALLOWED_HOSTS", "prospector.firm.example"),
        ("PROSPECTOR_MEMBERS", "ana@firm.example=admin"),
    ],
)
def test_an_app_that_others_reach_shows_nothing_without_sign_in(
    app: Open, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    page = app("today")
    assert "no sign-in is configured" in page.error[0].value
    assert not page.title
    assert not page.button


def _draft_button(page: AppTest) -> str:
    return next(one.key for one in page.button if str(one.key).startswith("draft-")) or ""


def test_from_the_plan_to_asked_and_back(app: Open) -> None:
    page = app("today")
    key = _draft_button(page)
    page.button(key=key).click().run()
    healthy(page)
    assert page.title[0].value.startswith("Ask ")
    assert any("ready to send" in one.value for one in page.success)
    page.button(key="draft-asked").click().run()
    healthy(page)
    assert page.title[0].value == "Today"
    assert key not in [one.key for one in page.button], "asked, so not planned any more"
    page.button(key="undo-go").click().run()
    healthy(page)
    assert key in [one.key for one in page.button], "undone, so planned again"


def test_a_suggestion_is_refused_and_comes_back(app: Open) -> None:
    page = app("today")
    key = _draft_button(page).removeprefix("draft-")
    page.button(key=f"not-a-fit-{key}").click().run()
    healthy(page)
    assert f"draft-{key}" not in [one.key for one in page.button]
    page.button(key="undo-go").click().run()
    assert f"draft-{key}" in [one.key for one in page.button]


def test_an_edited_draft_is_checked_again(app: Open) -> None:
    page = app("today")
    page.button(key=_draft_button(page)).click().run()
    body = next(one for one in page.text_area if str(one.key).startswith("d-body-"))
    body.set_value(f"{body.value}\n\nAs Zebulon Quartermain of Fantasia Corp told me.").run()
    healthy(page)
    assert any("not ready" in one.value for one in page.error)
    assert page.button(key="draft-asked").disabled


def test_a_profile_as_edited_shows_its_effect(app: Open) -> None:
    page = app("ideal-client")
    before = page.metric[0].value
    functions = next(one for one in page.multiselect if str(one.key).startswith("p-functions"))
    functions.set_value(["Legal"]).run()
    healthy(page)
    assert page.metric[0].value != before


def test_a_search_finds_people_of_a_company(app: Open) -> None:
    page = app("prospects")
    page.text_input(key="who-query").set_value("no such company anywhere").run()
    healthy(page)
    assert any("Nobody of that name" in one.value for one in page.markdown)


def test_a_note_makes_a_client_wait(app: Open) -> None:
    from prospecting.pages import context
    from prospecting.services import clients

    page = app("clients")
    one = next(c for c in clients.list_clients(context.session()) if c.state == "ready")
    page.session_state["client"] = one.client_id
    page = _go(page, "client")
    assert page.title[0].value == one.name
    page.text_input(key="note-complaint").set_value("The report was late")
    next(b for b in page.button if "Note for" in b.label).click().run()
    healthy(page)
    after = {c.client_id: c.state for c in clients.list_clients(context.session())}
    assert after[one.client_id] == "do not ask"


def _go(page: AppTest, place: str) -> AppTest:
    from streamlit.util import calc_hash

    page._page_hash = calc_hash(place)
    return page.run()


def test_what_happened_is_recorded_on_the_board(app: Open) -> None:
    page = app("pipeline")
    move = next(one for one in page.button if str(one.key).startswith("move-"))
    label = move.key
    move.click().run()
    healthy(page)
    assert label not in [one.key for one in page.button]
    page.button(key="undo-go").click().run()
    healthy(page)
    assert label in [one.key for one in page.button]


def test_settings_keep_what_was_entered(app: Open) -> None:
    page = app("settings")
    page.text_input(key="s-name").set_value("Robin Newname")
    next(b for b in page.button if b.label == "Save").click().run()
    healthy(page)
    again = app("settings")
    assert again.text_input(key="s-name").value == "Robin Newname"


def test_a_profile_taken_away_comes_back_by_undo(app: Open) -> None:
    from prospecting.pages import context
    from prospecting.services import profiles

    app("today")  # opens the workspace
    now = context.session()
    used = next(one for one in profiles.list_profiles(now) if one["in_use"])
    spare = profiles.set_profile(now, {**used["profile"], "name": "Spare", "functions": ["Legal"]})
    profiles.use_profile(now, used["name"])
    page = app("ideal-client")
    page.selectbox(key="profile-chosen").set_value("Spare").run()
    page.button(key="profile-remove").click().run()
    healthy(page)
    assert "Spare" not in [one["name"] for one in profiles.list_profiles(now)]
    page.button(key="undo-go").click().run()
    healthy(page)
    back = {one["name"]: one for one in profiles.list_profiles(now)}
    assert back["Spare"]["profile"] == spare
    assert back[used["name"]]["in_use"], "and it is not put in use by that"


def test_undo_works_on_whichever_page_the_reader_has_gone_to(app: Open) -> None:
    from prospecting.pages import context
    from prospecting.services import people

    page = app("today")
    key = _draft_button(page).removeprefix("draft-")
    page.button(key=f"not-a-fit-{key}").click().run()
    prospect = int(key.split("-")[0])
    assert people.wish_of(context.session(), prospect) == "refuse"
    page = _go(page, "pipeline")
    page.button(key="undo-go").click().run()
    healthy(page)
    assert not people.wish_of(context.session(), prospect)
