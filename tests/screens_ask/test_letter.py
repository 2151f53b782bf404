"""The text with marked places: every letter is there once, and none of it is markup."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from prospecting.drafting.draft import Check
from prospecting.pages.parts import letter

TAG = re.compile(r"<mark style=\"[^\"<>]*\" title=\"[^\"<>]*\">|</mark>")

marks = st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=5)
checks = st.lists(
    st.builds(
        lambda hard, places, detail: Check("x", hard, False, detail, tuple(places)),
        st.booleans(),
        marks,
        st.text(max_size=20),
    ),
    max_size=4,
)
texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    ["<script>alert(1)</script>", "a & b", '"><img src=x onerror=alert(1)>', "[a](javascript:b)"]
)


@given(texts, checks)
def test_every_letter_stands_there_once(text: str, found: list[Check]) -> None:
    assert "".join(span.text for span in letter.spans(text, found)) == text


@given(texts, checks)
def test_nothing_of_the_text_is_markup(text: str, found: list[Check]) -> None:
    made = letter.marked_html(letter.spans(text, found))
    assert html.unescape(TAG.sub("", made)) == html.unescape(html.escape(text))
    assert "<" not in TAG.sub("", made)


@given(texts, checks)
def test_the_places_of_a_check_are_in_the_text(text: str, found: list[Check]) -> None:
    for check in found:
        for line in letter.around(text, check):
            shown = "".join(span.text for span in line if span.hard is not None)
            for word in shown.split():
                assert word in text


def test_the_hard_check_shows_where_two_overlap() -> None:
    soft = Check("soft", False, False, "could", ((0, 10),))
    hard = Check("hard", True, False, "must", ((4, 8),))
    found = letter.spans("0123456789", [hard, soft])
    assert [(span.text, span.hard) for span in found] == [
        ("0123", False),
        ("4567", True),
        ("89", False),
    ]


def test_near_places_stand_in_one_line() -> None:
    text = "As Zebulon Quartermain of Fantasia told me, and much later in this text came 1987 too."
    places = tuple((text.index(w), text.index(w) + len(w)) for w in ("Zebulon", "Fantasia", "1987"))
    lines = letter.around(text, Check("facts", True, False, "", places))
    marked = [[span.text for span in line if span.hard] for line in lines]
    assert marked == [["Zebulon", "Fantasia"], ["1987"]]
