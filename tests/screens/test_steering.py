"""What managers steer by: the word before an ask goes out, what outcomes taught, the day in words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from prospecting.pages import context
from prospecting.services import client_states, planning, team
from prospecting.services.samples import ensure_sample_workspace
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from tests.screens.conftest import DAY, OpenAt, healthy


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, with two years of history."""
    file = tmp_path_factory.mktemp("sample") / "w.duckdb"
    ensure_sample_workspace(file, as_of=DAY)
    return file


@pytest.fixture
def learned(sample: Path, tmp_path: Path) -> Iterator[Path]:
    """The sample after a plan was made, which takes up what its outcomes teach."""
    file = tmp_path / "w.duckdb"
    shutil.copyfile(sample, file)
    with Workspace.open(file) as ws:
        planning.make_plan(Session(ws=ws, as_of=DAY))
    yield file


def test_the_managers_word_is_switched_on_and_off(learned: Path, open_at: OpenAt) -> None:
    page = open_at(learned, "today")
    page.session_state["settings-tabs"] = "How often to ask"
    page.query_params.clear()
    page = _to(page, "settings")
    assert not team.approval_on(context.session())
    for on in (True, False):
        page.toggle(key="approval-on").set_value(on).run()
        healthy(page)
        assert team.approval_on(context.session()) is on


def test_the_report_says_what_outcomes_taught(learned: Path, open_at: OpenAt) -> None:
    page = open_at(learned, "reports", part="How true we were")
    healthy(page)
    assert any("outcomes" in one.value for one in page.subheader)
    assert any("weights" in one.value for one in page.markdown)


def test_today_shows_the_first_remark(learned: Path, open_at: OpenAt) -> None:
    page = open_at(learned, "today")
    healthy(page)
    plan = planning.todays_plan(context.session())
    assert plan is not None
    assert len(plan.notices) > 1
    shown = [one.value for one in page.markdown if "taught" in one.value]
    assert shown
    labels = [one.label for one in page.expander]
    assert f"{len(plan.notices) - 1} more remarks on this plan" in labels


def test_a_client_who_waits_is_said_in_words(learned: Path, open_at: OpenAt) -> None:
    with Workspace.open(learned) as ws:
        now = Session(ws=ws, as_of=DAY)
        ready = zip(client_states.client_rows(now), client_states.all_readiness(now), strict=True)
        client, day = next((row["client_id"], one.until) for row, one in ready if one.until)
    page = open_at(learned, "client", client=str(client))
    healthy(page)
    words = [one.value for one in page.markdown if "again in" in one.value]
    assert words
    assert day.isoformat() not in words[0]


def _to(page: AppTest, place: str) -> AppTest:
    page._page_hash = calc_hash(place)
    return page.run()
