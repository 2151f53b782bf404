"""Whose network is it? Signs in the name of the file and of its folders."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

from prospecting.exports.headers import key
from prospecting.exports.staging import OwnerHint
from scoring.reference import load_toml

_EMAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ENDING: Final = re.compile(
    r"(?:\.(?:csv|tsv|tab|txt|xlsx|xlsm|xls|zip|vcf|vcard|parquet))+$", re.IGNORECASE
)
#: "CarlaKeller" is two words, "McDonald" one.
_CAMEL: Final = re.compile(r"(?<=[a-zà-ÿ])(?<!\bMc)(?<!\bMac)(?=[A-ZÀ-Þ][a-zà-ÿ])")
_PARTICLES: Final = frozenset(
    {"de", "di", "van", "von", "der", "den", "la", "del", "da", "dos", "zu"}
)
_SPLIT: Final = re.compile(r"[\s_.,;()\[\]{}+&–—-]+")


@lru_cache(maxsize=8)
def _words(group: str) -> frozenset[str]:
    return frozenset(key(word) for word in load_toml("exports/words.toml")["file_words"][group])


def name_words(text: str) -> list[str]:
    """The words of a file's name, without its endings."""
    return [word for word in _SPLIT.split(_ENDING.sub("", text)) if word]


def speaks_of(text: str, group: str) -> bool:
    """Whether a file's own name holds a word of ``file_words`` in ``words.toml``."""
    listed = _words(group)
    base = text.replace("\\", "/").rpartition("/")[2]
    return any(key(word) in listed for word in name_words(base))


def hint_in(text: str, source: str) -> OwnerHint | None:
    """The person that a file's or folder's name names, if it names one.

    "Connections - Carla Keller.csv" gives a name (in either order), "carla.keller@example.com.csv"
    an e-mail address, "my connections.csv" the name "me".
    """
    bare = _ENDING.sub("", text)
    if match := _EMAIL.search(bare):
        email = re.sub(r"^(?:connections|linkedin)[-_.]+", "", match[0], flags=re.IGNORECASE)
        return OwnerHint(source, None, email)
    noise, me = _words("noise"), _words("me")
    kept: list[str] = []
    own = False
    for whole in _SPLIT.split(bare):
        if "linkedin" in key(whole) or "export" in key(whole):
            continue
        for word in _CAMEL.split(whole):
            plain = key(word)
            if kept and plain in _PARTICLES:
                kept.append(word)  # "Noor de Vries", but not "Connections de Carla"
            elif not word or plain in noise or any(char.isdigit() for char in word):
                continue
            elif plain in me:
                own = True
            elif all(char.isalpha() or char in "'’" for char in word):
                kept.append(word)
    while kept and key(kept[-1]) in _PARTICLES:
        kept.pop()
    if own and not kept:
        return OwnerHint(source, "me")
    if not 1 <= len(kept) <= 5 or (len(kept) == 1 and len(kept[0]) < 3):
        return None
    return OwnerHint(source, " ".join(kept))


def hints_of(path: str) -> list[OwnerHint]:
    """Hints of a path ("folder/file.csv"): the file's own name first, then the nearest folders."""
    pure = PurePosixPath(path.replace("\\", "/"))
    hints = [hint_in(pure.name, "file name")]
    hints += [hint_in(folder, "folder name") for folder in list(reversed(pure.parts[:-1]))[:3]]
    return [hint for hint in hints if hint]
