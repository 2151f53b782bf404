"""Personal names: what belongs to the name, in which order, and which forms are one name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from prospecting.identity.east_asian import east_asian, native_name, without_address
from prospecting.identity.text import fold, without_symbols
from scoring.reference import load_rows, load_text


class PersonName(NamedTuple):
    """A name taken apart; every part is folded to lower-case ASCII words."""

    given: tuple[str, ...]
    """Given names in their order, initials as single letters."""
    family: tuple[str, ...]
    """Family name with its particles."""
    other: tuple[str, ...]
    """Nicknames and former family names, from quotes and parentheses."""
    suffix: str
    """``jr``, ``sr``, ``2``, ``3`` …; empty where none is given."""


_EMPTY = PersonName((), (), (), "")

_GENERATIONS = {
    "jr": "jr", "jnr": "jr", "junior": "jr", "sr": "sr", "snr": "sr", "senior": "sr",
    "ii": "2", "iii": "3", "iv": "4", "2nd": "2", "3rd": "3", "4th": "4",
}  # fmt: skip
_NOBODY = frozenset(
    {
        "linkedin member",
        "member",
        "unknown",
        "n a",
        "na",
        "none",
        "null",
        "nan",
        "test",
        "test test",
        "anonymous",
        "hidden",
        "private",
        "no name",
        "xxx",
        "xx",
        "tbd",
        "deleted user",
        "user",
    }
)
_ASIDE = re.compile(
    r"[(\[{（]([^()\[\]{}（）]*)[)\]}）]"
    r"|[\"“”„«»‟〝]([^\"“”„«»‟〝]{1,30})[\"“”„«»‟〝]"
    r"|(?:^|(?<=\s))['‘‚`]([^'’‘`]{2,30})['’`](?=\s|$)"
)
_MARKS = frozenset("([{（\"“”„«»‟〝'‘‚`")
_APOSTROPHES = frozenset("'’`´ʼ")
_FORMERLY = re.compile(
    r"\b(?:nee|née|né|geb\.?|geboren|geborene|formerly|maiden name|born|vormals|f\.|fka|aka)\s+",
    re.I,
)
_TAIL = re.compile(r"\s(?:[|•·–—/]|-{1,2}|@|\bat\b)\s|[|•]")
_PRONOUNS = re.compile(r"^\W*(?:he|she|they|him|her|them|sie|er|elle|il|any|ze|xe)\b\s*[/,]?", re.I)


def _words(name: str) -> Iterable[str]:
    for line in load_text(name).splitlines():
        word = line.partition("#")[0].strip()
        if word:
            yield word


@lru_cache(maxsize=1)
def _honorifics() -> frozenset[str]:
    return frozenset(_words("names/honorifics.txt"))


@lru_cache(maxsize=1)
def _particles() -> frozenset[str]:
    return frozenset(_words("names/particles.txt"))


@lru_cache(maxsize=1)
def _credentials() -> tuple[frozenset[str], frozenset[str]]:
    """Certain credentials, and those that are surnames too."""
    words = list(_words("names/credentials.txt"))
    return (
        frozenset(word for word in words if not word.endswith("?")),
        frozenset(word[:-1] for word in words if word.endswith("?")),
    )


_NO_SIGN = re.compile(r"[^a-z0-9]+")


def _compact(word: str) -> str:
    """A folded word of letters and digits only (``ph.d.`` -> ``phd``)."""
    folded = fold(word)
    return folded if folded.isalnum() and folded.isascii() else _NO_SIGN.sub("", folded)


def _is_credential(word: str, *, sure: bool, shouting: bool) -> bool:
    """Whether ``word`` is a degree or licence; ``sure`` says that a comma already parted it off."""
    compact = _compact(word)
    if not compact:
        return True
    certain, doubtful = _credentials()
    if compact in certain:
        return True
    letters = [sign for sign in word if sign.isalpha()]
    capitals = len(letters) > 1 and all(sign.isupper() for sign in letters)
    if compact in doubtful:
        return sure or "." in word or (capitals and not shouting)
    # CISSP-ISSAP, SHRM-SCP and their like are not all listed; behind a comma capitals tell them.
    return sure and (capitals or any(sign.isdigit() for sign in compact))


def _only_credentials(text: str) -> bool:
    words = re.split(r"[\s/&]+", text.strip())
    return all(
        _compact(word) in _GENERATIONS or _is_credential(word, sure=True, shouting=False)
        for word in words
    )


def _asides(text: str) -> tuple[str, list[str]]:
    """``text`` without what stands in parentheses or quotes, and that as a list."""
    found: list[str] = []
    if _MARKS.isdisjoint(text):
        return text, found

    def take(match: re.Match[str]) -> str:
        inner = (match[1] or match[2] or match[3] or "").strip()
        inner = _FORMERLY.sub("", inner)
        if (
            inner
            and not _PRONOUNS.match(inner)
            and "/" not in inner
            and not _only_credentials(inner)
        ):
            found.append(inner)
        return " "

    return _ASIDE.sub(take, text), found


def _tokens(text: str) -> list[str]:
    """The words of a piece of a name as written, hyphens parted, apostrophes closed."""
    if not _APOSTROPHES.isdisjoint(text):
        text = re.sub(r"(?<=\w)['’`´ʼ](?=\w)", "", text)
    # Initials run together: J.R.R. Tolkien.
    text = re.sub(r"\b(\w)\.(?=\w)", r"\1. ", text) if "." in text else text
    return [word for word in re.split(r"[\s\-‐‑_,;/+]+", text) if word]


def _stripped(tokens: list[str], *, keep: int) -> tuple[list[str], str]:
    """``tokens`` without honorifics before and degrees behind, and the generation suffix."""
    suffix = ""
    shouting = sum(word.isupper() for word in tokens) > len(tokens) / 2
    while len(tokens) > keep and (_compact(tokens[0]) in _honorifics() or not _compact(tokens[0])):
        tokens = tokens[1:]
    while len(tokens) > keep:
        last = _compact(tokens[-1])
        if last in _GENERATIONS:
            suffix = suffix or _GENERATIONS[last]
        elif not _is_credential(tokens[-1], sure=False, shouting=shouting):
            break
        tokens = tokens[:-1]
    return tokens, suffix


def _folded(tokens: Iterable[str]) -> tuple[str, ...]:
    """Folded words; a transliterated word may become several (``WangWei`` stays one)."""
    out: list[str] = []
    for token in tokens:
        if token.isascii() and token.isalpha():
            out.append(token.lower())
            continue
        out.extend(re.findall(r"[a-z0-9]+", fold(token).replace("'", "").replace("`", "")))
    return tuple(out)


def _piece(text: str, *, keep: int) -> tuple[list[str], str, list[str]]:
    """Tokens, generation and asides of a text that holds given or family names only."""
    text, asides = _asides(_FORMERLY.sub(" ", text) if " " in text else text)
    head, *rest = re.split(r"[,;|]", text)
    if not head.strip() and rest:
        head, rest = rest[0], rest[1:]
    head = without_address(head.strip())
    suffix = ""
    for part in rest:
        for word in part.split():
            suffix = suffix or _GENERATIONS.get(_compact(word), "")
    tokens, own = _stripped(_tokens(_TAIL.split(head, maxsplit=1)[0]), keep=keep)
    return tokens, suffix or own, asides


def _split_full(text: str) -> tuple[list[str], list[str], str, list[str]]:
    """Given and family tokens, generation, asides of a whole name."""
    text, asides = _asides(text)
    text = _TAIL.split(text.strip(), maxsplit=1)[0]
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    suffix = ""
    names: list[str] = []
    for position, part in enumerate(parts):
        if position and _only_credentials(part):
            for word in part.split():
                suffix = suffix or _GENERATIONS.get(_compact(word), "")
        else:
            names.append(part)
    if not names:
        return [], [], suffix, asides
    if native := native_name(names[0]) if len(names) == 1 else None:
        family, given = ([part] if part else [] for part in native)
        return given, family, suffix, asides
    if len(names) >= 2 and len(_tokens(names[0])) <= 4:
        # "Last, First": what follows further (a department, a place) is no name.
        family, own = _stripped(_tokens(names[0]), keep=1)
        given, other = _stripped(_tokens(names[1]), keep=1)
        if given and len(given) <= 3:
            return given, family, suffix or own or other, asides
    tokens, own = _stripped(_tokens(names[0]), keep=1)
    if len(tokens) == 1:
        return tokens, [], suffix or own, asides
    cut = len(tokens) - 1
    particles = _particles()
    while cut > 1 and _compact(tokens[cut - 1]) in particles:
        cut -= 1
    if re.search(r"\S-\S+\s*$", names[0]) and cut == len(tokens) - 1 and cut > 1:
        cut -= 1  # a double-barrelled surname was parted at its hyphen
    return tokens[:cut], tokens[cut:], suffix or own, asides


_SPECIAL = frozenset({*_GENERATIONS, *_NOBODY, "linkedin", "deleted", "no"})


def _plain_word(text: str) -> str | None:
    """``text`` folded, where it is one word of letters round which nothing can stand."""
    if len(text) < 2 or not text.isalpha() or east_asian(text):
        return None
    word = fold(text)
    return word if word not in _SPECIAL and word.isascii() and word.isalpha() else None


def _plain_full(text: str) -> PersonName | None:
    """ "Anna Keller" and "Keller, Anna", as most whole names are written."""
    one, _, two = text.partition(" ")
    turned = one.endswith(",")
    head, tail = _plain_word(one[:-1] if turned else one), _plain_word(two)
    if not head or not tail or (turned and two.isupper()):
        return None
    certain, doubtful = _credentials()
    if head in _honorifics() or any(word in certain or word in doubtful for word in (head, tail)):
        return None
    return PersonName((tail,), (head,), (), "") if turned else PersonName((head,), (tail,), (), "")


class NamePiece(NamedTuple):
    """A cell that holds given names only, or the family name only."""

    words: tuple[str, ...]
    other: tuple[str, ...]
    suffix: str

    @property
    def doubtful(self) -> bool:
        """Whether a given name can be read only together with the family name."""
        return bool(self.other or self.suffix) or self.words in _NOBODY_HEADS


_NOTHING = NamePiece((), (), "")
_NOBODY_HEADS = frozenset((name.split()[0],) for name in _NOBODY)


@lru_cache(maxsize=262144)
def name_piece(text: str) -> NamePiece:
    """The parts of a given or a family name that stands in a column of its own."""
    word = _plain_word(text)
    if word:
        return NamePiece((word,), (), "")
    tokens, suffix, asides = _piece(without_symbols(text).strip(), keep=1)
    return NamePiece(_folded(tokens), _folded(w for a in asides for w in _tokens(a)), suffix)


@lru_cache(maxsize=262144)
def parse_name(first: str, last: str = "", full: str = "") -> PersonName:
    """The parts of a name given in columns, or in one text.

    Degrees, honorifics, emoji, pronouns and employers behind a bar are dropped; nicknames in
    quotes and former names in parentheses are kept apart; ``Last, First`` is turned round. A
    placeholder ("LinkedIn Member", "n/a") gives an empty name. ``full`` counts only where
    neither ``first`` nor ``last`` is given, or only one of them.
    """
    if first and last:
        one, two = _plain_word(first), _plain_word(last)
        if one and two:
            # Two ordinary words, as in most rows: nothing can stand around them.
            return PersonName((one,), (two,), (), "")
    elif full and not first and not last:
        plain = _plain_full(full)
        if plain:
            return plain
    first, last, full = (without_symbols(text).strip() for text in (first, last, full))
    if last and (first or not full):
        head = name_piece(first) if first else _NOTHING
        tail = name_piece(last)
        suffix = tail.suffix or head.suffix
        name = PersonName(head.words, tail.words, head.other + tail.other, suffix)
    else:
        given, family, suffix, asides = _split_full(full or first)
        other = _folded(w for a in asides for w in _tokens(a))
        name = PersonName(_folded(given), _folded(family), other, suffix)
    if " ".join((*name.given, *name.family)) in _NOBODY:
        return _EMPTY
    return name


def _name_key(first: str, last: str, full: str) -> str | None:
    name = parse_name(first, last, full)
    given = next((word for word in name.given if len(word) > 1), "")
    family = " ".join(name.family)
    return f"{given} {family}" if given and len(family) > 1 else None


def name_key(first: str | None, last: str | None = None, full: str | None = None) -> str | None:
    """First written-out given name and family name, folded, or None where one is missing.

    Meant to be joined together with a company, never alone: two people may share it.
    """
    return _name_key(*(text if isinstance(text, str) else "" for text in (first, last, full)))


def name_keys(
    first: Sequence[str | None],
    last: Sequence[str | None] | None = None,
    full: Sequence[str | None] | None = None,
) -> list[str | None]:
    """:func:`name_key` of every row; the columns have the same length.

    Raises:
        ValueError: the columns differ in length.
    """
    blank: Sequence[str | None] = [None] * len(first)
    known: dict[tuple[str | None, str | None, str | None], str | None] = {}
    out: list[str | None] = []
    for row in zip(first, last or blank, full or blank, strict=True):
        if row not in known:
            known[row] = name_key(*row)
        out.append(known[row])
    return out


@lru_cache(maxsize=1)
def full_names() -> frozenset[str]:
    """Given names, folded, that people bear as they stand, though longer ones begin so too."""
    heads = {"".join(_folded([row["name"]])) for row in load_rows("names/nicknames.csv")}
    for row in load_rows("names/common_names.csv"):
        if row["kind"] == "given":
            heads.update(row["names"].split(";"))
    return frozenset(heads)


@lru_cache(maxsize=1)
def short_forms() -> dict[str, frozenset[str]]:
    """For each folded given name the names that stand for it in either direction.

    From our own table of European names, and the English ones of the package ``nicknames``.
    Two names that are only short for the same third one (Bert: Albert, Robert) are not linked.
    """
    from nicknames import name_triplets

    links: dict[str, set[str]] = {}

    def link(one: str, two: str) -> None:
        if one and two and one != two:
            links.setdefault(one, set()).add(two)
            links.setdefault(two, set()).add(one)

    for row in load_rows("names/nicknames.csv"):
        full = "".join(_folded([row["name"]]))
        for short in row["short"].split(";"):
            link(full, "".join(_folded([short])))
    for triplet in name_triplets():
        if triplet.relationship == "has_nickname":
            link("".join(_folded([triplet.name1])), "".join(_folded([triplet.name2])))
    return {name: frozenset(others) for name, others in links.items()}
