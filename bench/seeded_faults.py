"""Drafts with one seeded fault each, and clean ones, to judge the gate by."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bench.draft_worlds import world
from prospecting.drafting.compose import compose
from prospecting.drafting.draft import DraftText
from prospecting.drafting.facts import EVIDENCE_LEVELS, AskFacts


@dataclass(frozen=True)
class Case:
    """A draft; `check` is the hard check that must fail, None for a clean draft."""

    text: DraftText
    facts: AskFacts
    check: str | None
    what: str


# Sentences that a user might really add: nothing in them is untrue, a name or a number.
HARMLESS: dict[str, list[str]] = {
    "en": [
        "The last workshop went well, I think.",
        "Our new office is nearly done.",
        "Spring is on its way.",
        "Rumour has it that things are moving there.",
        "Many thanks for the coffee!",
        "Invoices are a daily pain for most firms.",
        "May I add one more thought?",
        "Hopefully you had a good start.",
    ],
    "de": [
        "Der Workshop ist gut gelaufen, finde ich.",
        "Die Buchhaltung hat dort viel Papier.",
        "Der Monatsabschluss kostet viele Firmen Nerven.",
        "Vielen Dank noch für den Kaffee!",
        "Das Thema Rechnungen kennt ja jeder Betrieb.",
        "Unser Umzug ins neue Büro ist geschafft.",
        "Die Zusammenarbeit macht mir Freude.",
        "Ich hoffe, die Urlaubszeit war schön.",
    ],
    "fr": [
        "Notre atelier s'est bien passé, je crois.",
        "Le nouveau bureau est presque prêt.",
        "Merci encore pour le café !",
        "Les factures sont un vrai souci pour beaucoup.",
        "Puis-je ajouter une idée ?",
        "Le printemps arrive.",
        "J'espère que la rentrée fut bonne.",
    ],
    "es": [
        "El taller salió bien, creo yo.",
        "La nueva oficina está casi lista.",
        "Gracias otra vez por el café.",
        "Las facturas son un problema para muchos.",
        "La primavera ya llega.",
        "Espero que todo vaya bien por allí.",
    ],
    "nl": [
        "De workshop ging goed, vind ik.",
        "Het nieuwe kantoor is bijna klaar.",
        "Nog bedankt voor de koffie!",
        "Facturen zijn voor veel bedrijven een last.",
        "De lente komt eraan.",
        "Hopelijk was de vakantie fijn.",
    ],
}
INVENTED: dict[str, list[str]] = {
    "en": [
        "Peter Schulz told me about it.",
        "I met them with Acme in mind.",
        "Siemens does the same.",
        "We saved them 37 percent.",
        "It took three weeks.",
        "In March 1998 we began.",
        "Their CTO agrees.",
        "We won the Gold Award for it.",
        "Last Tuesday I read about it.",
        "Mr Thornton said so too.",
        "Twenty-five firms use it.",
        "Write to me at nora@example.com.",
        "See www.example.org for more.",
        "Call 0171 2345678 any time.",
        "The marketing manager there likes it.",
        "It saved about 2 million euros.",
    ],
    "de": [
        "Peter Schulz hat mir davon erzählt.",
        "Auch Siemens macht das so.",
        "Wir haben dort 37 Prozent gespart.",
        "Es hat drei Wochen gedauert.",
        "Im März 1998 haben wir begonnen.",
        "Der Einkaufsleiter sieht das auch so.",
        "Herr Thielmann sagt das ebenfalls.",
        "Letzten Dienstag habe ich davon gelesen.",
        "Fünfundzwanzig Firmen nutzen das.",
        "Schreiben Sie an nora@example.com.",
        "Mehr unter www.example.org.",
        "Bei der Nordlicht Handels GmbH lief es gut.",
        "Das brachte rund 2 Mio. Euro.",
        "Anfang Mai ging es los.",
        "Mit Brückmann haben wir das schon gemacht.",
        "Telefon: 0171 2345678.",
    ],
    "fr": [
        "Pierre Lambert m'en a parlé.",
        "Chez Renault, on fait pareil.",
        "Nous avons gagné 37 pour cent.",
        "Cela a pris trois semaines.",
        "En mars 1998, nous avons commencé.",
        "Le directeur marketing est d'accord.",
        "M. Thibault le dit aussi.",
        "Mardi dernier, j'ai lu cela.",
        "Vingt-cinq maisons s'en servent.",
        "Écrivez à nora@example.com.",
        "Voir www.example.org.",
        "Téléphone : 01 23 45 67 89.",
        "Début mai, tout a commencé.",
        "Cela a rapporté 2 millions d'euros.",
        "Airbus en parle aussi.",
    ],
    "es": [
        "Pedro Salazar me habló de ello.",
        "En Telefónica hacen lo mismo.",
        "Ahorramos un 37 por ciento.",
        "Tardó tres semanas.",
        "En marzo de 1998 empezamos.",
        "El director comercial está de acuerdo.",
        "El señor Arriaga lo dice también.",
        "El martes pasado lo leí.",
        "Veinticinco firmas lo usan.",
        "Escriba a nora@example.com.",
        "Más en www.example.org.",
        "Teléfono: 612 345 678.",
        "A principios de mayo empezó todo.",
        "Fueron unos 2 millones de euros.",
        "Iberdrola también lo hace.",
    ],
    "nl": [
        "Piet Hendriks vertelde me erover.",
        "Ook bij Philips doen ze dat.",
        "We bespaarden 37 procent.",
        "Het duurde drie weken.",
        "In maart 1998 begonnen we.",
        "De commercieel directeur vindt dat ook.",
        "Meneer Tielemans zegt het ook.",
        "Afgelopen dinsdag las ik erover.",
        "Vijfentwintig bedrijven gebruiken het.",
        "Schrijf naar nora@example.com.",
        "Zie www.example.org.",
        "Bel 06 12345678.",
        "Begin mei ging het los.",
        "Het bracht zo'n 2 miljoen euro op.",
        "Unilever doet het ook.",
    ],
}
PRESSURE: dict[str, list[str]] = {
    "en": [
        "It is urgent.",
        "Please answer by Friday.",
        "You owe me this one.",
        "I am counting on you.",
        "This is the last chance.",
    ],
    "de": [
        "Es ist dringend.",
        "Bitte antworten Sie bis Freitag.",
        "Ich zähle auf Sie.",
        "Sie müssen das tun.",
        "Das ist die letzte Chance.",
    ],
    "fr": [
        "C'est urgent.",
        "Merci de répondre d'ici vendredi.",
        "Je compte sur vous.",
        "Vous devez le faire.",
        "C'est la dernière chance.",
    ],
    "es": [
        "Es urgente.",
        "Conteste antes del viernes.",
        "Cuento con usted.",
        "Tiene que hacerlo.",
        "Es la última oportunidad.",
    ],
    "nl": [
        "Het is dringend.",
        "Graag antwoord voor vrijdag.",
        "Ik reken op u.",
        "U moet dit doen.",
        "Dit is de laatste kans.",
    ],
}
STRONG: dict[str, list[str]] = {
    "en": [
        "You and {p} are good friends.",
        "You know {p} very well.",
        "{p} trusts you.",
        "As an old friend of yours, {p} will listen.",
    ],
    "de": [
        "Sie und {p} sind gut befreundet.",
        "Sie kennen {p} sehr gut.",
        "{p} vertraut Ihnen.",
        "{p} ist ja ein enger Freund von Ihnen.",
    ],
    "fr": [
        "Vous connaissez très bien {p}.",
        "{p} vous fait confiance.",
        "Votre grande amitié avec {p} est connue.",
        "{p} est un ami de longue date.",
    ],
    "es": [
        "Usted conoce muy bien a {p}.",
        "{p} confía en usted.",
        "Su amistad con {p} es conocida.",
        "{p} es un gran amigo suyo.",
    ],
    "nl": [
        "U kent {p} heel goed.",
        "{p} vertrouwt u.",
        "Uw vriendschap met {p} is bekend.",
        "{p} is een goede vriend van u.",
    ],
}
PLACEHOLDERS = ["{{ name }}", "[Name]", "<Vorname>", "XXX", "TODO", "{company}", "____"]


def _insert(body: str, sentence: str, pick: random.Random) -> str:
    """After a sentence somewhere in the middle of the text."""
    ends = [m.end() for m in re.finditer(r"[a-zäöüéß][.?!] (?=[A-ZÄÖÜÉ¿])|[a-zé][.?!]\n\n", body)]
    place = pick.choice(ends) if ends else len(body)
    return (
        body[:place]
        + sentence
        + (" " if body[place - 1 : place] != "\n" else "\n\n")
        + body[place:]
    )


def _fault(
    name: str, text: DraftText, facts: AskFacts, pick: random.Random
) -> tuple[DraftText, str] | None:
    code = text.language
    if name == "placeholder":
        what = pick.choice(PLACEHOLDERS)
        return replace(text, body=_insert(text.body, f"… {what} …", pick)), what
    if name == "facts":
        what = pick.choice(INVENTED[code])
        return replace(text, body=_insert(text.body, what, pick)), what
    if name == "one-prospect":
        other = next(
            (
                o
                for o in facts.others
                if facts.prospect
                and not set(o.name.split())
                & set(
                    f"{facts.prospect.name} {facts.introducer.name} "
                    f"{facts.seller.name} {facts.prospect.company} "
                    f"{facts.introducer.company}".split()
                )
            ),
            None,
        )
        if other is None:
            return None
        return replace(text, body=_insert(text.body, f"({other.name}?)", pick)), other.name
    if name == "tie-wording":
        if facts.tie.evidence == "confirmed" or facts.prospect is None:
            return None
        what = pick.choice(STRONG[code]).format(p=facts.prospect.name.split()[0])
        return replace(text, body=_insert(text.body, what, pick)), what
    if name == "no-pressure":
        what = pick.choice(PRESSURE[code])
        return replace(text, body=_insert(text.body, what, pick)), what
    if name == "forwardable":
        what = pick.choice(["none", "long", "same subject", "private"])
        if what == "none":
            return replace(text, forwardable=""), what
        if what == "long":
            return replace(text, forwardable=f"{text.forwardable}\n{text.forwardable}"), what
        if what == "same subject" or not facts.introducer.achieved:
            return replace(text, forwardable_subject=text.subject), "same subject"
        return replace(text, forwardable=text.forwardable + " " + facts.introducer.achieved), what
    raise ValueError(name)


def _without_way_out(text: DraftText, facts: AskFacts) -> DraftText:
    from prospecting.drafting.language import load

    cue = load(text.language).cues["way_out"]
    kept = [s for s in re.findall(r"[^.!?\n]+[.!?]*|\n", text.body) if not cue.search(s)]
    return replace(text, body="".join(kept))


_FAULTS: tuple[str, ...] = (
    "facts",
    "placeholder",
    "facts",
    "tie-wording",
    "facts",
    "no-pressure",
    "facts",
    "one-prospect",
    "facts",
    "forwardable",
    "facts",
    "way-out",
)


def faulty(language: str, count: int) -> Iterator[Case]:
    """`count` drafts with a fault each and `count` without: half as they are, half edited."""
    pick = random.Random(f"faults/{language}")
    made = 0
    seed = 0
    edit: Callable[[DraftText], DraftText] = lambda t: replace(  # noqa: E731
        t, body=_insert(t.body, pick.choice(HARMLESS[language]), pick)
    )
    while made < count:
        seed += 1
        facts = world(seed, language, EVIDENCE_LEVELS[seed % 4])
        text = compose(facts, language=language, seed=seed).text
        name = _FAULTS[made % len(_FAULTS)]
        if name == "way-out":
            yield Case(_without_way_out(text, facts), facts, name, "no way out")
        else:
            found = _fault(name, text, facts, pick)
            if found is None:
                continue
            yield Case(found[0], facts, name, found[1])
        clean = edit(text) if made % 2 else text
        yield Case(clean, facts, None, "edited" if made % 2 else "as made")
        made += 1
