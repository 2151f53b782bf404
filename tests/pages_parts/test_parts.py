"""The shared parts: words, escaping, and each of them drawn by AppTest."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st_
from streamlit.elements.widgets.time_widgets import ALLOWED_DATE_FORMATS
from streamlit.testing.v1 import AppTest

from prospecting.pages import parts, theme
from prospecting.pages.parts.beside import beside_html
from prospecting.pages.parts.marks import fit_html
from prospecting.pages.parts.steps import road_html
from prospecting.pages.parts.tables import fingerprint
from prospecting.pages.parts.ways_in import MOST, ways_in_svg
from prospecting.pages.parts.writing import Writing, country_code
from tests.project.test_tree import contrast

GALLERY = Path(__file__).with_name("gallery.py")
TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def gallery() -> AppTest:
    app = AppTest.from_file(str(GALLERY), default_timeout=30).run()
    assert not app.exception
    return app


def test_every_mark_has_its_own_shape_and_word() -> None:
    for marks in (theme.EVIDENCE, theme.READINESS):
        assert len({mark.icon for mark in marks.values()}) == len(marks)
        assert len({mark.word for mark in marks.values()}) == len(marks)
    assert theme.evidence("nonsense").word == "unknown"


def test_unknown_is_a_word_and_never_a_low_figure() -> None:
    assert theme.fit_word(None) == "fit unknown"
    assert theme.tie_word(0.02, "unknown") == "how well is unknown"
    assert parts.evidence_words("unknown", 0.9).endswith("unknown")
    hollow = fit_html(None)
    assert "dashed" in hollow
    assert "width:0%" in hollow
    assert "of 100" not in hollow
    assert "dashed" not in fit_html(0.0)


@pytest.mark.parametrize(
    ("fit", "word"), [(1.0, "strong fit"), (0.5, "good fit"), (0.3, "some fit"), (0.0, "weak fit")]
)
def test_fit_in_words(fit: float, word: str) -> None:
    assert theme.fit_word(fit) == word
    assert f"{round(100 * fit)} of 100" in fit_html(fit)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (2, "in 2 days"),
        (-13, "13 days ago"),
        (21, "in 3 weeks"),
        (-90, "3 months ago"),
        (800, "in 2 years"),
    ],
)
def test_near_days(days: int, words: str) -> None:
    assert parts.near_day(TODAY + dt.timedelta(days=days), TODAY) == words


@given(st_.integers(-4000, 4000))
def test_near_day_never_says_one_of_many_or_many_of_one(days: int) -> None:
    words = parts.near_day(TODAY + dt.timedelta(days=days), TODAY).split()
    if words[0] == "in":
        words = words[1:]
    if words[0].isdigit():
        assert words[1].endswith("s") == (words[0] != "1")


@pytest.mark.parametrize(
    ("word", "count", "form"),
    [("ask", 1, "ask"), ("ask", 0, "asks"), ("company", 2, "companies"), ("match", 2, "matches"),
     ("day", 2, "days")],
)  # fmt: skip
def test_plural(word: str, count: int, form: str) -> None:
    assert parts.plural(count, word) == form


def test_numbers_as_the_country_writes_them() -> None:
    german = parts.writing_for("Deutschland", "de", "EUR")
    assert german.number(1234567.5, 1) == "1.234.567,5"
    assert german.money(25000) == "25.000\xa0€"
    assert german.money(12.5) == "12,50\xa0€"
    assert german.day(TODAY) == "24.11.2026"
    british = parts.writing_for("United Kingdom", "en", None)
    assert british.money(25000) == "£25,000"
    assert british.day_near(TODAY + dt.timedelta(days=5), TODAY) == "in 5 days · 29 Nov 2026"
    assert british.day_near(None, TODAY) == "no date"
    assert parts.writing_for(None, None, None).locale == "en_GB"
    assert parts.writing_for("Atlantis", "xx", "usd").currency == "USD"
    assert british.count(1, "ask") == "1 ask"


@pytest.mark.parametrize(
    ("name", "code"),
    [("Germany", "DE"), ("deutschland", "DE"), ("NL", "NL"), ("uk", "GB"), ("Österreich", "AT"),
     ("nowhere", None), ("", None), (None, None)],
)  # fmt: skip
def test_country_code(name: str | None, code: str | None) -> None:
    assert country_code(name) == code


@given(st_.text(max_size=80))
def test_escaped_text_keeps_no_markup(text: str) -> None:
    shown = parts.escape_md(text)
    assert "\n" not in shown
    for place, sign in enumerate(shown):
        if sign in "*_[]<>$:`~|&^{}":
            assert shown[place - 1] == "\\", shown
    for bait in ("://", "www."):
        assert bait not in shown.replace("\\", "")


@given(st_.text(st_.characters(codec="ascii", exclude_categories=["Cc"]), max_size=60))
def test_escaping_only_adds_signs_that_are_not_seen(text: str) -> None:
    """Undoing the backslash escapes and the joiners gives the text back."""
    shown = parts.escape_md(text).replace("\u2060", "")
    plain, place = "", 0
    while place < len(shown):
        if shown[place] == "\\":
            place += 1
        plain += shown[place]
        place += 1
    assert plain == parts.one_line(text)


def test_hidden_and_turning_characters_are_dropped() -> None:
    assert parts.one_line("Ben\u202e rebeW\u200b\x00\nCFO") == "Ben rebeW CFO"


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://www.linkedin.com/in/ben-weber", True),
        ("https://de.linkedin.com/in/ben", True),
        ("http://www.linkedin.com/in/ben", False),
        ("https://linkedin.com.evil.example/in/ben", False),
        ("https://www.linkedin.com@evil.example/in/ben", False),
        ("https://www.linkedin.com:8443/in/ben", False),
        ("https://www.linkedin.com/redir?u=x", False),
        ("javascript:alert(1)//www.linkedin.com/in/ben", False),
        ("https://[", False),
    ],
)
def test_only_profiles_are_linked(url: str, good: bool) -> None:
    assert parts.is_profile_link(url) is good


def test_picture_escapes_names_and_counts_the_rest() -> None:
    ways = [parts.WayIn(f"<b>&{n}", 0.1 * n, "likely") for n in range(1, 9)]
    ways.append(parts.WayIn("Zoe", None, "unknown"))
    for colours in (theme.LIGHT, theme.DARK):
        picture = ways_in_svg("<script>x</script>", ways, colours=colours)
        tree = ET.fromstring(picture)
        assert {node.tag.split("}")[1] for node in tree.iter()} == {
            "svg", "rect", "path", "circle", "text"
        }  # fmt: skip
        texts = [node.text for node in tree.iter() if node.tag.endswith("text")]
        assert "<script>x</script>" in texts
        assert f"and {len(ways) - MOST} more introducers" in texts


def test_picture_draws_unknown_hollow_and_thickness_by_tie() -> None:
    ways = [parts.WayIn("A", 0.9, "confirmed"), parts.WayIn("B", 0.2, "likely"),
            parts.WayIn("C", 0.9, "unknown")]  # fmt: skip
    tree = ET.fromstring(ways_in_svg("P", ways, colours=theme.LIGHT))
    paths = [node for node in tree.iter() if node.tag.endswith("path")][1::2]
    widths = [float(path.get("stroke-width", "0")) for path in paths]
    assert widths[0] > widths[1] > widths[2]
    assert [path.get("stroke-dasharray") is not None for path in paths] == [False, False, True]
    dots = [node.get("fill") for node in tree.iter() if node.tag.endswith("circle")]
    assert dots.count(theme.LIGHT.paper) == 1


def test_gallery_shows_data_as_text(gallery: AppTest) -> None:
    shown = " ".join(block.value for block in gallery.markdown)
    assert "http\\:/\u2060/evil.example" in shown
    assert "://evil" not in shown
    assert "Role and company unknown" in [text.value for text in gallery.text]
    assert [message.value.startswith("Done: 12 rows") for message in gallery.success] == [True]
    assert gallery.error[0].value.startswith("Not done: ")


def test_card_answers_with_the_button_and_undo_hands_back_ids(gallery: AppTest) -> None:
    gallery.button(key="not-a-fit-p1-c1").click().run()
    assert any("Ben Weber is not a fit" in block.value for block in gallery.markdown)
    gallery.button(key="undo-go").click().run()
    assert "undone refuse p1 3" in [text.value for text in gallery.text]
    gallery.run()
    assert not [button for button in gallery.button if button.key == "undo-go"]


def test_undo_can_be_closed(gallery: AppTest) -> None:
    gallery.button(key="not-a-fit-p1-c1").click().run()
    gallery.button(key="undo-close").click().run()
    assert not [button for button in gallery.button if button.key == "undo-go"]


def test_selection_becomes_ids_and_does_not_move_to_another_person(gallery: AppTest) -> None:
    first_page = [f"p{n}" for n in range(50)]
    gallery.session_state[f"people-{fingerprint(first_page)}"] = {
        "selection": {"rows": [1, 3], "columns": [], "cells": []}
    }
    gallery.run()
    assert "chosen ['p1', 'p3']" in [text.value for text in gallery.text]
    gallery.toggle(key="newest").set_value(True).run()
    assert "chosen []" in [text.value for text in gallery.text]


def test_table_goes_page_by_page(gallery: AppTest) -> None:
    assert any("Rows 1 to 50 of 120" in block.value for block in gallery.markdown)
    gallery.pagination(key="people-page").set_value(3).run()
    assert any("Rows 101 to 120 of 120" in block.value for block in gallery.markdown)


def test_job_shows_progress_and_its_end(gallery: AppTest) -> None:
    assert any(b.key == "stop-titles" for b in gallery.button)
    gallery.button(key="stop-titles").click().run().run()
    assert any("1,000 titles read" in message.value for message in gallery.success)
    assert not any(b.key == "stop-titles" for b in gallery.button)


def test_empty_state_and_confirm_button_answer(gallery: AppTest) -> None:
    gallery.button(key="empty-go-plan").click().run()
    assert "go to import" in [text.value for text in gallery.text]
    button = gallery.button(key="mark")
    assert button.label == "Mark *Carla asked about Ben Weber*"
    button.click().run()
    assert "marked" in [text.value for text in gallery.text]


def test_what_is_drawn_is_seen_on_both_papers() -> None:
    for name, colour in theme.DRAWN.items():
        for look in (theme.LIGHT, theme.DARK):
            assert contrast(colour, look.paper) >= 3, name
    for name, own in (("light", theme.LIGHT), ("dark", theme.DARK)):
        assert contrast(theme.CHART_WORDS[name], own.paper) >= 4.5, name
    road = road_html([("Asked", True, True), ("Won", False, False)])
    assert f"light-dark({theme.LIGHT.green}, {theme.DARK.green})" in road


def test_the_reason_shown_is_the_one_that_lasts() -> None:
    reasons = ["Was asked 3 days ago: let 30 days pass, until 27 July 2026.",
               "All 2 asks for 90 days used: next on 6 May 2027."]  # fmt: skip
    assert parts.main_reason(reasons, dt.date(2027, 5, 6)) == reasons[1]
    assert parts.main_reason(reasons, dt.date(2026, 7, 27)) == reasons[0]
    assert parts.main_reason(reasons, None) == reasons[0]
    assert parts.main_reason([], None) == ""


def test_a_field_for_a_date_is_written_as_in_the_country() -> None:
    fields = {name: parts.writing_for(name).day_field for name in ("Germany", "US", "Sweden", "")}
    assert fields == {
        "Germany": "DD.MM.YYYY",
        "US": "MM/DD/YYYY",
        "Sweden": "YYYY-MM-DD",
        "": "DD/MM/YYYY",
    }
    unknown = [
        name
        for name in locale_identifiers()
        if name != "root" and not ALLOWED_DATE_FORMATS.match(Writing(name).day_field)
    ]
    assert not unknown, "Streamlit would refuse them"


def test_two_beside_each_other_are_only_letters_and_a_profile_can_be_opened() -> None:
    hostile = "<script>alert(1)</script>"
    profile = 'https://www.linkedin.com/in/ben?a=1&b="x"'
    drawn = beside_html(
        (hostile, "Ben"),
        [
            ("Company", "ACME ", "acme"),
            ("Role", hostile, None),
            ("Profile", profile, "javascript:alert(1)"),
            ("Nothing", None, ""),
            ("", "from a list", None),
        ],
    )
    assert "<script" not in drawn
    assert drawn.count('aria-label="the same"') == 2
    assert "unknown" in drawn
    assert "Nothing" not in drawn
    rows = ET.fromstring(drawn)
    assert len(rows.findall("tbody/tr")) == 4
    assert [one.get("href") for one in rows.iter("a")] == [profile]
