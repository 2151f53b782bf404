"""Planted worlds for judging the plan: a hidden truth, and what the files would show of it.

The truth is drawn first: how well each pair knows each other, how willing each client is, how well
each contact would suit. What the files show is then drawn from the truth, with the effects that
research knows (docs/ names it) and with strengths that differ from world to world, so that no
formula can be tuned to one of them. Everything is synthetic and seeded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.config import ScoringConfig
from scoring.fit_tables import CompanyTable
from scoring.industries import closeness_of
from scoring.profile import Profile, parse_profile
from scoring.ties import TieEvidence, decayed_counts
from scoring.titles.vocabulary import RELATED_FUNCTIONS
from scoring.willingness import Asked, ClientState, Moment

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

AS_OF: Final = date(2026, 6, 30)
DAY: Final = 86_400.0
NOW: Final = 20_634 * DAY  # AS_OF in epoch seconds


@dataclass(frozen=True, slots=True)
class Kind:
    """What sets a sort of world apart; shares are 0..1."""

    name: str
    archives: float = 0.5
    nps_tells: float = 1.0  # how much of the usual effect the NPS has
    nps_known: float = 0.85
    dirty_titles: float = 0.25
    companies_known: float = 0.75
    clients: int = 60
    contacts: int = 350
    people: int = 9_000


KINDS: Final = (
    Kind("few archives", archives=0.15),
    Kind("many archives", archives=0.85),
    Kind("wrong NPS", nps_tells=-0.5),
    Kind("dirty titles", dirty_titles=0.65),
    Kind("few companies known", companies_known=0.35),
    Kind("large networks", clients=40, contacts=1_200, people=20_000),
)

LEVELS: Final = ("Entry", "Senior", "Manager", "Director", "VP", "CXO", "Owner")
_LEVEL_SHARES: Final = (0.16, 0.34, 0.24, 0.13, 0.06, 0.05, 0.02)
_LEVEL_CODE: Final = {
    n: i
    for i, n in enumerate(
        (
            "Unpaid",
            "Training",
            "Entry",
            "Senior",
            "Manager",
            "Director",
            "VP",
            "CXO",
            "Partner",
            "Owner",
        )
    )
}

# For each function: an English noun, chief's titles, a plain worker's title, German, French.
_WORDS: Final[dict[str, tuple[str, str, str, str, str]]] = {
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
_FUNCTIONS: Final = tuple(_WORDS)
_INDUSTRIES: Final = (
    "Machinery Manufacturing",
    "Automation Machinery Manufacturing",
    "Motor Vehicle Manufacturing",
    "Chemical Manufacturing",
    "Retail",
    "Wholesale",
    "Software Development",
    "IT Services and IT Consulting",
    "Business Consulting and Services",
    "Banking",
    "Insurance",
    "Construction",
    "Hospitals and Health Care",
    "Pharmaceutical Manufacturing",
    "Transportation, Logistics, Supply Chain and Storage",
    "Food and Beverage Manufacturing",
)
_COUNTRIES: Final = ("DE", "NL", "FR", "GB", "US", "AT", "CH")
_COUNTRY_SHARES: Final = (0.3, 0.16, 0.12, 0.14, 0.14, 0.07, 0.07)
_PROFILES: Final = (
    {
        "industries": ["Machinery Manufacturing", "Retail"],
        "company_size": {"min": 200, "max": 5000},
        "countries": ["Germany", "Netherlands"],
        "functions": ["Finance", "Purchasing"],
        "seniorities": ["CXO", "VP", "Director"],
    },
    {
        "industries": ["Software Development"],
        "company_size": {"min": 50, "max": 1000},
        "countries": ["Germany", "United Kingdom", "United States"],
        "functions": ["Sales", "Business Development"],
        "seniorities": ["VP", "Director", "CXO"],
    },
    {
        "industries": ["Chemical Manufacturing", "Pharmaceutical Manufacturing"],
        "company_size": {"min": 500},
        "functions": ["Quality Assurance", "Operations"],
        "seniorities": ["Director", "Manager"],
    },
    {
        "industries": ["Banking", "Insurance"],
        "countries": ["DE", "CH", "AT", "NL"],
        "functions": ["Information Technology"],
        "seniorities": ["CXO", "VP", "Director"],
    },
)


@dataclass(frozen=True)
class World:
    """What the files show, and below it what is true. E edges, P people, C clients, K companies."""

    kind: Kind
    profile: Profile
    titles: tuple[str, ...]  # of each person, "" where none
    person_company_name: tuple[str, ...]  # as the export spells it, "" where none
    companies: CompanyTable  # the company list, with what it knows
    clients: tuple[ClientState, ...]
    edge_client: Ints
    edge_person: Ints
    evidence: TieEvidence
    client_industry: tuple[str, ...]
    client_country: tuple[str, ...]
    true_fit: Floats  # (P,)
    true_yes: Floats  # (E,) chance that the introducer says yes
    true_industry: tuple[str, ...] = field(repr=False)  # of each person's company
    true_country: tuple[str, ...] = field(repr=False)
    true_tie: Floats = field(repr=False)
    true_willingness: Floats = field(repr=False)
    shown_fit: Floats = field(repr=False)  # (P,) from the traits that the files show, read rightly

    def true_value(self) -> Floats:
        """fit · P(yes) · .6 of each edge."""
        return self.true_fit[self.edge_person] * self.true_yes * 0.6


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + e^-x)."""
    return np.asarray(1 / (1 + np.exp(-x)))


