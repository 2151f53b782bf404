"""People of a CRM that no column tells apart: taken as contacts, until the user says otherwise.

The contents of the last files are kept in memory, for this run of the app only, so that they can
be read once more as clients.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final

from prospecting.services import intake
from prospecting.services.access import require
from prospecting.services.import_words import FileResult
from prospecting.services.session import Session
from prospecting.workspace import Workspace, WorkspaceError

#: Longer files are no list of clients that somebody would turn over with one click.
_LONGEST: Final = 20_000_000
_UNTOLD: Final = "No column tells clients from leads"
_ON_THE_COMMAND_LINE: Final = "import the file as 'client-list'."
_IN_THE_APP: Final = "undo this, and import the file once more with “clients” in its name."
_BY_CLICK: Final = "say so here."

_kept: weakref.WeakKeyDictionary[Workspace, dict[str, dict[str, bytes]]] = (
    weakref.WeakKeyDictionary()
)
_guard = threading.Lock()


def keep(session: Session, uploads: Sequence[tuple[str, bytes]]) -> None:
    """Keep the contents of the files of this call, instead of those of the last."""
    short = {name: data for name, data in intake.distinct_names(uploads) if len(data) <= _LONGEST}
    with _guard:
        _kept.setdefault(session.ws, {})[session.user] = short


def may_be_clients(session: Session, one: FileResult) -> bool:
    """Whether the file's people were taken as contacts for want of a sign, and can be turned."""
    untold = any(_UNTOLD in warning for warning in one.warnings)
    return untold and one.import_id is not None and _content(session, one.file) is not None


def take_as_clients(session: Session, one: FileResult) -> None:
    """Take the file's import back and read it as a list of clients, as a job.

    Raises:
        Refused: the role may not.
        NotFound: the import was taken back before.
        WorkspaceError: an import is running, or the file's content is not there any more.
    """
    require(session, "import")
    data = _content(session, one.file)
    if one.import_id is None or data is None:
        raise WorkspaceError("That file is not at hand any more: import it once more.")
    if intake.is_running(session):
        raise WorkspaceError("An import is running already: wait for it, or stop it.")
    intake.undo(session, one.import_id)
    # A reader that finds no sign of its own goes by the file's name.
    path = PurePosixPath(one.file)
    intake.start(session, [(str(path.with_name(f"Clients - {path.name}")), data)])


def plain_warning(warning: str, *, by_click: bool = False) -> str:
    """A reader's warning with what helps in the app, instead of on the command line; ``by_click``
    where the button for it stands beside."""
    return warning.replace(_ON_THE_COMMAND_LINE, _BY_CLICK if by_click else _IN_THE_APP)


def _content(session: Session, file: str) -> bytes | None:
    with _guard:
        return _kept.get(session.ws, {}).get(session.user, {}).get(file)
