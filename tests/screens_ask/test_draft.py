"""Draft: the words as left, the checks at their place, what one adds, what is marked."""

from __future__ import annotations

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

from prospecting.drafting.facts import CHANNELS
from prospecting.errors import Refused
from prospecting.services import asks, clients, drafts, facts, planning, sellers, sheets
from prospecting.services import desk as desk_service
from prospecting.services.session import Session
from prospecting.services.views import PlannedAsk
from tests.app.conftest import Open
from tests.screens_ask.conftest import app_session, healthy, keys, press, written

SLOT = "\n\nCan we meet on Tuesday at 10:30?"


def body(page: AppTest) -> str:
    return str(next(one for one in page.text_area if str(one.key).startswith("d-body-")).value)


def write(page: AppTest, text: str) -> AppTest:
    field = next(one for one in page.text_area if str(one.key).startswith("d-body-"))
    return field.set_value(text).run()


def choose(page: AppTest, what: str, value: str) -> AppTest:
    box = next(one for one in page.selectbox if str(one.key).startswith(f"draft-{what}-"))
    return box.set_value(value).run()


@pytest.fixture
def page(app: Open) -> AppTest:
    """The draft of the best ask, in English."""
    opened = press(app("today"), "draft-")
    return choose(opened, "language", "en")


@pytest.mark.parametrize("channel", CHANNELS)
def test_each_channel_has_its_words(page: AppTest, channel: str) -> None:
    shown = choose(page, "channel", channel)
    healthy(shown)
    assert body(shown)
    ready = {"phone": "ready for the call", "meeting": "ready for the meeting"}
    wanted = ready.get(channel, "ready to send")
    assert any(wanted in one.value for one in shown.success), written(shown)
    assert bool(shown.button(key="draft-asked").label)
    assert not shown.button(key="draft-asked").disabled


@pytest.mark.parametrize("kind", ["first", "who-else", "review", "case-study", "mention"])
@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "nl"])
def test_each_kind_and_language_stands(app: Open, kind: str, language: str) -> None:
    shown = choose(choose(press(app("today"), "draft-"), "kind", kind), "language", language)
    healthy(shown)
    assert body(shown)


def test_a_reload_finds_the_words_as_they_were_left(app: Open, page: AppTest) -> None:
    mine = body(page).replace("Best regards", "Many thanks and best regards")
    write(page, mine)
    again = press(app("today"), "draft-")
    again = choose(again, "language", "en")
    assert body(again) == mine
    back = press(again, "draft-back")
    healthy(back)
    assert body(back) != mine
    assert "draft-back" not in keys(back)


def test_other_words_say_the_same_otherwise(page: AppTest) -> None:
    before = body(page)
    after = press(page, "draft-variant-next")
    healthy(after)
    assert body(after) != before
    assert any("ready to send" in one.value for one in after.success)


def test_a_soft_check_is_overruled_and_stays_so(app: Open, page: AppTest) -> None:
    shown = write(page, body(page) + SLOT)
    assert "overrule-no-calendar" in keys(shown)
    shown = press(shown, "overrule-no-calendar")
    healthy(shown)
    assert "overrule-no-calendar" not in keys(shown)
    again = choose(press(app("today"), "draft-"), "language", "en")
    assert "overrule-no-calendar" not in keys(again)
    assert "again-no-calendar" in keys(again)
    assert "overrule-no-calendar" in keys(press(again, "again-no-calendar"))


def test_a_hard_check_cannot_be_overruled_but_the_fact_added(page: AppTest) -> None:
    news = "Quillfeather Logistics was bought in March"
    shown = write(page, body(page) + f"\n\nI read that {news}.")
    assert any("not ready" in one.value for one in shown.error)
    assert "overrule-facts" not in keys(shown)
    assert shown.button(key="draft-asked").disabled
    shown.selectbox(key="add-kind").set_value("company_news")
    shown.text_input(key="add-text").set_value(news)
    form = next(one for one in shown.button if one.label == "Add the fact")
    shown = form.click().run()
    healthy(shown)
    assert any("ready to send" in one.value for one in shown.success), written(shown)


def test_the_facts_stand_beside_with_their_sources(page: AppTest) -> None:
    text = written(page)
    assert "your settings" in text
    assert "connections of" in text
    assert "**Prospect**" in text


def test_an_offer_in_the_clients_language_is_kept(page: AppTest) -> None:
    # The sample's seller has the offer in every language.
    seller = sellers.get_seller(app_session())
    sellers.set_seller(app_session(), seller | {"offer_in": {}, "proof_in": {}})
    shown = choose(page, "language", "de")
    field = next(one for one in shown.text_area if str(one.key) == "offer-in-de")
    field.set_value("Wir zeigen Herstellern, wo sie zu viel bezahlen.")
    shown = next(one for one in shown.button if one.label == "Keep it").click().run()
    healthy(shown)
    assert sellers.get_seller(app_session())["offer_in"]["de"].startswith("Wir zeigen")
    assert "offer-in-de" not in [str(one.key) for one in shown.text_area]


