"""Serving to others than this machine: only with sign-in, and only for those on the list."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from prospecting.errors import Refused
from prospecting.services.access import allowed_emails, is_loopback

SECRETS = ".streamlit/secrets.toml"
HOSTS = "STREAMLIT_SERVER_ALLOWED_HOSTS"
#: What Streamlit's sign-in needs; a provider may stand in a table of its own below [auth].
_NEEDED = ("redirect_uri", "cookie_secret")
_PROVIDER = ("client_id", "client_secret", "server_metadata_url")
_SECRET_LEAST = 32


def _places(app_folder: Path) -> list[Path]:
    named = os.environ.get("STREAMLIT_SECRETS_FILES")
    if named:
        return [Path(part) for part in named.split(",")]
    return [app_folder / SECRETS, Path.home() / SECRETS]


def reached_by_others(address: str) -> str | None:
    """How others than this machine's user reach the app; None where they do not.

    A reverse proxy before an app on 127.0.0.1 shows in the hosts that browsers may call it by, and
    a list of members says that others are meant to come.
    """
    if not is_loopback(address):
        return f"{address} can be reached by others"
    hosts = [host.strip().strip("[]") for host in os.environ.get(HOSTS, "").split(",")]
    public = [host for host in hosts if host and not is_loopback(host)]
    if public:
        return f"{HOSTS} lets others in by the name {public[0]}"
    if allowed_emails():
        return "PROSPECTOR_MEMBERS names people who may sign in"
    return None


def require_sign_in(address: str, app_folder: Path) -> None:
    """Refuse to serve others unless sign-in stands and somebody is on the list.

    Raises:
        Refused: one sentence on what is missing.
    """
    reached = reached_by_others(address)
    if reached is None:
        return
    auth: dict[str, object] | None = None
    for place in _places(app_folder):
        if place.is_file():
            try:
                auth = tomllib.loads(place.read_text("utf-8")).get("auth") or auth
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
                raise Refused(f"{place} cannot be read: {error}") from None
    if not isinstance(auth, dict):
        raise Refused(
            f"{reached}, and no sign-in is set up: see docs/deploy.md, or serve this machine alone"
        )
    provider = next((part for part in auth.values() if isinstance(part, dict)), auth)
    missing = [key for key in _NEEDED if not auth.get(key)]
    missing += [key for key in _PROVIDER if not provider.get(key)]
    if missing:
        raise Refused(f"the sign-in of {SECRETS} lacks {', '.join(missing)}")
    if len(str(auth["cookie_secret"])) < _SECRET_LEAST:
        raise Refused(f"cookie_secret in {SECRETS} must have at least {_SECRET_LEAST} characters")
    if not allowed_emails():
        raise Refused(
            "nobody is on the list of those who may sign in: set PROSPECTOR_MEMBERS, such as "
            '"ana@firm.example=admin, ben@firm.example"'
        )
