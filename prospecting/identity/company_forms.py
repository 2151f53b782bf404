"""The ways in which one text gives a company's name: the name, second names in it, a domain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from prospecting.identity.company_names import (
    company_words,
    is_legal_form,
    other_script,
    strip_legal_forms,
)
from prospecting.identity.web_keys import domain_key, free_mail_domains
from scoring.reference import load_rows

_FORMER = re.compile(
    r"\b(?:(?:formerly|previously)(?: known as| called)?|fka|f/k/a|vormals|ehemals|voorheen"
    r"|anciennement|dawniej|tidligere|tidigare)\b[:.]?"
    r"|,\s*(?:now|jetzt|heute|früher)\b(?: known as)?|(?<=[\w.,;])\s+ex(?=[\s-])",
    re.I,
)
_NOTE = re.compile(
    r"^\s*(?:now|n/?k/?a|jetzt|heute|nu|maintenant|ahora|oggi|agora|ex|ehem|früher|antes|già|dříve|anc"
    r"|renamed|rebranded)\b[.:-]?(?:\s+(?:known as|called|as|to)\b)?",
    re.I,
)
"""What begins a note in parentheses on an earlier or later name."""
_TRADING = re.compile(r"\b(?:d/?b/?a|t/a|trading as|aka|a/k/a|also known as)\b[:.]?", re.I)
_BESIDE = re.compile(
    r"\b(?:inh\b\.?|inhaber(?:in)?\b|propri[eé]taire\b|owner:).*"
    r"|\W*\b(?:we['’]?\s?a?re|now|jetzt|wir stellen)\s+(?:hiring|ein)\b.*",
    re.I,
)
"""An owner named behind the firm, and what a profile adds to attract."""
_PURPOSE = re.compile(
    r"(?<=\w{4})\s+(?:zur (?:förderung|foerderung|erhaltung|pflege|bekämpfung|bekaempfung)"
    r"|for the (?:advancement|promotion|study|protection) of|pour la promotion)\b.*",
    re.I,
)
"""What a society is for, as its registered name says."""
_AFTER = re.compile(r"\s+[-–—/•·:]\s+|\s*[|;]\s*|,\s+|\s+/|/\s+")
"""Marks behind which something may stand that is not the firm: a department, a branch office."""
_TAG = re.compile(r"\s*[/\\]\s*([A-Za-z]{2,3}|cayman(?: islands)?|bermuda)\s*[/\\]?\s*$", re.I)
"""A register's mark behind a name: ``ACME CORP /DE/``, ``Acme Inc/Cayman``."""
_GLUED = re.compile(
    r"(?<=[a-z]{3})(AG|SA|PLC|LLC|LLP|LTD|Ltd|Inc|GmbH|GMBH|Corp|BV|NV|SpA|SPA|SRL|Srl|SAS)(?=\.?$)"
)
"""A legal form written onto the name: ``AcmeAG``."""
_PLAIN = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*\.?")
_MARKS = frozenset(
    {"formerly", "previously", "fka", "vormals", "ehemals", "voorheen", "anciennement", "dawniej"}
    | {"tidligere", "tidigare", "ex", "dba", "aka", "known", "trading", "inh", "inhaber", "owner"}
    | {
        "zur",
        "for",
        "pour",
        "inhaberin",
        "proprietaire",
        "hiring",
        "wir",
        "we",
        "were",
        "now",
        "jetzt",
        "heute",
    }
)
"""Words that may part a name in two; names without any, and without marks, are one."""
_ALPHABET = re.compile("[\u0370-\u058f]")
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})
_HOSTED = re.compile(r"\s*([A-Za-z0-9\-]+\.[a-z]{2,4})\b.*")
_HOSTS = frozenset(
    {"com", "net", "org", "io", "ai", "de", "nl", "co", "at", "ch", "fr", "it", "es", "pl", "cz"}
    | {"sk", "uk", "se", "dk", "app", "tv", "me", "eu"}
)
_PARTNERS = re.compile(
    r"\w\w+,? (?:&|\+|and|und|et|en|y) (?!co\b|comp|cie\b|s[oö]|sons\b|fils\b)\w\w+", re.I
)
_FREE_PROFESSIONS = frozenset(
    {"llp", "pllc", "mbb", "partg", "partgmbb", "partnerschaft", "partnerschaftsgesellschaft"}
)
_FIGURES_AND = re.compile(r"(?<=\d)\s*(?:und|and|et|&|\+)\s*(?=\d)", re.I)


