"""On a sample world the words beside 500 random asks say what the numbers say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import numpy as np
import pytest

from prospecting.services import planning, reasons
from prospecting.services.judging import Judged, judge
from prospecting.services.samples import fill_with_sample
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from scoring.explanations import chance_words, fit_word, tie_word
from scoring.ties import LEVELS

AS_OF = dt.date(2026, 6, 30)
ASKS = 500
FIT_WORDS = ("does not fit", "fits little", "fits in part", "fits well", "fits very well")
TIE_WORDS = ("hardly knows", "knows a little", "knows", "knows well")
LEVEL_WORDS = {"as wanted": 1.0, "one step off": 0.6, "two steps off": 0.2, "far from": 0.0}
DATE = re.compile(r"(\d{1,2} [A-Z][a-z]+ \d{4})")
POTENTIAL = (
    "Worked together",
    "same company now",
    "same years",
    "connected to this",
    "endorsed",
    "They connected while",
)
LIKELY = ("Two-way messages", "recommended")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("sample")
    with Workspace.open(folder / "w.duckdb") as ws:
        made = Session(ws=ws, as_of=AS_OF)
        fill_with_sample(made, folder / "files")
        yield made


@pytest.fixture(scope="module")
def judged(session: Session) -> Judged:
    return judge(session)


@pytest.fixture(scope="module")
def edges(judged: Judged) -> list[int]:
    every = len(judged.frame.edge_client)
    assert every > ASKS
    chosen = np.random.default_rng(5).choice(every, ASKS, replace=False)
    return [int(edge) for edge in chosen]


GRADES = {
    "industry": re.compile(r"industry .*? (as wanted|near what you want|not what you want)"),
    "size": re.compile(r"people(?: or more)? (as wanted|a little outside|not what you want)"),
    "country": re.compile(r"(as wanted|not what you want)\.$"),
}


def dates(texts: list[str]) -> list[dt.date]:
    return [dt.datetime.strptime(t, "%d %B %Y").replace(tzinfo=dt.UTC).date() for t in texts]


def test_fit_and_its_parts(judged: Judged, edges: list[int]) -> None:
    fit, seen = judged.fit, set()
    for row in {int(judged.frame.edge_person[edge]) for edge in edges}:
        said = reasons.fit_reasons(judged, row)
        text = " ".join(said)
        word = fit_word(float(fit.fit[row]))
        bounds = (0.0, 0.0, 0.4, 0.6, 0.8, 1.01)
        place = FIT_WORDS.index(word)
        assert bounds[place] <= fit.fit[row] < bounds[place + 1] or fit.fit[row] == 0 == place
        if fit.excluded[row]:
            assert fit.fit[row] == 0 and text.startswith("Excluded by the profile")
            continue
        if not fit.current[row]:
            assert fit.role[row] == 0 and "no longer in that role" in text
            continue
        if fit.small_owner[row] or fit.substitute[row] or "Title unknown" in text:
            continue
        if fit.wish[row] <= fit.function[row] * fit.level[row]:
            unknown = "job function unknown" in text
            assert unknown != fit.is_known("function", row)
            if not unknown:
                wanted = "which you do not look for" not in text and "near what" not in said[0]
                assert wanted == (fit.function[row] == 1)
                seen.add(("function", float(fit.function[row])))
            if fit.is_known("level", row):
                [level] = [v for w, v in LEVEL_WORDS.items() if w in said[0].partition("level ")[2]]
                assert level == pytest.approx(float(fit.level[row]))
                seen.add(("level", level))
            else:
                assert "level unknown" in text
        for name, grades in GRADES.items():
            if "Company unknown" in text or not fit.is_known(name, row):
                shown = {"size": "company size"}.get(name, name)
                assert "Company unknown" in text or f"{shown} unknown" in text
            elif not (fit.target[row] or fit.keyword_company[row]):
                found = grades.search(said[1])
                assert found, said
                value = float(fit.part(name)[row])
                assert (found[1] == "as wanted") == (value >= 0.999), said
                assert (found[1] == "not what you want") == (value == 0), said
                seen.add((name, round(value, 1)))
        if "would move the fit from" in text:
            low, high = (float(x) for x in re.findall(r"between (.*) and ([\d.]+\d)", text)[0])
            assert low - 0.005 <= fit.fit[row] <= high + 0.005
    assert {name for name, _ in seen} == {"function", "level", *GRADES}
    assert {("function", 1.0), ("function", 0.0), ("level", 0.6), ("industry", 1.0)} <= seen


def test_ties(judged: Judged, edges: list[int]) -> None:
    ties, seen = judged.frame.ties, set()
    for edge in edges:
        text = " ".join(reasons.tie_reasons(judged, edge))
        level = LEVELS[int(ties.level[edge])]
        word = tie_word(float(ties.tie[edge]), int(ties.level[edge]))
        seen.add(level)
        likely, potential = (any(w in text for w in words) for words in (LIKELY, POTENTIAL))
        assert (level == "confirmed") == (" said: " in text)
        if level != "confirmed":
            assert likely == (level == "likely"), text
            assert potential or level != "potential", text
            assert not potential or level != "unknown", text
        if level == "unknown":
            assert word == "unknown" and "weak" not in text
        else:
            bounds = (0.0, 0.15, 0.4, 0.7, 1.0)
            place = TIE_WORDS.index(word)
            assert bounds[place] <= ties.tie[edge] <= bounds[place + 1]
        if "is unknown" in text:
            assert not likely and not potential
    assert {"unknown", "potential", "likely"} <= seen


def test_willingness_and_chance(judged: Judged, edges: list[int]) -> None:
    base = judged.config.willingness.base
    for edge in edges:
        place = int(judged.frame.edge_client[edge])
        today = judged.today[place]
        if today is None:
            continue
        text = " ".join(today.willingness_reasons)
        assert today.willingness == pytest.approx(float(judged.willingness[place]))
        assert "More willing than most" not in text or today.willingness > base
        assert "Less willing than most" not in text or today.willingness < base
        if "Nothing sets this client apart" in text:
            assert today.willingness == pytest.approx(base)
        for yes, asked in re.findall(r"Said yes to (\d+) of (\d+)", text):
            assert int(yes) <= int(asked)
        chance = float(judged.p_intro[edge])
        words = chance_words(chance)
        said = re.findall(r"about (\d+) in 10", words)
        assert abs(int(said[0]) / 10 - chance) <= 0.05 + 1e-9 if said else chance < 0.05


def test_what_makes_another_worse(judged: Judged, edges: list[int]) -> None:
    frame, seen = judged.frame, set()
    for edge in edges:
        for other in frame.edges_of(int(frame.edge_person[edge])).tolist():
            if other == edge:
                continue
            text = reasons.difference(judged, edge, int(other))
            one, two = float(judged.p_intro[edge]), float(judged.p_intro[other])
            ties = [float(frame.ties.rank_tie[e]) for e in (edge, other)]
            will = [float(judged.willingness[int(frame.edge_client[e])]) for e in (edge, other)]
            assert ("would be likelier" in text) == (two > one + 0.005)
            assert ("less likely" in text or "half as likely" in text) == (two <= one - 0.005)
            for words, pair in (
                ("know them", ties),
                ("more willing", will),
                ("less willing", will),
            ):
                if words in text:
                    worse = "less" in text.partition("(")[2]
                    assert (pair[0] > pair[1]) == worse
                    seen.add(words)
            for shown, value in zip(re.findall(r"0\.\d\d", text), (two, one), strict=False):
                assert float(shown) == pytest.approx(value, abs=0.0051)
    assert seen


def test_dates_of_waiting(session: Session) -> None:
    waiting = planning.make_plan(session).waiting
    assert waiting
    for one in waiting:
        text = " ".join(one.reasons)
        if one.until is None:
            continue
        assert one.until > AS_OF
        named = dates(DATE.findall(text))
        # The last of all that ends by itself; a start may be named instead of the end.
        assert one.until in named or "With you since" in text
        ends = dates(re.findall(rf"(?:until|next on|before) {DATE.pattern}", text))
        assert not ends or one.until >= max(ends)
