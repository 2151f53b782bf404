"""Willingness and readiness of a client, today, with reasons and dates.

Willingness is a Beta distribution whose starting mean comes from what is known of the client
(weights in ``data/scoring.toml``, sources in docs/) and which each outcome updates. Readiness is
a set of rules: a hard stop shows its reason and, where it ends by itself, its date.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from scoring.config import WillingnessConfig
from scoring.words import count_of, day, list_of

State = Literal["ready", "warm first", "do not ask", "budget spent"]
STATES: Final[tuple[State, ...]] = ("ready", "warm first", "do not ask", "budget spent")

Answer = Literal["open", "yes", "no", "no answer", "none"]
"""What became of an ask: ``none`` where it was withdrawn before the client could answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One ask made of a client: the day it was made, the answer, the day of the answer."""

    on: date
    answer: Answer = "open"
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A dated sign of contentment (``text`` says which), or a favour we did."""

    on: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class ClientState:
    """What is known of one client. ``None`` means unknown, never "no".

    ``key`` is the caller's id; ``account`` the id of the client's company, whose budget and quiet
    time hold for all its people; ``industry`` a canonical name of ``scoring.industries``,
    ``country`` an ISO 3166 alpha-2 code. ``referrals`` counts introductions made without an ask.
    ``budget``/``budget_days``/``budget_year``/``rest_days`` are the user's own settings for this
    client; ``quiet_until`` a day before which the user wants the client left alone.
    ``opted_out_until`` ends the client's own wish; without it ``opted_out`` holds for ever.
    """

    key: str
    name: str
    account: str | None = None
    kind: str = "client"
    industry: str | None = None
    country: str | None = None
    nps: float | None = None
    nps_on: date | None = None
    since: date | None = None
    last_touch: date | None = None
    moments: tuple[Moment, ...] = ()
    favours: tuple[Moment, ...] = ()
    complaint: str | None = None
    at_risk: bool = False
    former: bool = False
    opted_out: bool = False
    opted_out_until: date | None = None
    quiet_until: date | None = None
    referrals: int = 0
    asks: tuple[Asked, ...] = ()
    budget: int | None = None
    budget_days: int | None = None
    budget_year: int | None = None
    rest_days: int | None = None


