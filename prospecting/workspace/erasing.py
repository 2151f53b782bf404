"""Free texts that may speak of an erased person: names in notes, file names, refused rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from prospecting.identity.text import fold
from prospecting.workspace.connection import Transaction

#: What stands where a name stood.
GONE: Final = "[erased]"


class Patterns:
    """Finds people in texts by full name, profile address or e-mail; case and marks do not count."""

    def __init__(self, words: Iterable[dict[str, Any]]) -> None:
        exact: set[str] = set()
        self._pairs: set[tuple[str, str]] = set()
        for word in words:
            for text in (word["name"], word["url"], word["url_key"], word["email"]):
                if text and len(text) > 4:
                    exact.add(text)
            if word["url_key"] and "/" in word["url_key"]:
                slug = word["url_key"].rpartition("/")[2]
                if len(slug) > 4:
                    exact.add(slug)
            first, last = word["first_name"], word["last_name"]
            if first and last:
                exact.update((f"{first} {last}", f"{last}, {first}", f"{last} {first}"))
                self._pairs.add((fold(first).strip(), fold(last).strip()))
        parts = sorted((re.escape(text) for text in exact), key=lambda text: (-len(text), text))
        # File names write a name with _ - . where a text has a blank.
        parts = [part.replace(r"\ ", r"[\s_.+-]+") for part in parts]
        self._find = re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def blank(self, text: str) -> str:
        """``text`` with every mention replaced."""
        return self._find.sub(GONE, text) if self._find else text

    def speaks(self, text: str) -> bool:
        """Whether ``text`` mentions one of them, also with the parts of the name in other cells."""
        if self._find and self._find.search(text):
            return True
        folded = fold(text)
        return any(
            first in folded and last in folded for first, last in self._pairs if len(last) > 2
        )

    def blank_json(self, value: Any) -> Any:
        """The same within a JSON value; list items that speak of them go."""
        if isinstance(value, str):
            return self.blank(value)
        if isinstance(value, list):
            return [
                self.blank_json(item)
                for item in value
                if not (isinstance(item, str) and self.speaks(item))
            ]
        if isinstance(value, dict):
            return {self.blank(key): self.blank_json(item) for key, item in value.items()}
        return value


def blank_texts(t: Transaction, words: Iterable[dict[str, Any]]) -> None:
    """Take people out of every free text of the store."""
    patterns = Patterns(words)
    for number, line, member, cells in t.rows("rights.rejects_with_cells"):
        if patterns.speaks(" ".join(json.loads(cells))):
            params = {"import": number, "line": line, "member": member}
            t.run("rights.blank_reject", params)
    for number, file, given_by, warnings in t.rows("rights.file_names"):
        clean = [patterns.blank(text) if text else text for text in (file, given_by, warnings)]
        if clean != [file, given_by, warnings]:
            params = dict(zip(("file", "given_by", "warnings"), clean, strict=True))
            t.run("rights.set_file_name", {"id": number, **params})
    for place, number, value in t.rows("rights.free_texts"):
        if patterns.speaks(value):
            clean_value = json.dumps(patterns.blank_json(json.loads(value)), ensure_ascii=False)
            t.run(f"rights.set_{place}_text", {"id": number, "value": clean_value})
    for place, number, value in t.rows("rights.note_texts"):
        if patterns.speaks(value):
            t.run(f"rights.set_{place}", {"id": number, "value": patterns.blank(value)})
