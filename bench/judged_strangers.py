"""The gate on short messages as people write them, each with one invented fact or with none.

    python -m bench.judged_strangers [--set e|f] [--half 1|2] [--languages en,de] [--show]

`judged/<language>_e.txt` holds thirty messages with one invented fact, set between ⟦ and ⟧, and
thirty that say only what is known, in free words. A fact is found when "facts" or "tie-wording"
marks a place in it; a false alarm is any hard check that fails on an honest message, or one about
what is said that fails on a faulty message without its fact. The gate was mended on half 1 of set e,
counted blind on half 2 and then mended on it too, and counted blind on set f.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.judging import AS_OF, FOLDER, Figures, arguments, checks_of, failed, said, tell
from prospecting.drafting.draft import DraftText
from prospecting.drafting.facts import (
    AskFacts,
    Introducer,
    Prospect,
    Reason,
    Seller,
    Tie,
    TieFact,
    Trigger,
)

# By ask: offer, proof, what was achieved, the need or news.
_TEXTS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "en": (
        (
            "We help hospitals plan their shifts",
            "one hospital saves forty hours of planning a month",
            "your rota is now ready two weeks ahead",
            "they still plan their shifts in spreadsheets",
        ),
        (
            "We build web shops for small breweries",
            "one brewery doubled its online orders within a year",
            "your shop was live after six weeks",
            "",
        ),
        (
            "We train building crews in safety",
            "accidents at one builder fell by a third after our courses",
            "two hundred of your people have been trained",
            "they are opening a second site in Lyon",
        ),
        (
            "We help parcel firms switch to electric vans",
            "a parcel firm in Ghent saves 900 euros a van each year",
            "",
            "",
        ),
        (
            "We restore old windows in listed buildings",
            "a town hall saved two thirds of its heating",
            "the chapel windows were finished on time",
            "",
        ),
    ),
    "de": (
        (
            "Wir helfen Kliniken, ihre Schichten zu planen",
            "ein Krankenhaus spart vierzig Stunden Planung im Monat",
            "Ihr Dienstplan steht jetzt zwei Wochen vorher",
            "sie planen ihre Schichten noch in Tabellen",
        ),
        (
            "Wir bauen Webshops für kleine Brauereien",
            "eine Brauerei hat ihre Bestellungen im Netz in einem Jahr verdoppelt",
            "der Shop war nach sechs Wochen online",
            "",
        ),
        (
            "Wir schulen Bautrupps in Sicherheit",
            "bei einem Bauunternehmen gab es nach unseren Kursen ein Drittel weniger Unfälle",
            "zweihundert Leute sind geschult",
            "sie eröffnen einen zweiten Standort in Lyon",
        ),
        (
            "Wir helfen Paketdiensten, auf elektrische Transporter umzusteigen",
            "ein Paketdienst in Gent spart 900 Euro je Wagen im Jahr",
            "",
            "",
        ),
        (
            "Wir richten alte Fenster in denkmalgeschützten Häusern wieder her",
            "ein Rathaus spart zwei Drittel seiner Heizkosten",
            "die Fenster der Kapelle waren rechtzeitig fertig",
            "",
        ),
    ),
    "fr": (
        (
            "Nous aidons les hôpitaux à planifier leurs équipes",
            "un hôpital gagne quarante heures de planning par mois",
            "le planning est prêt deux semaines à l'avance",
            "ils font encore leurs plannings sur tableur",
        ),
        (
            "Nous créons des boutiques en ligne pour les petites brasseries",
            "une brasserie a doublé ses commandes en ligne en un an",
            "la boutique était en ligne après six semaines",
            "",
        ),
        (
            "Nous formons les équipes de chantier à la sécurité",
            "chez un constructeur, les accidents ont baissé d'un tiers après nos cours",
            "deux cents personnes ont été formées",
            "ils ouvrent un deuxième site à Lyon",
        ),
        (
            "Nous aidons les transporteurs de colis à passer aux camionnettes électriques",
            "un transporteur de Gand économise 900 euros par camionnette et par an",
            "",
            "",
        ),
        (
            "Nous restaurons les fenêtres anciennes des bâtiments classés",
            "une mairie a économisé les deux tiers de son chauffage",
            "les vitraux de la chapelle ont été finis à temps",
            "",
        ),
    ),
    "es": (
        (
            "Ayudamos a los hospitales a planificar sus turnos",
            "un hospital gana cuarenta horas de planificación al mes",
            "los turnos están listos dos semanas antes",
            "siguen haciendo los turnos en hojas de cálculo",
        ),
        (
            "Creamos tiendas en línea para cervecerías pequeñas",
            "una cervecería duplicó sus pedidos en línea en un año",
            "la tienda estaba en marcha a las seis semanas",
            "",
        ),
        (
            "Formamos a equipos de obra en seguridad",
            "en una constructora los accidentes bajaron un tercio después de nuestros cursos",
            "doscientas personas han sido formadas",
            "abren una segunda sede en Lyon",
        ),
        (
            "Ayudamos a las empresas de paquetería a pasarse a furgonetas eléctricas",
            "una empresa de Gante se ahorra 900 euros por furgoneta y año",
            "",
            "",
        ),
        (
            "Restauramos ventanas antiguas en edificios protegidos",
            "un ayuntamiento se ahorró dos tercios de la calefacción",
            "las vidrieras de la capilla se acabaron a tiempo",
            "",
        ),
    ),
    "nl": (
        (
            "Wij helpen ziekenhuizen hun diensten te plannen",
            "een ziekenhuis wint veertig uur planning per maand",
            "het rooster is nu twee weken vooruit klaar",
            "ze maken de diensten nog in spreadsheets",
        ),
        (
            "Wij bouwen webwinkels voor kleine brouwerijen",
            "een brouwerij kreeg in een jaar dubbel zoveel bestellingen online",
            "de winkel stond na zes weken online",
            "",
        ),
        (
            "Wij leiden bouwploegen op in veiligheid",
            "bij een bouwbedrijf daalden de ongelukken met een derde na onze cursussen",
            "tweehonderd mensen zijn opgeleid",
            "ze openen een tweede vestiging in Lyon",
        ),
        (
            "Wij helpen pakketdiensten over te stappen op elektrische bussen",
            "een pakketdienst in Gent bespaart 900 euro per bus per jaar",
            "",
            "",
        ),
        (
            "Wij herstellen oude ramen in monumenten",
            "een stadhuis bespaarde twee derde van de verwarming",
            "de ramen van de kapel waren op tijd klaar",
            "",
        ),
    ),
}


# Subject, note and its subject are empty; channel and kind.
_PLAIN = ("", "", "", "linkedin", "first")


@dataclass(frozen=True)
class Message:
    """One message; (start, end) is where the invented fact stands, (0, 0) in an honest one."""

    text: DraftText
    facts: AskFacts
    kind: str
    start: int
    end: int


def facts_for(language: str, number: int, formal: bool) -> AskFacts:
    """Ask `number` (1 to 5) in the words of the language."""
    offer, proof, achieved, news = _TEXTS[language][number - 1]
    seller, firm = (
        ("Jonas Holm", "Holm Analytics"),
        ("Marta Silva", "Pixelgarten"),
        ("Daniel Roth", "Roth Training"),
        ("Aisha Khan", "Clearfleet"),
        ("Hugo Marchand", "Marchand Vitrail"),
    )[number - 1]
    client, house, since = (
        ("Petra Novak", "Klinik am See", date(2020, 5, 1)),
        ("Tom Riley", "Riley Brewing", date(2023, 2, 1)),
        ("Camille Laurent", "Laurent Bâtiment", date(2019, 9, 1)),
        ("Bart Maes", "Maes Koerier", date(2022, 11, 1)),
        ("Sofia Lindqvist", "Lindqvist Arkitekter", date(2021, 3, 1)),
    )[number - 1]
    person, title, company = (
        ("Samuel Adler", "COO", "Medora Group"),
        ("Ingrid Vos", "Marketing Director", "Hopfen & Co"),
        ("Pablo Ortega", "HR Director", "Grupo Cantera"),
        ("Lena Fischer", "Fleet Manager", "Rapido Logistics"),
        ("Ruth Okafor", "Head of Estates", "Northfield College"),
    )[number - 1]
    tie = (
        Tie(
            "potential",
            (
                TieFact(
                    "worked_together",
                    when=date(2011, 1, 1),
                    until=date(2014, 6, 1),
                    place="Sanaris",
                ),
            ),
        ),
        Tie("unknown", (TieFact("connected", when=date(2021, 6, 4)),)),
        Tie(
            "likely",
            (
                TieFact("messages", when=date(2026, 5, 1)),
                TieFact("connected", when=date(2016, 4, 1)),
            ),
        ),
        Tie("confirmed", (TieFact("answer", text="well", when=date(2026, 10, 1)),)),
        Tie("unknown", ()),
    )[number - 1]
    why = (
        (Reason("function", "Operations"), Reason("industry", "Hospitals and Health Care")),
        (Reason("function", "Marketing"), Reason("industry", "Food and Beverage Manufacturing")),
        (Reason("function", "Human Resources"), Reason("industry", "Construction")),
        (Reason("function", "Operations"), Reason("industry", "Transportation/Trucking/Railroad")),
        (Reason("function", "Real Estate"), Reason("target_account", "Northfield College")),
    )[number - 1]
    now = (
        (Trigger("need", text=news, when=date(2026, 10, 12)),),
        (Trigger("job_change", when=date(2026, 8, 1)),),
        (Trigger("company_news", text=news, when=date(2026, 11, 2)),),
        (),
        (),
    )[number - 1]
    return AskFacts(
        Seller(seller, firm, offer, (proof,), language=language),
        Introducer(
            client,
            company=house,
            client_since=since,
            achieved=achieved or None,
            language=language,
            formality="formal" if formal else "informal",
        ),
        AS_OF,
        Prospect(person, title=title, company=company),
        tie,
        why,
        now,
    )


def messages(language: str, name: str = "e") -> Iterator[Message]:
    """Every message of one language and set, in the order of the file."""
    for number, kind, formal, body, place in written(language, name):
        facts = facts_for(language, number, formal)
        yield Message(DraftText(body, *_PLAIN, language), facts, kind, *place)


def written(language: str, name: str) -> Iterator[tuple[int, str, bool, str, tuple[int, int]]]:
    """What stands in a file: the ask's number, kind, whether formal, the words, the fault's place."""
    block = re.compile(r"^## (\d) (\S+)( formal)?\n(.*?)(?=\n## |\Z)", re.S | re.M)
    file = (FOLDER / f"{language}_{name}.txt").read_text(encoding="utf-8")
    for number, kind, formal, text in block.findall(file.split("\n\n", 1)[1]):
        begin, stop = text.find("⟦"), text.find("⟧") - 1
        body = text.replace("⟦", "").replace("⟧", "").strip()
        yield int(number), kind, bool(formal), body, (begin, stop) if begin >= 0 else (0, 0)


def judge(language: str, half: int, name: str = "e") -> Figures:
    """The gate's figures on one set, or a half of it (1 or 2; 0 for both)."""
    chosen = (
        one
        for number, one in enumerate(messages(language, name))
        if not half or number % 2 == half - 1
    )
    return judge_all(language, chosen)


