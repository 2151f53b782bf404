"""What is told of others in words that neither the facts nor an ask hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bench.draft_worlds import LANGUAGES
from bench.judged_strangers import judge
from prospecting.drafting.draft import Check, DraftText
from prospecting.drafting.facts import Prospect, Trigger
from prospecting.drafting.gate import check_draft
from prospecting.drafting.untrusted import clean_name
from tests.drafting.sample import INTRODUCER, facts


def check(body: str, language: str = "en", name: str = "facts", **changes: object) -> Check:
    text = DraftText(body, "", "", "", "linkedin", "first", language)
    person = replace(INTRODUCER, language=language)
    checks = check_draft(text, facts(introducer=person, **changes))
    return {c.name: c for c in checks}[name]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "She paints harbours in oil."),
        ("en", "Ben cycles past your bakery each morning."),
        ("en", "Their warehouse burned last winter."),
        ("en", "Your daughter and his play chess."),
        ("en", "Before Brightlake, Ben sailed yachts."),
        ("de", "Er züchtet Tauben."),
        ("de", "Sein Bruder fährt dort Gabelstapler."),
        ("fr", "Leur nouveau président veut des résultats."),
        ("fr", "Elle collectionne les timbres rares."),
        ("es", "Sé que salen a pescar juntos."),
        ("es", "Su hermana pinta acuarelas."),
        ("nl", "Hij fietst elke ochtend langs de gracht."),
        ("nl", "Haar zus speelt cello."),
    ],
)
def test_a_statement_from_nowhere_is_marked(language: str, told: str) -> None:
    body = f"Ben Weber, Brightlake Machines. {told}"
    failed = [c for n in ("facts", "tie-wording") if not (c := check(body, language, n)).passed]
    start = body.index(told)
    assert any(b > start for one in failed for _a, b in one.marks), failed


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Ben has only just begun in finance there, so everything may still be open."),
        ("en", "Does he sail, by the way?"),
        ("en", "Perhaps they paint harbours in oil."),
        ("en", "He is not a sailor."),
        ("en", "My own daughter laughs at my long mails."),
        ("de", "Ben ist dort erst seit September für die Finanzen zuständig."),
        ("fr", "Ben vient de commencer à la finance, chez Brightlake Machines."),
        ("es", "Ben acaba de empezar en las finanzas de Brightlake Machines."),
        ("nl", "Ben is daar pas begonnen en gaat over de financiën."),
    ],
)
def test_facts_in_other_words_questions_guesses_and_denials_are_left_alone(
    language: str, said: str
) -> None:
    found = check(f"Ben Weber, Brightlake Machines. {said}", language)
    assert found.passed is True, found.detail


def test_a_season_is_a_date_and_known_when_a_fact_lies_in_it() -> None:
    started = (Trigger("job_change", when=date(2026, 8, 1)),)
    assert check("Ben started this summer.", why_now=started).passed is True
    assert check("Ben started last spring.", why_now=started).passed is False
    assert check("It all ends at the end of the quarter.").passed is False


def test_a_part_of_a_month_is_known_only_when_the_day_lies_in_it() -> None:
    started = (Trigger("job_change", when=date(2026, 5, 25)),)
    assert check("Ben started in late May.", why_now=started).passed is True
    assert check("Ben started in May.", why_now=started).passed is True
    assert check("Ben started in early May.", why_now=started).passed is False
    assert check("A principios de mayo empezó todo.", "es", why_now=started).passed is False
    assert check("Ben hat Ende Mai angefangen.", "de", why_now=started).passed is True


def test_what_was_noted_may_be_said_in_other_forms_of_its_words() -> None:
    noted = (Trigger("company_news", text="they are opening a second site in Lyon"),)
    assert check("They are about to open a second site in Lyon.", why_now=noted).passed is True
    assert check("They are about to open a second site in Lyon.").passed is False


def test_a_title_may_be_said_in_the_language_of_the_text() -> None:
    who = Prospect("Ben Weber", title="Finance Director", company="Brightlake Machines Ltd")
    assert check("Ben Weber ist dort Finanzdirektor.", "de", prospect=who).passed is True
    assert check("Ben Weber en es el director financiero.", "es", prospect=who).passed is True
    assert check("Ben Weber ist dort Vertriebsdirektor.", "de", prospect=who).passed is False


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "And if it's a bad idea, tell me."),
        ("de", "Und wenn du es für keine gute Idee hältst, sag es mir."),
        ("fr", "Et si l'idée est mauvaise, dis-le-moi."),
        ("es", "Y si te parece mala idea, dímelo."),
        ("nl", "En vind je het een slecht idee, zeg het me."),
    ],
)
def test_a_no_is_easy_in_any_words(language: str, line: str) -> None:
    assert check(line, language, "way-out").passed is True


@pytest.mark.parametrize(
    "line",
    [
        "If I do not hear from you I will assume it is a yes.",
        "I do not know if you know Ben.",
        "If I am not mistaken, you know Ben.",
    ],
)
def test_a_condition_that_lets_nobody_go_is_no_way_out(line: str) -> None:
    assert check(line, "en", "way-out").passed is False


def test_people_called_like_little_words_keep_their_names() -> None:
    for name in ("Ingrid Vos", "Ton Bakker", "My Lindgren", "Mi Chen"):
        assert clean_name(name) == name
    assert clean_name("Tell Me") is None and clean_name("Dis Moi Tout") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_by_hand_are_judged_as_well_as_the_docs_say(language: str) -> None:
    figures = judge(language, 0)
    assert figures.found >= 0.95 * figures.faults, figures.lines
    assert figures.alarms <= 0.05 * figures.clean, figures.lines
