"""Seeded facts for drafts: people, firms and histories, all made up."""

from __future__ import annotations

import random
from datetime import date, timedelta

from prospecting.drafting.facts import (
    AskFacts,
    Evidence,
    Introducer,
    Outcome,
    Prospect,
    Reason,
    Seller,
    Tie,
    TieFact,
    Trigger,
)

LANGUAGES = ("en", "de", "fr", "es", "nl")
AS_OF = date(2026, 11, 24)

_FIRST = {
    "en": ["Alice", "Ben", "Grace", "Tom", "Priya", "Mark", "Olivia", "James", "Sean", "Hope"],
    "de": ["Carla", "Jürgen", "Anja", "Ben", "Katrin", "Uwe", "Mehmet", "Sören", "Heike", "Max"],
    "fr": ["Camille", "Jean-Luc", "Hélène", "Benoît", "Chloé", "Amina", "Étienne", "Anne", "Luc"],
    "es": ["Lucía", "Javier", "María José", "Íñigo", "Carmen", "Raúl", "Pilar", "Andrés"],
    "nl": ["Joost", "Femke", "Sanne", "Pieter", "Lieke", "Daan", "Fatima", "Wouter", "Els"],
}
_LAST = {
    "en": ["Keller", "O'Neill", "Patel", "Baker", "Whitfield", "Stone", "Hughes", "Okafor"],
    "de": ["Weber", "Müller-Lüdenscheidt", "Schäfer", "von der Heide", "Yıldız", "Groß", "Koch"],
    "fr": ["Lefèvre", "Dubois", "d'Aubigné", "Benali", "Moreau", "Le Goff", "Girard"],
    "es": ["García López", "Ibáñez", "Muñoz", "de la Torre", "Ferrer", "Castaño"],
    "nl": ["de Vries", "van den Berg", "Jansen", "Bakker", "El Amrani", "Visser", "ter Horst"],
}
_FIRMS = [
    "Weber Maschinenbau GmbH",
    "Northgate Textiles Ltd",
    "Ateliers Moreau SA",
    "Brightlake",
    "Talleres Ibarra S.L.",
    "Van Dijk Logistiek B.V.",
    "Helix & Sons",
    "Kranzler AG",
    "Solvanta",
    "Greenfield Foods plc",
    "Polyform Kunststoffe KG",
    "Orbis 21",
]
_TITLES = [
    "CFO",
    "Head of Finance",
    "Finance Director",
    "Leiter Einkauf",
    "Directrice financière",
    "Director de Compras",
    "Hoofd Inkoop",
    "VP Operations",
    "Chief Information Officer",
    "Geschäftsführerin",
    "Managing Director",
    "",
    "Wizard of Numbers",
]
_OFFER = {
    "en": [
        "We help mid-size makers close their books in days, not weeks",
        "software that checks invoices before they are paid",
        "training for sales teams",
    ],
    "de": [
        "Wir helfen Herstellern, ihre Monate in Tagen statt Wochen abzuschließen",
        "Software, die Rechnungen vor der Zahlung prüft",
        "Schulung für den Vertrieb",
    ],
    "fr": [
        "Nous aidons les fabricants à clore leurs comptes en quelques jours",
        "un logiciel qui vérifie les factures avant le paiement",
        "la formation des vendeurs",
    ],
    "es": [
        "Ayudamos a los fabricantes a cerrar sus cuentas en pocos días",
        "un programa que revisa las facturas antes de pagarlas",
        "formación para ventas",
    ],
    "nl": [
        "Wij helpen makers om hun boeken in dagen te sluiten, niet in weken",
        "software die facturen nakijkt voor ze worden betaald",
        "opleiding voor de verkoop",
    ],
}
_PROOF = {
    "en": ["one client now closes in three days instead of ten", ""],
    "de": ["ein Kunde schließt jetzt in drei statt zehn Tagen ab", ""],
    "fr": ["un client clôture désormais en trois jours au lieu de dix", ""],
    "es": ["un cliente cierra ahora en tres días en vez de diez", ""],
    "nl": ["een klant sluit nu in drie dagen in plaats van tien", ""],
}
_ACHIEVED = {
    "en": [
        "your month-end close went from ten days to three",
        "a late payment list half as long",
        None,
    ],
    "de": ["der Monatsabschluss dauert drei statt zehn Tage", "kaum noch Mahnungen", None],
    "fr": ["la clôture est passée de dix jours à trois", "bien moins de retards de paiement", None],
    "es": ["el cierre pasó de diez días a tres", "muchos menos retrasos en los cobros", None],
    "nl": ["de maandafsluiting ging van tien dagen naar drie", "veel minder late betalingen", None],
}
_NEED = {
    "en": "they want to get rid of paper invoices",
    "de": "man will dort weg von Papierrechnungen",
    "fr": "on y cherche à sortir des factures papier",
    "es": "quieren dejar atrás las facturas en papel",
    "nl": "ze willen daar af van papieren facturen",
}
_NEWS = {
    "en": "a second plant opens in Ghent",
    "de": "in Gent entsteht ein neues Werk",
    "fr": "une nouvelle usine ouvre à Gand",
    "es": "abren una nueva planta en Gante",
    "nl": "er komt een nieuwe fabriek in Gent",
}
_FUNCTIONS = [
    "Finance",
    "Purchasing",
    "Information Technology",
    "Operations",
    "Sales",
    "Human Resources",
    "Product Management",
    "Business Development",
]
_INDUSTRIES = [
    "Machinery Manufacturing",
    "Retail",
    "Logistics and Supply Chain",
    "Insurance",
    "Underwater Basket Weaving",
]


