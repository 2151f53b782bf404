"""The words agree with the numbers, and nothing unknown is called weak."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.config import default_config
from scoring.explanations import (
    FitContext,
    chance_words,
    conflict_sentence,
    coverage_sentence,
    difference_words,
    explain_ask,
    fit_reasons,
    fit_word,
    missing_sentence,
    next_best_sentence,
    tie_reasons,
    tie_word,
    unmet_pin_sentence,
    value_sentence,
    what_if_sentence,
)
from scoring.fit import CompanyTable, PeopleTable, TitleTable, score_fit
from scoring.planning import CONFLICTS
from scoring.profile import Profile, parse_profile
from scoring.ties import UNKNOWN, TieEvidence, score_ties
from scoring.willingness import ClientState, readiness
from scoring.words import count_of, day, list_of, money, out_of, span

DEFAULT = default_config()
AS_OF = date(2026, 6, 30)


@dataclass(frozen=True)
class Read:
    """A title's reading, as the grammar would give it."""

    seniority: str | None
    functions: tuple[str, ...] = ()
    decision_maker: bool = False
    current: bool = True


TITLES = TitleTable.of(
    ("CFO", "VP Accounting", "Wizard", "Former CFO", "Owner", "Sales Director"),
    (
        Read("CXO", ("Finance",), True),
        Read("VP", ("Accounting",), True),
        Read(None),
        Read("CXO", ("Finance",), current=False),
        Read("Owner", ("Entrepreneurship",), True),
        Read("Director", ("Sales",), True),
    ),
)
COMPANIES = CompanyTable.of(
    ["Mill AG", "Shop GmbH", "Mystery Inc", "Tiny KG"],
    industry=["Machinery", "Retail", None, "Industrial Automation"],
    size_min=[500, 6_000, math.nan, 4],
    size_max=[500, 6_000, math.nan, 4],
    country=["DE", "FR", None, "DE"],
)
PROFILE = parse_profile(
    {
        "industries": ["Machinery Manufacturing"],
        "company_size": {"min": 200, "max": 5000},
        "countries": ["Germany"],
        "functions": ["Finance"],
        "seniorities": ["CXO"],
    }
)


def context(*pairs: tuple[int, int], profile: Profile = PROFILE) -> FitContext:
    table = PeopleTable.of([t for t, _ in pairs], [c for _, c in pairs])
    result = score_fit(profile, TITLES, COMPANIES, table, DEFAULT.fit, wishes=TitleTable.of((), ()))
    return FitContext(result, profile, TITLES, COMPANIES, table)


def said(profile_context: FitContext, row: int = 0) -> str:
    return " ".join(fit_reasons(profile_context, row))


def test_a_perfect_match_in_words() -> None:
    assert fit_reasons(context((0, 0)), 0) == (
        "CFO: in Finance, as wanted and level CXO, as wanted.",
        "Mill AG: industry Machinery Manufacturing as wanted, 500 people as wanted and Germany "
        "as wanted.",
    )


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ((1, 0), ["in Accounting, near what you want", "level VP, one step off"]),
        ((5, 0), ["in Sales, which you do not look for", "two steps off"]),
        ((2, 0), ["job function unknown", "level unknown", "The job function is unknown"]),
        ((3, 0), ["no longer in that role"]),
        ((4, 3), ["decides alone at a company this small"]),
        ((-1, -1), ["Title unknown.", "Company unknown."]),
        ((0, 1), ["industry Retail not what you want", "6,000 people a little outside", "France"]),
        ((0, 2), ["industry unknown", "company size unknown", "country unknown"]),
    ],
)
def test_each_part_in_words(pair: tuple[int, int], words: list[str]) -> None:
    text = said(context(pair, (0, 0), (0, 1)))
    for word in words:
        assert word in text


