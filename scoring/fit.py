"""Fit: how well each contact matches the ideal client profile, and how much of that is known.

Parts are computed once for each distinct title and each distinct company and then gathered, so
that a change of profile on a million connections is a matter of a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt

from scoring.config import FitConfig
from scoring.fit_parts import CompanyParts, TitleParts, company_parts, title_parts
from scoring.fit_tables import CompanyTable, PeopleTable, TitleTable
from scoring.folding import fold
from scoring.profile import Profile

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

__all__ = [
    "EXCLUSIONS",
    "PARTS",
    "CompanyTable",
    "FitResult",
    "PeopleTable",
    "TitleTable",
    "named_companies",
    "score_fit",
    "simple_company_key",
]

PARTS: Final = ("function", "level", "industry", "size", "country")
"""The five parts; part i is known where bit i of ``FitResult.known`` is set."""

EXCLUSIONS: Final = ("", "company", "title", "industry")
"""What the codes in ``FitResult.excluded`` mean."""

_LEGAL_FORMS: Final = frozenset(
    [
        *("gmbh", "ag", "kg", "ohg", "se", "ug", "mbh", "inc", "corp", "corporation", "co", "llc"),
        *("company", "ltd", "limited", "plc", "bv", "nv", "sa", "sas", "sarl", "spa", "srl", "sl"),
        *("lda", "oy", "ab", "as", "aps", "group", "holding", "the", "and"),
    ]
)


@dataclass(frozen=True, slots=True)
class FitResult:
    """Fit of each person; every array ``(P,)``.

    ``fit``, ``role``, ``company`` and the five parts are float64 0..1; an unknown part holds the
    share that stood in for it (``shares``). ``known``: bits by ``PARTS``, uint8. ``coverage``: how
    much of what the profile asks for is known, 0..1. ``wish``: role a wished title or keyword
    lifts to, 0 for none. ``excluded``: code into ``EXCLUSIONS``, int8. ``asked``: the parts that
    the profile asks for. ``substitute``: the nearest decision-maker at a target account where
    nobody with the right role is reachable.
    """

    fit: Floats
    role: Floats
    company: Floats
    function: Floats
    level: Floats
    industry: Floats
    size: Floats
    country: Floats
    known: npt.NDArray[np.uint8]
    coverage: Floats
    wish: Floats
    keyword_company: Bools
    target: Bools
    named: Bools
    current: Bools
    substitute: Bools
    small_owner: Bools
    excluded: Codes
    asked: tuple[str, ...]
    shares: dict[str, float]

    def __len__(self) -> int:
        return int(self.fit.shape[0])

    def part(self, name: str) -> Floats:
        """The part called ``name``, one of ``PARTS``."""
        parts = (self.function, self.level, self.industry, self.size, self.country)
        return parts[PARTS.index(name)]

    def is_known(self, name: str, rows: npt.ArrayLike | None = None) -> Bools:
        """Where the part ``name`` is known: of all people, or of some rows only."""
        known = self.known if rows is None else self.known[np.asarray(rows)]
        return np.asarray((known >> PARTS.index(name)) & 1 == 1)


def simple_company_key(name: str) -> str:
    """A company's name without case, accents and legal form; the caller may have a better one."""
    words = fold(name).split()
    kept = [w for w in words if w not in _LEGAL_FORMS]
    return " ".join(kept or words)


def named_companies(
    companies: CompanyTable, names: Sequence[str], company_key: Callable[[str], str]
) -> Bools:
    """Which companies the texts name, by key, by spelling or by domain, bool ``(C,)``."""
    if not names:
        return np.zeros(len(companies), dtype=np.bool_)
    keys = {company_key(n) for n in names} | {simple_company_key(n) for n in names}
    domains: set[str] = {n.lower().removeprefix("www.") for n in names if "." in n}
    return np.fromiter(
        (
            key in keys or domain in domains or simple_company_key(name) in keys
            for key, domain, name in zip(
                companies.key, companies.domain, companies.name, strict=True
            )
        ),
        np.bool_,
        len(companies),
    )


