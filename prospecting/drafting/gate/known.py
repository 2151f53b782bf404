"""What the facts of an ask let a text say: words, numbers, dates, people."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from prospecting.drafting.context import build, country_name, offer_of, proofs_of
from prospecting.drafting.facts import AskFacts, collect
from prospecting.drafting.gate.numbers import find_numbers, unit_after
from prospecting.drafting.habits import with_habits
from prospecting.drafting.language import (
    Language,
    available,
    formality_for,
    load,
    title_words,
)
from prospecting.drafting.textual import fold, tokens, word_set
from prospecting.drafting.untrusted import strip_hidden, suspicious

# Short titles and what they stand for; if one is in the facts the other may be written.
_ABBREVIATED = {
    "ceo": "chief executive officer",
    "cfo": "chief financial finance officer",
    "coo": "chief operating operations officer",
    "cto": "chief technology technical officer",
    "cio": "chief information officer",
    "cmo": "chief marketing officer",
    "chro": "chief human resources officer",
    "cpo": "chief procurement product people officer",
    "cso": "chief sales strategy officer",
    "cdo": "chief digital data officer",
    "vp": "vice president",
    "svp": "senior vice president",
    "md": "managing director",
    "gm": "general manager",
    "hr": "human resources",
    "it": "information technology",
    "daf": "directeur directrice administratif administrative financier financiere et",
    "pdg": "president presidente directeur directrice general generale",
    "drh": "directeur directrice des ressources humaines",
    "dsi": "directeur directrice des systemes d'information",
    "dga": "directeur grootaandeelhouder",
}
_LEGAL = word_set(
    "gmbh ag kg kgaa se ohg ug mbh ev sarl sas sasu sa sca bv nv vof sl slu srl spa ltd limited plc "
    "llc inc corp corporation company co cie ab oy as aps group gruppe groupe grupo groep holding"
)
# A title may be said in the language of the text: with one of a line, all of it is known.
_SAME = tuple(
    word_set(line)
    for line in (
        "director directors directora directores directeur directeurs directrice direktor direktorin",
        "head leiter leiterin leitung responsable jefe jefa hoofd",
        "manager managers gerente gerentes gestionnaire leiter leiterin responsable",
        "owner inhaber inhaberin proprietaire propietario propietaria dueno duena eigenaar",
        "partner partners partnerin associe associee associes socio socia vennoot",
        "founder grunder grunderin fondateur fondatrice fundador fundadora oprichter oprichtster",
        "president prasident prasidentin presidente presidenta voorzitter",
        "finance finances finanzen finanz financier financiere finanzas financiero financiera "
        "financien financieel financiele",
        "sales vertrieb vertriebs ventes ventas verkoop commercial commerciale comercial commercieel",
        "purchasing procurement einkauf einkaufs achats compras inkoop",
        "hr personal humaines humanos personeel rh human",
        "operations betrieb betriebs operaciones operaties exploitation",
        "production produktion produktions produccion productie fabrication",
        "quality qualitat qualitats qualite calidad kwaliteit",
        "it informatik informatique informatica",
        "fleet fuhrpark flotte flota wagenpark",
    )
)


@dataclass(frozen=True)
class Known:
    """`words` folded tokens of every fact the draft may use; `numbers` their numbers; `days`
    (year, month, day) with None for what is not known; `people` the tokens of each person."""

    words: frozenset[str]
    numbers: frozenset[float]
    counted: frozenset[tuple[float, str]]  # a number with what it counts
    days: frozenset[tuple[int, int | None, int | None]]
    people: tuple[frozenset[str], ...]
    firms: frozenset[str]  # the words of all companies' names
    roles: frozenset[str]
    dates: tuple[date, ...]
    noted: frozenset[str]  # words of the user's own notes


_CACHE: OrderedDict[tuple[int, str, bool], tuple[AskFacts, Known]] = OrderedDict()
_CACHE_SIZE = 256


def known_of(facts: AskFacts, code: str, with_others: bool) -> Known:
    """What may be said, for a text in the language `code`; kept for the last few facts."""
    key = (id(facts), code, with_others)
    held = _CACHE.get(key)
    if held is not None and held[0] is facts:
        return held[1]
    made = _known(facts, load(code), with_others)
    _CACHE[key] = (facts, made)
    while len(_CACHE) > _CACHE_SIZE:
        try:
            _CACHE.popitem(last=False)
        except KeyError:  # another thread was quicker
            break
    return made


def _split(word: str) -> list[str]:
    parts = [word]
    for mark in "-'’.&+/":
        parts = [p for w in parts for p in w.split(mark)]
    return [p for p in parts if p]


def add_words(text: str, into: set[str]) -> None:
    """The folded words of `text` and their parts; umlauts also as two letters."""
    into.update(_words_in(text))


@lru_cache(maxsize=8192)
def _words_in(text: str) -> frozenset[str]:
    into: set[str] = set()
    for word in tokens(text):
        plain = fold(word)
        into.add(plain)
        into.update(fold(p) for p in _split(word))
        lower = word.casefold()
        if any(c in lower for c in "äöü"):
            into.add(lower.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"))
    return frozenset(into)


def _known(facts: AskFacts, language: Language, with_others: bool) -> Known:
    texts: list[str] = []
    words: set[str] = set()
    # What the templates may say of the facts is what they become after cleaning; the raw texts
    # count too, as far as they are harmless: the user may write a title out as it stands.
    for fact in collect(facts):
        if fact.key.startswith("reward.") or (fact.key.startswith("others.") and not with_others):
            continue
        if fact.key in ("tie.evidence", "introducer.kind", "outcome.kind"):
            continue
        if isinstance(fact.value, str):
            text = strip_hidden(fact.value)
            if not suspicious(text):
                texts.append(text)
        else:
            texts.append(str(fact.value))
    formality = formality_for(facts.seller, facts.introducer, language)
    texts += list(build(facts, language, formality).values.values())
    texts += [offer_of(facts, language.code), *proofs_of(facts, language.code)]
    texts += [facts.disclosure.get(language.code, "")]
    own = with_habits(facts.seller)
    texts += [own.greeting, own.sign_off]
    for reason in facts.why_them:
        if reason.kind == "country":
            texts.append(country_name(reason.value, language.code) or "")
    for text in texts:
        add_words(text, words)
    for short, long in _ABBREVIATED.items():
        spelled_out = long.split()
        if short in words:
            words.update(spelled_out)
        elif {"chief", "officer"} <= set(spelled_out):
            if {"chief", "officer"} <= words and words & (set(spelled_out) - {"chief", "officer"}):
                words.add(short)
        elif len(spelled_out) > 1 and all(w in words for w in spelled_out[:2]):
            words.add(short)
    titled = {fold(w) for p in _titled(facts, with_others) for w in tokens(p)}
    for same in _SAME:
        if same & titled:
            words |= same
    noted: set[str] = set()
    for text in (
        facts.introducer.achieved or "",
        *(t.text for t in facts.why_now),
        facts.seller.offer,
        *facts.seller.proof,
    ):
        add_words(text, noted)
    _all, roles = title_words()
    days: set[tuple[int, int | None, int | None]] = set()
    dates: list[date] = []
    for day in _dates(facts):
        dates.append(day)
        days.add((day.year, day.month, day.day))
    numbers: set[float] = {float(d.year) for d in dates}
    counted: set[tuple[float, str]] = set()
    spoken = [language]
    code = facts.seller.language[:2].casefold()
    if code != language.code and code in available():
        spoken.append(load(code))
    for text in texts:
        for tongue in spoken:
            for number in find_numbers(text, tongue):
                numbers.update(number.values)
                unit = unit_after(text, number.end, 4)
                if unit:
                    counted.update((v, unit) for v in number.values)
    derived = _derived(facts)
    numbers |= {value for value, _unit in derived}
    counted |= derived
    people = [frozenset(_person_words(n)) for n in _names(facts, with_others)]
    return Known(
        frozenset(words),
        frozenset(numbers),
        frozenset(counted),
        frozenset(days),
        tuple(people),
        frozenset(_firm_words(facts, with_others)),
        frozenset(words & roles),
        tuple(dates),
        frozenset(noted),
    )


def _titled(facts: AskFacts, with_others: bool) -> list[str]:
    people = (facts.introducer, facts.prospect, *(facts.others if with_others else ()))
    return [strip_hidden(p.title) for p in people if p is not None]


def _person_words(name: str) -> set[str]:
    out: set[str] = set()
    add_words(strip_hidden(name), out)
    return out


def _firm_words(facts: AskFacts, with_others: bool) -> set[str]:
    firms = [facts.seller.company, facts.introducer.company]
    firms += [s.place for s in facts.tie.how]
    firms += [p.company for p in (facts.prospect, *(facts.others if with_others else ())) if p]
    return {word for firm in firms for word in _words_in(strip_hidden(firm))}


def _names(facts: AskFacts, with_others: bool) -> list[str]:
    names = [facts.seller.name, facts.introducer.name]
    if facts.prospect is not None:
        names.append(facts.prospect.name)
    if with_others:
        names += [o.name for o in facts.others]
    return names


def _dates(facts: AskFacts) -> list[date]:
    out = [facts.introducer.client_since, facts.introducer.last_contact]
    for sign in facts.tie.how:
        # The day of the last message is the introducer's own affair; it is never put in words.
        if sign.kind != "messages":
            out += [sign.when, sign.until]
    out += [t.when for t in facts.why_now]
    if facts.outcome is not None:
        out.append(facts.outcome.when)
    return [d for d in out if d is not None]


def whole_years(first: date, last: date) -> int:
    """Full years from `first` to `last`."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def _derived(facts: AskFacts) -> set[tuple[float, str]]:
    """What follows from the dates: how many years or months something has lasted."""
    out: set[tuple[float, str]] = set()
    since = facts.introducer.client_since
    spans = [(since, facts.as_of)] if since else []
    for sign in facts.tie.how:
        if sign.kind == "worked_together" and sign.when:
            spans.append((sign.when, sign.until or facts.as_of))
        elif sign.kind == "connected" and sign.when:
            spans.append((sign.when, facts.as_of))
        if sign.number is not None:
            out.add((float(sign.number), "people"))
    for first, last in spans:
        if first and last and first <= last:
            years = whole_years(first, last)
            out.add((float(years), "year"))
            months = (last.year - first.year) * 12 + last.month - first.month
            if months < 24:
                out.add((float(months), "month"))
            # "almost three years" at two years and ten months
            if months % 12 >= 10:
                out.add((float(years + 1), "year"))
    return {(value, unit) for value, unit in out if value}