def test_targets_exclusions_and_wishes_in_words() -> None:
    profile = parse_profile(
        {
            "functions": ["Legal"],
            "keywords": ["wizard"],
            "include": {"companies": ["Mill"]},
            "exclude": {"companies": ["Shop"]},
        }
    )
    table = context((0, 0), (0, 1), (2, 2), profile=profile)
    assert "Mill AG, a target account" in said(table, 0)
    assert "nearest" in said(table, 0)
    assert said(table, 1) == "Excluded by the profile: company."
    assert "matches a title or keyword" in said(table, 2)


@given(st.integers(-1, 5), st.integers(-1, 3))
def test_the_words_about_fit_agree_with_the_numbers(title: int, company: int) -> None:
    table = context((title, company), (0, 0), (0, 1), (1, 0))
    result, text = table.result, said(table)
    for name, word in (("industry", "industry"), ("size", "company size"), ("country", "country")):
        assert (f"{word} unknown" in text or "Company unknown" in text) == (
            not result.is_known(name)[0]
        )
    everything = all(result.part(p)[0] == 1 for p in result.asked)
    perfect = everything and result.known[0] == 31 and bool(result.current[0])
    assert (text.count("as wanted") == 5) == perfect
    if missing := missing_sentence(table, 0):
        low, high = (float(w.rstrip(".")) for w in missing.split("between ")[1].split(" and "))
        assert low <= round(float(result.fit[0]), 2) <= high
        assert coverage_sentence(table, 0).startswith(
            f"{round(result.coverage[0] * 5)} of 5 things are known"
        )
    else:
        assert result.known[0] == 31 or result.fit[0] == 0 or not result.current[0]


def test_a_connection_alone_is_unknown_not_weak() -> None:
    evidence = TieEvidence.of(2, years_connected=[7.0, math.nan])
    reasons = [tie_reasons(evidence, row, AS_OF, DEFAULT.tie) for row in (0, 1)]
    assert reasons == [
        ("Connected since 2019; how well they know each other is unknown.",),
        ("How well they know each other is unknown.",),
    ]
    assert tie_word(0.2, UNKNOWN) == "unknown"


def test_evidence_in_words_the_weightiest_first() -> None:
    evidence = TieEvidence.of(
        1,
        has_messages_file=True,
        n_in=11,
        n_out=14,
        w_in=4,
        w_out=5,
        active_days=9,
        last_contact_days=45,
        months_together=37,
        years_connected=7,
        endorsed=1,
        recommended=2,
        school=2,
        other_clients=2,
        shared_email=True,
        same_company_now=True,
        network_size=4_000,
    )
    reasons = tie_reasons(
        evidence, 0, AS_OF, DEFAULT.tie, introducer="Carla", together_at="Mill AG", school="TU"
    )
    assert reasons[0] == "Two-way messages, the last in May 2026 (14 sent, 11 received)."
    assert reasons[1] == "Each has recommended the other."
    assert "Worked together at Mill AG for 3 years." in reasons
    assert "2 other clients are connected to this person too." in reasons
    assert "Both went to TU, in the same years." in reasons
    assert "Carla has 4,000 connections, so one alone says less." in reasons
    assert reasons[-1] == "Connected since 2019."
    assert not any("unknown" in r for r in reasons)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"has_messages_file": True}, "No message between the two in Carla's archive."),
        ({"has_messages_file": True, "n_in": 2}, "Only the contact has written so far."),
        ({"has_messages_file": True, "n_out": 2}, "Only Carla has written so far."),
        (
            {"has_messages_file": True, "n_group": 2},
            "Writes in a group with Carla, but not between the two alone.",
        ),
        (
            {"has_messages_file": True, "n_in": 1, "n_out": 2, "n_group": 9},
            "Two-way messages (2 sent, 1 received), and more in a group.",
        ),
        (
            {"former_company": True, "months_together": 2},
            "They connected while Carla worked at the company where Ben is now.",
        ),
        ({"invited": True}, "The invitation to connect came with a note of its own."),
        ({"address_book": True}, "Is in Carla's address book."),
        ({"recommended": 1}, "One has recommended the other."),
        ({"recommended": 1, "recommended_by": 1}, "Carla has recommended Ben."),
        ({"recommended": 1, "recommended_by": 2}, "Ben has recommended Carla."),
        ({"endorsed": 1, "endorsed_by": 2}, "Ben has endorsed Carla."),
        ({"endorsed": 2, "endorsed_by": 1}, "Each has endorsed the other."),
        (
            {"former_company": True},
            "They connected while Carla worked at the company where Ben is now.",
        ),
        ({"answer": 2}, "Carla said: knows Ben well."),
        ({"answer": 1}, "Carla said: knows Ben a little."),
        ({"answer": 0}, "Carla said: does not really know Ben."),
        ({"other_clients": 1}, "1 other client is connected to this person too."),
        ({"months_together": 7}, "Worked together at the same company for 7 months."),
    ],
)
def test_single_kinds_of_evidence(known: dict[str, object], words: str) -> None:
    evidence = TieEvidence.of(1, **known)  # type: ignore[arg-type]
    assert words in tie_reasons(evidence, 0, AS_OF, DEFAULT.tie, introducer="Carla", prospect="Ben")


