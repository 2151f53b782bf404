"""One way to compare texts whatever their case, accents, punctuation and spacing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_OTHER: Final = re.compile(r"[^0-9a-z]+")
_SPECIAL: Final = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "&": " and ",
        "+": " and ",
    }
)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case without accents; everything but letters and digits is one space.

    Texts in other scripts keep their letters (lower case), so that they still compare.
    """
    lowered = text.casefold().translate(_SPECIAL)
    plain = unicodedata.normalize("NFKD", lowered)
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c))
    if ascii_only.isascii():
        return _OTHER.sub(" ", ascii_only).strip()
    kept = "".join(c if c.isalnum() else " " for c in ascii_only)
    return " ".join(kept.split())
