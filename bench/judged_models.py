"""The gate on messages as a language model writes them from the facts.

    python -m bench.judged_models [--set g|h] [--languages en,de] [--show]

Two sets of twelve honest messages and twelve with one invented fact in every language, about six
asks each (`judged/g_asks.toml`). Both were written before the gate's code was read; the gate was
then mended on set g alone and counted on set h. `judged_strangers` says how is counted.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.judged_strangers import Message, judge_all, written
from bench.judging import AS_OF, FOLDER, arguments, tell
from prospecting.drafting.draft import DraftText
from prospecting.drafting.facts import (
    AskFacts,
    Introducer,
    Prospect,
    Reason,
    Seller,
    Tie,
    TieFact,
    Trigger,
)


@lru_cache
def _asks(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / f"{name}_asks.toml").read_text(encoding="utf-8")
    asks: list[dict[str, Any]] = tomllib.loads(text)["asks"]
    return asks


def facts_for(language: str, name: str, number: int, formal: bool) -> AskFacts:
    """Ask `number` (from 1) of one set, in the words of the language."""
    ask = _asks(name)[number - 1]
    words: dict[str, str] = ask[language]
    name_of, firm = ask["seller"]
    client, house, since = ask["client"]
    person, title, company = ask["prospect"]
    tie = dict(ask["tie"])
    evidence = tie.pop("evidence")
    now: tuple[Trigger, ...] = ()
    if "now" in ask:
        kind, when = ask["now"]
        now = (Trigger(kind, text=words.get("news", ""), when=when),)
    return AskFacts(
        Seller(name_of, firm, words["offer"], (words["proof"],), language=language),
        Introducer(
            client,
            company=house,
            client_since=since,
            achieved=words.get("achieved"),
            language=language,
            formality="formal" if formal else "informal",
        ),
        AS_OF,
        Prospect(person, title=title, company=company),
        Tie(evidence, (TieFact(**tie),) if tie else ()),
        tuple(Reason(kind, value) for kind, value in ask["why"]),
        now,
    )


def messages(language: str, name: str) -> Iterator[Message]:
    """Every message of one language and set, in the order of the file."""
    for number, kind, formal, body, place in written(language, name):
        text = DraftText(body, "", "", "", "linkedin", "first", language)
        yield Message(text, facts_for(language, name, number, formal), kind, *place)


def main(argv: list[str] | None = None) -> int:
    """Prints the figures; exit status 1 where a goal is missed."""
    parser = arguments(__doc__)
    parser.add_argument("--set", default="h", choices=("g", "h"))
    chosen = parser.parse_args(argv)
    good = True
    for language in chosen.languages.split(","):
        made = judge_all(language, messages(language, chosen.set))
        tell(language, made, chosen.show)
        good &= made.good
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
