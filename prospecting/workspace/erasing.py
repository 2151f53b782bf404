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
    """Finds people in texts by full name, profile address or e-mail; case and marks do not count.

    People are looked up by the words of a text, so that many of them take no longer than one.
    """

    def __init__(self, words: Iterable[dict[str, Any]]) -> None:
        self._by_word: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for word in words:
            first, last = word["first_name"], word["last_name"]
            forms = {word["name"], word["url"], word["url_key"], word["email"]}
            if word["url_key"] and "/" in word["url_key"]:
                forms.add(word["url_key"].rpartition("/")[2])
            if first and last:
                forms |= {f"{first} {last}", f"{last}, {first}", f"{last} {first}"}
            for form in forms:
                if form and len(form) > 4:
                    parts = _words(form)
                    if parts:
                        # Looked up under its longest word, which is the rarest, too.
                        rarest = max(parts, key=lambda part: (len(part), part))
                        self._by_word.setdefault(rarest, []).append((form, frozenset(parts)))

    def _forms(self, text: str) -> set[str]:
        """The forms of names and addresses all of whose words stand in ``text``."""
        here = set(_words(text))
        return {
            form
            for word in here & self._by_word.keys()
            for form, parts in self._by_word[word]
            if parts <= here
        }

    def blank(self, text: str) -> str:
        """``text`` with every mention replaced."""
        forms = sorted(self._forms(text), key=lambda form: (-len(form), form))
        if not forms:
            return text
        # File names write a name with _ - . where a text has a blank.
        parts = [re.escape(form).replace(r"\ ", r"[\s_.+-]+") for form in forms]
        return re.sub("|".join(parts), GONE, text, flags=re.IGNORECASE)

    def speaks(self, text: str) -> bool:
        """Whether ``text`` mentions one of them, the parts of a name in any order and place."""
        return bool(self._forms(text))

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


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", fold(text))


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
