"""The look in one place: colours of pictures, marks and the words that go with them.

The screen's own colours stand in ``.streamlit/config.toml``. What is drawn here (bars, the picture
of the ways in) needs the same colours again, once for light and once for dark. Colour is never the
only sign: every mark has a shape and a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

ICON: Final = str(Path(__file__).with_name("icon.svg"))
"""The app's icon for ``st.set_page_config``: a named or emoji icon would be fetched from afar."""


@dataclass(frozen=True)
class Palette:
    """Colours of one look, as ``#rrggbb``; ``ink`` and ``soft`` reach AA on ``paper``."""

    paper: str
    ink: str
    soft: str
    line: str
    green: str
    ochre: str


LIGHT: Final = Palette("#fcfcfa", "#0c1517", "#4e595b", "#7d8886", "#0b655c", "#9a5a00")
DARK: Final = Palette("#14191b", "#e8edeb", "#b6c1c0", "#7f8c8b", "#5fc2b1", "#e0a54d")

ON_PRIMARY: Final = {"light": "#ffffff", "dark": LIGHT.ink}
"""Words on what is filled with the theme's primary colour, by look."""

BAR: Final = "#2a8a7d"
WAITS: Final = "#b8761f"
RULE: Final = "#7d8886"
SLATE: Final = "#5b6b7c"
"""Fills of bars, dots and lines: at least 3:1 on both papers. A chart that was drawn stays as it
was when the reader changes between light and dark, so its colours must do on either."""

DRAWN: Final = {"bar": BAR, "waits": WAITS, "rule": RULE, "slate": SLATE}
"""Every colour that is drawn on both papers, by name."""


@dataclass(frozen=True)
class Mark:
    """A shape, its word and what it means, for one level of something.

    ``symbol`` is for tables and plain text; ``icon`` the same shape in Streamlit's own icon font.
    """

    symbol: str
    icon: str
    word: str
    meaning: str

    @property
    def shown(self) -> str:
        """Shape and word for Markdown."""
        return f":material/{self.icon}: {self.word}"

    @property
    def plain(self) -> str:
        """Shape and word for tables."""
        return f"{self.symbol} {self.word}"


EVIDENCE: Final[dict[str, Mark]] = {
    "confirmed": Mark("●", "check_circle", "confirmed", "the introducer said so"),
    "likely": Mark(
        "◕", "clock_loader_80", "likely", "they wrote to each other, or one recommended the other"
    ),
    "potential": Mark(
        "◑", "clock_loader_40", "potential", "they worked at the same place, or share contacts"
    ),
    "unknown": Mark(
        "○",
        "radio_button_unchecked",
        "unknown",
        "they are connected; how well they know each other is not known",
    ),
}

READINESS: Final[dict[str, Mark]] = {
    "ready": Mark("●", "check_circle", "ready", "can be asked today"),
    "warm first": Mark("◑", "clock_loader_40", "warm first", "say hello before asking"),
    "do not ask": Mark("○", "do_not_disturb_on", "do not ask", "not now"),
    "budget spent": Mark("○", "hourglass_empty", "budget spent", "asked often enough for now"),
}

_FIT_WORDS: Final = (
    (0.75, "strong fit"),
    (0.5, "good fit"),
    (0.25, "some fit"),
    (0.0, "weak fit"),
)
_TIE_WORDS: Final = (
    (0.7, "knows well"),
    (0.4, "knows"),
    (0.15, "knows a little"),
    (0.0, "barely knows"),
)


def evidence(level: str) -> Mark:
    """Mark of an evidence level; a level that is not one of the four reads as unknown."""
    return EVIDENCE.get(level, EVIDENCE["unknown"])


def readiness(state: str) -> Mark:
    """Mark of a client's readiness; another word keeps its word with a hollow shape."""
    return READINESS.get(state, Mark("○", "radio_button_unchecked", state, ""))


def fit_word(fit: float | None) -> str:
    """Fit 0..1 in words; ``None`` is "fit unknown", never a low fit."""
    if fit is None:
        return "fit unknown"
    return next(word for least, word in _FIT_WORDS if fit >= least or least == 0.0)


def tie_word(tie: float | None, level: str) -> str:
    """Tie strength 0..1 in words; without evidence the words are "how well is unknown"."""
    if tie is None or level not in EVIDENCE or level == "unknown":
        return "how well is unknown"
    word = next(word for least, word in _TIE_WORDS if tie >= least or least == 0.0)
    return f"may be a tie: {word}" if level == "potential" else word


def both(name: str) -> str:
    """A palette's colour by name, as CSS that follows the look the reader changes to."""
    return f"light-dark({getattr(LIGHT, name)}, {getattr(DARK, name)})"


CHART_WORDS: Final = {"light": SLATE, "dark": RULE}
"""Words in a chart, by look: AA on their own paper, and still read on the other one."""


def chart_words() -> str:
    """Colour of words in a chart, for the look that the reader has on."""
    return CHART_WORDS["dark" if palette() is DARK else "light"]


def palette() -> Palette:
    """Colours of the look that the reader has on; light where it is not known."""
    try:
        return DARK if st.context.theme.type == "dark" else LIGHT
    except (AttributeError, RuntimeError):
        return LIGHT