def test_a_clients_habit_proposes_the_channel(now: Session, first: PlannedAsk) -> None:
    assert facts.proposed_channel(now, first.client_id) == "email"
    facts.note_client_fact(now, first.client_id, "channel", "phone")
    assert facts.proposed_channel(now, first.client_id) == "phone"
    facts.note_client_fact(now, first.client_id, "channel", "")
    desk = desk_service.open_desk(now, first.prospect_id, first.client_id, channel="linkedin")
    desk_service.keep(now, desk, first.prospect_id, first.client_id, used=True)
    assert facts.proposed_channel(now, first.client_id) == "linkedin"


def test_notes_become_facts_with_their_kind(now: Session, first: PlannedAsk) -> None:
    pair = (first.prospect_id, first.client_id)
    facts.note_client_fact(now, pair[1], "achieved", "we cut their spend by a tenth")
    facts.note_client_fact(now, pair[1], "formality", "formal")
    facts.note_client_fact(now, pair[1], "language", "nl")
    facts.note_client_fact(now, pair[1], "greeting", "Beste mevrouw Keller")
    with pytest.raises(Refused, match="60 characters"):
        facts.note_client_fact(now, pair[1], "greeting", "Beste " * 20)
    facts.note_for_draft(now, *pair, "need", "they look for a new system")
    facts.note_for_draft(now, *pair, "worked_together", "Brightmoor Ltd")
    known = facts.ask_facts(now, *pair)
    assert known.introducer.achieved == "we cut their spend by a tenth"
    assert known.introducer.formality == "formal"
    assert known.introducer.language == "nl"
    assert known.introducer.greeting == "Beste mevrouw Keller"
    assert ("need", "they look for a new system") in [(t.kind, t.text) for t in known.why_now]
    assert ("worked_together", "Brightmoor Ltd") in [(s.kind, s.place) for s in known.tie.how]


def test_notes_go_with_the_person(now: Session, first: PlannedAsk) -> None:
    facts.note_for_draft(now, first.prospect_id, first.client_id, "need", "a very private need")
    now.ws.erase(person_id=first.prospect_id, user="me")
    assert "a very private need" not in str(now.ws.load_drafts())


@pytest.mark.parametrize(("kind", "text"), [("gossip", "x"), ("need", "  "), ("need", "x" * 400)])
def test_a_note_that_is_none_is_refused(
    now: Session, first: PlannedAsk, kind: str, text: str
) -> None:
    with pytest.raises(Refused):
        facts.note_for_draft(now, first.prospect_id, first.client_id, kind, text)


@pytest.mark.parametrize(
    ("kind", "text"), [("formality", "rude"), ("channel", "pigeon"), ("x", "")]
)
def test_a_habit_that_is_none_is_refused(
    now: Session, first: PlannedAsk, kind: str, text: str
) -> None:
    with pytest.raises(Refused):
        facts.note_client_fact(now, first.client_id, kind, text)


def _stages(now: Session, pair: tuple[int, int]) -> list[str]:
    ask = facts.ask_of(now, *pair)
    return [] if ask is None else [event.stage or event.action for event in ask.events]


def test_what_is_marked_depends_on_the_kind(now: Session, first: PlannedAsk) -> None:
    pair = (first.prospect_id, first.client_id)
    with pytest.raises(Refused, match="nothing was asked"):
        desk_service.mark_done(now, desk_service.open_desk(now, *pair, kind="follow-up-1"), *pair)
    done = desk_service.mark_done(now, desk_service.open_desk(now, *pair), *pair)
    assert done["stage"] == "asked"
    desk_service.mark_done(now, desk_service.open_desk(now, *pair, kind="follow-up-1"), *pair)
    assert _stages(now, pair) == ["asked", "follow-up"]
    desk_service.mark_done(now, desk_service.open_desk(now, *pair, kind="stop"), *pair)
    assert _stages(now, pair)[-1] == "no-answer"


def test_thanks_and_outcome_are_marked_apart(now: Session, first: PlannedAsk) -> None:
    pair = (first.prospect_id, first.client_id)
    for stage in ("asked", "introduced"):
        asks.record(now, prospect=pair[0], client=pair[1], stage=stage)
    desk_service.mark_done(now, desk_service.open_desk(now, *pair, kind="thanks-intro"), *pair)
    assert _stages(now, pair)[-1] == "thanked"
    asks.record(now, prospect=pair[0], client=pair[1], stage="meeting")
    asks.record(now, prospect=pair[0], client=pair[1], stage="lost")
    desk_service.mark_done(now, desk_service.open_desk(now, *pair, kind="thanks-outcome"), *pair)
    assert _stages(now, pair)[-1] == "told"


