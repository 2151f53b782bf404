"""Facts for the tests: all made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from prospecting.drafting.facts import (
    AskFacts,
    Evidence,
    Introducer,
    Outcome,
    Prospect,
    Reason,
    Seller,
    Tie,
    TieFact,
    Trigger,
)

AS_OF = date(2026, 11, 24)
SELLER = Seller(
    "Nora Lind",
    "Lindwerk",
    "We help makers of machines close their books in days, not weeks",
    ("one client now closes in three days instead of ten",),
    language="en",
)
INTRODUCER = Introducer(
    "Carla Keller",
    company="Keller Metallbau GmbH",
    client_since=date(2021, 4, 1),
    achieved="your month-end close went from ten days to three",
    email="carla@keller.example",
    last_contact=date(2026, 10, 2),
)
PROSPECT = Prospect(
    "Ben Weber",
    title="CFO",
    company="Brightlake Machines Ltd",
    url="https://www.linkedin.com/in/ben-weber-1",
)
OTHERS = (
    Prospect("Olga Petrova", title="Head of Purchasing", company="Solvanta"),
    Prospect("Tom Baker", title="VP Operations", company="Northgate Textiles"),
)
SIGNS: dict[Evidence, tuple[TieFact, ...]] = {
    "unknown": (TieFact("connected", when=date(2019, 3, 1)),),
    "potential": (
        TieFact("worked_together", when=date(2012, 1, 1), until=date(2015, 6, 1), place="Norvik"),
    ),
    "likely": (TieFact("messages", when=date(2026, 5, 1)),),
    "confirmed": (TieFact("answer", text="well"),),
}


def facts(level: Evidence = "unknown", **changes: object) -> AskFacts:
    """An ask with everything known; `changes` replace whole groups."""
    made = AskFacts(
        SELLER,
        INTRODUCER,
        AS_OF,
        PROSPECT,
        Tie(level, SIGNS[level]),
        (Reason("function", "Finance"), Reason("industry", "Machinery Manufacturing")),
        (Trigger("job_change", when=date(2026, 9, 1)),),
        Outcome("meeting"),
        OTHERS,
    )
    return replace(made, **changes)  # type: ignore[arg-type]