def make_world(kind: Kind, seed: int, config: ScoringConfig, *, plain: bool = False) -> World:
    """One world; ``plain`` leaves out titles (for what needs ties and willingness only)."""
    rng = np.random.default_rng([seed, len(kind.name), kind.clients])
    profile = parse_profile({"name": "wanted", **_PROFILES[int(rng.integers(len(_PROFILES)))]})

    # Companies.
    firms = max(60, kind.people // 12)
    industry = rng.integers(0, len(_INDUSTRIES), firms)
    country = rng.choice(len(_COUNTRIES), firms, p=_COUNTRY_SHARES)
    size = np.exp(rng.normal(np.log(350), 1.7, firms)).clip(1, 200_000)
    names = _company_names(firms, rng)
    known = rng.random(firms) < kind.companies_known
    companies = _company_list(names, known, industry, country, size, rng)

    # People.
    company = rng.choice(firms, kind.people, p=size**0.35 / (size**0.35).sum())
    function = rng.integers(0, len(_FUNCTIONS), kind.people)
    level = rng.choice(len(LEVELS), kind.people, p=_LEVEL_SHARES)
    former = rng.random(kind.people) < 0.02
    titles = [""] * kind.people
    told = np.ones(kind.people, dtype=np.bool_)
    spelled = [""] * kind.people
    if not plain:
        for j in range(kind.people):
            titles[j], told[j] = _title(int(function[j]), int(level[j]), bool(former[j]), kind, rng)
            spelled[j] = _spelling(names[int(company[j])], rng)
    plainly, fit = _true_fit(
        profile,
        config,
        function,
        level,
        former,
        industry[company],
        country[company],
        size[company],
        known[company],
        told,
        rng,
    )

    # Clients and whom they know: the likelier the nearer in industry and country.
    at = rng.choice(firms, kind.clients)
    edge_client, edge_person = _edges(kind, industry, country, company, at, rng)
    edges = edge_client.size
    will, clients = _clients(kind, at, industry, country, rng)

    # Ties: shared history and something nobody records.
    strength = rng.uniform(0.5, 1.5, 4)
    same_firm = company[edge_person] == at[edge_client]
    together = np.where(rng.random(edges) < 0.08, rng.exponential(24, edges), 0.0)
    together = np.where(same_firm, rng.exponential(40, edges), together)
    school = np.where(rng.random(edges) < 0.05, rng.integers(1, 3, edges), 0)
    years = rng.gamma(2, 3, edges).clip(0.05, 20)
    degree = np.bincount(edge_person, minlength=kind.people)
    others = degree[edge_person] - 1
    latent = rng.normal(0, rng.uniform(0.7, 1.5), edges)
    z = (
        rng.uniform(-1.9, -1.2)
        + strength[0] * np.minimum(1, together / 24)
        + strength[1] * 0.8 * same_firm
        + strength[2] * 0.4 * (school == 2)
        + strength[3] * 0.25 * np.log1p(others)
        + 0.1 * np.log1p(years)
        + latent
    )
    tie = sigmoid(z)
    evidence = _evidence(
        kind, rng, config, edge_client, tie, together, same_firm, school, years, others
    )

    alike = 0.5 * (industry[at][edge_client] == industry[company][edge_person]) + 0.5 * (
        country[at][edge_client] == country[company][edge_person]
    )
    cap = rng.choice([0.6, 0.7, 0.85, 1.0])
    logit = (
        np.log(will / (1 - will))[edge_client]
        + rng.uniform(1.6, 3.4) * (np.minimum(tie, cap) / cap - 0.5)
        + rng.uniform(0.0, 0.6) * alike
    )
    return World(
        kind=kind,
        profile=profile,
        titles=tuple(titles),
        person_company_name=tuple(spelled),
        companies=companies,
        clients=clients,
        edge_client=edge_client,
        edge_person=edge_person,
        evidence=evidence,
        client_industry=tuple(_INDUSTRIES[i] for i in industry[at]),
        client_country=tuple(_COUNTRIES[c] for c in country[at]),
        true_fit=fit,
        true_yes=sigmoid(logit),
        true_industry=tuple(_INDUSTRIES[i] for i in industry[company]),
        true_country=tuple(_COUNTRIES[c] for c in country[company]),
        true_tie=tie,
        true_willingness=will,
        shown_fit=plainly,
    )


def _true_fit(
    profile: Profile,
    config: ScoringConfig,
    function: Ints,
    level: Ints,
    former: Bools,
    industry: Ints,
    country: Ints,
    size: Floats,
    known: Bools,
    told: Bools,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Fit as a perfect reader would know it from the files, and the true one.

    The reader knows the mean where the company is on no list or the title says nothing; nobody
    knows the personal share. The owner of a small company has some say in every function.
    """
    near = {r for f in profile.functions for r in RELATED_FUNCTIONS[f]}
    by_function = np.array(
        [
            1.0 if f in profile.functions else rng.uniform(0.3, 0.6) if f in near else 0.0
            for f in _FUNCTIONS
        ]
    )
    steps = [min(abs(_LEVEL_CODE[n] - _LEVEL_CODE[w]) for w in profile.seniorities) for n in LEVELS]
    by_level = np.array([(1.0, 0.6, 0.2)[s] if s < 3 else 0.0 for s in steps])
    close = closeness_of(profile.industries, config.fit.near_industry)
    by_industry = np.array([close[n] for n in _INDUSTRIES])
    inside = np.array([not profile.countries or c in profile.countries for c in _COUNTRIES])
    low = np.log10(profile.size_min or 1)
    high = np.log10(profile.size_max or 1e9)
    at = np.log10(size)
    by_size = np.maximum(0, 1 - np.maximum(np.maximum(low - at, at - high), 0) / 0.5)
    parts = [by_industry[industry]]
    if profile.wants_size:
        parts.append(by_size)
    if profile.countries:
        parts.append(inside[country].astype(np.float64))
    shared = by_function[function]
    own = (level == LEVELS.index("Owner")) & (size <= 50)
    shared = np.where(own, np.maximum(shared, rng.uniform(0.2, 0.7)), shared)
    role = shared * by_level[level] * ~former
    personal = np.exp(rng.normal(0, 0.15, role.size))
    plain = np.sqrt(role * np.mean(parts, axis=0))
    usual = float(np.sqrt(np.mean(parts, axis=0)).mean())
    shown = np.where(told, np.sqrt(role), np.sqrt(role).mean())
    shown = shown * np.where(known, np.sqrt(np.mean(parts, axis=0)), usual)
    return shown, np.clip(plain * personal, 0, 1)


def _company_names(count: int, rng: np.random.Generator) -> list[str]:
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


def _spelling(name: str, rng: np.random.Generator) -> str:
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


def _company_list(
    names: list[str],
    known: Bools,
    industry: Ints,
    country: Ints,
    size: Floats,
    rng: np.random.Generator,
) -> CompanyTable:
    edges = np.array([1, 11, 51, 201, 501, 1001, 5001, 10_001, np.inf])
    rows = np.flatnonzero(known)
    band = np.searchsorted(edges, size[rows], side="right") - 1
    low, high = edges[band], edges[band + 1] - 1
    some = rng.random((3, rows.size)) < 0.9
    return CompanyTable.of(
        [names[i] for i in rows],
        industry=[
            _INDUSTRIES[industry[i]] if s else None for i, s in zip(rows, some[0], strict=True)
        ],
        size_min=np.where(some[1], low, np.nan),
        size_max=np.where(some[1], high, np.nan),
        country=[_COUNTRIES[country[i]] if s else None for i, s in zip(rows, some[2], strict=True)],
    )


def _title(
    function: int, level: int, former: bool, kind: Kind, rng: np.random.Generator
) -> tuple[str, bool]:
    """A title as somebody would write it, and whether it says what they do."""
    noun, chief, plain, german, french = _WORDS[_FUNCTIONS[function]]
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
    if rng.random() >= kind.dirty_titles:
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


def _edges(
    kind: Kind, industry: Ints, country: Ints, company: Ints, at: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    clients, people = [], []
    fame = rng.gamma(0.8, 1.0, kind.people)
    for client, firm in enumerate(at):
        pull = fame * np.where(industry[company] == industry[firm], 4.0, 1.0)
        pull = pull * np.where(country[company] == country[firm], 4.0, 1.0)
        pull = pull * np.where(company == firm, 6.0, 1.0)
        count = int(np.clip(kind.contacts * rng.lognormal(-0.2, 0.6), 30, kind.people // 3))
        chosen = rng.choice(kind.people, count, replace=False, p=pull / pull.sum())
        people.append(np.sort(chosen))
        clients.append(np.full(count, client))
    return np.concatenate(clients), np.concatenate(people).astype(np.int64)


def _clients(
    kind: Kind, at: Ints, industry: Ints, country: Ints, rng: np.random.Generator
) -> tuple[Floats, tuple[ClientState, ...]]:
    """True willingness, and what is known of each client."""
    n = kind.clients
    effect = rng.uniform(0.5, 1.5, 7)
    mood = rng.normal(0, 1, n)  # what nobody records
    months = rng.gamma(2, 16, n).clip(1, 150)
    touch = rng.exponential(45, n)
    happy = rng.random(n) < 0.25
    favour = rng.random(n) < 0.2
    referred = rng.random(n) < 0.2
    nps = np.round(rng.normal(8.0, 1.5, n)).clip(0, 10)
    has_nps = rng.random(n) < kind.nps_known
    will = sigmoid(
        np.log(0.3 / 0.7)
        + rng.uniform(0.3, 0.9) * mood
        - effect[0] * 0.7 * (months < 6)
        - effect[1] * 0.4 * (touch > 90)
        + effect[2] * 0.5 * happy
        + effect[3] * 0.5 * favour
        + effect[4] * 1.2 * referred
        + effect[5] * kind.nps_tells * 0.5 * (nps >= 9)
        - effect[6] * kind.nps_tells * 1.5 * (nps <= 6)
    )
    states = []
    for i in range(n):
        asks = []
        for _ in range(int(rng.poisson(0.7))):
            yes = rng.random() < will[i]
            asks.append(
                Asked(AS_OF - timedelta(days=int(rng.integers(95, 720))), "yes" if yes else "no")
            )
        states.append(
            ClientState(
                key=f"c{i:03d}",
                name=f"Client {i}",
                account=f"a{at[i]}",
                industry=_INDUSTRIES[industry[at[i]]],
                country=_COUNTRIES[country[at[i]]],
                nps=float(nps[i]) if has_nps[i] else None,
                since=AS_OF - timedelta(days=int(months[i] * 30.4)),
                last_touch=AS_OF - timedelta(days=int(touch[i])),
                moments=(Moment(AS_OF - timedelta(days=int(rng.integers(1, 30))), "thanked you"),)
                if happy[i]
                else (),
                referrals=int(referred[i]),
                favours=(Moment(AS_OF - timedelta(days=60)),) if favour[i] else (),
                asks=tuple(sorted(asks, key=lambda a: a.on)),
            )
        )
    return will, tuple(states)


def _evidence(
    kind: Kind,
    rng: np.random.Generator,
    config: ScoringConfig,
    edge_client: Ints,
    tie: Floats,
    together: Floats,
    same_firm: Bools,
    school: Ints,
    years: Floats,
    others: Ints,
) -> TieEvidence:
    """What the files show of each tie."""
    edges = tie.size
    archive = (rng.random(kind.clients) < kind.archives)[edge_client]
    # Messages: the better two know each other, the likelier they write at all, and the more.
    writes = rng.random(edges) < sigmoid(rng.uniform(5, 8) * (tie - rng.uniform(0.35, 0.5)))
    rate = np.where(writes, np.exp(rng.normal(0.8, 0.9, edges) + 2.0 * tie), 0.0)
    cold = rng.random(edges) < 0.06  # one-way pitches that say nothing
    received = rng.poisson(rate) + cold * rng.integers(1, 3, edges)
    sent = rng.poisson(rate * rng.uniform(0.5, 1.2))
    received, sent = received * archive, sent * archive
    index = np.concatenate(
        [np.repeat(np.arange(edges), received), np.repeat(np.arange(edges), sent)]
    )
    incoming = np.concatenate([np.ones(received.sum(), bool), np.zeros(sent.sum(), bool)])
    newest = rng.exponential(np.where(tie > 0.5, 60, 300), edges)
    ago = newest[index] + rng.exponential(200, index.size)
    counts = decayed_counts(
        index,
        incoming,
        NOW - ago * DAY,
        edge_introducer=edge_client,
        introducers=kind.clients,
        as_of_epoch=NOW,
        config=config.tie,
    )
    praised = archive & (rng.random(edges) < 0.06 * tie**2)
    endorsed = archive & (rng.random(edges) < 0.25 * tie)
    size = np.bincount(edge_client, minlength=kind.clients)[edge_client]
    shown = archive | same_firm
    return TieEvidence.of(
        edges,
        has_messages_file=archive,
        n_in=counts.n_in,
        n_out=counts.n_out,
        w_in=counts.w_in,
        w_out=counts.w_out,
        active_days=counts.active_days,
        last_contact_days=counts.last_contact_days,
        recommended=praised.astype(np.int8) * rng.integers(1, 3, edges),
        endorsed=endorsed.astype(np.int8) * rng.integers(1, 3, edges),
        months_together=np.where(shown & (rng.random(edges) < 0.4), together, 0.0),
        same_company_now=same_firm,
        school=np.where(archive & (rng.random(edges) < 0.4), school, 0),
        other_clients=others,
        years_connected=years,
        network_size=size.astype(np.float64),
    )
