"""Numbers in a text, in digits or spelled out, in five languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from prospecting.drafting.language import Language
from prospecting.drafting.textual import fold, fold_in_place, word_set

_DIGITS = re.compile(
    r"(?<![\w.,])[-+]?\d+(?:[.,'’\u00a0\u202f ]\d{3})*(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)*"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at (start, end); several values where "1.500" may be read two ways."""

    start: int
    end: int
    values: tuple[float, ...]


# What is counted, by the words for it in all our languages (folded).
_UNITS = {
    "day": "day days tag tage tagen jour jours dia dias dag dagen",
    "week": "week weeks woche wochen semaine semaines semana semanas weken",
    "month": "month months monat monate monaten mois mes meses maand maanden",
    "year": "year years jahr jahre jahren an ans annee annees ano anos jaar jaren",
    "hour": "hour hours stunde stunden heure heures hora horas uur uren",
    "minute": "minute minutes minuten minuto minutos minuut",
    "percent": "percent per cent prozent pour por ciento procent pct",
    "money": "euro euros eur usd dollar dollars pfund pounds francs franken",
    "people": "people persons employees leute mitarbeiter mitarbeitende personnes salaries "
    "personas empleados mensen medewerkers",
    "firms": "firms companies clients customers firmen unternehmen kunden betriebe maisons "
    "entreprises empresas firmas clientes bedrijven klanten",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_SIGNS = {"%": "percent", "€": "money", "$": "money", "£": "money"}


def unit_after(text: str, end: int, reach: int) -> str | None:
    """What is counted by a number that ends at `end`: the first unit among `reach` words."""
    rest = text[end : end + 60].lstrip(" \u00a0")
    if rest[:1] in _SIGNS:
        return _SIGNS[rest[0]]
    for word in re.findall(r"[^\W\d_]+|[.;:!?]", rest)[:reach]:
        if not word[0].isalpha():
            return None
        unit = _UNIT_OF.get(fold(word))
        if unit:
            return unit
    return None


def _readings(text: str) -> tuple[float, ...]:
    plain = re.sub(r"[\s'’\u00a0\u202f+-]", "", text)
    out: set[float] = set()
    for decimal, group in ((".", ","), (",", ".")):
        candidate = plain.replace(group, "")
        if candidate.count(decimal) <= 1:
            try:
                out.add(float(candidate.replace(decimal, ".")))
            except ValueError:
                continue
    if "." in plain or "," in plain:
        bare = re.sub(r"[.,]", "", plain)
        if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain) and bare.isdigit():
            out.add(float(bare))
    return tuple(sorted(out))


@lru_cache(maxsize=32)
def spelled(language: Language) -> dict[str, float]:
    """Folded words of the language to their numbers; "one" is left out, it is an article too."""
    rules: dict[str, Any] = language.rules["numbers"]
    units: list[str] = rules["units"]
    tens: list[str] = rules["tens"]
    ones: list[str] = rules["ones"]
    out: dict[str, float] = {fold(w): float(n) for n, w in enumerate(units, 2)}
    for index, ten in enumerate(tens):
        value = 20 + 10 * index
        if ten:
            out[fold(ten)] = float(value)
        for one, word in enumerate(ones, 1):
            forms = {
                "en": (f"{ten}-{word}", f"{ten} {word}", f"{ten}{word}"),
                "de": (f"{word}und{ten}",),
                "nl": (f"{word}en{ten}", f"{word}ën{ten}"),
                "fr": (f"{ten}-{word}", f"{ten} {word}", f"{ten}-et-{word}", f"{ten} et {word}"),
                "es": (f"{ten} y {word}",),
            }[rules["style"]]
            for form in forms:
                if ten:
                    out[fold(form)] = float(value + one)
    for word, number in rules.get("more", {}).items():
        out[fold(word)] = float(number)
    return out


def _written(language: Language) -> list[str]:
    """The words with an ß as they are written; the tables hold them folded."""
    rules: dict[str, Any] = language.rules["numbers"]
    tens = [ten for ten in rules["tens"] if "ß" in ten]
    return [*tens, *(f"{one}und{ten}" for ten in tens for one in rules["ones"])]