def score_fit(
    profile: Profile,
    titles: TitleTable,
    companies: CompanyTable,
    people: PeopleTable,
    config: FitConfig,
    *,
    company_key: Callable[[str], str] = simple_company_key,
    target: npt.ArrayLike | None = None,
    excluded: npt.ArrayLike | None = None,
    wishes: TitleTable | None = None,
    similarity: npt.ArrayLike | None = None,
    exclude_similarity: npt.ArrayLike | None = None,
    reachable: npt.ArrayLike | None = None,
) -> FitResult:
    """Score every person against the profile.

    Args:
        profile: whom the seller wants.
        titles: distinct titles.
        companies: distinct companies.
        people: who holds which title where.
        config: the weights.
        company_key: gives the key of a company the profile names, as ``CompanyTable.key`` has it.
        target: companies known to be target accounts besides those found by key, bool ``(C,)``.
        excluded: likewise companies never wanted, bool ``(C,)``.
        wishes: the readings of ``profile.titles``; read by the grammar when not given.
        similarity: greatest likeness of each distinct title to a wished title or keyword by
            vectors, ``(T,)``, NaN where there is none yet; without it only words match.
        exclude_similarity: likewise to the excluded titles.
        reachable: who can be reached at all, bool ``(P,)``: at a target account somebody else
            stands in where nobody of the right role can; everybody when not given.

    fit = role^w · company^w; role = function × level, or what a wish lifts it to; company = mean
    of industry, size and country. An unknown part takes the mean of that part over the contacts
    where it is known, at most ``unknown_most``.
    """
    wished = _read_wishes(profile.titles) if wishes is None else wishes
    t_parts = title_parts(
        titles,
        profile,
        config,
        wished,
        None if similarity is None else np.asarray(similarity, dtype=np.float64),
        None if exclude_similarity is None else np.asarray(exclude_similarity, dtype=np.float64),
    )
    is_target = named_companies(companies, profile.include_companies, company_key)
    is_excluded = named_companies(companies, profile.exclude_companies, company_key)
    if target is not None:
        is_target = is_target | np.asarray(target, dtype=np.bool_)
    if excluded is not None:
        is_excluded = is_excluded | np.asarray(excluded, dtype=np.bool_)
    c_parts = company_parts(companies, profile, config, is_target, is_excluded)
    open_ = None if reachable is None else np.asarray(reachable, dtype=np.bool_)
    return _gather(profile, titles, people, companies, t_parts, c_parts, config, open_)


def _read_wishes(texts: Sequence[str]) -> TitleTable:
    if not texts:
        return TitleTable.of((), ())
    from scoring.titles import read_titles

    return TitleTable.of(texts, read_titles(texts))


def _gather(
    profile: Profile,
    titles: TitleTable,
    people: PeopleTable,
    companies: CompanyTable,
    t: TitleParts,
    c: CompanyParts,
    config: FitConfig,
    reachable: Bools | None,
) -> FitResult:
    title, company = people.title, people.company
    no_title = 1.0 if not profile.functions else np.nan
    small = _flag(c.small, company)
    inflated = _flag(c.inflated, company)
    function = _pick(t.function, title, no_title)
    level = _pick(t.level, title, 1.0 if not profile.seniorities else np.nan)
    small_owner = np.zeros(len(people), dtype=np.bool_)
    if small.any():
        owner_function = _pick(t.owner_function, title, no_title)
        owner_level = _pick(t.owner_level, title, np.nan)
        better = (owner_function * owner_level) > np.nan_to_num(function * level)
        small_owner = small & (title >= 0) & better
        function = np.where(small_owner, owner_function, function)
        level = np.where(small_owner, owner_level, level)
    if inflated.any():
        level = np.where(inflated, _pick(t.inflated_level, title, np.nan), level)

    asked = _asked(profile)
    raw = {
        "function": function,
        "level": level,
        "industry": _pick(c.industry, company, np.nan if profile.industries else 1.0),
        "size": _pick(c.size, company, np.nan if profile.wants_size else 1.0),
        "country": _pick(c.country, company, np.nan if profile.countries else 1.0),
    }
    known = np.zeros(len(people), dtype=np.uint8)
    shares: dict[str, float] = {}
    parts: dict[str, Floats] = {}
    for bit, name in enumerate(PARTS):
        there = ~np.isnan(raw[name])
        if name in asked:
            shares[name] = _share(raw[name][there], config)
            known |= (there << bit).astype(np.uint8)
        parts[name] = np.where(there, raw[name], shares.get(name, 1.0))

    wish = _pick(t.wish, title, 0.0)
    current = _flag(t.current, title, True)
    keyword_company = _flag(c.keyword, company)
    role = _role(profile, parts, wish, keyword_company, title >= 0, current, config)
    wanted = [name for name in ("industry", "size", "country") if name in asked]
    total = np.ones(len(people))
    if wanted:
        total = np.asarray(sum(parts[name] for name in wanted)) / len(wanted)
    if profile.functions or profile.seniorities or profile.titles:
        total = np.where(keyword_company, np.maximum(total, config.wish_floor), total)
    target = _flag(c.target, company)
    total = np.where(target, 1.0, total)
    eligible = target & current if reachable is None else target & current & reachable
    substitute = _substitutes(people, titles, role, eligible, len(companies), config)
    role = np.where(substitute, np.maximum(role, config.account_reach), role)

    excluded = np.zeros(len(people), dtype=np.int8)
    excluded[_flag(c.excluded_industry, company) & ~target] = EXCLUSIONS.index("industry")
    excluded[_flag(t.excluded, title)] = EXCLUSIONS.index("title")
    excluded[_flag(c.excluded_company, company)] = EXCLUSIONS.index("company")
    named = _named(profile.include_people, people, companies)
    fit = role**profile.role_weight * total**profile.company_weight
    fit = np.where(named, 1.0, fit)
    fit = np.where(excluded > 0, 0.0, fit)
    return FitResult(
        fit=fit,
        role=role,
        company=total,
        function=parts["function"],
        level=parts["level"],
        industry=parts["industry"],
        size=parts["size"],
        country=parts["country"],
        known=known,
        coverage=_coverage(profile, known, asked, title >= 0),
        wish=wish,
        keyword_company=keyword_company,
        target=target,
        named=named,
        current=current,
        substitute=substitute,
        small_owner=small_owner,
        excluded=excluded,
        asked=asked,
        shares=shares,
    )


