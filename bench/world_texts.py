"""What people and firms of a planted world are called, and how their exports spell it."""

from __future__ import annotations

from typing import Final

import numpy as np

LEVELS: Final = ("Entry", "Senior", "Manager", "Director", "VP", "CXO", "Owner")

# For each function: an English noun, chief's titles, a plain worker's title, German, French.
WORDS: Final[dict[str, tuple[str, str, str, str, str]]] = {
    "Finance": ("Finance", "CFO", "Financial Analyst", "Finanzen", "financier"),
    "Accounting": (
        "Accounting",
        "Chief Accounting Officer",
        "Accountant",
        "Buchhaltung",
        "comptabilité",
    ),
    "Purchasing": ("Procurement", "Chief Procurement Officer", "Buyer", "Einkauf", "achats"),
    "Operations": ("Operations", "COO", "Operations Specialist", "Produktion", "opérations"),
    "Sales": ("Sales", "Chief Sales Officer", "Account Executive", "Vertrieb", "commercial"),
    "Marketing": ("Marketing", "CMO", "Marketing Specialist", "Marketing", "marketing"),
    "Information Technology": ("IT", "CIO", "Systems Administrator", "IT", "informatique"),
    "Engineering": ("Engineering", "CTO", "Software Engineer", "Entwicklung", "technique"),
    "Human Resources": (
        "Human Resources",
        "CHRO",
        "HR Specialist",
        "Personal",
        "ressources humaines",
    ),
    "Legal": ("Legal", "General Counsel", "Lawyer", "Recht", "juridique"),
    "Quality Assurance": (
        "Quality",
        "Chief Quality Officer",
        "Quality Engineer",
        "Qualität",
        "qualité",
    ),
    "Business Development": (
        "Business Development",
        "Chief Business Officer",
        "Business Development Representative",
        "Geschäftsentwicklung",
        "développement",
    ),
}
FUNCTIONS: Final = tuple(WORDS)


def company_names(count: int, rng: np.random.Generator) -> list[str]:
    first = (
        "Nord",
        "Alpen",
        "Rhein",
        "Vector",
        "Blue",
        "Terra",
        "Quanto",
        "Helio",
        "Ferro",
        "Vita",
        "Lumen",
        "Orbit",
        "Prima",
        "Delta",
        "Sigma",
        "Kappa",
        "Maris",
        "Silva",
    )
    second = (
        "tec",
        "werk",
        "soft",
        "bau",
        "mart",
        "flow",
        "line",
        "care",
        "trans",
        "chem",
        "food",
        "form",
        "data",
        "point",
        "gate",
        "stone",
    )
    third = (
        "",
        " Systems",
        " Partners",
        " Industries",
        " Solutions",
        " Services",
        " Works",
        " International",
    )
    forms = (" GmbH", " AG", " B.V.", " Ltd", " Inc", " SA", "")
    pool = [a + b + c for a in first for b in second for c in third]
    chosen = rng.permutation(len(pool))[:count]
    extra = [f"{pool[i % len(pool)]} {i}" for i in range(max(0, count - len(pool)))]
    return [pool[i] + str(rng.choice(forms)) for i in chosen] + extra


def spelling(name: str, rng: np.random.Generator) -> str:
    draw = rng.random()
    if draw < 0.03:
        return ""
    if draw < 0.25:
        return (
            name.rsplit(" ", 1)[0]
            if name.endswith(("GmbH", "AG", "B.V.", "Ltd", "Inc", "SA"))
            else name
        )
    if draw < 0.33:
        return name.upper()
    if draw < 0.38:
        return name.replace(" ", "  ").replace(".", "")
    return name


def title(
    function: int, level: int, former: bool, dirty: float, rng: np.random.Generator
) -> tuple[str, bool]:
    """A title as somebody would write it, and whether it says what they do."""
    noun, chief, plain, german, french = WORDS[FUNCTIONS[function]]
    name = LEVELS[level]
    tongue = rng.choice(3, p=(0.72, 0.18, 0.10))
    english = {
        "Entry": (f"Junior {plain}", f"{noun} Assistant"),
        "Senior": (f"Senior {plain}", plain),
        "Manager": (f"{noun} Manager", f"{noun} Team Lead"),
        "Director": (f"Director of {noun}", f"Head of {noun}", f"{noun} Director"),
        "VP": (f"VP {noun}", f"Vice President of {noun}"),
        "CXO": (chief, f"Chief {noun} Officer"),
        "Owner": (f"Founder & {chief}", "Owner"),
    }
    if tongue == 1 and name in ("Entry", "Senior", "Manager", "Director"):
        choices = {
            "Entry": (f"Sachbearbeiter {german}",),
            "Senior": (f"Referent {german}",),
            "Manager": (f"Teamleiter {german}", f"Gruppenleitung {german}"),
            "Director": (f"Leiter {german}", f"Bereichsleiterin {german}"),
        }[name]
    elif tongue == 2 and name in ("Manager", "Director"):
        choices = {
            "Manager": (f"Responsable {french}",),
            "Director": (f"Directeur {french}",),
        }[name]
    else:
        choices = english[name]
    text = str(choices[int(rng.integers(len(choices)))])
    if former:
        text = f"Former {text}"
    if rng.random() >= dirty:
        return text, True
    draw = rng.random()
    if draw < 0.12:
        return "", False
    if draw < 0.24:
        slogans = (
            "Helping teams grow",
            "Passionate about people",
            "On a new journey",
            "Building the future",
            "Making things work",
        )
        return str(rng.choice(slogans)), False
    if draw < 0.44:
        for long, short in (
            ("Manager", "Mgr"),
            ("Director", "Dir."),
            ("Senior", "Sr."),
            ("Vice President", "VP"),
            ("Marketing", "Mktg"),
            ("Engineering", "Eng."),
            ("Operations", "Ops"),
        ):
            text = text.replace(long, short)
        return text, True
    if draw < 0.58:
        return text.upper(), True
    if draw < 0.72:
        return f"🚀 {text} | Speaker | Dad of two", True
    if draw < 0.86:
        firm = rng.choice(("Nordwerk", "Vitacare", "Orbitdata"))
        return f"{text} @ {firm}", True
    return text.lower().replace(" of ", " "), True
