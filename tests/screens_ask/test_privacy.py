"""Privacy and settings: who is left alone, what is known, what is recorded, what is kept."""

from __future__ import annotations

import pytest

from prospecting.errors import Refused
from prospecting.services import desk as desk_service
from prospecting.services import objections, planning, processing, sellers, settings
from prospecting.services.session import Session
from prospecting.services.views import PlannedAsk
from prospecting.workspace import WorkspaceError
from tests.app.conftest import Open
from tests.screens_ask.conftest import app_session, healthy, keys, press, written

TABS = ["What leaves", "Left alone", "One person", "How long", "Records"]


def test_the_page_says_that_nothing_leaves(app: Open) -> None:
    page = app("privacy")
    healthy(page)
    assert any("Nothing leaves this machine" in one.value for one in page.info)


@pytest.mark.parametrize("tab", TABS)
def test_each_part_of_privacy_stands(app: Open, tab: str) -> None:
    page = app("privacy")
    page.session_state["privacy-tabs"] = tab
    page.run()
    healthy(page)


@pytest.mark.parametrize(
    "tab", ["Me and my voice", "How often to ask", "Backup and health", "Free-text wishes"]
)
def test_each_part_of_the_settings_stands(app: Open, tab: str) -> None:
    page = app("settings")
    page.session_state["settings-tabs"] = tab
    page.run()
    healthy(page)


def test_a_file_of_objections_empties_the_plan_of_them(now: Session, first: PlannedAsk) -> None:
    table = f"profile url;e-mail;name;company\n{first.prospect_url};;;\n;x@y.example;;\n;;Ben;\n"
    done = objections.take_file(now, "objections.csv", table.encode())
    assert (done.rows, done.taken, len(done.left_out)) == (3, 2, 1)
    assert "line 4" in done.message
    assert first.prospect_id not in [a.prospect_id for a in planning.make_plan(now).asks]


def test_a_list_without_a_header_is_read_by_its_form(now: Session, first: PlannedAsk) -> None:
    lines = f"{first.prospect_url}\nx@y.example\nAcme Holding\n"
    done = objections.take_file(now, "objections.txt", lines.encode())
    assert (done.rows, done.taken) == (3, 3)
    assert now.ws.is_suppressed(url=first.prospect_url)
    assert now.ws.is_suppressed(email="X@Y.example")
    assert now.ws.is_suppressed(company="Acme Holding")


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.png", b"\x89PNG"), ("a.csv", b""), ("a.csv", b"colour,shape\nred,round\n")],
)
def test_what_is_no_list_of_objections_is_refused(now: Session, name: str, data: bytes) -> None:
    with pytest.raises(Refused):
        objections.take_file(now, name, data)


def test_only_an_admin_takes_objections_and_sees_the_records(now: Session) -> None:
    low = Session(ws=now.ws, as_of=now.as_of, user="sam@x.example", role="manager")
    for forbidden in (
        lambda: objections.take_file(low, "a.csv", b"email\na@b.example\n"),
        lambda: settings.audit_rows(low),
        lambda: processing.record(low),
        lambda: settings.backup_bytes(low),
        lambda: settings.restore_bytes(low, b""),
        lambda: settings.mend(low),
    ):
        with pytest.raises(Refused, match="another role"):
            forbidden()


def test_the_record_of_processing_tells_what_is(now: Session) -> None:
    now.ws.suppress(email="a@b.example", reason="asked", user="me")
    text = "\n".join(line for _, lines in processing.record(now) for line in lines)
    assert "365 days" in text
    assert "No language model is switched on" in text
    assert "1 entry" in text
    page = processing.record_html(now).decode()
    assert sellers.get_seller(now)["company"] in page
    assert "<script" not in page


def test_the_latest_comes_first_in_the_record(now: Session) -> None:
    now.ws.audit("first thing", user="me")
    now.ws.audit("second thing", user="me", count=3)
    rows = settings.audit_rows(now, limit=2)
    assert [row["action"] for row in rows] == ["second thing", "first thing"]
    assert rows[0]["detail"] == "count 3"


