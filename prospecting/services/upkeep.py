"""Backup, restore, the doctor, and starting the app."""

from __future__ import annotations

import datetime as dt
import os
import platform
import signal
import socket
import subprocess
import sys
import webbrowser
from pathlib import Path
from typing import Any

from prospecting.errors import Refused
from prospecting.services.access import require
from prospecting.services.session import Session
from prospecting.workspace import Workspace
from prospecting.workspace.ingest import Progress, no_progress

APP = Path(__file__).resolve().parents[2] / "app.py"
LOOPBACK = "127.0.0.1"
FIRST_PORT = 8501


def backup(session: Session, file: Path) -> dict[str, Any]:
    """Copy the workspace to ``file`` while it is in use.

    Raises:
        Refused: the role may not.
        WorkspaceError: the place cannot be written to.
    """
    require(session, "backup")
    made = session.ws.backup(file)
    session.ws.audit("backup", user=session.user)
    return {
        "file": str(made.path),
        "bytes": made.bytes,
        "message": f"Backup of {made.bytes / 1e6:,.1f} MB written to {made.path}, and checked.",
    }


def restore_preview(
    workspace: Path, file: Path, *, progress: Progress = no_progress
) -> dict[str, Any]:
    """What a restore would change, in words."""
    with Workspace.open(workspace, progress=progress) as ws:
        found: dict[str, Any] = dict(ws.preview_restore(file))
    changes = ", ".join(
        f"{key.replace('_', ' ')} {value}" for key, value in found.items() if key != "message"
    )
    found.setdefault("message", f"Put {file} in the place of {workspace} ({changes})?")
    return found


def restore(
    workspace: Path,
    file: Path,
    *,
    user: str | None = None,
    as_of: dt.date | None = None,
    progress: Progress = no_progress,
) -> dict[str, Any]:
    """Put a backup in the workspace's place; newer objections are kept."""
    with Workspace.open(workspace) as ws:
        done = ws.restore(file, user=user or "me", progress=progress)
    return {
        "file": str(file),
        "message": f"{workspace} is as it was in {file}; objections made since then still hold.",
        "kept_suppressions": getattr(done, "suppressions", None),
    }


def check(session: Session) -> dict[str, Any]:
    """The same as ``doctor`` for a workspace that is open, without mending.

    Raises:
        Refused: the role may not.
    """
    require(session, "settings")
    checks = _installation() + [
        {"name": f.name, "ok": f.ok, "detail": f.sentence, "mended": f.mended}
        for f in session.ws.doctor(mend=False)
    ]
    return {"ok": all(one["ok"] for one in checks), "checks": checks}


def doctor(
    workspace: Path, *, mend: bool = False, progress: Progress = no_progress
) -> dict[str, Any]:
    """Check the workspace and the installation: ``ok, checks`` (``name, ok, detail, mended``)."""
    checks = _installation()
    if workspace.exists():
        with Workspace.open(workspace, progress=progress) as ws:
            checks += [
                {"name": f.name, "ok": f.ok, "detail": f.sentence, "mended": f.mended}
                for f in ws.doctor(mend=mend)
            ]
    else:
        checks.append(
            {
                "name": "workspace",
                "ok": True,
                "mended": False,
                "detail": f"{workspace} is not there yet; it is made at the first import",
            }
        )
    return {"ok": all(one["ok"] for one in checks), "checks": checks}


def report_to_send(workspace: Path, found: dict[str, Any]) -> dict[str, Any]:
    """The doctor's findings with versions and counts, without personal data: no name, no address,
    no path."""
    facts: dict[str, Any] = {}
    if workspace.exists():
        with Workspace.open(workspace) as ws:
            facts = dict(ws.facts())
    checks = [{k: one[k] for k in ("name", "ok", "mended")} for one in found["checks"]]
    system = {"python": platform.python_version(), "system": platform.system()}
    return {"ok": found["ok"], "installation": system, "facts": facts, "checks": checks}


