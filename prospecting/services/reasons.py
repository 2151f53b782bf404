"""The words for everything judged: why this fit, this tie, this client, this choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prospecting.services.doubles import words_for
from scoring import explanations
from scoring.explanations import FitContext
from scoring.planning.problem import CONFLICTS

if TYPE_CHECKING:
    from prospecting.services.judging import Judged

#: Why a way in may not be used, by the scoring's word for it.
CONFLICT_WORDS = {
    name: explanations.conflict_sentence(code) for code, name in enumerate(CONFLICTS) if name
}


def fit_context(judged: Judged) -> FitContext:
    """What the words about fit are made from."""
    frame = judged.frame
    people = frame.people_text if judged.profile.include_people else frame.people_table
    return FitContext(judged.fit, judged.profile, frame.titles, frame.companies, people)


def fit_reasons(judged: Judged, row: int) -> list[str]:
    """Why a person's fit is what it is."""
    return list(explanations.fit_reasons(fit_context(judged), row))


def listed_twice(judged: Judged, row: int) -> list[str]:
    """That this person may stand in the workspace twice, where that is so."""
    if row in judged.twin:
        other = words_for(judged.frame, judged.twin[row])
        return [f"Held back: may be the same person as {other}. If not, pin this one too."]
    others = [held for held, stays in judged.twin.items() if stays == row]
    if not others:
        return []
    return [
        f"May be listed twice, also as {words_for(judged.frame, others[0])}: asked about once only."
    ]


def would_help_most(judged: Judged, row: int) -> str:
    """The unknown datum that would change the fit most; empty where none would."""
    return explanations.missing_sentence(fit_context(judged), row)


def tie_reasons(judged: Judged, edge: int) -> list[str]:
    """What is known of how the two know each other, weightiest first."""
    frame = judged.frame
    place = int(frame.edge_client[edge])
    client = judged.rows[place] or {}
    first = client.get("first_name") or client.get("name") or "The client"
    return list(
        explanations.tie_reasons(
            frame.evidence, edge, judged.as_of, judged.config.tie, introducer=first
        )
    )


def client_reasons(judged: Judged, place: int) -> list[str]:
    """Why this client may say yes, and the state of today."""
    today = judged.today[place]
    if today is None:
        return []
    return [*today.willingness_reasons, *(today.reasons if today.state != "ready" else ())]


def difference(judged: Judged, chosen: int, other: int) -> str:
    """How the next-best introducer compares with the one chosen."""
    frame = judged.frame
    one, two = int(frame.edge_client[chosen]), int(frame.edge_client[other])
    names = [(judged.rows[place] or {}).get("name", "") for place in (one, two)]
    why = explanations.difference_words(
        float(frame.ties.rank_tie[chosen]),
        float(frame.ties.rank_tie[other]),
        float(judged.willingness[one]),
        float(judged.willingness[two]),
    )
    return explanations.next_best_sentence(
        names[0], float(judged.p_intro[chosen]), names[1], float(judged.p_intro[other]), why
    )
