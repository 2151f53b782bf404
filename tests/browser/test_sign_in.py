"""Sign-in through an OpenID provider on this machine: who is on the list, and who is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.app import RunningApp, free_port, running_app
from tests.serving.provider import CLIENT, Provider, provider

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def openid() -> Iterator[Provider]:
    """The provider."""
    with provider() as one:
        yield one


@pytest.fixture
def guarded(
    openid: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningApp]:
    """The app with sign-in, and two people on its list."""
    port = free_port()
    file = tmp_path / "secrets.toml"
    file.write_text(
        "[auth]\n"
        f'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        'cookie_secret = "0123456789abcdef0123456789abcdef"\n'
        f'client_id = "{CLIENT}"\n'
        'client_secret = "only-a-test"\n'
        f'server_metadata_url = "{openid.url}/.well-known/openid-configuration"\n'
    )
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(file))
    monkeypatch.setenv("PROSPECTOR_MEMBERS", "ana@firm.example=admin, ben@firm.example")
    with running_app(tmp_path, port=port) as app:
        yield app


def _sign_in(page: Page, app: RunningApp) -> None:
    page.goto(app.url)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state("networkidle")


def _page(chromium: Browser) -> Page:
    return chromium.new_context().new_page()


def test_only_those_on_the_list_come_in(
    chromium: Browser, guarded: RunningApp, openid: Provider
) -> None:
    outside = _page(chromium)
    outside.goto(guarded.url)
    outside.get_by_role("button", name="Sign in").wait_for(timeout=60_000)
    assert outside.get_by_role("link", name="Clients").count() == 0, "nothing before sign-in"

    openid.email = "ana@firm.example"
    admin = _page(chromium)
    _sign_in(admin, guarded)
    admin.get_by_role("link", name="Settings").wait_for(timeout=60_000)

    openid.email = "ben@firm.example"
    seller = _page(chromium)
    _sign_in(seller, guarded)
    seller.get_by_role("link", name="Clients").wait_for(timeout=60_000)
    assert seller.get_by_role("link", name="Settings").count() == 0

    openid.email = "eve@elsewhere.example"
    stranger = _page(chromium)
    _sign_in(stranger, guarded)
    stranger.get_by_text("not on the list").wait_for(timeout=60_000)
    assert stranger.get_by_role("link", name="Clients").count() == 0

    openid.email, openid.verified = "ana@firm.example", False
    unproved = _page(chromium)
    _sign_in(unproved, guarded)
    unproved.get_by_text("not on the list").wait_for(timeout=60_000)