def _pick(values: Floats, rows: npt.NDArray[np.int32], none: float) -> Floats:
    """``values[rows]``, and ``none`` where the row is -1."""
    # The blank stands last, where the index -1 finds it.
    return np.asarray(np.append(values, none)[rows])


def _flag(values: Bools, rows: npt.NDArray[np.int32], none: bool = False) -> Bools:
    """Like ``_pick``, for flags."""
    return np.asarray(np.append(values, none)[rows])


def _asked(profile: Profile) -> tuple[str, ...]:
    flags = (
        bool(profile.functions),
        bool(profile.seniorities),
        bool(profile.industries),
        profile.wants_size,
        bool(profile.countries),
    )
    return tuple(name for name, asked in zip(PARTS, flags, strict=True) if asked)


def _share(known: Floats, config: FitConfig) -> float:
    if not known.size:
        return config.unknown_if_nothing_known
    return min(config.unknown_most, float(known.mean()))


def _role(
    profile: Profile,
    parts: dict[str, Floats],
    wish: Floats,
    keyword_company: Bools,
    has_title: Bools,
    current: Bools,
    config: FitConfig,
) -> Floats:
    if profile.functions or profile.seniorities:
        base = parts["function"] * parts["level"]
    elif profile.titles or profile.keywords:
        by_company = keyword_company if not profile.titles else np.zeros_like(keyword_company)
        wish = np.maximum(wish, np.where(by_company, config.wish_floor, 0.0))
        base = np.where(has_title, 0.0, _share(wish[has_title], config))
    else:
        base = np.ones(len(wish))
    role = np.maximum(base, wish)
    if profile.wants_role:
        role = np.where(current, role, config.not_current)
    return np.asarray(role)


def _substitutes(
    people: PeopleTable,
    titles: TitleTable,
    role: Floats,
    eligible: Bools,
    companies: int,
    config: FitConfig,
) -> Bools:
    """The most senior decision-makers at each target account that has nobody of the right role."""
    chosen = np.zeros(len(people), dtype=np.bool_)
    rows = np.flatnonzero(eligible & (people.title >= 0))
    if not rows.size:
        return chosen
    account = people.company[rows]
    best_role = np.zeros(companies)
    np.maximum.at(best_role, account, role[rows])
    level = titles.seniority[people.title[rows]].astype(np.int64)
    standing = level + 100 * titles.decision_maker[people.title[rows]]
    highest = np.full(companies, -1, dtype=np.int64)
    np.maximum.at(highest, account, standing)
    lacking = best_role[account] < config.account_role_good
    chosen[rows] = lacking & (standing == highest[account]) & (standing >= 0)
    return chosen


def _named(wanted: Sequence[str], people: PeopleTable, companies: CompanyTable) -> Bools:
    """People whom the profile names: "Ben Weber", "Ben Weber, Company" or a profile's address."""
    found = np.zeros(len(people), dtype=np.bool_)
    urls = {_slug(text) for text in wanted if "/" in text}
    names: dict[str, list[str]] = {}
    for text in wanted:
        if "/" not in text:
            name, _, company = text.replace(" (", ",").replace(" @ ", ",").partition(",")
            names.setdefault(fold(name), []).append(simple_company_key(company.rstrip(")")))
    if urls and people.url:
        found |= np.fromiter(
            (u != "" and _slug(u) in urls for u in people.url), np.bool_, len(people)
        )
    if names and people.name:
        for row, folded in enumerate(people.folded_names):
            if folded in names:
                at = people.company[row]
                company = simple_company_key(companies.name[at]) if at >= 0 else ""
                found[row] |= any(c == "" or company.startswith(c) for c in names[folded])
    return found


def _slug(url: str) -> str:
    path = unquote(url).lower().split("?")[0].split("#")[0].rstrip("/")
    return path.rsplit("/", 1)[-1]


def _coverage(
    profile: Profile, known: npt.NDArray[np.uint8], asked: tuple[str, ...], has_title: Bools
) -> Floats:
    if not asked:
        wants_words = bool(profile.titles or profile.keywords)
        return np.where(has_title, 1.0, 0.0) if wants_words else np.ones(len(known))
    count = np.zeros(len(known))
    for name in asked:
        count += (known >> PARTS.index(name)) & 1
    return np.asarray(count / len(asked))
