"""What holds for every test: no network, no workspace of the user's, repeatable property tests."""

from __future__ import annotations

import functools
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# No deadline: how fast a machine is says nothing about whether the program is right.
settings.register_profile(
    "repeatable",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("campaign", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# Read before any test module imports what looks at it.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"


@pytest.fixture(scope="session", autouse=True)
def apart_from_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test finds the user's workspace, settings or keys."""
    home = tmp_path_factory.mktemp("home")
    apart = pytest.MonkeyPatch()
    apart.setenv("PROSPECTOR_WORKSPACE", str(home / "workspace.duckdb"))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        apart.setenv(name, str(home / name.lower()))
    for name in list(os.environ):
        if name.endswith("_API_KEY") or name.startswith("OPENAI_"):
            apart.delenv(name)
    yield
    apart.undo()


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves_this_machine() -> Iterator[None]:
    """A connection to any other machine fails the test that makes it."""
    apart = pytest.MonkeyPatch()
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        local = not isinstance(address, tuple) or host in ("127.0.0.1", "::1", "localhost")
        if not local:
            raise AssertionError(f"a test tried to reach {host!r}; nothing may leave this machine")
        connect(self, address)

    apart.setattr(socket.socket, "connect", guarded)
    yield
    apart.undo()


@pytest.fixture(scope="session", autouse=True)
def pages_tell_why() -> None:
    """A failing page tells the test why; in the product it keeps that to its log."""
    from streamlit import config

    config.set_option("client.showErrorDetails", "full")


@pytest.fixture(scope="session", autouse=True)
def packages_are_looked_through_once() -> Iterator[None]:
    """Streamlit reads what every installed package says of itself for each app under test, a third
    of a second each time; what is installed stays the same, so once is enough."""
    from streamlit.components.v2 import manifest_scanner

    apart = pytest.MonkeyPatch()
    once = functools.cache(manifest_scanner.scan_component_manifests)
    apart.setattr(manifest_scanner, "scan_component_manifests", once)
    yield
    apart.undo()


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT
