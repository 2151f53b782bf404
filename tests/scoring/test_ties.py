"""Tie strength against numbers worked out by hand from the formula in the docs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from scoring.config import default_config
from scoring.ties import (
    CONFIRMED,
    LEVELS,
    LIKELY,
    PART_NAMES,
    POTENTIAL,
    UNKNOWN,
    TieEvidence,
    decayed_counts,
    exchange_strength,
    score_ties,
    tie_parts,
)

CONFIG = default_config().tie
DAY = 86_400.0


def logit(p: float) -> float:
    return math.log(p / (1 - p))


def tie_of(**known: object) -> float:
    return float(score_ties(TieEvidence.of(1, **known), CONFIG).tie[0])  # type: ignore[arg-type]


def test_a_bare_connection_has_the_prior() -> None:
    assert tie_of() == pytest.approx(0.1994, abs=1e-4)  # sigmoid(-1.39)


def test_an_absent_file_says_nothing_and_a_silent_one_speaks_against() -> None:
    assert logit(tie_of(has_messages_file=True)) == pytest.approx(-2.09)
    assert tie_of(has_messages_file=True) < tie_of(has_messages_file=False)


def test_one_way_messages_add_nothing_but_undo_the_silence() -> None:
    assert logit(tie_of(has_messages_file=True, n_in=3, w_in=2.0)) == pytest.approx(-1.39)


def test_exchange_by_hand() -> None:
    # W_in 3, W_out 1, 4 active days: log1p(3)=1.38629, log1p(1)=.69315;
    # R = 2*.69315/2.07944 = .66667; E = log1p(4)*(.5+.5*.66667) + .3*log1p(4) = 1.60944*1.13333
    evidence = TieEvidence.of(
        1,
        has_messages_file=True,
        n_in=5,
        n_out=2,
        w_in=3.0,
        w_out=1.0,
        active_days=4,
        last_contact_days=10,
    )
    assert exchange_strength(evidence, CONFIG)[0] == pytest.approx(1.60944 * 1.13333, abs=1e-4)
    assert logit(score_ties(evidence, CONFIG).tie[0]) == pytest.approx(
        -1.39 + 1.2 * 1.60944 * 1.13333, abs=1e-3
    )


def test_past_volume_counts_only_after_45_days_of_silence() -> None:
    known = {"has_messages_file": True, "n_in": 6, "n_out": 3, "w_in": 0.0, "w_out": 0.0}
    gain = logit(tie_of(**known, last_contact_days=46)) - logit(
        tie_of(**known, last_contact_days=45)
    )
    assert gain == pytest.approx(0.4 * math.log(4))  # log1p(min(6, 3))


def test_exchange_is_capped() -> None:
    huge = tie_of(
        has_messages_file=True,
        n_in=999,
        n_out=999,
        w_in=999,
        w_out=999,
        active_days=300,
        last_contact_days=1,
    )
    assert logit(huge) == pytest.approx(-1.39 + 1.2 * 4.0)


@pytest.mark.parametrize(
    ("known", "added"),
    [
        ({"months_together": 12}, 0.5),
        ({"months_together": 48}, 1.0),
        ({"same_company_now": True}, 0.8),
        ({"school": 2}, 0.4),
        ({"school": 1}, 0.1),
        ({"recommended": 1}, 1.8),
        ({"recommended": 2}, 2.4),
        ({"endorsed": 2}, 0.6),
        ({"other_clients": 3}, 0.25 * math.log(4)),
        ({"other_clients": 500}, 0.25 * 2.4),
        ({"years_connected": 9}, 0.1 * math.log(10)),
        ({"shared_email": True}, 0.2),
        ({"network_size": 5_000}, -0.15),
        ({"network_size": 100}, 0.0),
    ],
)
def test_each_kind_of_evidence(known: dict[str, object], added: float) -> None:
    assert logit(tie_of(**known)) - logit(tie_of()) == pytest.approx(added, abs=1e-9)


@pytest.mark.parametrize(("answer", "tie"), [(2, 0.9), (1, 0.5), (0, 0.05)])
def test_the_introducers_answer_overrides(answer: int, tie: float) -> None:
    assert tie_of(answer=answer, recommended=2, has_messages_file=True) == tie


def test_ranking_tie_is_capped_at_seven_tenths() -> None:
    result = score_ties(TieEvidence.of(2, answer=[2, 1]), CONFIG)
    assert result.rank_tie.tolist() == [1.0, pytest.approx(0.5 / 0.7)]


def test_levels() -> None:
    evidence = TieEvidence.of(
        7,
        n_in=[1, 1, 0, 0, 0, 0, 0],
        n_out=[1, 0, 0, 0, 0, 0, 0],
        recommended=[0, 0, 1, 0, 0, 0, 0],
        months_together=[0, 0, 0, 5, 0, 0, 0],
        years_connected=[1, 1, 1, 1, 9, 1, 1],
        other_clients=[0, 0, 0, 0, 0, 2, 0],
        answer=[-1, -1, -1, -1, -1, -1, 0],
    )
    expected = [LIKELY, UNKNOWN, LIKELY, POTENTIAL, UNKNOWN, POTENTIAL, CONFIRMED]
    assert score_ties(evidence, CONFIG).level.tolist() == expected
    assert LEVELS[UNKNOWN] == "unknown"


def test_parts_add_up_to_the_logit() -> None:
    evidence = TieEvidence.of(
        3,
        has_messages_file=True,
        n_in=[0, 2, 9],
        n_out=[0, 2, 0],
        w_in=[0, 1.5, 3],
        w_out=[0, 1, 0],
        active_days=[0, 3, 4],
        years_connected=[1, math.nan, 4],
        network_size=[900, 5_000, math.nan],
        endorsed=[0, 1, 2],
    )
    parts = tie_parts(evidence, CONFIG)
    assert parts.shape == (3, len(PART_NAMES))
    for row, tie in enumerate(score_ties(evidence, CONFIG).tie):
        assert CONFIG.prior_logit + parts[row].sum() == pytest.approx(logit(tie))


def test_decay_by_the_introducers_own_rhythm() -> None:
    # Introducer 0 writes every 10 days (half-life 40 d); introducer 1 once (60 d, unknown).
    days_ago = np.array([40, 30, 20, 10, 60])
    counts = decayed_counts(
        edge_index=[0, 0, 0, 0, 1],
        incoming=[True, False, True, False, True],
        epoch_seconds=1_000 * DAY - days_ago * DAY,
        edge_introducer=[0, 1],
        introducers=2,
        as_of_epoch=1_000 * DAY,
        config=CONFIG,
    )
    assert counts.half_life_days.tolist() == [40.0, 60.0]
    assert counts.n_in.tolist() == [2, 1]
    assert counts.w_in[0] == pytest.approx(0.5 + 0.5**0.5)
    assert counts.w_out[0] == pytest.approx(0.5**0.75 + 0.5**0.25)
    assert counts.w_in[1] == pytest.approx(0.5)
    assert counts.active_days.tolist() == [4, 1]
    assert counts.last_contact_days.tolist() == [10, 60]


def test_half_life_keeps_its_bounds_and_the_future_is_not_seen() -> None:
    counts = decayed_counts(
        edge_index=[0, 0, 0, 1, 1],
        incoming=[True] * 5,
        epoch_seconds=[999 * DAY, 999.1 * DAY, 1_001 * DAY, 0.0, 900 * DAY],
        edge_introducer=[0, 1, 1],
        introducers=2,
        as_of_epoch=1_000 * DAY,
        config=CONFIG,
    )
    assert counts.half_life_days.tolist() == [30.0, 180.0]
    assert counts.n_in.tolist() == [2, 2, 0]
    assert math.isnan(counts.last_contact_days[2])


def test_a_message_in_a_group_counts_less_and_never_as_one_between_two() -> None:
    counts = decayed_counts(
        edge_index=[0, 0, 0, 1],
        incoming=[True, False, True, True],
        epoch_seconds=[999 * DAY] * 4,
        edge_introducer=[0, 0],
        introducers=1,
        as_of_epoch=999 * DAY,
        config=CONFIG,
        people=[2, math.nan, 6, 3],
    )
    assert counts.n_in.tolist() == [1, 0] and counts.n_out.tolist() == [1, 0]
    assert counts.n_group.tolist() == [1, 1]
    assert counts.w_in.tolist() == pytest.approx([1.2, 0.0])
    assert counts.active_days.tolist() == [1, 0]
    assert math.isnan(counts.last_contact_days[1])
    silent = tie_of(has_messages_file=True)
    assert silent < tie_of(has_messages_file=True, n_group=3) == tie_of()
    assert silent < tie_of(has_messages_file=True, invited=True) == tie_of()


def test_a_lively_group_never_counts_more_than_what_two_wrote_alone() -> None:
    # One hello each way forty days apart, long ago, and today a hundred messages in a group of five.
    counts = decayed_counts(
        edge_index=[0] * 102,
        incoming=[False, *[True] * 101],
        epoch_seconds=[600 * DAY, 640 * DAY, *(999 * DAY - 60 * n for n in range(100))],
        edge_introducer=[0],
        introducers=1,
        as_of_epoch=999 * DAY,
        config=CONFIG,
        people=[2.0, 2.0, *[5.0] * 100],
    )
    assert counts.n_in.tolist() == [1] and counts.n_group.tolist() == [100]
    assert 1 < counts.w_in[0] <= 2 and counts.w_out[0] < 1
    # The rhythm is that of talk between two: the group does not make it quicker.
    assert counts.half_life_days.tolist() == [160.0]


def test_an_address_kept_and_one_shown_count_once() -> None:
    assert tie_of(address_book=True, shared_email=True) == tie_of(shared_email=True) > tie_of()
    assert tie_of(address_book=True) > tie_of()


def test_connecting_while_at_the_same_company_is_potential() -> None:
    evidence = TieEvidence.of(1, former_company=True)
    assert score_ties(evidence, CONFIG).level.tolist() == [1]
    assert tie_of() < tie_of(former_company=True) < tie_of(same_company_now=True)
    both = {"months_together": 30, "former_company": True}
    assert tie_of(**both) == tie_of(months_together=30)
    # Some months more are never less.
    ties = [tie_of(months_together=months, former_company=True) for months in (0, 0.2, 3, 15, 24)]
    assert ties == sorted(ties)


def test_no_messages_at_all() -> None:
    counts = decayed_counts(
        [], [], [], edge_introducer=[0, 0], introducers=1, as_of_epoch=0.0, config=CONFIG
    )
    assert counts.n_in.tolist() == [0, 0]
    assert counts.half_life_days.tolist() == [60.0]


def test_wrong_columns_are_named() -> None:
    with pytest.raises(TypeError, match="no such evidence: charm"):
        TieEvidence.of(1, charm=3)
    with pytest.raises(ValueError, match="n_in has shape"):
        TieEvidence.of(2, n_in=[1, 2, 3])


@given(
    hnp.arrays(np.float64, 6, elements=st.floats(0, 1e4)),
    hnp.arrays(np.float64, 6, elements=st.floats(0, 1e4)),
    st.booleans(),
)
def test_tie_is_a_share_and_more_exchange_never_lowers_it(
    w_in: np.ndarray, w_out: np.ndarray, file: bool
) -> None:
    def score(factor: float) -> np.ndarray:
        return score_ties(
            TieEvidence.of(
                6,
                has_messages_file=file,
                n_in=np.ceil(w_in) * factor,
                n_out=np.ceil(w_out) * factor,
                w_in=w_in * factor,
                w_out=w_out * factor,
                last_contact_days=1.0,
            ),
            CONFIG,
        ).tie

    once, twice = score(1.0), score(2.0)
    assert ((once > 0) & (once < 1)).all()
    both = (w_in > 0) & (w_out > 0)
    assert (twice[both] >= once[both] - 1e-12).all()


def test_an_old_exchange_is_a_floor_and_never_an_advantage() -> None:
    once = {"has_messages_file": True, "n_in": 5, "n_out": 5, "active_days": 4}
    asleep = tie_of(**once, w_in=0.01, w_out=0.01, last_contact_days=400)
    awake = tie_of(**once, w_in=3, w_out=3, last_contact_days=3)
    silent = tie_of(has_messages_file=True)
    assert silent < asleep < awake
    # Lately some, long ago much: what is there now decides, not the sum of both.
    faded = tie_of(**once, w_in=2.9, w_out=2.9, last_contact_days=46)
    assert faded <= awake
