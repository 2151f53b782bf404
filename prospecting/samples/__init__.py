"""A believable, synthetic world in the real export formats, to try the product on.

Nobody in it exists: names are drawn from common first names and surnames, companies are made of
syllables, every domain ends in ``.example``. The same numbers give the same bytes.
"""

from __future__ import annotations

import csv
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from prospecting.samples.archive import write_archive
from prospecting.samples.connections import connections_bytes
from prospecting.samples.history import HEADER, Happening, asks_of
from prospecting.samples.network import Client, contacts, make_clients, seller_contacts
from prospecting.samples.office import (
    PROFILE_TOML,
    SELLER_TOML,
    write_clients,
    write_companies,
    write_deals,
    write_rows,
    write_survey,
)
from prospecting.samples.world import World
from scoring.reference import DATA_DIR

__all__ = ["SHIPPED", "sample_dir", "write_sample"]

#: How the sample in ``data/sample`` was made.
SHIPPED: Final = {"clients": 8, "per_client": 150, "seed": 6, "as_of": date(2026, 10, 1)}

_MOST_ASKS: Final = 3000
_TRUTH: Final = ("client_email", "prospect_name", "prospect_url", "closeness", "knows",
                 "function", "level", "current")  # fmt: skip


def sample_dir() -> Path:
    """The small sample that the product ships."""
    return DATA_DIR / "sample"


def write_sample(
    directory: Path,
    *,
    clients: int = 6,
    per_client: int = 120,
    seed: int = 1,
    as_of: date,
    truth: bool = False,
    archives: bool = True,
) -> list[Path]:
    """Writes a sample world into ``directory`` (made if missing) and returns the files.

    There is one file of connections for each client, a bare one of some era or a whole archive,
    with ``per_client`` rows each; beside them the seller's own connections (``me/``), the client
    list, a company list, a survey, deals, two years of asks, ``owners.csv`` (whose file is
    which), ``seller.toml`` and ``profile.toml``. Everything is dated back from ``as_of``. With
    ``truth`` also ``truth.csv``: who really knows whom, which no export says. Without
    ``archives`` every client gives a bare file of today's form. Files are written one by one, so
    a large world needs little memory.

    Raises:
        ValueError: numbers below one.
        OSError: the folder cannot be written.
    """
    if clients < 1 or per_client < 1:
        raise ValueError("a sample needs at least one client and one contact for each")
    world = World(seed, clients, per_client, as_of)
    everyone = make_clients(world, clients)
    if not archives:
        everyone = [replace(client, era="2023") for client in everyone]
    directory.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    owners: list[tuple[str, str]] = []
    known = seller_contacts(world, everyone, min(max(per_client, 40), 3000))
    me = directory / "me" / "Connections.csv"
    _write(me, connections_bytes(world, -1, known, as_of, "2023"))
    owners.append(("me/Connections.csv", "me"))
    written.append(me)
    taken = {tie.person.number for tie in known} | {c.person.number for c in everyone}
    asks_each = max(1, min(10, _MOST_ASKS // clients))
    history: list[Happening] = []
    with ExitStack() as stack:
        secret = None
        if truth:
            path = directory / "truth.csv"
            file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            secret = csv.writer(file, lineterminator="\n")
            secret.writerow(_TRUTH)
            written.append(path)
        for client in everyone:
            ties = list(contacts(world, client, per_client))
            relative = _place(client)
            path = directory / relative
            if client.era == "archive":
                path.parent.mkdir(parents=True, exist_ok=True)
                write_archive(path, world, client, ties)
            else:
                form = client.era
                if archives and form == "2023" and client.index % 16 in (7, 13):
                    form = "excel" if client.index % 16 == 7 else "semicolon"
                _write(
                    path,
                    connections_bytes(world, client.person.number, ties, client.exported_on, form),
                )
            owners.append((relative, client.email))
            written.append(path)
            history.extend(asks_of(world, client, ties, taken, asks_each))
            if secret is not None:
                for tie in ties:
                    role = tie.person.role
                    secret.writerow((client.email, tie.person.name, tie.person.url,
                                     f"{tie.closeness:.4f}", tie.knows, role.function, role.level,
                                     "yes" if role.current else "no"))  # fmt: skip
    history.sort(key=lambda h: (h.on, h.client.index, h.prospect.number))
    written += [
        write_clients(directory / "clients.csv", world, everyone),
        write_companies(directory / "companies.csv", world),
        write_survey(directory / "nps.csv", world, everyone),
        write_deals(directory / "deals.csv", world, everyone),
        write_rows(directory / "asks.csv", HEADER, (h.cells() for h in history)),
        write_rows(directory / "owners.csv", ("file", "client_email"), owners),
        _write(directory / "seller.toml", SELLER_TOML.encode()),
        _write(directory / "profile.toml", PROFILE_TOML.encode()),
    ]
    return written


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _place(client: Client) -> str:
    """Where people put such files: a folder with the client's name, a file named after him, or
    just as the browser saved it."""
    day = client.exported_on
    if client.era == "archive":
        kind = "Complete" if client.index % 2 else "Basic"
        name = f"{kind}_LinkedInDataExport_{day.month:02d}-{day.day:02d}-{day.year}"
        if client.index % 4 == 0:
            return f"clients/{client.name}/{name}.zip"
        return f"clients/archives/{name} ({client.index}).zip"
    if client.era == "outlook":
        return f"clients/{client.name}/linkedin_connections_export_microsoft_outlook.csv"
    if client.index % 3 == 1:
        return f"clients/Connections - {client.name}.csv"
    if client.index % 3 == 2:
        return f"clients/{client.email}/Connections.csv"
    return f"clients/{client.name}/Connections.csv"
