"""The app's server, which gets ready while the browser is still opening.

    python -m prospecting.services.warm WORKSPACE DAY APP [OPTIONS OF STREAMLIT]

What the first page needs (libraries, the workspace as columns, the optimiser) is loaded beside the
server's own start, so that nobody waits for it in front of an empty page.
"""

from __future__ import annotations

import datetime as dt
import logging
import runpy
import sys
import threading
from importlib import import_module
from pathlib import Path

from prospecting.errors import Refused
from prospecting.logs import keep_log
from prospecting.services.opened import opened
from prospecting.services.session import Session
from prospecting.workspace import WorkspaceError

LOG = logging.getLogger("prospecting.app")
#: The first page first, then what other pages show.
LIBRARIES = (
    "pandas",
    "prospecting.services.planning",
    "prospecting.services.draft_files",
    "prospecting.services.settings",
)
OPTIMISER = "scipy.optimize"
LATER = (OPTIMISER, "altair", "prospecting.services.reporting", "prospecting.services.client_page")


def get_ready(workspace: Path, as_of: dt.date) -> None:
    """Load what the first page needs; what fails here fails again on the page, which says so."""
    for name in LIBRARIES:
        import_module(name)
    from prospecting.services import importing, planning

    try:
        session = Session(ws=opened(workspace), as_of=as_of)
        if importing.has_data(session.ws):
            if planning.todays_plan(session) is None:
                # It takes half a second to load, while the workspace is read in the engine.
                threading.Thread(target=import_module, args=(OPTIMISER,), daemon=True).start()
                planning.make_plan(session, keep=False)
            else:  # the page shows that one
                planning.judge(session)
    except (Refused, WorkspaceError) as error:
        LOG.info("not ready before the first page: %s", type(error).__name__)
    for name in LATER:
        import_module(name)


def main(arguments: list[str]) -> None:
    """Serve the app; returns when the server is stopped."""
    workspace, day, *rest = arguments
    keep_log(Path(workspace))
    threading.Thread(
        target=get_ready, args=(Path(workspace), dt.date.fromisoformat(day)), daemon=True
    ).start()
    sys.argv = ["streamlit", "run", *rest]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
