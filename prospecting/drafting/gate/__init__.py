"""The gate: every draft goes through it, whoever wrote it.

`check_draft` runs the eighteen checks on a text and its facts. A hard check that fails blocks
"ready"; the user may overrule a soft one, and mend a hard one only in the text or by adding the
missing fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from prospecting.drafting.context import Context, build
from prospecting.drafting.draft import Check, DraftText
from prospecting.drafting.facts import AskFacts
from prospecting.drafting.gate import address, note, style, wording
from prospecting.drafting.gate.applies import CHECKS, why_not
from prospecting.drafting.gate.backed import find_unbacked
from prospecting.drafting.gate.claims import NOTHING_YET, find_claims
from prospecting.drafting.gate.finding import Finding, free
from prospecting.drafting.gate.invented import find_invented
from prospecting.drafting.gate.known import known_of
from prospecting.drafting.gate.stated import find_stated
from prospecting.drafting.language import formality_for, load

__all__ = ["CHECKS", "check_draft"]

_TESTS: dict[str, Callable[[wording.View], wording.Result]] = {
    "placeholder": wording.placeholder,
    "one-prospect": wording.one_prospect,
    "tie-wording": wording.tie_wording,
    "way-out": wording.way_out,
    "no-pressure": wording.no_pressure,
    "forwardable": note.forwardable,
    "length": style.length,
    "linkedin-length": style.linkedin_length,
    "reading": style.reading,
    "subject": style.subject,
    "one-request": style.one_request,
    "reasons": style.reasons,
    "why-client": style.why_client,
    "no-calendar": style.no_calendar,
    "variety": style.variety,
    "form-of-address": address.form_of_address,
    "language": address.right_language,
}


def _context(facts: AskFacts, code: str) -> Context:
    language = load(code)
    return build(facts, language, formality_for(facts.seller, facts.introducer, language))


def check_draft(
    draft: DraftText | Mapping[str, object],
    facts: AskFacts,
    others: Iterable[DraftText | Mapping[str, object]] = (),
) -> tuple[Check, ...]:
    """The eighteen checks of `draft`, in their fixed order.

    `draft` is a `DraftText` or a mapping with its fields (what an editor holds); `others` are
    the other drafts of the same plan, for check 16. Marks are ranges in the body.

    Raises:
        ValueError: the draft's language is not there.
    """
    text = draft if isinstance(draft, DraftText) else DraftText.of(draft)
    language = load(text.language)
    with_others = text.channel in ("phone", "meeting")
    known = known_of(facts, text.language, with_others)
    view = wording.View(
        text,
        language,
        facts,
        known,
        _context(facts, text.language),
        tuple(o if isinstance(o, DraftText) else DraftText.of(o) for o in others),
    )
    out: list[Check] = []
    for name, hard in CHECKS:
        reason = why_not(name, text.channel, text.kind)
        if name == "variety" and reason is None:
            if form := style.form_letter(view):
                out.append(Check(name, hard, *form))
                continue
            if not view.others:
                reason = "There is no other draft to compare it with."
        if name == "form-of-address" and not address.has_forms(language):
            reason = f"{language.rules['name']} has one form of address."
        if reason is not None:
            out.append(Check(name, hard, None, reason))
            continue
        if name == "facts":
            out.append(_facts_check(view))
            continue
        passed, detail, marks = _TESTS[name](view)
        if name == "placeholder" and passed and (never := style.words_never(view)):
            passed, detail = False, f"“{never[0]}” is on your list of words never to use."
        out.append(Check(name, hard, passed, detail, marks))
    return tuple(out)


# Wide enough that no expression reaches from one part into the next.
_APART = "\n\n\n"


def _facts_check(view: wording.View) -> Check:
    text = view.text
    parts = (
        ("", text.body),
        ("subject", text.subject),
        ("note", text.forwardable),
        ("note's subject", text.forwardable_subject),
    )
    whole = _APART.join(part for _where, part in parts)
    invented = find_invented(whole, view.language, view.known, view.facts.as_of)
    claims = find_claims(whole, text.kind, view.language, view.facts, view.known)
    marks: list[tuple[int, int]] = []
    sentences: list[str] = []
    begin = 0
    found = list(invented)
    about = (whole, view.language, view.facts, view.known)
    told: tuple[Finding, ...] = ()
    if text.kind in NOTHING_YET:
        card = text.channel in ("phone", "meeting")
        told = (*find_stated(*about), *find_unbacked(*about, card))
    for one in (*claims, *told):
        if free(one.start, one.end, found):
            found.append(one)
    found.sort(key=lambda f: f.start)
    for where, part in parts:
        end = begin + len(part)
        for one in found:
            if not begin <= one.start < end:
                continue
            if not where:
                marks.append((one.start, min(one.end, end)))
            place = f" (in the {where})" if where else ""
            sentences.append(f"“{one.text}”{place} looks like {one.what}")
        begin = end + len(_APART)
    if not sentences:
        return Check("facts", True, True, "All names, titles, numbers and dates are in the facts.")
    shown = "; ".join(sentences[:4]) + ("; …" if len(sentences) > 4 else "")
    return Check(
        "facts",
        True,
        False,
        f"{shown}, and is not in the facts: take it out or add the fact.",
        tuple(marks),
    )
