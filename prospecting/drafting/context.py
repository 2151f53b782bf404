"""From the facts of an ask to what a template may say, in one language and form of address."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from babel import Locale

from prospecting.drafting.facts import AskFacts, Prospect
from prospecting.drafting.language import Language, language_of
from prospecting.drafting.nothing import is_no_company, is_nothing, is_self_employed
from prospecting.drafting.textual import count_words, fold, word_set
from prospecting.drafting.untrusted import (
    clean_company,
    clean_name,
    clean_note,
    clean_title,
    strip_hidden,
    suspicious,
)

ACHIEVED_WORDS = 18
NEED_WORDS = 18
OFFER_WORDS = 28
PROOF_WORDS = 20
_PARTICLES = word_set("van von der den de del di da la le ter ten zu du")


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name in the forms a text needs; all from the record."""

    full: str
    first: str
    middle: str  # given name and last word: for a subject line
    title: str | None
    company: str | None


def person(name: str, first: str, title: str, company: str) -> Person | None:
    """The usable forms of a name; None when the name cannot be used."""
    full = clean_name(name)
    if full is None:
        return None
    parts = full.split()
    given = clean_name(first) if first else None
    if given is None or fold(given) not in fold(full):
        given = parts[0]
    if len(parts) == 1:
        middle = full
    elif len(parts) > 2 and fold(parts[-2]) in _PARTICLES:
        start = len(parts) - 2
        while start > 1 and fold(parts[start - 1]) in _PARTICLES:
            start -= 1
        middle = " ".join([parts[0], *parts[start:]])
    else:
        middle = f"{parts[0]} {parts[-1]}"
    return Person(
        full,
        given,
        middle,
        clean_title(title) if title else None,
        clean_company(company) if company else None,
    )


def prospect_of(prospect: Prospect | None) -> Person | None:
    """The prospect's usable forms."""
    if prospect is None:
        return None
    return person(prospect.name, prospect.first_name, prospect.title, prospect.company)


@dataclass(frozen=True, slots=True)
class Context:
    """`values` go to the templates; `notices` tell the user what was left out and why."""

    values: Mapping[str, str]
    notices: tuple[str, ...]
    prospect: Person | None
    introducer: Person | None


def offer_of(facts: AskFacts, code: str) -> str:
    """The offer in the language, else as the user wrote it."""
    return facts.seller.offer_in.get(code) or facts.seller.offer


def proofs_of(facts: AskFacts, code: str) -> tuple[str, ...]:
    """The proof points in the language, else as the user wrote them."""
    return tuple(facts.seller.proof_in.get(code) or facts.seller.proof)


def same_language(text: str, code: str, seller_language: str) -> bool:
    """Whether a note can stand in a text in `code`: by its words, else by the user's language."""
    return (language_of(text) or (seller_language or "en").casefold()[:2]) == code


@lru_cache(maxsize=2048)
def country_name(value: str, code: str) -> str | None:
    """A country (English name or two letters) as `code` calls it."""
    text = strip_hidden(value).strip()
    if len(text) > 50:
        return None
    table = Locale.parse(code).territories
    if len(text) == 2 and text.upper() in table:
        return str(table[text.upper()])
    for other in ("en", code):
        for key, name in Locale.parse(other).territories.items():
            if len(key) == 2 and fold(name) == fold(text):
                return str(table[key])
    return None


def wish_of(value: str) -> str | None:
    """A wished title or keyword, short and clean."""
    text = clean_note(value) or clean_title(value) or clean_company(value)
    return text if text and count_words(text) <= 5 else None


