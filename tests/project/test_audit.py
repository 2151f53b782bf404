"""The audit of dependencies finds what is wrong, and says what it could not look up."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import subprocess
import sys
import threading
import urllib.error
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

HASH = "    --hash=sha256:" + "a" * 64
TODAY = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def audit(root: Path) -> Any:
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location("locks_audit", root / "locks" / "audit.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@dataclass
class Need:
    """A package asked for."""

    name: str
    group: str = "dependencies"
    reason: str = "tables"


def test_what_is_locked_passes(audit: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main([], today=TODAY) == 0
    said = capsys.readouterr()
    assert not said.err and "were not looked up" in said.out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"one==1.0 \\\n{HASH}\n", ""),
        ("one==1.0\n", "no checksum"),
        (f"one>=1.0 \\\n{HASH}\n", "not pinned"),
        ("one==1.0 \\\n    --hash=sha256:abc\n", "no checksum"),
        (f"one @ https://x.example/one.whl \\\n{HASH}\n", "not pinned"),
        (f"one==2.0 \\\n{HASH}\n", "pinned differently"),
    ],
)
def test_a_lock_file_holds_pins_with_checksums(audit: Any, text: str, words: str) -> None:
    found = audit.Audit()
    audit.check_locks({"main": f"# kept\none==1.0 \\\n{HASH}\n", "other": text}, found)
    assert found.wrong == [] if not words else words in " ".join(found.wrong)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("| one | 1.0 | 2026-01-01 | MIT | tables |", ""),
        ("| two | 1.0 | 2026-01-01 | MIT | tables |", "not on"),
        ("| one | 0.9 | 2026-01-01 | MIT | tables |", "0.9 on the page"),
        ("| one | 1.0 | 2026-01-01 |  | tables |", "lacks its reason or licence"),
        ("| one | 1.0 | lately | MIT | tables |", "when 1.0 came out"),
    ],
)
def test_the_page_says_reason_licence_and_day(audit: Any, row: str, words: str) -> None:
    found = audit.Audit()
    audit.check_page(row, [Need("one")], {"one": "1.0"}, TODAY, found)
    assert found.wrong == [] if not words else words in " ".join(found.wrong)
    assert not found.remarks


def test_an_old_release_is_a_remark(audit: Any) -> None:
    found = audit.Audit()
    page = "| one | 1.0 | 2021-01-01 | MIT | tables |"
    audit.check_page(page, [Need("one")], {"one": "1.0"}, TODAY, found)
    assert not found.wrong and "5.9 years old" in found.remarks[0]


@pytest.mark.parametrize(
    ("name", "terms", "fine"),
    [
        ("one", "MIT", True),
        ("one", "GPL-2.0-only OR MIT", True),
        ("one", "GNU Affero General Public License v3", False),
        ("one", "Proprietary", False),
        ("one", "", False),
        ("certifi", "Mozilla Public License 2.0 (MPL 2.0)", True),
        ("one", "Mozilla Public License 2.0 (MPL 2.0)", False),
    ],
)
def test_licences(audit: Any, name: str, terms: str, fine: bool) -> None:
    found = audit.Audit()
    assert audit.check_licences([name], lambda _: terms, found) == []
    assert (not found.wrong) is fine


def test_a_licence_that_cannot_be_read_is_said(audit: Any) -> None:
    def none(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    assert audit.check_licences(["one"], none, audit.Audit()) == ["one"]


class _Advisories(BaseHTTPRequestHandler):
    """Answers as the service of advisories does: one has a hole."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answers = [
            {"vulns": [{"id": "GHSA-1"}]} if query["package"]["name"] == "holed" else {}
            for query in body["queries"]
        ]
        data = json.dumps({"results": answers}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    """The address of such a service."""
    with HTTPServer(("127.0.0.1", 0), _Advisories) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_holes_are_found(audit: Any, service: str) -> None:
    found = audit.Audit()
    audit.check_advisories({"holed": "1.0", "sound": "2.0"}, service, found)
    assert found.wrong == ["holed 1.0 has known holes: GHSA-1"]
    assert found.counted["looked up for holes"] == 2


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b'{"results": []}', b'{"results": 3}', None])
def test_a_silent_service_is_no_clean_answer(audit: Any, answer: bytes | None) -> None:
    def ask(url: str, body: bytes) -> bytes:
        if answer is None:
            raise urllib.error.URLError("no route")
        return answer

    found = audit.Audit()
    audit.check_advisories({"one": "1.0"}, "https://x.example", found, ask)
    assert len(found.wrong) == 1 and "could not be looked up" in found.wrong[0]
    assert "looked up for holes" not in found.counted


def _pip(report: dict[str, Any] | None) -> Any:
    def run(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        place = Path(arguments[list(arguments).index("--report") + 1])
        if report is None:
            return subprocess.CompletedProcess([], 1, "", "ERROR: no index\n")
        place.write_text(json.dumps(report))
        return subprocess.CompletedProcess([], 0, "", "")

    return run


def test_releases_taken_back(audit: Any) -> None:
    one = {"metadata": {"name": "one", "version": "1.0"}, "is_yanked": True}
    two = {"metadata": {"name": "two", "version": "1.0"}, "is_yanked": False}
    found = audit.Audit()
    audit.check_withdrawn({"one": "1.0", "two": "1.0"}, found, _pip({"install": [one, two]}))
    assert found.wrong == ["one 1.0 was taken back by its makers"]
    found = audit.Audit()
    audit.check_withdrawn({"one": "1.0"}, found, _pip(None))
    assert found.wrong and "no index" in found.wrong[0]