def test_a_favour_without_an_ask_notes_the_touch(now: Session, first: PlannedAsk) -> None:
    pair = (first.prospect_id, first.client_id)
    done = desk_service.mark_done(now, desk_service.open_desk(now, *pair, kind="review"), *pair)
    assert done["ask_id"] is None
    touched = {c.client_id: c.last_touch for c in clients.list_clients(now)}
    assert touched[first.client_id] == now.as_of


def test_a_follow_up_cannot_be_marked_before_the_ask(page: AppTest) -> None:
    shown = choose(page, "kind", "follow-up-1")
    healthy(shown)
    assert shown.button(key="draft-asked").disabled
    assert "nothing to follow up" in written(shown)


def test_the_mark_names_both(page: AppTest) -> None:
    plan = planning.todays_plan(app_session())
    assert plan is not None
    label = page.button(key="draft-asked").label
    assert plan.asks[0].client_name.split()[0] in label
    assert plan.asks[0].prospect_name.split()[0] in label


def test_without_a_seller_the_page_leads_to_the_settings(app: Open) -> None:
    page = app("today")
    now = app_session()
    sellers.set_seller(now, {"offer": ""})
    page = press(app("today"), "draft-")
    healthy(page)
    assert "what you do for whom" in written(page)
    page = press(page, "empty-go-draft-seller")
    assert page.title[0].value == "Settings"


def test_a_suppressed_person_gets_no_draft(now: Session, first: PlannedAsk) -> None:
    planning.make_plan(now)
    now.ws.suppress(person_id=first.prospect_id, reason="asked", user="me")
    with pytest.raises(Refused, match="not to be approached"):
        desk_service.open_desk(now, first.prospect_id, first.client_id)
    left = [ask.prospect_id for ask, _ in drafts.plan_drafts(now)]
    assert first.prospect_id not in left


def test_a_recent_job_change_is_a_reason(now: Session, first: PlannedAsk) -> None:
    known = facts.ask_facts(now, first.prospect_id, first.client_id)
    for trigger in known.why_now:
        if trigger.kind == "job_change":
            assert trigger.when is not None
            assert now.as_of - trigger.when <= dt.timedelta(days=180)


def test_what_a_colleague_did_speaks_against_sending(now: Session, first: PlannedAsk) -> None:
    pair = (first.prospect_id, first.client_id)
    ann, ben = (
        Session(ws=now.ws, as_of=now.as_of, user=f"{one}@x.example", role="salesperson")
        for one in ("ann", "ben")
    )
    asks.record(ann, prospect=pair[0], client=pair[1], stage="asked")
    said = drafts.draft(ben, prospect=pair[0], client=pair[1]).notices
    assert any("Ann asked this client about this person" in one for one in said), said
    reminder = drafts.draft(ben, prospect=pair[0], client=pair[1], kind="follow-up-1").notices
    assert not any("Ann asked" in one for one in reminder)
    for other in planning.make_plan(now).asks:
        if other.client_id == pair[1] and other.prospect_id != pair[0]:
            asks.record(ann, prospect=other.prospect_id, client=pair[1], stage="asked")
    full = drafts.draft(ben, prospect=pair[0], client=pair[1]).notices
    assert sum("budget" in one for one in full) <= 1, full


def test_a_card_has_two_names_in_reserve_and_a_sheet_five(now: Session, first: PlannedAsk) -> None:
    pair = (first.prospect_id, first.client_id)
    card = drafts.draft(now, prospect=pair[0], client=pair[1], channel="phone", language="en")
    reserve = [one.name for one in card.facts.others]
    assert len(reserve) == 2 and "IN RESERVE" in card.body and card.ready
    assert first.prospect_name not in reserve
    sheet = desk_service.open_desk(now, *pair, channel="meeting", language="en").draft
    assert sheet.body.count("[ ] well") == 5 and sheet.ready
    # Whom the client does not know, and whom we asked about already, is not named again.
    other = next(
        one
        for one in planning.make_plan(now).asks
        if one.client_id == pair[1] and one.prospect_id != pair[0]
    )
    asks.record(now, prospect=other.prospect_id, client=pair[1], stage="asked")
    sheets.take_answers(now, pair[1], {_of(now, pair[1], reserve[0]): "not"})
    later = desk_service.open_desk(now, *pair, channel="meeting", language="en").draft
    assert reserve[0] not in later.body and other.prospect_name not in later.body
    mail = drafts.draft(now, prospect=pair[0], client=pair[1], channel="email", language="en")
    assert not mail.facts.others


def _of(now: Session, client: int, name: str) -> int:
    return next(one.prospect_id for one in sheets.candidates(now, client) if one.name == name)


def test_the_page_warns_of_what_speaks_against_sending(app: Open, page: AppTest) -> None:
    now = app_session()
    one = planning.make_plan(now).asks[0]
    ann = Session(ws=now.ws, as_of=now.as_of, user="ann@x.example", role="salesperson")
    asks.record(ann, prospect=one.prospect_id, client=one.client_id, stage="asked")
    shown = page.run()
    healthy(shown)
    assert any("Ann asked this client" in str(each.value) for each in shown.warning)
