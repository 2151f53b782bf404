"""What the plan is made from, and what it is: column batches in, a snapshot out."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]

CONFLICTS: Final = (
    "",
    "refused",
    "already yours",
    "already a client",
    "open deal",
    "asked already",
    "asked by a colleague",
    "competitor of the client",
    "introducer asked about a rival",
    "cool-down",
    "own company",
    "suppressed",
    "gone from the newer export",
    "hardly known to the introducer",
    "perhaps the same person",
)
"""Why an edge may not be used; its position is the code in ``PlanProblem.blocked``."""


def conflict_codes(edges: int, **found: npt.ArrayLike) -> Codes:
    """Codes into ``CONFLICTS`` from flags, int8 ``(E,)``: 0 where no flag is set.

    Args:
        edges: E.
        found: flags ``(E,)``, each named like a conflict with underscores: ``open_deal=…``.

    Where several apply, the first in ``CONFLICTS`` is named.

    Raises:
        TypeError: a name that is no conflict.
    """
    named = {name.replace(" ", "_").replace("-", "_"): c for c, name in enumerate(CONFLICTS) if c}
    if unknown := sorted(set(found) - set(named)):
        raise TypeError(f"no such conflict: {', '.join(unknown)}")
    codes = np.zeros(edges, dtype=np.int8)
    for name, code in sorted(named.items(), key=lambda item: -item[1]):
        if name in found:
            codes[np.asarray(found[name], dtype=np.bool_)] = code
    return codes


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """Edges (client – prospect), prospects, clients and accounts; make it with ``of``.

    Per edge ``(E,)``: ``client``, ``prospect`` (positions), ``p_intro`` 0..1, ``p_sd`` (0 where
    unknown), ``blocked`` (code into ``CONFLICTS``), ``pinned``, ``previous`` (in the last plan).
    Per prospect ``(P,)``: ``fit`` 0..1, ``deal_value``, ``company`` (-1 unknown),
    ``pinned_prospect`` (wanted by whatever way), ``prospect_order`` (any fixed numbers that break
    ties). Per client ``(C,)``: ``budget`` (asks that may be made now, 0 unless ready),
    ``account`` (-1 none), ``client_order``. Per account ``(A,)``: ``account_budget`` (-1 no limit).
    """

    client: Ints
    prospect: Ints
    p_intro: Floats
    p_sd: Floats
    blocked: Codes
    pinned: Bools
    previous: Bools
    fit: Floats
    deal_value: Floats
    company: Ints
    pinned_prospect: Bools
    prospect_order: Ints
    budget: Ints
    account: Ints
    client_order: Ints
    account_budget: Ints

    @classmethod
    def of(
        cls,
        *,
        client: npt.ArrayLike,
        prospect: npt.ArrayLike,
        p_intro: npt.ArrayLike,
        fit: npt.ArrayLike,
        budget: npt.ArrayLike,
        **more: npt.ArrayLike,
    ) -> PlanProblem:
        """From what must be given; the rest has harmless defaults and may be single values.

        Raises:
            TypeError: a name that is no field.
            ValueError: columns that do not belong together, or numbers out of range.
        """
        edges, people, clients = (
            len(np.asarray(client)),
            len(np.asarray(fit)),
            len(np.asarray(budget)),
        )
        given: dict[str, npt.ArrayLike] = {
            "client": client,
            "prospect": prospect,
            "p_intro": p_intro,
            "fit": fit,
            "budget": budget,
            **more,
        }
        sizes = {"E": edges, "P": people, "C": clients}
        defaults: dict[str, tuple[str, Any, Any]] = {
            "client": ("E", np.int64, 0),
            "prospect": ("E", np.int64, 0),
            "p_intro": ("E", np.float64, 0.0),
            "p_sd": ("E", np.float64, 0.0),
            "blocked": ("E", np.int8, 0),
            "pinned": ("E", np.bool_, False),
            "previous": ("E", np.bool_, False),
            "fit": ("P", np.float64, 0.0),
            "deal_value": ("P", np.float64, 1.0),
            "company": ("P", np.int64, -1),
            "pinned_prospect": ("P", np.bool_, False),
            "prospect_order": ("P", np.int64, None),
            "budget": ("C", np.int64, 0),
            "account": ("C", np.int64, -1),
            "client_order": ("C", np.int64, None),
            "account_budget": ("A", np.int64, -1),
        }
        if unknown := set(given) - set(defaults):
            raise TypeError(f"no such column: {', '.join(sorted(unknown))}")
        accounts = np.asarray(given.get("account", -1))
        named = int(accounts.max(initial=-1)) + 1
        sizes["A"] = max(named, np.asarray(given.get("account_budget", -1)).size)
        columns: dict[str, Any] = {}
        for name, (axis, kind, default) in defaults.items():
            size = sizes[axis]
            blank = np.arange(size) if default is None else default
            column = np.asarray(given.get(name, blank)).astype(kind, copy=False)
            if column.ndim == 0:
                column = np.full(size, column, dtype=kind)
            if column.shape != (size,):
                raise ValueError(f"{name} has shape {column.shape}, expected ({size},)")
            columns[name] = column
        problem = cls(**columns)
        problem._check(people, clients)
        return problem

    def _check(self, people: int, clients: int) -> None:
        for name, column, size in (
            ("client", self.client, clients),
            ("prospect", self.prospect, people),
        ):
            if column.size and (column.min() < 0 or column.max() >= size):
                raise ValueError(f"{name} points outside its table of {size}")
        for name, values in (("p_intro", self.p_intro), ("fit", self.fit)):
            if values.size and not (np.nanmin(values) >= 0 and np.nanmax(values) <= 1):
                raise ValueError(f"{name} must lie between 0 and 1")
            if np.isnan(values).any():
                raise ValueError(f"{name} must not be unknown (NaN)")

    @property
    def edges(self) -> int:
        """How many pairs of client and contact there are."""
        return int(self.client.shape[0])

    def value(self) -> Floats:
        """fit · deal value · P(introduction) of each edge, float64 ``(E,)``."""
        return self.fit[self.prospect] * self.deal_value[self.prospect] * self.p_intro

    def with_budget(self, client: int, budget: int) -> PlanProblem:
        """The same problem with another budget for one client (and for its account)."""
        changed = self.budget.copy()
        extra = budget - int(changed[client])
        changed[client] = budget
        accounts = self.account_budget.copy()
        at = int(self.account[client])
        if at >= 0 and accounts[at] >= 0:
            accounts[at] += max(0, extra)
        return replace(self, budget=changed, account_budget=accounts)

    def take(self, rows: npt.ArrayLike) -> PlanProblem:
        """The problem with some edges only."""
        index = np.asarray(rows, dtype=np.int64)
        per_edge = ("client", "prospect", "p_intro", "p_sd", "blocked", "pinned", "previous")
        columns = {f.name: getattr(self, f.name) for f in fields(self)}
        return PlanProblem(**columns | {name: columns[name][index] for name in per_edge})


@dataclass(frozen=True, slots=True)
class Plan:
    """The asks worth making now, best first.

    ``rows``: edges chosen, int64 ``(K,)``; ``value``, their values. ``next_best``: for each, the
    edges of the next-best introducers who may be asked today. ``shadow``: what one more ask of
    each client would add at most, ``(C,)`` (exact figures: ``what_if``). ``total``: sum of the
    values. ``candidates``: edges that could matter; ``pool``: how many the optimiser was given;
    ``loss_at_most``: bound on the value lost against giving it all of them. ``pins_unmet``: pinned
    edges that did not fit, ``pinned_people_unmet``: likewise prospects. ``notice``: a sentence
    where the plan is empty or short of a wish.
    """

    rows: Ints
    value: Floats
    next_best: tuple[Ints, ...]
    shadow: Floats
    total: float
    candidates: int
    pool: Ints
    loss_at_most: float
    pins_unmet: Ints
    pinned_people_unmet: Ints
    notice: str | None

    def __len__(self) -> int:
        return int(self.rows.shape[0])
