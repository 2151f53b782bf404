"""A draft and its checks, as the screens and the command line see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from prospecting.drafting.facts import AskFacts, facts_table


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one draft.

    `passed` is None where the check does not apply to this channel and kind. `marks` are
    (start, end) character ranges in the body; `detail` says what to mend, in one sentence.
    """

    name: str
    hard: bool
    passed: bool | None
    detail: str
    marks: tuple[tuple[int, int], ...] = ()

    def to_dict(self) -> dict[str, object]:
        """JSON-ready, with the keys `name, hard, passed, detail, marks`."""
        return {
            "name": self.name,
            "hard": self.hard,
            "passed": self.passed,
            "detail": self.detail,
            "marks": [list(mark) for mark in self.marks],
        }


@dataclass(frozen=True, slots=True)
class DraftText:
    """The words of a draft, whoever wrote them: what the gate reads.

    `forwardable` and `forwardable_subject` are empty where the channel carries no note.
    """

    body: str
    subject: str = ""
    forwardable: str = ""
    forwardable_subject: str = ""
    channel: str = "email"
    kind: str = "first"
    language: str = "en"

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> DraftText:
        """From a mapping with the same keys, e.g. what an editor or a command holds."""
        return cls(
            body=str(fields.get("body") or ""),
            subject=str(fields.get("subject") or ""),
            forwardable=str(fields.get("forwardable") or ""),
            forwardable_subject=str(fields.get("forwardable_subject") or ""),
            channel=str(fields.get("channel") or "email"),
            kind=str(fields.get("kind") or "first"),
            language=str(fields.get("language") or "en"),
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """Words for an ask, with what they rest on and how they stand the checks.

    `source` is "template" or "model"; `notices` are sentences for the user (never part of the
    text): why a model's words were not used, what is missing for better ones.
    """

    text: DraftText
    source: str
    facts: AskFacts
    checks: tuple[Check, ...]
    facts_used: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return self.text.subject

    @property
    def body(self) -> str:
        return self.text.body

    @property
    def forwardable(self) -> str:
        return self.text.forwardable

    @property
    def forwardable_subject(self) -> str:
        return self.text.forwardable_subject

    @property
    def channel(self) -> str:
        return self.text.channel

    @property
    def kind(self) -> str:
        return self.text.kind

    @property
    def language(self) -> str:
        return self.text.language

    @property
    def ready(self) -> bool:
        """No hard check fails."""
        return all(check.passed is not False for check in self.checks if check.hard)

    def failed(self, *, hard: bool | None = None) -> tuple[Check, ...]:
        """The checks that fail; only the hard or only the soft ones if asked."""
        return tuple(
            check
            for check in self.checks
            if check.passed is False and (hard is None or check.hard is hard)
        )

    def with_notice(self, *sentences: str) -> Draft:
        """The same draft with more sentences for the user."""
        return replace(self, notices=(*self.notices, *sentences))

    def to_dict(self) -> dict[str, object]:
        """JSON-ready; the keys the command line promises, and `ready`, `notices`, `facts_used`."""
        return {
            "subject": self.subject,
            "body": self.body,
            "forwardable": self.forwardable,
            "forwardable_subject": self.forwardable_subject,
            "channel": self.channel,
            "kind": self.kind,
            "language": self.language,
            "source": self.source,
            "facts": facts_table(self.facts),
            "checks": [check.to_dict() for check in self.checks],
            "ready": self.ready,
            "notices": list(self.notices),
            "facts_used": list(self.facts_used),
        }
