"""One form of address, the one that is set; and the language that was chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.draft_worlds import LANGUAGES
from bench.judged_strangers import Message, messages
from prospecting.drafting.compose import compose
from prospecting.drafting.draft import Check, DraftText
from prospecting.drafting.gate import check_draft
from tests.drafting.sample import INTRODUCER, facts


def check(name: str, body: str, language: str, form: str, **more: str) -> Check:
    text = replace(DraftText(body, "", "", "", "email", "first", language), **more)
    person = replace(INTRODUCER, language=language, formality=form)
    return {c.name: c for c in check_draft(text, facts(introducer=person))}[name]


@pytest.mark.parametrize(
    ("language", "form", "body", "wrong"),
    [
        ("de", "informal", "Hallo Carla, kennst du Ben? Ich danke Ihnen.", "Ihnen"),
        ("de", "formal", "Guten Tag, kennen Sie Ben? Sag mir, wenn es dir nicht passt.", "dir"),
        ("de", "informal", "Hallo Carla, kennen Sie Ben Weber?", "Sie"),
        ("fr", "formal", "Bonjour, connaissez-vous Ben ? Dis-moi si tu préfères.", "tu"),
        ("fr", "informal", "Salut, tu connais Ben ? Pourriez-vous nous présenter ?", "Pourriez"),
        ("es", "formal", "Hola, ¿conoce a Ben? Si no puedes, no pasa nada.", "puedes"),
        ("es", "informal", "Hola, ¿conoces a Ben? Se lo agradezco a usted.", "usted"),
        ("nl", "formal", "Beste Carla, kent u Ben? Laat je het weten?", "je"),
        ("nl", "informal", "Hoi Carla, ken je Ben? Ik dank u.", "u"),
    ],
)
def test_the_other_form_is_found_with_its_place(
    language: str, form: str, body: str, wrong: str
) -> None:
    found = check("form-of-address", body, language, form)
    assert found.passed is False and not found.hard
    assert f"“{wrong}" in found.detail and found.detail.endswith(".")
    assert next(body[a:b] for a, b in found.marks).startswith(wrong)
    assert "change the form of address" in found.detail


@pytest.mark.parametrize(
    ("language", "form", "body"),
    [
        # "Sie" at the head of a sentence is "they", "ihr" is two of them, "Café du Monde" a firm.
        ("de", "informal", "Hallo Carla, kennst du sie? Sie suchen Hilfe. Ihre Firma ist neu."),
        ("de", "informal", "Hallo Carla, kennt ihr euch? Ich habe ihnen nie geschrieben."),
        ("de", "formal", "Guten Tag, kennen Sie Ben? Ihr Bereich ist Finanzen, ihr Ziel Tempo."),
        # "vous" and "jullie" are the two of them, "ustedes" too where "vosotros" is not said.
        ("fr", "informal", "Salut, tu connais Ben ? Vous vous êtes vus chez Norvik. Le ton va ?"),
        (
            "es",
            "informal",
            "Hola, ¿conoces a Ben? Ustedes se vieron en Norvik. Su equipo es nuevo.",
        ),
        ("nl", "formal", "Beste Carla, kennen jullie elkaar? Ik hoor het graag van u."),
        ("nl", "informal", "Hoi Carla, ken je Ben? Het kost maar 2 u werk."),
    ],
)
def test_words_that_may_be_something_else_are_left_alone(
    language: str, form: str, body: str
) -> None:
    assert check("form-of-address", body, language, form).passed is True


def test_english_and_cards_have_none_and_the_note_must_agree_with_itself() -> None:
    assert check("form-of-address", "Do you know Ben?", "en", "formal").passed is None
    assert check("form-of-address", "Kennst du", "de", "formal", channel="phone").passed is None
    mixed = check(
        "form-of-address",
        "Kennen wir Ben?",
        "de",
        "formal",
        forwardable="Guten Tag, ich schreibe Ihnen, weil du dort bist. Möchten Sie mehr hören?",
    )
    assert mixed.passed is False and "in the note" in mixed.detail and not mixed.marks


def test_templates_keep_their_form_and_their_language() -> None:
    for language in LANGUAGES:
        for form in ("formal", "informal"):
            someone = replace(INTRODUCER, language=language, formality=form)
            made = compose(facts(introducer=someone), language=language, seed=3)
            failed = [c for c in made.checks if c.name in ("form-of-address", "language")]
            assert all(c.passed is not False for c in failed), made.text.body


def _hand_written(language: str) -> list[Message]:
    return [m for m in messages(language) if m.kind == "honest"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_in_another_language_is_told_and_its_own_is_not(language: str) -> None:
    other = "en" if language != "en" else "de"
    found = 0
    for one in _hand_written(language):
        checks = {c.name: c for c in check_draft(one.text, one.facts)}
        assert checks["language"].passed is True and checks["language"].hard
        assert checks["form-of-address"].passed is not False, checks["form-of-address"].detail
        wrong = replace(one.text, language=other)
        found += {c.name: c for c in check_draft(wrong, one.facts)}["language"].passed is False
    assert found >= 27
