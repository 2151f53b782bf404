"""Tie strength: how well an introducer and a prospect know each other, from what the files hold.

The formula and its sources (Gilbert & Karahalios 2009, Hidalgo & Rodriguez-Sickert 2008,
Navarro 2017 and others) stand in docs/; the weights in ``data/scoring.toml``. An absent file
says nothing; a file that is there and never mentions the person speaks against the tie.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from scoring.config import TieConfig

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

LEVELS: Final = ("unknown", "potential", "likely", "confirmed")
"""Evidence levels; their position is the code in ``TieResult.level``."""
UNKNOWN, POTENTIAL, LIKELY, CONFIRMED = range(4)

NO_ANSWER, ANSWER_NOT, ANSWER_LITTLE, ANSWER_WELL = -1, 0, 1, 2
"""Codes of ``TieEvidence.answer``: the introducer's own word."""
ANSWERS: Final = {"not": ANSWER_NOT, "little": ANSWER_LITTLE, "well": ANSWER_WELL}

SCHOOL_NONE, SCHOOL_OTHER_YEARS, SCHOOL_SAME_YEARS = 0, 1, 2

PART_NAMES: Final = (
    "messages",
    "past messages",
    "worked together",
    "same company now",
    "former company",
    "school",
    "recommendation",
    "endorsements",
    "mutual clients",
    "years connected",
    "shared e-mail",
    "address book",
    "network size",
)
"""What the columns of ``tie_parts`` mean, in this order."""

_SECONDS_PER_DAY: Final = 86_400.0
_KINDS: Final[dict[str, tuple[Any, Any]]] = {
    "has_messages_file": (np.bool_, False),
    "n_in": (np.float64, 0.0),
    "n_out": (np.float64, 0.0),
    "w_in": (np.float64, 0.0),
    "w_out": (np.float64, 0.0),
    "n_group": (np.float64, 0.0),
    "invited": (np.bool_, False),
    "active_days": (np.float64, 0.0),
    "last_contact_days": (np.float64, np.nan),
    "recommended": (np.int8, 0),
    "recommended_by": (np.int8, 0),
    "endorsed": (np.int8, 0),
    "endorsed_by": (np.int8, 0),
    "months_together": (np.float64, 0.0),
    "same_company_now": (np.bool_, False),
    "former_company": (np.bool_, False),
    "school": (np.int8, 0),
    "other_clients": (np.float64, 0.0),
    "years_connected": (np.float64, np.nan),
    "network_size": (np.float64, np.nan),
    "shared_email": (np.bool_, False),
    "address_book": (np.bool_, False),
    "follows": (np.bool_, False),
    "answer": (np.int8, NO_ANSWER),
}


@dataclass(frozen=True, slots=True)
class TieEvidence:
    """What is known of each edge (introducer – contact); every array has shape ``(E,)``.

    ``n_in``/``n_out``: messages to and from the introducer, plain counts; ``w_in``/``w_out``: the
    same, decayed (``decayed_counts``). ``n_group``: messages in a conversation of more than two.
    ``invited``: an invitation to connect came with a note of its own. ``active_days``: distinct
    days with a message. ``last_contact_days``: days since the last one, NaN for never.
    ``recommended`` and ``endorsed``: 0 none, 1 one way, 2 both ways; ``…_by`` who did it of one
    way: 0 not told, 1 the introducer, 2 the contact. ``former_company``: they connected while the
    introducer worked where the contact is now. ``address_book``: the introducer keeps the contact's
    address. ``follows``: the introducer follows the contact's company, which is said but not
    counted. ``months_together``: overlap in the same company, 0 where unknown. ``school``: 0 none,
    1 same school in other years, 2 same years. ``other_clients``: how many other introducers know
    the contact. ``years_connected`` and ``network_size``: NaN where unknown. ``answer``: -1 none, 0
    "not", 1 "little", 2 "well".
    """

    has_messages_file: Bools
    n_in: Floats
    n_out: Floats
    w_in: Floats
    w_out: Floats
    n_group: Floats
    invited: Bools
    active_days: Floats
    last_contact_days: Floats
    recommended: Codes
    recommended_by: Codes
    endorsed: Codes
    endorsed_by: Codes
    months_together: Floats
    same_company_now: Bools
    former_company: Bools
    school: Codes
    other_clients: Floats
    years_connected: Floats
    network_size: Floats
    shared_email: Bools
    address_book: Bools
    follows: Bools
    answer: Codes

    @classmethod
    def of(cls, size: int, **known: npt.ArrayLike) -> TieEvidence:
        """Evidence for ``size`` edges; what is not given is unknown.

        Raises:
            TypeError: a name that is no field.
            ValueError: an array that is not of length ``size`` (or a single value).
        """
        if unknown := set(known) - set(_KINDS):
            raise TypeError(f"no such evidence: {', '.join(sorted(unknown))}")
        arrays: dict[str, Any] = {}
        for name, (kind, blank) in _KINDS.items():
            value = np.asarray(known.get(name, blank)).astype(kind, copy=False)
            if value.ndim == 0:
                value = np.full(size, value, dtype=kind)
            if value.shape != (size,):
                raise ValueError(f"{name} has shape {value.shape}, expected ({size},)")
            arrays[name] = value
        return cls(**arrays)

    def __len__(self) -> int:
        return int(self.n_in.shape[0])

    def take(self, rows: npt.ArrayLike) -> TieEvidence:
        """The evidence of some edges only, in the order of ``rows``."""
        index = np.asarray(rows)
        return TieEvidence(
            **{f.name: getattr(self, f.name)[index] for f in dataclasses.fields(self)}
        )


