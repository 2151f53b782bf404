"""A workspace filled with invented people, so that the first start has something to show."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path

from prospecting.samples import write_sample
from prospecting.services import importing, profiles, sellers
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from prospecting.workspace.ingest import Progress, never, no_progress
from prospecting.workspace.keep import is_workspace, summary_of

CLIENTS, PER_CLIENT, SEED = 8, 150, 6
SAMPLE = "sample"


def ensure_sample_workspace(path: Path, *, as_of: dt.date) -> bool:
    """Fill the workspace at ``path`` with samples unless something is in it; whether it did."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if filled(path):
        return False
    with Workspace.open(path) as ws:
        if ws.load_imports().num_rows:
            return False
        sys.stderr.write("Filling a workspace with invented sample data …\n")
        with tempfile.TemporaryDirectory() as folder:
            fill_with_sample(Session(ws=ws, as_of=as_of), Path(folder))
    return True


def filled(path: Path) -> bool:
    """Whether a workspace lies at ``path`` with imports in it; it is looked at, not opened, as an
    older one is brought up to this program where its user sees it.

    Raises:
        WorkspaceError: what lies there is no workspace, or another process has it open.
    """
    if not path.exists() or not path.stat().st_size:
        return False
    Workspace.look(path)
    return is_workspace(path) and bool(summary_of(path)["imports"])


def fill_with_sample(
    session: Session,
    folder: Path,
    *,
    clients: int = CLIENTS,
    per_client: int = PER_CLIENT,
    seed: int = SEED,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = never,
) -> None:
    """Write samples into ``folder`` and import them, with seller, profile and past asks.

    Raises:
        Cancelled: ``cancelled`` said so; nothing was kept.
    """
    write_sample(folder, clients=clients, per_client=per_client, seed=seed, as_of=session.as_of)
    owners = folder / "owners.csv"
    importing.import_paths(
        session.ws,
        [folder],
        owners_csv=owners if owners.exists() else None,
        user=session.user,
        as_of=session.as_of,
        progress=progress,
        cancelled=cancelled,
    )
    sellers.set_seller(session, tomllib.loads((folder / "seller.toml").read_text("utf-8")))
    profiles.set_profile(session, tomllib.loads((folder / "profile.toml").read_text("utf-8")))
    session.ws.set_setting(SAMPLE, session.ws.count_imports(), user=session.user)


def is_sample(session: Session) -> bool:
    """Whether nothing but samples is in the workspace."""
    marked = session.ws.get_setting(SAMPLE, 0)
    return bool(marked) and marked == session.ws.count_imports()
