"""Today: what to do first, why, what is owed, who waits, and what one takes along."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from email import policy
from email.parser import BytesParser

import pytest
from streamlit.testing.v1 import AppTest

from prospecting.errors import Refused
from prospecting.pages import plan_cards, today
from prospecting.services import asks, draft_files, drafts, planning, profiles, settings
from prospecting.services import desk as desk_service
from prospecting.services.session import Session
from prospecting.services.views import PlannedAsk
from tests.app.conftest import Open
from tests.screens_ask.conftest import DAY, app_session, healthy, keys, press, written


def test_the_first_line_says_what_to_do(app: Open) -> None:
    page = app("today")
    plan = planning.todays_plan(app_session())
    assert plan is not None
    first = plan.asks[0]
    lead = next(one.value for one in page.markdown if one.value.startswith("Ask **"))
    assert first.client_name.split("-")[0] in lead
    assert first.prospect_name.split("-")[0] in lead
    cards = [key for key in keys(page) if key.startswith("draft-")]
    assert cards[0] == f"draft-{first.prospect_id}-{first.client_id}", "best first"


def test_why_opens_the_reasons_and_the_figures(app: Open) -> None:
    text = written(app("today"))
    assert "How they know each other" in text
    assert "may say yes" in text
    assert "in 10 such asks" in text
    assert "Who else?" in text


@pytest.mark.parametrize(
    ("chance", "words"), [(0.01, "fewer than 1 in 10"), (0.12, "about 1 in 10"), (0.58, "about 6")]
)
def test_a_chance_is_said_in_words(chance: float, words: str) -> None:
    assert plan_cards.chance_words(chance).startswith(words)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "due today"), (1, "1 day late"), (2, "2 days late"), (21, "3 weeks late"),
     (90, "3 months late")],
)  # fmt: skip
def test_lateness_is_said_in_words(days: int, words: str) -> None:
    assert today.late_words(days) == words


def test_later_waits_until_the_day_chosen_and_can_be_taken_back(app: Open) -> None:
    page = app("today")
    key = next(one for one in keys(page) if one.startswith("later-")).removeprefix("later-")
    until = DAY + dt.timedelta(days=12)
    page.date_input(key=f"until-{key}").set_value(until).run()
    page.button(key=f"later-{key}").click().run()
    healthy(page)
    assert f"draft-{key}" not in keys(page)
    person, client = (int(part) for part in key.split("-"))
    found = next(a for a in asks.list_asks(app_session(), client_id=client)
                 if a.prospect_id == person)  # fmt: skip
    assert found.stage == "postponed"
    page.button(key="undo-go").click().run()
    healthy(page)
    assert f"draft-{key}" in keys(page)


def test_what_is_due_opens_its_draft(app: Open) -> None:
    page = app("today")
    due = [one for one in asks.todo(app_session()) if one["due"] <= DAY and one["draft_kind"]]
    assert due, "the sample owes somebody something"
    one = next(d for d in due if f"due-open-{d['ask_id']}-{d['kind']}" in keys(page))
    page.button(key=f"due-open-{one['ask_id']}-{one['kind']}").click().run()
    healthy(page)
    kind = next(box for box in page.selectbox if str(box.key).startswith("draft-kind-"))
    assert kind.value == one["draft_kind"]


def test_another_profile_makes_another_plan(app: Open) -> None:
    app("today")
    now = app_session()
    old = profiles.current_profile(now)[0].name
    profiles.set_profile(now, {"name": "Lawyers", "functions": ["Legal"]})
    profiles.use_profile(now, old)
    page = app("today")
    box = next(one for one in page.selectbox if str(one.key).startswith("today-profile"))
    assert set(box.options) == {old, "Lawyers"}
    box.set_value("Lawyers").run()
    healthy(page)
    plan = planning.todays_plan(app_session())
    assert plan is not None
    assert plan.profile == "Lawyers"


def test_steps_are_shown_until_they_are_done(empty_app: Open, now: Session) -> None:
    assert all(step.done for step in settings.first_steps(now))
    page = empty_app("import")
    page = empty_app("today")
    session = app_session()
    assert [step.done for step in settings.first_steps(session)] == [False] * 4
    added = session.ws.add_client(
        name="Carla Keller", email="carla@keller.example", user="me", as_of=DAY
    )
    assert added.person_id
    page = empty_app("today")
    healthy(page)
    assert "3 steps left" in written(page)
    press(page, "step-settings")
    assert page.title[0].value == "Settings"


def test_the_plan_goes_along_as_mails_and_tables(now: Session) -> None:
    plan = planning.make_plan(now)
    with zipfile.ZipFile(io.BytesIO(draft_files.plan_zip(now))) as archive:
        names = archive.namelist()
        mails = [name for name in names if name.endswith(".eml")]
        ready = [one for _, one in drafts.plan_drafts(now) if one.ready]
        assert len(mails) == len(ready) > 0
        mail = BytesParser(policy=policy.default).parsebytes(archive.read(mails[0]))
        assert mail["To"]
        assert mail["X-Unsent"] == "1"
    rows = list(csv.DictReader(io.StringIO(draft_files.plan_merge(now).decode("utf-8-sig"))))
    assert len(rows) == len(plan.asks)
    table = list(csv.DictReader(io.StringIO(draft_files.plan_table(now, ".csv").decode())))
    assert [row["prospect_name"] for row in table] == [a.prospect_name for a in plan.asks]
    assert draft_files.plan_table(now, ".xlsx").startswith(b"PK")


def test_a_role_without_the_right_takes_no_table(now: Session) -> None:
    planning.make_plan(now)
    low = Session(ws=now.ws, as_of=now.as_of, user="sam@x.example", role="salesperson")
    with pytest.raises(Refused, match="another role"):
        draft_files.plan_table(low, ".csv")


def test_the_drafts_of_a_plan_differ_from_each_other(now: Session) -> None:
    planning.make_plan(now)
    made = [one for _, one in drafts.plan_drafts(now)]
    found = [c for one in made for c in one.checks if c.name == "variety"]
    assert any(c.passed for c in found)
    assert all(c.passed is not False for c in found)


def test_the_same_words_at_the_prompt_and_on_the_page(now: Session, first: PlannedAsk) -> None:
    by_rank = drafts.draft(now, rank=first.rank)
    desk = desk_service.open_desk(now, first.prospect_id, first.client_id)
    assert desk.draft.text == by_rank.text == drafts.plan_drafts(now)[0][1].text


def test_waiting_clients_stand_below(app: Open) -> None:
    page: AppTest = app("today")
    plan = planning.todays_plan(app_session())
    assert plan is not None
    if not plan.waiting:
        pytest.fail("the sample has clients who wait")
    assert any("Waiting" in one.value for one in page.subheader)
    frame = page.dataframe[0].value
    assert next(iter(frame["Who"])) == plan.waiting[0].client_name