def _installation() -> list[dict[str, Any]]:
    from importlib.util import find_spec

    from scoring import semantic

    checks = []
    for module, use in (
        ("streamlit", "the app"),
        ("duckdb", "the workspace"),
        ("scipy", "the plan"),
        ("python_calamine", "Excel files"),
        ("vobject", "address cards"),
        ("icalendar", "calendar files"),
        ("reportlab", "printable sheets"),
    ):
        there = find_spec(module) is not None
        detail = (
            f"installed ({module})"
            if there
            else f"{module} is missing; to install it: python3 start.py install"
        )
        checks.append({"name": use, "ok": there, "detail": detail, "mended": False})
    there, sentence = semantic.available()
    checks.append(
        {"name": "free-text wishes (optional)", "ok": True, "detail": sentence, "mended": False}
    )
    return checks


def free_port(wanted: int = 0) -> int:
    """``wanted`` if it is free, else the first free port from 8501 on.

    Raises:
        Refused: the wanted port is taken.
    """
    tries = [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + 50)
    for port in tries:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise Refused(
        f"port {wanted} is taken: choose another with --port"
        if wanted
        else "no port from 8501 on is free: choose one with --port"
    )


OWN = "PROSPECTOR_OWN"


def sample_beside(own: Path) -> Path:
    """Where the sample workspace lies: apart from the user's own, so that the two never mix."""
    return own.with_name("sample.duckdb")


def _with_sample(workspace: Path, chosen: bool, as_of: dt.date) -> tuple[Path, dict[str, str]]:
    """The workspace to open, filled with samples, and what the app must know of it."""
    from prospecting.services.samples import ensure_sample_workspace, filled

    if chosen:
        ensure_sample_workspace(workspace, as_of=as_of)
        return workspace, {}
    if filled(workspace):
        return workspace, {}
    sample = sample_beside(workspace)
    ensure_sample_workspace(sample, as_of=as_of)
    return sample, {OWN: str(workspace.resolve())}


def run_app(
    workspace: Path,
    *,
    port: int = 0,
    sample: bool = False,
    chosen: bool = True,
    browser: bool = True,
    as_of: dt.date,
    fixed: bool = False,
    address: str = LOOPBACK,
) -> int:
    """Serve the app until it is stopped; its exit status.

    It listens on this machine alone; another ``address`` needs sign-in (docs/deploy.md).

    With ``sample`` an empty workspace is filled with invented people; one that the user did not
    name (``chosen``) is left alone, and the samples get a file of their own. With ``fixed`` the
    app stays on the day ``as_of``; else it goes along with the calendar.
    """
    from prospecting.services.serving import require_sign_in

    require_sign_in(address, APP.parent)
    more: dict[str, str] = {}
    if sample:
        workspace, more = _with_sample(workspace, chosen, as_of)
    elif workspace.exists() and workspace.stat().st_size:
        # A file that cannot be opened says so here, at once; what takes its time with an older
        # one is done where the browser shows it.
        Workspace.look(workspace)
    else:
        Workspace.open(workspace).close()
    free = free_port(port)
    shown = f"http://{address}:{free}"
    if fixed:
        more |= {"PROSPECTOR_AS_OF": as_of.isoformat()}
    environment = os.environ | more | {"PROSPECTOR_WORKSPACE": str(workspace.resolve())}
    sys.stderr.write(f"The app is at {shown}  (stop it with Ctrl+C)\n")
    sys.stderr.flush()
    command = [
        sys.executable,
        "-m",
        "prospecting.services.warm",
        str(workspace.resolve()),
        as_of.isoformat(),
        str(APP),
        "--server.port",
        str(free),
        "--server.address",
        address,
        "--server.headless",
        "true",
    ]
    process = subprocess.Popen(command, cwd=APP.parent, env=environment)  # noqa: S603
    # Whoever stops this command stops the server with it.
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        if browser and _answers(free, process):
            webbrowser.open(shown)
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait(timeout=10)
        return 0
    finally:
        if process.poll() is None:
            process.terminate()


def _answers(port: int, process: subprocess.Popen[bytes], seconds: float = 30.0) -> bool:
    """Whether the app answers within ``seconds``."""
    import time

    for _ in range(int(seconds * 5)):
        if process.poll() is not None:
            return False
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return True
        time.sleep(0.2)
    return False