def tie_for(level: Evidence, pick: random.Random) -> Tie:
    """Signs that fit an evidence level."""
    connected = TieFact(
        "connected", when=date(2014 + pick.randrange(10), 1 + pick.randrange(12), 3)
    )
    if level == "unknown":
        return Tie(level, (connected,) if pick.random() < 0.7 else ())
    if level == "potential":
        sign = pick.choice(
            [
                TieFact(
                    "worked_together",
                    when=date(2012, 1, 1),
                    until=date(2015, 6, 1),
                    place="Norvik AG",
                ),
                TieFact("same_school", place="Universität Ulm"),
                TieFact("mutual", number=3),
            ]
        )
        return Tie(level, (connected, sign))
    if level == "likely":
        sign = pick.choice(
            [
                TieFact("messages", when=date(2026, 5, 1)),
                TieFact("recommendation", text="given"),
                TieFact("recommendation", text="received"),
            ]
        )
        return Tie(level, (connected, sign))
    return Tie(level, (connected, TieFact("answer", text=pick.choice(["well", "little"]))))


def seller_of(language: str, pick: random.Random) -> Seller:
    """Who we are, in one language."""
    proof = pick.choice(_PROOF[language])
    return Seller(
        f"{pick.choice(_FIRST[language])} {pick.choice(_LAST[language]).split()[-1]}",
        "Lindwerk",
        pick.choice(_OFFER[language]),
        (proof,) if proof else (),
        language=language,
    )


def world(
    seed: int, language: str, level: Evidence = "unknown", seller: Seller | None = None
) -> AskFacts:
    """One ask; the same seed, language and level give the same facts."""
    pick = random.Random(f"{seed}/{language}/{level}")
    since = AS_OF - timedelta(days=pick.randrange(200, 3000))
    introducer = Introducer(
        f"{pick.choice(_FIRST[language])} {pick.choice(_LAST[language])}",
        company=pick.choice(_FIRMS),
        client_since=since if pick.random() < 0.85 else None,
        achieved=pick.choice(_ACHIEVED[language]),
        language=language,
        formality=pick.choice(["", "informal", "formal"]),
        kind=pick.choice(["client", "client", "client", "partner", "friend"]),
    )
    other_firms = [f for f in _FIRMS if f != introducer.company]
    prospect = Prospect(
        f"{pick.choice(_FIRST[language])} {pick.choice(_LAST[language])}",
        title=pick.choice(_TITLES),
        company=pick.choice(other_firms),
    )
    now = pick.choice(
        [
            (),
            (Trigger("job_change", when=AS_OF - timedelta(days=pick.randrange(10, 200))),),
            (Trigger("need", text=_NEED[language], when=AS_OF),),
            (Trigger("company_news", text=_NEWS[language], when=AS_OF),),
        ]
    )
    why = pick.choice(
        [
            (
                Reason("function", pick.choice(_FUNCTIONS)),
                Reason("industry", pick.choice(_INDUSTRIES)),
            ),
            (Reason("function", pick.choice(_FUNCTIONS)), Reason("seniority", "CXO")),
            (Reason("industry", _INDUSTRIES[0]), Reason("size", "350")),
            (Reason("target_account", prospect.company),),
            (Reason("country", "Germany"),),
            (Reason("size", "350"),),
            (),
        ]
    )
    others = tuple(
        Prospect(
            f"{pick.choice(_FIRST[language])} {pick.choice(_LAST[language])}",
            title=pick.choice(_TITLES),
            company=pick.choice(other_firms),
        )
        for _ in range(3)
    )
    return AskFacts(
        seller or seller_of(language, pick),
        introducer,
        AS_OF,
        prospect,
        tie_for(level, pick),
        why,
        now,
        Outcome(
            pick.choice(
                [
                    "won",
                    "lost",
                    "meeting",
                    "replied",
                    "opportunity",
                    "introduced",
                    "not-a-fit",
                    "no-answer",
                ]
            )
        ),
        others,
    )


def plan_of(size: int, language: str) -> list[AskFacts]:
    """The asks of one seller, mixed levels."""
    seller = seller_of(language, random.Random(f"seller/{language}"))
    levels: tuple[Evidence, ...] = ("unknown", "potential", "likely", "confirmed", "unknown")
    return [world(1000 + i, language, levels[i % 5], seller) for i in range(size)]
