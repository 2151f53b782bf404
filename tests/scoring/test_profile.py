"""The ideal client profile: what is understood, and the sentence where it is not."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.countries import (
    codes,
    country_name,
    country_of_location,
    find_country,
    find_region,
)
from scoring.folding import fold
from scoring.industries import canonical_industry, closeness_of, find_industry, industries
from scoring.profile import ProfileError, parse_profile, profile_to_dict
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

EXAMPLE = """
name = "Finance leaders, mid-market industry"
industries = ["Machinery Manufacturing", "Retail"]
company_size = { min = 200, max = 5000 }
countries = ["Germany", "Netherlands"]
functions = ["Finance", "Purchasing"]
seniorities = ["CXO", "VP", "Director"]
titles = []
keywords = []
include = { companies = [], people = [] }
exclude = { companies = [], titles = [], industries = [] }
weights = { role = 0.5, company = 0.5 }
deal_value = 25000
"""


def test_the_example() -> None:
    profile = parse_profile(tomllib.loads(EXAMPLE))
    assert profile.industries == ("Machinery Manufacturing", "Retail")
    assert (profile.size_min, profile.size_max) == (200, 5000)
    assert profile.countries == ("DE", "NL")
    assert profile.deal_value == 25000
    assert parse_profile(profile_to_dict(profile)) == profile


def test_names_are_understood_in_their_usual_variants() -> None:
    profile = parse_profile(
        {
            "industries": ["Maschinenbau", "Computer Software", "Hospital & Health Care"],
            "countries": ["Deutschland", "Pays-Bas", "Benelux", "usa"],
            "functions": ["it", "HR", "procurement"],
            "seniorities": ["c-level", "vp"],
        }
    )
    assert profile.industries == (
        "Machinery Manufacturing",
        "Software Development",
        "Hospitals and Health Care",
    )
    assert profile.countries == ("DE", "NL", "BE", "LU", "US")
    assert profile.functions == ("Information Technology", "Human Resources", "Purchasing")
    assert profile.seniorities == ("CXO", "VP")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"contries": []}, ["contries", "countries"]),
        ({"industries": ["Machinry"]}, ["industries", "Machinry", "Machinery Manufacturing"]),
        ({"functions": ["Finanze"]}, ["functions", "Finance"]),
        ({"seniorities": ["Boss"]}, ["seniorities", "CXO"]),
        ({"countries": ["Germny"]}, ["countries", "Germany"]),
        ({"company_size": {"min": 500, "max": 5}}, ["company_size", "swap"]),
        ({"company_size": {"min": "many"}}, ["company_size.min", "number"]),
        ({"company_size": {"least": 5}}, ["company_size", "min"]),
        ({"company_size": {"max": float("nan")}}, ["company_size.max"]),
        ({"titles": "CFO"}, ["titles", "list"]),
        ({"titles": [3]}, ["titles", "text"]),
        ({"keywords": ["!!"]}, ["keywords", "letter"]),
        ({"include": {"firms": []}}, ["include", "companies"]),
        ({"exclude": []}, ["exclude", "table"]),
        ({"weights": {"role": 0, "company": 0}}, ["weights", "raise"]),
        ({"weights": {"role": -1}}, ["weights.role"]),
        ({"deal_value": 0}, ["deal_value"]),
        ({"deal_value": True}, ["deal_value"]),
        ({"name": ""}, ["name"]),
        (
            {"industries": ["Retail"], "exclude": {"industries": ["Einzelhandel"]}},
            ["Retail", "take it out"],
        ),
        (
            {"include": {"companies": ["Acme"]}, "exclude": {"companies": ["ACME"]}},
            ["Acme", "include.companies", "exclude.companies"],
        ),
    ],
)
def test_each_fault_is_one_sentence_with_key_and_mend(
    data: dict[str, object], words: list[str]
) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(data)
    sentence = str(caught.value)
    assert sentence.endswith((".", "?"))
    for word in words:
        assert word in sentence


def test_an_empty_profile_is_known_as_such() -> None:
    assert parse_profile({}).is_empty
    assert not parse_profile({"include": {"companies": ["Acme"]}}).is_empty


names = st.lists(st.sampled_from([i.name for i in industries()]), unique=True, max_size=4)


@given(
    names,
    st.lists(st.sampled_from(sorted(codes())).map(country_name), unique=True, max_size=4),
    st.lists(st.sampled_from(FUNCTIONS), unique=True, max_size=4),
    st.lists(st.sampled_from(SENIORITIES), unique=True, max_size=4),
    st.lists(st.text().filter(fold), max_size=3),
    st.none() | st.integers(1, 10**6),
)
def test_every_sound_profile_comes_back_unchanged(
    wanted: list[str],
    countries: list[str],
    functions: list[str],
    levels: list[str],
    titles: list[str],
    least: int | None,
) -> None:
    size = {} if least is None else {"min": least}
    profile = parse_profile(
        {
            "industries": wanted,
            "countries": countries,
            "functions": functions,
            "seniorities": levels,
            "titles": titles,
            "company_size": size,
        }
    )
    assert len(profile.countries) == len(countries)
    assert parse_profile(profile_to_dict(profile)) == profile


@given(st.dictionaries(st.text(max_size=8), st.integers() | st.text() | st.lists(st.text())))
def test_nonsense_gives_a_profile_or_a_sentence(data: dict[str, object]) -> None:
    try:
        parse_profile(data)
    except ProfileError as error:
        assert str(error)


def test_every_industry_finds_itself_and_is_nearest_to_itself() -> None:
    for industry in industries():
        assert canonical_industry(industry.name) == industry.name
        assert closeness_of([industry.name], 0.5)[industry.name] == 1.0


@pytest.mark.parametrize(
    ("wanted", "found", "expected"),
    [
        ("Machinery Manufacturing", "Automation Machinery Manufacturing", 1.0),
        ("Automation Machinery Manufacturing", "Machinery Manufacturing", 0.5),
        ("Manufacturing", "Chemical Manufacturing", 1.0),
        ("Retail", "Wholesale Food and Beverage", 0.0),
        ("Retail Groceries", "Wholesale Food and Beverage", 0.5),
        ("Banking", "Insurance", 0.5),
        ("Banking", "Restaurants", 0.0),
        ("Motor Vehicle Manufacturing", "Motor Vehicle Parts Manufacturing", 0.5),
    ],
)
def test_near_industries_count_a_little(wanted: str, found: str, expected: float) -> None:
    assert closeness_of([wanted], 0.5)[found] == expected


@pytest.mark.parametrize(
    "name",
    [
        "Airlines/Aviation",
        "Defense & Space",
        "Electrical/Electronic Manufacturing",
        "Fund-Raising",
        "Glass, Ceramics & Concrete",
        "Information Technology and Services",
        "Leisure, Travel & Tourism",
        "Mechanical or Industrial Engineering",
        "Mining & Metals",
        "Oil & Energy",
        "Package/Freight Delivery",
        "Primary/Secondary Education",
        "Transportation/Trucking/Railroad",
        "Venture Capital & Private Equity",
        "Versicherungen",
        "Télécommunications",
        "machinery",
        "hospital & health care",
        "PAPER_FOREST_PRODUCTS",
        "LEISURE_TRAVEL_TOURISM",
    ],
)
def test_older_and_foreign_names_are_known(name: str) -> None:
    assert find_industry(name) is not None


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("OIL_ENERGY", "Oil and Gas"),
        ("HOSPITAL_HEALTH_CARE", "Hospitals and Health Care"),
        ("PAPER_FOREST_PRODUCTS", "Paper and Forest Product Manufacturing"),
        ("GLASS_CERAMICS_CONCRETE", "Glass, Ceramics and Concrete Manufacturing"),
    ],
)
def test_a_code_that_leaves_the_and_out_is_the_industry(code: str, name: str) -> None:
    assert canonical_industry(code) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Greater Munich Area", "DE"),
        ("Austin, TX", "US"),
        ("San Francisco Bay Area", "US"),
        ("Paris, Île-de-France, France", "FR"),
        ("London, England, United Kingdom", "GB"),
        ("Zürich, Schweiz", "CH"),
        ("Amsterdam-Randstad, Nederland", "NL"),
        ("Springfield", None),
        ("", None),
        ("Wien", "AT"),
        ("Sao Paulo, Brasil", "BR"),
    ],
)
def test_the_country_of_a_location(text: str, code: str | None) -> None:
    assert country_of_location(text) == code


def test_countries_and_regions() -> None:
    assert find_country("Niederlande") == find_country("Países Bajos") == "NL"
    assert set(find_region("dach")) == {"DE", "AT", "CH", "LI"}
    assert find_region("Atlantis") == ()