@lru_cache(maxsize=32)
def _big(language: Language) -> dict[str, float]:
    return {fold(w): float(n) for w, n in language.rules["numbers"]["big"].items()}


@lru_cache(maxsize=32)
def _pattern(language: Language) -> re.Pattern[str]:
    # The text is folded letter by letter, so that "dreißig" keeps its ß there.
    written = {fold_in_place(w) for w in _written(language)}
    words = sorted({*spelled(language), *_big(language), *written}, key=len, reverse=True)
    spaced = [re.escape(w).replace(r"\ ", r"[\s-]+") for w in words if len(w) > 2]
    return re.compile(r"(?<![\w])(?:" + "|".join(spaced) + r")(?![\w])")


# "Two lines", "in zwei Worten", "les deux parties": a small number of the message's own parts, or
# of those it is about, says nothing about the world. Folded, in all our languages.
_OWN_PARTS = word_set(
    "line lines word words sentence sentences question questions thing things point points reason "
    "reasons remark remarks side sides party parties minds thoughts "
    "zeilen worte worten saetze satze satzen fragen dinge dingen punkte grunde gedanken seiten "
    "parteien bitten anmerkungen "
    "lignes mots phrases choses raisons idees remarques cotes "
    "lineas palabras frases preguntas cosas puntos razones ideas partes lados "
    "regels woorden zinnen vragen dingen punten redenen gedachten opmerkingen kanten partijen"
)


def _of_the_message(small: str, end: int, values: tuple[float, ...]) -> bool:
    """Whether a number up to five counts lines, words, sides and the like."""
    if min(values) > 5 or any(v != int(v) for v in values):
        return False
    after = re.match(r"\s([^\W\d_]+)(?:\s([^\W\d_]+))?", small[end : end + 40])
    return after is not None and any(w in _OWN_PARTS for w in after.groups() if w)


@lru_cache(maxsize=32)
def _exempt(language: Language) -> re.Pattern[str] | None:
    phrases: list[str] = language.rules["numbers"]["exempt"]
    if not phrases:
        return None
    return re.compile("|".join(rf"\b{p}\b" for p in phrases), re.I)


@lru_cache(maxsize=4096)
def find_numbers(text: str, language: Language) -> tuple[Number, ...]:
    """Every number of `text`, left to right; "2 Mio." counts as two million."""
    found: list[Number] = []
    big = _big(language)
    taken: list[tuple[int, int]] = []
    small = fold_in_place(text)
    skip = _exempt(language)
    blocked = [m.span() for m in skip.finditer(text)] if skip else []

    def free(start: int, end: int) -> bool:
        return all(end <= a or start >= b for a, b in [*taken, *blocked])

    for match in _DIGITS.finditer(text):
        values = _readings(match.group())
        if not values or not free(*match.span()) or _of_the_message(small, match.end(), values):
            continue
        end = match.end()
        after = re.match(r"\s?([^\W\d_]+)\b", text[end : end + 16])
        if after and (factor := big.get(fold(after.group(1)))):
            end += after.end()
            values = tuple(v * factor for v in values)
        taken.append((match.start(), end))
        found.append(Number(match.start(), end, values))
    words = spelled(language)
    for match in _pattern(language).finditer(small):
        if not free(*match.span()):
            continue
        word = fold(" ".join(re.split(r"\s+", match.group())))
        value = words.get(word, words.get(word.replace(" ", "-")))
        end = match.end()
        if value is None:
            value = big.get(word)
        else:
            after = re.match(r"\s([^\W\d_]+)\b", small[end : end + 16])
            if after and (factor := big.get(after.group(1))):
                end += after.end()
                value *= factor
        if value is not None and not _of_the_message(small, end, (value,)):
            taken.append((match.start(), end))
            found.append(Number(match.start(), end, (value,)))
    return tuple(sorted(found, key=lambda n: n.start))
