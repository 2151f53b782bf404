"""Data as plain text: nothing in it may become a link, a picture, a formula or a colour."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

import streamlit as st

_MARKUP: Final = re.compile(r"([\\`*_\[\]<>$:~|&^{}])")
# A line that begins like a heading, a list, a quote or a table rule.
_LINE_START: Final = re.compile(r"^([#+\-=!]|\d+(?=[.)]))")
_NOT_SHOWN: Final = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Links and icons are found again after escapes are resolved, so a backslash does not stop them;
# an invisible word joiner in between does.
_LINK: Final = re.compile(r"(?i)(?<=www)(?=\.)|(?=@)|(?<=/)(?=/)|(?<=:)(?=[a-z])")
_JOINER: Final = "\u2060"


def one_line(text: object) -> str:
    """``text`` on one line, without control, zero-width and direction characters."""
    plain = re.sub(r"[\t\n\r\u2028\u2029]+", " ", "" if text is None else str(text))
    return re.sub(r" {2,}", " ", _NOT_SHOWN.sub("", plain)).strip()


def escape_md(text: object, longest: int = 300) -> str:
    """``text`` so that Streamlit's Markdown shows just these letters, on one line.

    For labels, captions and sentences that name a person. No link, image, formula, emoji
    short-code, icon or colour of the data survives; over ``longest`` characters it ends in "…".
    """
    plain = clip(one_line(text), longest)
    plain = _LINE_START.sub(lambda found: "\u2060" + found.group(1), plain)
    return _LINK.sub(_JOINER, _MARKUP.sub(r"\\\1", plain))


def show_text(text: object, *, longest: int = 2000) -> None:
    """Shows ``text`` as it is, with its line breaks, as text and nothing else."""
    lines = ("" if text is None else str(text)).splitlines()
    st.text(clip("\n".join(_NOT_SHOWN.sub("", line) for line in lines), longest))


def clip(text: str, longest: int) -> str:
    """``text``, or its beginning with "…" where it is longer than ``longest`` characters."""
    return text if len(text) <= longest else text[: max(longest - 1, 0)].rstrip() + "…"


def plural(count: int, one: str, many: str | None = None) -> str:
    """The right form for ``count``: ``plural(2, "ask")`` is "asks", ``plural(1, "ask")`` "ask"."""
    if count == 1:
        return one
    if many is not None:
        return many
    if one.endswith("y") and one[-2:-1] not in "aeiou":
        return one[:-1] + "ies"
    return one + ("es" if one.endswith(("s", "x", "ch", "sh")) else "s")


def join_words(words: Sequence[str], last: str = "and") -> str:
    """``["a", "b", "c"]`` as "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def work_line(title: object, company: object) -> str:
    """ "CFO at Acme", or whichever of the two is known, or "" — plain text, not escaped."""
    role, firm = one_line(title), one_line(company)
    return f"{role} at {firm}" if role and firm else role or firm


def main_reason(reasons: Sequence[str], until: dt.date | None) -> str:
    """The reason that lasts until that day, where one names it; else the first; "" without any.

    Beside "in 10 months" must not stand a reason that is over next week.
    """
    day = f"{until.day} {until:%B %Y}" if until is not None else ""
    return next((one for one in reasons if day and day in one), reasons[0] if reasons else "")
