"""Rewards: the rules, what is due, the gate of professions and countries, the agreement.

Arithmetic and warnings, no legal advice; see ``pipeline.rewards``. Decisions are events of the
ask, so they have an author, a day, and can be taken back.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any, Final

from prospecting.errors import Refused
from prospecting.pipeline import rewards as pure
from prospecting.pipeline.followups import introduced_on
from prospecting.pipeline.restrictions import NO_ADVICE, Party, Verdict, disclosure_line, gate
from prospecting.pipeline.rewards import AskFacts, LedgerEntry, RewardRule, rewards_due
from prospecting.pipeline.todo_types import RewardDue
from prospecting.services.access import require, sees
from prospecting.services.asked import AskRow, all_asks
from prospecting.services.client_states import client_rows
from prospecting.services.clients import find_client
from prospecting.services.sellers import get_seller
from prospecting.services.session import Session
from scoring.countries import find_country
from scoring.industries import canonical_industry
from scoring.titles import read_titles

RULES: Final = "reward_rules"
AGREEMENT: Final = "agreement"
NOTICE: Final = (
    "The list of restricted professions and countries is incomplete by nature. " + NO_ADVICE
)
_OWN_BOSS: Final = frozenset({"Owner", "Partner"})
_RULES_MOST: Final = 50
_DATES: Final = ("valid_from", "valid_until")
_ITEM: Final = re.compile(r"\s*([-*]|\d+\.)\s")


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One reward with the names and reasons the screen shows; ``version`` is the ask's."""

    entry: LedgerEntry
    ask_id: int
    client_id: int
    client_name: str
    prospect_name: str
    owner: str | None
    version: int
    reasons: tuple[str, ...]
    sources: tuple[str, ...]


# ---- rules ---------------------------------------------------------------------------------------


def rules(session: Session) -> list[RewardRule]:
    """The rules in force, in the order they were entered."""
    saved = session.ws.get_setting(RULES, []) or []
    return [_rule(row) for row in saved]


def rules_version(session: Session) -> int:
    """What to expect when the rules are written."""
    return session.ws.setting_version(RULES)


def _rule(row: Mapping[str, Any]) -> RewardRule:
    known = {one.name for one in fields(RewardRule)}
    values = {name: value for name, value in row.items() if name in known and value is not None}
    for name in _DATES:
        if isinstance(values.get(name), str):
            values[name] = dt.date.fromisoformat(values[name])
    return RewardRule(**values)


def save_rules(session: Session, new: Sequence[RewardRule], *, expected: int | None = None) -> None:
    """Replace the rules; what was already given stays given.

    Raises:
        Refused: the role may not, too many rules, or two with one id.
        Conflict: they were changed since ``expected``.
    """
    require(session, "rewards")
    if len(new) > _RULES_MOST:
        raise Refused(f"at most {_RULES_MOST} rules")
    names = [rule.rule_id for rule in new]
    if len(set(names)) != len(names) or any(not re.fullmatch(r"[\w-]{1,40}", n) for n in names):
        raise Refused("each rule needs an id of its own, of letters, digits and dashes")
    rows = [
        {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in asdict(rule).items()}
        for rule in new
    ]
    session.ws.set_setting(RULES, rows, user=session.user, expected=expected)


def add_rule(session: Session, **values: Any) -> RewardRule:
    """One rule more, with an id never used before; it holds for introductions from today on,
    unless ``valid_from`` says otherwise.

    Raises:
        Refused: the role may not, or values that cannot be.
    """
    require(session, "rewards")
    have = rules(session)
    version = rules_version(session)
    number = 1 + max((int(r.rule_id[1:]) for r in have if r.rule_id[1:].isdigit()), default=0)
    # A key in the ledger holds the rule's id for good, so no id comes back.
    number = max(number, version + 1)
    values.setdefault("valid_from", session.as_of)
    try:
        rule = RewardRule(rule_id=f"r{number}", **values)
    except ValueError as error:
        raise Refused(str(error)) from None
    if not (rule.amount or rule.percent or rule.description):
        raise Refused("say what is given: an amount, a share of the deal, or a gift")
    save_rules(session, [*have, rule], expected=version)
    return rule


def remove_rule(session: Session, rule_id: str) -> None:
    """Take a rule off the list; rewards given under it stay in the books."""
    require(session, "rewards")
    version = rules_version(session)
    save_rules(session, [r for r in rules(session) if r.rule_id != rule_id], expected=version)


# ---- the gate ------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _own_boss(title: str) -> bool:
    reading = read_titles([title])[0]
    return reading.seniority in _OWN_BOSS


def _party(who: str, title: str | None, industry: str | None, country: str | None) -> Party:
    return Party(
        who=who,
        titles=(title,) if title else (),
        industry=(canonical_industry(industry) or "") if industry else "",
        country=find_country(country) if country else None,
        employee=not (title and _own_boss(title)),
    )


