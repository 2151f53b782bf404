"""A week in the life of a consultant and of a manager, from Monday's plan to Friday's report."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from prospecting.pipeline.stages import LABELS
from prospecting.services import asks, planning, rewards, team
from prospecting.services.samples import ensure_sample_workspace
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from tests.browser.app import Visitor, running_app
from tests.browser.conftest import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MONDAY = dt.date(2026, 3, 30)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + dt.timedelta(days=n) for n in range(1, 5))
SELLER = "ben@firm.example"


class Week:
    """One workspace over several days: the app is started anew each morning."""

    def __init__(self, request: pytest.FixtureRequest, chromium: Browser, folder: Path) -> None:
        self.request, self.chromium, self.folder = request, chromium, folder
        self.file = folder / "workspace.duckdb"

    @contextmanager
    def on(self, day: dt.date, role: str = "admin", user: str = "me") -> Iterator[Session]:
        """The workspace between two visits, for what happens outside the browser."""
        with Workspace.open(self.file) as ws:
            yield Session(ws=ws, as_of=day, role=role, user=user)

    @contextmanager
    def morning(self, day: dt.date) -> Iterator[Visitor]:
        """A reader of the app on that day; nothing may go wrong before the evening."""
        with running_app(self.folder, day=day.isoformat()) as app:
            for reader in visit(self.chromium, app, self.folder, self.request):
                try:
                    yield reader
                except BaseException:
                    print(f"picture: {reader.picture(f'failed-{self.request.node.name}')}")
                    raise


@pytest.fixture
def week(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Week:
    """The sample's two years of history, on the Monday after."""
    made = Week(request, chromium, tmp_path)
    ensure_sample_workspace(made.file, as_of=MONDAY)
    return made


def move(reader: Visitor, label: str) -> None:
    """Presses a button that records something, and waits until it is said."""
    reader.page.get_by_role("button", name=label).first.click()
    reader.page.get_by_role("button", name="Undo").wait_for()
    reader.settled()


def another_step(reader: Visitor, stage: str, amount: int | None = None) -> None:
    """Records a step by the form that knows them all."""
    page = reader.page
    page.get_by_role("button", name="Another step").click()
    form = page.get_by_role("dialog")
    box = form.get_by_role("combobox", name="It is now at")
    box.click()
    page.get_by_role("option", name=stage, exact=True).click()
    reader.settled()
    if amount is not None:
        field = form.get_by_label(re.compile("^Worth"))
        field.fill(str(amount))
        field.press("Enter")
        reader.settled()
    form.get_by_role("button", name=re.compile("^Record")).click()
    form.wait_for(state="detached")
    page.get_by_role("button", name="Undo").wait_for()
    reader.settled()


def test_a_consultants_week(week: Week) -> None:
    prospect = client = ask = ""

    with week.morning(MONDAY) as reader:  # the plan, a draft, asked
        page = reader.open()
        page.get_by_role("heading", name="worth making").wait_for()
        card = page.locator("[class*=st-key-card-]").first
        prospect = card.get_by_role("heading").inner_text()
        client = card.locator("strong").first.inner_text()
        card.get_by_role("button", name="Draft", exact=True).click()
        page.get_by_label("Text", exact=True).wait_for()
        reader.settled()
        move(reader, f"Mark {client} asked about {prospect}")
        reader.goto("Pipeline")
        link = page.get_by_test_id("stMain").get_by_role("link", name=prospect).first
        ask = parse_qs(urlsplit(link.get_attribute("href") or "").query)["ask"][0]

    with week.morning(TUESDAY) as reader:  # what is due, a reminder that was sent
        page = reader.open("pipeline?view=To+do")
        line = page.locator("[class*=st-key-todo-follow-up-]").first
        line.get_by_role("button", name="Done").click()
        page.get_by_role("button", name="Undo").wait_for()
        assert "done today" in reader.text()
        assert prospect in reader.text(), "what comes next for Monday's ask stands there too"

    with week.morning(WEDNESDAY) as reader:  # a yes, and the introduction
        page = reader.open(f"ask?ask={ask}")
        move(reader, f"Mark {client}: said yes")
        move(reader, f"Mark {client}: introduced")
        assert "Introduced" in reader.text()

    with week.on(WEDNESDAY) as now:
        rewards.add_rule(now, stage="won", kind="gift", amount=50.0, description="a book")
        # A gift to somebody's employee needs the word of the employer first.
        giver = asks.list_asks(now, ids=[int(ask)])[0].client_id
        rewards.sign_agreement(now, giver, on=WEDNESDAY, until=None)

    with week.morning(THURSDAY) as reader:  # a meeting, a deal, thanks, news, a reward
        page = reader.open(f"ask?ask={ask}")
        move(reader, f"Mark {prospect}: replied")
        move(reader, f"Mark {prospect}: meeting held")
        another_step(reader, "Won", amount=24_000)
        assert "24,000" in reader.text().replace("\u202f", ",").replace(".", ",")
        reader.open("pipeline?view=To+do")
        owed = page.locator(f"[class*=st-key-todo-outcome-{ask}-]").first
        owed.get_by_role("button", name="Done").click()
        page.get_by_role("button", name="Undo").wait_for()
        reader.settled()
        reader.open(f"ask?ask={ask}")
        assert "not yet" not in line_of(reader, "Thanked")

        reader.goto("Rewards")
        due = page.locator("[class*=st-key-reward-]").filter(has_text=client).first
        due.get_by_role("button", name="Approve").click()
        page.get_by_role("button", name="Undo").wait_for()
        reader.settled()
        page.get_by_role("button", name="Mark as given").click()
        page.get_by_text("reward given").first.wait_for()

    with week.morning(FRIDAY) as reader:  # what the week brought
        page = reader.open("reports?part=Money+and+goals")
        page.get_by_role("heading", name="won so far").wait_for()
        reader.click("See the deals")
        page.get_by_role("heading", name="asks").first.wait_for()
        reader.open(f"ask?ask={ask}")
        history = reader.text()
        for stage in ("asked", "agreed", "introduced", "replied", "meeting", "won"):
            assert LABELS[stage] in history
        reader.picture("friday")