@dataclass(frozen=True)
class CompanyForm:
    """One way of writing a company's name, taken apart."""

    words: tuple[str, ...]
    """Folded words without legal forms."""
    joined: str
    """The words run together."""
    initials: frozenset[str]
    """Acronyms the words give."""
    domain: str
    """The domain, where the text is or holds one."""
    alias: bool
    """Whether it is a second name, from parentheses or after "formerly"."""
    letters: bool = False
    """Whether the first word was written as single letters: P & G."""
    foreign: bool = False
    """Whether it is written in another script, so that its spelling in Latin is a guess."""
    legal: bool = False
    """Whether it was written with a legal form, as registers write it and nobody speaks it."""
    listed: bool = False
    """Whether it names partners: Latham & Watkins; Skadden, Arps, Slate, Meagher & Flom."""
    marks: frozenset[str] = frozenset()
    """All words as written, legal forms and all."""


@lru_cache(maxsize=1)
def word_classes() -> Mapping[str, frozenset[str]]:
    """The classes of ``companies_words.csv``: words that say little about which firm is meant."""
    return {
        row["class"]: frozenset(row["words"].split(";")) for row in load_rows("companies_words.csv")
    }


@lru_cache(maxsize=1)
def _loose() -> frozenset[str]:
    classes = word_classes()
    return classes["place"] | classes["group"] | classes["filler"]


def _initials(words: tuple[str, ...], full: tuple[str, ...]) -> frozenset[str]:
    found = set()
    classes = word_classes()
    # What is a legal form may be part of the letters: Taiwan Semiconductor Manufacturing *Company*.
    bases = {words} if full[: len(words)] == words else {words, full}
    if len(bases) == 1:
        for size in range(len(words) + 1, len(full) + 1):
            if len(full[size - 1]) < 5 and full[size - 1] not in ("co", "corp"):
                break  # no letter of an abbreviation: Koninklijke Philips N.V. is not KPN
            bases.add(full[:size])
    for base in bases:
        for spelt in {base, _compounds_apart(base)}:
            if len(spelt) < 2:
                continue
            found.add("".join(word[0] for word in spelt))
            found.add("".join(word[0] for word in spelt if word not in classes["filler"]))
            trimmed = [w for w in spelt if w not in classes["filler"] and w not in classes["group"]]
            found.add("".join(word[0] for word in trimmed))
            if len(spelt) > 3 and spelt[-1] in classes["city"] and spelt[-1] not in trimmed[:-1]:
                found.add("".join(word[0] for word in trimmed[:-1]))
            # The country may be left out: Société nationale des chemins de fer (français).
            spoken = [w for w in spelt if (len(w) > 3 or w not in classes["filler"])]
            for kept in (trimmed, spoken):
                found.add("".join(word[0] for word in kept if word not in classes["place"]))
    return frozenset(letters for letters in found if 2 <= len(letters) <= 7)


def _compounds_apart(words: tuple[str, ...]) -> tuple[str, ...]:
    """``words`` with compounds cut before a last part that is known: stadt-werke, land-es-bank."""
    cuts = [compound_tail(word) for word in words]
    if not any(cuts):
        return words
    parts = ((w[:-cut], w[-cut:]) if cut else (w,) for w, cut in zip(words, cuts, strict=True))
    return tuple(part for split in parts for part in split)


