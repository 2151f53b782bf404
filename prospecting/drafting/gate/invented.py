"""Check 2: every name, company, title, number and date stands in the facts.

Anything that looks like one and does not stand there is marked. What looks like a name: a word
with a capital that is neither in the facts nor, where the language or the place in the sentence
gives ordinary words a capital, an ordinary word. German writes every noun large, so there the
test is the shipped list of nouns, their endings and compounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from prospecting.drafting.gate.days import _dates, _starts_sentence, _weekdays
from prospecting.drafting.gate.finding import Finding
from prospecting.drafting.gate.known import _LEGAL, Known
from prospecting.drafting.gate.numbers import find_numbers, spelled, unit_after
from prospecting.drafting.gate.stated import STEM, ask_stems
from prospecting.drafting.language import Language, brand_names, given_names, title_words
from prospecting.drafting.templates import pick_form
from prospecting.drafting.textual import (
    fold,
    folded_words,
    low,
    token_spans,
    tokens,
    word_set,
)
from prospecting.drafting.untrusted import (
    EMAIL,
    HANDLE,
    LINK,
    MARKUP,
    OWN_NUMBER,
    PHONE,
    clean_company,
)


def find_invented(text: str, language: Language, known: Known, as_of: date) -> list[Finding]:
    """Everything in `text` that is not in the facts, in order, without overlaps."""
    found = [f for f in _contact(text) if not (f.what == "a link" and _is_firm(f.text, known))]
    covered = [(f.start, f.end) for f in found]
    for one in (
        *_dates(text, language, known, as_of),
        *_numbers(text, language, known),
        *_titles(text, language, known),
        *_names(text, language, known),
    ):
        if all(one.end <= a or one.start >= b for a, b in covered):
            found.append(one)
            covered.append((one.start, one.end))
    return sorted(found, key=lambda f: f.start)


def _is_firm(shown: str, known: Known) -> bool:
    """Whether what looks like a link is a firm's whole name in the facts: "Monday.com"."""
    return fold(shown) in known.firms and clean_company(shown) is not None


def _contact(text: str) -> list[Finding]:
    out: list[Finding] = []
    small = low(text)
    words = folded_words(text)
    for hinted, pattern, what in _CONTACT:
        if not hinted(small, words):
            continue
        for match in pattern.finditer(text):
            if what == "a phone number" and re.fullmatch(r"[\d.]{8,10}", match.group()):
                continue  # a date in digits is judged as a date
            if not any(match.start() < f.end and match.end() > f.start for f in out):
                out.append(Finding(match.start(), match.end(), what, match.group()))
    return out


_AT = word_set("at arroba arobase apenstaartje")
_DOT = word_set("dot punkt point punto punt")
_NUMBER = word_set(
    "number numero nummer handynummer telefonnummer telefoonnummer address adresse "
    "adres direccion phone movil mobile"
)
_NET = re.compile(r"\w\.\w|\w:/")
_FIVE_DIGITS = re.compile(r"\d\D{0,2}\d\D{0,2}\d\D{0,2}\d\D{0,2}\d")
_SIGNS = re.compile(r"[<>&`{}%$|#*_\[]")

# (a cheap look at the text in small letters and at its words, the pattern, what it finds): most
# texts hold nothing of the kind.
_CONTACT: tuple[tuple[Callable[[str, frozenset[str]], object], re.Pattern[str], str], ...] = (
    (
        lambda t, w: "@" in t or (w & _AT and (w & _DOT or any(c in t for c in "([{"))),
        EMAIL,
        "an e-mail address",
    ),
    (
        lambda t, w: (
            w & _DOT
            or "www" in t
            or "mailto" in t
            or "script:" in t
            or "data:" in t
            or _NET.search(t)
        ),
        LINK,
        "a link",
    ),
    (lambda t, w: w & _NUMBER, OWN_NUMBER, "an address or number to call"),
    (lambda t, w: _FIVE_DIGITS.search(t), PHONE, "a phone number"),
    (lambda t, w: "@" in t or "#" in t or "t.me" in t or "wa.me" in t, HANDLE, "a handle"),
    (lambda t, w: _SIGNS.search(t), MARKUP, "markup"),
)

# --- dates -------------------------------------------------------------------------------------


