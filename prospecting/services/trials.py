"""A profile tried out before it is saved: how many fit, who is new, what is not known.

Of everything judged only the fit depends on the profile, and who is held back as listed twice; a
trial takes the rest as it stands.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from prospecting.services import profiles
from prospecting.services.doubles import hold_back, likely_doubles
from prospecting.services.frame import title_similarity
from prospecting.services.judging import AREAS, Judged, judge
from prospecting.services.session import Session
from scoring.countries import country_name
from scoring.fit import PARTS
from scoring.fit_gaps import missing_datum, nobody_fits
from scoring.profile import Profile, parse_profile

TOP: Final = 10
STARS: Final = "starred_clients"
_SURE: Final = 0.8
_AGAINST: Final = 0.2
_GAP_ROWS: Final = 50_000

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Gap:
    """A part that the profile asks for: how often it is known, and for how many it decides."""

    part: str
    known: float
    decides: int
    sentence: str


@dataclass(frozen=True)
class Effect:
    """What a profile gives, beside the one it is compared with.

    ``new`` and ``gone`` count people who fit and can be reached; ``notice`` says why nobody does.
    """

    judged: Judged
    rows: Ints
    new: int
    gone: int
    top_new: int
    coverage: float
    gaps: tuple[Gap, ...]
    notice: str

    @property
    def count(self) -> int:
        """How many fit and can be reached."""
        return int(self.rows.size)


def judged_with(session: Session, profile: Profile) -> Judged:
    """Everybody judged by a profile that is not stored; one profile is kept at a time."""
    base = judge(session)
    if profile == base.profile:
        return base
    kept: dict[str, tuple[Profile, Judged]] = session.cached("trial", AREAS, dict)
    last = kept.get("last")
    if last is not None and last[0] == profile:
        return last[1]
    frame = base.frame
    fit = frame.fit(
        profile,
        base.config.fit,
        title_similarity(session, frame, [*profile.titles, *profile.keywords]),
        title_similarity(session, frame, profile.exclude_titles),
    )
    # Who stays of those listed twice is the one who fits better, so it hangs on the profile too.
    people = base.person_against.copy()
    people[list(base.twin)] = 0
    likely = (fit.fit >= base.config.fit.prospect_from) | base.pinned_person
    groups = likely_doubles(session, frame, likely)
    people, twin = hold_back(groups, people, fit.fit, base.pinned_person)
    made = dataclasses.replace(
        base, profile=profile, profile_id=None, fit=fit, person_against=people, twin=twin
    )
    kept["last"] = (profile, made)
    return made


def fitting(judged: Judged) -> Ints:
    """Rows of those who fit and can be reached, best first."""
    from prospecting.services.planning import prospect_rows

    return np.asarray(prospect_rows(judged), dtype=np.int64)


def effect(
    session: Session, profile: Profile, compared: Profile | None = None, *, gaps: bool = True
) -> Effect:
    """What ``profile`` gives, and what is different from ``compared``; the last one is kept."""
    kept: dict[str, tuple[Any, Effect]] = session.cached("trial effect", AREAS, dict)
    asked = (profile, compared, gaps)
    last = kept.get("last")
    if last is not None and last[0] == asked:
        return last[1]
    made = _effect(session, profile, compared, gaps)
    kept["last"] = (asked, made)
    return made


def _effect(session: Session, profile: Profile, compared: Profile | None, gaps: bool) -> Effect:
    before = fitting(judged_with(session, compared)) if compared is not None else None
    judged = judged_with(session, profile)
    rows = fitting(judged)
    new = gone = top_new = 0
    if before is not None:
        new = int(np.setdiff1d(rows, before, assume_unique=True).size)
        gone = int(np.setdiff1d(before, rows, assume_unique=True).size)
        top_new = int(np.setdiff1d(rows[:TOP], before[:TOP]).size)
    coverage = float(judged.fit.coverage[rows].mean()) if rows.size else 0.0
    notice = nobody_fits(judged.fit, profile, judged.config.fit) or ""
    return Effect(
        judged=judged,
        rows=rows,
        new=new,
        gone=gone,
        top_new=top_new,
        coverage=coverage,
        gaps=_gaps(judged, rows) if gaps else (),
        notice=notice,
    )


def _gaps(judged: Judged, rows: Ints) -> tuple[Gap, ...]:
    """How much of each part is known of those who fit, and whose fit hangs on it."""
    fit = judged.fit
    if not rows.size or not fit.asked:
        return ()
    least = judged.config.fit.prospect_from
    step = max(1, len(fit) // _GAP_ROWS)  # a sample is enough for a count in words
    sample = np.arange(0, len(fit), step)
    which, worst, best = missing_datum(fit, sample, judged.profile)
    hangs = (worst < least) & (best >= least) & (judged.person_against[sample] == 0)
    found = []
    for name in fit.asked:
        known = float(fit.is_known(name, rows).mean())
        decides = int((hangs & (which == PARTS.index(name))).sum()) * step
        if known > 0.995 and not decides:
            continue
        found.append(Gap(name, known, decides, _gap_words(name, known, decides)))
    return tuple(sorted(found, key=lambda gap: (-gap.decides, gap.known)))


_PART_WORDS: Final = {
    "function": "function",
    "level": "level",
    "industry": "industry",
    "size": "company size",
    "country": "country",
}


def _gap_words(name: str, known: float, decides: int) -> str:
    word = _PART_WORDS.get(name, name)
    one = decides == 1
    if known > 0.995:
        people = "1 person" if one else f"{_round(decides):,} people"
        return f"Of {people} the {word} is not known, and it alone decides whether they fit."
    text = f"The {word} is known of {known:.0%}"
    if decides:
        people = "1 more person" if one else f"{_round(decides):,} more people"
        text += f"; for {people} it alone decides whether they fit"
    if name in ("industry", "size", "country") and (known < 0.5 or decides):
        return f"{text}. A company list would tell."
    return f"{text}."


def _round(number: int) -> int:
    """Two leading digits: the count rests on a sample."""
    digits = max(len(str(number)) - 2, 0)
    return round(number, -digits)


# Side by side -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beside:
    """A saved profile beside the others."""

    name: str
    in_use: bool
    count: int
    sentence: str


def side_by_side(session: Session) -> list[Beside]:
    """Every saved profile with how many fit it and can be reached."""
    found = []
    for one in profiles.list_profiles(session):
        value = one["profile"]
        mark = json.dumps(value, sort_keys=True)

        def build(value: dict[str, Any] = value) -> int:
            return int(fitting(judged_with(session, parse_profile(value))).size)

        count = session.cached(f"fit {mark}", AREAS, build)
        found.append(Beside(one["name"], one["in_use"], count, sentence(value)))
    return found


def sentence(value: dict[str, Any]) -> str:
    """A profile, shaped like the TOML file, in one sentence."""
    profile = parse_profile(value)
    who = "People"
    if profile.functions:
        who += f" in {_or(profile.functions)}"
    if profile.seniorities:
        who += f" at the level {_or(profile.seniorities)}"
    if profile.titles:
        who += f", or described as {_or(_quoted(profile.titles))}"
    if profile.keywords:
        who += f", with the words {_or(_quoted(profile.keywords))}"
    where = ""
    if profile.industries:
        where += f" in {_or(profile.industries)}"
    size = size_words(profile.size_min, profile.size_max)
    if size:
        where += f" with {size}"
    if profile.countries:
        where += f" in {_or([country_name(code) for code in profile.countries])}"
    text = f"{who}, at companies{where}" if where else f"{who}, at any company"
    if profile.include_companies or profile.include_people:
        named = [*profile.include_companies, *profile.include_people]
        text += f"; and {_and(named)} whatever the fit"
    never = [*profile.exclude_companies, *profile.exclude_titles, *profile.exclude_industries]
    if never:
        text += f"; never {_or(never)}"
    return f"{text}."


def size_words(low: float | None, high: float | None) -> str:
    """A range of company sizes in words; empty where none is asked."""
    if low and high:
        return f"{low:,.0f} to {high:,.0f} people"
    if low:
        return f"at least {low:,.0f} people"
    return f"at most {high:,.0f} people" if high else ""


def _quoted(words: Sequence[str]) -> list[str]:
    return [f"“{word}”" for word in words]


def _or(words: Sequence[str]) -> str:
    return _joined(words, "or")


def _and(words: Sequence[str]) -> str:
    return _joined(words, "and")


def _joined(words: Sequence[str], last: str, most: int = 5) -> str:
    shown = list(words)
    if len(shown) > most:
        shown = [*shown[: most - 1], f"{len(words) - most + 1} more"]
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}" if len(shown) > 1 else shown[0]


# Learned from the best clients --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One part that sets the best clients apart, and what adopting it does to a profile.

    ``key`` names the list of the profile it belongs to, ``add`` whether it is to be added or taken
    out, ``done`` whether the profile says so already.
    """

    key: str
    value: str
    words: str
    add: bool
    done: bool


