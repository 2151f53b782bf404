"""What the files of a planted world show of its clients and ties."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from bench.world_kinds import (
    AS_OF,
    COUNTRIES,
    DAY,
    INDUSTRIES,
    NOW,
    Bools,
    Floats,
    Ints,
    Kind,
    sigmoid,
)
from scoring.config import ScoringConfig
from scoring.ties import TieEvidence, decayed_counts, score_ties
from scoring.willingness import Asked, ClientState, Moment

_FROM_ARCHIVES = (
    *("has_messages_file", "n_in", "n_out", "w_in", "w_out", "active_days", "recommended"),
    *("endorsed", "months_together", "school"),
)


def draw_clients(
    kind: Kind, at: Ints, industry: Ints, country: Ints, rng: np.random.Generator
) -> tuple[Floats, tuple[ClientState, ...]]:
    """True willingness, and what is known of each client."""
    n = kind.clients
    effect = rng.uniform(0.5, 1.5, 7)
    mood = rng.normal(0, 1, n)  # what nobody records
    months = rng.gamma(2, 16, n).clip(1, 150)
    touch = rng.exponential(45, n)
    happy = rng.random(n) < 0.25
    favour = rng.random(n) < 0.2
    referred = rng.random(n) < 0.2
    nps = np.round(rng.normal(8.0, 1.5, n)).clip(0, 10)
    has_nps = rng.random(n) < kind.nps_known
    will = sigmoid(
        np.log(0.3 / 0.7)
        + rng.uniform(0.3, 0.9) * kind.mood * mood
        - effect[0] * 0.7 * (months < 6)
        - effect[1] * 0.4 * (touch > 90)
        + effect[2] * 0.5 * happy
        + effect[3] * 0.5 * favour
        + effect[4] * 1.2 * referred
        + effect[5] * kind.nps_tells * 0.5 * (nps >= 9)
        - effect[6] * kind.nps_tells * 1.5 * (nps <= 6)
    )
    states = []
    for i in range(n):
        asks = []
        for _ in range(int(rng.poisson(0.7))):
            yes = rng.random() < will[i]
            asks.append(
                Asked(AS_OF - timedelta(days=int(rng.integers(95, 720))), "yes" if yes else "no")
            )
        states.append(
            ClientState(
                key=f"c{i:03d}",
                name=f"Client {i}",
                account=f"a{at[i]}",
                industry=INDUSTRIES[industry[at[i]]],
                country=COUNTRIES[country[at[i]]],
                nps=float(nps[i]) if has_nps[i] else None,
                since=AS_OF - timedelta(days=int(months[i] * 30.4)),
                last_touch=AS_OF - timedelta(days=int(touch[i])),
                moments=(Moment(AS_OF - timedelta(days=int(rng.integers(1, 30))), "thanked you"),)
                if happy[i]
                else (),
                referrals=int(referred[i]),
                favours=(Moment(AS_OF - timedelta(days=60)),) if favour[i] else (),
                asks=tuple(sorted(asks, key=lambda a: a.on)),
            )
        )
    return will, tuple(states)


def draw_evidence(
    kind: Kind,
    rng: np.random.Generator,
    config: ScoringConfig,
    edge_client: Ints,
    tie: Floats,
    together: Floats,
    same_firm: Bools,
    school: Ints,
    years: Floats,
    others: Ints,
) -> TieEvidence:
    """What the files show of each tie."""
    edges = tie.size
    archive = (rng.random(kind.clients) < kind.archives)[edge_client]
    # Messages: the better two know each other, the likelier they write at all, and the more.
    writes = rng.random(edges) < sigmoid(rng.uniform(5, 8) * (tie - rng.uniform(0.35, 0.5)))
    rate = np.where(writes, np.exp(rng.normal(0.8, 0.9, edges) + 2.0 * tie), 0.0)
    cold = rng.random(edges) < 0.06  # one-way pitches that say nothing
    received = rng.poisson(rate) + cold * rng.integers(1, 3, edges)
    sent = rng.poisson(rate * rng.uniform(0.5, 1.2))
    received, sent = received * archive, sent * archive
    index = np.concatenate(
        [np.repeat(np.arange(edges), received), np.repeat(np.arange(edges), sent)]
    )
    incoming = np.concatenate([np.ones(received.sum(), bool), np.zeros(sent.sum(), bool)])
    newest = rng.exponential(np.where(tie > 0.5, 60, 300), edges)
    ago = newest[index] + rng.exponential(200, index.size)
    counts = decayed_counts(
        index,
        incoming,
        NOW - ago * DAY,
        edge_introducer=edge_client,
        introducers=kind.clients,
        as_of_epoch=NOW,
        config=config.tie,
    )
    praised = archive & (rng.random(edges) < 0.06 * tie**2)
    endorsed = archive & (rng.random(edges) < 0.25 * tie)
    size = np.bincount(edge_client, minlength=kind.clients)[edge_client]
    shown = archive | same_firm
    return TieEvidence.of(
        edges,
        has_messages_file=archive,
        n_in=counts.n_in,
        n_out=counts.n_out,
        w_in=counts.w_in,
        w_out=counts.w_out,
        active_days=counts.active_days,
        last_contact_days=counts.last_contact_days,
        recommended=praised.astype(np.int8) * rng.integers(1, 3, edges),
        endorsed=endorsed.astype(np.int8) * rng.integers(1, 3, edges),
        months_together=np.where(shown & (rng.random(edges) < 0.4), together, 0.0),
        same_company_now=same_firm,
        school=np.where(archive & (rng.random(edges) < 0.4), school, 0),
        other_clients=others,
        years_connected=years,
        network_size=size.astype(np.float64),
    )


def by_the_book(
    kind: Kind,
    rng: np.random.Generator,
    config: ScoringConfig,
    edge_client: Ints,
    tie: Floats,
    together: Floats,
    same_firm: Bools,
    school: Ints,
    years: Floats,
    others: Ints,
) -> tuple[Floats, TieEvidence]:
    """Ties as the formula would find them from full archives, with a little noise; and what the
    archives that were really sent show of them."""
    full = draw_evidence(
        replace(kind, archives=1.0),
        rng,
        config,
        edge_client,
        tie,
        together,
        same_firm,
        school,
        years,
        others,
    )
    formula = score_ties(full, config.tie).tie
    truth = sigmoid(np.log(formula / (1 - formula)) + rng.normal(0, 0.5, tie.size))
    sent = (rng.random(kind.clients) < kind.archives)[edge_client]
    shown = {
        name: np.where(sent, getattr(full, name), getattr(blank, name))
        for blank in [TieEvidence.of(tie.size)]
        for name in (*_FROM_ARCHIVES, "last_contact_days")
    }
    return truth, replace(full, **shown)
