"""Company names: words without legal forms, and the key for exact joins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from prospecting.identity.text import batch, fold, without_symbols
from scoring.reference import load_rows

# Forms that other scripts write; they must be read before transliteration runs words together.
_SCRIPTS = {
    "株式会社": " kk ", "㈱": " kk ", "（株）": " kk ", "合同会社": " gk ", "有限会社": " yk ",
    "股份有限公司": " co ltd ", "有限责任公司": " co ltd ", "有限公司": " co ltd ",
    "股份公司": " co ltd ", "集团": " group ", "集團": " group ", "株式會社": " kk ",
    "주식회사": " co ltd ", "㈜": " co ltd ", "(주)": " co ltd ", "유한회사": " co ltd ",
    "ООО": " ooo ", "ОАО": " oao ", "ЗАО": " zao ", "ПАО": " pao ", "ТОВ": " tov ",
    "ЕООД": " eood ", "ООД": " ood ", "ЕАД": " ead ", "Α.Ε.": " ae ", "Ε.Π.Ε.": " epe ",
}  # fmt: skip
_SCRIPT = re.compile("|".join(map(re.escape, sorted(_SCRIPTS, key=len, reverse=True))))
_DOTTED = re.compile(r"\b(?:[a-z]\.\s?){1,5}[a-z]\b\.?|\b[a-z](?:/[a-z])+\b")
_WORD = re.compile(r"[a-z0-9]+")
_AND = frozenset({"and", "und", "et", "y", "e", "en", "og", "och", "i", "ja", "n"})
_ARTICLES = frozenset({"the"})


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


def company_words(name: str) -> tuple[str, ...]:
    """Folded words of ``name``, dotted abbreviations closed, '&' and "and" dropped."""
    if name.isascii() and name.replace(" ", "").isalnum():
        return _joined(name.lower().split())
    text = without_symbols(name) if not name.isascii() else name
    if not text.isascii():
        text = _SCRIPT.sub(lambda found: _SCRIPTS[found[0]], text)
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
    ends, starts = legal_forms()
    if len(words) == 1:
        return words
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    changed = True
    while changed and len(words) > 1:
        changed = False
        for size in ends:
            if size < len(words) and words[-size:] in ends[size]:
                words, changed = words[:-size], True
                break
    for size in (2, 1):
        if size < len(words) and words[:size] in starts:
            return words[size:]
    return words


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