def line_of(reader: Visitor, name: str) -> str:
    """The line of facts that starts with this name."""
    return next(line for line in reader.text().splitlines() if line.startswith(f"{name}:"))


def test_a_managers_week(week: Week, tmp_path: Path) -> None:
    with week.on(MONDAY, "salesperson", SELLER) as now:  # a colleague lays an ask before her
        planned = planning.make_plan(now).asks[0]
        done = asks.record(
            now, prospect=planned.prospect_id, client=planned.client_id, stage="drafted"
        )
        ask, name = int(done["ask_id"]), planned.prospect_name
        team.want_approval(now, ask)

    with week.morning(MONDAY) as reader:
        page = reader.open("settings")
        page.get_by_role("tab", name="How often to ask").click()
        reader.settled()
        page.get_by_text("A manager approves each ask first").click()
        reader.settled()
        page.get_by_text("1 ask waits for approval").wait_for()

        reader.open(f"pipeline?owner={SELLER}")  # the board of one person, by its address
        cards = page.locator("[class*=st-key-ask-]").filter(has=page.get_by_role("link"))
        assert [name in text for text in cards.all_inner_texts()] == [True]
        page.get_by_text("waits for approval").first.wait_for()

        reader.open(f"ask?ask={ask}")
        reader.click("Approve")
        page.get_by_text("given", exact=True).wait_for()

    with week.on(TUESDAY, "salesperson", SELLER) as now:
        asks.record(now, prospect=planned.prospect_id, client=planned.client_id, stage="asked")

    with week.morning(FRIDAY) as reader:
        page = reader.open("reports?part=Speed")
        page.get_by_role("heading", name="Reports").wait_for()
        reader.open(f"reports?by={SELLER}")  # filters stand in the address
        page.get_by_role("heading", name="0 of 1 asks became introductions").wait_for()
        assert parse_qs(urlsplit(page.url).query)["by"] == [SELLER]

        page.locator("summary").filter(has_text="See the asks").first.click()
        reader.click("Asked: 1")
        page.get_by_role("heading", name="1 ask").wait_for()
        assert "figure" in parse_qs(urlsplit(page.url).query)
        page.reload()
        reader.settled()
        page.get_by_role("heading", name="1 ask").wait_for()
        reader.click("Back to the report")

        with page.expect_download() as download:
            page.get_by_role("button", name="Workbook (XLSX)").click()
        file = tmp_path / "report.xlsx"
        download.value.save_as(file)
        with zipfile.ZipFile(file) as book:
            assert "xl/workbook.xml" in book.namelist()

        reader.open("reports?part=Money+and+goals")
        reader.click("Set a goal")
        amount = page.get_by_label("How much")
        amount.fill("40")
        amount.press("Enter")
        page.get_by_text("40 asks").first.wait_for()
        page.reload()
        reader.settled()
        page.get_by_text("40 asks").first.wait_for()
        reader.picture("goals")
