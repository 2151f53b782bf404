"""Every figure opens the asks behind it: from the figure's name in the address to their ids."""

from __future__ import annotations

from typing import Final

import numpy as np

from prospecting.errors import Refused
from prospecting.pipeline import reports
from prospecting.pipeline.facts import CODE, NEVER, Facts, Flags
from prospecting.pipeline.stages import LABELS, RANK, STAGES
from prospecting.services.reporting import SEGMENTS, Period, ReportData, choose
from prospecting.services.session import Session


def behind(
    session: Session, figure: str, when: Period, owner: str | None = None
) -> tuple[str, list[int]]:
    """The asks behind a figure: its name in words, and their ids.

    ``figure`` is as the page puts it in the address: ``funnel:meeting``, ``now:asked``,
    ``recorded:asked``, ``reason:declined:too busy``, ``by:industry:Retail``, ``won:client_id:7``,
    ``open:owner:me``, ``arrived:unasked``, ``month:won:2026-03``, ``load:<client id>``,
    ``rate:yes:hits`` or ``rate:yes:cases``, ``stuck``, ``thanks:never``, ``thanks:late``,
    ``outcome:untold``, ``forecast:asked``, ``estimate:0.2``.

    Raises:
        Refused: no such figure, or the role sees no reports.
    """
    data = choose(session, when, owner)
    facts = data.facts
    kind, _, rest = figure.partition(":")
    if kind == "stuck":
        ids = [int(one.ask_id) for one in reports.stuck(facts, data.asks)]
        return "Open asks that stand longer than usual", ids
    found = _flags(data, kind, rest)
    if found is None:
        raise Refused("there is no such figure; open it again from the report")
    words, which = found
    return words, [int(one) for one in facts.ask_ids[which]]


def _flags(data: ReportData, kind: str, rest: str) -> tuple[str, Flags] | None:
    facts = data.facts
    first, _, second = rest.partition(":")
    furthest = facts.furthest()
    rank = RANK
    if kind == "funnel" and first in STAGES:
        if first == "won" or first not in rank or first == "lost":
            return LABELS[first], facts.now_at(first)
        return f"{LABELS[first]}, or further", furthest >= rank[first]
    if kind in ("now", "forecast") and first in STAGES:
        words = f"Standing at “{LABELS[first]}”"
        return words, facts.now_at(first) & (facts.open if kind == "forecast" else True)
    if kind == "recorded" and first in STAGES:
        return f"“{LABELS[first]}” recorded", facts.has(first)
    if kind == "reason" and first in STAGES:
        said = np.array([str(r).strip() or "no reason given" for r in facts.reason], dtype=object)
        return f"{LABELS[first]}: {second}", facts.now_at(first) & (said == second)
    if kind in ("by", "won", "open") and first in SEGMENTS:
        own = (data.asks[first].astype(str) == second).to_numpy(np.bool_)
        name = second or "unknown"
        if first == "client_id":
            name = next(iter(data.asks.loc[own, "client"]), "former client")
        if kind == "by":
            return f"{name}: asked", own & (furthest >= rank["asked"])
        if first == "client_id" and len(data.shared):
            ids = data.shared.loc[
                data.shared["client_id"].astype(str) == second, "ask_id"
            ].to_numpy()
            own |= np.isin(facts.ask_ids.astype(np.int64), ids.astype(np.int64))
        if kind == "won":
            return f"{name}: won", own & facts.now_at("won")
        return f"{name}: open opportunities", own & facts.open & (furthest >= rank["opportunity"])
    if kind == "arrived":
        asked = facts.has("asked") | facts.has("agreed")
        how = np.where(asked, "asked for", "unasked").astype(object)
        origin = data.asks["origin"].to_numpy(object)
        how = np.where(origin != "", origin, how)
        return f"Introductions: {rest}", (furthest >= rank["introduced"]) & (how == rest)
    if kind == "month" and first in STAGES:
        day = facts.asked_on if first == "asked" else facts.reached[:, CODE[first]]
        months = np.where(day == NEVER, -(10**5), day).astype("datetime64[D]").astype(
            "datetime64[M]"
        ).astype(str)  # fmt: skip
        return f"{LABELS[first]} in {second}", np.asarray((day != NEVER) & (months == second))
    if kind == "load":
        own = (data.asks["client_id"].astype(str) == first).to_numpy(np.bool_)
        return "Asked of this client", own & (facts.asked_on != NEVER)
    if kind == "rate":
        return _rate_flags(facts, first, second)
    if kind == "thanks":
        introduced = facts.first_day_from("introduced")
        made = introduced != NEVER
        when = np.where(
            facts.reached[:, CODE["thanked"]] >= introduced,
            facts.reached[:, CODE["thanked"]],
            facts.last_thanked,
        )
        thanked = made & (when >= introduced)
        if first == "never":
            return "Introductions never thanked for", made & ~thanked
        return "Thanked after more than two days", thanked & (when - introduced > 2)
    if kind == "outcome":
        made = facts.first_day_from("introduced") != NEVER
        heard = np.maximum(facts.last_thanked, facts.last_told)
        return "Ended, and the introducer was not told", made & ~facts.open & (heard < facts.since)
    if kind == "estimate":
        low = float(first) if first.replace(".", "", 1).isdigit() else -1.0
        made = furthest >= rank["introduced"]
        decided = (facts.asked_on != NEVER) & (made | ~facts.open)
        near = (data.estimates >= low - 1e-9) & (data.estimates < low + 0.1 - 1e-9)
        return f"Estimated at {low:.0%} to {low + 0.1:.0%}", decided & near
    return None


_RATES: Final = {
    "yes": ("asked", "agreed"),
    "introduced": ("agreed", "introduced"),
    "meeting": ("introduced", "meeting"),
    "opportunity": ("meeting", "opportunity"),
    "ask-to-introduction": ("asked", "introduced"),
    "won": ("opportunity", "won"),
    "ask-to-won": ("asked", "won"),
}


def _rate_flags(facts: Facts, name: str, part: str) -> tuple[str, Flags] | None:
    if name not in _RATES:
        return None
    start, goal = _RATES[name]
    furthest = facts.furthest()
    began = furthest >= RANK[start]
    made = facts.now_at("won") if goal == "won" else furthest >= RANK[goal]
    decided = began & (~facts.open if goal == "won" else (made | ~facts.open))
    words = f"{LABELS[start]} → {LABELS[goal]}"
    return (f"{words}: yes", made & began) if part == "hits" else (f"{words}: decided", decided)