def verdict_for(
    session: Session,
    client: Mapping[str, Any],
    person: Mapping[str, Any] | None = None,
    industry: str | None = None,
) -> Verdict:
    """What the gate says of a reward to this client, for this prospect where one is given."""
    who = get_seller(session)
    parties = [
        _party(client["name"], client["title"], client["industry"], client["country"]),
        Party(who["company"] or "we", (), "", find_country(who["country"]) if who["country"] else
              None, employee=False),
    ]  # fmt: skip
    if person:
        found = _party(person.get("name") or "the prospect", person.get("title"), industry,
                       person.get("country"))  # fmt: skip
        # The prospect gives nothing and decides for the buyer: only the profession matters.
        parties.append(Party(found.who, found.titles, found.industry, found.country, False))
    return gate(parties)


def disclosure_for(session: Session, client_id: int, language: str = "en") -> str:
    """The line a draft must carry because a reward is agreed; "" where there is none to disclose.

    A reward is disclosed whenever a rule is in force and the gate does not block it.
    """
    have = rules(session)
    row = next((r for r in client_rows(session) if r["client_id"] == client_id), None)
    if not have or row is None or verdict_for(session, row).verdict == "blocked":
        return ""
    company = str(get_seller(session)["company"])
    return disclosure_line(company, pure.describe(have[0]), language)


# ---- the ledger ----------------------------------------------------------------------------------


def _agreements(session: Session) -> dict[int, list[tuple[dt.date, dt.date | None]]]:
    found: dict[int, list[tuple[dt.date, dt.date | None]]] = {}
    for row in session.ws.load_client_notes().to_pylist():
        if row["kind"] == AGREEMENT and row["on_date"] is not None:
            found.setdefault(row["client_id"], []).append((row["on_date"], row["until"]))
    return found


def _signed(agreements: Sequence[tuple[dt.date, dt.date | None]], day: dt.date) -> dt.date | None:
    """The day of the agreement that held on ``day``; else of the first one signed."""
    held = [on for on, until in agreements if on <= day and (until is None or day <= until)]
    return max(held) if held else min((on for on, _ in agreements), default=None)


def _everything(session: Session) -> list[LedgerLine]:
    def build() -> list[LedgerLine]:
        have = rules(session)
        if not have:
            return []
        from prospecting.services.board import people_of

        rows = {row["client_id"]: row for row in client_rows(session)}
        chosen = [
            ask
            for ask in all_asks(session)
            if introduced_on(ask.state) is not None and ask.client_id in rows
        ]
        people = people_of(session, (ask.person_id for ask in chosen))
        agreements = _agreements(session)
        facts, verdicts, by_id = [], {}, {}
        for ask in chosen:
            person = people.get(ask.person_id) or {}
            client = rows[ask.client_id]
            verdict = verdict_for(session, client, person)
            verdicts[str(ask.ask_id)] = verdict
            by_id[str(ask.ask_id)] = ask
            day = introduced_on(ask.state) or session.as_of
            facts.append(
                AskFacts(
                    ask_id=str(ask.ask_id),
                    client_id=str(ask.client_id),
                    introducer=client["name"],
                    prospect=person.get("name") or ask.person_name or "somebody since erased",
                    state=ask.state,
                    verdict=verdict,
                    agreement_signed_on=_signed(agreements.get(ask.client_id, []), day),
                )
            )
        names = {fact.ask_id: fact for fact in facts}
        decisions = [one for ask in chosen for one in ask.decisions]
        return [
            LedgerLine(
                entry=entry,
                ask_id=int(entry.ask_id),
                client_id=int(entry.client_id),
                client_name=names[entry.ask_id].introducer,
                prospect_name=names[entry.ask_id].prospect,
                owner=by_id[entry.ask_id].owner_user,
                version=by_id[entry.ask_id].version,
                reasons=verdicts[entry.ask_id].reasons,
                sources=verdicts[entry.ask_id].sources,
            )
            for entry in pure.ledger(have, facts, decisions, session.as_of)
        ]

    return session.cached(
        "reward ledger", ("asks", "people", "clients", "rights", "settings"), build
    )


def ledger(session: Session, *, client_id: int | None = None) -> list[LedgerLine]:
    """Rewards earned up to today on the asks that the session may see, the oldest first.

    Raises:
        Refused: the role sees no asks.
    """
    require(session, "see own asks")
    return [
        line
        for line in _everything(session)
        if sees(session, line.owner) and (client_id is None or line.client_id == client_id)
    ]


def due_rewards(session: Session) -> list[RewardDue]:
    """What the to-do list shows, whoever owns the ask; the list itself looks at the role."""
    return rewards_due([line.entry for line in _everything(session)])


