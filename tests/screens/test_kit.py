"""The words for asking a client for the file, in every language."""

from __future__ import annotations

import re
from dataclasses import replace
from email import policy
from email.parser import BytesParser

import pytest

from prospecting.errors import Refused
from prospecting.services import intake, kit, sellers
from prospecting.services.session import Session
from scoring.reference import load_text
from tests.screens.conftest import CLIENTS, Fill


@pytest.fixture
def with_clients(fill: Fill) -> Session:
    session = fill([("clients.csv", CLIENTS)])
    sellers.set_seller(session, {"name": "Robin Tess", "company": "Quellwerk", "offer": "Help."})
    return session


@pytest.mark.parametrize("language", kit.LANGUAGES)
def test_each_language_is_complete(with_clients: Session, language: str) -> None:
    carla = next(
        int(key) for key, name in intake.client_choices(with_clients).items() if "Carla" in name
    )
    words = kit.kit(with_clients, carla, language)
    text = f"{words.subject}\n{words.body}"
    assert "Carla" in text
    assert "Robin Tess" in text
    assert "Quellwerk" in text
    assert not re.search(r"\{\w+\}", text), "every name is filled in"
    assert words.subject
    assert "\n" not in words.subject
    # The four steps on LinkedIn, three things done with the file, three not done.
    assert len(re.findall(r"(?m)^\d\. ", words.body)) == 4
    assert len(re.findall(r"(?m)^- ", words.body)) == 6


@pytest.mark.parametrize("language", kit.LANGUAGES)
def test_nobody_in_particular_leaves_no_gap(with_clients: Session, language: str) -> None:
    words = kit.kit(with_clients, None, language)
    text = f"{words.subject}\n{words.body}"
    assert not re.search(r"\{\w+\}|  |,\.|, ,|\s,", text)
    if language == "es":
        assert words.body.startswith("Hola, buenos días:")


def test_braces_in_a_name_stay_what_they_are(fill: Fill) -> None:
    session = fill([("clients.csv", CLIENTS.replace("Carla Keller", "{seller} Keller"))])
    client = next(int(key) for key, name in intake.client_choices(session).items() if "{" in name)
    assert "{seller}" in kit.kit(session, client, "de").body


def test_the_languages_are_those_of_the_files() -> None:
    assert len({load_text(f"kit/{code}.md") for code in kit.LANGUAGES}) == 5


@pytest.mark.parametrize("language", kit.LANGUAGES)
def test_the_mail_opens_with_the_words_and_the_clients_address(
    with_clients: Session, language: str
) -> None:
    words = kit.kit(with_clients, "carla@keller.example", language)
    mail = BytesParser(policy=policy.default).parsebytes(kit.eml(words))
    assert (mail["To"], mail["X-Unsent"]) == ("carla@keller.example", "1")
    assert mail["Subject"] == words.subject
    assert mail.get_content().split() == words.body.split()
    nobody = BytesParser(policy=policy.default).parsebytes(kit.eml(replace(words, to="")))
    assert nobody["To"] is None
    with pytest.raises(Refused):
        kit.eml(replace(words, to="carla@keller.example, all@keller.example"))
