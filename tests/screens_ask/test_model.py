"""A model behind a button: off by default, shown what is sent, its words unread until read."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from prospecting.errors import Refused
from prospecting.services import desk as desk_service
from prospecting.services import models
from prospecting.services.desk import Desk
from prospecting.services.session import Session
from prospecting.services.views import PlannedAsk


class Server(BaseHTTPRequestHandler):
    """An OpenAI-compatible server that answers with what the test wants."""

    replies: ClassVar[list[Any]] = []
    asked: ClassVar[list[dict[str, Any]]] = []
    wait: ClassVar[float] = 0.0

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        Server.asked.append(json.loads(self.rfile.read(length)))
        time.sleep(Server.wait)
        content = Server.replies[min(len(Server.asked), len(Server.replies)) - 1]
        text = content if isinstance(content, str) else json.dumps(content)
        data = json.dumps(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 0,
                "model": "m",
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": "stop",
                        "message": {"role": "assistant", "content": text},
                    }
                ],
                "usage": {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150},
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of the server."""
    Server.replies, Server.asked, Server.wait = [], [], 0.0
    running = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}/v1"
    running.shutdown()
    running.server_close()


def written_by(desk: Desk) -> dict[str, str]:
    """A reply made of the template's own words with placeholders, as an obedient model gives."""
    facts = desk.draft.facts
    assert facts.prospect is not None
    text = {
        "subject": desk.draft.subject,
        "body": desk.draft.body,
        "forwardable": desk.draft.forwardable,
        "forwardable_subject": desk.draft.forwardable_subject,
    }
    return text


def finish(now: Session, pair: tuple[int, int]) -> Any:
    """Waits until the job has ended."""
    for _ in range(600):
        job = models.writing_job(now, *pair)
        if job is not None and job.state != "running":
            return job
        time.sleep(0.05)
    raise AssertionError("the job does not end")


@pytest.fixture
def desk(now: Session, first: PlannedAsk) -> Desk:
    """The draft of the best ask, in English."""
    return desk_service.open_desk(now, first.prospect_id, first.client_id, language="en")


def switch_on(now: Session, address: str) -> None:
    models.set_model(now, enabled=True, provider="Test", base_url=address, model="m")


def test_nothing_is_asked_until_it_is_switched_on(
    now: Session, first: PlannedAsk, desk: Desk, server: str
) -> None:
    assert not models.model_settings(now).enabled
    with pytest.raises(Refused, match="no model is switched on"):
        models.start_writing(now, desk, first.prospect_id, first.client_id)
    assert Server.asked == []


@pytest.mark.parametrize(
    "values",
    [
        {"provider": "", "base_url": "http://127.0.0.1:9/v1", "model": "m"},
        {"provider": "x", "base_url": "ftp://127.0.0.1/v1", "model": "m"},
        {"provider": "x", "base_url": "http://user:pw@127.0.0.1/v1", "model": "m"},
        {"provider": "x", "base_url": "http://169.254.169.254/latest", "model": "m"},
        {"provider": "x", "base_url": "http://127.0.0.1:9/v1", "model": "m", "price_in": -1.0},
        {"nonsense": 1},
    ],
)
def test_a_choice_that_cannot_be_is_refused(now: Session, values: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        models.set_model(now, enabled=True, **values)
    assert not models.model_settings(now).enabled


def test_only_who_may_set_may_switch_on(now: Session) -> None:
    low = Session(ws=now.ws, as_of=now.as_of, user="sam@x.example", role="manager")
    with pytest.raises(Refused):
        models.set_model(low, enabled=True, provider="x", base_url="http://127.0.0.1:9", model="m")


def test_what_is_shown_is_what_is_sent(
    now: Session, first: PlannedAsk, desk: Desk, server: str
) -> None:
    switch_on(now, server)
    shown = models.what_is_sent(now, desk.draft.facts, language="en")
    for private in (first.prospect_name, first.client_name, first.client_email or "@"):
        assert private not in shown
    Server.replies = [written_by(desk)]
    models.start_writing(now, desk, first.prospect_id, first.client_id)
    finish(now, (first.prospect_id, first.client_id))
    sent = Server.asked[0]["messages"][-1]["content"]
    assert sent in shown


def test_its_words_are_unread_until_they_are_read(
    now: Session, first: PlannedAsk, desk: Desk, server: str
) -> None:
    pair = (first.prospect_id, first.client_id)
    switch_on(now, server)
    Server.replies = [written_by(desk)]
    models.start_writing(now, desk, *pair)
    job = finish(now, pair)
    assert job.result["source"] == "model", job
    left = desk_service.open_desk(now, *pair, language="en")
    assert left.draft.source == "model"
    assert not left.read
    assert not left.ready
    desk_service.keep(now, replace(left, read=True), *pair)
    assert desk_service.open_desk(now, *pair, language="en").ready
    used = models.usage(now)
    assert (used["calls"], used["accepted"], used["tokens"]) == (1, 1, 150)
    audit = str(now.ws.load_audit().to_pylist())
    assert first.prospect_name not in audit


@pytest.mark.parametrize(
    "reply",
    [
        "not JSON at all",
        {"subject": "x", "body": "Visit https://evil.example now, says Mallory Vex of Evilcorp."},
        {"subject": "x"},
    ],
)
def test_what_does_not_stand_the_checks_is_not_shown(
    now: Session, first: PlannedAsk, desk: Desk, server: str, reply: Any
) -> None:
    pair = (first.prospect_id, first.client_id)
    switch_on(now, server)
    Server.replies = [reply]
    models.start_writing(now, desk, *pair)
    job = finish(now, pair)
    assert job.result["source"] == "template"
    assert any("template" in one for one in job.result["notices"])
    left = desk_service.open_desk(now, *pair, language="en")
    assert left.draft.text == desk.draft.text
    assert left.ready


def test_it_can_be_stopped(now: Session, first: PlannedAsk, desk: Desk, server: str) -> None:
    pair = (first.prospect_id, first.client_id)
    switch_on(now, server)
    Server.wait, Server.replies = 2.0, [written_by(desk)]
    models.start_writing(now, desk, *pair)
    models.stop_writing(now)
    job = finish(now, pair)
    assert job.state == "cancelled"
    assert desk_service.open_desk(now, *pair, language="en").draft.source == "template"


def test_switched_off_is_off(now: Session, server: str) -> None:
    switch_on(now, server)
    assert models.stays_here(models.model_settings(now))
    models.set_model(now, enabled=False)
    assert not models.model_settings(now).enabled