def judge_all(language: str, chosen: Iterable[Message]) -> Figures:
    """The gate's figures on some messages, each with one invented fact or with none."""
    out = Figures()
    for one in chosen:
        checks = checks_of(one.text, one.facts)
        if one.kind == "honest":
            alarms = failed(checks)
            out.harmless(bool(alarms))
            if alarms:
                out.lines.append(f"{language} alarm: {one.text.body}\n        {said(alarms)}")
            continue
        marks = [m for n in ("facts", "tie-wording") for m in checks[n].marks]
        found = any(a < one.end and b > one.start for a, b in marks)
        out.seeded(one.kind, found)
        if not found:
            missed = one.text.body[one.start : one.end]
            out.lines.append(f"{language} missed {one.kind}: {missed} ({said(failed(checks))})")
        body = one.text.body[: one.start] + one.text.body[one.end :]
        # What is left need not name the firm any more; that is no false alarm.
        checks = checks_of(replace(one.text, body=body.strip()), one.facts)
        rest = failed({n: checks[n] for n in ("facts", "tie-wording", "no-pressure")})
        out.harmless(bool(rest))
        if rest:
            out.lines.append(f"{language} alarm: {body}\n        {said(rest)}")
    return out


def main(argv: list[str] | None = None) -> int:
    """Prints the figures; exit status 1 where a goal is missed."""
    parser = arguments(__doc__)
    parser.add_argument("--half", type=int, default=0, choices=(0, 1, 2))
    parser.add_argument("--set", default="e", choices=("e", "f"))
    chosen = parser.parse_args(argv)
    good = True
    for language in chosen.languages.split(","):
        made = judge(language, chosen.half, chosen.set)
        tell(language, made, chosen.show)
        good &= made.good
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
