"""Two company names compared: what they share, and what only one of them has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler

from prospecting.identity.company_names import company_words, strip_legal_forms
from prospecting.identity.text import plain
from prospecting.identity.web_keys import domain_key, free_mail_domains
from scoring.reference import load_rows

FEATURES = (
    "covered", "left_over_one", "left_over_both", "branch", "group", "place", "two_places", "typo",
    "head", "run_together", "acronym", "domain", "figures", "same_words", "weak_only", "alias",
    "descriptor",
)  # fmt: skip
"""What a comparison yields, in order; see :func:`compare_companies`."""

_FORMER = re.compile(
    r"\b(?:formerly(?: known as)?|fka|f/k/a|previously|vormals|ehemals|voorheen|anciennement|ex)\b[:.]?",
    re.I,
)
_TRADING = re.compile(r"\b(?:d/?b/?a|t/a|trading as|aka|a/k/a)\b[:.]?", re.I)
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})


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


@lru_cache(maxsize=1)
def _classes() -> Mapping[str, frozenset[str]]:
    return {row["class"]: frozenset(row["words"].split(";")) for row in load_rows("companies_words.csv")}


def word_weight(word: str) -> float:
    """How much of a name's identity a word carries before any counting, 0..1."""
    classes = _classes()
    if word in classes["filler"]:
        return 0.05
    if word in classes["group"] or word in classes["place"]:
        return 0.15
    if word in classes["descriptor"]:
        return 0.3
    if word in classes["branch"]:
        return 0.4
    if word in classes["weak"]:
        return 0.5
    return 0.35 if len(word) == 1 else 1.0


def _initials(words: tuple[str, ...], full: tuple[str, ...]) -> frozenset[str]:
    found = set()
    classes = _classes()
    for base in (words, full):
        if len(base) < 2:
            continue
        letters = "".join(word[0] for word in base)
        content = "".join(word[0] for word in base if word not in classes["filler"])
        found |= {letters, content}
        trimmed = [w for w in base if w not in classes["filler"] and w not in classes["group"]]
        found.add("".join(word[0] for word in trimmed))
    return frozenset(letters for letters in found if len(letters) >= 2)


def _domain_label(domain: str) -> str:
    labels = domain.split(".")
    if len(labels) > 2 and labels[-2] in _SECOND_LEVEL:
        return labels[-3]
    return labels[-2]


@lru_cache(maxsize=400_000)
def company_forms(name: str) -> tuple[CompanyForm, ...]:
    """The ways in which ``name`` gives its company: the name, aliases in it, a domain."""
    text = name.strip()
    domain = domain_key(text) or ""
    if domain and domain not in free_mail_domains():
        label = _domain_label(domain)
        words = tuple(re.findall(r"[a-z0-9]+", label)) or (label,)
        return (CompanyForm(words, "".join(words), frozenset(), domain, False),)
    inside: list[str] = []

    def take(found: re.Match[str]) -> str:
        inside.append(found[1])
        return " "

    outside = re.sub(r"[(\[（]([^()\[\]（）]*)[)\]）]", take, text).strip() or text
    parts = _FORMER.split(outside)
    texts = [(part, place > 0) for place, part in enumerate(parts)]
    texts = [(bit, later or n > 0) for part, later in texts for n, bit in enumerate(_TRADING.split(part))]
    place_or_group = _classes()["place"] | _classes()["group"] | _classes()["filler"]
    for part in inside:
        bare = _TRADING.sub("", _FORMER.sub("", part))
        words = strip_legal_forms(company_words(bare))
        if words and not all(word in place_or_group for word in words):
            texts.append((bare, True))
        elif words:
            texts[0] = (f"{texts[0][0]} {bare}", texts[0][1])
    forms = []
    for part, alias in texts:
        full = company_words(part)
        words = strip_legal_forms(full)
        if words and (not forms or words not in [form.words for form in forms]):
            hosted = re.fullmatch(r"\s*([A-Za-z0-9\-]+\.(?:com|net|org|io|ai|de|nl))\b.*", part)
            host = hosted[1].lower() if hosted else ""
            if host and len(words) > 1 and words[-1] == host.rpartition(".")[2]:
                words = words[:-1]
            forms.append(CompanyForm(words, "".join(words), _initials(words, full), host, alias))
    if not forms:
        bare = " ".join(text.lower().split())
        forms.append(CompanyForm((bare,), bare, frozenset(), "", False))
    return tuple(forms)


@lru_cache(maxsize=400_000)
def _alike(one: str, two: str) -> float:
    """How alike two unequal words are, 0 where they are two words, else .5 to .97."""
    bare_one, bare_two = plain(one), plain(two)
    if bare_one == bare_two:
        return 0.97
    short, long = sorted((one, two), key=len)
    known = _known()
    if one in known and two in known:
        return 0.0
    if len(short) >= 4 and len(long) >= 6 and long.startswith(short) and long in known:
        return 0.8  # an abbreviation: "intern", "techn"
    if len(short) < 4:
        return 0.0
    edits = OSA.distance(bare_one, bare_two)
    if short in known or long in known:
        return 0.85 if edits == 1 and len(short) >= 6 else 0.0
    if edits == 1 and len(short) >= 5:
        return 0.88 if bare_one[0] == bare_two[0] else 0.6
    if edits == 2 and len(short) >= 8 and JaroWinkler.similarity(bare_one, bare_two) >= 0.92:
        return 0.8
    return 0.0


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset().union(*_classes().values())


