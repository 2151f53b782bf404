"""Names, titles and companies of the worlds that are seen through files only."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

import numpy as np

LEVELS: Final = ("Entry", "Senior", "Manager", "Director", "VP", "CXO")
FUNCTIONS: Final = (
    *("Finance", "Accounting", "Purchasing", "Operations", "Sales", "Marketing"),
    *("Business Development", "Information Technology", "Engineering", "Human Resources"),
    *("Legal", "Quality Assurance"),
)
INDUSTRIES: Final = (
    "Industrial Machinery Manufacturing",
    "Machinery Manufacturing",
    "Automation Machinery Manufacturing",
    "Motor Vehicle Parts Manufacturing",
    "Retail",
    "Wholesale",
    "Software Development",
    "IT Services and IT Consulting",
    "Computer and Network Security",
    "Banking",
    "Financial Services",
    "Chemical Manufacturing",
    "Plastics Manufacturing",
    "Hospitals and Health Care",
    "Construction",
    "Insurance",
    "Telecommunications",
    "Food and Beverage Manufacturing",
)
COUNTRIES: Final = (
    ("Germany", "de", 0.26),
    ("Netherlands", "nl", 0.14),
    ("France", "fr", 0.13),
    ("Spain", "es", 0.11),
    ("Italy", "it", 0.1),
    ("Portugal", "pt", 0.06),
    ("United Kingdom", "en", 0.2),
)


@dataclass(frozen=True)
class Wanted:
    """An ideal client profile in plain values."""

    industries: tuple[str, ...]
    functions: tuple[str, ...]
    levels: tuple[str, ...]
    countries: tuple[str, ...] = ()
    size: tuple[float, float] | None = None


PROFILES: Final = (
    Wanted(
        ("Machinery Manufacturing", "Retail"),
        ("Finance", "Purchasing"),
        ("CXO", "VP", "Director"),
        ("Germany", "Netherlands", "France"),
        (200, 5000),
    ),
    Wanted(
        ("Software Development", "IT Services and IT Consulting"),
        ("Sales", "Marketing"),
        ("VP", "Director", "CXO"),
        ("Germany", "United Kingdom", "Spain"),
        (50, 1000),
    ),
    Wanted(
        ("Banking", "Insurance"),
        ("Information Technology",),
        ("CXO", "VP", "Director", "Manager"),
        ("Germany", "Netherlands", "Italy", "France"),
    ),
    Wanted(
        ("Chemical Manufacturing", "Food and Beverage Manufacturing"),
        ("Operations", "Quality Assurance"),
        ("Director", "Manager", "VP"),
        (),
        (300, 20_000),
    ),
)

# Function by language: the noun after "of", as it stands in a title.
_NOUNS: Final[dict[str, dict[str, str]]] = {
    "en": dict(zip(FUNCTIONS, (
        "Finance", "Accounting", "Procurement", "Operations", "Sales", "Marketing",
        "Business Development", "IT", "Engineering", "Human Resources", "Legal",
        "Quality"), strict=True)),
    "de": dict(zip(FUNCTIONS, (
        "Finanzen", "Buchhaltung", "Einkauf", "Produktion", "Vertrieb", "Marketing",
        "Geschäftsfeldentwicklung", "IT", "Konstruktion", "Personal", "Recht",
        "Qualitätsmanagement"), strict=True)),
    "nl": dict(zip(FUNCTIONS, (
        "Financiën", "Boekhouding", "Inkoop", "Operations", "Verkoop", "Marketing",
        "Business Development", "ICT", "Engineering", "HR", "Juridische Zaken", "Kwaliteit"),
        strict=True)),
    "fr": dict(zip(FUNCTIONS, (
        "Financier", "Comptable", "Achats", "des Opérations", "Commercial", "Marketing",
        "du Développement", "Informatique", "Ingénierie", "des Ressources Humaines",
        "Juridique", "Qualité"), strict=True)),
    "es": dict(zip(FUNCTIONS, (
        "Finanzas", "Contabilidad", "Compras", "Operaciones", "Ventas", "Marketing",
        "Desarrollo de Negocio", "Informática", "Ingeniería", "Recursos Humanos", "Legal",
        "Calidad"), strict=True)),
    "it": dict(zip(FUNCTIONS, (
        "Finanza", "Contabilità", "Acquisti", "Operations", "Vendite", "Marketing",
        "Sviluppo Business", "IT", "Ingegneria", "Risorse Umane", "Affari Legali",
        "Qualità"), strict=True)),
    "pt": dict(zip(FUNCTIONS, (
        "Financeiro", "Contabilidade", "Compras", "Operações", "Vendas", "Marketing",
        "Desenvolvimento de Negócios", "TI", "Engenharia", "Recursos Humanos", "Jurídico",
        "Qualidade"), strict=True)),
}  # fmt: skip
_FORMS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {
        "Manager": ("{} Manager", "Senior {} Manager", "{} Team Lead"),
        "Director": ("Director of {}", "Head of {}", "{} Director", "Global Head of {}"),
        "VP": ("VP {}", "Vice President, {}", "SVP {}"),
    },
    "de": {
        "Manager": ("Teamleiter {}", "Teamleitung {}", "Gruppenleiterin {}"),
        "Director": ("Leiter {}", "Leiterin {}", "Bereichsleiter {}", "Leitung {} (m/w/d)"),
    },
    "nl": {
        "Manager": ("Manager {}", "Teamleider {}"),
        "Director": ("Hoofd {}", "Directeur {}"),
    },
    "fr": {
        "Manager": ("Responsable {}",),
        "Director": ("Directeur {}", "Directrice {}"),
    },
    "es": {
        "Manager": ("Responsable de {}", "Jefe de {}", "Jefa de {}"),
        "Director": ("Director de {}", "Directora de {}"),
    },
    "it": {
        "Manager": ("Responsabile {}", "Capo ufficio {}"),
        "Director": ("Direttore {}", "Direttrice {}"),
    },
    "pt": {
        "Manager": ("Gerente de {}", "Coordenadora de {}"),
        "Director": ("Diretor de {}", "Diretora de {}"),
    },
}
_CHIEF: Final = dict(zip(FUNCTIONS, (
    ("CFO", "Chief Financial Officer"), ("Chief Accounting Officer",),
    ("CPO - Chief Procurement Officer", "Chief Procurement Officer"),
    ("COO", "Chief Operating Officer"), ("Chief Sales Officer", "Chief Commercial Officer"),
    ("CMO", "Chief Marketing Officer"), ("Chief Business Development Officer",),
    ("CIO", "Chief Information Officer"), ("Chief Engineer Officer", "Chief Engineering Officer"),
    ("CHRO", "Chief People Officer"), ("General Counsel", "Chief Legal Officer"),
    ("Chief Quality Officer",)), strict=True))  # fmt: skip
_WORKER: Final[dict[str, tuple[str, ...]]] = dict(zip(FUNCTIONS, (
    ("Financial Analyst", "Controller", "Treasury Analyst"), ("Accountant", "Bookkeeper"),
    ("Buyer", "Procurement Specialist", "Category Buyer"),
    ("Operations Specialist", "Production Planner"),
    ("Sales Representative", "Account Executive"), ("Marketing Specialist", "Content Marketer"),
    ("Business Development Representative",), ("System Administrator", "IT Support Specialist"),
    ("Mechanical Engineer", "Design Engineer"), ("HR Specialist", "Recruiter"),
    ("Lawyer", "Paralegal"), ("Quality Engineer", "Quality Inspector")), strict=True))  # fmt: skip
_SLOGANS: Final = (
    "Making complicated things simple", "Curious mind | lifelong learner", "Ask me anything",
    "Let's build something great together", "On sabbatical", "Grateful every day",
)  # fmt: skip
_SHORT: Final = (
    ("Vice President,", "VP"), ("Director of", "Dir."), ("Senior", "Sr."), ("Manager", "Mgr."),
    ("Marketing", "Mktg"), ("Operations", "Ops"), ("Engineering", "Eng."),
)  # fmt: skip


def written_title(
    function: str, level: str, language: str, dirt: float, rng: np.random.Generator
) -> tuple[str, bool]:
    """A title as its holder writes it, and whether it says what they do."""
    tongue = language if rng.random() < 0.8 else "en"
    if level == "CXO":
        text = str(rng.choice(_CHIEF[function]))
    elif level in ("Entry", "Senior"):
        text = f"{'Junior' if level == 'Entry' else 'Senior'} {rng.choice(_WORKER[function])}"
    else:
        forms = _FORMS[tongue].get(level)
        if forms is None:
            tongue, forms = "en", _FORMS["en"][level]
        text = str(rng.choice(forms)).format(_NOUNS[tongue][function])
    if rng.random() >= dirt:
        return text, True
    draw = rng.random()
    if draw < 0.08:
        return "", False
    if draw < 0.16:
        return str(rng.choice(_SLOGANS)), False
    if draw < 0.34:
        for long, short in _SHORT:
            text = text.replace(long, short)
        return text, True
    if draw < 0.46:
        return text.upper(), True
    if draw < 0.60:
        return f"⭐ {text} ⭐ Keynote speaker", True
    if draw < 0.74:
        return f"{text} at {rng.choice(('Kestrova', 'Brumbach', 'Oltanis'))}", True
    if draw < 0.86:
        return f"{text} | {rng.choice(('Mentor', 'Runner', 'Dog lover', 'MBA'))}", True
    return text.lower(), True


_FIRST: Final = [
    "Jonas",
    "Lena",
    "Pieter",
    "Sanne",
    "Luc",
    "Claire",
    "Diego",
    "Marta",
    "Paolo",
    "Giulia",
    "Tiago",
    "Beatriz",
    "Owen",
    "Harriet",
    "Uwe",
    "Silke",
    "Bram",
    "Femke",
    "Yann",
    "Océane",
    "Álvaro",
    "Lucía",
    "Enzo",
    "Chiara",
    "Rui",
    "Inês",
    "Callum",
    "Imogen",
    "Heiko",
    "Birgit",
    "Joris",
    "Maaike",
    "Thibault",
    "Solène",
    "Íñigo",
    "Nerea",
    "Davide",
    "Elisa",
    "Duarte",
    "Mafalda",
    "Rhys",
    "Freya",
    "Detlef",
    "Antje",
]
_LAST_A: Final = [
    "Brem",
    "Kolt",
    "Vand",
    "Rous",
    "Marin",
    "Fer",
    "Cald",
    "Tav",
    "Hol",
    "Wex",
    "Lind",
    "Stro",
    "Bel",
    "Grun",
    "Pell",
    "Dor",
]
_LAST_B: Final = [
    "ner",
    "bach",
    "hoven",
    "eau",
    "ez",
    "elli",
    "eira",
    "ton",
    "mann",
    "stra",
    "ier",
    "ado",
    "ini",
    "es",
    "well",
    "by",
]
_LAST_C: Final = ("", "-Roth", "-Vale", "s", "sen", "ova")


def person_names(count: int, rng: np.random.Generator) -> tuple[list[str], list[str], list[str]]:
    """First names, last names and profile addresses; some people share a name."""
    lasts = [a + b + c for a in _LAST_A for b in _LAST_B for c in _LAST_C]
    first = [str(x) for x in rng.choice(_FIRST, count)]
    last = [str(x) for x in rng.choice(lasts, count)]
    urls = []
    for row, (one, two) in enumerate(zip(first, last, strict=True)):
        plain = unicodedata.normalize("NFKD", f"{one}-{two}").encode("ascii", "ignore").decode()
        urls.append(f"https://www.linkedin.com/in/{plain.lower()}-{row:05x}")
    return first, last, urls


_A: Final = [
    "Kest",
    "Brum",
    "Olt",
    "Vex",
    "Nimb",
    "Carda",
    "Solvi",
    "Tess",
    "Quor",
    "Hald",
    "Mirv",
    "Pold",
    "Rund",
    "Zeph",
    "Junt",
    "Wold",
]
_B: Final = [
    "ova",
    "bach",
    "anis",
    "ford",
    "ura",
    "line",
    "wick",
    "mark",
    "tron",
    "eno",
    "port",
    "sund",
]
_C: Final = ("", " Systems", " Industrie", " Services", " International", " Technik", " Solutions")
_LEGAL: Final = (
    " GmbH", " AG", " BV", " SA", " SAS", " S.L.", " S.p.A.", " Ltd", " Lda", "", "",
)  # fmt: skip


def company_names(count: int, rng: np.random.Generator) -> list[str]:
    """Names with legal forms, all different."""
    pool = [a + b + c for a in _A for b in _B for c in _C]
    chosen = rng.permutation(len(pool))[:count]
    return [pool[i] + str(rng.choice(_LEGAL)) for i in chosen]


def as_spelled(name: str, rng: np.random.Generator) -> str:
    """How somebody writes their company: without the form, in capitals, or not at all."""
    draw = rng.random()
    if draw < 0.03:
        return ""
    for form in sorted(_LEGAL, key=len, reverse=True):
        if form and name.endswith(form) and draw < 0.5:
            name = name.removesuffix(form)
            break
    if 0.5 <= draw < 0.58:
        return name.upper()
    return name
