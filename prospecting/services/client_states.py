"""What is known of each client today, in the form the scoring reads."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from prospecting.services.asked import all_asks, asked_by_client
from prospecting.services.kept import kept
from prospecting.services.session import Session
from scoring.config import ScoringConfig, default_config, with_changes
from scoring.countries import find_country
from scoring.industries import canonical_industry
from scoring.willingness import AccountRule, ClientState, Moment, Readiness, readiness

BUDGETS = "budgets"
WON = "an introduction became a deal"


def budgets(session: Session) -> dict[str, int]:
    """What the user set for everybody: ``per_client, per_days, per_year, rest_days``."""
    config = default_config().willingness
    usual = {
        "per_client": config.budget,
        "per_days": config.budget_days,
        "per_year": config.budget_year,
        "rest_days": config.rest_days,
    }
    return usual | dict(session.ws.get_setting(BUDGETS, {}) or {})


def config_for(
    session: Session, *, per_client: int | None = None, per_days: int | None = None
) -> ScoringConfig:
    """The weights with the user's budgets.

    Where next to nothing is known of anybody's contentment, a lack of it holds nobody back: an
    absent file says nothing (see ``contentment_known``).
    """
    general = budgets(session)
    changes: dict[str, Any] = {
        "budget": per_client if per_client is not None else general["per_client"],
        "budget_days": per_days if per_days is not None else general["per_days"],
        "budget_year": max(general["per_year"], per_client or 0),
        "rest_days": general["rest_days"],
    }
    if not contentment_known(session):
        changes["contentment_kinds"] = ()
    return with_changes(default_config(), willingness=changes)


def contentment_known(session: Session) -> bool:
    """Whether enough is known of the clients' contentment for a lack of it to mean something.

    Scores of several clients are enough: then there was a survey. Single scores and good moments
    are noted one by one: they count from a share of the clients on, and once somebody is known to
    be content, so that the first note, a bad one least of all, does not make all others wait. A
    deal that came from an introduction is no note.
    """
    config = default_config().willingness
    states = [state for state in client_states(session) if state.kind in config.contentment_kinds]
    scores = [state.nps for state in states if state.nps is not None]
    if len(scores) > 1 and 2 * len(scores) >= len(states):
        return True
    noted = [any(m.text != WON for m in state.moments) for state in states]
    content = any(noted) or any(score >= config.content_nps for score in scores)
    signs = sum(n or state.nps is not None for n, state in zip(noted, states, strict=True))
    return content and signs >= config.contentment_least_share * len(states)


def client_rows(session: Session) -> list[dict[str, Any]]:
    """The clients of the store as dictionaries, by id, suppressed ones left out."""

    def build() -> list[dict[str, Any]]:
        rows = session.ws.load_clients().to_pylist()
        return [row for row in rows if not row["is_suppressed"]]

    return session.cached("client rows", ("clients", "people", "rights"), build)


def _notes(session: Session) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in session.ws.load_client_notes().to_pylist():
        if row["on_date"] is None or row["on_date"] <= session.as_of:
            found[row["client_id"]].append(row)
    return found


def client_states(session: Session) -> list[ClientState]:
    """One state a client, in the order of ``client_rows``."""

    def build() -> list[ClientState]:
        asked = asked_by_client(session)
        notes = _notes(session)
        won: dict[int, list[Moment]] = defaultdict(list)
        for ask in all_asks(session):
            if "won" in ask.state.reached:
                won[ask.client_id].append(Moment(ask.state.reached["won"], WON))
        return [
            _state(
                row,
                notes.get(row["client_id"], []),
                asked.get(row["client_id"], []),
                won.get(row["client_id"], []),
            )
            for row in client_rows(session)
        ]

    return session.cached("client states", ("clients", "asks", "people", "rights"), build)


def _state(
    row: dict[str, Any], notes: list[dict[str, Any]], asked: list[Any], won: list[Moment]
) -> ClientState:
    nps, nps_on = row["nps"], row["nps_on"]
    moments, favours = list(won), []
    complaint = row["complaint"] or None
    opted_out, opted_until = bool(row["do_not_ask"]), None
    budget = None
    last_touch = row["last_touch"]
    quiet: dt.date | None = None
    surveyed: dt.date | None = None
    referrals = 1 if row["referred_before"] else 0
    for note in sorted(notes, key=lambda n: (n["on_date"] or dt.date.min, n["note_id"] or 0)):
        kind, on = note["kind"], note["on_date"]
        if kind == "nps" and note["number"] is not None and (nps_on is None or on >= nps_on):
            nps, nps_on = note["number"], on
        elif kind == "moment":
            moments.append(Moment(on, note["text"] or ""))
        elif kind == "favour":
            favours.append(Moment(on, note["text"] or ""))
        elif kind == "complaint":
            complaint = note["text"] or "a complaint"
        elif kind == "complaint solved":
            complaint = None
        elif kind == "do not ask":
            opted_out, opted_until = note["until"] is None, note["until"]
        elif kind == "may ask again":
            opted_out, opted_until = False, None
        elif kind == "quiet":
            quiet = note["until"]
        elif kind == "budget":
            budget = None if note["number"] is None else int(note["number"])
        elif kind == "referral":
            referrals += 1
        if kind == "nps" and note["note_id"] is None:
            surveyed = on
        elif kind in ("touch", "moment", "favour", "nps") and on is not None:
            last_touch = max(last_touch, on) if last_touch else on
    # A survey is no talk: its answer counts only where no contact is known otherwise.
    last_touch = last_touch or surveyed
    return ClientState(
        key=str(row["client_id"]),
        name=row["name"],
        account=str(row["company_id"]) if row["company_id"] is not None else None,
        kind=row["kind"] or "client",
        industry=canonical_industry(row["industry"]) if row["industry"] else None,
        country=find_country(row["country"]) if row["country"] else None,
        nps=None if nps is None else float(nps),
        nps_on=nps_on,
        since=row["since"],
        last_touch=last_touch,
        moments=tuple(moments),
        favours=tuple(favours),
        complaint=complaint,
        at_risk=row["status"] == "at risk",
        former=row["status"] == "former",
        opted_out=opted_out,
        opted_out_until=opted_until,
        quiet_until=quiet,
        referrals=referrals,
        asks=tuple(asked),
        budget=budget,
    )


def account_rules(session: Session) -> dict[str, AccountRule]:
    """The user's wishes for whole companies, by company id."""
    saved = session.ws.get_setting("account_rules", {}) or {}
    rules = {}
    for key, rule in saved.items():
        quiet = rule.get("quiet_until")
        rules[key] = AccountRule(
            budget=rule.get("budget"),
            quiet_until=dt.date.fromisoformat(quiet) if quiet else None,
            rest_days=rule.get("rest_days"),
        )
    return rules


def all_readiness(session: Session, config: ScoringConfig | None = None) -> list[Readiness]:
    """Readiness of each client today, in the order of ``client_rows``."""
    chosen = (config or config_for(session)).willingness
    states, rules = client_states(session), account_rules(session)
    return kept(
        session,
        "readiness",
        lambda: readiness(states, session.as_of, chosen, rules),
        same=(states,),
        equal=(session.as_of, chosen, tuple(sorted(rules.items(), key=lambda item: item[0]))),
    )