@given(
    st.booleans(),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 2),
    st.integers(-1, 2),
    st.integers(0, 30),
    st.integers(0, 3),
)
def test_the_words_about_the_tie_agree_with_level_and_number(
    file: bool, n_in: int, n_out: int, recommended: int, answer: int, months: int, others: int
) -> None:
    evidence = TieEvidence.of(
        1,
        has_messages_file=file,
        n_in=n_in if file else 0,
        n_out=n_out if file else 0,
        w_in=n_in if file else 0,
        w_out=n_out if file else 0,
        recommended=recommended,
        answer=answer,
        months_together=months,
        other_clients=others,
        years_connected=3.0,
        last_contact_days=20.0 if file and n_in + n_out else math.nan,
    )
    result = score_ties(evidence, DEFAULT.tie)
    text = " ".join(tie_reasons(evidence, 0, AS_OF, DEFAULT.tie))
    level = int(result.level[0])
    assert ("is unknown" in text) == (level == UNKNOWN)
    assert ("Two-way messages" in text) == (file and n_in > 0 and n_out > 0 and answer < 0)
    assert (" said: " in text) == (answer >= 0)
    word = tie_word(float(result.tie[0]), level)
    assert (word == "unknown") == (level == UNKNOWN)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_better_number_never_gets_a_lesser_word(a: float, b: float) -> None:
    low, high = sorted((a, b))
    fits = ["does not fit", "fits little", "fits in part", "fits well", "fits very well"]
    assert fits.index(fit_word(low)) <= fits.index(fit_word(high))
    ties = ["hardly knows", "knows a little", "knows", "knows well"]
    assert ties.index(tie_word(low, 2)) <= ties.index(tie_word(high, 2))
    tenths = ["less than 1 in 10", *(f"about {n} in 10" for n in range(1, 10)), "more than 9 in 10"]
    assert tenths.index(out_of(low)) <= tenths.index(out_of(high))


def test_chance_and_value() -> None:
    assert chance_words(0.31) == "about 3 in 10 such asks end in an introduction"
    assert value_sentence(0.8, 25_000, 0.3, "EUR") == (
        "Worth 6,000 EUR: fit 0.80 times a deal of 25,000 EUR times the chance of an "
        "introduction, 0.30."
    )
    assert value_sentence(0.8, None, 0.3).startswith("Worth 0.24:")


@pytest.mark.parametrize(
    ("chosen", "other", "words"),
    [
        (0.3, 0.28, "a little less likely"),
        (0.3, 0.2, "is less likely"),
        (0.3, 0.15, "about half as likely"),
        (0.3, 0.05, "much less likely"),
        (0.3, 0.3, "would do as well"),
        (0.3, 0.4, "would be likelier"),
        (0.3, 0.0, "much less likely"),
    ],
)
def test_the_next_best_in_words(chosen: float, other: float, words: str) -> None:
    sentence = next_best_sentence("Carla", chosen, "Tom", other, "is less willing")
    assert words in sentence
    assert "(is less willing)" in sentence