_KEYS: Final = {
    "industry": "industries",
    "country": "countries",
    "function": "functions",
    "level": "seniorities",
}


def suggestions(session: Session, value: dict[str, Any]) -> list[Suggestion]:
    """What the best clients suggest for the profile ``value``, the surest first."""
    learned = profiles.learn(session)
    proposal = learned["proposal"] or {}
    found = []
    for one in learned["findings"]:
        key = _KEYS.get(one["kind"])
        if key is None:
            continue
        said = country_name(one["value"]) if key == "countries" else one["value"]
        has = said in value.get(key, [])
        if said in proposal.get(key, []) or one["sure"] >= _SURE:
            found.append(Suggestion(key, said, one["sentence"], add=True, done=has))
        elif one["sure"] <= _AGAINST and has:
            found.append(Suggestion(key, said, one["sentence"], add=False, done=False))
    return found


def adopt(value: dict[str, Any], one: Suggestion) -> list[str]:
    """The list ``one.key`` of the profile with the suggestion carried out."""
    before = [str(item) for item in value.get(one.key, [])]
    if one.add:
        return before if one.value in before else [*before, one.value]
    return [item for item in before if item != one.value]


def learned_notice(session: Session) -> str:
    """Why nothing is suggested, or how little it rests on; empty where all is well."""
    learned = profiles.learn(session)
    findings = {one["sentence"] for one in learned["findings"]}
    return next((text for text in learned["sentences"] if text not in findings), "")


def best_clients(session: Session) -> list[int]:
    """Whom the suggestions take for the best clients, by id."""
    return [int(one) for one in profiles.learn(session)["best_clients"]]


def stars(session: Session) -> list[int]:
    """The clients the user marked as his best."""
    return [int(one) for one in session.ws.get_setting(STARS, []) or []]


def set_stars(session: Session, clients: Sequence[int]) -> None:
    """Mark these clients as the best, and no others."""
    session.ws.set_setting(STARS, sorted({int(one) for one in clients}), user=session.user)
