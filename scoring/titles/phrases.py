"""From the tokens of a title to the phrases of the lexicon, longest first."""

from __future__ import annotations

from typing import Final

from scoring.titles.compounds import Compounds
from scoring.titles.lexicon import ALIASES, HEADS, PHRASES, SINGLE, Kind, Word

_MOST_KEPT: Final = 200_000
_LEAST_FORMER: Final = 7

_SEPARATOR: Final = Word(Kind.SEPARATOR)
_COMMA: Final = Word(Kind.SEPARATOR, mark="comma")
_STRONG: Final = Word(Kind.STRONG)
_UNKNOWN: Final = Word(Kind.UNKNOWN)
_AT: Final = Word(Kind.MARK, mark="at")

_SIGNS: Final[dict[str, Word]] = {
    "|": _STRONG, ";": _STRONG, "\n": _STRONG, "!": _STRONG, "?": _STRONG,
    ",": _COMMA, "(": _COMMA, ")": _COMMA, ":": _COMMA, "-": _COMMA, "~": _COMMA,
    "/": _SEPARATOR, "&": _SEPARATOR, "+": _SEPARATOR, "@": _AT,
}  # fmt: skip

_VOCABULARY: Final = frozenset(SINGLE) | {
    token for rows in PHRASES.values() for tokens, _, _ in rows for token in tokens
}
_COMPOUNDS: Final = Compounds(SINGLE, HEADS)


class _Canon(dict[str, str]):
    """Each token as the lexicon spells it; learns what it meets, within bounds."""

    def __missing__(self, token: str) -> str:
        if len(self) > _MOST_KEPT:
            self.clear()
        found = _spelled(token)
        self[token] = found
        return found


def _spelled(token: str) -> str:
    token = ALIASES.get(token, token)
    if token in _VOCABULARY:
        return token
    for before, after in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        if before in token:
            plain = token.replace(before, after)
            if plain in _VOCABULARY:
                return plain
    plain = token.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return plain if plain in _VOCABULARY else token


class _Known(dict[str, Word]):
    """Each token alone as a word of the lexicon, a compound of such, or unknown."""

    def __missing__(self, token: str) -> Word:
        if len(self) > _MOST_KEPT:
            self.clear()
            self.update(_SIGNS)
        word = _alone(token)
        self[token] = word
        return word


def _alone(token: str) -> Word:
    if token[0] in "->":
        return _COMMA if token.startswith("-") and len(token) == 1 else _STRONG
    found = SINGLE.get(token)
    if found is None and token.endswith("s"):
        found = SINGLE.get(token[:-1])
        if found is not None and found.kind is not Kind.TOPIC:
            # "founders" are whom somebody helps, not who he is.
            found = None
    if found is None and len(token) > 3:
        plural = SINGLE.get(token + "s")
        found = plural if plural is not None and plural.kind is Kind.TOPIC else None
    if found is None:
        found = _COMPOUNDS.read(token)
    return found or _UNKNOWN


def _was(token: str) -> str:
    """The post in a word such as "exdirector", which no lexicon lists."""
    if len(token) < _LEAST_FORMER or not token.startswith("ex") or token in SINGLE:
        return ""
    post = _spelled(token[2:])
    known = SINGLE.get(post)
    return post if known is not None and known.kind in (Kind.JOB, Kind.LEVEL) else ""


class _Former(dict[str, str]):
    """The post that a word such as "exdirector" tells of, empty where it tells none."""

    def __missing__(self, token: str) -> str:
        if len(self) > _MOST_KEPT:
            self.clear()
        post = _was(token)
        self[token] = post
        return post


_CANON: Final = _Canon()
_KNOWN: Final = _Known(_SIGNS)
_FORMER: Final = _Former()


def phrases(tokens: list[str]) -> list[Word]:
    """The words of a title in order; what no phrase covers is UNKNOWN, a token each."""
    result: list[Word] = []
    spelled = [_CANON[token] for token in tokens]
    for at, token in enumerate(spelled):
        if token.startswith("ex") and (post := _FORMER[token]):
            spelled[at : at + 1] = ["ex", post]
            break
    place, end = 0, len(spelled)
    get = PHRASES.get
    while place < end:
        token = spelled[place]
        rows = get(token)
        if rows is not None:
            for row, size, word in rows:
                if spelled[place : place + size] == row:
                    result.append(word)
                    place += size
                    break
            else:
                result.append(_KNOWN[token])
                place += 1
        else:
            result.append(_KNOWN[token])
            place += 1
    return result
