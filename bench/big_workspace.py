"""A workspace of any size from invented networks, made fast: staged tables, taken in once.

    python bench/big_workspace.py FILE [--connections 1000000] [--seed 1]

Clients with 1,000 connections each to about half as many distinct people, three archives in ten
with messages, a list of companies that knows seven firms in ten, a survey score of each client.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from prospecting.exports.staging import OwnerHint, StagedFile, build_table
from prospecting.workspace import Workspace
from scoring.countries import codes, country_name
from scoring.industries import industries

Ints = npt.NDArray[np.int64]

AS_OF: Final = dt.date(2026, 6, 30)
PER_CLIENT: Final = 1_000
_SYLLABLES: Final = ("ba", "de", "fi", "go", "ka", "le", "mi", "no", "pa", "re", "si", "tu", "va")
_NOUNS: Final = ("Finance", "Procurement", "Sales", "Marketing", "IT", "Operations", "HR", "Legal")
_HEADS: Final = (
    "Head of {}",
    "VP {}",
    "{} Manager",
    "Director of {}",
    "Senior {} Specialist",
    "Chief {} Officer",
)


def word(number: int) -> str:
    """A pronounceable word for a number, different for different ones."""
    out = ""
    for _ in range(5):
        number, rest = divmod(number, len(_SYLLABLES))
        out += _SYLLABLES[rest]
    return out.capitalize()


def titles(count: int) -> list[str]:
    """So many distinct titles."""
    tails = [""] + [f" {place} {n}" for place in ("EMEA", "DACH", "Region") for n in range(2_000)]
    every = (head.format(noun) + tail for tail in tails for head in _HEADS for noun in _NOUNS)
    return [title for title, _ in zip(every, range(count), strict=False)]


def staged(file: str, tables: dict[str, dict[str, Any]], owner: str | None = None) -> StagedFile:
    """Columns by table as a file that was read."""
    made = {}
    for name, columns in tables.items():
        size = len(next(iter(columns.values())))
        made[name] = build_table(
            name, columns | {"line": pa.array(np.arange(2, size + 2), pa.int32())}, size
        )
    rows = sum(table.num_rows for table in made.values())
    return StagedFile(
        file=file,
        sha256=hashlib.sha256(f"{file} {rows}".encode()).hexdigest(),
        format="linkedin-archive" if owner else "client-list",
        rows=rows,
        stored=rows,
        needs_owner=owner is not None,
        owner_hints=[OwnerHint("email", email=owner)] if owner else [],
        tables=made,
    )


def files(connections: int, seed: int) -> Iterator[StagedFile]:
    """The client list, the list of companies, and one archive a client."""
    rng = np.random.default_rng(seed)
    clients, people = max(2, connections // PER_CLIENT), max(2_500, connections // 2)
    firms = max(20, people // 12)
    every = [one.name for one in industries()]
    places = [country_name(code) for code in codes()]
    own = rng.integers(0, firms, clients)
    yield staged(
        "clients.csv",
        {
            "clients": {
                "full_name": [f"{word(n)} Client{word(n)}" for n in range(clients)],
                "email": [f"c{n}@firm{own[n]}.example" for n in range(clients)],
                "company": [f"{word(int(n))} {int(n)} GmbH" for n in own],
                "industry": [every[int(n) % len(every)] for n in own],
                "country": [places[int(n) % len(places)] for n in own],
                "nps": (7 + np.arange(clients) % 4).tolist(),
                "since": [AS_OF - dt.timedelta(days=900)] * clients,
                "last_touch": [AS_OF - dt.timedelta(days=20)] * clients,
            }
        },
    )
    known = np.flatnonzero(rng.random(firms) < 0.7)
    size = np.exp(rng.normal(6, 2, known.size)).round() + 1
    yield staged(
        "companies.csv",
        {
            "companies": {
                "name": [f"{word(int(n))} {int(n)} GmbH" for n in known],
                "industry": [every[int(n) % len(every)] for n in known],
                "country": [places[int(n) % len(places)] for n in known],
                "size_min": size,
                "size_max": size,
            }
        },
    )
    text = np.array(titles(max(48, people // 6)))
    title = rng.integers(0, text.size, people)
    firm = rng.integers(0, firms, people)
    first = np.array([word(n) for n in range(700)])
    last = np.array([word(n + 1_000) for n in range(4_000)])
    company = np.array([f"{word(n)} {n} GmbH" for n in range(firms)])
    for client in range(clients):
        drawn = (people * rng.random(PER_CLIENT * 2) ** 1.5).astype(np.int64)
        mine = rng.permutation(np.unique(drawn))[:PER_CLIENT]
        yield _archive(client, np.sort(mine), own, first, last, company[firm], text[title], rng)


def _archive(
    client: int,
    mine: Ints,
    own: Ints,
    first: Any,
    last: Any,
    company: Any,
    title: Any,
    rng: np.random.Generator,
) -> StagedFile:
    """One client's connections, and for three in ten their messages."""
    given, family = first[mine % first.size], last[mine // first.size % last.size]
    url = [f"https://www.linkedin.com/in/p{n}" for n in mine]
    since = np.datetime64(AS_OF) - rng.integers(30, 5_000, mine.size).astype("timedelta64[D]")
    tables: dict[str, dict[str, Any]] = {
        "contacts": {
            "first_name": given.tolist(),
            "last_name": family.tolist(),
            "url": url,
            "company": company[mine].tolist(),
            "title": title[mine].tolist(),
            "connected_on": pa.array(since),
            "relation": ["connection"] * mine.size,
        }
    }
    if client % 10 < 3:
        who = np.repeat(np.arange(mine.size), rng.poisson(0.6, mine.size))
        ago = rng.exponential(200, who.size) * 86_400
        sent = np.datetime64(AS_OF).astype("datetime64[s]") - ago.astype("timedelta64[s]")
        tables["messages"] = {
            "conversation": [f"t{n}" for n in who],
            "outgoing": (rng.random(who.size) < 0.5).tolist(),
            "other_name": [f"{given[n]} {family[n]}" for n in who],
            "other_url": [url[n] for n in who],
            "sent_at": pa.array(sent),
            "people": [2] * who.size,
            "words": rng.integers(3, 90, who.size).tolist(),
        }
    return staged(f"archive {client}.zip", tables, owner=f"c{client}@firm{own[client]}.example")


def build(path: Path, connections: int, seed: int = 1) -> float:
    """Make the workspace ``path``; seconds that taking the rows in took."""
    begun = time.perf_counter()
    with Workspace.open(path) as ws:
        results = ws.ingest(files(connections, seed), user="me", as_of=AS_OF)
        bad = [one for one in results if one.status != "stored"]
        if bad:
            raise RuntimeError(f"{bad[0].file}: {bad[0].status} {bad[0].error}")
    return time.perf_counter() - begun


def main(argv: Sequence[str] | None = None) -> int:
    """Make one workspace."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--connections", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    taken = build(args.file, args.connections, args.seed)
    print(f"{args.connections:,} connections taken in within {taken:.0f} s: {args.file}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