@lru_cache(maxsize=100_000)
def compound_tail(word: str) -> int:
    """The length of the known last part of a compound, 0 where ``word`` is none."""
    if len(word) < 8:
        return 0
    tails = word_classes()["tail"]
    return next((n for n in range(len(word) - 3, 3, -1) if word[-n:] in tails), 0)


def domain_label(domain: str) -> str:
    """The part of a domain that names its holder: ``acme`` of ``shop.acme.co.uk``."""
    labels = domain.split(".")
    if len(labels) > 2 and labels[-2] in _SECOND_LEVEL:
        return labels[-3]
    return labels[-2]


def _form(text: str, alias: bool, translated: bool = True) -> CompanyForm | None:
    full = company_words(_FIGURES_AND.sub("", text), translated)
    words = strip_legal_forms(full)
    if not words:
        return None
    hosted = _HOSTED.fullmatch(text)
    host = hosted[1].lower() if hosted else ""
    ending = host.rpartition(".")[2]
    if ending not in _HOSTS or len(host) - len(ending) < 3:
        host = ""
    if host and len(words) > 1 and words[-1] == ending:
        words = words[:-1]
    initials = _initials(words, full)
    if len(words) > 1 and words[-1] == "com":
        words = words[:-1]  # AMAZON COM INC
    joined = _letters_joined(words)
    letters = joined != words or all(len(word) == 1 for word in words)
    legal = len(words) < len(full) and full[len(words) - len(full) :] != words
    return CompanyForm(
        joined, "".join(joined), initials, host, alias, letters, other_script(text), legal,
        bool(_PARTNERS.search(text)) or not _FREE_PROFESSIONS.isdisjoint(full[len(words) :]),
        frozenset(full),
    )  # fmt: skip


def _letters_joined(words: tuple[str, ...]) -> tuple[str, ...]:
    """Single letters that begin a name as one word: C & A, J P Morgan, 1 & 1."""
    run = 0
    while run < len(words) and len(words[run]) == 1:
        run += 1
    if 2 <= run <= 4:
        return ("".join(words[:run]), *words[run:])
    # A register puts a person's initials behind the family name: SMITH A O CORP.
    if len(words) > 2 and run == 0 and len(words[-1]) == len(words[-2]) == 1:
        return (words[-2] + words[-1], *words[:-2])
    return words


def _beside_letters(form: CompanyForm) -> list[CompanyForm]:
    """The letters and what they stand for, where a name gives both: H&M Hennes & Mauritz."""
    for place in (0, -1):
        letters = form.words[place]
        rest = form.words[1:] if place == 0 else form.words[:-1]
        if not 2 <= len(letters) <= 6 or len(rest) < 2:
            continue
        if letters in _initials(rest, rest) or letters in _aliases().get("".join(rest), ()):
            return [
                CompanyForm(part, "".join(part), _initials(part, part), form.domain, form.alias)
                for part in ((letters,), rest)
            ]
    return []


def _untagged(text: str) -> str:
    """``text`` without the place a register puts behind a legal form: ``ACME INC/RI``."""
    tag = _TAG.search(text)
    if tag is None:
        return text
    words = company_words(text[: tag.start()])
    ended = len(strip_legal_forms(words)) < len(words)
    closed = text.rstrip()[-1] in "/\\"
    return (
        text[: tag.start()] if closed or (ended and not is_legal_form((tag[1].lower(),))) else text
    )


def _without_department(text: str) -> list[str]:
    """The firm, and what else a mark parts from it, unless that is a department or an office.

    Behind a legal form nothing belongs to the name any more: "Acme AG - Retail Banking". Without
    one only what is made of words for departments goes: "Acme, Supply Chain".
    """
    parts = [part for part in _AFTER.split(text) if part.strip()]
    if len(parts) < 2:
        return [text]
    classes = word_classes()
    loose = classes["department"] | classes["filler"] | classes["place"] | classes["group"]
    head, cut, others = parts[0], False, []
    for part in parts[1:]:
        words = company_words(part)
        full = company_words(head)
        ended = len(strip_legal_forms(full)) < len(full) and full[-1] not in ("the",)
        if (
            words
            and all(word in loose for word in words)
            and any(word in classes["department"] for word in words)
        ):
            cut = True
        elif ended and is_legal_form(words):
            continue
        elif ended:
            cut = True
            if not all(word in loose or word in classes["branch"] for word in words):
                others.append(part)
        elif not cut:
            head = text[: text.index(part, len(head)) + len(part)]
    return [head, *others] if cut else [text]