@dataclass(frozen=True, slots=True)
class MessageCounts:
    """Message figures per edge, shape ``(E,)``, and the half-life per introducer, shape ``(C,)``.

    The fields of the edges have the names and meanings of ``TieEvidence``.
    """

    n_in: Floats
    n_out: Floats
    w_in: Floats
    w_out: Floats
    n_group: Floats
    active_days: Floats
    last_contact_days: Floats
    half_life_days: Floats


@dataclass(frozen=True, slots=True)
class TieResult:
    """``tie`` 0..1 and ``rank_tie`` = min(tie, .7)/.7, float64 ``(E,)``; ``level`` int8 ``(E,)``."""

    tie: Floats
    rank_tie: Floats
    level: Codes


def decayed_counts(
    edge_index: npt.ArrayLike,
    incoming: npt.ArrayLike,
    epoch_seconds: npt.ArrayLike,
    *,
    edge_introducer: npt.ArrayLike,
    introducers: int,
    as_of_epoch: float,
    config: TieConfig,
    people: npt.ArrayLike | None = None,
) -> MessageCounts:
    """Counts per edge from single messages, decayed by each introducer's own rhythm.

    Args:
        edge_index: the edge of each message, int ``(M,)``.
        incoming: whether the contact wrote it (else the introducer did), bool ``(M,)``.
        epoch_seconds: when, ``(M,)``; messages after ``as_of_epoch`` are left out.
        edge_introducer: the introducer's number of each edge, int ``(E,)``, 0..C-1.
        introducers: C.
        as_of_epoch: the moment the plan is made for, in epoch seconds.
        config: half-life is ``half_life_gaps`` x the introducer's median gap, within bounds.
        people: how many take part in each message's conversation, ``(M,)``, NaN where unknown. In a
            group of n a message counts 1/(n-1) of one between two, as Newman (2001) weighs papers
            of n authors, only within an exchange that the two have alone as well, and all of them
            together never more than the plain count of what the two wrote alone in that direction.
            The rhythm is that of what is written to one alone.
    """
    owner = np.asarray(edge_introducer, dtype=np.int64)
    edges = owner.shape[0]
    edge = np.asarray(edge_index, dtype=np.int64)
    seconds = np.asarray(epoch_seconds, dtype=np.float64)
    received = np.asarray(incoming, dtype=np.bool_)
    past = seconds <= as_of_epoch
    edge, seconds, received = edge[past], seconds[past], received[past]
    size = np.full(past.shape, 2.0) if people is None else np.asarray(people, dtype=np.float64)
    size = np.nan_to_num(size[past], nan=2.0)
    alone = size <= 2

    half_life = _half_lives(owner[edge[alone]], seconds[alone], introducers, config)
    age_days = (as_of_epoch - seconds) / _SECONDS_PER_DAY
    weight = np.exp2(-age_days / half_life[owner[edge]]) / np.maximum(size - 1, 1)

    def total(mask: Bools, values: Floats | None = None) -> Floats:
        picked = None if values is None else values[mask]
        return np.bincount(edge[mask], weights=picked, minlength=edges).astype(np.float64)

    def decayed(mask: Bools, plain: Floats) -> Floats:
        return total(mask & alone, weight) + np.minimum(total(mask & ~alone, weight), plain)

    n_in, n_out = total(received & alone), total(~received & alone)
    last = np.full(edges, np.inf)
    np.minimum.at(last, edge[alone], age_days[alone])
    day = np.floor(seconds / _SECONDS_PER_DAY).astype(np.int64)[alone]
    if day.size:
        span = day.max() - day.min() + 1
        distinct = np.unique(edge[alone] * span + (day - day.min())) // span
    else:
        distinct = edge[alone]
    return MessageCounts(
        n_in=n_in,
        n_out=n_out,
        w_in=decayed(received, n_in),
        w_out=decayed(~received, n_out),
        n_group=total(~alone),
        active_days=np.bincount(distinct, minlength=edges).astype(np.float64),
        last_contact_days=np.where(np.isinf(last), np.nan, last),
        half_life_days=half_life,
    )


