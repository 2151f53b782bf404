"""A profile proposed from the best clients, and a second opinion by likeness to them.

For each trait the share among the best clients is compared with that among the other clients
(or, where there are few, among all contacts), as log-odds shrunk towards no difference. How sure
a difference is comes from the normal approximation to the shrunk log-odds. Proposed, never imposed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.config import LearningConfig
from scoring.countries import country_name
from scoring.fit_tables import CompanyTable, PeopleTable, TitleTable
from scoring.industries import industries
from scoring.profile import Profile
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES
from scoring.words import count_of

Floats = npt.NDArray[np.float64]

SIZE_BANDS: Final = (10, 50, 200, 500, 1_000, 5_000, 10_000)
"""Upper ends of LinkedIn's size bands; above the last is a band of its own."""

_KINDS: Final = ("industry", "size", "country", "function", "level")
_BEST_SHARE: Final = 1 / 3
_MOST_OF_A_KIND: Final = 4


@dataclass(frozen=True, slots=True)
class ClientExample:
    """One client as an example: traits (``None`` unknown) and signs of being a good one.

    ``industry``: canonical name; ``country``: ISO code; ``size``: people; ``functions``, ``level``:
    of the person who buys. ``revenue`` in the seller's currency, ``nps`` 0..10, ``purchases``: how
    often they bought, ``starred``: the user's own mark.
    """

    key: str
    industry: str | None = None
    size: float | None = None
    country: str | None = None
    functions: tuple[str, ...] = ()
    level: str | None = None
    revenue: float | None = None
    nps: float | None = None
    purchases: int | None = None
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One trait: how many of the best and of the others have it, and how sure the difference is.

    ``log_odds``: shrunk log-odds ratio, best against the others; ``sure``: chance that the trait
    is really commoner among the best.
    """

    kind: str
    value: str
    best: int
    best_of: int
    others: int
    others_of: int
    log_odds: float
    sure: float
    sentence: str


@dataclass(frozen=True, slots=True)
class LearnedProfile:
    """The proposal. ``profile`` is ``None`` where too little is known; ``notice`` then says why.

    ``best``: keys of the clients taken as the best; ``findings``: surest first; ``weights``:
    log-odds of every trait seen, by kind and value, for ``second_opinion``.
    """

    profile: Profile | None
    best: tuple[str, ...]
    findings: tuple[Finding, ...]
    weights: Mapping[str, Mapping[str, float]]
    notice: str | None


def client_quality(clients: Sequence[ClientExample]) -> Floats:
    """How good each client is, 0..1: mean of the ranks by revenue, NPS and purchases known.

    The user's star counts as being first in everything.
    """
    signs = [
        [c.revenue for c in clients],
        [c.nps for c in clients],
        [None if c.purchases is None else float(c.purchases) for c in clients],
    ]
    total, count = np.zeros(len(clients)), np.zeros(len(clients))
    for sign in signs:
        known = np.array([v is not None for v in sign], dtype=np.bool_)
        if known.sum() < 2:
            continue
        values = np.array([v for v in sign if v is not None], dtype=np.float64)
        below = np.searchsorted(np.sort(values), values, side="left")
        upto = np.searchsorted(np.sort(values), values, side="right")
        total[known] += (below + upto - 1) / 2 / (values.size - 1)
        count[known] += 1
    quality = np.divide(total, count, out=np.full(len(clients), 0.5), where=count > 0)
    return np.where([c.starred for c in clients], 1.0, quality)


def learn_profile(
    clients: Sequence[ClientExample],
    config: LearningConfig,
    *,
    name: str = "Like my best clients",
    contacts: Mapping[str, Mapping[str, float]] | None = None,
) -> LearnedProfile:
    """Propose a profile from what sets the best clients apart.

    Args:
        clients: all clients with what is known of them.
        config: shrinkage, least number of clients, how sure a difference must be.
        name: the proposal's name.
        contacts: shares of each trait among all contacts, by kind ("industry", "size", "country",
            "function", "level") and value: what is usual, where the clients are too few to say.
    """
    if len(clients) < config.profile_least_clients:
        missing = count_of(config.profile_least_clients - len(clients), "more client")
        return LearnedProfile(
            None, (), (), {}, f"Too few clients to learn from: {missing} would do."
        )
    quality = client_quality(clients)
    if not any(c.starred or c.revenue or c.nps is not None or c.purchases for c in clients):
        return LearnedProfile(
            None,
            (),
            (),
            {},
            "Nothing says which clients are the best: give revenue or a score, or star some.",
        )
    order = sorted(range(len(clients)), key=lambda i: (-quality[i], clients[i].key))
    starred = sum(c.starred for c in clients)
    best = set(order[: max(2, starred, round(_BEST_SHARE * len(clients)))])
    findings = [
        _finding(kind, value, clients, best, config, (contacts or {}).get(kind, {}))
        for kind in _KINDS
        for value in sorted({v for c in clients for v in _traits(c, kind)})
    ]
    weights: dict[str, dict[str, float]] = {kind: {} for kind in _KINDS}
    for finding in findings:
        weights[finding.kind][finding.value] = finding.log_odds
    findings.sort(key=lambda f: (-f.sure, -f.log_odds, f.kind, f.value))
    sure = [f for f in findings if f.sure >= config.profile_sure and f.best >= 2]
    keys = tuple(clients[i].key for i in order if i in best)
    if not sure:
        notice = (
            f"The best {len(best)} of {len(clients)} clients differ too little from the others "
            "to propose a profile."
        )
        return LearnedProfile(None, keys, tuple(findings), weights, notice)
    proposal = _proposal(name, sure, [clients[i] for i in best])
    return LearnedProfile(proposal, keys, tuple(findings), weights, None)


def second_opinion(
    learned: LearnedProfile, titles: TitleTable, companies: CompanyTable, people: PeopleTable
) -> Floats:
    """Likeness of each person to the best clients, 0..1, ``(P,)``: .5 says nothing either way.

    The sum of the log-odds of the person's known traits (a naive Bayes scorecard).
    """
    weights = learned.weights

    def table(kind: str, names: Sequence[str]) -> Floats:
        return np.array([weights.get(kind, {}).get(n, 0.0) for n in names] + [0.0])

    level = table("level", SENIORITIES)[titles.seniority]
    function = table("function", FUNCTIONS)[titles.first_function]
    industry = table("industry", [i.name for i in industries()])[companies.industry]
    number, names = companies.country_code
    country = table("country", names)[number]
    middle = np.sqrt(companies.size_min * companies.size_max)
    band = np.searchsorted(np.array(SIZE_BANDS, dtype=np.float64), middle, side="left")
    band = np.where(np.isnan(middle), -1, np.minimum(band, len(SIZE_BANDS)))
    size = table("size", [_band_name(b) for b in range(len(SIZE_BANDS) + 1)])[band]
    by_title = np.append(level + function, 0.0)[people.title]
    by_company = np.append(industry + country + size, 0.0)[people.company]
    return np.asarray(1.0 / (1.0 + np.exp(-(by_title + by_company))))


def _band_name(band: int) -> str:
    low = 1 if band == 0 else SIZE_BANDS[band - 1] + 1
    return f"{low:,} and more" if band == len(SIZE_BANDS) else f"{low:,} to {SIZE_BANDS[band]:,}"


def _band(size: float) -> int:
    return int(np.searchsorted(np.array(SIZE_BANDS), size, side="left"))


def _traits(client: ClientExample, kind: str) -> tuple[str, ...]:
    if kind == "industry":
        return (client.industry,) if client.industry else ()
    if kind == "country":
        return (client.country,) if client.country else ()
    if kind == "function":
        return client.functions
    if kind == "level":
        return (client.level,) if client.level else ()
    return (_band_name(_band(client.size)),) if client.size else ()


def _finding(
    kind: str,
    value: str,
    clients: Sequence[ClientExample],
    best: set[int],
    config: LearningConfig,
    usual: Mapping[str, float],
) -> Finding:
    known = [i for i, c in enumerate(clients) if _traits(c, kind)]
    having = {i for i in known if value in _traits(clients[i], kind)}
    inside = [i for i in known if i in best]
    outside = [i for i in known if i not in best]
    a, n = sum(i in having for i in inside), len(inside)
    b, m = sum(i in having for i in outside), len(outside)
    # Both shares are drawn to the same one (of all clients, or of the contacts), so that few
    # observations mean no difference.
    prior = usual.get(value, len(having) / max(1, len(known)))
    prior = min(0.98, max(0.02, prior))
    weight = config.profile_shrinkage
    p = (a + weight * prior) / (n + weight)
    q = (b + weight * prior) / (m + weight)
    log_odds = math.log(p / (1 - p)) - math.log(q / (1 - q))
    error = math.sqrt(1 / ((n + weight) * p * (1 - p)) + 1 / ((m + weight) * q * (1 - q)))
    sure = 0.5 * (1 + math.erf(log_odds / error / math.sqrt(2)))
    shown = country_name(value) if kind == "country" else value
    label = {"size": "size", "level": "level"}.get(kind, kind)
    return Finding(
        kind=kind,
        value=value,
        best=a,
        best_of=n,
        others=b,
        others_of=m,
        log_odds=log_odds,
        sure=sure,
        sentence=(
            f"{label.capitalize()} {shown}: {a} of {n} of your best clients, {b} of {m} of the "
            f"others ({_sure_word(sure)})."
        ),
    )


def _sure_word(sure: float) -> str:
    if sure >= 0.95:
        return "quite sure"
    if sure >= 0.8:
        return "likely a real difference"
    if sure >= 0.2:
        return "may be chance"
    return "rather a sign against"


def _proposal(name: str, sure: Sequence[Finding], best: Sequence[ClientExample]) -> Profile:
    def chosen(kind: str) -> tuple[str, ...]:
        return tuple(f.value for f in sure if f.kind == kind)[:_MOST_OF_A_KIND]

    low: float | None = None
    high: float | None = None
    if chosen("size"):
        sizes = sorted(c.size for c in best if c.size)
        first, last = np.quantile(sizes, [0.1, 0.9])
        bands = _band(float(first)), _band(float(last))
        low = 1.0 if bands[0] == 0 else float(SIZE_BANDS[bands[0] - 1] + 1)
        high = None if bands[1] == len(SIZE_BANDS) else float(SIZE_BANDS[bands[1]])
    return Profile(
        name=name,
        industries=chosen("industry"),
        size_min=low,
        size_max=high,
        countries=chosen("country"),
        functions=chosen("function"),
        seniorities=chosen("level"),
    )
