"""The evaluations run, and say what they should on small planted cases."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from bench import judgement, ties, worlds
from scoring.config import default_config
from scoring.planning import industry_likeness

CONFIG = default_config()
SMALL = worlds.Kind("small", archives=0.8, clients=30, contacts=120, people=2_000)


def test_a_world_is_the_same_for_the_same_seed() -> None:
    one, two = (worlds.make_world(SMALL, 3, CONFIG) for _ in range(2))
    assert one.titles == two.titles
    assert np.array_equal(one.true_yes, two.true_yes)
    other = worlds.make_world(SMALL, 4, CONFIG)
    assert one.titles != other.titles


def test_the_files_of_a_world_tell_something_of_its_truth() -> None:
    world = worlds.make_world(SMALL, 5, CONFIG)
    file = world.evidence.has_messages_file
    from scoring.ties import score_ties

    seen = score_ties(world.evidence, CONFIG.tie).tie
    assert np.corrcoef(seen[file], world.true_tie[file])[0, 1] > 0.4
    assert np.corrcoef(world.shown_fit, world.true_fit)[0, 1] > 0.7


def test_our_plan_beats_its_rivals_over_small_worlds() -> None:
    table = industry_likeness(CONFIG.fit.near_industry)

    class Told:
        def predict(self, columns: np.ndarray) -> np.ndarray:
            return np.full(len(columns), 0.5)

    found = [
        judgement.shares(worlds.make_world(SMALL, seed, CONFIG), CONFIG, table, seed, Told())
        for seed in range(6)
    ]
    mean = {name: np.mean([f[name] for f in found]) for name in found[0]}
    assert mean["ours"] > mean["spreadsheet"] + 0.05
    assert mean["spreadsheet"] > mean["chance"]
    assert all(0 <= share <= 1 + 1e-9 for f in found for share in f.values())


def test_two_hundred_outcomes_mend_the_calibration() -> None:
    slopes = np.array(
        [judgement.calibration(worlds.KINDS[n % 3], 400 + n, CONFIG) for n in range(5)]
    )
    before, after = np.median(slopes, axis=0)
    assert abs(after - 1) < abs(before - 1)
    assert 0.7 < after < 1.3


def test_the_auc_by_hand() -> None:
    assert ties.auc(np.array([True, False, False]), np.array([2.0, 1.0, 3.0])) == 0.5
    assert ties.auc(np.array([True, False]), np.array([1.0, 1.0])) == 0.5
    assert ties.auc(np.array([True, True, False]), np.array([3.0, 2.0, 1.0])) == 1.0


def test_exchange_foretells_better_than_count_and_age() -> None:
    found = ties.compare(ties.synthetic(1), 2, CONFIG.tie)
    assert found["ours, exchange"] > found["count"] > found["age of connection"]
    assert found["ours, exchange"] > found["recency"]


@pytest.mark.parametrize(
    "text",
    [
        "from,to,time\na,b,86400\nb,a,172800\n",
        "a b 86400\nb a 172800\n",
        "a;b;1970-01-02T00:00:00\nb;a;1970-01-03T00:00:00+00:00\n",
    ],
)
def test_graphs_are_read_in_their_usual_forms(tmp_path: Path, text: str) -> None:
    path = tmp_path / "graph.txt"
    path.write_text(text)
    graph = ties.read_graph(path)
    assert graph.people == 2
    assert graph.seconds.tolist() == [86400, 172800]
    assert graph.sender.tolist() == [0, 1]


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "graph.csv"
    path.write_text("a,b,1\na,b\n")
    with pytest.raises(ValueError, match="line 2"):
        ties.read_graph(path)


def test_what_comes_next_is_not_seen_before(tmp_path: Path) -> None:
    day = 86_400.0
    graph = ties.Graph(
        np.array([0, 1, 0, 1]),
        np.array([1, 0, 1, 0]),
        np.array([1.0, 2.0, 50.0, 51.0]) * day,
        2,
    )
    snap = ties.snapshot(graph, 40 * day, CONFIG.tie)
    assert snap.evidence.n_in.tolist() == [1, 1]
    assert snap.next_month.tolist() == [True, True]
    late = ties.snapshot(graph, 100 * day, CONFIG.tie)
    assert late.evidence.n_in.tolist() == [2, 2]
    assert not late.next_month.any()
    assert math.isclose(late.first_days[0], 99.0)