@lru_cache(maxsize=400_000)
def company_forms(name: str) -> tuple[CompanyForm, ...]:
    """The ways in which ``name`` gives its company: the name, aliases in it, a domain."""
    text = name.strip()
    if len(text) - text.rfind(" ") > 5:
        text = _GLUED.sub(r" \1", text)
    if _PLAIN.fullmatch(text) and _MARKS.isdisjoint(text.lower().split()):
        form = _form(text, False)  # most names: nothing in them that parts one from another
        if form:
            return _with_aliases([form, *_beside_letters(form)])
    domain = domain_key(text) or ""
    if domain and domain not in free_mail_domains():
        label = domain_label(domain)
        words = tuple(re.findall(r"[a-z0-9]+", label)) or (label,)
        return (CompanyForm(words, "".join(words), frozenset(), domain, False),)
    text = _BESIDE.sub("", text).strip() or text
    text = _PURPOSE.sub("", text).strip() or text
    text = _untagged(text)
    inside: list[str] = []

    def take(found: re.Match[str]) -> str:
        inside.append(found[1])
        return " "

    outside = re.sub(r"[(\[（]([^()\[\]（）]*)[)\]）]", take, text).strip() or text
    parts = _FORMER.split(outside)
    texts = [(part, place > 0) for place, part in enumerate(parts) if part.strip(" ,;-–")]
    texts = [
        (bit, later or n > 0) for part, later in texts for n, bit in enumerate(_TRADING.split(part))
    ] or [(outside, False)]
    texts = [
        (bit, later or n > 0)
        for part, later in texts
        for n, bit in enumerate(_without_department(part.strip(" ,;")))
    ]
    loose = _loose()
    for part in inside:
        bare = _TRADING.sub("", _FORMER.sub("", _NOTE.sub("", part)))
        words = strip_legal_forms(company_words(bare))
        if words and not all(word in loose for word in words):
            texts.append((bare, True))
        elif words and not all(len(word) == 1 for word in words):
            texts[0] = (f"{texts[0][0]} {bare}", texts[0][1])
    forms: list[CompanyForm] = []
    for part, alias in texts:
        kinds = [_form(part, alias)]
        if _ALPHABET.search(part):
            # What is a known word may be meant by its sound all the same: Ethniki, National.
            kinds.append(_form(part, alias, translated=False))
        if kinds[0]:
            kinds += _beside_letters(kinds[0])
        for form in kinds:
            if form and form.words not in [known.words for known in forms]:
                forms.append(form)
    if not forms:
        bare = " ".join(text.lower().split())
        forms.append(CompanyForm((bare,), bare, frozenset(), "", False))
    return _with_aliases(forms)


def _with_aliases(forms: list[CompanyForm]) -> tuple[CompanyForm, ...]:
    """``forms``, the letters beside their words, and other names of the same well-known company."""
    filler = word_classes()["filler"]
    content = (word for word in forms[0].words if word not in filler)
    for other in _aliases().get("".join(content), ()):
        words = tuple(other.split())
        forms.append(
            CompanyForm(words, "".join(words), _initials(words, words), "", len(other) < 4)
        )
    return tuple(forms)


@lru_cache(maxsize=1)
def _aliases() -> Mapping[str, tuple[str, ...]]:
    """Names run together, and the other names of the same well-known company."""
    out: dict[str, tuple[str, ...]] = {}
    for row in load_rows("companies_aliases.csv"):
        names = row["names"].split(";")
        for name in names:
            key = name.replace(" ", "")
            out[key] = (*out.get(key, ()), *(n for n in names if n != name))
    return out
