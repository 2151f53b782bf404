from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from prospecting.drafting import language as module
from prospecting.drafting.facts import Introducer, Seller
from prospecting.drafting.language import (
    available,
    formality_for,
    language_for,
    language_of,
    load,
    missing_in,
    propose_language,
)
from prospecting.drafting.readability import measure, syllables
from prospecting.drafting.templates import TemplateBook
from tests.drafting.sample import facts


def test_five_languages_and_nothing_lacks() -> None:
    assert available() == ("de", "en", "es", "fr", "nl")
    for code in available():
        assert missing_in(code) == []


def test_what_a_new_language_lacks_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(module.FOLDER, tmp_path / "languages")
    new = tmp_path / "languages" / "it"
    shutil.copytree(tmp_path / "languages" / "es", new)
    monkeypatch.setattr(module, "FOLDER", tmp_path / "languages")
    load.cache_clear()
    available.cache_clear()
    try:
        assert "it" in available()
        assert missing_in("it") == []
        asks = (new / "asks.j2").read_text(encoding="utf-8")
        (new / "asks.j2").write_text(asks.replace("== know likely", "== know lately"), "utf-8")
        rules = (new / "language.toml").read_text(encoding="utf-8")
        (new / "language.toml").write_text(rules.replace("way_out = ", "way_in = "), "utf-8")
        (new / "words.txt").unlink()
        load.cache_clear()
        assert missing_in("it") == ["it: the file words.txt is missing"]
        (new / "words.txt").write_text("ciao", encoding="utf-8")
        load.cache_clear()
        found = " ".join(missing_in("it"))
        assert "cues.way_out" in found and "'know likely' of 'first'" in found
    finally:
        monkeypatch.undo()
        load.cache_clear()
        available.cache_clear()


@pytest.mark.parametrize(
    ("country", "name", "wanted"),
    [
        ("Germany", "Carla Keller", "de"),
        ("AT", "", "de"),
        ("France", "", "fr"),
        ("México", "", "es"),
        ("NL", "", "nl"),
        ("Switzerland", "Jean-Luc Favre", "fr"),
        ("Switzerland", "Beat Graf", "de"),
        ("Belgium", "Joost Peeters", "nl"),
        ("Belgium", "Hélène Martin", "fr"),
        ("Japan", "", "en"),
        ("United Kingdom", "", "en"),
        ("", "", "en"),
    ],
)
def test_the_language_proposed(country: str, name: str, wanted: str) -> None:
    assert propose_language(country, name) == wanted


def test_whose_language_counts() -> None:
    seller, introducer = Seller("a", "b", "c", language="nl"), Introducer("d", language="fr-BE")
    assert language_for(seller, introducer) == "fr"
    assert language_for(seller, introducer, "es") == "es"
    assert language_for(seller, Introducer("d")) == "nl"
    with pytest.raises(ValueError, match="no language 'xx'"):
        language_for(seller, introducer, "xx")
    german = load("de")
    assert formality_for(seller, introducer, german) == "formal"
    assert formality_for(seller, Introducer("d", formality="du"), german) == "informal"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We help the makers of machines with their books", "en"),
        ("Wir helfen den Herstellern bei ihrem Abschluss", "de"),
        ("Nous aidons les fabricants à clore leurs comptes", "fr"),
        ("Ayudamos a los fabricantes con sus cuentas y el cierre", "es"),
        ("Wij helpen makers om hun boeken te sluiten met een druk op de knop", "nl"),
        ("Lindwerk", None),
    ],
)
def test_the_language_of_a_note(text: str, code: str | None) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        (
            "en",
            {
                "cat": 1,
                "table": 2,
                "introduction": 4,
                "make": 1,
                "seen": 1,
                "people": 2,
                "idea": 3,
                "company": 3,
                "asked": 1,
                "wanted": 2,
                "notes": 1,
                "being": 2,
            },
        ),
        ("de", {"Haus": 1, "Vorstellung": 3, "Maschine": 3, "freuen": 2, "Einkauf": 2, "Büro": 2}),
        (
            "fr",
            {"maison": 2, "table": 1, "confiance": 3, "bonjour": 2, "travaillons": 3, "idée": 2},
        ),
        ("es", {"casa": 2, "presentación": 4, "bueno": 2, "día": 2, "gracias": 2, "trabajo": 3}),
        ("nl", {"huis": 1, "bedrijf": 2, "voorstellen": 3, "goed": 1, "vertrouwen": 3}),
    ],
)
def test_syllables(language: str, counts: dict[str, int]) -> None:
    assert {w: syllables(w, language) for w in counts} == counts


def test_reading_formulas() -> None:
    found = measure("The cat sat. The dog ran.", "en")
    assert (found.words, found.sentences) == (6, 2)
    assert found.grade == pytest.approx(0.39 * 3 + 11.8 * 1 - 15.59)
    assert measure("Das Haus ist alt.", "de").ease == pytest.approx(180 - 4 - 58.5 * 1)
    assert measure("Ben Weber sat.", "en", ["Ben", "Weber"]).words == 1
    easy = measure("We met. It was good. He will call.", "en")
    hard = measure(
        "Organisational interdependencies necessitate comprehensive harmonisation.", "en"
    )
    assert easy.grade is not None and easy.grade < 4
    assert hard.grade is not None and hard.grade > 12


def test_templates_say_where_they_are_wrong() -> None:
    with pytest.raises(ValueError, match="line 1"):
        TemplateBook("xx", {"asks.j2": "a sentence without a section\n"})


def test_every_sentence_knows_its_facts() -> None:
    from prospecting.drafting.compose import compose

    draft = compose(facts("unknown"), seed=1)
    assert {"p", "pf", "pat", "me", "offer_we"} & set(draft.facts_used)
    assert "achieved" in draft.facts_used or "since" in draft.facts_used
