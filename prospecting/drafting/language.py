"""A language is a folder: its words, its rules of form, its templates.

`languages/<xx>/language.toml` holds the rules, `words.txt` ordinary words, the `.j2` files the
sentences. `missing_in` says what a new folder lacks.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from prospecting.drafting.facts import Introducer, Seller, formality_of
from prospecting.drafting.templates import TemplateBook, vocabulary
from prospecting.drafting.textual import Cue, fold, tokens, word_set

FOLDER = Path(__file__).resolve().parent / "languages"
TEMPLATE_FILES = ("asks.j2", "thanks.j2", "favours.j2", "note.j2", "card.j2")
CUES = (
    "way_out",
    "know_well",
    "know_soft",
    "thanks",
    "no_reason",
    "no_rush",
    "pressure",
    "calendar",
    "claim_strong",
    "claim_medium",
    "guess",
    "many",
    "form",
    "talk_private",
    "reply_mark",
    "talk",
    "said",
    "know_verb",
    "how_well",
    "events",
    "fractions",
    "flattery",
    "client_words",
    "tie_you",
    "tie_relation",
    "tie_fine",
    "each_other",
    "linked",
)
# Those that a language may do without.
MORE_CUES = ("messages", "leans", "question_lead")

# Which language people there most likely write in; where several are spoken, none is proposed
# from the country alone.
_BY_COUNTRY = {
    "de": {"germany", "deutschland", "austria", "österreich", "liechtenstein", "de", "at", "li"},
    "fr": {"france", "fr", "monaco"},
    "es": {
        "spain",
        "españa",
        "mexico",
        "méxico",
        "argentina",
        "colombia",
        "chile",
        "peru",
        "perú",
        "uruguay",
        "ecuador",
        "es",
        "mx",
        "ar",
        "co",
        "cl",
        "pe",
        "uy",
        "ec",
    },
    "nl": {"netherlands", "the netherlands", "nederland", "nl", "suriname"},
    "en": {
        "united states",
        "usa",
        "us",
        "united kingdom",
        "uk",
        "gb",
        "great britain",
        "england",
        "scotland",
        "wales",
        "ireland",
        "ie",
        "australia",
        "au",
        "new zealand",
        "nz",
        "india",
        "in",
        "singapore",
        "sg",
        "south africa",
        "za",
    },
}
_SEVERAL = {
    "switzerland": ("de", "fr"),
    "schweiz": ("de", "fr"),
    "suisse": ("fr", "de"),
    "ch": ("de", "fr"),
    "belgium": ("nl", "fr"),
    "belgië": ("nl", "fr"),
    "be": ("nl", "fr"),
    "belgique": ("fr", "nl"),
    "luxembourg": ("fr", "de"),
    "lu": ("fr", "de"),
    "canada": ("en", "fr"),
    "ca": ("en", "fr"),
}
_NAME_HINTS = {
    "fr": {
        "jean",
        "pierre",
        "françois",
        "francois",
        "hélène",
        "aurélie",
        "guillaume",
        "thierry",
        "benoît",
        "benoit",
        "jérôme",
        "frédéric",
        "véronique",
        "sylvie",
        "mathieu",
        "chloé",
        "étienne",
        "stéphane",
        "élodie",
        "céline",
        "rémi",
        "romain",
        "ludovic",
        "yves",
        "camille",
    },
    "de": {
        "jürgen",
        "günter",
        "wolfgang",
        "klaus",
        "heike",
        "katrin",
        "uwe",
        "stefan",
        "matthias",
        "ute",
        "dieter",
        "sabine",
        "anja",
        "jörg",
        "silke",
        "ulrich",
        "heinz",
        "petra",
        "beat",
    },
    "nl": {
        "joost",
        "pieter",
        "jeroen",
        "sander",
        "anneke",
        "marijke",
        "wouter",
        "maarten",
        "thijs",
        "femke",
        "daan",
        "bram",
        "lieke",
        "sanne",
        "willem",
        "geert",
        "koen",
        "kees",
        "els",
        "joris",
    },
    "es": {
        "josé",
        "jesús",
        "maría",
        "álvaro",
        "javier",
        "gonzalo",
        "pilar",
        "lucía",
        "raúl",
        "inés",
        "jorge",
        "íñigo",
        "begoña",
        "rocío",
        "andrés",
    },
}


@dataclass(frozen=True, eq=False)
class Language:
    """One language folder, read and compiled once.

    `rules` is language.toml as it stands; `book` the templates; `words` the ordinary words in
    lower case without accents.
    """

    code: str
    rules: dict[str, Any]
    book: TemplateBook
    words: frozenset[str] = field(repr=False)
    small: frozenset[str] = field(repr=False)  # words.txt's words that are written small

    @cached_property
    def cues(self) -> dict[str, Cue]:
        """The expressions of each cue as one."""
        table: dict[str, Any] = self.rules["cues"]
        return {name: Cue(table.get(name, ())) for name in (*CUES, *MORE_CUES)}

    @cached_property
    def cues_greeting(self) -> Cue:
        """How a greeting begins."""
        return Cue(self.rules["cues"]["greeting"])

    @cached_property
    def requests(self) -> dict[str, Cue]:
        """What is asked for, by favour."""
        table: dict[str, list[str]] = self.rules["cues"]["request"]
        return {name: Cue(parts) for name, parts in table.items()}

    @cached_property
    def months(self) -> dict[str, int]:
        """Folded month names and abbreviations to 1..12."""
        out: dict[str, int] = {}
        for number, name in enumerate(self.rules["months"], 1):
            out[fold(name)] = number
        for name in self.rules["months_short"]:
            short = fold(name).rstrip(".")
            for full, number in list(out.items()):
                if full.startswith(short[:3]) and (
                    full.startswith(short) or short.startswith(full[:3])
                ):
                    out.setdefault(short, number)
        for name, number in self.rules.get("months_also", {}).items():
            out[fold(name)] = number
        return out

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Words that are written with a capital without being a name."""
        return frozenset(fold(word) for word in self.rules["capitals"])

    def month_year(self, year: int, month: int) -> str:
        """The month as it stands in a sentence, "March 2019"."""
        pattern: str = self.rules["month_year"]
        return pattern.format(month=self.rules["months"][month - 1], year=year)


