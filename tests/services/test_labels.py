"""Apollo's Seniority and Departments count where the title itself says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospecting.services.judging import judge
from scoring.titles.labels import label_functions, label_level
from tests.services.small import GOOD, client, contact, filled

MAIL = "carla@keller.example"


@pytest.mark.parametrize(
    ("label", "level"),
    [("C suite", "CXO"), ("Vp", "VP"), ("Head", "Director"), ("Founder", "Owner"),
     ("Entry", "Entry"), ("C-Level", "CXO"), ("Non-Manager", "Entry"), ("Director", "Director"),
     ("Grand Vizier", None), ("", None)],
)  # fmt: skip
def test_levels_of_lists(label: str, level: str | None) -> None:
    assert label_level(label) == level


@pytest.mark.parametrize(
    ("label", "functions"),
    [("C-Suite, Finance", ("Finance",)), ("Engineering & Technical", ("Engineering",)),
     ("Sales, Marketing", ("Sales", "Marketing")), ("C-Suite", ()), ("", ()),
     ("Human Resources", ("Human Resources",))],
)  # fmt: skip
def test_departments_of_lists(label: str, functions: tuple[str, ...]) -> None:
    assert label_functions(label) == functions


def test_a_label_speaks_where_the_title_does_not(tmp_path: Path) -> None:
    people = {
        "Ada Holm": ("Tallmester", "Director", "Finance"),
        "Bo Lund": ("", "C suite", "C-Suite, Finance"),
        "Cy Moe": ("Tallmester", "Entry", "Sales"),
        "Di Ness": ("Finance Director", "Entry", "Sales"),
        "Ed Opsahl": ("Tallmester", None, None),
        "Flo Dahl": ("Seeking new opportunities", "Director", "Finance"),
    }
    rows = [
        contact(name, url=name.split()[0].lower(), title=title or None, company="Vann AS",
                seniority_label=level, function_label=departments)
        for name, (title, level, departments) in people.items()
    ]  # fmt: skip
    session = filled(tmp_path, [client("Carla Keller", MAIL, **GOOD)], {MAIL: rows})
    judged = judge(session)
    fit = {
        name: float(judged.fit.fit[row])
        for row, name in enumerate(judged.frame.people.column("name").to_pylist())
        if name in people
    }
    assert fit["Ada Holm"] == fit["Bo Lund"] == fit["Di Ness"] == 1.0
    assert fit["Cy Moe"] < fit["Ed Opsahl"] < 0.5
    assert fit["Flo Dahl"] == 0.0
    session.ws.close()