def test_a_person_is_looked_up_and_erased_by_name(app: Open) -> None:
    app("today")
    plan = planning.todays_plan(app_session())
    assert plan is not None
    one = plan.asks[0]
    page = app("privacy")
    page.session_state["privacy-tabs"] = "One person"
    page.run()
    page.text_input(key="about-url").set_value(one.prospect_url)
    page = next(b for b in page.button if b.label == "Look up").click().run()
    healthy(page)
    assert one.prospect_name in written(page)
    label = page.button(key="about-erase").label
    assert one.prospect_name.split()[0] in label, "the button names the person"
    page = press(page, "about-erase")
    healthy(page)
    assert "about-erase" not in keys(page)
    assert any("Every trace is gone" in one.value for one in page.success)
    assert one.prospect_id not in [a.prospect_id for a in planning.make_plan(app_session()).asks]


def test_an_unknown_person_is_said_to_be_unknown(app: Open) -> None:
    page = app("privacy")
    page.session_state["privacy-tabs"] = "One person"
    page.run()
    page.text_input(key="about-email").set_value("nobody@nowhere.example")
    page = next(b for b in page.button if b.label == "Look up").click().run()
    healthy(page)
    assert any("nothing is known" in one.value for one in page.info)


def test_the_voice_is_kept_in_every_language(app: Open) -> None:
    page = app("settings")
    page.text_area(key="s-offer-de").set_value("Wir zeigen Herstellern, wo sie zu viel zahlen.")
    page.text_area(key="s-proof-de").set_value("Neun von zehn Kunden bleiben.")
    page.text_area(key="s-example-0").set_value("Hi Ann, short as ever. Robin")
    page.text_input(key="s-never").set_value("synergy, leverage")
    page = next(b for b in page.button if b.label == "Save").click().run()
    healthy(page)
    saved = sellers.get_seller(app_session())
    assert saved["offer_in"]["de"] == "Wir zeigen Herstellern, wo sie zu viel zahlen."
    assert saved["proof_in"]["de"] == ["Neun von zehn Kunden bleiben."]
    assert set(saved["offer_in"]) > {"de"}, "the other languages stay as they were"
    assert saved["examples"] == ["Hi Ann, short as ever. Robin"]
    assert saved["words_never"] == ["synergy", "leverage"]


def test_a_change_made_elsewhere_is_not_written_over(now: Session) -> None:
    version = now.ws.setting_version(sellers.SETTING)
    sellers.set_seller(now, {"name": "Somebody Else"})
    with pytest.raises(WorkspaceError):
        sellers.set_seller(now, {"name": "Robin"}, expected=version)


def test_a_backup_comes_back_and_newer_objections_stay(now: Session, first: PlannedAsk) -> None:
    data = settings.backup_bytes(now)
    desk_service.mark_done(
        now,
        desk_service.open_desk(now, first.prospect_id, first.client_id),
        first.prospect_id,
        first.client_id,
    )
    now.ws.suppress(email="late@objection.example", reason="asked", user="me")
    asks_now = now.ws.load_asks().num_rows
    preview = settings.restore_preview(now, data)
    assert preview["asks"] == asks_now - 1
    assert any("Objections" in line for line in preview["lines"])
    settings.restore_bytes(now, data)
    assert now.ws.load_asks().num_rows == asks_now - 1
    assert now.ws.is_suppressed(email="late@objection.example")


def test_what_is_no_backup_is_refused(now: Session) -> None:
    with pytest.raises(WorkspaceError):
        settings.restore_preview(now, b"this is no workspace")


def test_the_health_report_names_nobody(now: Session, first: PlannedAsk) -> None:
    text = str(settings.health_report(now))
    assert first.prospect_name not in text
    assert first.client_name not in text
    assert settings.mend(now)["checks"]
