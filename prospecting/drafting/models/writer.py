"""A draft by a model: asked once, told once what is wrong, then the template steps in."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from prospecting.drafting.compose import WITH_NOTE, compose
from prospecting.drafting.draft import Check, Draft, DraftText
from prospecting.drafting.facts import AskFacts
from prospecting.drafting.gate import check_draft
from prospecting.drafting.language import language_of
from prospecting.drafting.models.client import ask
from prospecting.drafting.models.payload import Payload, build_payload, restore_text
from prospecting.drafting.models.settings import ModelError, ModelSettings

FIELD_LIMIT = 3000
NOTICE_UNREAD = "A model wrote this; read it before you use it."

# What goes back to the model after a failed check: fixed sentences, so that no real name does.
_MEND = {
    "placeholder": "Something was left to be filled in.",
    "facts": "A name, title, number, date, link or address was not in the facts.",
    "one-prospect": "Name PROSPECT_NAME and PROSPECT_COMPANY, and nobody else.",
    "tie-wording": "The words about how they know each other do not fit the tie; if it is "
    "unknown or potential, ask whether they know the person well enough.",
    "way-out": "Add a line that makes it easy to say no.",
    "no-pressure": "Leave out every word that presses.",
    "forwardable": "The forwardable note must have 40 to 80 words, a subject of its own, name "
    "SELLER_NAME and SELLER_COMPANY, and tell nothing about the client.",
    "length": "The body must have 50 to 125 words.",
    "linkedin-length": "It is too long for LinkedIn.",
    "reading": "Use shorter sentences and simpler words.",
    "subject": "The subject must have 3 to 7 words and name both.",
    "one-request": "Make one request, with at most two questions.",
    "reasons": "Say why this person and why now, or plainly that there is no special reason.",
    "why-client": "Thank the client or name the result.",
    "no-calendar": "Do not propose a time.",
    "variety": "Say it in other words.",
    "form-of-address": "Keep to one form of address.",
    "language": "It is not in the language that was asked for.",
}


@dataclass(frozen=True, slots=True)
class CallRecord:
    """What the log keeps of one request: names of fields and a hash, no content."""

    provider: str
    host: str
    model: str
    fields: tuple[str, ...]
    digest: str
    outcome: str
    tokens_in: int
    tokens_out: int
    cost: float


class ReplyCache:
    """Accepted replies by facts and prompt, in memory, the last `size` of them."""

    def __init__(self, size: int = 200) -> None:
        self._size = size
        self._kept: OrderedDict[str, DraftText] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> DraftText | None:
        """The kept words, or None."""
        with self._lock:
            return self._kept.get(key)

    def put(self, key: str, text: DraftText) -> None:
        """Keeps words under a key; the oldest goes."""
        with self._lock:
            self._kept[key] = text
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forgets everything, e.g. after an erasure."""
        with self._lock:
            self._kept.clear()


def _key(payload: Payload, settings: ModelSettings, kind: str, channel: str) -> str:
    whole = json.dumps(
        [
            settings.base_url,
            settings.model,
            kind,
            channel,
            payload.messages,
            sorted(payload.restore.items()),
        ]
    )
    return hashlib.sha256(whole.encode("utf-8")).hexdigest()


