from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from prospecting.drafting.compose import compose, polish
from prospecting.drafting.habits import Touch, propose_channel, voice_of, with_habits
from prospecting.drafting.models.payload import preview
from prospecting.drafting.textual import count_words
from tests.drafting.sample import AS_OF, PROSPECT, SELLER, facts

MAILS = (
    "Morning Tom!\n\nThe numbers are in. All fine.\n\nSee you,\nNora",
    "Hello Eve,\n\nPlease find the list below.\n\nSee you,\nNora\n\n> old words",
    "Hello Max,\n\nIt went well today.\n\nSee you,\nNora",
)


def test_greeting_sign_off_and_length_come_from_the_users_mails() -> None:
    mine = replace(SELLER, examples=MAILS)
    voice = voice_of(mine)
    assert voice.greeting == "Hello {first_name}," and voice.sign_off == "See you,\nNora"
    assert voice.words == 50  # his mails are short; an ask has at least as many
    draft = compose(facts(seller=mine), seed=1)
    assert draft.body.startswith("Hello Carla,") and draft.body.endswith("See you,\nNora")
    assert not draft.failed(hard=True), [c.detail for c in draft.failed(hard=True)]
    for word in ("Tom", "Eve", "numbers"):
        assert word not in draft.body
    assert "See you" not in preview(facts(seller=mine)) and "numbers" not in preview(
        facts(seller=mine)
    )


def test_short_mails_make_short_drafts() -> None:
    long = "Hello Max,\n\n" + "We met the team and it was good. " * 20 + "\n\nSee you,\nNora"
    short, much = (replace(SELLER, examples=(m,)) for m in (MAILS[2], long))
    lengths = [
        sum(count_words(compose(facts(seller=s), seed=n).body) for n in range(8))
        for s in (short, much)
    ]
    assert lengths[0] < lengths[1]


def test_what_the_user_set_goes_before_what_his_mails_show() -> None:
    mine = replace(SELLER, examples=MAILS, greeting="Moin {first_name}!")
    assert with_habits(mine).greeting == "Moin {first_name}!"
    assert with_habits(mine).sign_off == "See you,\nNora"


def test_no_habit_where_every_mail_differs_or_guesses_a_gender() -> None:
    assert (
        voice_of(replace(SELLER, examples=("Hi Tom,\nok\nNora", "Hello Eve,\nok\nNora"))).greeting
        == ""
    )
    assert voice_of(replace(SELLER, examples=("Dear Mrs Hill,\nok\nNora",))).greeting == ""
    assert voice_of(replace(SELLER, examples=("", "  \n"))).words is None
    spanish = replace(
        SELLER, language="es", examples=("Hola, Ana:\n\nTodo bien.\n\nUn abrazo\nNora",)
    )
    assert voice_of(spanish).greeting == "Hola, {first_name}:"


def test_the_channel_follows_the_clients_habits() -> None:
    day = AS_OF - timedelta(days=20)
    calls = [Touch("phone", day, from_client=True), Touch("email", day, answered=True)]
    assert propose_channel(calls, as_of=AS_OF, has_phone=True)[0] == "phone"
    assert propose_channel(calls, as_of=AS_OF, has_phone=False)[0] == "email"
    assert propose_channel(calls, as_of=AS_OF, noted="linkedin", has_profile=True)[0] == "linkedin"
    old = [Touch("phone", date(2019, 1, 1), from_client=True), Touch("email", day, answered=True)]
    assert propose_channel(old, as_of=AS_OF, has_phone=True)[0] == "email"
    silent = [Touch("email", day), Touch("linkedin", day, answered=True)]
    assert propose_channel(silent, as_of=AS_OF, has_profile=True)[0] == "linkedin"
    assert propose_channel(as_of=AS_OF, has_phone=True, last_contact=date(2023, 1, 1))[0] == "phone"
    assert propose_channel(as_of=AS_OF)[0] == "email"
    assert propose_channel(as_of=AS_OF, has_email=False, has_profile=True)[0] == "linkedin"
    channel, why = propose_channel(as_of=AS_OF, has_email=False)
    assert channel == "meeting" and why.endswith(".")


def test_what_follows_from_the_words_put_in() -> None:
    assert polish("I met Van Dijk B.V.. Good.", "en") == "I met Van Dijk B.V. Good."
    assert polish("Wait... yes", "en") == "Wait... yes"
    assert polish("un mot de Anne et de Hélène, de Luc", "fr") == (
        "un mot d'Anne et d'Hélène, de Luc"
    )
    for seed in range(8):
        body = compose(
            facts(prospect=replace(PROSPECT, company="Kranzler AG")), language="de", seed=seed
        ).forwardable
        assert "bei Kranzler AG" not in body