def _numbers(text: str, language: Language, known: Known) -> list[Finding]:
    out: list[Finding] = []
    for number in find_numbers(text, language):
        shown = text[number.start : number.end]
        unit = unit_after(text, number.end, 1)
        if unit is not None:
            if any((v, unit) in known.counted for v in number.values):
                continue
            if (
                unit == "year"
                and shown.isdigit()
                and len(shown) == 4
                and (any(v in known.numbers for v in number.values))
            ):
                continue  # "bis 2011 an der …": "an" is a year in French alone
        elif any(v in known.numbers for v in number.values) or fold(shown) in known.words:
            continue
        if _in_a_name(text, number.start, shown, known):
            continue
        # "1." to "5." at the start of a line counts the lines of a sheet.
        if (
            re.fullmatch(r"[1-9]", shown)
            and re.match(r"\.\s", text[number.end :])
            and (number.start == 0 or text[number.start - 1] == "\n")
        ):
            continue
        if (
            number.values in ((0.0,), (1.0,))
            and not shown.isdigit()
            and not re.match(
                r"\s?[%€$£]|\s(?:percent|Prozent|pour cent|por ciento|procent)", text[number.end :]
            )
        ):
            continue
        out.append(Finding(number.start, number.end, "a number", shown))
    return out


def _in_a_name(text: str, start: int, shown: str, known: Known) -> bool:
    """Whether the number belongs to a known name before it: "Orbis 21"."""
    before = re.search(r"([^\W\d_]+)\s$", text[:start])
    return (
        before is not None
        and before.group(1)[0].isupper()
        and fold(shown) in known.words
        and fold(before.group(1)) in known.words
    )


# --- titles ------------------------------------------------------------------------------------


@lru_cache(maxsize=50_000)
def _role_in(folded: str, language: Language) -> bool:
    """Whether a word speaks of a title, also with an ending or in a compound with a hyphen."""
    _all, roles = title_words()
    fine = {fold(w) for w in language.rules.get("role_words_fine", [])}
    forms = (folded, *folded.split("-"), *_without_endings(folded, language))
    if folded in fine:
        return False
    if any(form in roles and form not in fine for form in forms):
        return True
    return bool(
        language.rules.get("compounds")
        and folded.endswith(_ROLE_ENDINGS)
        and len(folded) > 8
        and not _ordinary(folded, language)
    )


_ROLE_ENDINGS = (
    "leiter",
    "leiterin",
    "direktor",
    "direktorin",
    "chef",
    "chefin",
    "vorstand",
    "directeur",
    "manager",
    "bestuurder",
    "hoofd",
)
# Words of titles that say nothing about whose it is.
_NO_FIELD = word_set(
    "team board group office staff general senior junior executive member head lead "
    "deputy department area assistant"
)


def _other_field(
    spans: Sequence[tuple[int, int, str]], index: int, text: str, language: Language, known: Known
) -> bool:
    """Whether a title that is in the facts is given another field: "director comercial"."""
    everything, _roles = title_words()
    step = 1 if language.rules.get("field_follows") else -1
    other = index + step
    if not 0 <= other < len(spans):
        return False
    left, right = sorted((index, other))
    if text[spans[left][1] : spans[right][0]] != " ":
        return False
    word = fold(spans[other][2])
    return (
        len(word) > 4
        and word in everything
        and word not in _NO_FIELD
        and not _known_word(word, known, language)
        and not _role_in(word, language)
    )


def _titles(text: str, language: Language, known: Known) -> list[Finding]:
    if not any(_role_in(word, language) for word in folded_words(text)):
        return []
    spans = token_spans(text)
    return [
        Finding(start, end, "a title", word)
        for index, (start, end, word) in enumerate(spans)
        if _role_in(fold(word), language)
        and (
            not _role_known(fold(word), language, known)
            or _other_field(spans, index, text, language, known)
        )
    ]


def _role_known(folded: str, language: Language, known: Known) -> bool:
    if _known_word(folded, known, language) or any(
        part in known.words and _role_in(part, language) for part in folded.split("-")
    ):
        return True
    # "Finanzdirektor" where a "Finance Director" is known.
    return bool(language.rules.get("compounds")) and any(
        folded.endswith(end) and end in known.words and folded[: -len(end)] in known.words
        for end in _ROLE_ENDINGS
    )


