"""What outcomes and good clients teach, from the workspace."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

import numpy as np

from prospecting.services.asked import all_asks, answer_of
from prospecting.services.client_states import client_rows, client_states
from prospecting.services.judging import INTRO_MODEL, intro_model, judge
from prospecting.services.session import Session
from scoring.config import default_config
from scoring.countries import find_country
from scoring.industries import canonical_industry
from scoring.learning import ClientExample, LearnedProfile, Outcomes, learn, learn_profile
from scoring.planning.chance import IntroModel
from scoring.profile import profile_to_dict
from scoring.titles import read_titles
from scoring.willingness import willingness

LEARNED = "intro_learned"
MORE_LEAST = 5  # new outcomes worth learning from again


def _examples(session: Session) -> list[ClientExample]:
    rows = client_rows(session)
    readings = read_titles([row["title"] or "" for row in rows])
    starred = set(session.ws.get_setting("starred_clients", []) or [])
    examples = []
    for row, state, reading in zip(rows, client_states(session), readings, strict=True):
        if (row["kind"] or "client") != "client":
            continue
        sizes = [s for s in (row["size_min"], row["size_max"]) if s and np.isfinite(s)]
        examples.append(
            ClientExample(
                key=str(row["client_id"]),
                industry=canonical_industry(row["industry"]) if row["industry"] else None,
                size=float(np.exp(np.mean(np.log(sizes)))) if sizes else None,
                country=find_country(row["country"]) if row["country"] else None,
                functions=reading.functions,
                level=reading.seniority,
                revenue=row["revenue"],
                nps=state.nps,
                purchases=row["deals_won"],
                starred=row["client_id"] in starred,
            )
        )
    return examples


def learned_profile(session: Session) -> LearnedProfile:
    """What sets the best clients apart; made anew when clients change."""
    return session.cached(
        "learned profile",
        ("clients", "people", "settings"),
        lambda: learn_profile(_examples(session), default_config().learning),
    )


def propose_profile(session: Session) -> dict[str, Any]:
    """``proposal`` (a profile in the TOML file's shape, or null), ``sentences``, ``findings``."""
    learned = learned_profile(session)
    sentences = [finding.sentence for finding in learned.findings]
    if learned.notice:
        sentences.insert(0, learned.notice)
    return {
        "proposal": profile_to_dict(learned.profile) if learned.profile else None,
        "sentences": sentences,
        "findings": [asdict(finding) for finding in learned.findings],
        "best_clients": [int(key) for key in learned.best],
    }


def outcomes(session: Session) -> Outcomes:
    """Every answered ask with what is known of its pair.

    Ties are those of today: what was known when the ask was made is not kept for asks that came
    from elsewhere. Willingness counts only the answers of earlier asks: with its own answer in it,
    an ask would teach that willingness foretells everything.
    """
    judged = judge(session)
    frame = judged.frame
    state_of = {int(s.key): s for s in client_states(session)}
    place = {int(client): at for at, client in enumerate(frame.client)}
    columns: list[tuple[float, float, float, float, float, float, float]] = []
    for ask in all_asks(session):
        answer, _ = answer_of(ask.state)
        if ask.state.asked_on is None or answer not in ("yes", "no", "no answer"):
            continue
        row, at = frame.row_of(ask.person_id), place.get(ask.client_id)
        if row < 0 or at is None or judged.today[at] is None:
            continue
        edge = next((int(e) for e in frame.edges_of(row) if frame.edge_client[e] == at), -1)
        if edge < 0:
            continue
        state = state_of.get(ask.client_id)
        if state is None:
            continue
        before = ask.state.asked_on - dt.timedelta(days=1)
        columns.append(
            (
                willingness(state, before, judged.config.willingness)[0],
                float(frame.ties.rank_tie[edge]),
                float(judged.likeness[edge]),
                1.0 if answer == "yes" else 0.0,
                _agreed(ask.state.prospect_state, ask.state.stage),
                float(ask.state.asked_on.toordinal()),
                np.nan if state.nps is None else float(state.nps),
            )
        )
    table = np.array(columns, dtype=np.float64).reshape(-1, 7)
    return Outcomes.of(
        table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4], table[:, 5], table[:, 6]
    )


def _agreed(prospect_state: str | None, stage: str) -> float:
    """1 where the prospect came along, 0 where it ended there, NaN where it never came to that."""
    if prospect_state in (
        "opted-in",
        "introduced",
        "replied",
        "meeting",
        "opportunity",
        "won",
        "lost",
    ):
        return 1.0
    return 0.0 if stage == "not-a-fit" and prospect_state else float("nan")


def learn_weights(session: Session) -> dict[str, Any]:
    """Learn from the outcomes; the new weights are kept only where they are better.

    Returns what ``last_learned`` gives afterwards: ``on``, ``answered``, ``outcomes``,
    ``adopted``, ``sentences``, ``brier_old``, ``brier_new``, ``slope``, ``lift``, ``lift_best_client`` and the
    calibration ``curve`` (a list of ``predicted, observed, low, high, count``).
    """
    start = IntroModel.starting(default_config().intro)
    model, report = learn(outcomes(session), intro_model(session), start, default_config().learning)
    found = {
        "on": session.as_of.isoformat(),
        "answered": answered(session),
        "outcomes": report.outcomes,
        "adopted": report.adopted,
        "sentences": list(report.sentences),
        "brier_old": _number(report.brier_old),
        "brier_new": _number(report.brier_new),
        "slope": _number(report.slope),
        "lift": _number(report.lift_new if report.adopted else report.lift_old),
        "lift_best_client": _number(report.lift_best_client),
        "curve": [asdict(one) for one in report.curve],
    }
    session.ws.set_setting(INTRO_MODEL, asdict(model), user=session.user)
    session.ws.set_setting(LEARNED, found, user=session.user)
    return found


def _number(value: float) -> float | None:
    """A figure for JSON; None where there is none."""
    return float(value) if np.isfinite(value) else None


def last_learned(session: Session) -> dict[str, Any] | None:
    """The report of the last time weights were learned; None before the first."""
    found = session.ws.get_setting(LEARNED, None)
    return dict(found) if found else None


def answered(session: Session) -> int:
    """How many asks have an answer that can teach something."""
    return sum(
        ask.state.asked_on is not None and answer_of(ask.state)[0] in ("yes", "no", "no answer")
        for ask in all_asks(session)
    )


def learn_when_due(session: Session) -> list[str]:
    """Learn where enough new outcomes came in; what changed, in sentences.

    The first time from ``least_outcomes`` on, then whenever a tenth more came in. The sentences
    are empty where nothing was learned or the old weights stay.
    """
    count, last = answered(session), last_learned(session)
    before = int(last["answered"]) if last else 0
    least = default_config().learning.least_outcomes
    if count < least or count < before + max(MORE_LEAST, before // 10):
        return []
    found = learn_weights(session)
    return found["sentences"] if found["adopted"] else []
