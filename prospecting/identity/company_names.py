"""Company names: words without legal forms, and the key for exact joins."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from prospecting.identity.text import batch, fold, without_symbols
from scoring.reference import load_rows

# Cyrillic, Greek, Hebrew, Arabic, Thai, Korean, kana and Chinese characters.
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u058f\u0590-\u06ff\u0e00-\u0e7f\u1100-\u11ff\u3041-\u30ff\u3131-\u318e\u3231"
    "\u3400-\u9fff\uac00-\ud7a3]"
)
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
# One sign that without_symbols would drop.
_CIRCLED = re.compile("[\u3231\u321c]")
_SMALL_TSU = re.compile("[\u30c3\u3063]")
_DOTTED = re.compile(r"\b(?:[a-z]\.(?:\s(?![a-z]\.[a-z]))?){1,5}[a-z]\b\.?|\b[a-z](?:/[a-z])+\b")
_WORD = re.compile(r"[a-z0-9]+")
_AND = frozenset({"and", "und", "et", "y", "e", "en", "og", "och", "i", "ja", "n"})
_ARTICLES = frozenset({"the"})


@lru_cache(maxsize=1)
def _scripts() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Forms, common words and well-known names as other scripts write them, with their Latin.

    They must be read before transliteration runs words together or gives a name the sound it has
    in another language. Scripts that put no blanks are cut anywhere, others at whole words.
    """
    latin = {row["text"].lower(): f" {row['latin']} " for row in load_rows("companies_scripts.csv")}
    kinds = (
        re.escape(text) if _UNSPACED.search(text) else rf"(?<!\w){re.escape(text)}(?!\w)"
        for text in sorted(latin, key=lambda text: (-len(text), text))
    )
    return re.compile("|".join(kinds), re.I), latin


def other_script(name: str) -> bool:
    """Whether ``name`` holds letters that must be transliterated."""
    return not name.isascii() and _OTHER_SCRIPT.search(name) is not None


def _latin(text: str) -> str:
    pattern, latin = _scripts()
    text = unicodedata.normalize("NFKC", text)
    text = pattern.sub(lambda found: latin.get(found[0].lower(), f" {found[0]} "), text)
    return _SMALL_TSU.sub("", text)


@lru_cache(maxsize=1)
def legal_forms() -> tuple[dict[int, frozenset[tuple[str, ...]]], frozenset[tuple[str, ...]]]:
    """Word sequences that end a name, by their length, longest first, and those that may begin one."""
    ends: dict[int, set[tuple[str, ...]]] = {}
    starts: set[tuple[str, ...]] = set()
    for row in load_rows("companies_forms.csv"):
        words = tuple(row["form"].split())
        if row["where"] != "start":
            ends.setdefault(len(words), set()).add(words)
        if row["where"] != "end":
            starts.add(words)
    longest_first = sorted(ends.items(), reverse=True)
    return {size: frozenset(forms) for size, forms in longest_first}, frozenset(starts)


@lru_cache(maxsize=1)
def _edges() -> tuple[frozenset[str], frozenset[str]]:
    """The last words of forms that end a name, the first words of those that may begin one."""
    ends, starts = legal_forms()
    return (
        frozenset(form[-1] for forms in ends.values() for form in forms),
        frozenset(form[0] for form in starts),
    )


def company_words(name: str, translated: bool = True) -> tuple[str, ...]:
    """Folded words of ``name``, dotted abbreviations closed, '&' and "and" dropped.

    Words of other scripts that are known are given as Latin writes them; only by their sound
    where not ``translated``.
    """
    if name.isascii() and name.replace(" ", "").isalnum():
        return _joined(name.lower().split())
    text = without_symbols(_CIRCLED.sub("株式会社", name)) if not name.isascii() else name
    if translated and other_script(text):
        text = _latin(text)
    text = fold(text).replace("&amp;", "&")
    text = text.replace("'", "").replace("`", "")
    text = _DOTTED.sub(lambda found: re.sub(r"[^a-z]", "", found[0]) + " ", text)
    return _joined(_WORD.findall(text))


def _joined(words: list[str]) -> tuple[str, ...]:
    if _AND.isdisjoint(words):
        return tuple(words)
    kept = tuple(
        word
        for position, word in enumerate(words)
        if not (word in _AND and 0 < position < len(words) - 1 and not _spelt(words, position))
    )
    return kept or tuple(words)


def _spelt(words: list[str], position: int) -> bool:
    """Whether a word is one of several single letters in a row, as in "e V" or "a s"."""
    near = (words[position - 1], words[position + 1])
    return len(words[position]) == 1 and any(len(word) == 1 for word in near)


def strip_legal_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    """``words`` without the legal forms at either end; never empty where ``words`` is not."""
    if len(words) < 2:
        return words
    ends, starts = legal_forms()
    last, first = _edges()
    if words[0] in _ARTICLES:
        words = words[1:]
    changed = True
    while changed and len(words) > 1 and words[-1] in last:
        changed = False
        for size in ends:
            if size < len(words) and words[-size:] in ends[size]:
                words, changed = words[:-size], True
                break
    if words[0] in first:
        for size in (4, 3, 2, 1):
            if size < len(words) and words[:size] in starts:
                return words[size:]
    return words


def is_legal_form(words: tuple[str, ...]) -> bool:
    """Whether ``words`` are a legal form and nothing else."""
    return len(words) < 6 and strip_legal_forms(("x", *words)) == ("x",)


def _company_key(name: str) -> str | None:
    words = company_words(name)
    if not words:
        # Nothing of it can be transliterated; the name itself is better than no key.
        return " ".join(name.split()).lower() or None
    return " ".join(strip_legal_forms(words))


def company_key(name: str | None) -> str | None:
    """The words that tell one company from another, folded; None only for an empty name.

    Legal forms of some fifty countries, "The", '&' and "and", punctuation and marks are dropped;
    "Group", a country or a branch stays, since a parent and its subsidiaries are not one company.
    """
    if not isinstance(name, str):
        return None
    return _company_key(name)


def company_keys(names: Sequence[str | None]) -> list[str | None]:
    """:func:`company_key` of every name."""
    return batch(_company_key, names)


_BETWEEN = re.compile(r"\s*(?:[|;\n\r]|,(?!\s*\d))\s*")


def several_names(cell: str | None) -> list[str]:
    """The names in one cell: parted by ``|``, ``;``, a line or a comma, or as a list in brackets.

    ``Acme, Inc., Beta GmbH`` gives two: what is only a legal form belongs to the name before it.
    """
    out: list[str] = []
    for part in _BETWEEN.split((cell or "").strip().removeprefix("[").removesuffix("]")):
        name = part.strip().strip("\"'").strip()
        words = company_words(name) if name else ()
        if out and words and is_legal_form(words):
            out[-1] = f"{out[-1]}, {name}"
        elif name and name not in out:
            out.append(name)
    return out