# --- names -------------------------------------------------------------------------------------


@lru_cache(maxsize=50_000)
def _without_endings(word: str, language: Language) -> tuple[str, ...]:
    return tuple(
        word[: -len(e)]
        for e in _endings(language, "suffixes")
        if word.endswith(e) and len(word) - len(e) >= 2
    )


def _known_word(folded: str, known: Known, language: Language) -> bool:
    """Whether a word stands in the facts, also with an ending ("Webers", "Ben's")."""
    if folded in known.words:
        return True
    return any(stem in known.words for stem in _without_endings(folded, language))


@lru_cache(maxsize=50_000)
def _ordinary(folded: str, language: Language) -> bool:
    """Whether a word is an everyday word of the language, also with an ending."""
    words = language.words
    if folded in words:
        return True
    for end in _endings(language, "word_endings"):
        if folded.endswith(end) and len(folded) - len(end) >= 3:
            stem = folded[: -len(end)]
            if (
                stem in words
                or stem + "e" in words
                or (len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in words)
            ):
                return True
            if end == "ies" and stem + "y" in words:
                return True
    return any(
        folded.endswith(e) and len(folded) >= len(e) + 4 for e in _endings(language, "safe_endings")
    )


@lru_cache(maxsize=50_000)
def _compound(folded: str, language: Language) -> bool:
    """Whether a German or Dutch word is made of ordinary ones ("Monatsabschluss")."""
    if len(folded) < 7:
        return False
    for cut in range(3, len(folded) - 2):
        head, tail = folded[:cut], folded[cut:]
        if not (_ordinary(tail, language) or tail in language.words):
            continue
        if head in language.words or _ordinary(head, language):
            return True
        for joint in ("s", "es", "n", "en", "er", "e"):
            if (
                head.endswith(joint)
                and len(head) - len(joint) >= 3
                and (head[: -len(joint)] in language.words)
            ):
                return True
        if len(head) >= 7 and _compound(head, language):
            return True
    return False


def _names(text: str, language: Language, known: Known) -> list[Finding]:
    nouns_large = bool(language.rules.get("nouns_capital", False))
    names = given_names()
    numbers = spelled(language)
    months = language.months
    elided = bool(language.rules["elisions"])
    out: list[Finding] = []
    spans = token_spans(text)
    previous: tuple[int, str, bool] | None = None  # end, folded, was a known person's word
    for index, span in enumerate(spans):
        if span[2] == span[2].lower():
            previous = None
            continue
        start, end, word = _without_elision(span) if elided else span
        if word == word.lower():  # "J'ai"
            previous = None
            continue
        folded = fold(word)
        if folded in months or folded.rstrip("s") in _weekdays(language):
            previous = None
            continue
        parts = [p for p in _PARTS.split(word) if p]
        first_of_sentence = _starts_sentence(text, start, language)
        following = spans[index + 1][2] if index + 1 < len(spans) else ""
        close = index + 1 < len(spans) and text[end : spans[index + 1][0]] == " "
        if _known_word(folded, known, language) or (
            any(_known_word(fold(p), known, language) for p in parts)
            and all(
                _known_word(fold(p), known, language)
                or _fine_part(p, language, first_of_sentence, nouns_large)
                for p in parts
            )
        ):
            mixed = _mixed_person(previous, text, start, folded, known)
            if mixed:
                out.append(Finding(start, end, "a person who is not in the facts", word))
            person = folded not in _PARTICLES and any(
                folded in p or folded.removesuffix("s") in p for p in known.people
            )
            previous = (end, folded.removesuffix("'s"), person)
            continue
        previous = None
        if folded in language.capitals or folded.split("'")[0] in language.capitals:
            continue
        if _initial(word, text, end, known):
            continue
        if (
            folded in _LEGAL
            and word not in ("Company", "Group", "Limited")
            and not (first_of_sentence and not word.isupper() and _ordinary(folded, language))
        ):
            out.append(Finding(start, end, "a company", word))
            continue
        if word.isupper() and _heading(text, start, language):
            continue
        # Two names in a row are a name even where each is also a word.
        pair = (
            close and following[:1].isupper() and not _known_word(fold(following), known, language)
        )
        if folded in brand_names():
            out.append(Finding(start, end, "a company", word))
            continue
        if folded in names and (not _ordinary(folded, language) or pair):
            out.append(Finding(start, end, "a name", word))
            continue
        if folded in numbers or folded.startswith("linkedin-"):
            continue
        if nouns_large and _role_in(folded, language) and _role_known(folded, language, known):
            continue  # "Finanzdirektor" is judged as a title
        inner_capital = (
            any(c.isupper() for c in word[1:]) and not word.isupper() and "-" not in word
        )
        shouting = word.isupper() and len(word) > 1
        if inner_capital or shouting:
            if not (
                shouting and _ordinary(folded, language) and len(word) > 4 and first_of_sentence
            ):
                out.append(Finding(start, end, "a name", word))
            continue
        if first_of_sentence and folded[:STEM] in ask_stems(language):
            continue
        if first_of_sentence or nouns_large:
            if _ordinary(folded, language) or all(
                _ordinary(fold(p), language)
                or fold(p) in language.capitals
                or (
                    (nouns_large or language.rules.get("compounds", False))
                    and _compound(fold(p), language)
                )
                for p in re.split(r"[-/.+&'’]", word)
                if len(p) > 1
            ):
                continue
            if nouns_large and not pair and _after_article(text, start, word, language):
                continue
            out.append(Finding(start, end, "a name", word))
            continue
        out.append(Finding(start, end, "a name", word))
    return out


