"""Company names matched: precision, recall, F1 on pairs labelled by hand, beside a plain rule.

``python bench/companies.py [--fit] [--speed N]``. The pairs come from
``bench/data/company_variants.txt``: lines of spellings of one company, lines of different
companies. Lines are split into a half to tune on and a half to test, so that no company stands in
both. ``company_variants_second.txt``, ``_fifth.txt`` and ``_eleventh.txt`` hold other companies, on
which no weight is fitted; of the third, fourth and sixth to tenth set, others again, one half is
learned from. Each set says what it showed at first sight. ``--fit`` fits the weights on all halves
to tune on and writes ``data/companies_model.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, utils

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from prospecting.identity.companies import match_companies, pair_probability, word_weights  # noqa: E402
from prospecting.identity.company_compare import FEATURES, compare_companies  # noqa: E402
from prospecting.identity.company_forms import company_forms  # noqa: E402
from scoring.reference import load_json  # noqa: E402

VARIANTS = Path(__file__).resolve().parent / "data" / "company_variants.txt"
SECOND = VARIANTS.with_name("company_variants_second.txt")
THIRD = VARIANTS.with_name("company_variants_third.txt")
FOURTH = VARIANTS.with_name("company_variants_fourth.txt")
FIFTH = VARIANTS.with_name("company_variants_fifth.txt")
SIXTH = VARIANTS.with_name("company_variants_sixth.txt")
SEVENTH = VARIANTS.with_name("company_variants_seventh.txt")
EIGHTH = VARIANTS.with_name("company_variants_eighth.txt")
NINTH = VARIANTS.with_name("company_variants_ninth.txt")
TENTH = VARIANTS.with_name("company_variants_tenth.txt")
ELEVENTH = VARIANTS.with_name("company_variants_eleventh.txt")
Pair = tuple[str, str, bool]


def labelled_pairs(path: Path = VARIANTS) -> dict[str, list[Pair]]:
    """Pairs with their label in two halves, ``tune`` and ``test``."""
    halves: dict[str, list[Pair]] = {"tune": [], "test": []}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line[:2] not in {"= ", "! "}:
            continue
        names = [name.strip() for name in line[2:].split(" | ")]
        half = "tune" if hashlib.sha256(line.encode()).digest()[0] % 2 else "test"
        for one, two in itertools.combinations(names, 2):
            halves[half].append((one, two, line[0] == "="))
    return halves


def scores(truth: list[bool], said: list[bool]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    hits = sum(t and s for t, s in zip(truth, said, strict=True))
    precision = hits / max(1, sum(said))
    recall = hits / max(1, sum(truth))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


# What is believed before any pair is seen; the pairs move it. Rare features keep it.
_BELIEF = {
    "covered": 5.0, "left_over_one": -1.0, "left_over_both": -3.0, "branch": -1.5,
    "group_only": 1.5, "place_only": 1.0, "two_places": -3.0, "typo": -0.5, "typo_alone": -0.5,
    "heads_differ": -2.0, "run_together": 3.0, "acronym": 2.0, "short_acronym": -1.0,
    "domain": 3.0, "figures": -3.0, "same_words": 2.0, "weak_only": -1.0, "alias": 0.0,
    "descriptor_only": 0.5, "given_name": 1.5, "word_before": 0.7, "word_behind": -0.7,
    "two_lines": -2.0, "registered": 1.5, "partners": 1.0, "two_institutions": -2.5,
}  # fmt: skip


# Pairs by hand hold too few sisters and slips to say how many of them a real list has.
_AT_MOST = {
    "word_behind": -1.4,
    "weak_only": -1.0,
    "typo": -1.0,
    "heads_differ": -0.5,
    "word_before": 1.0,
    "short_acronym": -2.0,
    "registered": 1.7,
    "partners": 1.5,
    "two_institutions": -2.5,
}


def fit(pairs: list[Pair]) -> None:
    """Fits a logistic model on ``pairs``, held by a Gaussian round ``_BELIEF``, and writes it."""
    from scipy.optimize import minimize
    from scipy.special import expit

    options: list[np.ndarray] = []
    for one, two, _ in pairs:
        options.append(
            np.array(
                [
                    compare_companies(a, b, {})
                    for a in company_forms(one)
                    for b in company_forms(two)
                ]
            )
        )
    labels = np.array([same for _, _, same in pairs], dtype=float)
    belief = np.array([_BELIEF[name] for name in FEATURES])
    theta = np.r_[-3.0, belief]
    for _ in range(10):
        # A pair counts by its likeliest forms, which depend on the weights: choose, fit, again.
        rows = np.array([o[np.argmax(o @ theta[1:])] for o in options])

        def loss(t: np.ndarray, rows: np.ndarray = rows) -> tuple[float, np.ndarray]:
            z = t[0] + rows @ t[1:]
            off = t[1:] - belief
            value = np.sum(np.logaddexp(0, z) - labels * z) + 0.25 * off @ off
            slope = expit(z) - labels
            return float(value), np.r_[slope.sum(), rows.T @ slope + 0.5 * off]

        # No feature may turn against what it means, however the pairs at hand would have it.
        signs = [(None, None)] + [
            (0, None) if b > 0 else (None, 0) if b < 0 else (None, None) for b in belief
        ]
        signs = [
            (low, min((x for x in (high, _AT_MOST.get(name)) if x is not None), default=None))
            for name, (low, high) in zip(("", *FEATURES), signs, strict=True)
        ]
        theta = minimize(loss, theta, jac=True, method="L-BFGS-B", bounds=signs).x
    fitted = {
        "about": "Logistic model, fitted by bench/companies.py --fit on the halves for tuning",
        "intercept": round(float(theta[0]), 4),
        "weights": {
            name: round(float(value), 4) for name, value in zip(FEATURES, theta[1:], strict=True)
        },
    }
    (ROOT / "data" / "companies_model.json").write_text(json.dumps(fitted, indent=1) + "\n")


def show(half: str, pairs: list[Pair]) -> None:
    """Prints ours, alone and within a list, and the plain rule at its best threshold."""
    truth = [same for _, _, same in pairs]
    none = word_weights([])
    ours = [pair_probability(company_forms(a), company_forms(b), none) for a, b, _ in pairs]
    print(f"\n{half}: {len(pairs)} pairs, {sum(truth)} of them one company")
    line = "{:34} P {:.3f}  R {:.3f}  F1 {:.3f}"
    for cut in (0.5, 0.95):
        print(
            line.format(f"ours, pair by pair, at {cut}", *scores(truth, [p >= cut for p in ours]))
        )
    cuts = [n / 100 for n in range(5, 100)]
    best = max((scores(truth, [p >= cut for p in ours])[2], cut) for cut in cuts)[1]
    print(
        line.format(f"ours, best threshold {best:.2f}", *scores(truth, [p >= best for p in ours]))
    )
    found = {
        (m.left, m.right) for m in match_companies([p[0] for p in pairs], [p[1] for p in pairs])
    }
    # In a list another spelling of the same company may be the better match: by name, not place.
    names = {(pairs[a][0], pairs[b][1]) for a, b in found}
    matched = {a for a, _ in found}
    groups = _groups(pairs)
    wrong = sum(groups[one] != groups[two] for one, two in names)
    right = sum(groups[one] == groups[two] for one, two in names)
    asked = {pairs[n][0] for n in range(len(pairs)) if pairs[n][2]}
    reached = {pairs[n][0] for n in matched if pairs[n][2]}
    precision, recall = right / max(1, right + wrong), len(reached) / max(1, len(asked))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(line.format("ours, list against list", precision, recall, f1))
    rule = [fuzz.token_sort_ratio(a, b, processor=utils.default_process) for a, b, _ in pairs]
    best = max((scores(truth, [r >= cut for r in rule])[2], cut) for cut in range(30, 100))[1]
    print(
        line.format(
            f"rapidfuzz token_sort_ratio >= {best}", *scores(truth, [r >= best for r in rule])
        )
    )
    for low, high in ((0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        inside = [t for t, p in zip(truth, ours, strict=True) if low <= p < high]
        if inside:
            print(f"  said {low:.1f} to {min(high, 1):.1f}: {sum(inside)} of {len(inside)} true")


def _groups(pairs: list[Pair]) -> dict[str, str]:
    """The first spelling of each name's company."""
    groups: dict[str, str] = {}
    for one, two, same in pairs:
        groups.setdefault(one, one)
        groups.setdefault(two, groups[one] if same else two)
    return groups


