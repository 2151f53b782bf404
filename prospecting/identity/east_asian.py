"""Names in Chinese, Japanese and Korean signs: family name first, often written in one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from scoring.reference import load_text

# Han signs with the marks that repeat one or stand for a counter, both kana, and Hangul.
_HAN = "\u3005\u3006\u30f6\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_KANA = "\u3041-\u3096\u30a1-\u30f5\u30fc"
_HANGUL = "\uac00-\ud7a3"
_NATIVE = re.compile(rf"[{_HAN}{_KANA} ]+|[{_HANGUL} ]+").fullmatch
_ANY = re.compile(rf"[{_HAN}{_KANA}{_HANGUL}]").search
_BEFORE_KANA = re.compile(rf"([{_HAN}]{{1,3}})([{_KANA}][{_HAN}{_KANA}]*)").fullmatch
# How somebody is addressed, behind the name. One sign alone only where it ends no given name.
_ADDRESS = re.compile(
    r"\s*(?:先生|女士|小姐|太太|老师|老師|教授|博士|总经理|總經理|经理|經理|总监|總監|董事长|董事長|总裁|總裁"
    r"|主任|様|樣|さま|さん|ちゃん|くん|氏|殿|部長|課長|社長|선생님|사장님|대표님|부장님|과장님|교수님|님|씨)$"
)
_LONGEST = 6
"""Signs of the longest name written in one; what is longer is a sentence or a firm."""


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    lines = (
        line.partition("#")[0] for line in load_text("names/east_asian_surnames.txt").splitlines()
    )
    return frozenset(word for line in lines for word in line.split())


def east_asian(text: str) -> bool:
    """Whether a sign of ``text`` is Chinese, Japanese or Korean."""
    return not text.isascii() and bool(_ANY(text))


def without_address(text: str) -> str:
    """``text`` without 様, 先生 or 님 behind it, where a name in such signs is left."""
    if not east_asian(text):
        return text
    while True:
        bare = _ADDRESS.sub("", text)
        if bare == text or not _ANY(bare):
            return text
        text = bare


def native_name(text: str) -> tuple[str, str] | None:
    """Family and given name of a whole name in such signs; None where it is none.

    田中太郎, 田中 太郎様 and 田中　太郎 are ("田中", "太郎"), 王先生 is ("王", "").
    """
    if not east_asian(text):
        return None
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    if not _NATIVE(text):
        return None
    bare = without_address(text)
    parts = bare.split()
    if len(parts) == 2 and max(map(len, parts)) <= _LONGEST:
        return parts[0], parts[1]
    if len(parts) != 1 or len(bare) > _LONGEST or (len(bare) == 1 and bare == text):
        return None
    cut = _cut(bare)
    return (bare[:cut], bare[cut:]) if cut else None


def _cut(name: str) -> int:
    """How many signs of a name written in one are the family name; 0 where none tells."""
    for size in (3, 2):
        if name[:size] in _surnames() and len(name) > size:
            return size
    # Given names are written in kana too, family names hardly: 松田くみ子.
    if found := _BEFORE_KANA(name):
        return len(found[1])
    if re.search(rf"[{_KANA}]", name):
        return 0
    return 1 if len(name) < 4 else 2
