"""Headers that a program writes in its user's language, as the English ones its readers know.

The readers of HubSpot, Salesforce, Pipedrive and Thunderbird declare English headers. A file of the
same program in German or French has the same columns under other names; ``english`` gives them the
known keys. What people see stays as written in the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from prospecting.exports.headers import key, register
from scoring.reference import load_toml

#: Programs whose headers are translated whole. The order decides where two would do.
_PROGRAMS: Final = ("hubspot", "salesforce", "thunderbird")
_PARTED: Final = " - "
#: Besides the mark so many further headers must be translated.
_ENOUGH: Final = 2


@lru_cache(maxsize=8)
def _program(name: str) -> tuple[Mapping[str, str], frozenset[str]]:
    """Of a program: translated key to English key, and the English keys that give it away."""
    table = load_toml("exports/tongues.toml")[name]
    known = {
        key(word): key(english) for english, words in table["headers"].items() for word in words
    }
    return known, frozenset(key(mark) for mark in table["marks"])


@lru_cache(maxsize=1)
def _pipedrive() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Pipedrive's objects and parts of headers: key in any language to the English words."""
    table = load_toml("exports/tongues.toml")["pipedrive"]
    objects, parts = (
        {
            **{key(word): english for english, words in table[group].items() for word in words},
            **{key(english): english for english in table[group]},
        }
        for group in ("objects", "parts")
    )
    return objects, parts


def pipedrive_object(header: str) -> str | None:
    """The object that a header of Pipedrive stands under ("Person - E-Mail"), in English."""
    first, found, _ = header.partition(_PARTED)
    return _pipedrive()[0].get(key(first)) if found else None


def english(header: Sequence[str], keys: list[str]) -> list[str]:
    """The keys of a header row, those of a program's translation as in English.

    A key that would then stand twice keeps its first place; nothing changes where no program is
    recognised by a header that only it has.
    """
    if sum(pipedrive_object(text) is not None for text in header) > _ENOUGH:
        return [_part_by_part(text, name) for text, name in zip(header, keys, strict=True)]
    for program in _PROGRAMS:
        known, marks = _program(program)
        found = {known[name] for name in keys if name in known}
        if found & marks and len(found) > _ENOUGH:
            taken = set(keys)
            out = []
            for name in keys:
                better = known.get(name, name)
                out.append(name if better in taken else better)
                taken.add(out[-1])
            return out
    return keys


def _part_by_part(text: str, name: str) -> str:
    objects, parts = _pipedrive()
    first, *rest = text.split(_PARTED)
    if key(first) not in objects or not rest:
        return name
    return key(" ".join([objects[key(first)], *(parts.get(key(part), part) for part in rest)]))


def _register() -> None:
    for program in _PROGRAMS:
        register(_program(program)[0])


_register()