def speed(count: int) -> None:
    """Prints the time for ``count`` names against ``count``, slips of the pen in half of them."""
    draw = random.Random(7)
    syllables = list(map("".join, itertools.product("bdfgklmnprst", "aeio", "nlrs")))
    forms = ["GmbH", "AG", "Ltd", "Inc.", "B.V.", "S.A."]
    trades = ["Software", "Logistik", "Consulting", "Bau", "Foods", "Partners"]
    base = [
        f"{''.join(draw.choices(syllables, k=3)).capitalize()} {draw.choice(trades)}"
        for _ in range(count)
    ]
    right = [f"{name} {draw.choice(forms)}" for name in base]
    left = []
    for name in base:
        cut = draw.randrange(1, 6)
        left.append(name[:cut] + name[cut + 1 :] if draw.random() < 0.5 else name.upper())
    started = time.perf_counter()
    found = match_companies(left, right)
    spent = time.perf_counter() - started
    print(f"{count} against {count}: {spent:.1f} s, {len(found)} matched")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--speed", type=int, default=0)
    chosen = parser.parse_args()
    halves = labelled_pairs()
    second, third, fourth, fifth = map(labelled_pairs, (SECOND, THIRD, FOURTH, FIFTH))
    sixth, seventh, eighth = map(labelled_pairs, (SIXTH, SEVENTH, EIGHTH))
    ninth, tenth, eleventh = map(labelled_pairs, (NINTH, TENTH, ELEVENTH))
    if chosen.fit:
        learned = (halves, third, fourth, sixth, seventh, eighth, ninth, tenth)
        fit([pair for half in learned for pair in half["tune"]])
        load_json.cache_clear()
    shown = {
        **{f"first set, {half}": pairs for half, pairs in halves.items()},
        "second set": second["tune"] + second["test"],
        **{f"third set, {half}": pairs for half, pairs in third.items()},
        **{f"fourth set, {half}": pairs for half, pairs in fourth.items()},
        "fifth set": fifth["tune"] + fifth["test"],
        **{f"sixth set, {half}": pairs for half, pairs in sixth.items()},
        **{f"seventh set, {half}": pairs for half, pairs in seventh.items()},
        **{f"eighth set, {half}": pairs for half, pairs in eighth.items()},
        **{f"ninth set, {half}": pairs for half, pairs in ninth.items()},
        **{f"tenth set, {half}": pairs for half, pairs in tenth.items()},
        "eleventh set": eleventh["tune"] + eleventh["test"],
    }
    for name, pairs in shown.items():
        show(name, pairs)
    if chosen.speed:
        speed(chosen.speed)


if __name__ == "__main__":
    main()