_PARTICLES = word_set("van von der den de del di da la le les du ter ten zu el")


@lru_cache(maxsize=16)
def _endings(language: Language, table: str) -> tuple[str, ...]:
    return tuple(fold(e) for e in language.rules[table])


_PARTS = re.compile(r"[-/.+&]")


def _without_elision(span: tuple[int, int, str]) -> tuple[int, int, str]:
    """ "l'usine" is judged as "usine"."""
    start, end, word = span
    match = _ELIDED.match(word)
    return (start + match.end(), end, word[match.end() :]) if match else span


_ELIDED = re.compile(r"(?i)(l|d|j|m|t|s|c|n|qu|lorsqu|puisqu|jusqu)['’](?=\w)")


def _after_article(text: str, start: int, word: str, language: Language) -> bool:
    """An unknown large word after an article or an adjective is most likely a noun."""
    if "-" in word or not word[1:].islower() or len(word) < 4:
        return False
    before = re.search(r"([^\W\d_]+)\s$", text[:start])
    if before is None:
        return False
    return before.group(1).casefold() in language.rules.get("articles", ())


def _fine_part(part: str, language: Language, first: bool, nouns_large: bool) -> bool:
    folded = fold(part)
    if part.islower() or folded in language.capitals:
        return True
    return (nouns_large or first) and (_ordinary(folded, language) or _compound(folded, language))


def _initial(word: str, text: str, end: int, known: Known) -> bool:
    """ "B." for Ben, where Ben stands in the facts."""
    if len(word) != 1 or text[end : end + 1] != ".":
        return False
    return any(w.startswith(fold(word)) for p in known.people for w in p)


def _mixed_person(
    previous: tuple[int, str, bool] | None, text: str, start: int, folded: str, known: Known
) -> bool:
    """The first name of one person with the last name of another."""
    if (
        previous is None
        or not previous[2]
        or text[previous[0] : start] not in (" ", " van ", " von ")
    ):
        return False
    base = folded.removesuffix("'s").removesuffix("s")
    inside = [p for p in known.people if folded in p or base in p]
    if not inside:
        return False
    return not any(previous[1] in p for p in inside)


def _heading(text: str, start: int, language: Language) -> bool:
    """A line in capitals of our own cards."""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", start)
    line = text[begin : stop if stop >= 0 else len(text)]
    if any(line.strip().startswith(h) for h in _headings(language)):
        return True
    words = tokens(line)
    return line.isupper() and len(words) < 6 and all(_ordinary(fold(w), language) for w in words)


@lru_cache(maxsize=16)
def _headings(language: Language) -> tuple[str, ...]:
    lines = [*language.book.lines("phone", "label"), *language.book.lines("meeting", "label")]
    forms = {pick_form(line, form) for line in lines for form in ("informal", "formal")}
    return tuple(h for h in forms if h.isupper())
