"""Words about a tie: what the files show of how well two people know each other."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Final

import numpy as np

from scoring.config import TieConfig
from scoring.ties import (
    ANSWER_LITTLE,
    ANSWER_NOT,
    ANSWER_WELL,
    PART_NAMES,
    SCHOOL_NONE,
    UNKNOWN,
    Codes,
    TieEvidence,
    evidence_level,
    tie_parts,
)
from scoring.words import count_of, month, span

_DAYS_A_YEAR: Final = 365.25


def tie_word(tie: float, level: int) -> str:
    """How well the two know each other; "unknown" where nothing says so, whatever the number."""
    if level == UNKNOWN:
        return "unknown"
    if tie >= 0.7:
        return "knows well"
    if tie >= 0.4:
        return "knows"
    if tie >= 0.15:
        return "knows a little"
    return "hardly knows"


def tie_reasons(
    evidence: TieEvidence,
    row: int,
    as_of: date,
    config: TieConfig,
    *,
    introducer: str = "The client",
    prospect: str = "this person",
    together_at: str = "",
    school: str = "",
) -> tuple[str, ...]:
    """What is known of how the two know each other, weightiest first.

    Where only a connection is known, the one sentence says that the rest is unknown.
    """
    one = evidence.take([row])
    answer = int(one.answer[0])
    if answer in (ANSWER_NOT, ANSWER_LITTLE, ANSWER_WELL):
        said = {
            ANSWER_NOT: f"does not really know {prospect}",
            ANSWER_LITTLE: f"knows {prospect} a little",
            ANSWER_WELL: f"knows {prospect} well",
        }[answer]
        return (f"{introducer} said: {said}.",)
    parts = dict(zip(PART_NAMES, tie_parts(one, config)[0].tolist(), strict=True))
    found = _evidence_words(one, as_of, introducer, prospect, together_at, school)
    if float(one.months_together[0]) > 0 and parts["former company"] <= 0:
        # The months say all that the day they connected would.
        found.pop("former company", None)
    order = sorted(found, key=lambda name: (-abs(parts.get(name, 0.0)), name))
    sentences = [found[name] for name in order]
    since = _since_words(one, as_of)
    if int(evidence_level(one)[0]) == UNKNOWN:
        rest = "how well they know each other is unknown"
        sentences.insert(0, f"{since}; {rest}." if since else f"{rest.capitalize()}.")
    elif since:
        sentences.append(f"{since}.")
    return tuple(sentences)


def _since_words(one: TieEvidence, as_of: date) -> str:
    years = float(one.years_connected[0])
    if math.isnan(years):
        return ""
    when = as_of - timedelta(days=max(0.0, years) * _DAYS_A_YEAR)
    return f"Connected since {when.year if years >= 1 else month(when)}"


def _evidence_words(
    one: TieEvidence, as_of: date, introducer: str, prospect: str, together_at: str, school: str
) -> dict[str, str]:
    words: dict[str, str] = {}
    if said := _message_words(one, as_of, introducer):
        words["messages"] = said
    months = float(one.months_together[0])
    if months > 0:
        place = f"at {together_at}" if together_at else "at the same company"
        words["worked together"] = f"Worked together {place} for {span(months)}."
    if one.same_company_now[0]:
        words["same company now"] = "Both work at the same company now."
    elif one.former_company[0]:
        words["former company"] = (
            f"They connected while {introducer} worked at the company where {prospect} is now."
        )
    if (years := int(one.school[0])) != SCHOOL_NONE:
        name = school or "the same school"
        when = "in the same years" if years == 2 else "in other years"
        words["school"] = f"Both went to {name}, {when}."
    if one.recommended[0]:
        words["recommendation"] = _both_ways(
            "recommended", one.recommended, one.recommended_by, introducer, prospect
        )
    if one.endorsed[0]:
        words["endorsements"] = _both_ways(
            "endorsed", one.endorsed, one.endorsed_by, introducer, prospect
        )
    if one.follows[0]:
        words["follows company"] = f"{introducer} follows the company on LinkedIn."
    if (others := int(one.other_clients[0])) > 0:
        verb = "is" if others == 1 else "are"
        words["mutual clients"] = (
            f"{count_of(others, 'other client')} {verb} connected to this person too."
        )
    if one.shared_email[0]:
        words["shared e-mail"] = f"Lets {introducer} see the e-mail address."
    if one.address_book[0]:
        words["address book"] = f"Is in {introducer}'s address book."
    if float(np.nan_to_num(one.network_size[0])) >= 1_000:
        words["network size"] = (
            f"{introducer} has {int(one.network_size[0]):,} connections, so one alone says less."
        )
    return words


def _message_words(one: TieEvidence, as_of: date, introducer: str) -> str:
    """What was written between the two, and of what kind; empty where no file would say it."""
    received, sent = int(one.n_in[0]), int(one.n_out[0])
    days = float(one.last_contact_days[0])
    last = "" if math.isnan(days) else f", the last in {month(as_of - timedelta(days=days))}"
    if received and sent:
        more = ", and more in a group" if one.n_group[0] else ""
        return f"Two-way messages{last} ({sent} sent, {received} received){more}."
    if received or sent:
        who = "the contact" if received else introducer
        return f"Only {who} has written so far{last}."
    found = []
    if one.n_group[0]:
        found.append(f"Writes in a group with {introducer}, but not between the two alone.")
    if one.invited[0]:
        found.append("The invitation to connect came with a note of its own.")
    if not found and one.has_messages_file[0]:
        found.append(f"No message between the two in {introducer}'s archive.")
    return " ".join(found)


def _both_ways(done: str, ways: Codes, first: Codes, introducer: str, prospect: str) -> str:
    """Who has recommended or endorsed whom."""
    if int(ways[0]) == 2:
        return f"Each has {done} the other."
    if (who := int(first[0])) == 0:
        return f"One has {done} the other."
    one, other = (introducer, prospect) if who == 1 else (prospect, introducer)
    return f"{one[:1].upper()}{one[1:]} has {done} {other}."
