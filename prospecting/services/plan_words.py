"""What is said of a plan as a whole: why it is short, which pins failed, what one more ask gives."""

from __future__ import annotations

import numpy as np

from prospecting.services.judging import Judged
from scoring.explanations import unmet_pin_sentence
from scoring.fit_gaps import nobody_fits
from scoring.planning import Plan, PlanProblem, what_ifs
from scoring.planning.problem import CONFLICTS
from scoring.willingness import Readiness

WHAT_IFS = 3


def notices(judged: Judged, made: Plan) -> list[str]:
    """What the reader should know of the plan as a whole, in sentences."""
    said = [made.notice] if made.notice else []
    if not len(made):
        # The wish that nobody meets says more than that nobody fits.
        open_ = np.zeros(len(judged.frame.person), dtype=np.bool_)
        open_[judged.frame.edge_person] = True
        open_ &= judged.person_against == 0
        strictest = None
        if open_.any():
            strictest = nobody_fits(judged.fit, judged.profile, judged.config.fit, open_)
        said = [strictest] if strictest else said
    if not judged.config.willingness.contentment_kinds and any(judged.rows):
        said.append(
            "Nothing says how content your clients are, so nobody is held back for that: with "
            "survey scores or good moments noted, the plan would wait for those it knows no "
            "good of."
        )
    return said + _unmet(judged, made)


def _unmet(judged: Judged, made: Plan) -> list[str]:
    """Why what the user pinned is not in the plan."""
    frame = judged.frame
    blocked = np.flatnonzero(judged.pinned & (judged.against > 0))
    wishes: list[tuple[int, int, Readiness | None]] = [
        (int(frame.edge_person[edge]), int(judged.against[edge]), None) for edge in blocked
    ]
    wishes += [
        (int(frame.edge_person[edge]), 0, judged.today[int(frame.edge_client[edge])])
        for edge in made.pins_unmet
    ]
    wishes += [(int(row), 0, None) for row in made.pinned_people_unmet]
    wishes += [
        (int(row), int(judged.person_against[row]), None)
        for row in np.flatnonzero(judged.pinned_person & (judged.person_against > 0))
    ]
    # Who was asked about is no longer waited for.
    done = {CONFLICTS.index(name) for name in ("asked already", "asked by a colleague")}
    wishes = [wish for wish in wishes if wish[1] not in done]
    names = frame.column("name", [row for row, _, _ in wishes]) if wishes else []
    sentences = [
        unmet_pin_sentence(code, client, name or "a contact without a name")
        for (_, code, client), name in zip(wishes, names, strict=True)
    ]
    return list(dict.fromkeys(sentences))


def what_if_sentences(judged: Judged, problem: PlanProblem, made: Plan, limit: int) -> list[str]:
    """What one more ask of those clients who lack it most would add."""
    best = [
        int(client)
        for client in np.argsort(-made.shadow, kind="stable")[:WHAT_IFS]
        if made.shadow[client] > 1e-9 and judged.rows[client] and problem.budget[client] > 0
    ]
    if not best or not made.total:
        return []
    sentences = []
    for other in what_ifs(
        problem,
        judged.config.plan,
        made,
        best,
        limit=limit + 1,
        least_fit=judged.config.fit.prospect_from,
    ):
        new = [e for e in other.added if int(problem.client[e]) == other.client]
        share = other.gain / made.total
        if not new or round(share, 2) <= 0:
            continue
        name = (judged.rows[other.client] or {}).get("name", "this client")
        person = judged.frame.column("name", judged.frame.edge_person[np.array(new[:1])])[0]
        sentences.append(
            f"One more ask of {name} would add {share:.0%} to what the plan is worth: "
            f"about {person or 'a contact without a name'}."
        )
    return sentences
