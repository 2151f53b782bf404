"""Fit by hand from the formula in the docs, and its behaviour over whole tables."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.config import default_config
from scoring.fit import CompanyTable, FitResult, PeopleTable, TitleTable, score_fit
from scoring.fit_gaps import fit_change, missing_datum, nobody_fits
from scoring.fit_text import TextIndex
from scoring.profile import Profile, parse_profile

CONFIG = default_config().fit


@dataclass(frozen=True)
class Read:
    """A title's reading, as the grammar would give it."""

    seniority: str | None
    functions: tuple[str, ...] = ()
    decision_maker: bool = False
    current: bool = True


READ = {
    "CFO": Read("CXO", ("Finance",), True),
    "VP Accounting": Read("VP", ("Accounting",), True),
    "Finance Manager": Read("Manager", ("Finance",)),
    "Head of Purchasing": Read("Director", ("Purchasing",), True),
    "Sales Director": Read("Director", ("Sales",), True),
    "Owner": Read("Owner", ("Entrepreneurship",), True),
    "Former CFO": Read("CXO", ("Finance",), False, current=False),
    "Assistant to the CFO": Read("Entry", ("Administrative",)),
    "Treasury": Read(None, ("Finance",)),
    "Wizard": Read(None),
    "Intern Finance": Read("Training", ("Finance",)),
    "VP": Read("VP", (), True),
}
TITLES = TitleTable.of(tuple(READ), tuple(READ.values()))
COMPANIES = CompanyTable.of(
    ["Mill AG", "Shop GmbH", "Robots Ltd", "Mystery Inc", "Tiny KG", "Big Bank"],
    industry=["Machinery", "Retail", "Industrial Automation", None, "Machinery", "Banking"],
    size_min=[500, 6000, 201, math.nan, 1, 10_001],
    size_max=[500, 6000, 500, math.nan, 10, math.inf],
    country=["DE", "FR", "DE", None, "DE", "DE"],
    domain=["mill.example", None, None, None, None, None],
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


def people(*pairs: tuple[str | None, str | None], names: tuple[str, ...] = ()) -> PeopleTable:
    titles = [-1 if t is None else TITLES.text.index(t) for t, _ in pairs]
    firms = [-1 if c is None else COMPANIES.name.index(c) for _, c in pairs]
    return PeopleTable.of(titles, firms, names)


def score(profile: Profile, table: PeopleTable, **more: object) -> FitResult:
    none = TitleTable.of((), ())
    options: dict[str, object] = {"wishes": none} | more
    return score_fit(profile, TITLES, COMPANIES, table, CONFIG, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("CFO", 1.0),
        ("VP Accounting", 0.5 * 0.6),
        ("Sales Director", 0.0),
        ("Finance Manager", 0.0),  # three levels below CXO
        ("Former CFO", 0.0),
    ],
)
def test_role_by_hand(title: str, role: float) -> None:
    result = score(PROFILE, people((title, "Mill AG")))
    assert result.role[0] == pytest.approx(role)
    assert result.fit[0] == pytest.approx(math.sqrt(role * 1.0))


@pytest.mark.parametrize(
    ("company", "parts"),
    [
        ("Mill AG", (1.0, 1.0, 1.0)),
        # 6000 lies log10(1.2) = .0792 decades above 5000, of half a decade: 1 - .1584
        ("Shop GmbH", (0.0, 1 - math.log10(1.2) / 0.5, 0.0)),
        ("Robots Ltd", (1.0, 1.0, 1.0)),
    ],
)
def test_company_by_hand(company: str, parts: tuple[float, float, float]) -> None:
    result = score(PROFILE, people(("CFO", company)))
    found = (result.industry[0], result.size[0], result.country[0])
    assert found == pytest.approx(parts)
    assert result.company[0] == pytest.approx(sum(parts) / 3)


def test_unknown_parts_take_the_share_among_the_known_at_most_two_fifths() -> None:
    # Of the four with a known company three are in the industry: .75, so at most .4.
    result = score(
        PROFILE,
        people(
            ("CFO", "Mill AG"),
            ("CFO", "Mill AG"),
            ("CFO", "Robots Ltd"),
            ("CFO", "Shop GmbH"),
            ("CFO", "Mystery Inc"),
            ("CFO", None),
        ),
    )
    assert result.shares["industry"] == 0.4
    assert result.company[4] == pytest.approx(0.4)
    assert result.company[5] == pytest.approx(0.4)
    assert result.coverage.tolist() == pytest.approx([1, 1, 1, 1, 0.4, 0.4])
    rare = score(PROFILE, people(*[("CFO", "Shop GmbH")] * 9, ("CFO", "Mill AG"), ("CFO", None)))
    assert rare.shares["industry"] == pytest.approx(0.1)
    assert rare.company[10] == pytest.approx((0.1 + 0.4 + 0.1) / 3)


def test_nothing_known_of_anybody() -> None:
    result = score(PROFILE, people(("CFO", None)))
    assert result.company[0] == pytest.approx(CONFIG.unknown_if_nothing_known)


