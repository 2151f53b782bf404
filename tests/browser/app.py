"""A running app of the tests' own, and a page in a real browser that looks after itself."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psutil

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Dialog, Page, Request, Route, WebSocket

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = ("127.0.0.1", "localhost", "::1")
START_SECONDS = 120


@dataclass
class RunningApp:
    """An app that answers at ``url``, with its process and the file of what it says."""

    url: str
    workspace: Path
    log: Path
    process: subprocess.Popen[bytes]

    def said(self, characters: int = 3000) -> str:
        """The end of what the app said."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-characters:]

    def stop(self) -> None:
        """Ends the app and everything it started, politely first."""
        try:
            family = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            family = []
        self.process.terminate()
        for child in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.terminate()
        _, alive = psutil.wait_procs(family, timeout=15)
        for child in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=15)
        self.process.kill()
        self.process.wait()


def free_port() -> int:
    """A port on this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_app(
    folder: Path,
    *more: str,
    script: Path | None = None,
    day: str | None = "2026-03-31",
    port: int | None = None,
) -> Iterator[RunningApp]:
    """The app over a workspace of its own in ``folder``, ended afterwards.

    Args:
        folder: where the workspace and the log lie.
        more: further options of ``prospector app``, such as ``--sample``.
        script: a page to serve instead, without the command line.
        day: the day the app reckons from; ``None`` for today.
        port: where it listens; a free one by default.
    """
    port = port or free_port()
    workspace, log = folder / "workspace.duckdb", folder / f"app-{port}.log"
    env = {
        **os.environ,
        "PROSPECTOR_WORKSPACE": str(workspace),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "CI": "true",
    }
    if day:
        env["PROSPECTOR_AS_OF"] = day
    if script is None:
        command = ["prospecting", "app", "--port", str(port), "--workspace", str(workspace)]
        command += ["--no-browser", *(["--as-of", day] if day else []), *more]
    else:
        command = ["streamlit", "run", str(script), "--server.port", str(port), *more]
    with log.open("wb") as says:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=says,
            stderr=subprocess.STDOUT,
        )
    app = RunningApp(f"http://127.0.0.1:{port}", workspace, log, process)
    try:
        _wait_until_it_answers(app)
        yield app
    finally:
        app.stop()


def _wait_until_it_answers(app: RunningApp) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(START_SECONDS * 5):
        if app.process.poll() is not None:
            raise AssertionError(f"the app ended before it answered:\n{app.said()}")
        with contextlib.suppress(OSError), opener.open(f"{app.url}/_stcore/health", timeout=5) as r:
            if r.status == 200:
                return
        time.sleep(0.2)
    raise AssertionError(f"the app does not answer:\n{app.said()}")


@dataclass
class Visitor:
    """A reader in the browser: goes to pages, waits until they stand, and notes what is wrong.

    ``left`` are addresses outside this machine that the page asked for (and did not get),
    ``dialogs`` the windows that a script opened, ``faults`` the page's uncaught errors.
    """

    page: Page
    app: RunningApp
    pictures: Path
    left: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Keeps the page on this machine and takes notes."""
        context.route("**/*", self._only_here)
        self.page.on("dialog", self._dialog)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("websocket", self._socket)

    def _only_here(self, route: Route, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.hostname not in LOOPBACK:
            self.left.append(request.url)
            route.abort()
        else:
            route.continue_()

    def _socket(self, opened: WebSocket) -> None:
        if urlsplit(opened.url).hostname not in LOOPBACK:
            self.left.append(opened.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str = "") -> Page:
        """Opens the app at ``path`` and waits until it stands."""
        self.page.goto(f"{self.app.url}/{path.lstrip('/')}")
        return self.settled()

    def goto(self, name: str) -> Page:
        """Goes to the page ``name`` by the navigation, as a reader does."""
        links = self.page.get_by_test_id("stSidebarNavLink")
        links.filter(has_text=name).first.click()
        return self.settled()

    def settled(self, seconds: float = 60) -> Page:
        """Waits until the script has run and nothing on the page is stale."""
        standing = "[data-testid=stApp][data-test-script-state=notRunning]"
        # The state turns a moment after a click; so it must hold twice.
        for _ in range(2):
            self.page.wait_for_selector(standing, timeout=1000 * seconds)
            self.page.wait_for_timeout(150)
        self.page.wait_for_selector(standing, timeout=1000 * seconds)
        return self.page

    def click(self, name: str, *, exact: bool = True) -> Page:
        """Presses the button ``name`` and waits until the page stands again."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        return self.settled()

    def upload(self, paths: Sequence[Path], label: str | None = None) -> Page:
        """Gives files to the (labelled) drop zone."""
        zone = self.page.get_by_test_id("stFileUploader")
        if label:
            zone = zone.filter(has_text=label)
        zone.first.locator("input[type=file]").set_input_files([str(path) for path in paths])
        return self.settled()

    def text(self) -> str:
        """All that is written on the page."""
        return self.page.get_by_test_id("stMain").inner_text()

    def picture(self, name: str) -> Path:
        """Keeps a picture of the whole page, for the reader of a failed test."""
        target = self.pictures / f"{name}.png"
        self.page.screenshot(path=str(target), full_page=True)
        return target

    def complaints(self) -> list[str]:
        """Everything that was wrong on the way, in words."""
        shown = self.page.get_by_test_id("stException").all_inner_texts()
        return [
            *(f"asked for {url}" for url in self.left),
            *(f"opened a window: {message}" for message in self.dialogs),
            *(f"script error: {fault}" for fault in self.faults),
            *(f"error on the page: {text}" for text in shown),
        ]