@dataclass(frozen=True, slots=True)
class AccountRule:
    """The user's wishes for a whole company; ``None`` means the general setting."""

    budget: int | None = None
    quiet_until: date | None = None
    rest_days: int | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """A client today.

    ``until`` is the day from which the client may be asked, ``None`` where it does not end by
    itself. ``reasons``: sentences, weightiest first. ``willingness``: mean 0..1;
    ``willingness_sd``: its standard deviation; ``strength``: the Beta's a + b. ``budget_left``:
    asks left of the client today, 0 unless ready. ``account_left``: asks left of the client's
    company, ``None`` for no limit.
    """

    key: str
    name: str
    state: State
    until: date | None
    reasons: tuple[str, ...]
    willingness: float
    willingness_sd: float
    strength: float
    budget_left: int
    account_left: int | None
    willingness_reasons: tuple[str, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether the client belongs on the waiting list."""
        return self.state != "ready"


@dataclass(slots=True)
class _Verdict:
    """Reasons found so far against asking, with the day each one ends."""

    found: list[tuple[str, date | None]] = field(default_factory=list)

    def add(self, sentence: str, until: date | None = None) -> None:
        self.found.append((sentence, until))

    def until(self) -> date | None:
        """The last day, or ``None`` where one reason has no end of its own."""
        days = [until for _, until in self.found]
        return None if None in days else max((d for d in days if d is not None), default=None)


def readiness(
    states: Sequence[ClientState],
    as_of: date,
    config: WillingnessConfig,
    accounts: Mapping[str, AccountRule] | None = None,
) -> list[Readiness]:
    """State, dates, reasons and willingness of each client, in the order given.

    Budgets and quiet times of a company count the asks of all its people among ``states``.
    Asks dated after ``as_of`` are ignored.
    """
    rules = accounts or {}
    by_account: dict[str, list[Asked]] = defaultdict(list)
    for state in states:
        if state.account is not None:
            by_account[state.account] += _past(state.asks, as_of)
    return [_one(s, as_of, config, rules, by_account) for s in states]


def willingness(state: ClientState, as_of: date, config: WillingnessConfig) -> tuple[float, float]:
    """Mean and strength (a + b) of the client's Beta distribution."""
    prior = 1.0 / (1.0 + math.exp(-sum(weight for weight, _ in _effects(state, as_of, config))))
    yes, no = _answers(state, as_of, config)
    strength = config.strength + yes + no
    return (config.strength * prior + yes) / strength, strength


def _one(
    state: ClientState,
    as_of: date,
    config: WillingnessConfig,
    rules: Mapping[str, AccountRule],
    by_account: Mapping[str, list[Asked]],
) -> Readiness:
    rule = rules.get(state.account, AccountRule()) if state.account is not None else AccountRule()
    colleagues = by_account.get(state.account, []) if state.account is not None else []
    mean, strength = willingness(state, as_of, config)
    stop = _stops(state, as_of, config, rule, colleagues)
    left, budget = _budget(state, as_of, config)
    account_left, account_stop = _account_budget(state, as_of, config, rule, colleagues)
    budget.found += account_stop.found
    warm = _warm_first(state, as_of, config)
    verdicts: tuple[tuple[State, _Verdict], ...] = (
        ("do not ask", stop),
        ("budget spent", budget),
        ("warm first", warm),
    )
    chosen: State = "ready"
    for name, verdict in verdicts:
        if verdict.found:
            chosen = name
            break
    against = [sentence for _, verdict in verdicts for sentence, _ in verdict.found]
    every = _Verdict([f for _, verdict in verdicts[:2] for f in verdict.found])
    until = warm.until() if chosen == "warm first" else every.until()
    return Readiness(
        key=state.key,
        name=state.name,
        state=chosen,
        until=until,
        reasons=tuple(against) if against else (_ready_words(state, as_of, left),),
        willingness=mean,
        willingness_sd=math.sqrt(mean * (1 - mean) / (strength + 1)),
        strength=strength,
        budget_left=left if chosen == "ready" else 0,
        account_left=account_left,
        willingness_reasons=_willingness_words(state, as_of, config, mean),
    )


def _past(asks: Sequence[Asked], as_of: date) -> list[Asked]:
    return [a for a in asks if a.on <= as_of and a.answer != "none"]


def _answers(state: ClientState, as_of: date, config: WillingnessConfig) -> tuple[float, float]:
    asks = _past(state.asks, as_of)
    yes = sum(1.0 for a in asks if a.answer == "yes")
    no = sum(1.0 for a in asks if a.answer == "no")
    silent = sum(config.no_answer_weight for a in asks if a.answer == "no answer")
    return yes, no + silent


def _moment_share(state: ClientState, as_of: date, config: WillingnessConfig) -> float:
    """1 for a moment within ``moment_days``, then halved every ``moment_days``; 0 after a year."""
    shares = [0.0]
    for moment in state.moments:
        age = (as_of - moment.on).days
        if 0 <= age <= config.contentment_days:
            late = max(0, age - config.moment_days)
            shares.append(0.5 ** (late / config.moment_days))
    return max(shares)


def _effects(state: ClientState, as_of: date, config: WillingnessConfig) -> list[tuple[float, str]]:
    """What raises or lowers the starting willingness on the logit scale, with words for each."""
    asks = _past(state.asks, as_of)
    effects = [(math.log(config.base / (1 - config.base)), "")]

    def add(weight: float, words: str) -> None:
        effects.append((weight, words))

    if state.nps is not None and state.nps >= config.promoter_nps:
        add(config.promoter, f"gave you {state.nps:.0f} out of 10")
    if state.nps is not None and state.nps <= config.stop_nps:
        add(config.detractor, f"gave you only {state.nps:.0f} out of 10")
    if state.referrals > 0:
        add(config.referred_before, "has introduced you before")
    elif any(a.answer == "yes" for a in asks):
        # The answer counts as such too, see _answers: here only what it says of the person.
        add(config.said_yes_before, "has introduced you before")
    if _is_new(state, as_of, config):
        add(config.new_client, f"is with you for less than {config.new_client_months} months")
    if (days := _untouched(state, as_of)) is not None and days >= config.touch_days:
        add(config.no_touch, f"last heard from you {days} days ago")
    share = _moment_share(state, as_of, config)
    if share > 0.05:
        newest = _newest(state, as_of)
        words = f": {newest.text}" if newest is not None and newest.text else ""
        add(config.positive_moment * share, f"had a good moment with you lately{words}")
    if any(0 <= (as_of - f.on).days <= config.favour_days for f in state.favours):
        add(config.favour, "you did them a favour")
    recent = sum(1 for a in asks if (as_of - a.on).days < config.recent_ask_days)
    if recent:
        add(
            config.recent_ask * recent,
            f"was asked {count_of(recent, 'time')} in the last {config.recent_ask_days} days",
        )
    answered = [a for a in asks if a.answer in ("yes", "no", "no answer")]
    if answered and max(answered, key=lambda a: (a.on, a.answered_on or a.on)).answer == "no":
        add(config.last_declined, "declined the last time")
    return effects


def _newest(state: ClientState, as_of: date) -> Moment | None:
    past = [m for m in state.moments if m.on <= as_of]
    return max(past, key=lambda m: (m.on, m.text), default=None)


def _is_new(state: ClientState, as_of: date, config: WillingnessConfig) -> bool:
    return (
        state.since is not None
        and state.kind in config.new_client_kinds
        and as_of < _add_months(state.since, config.new_client_months)
    )


def _untouched(state: ClientState, as_of: date) -> int | None:
    return None if state.last_touch is None else (as_of - state.last_touch).days


def _add_months(start: date, months: int) -> date:
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    for last in (start.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _stops(
    state: ClientState,
    as_of: date,
    config: WillingnessConfig,
    rule: AccountRule,
    colleagues: Sequence[Asked],
) -> _Verdict:
    verdict = _Verdict()
    end = state.opted_out_until
    if state.opted_out if end is None else end > as_of:
        verdict.add("Does not want to be asked" + (f" before {day(end)}." if end else "."), end)
    if state.complaint is not None:
        text = state.complaint.strip().rstrip(".")
        verdict.add(f"Has an open complaint{': ' + text if text else ''}. Settle it first.")
    if state.nps is not None and state.nps <= config.stop_nps:
        on = f" on {day(state.nps_on)}" if state.nps_on else ""
        verdict.add(f"Gave you {state.nps:.0f} out of 10{on}: make them content first.")
    if state.at_risk:
        verdict.add("Is at risk of leaving: keep the client before you ask for anything.")
    if state.former:
        verdict.add("Is a former client.")
    quiet = ((state.quiet_until, "You"), (rule.quiet_until, "For the whole company, you"))
    for until, who in quiet:
        if until is not None and until > as_of:
            verdict.add(f"{who} set a quiet time until {day(until)}.", until)
    asks = _past(state.asks, as_of)
    rest = config.rest_days if state.rest_days is None else state.rest_days
    _rest(verdict, asks, as_of, rest, "Was asked")
    account_rest = config.account_rest_days if rule.rest_days is None else rule.rest_days
    if account_rest and len(colleagues) > len(asks):
        _rest(verdict, colleagues, as_of, account_rest, "A colleague at the same company was asked")
    return verdict


def _rest(
    verdict: _Verdict, asks: Sequence[Asked], as_of: date, rest_days: int, subject: str
) -> None:
    # Asks of one day are one occasion: the rest begins on the day after it.
    last = max((a.on for a in asks), default=None)
    if last is None or last == as_of:
        return
    if (ago := (as_of - last).days) < rest_days:
        end = last + timedelta(days=rest_days)
        verdict.add(
            f"{subject} {count_of(ago, 'day')} ago: let {rest_days} days pass, until {day(end)}.",
            end,
        )


def _budget(state: ClientState, as_of: date, config: WillingnessConfig) -> tuple[int, _Verdict]:
    """Asks left of the client, and why none is, with the day one comes free."""
    days = config.budget_days if state.budget_days is None else state.budget_days
    limits = (
        (config.budget if state.budget is None else state.budget, days),
        (config.budget_year if state.budget_year is None else state.budget_year, 365),
    )
    asks = _past(state.asks, as_of)
    verdict = _Verdict()
    left = min(_left(asks, as_of, limit, window) for limit, window in limits)
    for limit, window in limits:
        if limit == 0:
            verdict.add("You set the budget to no asks at all.")
            break
        if _left(asks, as_of, limit, window) <= 0:
            end = _free_on(asks, as_of, limit, window)
            verdict.add(
                f"All {count_of(limit, 'ask')} for {window} days used: next on {day(end)}.", end
            )
    return max(0, left), verdict


def _account_budget(
    state: ClientState,
    as_of: date,
    config: WillingnessConfig,
    rule: AccountRule,
    colleagues: Sequence[Asked],
) -> tuple[int | None, _Verdict]:
    verdict = _Verdict()
    if state.account is None:
        return None, verdict
    limit = config.account_budget if rule.budget is None else rule.budget
    if rule.budget is None and limit == 0:
        return None, verdict
    if limit == 0:
        verdict.add("You set the budget of the whole company to no asks at all.")
        return 0, verdict
    left = _left(colleagues, as_of, limit, config.budget_days)
    if left <= 0:
        end = _free_on(colleagues, as_of, limit, config.budget_days)
        verdict.add(
            f"All {count_of(limit, 'ask')} for the whole company used: next on {day(end)}.", end
        )
    return max(0, left), verdict


def _left(asks: Sequence[Asked], as_of: date, limit: int, window: int) -> int:
    return limit - sum(1 for a in asks if (as_of - a.on).days < window)


def _free_on(asks: Sequence[Asked], as_of: date, limit: int, window: int) -> date:
    """The first day on which fewer than ``limit`` asks lie within the window."""
    recent = sorted(a.on for a in asks if (as_of - a.on).days < window)
    return recent[len(recent) - limit] + timedelta(days=window)


def _warm_first(state: ClientState, as_of: date, config: WillingnessConfig) -> _Verdict:
    verdict = _Verdict()
    days = _untouched(state, as_of)
    if days is not None and days >= config.touch_days:
        verdict.add(f"Last contact {days} days ago: get in touch first, without asking.")
    if _is_new(state, as_of, config) and state.since is not None:
        end = _add_months(state.since, config.new_client_months)
        months = config.new_client_months
        verdict.add(f"With you since {day(state.since)}, less than {months} months.", end)
    if state.kind in config.contentment_kinds:
        content = state.nps is not None and state.nps >= config.content_nps
        happy = any(0 <= (as_of - m.on).days <= config.contentment_days for m in state.moments)
        if not content and not happy:
            verdict.add(
                "Nothing says yet that they are content: note a good moment or ask for a score "
                "from 0 to 10 first."
            )
    return verdict


def _ready_words(state: ClientState, as_of: date, left: int) -> str:
    newest = _newest(state, as_of)
    if state.nps is not None and state.nps >= 7:
        why = f"gave you {state.nps:.0f} out of 10"
    elif newest is not None:
        why = f"good moment on {day(newest.on)}" + (f" ({newest.text})" if newest.text else "")
    else:
        why = "nothing stands against it"
    return f"Ready: {why}; {count_of(left, 'ask')} left."


def _willingness_words(
    state: ClientState, as_of: date, config: WillingnessConfig, mean: float
) -> tuple[str, ...]:
    """Why the willingness is ``mean``; who is no more willing than most is not called so."""
    effects = [(w, words) for w, words in _effects(state, as_of, config) if words]
    helps = [words for w, words in effects if w > 0]
    hinders = [words for w, words in effects if w < 0]
    sentences = []
    if helps:
        more = "More willing than most" if mean > config.base else "Speaks for a yes"
        sentences.append(f"{more}: {list_of(helps)}.")
    if hinders:
        less = "Less willing than most" if mean < config.base else "Speaks against it"
        sentences.append(f"{less}: {list_of(hinders)}.")
    yes, no = _answers(state, as_of, config)
    if yes + no > 0:
        asked = sum(1 for a in _past(state.asks, as_of) if a.answer in ("yes", "no", "no answer"))
        sentences.append(f"Said yes to {yes:.0f} of {count_of(asked, 'ask')} so far.")
    return tuple(sentences) or ("Nothing sets this client apart: the usual share says yes.",)