def test_unknown_level_and_unknown_title() -> None:
    result = score(PROFILE, people(("CFO", "Mill AG"), ("Treasury", "Mill AG"), (None, "Mill AG")))
    assert result.role.tolist() == pytest.approx([1.0, 0.4, 0.16])
    assert [bool(k) for k in result.is_known("level")] == [True, False, False]


def test_weights() -> None:
    heavy = parse_profile(
        {
            "functions": ["Finance"],
            "seniorities": ["CXO"],
            "countries": ["Germany"],
            "weights": {"role": 1.0, "company": 0.0},
        }
    )
    result = score(heavy, people(("VP Accounting", "Shop GmbH")))
    assert result.fit[0] == pytest.approx(0.3)


def test_the_owner_of_ten_people_buys_and_a_vice_president_of_a_bank_may_not() -> None:
    anywhere = parse_profile({"functions": ["Finance"], "seniorities": ["CXO"]})
    owner = score(anywhere, people(("Owner", "Tiny KG"), ("Owner", "Mill AG")))
    assert owner.role.tolist() == pytest.approx([0.5, 0.0])
    vice = parse_profile({"seniorities": ["VP"]})
    banker = score(vice, people(("VP", "Big Bank"), ("VP", "Mill AG")))
    assert banker.role.tolist() == pytest.approx([0.6, 1.0])


def test_target_accounts_named_people_and_exclusions() -> None:
    profile = parse_profile(
        {
            "functions": ["Finance"],
            "seniorities": ["CXO"],
            "industries": ["Machinery"],
            "include": {"companies": ["Shop"], "people": ["Ann Lee", "Bo Ray, Robots"]},
            "exclude": {
                "companies": ["mill.example"],
                "titles": ["intern"],
                "industries": ["Banking"],
            },
        }
    )
    table = people(
        ("CFO", "Shop GmbH"),
        ("Sales Director", "Robots Ltd"),
        ("Sales Director", "Robots Ltd"),
        ("Sales Director", "Tiny KG"),
        ("CFO", "Mill AG"),
        ("Intern Finance", "Tiny KG"),
        ("CFO", "Big Bank"),
        names=("Jo Doe", "Ann Lee", "Bo Ray", "Bo Ray", "X Y", "Z W", "Q R"),
    )
    result = score(profile, table)
    assert result.fit.tolist() == pytest.approx([1, 1, 1, 0, 0, 0, 0])
    assert result.excluded.tolist() == [0, 0, 0, 0, 1, 2, 3]
    assert result.target.tolist() == [True] + [False] * 6


def test_people_are_found_by_their_address_too() -> None:
    profile = parse_profile(
        {"functions": ["Legal"], "include": {"people": ["https://www.linkedin.com/in/ann-lee/"]}}
    )
    table = PeopleTable.of([0, 0], [0, 0], url=["linkedin.com/in/Ann-Lee?trk=x", None])
    assert score(profile, table).fit.tolist() == [1.0, 0.0]


def test_the_nearest_decision_maker_where_the_right_one_is_out_of_reach() -> None:
    profile = parse_profile(
        {"functions": ["Finance"], "seniorities": ["CXO"], "include": {"companies": ["Shop"]}}
    )
    without = score(
        profile, people(("Sales Director", "Shop GmbH"), ("Assistant to the CFO", "Shop GmbH"))
    )
    assert without.role.tolist() == [CONFIG.account_reach, 0.0]
    assert without.substitute.tolist() == [True, False]
    reachable = score(profile, people(("Sales Director", "Shop GmbH"), ("CFO", "Shop GmbH")))
    assert reachable.role.tolist() == [0.0, 1.0]


def test_wished_titles_and_keywords_lift_to_four_fifths() -> None:
    profile = parse_profile({"functions": ["Legal"], "titles": ["the CFO"]})
    wishes = TitleTable.of(("the CFO",), (READ["CFO"],))
    table = people(("CFO", "Mill AG"), ("Assistant to the CFO", "Mill AG"), ("Former CFO", None))
    assert score(profile, table, wishes=wishes).role.tolist() == [0.8, 0.0, 0.0]
    keyword = parse_profile({"functions": ["Legal"], "keywords": ["treasury"]})
    assert score(keyword, people(("Treasury", None), ("CFO", None))).role.tolist() == [0.8, 0.0]


def test_wishes_are_read_by_the_grammar_of_titles() -> None:
    profile = parse_profile({"titles": ["runs accounts payable", "CFO"]})
    from scoring.titles import read_titles

    texts = ("Accounts Payable Manager", "Assistant to the CFO", "CFO", "Sales Manager")
    titles = TitleTable.of(texts, read_titles(texts))
    table = PeopleTable.of([0, 1, 2, 3], [-1, -1, -1, -1])
    result = score_fit(profile, titles, COMPANIES, table, CONFIG)
    assert result.role.tolist() == [0.8, 0.0, 0.8, 0.0]


