"""The list of prospects: filters against plain reading, the best way in, the order."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from prospecting.errors import Refused
from prospecting.services import planning, search
from prospecting.services.search import Filters
from prospecting.services.session import Session
from prospecting.workspace import Workspace


@pytest.fixture
def sample(filled: Path, tmp_path: Path) -> Iterator[Session]:
    """A session on a copy of the filled workspace."""
    copy = tmp_path / "sample.duckdb"
    shutil.copyfile(filled, copy)
    with Workspace.open(copy) as ws:
        yield Session(ws=ws, as_of=dt.date(2026, 11, 20))


def test_the_lists_hold_everybody_once(sample: Session) -> None:
    found = search.find(sample, Filters())
    frame = found.index.judged.frame
    everybody = np.sort(np.concatenate([found.rows[name] for name in search.STANDINGS]))
    assert everybody.tolist() == np.flatnonzero(~frame.is_suppressed).tolist()


def test_prospects_come_in_the_order_of_the_plan(sample: Session) -> None:
    found = search.find(sample, Filters())
    ours = [line.person_id for line in search.lines(found, "prospects", 0, 40)]
    theirs = [one.prospect_id for one in planning.list_prospects(sample, limit=40)]
    assert ours == theirs


def test_the_way_in_shown_is_the_first_of_the_persons_ways(sample: Session) -> None:
    found = search.find(sample, Filters())
    views = planning.list_prospects(sample, limit=30)
    for line, view in zip(search.lines(found, "prospects", 0, 30), views, strict=True):
        open_ways = [way for way in view.introducers if not way.note]
        assert line.introducer == open_ways[0].client_name
        assert line.evidence == open_ways[0].tie_evidence
        assert line.ways == len(view.introducers)


def test_filters_keep_those_and_only_those(sample: Session) -> None:
    offered = search.choices(sample)
    country, level = offered["countries"][0], offered["levels"][0]
    everybody = search.find(sample, Filters())
    total = everybody.count("prospects")
    by_country = search.find(sample, Filters(countries=(country,)))
    assert 0 < by_country.count("prospects") < total
    both = search.find(sample, Filters(countries=(country,), levels=(level,)))
    assert both.count("prospects") <= by_country.count("prospects")
    index = by_country.index
    names = {search.country_name(code): at for at, code in enumerate(index.countries)}
    assert set(index.country[by_country.rows["prospects"]]) == {names[country]}


def test_reachable_now_means_a_ready_client_with_asks_left(sample: Session) -> None:
    found = search.find(sample, Filters(reachable_now=True))
    judged = found.index.judged
    ready = {
        row["client_id"]
        for row, today in zip(judged.rows, judged.today, strict=True)
        if row and today and today.state == "ready" and today.budget_left > 0
    }
    kept = set(found.rows["prospects"].tolist())
    for row in search.find(sample, Filters()).rows["prospects"].tolist():
        edges = [e for e in judged.frame.edges_of(row) if judged.against[e] == 0]
        clients = {int(judged.frame.client[judged.frame.edge_client[e]]) for e in edges}
        assert (row in kept) == bool(clients & ready)


def test_evidence_asks_for_an_open_way_of_that_level(sample: Session) -> None:
    found = search.find(sample, Filters(evidence="likely or confirmed"))
    assert found.count("prospects")
    for line in search.lines(found, "prospects", 0, 500):
        ways = next(
            view.introducers
            for view in [
                planning.prospect_view(
                    sample, found.index.judged, found.index.judged.frame.row_of(line.person_id)
                )
            ]
        )
        assert any(way.tie_evidence in ("likely", "confirmed") for way in ways if not way.note)


def test_a_text_looks_among_all_fit_or_not(sample: Session) -> None:
    line = search.lines(search.find(sample, Filters()), "others", 0, 1)[0]
    found = search.find(sample, Filters(text=line.name))
    assert line.person_id in [one.person_id for one in search.lines(found, "others", 0, 50)]
    with pytest.raises(Refused):
        search.find(sample, Filters(text="x"))
    nobody = search.find(sample, Filters(text="no such person anywhere"))
    assert not any(nobody.count(name) for name in search.STANDINGS)


def test_whom_one_client_can_introduce(sample: Session) -> None:
    reach = planning.reach_by_client(sample)
    client = max(reach, key=lambda one: reach[one])
    found = search.find(sample, Filters(through=client))
    assert found.count("prospects") == reach[client]
