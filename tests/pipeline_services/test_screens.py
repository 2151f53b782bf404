"""The pages of the pipeline, of an ask, a client, a company, rewards and reports."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from prospecting.pages import context
from prospecting.services import account_page, asks, client_page, reporting, rewards, todo
from prospecting.services.asked import one_ask
from prospecting.services.client_states import client_rows
from prospecting.services.session import Session
from tests.app.conftest import Open
from tests.app.test_pages import healthy
from tests.pipeline_services.conftest import fresh_pairs

PARTS = ("Overview", "Speed", "Who brings it", "Load and reasons", "Money and goals",
         "How true we were")  # fmt: skip


def _now() -> Session:
    """The page's own session, with the role it gives the single user."""
    return replace(context.session(), role="admin")


def _go(page: AppTest, place: str, **query: str) -> AppTest:
    page.query_params.clear()
    for key, value in query.items():
        page.query_params[key] = value
    page._page_hash = calc_hash(place)
    return page.run()


def _texts(page: AppTest) -> str:
    return "\n".join(one.value for one in [*page.markdown, *page.text, *page.subheader])


def test_cards_are_short_and_say_what_is_next(app: Open) -> None:
    page = app("pipeline")
    healthy(page)
    views = asks.list_asks(_now(), open_only=True)
    assert views
    moves = [one for one in page.button if str(one.key).startswith("more-")]
    assert len(moves) == len(views)
    cards = [one.value for one in page.markdown if "through" in one.value]
    assert all(len(line) < 160 for card in cards for line in card.split("\n"))
    assert any("Next:" in card for card in cards)


def test_stuck_ones_come_first(app: Open) -> None:
    app("pipeline")
    views = asks.list_asks(_now(), open_only=True)
    for stage in {one.stage for one in views}:
        own = [one.stuck for one in views if one.stage == stage]
        assert own == sorted(own, reverse=True)


def test_filters_are_read_from_the_address(app: Open) -> None:
    app("pipeline")
    one = asks.list_asks(_now(), open_only=True)[0]
    again = _go(app("today"), "pipeline", who=one.prospect_name)
    healthy(again)
    assert again.text_input(key="who").value == one.prospect_name
    assert f"more-{one.ask_id}" in [b.key for b in again.button]
    none = _go(app("today"), "pipeline", who="nobody of that name")
    assert not [b for b in none.button if str(b.key).startswith("more-")]
    assert any("No ask is like that" in m.value for m in none.markdown)


def test_a_click_that_came_too_late_is_told(app: Open) -> None:
    page = app("pipeline")
    key = next(str(b.key) for b in page.button if str(b.key).startswith("move-"))
    ask_id = int(key.rsplit("-", 1)[1])
    asks.add_remark(_now(), ask_id, "note", "meanwhile")
    # The page was drawn before; it draws itself anew and takes the step on what is there now.
    page.button(key=key).click().run()
    healthy(page)
    assert page.button(key="undo-go")


@pytest.mark.parametrize("view", ["Table", "To do"])
def test_the_other_views_stand(app: Open, view: str) -> None:
    page = _go(app("today"), "pipeline", view=view)
    healthy(page)
    if view == "Table":
        assert page.dataframe
    else:
        assert [b for b in page.button if str(b.key).startswith("todo-done-")]


def test_a_thing_to_do_is_done_and_undone(app: Open) -> None:
    page = _go(app("today"), "pipeline", view="To do")
    item = next(i for i in todo.due_items(_now()) if i["kind"] != "reward")
    before = one_ask(_now(), item["ask_id"])
    key = f"todo-done-{item['kind']}-{item['ask_id']}-{item['prospect_id']}-{item['client_id']}"
    page.button(key=key).click().run()
    healthy(page)
    after = one_ask(_now(), item["ask_id"])
    assert before is not None and after is not None
    assert after.version == before.version + 1 and after.state != before.state
    left = [(i["kind"], i["ask_id"], i["due"]) for i in todo.due_items(_now())]
    assert (item["kind"], item["ask_id"], item["due"]) not in left
    page.button(key="undo-go").click().run()
    healthy(page)
    back = one_ask(_now(), item["ask_id"])
    assert back is not None and back.state == before.state


def test_a_referral_in_ten_seconds(app: Open) -> None:
    page = app("pipeline")
    client = str(client_rows(_now())[0]["client_id"])
    page.selectbox(key="unasked-client").set_value(client)
    page.text_input(key="unasked-name").set_value("Ben Unheard")
    page.text_input(key="unasked-company").set_value("Quietwerk")
    next(b for b in page.button if b.label == "Record the referral").click().run()
    healthy(page)
    made = [v for v in asks.list_asks(_now()) if v.prospect_name == "Ben Unheard"]
    assert [(v.stage, v.origin) for v in made] == [("introduced", "unasked")]
    page.button(key="undo-go").click().run()
    healthy(page)
    gone = next(v for v in asks.list_asks(_now()) if v.prospect_name == "Ben Unheard")
    assert gone.stage == "suggested"


def test_the_page_of_an_ask_tells_its_history_and_takes_back(app: Open) -> None:
    page = app("today")
    view = next(v for v in asks.list_asks(_now()) if v.stage == "won")
    page = _go(page, "ask", ask=str(view.ask_id))
    healthy(page)
    assert page.title[0].value == view.prospect_name
    assert "**Won**" in _texts(page) and "**Asked**" in _texts(page)
    won = max(
        int(str(b.key).rsplit("-", 1)[1])
        for b in page.button
        if str(b.key).startswith("back-") and "Won" in b.label
    )
    page.button(key=f"back-{won}").click().run()
    healthy(page)
    assert asks.list_asks(_now(), ids=[view.ask_id])[0].stage != "won"
    assert "taken back" in _texts(page)
    page.button(key="undo-go").click().run()
    assert asks.list_asks(_now(), ids=[view.ask_id])[0].stage == "won"


