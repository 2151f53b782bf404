"""One request to an OpenAI-compatible endpoint, with every limit in place."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from typing import Any

from prospecting.drafting.models.payload import SCHEMA, Payload
from prospecting.drafting.models.settings import (
    ModelError,
    ModelSettings,
    calls_forbidden,
    check_base_url,
    key_for,
)

REPLY_TOKENS = 900


@dataclass(frozen=True, slots=True)
class Reply:
    """The raw text of a reply and what it took."""

    text: str
    tokens_in: int
    tokens_out: int
    seconds: float


def ask(payload: Payload, settings: ModelSettings, cancel: threading.Event | None = None) -> Reply:
    """Sends the payload and gives the reply's text, at most `settings.reply_limit` bytes.

    Raises:
        ModelError: switched off, refused by a rule, cancelled, silent, broken, too long, or an
            error of the provider; the provider's own words are never repeated.
    """
    if not settings.enabled or not settings.provider:
        raise ModelError("No model is switched on; choose one in the settings.")
    if calls_forbidden():
        raise ModelError("Calls to models are forbidden here.")
    host, _local = check_base_url(settings.base_url)
    key = key_for(settings, host)
    if cancel is not None and cancel.is_set():
        raise ModelError("Cancelled.")
    try:
        import httpx2 as httpx
        import openai
    except ImportError as error:
        raise ModelError("The package for language models is not installed.") from error
    started = time.monotonic()
    timeout = httpx.Timeout(settings.timeout, connect=min(settings.timeout, 5.0))
    # No proxy and no certificate settings from the environment: what is sent goes to the host
    # in the settings and nowhere else.
    with httpx.Client(follow_redirects=False, timeout=timeout, trust_env=False) as transport:
        client = openai.OpenAI(
            api_key=key,
            base_url=settings.base_url,
            http_client=transport,
            max_retries=0,
            timeout=timeout,
            organization=None,
            project=None,
        )
        try:
            raw = _read_in_some_form(client, payload, settings, cancel, started)
        except ModelError:
            raise
        except openai.APITimeoutError as error:
            raise ModelError("The model did not answer in time.") from error
        except openai.APIStatusError as error:
            code = error.response.status_code
            if 300 <= code < 400:
                raise ModelError("The model's server redirects; that is not followed.") from error
            raise ModelError(f"The model's server refused the request (status {code}).") from error
        except (openai.APIError, httpx.HTTPError) as error:
            raise ModelError("The model's server could not be reached or broke off.") from error
    return _parse(raw, time.monotonic() - started)


# The ways to ask for a reply by the schema, the strictest first. Servers differ: OpenAI, vLLM,
# Ollama and LM Studio know the first, llama.cpp's Python server only the second, others neither.
_FORMS: tuple[dict[str, object] | None, ...] = (
    {"type": "json_schema", "json_schema": {"name": "draft", "schema": SCHEMA, "strict": True}},
    {"type": "json_object", "schema": SCHEMA},
    None,
)
_known_form: dict[tuple[str, str], int] = {}


def _read_in_some_form(
    client: Any,
    payload: Payload,
    settings: ModelSettings,
    cancel: threading.Event | None,
    started: float,
) -> bytes:
    """The reply in the strictest form that this server takes; which one it was is kept."""
    import openai

    server = (settings.base_url, settings.model)
    for number in range(_known_form.get(server, 0), len(_FORMS)):
        try:
            raw = _read(client, payload, settings, cancel, started, _FORMS[number])
        except openai.APIStatusError as error:
            if number + 1 == len(_FORMS) or not _about_the_form(error):
                raise
            continue
        _known_form[server] = number
        return raw
    raise AssertionError("the last form returns or raises")


def _about_the_form(error: Any) -> bool:
    """Whether a refusal is about the form asked for: its text is looked at, never shown."""
    if error.response.status_code not in (400, 422, 500):
        return False
    try:
        said = error.response.read()[:20_000].decode("utf-8", "replace")
    except Exception:  # a body that cannot be read says nothing
        said = str(error.body or "")
    return "response_format" in said or "json_schema" in said


def _read(
    client: Any,
    payload: Payload,
    settings: ModelSettings,
    cancel: threading.Event | None,
    started: float,
    form: dict[str, object] | None,
) -> bytes:
    messages = [{"role": role, "content": content} for role, content in payload.messages]
    out = bytearray()
    with client.chat.completions.with_streaming_response.create(
        model=settings.model,
        messages=messages,
        temperature=0.4,
        max_tokens=REPLY_TOKENS,
        **({} if form is None else {"response_format": form}),
    ) as response:
        if 300 <= response.status_code < 400:
            raise ModelError("The model's server redirects; that is not followed.")
        for chunk in response.iter_bytes(8192):
            out += chunk
            if len(out) > settings.reply_limit:
                raise ModelError("The model's reply is far too long; it was cut off.")
            if time.monotonic() - started > settings.total_timeout:
                raise ModelError("The model did not finish in time.")
            if cancel is not None and cancel.is_set():
                raise ModelError("Cancelled.")
    return bytes(out)


def _parse(raw: bytes, seconds: float) -> Reply:
    try:
        whole = json.loads(raw.decode("utf-8", "replace"))
        text = whole["choices"][0]["message"]["content"]
        usage = whole.get("usage") or {}
        tokens_in = int(usage.get("prompt_tokens") or 0)
        tokens_out = int(usage.get("completion_tokens") or 0)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError("The model's reply is not in the form that was asked for.") from error
    if not isinstance(text, str):
        raise ModelError("The model's reply is not in the form that was asked for.")
    return Reply(text, max(tokens_in, 0), max(tokens_out, 0), seconds)
