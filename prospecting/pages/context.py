"""What every page starts from: the signed-in user, the open workspace, the day."""

from __future__ import annotations

import datetime as dt
import logging
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException

from prospecting.errors import Refused
from prospecting.services import access, serving
from prospecting.services.opened import Opening, let_go, opened, opening_of
from prospecting.services.session import Session
from prospecting.services.upkeep import OWN
from prospecting.workspace import WorkspaceError, default_path
from scoring.profile import ProfileError

LOG = logging.getLogger("prospecting.app")
_OPENING: Final = "opening"


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
    """Whether the workspace is open; else the page says in one sentence why not, or, where an
    older workspace is brought up to this program, which step it is at."""
    path = workspace_path()
    opening: Opening | None = st.session_state.get(_OPENING)
    if opening is None or opening.path != path:
        opening = opening_of(path)
        if opening is None:
            return True
    opening.wait_for_a_word()
    if not opening.ended:
        st.session_state[_OPENING] = opening
        _at_any_address("Bringing your workspace up to date", partial(_renewal, opening))
        return False
    if isinstance(opening.error, WorkspaceError):
        # Kept, so that no rerun begins half a minute's work anew that failed.
        st.session_state[_OPENING] = opening
        _at_any_address("The workspace cannot be opened", partial(_no_opening, opening.error))
        return False
    _open_again()
    opening.wait()
    return True


def _at_any_address(title: str, draw: Callable[[], None]) -> None:
    """Draw instead of the page that the address names, which comes when it can."""
    from prospecting.pages import lost

    def page() -> None:
        st.title(title)
        draw()

    pages = [st.Page(page, title=title, url_path="", default=True)]
    name = lost.address(st.context.url)
    if name:
        pages.append(st.Page(page, title=title, url_path=name))
    st.navigation(pages, position="hidden").run()


def _no_opening(error: WorkspaceError) -> None:
    st.text(str(error))
    st.button("Try again", type="primary", key="open-again", on_click=_open_again)


def _open_again() -> None:
    st.session_state.pop(_OPENING, None)


def _renewal(opening: Opening) -> None:
    """Say what is done with an older workspace, until it is done."""
    from prospecting.pages.parts import JobView, job_progress

    st.markdown(
        "It was filled by another version of the program. Keys, people and companies are worked "
        "out anew, once; what you noted, asked and decided stays."
    )

    def read() -> JobView:
        step = opening.step
        if opening.ended or step is None:
            return JobView("done", "")
        sentence = step.text[:1].upper() + step.text[1:]
        # The step at hand is not done yet.
        share = (step.done - 1) / step.total if step.total else None
        return JobView("running", sentence, share)

    view = job_progress("opening", read, every=0.5)
    if view is not None and view.ended:
        st.rerun()
    st.caption(
        "You may close this page: the work goes on. If the program is ended meanwhile, nothing is "
        "lost, and the next start does it from the beginning."
    )


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