def test_what_makes_the_difference() -> None:
    assert difference_words(0.6, 0.2, 0.4, 0.3) == "seems to know them less well"
    assert difference_words(0.2, 0.6, 0.4, 0.3) == "seems to know them better"
    assert difference_words(0.4, 0.4, 0.5, 0.2) == "is less willing"
    assert difference_words(0.4, 0.41, 0.5, 0.51) == ""


def test_one_more_ask_in_words() -> None:
    assert what_if_sentence("Carla", 1, 500, 10_000, "EUR") == (
        "One more ask of Carla would add 500 EUR, 5.0 % of the plan's value."
    )
    assert "would add nothing" in what_if_sentence("Carla", 2, 0.0, 10.0)


def test_why_a_pin_is_not_in_the_plan() -> None:
    waiting, ready = readiness(
        [
            ClientState("c", "Carla", nps=9, quiet_until=date(2026, 8, 1)),
            ClientState("t", "Tom", nps=9),
        ],
        AS_OF,
        DEFAULT.willingness,
    )
    start = "Your pinned ask about Ben is not in the plan: "
    assert unmet_pin_sentence(0, waiting, "Ben") == (
        start + "Carla is waiting until 1 August 2026 (do not ask)."
    )
    assert unmet_pin_sentence(0, ready, "Ben") == (
        start + "Tom's asks are used up by other pins or limits."
    )
    assert unmet_pin_sentence(0, None, "Ben") == (
        start + "nobody who may be asked today knows them."
    )
    assert unmet_pin_sentence(CONFLICTS.index("suppressed"), ready, "Ben") == (
        start + "this person does not want to be suggested."
    )


def test_every_conflict_has_a_sentence() -> None:
    sentences = [conflict_sentence(code) for code in range(len(CONFLICTS))]
    assert sentences[0] == ""
    assert all(s.endswith(".") for s in sentences[1:])
    assert len(set(sentences)) == len(sentences)


def test_everything_about_one_ask() -> None:
    table = context((0, 0))
    evidence = TieEvidence.of(1, recommended=1)
    ties = score_ties(evidence, DEFAULT.tie)
    state = ClientState("c", "Carla", nps=9, referrals=2)
    client = readiness([state], AS_OF, DEFAULT.willingness)[0]
    words = explain_ask(
        table,
        0,
        evidence,
        ties,
        0,
        client,
        0.31,
        AS_OF,
        DEFAULT,
        prospect_name="Ben",
        likeness=1.0,
    )
    assert (words.fit, words.tie, words.tie_evidence) == ("fits very well", "knows", "likely")
    assert words.coverage == "All that the profile asks for is known."
    text = " ".join(words.reasons)
    assert "One has recommended the other." in text
    assert "Carla: More willing than most: gave you 9 out of 10" in text
    assert "same industry and country" in text
    assert all(r.endswith(".") for r in words.reasons)
    assert text.endswith("About 3 in 10 such asks end in an introduction.")


def test_small_words() -> None:
    assert [count_of(n, "ask") for n in (0, 1, 2)] == ["no asks", "1 ask", "2 asks"]
    assert [list_of(p) for p in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [span(m) for m in (0.2, 1, 11, 24, 37)] == [
        "1 month",
        "1 month",
        "11 months",
        "2 years",
        "3 years",
    ]
    assert day(date(2026, 3, 1)) == "1 March 2026"
    assert money(1234.5, "EUR") == "1,234 EUR"
    assert money(0.5) == "0.50"


def test_arrays_are_not_changed_by_explaining() -> None:
    table = context((0, 0), (1, 1))
    before = table.result.fit.copy()
    fit_reasons(table, 0)
    assert np.array_equal(before, table.result.fit)
