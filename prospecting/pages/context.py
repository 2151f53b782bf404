"""What every page starts from: the signed-in user, the open workspace, the day."""

from __future__ import annotations

import datetime as dt
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException

from prospecting.errors import Refused
from prospecting.services import access, serving
from prospecting.services.opened import let_go, opened
from prospecting.services.session import Session
from prospecting.services.upkeep import OWN
from prospecting.workspace import WorkspaceError, default_path
from scoring.profile import ProfileError

LOG = logging.getLogger("prospecting.app")


def signed_in() -> bool:
    """Whether somebody may go on; else the page says what to do.

    Where nobody else reaches the app, and without a sign-in provider, the one user of the machine
    is ``me``. It is asked here too, as the app may be served without our own command.
    """
    address = str(st.get_option("server.address") or "")
    provider = _provider_configured()
    if not provider:
        reached = serving.reached_by_others(address)
        if reached is None:
            st.session_state["user"], st.session_state["role"] = "me", "admin"
            return True
        st.error(
            f"{_plain(reached)}, and no sign-in is configured, so nothing is shown. "
            "Serve on 127.0.0.1 for yourself alone, or set up sign-in as docs/deploy.md says."
        )
        return False
    if not st.user.is_logged_in:
        st.title("Referral prospector")
        st.button("Sign in", type="primary", on_click=st.login, key="sign-in")
        return False
    email = st.user.get("email")
    role = access.role_of(str(email) if email else None, bool(st.user.get("email_verified", False)))
    if role is None:
        st.error("You are signed in, but not on the list of this workspace. Ask its admin.")
        st.button("Sign out", on_click=st.logout, key="sign-out")
        return False
    st.session_state["user"], st.session_state["role"] = str(email).lower(), role
    return True


def _provider_configured() -> bool:
    try:
        return "auth" in st.secrets
    except (FileNotFoundError, st.errors.StreamlitAPIException):
        return False


def workspace_path() -> Path:
    """The workspace file the app works on."""
    own = os.environ.get(OWN)
    if own and st.session_state.get("own-files"):
        return Path(own)
    named = os.environ.get("PROSPECTOR_WORKSPACE")
    return Path(named) if named else default_path()


def leave_sample() -> None:
    """From the invented people to a workspace for the user's own files."""
    if os.environ.get(OWN):
        st.session_state["own-files"] = True
        return
    path = workspace_path()
    let_go(path)
    path.unlink()


def workspace_ready() -> bool:
    """Whether the workspace opens; else the page says in one sentence why not."""
    try:
        opened(workspace_path())
    except WorkspaceError as error:
        st.title("The workspace cannot be opened")
        st.text(str(error))
        st.button("Try again", type="primary", key="open-again")
        return False
    return True


def today() -> dt.date:
    """The day the app reckons from: today, or ``PROSPECTOR_AS_OF`` for demonstrations."""
    fixed = os.environ.get("PROSPECTOR_AS_OF")
    return dt.date.fromisoformat(fixed) if fixed else dt.datetime.now().astimezone().date()


def session() -> Session:
    """The session of the reader of this page."""
    return Session(
        ws=opened(workspace_path()),
        as_of=today(),
        user=st.session_state.get("user", "me"),
        role=st.session_state.get("role", "salesperson"),
    )


@contextmanager
def told() -> Iterator[None]:
    """What is refused becomes one sentence on the page; the unexpected gets an id in the log."""
    try:
        yield
    except (Refused, ProfileError, WorkspaceError) as error:
        st.error(_plain(str(error)))
    except (RerunException, StopException):
        raise  # a rerun or a stop, not a fault
    except Exception as error:
        mark = uuid.uuid4().hex[:8]
        LOG.error("error %s: %s", mark, type(error).__name__, exc_info=_without_data(error))
        st.error(f"Something went wrong that should not. It is in the log as {mark}.")


def _without_data(error: Exception) -> bool:
    """Stack traces hold code, not data; messages of errors may hold data and are left out."""
    error.args = ()
    return True


def _plain(text: str) -> str:
    from prospecting.pages.parts import escape_md

    return escape_md(text)


def reopen() -> None:
    """Open the workspace anew, after its file was replaced: nothing remembered of it holds."""
    let_go(workspace_path())


def close_workspaces() -> None:
    """Close what the pages opened, so that another process or test may open it."""
    let_go()