def _aligned(
    one: tuple[str, ...], two: tuple[str, ...]
) -> tuple[list[tuple[str, str, float]], list[str], list[str]]:
    """Matched words with their likeness, and what is left over on either side."""
    rest_one, rest_two, matched = list(one), list(two), []
    for word in one:
        if word in rest_two:
            rest_one.remove(word)
            rest_two.remove(word)
            matched.append((word, word, 1.0))
    options = sorted(
        ((-_alike(a, b), a, b) for a in set(rest_one) for b in set(rest_two)), key=lambda t: t
    )
    for likeness, a, b in options:
        if likeness < 0 and a in rest_one and b in rest_two:
            rest_one.remove(a)
            rest_two.remove(b)
            matched.append((a, b, -likeness))
    _match_runs(rest_one, rest_two, matched)
    _match_runs(rest_two, rest_one, matched)
    return matched, rest_one, rest_two


def _match_runs(whole: list[str], parts: list[str], matched: list[tuple[str, str, float]]) -> None:
    """One word on one side that is two or three words in a row on the other."""
    for word in list(whole):
        for size in (2, 3):
            for start in range(len(parts) - size + 1):
                run = parts[start : start + size]
                if "".join(run) == word and word in whole:
                    whole.remove(word)
                    del parts[start : start + size]
                    matched.append((word, word, 0.97))
                    break


def compare_companies(
    one: CompanyForm, two: CompanyForm, weight: Mapping[str, float]
) -> NDArray[np.float64]:
    """The values of ``FEATURES`` for two forms.

    ``weight`` gives each word's share of a name's identity, 0..1; unknown words are weighed by
    :func:`word_weight`.
    """
    classes = _classes()

    def heavy(word: str) -> float:
        found = weight.get(word)
        return word_weight(word) if found is None else found

    matched, rest_one, rest_two = _aligned(one.words, two.words)
    common = sum(max(heavy(a), heavy(b)) * likeness for a, b, likeness in matched)
    left_one, left_two = sum(map(heavy, rest_one)), sum(map(heavy, rest_two))
    distinct = [
        (a, b) for a, b, _ in matched if max(heavy(a), heavy(b)) >= 0.55
    ]
    rest = [*rest_one, *rest_two]
    places_one = {w for w in rest_one if w in classes["place"]}
    places_two = {w for w in rest_two if w in classes["place"]}
    typo = sum(1.0 - likeness for _, _, likeness in matched)
    run_together = one.joined == two.joined or plain(one.joined) == plain(two.joined)
    near = 0.0
    if not run_together and min(len(one.joined), len(two.joined)) >= 8:
        edits = OSA.distance(one.joined, two.joined, score_cutoff=1)
        near = 0.5 if edits <= 1 and one.joined[0] == two.joined[0] else 0.0
    same_words = sorted(one.words) == sorted(two.words)
    figures_one = {w for w in one.words if w.isdigit()}
    figures_two = {w for w in two.words if w.isdigit()}
    head = one.words[0] == two.words[0] or _alike(one.words[0], two.words[0]) > 0
    branch_words = [w for w in rest if w in classes["branch"]]
    return np.array(
        [
            common / (common + left_one + left_two + 1e-9),
            max(left_one, left_two),
            min(left_one, left_two),
            float(len(branch_words) > 0),
            float(any(w in classes["group"] for w in rest)),
            float(bool(places_one) != bool(places_two)),
            float(bool(places_one) and bool(places_two)),
            typo,
            float(head),
            1.0 if run_together else near,
            _acronym(one, two),
            _domain(one, two),
            float(figures_one != figures_two and bool(figures_one or figures_two)),
            float(same_words),
            float(not distinct and not run_together),
            float(one.alias or two.alias),
            float(any(w in classes["descriptor"] for w in rest) and not branch_words),
        ]
    )


def _acronym(one: CompanyForm, two: CompanyForm) -> float:
    """1 for an acronym of at least three letters, .5 for two, 0 for none."""
    best = 0.0
    place = _classes()["place"] | _classes()["group"]
    for short, long in ((one, two), (two, one)):
        head = [word for word in short.words if word not in place] or list(short.words)
        if len(head) != 1 or len(long.words) < 2 or not 2 <= len(head[0]) <= 6:
            continue
        if head[0] in long.initials:
            best = max(best, 1.0 if len(head[0]) >= 3 else 0.5)
    return best


def _domain(one: CompanyForm, two: CompanyForm) -> float:
    """1 for one domain, .5 for one label under two endings, 0 else."""
    if not one.domain or not two.domain:
        return 0.0
    if one.domain == two.domain or one.domain.endswith("." + two.domain):
        return 1.0
    if two.domain.endswith("." + one.domain):
        return 1.0
    return 0.5 if _domain_label(one.domain) == _domain_label(two.domain) else 0.0
