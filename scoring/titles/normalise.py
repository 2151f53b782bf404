"""From the text of a title to tokens: plain lower-case words and the separators between them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_CHARS: Final = 400
"""What stands further on in a title is prose; reading it would only cost time."""

_SPECIAL: Final = {
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
    "’": "'", "‘": "'", "´": "'", "`": "'", "•": "|", "·": "|", "▪": "|", "¦": "|", "‖": "|",
    "»": "|", "«": "|", "›": "|", "\u2028": "|", "\u2029": "|", "º": "o", "ª": "a",
}  # fmt: skip


def _plain(char: str) -> str:
    """One character beyond ASCII as plain lower-case text."""
    special = _SPECIAL.get(char)
    if special is not None:
        return special
    kind = unicodedata.category(char)
    if kind in ("Cf", "Mn", "Me", "Cs", "Co"):
        return ""
    if kind == "Pd":
        return "-"
    if kind in ("So", "Sk", "Sm"):
        # Emoji and arrows stand between roles; letters in circles and the like are letters.
        wide = unicodedata.normalize("NFKD", char).lower()
        return wide if wide.isascii() and wide.isalnum() else "|"
    parts = unicodedata.normalize("NFKD", char.lower())
    kept = "".join(_SPECIAL.get(c, c) for c in parts if not unicodedata.combining(c))
    if kept.isascii() or (kept and kept.isalnum()):
        return kept.lower()
    return " "


class _Folding(dict[int, str]):
    """A table for ``str.translate`` that learns each character when it first meets it."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = char if code < 128 else _plain(char)
        self[code] = plain
        return plain


_FOLDING: Final = _Folding({0: " ", 0x85: "|"})

_TOKEN: Final = re.compile(r"[^\W_]+|(?<=\s)[-~]+(?=\s)|[|;\n,/&+@():!?]|--+|>+")
_DOTTED: Final = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b|\b(?:[a-z]\.){2,}")
# "Einkäufer/in", "Leiter*in", "Chef:in", "directeur(trice)", "chargé.e", "director/a"
_GENDER: Final = re.compile(
    r"(?<=[^\W\d_]{3})(?:\((?:in|innen|r|e|ne|fe|le|sse|trice|rice|euse|se|a|ra|ora|s|es|m|f|v)\)"
    r"|[/*:_|.](?:-?(?:innen|in)|-?(?:trice|rice|euse|ne|e|a|ra|ora|r)|-frau|-?mann)(?![\w.-]))"
)
_NEEDS_GENDER: Final = re.compile(r"[/*:_(|.]")


_ABOUT: Final = ("of ", "in ", "for ", "and ", "& ", "+ ", "/ ", ", ")


def _undotted(match: re.Match[str]) -> str:
    """Initials without dots; "M.D." is a doctor, though "MD" may be a managing director, and "a.i."
    behind a post is ad interim."""
    plain = match.group().replace(".", "")
    if plain == "md":
        return "physician"
    before = match.string[: match.start()]
    if plain == "ai" and before.strip() and not before.endswith(_ABOUT):
        return "interim"
    return plain


def fold_title(text: str) -> str:
    """Lower case without accents, signs of gender, zero-width and control characters."""
    low = text[:MAX_CHARS].lower()
    if not low.isascii():
        low = low.translate(_FOLDING)
    if _NEEDS_GENDER.search(low):
        if "." in low:
            low = _DOTTED.sub(_undotted, low)
        low = _GENDER.sub("", low)
    return low


def tokenise(text: str) -> list[str]:
    """Words and separators of a title, in order; a hyphen inside a word parts it silently."""
    return _TOKEN.findall(fold_title(text))