def _half_lives(introducer: Ints, seconds: Floats, introducers: int, config: TieConfig) -> Floats:
    """Half-life in days per introducer, ``(C,)``: from the median gap between their messages."""
    result = np.full(introducers, config.half_life_unknown)
    order = np.lexsort((seconds, introducer))
    who, when = introducer[order], seconds[order]
    same = who[1:] == who[:-1]
    gaps, owners = np.diff(when)[same] / _SECONDS_PER_DAY, who[1:][same]
    if not gaps.size:
        return result
    order = np.lexsort((gaps, owners))
    gaps, owners = gaps[order], owners[order]
    found, start, count = np.unique(owners, return_index=True, return_counts=True)
    median = (gaps[start + (count - 1) // 2] + gaps[start + count // 2]) / 2
    result[found] = np.clip(
        config.half_life_gaps * median, config.half_life_least, config.half_life_most
    )
    return result


def exchange_strength(evidence: TieEvidence, config: TieConfig) -> Floats:
    """E = log1p(W_in + W_out)·(.5 + .5 R) + .3·log1p(active days), float64 ``(E,)``."""
    log_in, log_out = np.log1p(evidence.w_in), np.log1p(evidence.w_out)
    both = log_in + log_out
    reciprocity = np.divide(
        2 * np.minimum(log_in, log_out), both, out=np.zeros_like(both), where=both > 0
    )
    volume = np.log1p(evidence.w_in + evidence.w_out) * (0.5 + 0.5 * reciprocity)
    return np.asarray(volume + config.active_days * np.log1p(evidence.active_days))


def tie_parts(evidence: TieEvidence, config: TieConfig) -> Floats:
    """What each kind of evidence adds on the logit scale, ``(E, len(PART_NAMES))``.

    Their sum and ``prior_logit`` give the logit of the tie. For a million edges use
    ``score_ties``, which keeps only the sum.
    """
    return np.column_stack(_parts(evidence, config))


def score_ties(evidence: TieEvidence, config: TieConfig) -> TieResult:
    """Tie strength and evidence level of each edge; linear in the number of edges."""
    logit = np.full(len(evidence), config.prior_logit)
    for part in _parts(evidence, config):
        logit += part
    tie = 1.0 / (1.0 + np.exp(-logit))
    answers = np.array([config.answer_not, config.answer_little, config.answer_well])
    answered = evidence.answer >= 0
    tie = np.where(answered, answers[np.maximum(evidence.answer, 0)], tie)
    return TieResult(
        tie=tie,
        rank_tie=np.minimum(tie, config.rank_most) / config.rank_most,
        level=evidence_level(evidence),
    )


def evidence_level(evidence: TieEvidence) -> Codes:
    """Codes into ``LEVELS``, int8 ``(E,)``: the best evidence there is, not how strong it is."""
    two_way = (evidence.n_in > 0) & (evidence.n_out > 0)
    likely = two_way | (evidence.recommended > 0)
    potential = (
        (evidence.months_together > 0)
        | evidence.same_company_now
        | evidence.former_company
        | (evidence.school == SCHOOL_SAME_YEARS)
        | (evidence.other_clients > 0)
        | (evidence.endorsed > 0)
    )
    level = np.where(potential, POTENTIAL, UNKNOWN)
    level = np.where(likely, LIKELY, level)
    return np.where(evidence.answer >= 0, CONFIRMED, level).astype(np.int8)


def _parts(evidence: TieEvidence, config: TieConfig) -> list[Floats]:
    two_way = (evidence.n_in > 0) & (evidence.n_out > 0)
    never = (evidence.n_in + evidence.n_out + evidence.n_group == 0) & ~evidence.invited
    strength = np.minimum(exchange_strength(evidence, config), config.exchange_most)
    past = np.minimum(np.log1p(np.minimum(evidence.n_in, evidence.n_out)), config.past_most)
    # A person whose last message has no known date counts as silent.
    silent = ~(evidence.last_contact_days <= config.past_after_days)
    file = evidence.has_messages_file
    age = np.nan_to_num(np.log1p(np.maximum(evidence.years_connected, 0.0)), nan=0.0)
    size = np.where(np.isnan(evidence.network_size), 1.0, np.maximum(evidence.network_size, 1.0))
    now = np.where(two_way & file, config.exchange * strength, 0.0)
    # What once was holds a sleeping tie up to its floor; it never lifts one above those awake.
    floor = np.where(two_way & file & silent, config.past * past, 0.0)
    together = config.together * np.minimum(1.0, evidence.months_together / config.together_months)
    former = config.former_company * (evidence.former_company & ~evidence.same_company_now)
    return [
        np.where(file & never, config.silent, now),
        np.maximum(floor - now, 0.0),
        together,
        config.same_company_now * evidence.same_company_now,
        # The day they connected is a guess at months together: it counts where those say less.
        np.maximum(former - together, 0.0),
        config.school_same_years * (evidence.school == SCHOOL_SAME_YEARS)
        + config.school_other_years * (evidence.school == SCHOOL_OTHER_YEARS),
        config.recommendation * (evidence.recommended > 0)
        + config.recommendation_both * (evidence.recommended == 2),
        config.endorsement * evidence.endorsed.astype(np.float64),
        config.mutual * np.minimum(np.log1p(evidence.other_clients), config.mutual_most),
        config.age * age,
        config.shared_email * evidence.shared_email,
        config.address_book * (evidence.address_book & ~evidence.shared_email),
        config.network * np.maximum(0.0, np.log10(size / config.network_from)),
    ]