def test_a_note_on_the_page_of_an_ask(app: Open) -> None:
    page = app("today")
    view = asks.list_asks(_now())[0]
    page = _go(page, "ask", ask=str(view.ask_id))
    page.text_input(key="ask-note-text").set_value("[click](http://x.example) **bold**")
    next(b for b in page.button if b.label == "Add the note").click().run()
    healthy(page)
    assert "\\[click\\](http" in _texts(page), "data is shown as text"


def test_an_ask_that_is_not_there_is_one_sentence(app: Open) -> None:
    page = _go(app("today"), "ask", ask="999999")
    assert not page.exception
    assert any("not there any more" in one.value for one in page.error)


def test_the_step_dialog_offers_legal_steps_only(app: Open) -> None:
    page = app("pipeline")
    view = asks.list_asks(_now(), open_only=True)[0]
    page.button(key=f"more-{view.ask_id}").click().run()
    healthy(page)
    offered = page.selectbox(key=f"step-stage-{view.ask_id}").options
    assert "Not a fit" in offered and "Rewarded" not in offered


def test_a_clients_page_shows_seven_steps_and_notes_them(app: Open) -> None:
    page = app("today")
    row = client_rows(_now())[0]
    page = _go(page, "client", client=str(row["client_id"]))
    healthy(page)
    assert page.title[0].value == row["name"]
    before = client_page.client_page(_now(), row["client_id"])
    page.selectbox(key="note-kind").set_value("review")
    page.text_input(key="note-words").set_value("five stars")
    next(b for b in page.button if "Note for" in b.label).click().run()
    healthy(page)
    after = client_page.client_page(_now(), row["client_id"])
    trust = {p.name: p.had for p in after.journey.steps[2].touch_points}
    assert trust["recommended"]
    assert len(after.notes) == len(before.notes) + 1
    page.button(key="client-star").click().run()
    assert client_page.client_page(_now(), row["client_id"]).starred


def test_a_companys_page_has_all_its_people_and_asks(app: Open) -> None:
    page = app("today")
    now = _now()
    row = next(
        r for r in client_rows(now) if r["company_id"] is not None
        and asks.list_asks(now, client_id=r["client_id"])
    )  # fmt: skip
    page = _go(page, "account", company=str(row["company_id"]))
    healthy(page)
    own = account_page.account_page(now, row["company_id"])
    assert page.title[0].value == own.name
    assert row["client_id"] in {person.client_id for person in own.people}
    assert len(own.asks) >= len(asks.list_asks(now, client_id=row["client_id"]))
    page.number_input(key="account-budget").set_value(1)
    next(b for b in page.button if b.label.startswith("Keep for")).click().run()
    healthy(page)
    assert account_page.account_page(_now(), row["company_id"]).budget == 1


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("period", ["All time", "This year", "From … to"])
def test_each_part_of_the_report_stands(app: Open, part: str, period: str) -> None:
    page = _go(app("today"), "reports", part=part, period=period)
    healthy(page)
    finding = page.subheader or [m for m in page.markdown if "how true our estimates" in m.value]
    assert finding, "each part says its finding"


@pytest.mark.parametrize(
    "figure", ["funnel:meeting", "stuck", "rate:yes:cases", "thanks:never", "by:owner:me"]
)
def test_a_figure_opens_its_asks(app: Open, figure: str) -> None:
    from prospecting.services import behind

    page = _go(app("today"), "reports", figure=figure)
    healthy(page)
    now = _now()
    _, ids = behind.behind(now, figure, reporting.period(now.as_of, "all"))
    assert f"{len(ids):,} ask" in page.subheader[0].value
    assert bool(page.dataframe) == bool(ids)
    page.button(key="behind-back").click().run()
    healthy(page)
    assert "figure" not in page.query_params


def test_a_figure_that_does_not_exist_is_one_sentence(app: Open) -> None:
    page = _go(app("today"), "reports", figure="funnel:moon")
    assert not page.exception
    assert any("no such figure" in one.value for one in page.error)


def test_rewards_from_rule_to_given(app: Open) -> None:
    page = app("rewards")
    healthy(page)
    assert any("no legal advice" in one.value for one in page.info)
    page.number_input(key="rule-amount").set_value(50.0)
    page.text_input(key="rule-words").set_value("a book")
    next(b for b in page.button if b.label == "Add the rule").click().run()
    healthy(page)
    now = _now()
    assert len(rewards.rules(now)) == 1
    person, _ = fresh_pairs(now)[0]
    now.ws.add_client(name="Olga Owner", email="olga@firm.example", title="Owner", user="me",
                      as_of=now.as_of)  # fmt: skip
    client = now.ws.find_client("olga@firm.example")
    asks.record(now, prospect=person, client=client, stage="introduced")
    page.run()
    key = next(str(b.key) for b in page.button if str(b.key).startswith("approved-"))
    page.button(key=key).click().run()
    healthy(page)
    page.button(key=key.replace("approved-", "given-")).click().run()
    healthy(page)
    assert [line.entry.status for line in rewards.ledger(now)] == ["given"]
    page.button(key="undo-go").click().run()
    assert [line.entry.status for line in rewards.ledger(now)] == ["approved"]


def test_the_pages_say_what_will_be_here(empty_app: Open) -> None:
    for place in ("ask", "account", "rewards", "reports", "pipeline"):
        page = _go(empty_app("today"), place)
        healthy(page)
