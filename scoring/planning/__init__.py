"""Which asks to make now: the chance of an introduction, and the optimum over all of them."""

from scoring.planning.chance import FEATURES, IntroModel, industry_likeness, likeness
from scoring.planning.problem import CONFLICTS, Plan, PlanProblem, conflict_codes
from scoring.planning.solve import WhatIf, plan, ways_in, what_if, what_ifs

__all__ = [
    "CONFLICTS",
    "FEATURES",
    "IntroModel",
    "Plan",
    "PlanProblem",
    "WhatIf",
    "conflict_codes",
    "industry_likeness",
    "likeness",
    "plan",
    "ways_in",
    "what_if",
    "what_ifs",
]