def compose_with_model(
    facts: AskFacts,
    settings: ModelSettings,
    *,
    kind: str = "first",
    channel: str = "email",
    language: str | None = None,
    seed: int | str = 0,
    others: Sequence[DraftText | Draft] = (),
    cancel: threading.Event | None = None,
    cache: ReplyCache | None = None,
    log: Callable[[CallRecord], None] | None = None,
) -> Draft:
    """A draft in a model's words if they stand the gate, else the template's with a notice.

    Never raises for anything the model or its server does. `source` of the draft is "model"
    only for words that passed every hard check.

    Raises:
        ValueError: as `compose` does.
    """
    fallback = compose(
        facts, kind=kind, channel=channel, language=language, seed=seed, others=others
    )
    if channel in ("phone", "meeting"):
        return fallback.with_notice("Cards and sheets are always made from the templates.")
    with_note = channel == "email" and kind in WITH_NOTE
    payload = build_payload(
        facts,
        kind=kind,
        channel=channel,
        language=language,
        send_names=settings.send_names,
        with_note=with_note,
    )
    other_texts = tuple(o.text if isinstance(o, Draft) else o for o in others)
    key = _key(payload, settings, kind, channel)
    if cache is not None and (kept := cache.get(key)) is not None:
        checks = check_draft(kept, facts, other_texts)
        if all(c.passed is not False for c in checks if c.hard):
            return Draft(kept, "model", facts, checks, payload.fields, (NOTICE_UNREAD,))
    current = payload
    problem = ""
    for _attempt in range(2):
        try:
            reply = ask(current, settings, cancel)
        except ModelError as error:
            _record(log, settings, current, "failed", 0, 0)
            return fallback.with_notice(f"{error} The template's words are shown.")
        try:
            text = _read_reply(reply.text, payload, kind, channel, with_note)
        except ModelError as error:
            _record(log, settings, current, "broken", reply.tokens_in, reply.tokens_out)
            problem = str(error)
            current = payload.with_reasons("(not JSON)", ("Answer with the JSON object only.",))
            continue
        text = _disclosed(text, facts)
        checks = check_draft(text, facts, other_texts)
        failed = [c for c in checks if c.passed is False and c.hard]
        reasons = _reasons(failed, text, payload.language)
        if not reasons:
            _record(log, settings, current, "accepted", reply.tokens_in, reply.tokens_out)
            if cache is not None:
                cache.put(key, text)
            return Draft(text, "model", facts, checks, payload.fields, (NOTICE_UNREAD,))
        _record(log, settings, current, "refused", reply.tokens_in, reply.tokens_out)
        problem = (
            "The model's words did not stand the checks ("
            + ", ".join(sorted({c.name for c in failed} or {"language"}))
            + ")."
        )
        current = payload.with_reasons("(your first answer)", reasons)
    return fallback.with_notice(f"{problem} The template's words are shown.")


def _disclosed(text: DraftText, facts: AskFacts) -> DraftText:
    """The reply with the line that tells of a reward; a model is not asked for it."""
    line = facts.disclosure.get(text.language, "")
    if line and text.forwardable:
        blocks = text.forwardable.rstrip().split("\n\n")
        blocks.insert(max(len(blocks) - 1, 1), line)
        return replace(text, forwardable="\n\n".join(blocks))
    if line and text.kind == "opt-in":
        return replace(text, body=f"{text.body.rstrip()}\n\n{line}")
    return text


def _read_reply(raw: str, payload: Payload, kind: str, channel: str, with_note: bool) -> DraftText:
    text = raw.strip()
    if text.startswith("```"):
        text = text.strip("`").removeprefix("json").strip()
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelError("The model's reply is not JSON.") from error
    if not isinstance(found, dict) or not all(
        isinstance(found.get(k), str) for k in ("subject", "body")
    ):
        raise ModelError("The model's reply lacks a subject or a text.")
    fields = {}
    for name in ("subject", "body", "forwardable", "forwardable_subject"):
        value = found.get(name, "")
        if not isinstance(value, str) or len(value) > FIELD_LIMIT:
            raise ModelError("The model's reply is not in the form that was asked for.")
        fields[name] = restore_text(value, payload.restore)
    plain = DraftText(
        body=fields["body"],
        subject=" ".join(fields["subject"].split()),
        forwardable=fields["forwardable"] if with_note else "",
        forwardable_subject=" ".join(fields["forwardable_subject"].split()) if with_note else "",
        channel=channel,
        kind=kind,
        language=payload.language,
    )
    return plain if channel == "email" else replace(plain, subject="")


def _reasons(failed: Sequence[Check], text: DraftText, language: str) -> tuple[str, ...]:
    reasons = [_MEND[c.name] for c in failed]
    written = language_of(text.body)
    if written is not None and written != language and _MEND["language"] not in reasons:
        reasons.append(_MEND["language"])
    return tuple(reasons)


def _record(
    log: Callable[[CallRecord], None] | None,
    settings: ModelSettings,
    payload: Payload,
    outcome: str,
    tokens_in: int,
    tokens_out: int,
) -> None:
    if log is None:
        return
    from urllib.parse import urlsplit

    cost = (tokens_in * settings.price_in + tokens_out * settings.price_out) / 1_000_000
    log(
        CallRecord(
            settings.provider,
            urlsplit(settings.base_url).hostname or "",
            settings.model,
            payload.fields,
            payload.digest(),
            outcome,
            tokens_in,
            tokens_out,
            cost,
        )
    )
