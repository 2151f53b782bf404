"""Forms of nouns for persons: feminine and masculine, as each language builds them.

Too many forms do no harm (nobody writes the wrong ones), a missing one does; what no rule gives
stands in the word files.
"""

from __future__ import annotations

from typing import Final

# Endings after folding (no accents): ending → what else it may be.
_RULES: Final[dict[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "de": (
        ("mann", ("frau", "leute")), ("frau", ("mann",)),
        ("er", ("erin", "ern", "erinnen")), ("ent", ("entin", "enten")), ("ant", ("antin", "anten")),
        ("ist", ("istin", "isten")), ("at", ("atin", "aten")), ("eur", ("eurin", "eure")),
        ("or", ("orin", "oren")), ("loge", ("login", "logen")), ("ar", ("arin",)),
        ("rat", ("ratin",)), ("walt", ("waltin", "waelte")), ("arzt", ("arztin", "aerztin")),
        ("koch", ("kochin", "koechin")), ("and", ("andin",)), ("chef", ("chefin",)),
        ("wirt", ("wirtin",)), ("vorstand", ("vorstandin",)), ("ige", ("iger",)),
        ("agte", ("agter", "agten")), ("iger", ("ige",)), ("agter", ("agte",)),
        ("ende", ("ender",)), ("ender", ("ende",)), ("ellte", ("ellter",)), ("in", ()),
        ("ager", ("agerin",)), ("iker", ("ikerin",)), ("ssistenz", ("ssistent", "ssistentin")),
    ),
    "fr": (
        ("teur", ("trice", "teuse", "teure", "teurs", "trices")), ("eur", ("euse", "eure", "eurs", "euses", "rice")),
        ("ier", ("iere", "iers")), ("ien", ("ienne", "iens")), ("e", ("ee",)), ("if", ("ive",)),
        ("el", ("elle",)), ("ant", ("ante", "ants")), ("ent", ("ente", "ents")), ("at", ("ate",)),
        ("al", ("ale", "aux")), ("er", ("ere",)), ("and", ("ande",)), ("in", ("ine",)),
        ("on", ("onne",)), ("ois", ("oise",)), ("ie", ("iee",)), ("i", ("ie",)), ("ert", ("erte",)),
    ),
    "es": (
        ("or", ("ora", "ores", "oras")), ("o", ("a", "os", "as")), ("ante", ("anta", "antes")),
        ("ente", ("enta", "entes")), ("an", ("ana",)), ("in", ("ina",)), ("on", ("ona",)),
        ("e", ("a",)), ("al", ("ales",)),
    ),
    "pt": (
        ("or", ("ora", "ores", "oras")), ("o", ("a", "os", "as")), ("ao", ("a", "oa")),
        ("ente", ("enta", "entes")), ("eu", ("eia",)), ("es", ("esa",)), ("al", ("ais",)),
    ),
    "it": (
        ("tore", ("trice", "tori", "trici")), ("sore", ("soressa", "sora")),
        ("iere", ("iera", "ieri")), ("ere", ("era",)), ("o", ("a", "i", "e")), ("ente", ("entessa", "enti")),
        ("ario", ("aria", "ari")), ("ista", ("isti", "iste")),
    ),
    "nl": (
        ("er", ("ster", "erin", "ers")), ("eur", ("euse", "rice", "eurs")), ("aar", ("ares", "aresse", "aars")),
        ("ent", ("ente", "enten")), ("ist", ("iste", "isten")), ("eur", ("trice",)),
        ("man", ("vrouw",)), ("aris", ("arisse",)), ("or", ("oren", "rix")), ("ant", ("ante",)),
    ),
    "en": (),
}  # fmt: skip


def _variants(word: str, language: str) -> list[str]:
    found: list[str] = []
    for ending, others in _RULES[language]:
        if word.endswith(ending):
            stem = word[: len(word) - len(ending)]
            found.extend(stem + other for other in others)
            break
    return found


def forms(tokens: tuple[str, ...], language: str) -> list[tuple[str, ...]]:
    """The phrase itself and its forms.

    The noun is the last word of an English, German or Dutch phrase and the first of a Romance
    one, where the second (an adjective) may change with it: "directora financiera".
    """
    result = [tokens]
    if not tokens or not _RULES[language]:
        return result
    many = len(tokens) if language in ("de", "nl") else min(2, len(tokens))
    for place in range(many):
        for variant in _variants(tokens[place], language):
            result.append((*tokens[:place], variant, *tokens[place + 1 :]))
    if len(tokens) > 1 and language not in ("de", "nl"):
        for first in _variants(tokens[0], language):
            for second in _variants(tokens[1], language):
                result.append((first, second, *tokens[2:]))
    elif len(tokens) == 2:
        for first in _variants(tokens[0], language):
            for second in _variants(tokens[1], language):
                result.append((first, second))
    return result