_AFTER: Final[dict[str, tuple[str, ...]]] = {
    "approved": ("due",),
    "given": ("due", "approved"),
    "waived": ("due", "approved", "needs agreement", "blocked"),
    "withdrawn": ("approved", "given", "waived"),
}


def decide(
    session: Session, key: str, decision: str, *, expected: int | None = None
) -> tuple[int, int]:
    """Approve a reward, note that it was given, waive it, or withdraw the last step.

    The (ask, event number) written, for undo.

    Raises:
        Refused: the role may not, no such reward, or the gate stands against it.
        Conflict: the ask changed since ``expected``.
    """
    require(session, "rewards")
    line = next((one for one in _everything(session) if one.entry.key == key), None)
    if line is None:
        raise Refused("this reward is not there any more: look at the list again")
    if decision not in _AFTER:
        raise Refused(f"a decision is one of {', '.join(_AFTER)}")
    status = line.entry.status
    if status not in _AFTER[decision]:
        why = " ".join(line.reasons) if status in ("blocked", "needs agreement") else ""
        raise Refused(f"a reward that is “{status}” cannot be {decision}. {why}".strip())
    given = decision == "given"
    stage = "rewarded" if given else _stage_now(session, line.ask_id)
    detail: dict[str, Any] = {"reward": key, "decision": decision}
    if not given:
        detail |= {"action": "note", "no_stage": True}
    event = session.ws.add_event(
        line.ask_id,
        stage,
        on_date=session.as_of,
        user=session.user,
        amount=line.entry.amount if given and line.entry.amount else None,
        currency=line.entry.currency if given else None,
        note=line.entry.sentence if given else None,
        detail=detail,
        expected=line.version if expected is None else expected,
    )
    session.ws.audit(f"reward {decision}", user=session.user, ask=line.ask_id)
    return line.ask_id, event.number


def _stage_now(session: Session, ask_id: int) -> str:
    found: AskRow | None = next((a for a in all_asks(session) if a.ask_id == ask_id), None)
    return found.state.stage if found is not None else "suggested"


# ---- the agreement -------------------------------------------------------------------------------


def agreement(
    session: Session,
    client: str | int,
    *,
    payment_days: int = 30,
    conversion_days: int = 365,
    confidentiality_months: int = 24,
    notice_days: int = 30,
) -> str:
    """The referral agreement with a client as text to edit (Markdown).

    Raises:
        Refused: the role may not, or a reward is not possible here at all.
    """
    require(session, "rewards")
    row = find_client(session, client)
    who = get_seller(session)
    try:
        return pure.agreement_text(
            pure.AgreementTerms(
                company=who["company"],
                seller=who["name"],
                introducer=row["name"],
                introducer_company=row["company"] or "",
                on=session.as_of,
                rules=tuple(rules(session)),
                verdict=verdict_for(session, row),
                payment_days=payment_days,
                conversion_days=conversion_days,
                confidentiality_months=confidentiality_months,
                notice_days=notice_days,
                language=who["language"] or "en",
            )
        )
    except ValueError as error:
        raise Refused(str(error)) from None


def sign_agreement(
    session: Session, client: str | int, *, on: dt.date, until: dt.date | None = None
) -> int:
    """Note that the agreement with a client was signed, and until when it holds.

    Raises:
        Refused: the role may not, a day to come, or an end before the beginning.
    """
    require(session, "rewards")
    if on > session.as_of:
        raise Refused(f"{on} has not come yet; note it when it is signed")
    if until is not None and until < on:
        raise Refused("an agreement cannot end before it begins")
    row = find_client(session, client)
    return int(
        session.ws.note_client(
            row["client_id"], AGREEMENT, on_date=on, until=until, user=session.user
        )
    )


def agreement_html(text: str) -> bytes:
    """The edited text as a page to print; headings, lists and bold are kept, all else is text."""
    out = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        if lines[0].startswith("#"):
            level = min(len(lines[0]) - len(lines[0].lstrip("#")), 3)
            out.append(f"<h{level}>{_inline(lines[0].lstrip('# '))}</h{level}>")
            lines = lines[1:]
        if lines and all(_ITEM.match(line) for line in lines):
            items = "".join(f"<li>{_inline(_ITEM.sub('', line))}</li>" for line in lines)
            out.append(f"<ul>{items}</ul>")
        elif lines:
            out.append("<p>" + "<br>".join(_inline(line) for line in lines) + "</p>")
    style = "body{font:12pt/1.5 Georgia,serif;max-width:42em;margin:3em auto;padding:0 1em}"
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Referral agreement</title>'
        f"<style>{style}</style><body>{''.join(out)}</body></html>"
    )
    return page.encode()


def _inline(line: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(line))
