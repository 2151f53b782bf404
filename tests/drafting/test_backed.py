"""What a plain statement tells of people and firms must be backed by a fact."""

from __future__ import annotations

import pytest

from bench.draft_worlds import LANGUAGES
from bench.judged_models import messages
from bench.judged_strangers import judge_all
from prospecting.drafting.facts import Tie, TieFact, Trigger
from tests.drafting.sample import facts
from tests.drafting.test_statements import check


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "They keep complaining about their supplier."),  # trouble
        ("en", "Ben has been looking for a partner in finance."),  # a wish
        ("en", "Your opinion counts a lot for him."),  # closeness
        ("en", "Our clients typically save dozens of hours."),  # results
        ("en", "We are the leading provider in the region."),  # praise of oneself
        ("en", "I really enjoyed his lecture."),  # a meeting
        ("en", "The group is growing quickly."),  # news
        ("de", "Die Gruppe wächst und sucht neue Lieferanten."),
        ("de", "Unsere Kunden sparen im Durchschnitt viel Zeit."),
        ("fr", "Leur fournisseur actuel les laisse souvent tomber."),
        ("fr", "Nous sommes les leaders de la région."),
        ("es", "Lleva meses quejándose y busca otro proveedor."),  # no subject
        ("es", "Crecen deprisa y contratan gente."),
        ("nl", "Hij klaagde dat hij zijn leverancier beu is."),
        ("nl", "Wij zijn de beste in de regio."),
    ],
)
def test_what_no_fact_backs_is_marked(language: str, told: str) -> None:
    body = f"Ben Weber, Brightlake Machines. {told}"
    failed = [c for n in ("facts", "tie-wording") if not (c := check(body, language, n)).passed]
    start = body.index(told)
    assert any(b > start for one in failed for _a, b in one.marks), failed


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Best regards, Nora"),
        ("en", "I hope you are well and enjoy the work."),
        ("en", "Perhaps they are looking for something new."),
        ("en", "Most firms know such trouble."),
        ("en", "If you would rather keep out of it, just tell me."),
        ("de", "Sehr geehrte Carla Keller, darf ich Sie etwas fragen?"),
        ("de", "Ich glaube, man sucht dort etwas Neues."),
        ("de", "Falls nicht, lassen Sie es mich wissen."),
        ("fr", "Sinon, laissez tomber."),
        ("fr", "Ils cherchent peut-être autre chose."),
        ("es", "Estimada Carla, le agradezco la confianza."),
        ("es", "Si no, déjelo."),
        ("nl", "Beste Carla, daar ben ik blij mee."),
        ("nl", "Zo niet, zegt u gewoon nee."),
    ],
)
def test_courtesy_guesses_and_ways_out_claim_nothing(language: str, said: str) -> None:
    one = check(f"Ben Weber, Brightlake Machines. {said}", language)
    assert one.passed, one.detail


def test_what_the_user_noted_may_be_said_in_other_words() -> None:
    said = "Brightlake is looking for boxes without plastic."
    assert not check(said).passed
    noted = (Trigger("need", text="they want boxes without plastic"),)
    assert check(said, why_now=noted).passed
    moved = (Trigger("job_change", when=facts().as_of),)
    assert check("Ben changed jobs.", why_now=moved).passed


def test_a_year_before_a_word_that_counts_elsewhere_is_known() -> None:
    tie = Tie(
        "potential",
        (
            TieFact(
                "same_school",
                when=facts().as_of.replace(year=2008),
                until=facts().as_of.replace(year=2011),
                place="Nova School",
            ),
        ),
    )
    said = "Ben Weber war bis 2011 an der Nova School."
    assert check(said, "de", tie=tie).passed


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_as_a_model_writes_them(language: str) -> None:
    made = judge_all(language, messages(language, "g"))
    assert made.found >= made.faults - 1, made.lines
