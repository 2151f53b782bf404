"""What is missing: the datum that would change a fit most, and the wish that nobody meets."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scoring.config import FitConfig
from scoring.fit import PARTS, FitResult
from scoring.profile import Profile

Floats = npt.NDArray[np.float64]


def missing_datum(
    result: FitResult, rows: npt.ArrayLike, profile: Profile
) -> tuple[npt.NDArray[np.int8], Floats, Floats]:
    """The one unknown datum that would change each row's fit most.

    Returns:
        Position in ``PARTS`` (-1 where nothing is unknown or nothing would change), and the fit
        with that datum at its worst and at its best; arrays of the length of ``rows``.
    """
    index = np.asarray(rows, dtype=np.int64)
    fit = result.fit[index]
    which = np.full(index.shape[0], -1, dtype=np.int8)
    worst, best = fit.copy(), fit.copy()
    settled = result.named[index] | (result.excluded[index] > 0)
    for code, name in enumerate(PARTS):
        if name not in result.asked:
            continue
        low, high = _fit_if(result, index, profile, name)
        open_ = ~result.is_known(name, index) & ~settled & (high - low > best - worst + 1e-12)
        which[open_] = code
        worst, best = np.where(open_, low, worst), np.where(open_, high, best)
    return which, worst, best


def _fit_if(
    result: FitResult, index: npt.NDArray[np.int64], profile: Profile, name: str
) -> tuple[Floats, Floats]:
    """Fit of the rows if the part ``name`` were 0, and if it were 1."""
    outcomes = []
    for value in (0.0, 1.0):
        role, company = result.role[index], result.company[index]
        if name in ("function", "level"):
            other = "level" if name == "function" else "function"
            rest = result.part(other)[index] if other in result.asked else 1.0
            role = np.maximum(value * rest, result.wish[index])
            role = np.where(result.current[index], role, result.role[index])
        else:
            wanted = [n for n in ("industry", "size", "country") if n in result.asked]
            moved = company + (value - result.part(name)[index]) / len(wanted)
            company = np.where(result.target[index], company, np.clip(moved, 0.0, 1.0))
        outcomes.append(role**profile.role_weight * company**profile.company_weight)
    return outcomes[0], outcomes[1]


def nobody_fits(
    result: FitResult, profile: Profile, config: FitConfig, among: npt.ArrayLike | None = None
) -> str | None:
    """A sentence when no contact fits: which wish is the strictest, and what leaving it out gives.

    ``among`` says who counts, bool ``(P,)``; everybody when not given. ``None`` where at least one
    contact fits.
    """
    counted = np.ones(len(result), dtype=np.bool_) if among is None else np.asarray(among)
    total = int(counted.sum())
    if total == 0:
        return "There are no contacts yet: import a connection export first."
    if bool((result.fit[counted] >= config.prospect_from).any()):
        return None
    if bool((result.excluded[counted] > 0).all()):
        return (
            f"All {total:,} contacts are excluded by the profile {profile.name!r}: "
            "look at its exclusions."
        )
    gains: dict[str, int] = {}
    wanted = [n for n in ("industry", "size", "country") if n in result.asked]
    open_ = (result.excluded == 0) & counted
    for name in result.asked:
        role, company = result.role, result.company
        if name == "function":
            role = np.maximum(result.level, result.wish)
        elif name == "level":
            role = np.maximum(result.function, result.wish)
        else:
            rest = [result.part(n) for n in wanted if n != name]
            company = np.asarray(sum(rest)) / len(rest) if rest else np.ones(len(result))
        fit = role**profile.role_weight * company**profile.company_weight
        gains[name] = int(((fit >= config.prospect_from) & open_).sum())
    name, gain = max(gains.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if gain == 0:
        return (
            f"None of the {total:,} contacts fits {profile.name!r}, even with one wish left out: "
            "widen it, or import more connections."
        )
    return (
        f"None of the {total:,} contacts fits {profile.name!r}. The strictest wish is the {name}: "
        f"without it {gain:,} would fit."
    )


def fit_change(before: FitResult, after: FitResult, config: FitConfig, top: int = 10) -> str:
    """What an edit of the profile changed, for the same people, in one sentence."""
    old = int((before.fit >= config.prospect_from).sum())
    new = int((after.fit >= config.prospect_from).sum())
    rows = np.arange(len(after))
    first_old = np.lexsort((rows, -before.fit))[:top]
    first_new = np.lexsort((rows, -after.fit))[:top]
    fresh = int((~np.isin(first_new, first_old)).sum())
    same = "as before" if new == old else f"{abs(new - old):,} {'more' if new > old else 'fewer'}"
    count = "1 contact fits" if new == 1 else f"{new:,} contacts fit"
    if fresh == 0:
        return f"{count} ({same}); the first {first_new.size} stay the same."
    return f"{count} ({same}); {fresh} of the first {first_new.size} {'is' if fresh == 1 else 'are'} new."
