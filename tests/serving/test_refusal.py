"""Another address than this machine's own is refused unless sign-in stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospecting.errors import Refused
from prospecting.services.access import allowed_emails, rights_of, role_of
from prospecting.services.serving import require_sign_in
from tests.cli.conftest import call

GOOD = """[auth]
redirect_uri = "https://asks.firm.example/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "prospector"
client_secret = "not-a-real-one"
server_metadata_url = "https://id.firm.example/.well-known/openid-configuration"
"""


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of secrets that the server reads."""
    file = tmp_path / "secrets.toml"
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(file))
    return file


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_needs_no_sign_in(
    secrets: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.delenv("PROSPECTOR_MEMBERS", raising=False)
    monkeypatch.delenv("STREAMLIT_SERVER_ALLOWED_HOSTS", raising=False)
    require_sign_in(address, secrets.parent)


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.4", "::", "asks.firm.example"])
def test_others_need_it(secrets: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("PROSPECTOR_MEMBERS", "ana@firm.example=admin")
    with pytest.raises(Refused, match="no sign-in"):
        require_sign_in(address, secrets.parent)
    secrets.write_text(GOOD)
    require_sign_in(address, secrets.parent)
    secrets.write_text(GOOD.replace("client_secret", "client_sekret"))
    with pytest.raises(Refused, match="client_secret"):
        require_sign_in(address, secrets.parent)
    secrets.write_text(GOOD.replace("0123456789abcdef0123456789abcdef", "short"))
    with pytest.raises(Refused, match="32"):
        require_sign_in(address, secrets.parent)


def test_a_proxy_before_this_machine_needs_it_too(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_ALLOWED_HOSTS", "localhost, [::1]")
    require_sign_in("127.0.0.1", secrets.parent)
    monkeypatch.setenv("STREAMLIT_SERVER_ALLOWED_HOSTS", "localhost,asks.firm.example")
    with pytest.raises(Refused, match=r"asks\.firm\.example, and no sign-in"):
        require_sign_in("127.0.0.1", secrets.parent)
    monkeypatch.delenv("STREAMLIT_SERVER_ALLOWED_HOSTS")
    monkeypatch.setenv("PROSPECTOR_MEMBERS", "ana@firm.example=admin")
    with pytest.raises(Refused, match="MEMBERS"):
        require_sign_in("127.0.0.1", secrets.parent)
    secrets.write_text(GOOD)
    require_sign_in("127.0.0.1", secrets.parent)


def test_an_empty_list_lets_nobody_in(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets.write_text(GOOD)
    monkeypatch.delenv("PROSPECTOR_MEMBERS", raising=False)
    with pytest.raises(Refused, match="PROSPECTOR_MEMBERS"):
        require_sign_in("0.0.0.0", secrets.parent)


def test_the_command_refuses_before_it_opens_anything(secrets: Path, tmp_path: Path) -> None:
    answer = call(
        "app", "--address", "0.0.0.0", "--workspace", tmp_path / "w.duckdb", "--no-browser"
    )
    assert answer.code == 1 and "no sign-in" in answer.err
    assert not (tmp_path / "w.duckdb").exists()


def test_roles_come_from_the_list_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSPECTOR_MEMBERS", "Ana@Firm.example=admin, ben@firm.example")
    assert allowed_emails() == {"ana@firm.example": "admin", "ben@firm.example": "salesperson"}
    assert role_of("ANA@firm.example") == "admin"
    assert role_of("ana@firm.example", verified=False) is None
    assert role_of("eve@firm.example") is None and role_of(None) is None
    assert rights_of("salesperson") < rights_of("manager") < rights_of("admin")
    assert rights_of("guest") == frozenset()
    monkeypatch.setenv("PROSPECTOR_MEMBERS", "ana@firm.example=owner")
    with pytest.raises(Refused, match="owner"):
        allowed_emails()
