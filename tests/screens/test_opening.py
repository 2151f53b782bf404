"""An older workspace in the app: the page says what is done with it, and goes on afterwards."""

from __future__ import annotations

import gzip
import threading
from pathlib import Path
from typing import Any

import pytest

from prospecting.services import opened, samples, upkeep
from prospecting.workspace import Workspace, WorkspaceError, keep
from tests.screens.conftest import DAY, ROOT, OpenAt, healthy, said

GOLDEN = ROOT / "tests" / "golden" / "workspace" / "schema-5.duckdb.gz"


@pytest.fixture
def older(file: Path) -> Path:
    """A workspace that an older program wrote."""
    file.write_bytes(gzip.decompress(GOLDEN.read_bytes()))
    return file


def test_the_page_says_which_step_it_is_at(
    older: Path, open_at: OpenAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on, renew = threading.Event(), threading.Event(), keep.renew

    def slow(t: Any, say: Any) -> None:
        say("writing people")
        reached.set()
        assert go_on.wait(60)
        renew(t, say)

    monkeypatch.setattr(keep, "renew", slow)
    try:
        page = open_at(older, "today")
        healthy(page)
        assert reached.wait(60)  # the copy and the tables come first
        page.run()
        [bar] = page.get("progress")
        assert bar.proto.text.startswith("Writing people")
        assert "Bringing your workspace up to date" in said(page)
        assert "nothing is lost" in " ".join(one.value for one in page.caption)
    finally:
        go_on.set()
    opened.opened(older)  # waits for the opening that is under way
    page.run()
    healthy(page)
    assert "up to date" not in said(page)
    assert [one.value for one in page.title] == ["Today"]


def test_what_fails_is_not_begun_anew_at_every_click(
    older: Path, open_at: OpenAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def full(*_: object, **__: object) -> Workspace:
        tries.append(1)
        raise WorkspaceError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(opened.Workspace, "open", full)
        page = open_at(older, "today")
        page.run()
        assert "The disk is full." in said(page)
        assert len(tries) == 1
    page.button(key="open-again").click().run()
    opened.opened(older)
    page.run()
    healthy(page)
    assert [one.value for one in page.title] == ["Today"]


def test_the_starter_leaves_the_renewal_to_the_page(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the terminal would be silent while no browser is open yet."""
    before = older.read_bytes()
    started: list[list[str]] = []

    class Server:
        def __init__(self, command: list[str], **_: object) -> None:
            started.append(command)

        def wait(self) -> int:
            return 0

        def poll(self) -> int:
            return 0

    monkeypatch.setattr(upkeep.subprocess, "Popen", Server)
    monkeypatch.setattr(upkeep.signal, "signal", lambda *_: None)
    for sample in (False, True):
        assert upkeep.run_app(older, sample=sample, browser=False, as_of=DAY) == 0
        assert str(older) in started[-1]
    assert older.read_bytes() == before
    assert samples.filled(older)
    foreign = older.with_name("letter.duckdb")
    foreign.write_bytes(b"Dear Sir" * 99)
    with pytest.raises(WorkspaceError, match="not a workspace"):
        upkeep.run_app(foreign, browser=False, as_of=DAY)