def test_likeness_of_texts_helps_where_words_do_not_match() -> None:
    profile = parse_profile({"functions": ["Legal"], "titles": ["runs the money"]})
    wishes = TitleTable.of(("runs the money",), (Read("CXO", (), True),))
    likeness = np.full(len(TITLES), 0.2)
    likeness[TITLES.text.index("CFO")] = 0.75
    likeness[TITLES.text.index("Assistant to the CFO")] = 0.9
    table = people(("CFO", None), ("Assistant to the CFO", None), ("Sales Director", None))
    result = score(profile, table, wishes=wishes, similarity=likeness)
    assert result.role.tolist() == pytest.approx([0.8, 0.0, 0.0])


def test_a_size_range_counts_by_its_mean() -> None:
    profile = parse_profile({"company_size": {"min": 300}})
    result = score(profile, people(("CFO", "Robots Ltd")))
    assert 0.9 < result.size[0] < 1.0


def test_the_datum_that_matters_most() -> None:
    result = score(
        PROFILE, people(("CFO", "Mystery Inc"), ("Treasury", "Mill AG"), ("CFO", "Mill AG"))
    )
    which, worst, best = missing_datum(result, [0, 1, 2], PROFILE)
    assert which.tolist() == [2, 1, -1]
    assert best[1] == pytest.approx(1.0)
    assert worst[1] == pytest.approx(0.0)
    company = result.company[0]
    assert best[0] == pytest.approx(math.sqrt(company + (1 - result.industry[0]) / 3))


def test_nobody_fits_says_which_wish_is_the_strictest() -> None:
    table = people(*[("Sales Director", "Mill AG")] * 5)
    sentence = nobody_fits(score(PROFILE, table), PROFILE, CONFIG)
    assert sentence is not None
    assert "None of the 5 contacts" in sentence
    assert "function" in sentence
    fits = score(PROFILE, people(("CFO", "Mill AG")))
    assert nobody_fits(fits, PROFILE, CONFIG) is None
    empty = score(PROFILE, people())
    assert "no contacts yet" in str(nobody_fits(empty, PROFILE, CONFIG))
    out = parse_profile({"functions": ["Finance"], "exclude": {"companies": ["Mill"]}})
    assert "exclusions" in str(nobody_fits(score(out, table), out, CONFIG))


def test_an_edit_of_the_profile_in_one_sentence() -> None:
    table = people(("CFO", "Mill AG"), ("VP Accounting", "Mill AG"), ("Sales Director", "Mill AG"))
    before = score(PROFILE, table)
    sales = parse_profile({"functions": ["Sales"], "seniorities": ["Director"]})
    after = score(sales, table)
    assert fit_change(before, before, CONFIG) == (
        "2 contacts fit (as before); the first 3 stay the same."
    )
    assert fit_change(before, after, CONFIG, top=1) == (
        "1 contact fits (1 fewer); 1 of the first 1 is new."
    )


def test_words_are_found_at_their_beginning_only() -> None:
    index = TextIndex.of(
        ["Senior IT Manager", "Unit head", "Leiter Einkaufswesen", "", "CEO & CFO"]
    )
    assert index.holds_phrase("it").tolist() == [True, False, False, False, False]
    assert index.holds_phrase("einkauf").tolist() == [False, False, True, False, False]
    assert index.holds_words("the CFO").tolist() == [False, False, False, False, True]
    assert not index.holds_phrase("…").any()


title_rows = st.lists(st.integers(-1, len(TITLES) - 1), min_size=1, max_size=30)


@given(title_rows, st.randoms())
def test_fit_is_a_share_and_does_not_depend_on_the_order(rows: list[int], random: object) -> None:
    firms = [(3 * t + 1) % (len(COMPANIES) + 1) - 1 for t in rows]
    result = score(PROFILE, PeopleTable.of(rows, firms))
    for part in (result.fit, result.role, result.company, result.coverage):
        assert ((part >= 0) & (part <= 1)).all()
    order = np.random.default_rng(len(rows)).permutation(len(rows))
    shuffled = score(PROFILE, PeopleTable.of(np.array(rows)[order], np.array(firms)[order]))
    assert shuffled.fit == pytest.approx(result.fit[order])


def test_at_a_small_company_only_who_leads_all_of_it_buys_everything() -> None:
    read = {
        "CEO": Read("CXO", ("Operations", "Business Development"), True),
        "Owner": Read("Owner", ("Entrepreneurship",), True),
        "CMO": Read("CXO", ("Marketing",), True),
        "COO": Read("CXO", ("Operations",), True),
        "Geschäftsleitung": Read("CXO", (), True),
    }
    titles = TitleTable.of(tuple(read), tuple(read.values()))
    tiny = COMPANIES.name.index("Tiny KG")
    everybody = PeopleTable.of(list(range(len(read))), [tiny] * len(read))
    result = score_fit(PROFILE, titles, COMPANIES, everybody, CONFIG)
    assert result.small_owner.tolist() == [True, True, False, False, True]
    assert result.function.tolist()[2:4] == [0.0, 0.0]
