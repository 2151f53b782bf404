"""Any text gives a legal reading; the rules that hold whatever the words."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.titles import TitleReading, read_titles
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

WORDS = [
    "CEO", "Head of", "Director", "Assistant to the", "former", "ex-", "Einkauf", "Leiterin", "&",
    "|", "@", "Marketing", "Partner", "🚀", "retired", "Owner", "HR", ",", "Chief", "Officer",
    "de", "Responsable", "gérant", "vice", "(m/w/d)", "\n", "\u200b", "en", "Praktikant", "Sr.",
]  # fmt: skip
made_up = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
texts = st.one_of(st.text(max_size=80), made_up, st.text(max_size=3).map(lambda t: t * 500))


def one(title: str) -> TitleReading:
    return read_titles([title])[0]


@given(texts)
@settings(max_examples=400, deadline=None)
def test_any_text_gives_a_legal_reading(title: str) -> None:
    reading = one(title)
    assert reading.seniority is None or reading.seniority in SENIORITIES
    assert set(reading.functions) <= set(FUNCTIONS)
    assert len(set(reading.functions)) == len(reading.functions)
    assert 0.0 <= reading.confidence <= 1.0
    if reading.decision_maker:
        assert reading.current
        assert reading.seniority is not None
        assert SENIORITIES.index(reading.seniority) >= SENIORITIES.index("Director")
    if reading.seniority is None and not reading.functions and reading.current:
        assert reading.confidence == 0.0


@given(st.lists(texts, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_a_reading_does_not_depend_on_its_neighbours(titles: list[str], random: object) -> None:
    together = read_titles(titles)
    assert together == [one(title) for title in titles]
    assert read_titles(titles[::-1]) == together[::-1]


@pytest.mark.parametrize(
    "title",
    ["Chief Financial Officer", "Leiter Einkauf", "Assistant to the CFO", "Directrice des achats"],
)
@pytest.mark.parametrize(
    "dress",
    [
        str.upper, str.title, lambda t: f"  {t}\r\n", lambda t: t.replace(" ", "\t"),
        "\u200b".join, lambda t: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t),
        lambda t: f"🚀 {t} 🚀", lambda t: f"{t} @ Acme GmbH", lambda t: f"{t} (m/w/d)",
        lambda t: f"{t} | We are hiring!", lambda t: t + " " * 5000, lambda t: t + "\x00",
    ],
)  # fmt: skip
def test_dress_changes_nothing(title: str, dress: object) -> None:
    assert callable(dress)
    plain, dressed = one(title), one(dress(title))
    assert (dressed.seniority, dressed.functions, dressed.decision_maker, dressed.current) == (
        plain.seniority, plain.functions, plain.decision_maker, plain.current,
    )  # fmt: skip


@pytest.mark.parametrize("title", ["", " ", "\n\t", "—", "...", "🚀🚀", "\u200b", "123", "?!"])
def test_nothing_to_read(title: str) -> None:
    assert one(title) == TitleReading(None, (), False, True, 0.0)


@pytest.mark.parametrize(
    "title",
    [
        "Assistant to the {}", "Executive Assistant to the {}", "Former {}", "ex-{}", "{} (retired)",
        "{} | Open to work", "Assistentin des {}", "Ancien {}", "Voormalig {}", "Secretary to the {}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("post", ["CFO", "CEO", "Managing Director", "Director", "VP Sales"])
def test_who_only_served_or_was_one_decides_nothing(title: str, post: str) -> None:
    assert one(post).decision_maker
    assert not one(title.format(post)).decision_maker


def test_what_tells_nothing_stays_unknown() -> None:
    for title in ("Helping founders scale", "Ich helfe Unternehmern", "Zxqv Wrtl", "Coffee lover"):
        assert one(title).seniority is None, title
        assert one(title).functions == (), title


def test_unknown_occupations_go_to_the_classifier_with_less_confidence() -> None:
    known, unknown = one("Registered Nurse"), one("Cytotechnologist")
    assert unknown.functions[:1] == ("Healthcare Services",)
    assert unknown.confidence < known.confidence


def test_reading_imports_nothing_heavy() -> None:
    code = (
        "import sys; from scoring.titles import read_titles;"
        "read_titles(['CFO', 'Cytotechnologist']);"
        "print([m for m in ('torch', 'sklearn', 'scipy', 'sentence_transformers', 'pandas')"
        " if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_words_load_with_the_first_reading_only() -> None:
    code = (
        "import sys; from scoring.titles import read_titles; import scoring.titles.vocabulary;"
        "print('scoring.titles.lexicon' in sys.modules); read_titles(['CFO']);"
        "print('scoring.titles.lexicon' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["False", "True"]


@pytest.mark.parametrize(
    ("title", "level", "function", "decides", "current"),
    [
        ("MD", "CXO", "Operations", True, True),
        ("MD at Smith Ltd", "CXO", "Operations", True, True),
        ("M.D.", "Entry", "Healthcare Services", False, True),
        ("MD, PhD", "Entry", "Healthcare Services", False, True),
        ("MD - Dermatology", "Entry", "Healthcare Services", False, True),
        ("AD", "CXO", "Operations", True, True),
        ("Presidente e AD", "CXO", "Operations", True, True),
        ("Oberst a.D.", "Director", "Military and Protective Services", False, False),
        ("Art Director (AD)", "Senior", "Arts and Design", False, True),
        ("CFO a.i.", "CXO", "Finance", True, True),
        ("Head of A.I.", "Director", "Information Technology", True, True),
        ("Exdirectora de ventas", "Director", "Sales", False, False),
        ("Exporter", "Entry", "Operations", False, True),
        ("Partner, Strategy & Operations", "Partner", "Business Development", True, True),
        ("Marketing Partner", "Senior", "Marketing", False, True),
        ("Digital Product Owner", "Senior", "Product Management", False, True),
        ("Restaurant Owner", "Owner", "Entrepreneurship", True, True),
        ("VP's Executive Assistant", "Entry", "Administrative", False, True),
        ("CEO Coach", "Entry", "Consulting", False, True),
        ("Prokurist, Leiter Controlling", "Director", "Finance", True, True),
        ("Técnico de compras", "Entry", "Purchasing", False, True),
        ("Arts bij een ziekenhuis", "Entry", "Healthcare Services", False, True),
        ("Directeur en eigenaar", "Owner", "Entrepreneurship", True, True),
        ("Husband, father, CEO", "CXO", "Operations", True, True),
        ("Manager, UK & Ireland", "Manager", None, False, True),
        ("Ex-Google, CFO", "CXO", "Finance", True, True),
        ("ex-Google, ex-Meta, CFO", "CXO", "Finance", True, True),
        ("Ex-McKinsey & Company, Head of Finance", "Director", "Finance", True, True),
        ("Former Navy SEAL - Finance Director", "Director", "Finance", True, True),
        ("Former Big 4 | Finance Director", "Director", "Finance", True, True),
        ("Former Sales, Marketing Director", "Director", "Sales", False, False),
        ("Former CFO, Acme", "CXO", "Finance", False, False),
        ("CFO (former)", "CXO", "Finance", False, False),
        ("Board Member (ex officio)", "Director", None, False, True),
    ],
)
def test_what_a_word_means_by_its_place(
    title: str, level: str, function: str | None, decides: bool, current: bool
) -> None:
    got = one(title)
    assert (got.seniority, got.functions[0] if got.functions else None) == (level, function)
    assert (got.decision_maker, got.current) == (decides, current)


@pytest.mark.parametrize(
    "title",
    [
        "Former Ninja", "Ex-Ninja", "Former Growth Ninja", "Former Ninja at Acme GmbH",
        "Former Olympic athlete", "Ehemaliger Zauberer", "Voormalig tovenaar", "Ex-Google", "Former",
    ],
)  # fmt: skip
def test_a_former_post_needs_no_known_name(title: str) -> None:
    got = one(title)
    assert (got.seniority, got.functions, got.current) == (None, (), False)


@pytest.mark.parametrize(
    "title", ["Ninja", "Ninja, ex-Google", "Ex-Google | Ninja", "Growth Ninja"]
)
def test_a_present_post_without_a_known_name_stays_present(title: str) -> None:
    assert one(title).current


@pytest.mark.parametrize(
    ("title", "level", "functions"),
    [
        ("CPO - Chief Procurement Officer", "CXO", ("Purchasing",)),
        ("Chief People Officer (CPO)", "CXO", ("Human Resources",)),
        ("CIO | Chief Investment Officer", "CXO", ("Finance",)),
        ("Bookkeeper ⭐ Keynote Speaker", "Entry", ("Accounting",)),
        ("Junior Buyer | Mentor", "Entry", ("Purchasing",)),
        ("Podcast host, author, CFO", "CXO", ("Finance",)),
        ("Author | Former CFO", "Entry", ("Media and Communication",)),
        ("Keynote speaker", "Entry", ("Media and Communication",)),
        ("Junior Controller", "Entry", ("Finance",)),
        ("Senior Controller", "Senior", ("Finance",)),
        ("Financial Controller", "Manager", ("Finance",)),
        ("Junior Partner", "Partner", ()),
        ("Coordenadora de Logística", "Manager", ("Operations",)),
        ("Bereichsleiter Vertrieb", "Director", ("Sales",)),
    ],
)
def test_what_stands_beside_a_post_says_nothing_of_it(
    title: str, level: str, functions: tuple[str, ...]
) -> None:
    """What the title spells out itself, what people do besides, and juniors of a manager's kind."""
    reading = one(title)
    assert reading.seniority == level
    assert set(functions) == set(reading.functions)
