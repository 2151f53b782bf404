"""German and Dutch compounds: "Einkaufsleiterin" is a head ("-leiterin") after a topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from scoring.titles.lexicon import Kind, Word

_LEAST: Final = 7
_LINKS: Final = ("", "s", "n", "en", "e", "es", "er")


class Compounds:
    """Splits a token into topics and a head, all from the lexicon."""

    def __init__(self, single: Mapping[str, Word], heads: Mapping[str, Word]) -> None:
        self._single = single
        self._heads = heads
        self._longest = max((len(head) for head in heads), default=0)

    def read(self, token: str) -> Word | None:
        """The compound as one word, or None where it is none.

        A head whose first part is unknown still says how high ("Stallleiter"); a topic at the
        end says the field ("Konzerneinkauf").
        """
        if len(token) < _LEAST or not token.isalpha():
            return None
        for size in range(min(self._longest, len(token) - 2), 2, -1):
            head = self._heads.get(token[-size:])
            if head is not None:
                return self._joined(token[:-size], head)
        topic = self._topic(token)
        if topic is not None:
            return topic
        for size in range(len(token) - 3, 4, -1):
            found = self._single.get(token[-size:])
            if found is not None and found.language in ("de", "nl") and found.kind is Kind.JOB:
                return found
        return None

    def _joined(self, first: str, head: Word) -> Word:
        topic = self._topic(first)
        if topic is None:
            return replace(head, language=head.language)
        if head.kind is Kind.JOB and head.functions and not head.weak:
            return head
        functions = topic.functions + tuple(f for f in head.functions if f not in topic.functions)
        return replace(head, kind=Kind.JOB, functions=functions)

    def _topic(self, text: str) -> Word | None:
        """The field that ``text`` names: the whole of it, or its longest known last part."""
        for start in range(0, max(1, len(text) - 1)):
            part = text[start:]
            if start and len(part) < 4:
                break
            for link in _LINKS:
                if link and not part.endswith(link):
                    continue
                found = self._single.get(part[: len(part) - len(link)] if link else part)
                if found is None or (start and found.language not in ("de", "nl")):
                    continue
                if found.kind is Kind.TOPIC:
                    return found
                if found.kind is Kind.JOB and found.functions and not start and found.level < 5:
                    return Word(Kind.TOPIC, functions=found.functions, language=found.language)
        return None