@lru_cache(maxsize=1)
def available() -> tuple[str, ...]:
    """The codes of the languages that are there, in alphabetical order."""
    return tuple(sorted(p.parent.name for p in FOLDER.glob("*/language.toml")))


@lru_cache(maxsize=32)
def load(code: str) -> Language:
    """The language `code`.

    Raises:
        ValueError: there is no such folder; the sentence lists those there are.
    """
    if code not in available():
        raise ValueError(f"no language {code!r}: there are {', '.join(available())}")
    folder = FOLDER / code
    rules = tomllib.loads((folder / "language.toml").read_text(encoding="utf-8"))
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in TEMPLATE_FILES}
    book = TemplateBook(code, texts)
    listed = _listed(folder / "words.txt")
    small = frozenset(w for w in listed if w[0].islower())
    words = {fold(w) for w in listed}
    for text in texts.values():
        words |= vocabulary(text)
    for table in ("functions", "industries"):
        for phrase in rules[table].values():
            words |= {fold(w) for w in tokens(phrase)}
    words |= {fold(w) for key in ("greeting", "sign_off") for p in rules[key] for w in tokens(p)}
    return Language(code, rules, book, frozenset(words), small)


def _listed(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [w for line in lines if not line.startswith("#") for w in line.split()]


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Common given names that are no everyday words, folded."""
    lines = (FOLDER / "given_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(
        fold(w) for line in lines if not line.startswith(("#", "word:")) for w in line.split()
    )


@lru_cache(maxsize=1)
def wordlike_names() -> frozenset[str]:
    """Given names that are everyday words too ("Mark", "Hope"), folded."""
    lines = (FOLDER / "given_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(
        fold(w)
        for line in lines
        if line.startswith("word:")
        for w in line.removeprefix("word:").split()
    )


@lru_cache(maxsize=1)
def brand_names() -> frozenset[str]:
    """Companies that everybody knows, folded: never ordinary words in a text."""
    return frozenset(fold(word) for word in _listed(FOLDER / "brands.txt"))


@lru_cache(maxsize=1)
def title_words() -> tuple[frozenset[str], frozenset[str]]:
    """(all words titles are made of, those that make a text speak of a title), folded."""
    everything: set[str] = set()
    roles: set[str] = set()
    for line in (FOLDER / "titles.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        is_role = line.startswith("role:")
        words = {fold(w) for w in line.removeprefix("role:").split()}
        everything |= words
        if is_role:
            roles |= words
    return frozenset(everything), frozenset(roles)


def propose_language(country: str = "", name: str = "", default: str = "en") -> str:
    """The introducer's likely language from country and first name; the user decides.

    Countries with several languages are settled by the name, else by `default` where it is
    spoken there, else by the larger one.
    """
    place = country.strip().casefold()
    for code, places in _BY_COUNTRY.items():
        if place in places:
            return code
    first = {word.casefold() for word in name.replace("-", " ").split()[:2]}
    if place in _SEVERAL:
        spoken = _SEVERAL[place]
        for code in spoken:
            if first & _NAME_HINTS.get(code, set()):
                return code
        return default if default in spoken else spoken[0]
    return default


def language_for(seller: Seller, introducer: Introducer, wanted: str | None = None) -> str:
    """`wanted`, else the introducer's, else the seller's, else English; only what is there."""
    for code in (wanted, introducer.language, seller.language):
        short = (code or "").strip().casefold().replace("_", "-").split("-")[0]
        if short in available():
            return short
        if code and code is wanted:
            raise ValueError(f"no language {code!r}: there are {', '.join(available())}")
    return "en"


def formality_for(seller: Seller, introducer: Introducer, language: Language) -> str:
    """How the introducer is addressed: "informal" or "formal"."""
    own = formality_of(introducer.formality)
    if own:
        return own
    # The user's own habit holds for his own language; elsewhere the language's custom does.
    habit = formality_of(seller.formality)
    if habit and language.code == (seller.language or "en").casefold()[:2]:
        return habit
    return str(language.rules["formality"])


@lru_cache(maxsize=4096)
def language_of(text: str) -> str | None:
    """Which of our languages `text` is in, by its little words; None when it cannot be said."""
    found = tokens(text)
    if len(found) < 3:
        return None
    words = [fold(w) for w in found]
    scores: dict[str, int] = {}
    for code, little in LITTLE_WORDS.items():
        scores[code] = sum(1 for w in words if w in little)
    best = max(scores, key=lambda c: (scores[c], c))
    ranked = sorted(scores.values(), reverse=True)
    if ranked[0] == 0 or ranked[0] == ranked[1]:
        return None
    return best


LITTLE_WORDS = {
    "en": word_set(
        "the of and to is are for with from that they we our their by on into than "
        "has have it this in an at more less"
    ),
    "de": word_set(
        "der die das und ist sind fur mit von dass sie wir unser unsere ihre durch auf "
        "als hat haben es dieser im ein eine einen bei mehr weniger den dem des zu "
        "statt nach in"
    ),
    "fr": word_set(
        "le la les et est sont pour avec de du des que ils nous notre nos leur par sur "
        "dans a au aux un une plus moins en chez"
    ),
    "es": word_set(
        "el la los las y es son para con de del que ellos nosotros nuestro su sus por "
        "en al un una mas menos se"
    ),
    "nl": word_set(
        "de het en is zijn voor met van dat ze wij we onze hun door op als heeft "
        "hebben dit een bij meer minder naar in te"
    ),
}


_ALWAYS = word_set(
    "p pf p_first p_mid p_short pat of_co me mef mes myco to to_first to_full to_short hey co "
    "func_cap industry_cap target func at_co at_co_cap at_myco from_myco in_country target_dat target_nom"
)


def _uncovered(mine: Language, theirs: Language, kind: str, slot: str) -> list[str]:
    """The cases (sets of known facts) for which the model has a sentence and this one none."""
    lacks: list[str] = []
    own = [alt for tier in mine.book.tiers(kind, slot) for alt in tier]
    for number, tier in enumerate(theirs.book.tiers(kind, slot), 1):
        least = min((alt.needs for alt in tier), key=len)
        if not any(alt.needs - _ALWAYS <= least for alt in own):
            facts = ", ".join(sorted(least - _ALWAYS)) or "nothing special"
            lacks.append(
                f"{mine.code}: {slot!r} of {kind!r}, case {number} ({facts}), has no sentence"
            )
    return lacks


def missing_in(code: str, model: str = "en") -> list[str]:
    """What the folder `code` lacks beside `model`, as sentences; empty when it is complete."""
    lacks: list[str] = []
    folder = FOLDER / code
    for name in ("language.toml", "words.txt", "ask.txt", "told.txt", *TEMPLATE_FILES):
        if not (folder / name).exists():
            lacks.append(f"{code}: the file {name} is missing")
    if lacks:
        return lacks
    mine, theirs = load(code), load(model)

    def compare(a: dict[str, Any], b: dict[str, Any], where: str) -> None:
        for key, value in b.items():
            if key not in a:
                lacks.append(f"{code}: language.toml has no {where}{key}")
            elif isinstance(value, dict) and key not in (
                "relative",
                "industries",
                "big",
                "country_in",
            ):
                compare(a[key], value, f"{where}{key}.")
            elif isinstance(value, list) and not a[key] and value and key != "offer_verbs":
                lacks.append(f"{code}: {where}{key} in language.toml is empty")

    compare(mine.rules, theirs.rules, "")
    for kind, slots in theirs.book.kinds.items():
        for slot in slots:
            if slot not in mine.book.kinds.get(kind, {}):
                lacks.append(f"{code}: the part {slot!r} of {kind!r} has no sentence")
            elif not slot.startswith(("order", "label")):
                lacks += _uncovered(mine, theirs, kind, slot)
    if len(mine.words) < 400:
        lacks.append(f"{code}: words.txt holds {len(mine.words)} words; 400 is the least")
    return lacks
