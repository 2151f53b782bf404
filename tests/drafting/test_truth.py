"""What a draft may not claim: a link that no file shows, work that we never said we do, a reward
kept quiet; and names that are words or months."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from prospecting.drafting.compose import WITH_NOTE, compose
from prospecting.drafting.draft import Draft, DraftText
from prospecting.drafting.facts import CHANNELS, KINDS, Introducer, Prospect, Tie
from prospecting.drafting.gate import check_draft
from prospecting.drafting.language import available, load
from tests.drafting.sample import facts

LINKED = {
    "en": "LinkedIn shows that you are connected.",
    "de": "Auf LinkedIn sind Sie ja verbunden.",
    "fr": "LinkedIn montre que vous êtes connectés.",
    "es": "LinkedIn muestra que están conectados.",
    "nl": "Op LinkedIn bent u met elkaar verbonden.",
}
OURS = {
    "en": r"\b(?:our work is|we help|we work for|our field|where we help|what we do is)\b",
    "de": r"\b(?:wir helfen|unsere arbeit|unser feld|bei uns dreht|wir arbeiten für)\b",
    "fr": r"\b(?:nous aidons|notre travail touche|notre domaine)\b",
    "es": r"\b(?:ayudamos|nuestro trabajo toca|lo nuestro|nuestro campo)\b",
    "nl": r"\b(?:we helpen|ons werk gaat|ons vakgebied|ons vak)\b",
}


def failed(made: Draft | DraftText, ask: object = None) -> set[str]:
    """Names of the hard checks that fail."""
    checks = made.checks if isinstance(made, Draft) else check_draft(made, ask)  # type: ignore[arg-type]
    return {c.name for c in checks if c.hard and c.passed is False}


@pytest.mark.parametrize("language", available())
def test_without_any_sign_no_link_is_spoken_of(language: str) -> None:
    bare = facts(tie=Tie())
    linked = load(language).cues["linked"]
    for kind in KINDS:
        for channel in CHANNELS:
            for seed in range(6):
                made = compose(bare, kind=kind, channel=channel, language=language, seed=seed)
                assert not failed(made), (kind, channel, made.text.body, made.failed())
                found = linked.search(made.text.body)
                assert found is None, (kind, channel, made.text.body)


@pytest.mark.parametrize("language", available())
def test_a_link_that_no_file_shows_is_found(language: str) -> None:
    bare = facts(tie=Tie())
    made = compose(bare, language=language, seed=2)
    blocks = made.text.body.split("\n\n")
    blocks[1] += f" {LINKED[language]}"
    text = replace(made.text, body="\n\n".join(blocks))
    assert "tie-wording" in failed(text, bare)
    known = facts("unknown")
    made = compose(known, language=language, seed=2)
    assert "tie-wording" not in failed(made)


@pytest.mark.parametrize("language", available())
def test_what_we_do_comes_from_the_offer_alone(language: str) -> None:
    quiet = facts(seller=replace(facts().seller, offer="", proof=(), language=language))
    for kind in ("first", "mention", "who-else"):
        for seed in range(49):
            made = compose(quiet, kind=kind, language=language, seed=seed)
            said = f"{made.text.body}\n{made.text.forwardable}"
            assert not re.search(OURS[language], said, re.IGNORECASE), said


@pytest.mark.parametrize("language", available())
def test_a_reward_is_told_in_the_note_and_its_loss_found(language: str) -> None:
    lines = {
        "en": "So that you know: Lindwerk thanks introducers with a dinner for two.",
        "de": "Damit Sie es wissen: Lindwerk bedankt sich für Empfehlungen mit einem Essen zu zweit.",
        "fr": "En toute transparence : Lindwerk remercie les personnes qui la recommandent.",
        "es": "Para que lo sepa: Lindwerk agradece las recomendaciones con una cena.",
        "nl": "Goed om te weten: Lindwerk bedankt voor introducties met een etentje.",
    }
    told = facts(disclosure=lines)
    for kind in WITH_NOTE:
        made = compose(told, kind=kind, language=language, seed=1)
        assert lines[language] in made.text.forwardable
        assert not failed(made), made.failed()
    made = compose(told, language=language, seed=1)
    quiet = replace(made.text, forwardable=made.text.forwardable.replace(lines[language], ""))
    assert "forwardable" in failed(quiet, told)
    spoken = compose(told, kind="opt-in", channel="linkedin", language=language, seed=1)
    assert lines[language] in spoken.text.body


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize(
    ("name", "company"),
    [
        ("Grace May", "Target"),
        ("April Rose", "Next plc"),
        ("Will Summer", "Monday.com"),
        ("Mark Art", "Orange"),
        ("Ernst Mai", "Apple"),
        ("June Rich", "Rich & Sons"),
        ("August März", "März AG"),
    ],
)
def test_names_that_are_words(language: str, name: str, company: str) -> None:
    ask = facts(prospect=Prospect(name, title="CFO", company=company))
    made = compose(ask, language=language, seed=4)
    assert not failed(made), made.failed()
    back = facts(introducer=Introducer(name, company=company, client_since=date(2021, 4, 1)))
    made = compose(back, language=language, seed=4)
    assert not failed(made), made.failed()
    # The month of the same name is still a date that nobody gave.
    invented = {
        "en": "It all began in May 2017.",
        "de": "Es begann im Mai 2017.",
        "fr": "Tout a commencé en mai 2017.",
        "es": "Todo empezó en mayo de 2017.",
        "nl": "Het begon in mei 2017.",
    }[language]
    text = replace(made.text, body=f"{made.text.body}\n\n{invented}")
    assert "facts" in failed(text, back)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Müllers Aufgabe ist neu."),
        ("de", "Bei Müller ist viel neu."),
        ("nl", "Müllers baan is nieuw."),
        ("en", "Müller's job is new."),
        ("en", "The VP of Operations is new."),
    ],
)
def test_known_names_and_titles_in_other_forms(language: str, line: str) -> None:
    ask = facts(
        prospect=Prospect("Rose Müller", title="Vice President Operations", company="Orange")
    )
    made = compose(ask, language=language, seed=4)
    blocks = made.text.body.split("\n\n")
    blocks[1] += f" {line}"
    text = replace(made.text, body="\n\n".join(blocks))
    assert "facts" not in failed(text, ask), check_draft(text, ask)[1]