class _Put:
    """Takes what is known; the first value of a key stays, an empty one is not taken."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def __call__(self, key: str, value: str | None) -> None:
        if value:
            self.values.setdefault(key, value)


_KEPT: OrderedDict[tuple[int, str, str], tuple[AskFacts, Context]] = OrderedDict()
_KEEP = 256


def build(facts: AskFacts, language: Language, formality: str) -> Context:
    """`Context` of these facts, kept for the last few: writer and gate ask for the same."""
    key = (id(facts), language.code, formality)
    held = _KEPT.get(key)
    if held is not None and held[0] is facts:
        return held[1]
    made = _build(facts, language, formality)
    _KEPT[key] = (facts, made)
    while len(_KEPT) > _KEEP:
        try:
            _KEPT.popitem(last=False)
        except KeyError:  # another thread was quicker
            break
    return made


def _build(facts: AskFacts, language: Language, formality: str) -> Context:
    """All that the templates of `language` may use; what is not known is not there."""
    seller = facts.seller
    put = _Put()
    notices: list[str] = []

    me = clean_name(seller.name) or strip_hidden(seller.name)[:60]
    put("me", me)
    put("mef", me.split()[0] if me else None)
    put("mes", me if formality == "formal" or not me else me.split()[0])
    myco = clean_company(seller.company) or strip_hidden(seller.company)[:70]
    put("myco", myco)
    _put_at(put, "myco", myco, language)
    introducer = person(
        facts.introducer.name,
        facts.introducer.first_name,
        facts.introducer.title,
        facts.introducer.company,
    )
    if introducer is None:
        notices.append("The introducer's name cannot be used as it stands; write the greeting.")
    else:
        put("to", introducer.full if formality == "formal" else introducer.first)
        # A first name with "Sie" or "vous" is wrong, so a formal subject addresses nobody.
        put.values["hey"] = "" if formality == "formal" else f"{introducer.first}, "
        put("to_first", introducer.first)
        put("to_full", introducer.full)
        put("to_short", introducer.middle if formality == "formal" else introducer.first)
    someone = prospect_of(facts.prospect)
    if facts.prospect is not None:
        if someone is None:
            notices.append("The contact's name cannot be used as it stands; see the record.")
        else:
            _put_prospect(put, someone, facts.prospect, language, formality, notices)
    _put_history(put, facts, language, notices)
    _put_tie(put, facts, language)
    _put_why(put, facts, language, someone)
    _put_offer(put, facts, language, notices)
    # What the note is about; without it there is nothing that "this" could mean.
    if put.values.keys() & {"offer", "func", "industry"}:
        put("topic", "yes")
    if facts.outcome is not None:
        put(facts.outcome.kind.replace("-", "_"), "yes")
    return Context(put.values, tuple(notices), someone, introducer)


# What takes the article in German: "bei der Kranzler AG", "von der Universität Ulm".
_WITH_ARTICLE = re.compile(
    r"(?:\b(?:GmbH|AG|KG|KGaA|OHG|SE|UG|eG|GbR|Gruppe|Holding|Bank|Sparkasse|Versicherung)"
    r"|^(?:Universität|Uni|Hochschule|Fachhochschule|Technische|Akademie|TU|FH|ETH|HTW)\b.*)$"
)


def _put_at(put: _Put, key: str, name: str | None, language: Language, more: str = "") -> None:
    """A firm or school with the word before it, where a language needs an article there."""
    if not name or language.code != "de":
        return
    the = "der " if _WITH_ARTICLE.search(name) else ""
    put(f"at_{key}", f"bei {the}{name}{more}")
    put(f"at_{key}_cap", f"Bei {the}{name}{more}")
    put(f"from_{key}", f"von {the}{name}{more}")


def _put_prospect(
    put: _Put,
    someone: Person,
    raw: Prospect,
    language: Language,
    formality: str,
    notices: list[str],
) -> None:
    rules = language.rules
    put("p", someone.full)
    by_first = formality != "formal" or rules.get("first_names", False)
    put("pf", someone.first if by_first else someone.full)
    put("p_first", someone.first)
    put("p_mid", someone.middle)
    put("p_short", someone.first if len(someone.middle) > 28 else someone.middle)
    put("co", someone.company)
    _put_at(put, "co", someone.company, language)
    put("role", someone.title)
    name, role, company = someone.full, someone.title, someone.company
    if role and company:
        put("pat", rules["at"].format(name=name, role=role, company=company))
    elif company:
        put("pat", rules["at_company"].format(name=name, company=company))
    elif is_self_employed(raw.company):
        form = rules["at_role_self"] if role else rules["at_self"]
        put("pat", form.format(name=name, role=role))
    elif role:
        put("pat", rules["at_role"].format(name=name, role=role))
    else:
        put("pat", name)
    put("of_co", rules["of_company"].format(company=company) if company else " ")
    if not is_nothing(raw.title) and role is None:
        notices.append("The contact's title was left out: it is not made of words of a title.")
    if company is None and is_no_company(raw.company):
        notices.append("The record names no company for the contact, so the draft names none.")
    elif company is None:
        notices.append(
            "The contact's company was left out: it does not look like a company's name."
        )


def _put_history(put: _Put, facts: AskFacts, language: Language, notices: list[str]) -> None:
    who = facts.introducer
    if who.kind == "client":
        put("is_client", "yes")
    if who.client_since and who.client_since <= facts.as_of:
        put("since", str(who.client_since.year))
    if who.achieved:
        text = clean_note(who.achieved)
        if text is None:
            notices.append("The result with this client was left out: it does not read as one.")
        elif not same_language(text, language.code, facts.seller.language):
            notices.append("The result with this client is noted in another language; left out.")
        elif count_words(text) <= ACHIEVED_WORDS:
            put("achieved", _inside(text, language.code))


def _inside(text: str, code: str) -> str:
    """A clause after a colon: small first letter where it is an ordinary word of English etc."""
    first = text.split(maxsplit=1)[0]
    if code == "en" and first == "A":
        return f"a{text[1:]}"
    if code != "de" and len(first) > 1 and first[0].isupper() and first[1:].islower():
        from prospecting.drafting.language import load

        if fold(first) in load(code).words:
            return text[0].lower() + text[1:]
    return text


def _span(first: date | None, last: date | None) -> str:
    years = [str(d.year) for d in (first, last) if d is not None]
    return f" ({'–'.join(dict.fromkeys(years))})" if years else ""


def _put_tie(put: _Put, facts: AskFacts, language: Language) -> None:
    if not facts.tie.how:
        put("no_sign", "yes")
    for sign in facts.tie.how:
        if sign.kind == "connected" and sign.when:
            put("connected", language.month_year(sign.when.year, sign.when.month))
        elif sign.kind in ("worked_together", "colleagues") and sign.place:
            place = clean_company(sign.place)
            if place:
                span = _span(sign.when, sign.until) if sign.kind == "worked_together" else ""
                key = "worked" if sign.kind == "worked_together" else "colleagues"
                put(key, place + span)
                _put_at(put, key, place, language, span)
        elif sign.kind == "same_school" and sign.place:
            school = clean_company(sign.place)
            put("school", school)
            _put_at(put, "school", school, language)
        elif sign.kind == "recommendation":
            if sign.text in ("received", "both"):
                put("rec_received", "yes")
            if sign.text in ("given", "both", ""):
                put("rec_given", "yes")
        elif sign.kind == "answer" and sign.text in ("well", "little"):
            put(f"answer_{sign.text}", "yes")


_AND: Final = {"en": "and", "de": "und", "fr": "et", "es": "y", "nl": "en"}


def _together(words: Sequence[str | None], code: str) -> str | None:
    """Words of one kind as one phrase: "finance, purchasing and logistics"."""
    said = list(dict.fromkeys(word for word in words if word))
    if len(said) < 2:
        return said[0] if said else None
    also = _AND[code]
    if code == "es" and said[-1].casefold().startswith(("i", "hi")):
        also = "e"
    return f"{', '.join(said[:-1])} {also} {said[-1]}"


def _put_why(put: _Put, facts: AskFacts, language: Language, someone: Person | None) -> None:
    rules = language.rules
    # Several only on a sheet, whose people need not all do the same.
    functions = [r.value.strip() for r in facts.why_them if r.kind == "function"]
    put("func", _together([rules["functions"].get(one) for one in functions], language.code))
    for reason in facts.why_them:
        value = reason.value.strip()
        if reason.kind == "function":
            continue
        elif reason.kind == "industry":
            phrase = rules["industries"].get(value)
            if phrase is None and language.code == "en":
                cleaned = clean_note(value) or clean_company(value)
                phrase = cleaned.lower() if cleaned and count_words(cleaned) <= 4 else None
            put("industry", phrase)
        elif reason.kind == "target_account" and someone is not None:
            put("target", someone.company)
            if language.code == "de" and someone.company:
                an = bool(_WITH_ARTICLE.search(someone.company))
                put("target_dat", f"der {someone.company}" if an else someone.company)
                put("target_nom", f"die {someone.company}" if an else someone.company)
        elif reason.kind in ("title", "keyword"):
            wish = wish_of(value)
            put(
                "wish",
                f"{rules['card_quotes'][0]}{wish}{rules['card_quotes'][1]}" if wish else None,
            )
        elif reason.kind == "country":
            country = country_name(value, language.code)
            put("country", country)
            if country:
                known: Mapping[str, str] = rules["country_in"]
                put("in_country", known.get(country) or rules["in_country"].format(country=country))
        elif reason.kind in ("size", "named"):
            put(reason.kind, "yes")
    for key in ("func", "industry"):
        text = put.values.get(key)
        if text:
            put(f"{key}_cap", text[0].upper() + text[1:])
    for trigger in facts.why_now:
        if trigger.kind == "job_change":
            if trigger.when and trigger.when <= facts.as_of:
                put("job", language.month_year(trigger.when.year, trigger.when.month))
            continue
        text = clean_note(trigger.text)
        if (
            text
            and count_words(text) <= NEED_WORDS
            and same_language(text, language.code, facts.seller.language)
        ):
            key = "need" if trigger.kind == "need" else "news"
            put(key, _inside(text, language.code))


def _put_offer(put: _Put, facts: AskFacts, language: Language, notices: list[str]) -> None:
    code = language.code
    offer = strip_hidden(offer_of(facts, code)).rstrip(". ")
    if not same_language(offer, code, facts.seller.language):
        notices.append(
            f"Your offer is not written in {language.rules['name']}, so this draft says in general "
            f"words what you do; add the offer in that language (offer_in.{code}) in the settings."
        )
        offer = ""
    if count_words(offer) > OFFER_WORDS:
        first = re.split(r"[.;:!?]\s|\s[–—-]\s", offer)[0].strip()
        offer = first if 3 <= count_words(first) <= OFFER_WORDS else offer
    words = offer.split()
    if words:
        lead = fold(words[0].strip(",.'’"))
        first_is_we = lead in {fold(w) for w in language.rules["we"]} or lead == fold(
            facts.seller.company.split()[0] if facts.seller.company.split() else "\0"
        )
        if first_is_we:
            put("offer_we", offer[0].upper() + offer[1:] + ".")
        elif lead in {fold(w) for w in language.rules["offer_verbs"]}:
            text = offer[0].lower() + offer[1:]
            put("offer_we", language.rules["offer_we"].format(offer=text))
        put("offer", _inside(offer, code))
    private = {fold(w) for w in (facts.introducer.company, facts.introducer.name) if w.strip()}
    for proof in proofs_of(facts, code):
        text = strip_hidden(proof).rstrip(". ")
        if not text or suspicious(text) or count_words(text) > PROOF_WORDS:
            continue
        if any(fold(p) and fold(p) in fold(text) for p in private):
            continue
        if same_language(text, code, facts.seller.language):
            put("proof", _inside(text, code))
            break
